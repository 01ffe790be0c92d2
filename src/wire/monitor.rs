//! MONITOR: every command a server executes, as it executes it. The redis crate takes its lines for replies to other
//! commands, so it has a connection of its own here.

use super::dial::{BoxStream, Dialer};
use super::handshake::{Handshake, fill};
use super::rename::Renames;
use super::session::Login;
use crate::consent::Consent;
use crate::console::Console;
use crate::domain::unavailable;
use crate::error::{Error, Result};
use crate::formats::monitor::{self, LineCutter, MonitorLine};
use crate::target::topology::Member;
use bytes::BytesMut;
use std::time::Duration;

/// Bytes of one command that are kept: enough for its name and keys, whatever its values are.
const LONGEST_LINE: usize = 64 * 1024;

/// A server that is being monitored. Dropping it closes the connection, which ends MONITOR.
pub struct MonitorStream {
    stream: BoxStream,
    buffer: BytesMut,
    cutter: LineCutter,
    renames: Renames,
    subject: String,
}

impl std::fmt::Debug for MonitorStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MonitorStream").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// Opens a stream, logs in and sends MONITOR. Every command the server executes costs it more from then on.
///
/// # Errors
/// Of kind Target: unreachable, a wrong password, no right to MONITOR.
pub async fn open(
    _consent: &Consent,
    dialer: &Dialer,
    member: &Member,
    login: &Login,
    patience: Duration,
    console: &Console,
) -> Result<MonitorStream> {
    let subject = member.subject();
    let mut stream = dialer.open(&member.endpoint).await?;
    let mut buffer = BytesMut::new();
    let renames = &dialer.renames;
    let mut asked = Handshake { stream: &mut stream, buffer: &mut buffer, subject: &subject, patience, renames };
    if let Some(text) = asked.log_in(login).await? {
        return Err(refused(&subject, login, &text));
    }
    console.call(&format!("redis {subject} MONITOR"));
    let reply = asked.ask(&[b"MONITOR"]).await?;
    if let Some(text) = reply.strip_prefix('-') {
        return Err(refused(&subject, login, text));
    }
    let renames = dialer.renames.clone();
    Ok(MonitorStream { stream, buffer, cutter: LineCutter::new(LONGEST_LINE), renames, subject })
}

impl MonitorStream {
    /// The commands that arrive next, each by the name that everybody knows. It can be dropped while it waits: nothing is
    /// lost.
    ///
    /// # Errors
    /// The connection was closed or lost.
    pub async fn next(&mut self) -> Result<Vec<MonitorLine>> {
        loop {
            let lines = self.cutter.push(&self.buffer);
            self.buffer.clear();
            let parsed = lines.iter().filter_map(|line| monitor::parse(line.strip_prefix(b"+")?));
            let parsed: Vec<MonitorLine> =
                parsed.map(|line| MonitorLine { words: self.renames.original_words(line.words), ..line }).collect();
            if !parsed.is_empty() {
                return Ok(parsed);
            }
            // A server without clients has nothing to say: only the caller's own bounds end the wait.
            fill(&mut self.stream, &mut self.buffer, &self.subject, (Duration::MAX, "--duration")).await?;
        }
    }
}

fn refused(subject: &str, login: &Login, text: &str) -> Error {
    let error = Error::target(format!("Redis on {subject} refuses MONITOR")).cause(text.to_owned());
    match text.split(' ').next().unwrap_or_default() {
        "NOAUTH" => login.missing(error),
        "WRONGPASS" => login.wrong(error),
        _ => match unavailable::finding(subject, "MONITOR", text).hint {
            Some(hint) => error.hint(hint),
            None => error,
        },
    }
}
