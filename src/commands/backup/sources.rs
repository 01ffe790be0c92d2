//! Places that are looked through for sets: the arguments of the commands that do, and what lies there.

use super::s3_args::S3Args;
use crate::console::Console;
use crate::context::Context;
use crate::domain::backup::catalogue::SetEntry;
use crate::domain::backup::naming;
use crate::error::{Error, Kind, Result};
use crate::report::{Finding, Severity};
use crate::store::catalogue::{self, Catalogue};
use crate::store::place::Place;
use crate::store::s3::listing::OpenUpload;
use crate::store::s3::{Access, S3};
use crate::store::stop::{Stop, StopOnDrop};
use std::sync::Arc;

/// The arguments.
#[derive(Debug, Clone, clap::Args)]
pub struct SourceArgs {
    /// Folders or s3://BUCKET/PREFIX that hold backups
    #[arg(
        value_name = "PLACE",
        env = "REDIS_OPS_BACKUP_DIR",
        hide_env_values = true,
        default_value = "redis-backups",
        value_parser = Place::parse
    )]
    places: Vec<Place>,
    #[command(flatten)]
    s3: S3Args,
}

impl SourceArgs {
    /// How buckets are reached.
    pub(in crate::commands) fn access(&self) -> Access {
        self.s3.access()
    }

    /// Whether a place is one of them.
    pub(in crate::commands) fn has(&self, place: &Place) -> bool {
        self.places.contains(place)
    }

    /// The same as words of a command line.
    pub(in crate::commands) fn words(&self) -> Vec<String> {
        self.s3.words()
    }
}

/// A place and what lies in it.
pub(in crate::commands) struct Found {
    pub(in crate::commands) place: Place,
    pub(in crate::commands) catalogue: Catalogue,
    pub(in crate::commands) sets: Vec<SetEntry>,
    /// Uploads that were begun and never ended; an error where that could not be told.
    pub(in crate::commands) uploads: Result<Vec<OpenUpload>>,
}

/// Looks through every place. One that cannot be listed is a finding, unless there is no other.
///
/// # Errors
/// Of kind Target, when none can be listed.
pub(in crate::commands) async fn fetch(context: &Context, args: &SourceArgs) -> Result<(Vec<Found>, Vec<Finding>)> {
    for (at, place) in args.places.iter().enumerate() {
        if args.places[..at].contains(place) {
            return Err(Error::usage(format!("{place} is there twice")));
        }
    }
    let waiting = StopOnDrop::default();
    let (places, access, console) = (args.places.clone(), args.s3.access(), Arc::clone(&context.console));
    let stop = waiting.stop();
    let work = move || look(places, &access, &console, &stop);
    let looked = tokio::task::spawn_blocking(work).await;
    let looked = looked.map_err(|error| Error::failed("a worker thread ended").because(&error))?;
    let (mut found, mut findings, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for (place, result) in looked {
        match result {
            Ok(one) => found.push(one),
            Err(error) if error.kind() == Kind::Usage => return Err(error),
            Err(error) => {
                let finding = Finding::new("place-unreadable", Severity::Unknown, place.to_string(), error.chain());
                findings.push(error.hints().iter().take(1).fold(finding, |finding, hint| finding.hint(hint.clone())));
                errors.push(error);
            }
        }
    }
    match (found.is_empty(), errors.into_iter().next()) {
        (true, Some(error)) => Err(error.of_kind(Kind::Target)),
        _ => Ok((found, findings)),
    }
}

/// The sets of one place; none where a folder is not there.
///
/// # Errors
/// Of kind Target, when it cannot be listed.
pub(in crate::commands) async fn fetch_sets(context: &Context, place: &Place, s3: &S3Args) -> Result<Vec<SetEntry>> {
    fetch_sets_by(context, place, s3.access()).await
}

/// As [`fetch_sets`], where it is known how buckets are reached.
///
/// # Errors
/// As [`fetch_sets`].
pub(super) async fn fetch_sets_by(context: &Context, place: &Place, access: Access) -> Result<Vec<SetEntry>> {
    // Nothing was ever backed up there.
    if let Place::Folder(folder) = place
        && folder.try_exists().is_ok_and(|exists| !exists)
    {
        return Ok(Vec::new());
    }
    let waiting = StopOnDrop::default();
    let (places, console) = (vec![place.clone()], Arc::clone(&context.console));
    let stop = waiting.stop();
    let looked = tokio::task::spawn_blocking(move || look(places, &access, &console, &stop)).await;
    let looked = looked.map_err(|error| Error::failed("a worker thread ended").because(&error))?;
    looked.into_iter().next().map_or_else(|| Ok(Vec::new()), |(_, found)| found.map(|found| found.sets))
}

fn look(places: Vec<Place>, access: &Access, console: &Arc<Console>, stop: &Stop) -> Vec<(Place, Result<Found>)> {
    let mut store: Option<Result<Arc<S3>>> = None;
    let look = |place: Place| {
        let catalogue = match &place {
            Place::Folder(folder) => Ok(Catalogue::Folder(folder.clone())),
            Place::S3(location) => {
                let connected = store.get_or_insert_with(|| S3::connect(access, console, stop));
                connected.clone().map(|s3| Catalogue::S3(s3, location.clone()))
            }
        };
        let found = catalogue.and_then(|catalogue| {
            let sets = catalogue::fetch_sets(&catalogue, stop)?;
            let uploads = catalogue::fetch_open_uploads(&catalogue, stop);
            Ok(Found { place: place.clone(), catalogue, sets, uploads })
        });
        (place, found)
    };
    places.into_iter().map(look).collect()
}

/// Whether a set is of the instance that `-n` and `-r` name.
pub(in crate::commands) fn is_wanted(context: &Context, instance: &str) -> bool {
    let target = &context.settings.target;
    match (&target.namespace, &target.release) {
        (None, None) => true,
        (Some(namespace), Some(release)) => instance == naming::instance_folder(Some(namespace), release),
        (Some(namespace), None) => instance.starts_with(&format!("{namespace}.")),
        (None, Some(release)) => instance == release || instance.ends_with(&format!(".{release}")),
    }
}
