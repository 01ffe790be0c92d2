//! Where the AOF comes from: a backup set, its own folder or file, a tar of it. Proven to be what was stored.

use crate::console::Console;
use crate::domain::backup::manifest::{self, Artefact, Manifest};
use crate::domain::backup::naming;
use crate::domain::restore::point_in_time::{CutRule, Surveyed, Surveyor};
use crate::error::{Error, Kind, Result};
use crate::formats::cluster::SLOTS;
use crate::formats::kind::Kind as FileKind;
use crate::store::aof::{self, FoundAof};
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::s3::{Access, S3};
use crate::store::source::{self, Depth};
use crate::store::stop::Stop;
use crate::store::stored::Stored;
use crate::store::unpack::{CHUNK, Form};
use crate::store::{catalogue, local};
use std::path::Path;
use std::sync::Arc;

/// An AOF that can be read, as often as needed.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) found: FoundAof,
    /// In words: what was named, and whose backup it is.
    pub(super) words: String,
}

/// How stored files are reached.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    pub(super) access: Access,
    pub(super) console: Arc<Console>,
    pub(super) identities: Identities,
}

/// Finds the AOF at a place. Of a set, the archive's hash is compared with the manifest.
///
/// # Errors
/// Of kind Target when it cannot be read, Verification when it is not what was stored, Refused when there is none.
pub(super) fn open(place: &Place, reach: &Reach, stop: &Stop) -> Result<Source> {
    let identities = &reach.identities;
    match place {
        Place::S3(location) => {
            let s3 = S3::connect(&reach.access, &reach.console, stop).map_err(|error| error.of_kind(Kind::Target))?;
            let manifest = catalogue::fetch_manifest(&s3, location, stop)?;
            of_set(place, &manifest, |name| Stored::object(&s3, location, name), identities, stop)
        }
        Place::Folder(path) if path.join(naming::MANIFEST).exists() => {
            let manifest = local::fetch_manifest(path)?;
            of_set(place, &manifest, |name| Stored::Local(path.join(name)), identities, stop)
        }
        Place::Folder(path) => Ok(Source { found: of_path(path, identities, stop)?, words: place.to_string() }),
    }
}

/// A shard's slots, and its history.
pub(super) type OfShard = (Vec<(u16, u16)>, Source);
/// From a file's name in its set to where it lies.
type Named = Box<dyn Fn(&str) -> Stored>;

/// The AOFs of all shards of a set of a Redis Cluster, with their slots.
///
/// # Errors
/// As [`open`]; Refused where it is no such set, or lacks a shard.
pub(super) fn open_shards(place: &Place, reach: &Reach, stop: &Stop) -> Result<Vec<OfShard>> {
    let (manifest, stored): (Manifest, Named) = match place {
        Place::S3(location) => {
            let s3 = S3::connect(&reach.access, &reach.console, stop).map_err(|error| error.of_kind(Kind::Target))?;
            let manifest = catalogue::fetch_manifest(&s3, location, stop)?;
            let location = location.clone();
            (manifest, Box::new(move |name: &str| Stored::object(&s3, &location, name)))
        }
        Place::Folder(path) if path.join(naming::MANIFEST).exists() => {
            let path = path.clone();
            (local::fetch_manifest(&path)?, Box::new(move |name: &str| Stored::Local(path.join(name))))
        }
        Place::Folder(_) => {
            return Err(Error::refused(format!(
                "{place} is no backup set, and an AOF by itself is the history of one server"
            ))
            .cause("its commands may be about keys of several slots at a time")
            .hint("the set that redis-ops backup-aof makes of a Redis Cluster has the histories of all shards"));
        }
    };
    let mut all = Vec::new();
    for shard in &manifest.shards {
        let artefact = shard.artefacts.iter().find(|artefact| artefact.kind == manifest::AOF);
        let (Some(slots), Some(artefact)) = (&shard.slots, artefact) else {
            return Err(Error::refused(format!(
                "the set {place} is not of a Redis Cluster with the AOF of every shard"
            ))
            .hint(format!("redis-ops restore-rdb {place} restores an RDB, where it holds one")));
        };
        let file = stored(&artefact.name);
        prove(&file, artefact, stop)?;
        let found = aof::find_in_tar(&file, &reach.identities, stop)?;
        all.push((slots.clone(), Source { found, words: place.to_string() }));
    }
    let covered: u32 = all.iter().flat_map(|(slots, _)| slots).map(|(first, last)| u32::from(last - first) + 1).sum();
    if covered != u32::from(SLOTS) {
        return Err(Error::refused(format!("the set {place} has the histories of {covered} of {SLOTS} slots")));
    }
    Ok(all)
}

/// Compares a stored file with what its manifest says of it.
fn prove(file: &Stored, artefact: &Artefact, stop: &Stop) -> Result<()> {
    let read = source::read(file, Form::default(), Depth::Quick, 0, stop)?;
    if (read.stored_bytes, &read.stored_sha256) == (artefact.stored_bytes, &artefact.stored_sha256) {
        return Ok(());
    }
    Err(Error::new(Kind::Verification, format!("{} is not what was stored", file.shown().display())).cause(format!(
        "it has {} bytes and the SHA-256 {}, and the manifest says {} and {}",
        read.stored_bytes, read.stored_sha256, artefact.stored_bytes, artefact.stored_sha256
    )))
}

fn of_set(
    place: &Place,
    manifest: &Manifest,
    stored: impl Fn(&str) -> Stored,
    identities: &Identities,
    stop: &Stop,
) -> Result<Source> {
    let all: Vec<&Artefact> = manifest.artefacts().filter(|artefact| artefact.kind == manifest::AOF).collect();
    let artefact = match all.as_slice() {
        [artefact] => artefact,
        [] => {
            return Err(Error::refused(format!("the set {place} holds no AOF"))
                .hint(format!("redis-ops restore-rdb {place} restores its RDB")));
        }
        several => {
            return Err(Error::refused(format!("the set {place} holds the AOFs of {} shards", several.len()))
                .cause("each is the history of its own slots, and goes into a Redis Cluster")
                .hint("redis-ops restore-rdb takes a backup of all shards, and sends each key to where it belongs"));
        }
    };
    let file = stored(&artefact.name);
    prove(&file, artefact, stop)?;
    let instance = &manifest.instance;
    let whose = instance.namespace.as_ref().map_or(instance.name.clone(), |space| format!("{space}/{}", instance.name));
    let time = manifest.started_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let found = aof::find_in_tar(&file, identities, stop)?;
    Ok(Source { found, words: format!("{place}, taken of {whose} at {time}") })
}

fn of_path(path: &Path, identities: &Identities, stop: &Stop) -> Result<FoundAof> {
    let (bytes, is_folder) = source::fetch_size(path)?;
    let shown = path.display();
    if is_folder {
        return aof::find_in_folder(path)?.ok_or_else(|| {
            Error::target(format!("there is no AOF in {shown}")).cause(format!(
                "it holds neither {}, which a backup gets last, nor the manifest of an AOF, nor an appendonly.aof",
                naming::MANIFEST
            ))
        });
    }
    if let Some(found) = aof::find_by_manifest(path)? {
        return Ok(found);
    }
    let file = Stored::Local(path.to_owned());
    match source::peek(&file, identities, stop)? {
        (FileKind::Tar, _) => aof::find_in_tar(&file, identities, stop),
        (FileKind::Aof, _) => Ok(aof::legacy_file(path, bytes)),
        (FileKind::Rdb, _) => Err(Error::refused(format!("{shown} is an RDB, which holds no history"))
            .hint(format!("redis-ops restore-rdb {shown} restores it"))
            .hint("of an AOF's base, name the folder or the manifest beside it")),
        (FileKind::Other, head) => {
            let start = head[..head.len().min(16)].escape_ascii().to_string();
            Err(Error::new(Kind::Verification, format!("{shown} is no AOF, nor a tar of one"))
                .cause(format!("it starts with \"{start}\"")))
        }
    }
}

/// Reads every file to its end, and finds where the replay ends. Times up to `horizon_ms` count as passed.
///
/// # Errors
/// Of kind Target when a file cannot be read, Verification when what it is packed in is damaged.
pub(super) fn survey(found: &FoundAof, rule: &CutRule, horizon_ms: u64, stop: &Stop) -> Result<Vec<Surveyed>> {
    let files = found.set.steps.len();
    let mut surveyed: Vec<(usize, Surveyed)> = Vec::new();
    let mut chunk = vec![0; CHUNK];
    found.visit(stop, &mut |step, pieces| {
        let index = found.set.steps.iter().position(|other| other.name == step.name).unwrap_or(files);
        let name = String::from_utf8_lossy(&step.name).into_owned();
        let mut surveyor = Surveyor::new(&name, rule.for_file(index, &name, files), horizon_ms);
        loop {
            stop.check()?;
            match pieces.next_piece(&mut chunk)? {
                0 => break,
                length if !surveyor.take(&chunk[..length]) => break,
                _ => {}
            }
        }
        let survey = surveyor.finish();
        surveyed.push((index, Surveyed { role: step.role, may_be_truncated: step.may_be_truncated, survey }));
        Ok(())
    })?;
    surveyed.sort_by_key(|(index, _)| *index);
    Ok(surveyed.into_iter().map(|(_, file)| file).collect())
}
