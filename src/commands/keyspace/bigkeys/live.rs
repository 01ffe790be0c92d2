//! The keyspace of running servers.

use super::keep::{self, Keeper};
use super::member::{self, Options, Scanned, Shared};
use super::{BigkeysArgs, choice};
use crate::context::Context;
use crate::domain::backup::source::Source;
use crate::domain::keyspace::report::{Frame, KeyspaceReport, Measure};
use crate::domain::keyspace::seen;
use crate::domain::keyspace::state::{Identity, MemberState, SCHEMA, State};
use crate::domain::keyspace::tally::Tally;
use crate::error::{Kind, Result};
use crate::exit::Nature;
use crate::formats::cluster;
use crate::report::{Finding, Outcome, Severity, Verdict, units};
use crate::target::by_url;
use crate::target::discover::{self, Target};
use crate::target::survey::Answer;
use futures::StreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Members that are gone through at the same time.
const AT_ONCE: usize = 4;
const SHOW_EVERY: Duration = Duration::from_millis(200);
/// What is left of --timeout to say what was seen.
const TIME_TO_REPORT: Duration = Duration::from_millis(200);

pub(super) async fn run(context: &Context, args: &BigkeysArgs) -> Result<Outcome> {
    let named = discover::resolve(context, Nature::Observing).await?;
    let (target, answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
    let target: &Target = &target;
    let (mut sources, mut findings) = choice::one_of_each_shard(target, &answers);
    let before = resumed(args, target, &answers, &mut sources)?;
    let started = Instant::now();
    for source in &sources {
        context.console.status(&format!("bigkeys: through {}, {}", source.member, source.because));
    }
    let keys = sources.iter().filter_map(|source| answers[source.index].info()).flat_map(|info| info.databases());
    let expected: u64 = keys.map(|database| database.keys).sum();
    let (stop, stopped) = watch::channel(false);
    let met = Arc::<AtomicU64>::default();
    let keeper = start_to_keep(args, target, &answers, &sources, &before)?;
    let shared = Shared { stop: stopped, met: Arc::clone(&met), keeper: keeper.clone() };
    let shards = sources.len().max(1) as u64;
    let scans = sources.into_iter().enumerate().map(|(number, source)| {
        let options = Options {
            counting: args.counting(number),
            limits: args.limits(),
            memory: args.memory,
            samples: args.samples,
            every_expiry: args.ttl,
            remembered: seen::MOST / shards,
            identity: identity(&answers[source.index]),
            before: before[number].clone(),
        };
        let answer = &answers[source.index];
        member::scan(context, target, answer, source, options, shared.clone())
    });
    let scans = futures::stream::iter(scans).buffered(AT_ONCE).collect::<Vec<Scanned>>();
    let mut progress = context.console.progress_in_keys(&target.instance.full_name(), Some(expected));
    let deadline = async {
        match context.deadline {
            Some(deadline) => tokio::time::sleep_until((deadline - TIME_TO_REPORT).into()).await,
            None => std::future::pending().await,
        }
    };
    // They were gone through side by side.
    let seconds_before = before.iter().flatten().map(|state| state.seconds).fold(0.0, f64::max);
    let (mut interrupted, mut overdue) = (false, false);
    let scanned = {
        let asked = context.ending.asked();
        tokio::pin!(scans, asked, deadline);
        loop {
            tokio::select! {
                scanned = &mut scans => break scanned,
                () = &mut asked, if !interrupted => {
                    interrupted = true;
                    let _ = stop.send(true);
                }
                () = &mut deadline, if !overdue => {
                    overdue = true;
                    let _ = stop.send(true);
                }
                () = tokio::time::sleep(SHOW_EVERY) => progress.set_done(met.load(Ordering::Relaxed)),
            }
        }
    };
    drop(progress);
    let mut tally = Tally::new(args.counting(0));
    let mut reports = Vec::with_capacity(scanned.len());
    for one in scanned {
        tally.merge(one.tally);
        reports.push(one.report);
        findings.extend(one.findings);
    }
    if overdue {
        let message =
            format!("--timeout was over after {} of {} keys", units::count(tally.keys()), units::count(expected));
        let subject = target.instance.full_name();
        findings.push(Finding::new("scan-stopped", Severity::Unknown, subject, message));
    }
    if let Some(keeper) = keeper {
        let is_whole = !overdue && !interrupted && findings.iter().all(|found| found.severity != Severity::Unknown);
        findings.extend(keep_for_later(context, &keeper, is_whole && reports.iter().all(|one| one.complete)));
    }
    let frame = Frame {
        sources: reports,
        measure: if args.memory { Measure::Memory } else { Measure::None },
        ttl_sampled: !args.ttl,
        prefixes: usize::from(args.prefixes),
        seconds: seconds_before + started.elapsed().as_secs_f64(),
    };
    let mut report = KeyspaceReport::new(frame, &tally);
    super::write_page(context, args, &target.instance.full_name(), &mut report)?;
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

fn identity(answer: &Answer) -> Identity {
    let info = answer.info();
    Identity {
        member: answer.member.name.clone(),
        run_id: info.and_then(|info| info.text("run_id")).unwrap_or_default().to_owned(),
        slots: answer.shard().map(|shard| cluster::words(&shard.slots)),
        databases: info.map(|info| info.databases().iter().map(|one| one.index).collect()).unwrap_or_default(),
    }
}

/// Where each source was left by an earlier run, `--resume`. The members that were begun with take the place of those
/// that would be chosen now.
fn resumed(
    args: &BigkeysArgs,
    target: &Target,
    answers: &[Answer],
    sources: &mut [Source],
) -> Result<Vec<Option<MemberState>>> {
    let Some(path) = &args.resume else { return Ok(vec![None; sources.len()]) };
    let state = keep::fetch(path)?;
    // Who is silent now may be back later, and where it was.
    let is_silent = answers.iter().any(|answer| answer.result.is_err());
    let refused = |reason| match keep::refused(path, reason) {
        error if is_silent => error.of_kind(Kind::Target),
        error => error,
    };
    state.fits(&target.instance.full_name(), &args.wanted()).map_err(refused)?;
    let now: Vec<Identity> = answers.iter().map(identity).collect();
    let mut before = Vec::with_capacity(sources.len());
    let mut shards = Vec::with_capacity(sources.len());
    for source in sources {
        let slots = now[source.index].slots.clone();
        let found = state.of_shard(slots.as_deref(), &now).map_err(refused)?;
        if let Some((_, index)) = found {
            let role = answers[index].role().unwrap_or(source.role);
            let because = "the scan began with it".to_owned();
            *source = Source { index, member: now[index].member.clone(), role, lag_bytes: None, because };
        }
        before.push(found.map(|(state, _)| state.clone()));
        shards.push(slots);
    }
    match state.without_shard(&shards) {
        None => Ok(before),
        Some(left) => {
            Err(refused(format!("{} does not answer, or its shard has other slots now", left.identity.member)))
        }
    }
}

/// Begins to keep the state, where that is wanted.
fn start_to_keep(
    args: &BigkeysArgs,
    target: &Target,
    answers: &[Answer],
    sources: &[Source],
    before: &[Option<MemberState>],
) -> Result<Option<Arc<Keeper>>> {
    let Some(path) = args.state.as_ref().or(args.resume.as_ref()) else { return Ok(None) };
    let member = |(source, before): (&Source, &Option<MemberState>)| {
        let new = || MemberState {
            identity: identity(&answers[source.index]),
            repeats_are_told: true,
            ..MemberState::default()
        };
        before.clone().unwrap_or_else(new)
    };
    let members = sources.iter().zip(before).map(member).collect();
    let instance = target.instance.full_name();
    let state = State { schema: SCHEMA.to_owned(), instance, wanted: args.wanted(), members };
    Ok(Some(Arc::new(Keeper::start(path, state)?)))
}

/// Writes the state for the last time, or takes it away where there is nothing to go on with.
fn keep_for_later(context: &Context, keeper: &Keeper, is_whole: bool) -> Option<Finding> {
    let shown = keeper.path().display().to_string();
    if is_whole {
        keeper.remove();
        return None;
    }
    match keeper.write() {
        Ok(()) => {
            context.console.status(&format!("{shown} says how far it came: --resume {shown} goes on"));
            None
        }
        Err(error) => {
            let message = format!("{}: what it says is from earlier, or nothing", error.chain());
            Some(Finding::new("scan-state", Severity::Warning, shown, message))
        }
    }
}
