//! The files of an AOF, each up to where it is wanted, as a server is to find them.

use super::file::{CHUNK_BYTES, CHUNKS_WAITING};
use crate::domain::backup::fitting::Need;
use crate::domain::restore::offline::record::FileMark;
use crate::domain::restore::point_in_time::History;
use crate::error::{Error, Kind, Result};
use crate::formats::aof::Role;
use crate::formats::rdb::Header;
use crate::store::aof::{FoundAof, Pieces};
use crate::store::stop::{Stop, StopOnDrop};
use crate::store::tee::hex;
use bytes::Bytes;
use ring::digest::{Context as Digest, SHA256};
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Each file begins in database 0; in one file they have to be told so.
const SELECT_0: &[u8] = b"*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n";
/// How an RDB begins, also the one at the start of an AOF.
const MAGICS: [&[u8]; 2] = [b"REDIS", b"VALKEY"];
/// Bytes of a header that are looked at.
const HEAD: usize = Header::BYTES;

/// A file of it.
#[derive(Debug, Clone)]
pub(super) struct AofPiece {
    /// Its name where it comes from.
    name: Vec<u8>,
    pub(super) is_base: bool,
    /// It begins with an RDB.
    pub(super) is_rdb: bool,
    /// Bytes of it that are wanted.
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// The files.
#[derive(Debug, Clone)]
pub(in crate::commands::restore) struct AofFiles {
    found: Arc<FoundAof>,
    pub(super) pieces: Vec<AofPiece>,
    /// All in one file, as servers before Redis 7 have it: bytes and SHA-256 are of that.
    pub(super) mark: FileMark,
    pub(super) need: Need,
    /// Keys of the snapshot at the start, if there is one.
    pub(super) base_keys: Option<u64>,
    /// Times stand between the commands, which servers before Redis 7 do not read.
    pub(super) annotated: bool,
}

impl AofFiles {
    /// Reads them once more, up to where history ends, and notes their hashes.
    ///
    /// # Errors
    /// Refused: history that is left out in the middle, or that no server writes. Target and Verification, when they cannot
    /// be read as before.
    pub(in crate::commands::restore) fn of(
        found: FoundAof,
        history: &History,
        words: String,
        stop: &Stop,
    ) -> Result<Self> {
        if history.then_rest {
            return Err(Error::refused(
                "a command in the middle cannot be left out of files that are put down as they are",
            )
            .hint("--engine live replays all the others, with --then-rest"));
        }
        if let Some(forbidden) = &history.replayed.first_forbidden {
            return Err(Error::refused("the AOF holds commands that no server writes to one").cause(format!(
                "the first is {} at {}",
                forbidden.command,
                forbidden.place()
            )));
        }
        let found = Arc::new(found);
        let (mut pieces, mut head) = (Vec::new(), Vec::new());
        let (mut whole, mut total) = (Digest::new(&SHA256), 0);
        let wanted = wanted(&found, history);
        found.visit_in_order(stop, &mut |step, source| {
            let Some(bytes) = length_of(&wanted, &step.name) else { return Ok(()) };
            if !pieces.is_empty() {
                whole.update(SELECT_0);
                total += SELECT_0.len() as u64;
            }
            let (mut own, mut start) = (Digest::new(&SHA256), Vec::new());
            copy(source, bytes, stop, &mut |chunk| {
                own.update(chunk);
                whole.update(chunk);
                start.extend(chunk.iter().take(HEAD.saturating_sub(start.len())));
                Ok(())
            })?;
            total += bytes;
            let is_rdb = MAGICS.iter().any(|magic| start.starts_with(magic));
            if pieces.is_empty() {
                head = start;
            }
            let sha256 = hex(own.finish().as_ref());
            pieces.push(AofPiece {
                name: step.name.clone(),
                is_base: step.role != Role::Increment,
                is_rdb,
                bytes,
                sha256,
            });
            Ok(())
        })?;
        if pieces.is_empty() {
            return Err(Error::refused("there is nothing before the end that was asked for"));
        }
        let header = <[u8; HEAD]>::try_from(head.as_slice()).ok().and_then(|head| Header::parse(&head).ok());
        let mark = FileMark { source: words, bytes: total, sha256: hex(whole.finish().as_ref()) };
        let annotated = history.first_timestamp.is_some();
        let base_keys = history.base.as_ref().map(|base| base.keys);
        let need = Need { rdb: header, aof_manifest: false };
        Ok(Self { found, pieces, mark, need, base_keys, annotated })
    }

    /// Bytes of all files, each by itself.
    pub(super) fn bytes(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.bytes).sum()
    }

    /// The bytes of one file.
    pub(super) fn stream(&self, piece: &AofPiece) -> Receiver<Result<Bytes>> {
        self.send(vec![(piece.name.clone(), piece.bytes)])
    }

    /// The bytes of all in one file.
    pub(super) fn stream_whole(&self) -> Receiver<Result<Bytes>> {
        self.send(self.pieces.iter().map(|piece| (piece.name.clone(), piece.bytes)).collect())
    }

    fn send(&self, wanted: Vec<(Vec<u8>, u64)>) -> Receiver<Result<Bytes>> {
        let (sender, receiver) = channel(CHUNKS_WAITING);
        let found = Arc::clone(&self.found);
        tokio::task::spawn_blocking(move || {
            // Nobody waits for it any more when the receiver is dropped: then sending fails, which ends it.
            let waiting = StopOnDrop::default();
            if let Err(error) = send(&found, &wanted, &waiting.stop(), &sender) {
                let _ = sender.blocking_send(Err(error));
            }
        });
        receiver
    }
}

/// The files up to the end of history, with how many bytes of each.
fn wanted(found: &FoundAof, history: &History) -> Vec<(Vec<u8>, u64)> {
    let files = found.set.steps.iter().zip(&history.files).enumerate();
    let files = files.filter(|(index, _)| *index <= history.end.file);
    files.map(|(_, (step, file))| (step.name.clone(), file.replayed_bytes)).collect()
}

fn length_of(wanted: &[(Vec<u8>, u64)], name: &[u8]) -> Option<u64> {
    wanted.iter().find(|(other, _)| other == name).map(|(_, bytes)| *bytes)
}

fn send(found: &FoundAof, wanted: &[(Vec<u8>, u64)], stop: &Stop, sender: &Sender<Result<Bytes>>) -> Result<()> {
    let hand_on =
        |bytes: Bytes| sender.blocking_send(Ok(bytes)).map_err(|_| Error::failed("nobody takes the files any more"));
    let mut is_first = true;
    found.visit_in_order(stop, &mut |step, source| {
        let Some(bytes) = length_of(wanted, &step.name) else { return Ok(()) };
        if !std::mem::take(&mut is_first) {
            hand_on(Bytes::from_static(SELECT_0))?;
        }
        copy(source, bytes, stop, &mut |chunk| hand_on(Bytes::copy_from_slice(chunk)))
    })
}

/// Takes so many bytes of a file.
fn copy(source: &mut dyn Pieces, bytes: u64, stop: &Stop, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut left = bytes;
    while left > 0 {
        stop.check()?;
        let length = source.next_piece(&mut chunk)?;
        if length == 0 {
            return Err(Error::new(Kind::Verification, "a file of the AOF has become shorter while it was read"));
        }
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(length);
        take(&chunk[..length])?;
        left -= length as u64;
    }
    Ok(())
}
