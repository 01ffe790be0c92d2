//! One member, from its first key to its last.

use super::ask::{Asked, Asker, Questions, Verdict};
use super::describe::describe;
use super::guard::Guard;
use super::keep::Keeper;
use super::place::Place;
use crate::commands::keyspace::walk;
use crate::context::Context;
use crate::domain::backup::source::Source;
use crate::domain::keyspace::kind::Kind;
use crate::domain::keyspace::pace::{Limits, Pace};
use crate::domain::keyspace::report::SourceReport;
use crate::domain::keyspace::seen::Seen;
use crate::domain::keyspace::state::{Identity, MemberState, Position};
use crate::domain::keyspace::tally::{Counting, Found, Tally};
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
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How long something that has arrived may take to be read.
const SHORT_WAIT: Duration = Duration::from_millis(100);

/// What the scans of all members share.
#[derive(Clone)]
pub(super) struct Shared {
    /// Turns true when there is to be an end.
    pub(super) stop: watch::Receiver<bool>,
    /// Keys that were met.
    pub(super) met: Arc<AtomicU64>,
    /// Who keeps how far they are.
    pub(super) keeper: Option<Arc<Keeper>>,
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
    /// Whom the scan is of.
    pub(super) identity: Identity,
    /// Where an earlier run ended.
    pub(super) before: Option<MemberState>,
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
    let before = options.before.clone().unwrap_or_else(|| MemberState { repeats_are_told: true, ..Default::default() });
    let report = SourceReport {
        name: answer.member.name.clone(),
        role: Some(source.role),
        because: Some(source.because),
        slots: answer.shard().map(|shard| shard.slots),
        expected_keys: info.databases().iter().map(|database| database.keys).sum(),
        resumed_keys: before.tally.keys(),
        complete: before.complete,
        pages: before.pages,
        slowed: before.slowed,
        repeated_keys: before.repeated_keys,
        repeats_are_told: before.repeats_are_told,
        ..SourceReport::default()
    };
    shared.met.fetch_add(report.resumed_keys, Ordering::Relaxed);
    let mut asker = Asker::new(options.counting.cut.clone(), options.memory, options.every_expiry);
    asker.refusals = before.refusals.into_iter().map(|(command, times, text)| (command, (times, text))).collect();
    let tally = before.tally.resumed(options.counting.clone());
    let (done, at, seconds_before) = (before.done, before.at, before.seconds);
    let (findings, round_trip) = (Vec::new(), Duration::ZERO);
    let mut work =
        Work { tally, asker, report, options, shared, findings, round_trip, done, at, started, seconds_before };
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
    if let Some(keeper) = &work.shared.keeper {
        keeper.note(work.options.counting.source, work.state(work.at.clone()));
    }
    let mut findings = std::mem::take(&mut work.findings);
    findings.extend(refusals(&subject, &work.asker));
    work.report.keys = work.tally.keys();
    work.report.seconds = work.seconds();
    Scanned { tally: work.tally, report: work.report, findings }
}

/// Findings for the commands that were refused.
fn refusals(subject: &str, asker: &Asker) -> Vec<Finding> {
    let finding = |(command, (times, text)): (&String, &(u64, String))| {
        if text.to_ascii_lowercase().contains("access") {
            let message = format!("refuses {command} for {} keys: {text}", units::count(*times));
            let hint = "the ACL user needs the right to read all keys (%R~*): without, sizes are missing";
            return Finding::new("keys-unreadable", Severity::Unknown, subject, message).hint(hint);
        }
        unavailable::finding(subject, command, text)
    };
    asker.refusals.iter().map(finding).collect()
}

/// A scan under way.
struct Work {
    tally: Tally,
    asker: Asker,
    report: SourceReport,
    options: Options,
    shared: Shared,
    findings: Vec<Finding>,
    round_trip: Duration,
    /// Databases that are at their end.
    done: Vec<u64>,
    /// Where the one was left that is not.
    at: Option<Position>,
    started: Instant,
    seconds_before: f64,
}

impl Work {
    async fn all(&mut self, context: &Context, target: &Target, answer: &Answer, info: &Info) -> Result<()> {
        if self.report.complete {
            return Ok(());
        }
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
        let (mut is_whole, mut is_first) = (true, true);
        for database in info.databases() {
            let number = database.index;
            if self.done.contains(&number) {
                continue;
            }
            walk::select(&mut pipe, number, is_first).await?;
            is_first = false;
            if !self.database(&mut pipe, number, database.keys, guard.as_ref()).await? {
                is_whole = false;
                break;
            }
        }
        self.report.pings = guard.as_ref().and_then(Guard::report);
        drop(guard);
        if is_whole && !self.shared.is_stopped() {
            describe(&mut self.tally, self.options.samples, &mut pipe).await?;
            if self.options.before.is_none() {
                self.report.server_cpu_seconds = cpu_since(info, &mut pipe).await;
            }
            self.report.complete = true;
        }
        Ok(())
    }

    /// One database; `false` when there was to be an end.
    async fn database(&mut self, pipe: &mut Pipe, db: u64, keys: u64, guard: Option<&Guard>) -> Result<bool> {
        let mut place = match self.at.take() {
            Some(at) if at.db == db => {
                // Those that were counted before are not remembered.
                self.report.repeats_are_told = false;
                Place::after(at)
            }
            _ => Place::start(db),
        };
        let subject = pipe.subject().to_owned();
        let mut scan: Scan<'_, Asked> = Scan::new(pipe, Wish::default());
        let ended = self.pages(&mut scan, &mut place, &subject, keys, guard).await;
        if matches!(ended, Ok(true)) {
            self.done.push(db);
            return ended;
        }
        if ended.is_err() {
            self.take_what_came(&mut scan, &mut place).await;
        }
        self.at = Some(place.position(&scan));
        ended
    }

    /// What had arrived when a connection was lost: it may have been lost while questions were written.
    async fn take_what_came(&mut self, scan: &mut Scan<'_, Asked>, place: &mut Place) {
        loop {
            match scan.take() {
                Ok(Some(Event::Answers(key, replies))) => match self.asker.answered(key, replies) {
                    Verdict::Done(key) => self.count(place.db, &key),
                    Verdict::Again(key) => place.again.push(key),
                    Verdict::Gone => {}
                },
                Ok(Some(Event::Page { keys, next })) => {
                    place.held.get_or_insert_default().extend(keys);
                    place.cursor = next;
                }
                Ok(None) if matches!(tokio::time::timeout(SHORT_WAIT, scan.fill()).await, Ok(Ok(()))) => {}
                _ => return,
            }
        }
    }

    async fn pages(
        &mut self,
        scan: &mut Scan<'_, Asked>,
        place: &mut Place,
        subject: &str,
        keys: u64,
        guard: Option<&Guard>,
    ) -> Result<bool> {
        let mut seen = Seen::of(keys, self.options.remembered);
        place.backlog.retain(|key| seen.is_new(key));
        self.shared.met.fetch_add(place.backlog.len() as u64, Ordering::Relaxed);
        let mut pace = Pace::new(self.options.limits.clone(), self.round_trip);
        let samples = self.options.samples.to_string();
        let mut shared = self.shared.clone();
        let mut sent = self.dispatch(scan, place, pace.count(), &samples).await?;
        loop {
            while let Some(event) = scan.take()? {
                match event {
                    Event::Refused(text) => {
                        self.findings.push(unavailable::finding(subject, "SCAN", &text));
                        return Ok(false);
                    }
                    Event::Page { mut keys, next } => {
                        self.report.pages += 1;
                        keys.retain(|key| seen.is_new(key));
                        self.shared.met.fetch_add(keys.len() as u64, Ordering::Relaxed);
                        let delay = guard.map_or(Duration::ZERO, Guard::delay);
                        (place.held, place.cursor) = (Some(keys), next);
                        self.keep(scan, place);
                        // With a pause after every page, the page is gone through to its end first.
                        if !pace.is_paced() {
                            let pause = pace.after(Duration::ZERO, delay);
                            if !sleep(&mut shared, pause).await {
                                return Ok(false);
                            }
                            sent = self.dispatch(scan, place, pace.count(), &samples).await?;
                        }
                    }
                    Event::Answers(key, replies) => match self.asker.answered(key, replies) {
                        Verdict::Done(key) => self.count(place.db, &key),
                        Verdict::Again(key) => place.again.push(key),
                        Verdict::Gone => {}
                    },
                }
            }
            self.report.repeated_keys += std::mem::take(&mut seen.repeated);
            self.report.repeats_are_told &= seen.is_exact();
            self.report.slowed += std::mem::take(&mut pace.slowed);
            if scan.is_idle() {
                if place.held.is_none() && place.again.is_empty() {
                    return Ok(true);
                }
                if place.held.is_some() && pace.is_paced() {
                    let busy = sent.elapsed().saturating_sub(self.round_trip);
                    let pause = pace.after(busy, guard.map_or(Duration::ZERO, Guard::delay));
                    if !sleep(&mut shared, pause).await {
                        return Ok(false);
                    }
                }
                sent = self.dispatch(scan, place, pace.count(), &samples).await?;
                continue;
            }
            tokio::select! {
                filled = scan.fill() => filled?,
                () = shared.stopped() => return Ok(false),
            }
        }
    }

    /// Has it written how far this is, every now and then. That a file cannot be written to is said in the end.
    fn keep(&self, scan: &Scan<'_, Asked>, place: &Place) {
        if let Some(keeper) = self.shared.keeper.as_ref().filter(|keeper| keeper.is_due()) {
            keeper.note(self.options.counting.source, self.state(Some(place.position(scan))));
            let _ = keeper.write();
        }
    }

    /// How far this is.
    fn state(&self, at: Option<Position>) -> MemberState {
        let refusals = self.asker.refusals.iter();
        MemberState {
            identity: self.options.identity.clone(),
            done: self.done.clone(),
            at,
            complete: self.report.complete,
            tally: self.tally.clone(),
            refusals: refusals.map(|(command, (times, text))| (command.clone(), *times, text.clone())).collect(),
            pages: self.report.pages,
            slowed: self.report.slowed,
            repeated_keys: self.report.repeated_keys,
            repeats_are_told: self.report.repeats_are_told,
            seconds: self.seconds(),
        }
    }

    fn seconds(&self) -> f64 {
        self.seconds_before + self.started.elapsed().as_secs_f64()
    }

    /// Sends the next flight: the SCAN of the next page first, so that its answer comes first, then what is to be asked
    /// about the keys of this one.
    async fn dispatch(
        &mut self,
        scan: &mut Scan<'_, Asked>,
        place: &mut Place,
        count: u64,
        samples: &str,
    ) -> Result<Instant> {
        let (keys, is_page) = place.next(count);
        if is_page && let Some(cursor) = &place.cursor {
            scan.ask_page(cursor, count);
            // By itself: while the server is at the sizes, its answer is here already, and the one after it asked for.
            scan.send().await?;
        }
        let new = keys.into_iter().map(|key| self.asker.key(key));
        let questions: Vec<Asked> = place.again.drain(..).chain(new).collect();
        for mut key in questions {
            let asked = self.asker.questions(&mut key);
            if asked == Questions::default() {
                // Nothing may be asked any more.
                self.count(place.db, &key);
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
