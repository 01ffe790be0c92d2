//! The way of a backup's bytes: checked by the RDB parser and hashed on one thread, compressed, encrypted, hashed
//! again and written on another. Memory is bounded by the queues between them, whatever the size.

use super::Sink;
use super::pack::{Packer, Packing};
use crate::error::{Error, Kind, Result};
use crate::formats::rdb::{Census, CensusTaker, Crc, End, Options, Parser};
use bytes::Bytes;
use ring::digest::{Context as Hash, SHA256};
use std::sync::mpsc as thread_queue;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Chunks that wait at each stage; a chunk is at most what one read of the stream gave, 256 KiB.
const QUEUE: usize = 4;

enum Message {
    Chunk(Bytes),
    End,
    /// The artefact is not wanted any more, and the set goes on.
    GiveUp,
}

/// What became of the bytes.
pub struct Stored {
    /// Takes further artefacts, and the manifest.
    pub sink: Box<dyn Sink>,
    /// Bytes before compression.
    pub plain_bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub plain_sha256: String,
    /// Bytes as written.
    pub stored_bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub stored_sha256: String,
    /// What the parser counted; empty where the bytes are no RDB.
    pub census: Census,
    /// How the RDB ended; of anything else, without a checksum.
    pub end: End,
}

/// A running transfer into a sink. Dropping it before [`Tee::finish`] makes the threads give up and the sink abort.
pub struct Tee {
    queue: mpsc::Sender<Message>,
    checker: JoinHandle<Result<Checked>>,
    writer: JoinHandle<Result<Written>>,
}

struct Checked {
    plain_bytes: u64,
    plain_sha256: String,
    census: Census,
    end: End,
}

struct Written {
    sink: Box<dyn Sink>,
    stored_bytes: u64,
    stored_sha256: Option<String>,
}

impl Tee {
    /// Begins `artefact` in the sink. `now_ms` decides which keys count as expired.
    pub fn start(sink: Box<dyn Sink>, artefact: String, packing: Packing, now_ms: u64) -> Self {
        Self::start_with(sink, artefact, packing, Some(now_ms))
    }

    /// As [`Tee::start`], for bytes that are no RDB and are checked before they come here.
    pub fn start_unparsed(sink: Box<dyn Sink>, artefact: String, packing: Packing) -> Self {
        Self::start_with(sink, artefact, packing, None)
    }

    fn start_with(sink: Box<dyn Sink>, artefact: String, packing: Packing, now_ms: Option<u64>) -> Self {
        let (queue, chunks) = mpsc::channel(QUEUE);
        let (checked, to_write) = thread_queue::sync_channel(QUEUE);
        let checker = tokio::task::spawn_blocking(move || check(chunks, &checked, now_ms));
        let writer = tokio::task::spawn_blocking(move || write(sink, &artefact, &packing, &to_write));
        Self { queue, checker, writer }
    }

    /// Takes the next bytes. `false` when a stage has given up; [`Tee::finish`] tells why.
    pub async fn send(&self, chunk: Bytes) -> bool {
        self.queue.send(Message::Chunk(chunk)).await.is_ok()
    }

    /// Gives the artefact up and waits until the sink has taken it away. The sink takes further artefacts.
    ///
    /// # Errors
    /// The sink's, which is dropped then.
    pub async fn give_up(self) -> Result<Box<dyn Sink>> {
        let _ = self.queue.send(Message::GiveUp).await;
        drop(self.queue);
        let (_, written) = tokio::join!(self.checker, self.writer);
        let written = written.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
        Ok(written.sink)
    }

    /// Ends the artefact and waits until it is on disk.
    ///
    /// # Errors
    /// Of kind Failed when it could not be written, Verification when it is not a whole RDB.
    pub async fn finish(self) -> Result<Stored> {
        let _ = self.queue.send(Message::End).await;
        drop(self.queue);
        let (checked, written) = tokio::join!(self.checker, self.writer);
        let stopped = |error: tokio::task::JoinError| Error::failed("a worker thread ended").because(&error);
        // A sink that failed makes the checker stop as well, so its reason comes first.
        match (checked.map_err(stopped)?, written.map_err(stopped)?) {
            (Ok(checked), Ok(written)) => Ok(Stored {
                sink: written.sink,
                stored_bytes: written.stored_bytes,
                stored_sha256: written.stored_sha256.unwrap_or_else(|| checked.plain_sha256.clone()),
                plain_bytes: checked.plain_bytes,
                plain_sha256: checked.plain_sha256,
                census: checked.census,
                end: checked.end,
            }),
            (Err(wrong), _) if wrong.kind() == Kind::Verification => Err(wrong),
            (_, Err(failed)) | (Err(failed), Ok(_)) => Err(failed),
        }
    }
}

/// A stage whose neighbour has gone: the neighbour knows the reason.
fn abandoned() -> Error {
    Error::failed("the backup was given up")
}

fn check(
    mut chunks: mpsc::Receiver<Message>,
    next: &thread_queue::SyncSender<Message>,
    now_ms: Option<u64>,
) -> Result<Checked> {
    let mut parser = Parser::new(Options::default());
    let mut taker = CensusTaker::new(now_ms.unwrap_or(0));
    let mut plain_bytes = 0;
    let mut hash = Hash::new(&SHA256);
    let wrong = |error: &dyn std::error::Error| {
        Error::new(Kind::Verification, "what the server sent is not a whole RDB").because(error)
    };
    loop {
        match chunks.blocking_recv() {
            Some(Message::Chunk(chunk)) => {
                hash.update(&chunk);
                plain_bytes += chunk.len() as u64;
                if now_ms.is_some() {
                    parser.feed(&chunk, &mut taker).map_err(|error| wrong(&error))?;
                }
                next.send(Message::Chunk(chunk)).map_err(|_| abandoned())?;
            }
            Some(Message::End) => break,
            Some(Message::GiveUp) => {
                let _ = next.send(Message::GiveUp);
                return Err(abandoned());
            }
            None => return Err(abandoned()),
        }
    }
    let end = match now_ms {
        Some(_) => parser.finish().map_err(|error| wrong(&error))?,
        None => End { crc: Crc::Absent, bytes: plain_bytes, trailing: 0 },
    };
    next.send(Message::End).map_err(|_| abandoned())?;
    Ok(Checked { plain_bytes, plain_sha256: hex(hash.finish().as_ref()), census: taker.into_census(), end })
}

fn write(
    mut sink: Box<dyn Sink>,
    artefact: &str,
    packing: &Packing,
    chunks: &thread_queue::Receiver<Message>,
) -> Result<Written> {
    let mut packer = Packer::begin(&mut *sink, artefact, packing)?;
    loop {
        match chunks.recv() {
            Ok(Message::Chunk(chunk)) => packer.write(&chunk)?,
            Ok(Message::End) => break,
            Ok(Message::GiveUp) => {
                drop(packer);
                sink.discard()?;
                return Ok(Written { sink, stored_bytes: 0, stored_sha256: None });
            }
            Err(thread_queue::RecvError) => return Err(abandoned()),
        }
    }
    let packed = packer.finish()?;
    Ok(Written { sink, stored_bytes: packed.bytes, stored_sha256: packed.sha256 })
}

/// Bytes in hexadecimal, lower case.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
