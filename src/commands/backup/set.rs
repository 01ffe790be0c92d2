//! What the commands share that make sets of small files: where they go, whose they are, and `--metrics-file`.

use super::destination::{Destination, DestinationArgs, Kept};
use super::metrics_file::MetricsArgs;
use crate::context::Context;
use crate::domain::backup::besides::{Besides, FileArtefact};
use crate::domain::backup::manifest::{Compression, InstanceIdentity, Manifest, SCHEMA, ShardBackup};
use crate::error::{Error, Result};
use crate::store::Sink;
use crate::store::set::{SmallFile, write_file};
use crate::store::stop::StopOnDrop;
use crate::target::discover::Target;
use chrono::{DateTime, Utc};

/// Where a set goes.
#[derive(Debug, clap::Args)]
pub struct SetArgs {
    #[command(flatten)]
    destination: DestinationArgs,
    #[command(flatten)]
    pub(super) metrics: MetricsArgs,
}

impl SetArgs {
    /// Checks the options.
    ///
    /// # Errors
    /// As [`DestinationArgs::check`].
    pub(super) fn check(&self, now: DateTime<Utc>) -> Result<Destination> {
        self.destination.check(Compression::None, now)
    }
}

/// Writes a set of these files with a manifest.
///
/// # Errors
/// The sink's; then nothing is left.
pub(super) async fn write(
    context: &Context,
    target: &Target,
    destination: &Destination,
    started_at: DateTime<Utc>,
    files: Vec<SmallFile>,
    mut besides: Besides,
) -> Result<(Manifest, Kept)> {
    let waiting = StopOnDrop::default();
    let sink = destination.open_set(context, target, started_at, waiting.stop()).await?;
    let (files, sink) = write_files(destination, sink, files).await?;
    besides.files.extend(files);
    end(context, target, destination, (started_at, sink), besides).await
}

/// Ends a set that is open with the manifest of what is in it.
///
/// # Errors
/// The sink's; then nothing is left.
pub(super) async fn end(
    context: &Context,
    target: &Target,
    destination: &Destination,
    (started_at, sink): (DateTime<Utc>, Box<dyn Sink>),
    besides: Besides,
) -> Result<(Manifest, Kept)> {
    let manifest = manifest(context, target, started_at, Vec::new(), besides);
    let kept = destination.keep(sink, &manifest).await?;
    Ok((manifest, kept))
}

/// Writes files into a set that is open.
///
/// # Errors
/// The sink's.
pub(super) async fn write_files(
    destination: &Destination,
    mut sink: Box<dyn Sink>,
    files: Vec<SmallFile>,
) -> Result<(Vec<FileArtefact>, Box<dyn Sink>)> {
    let beside = destination.beside();
    let written = tokio::task::spawn_blocking(move || {
        let write = |file: &SmallFile| write_file(&mut *sink, beside.artefact(&file.name), file, &beside.packing);
        let files: Result<Vec<_>> = files.iter().map(write).collect();
        files.map(|files| (files, sink))
    });
    // Interrupted here, nobody takes the sink from the thread: it is dropped, and the set with it.
    written.await.map_err(|error| Error::failed("a worker thread ended").because(&error))?
}

/// The manifest of a set of the target.
pub(super) fn manifest(
    context: &Context,
    target: &Target,
    started_at: DateTime<Utc>,
    shards: Vec<ShardBackup>,
    besides: Besides,
) -> Manifest {
    Manifest {
        schema: SCHEMA.to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        instance: InstanceIdentity {
            context: target.context_name.clone(),
            namespace: target.instance.namespace.clone(),
            name: target.instance.name.clone(),
            flavour: target.instance.flavour,
        },
        started_at,
        finished_at: context.now(),
        shards,
        besides,
    }
}
