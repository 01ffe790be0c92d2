//! What comes before a stream that the redis crate cannot speak (SYNC, MONITOR): login, and commands with one-line replies.

use super::dial::BoxStream;
use super::rename::Renames;
use super::session::Login;
use crate::error::{Error, Kind, Result};
use crate::report::units;
use bytes::BytesMut;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const READ_AHEAD: usize = 256 * 1024;
const LONGEST_REPLY: usize = 4096;

/// An open stream with what was read of it and not yet used.
pub(super) struct Handshake<'a> {
    pub stream: &'a mut BoxStream,
    pub buffer: &'a mut BytesMut,
    pub subject: &'a str,
    /// Longest wait for one reply.
    pub patience: Duration,
    pub renames: &'a Renames,
}

impl Handshake<'_> {
    /// Sends a command, by the name the server knows it by.
    pub async fn send(&mut self, words: &[&[u8]]) -> Result<()> {
        let mut command = redis::Cmd::new();
        for word in words {
            command.arg(*word);
        }
        let lost = |error: std::io::Error| {
            Error::target(format!("the connection to {} was lost", self.subject)).because(&error)
        };
        self.stream.write_all(&self.renames.apply(&command).get_packed_command()).await.map_err(lost)?;
        self.stream.flush().await.map_err(lost)
    }

    /// Sends a command whose reply is one line, and returns that line.
    pub async fn ask(&mut self, words: &[&[u8]]) -> Result<String> {
        self.send(words).await?;
        loop {
            if let Some(end) = memchr::memchr(b'\n', self.buffer) {
                let line = self.buffer.split_to(end + 1);
                return Ok(self.renames.hide(String::from_utf8_lossy(&line).trim_end()));
            }
            if self.buffer.len() > LONGEST_REPLY {
                return Err(Error::target(format!("{} does not speak Redis's protocol", self.subject)));
            }
            fill(self.stream, self.buffer, self.subject, (self.patience, "--node-timeout"))
                .await
                .map_err(|error| error.of_kind(Kind::Target))?;
        }
    }

    /// Logs in, where there is anything to log in with; the server's own words where it refuses. A server without a
    /// password takes none, which is no refusal.
    pub async fn log_in(&mut self, login: &Login) -> Result<Option<String>> {
        let Some(words) = login.words() else { return Ok(None) };
        let words: Vec<&[u8]> = words.into_iter().map(str::as_bytes).collect();
        let reply = self.ask(&words).await?;
        let not_needed = reply.contains("without any password configured") || reply.contains("no password is set");
        let accepted = !reply.starts_with('-') || (login.user.is_none() && not_needed);
        Ok((!accepted).then(|| reply[1..].to_owned()))
    }
}

/// Reads what comes next, within a time that an option bounds.
pub(super) async fn fill(
    stream: &mut BoxStream,
    buffer: &mut BytesMut,
    subject: &str,
    (limit, option): (Duration, &str),
) -> Result<()> {
    buffer.reserve(READ_AHEAD);
    let read = tokio::time::timeout(limit, stream.read_buf(buffer)).await.map_err(|_| {
        let lasted = units::duration(limit.as_secs_f64());
        Error::failed(format!("Redis on {subject} has been silent for {lasted}"))
            .hint(format!("{option} DURATION waits longer; is the server blocked or its node overloaded?"))
    })?;
    match read {
        Ok(0) => Err(Error::failed(format!("the connection to {subject} was closed"))
            .hint("was the pod or its server killed? kubectl get events and redis-ops health tell more")),
        Ok(_) => Ok(()),
        Err(error) => Err(Error::failed(format!("the connection to {subject} was lost")).because(&error)),
    }
}
