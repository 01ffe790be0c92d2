//! The keys of a run on one primary: written before, each with its time to live, and removed afterwards.

use super::facts::Primary;
use crate::consent::Consent;
use crate::console::Console;
use crate::context::Context;
use crate::domain::benchmark::Load;
use crate::domain::benchmark::test::{Test, string_key, value};
use crate::error::{Error, Result};
use crate::formats::resp::Reply;
use crate::target::discover::Target;
use crate::target::topology::Member;
use crate::wire::dial::Dialer;
use crate::wire::pipe::Pipe;
use crate::wire::session::Login;
use std::sync::Arc;
use std::time::Duration;

/// Commands, and bytes of values, that are sent before their replies are waited for.
const AT_ONCE: u64 = 1000;
const BYTES_AT_ONCE: u64 = 1 << 20;

/// The keys, and the way to them. It owns all it needs, so that it can outlive the run's work.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    dialer: Dialer,
    member: Member,
    login: Login,
    patience: Duration,
    console: Arc<Console>,
    prefix: String,
    tests: Vec<Test>,
    load: Load,
    ttl_seconds: u64,
}

impl Keys {
    pub(super) fn of(
        context: &Context,
        target: &Target,
        primary: &Primary,
        tests: &[Test],
        load: Load,
        ttl_seconds: u64,
    ) -> Self {
        Self {
            dialer: target.dialer.clone(),
            member: primary.member.clone(),
            login: target.login(&primary.member),
            patience: context.settings.node_timeout,
            console: Arc::clone(&context.console),
            prefix: primary.prefix.clone(),
            tests: tests.to_vec(),
            load,
            ttl_seconds,
        }
    }

    /// How messages name them.
    pub(super) fn words(&self) -> String {
        format!("keys below {} on {}", self.prefix, self.member.subject())
    }

    fn strings(&self) -> u64 {
        if self.tests.iter().any(|test| test.uses_strings()) { self.load.keyspace } else { 0 }
    }

    async fn open(&self) -> Result<Pipe> {
        Pipe::open(&self.dialer, &self.member, &self.login, self.patience, &self.console).await
    }

    /// Writes them.
    ///
    /// # Errors
    /// Refused where the server does not take the very first one; Failed where it does not take a later one; of kind
    /// Target where it is lost.
    pub(super) async fn write(&self, _: &Consent) -> Result<()> {
        let mut pipe = self.open().await?;
        let (ttl, value) = (self.ttl_seconds.to_string(), value(&self.load));
        let mut is_first = true;
        let mut next = 0;
        while next < self.strings() {
            // One alone tells whether it takes writes.
            let room = (BYTES_AT_ONCE / self.load.data_bytes.max(1)).clamp(1, AT_ONCE);
            let last = if is_first { 1 } else { (next + room).min(self.strings()) };
            for number in next..last {
                let key = string_key(&self.prefix, number);
                pipe.push(&[b"SET", key.as_bytes(), value.as_bytes(), b"EX", ttl.as_bytes()]);
            }
            let replies = last - next;
            self.flight(&mut pipe, replies, "SET", is_first).await?;
            (next, is_first) = (last, false);
        }
        for test in &self.tests {
            let (Some(seed), Some(key)) = (test.seed(&self.prefix, &self.load), test.collection(&self.prefix)) else {
                continue;
            };
            // In one: no moment in which the key would stay.
            let seed: Vec<&[u8]> = seed.iter().map(|word| word.as_bytes()).collect();
            pipe.push(&[b"MULTI"]);
            pipe.push(&[b"UNLINK", key.as_bytes()]);
            pipe.push(&seed);
            pipe.push(&[b"EXPIRE", key.as_bytes(), ttl.as_bytes()]);
            pipe.push(&[b"EXEC"]);
            self.flight(&mut pipe, 5, "a transaction", is_first).await?;
            is_first = false;
        }
        Ok(())
    }

    /// Removes them.
    ///
    /// # Errors
    /// Failed, where the server does not do it; of kind Target where it is lost.
    pub(super) async fn remove(&self) -> Result<()> {
        let strings = (0..self.strings()).map(|number| string_key(&self.prefix, number));
        let collections = self.tests.iter().filter_map(|test| test.collection(&self.prefix));
        let keys: Vec<String> = collections.chain(strings).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let mut pipe = self.open().await?;
        for some in keys.chunks(AT_ONCE as usize) {
            let words: Vec<&[u8]> =
                std::iter::once(&b"UNLINK"[..]).chain(some.iter().map(|key| key.as_bytes())).collect();
            pipe.push(&words);
            self.flight(&mut pipe, 1, "UNLINK", false).await?;
        }
        Ok(())
    }

    async fn flight(&self, pipe: &mut Pipe, replies: u64, what: &str, is_first: bool) -> Result<()> {
        pipe.send().await?;
        let mut refused = None;
        for _ in 0..replies {
            match next(pipe).await? {
                Reply::Error(text) => refused = refused.or(Some(text)),
                // What a transaction holds.
                Reply::Array(inner) => {
                    refused = refused.or(inner.into_iter().find_map(|reply| match reply {
                        Reply::Error(text) => Some(text),
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
        let Some(text) = refused else { return Ok(()) };
        let message = format!("{} refuses {what}", self.member.subject());
        let error = if is_first { Error::refused(message) } else { Error::failed(message) };
        Err(error.cause(String::from_utf8_lossy(&text).into_owned()))
    }
}

/// Waits for the next reply.
///
/// # Errors
/// As [`Pipe::fill`].
pub(super) async fn next(pipe: &mut Pipe) -> Result<Reply> {
    loop {
        if let Some(reply) = pipe.take()? {
            return Ok(reply);
        }
        pipe.fill().await?;
    }
}
