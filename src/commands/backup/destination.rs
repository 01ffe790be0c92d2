//! Where a backup goes, and in what form: the options of every command that writes one.

use super::s3_args::{S3Args, S3StoringArgs};
use crate::console::Console;
use crate::context::Context;
use crate::domain::backup::manifest::{Compression, Manifest};
use crate::domain::backup::naming;
use crate::error::{Error, Result};
use crate::lock::Buckets;
use crate::report::{Cell, Finding, Severity};
use crate::store::Sink;
use crate::store::crypt::Recipients;
use crate::store::local::LocalSink;
use crate::store::pack::Packing;
use crate::store::place::Place;
use crate::store::places::Places;
use crate::store::s3::sink::S3Sink;
use crate::store::s3::{Access, S3, Storing};
use crate::store::stop::Stop;
use crate::target::discover::Target;
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

impl DestinationArgs {
    /// One place, for a command whose own options name it otherwise.
    pub fn of(to: Place, encrypt_to: Vec<String>, encrypt_recipients_file: Vec<PathBuf>, s3: S3Args) -> Self {
        Self { to: vec![to], encrypt_to, encrypt_recipients_file, s3, storing: S3StoringArgs::default() }
    }
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

/// What became of a set, for the report; nothing yet by default.
#[derive(Debug, Default, Serialize)]
pub struct Kept {
    /// The first of the places.
    pub path: Option<String>,
    /// All of them.
    pub places: Vec<PlaceReport>,
    /// Requests that a store refused for the moment and took later.
    pub retries: u64,
    /// Places that failed while others took the set, and those that do not show that they have it.
    #[serde(skip)]
    pub findings: Vec<Finding>,
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

    /// Where a lock may stand if the cluster has none.
    pub fn buckets(&self) -> Buckets {
        let location = |place: &Place| match place {
            Place::S3(location) => Some(location.clone()),
            Place::Folder(_) => None,
        };
        let locations = self.places.iter().filter_map(location).collect();
        Buckets { access: self.access.clone(), storing: self.storing.clone(), locations }
    }

    /// How buckets are reached.
    pub(super) fn access(&self) -> Access {
        self.access.clone()
    }

    /// The same for small files, which are not compressed.
    pub fn beside(&self) -> Self {
        let packing = Packing { compression: Compression::None, ..self.packing.clone() };
        Self { packing, ..self.clone() }
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

    /// As [`Destination::open`], for a set of the target.
    ///
    /// # Errors
    /// As [`Destination::open`].
    pub async fn open_set(
        &self,
        context: &Context,
        target: &Target,
        time: DateTime<Utc>,
        stop: Stop,
    ) -> Result<Box<dyn Sink>> {
        let (destination, console) = (self.clone(), Arc::clone(&context.console));
        let (instance, set) = (instance_folder(target), naming::set_folder(time));
        let opened = tokio::task::spawn_blocking(move || destination.open(&console, &instance, &set, &stop)).await;
        opened.map_err(|error| Error::failed("a worker thread ended").because(&error))?
    }

    /// As [`Destination::open_set`], of which it is known that it takes something: for work whose result is worth nothing
    /// where it cannot be written down.
    ///
    /// # Errors
    /// As [`Destination::open_set`], and where no place can be written to.
    pub async fn open_tried_set(
        &self,
        context: &Context,
        target: &Target,
        time: DateTime<Utc>,
        stop: Stop,
    ) -> Result<Box<dyn Sink>> {
        let mut sink = self.open_set(context, target, time, stop).await?;
        let tried = tokio::task::spawn_blocking(move || sink.try_out().map(|()| sink)).await;
        tried.map_err(|error| Error::failed("a worker thread ended").because(&error))?
    }

    /// Ends a set with its manifest.
    ///
    /// # Errors
    /// The sink's; then nothing is left.
    pub async fn keep(&self, mut sink: Box<dyn Sink>, manifest: &Manifest) -> Result<Kept> {
        let mut bytes = serde_json::to_vec_pretty(manifest)
            .map_err(|error| Error::failed("cannot write the manifest").because(&error))?;
        bytes.push(b'\n');
        // Interrupted here, nobody takes the sink from the thread: it is dropped, and the set with it.
        let committed = tokio::task::spawn_blocking(move || sink.commit(&bytes).map(|paths| (paths, sink))).await;
        let (paths, mut sink) = committed.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
        sink.keep();
        let unseen = sink.unseen().into_iter().map(|(place, why)| not_shown(&place, &why));
        Ok(Kept {
            path: paths.first().cloned(),
            places: self.account(&paths, sink.failures()),
            retries: sink.retries(),
            findings: failures(sink.failures()).into_iter().chain(unseen).collect(),
        })
    }

    /// Where an artefact of the target would lie in each place, in words.
    pub fn would_be(&self, target: &Target, artefact: &str) -> Vec<String> {
        let instance = instance_folder(target);
        let in_place = |place: &Place| would_be(&place.to_string(), &instance, artefact);
        self.places.iter().map(in_place).collect()
    }

    /// Where the sets of an instance lie in each place, in words.
    pub fn would_be_of(&self, namespace: Option<&str>, instance: &str) -> String {
        let folder = naming::instance_folder(namespace, instance);
        let at = |place: &Place| format!("{}/{folder}/<time>", place.to_string().trim_end_matches('/'));
        self.places.iter().map(at).collect::<Vec<_>>().join(" and to ")
    }

    /// What became of each place.
    fn account(&self, stored: &[String], failed: &[(String, Error)]) -> Vec<PlaceReport> {
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

impl Kept {
    /// Whether no place failed.
    pub fn is_everywhere(&self) -> bool {
        self.places.iter().all(|place| place.error.is_none())
    }

    /// What people are told of it, besides its path.
    pub fn fields(&self) -> Vec<(String, Cell)> {
        let mut fields = Vec::new();
        if self.retries > 0 {
            let words = format!("{} requests were refused for the moment, and taken later", self.retries);
            fields.push(("s3".to_owned(), words.into()));
        }
        // One of several is not the backup's only path, so each is named.
        for path in self.places.iter().filter(|_| self.places.len() > 1).filter_map(|place| place.path.as_deref()) {
            fields.push(("stored".to_owned(), path.into()));
        }
        fields
    }
}

/// The folder of the target's sets.
pub fn instance_folder(target: &Target) -> String {
    naming::instance_folder(target.instance.namespace.as_deref(), &target.instance.name)
}

/// Where an artefact would lie, in words.
pub fn would_be(place: &str, instance: &str, artefact: &str) -> String {
    format!("{}/{instance}/<time>/{artefact}", place.trim_end_matches('/'))
}

/// `age, to 2 public keys`, of an artefact that is encrypted.
pub fn encrypted(recipients: &[String]) -> Option<(String, Cell)> {
    let keys = recipients.len();
    let words = format!("age, to {keys} public {}", if keys == 1 { "key" } else { "keys" });
    (keys > 0).then(|| ("encrypted".to_owned(), words.into()))
}

/// Places that failed while others took the backup.
fn failures(failed: &[(String, Error)]) -> Vec<Finding> {
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

/// A place that may have the backup: it says so, and would not show it.
fn not_shown(place: &str, why: &Error) -> Finding {
    let message = format!("the store says that it took the backup, and does not show it: {}", why.chain());
    // An identity that may only write is a choice: it is no alarm, night after night.
    Finding::new("backup-not-shown", Severity::Info, place, message)
        .hint(format!("give the identity s3:GetObject, or let one that may read look: redis-ops backup-verify {place}"))
}

fn random_run() -> Result<String> {
    let mut bytes = [0; 4];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::failed("no random numbers"))?;
    Ok(crate::store::tee::hex(&bytes))
}
