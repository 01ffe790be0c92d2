//! The plan, followed: primary by primary, each asked once more whether it is one, and looked at afterwards.

use super::facts::Primary;
use super::{Flushed, Scope, partial};
use crate::commands::keyspace::walk;
use crate::consent::Consent;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::formats::info::Info;
use crate::formats::resp::Reply;
use crate::report::units;
use crate::target::discover::Target;
use crate::wire::pipe::Pipe;
use crate::wire::scan::{Event, Scan, Wish};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

/// Keys that SCAN is asked for at a time.
const COUNT: u64 = 1000;

/// What the steps need.
pub(super) struct Work<'a> {
    pub(super) context: &'a Context,
    pub(super) target: &'a Target,
    pub(super) scope: Scope,
    pub(super) scan: bool,
    pub(super) backup: Option<&'a str>,
}

/// How far the work has come, known also to who ends it.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Primaries that are done with.
    at: AtomicUsize,
    /// Whether anything may have been removed from the one that is being worked at.
    touched: AtomicBool,
    /// Keys that it has said to have removed, one by one.
    removed: AtomicU64,
}

impl Progress {
    /// Whether nothing was removed from anybody.
    pub(super) fn is_nothing(&self) -> bool {
        self.at.load(Ordering::Relaxed) == 0 && !self.is_touched()
    }

    fn is_touched(&self) -> bool {
        self.touched.load(Ordering::Relaxed)
    }

    fn touch(&self, touched: bool) {
        self.touched.store(touched, Ordering::Relaxed);
    }

    /// The next primary's turn.
    fn next(&self) {
        self.touch(false);
        self.removed.store(0, Ordering::Relaxed);
        self.at.fetch_add(1, Ordering::Relaxed);
    }
}

impl Work<'_> {
    /// Flushes every primary.
    ///
    /// # Errors
    /// Of kind Failed as long as nothing was removed, of kind Partial from then on.
    pub(super) async fn apply(
        &self,
        primaries: &[Primary],
        members: &mut [Flushed],
        progress: &Progress,
        _consent: &Consent,
    ) -> Result<()> {
        for (primary, flushed) in primaries.iter().zip(members) {
            self.context.console.status(&format!("{} on {}", self.scope.name(), primary.member.subject()));
            let info = self.one(primary, progress).await.map_err(|error| self.ended(primaries, progress, error))?;
            let left = info.databases().into_iter().filter(|database| self.scope.wants(database.index));
            flushed.keys_after = Some(left.map(|database| database.keys).sum());
            flushed.memory_after_bytes = info.number("used_memory");
            progress.next();
        }
        Ok(())
    }

    /// What an end before the last step comes to.
    pub(super) fn ended(&self, primaries: &[Primary], progress: &Progress, error: Error) -> Error {
        if !progress.is_nothing() {
            return self.half_done(primaries, progress, &error);
        }
        let error = error.of_kind(Kind::Failed);
        match self.backup {
            Some(set) => error.hint(format!("the backup stays: {set}")),
            None => error,
        }
    }

    fn half_done(&self, primaries: &[Primary], progress: &Progress, error: &Error) -> Error {
        let at = progress.at.load(Ordering::Relaxed);
        let name = |primary: &Primary| primary.member.subject();
        let done: Vec<String> = primaries[..at].iter().map(name).collect();
        let not: Vec<String> = primaries.iter().skip(at + 1).map(name).collect();
        let mut text = Vec::new();
        if !done.is_empty() {
            text.push(format!("{} emptied", done.join(", ")));
        }
        if let Some(this) = primaries.get(at).map(name) {
            let removed = progress.removed.load(Ordering::Relaxed);
            text.push(match (progress.is_touched(), removed) {
                (false, _) => format!("{this} not"),
                (true, 0) => format!("{this} perhaps, or in part"),
                (true, removed) => format!("{this} in part, {} keys at least", units::count(removed)),
            });
        }
        if !not.is_empty() {
            text.push(format!("{} not", not.join(", ")));
        }
        let text = format!("{} is partly done: {}", self.scope.name(), text.join("; "));
        let said = partial(text, self.backup, self.target, self.scope).cause(error.chain());
        let again = format!("the same command again goes on: redis-ops {} …", self.scope.name());
        error.hints().iter().fold(said.hint(again), |said, hint| said.hint(hint.clone()))
    }

    async fn one(&self, primary: &Primary, progress: &Progress) -> Result<Info> {
        let (login, patience) = (self.target.login(&primary.member), self.context.settings.node_timeout);
        let console = &self.context.console;
        let mut pipe = Pipe::open(&self.target.dialer, &primary.member, &login, patience, console).await?;
        // A failover may have come since it was looked at.
        let role = info(&mut pipe, "replication").await?;
        if role.text("role") != Some("master") {
            let subject = primary.member.subject();
            return Err(
                Error::failed(format!("{subject} is no primary any more")).hint("the same command again looks anew")
            );
        }
        if self.scan {
            for (db, _) in primary.counts(self.scope) {
                walk::select(&mut pipe, db, false).await?;
                unlink_all(&mut pipe, progress).await?;
            }
        } else {
            let (command, words): (&str, Vec<&[u8]>) = match self.scope {
                Scope::All => ("FLUSHALL", vec![b"FLUSHALL", b"ASYNC"]),
                Scope::Database(db) => {
                    walk::select(&mut pipe, db, db == 0).await?;
                    ("FLUSHDB", vec![b"FLUSHDB", b"ASYNC"])
                }
            };
            progress.touch(true);
            let reply = pipe.ask(&words).await?;
            progress.touch(!matches!(reply, Reply::Error(_)));
            walk::refuse(&reply, &pipe, command)
                .map_err(|error| error.hint("--scan removes key by key, by SCAN and UNLINK"))?;
        }
        progress.touch(true);
        let mut text = String::new();
        for section in ["keyspace", "memory"] {
            text.push_str(&info_text(&mut pipe, section).await?);
            text.push_str("\r\n");
        }
        Ok(Info::parse(&text))
    }
}

/// Removes every key of the selected database, a page in each flight.
async fn unlink_all(pipe: &mut Pipe, progress: &Progress) -> Result<()> {
    let subject = pipe.subject().to_owned();
    let mut scan: Scan<'_, ()> = Scan::new(pipe, Wish::default());
    scan.ask_page(b"0", COUNT);
    scan.send().await?;
    while let Some(event) = scan.next().await? {
        match event {
            Event::Page { keys, next } => {
                if let Some(cursor) = next {
                    scan.ask_page(&cursor, COUNT);
                }
                if !keys.is_empty() {
                    progress.touch(true);
                }
                // One by one: in a cluster keys of several slots may not be named together.
                for key in keys {
                    scan.ask((), &[&[b"UNLINK", &key]]);
                }
                scan.send().await?;
            }
            Event::Answers((), replies) => match replies.first() {
                Some(Reply::Error(text)) => {
                    let text = String::from_utf8_lossy(text).into_owned();
                    return Err(Error::failed(format!("Redis on {subject} refuses UNLINK")).cause(text));
                }
                Some(Reply::Integer(1)) => {
                    progress.removed.fetch_add(1, Ordering::Relaxed);
                }
                _ => {}
            },
            Event::Refused(text) => {
                return Err(Error::failed(format!("Redis on {subject} refuses SCAN")).cause(text));
            }
        }
    }
    Ok(())
}

async fn info(pipe: &mut Pipe, section: &str) -> Result<Info> {
    Ok(Info::parse(&info_text(pipe, section).await?))
}

async fn info_text(pipe: &mut Pipe, section: &str) -> Result<String> {
    let reply = pipe.ask(&[b"INFO", section.as_bytes()]).await?;
    walk::refuse(&reply, pipe, "INFO")?;
    match reply {
        Reply::Bulk(text) => Ok(String::from_utf8_lossy(&text).into_owned()),
        _ => Ok(String::new()),
    }
}
