//! Commands to one server without waiting for each reply: how whole data sets are written.
//!
//! Reading and writing take turns in one place, so that neither waits for the other: a server that stops reading until
//! its replies are taken, and a reply that comes before its command is written whole, are both served. What is under way
//! is bounded in bytes and in commands; whatever is not, is not held.

mod pace;
mod stream;

pub use pace::Pace;

use super::dial::{BoxStream, Dialer};
use super::handshake::Handshake;
use super::rename::Renames;
use super::session::Login;
use crate::consent::Consent;
use crate::console::Console;
use crate::error::{Error, Result};
use crate::formats::resp::{Reply, ReplyLimits, ReplyReader, encode_arg, encode_count};
use crate::target::topology::Member;
use bytes::BytesMut;
use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

/// Bytes read at a time.
const READ_AHEAD: usize = 64 * 1024;
/// Bytes gathered before they are written.
const WRITE_AHEAD: usize = 64 * 1024;
/// The reply of almost every command.
const OK: &[u8] = b"+OK\r\n";

/// What may be under way at a time, and for how long a server may be silent.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Bytes of commands whose replies have not come. One command may be larger; then it is alone.
    pub bytes_in_flight: usize,
    /// Commands whose replies have not come.
    pub commands_in_flight: usize,
    /// Longest reply that is taken, in bytes.
    pub reply_bytes: usize,
    /// Time without a byte in either direction, while a reply is awaited.
    pub silence: Duration,
    /// The option that bounds that time, for the error's hint.
    pub silence_option: &'static str,
    /// Bytes per second.
    pub pace: Pace,
}

impl Default for Bounds {
    /// 4 MiB or 16,384 commands, replies of 64 MiB, 60 seconds, as fast as the server takes them.
    fn default() -> Self {
        Self {
            bytes_in_flight: 4 << 20,
            commands_in_flight: 16 * 1024,
            reply_bytes: 64 << 20,
            silence: Duration::from_secs(60),
            silence_option: "--max-silence",
            pace: Pace::unlimited(),
        }
    }
}

/// A command whose reply has not come.
#[derive(Debug)]
struct Awaited<T> {
    tag: Option<T>,
    bytes: usize,
    /// Bytes of all commands before it.
    start: u64,
}

/// A connection that commands are sent over, each with a tag that comes back with its reply.
///
/// The order of use: [`Replay::send`] as often as wanted, [`Replay::answered`] until it gives nothing, and in the end
/// [`Replay::finish`] and [`Replay::answered`] once more. After an error nothing more can be sent;
/// [`Replay::into_unanswered`] says which commands may or may not have been executed.
pub struct Replay<T> {
    stream: BoxStream,
    renames: Renames,
    subject: String,
    bounds: Bounds,
    /// Encoded commands, of which `written` bytes are gone.
    outgoing: Vec<u8>,
    written: usize,
    needs_flush: bool,
    /// Why nothing can be written any more. What the server said before is read all the same.
    broken: Option<io::Error>,
    scratch: Box<[u8]>,
    /// What came with the login's reply.
    incoming: BytesMut,
    reader: ReplyReader,
    awaited: VecDeque<Awaited<T>>,
    bytes_awaited: usize,
    answers: VecDeque<(T, Reply)>,
    /// The reply to a command of [`Replay::ask`].
    asked: Option<Reply>,
    acknowledged: u64,
    sent_bytes: u64,
}

impl<T> std::fmt::Debug for Replay<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replay")
            .field("subject", &self.subject)
            .field("awaited", &self.awaited.len())
            .field("acknowledged", &self.acknowledged)
            .finish_non_exhaustive()
    }
}

impl<T> Replay<T> {
    /// Opens a connection to a member and logs in.
    ///
    /// # Errors
    /// Of kind Target: unreachable, a wrong password, silent.
    pub async fn open(
        _consent: &Consent,
        dialer: &Dialer,
        member: &Member,
        login: &Login,
        bounds: Bounds,
        console: &Console,
    ) -> Result<Self> {
        let subject = member.subject();
        let mut stream = dialer.open(&member.endpoint).await?;
        let mut buffer = BytesMut::new();
        let (patience, renames) = (dialer.timeout, &dialer.renames);
        let mut asked = Handshake { stream: &mut stream, buffer: &mut buffer, subject: &subject, patience, renames };
        if let Some(text) = asked.log_in(login).await? {
            let error = Error::target(format!("Redis on {subject} refuses the login")).cause(text);
            return Err(login.wrong(error));
        }
        console.call(&format!("redis {subject} open for many commands"));
        Ok(Self::over(stream, buffer, subject, dialer.renames.clone(), bounds))
    }

    fn over(stream: BoxStream, incoming: BytesMut, subject: String, renames: Renames, bounds: Bounds) -> Self {
        let limits = ReplyLimits { max_bytes: bounds.reply_bytes, ..ReplyLimits::default() };
        Self {
            stream,
            renames,
            subject,
            bounds,
            outgoing: Vec::with_capacity(WRITE_AHEAD),
            written: 0,
            needs_flush: false,
            broken: None,
            scratch: vec![0; READ_AHEAD].into(),
            incoming,
            reader: ReplyReader::new(limits),
            awaited: VecDeque::new(),
            bytes_awaited: 0,
            answers: VecDeque::new(),
            asked: None,
            acknowledged: 0,
            sent_bytes: 0,
        }
    }

    /// Whose connection it is.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Commands whose replies have come, errors included.
    pub fn acknowledged(&self) -> u64 {
        self.acknowledged
    }

    /// Bytes of all commands so far.
    pub fn sent_bytes(&self) -> u64 {
        self.sent_bytes
    }

    /// Whether a reply has yet to come.
    pub fn is_awaiting(&self) -> bool {
        !self.awaited.is_empty()
    }

    /// Sends a command, by the name the server knows it by. It returns once there is room for it; its reply comes with
    /// [`Replay::answered`] some time later.
    ///
    /// # Errors
    /// Of kind Failed: the connection was lost, or the server was silent for too long.
    pub async fn send(&mut self, tag: T, words: &[&[u8]]) -> Result<()> {
        self.push(Some(tag), words).await
    }

    /// Sends a command and waits for its reply, after those of all commands before it.
    ///
    /// # Errors
    /// As [`Replay::send`].
    pub async fn ask(&mut self, words: &[&[u8]]) -> Result<Reply> {
        self.push(None, words).await?;
        loop {
            if let Some(reply) = self.asked.take() {
                return Ok(reply);
            }
            self.turn(None).await?;
        }
    }

    /// The reply to a command of [`Replay::ask`] whose caller did not wait for it, if it has come.
    pub fn take_asked(&mut self) -> Option<Reply> {
        self.asked.take()
    }

    /// A reply that has come, with the tag of its command: in the order of the commands. The text of an error is
    /// without the names that `--rename-command` tells.
    pub fn answered(&mut self) -> Option<(T, Reply)> {
        self.answers.pop_front()
    }

    /// Writes and takes replies while there is nothing to send: it returns whenever something has moved, and never where
    /// no reply is awaited. It can be dropped while it waits: nothing is lost.
    ///
    /// # Errors
    /// As [`Replay::send`].
    pub async fn progress(&mut self) -> Result<()> {
        if self.awaited.is_empty() {
            return std::future::pending().await;
        }
        self.turn(None).await
    }

    /// Waits until everything is written and every reply has come.
    ///
    /// # Errors
    /// As [`Replay::send`].
    pub async fn finish(&mut self) -> Result<()> {
        while !self.awaited.is_empty() {
            self.turn(None).await?;
        }
        Ok(())
    }

    /// Sends nothing further, and takes the replies to what has gone out, for so long at most: what the server was not told
    /// it has not executed, and what it answers is known.
    pub async fn give_up(&mut self, longest: Duration) {
        let gone_out = self.sent_bytes - (self.outgoing.len() - self.written) as u64;
        while self.awaited.back().is_some_and(|awaited| awaited.start >= gone_out)
            && let Some(Awaited { bytes, start, .. }) = self.awaited.pop_back()
        {
            self.bytes_awaited -= bytes;
            self.outgoing.truncate(self.outgoing.len() - (self.sent_bytes - start) as usize);
            self.sent_bytes = start;
        }
        // A connection that is lost, or silent, has no more to say.
        let _ = tokio::time::timeout(longest, self.finish()).await;
    }

    /// The tags of the commands that were sent and not answered: the server may have executed them or not.
    pub fn into_unanswered(self) -> impl Iterator<Item = T> {
        self.awaited.into_iter().filter_map(|awaited| awaited.tag)
    }

    async fn push(&mut self, tag: Option<T>, words: &[&[u8]]) -> Result<()> {
        // Twelve bytes hold the length of any argument that fits into memory, with its marks.
        let bytes = words.iter().map(|word| word.len() + 14).sum::<usize>();
        while !self.has_room_for(bytes) {
            self.turn(None).await?;
        }
        if let Some(wait) = self.bounds.pace.take(bytes, Instant::now()) {
            self.wait(wait).await?;
        }
        let before = self.outgoing.len();
        encode_count(&mut self.outgoing, words.len());
        for (index, word) in words.iter().enumerate() {
            encode_arg(&mut self.outgoing, if index == 0 { self.renames.of(word) } else { word });
        }
        self.awaited.push_back(Awaited { tag, bytes, start: self.sent_bytes });
        self.bytes_awaited += bytes;
        self.sent_bytes += (self.outgoing.len() - before) as u64;
        if self.outgoing.len() - self.written >= WRITE_AHEAD { self.turn(Some(Duration::ZERO)).await } else { Ok(()) }
    }

    fn has_room_for(&self, bytes: usize) -> bool {
        self.awaited.is_empty()
            || (self.bytes_awaited + bytes <= self.bounds.bytes_in_flight
                && self.awaited.len() < self.bounds.commands_in_flight)
    }

    /// Lets time pass while replies are taken.
    async fn wait(&mut self, time: Duration) -> Result<()> {
        let end = Instant::now() + time;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            if self.awaited.is_empty() {
                tokio::time::sleep(left).await;
            } else {
                self.turn(Some(left)).await?;
            }
        }
    }
}

#[cfg(test)]
mod tests;
