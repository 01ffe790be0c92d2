//! A Redis Cluster: the histories of all shards of a set, one after the other, each command to where its key lives now.

mod plan;
mod view;

use super::lower::{self, Lowered};
use super::prepare::horizon_ms;
use super::replay::{Replayed, Replaying};
use super::source::{self, Reach as SourceReach, Source};
use super::work::unchanged;
use super::{NAME, RestoreAofArgs, in_ms, now_ms, terms};
use crate::commands::backup::backup_rdb;
use crate::commands::restore::restore_rdb::plan::target_options;
use crate::commands::restore::restore_rdb::preflight::{self, Servers};
use crate::commands::restore::restore_rdb::shared::Policy;
use crate::commands::restore::restore_rdb::worker::Reach;
use crate::commands::restore::restore_rdb::{flush, live, random_run};
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::plan::Plan;
use crate::domain::restore::point_in_time::account::{Account, CommandError};
use crate::domain::restore::point_in_time::{CutRule, History, Wish, shards};
use crate::error::{Error, Kind, Result};
use crate::lock::Lock;
use crate::report::units::count;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::stop::StopOnDrop;
use crate::target::discover::Target;
use crate::target::survey::Answer;
use crate::wire::replay::{Bounds, Replay};
use plan::{plan, refuse};
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// One shard's history.
struct Shard {
    slots: Vec<(u16, u16)>,
    source: Arc<Source>,
    history: History,
}

/// What was planned of a shard, and done.
#[derive(Debug, Serialize)]
struct ShardReport {
    slots: Vec<(u16, u16)>,
    history: History,
    base: Option<Account>,
    commands: Option<Account>,
    unanswered: u64,
}

#[derive(Debug, Serialize)]
struct ClusterReport {
    source: String,
    shards: Vec<ShardReport>,
    keys_before: u64,
    plan: Plan,
    done: bool,
    safety: Option<String>,
    lowered: Option<Lowered>,
    verified: Vec<String>,
    seconds: Option<f64>,
}

/// Restores.
///
/// # Errors
/// Refused before anything is changed; Failed when the backup cannot be taken; Verification when the source is damaged.
pub(super) async fn run(
    context: &Context,
    args: &RestoreAofArgs,
    target: Target,
    answers: &[Answer],
) -> Result<Outcome> {
    let Some(place) = args.source.as_ref().filter(|_| !args.from_pod) else {
        return Err(Error::refused("--from-pod takes the AOF of one server, and this is a Redis Cluster")
            .hint("redis-ops backup-aof takes those of all shards, and the set it makes is a SOURCE"));
    };
    let target = Arc::new(target);
    let name = target.instance.full_name();
    let servers = preflight::find(&target, answers)?;
    let now_ms = now_ms(context, answers.iter().filter_map(Answer::info));
    let horizon_ms = horizon_ms(context, now_ms);
    let all = read(context, args, place, (now_ms, horizon_ms)).await?;
    let lift = all.iter().any(|shard| shard.history.has_past_times()).then_some(horizon_ms);
    let held = servers.keys();
    refuse(args, &servers, &all, held, &name)?;
    let plan = plan(args, place, &servers, &all, held, &name);
    let mut report = ClusterReport {
        source: place.to_string(),
        shards: Vec::new(),
        keys_before: held,
        plan,
        done: false,
        safety: None,
        lowered: None,
        verified: Vec::new(),
        seconds: None,
    };
    if args.destroy.dry_run {
        report.shards = all.into_iter().map(|shard| shard.report(None)).collect();
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &report));
    }
    let consent = Arc::new(Consent::to(&report.plan, args.destroy.answer(), &context.console).await?);
    let lock = Lock::take(context, &target, NAME).await?;
    if held > 0 {
        let destination = args.destination(context, &args.safety_backup_to)?;
        let what = format!("{NAME}, before anything is changed");
        let taken = backup_rdb::take(context, &target, &destination, &what, args.force).await;
        report.safety = taken.map_err(|error| error.while_attempting("back up what the servers hold"))?.kept.path;
    }
    let reach = Reach {
        context: context.clone(),
        target: Arc::clone(&target),
        consent,
        bounds: Bounds { silence: args.max_silence, ..Bounds::default() },
        policy: Policy::Replace,
        resumed: false,
        run: random_run()?,
        cluster: true,
    };
    let work = Work { args, reach: &reach, servers: &servers, lift, name: &name };
    let outcome = work.apply(all, report).await?;
    lock.release(context).await?;
    Ok(outcome)
}

async fn read(
    context: &Context,
    args: &RestoreAofArgs,
    place: &Place,
    (now_ms, horizon_ms): (u64, u64),
) -> Result<Vec<Shard>> {
    let reach = SourceReach {
        access: args.s3.access(),
        console: Arc::clone(&context.console),
        identities: Identities::load(&args.identity)?,
    };
    let waiting = StopOnDrop::default();
    let (place, rule, stop) = (place.clone(), args.rule(context, now_ms), waiting.stop());
    if matches!(rule, CutRule::Offset { .. }) {
        return Err(Error::usage("--until-offset is a place in one history, and each shard has its own")
            .hint("--until TIME and --before-command COMMAND end each of them"));
    }
    let wish = Wish { to_damage: args.stop_at_damage, then_rest: args.then_rest };
    let work = move || {
        let mut all = Vec::new();
        let mut matches = 0;
        for (slots, source) in source::open_shards(&place, &reach, &stop)? {
            let surveyed = source::survey(&source.found, &rule, horizon_ms, &stop)?;
            let found: u64 = surveyed.iter().map(|file| file.survey.matches).sum();
            matches += found;
            // A shard that never had such a command is replayed whole.
            let is_whole = matches!(rule, CutRule::BeforeCommand { .. }) && found == 0;
            let (rule, wish) = match is_whole {
                true => (CutRule::End, Wish { then_rest: false, ..wish }),
                false => (rule.clone(), wish),
            };
            all.push(Shard { slots, history: History::of(rule, surveyed, wish)?, source: Arc::new(source) });
        }
        match &rule {
            CutRule::BeforeCommand { command } if matches == 0 => {
                Err(Error::refused(format!("there is no {command} in the AOF of any shard")))
            }
            _ => Ok(all),
        }
    };
    let read = tokio::task::spawn_blocking(work).await;
    read.map_err(|error| Error::failed("a worker thread ended").because(&error))?
}

/// What it takes to do it.
struct Work<'a> {
    args: &'a RestoreAofArgs,
    reach: &'a Reach,
    servers: &'a Servers,
    lift: Option<u64>,
    name: &'a str,
}

impl Work<'_> {
    async fn apply(&self, all: Vec<Shard>, mut report: ClusterReport) -> Result<Outcome> {
        let clock = Instant::now();
        let acknowledged = Arc::new(AtomicU64::new(0));
        let undo = self.undo(&report);
        let name = self.name;
        let noted = Arc::clone(&acknowledged);
        let what = format!("{name} holds a part of the history: {NAME} was ended on the way");
        let pending = self.reach.context.undo.register(what, undo.clone(), async move {
            let done = noted.load(Ordering::Relaxed);
            Err(Error::failed(format!("{} keys and commands of the last shard were acknowledged by then", count(done))))
        });
        let mut has_changed = false;
        if self.args.flush_first && report.keys_before > 0 {
            match flush::apply_flush(self.reach, self.servers).await {
                Ok(_) => has_changed = true,
                Err(error) if error.kind() == Kind::Partial => return Err(error.hint(undo)),
                Err(error) => {
                    pending.done();
                    return Err(unchanged(error, report.safety.as_deref()));
                }
            }
        }
        let mut findings = Vec::new();
        let (mut partial, mut wrong) = (false, false);
        for (number, shard) in all.into_iter().enumerate() {
            if partial {
                report.shards.push(shard.report(None));
                continue;
            }
            let slots = shards::words(&shard.slots);
            self.reach.context.console.status(&format!("replaying the history of slots {slots}"));
            let replaying = Replaying {
                reach: self.reach,
                servers: self.servers,
                source: Arc::clone(&shard.source),
                history: &shard.history,
                terms: terms(self.reach, &shard.history, self.servers, self.lift),
                everywhere: number == 0,
                own: shards::holders(&shard.slots, self.servers.slots.as_deref().unwrap_or_default()),
                acknowledged: Arc::clone(&acknowledged),
            };
            let mut replayed = replaying.run().await;
            has_changed |= replayed.has_changed();
            if let Some(error) = replayed.stopped.take() {
                if !has_changed {
                    pending.done();
                    return Err(unchanged(error, report.safety.as_deref()));
                }
                let message = format!("the replay of slots {slots} ended on the way: {}", error.chain());
                findings.push(Finding::new("replay-ended", Severity::Critical, name, message).hint(undo.clone()));
                partial = true;
            }
            let judged = judge(&replayed, name, &slots);
            wrong |= !judged.is_empty();
            findings.extend(judged);
            report.shards.push(shard.report(Some(replayed)));
        }
        if self.lift.is_some() && !partial {
            match self.lower().await {
                Ok(lowered) => report.lowered = Some(lowered),
                Err(error) => {
                    let message = format!("keys keep times to live that were lifted by 1,100 years: {}", error.chain());
                    findings.push(Finding::new("times-lifted", Severity::Critical, name, message).hint(undo.clone()));
                    partial = true;
                }
            }
        }
        pending.done();
        match live::evicted_since(self.reach, self.servers).await {
            Some((member, keys)) => {
                let message = format!("{} keys were dropped for want of memory during the replay", count(keys));
                let hint = "raise maxmemory, and replay it again with --flush-first";
                findings.push(Finding::new("keys-evicted", Severity::Critical, member, message).hint(hint));
                wrong = true;
            }
            None => report.verified.push("no key was dropped for want of memory".to_owned()),
        }
        if !partial && !wrong {
            let sum = |of: fn(&ShardReport) -> Option<&Account>| -> u64 {
                report.shards.iter().filter_map(of).map(|account| account.acknowledged).sum()
            };
            report.verified.push(format!(
                "{} keys and functions of the snapshots and {} commands were sent, and each was acknowledged",
                count(sum(|shard| shard.base.as_ref())),
                count(sum(|shard| shard.commands.as_ref()))
            ));
        }
        report.done = true;
        report.seconds = Some(clock.elapsed().as_secs_f64());
        let verdict = match (partial, wrong) {
            (true, _) => Verdict::Partial,
            (false, true) => Verdict::VerificationFailed,
            (false, false) => Verdict::of(&findings),
        };
        Ok(Outcome::with_findings(verdict, findings, Some(self.reach.target.reference()), &report))
    }

    /// What begins anew, or goes back.
    fn undo(&self, report: &ClusterReport) -> String {
        let options = target_options(&self.reach.context, &self.reach.target);
        let flushed = format!("{options} --flush-first --confirm {}", self.name);
        let anew = format!("begin anew, with the same end: redis-ops {NAME} {} {flushed}", report.source);
        match &report.safety {
            Some(set) => format!("{anew}; or go back: redis-ops restore-rdb {set} {flushed}"),
            None => anew,
        }
    }

    async fn lower(&self) -> Result<Lowered> {
        self.reach.context.console.status("bringing down the times to live that were lifted");
        let mut sum = Lowered::default();
        let (target, context) = (&self.reach.target, &self.reach.context);
        for primary in &self.servers.primaries {
            let (login, bounds) = (target.login(&primary.member), self.reach.bounds.clone());
            let opened =
                Replay::open(&self.reach.consent, &target.dialer, &primary.member, &login, bounds, &context.console);
            let lowered = lower::run(&mut opened.await?, &[0], in_ms(context.now())).await;
            sum.add(lowered.map_err(|error| error.of_kind(Kind::Failed))?);
        }
        Ok(sum)
    }
}

impl Shard {
    fn report(self, replayed: Option<Replayed>) -> ShardReport {
        let unanswered = replayed.as_ref().map_or(0, |replayed| replayed.unanswered);
        let (base, commands) = replayed.map(|replayed| (replayed.base, replayed.commands)).unzip();
        ShardReport { slots: self.slots, history: self.history, base, commands, unanswered }
    }
}

/// What was answered by errors, or has no place.
fn judge(replayed: &Replayed, name: &str, slots: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let errors = replayed.base.errors + replayed.commands.errors;
    if errors > 0 {
        let first = replayed.base.first_errors.iter().chain(&replayed.commands.first_errors);
        let named: Vec<String> = first.take(5).map(CommandError::words).collect();
        let message =
            format!("of slots {slots} {} commands were answered by an error: {}", count(errors), named.join("; "));
        findings.push(
            Finding::new("replay-errors", Severity::Critical, name, message)
                .hint("-o json names more of them; all other commands were executed"),
        );
    }
    if replayed.left_out > 0 {
        let message =
            format!("{} keys of slots {slots} are of types that the server does not have", count(replayed.left_out));
        findings.push(Finding::new("keys-missing", Severity::Critical, name, message));
    }
    findings
}
