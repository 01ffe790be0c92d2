//! The RDB that is restored: read to its end before anything else, and read again when its bytes are wanted.

use crate::compare::{FileSide, Source};
use crate::context::Context;
use crate::domain::backup::fitting::Need;
use crate::domain::backup::keyspace::Expected;
use crate::domain::backup::manifest;
use crate::domain::backup::naming;
use crate::domain::restore::offline::record::FileMark;
use crate::error::{Error, Kind, Result};
use crate::formats::kind::Kind as FileKind;
use crate::formats::rdb::Crc;
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::s3::{Access, S3};
use crate::store::source::{self, Content, Depth};
use crate::store::stop::{Stop, StopOnDrop};
use crate::store::stored::Stored;
use crate::store::unpack::{Form, Packing, Unpacked};
use crate::store::{catalogue, local};
use bytes::Bytes;
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, channel};

/// Bytes read at a time; as many as a message to the pod has, times the messages on their way.
pub(super) const CHUNK_BYTES: usize = 256 * 1024;
/// Chunks that may wait for the network.
pub(super) const CHUNKS_WAITING: usize = 4;

/// An RDB that was found whole.
#[derive(Debug)]
pub(super) struct RdbFile {
    stored: Stored,
    packing: Packing,
    identities: Identities,
    /// What it is, in words and by its hash.
    pub(super) mark: FileMark,
    /// Keys in it.
    pub(super) keys: u64,
    /// What a server must be able to read.
    pub(super) need: Need,
    /// What a server should hold that loads it now.
    pub(super) expected: Expected,
}

impl RdbFile {
    /// Reads it to its end: a set with one shard in a folder or a bucket, or a plain file.
    ///
    /// # Errors
    /// Verification: damaged, or not what its manifest says. Target: it cannot be read. Refused: it is no RDB.
    pub(super) async fn open(
        context: &Context,
        place: &Place,
        identities: &Identities,
        access: &Access,
    ) -> Result<Self> {
        let waiting = StopOnDrop::default();
        let (place, access, identities, console) =
            (place.clone(), access.clone(), identities.clone(), Arc::clone(&context.console));
        let (stop, now_ms) = (waiting.stop(), now_ms(context));
        let found = tokio::task::spawn_blocking(move || {
            let shown = place.to_string();
            let (stored, artefact) = locate(&place, &access, &console, &identities, &stop)?;
            let packing = artefact.as_ref().map(|artefact| artefact.compression.into());
            let content = read(&stored, packing, &identities, now_ms, &stop)?;
            if let Some(artefact) = artefact {
                if artefact.plain_sha256 != content.plain_sha256 || artefact.plain_bytes != content.plain_bytes {
                    return Err(damaged(&stored).cause("its size or its SHA-256 is not the manifest's"));
                }
                if let Some(miscounted) = artefact.miscounted(content.census.keys) {
                    return Err(damaged(&stored).cause(miscounted));
                }
            }
            let mark = FileMark { source: shown, bytes: content.plain_bytes, sha256: content.plain_sha256.clone() };
            let expected = content.expected.clone().unwrap_or_default();
            let need = Need { rdb: content.header, aof_manifest: false };
            let keys = content.census.keys;
            Ok(Self { stored, packing: content.packing, identities, mark, keys, need, expected })
        });
        found.await.map_err(|error| Error::failed("a worker thread ended").because(&error))?
    }

    /// What a server should hold now, when keys have expired since the file was read first. `clock_ms` is when it started and
    /// what time it is by its own clock, which need not be this machine's.
    ///
    /// # Errors
    /// As [`RdbFile::open`].
    pub(super) async fn expect_now(&self, context: &Context, clock_ms: Option<(u64, u64)>) -> Result<Expected> {
        match clock_ms {
            Some((started, now)) => Ok(self.expect_at(started).await?.until(self.expect_at(now).await?)),
            None => Ok(self.expected.clone().until(self.expect_at(now_ms(context)).await?)),
        }
    }

    async fn expect_at(&self, now_ms: u64) -> Result<Expected> {
        let waiting = StopOnDrop::default();
        let (stored, packing, identities) = (self.stored.clone(), self.packing, self.identities.clone());
        let stop = waiting.stop();
        let content =
            tokio::task::spawn_blocking(move || read(&stored, Some(packing), &identities, now_ms, &stop)).await;
        let content = content.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
        Ok(content.expected.unwrap_or_default())
    }

    /// It, as one side of a comparison.
    pub(super) fn side(&self) -> FileSide {
        let source = Source { stored: self.stored.clone(), packing: Some(self.packing), expected: None };
        FileSide::whole(self.mark.source.clone(), vec![source], self.identities.clone())
    }

    /// Its bytes, unpacked, as they are read; the reading ends when the receiver is dropped.
    pub(super) fn stream(&self) -> Receiver<Result<Bytes>> {
        let (sender, receiver) = channel(CHUNKS_WAITING);
        let (stored, packing, identities) = (self.stored.clone(), self.packing, self.identities.clone());
        tokio::task::spawn_blocking(move || {
            let form = Form { packing: Some(packing), identities: Some(&identities) };
            let mut file = match Unpacked::of(&stored, form, &Stop::default()) {
                Ok(file) => file,
                Err(error) => return drop(sender.blocking_send(Err(error))),
            };
            loop {
                let mut chunk = vec![0; CHUNK_BYTES];
                let read = file.read_chunk(&mut chunk);
                let piece = match read {
                    Ok(0) => return,
                    Ok(length) => {
                        chunk.truncate(length);
                        Ok(Bytes::from(chunk))
                    }
                    Err(error) => Err(error),
                };
                let failed = piece.is_err();
                if sender.blocking_send(piece).is_err() || failed {
                    return;
                }
            }
        });
        receiver
    }
}

fn now_ms(context: &Context) -> u64 {
    u64::try_from(context.now().timestamp_millis()).unwrap_or(0)
}

fn damaged(stored: &Stored) -> Error {
    Error::new(Kind::Verification, format!("{} cannot be restored", stored.shown().display()))
}

/// From a file's name in its set to where it lies.
type Named = Box<dyn Fn(&str) -> Stored>;

/// The file at a place, with what the manifest of its set says of it.
fn locate(
    place: &Place,
    access: &Access,
    console: &Arc<crate::console::Console>,
    identities: &Identities,
    stop: &Stop,
) -> Result<(Stored, Option<manifest::Artefact>)> {
    let (found, file): (_, Named) = match place {
        Place::Folder(path) => {
            let (_, is_folder) = source::fetch_size(path)?;
            if !is_folder {
                let stored = Stored::Local(path.clone());
                let (kind, _) = source::peek(&stored, identities, stop)?;
                if kind != FileKind::Rdb {
                    return Err(Error::refused(format!("{} is no RDB", path.display()))
                        .cause("the offline engine starts servers from an RDB")
                        .hint("redis-ops backup-verify tells what it is"));
                }
                return Ok((stored, None));
            }
            let path = path.clone();
            (local::fetch_manifest(&path)?, Box::new(move |name: &str| Stored::Local(path.join(name))))
        }
        Place::S3(location) => {
            let s3 = S3::connect(access, console, stop).map_err(|error| error.of_kind(Kind::Target))?;
            let found = catalogue::fetch_manifest(&s3, location, stop)?;
            let location = location.clone();
            (found, Box::new(move |name: &str| Stored::object(&s3, &location, name)))
        }
    };
    if found.shards.len() > 1 {
        return Err(Error::refused(format!(
            "{place} is the backup of a Redis Cluster of {} shards",
            found.shards.len()
        ))
        .hint("--engine live routes its keys by their slots"));
    }
    let artefact = found.artefacts().find(|artefact| artefact.kind == manifest::RDB).cloned();
    let artefact = artefact.ok_or_else(|| {
        Error::refused(format!("{place} holds no RDB")).cause(format!("its {} names none", naming::MANIFEST))
    })?;
    Ok((file(&artefact.name), Some(artefact)))
}

fn read(
    stored: &Stored,
    packing: Option<Packing>,
    identities: &Identities,
    now_ms: u64,
    stop: &Stop,
) -> Result<Content> {
    let form = Form { packing, identities: Some(identities) };
    let content = source::read(stored, form, Depth::Load, now_ms, stop)?.content;
    let content = content.ok_or_else(|| damaged(stored).cause("there is nothing in it"))?;
    if content.end.trailing > 0 {
        return Err(damaged(stored).cause(format!("{} bytes follow the end of the RDB", content.end.trailing)));
    }
    if let Crc::Wrong { expected, computed } = content.end.crc {
        return Err(damaged(stored).cause(format!("its CRC64 is {computed:016x}, and the file says {expected:016x}")));
    }
    Ok(content)
}
