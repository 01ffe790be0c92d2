//! What the commands share that make sets of small files: where they go, whose they are, and `--metrics-file`.

use super::metrics_file::MetricsArgs;
use crate::context::Context;
use crate::domain::backup::besides::Besides;
use crate::domain::backup::manifest::{InstanceIdentity, Manifest, SCHEMA, ShardBackup};
use crate::domain::backup::naming;
use crate::error::Result;
use crate::store::Sink;
use crate::store::local::LocalSink;
use crate::target::discover::Target;
use chrono::{DateTime, Utc};
use std::path::PathBuf;

/// Where a set goes.
#[derive(Debug, Clone, clap::Args)]
pub struct SetArgs {
    /// Folder that holds the backups
    #[arg(
        long,
        value_name = "DIR",
        env = "REDIS_OPS_BACKUP_DIR",
        hide_env_values = true,
        default_value = "redis-backups"
    )]
    pub(super) to: PathBuf,
    #[command(flatten)]
    pub(super) metrics: MetricsArgs,
}

impl SetArgs {
    /// Where a set of the target would lie, in words.
    pub(super) fn place(&self, target: &Target) -> String {
        let instance = &target.instance;
        let folder = naming::instance_folder(instance.namespace.as_deref(), &instance.name);
        self.to.join(folder).join("<time>").display().to_string()
    }

    /// Opens a set of the target.
    ///
    /// # Errors
    /// Of kind Failed, naming the place.
    pub(super) async fn open(&self, target: &Target, time: DateTime<Utc>) -> Result<Box<dyn Sink>> {
        let instance = &target.instance;
        let folder = naming::instance_folder(instance.namespace.as_deref(), &instance.name);
        Ok(Box::new(LocalSink::create(&self.to, &folder, &naming::set_folder(time))?))
    }
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
