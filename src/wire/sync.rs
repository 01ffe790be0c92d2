//! A snapshot over the replication protocol: what `redis-cli --rdb` does, with every step checked.
//!
//! `REPLCONF rdb-only 1` (Redis 6.2 and later) makes the server treat us as a reader of a snapshot, for whom it keeps no
//! replica buffer. Older servers answer an error, which is harmless. While the snapshot runs we are a `slaveN` with port 65536
//! in INFO replication all the same, which whoever counts replicas has to pass over.

use super::dial::{BoxStream, Dialer};
use super::framing::{self, FramingError, Payload};
use super::handshake::{Handshake, fill};
use super::session::Login;
use crate::console::Console;
use crate::error::{Error, Result};
use crate::target::topology::Member;
use bytes::{Bytes, BytesMut};
use std::time::Duration;

/// The port we say we listen on, which is none: a Sentinel that looks meanwhile adds every replica it is told of, one with
/// port 0 too, and keeps it until SENTINEL RESET; one that can have no address it leaves out (createSentinelAddr in
/// redis/src/sentinel.c).
const NO_PORT: &[u8] = b"65536";
/// The version we say we are: Valkey 9 writes for a replica of no version, or an old one, in a format that has no expiry
/// times of hash fields, and gives up at the first field that has one (`replicaRdbVersion` in valkey/src/replication.c).
/// Redis and Valkey before 8.0 answer an error, which is harmless.
const NEWEST: &[u8] = b"255.255.255";
const READ_AHEAD: usize = 256 * 1024;

/// A snapshot that is being received.
pub struct SnapshotStream {
    stream: BoxStream,
    buffer: BytesMut,
    payload: Payload,
    subject: String,
    silence: Duration,
}

impl std::fmt::Debug for SnapshotStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SnapshotStream").field("subject", &self.subject).field("payload", &self.payload).finish()
    }
}

/// How long a server may stay silent.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For one reply before the snapshot.
    pub reply: Duration,
    /// Between two arrivals afterwards; the server sends line breaks while it forks.
    pub silence: Duration,
}

/// What became of the wish for a snapshot.
#[derive(Debug)]
pub enum Opened {
    /// Its first byte can be read.
    Stream(Box<SnapshotStream>),
    /// The server does not execute SYNC for this user, or for anybody.
    Denied(Error),
}

/// Opens a stream, logs in and asks for a snapshot. It returns when the first byte of the snapshot can be read.
///
/// # Errors
/// Of kind Target: unreachable, a wrong password, a replica without its primary, a loading server.
pub async fn open(
    dialer: &Dialer,
    member: &Member,
    login: &Login,
    patience: Patience,
    console: &Console,
) -> Result<Opened> {
    let subject = member.subject();
    let mut stream = dialer.open(&member.endpoint).await?;
    let mut buffer = BytesMut::with_capacity(READ_AHEAD);
    let mut asked = Handshake {
        stream: &mut stream,
        buffer: &mut buffer,
        subject: &subject,
        patience: patience.reply,
        renames: &dialer.renames,
    };
    if let Some(text) = asked.log_in(login).await? {
        return Err(refused(&subject, login, &text));
    }
    asked.ask(&[b"REPLCONF", b"capa", b"eof"]).await?;
    asked.ask(&[b"REPLCONF", b"rdb-only", b"1"]).await?;
    asked.ask(&[b"REPLCONF", b"version", NEWEST]).await?;
    asked.ask(&[b"REPLCONF", b"listening-port", NO_PORT]).await?;
    console.call(&format!("redis {subject} SYNC"));
    asked.send(&[b"SYNC"]).await?;
    let frame = loop {
        match framing::take_header(&mut buffer) {
            Ok(Some(frame)) => break frame,
            Ok(None) => fill(&mut stream, &mut buffer, &subject, (patience.silence, SILENCE)).await?,
            Err(FramingError::Refused(text)) => {
                let shown = dialer.renames.hide(&text);
                let error = refused(&subject, login, &shown);
                return if is_denial(&text) { Ok(Opened::Denied(error)) } else { Err(error) };
            }
            Err(error) => return Err(Error::target(format!("Redis on {subject} answers SYNC wrongly")).because(&error)),
        };
    };
    let payload = Payload::new(frame);
    let length = payload.length().map_or("a length it does not know".to_owned(), |length| format!("{length} bytes"));
    console.call(&format!("redis {subject} sends a snapshot of {length}"));
    let stream = SnapshotStream { stream, buffer, payload, subject, silence: patience.silence };
    Ok(Opened::Stream(Box::new(stream)))
}

impl SnapshotStream {
    /// The snapshot's length in bytes, where the server knows it.
    pub fn length(&self) -> Option<u64> {
        self.payload.length()
    }

    /// The next bytes of the snapshot, or nothing once the end was told by the length or the mark.
    ///
    /// # Errors
    /// Of kind Failed when the stream stops before that, or stays silent for too long.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            let bytes = self.payload.take(&mut self.buffer);
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
            // The end may lie right where the last bytes ended, and nothing more comes after it.
            if self.payload.is_complete() {
                return Ok(None);
            }
            fill(&mut self.stream, &mut self.buffer, &self.subject, (self.silence, SILENCE)).await.map_err(
                |error| {
                    error.while_attempting(format!("read the snapshot of {} to its end", self.subject)).cause(format!(
                        "it stopped after {} bytes{}",
                        self.payload.taken(),
                        self.payload.length().map(|length| format!(" of {length}")).unwrap_or_default()
                    ))
                },
            )?;
        }
    }
}

/// The option that bounds the wait between two arrivals.
const SILENCE: &str = "--max-silence";

/// An ACL that forbids it, or a command that is disabled or renamed.
fn is_denial(text: &str) -> bool {
    text.starts_with("NOPERM") || text.contains("unknown command")
}

fn refused(subject: &str, login: &Login, text: &str) -> Error {
    let error = Error::target(format!("Redis on {subject} refuses a snapshot")).cause(text.to_owned());
    match text.split(' ').next().unwrap_or_default() {
        "NOAUTH" => login.missing(error),
        "WRONGPASS" => login.wrong(error),
        _ if super::session::is_invalid_password(text) => login.wrong(error),
        "NOPERM" => error.hint("the ACL user needs: ACL SETUSER NAME +sync +psync +replconf +info"),
        "NOMASTERLINK" => {
            error.hint("this replica has lost its primary: take the backup from another member with --pod")
        }
        "LOADING" => error.hint("the server is loading its data: try again when redis-ops health says it has finished"),
        _ if text.contains("unknown command") => error.hint(
            "SYNC may be disabled or renamed there (then --rename-command SYNC=NEW-NAME helps), or this is a proxy or a \
             service without replication",
        ),
        _ => error,
    }
}
