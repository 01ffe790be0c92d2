//! Where a backup goes, and in what form: the options of every command that writes one.

use super::s3_args::{S3Args, S3StoringArgs};
use crate::console::Console;
use crate::domain::backup::manifest::Compression;
use crate::domain::backup::naming;
use crate::error::{Error, Result};
use crate::report::{Finding, Severity};
use crate::store::Sink;
use crate::store::crypt::Recipients;
use crate::store::local::LocalSink;
use crate::store::pack::Packing;
use crate::store::place::Place;
use crate::store::places::Places;
use crate::store::s3::sink::S3Sink;
use crate::store::s3::{Access, S3, Storing};
use crate::store::stop::Stop;
use chrono::{DateTime, Utc};
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

/// The options.
#[derive(Debug, clap::Args)]
pub struct DestinationArgs {
    /// Folder or s3://BUCKET/PREFIX that holds the backups (can be repeated: one pass, several places)
    #[arg(
        long,
        value_name = "PLACE",
        env = "REDIS_OPS_BACKUP_DIR",
        hide_env_values = true,
        default_value = "redis-backups",
        value_parser = Place::parse
    )]
    to: Vec<Place>,
    /// Encrypt to this age public key (can be repeated)
    #[arg(long, value_name = "KEY")]
    encrypt_to: Vec<String>,
    /// Encrypt to the age public keys in a file, one a line (can be repeated)
    #[arg(long, value_name = "FILE")]
    encrypt_recipients_file: Vec<PathBuf>,
    #[command(flatten)]
    s3: S3Args,
    #[command(flatten)]
    storing: S3StoringArgs,
}

/// Where to, checked: everything that can be wrong without asking anybody.
#[derive(Debug, Clone)]
pub struct Destination {
    /// The places.
    pub places: Vec<Place>,
    /// How artefacts are packed.
    pub packing: Packing,
    /// Stands in the artefacts' names, where two runs could give the same one.
    pub run: Option<String>,
    access: Access,
    storing: Storing,
}

/// What became of a place, for the report.
#[derive(Debug, Serialize)]
pub struct PlaceReport {
    /// As it was typed.
    pub place: String,
    /// The set in it; none where that failed.
    pub path: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
}

impl DestinationArgs {
    /// Checks the options.
    ///
    /// # Errors
    /// Of kind Usage: a place that is named twice, a key that is none, a lock that ends in the past.
    pub fn check(&self, compression: Compression, now: DateTime<Utc>) -> Result<Destination> {
        for (at, place) in self.to.iter().enumerate() {
            if self.to[..at].contains(place) {
                return Err(Error::usage(format!("--to {place} is there twice")));
            }
        }
        let recipients = Recipients::load(&self.encrypt_to, &self.encrypt_recipients_file)?;
        // Keys in a bucket can be written over; those of a folder of our own cannot.
        let run = if self.to.iter().any(Place::is_s3) { Some(random_run()?) } else { None };
        Ok(Destination {
            places: self.to.clone(),
            packing: Packing { compression, recipients },
            run,
            access: self.s3.access(),
            storing: self.storing.storing(now)?,
        })
    }
}

impl Destination {
    /// The name of an artefact: `dump.rdb` becomes `dump.rdb.gz.age`, or `dump-1f2e3d4c.rdb.gz` for a bucket.
    pub fn artefact(&self, name: &str) -> String {
        naming::artefact(name, self.run.as_deref(), &self.packing.suffix())
    }

    /// Opens every place; one that cannot be opened is accounted for, unless there is no other. Waits for stores, so it
    /// is work for a thread of its own.
    ///
    /// # Errors
    /// When none can be opened.
    pub fn open(&self, console: &Arc<Console>, instance: &str, set: &str, stop: &Stop) -> Result<Box<dyn Sink>> {
        let mut places = Places::default();
        let mut store: Option<Result<Arc<S3>>> = None;
        for place in &self.places {
            let sink: Result<Box<dyn Sink>> = match place {
                Place::Folder(folder) => LocalSink::create(folder, instance, set).map(|sink| Box::new(sink) as _),
                Place::S3(location) => {
                    // One connection, however many buckets.
                    let connected = store.get_or_insert_with(|| S3::connect(&self.access, console, stop));
                    connected
                        .clone()
                        .map(|s3| Box::new(S3Sink::new(s3, &self.storing, location, instance, set, stop.clone())) as _)
                }
            };
            places.add(place.to_string(), sink);
        }
        places.check()?;
        Ok(Box::new(places))
    }

    /// What became of each place.
    pub fn account(&self, stored: &[String], failed: &[(String, Error)]) -> Vec<PlaceReport> {
        let mut stored = stored.iter();
        let account = |place: &Place| {
            let place = place.to_string();
            let failure = failed.iter().find(|(name, _)| *name == place);
            let path = if failure.is_none() { stored.next().cloned() } else { None };
            PlaceReport { error: failure.map(|(_, error)| error.chain()), path, place }
        };
        self.places.iter().map(account).collect()
    }
}

/// Places that failed while others took the backup.
pub fn failures(failed: &[(String, Error)]) -> Vec<Finding> {
    let finding = |(place, error): &(String, Error)| {
        let finding =
            Finding::new("place-failed", Severity::Critical, place, format!("has no backup: {}", error.chain()));
        match error.hints().first() {
            Some(hint) => finding.hint(hint.clone()),
            None => finding.hint("the other places have it whole: copy the set from there"),
        }
    };
    failed.iter().map(finding).collect()
}

fn random_run() -> Result<String> {
    let mut bytes = [0; 4];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::failed("no random numbers"))?;
    Ok(crate::store::tee::hex(&bytes))
}
