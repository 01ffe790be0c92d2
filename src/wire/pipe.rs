//! A connection on which questions are written before the answers to earlier ones are read: many commands a round trip,
//! and the next page asked for while the last is still arriving.

use super::dial::{BoxStream, Dialer};
use super::handshake::{Handshake, fill};
use super::rename::Renames;
use super::session::Login;
use crate::console::Console;
use crate::error::{Error, Kind, Result};
use crate::formats::resp::{Reply, ReplyLimits, ReplyReader, encode_command};
use crate::target::topology::Member;
use bytes::{Buf, BytesMut};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

/// No integer and no type's name is longer.
const SHORT: usize = 64;

/// The connection. Dropping it closes it.
pub struct Pipe {
    stream: BoxStream,
    input: BytesMut,
    output: Vec<u8>,
    reader: ReplyReader,
    renames: Renames,
    subject: String,
    patience: Duration,
    console: Arc<Console>,
}

impl std::fmt::Debug for Pipe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipe").field("subject", &self.subject).finish_non_exhaustive()
    }
}

impl Pipe {
    /// Opens a stream to a member and logs in. `patience` bounds every wait.
    ///
    /// # Errors
    /// Of kind Target: unreachable, silent, a wrong password.
    pub async fn open(
        dialer: &Dialer,
        member: &Member,
        login: &Login,
        patience: Duration,
        console: &Arc<Console>,
    ) -> Result<Self> {
        let subject = member.subject();
        let mut stream = dialer.open(&member.endpoint).await?;
        let mut input = BytesMut::new();
        let renames = dialer.renames.clone();
        let mut handshake =
            Handshake { stream: &mut stream, buffer: &mut input, subject: &subject, patience, renames: &renames };
        if let Some(text) = handshake.log_in(login).await? {
            let refused = Error::target(format!("Redis on {subject} cannot be asked")).cause(text.clone());
            return Err(if text.starts_with("WRONGPASS") { login.wrong(refused) } else { refused });
        }
        let limits = ReplyLimits { max_depth: 32, max_bytes: 1 << 30 };
        let reader = ReplyReader::new(limits);
        let console = Arc::clone(console);
        Ok(Self { stream, input, output: Vec::new(), reader, renames, subject, patience, console })
    }

    /// The member, for messages.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Where words go.
    pub fn console(&self) -> &Console {
        &self.console
    }

    /// Adds a command to those that are sent next; its name as everybody knows it.
    pub fn push(&mut self, words: &[&[u8]]) {
        match words.split_first() {
            Some((name, rest)) if !self.renames.is_empty() => {
                let renamed: Vec<&[u8]> = std::iter::once(self.renames.of(name)).chain(rest.iter().copied()).collect();
                encode_command(&mut self.output, &renamed);
            }
            _ => encode_command(&mut self.output, words),
        }
    }

    /// Sends what was added.
    ///
    /// # Errors
    /// Of kind Target: the connection was lost, or takes nothing for too long.
    pub async fn send(&mut self) -> Result<()> {
        let work = async {
            self.stream.write_all(&self.output).await?;
            self.stream.flush().await
        };
        match tokio::time::timeout(self.patience, work).await {
            Ok(Ok(())) => self.output.clear(),
            Ok(Err(error)) => {
                return Err(Error::target(format!("the connection to {} was lost", self.subject)).because(&error));
            }
            Err(_) => {
                return Err(Error::target(format!("{} takes no more commands", self.subject))
                    .hint("--node-timeout DURATION waits longer"));
            }
        }
        Ok(())
    }

    /// The next reply of those that have arrived. An error reply has its text without the names that are secret.
    ///
    /// # Errors
    /// Of kind Target, when what has arrived is no RESP.
    pub fn take(&mut self) -> Result<Option<Reply>> {
        if let Some(reply) = self.take_short() {
            return Ok(Some(reply));
        }
        let mut rest: &[u8] = &self.input;
        let reply = self.reader.next(&mut rest).map_err(|error| {
            Error::target(format!("{} does not speak Redis's protocol", self.subject)).because(&error)
        })?;
        let taken = self.input.len() - rest.len();
        self.input.advance(taken);
        Ok(match reply {
            Some(Reply::Error(text)) if !self.renames.is_empty() => {
                Some(Reply::Error(self.renames.hide(&String::from_utf8_lossy(&text)).into_bytes()))
            }
            reply => reply,
        })
    }

    /// Integers and status words, of which there are most.
    fn take_short(&mut self) -> Option<Reply> {
        let kind = *self.input.first().filter(|kind| matches!(kind, b':' | b'+'))?;
        if !self.reader.at_boundary() {
            return None;
        }
        let head = &self.input[..self.input.len().min(SHORT)];
        let end = memchr::memchr(b'\n', head)?;
        let line = head[1..end].strip_suffix(b"\r")?;
        let reply = match kind {
            b':' => Reply::Integer(std::str::from_utf8(line).ok()?.parse().ok()?),
            _ => Reply::Simple(line.to_vec()),
        };
        self.input.advance(end + 1);
        Some(reply)
    }

    /// Waits for more bytes. It can be dropped while it waits: nothing is lost.
    ///
    /// # Errors
    /// Of kind Target: silence for longer than the patience, a connection that was closed or lost.
    pub async fn fill(&mut self) -> Result<()> {
        self.fill_within(self.patience).await
    }

    /// As [`Pipe::fill`], with a bound of its own: [`Duration::MAX`] waits for ever.
    ///
    /// # Errors
    /// As [`Pipe::fill`].
    pub async fn fill_within(&mut self, patience: Duration) -> Result<()> {
        let filled = fill(&mut self.stream, &mut self.input, &self.subject, (patience, "--node-timeout")).await;
        filled.map_err(|error| error.of_kind(Kind::Target))
    }

    /// Sends one command and waits for its reply, when no other is under way.
    ///
    /// # Errors
    /// As [`Pipe::send`], [`Pipe::take`] and [`Pipe::fill`]; an error reply is a reply.
    pub async fn ask(&mut self, words: &[&[u8]]) -> Result<Reply> {
        self.push(words);
        self.send().await?;
        loop {
            if let Some(reply) = self.take()? {
                return Ok(reply);
            }
            self.fill().await?;
        }
    }
}
