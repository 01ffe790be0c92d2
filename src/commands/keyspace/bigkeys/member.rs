//! One member, from its first key to its last.

use super::ask::{Asked, Asker};
use super::describe::describe;
use super::guard::Guard;
use super::keep::Keeper;
use super::place::Place;
use crate::commands::keyspace::walk;
use crate::context::Context;
use crate::domain::backup::source::Source;
use crate::domain::keyspace::pace::Limits;
use crate::domain::keyspace::report::SourceReport;
use crate::domain::keyspace::state::{Identity, MemberState, Position};
use crate::domain::keyspace::tally::{Counting, Tally};
use crate::domain::{silence, unavailable};
use crate::error::Result;
use crate::formats::info::Info;
use crate::formats::resp::Reply;
use crate::report::{Finding, Severity, units};
use crate::target::discover::Target;
use crate::target::survey::Answer;
use crate::wire::pipe::Pipe;
use crate::wire::scan::{Scan, Wish};
use crate::wire::session::Session;
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
    /// Who keeps how far they are.
    pub(super) keeper: Option<Arc<Keeper>>,
}

impl Shared {
    pub(super) fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }

    pub(super) async fn stopped(&mut self) {
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
pub(super) struct Work {
    pub(super) tally: Tally,
    pub(super) asker: Asker,
    pub(super) report: SourceReport,
    pub(super) options: Options,
    pub(super) shared: Shared,
    pub(super) findings: Vec<Finding>,
    pub(super) round_trip: Duration,
    /// Databases that are at their end.
    pub(super) done: Vec<u64>,
    /// Where the one was left that is not.
    pub(super) at: Option<Position>,
    pub(super) started: Instant,
    pub(super) seconds_before: f64,
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

    /// How far this is.
    pub(super) fn state(&self, at: Option<Position>) -> MemberState {
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
}

/// CPU seconds that the server has used since `before`.
async fn cpu_since(before: &Info, pipe: &mut Pipe) -> Option<f64> {
    let of = |info: &Info| Some(info.decimal("used_cpu_user")? + info.decimal("used_cpu_sys")?);
    let Ok(Reply::Bulk(text)) = pipe.ask(&[b"INFO", b"cpu"]).await else { return None };
    Some((of(&Info::parse(&String::from_utf8_lossy(&text)))? - of(before)?).max(0.0))
}
