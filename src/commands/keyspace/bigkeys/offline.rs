//! The keyspace of a backup: no server is asked.

use super::BigkeysArgs;
use crate::context::Context;
use crate::domain::backup::manifest::{self, Manifest};
use crate::domain::backup::naming;
use crate::domain::keyspace::kind::Kind;
use crate::domain::keyspace::report::{Frame, KeyspaceReport, Measure, SourceReport};
use crate::domain::keyspace::tally::{Found, Tally};
use crate::domain::keyspace::top::TopKey;
use crate::domain::keyspace::ttl::Expiry;
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::formats::rdb::{KeyEnd, KeyInfo, Update, Visitor, Want};
use crate::report::{Finding, Outcome, Severity, Verdict, units};
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::s3::S3;
use crate::store::stop::StopOnDrop;
use crate::store::stored::Stored;
use crate::store::unpack::Form;
use crate::store::{catalogue, local, visit};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A file to read.
struct File {
    stored: Stored,
    compression: Option<manifest::Compression>,
}

pub(super) async fn run(context: &Context, args: &BigkeysArgs, place: &Place) -> Result<Outcome> {
    let started = Instant::now();
    let identities = Identities::load(&args.identity)?;
    let waiting = StopOnDrop::default();
    let (stop, access, console) = (waiting.stop(), args.s3.access(), Arc::clone(&context.console));
    let now_ms = u64::try_from(context.now().timestamp_millis()).unwrap_or(0);
    let read = Arc::<AtomicU64>::default();
    let (done, place_read) = (Arc::clone(&read), place.clone());
    let counting = args.counting(0);
    let work = move || -> Result<(Tally, Vec<SourceReport>, u64)> {
        let files = match &place_read {
            Place::Folder(path) => files_at(path)?,
            Place::S3(location) => {
                let s3 = S3::connect(&access, &console, &stop).map_err(|error| error.of_kind(ErrorKind::Target))?;
                let manifest = catalogue::fetch_manifest(&s3, location, &stop)?;
                files_of(&manifest, &place_read.to_string(), &|name| Stored::object(&s3, location, name))?
            }
        };
        let (mut tally, mut sources, mut commands) = (Tally::new(counting.clone()), Vec::new(), 0);
        for (number, file) in files.iter().enumerate() {
            let began = Instant::now();
            let mut counting = counting.clone();
            counting.source = number;
            let mut sizes = Sizes { tally: Tally::new(counting), now_ms, key: None, expired: 0, commands: 0 };
            let form = Form { packing: file.compression.map(Into::into), identities: Some(&identities) };
            let mut before = 0;
            let mut progress = |parsed: u64| {
                done.fetch_add(parsed - before, Ordering::Relaxed);
                before = parsed;
            };
            visit::visit(&file.stored, form, &mut sizes, &stop, &mut progress)?;
            commands += sizes.commands;
            sources.push(SourceReport {
                name: file.stored.shown().display().to_string(),
                expected_keys: sizes.tally.keys() + sizes.expired,
                keys: sizes.tally.keys(),
                expired_keys: sizes.expired,
                repeats_are_told: true,
                complete: true,
                seconds: began.elapsed().as_secs_f64(),
                ..SourceReport::default()
            });
            tally.merge(sizes.tally);
        }
        Ok((tally, sources, commands))
    };
    let mut progress = context.console.progress("reading", None);
    let work = tokio::task::spawn_blocking(work);
    tokio::pin!(work);
    let ended = loop {
        tokio::select! {
            ended = &mut work => break ended,
            () = tokio::time::sleep(Duration::from_millis(200)) => progress.set_done(read.load(Ordering::Relaxed)),
        }
    };
    drop(progress);
    let (tally, sources, commands) =
        ended.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
    let mut findings = Vec::new();
    if commands > 0 {
        let message = format!(
            "holds {} commands that a server applies while it loads the keys: what they change is not counted",
            units::count(commands)
        );
        findings.push(Finding::new("rdb-holds-commands", Severity::Info, place.to_string(), message));
    }
    let seconds = started.elapsed().as_secs_f64();
    let prefixes = usize::from(args.prefixes);
    let frame = Frame { sources, measure: Measure::Stored, ttl_sampled: false, prefixes, seconds };
    let mut report = KeyspaceReport::new(frame, &tally);
    super::write_page(context, args, &place.to_string(), &mut report)?;
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, None, &report))
}

fn files_at(path: &Path) -> Result<Vec<File>> {
    if path.is_dir() {
        let manifest = local::fetch_manifest(path)?;
        return files_of(&manifest, &path.display().to_string(), &|name| Stored::Local(path.join(name)));
    }
    if path.file_name().is_some_and(|name| name == naming::MANIFEST) {
        return files_at(path.parent().unwrap_or(Path::new(".")));
    }
    if !path.exists() {
        return Err(Error::target(format!("there is nothing at {}", path.display())));
    }
    Ok(vec![File { stored: Stored::Local(path.to_owned()), compression: None }])
}

/// The RDB files of a set.
fn files_of(manifest: &Manifest, shown: &str, file: &dyn Fn(&str) -> Stored) -> Result<Vec<File>> {
    let files: Vec<File> = manifest
        .artefacts()
        .filter(|artefact| artefact.kind == manifest::RDB)
        .map(|artefact| File { stored: file(&artefact.name), compression: Some(artefact.compression) })
        .collect();
    if files.is_empty() {
        return Err(Error::target(format!("the set {shown} holds no RDB")).hint("backup-rdb makes one that does"));
    }
    Ok(files)
}

/// Counts what the parser finds.
struct Sizes {
    tally: Tally,
    now_ms: u64,
    key: Option<Key>,
    expired: u64,
    commands: u64,
}

/// The key whose value is being read.
struct Key {
    db: u64,
    name: Vec<u8>,
    name_bytes: u64,
    kind: Kind,
    expiry: Expiry,
}

impl Visitor for Sizes {
    fn update(&mut self, _update: &Update<'_>) {
        self.commands += 1;
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        let expiry = match key.expires_at_ms {
            // A primary drops it when it loads the file.
            Some(at) if at <= self.now_ms => {
                self.expired += 1;
                self.key = None;
                return Want::Nothing;
            }
            Some(at) => Expiry::InMs(at - self.now_ms),
            None => Expiry::Never,
        };
        let name = key.name[..key.name.len().min(TopKey::LONGEST_NAME)].to_vec();
        let kind = Kind::from(key.kind);
        self.key = Some(Key { db: key.db, name, name_bytes: key.name_len, kind, expiry });
        Want::Nothing
    }

    fn key_end(&mut self, end: &KeyEnd) {
        let Some(key) = self.key.take() else { return };
        let size = match key.kind {
            Kind::String => Some(end.string_bytes),
            Kind::VectorSet => None,
            Kind::Other(_) if end.elements == 0 => None,
            _ => Some(end.elements),
        };
        self.tally.add(&Found {
            db: key.db,
            name: &key.name,
            name_bytes: key.name_bytes,
            kind: &key.kind,
            size,
            memory_bytes: None,
            stored_bytes: Some(end.serialized_bytes),
            expiry: Some(key.expiry),
        });
    }
}
