//! One member, from its first key to its last.

use super::ask::{Asked, Asker, Questions, Verdict};
use super::guard::Guard;
use crate::commands::keyspace::walk;
use crate::context::Context;
use crate::domain::backup::source::Source;
use crate::domain::keyspace::kind::Kind;
use crate::domain::keyspace::pace::{Limits, Pace};
use crate::domain::keyspace::report::SourceReport;
use crate::domain::keyspace::seen::Seen;
use crate::domain::keyspace::tally::{Counting, Found, Tally};
use crate::domain::keyspace::top::TopKey;
use crate::domain::keyspace::ttl::Expiry;
use crate::domain::{silence, unavailable};
use crate::error::Result;
use crate::formats::info::Info;
use crate::formats::resp::Reply;
use crate::report::{Finding, Severity, units};
use crate::target::discover::Target;
use crate::target::survey::Answer;
use crate::wire::pipe::Pipe;
use crate::wire::scan::{Event, Scan, Wish};
use crate::wire::session::Session;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What the scans of all members share.
#[derive(Clone)]
pub(super) struct Shared {
    /// Turns true when there is to be an end.
    pub(super) stop: watch::Receiver<bool>,
    /// Keys that were met.
    pub(super) met: Arc<AtomicU64>,
}

impl Shared {
    pub(super) fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }

    async fn stopped(&mut self) {
        // Whoever could stop it has gone: then nobody does.
        if self.stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// How to scan.
#[derive(Clone)]
pub(super) struct Options {
    pub(super) counting: Counting,
    pub(super) limits: Limits,
    pub(super) memory: bool,
    pub(super) samples: u32,
    pub(super) every_expiry: bool,
    /// Keys that may be remembered to tell those that come again.
    pub(super) remembered: u64,
}

/// What a member gave.
pub(super) struct Scanned {
    pub(super) tally: Tally,
    pub(super) report: SourceReport,
    pub(super) findings: Vec<Finding>,
}

/// Goes through a member. What goes wrong is a finding, and what was counted until then is kept.
pub(super) async fn scan(
    context: &Context,
    target: &Target,
    answer: &Answer,
    source: Source,
    options: Options,
    shared: Shared,
) -> Scanned {
    let started = Instant::now();
    let info = answer.info().cloned().unwrap_or_default();
    let report = SourceReport {
        name: answer.member.name.clone(),
        role: Some(source.role),
        because: Some(source.because),
        slots: answer.shard().map(|shard| shard.slots),
        expected_keys: info.databases().iter().map(|database| database.keys).sum(),
        repeats_are_told: true,
        ..SourceReport::default()
    };
    let tally = Tally::new(options.counting.clone());
    let asker = Asker::new(options.counting.cut.clone(), options.memory, options.every_expiry);
    let mut work = Work { tally, asker, report, options, shared, findings: Vec::new(), round_trip: Duration::ZERO };
    let subject = answer.member.subject();
    match work.all(context, target, answer, &info).await {
        Ok(()) => {}
        Err(error) if work.tally.keys() == 0 && work.report.pages == 0 => {
            work.findings.push(silence::finding(&subject, &error));
        }
        Err(error) => {
            let message = format!("{} after {} keys", error.chain(), units::count(work.tally.keys()));
            let hint = error.hints().first().cloned().unwrap_or_else(|| "redis-ops health tells more".to_owned());
            work.findings.push(Finding::new("scan-cut", Severity::Unknown, &subject, message).hint(hint));
        }
    }
    let mut findings = std::mem::take(&mut work.findings);
    findings.extend(refusals(&subject, &work.asker));
    let Work { tally, mut report, .. } = work;
    report.keys = tally.keys();
    report.seconds = started.elapsed().as_secs_f64();
    Scanned { tally, report, findings }
}

/// Findings for the commands that were refused.
fn refusals(subject: &str, asker: &Asker) -> Vec<Finding> {
    let finding = |(command, (times, text)): (&&'static str, &(u64, String))| {
        if text.to_ascii_lowercase().contains("access") {
            let message = format!("refuses {command} for {} keys: {text}", units::count(*times));
            let hint = "the ACL user needs the right to read all keys (%R~*): without, sizes are missing";
            return Finding::new("keys-unreadable", Severity::Unknown, subject, message).hint(hint);
        }
        unavailable::finding(subject, command, text)
    };
    asker.refusals.iter().map(finding).collect()
}

/// Names, and where to go on.
type Page = (Vec<Vec<u8>>, Option<Vec<u8>>);

/// A scan under way.
struct Work {
    tally: Tally,
    asker: Asker,
    report: SourceReport,
    options: Options,
    shared: Shared,
    findings: Vec<Finding>,
    round_trip: Duration,
}

impl Work {
    async fn all(&mut self, context: &Context, target: &Target, answer: &Answer, info: &Info) -> Result<()> {
        let (member, login) = (&answer.member, target.login(&answer.member));
        let patience = context.settings.node_timeout;
        let mut pipe = walk::open(context, target, answer).await?;
        let second = Session::open(&target.dialer, member, &login, patience, &context.console).await;
        let guard = match second {
            Ok(session) => Guard::start(session).await,
            Err(error) => Err(error),
        };
        let guard = guard.map_err(|error| {
            context.console.warning(&format!("nothing tells what others wait: {}", error.chain()));
        });
        let guard = guard.ok();
        self.round_trip = guard.as_ref().map_or(Duration::ZERO, Guard::round_trip);
        let mut is_whole = true;
        for database in info.databases() {
            let number = database.index;
            walk::select(&mut pipe, number, self.tally.databases.is_empty()).await?;
            if !self.database(&mut pipe, number, database.keys, guard.as_ref()).await? {
                is_whole = false;
                break;
            }
        }
        self.report.pings = guard.as_ref().and_then(Guard::report);
        drop(guard);
        if is_whole && !self.shared.is_stopped() {
            self.describe_top(&mut pipe).await?;
            self.report.server_cpu_seconds = cpu_since(info, &mut pipe).await;
            self.report.complete = true;
        }
        Ok(())
    }

    /// One database; `false` when there was to be an end.
    async fn database(&mut self, pipe: &mut Pipe, db: u64, keys: u64, guard: Option<&Guard>) -> Result<bool> {
        let subject = pipe.subject().to_owned();
        let mut seen = Seen::of(keys, self.options.remembered);
        let mut pace = Pace::new(self.options.limits.clone(), self.round_trip);
        let samples = self.options.samples.to_string();
        let mut scan: Scan<'_, Asked> = Scan::new(pipe, Wish::default());
        let mut shared = self.shared.clone();
        let (mut again, mut held): (Vec<Asked>, Option<Page>) = (Vec::new(), None);
        scan.ask_page(b"0", pace.count());
        scan.send().await?;
        let mut sent = Instant::now();
        loop {
            while let Some(event) = scan.take()? {
                match event {
                    Event::Refused(text) => {
                        self.findings.push(unavailable::finding(&subject, "SCAN", &text));
                        return Ok(false);
                    }
                    Event::Page { mut keys, next } => {
                        self.report.pages += 1;
                        keys.retain(|key| seen.is_new(key));
                        self.shared.met.fetch_add(keys.len() as u64, Ordering::Relaxed);
                        let delay = guard.map_or(Duration::ZERO, Guard::delay);
                        held = Some((keys, next));
                        // With a pause after every page, the page is gone through to its end first.
                        if !pace.is_paced() {
                            let pause = pace.after(Duration::ZERO, delay);
                            if !sleep(&mut shared, pause).await {
                                return Ok(false);
                            }
                            sent = self
                                .dispatch(&mut scan, db, (held.take(), &mut again), (pace.count(), &samples))
                                .await?;
                        }
                    }
                    Event::Answers(key, replies) => match self.asker.answered(key, replies) {
                        Verdict::Done(key) => self.count(db, &key),
                        Verdict::Again(key) => again.push(key),
                        Verdict::Gone => {}
                    },
                }
            }
            self.report.repeated_keys += std::mem::take(&mut seen.repeated);
            self.report.repeats_are_told &= seen.is_exact();
            self.report.slowed += std::mem::take(&mut pace.slowed);
            if scan.is_idle() {
                if held.is_none() && again.is_empty() {
                    return Ok(true);
                }
                if held.is_some() && pace.is_paced() {
                    let busy = sent.elapsed().saturating_sub(self.round_trip);
                    let pause = pace.after(busy, guard.map_or(Duration::ZERO, Guard::delay));
                    if !sleep(&mut shared, pause).await {
                        return Ok(false);
                    }
                }
                sent = self.dispatch(&mut scan, db, (held.take(), &mut again), (pace.count(), &samples)).await?;
                continue;
            }
            tokio::select! {
                filled = scan.fill() => filled?,
                () = shared.stopped() => return Ok(false),
            }
        }
    }

    /// Sends the next flight: the SCAN of the next page first, so that its answer comes first, then what is to be asked
    /// about the keys of this one.
    async fn dispatch(
        &mut self,
        scan: &mut Scan<'_, Asked>,
        db: u64,
        (page, again): (Option<Page>, &mut Vec<Asked>),
        (count, samples): (u64, &str),
    ) -> Result<Instant> {
        let (keys, next) = page.unwrap_or_default();
        if let Some(cursor) = next {
            scan.ask_page(&cursor, count);
        }
        let questions: Vec<Asked> = again.drain(..).chain(keys.into_iter().map(|key| self.asker.key(key))).collect();
        for mut key in questions {
            let asked = self.asker.questions(&mut key);
            if asked == Questions::default() {
                // Nothing may be asked any more.
                self.count(db, &key);
                continue;
            }
            ask(scan, key, asked, samples);
        }
        scan.send().await?;
        Ok(Instant::now())
    }

    fn count(&mut self, db: u64, key: &Asked) {
        let unknown = Kind::Other("unknown".to_owned());
        self.tally.add(&Found {
            db,
            name: &key.name,
            name_bytes: key.name.len() as u64,
            kind: key.kind.as_ref().unwrap_or(&unknown),
            size: key.size,
            memory_bytes: key.memory_bytes,
            stored_bytes: None,
            expiry: key.expiry,
        });
    }

    /// Asks about the keys that will be listed what was not asked of every key.
    async fn describe_top(&mut self, pipe: &mut Pipe) -> Result<()> {
        let listed = self.tally.types.iter().flat_map(|(_, tally)| tally.by_size.keys().chain(tally.by_bytes.keys()));
        let listed: BTreeSet<(u64, Vec<u8>)> =
            listed.filter(|key| key.is_whole()).map(|key| (key.db, key.name.clone())).collect();
        let samples = self.options.samples.to_string();
        let mut selected = None;
        for (db, name) in &listed {
            if selected != Some(*db) {
                pipe.push(&[b"SELECT", db.to_string().as_bytes()]);
                selected = Some(*db);
            }
            pipe.push(&[b"MEMORY", b"USAGE", name, b"SAMPLES", samples.as_bytes()]);
            pipe.push(&[b"PTTL", name]);
            pipe.push(&[b"OBJECT", b"ENCODING", name]);
        }
        pipe.send().await?;
        selected = None;
        for (db, name) in &listed {
            if selected != Some(*db) {
                reply(pipe).await?;
                selected = Some(*db);
            }
            let (memory, expiry, encoding) = (reply(pipe).await?, reply(pipe).await?, reply(pipe).await?);
            let all = self.tally.types.iter_mut();
            let same = |key: &&mut TopKey| key.db == *db && key.name == *name;
            for key in all.flat_map(|(_, tally)| tally.by_size.keys_mut().chain(tally.by_bytes.keys_mut())).filter(same)
            {
                if let Reply::Integer(bytes) = memory {
                    key.memory_bytes = key.memory_bytes.or(u64::try_from(bytes).ok());
                }
                if let Reply::Integer(left) = expiry {
                    key.expiry = Expiry::parse(left);
                }
                if let Reply::Bulk(word) = &encoding {
                    key.encoding = Some(String::from_utf8_lossy(word).into_owned());
                }
            }
        }
        Ok(())
    }
}

/// Adds the commands about one key to the flight.
fn ask(scan: &mut Scan<'_, Asked>, key: Asked, asked: Questions, samples: &str) {
    let name = key.name.clone();
    let size = key.kind.as_ref().and_then(Kind::size_command).unwrap_or_default();
    let (of_kind, of_size): ([&[u8]; 2], [&[u8]; 2]) = ([b"TYPE", &name], [size.as_bytes(), &name]);
    let of_memory: [&[u8]; 5] = [b"MEMORY", b"USAGE", &name, b"SAMPLES", samples.as_bytes()];
    let of_expiry: [&[u8]; 2] = [b"PTTL", &name];
    let all: [(bool, &[&[u8]]); 4] =
        [(asked.kind, &of_kind), (asked.size, &of_size), (asked.memory, &of_memory), (asked.expiry, &of_expiry)];
    let mut commands: [&[&[u8]]; 4] = [&[]; 4];
    let mut count = 0;
    for (_, command) in all.into_iter().filter(|(is_asked, _)| *is_asked) {
        commands[count] = command;
        count += 1;
    }
    scan.ask(key, &commands[..count]);
}

async fn reply(pipe: &mut Pipe) -> Result<Reply> {
    loop {
        if let Some(reply) = pipe.take()? {
            return Ok(reply);
        }
        pipe.fill().await?;
    }
}

/// Waits; `false` when there was to be an end.
async fn sleep(shared: &mut Shared, pause: Duration) -> bool {
    if pause.is_zero() {
        return !shared.is_stopped();
    }
    tokio::select! {
        () = tokio::time::sleep(pause) => true,
        () = shared.stopped() => false,
    }
}

/// CPU seconds that the server has used since `before`.
async fn cpu_since(before: &Info, pipe: &mut Pipe) -> Option<f64> {
    let of = |info: &Info| Some(info.decimal("used_cpu_user")? + info.decimal("used_cpu_sys")?);
    let Ok(Reply::Bulk(text)) = pipe.ask(&[b"INFO", b"cpu"]).await else { return None };
    Some((of(&Info::parse(&String::from_utf8_lossy(&text)))? - of(before)?).max(0.0))
}
