//! `disaster-recovery`: from the newest verified set to an instance that serves it again, with its replicas.

mod plan;
mod steps;
mod view;

use super::engine::{self, EngineChoice};
use super::restore_rdb;
use crate::commands::backup::backup_verify::{LoadIn, Options, prove};
use crate::commands::backup::metrics_file::MetricsArgs;
use crate::commands::backup::sources::{self, Found, SourceArgs};
use crate::consent::{Consent, DestroyArgs};
use crate::context::Context;
use crate::domain::backup::catalogue::SetEntry;
use crate::domain::backup::naming;
use crate::domain::plan::Plan;
use crate::domain::restore::engine::Engine;
use crate::error::{Error, Kind, Result};
use crate::exit::{Exit, Nature};
use crate::report::{Figures, Finding, Outcome, Severity, Verdict, units};
use crate::store::catalogue;
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::source::Depth;
use crate::target::discover::{self, Target};
use crate::values::parse_duration;
use chrono::{DateTime, Utc};
use plan::plan;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "disaster-recovery";

/// Bring an instance back from its newest verified backup
///
/// One plan from end to end: the newest verified set with data of the instance is found in the given places and read to
/// its end; the servers are asked whether they can take it; what they hold is backed up and removed; the keys of the set
/// are restored and accounted for as restore-rdb does it; the configuration that was kept with the set, or else the newest
/// one, is set as restore-config does it; and the replicas are waited for until they are in sync. The report says what
/// each step did, how long it all took (RTO), and how old the data are (RPO); --metrics-file tells them to monitoring.
///
/// Where no primary answers, as when its data cannot be loaded any more, the servers are stopped, and start from the
/// file (--engine offline: restore-rdb --help tells it); but not where pods are ready all the same, since the way to
/// them may be broken: that is refused, and --engine says what is meant. The instance has to be there: what is lost of
/// its Kubernetes objects comes back by "kubectl apply -f resources.yaml" of a set that backup-k8s-resources made.
/// --merge leaves the keys that are there, and overwrites those that the set has too.
///
/// Exit status: 0 done and verified, 1 done, with something to look at, 2 done, and --max-rto or --max-rpo is exceeded,
/// 4 refused before anything changed, 5 failed and nothing changed, 6 partly done: the steps say what is and what is not,
/// 7 the set is damaged, or what was restored is not what it should be.
///
/// Examples:
///   redis-ops disaster-recovery /backups -n apps -r cache --dry-run
///   redis-ops disaster-recovery s3://backups/redis -n apps -r cache --confirm apps/cache
///   redis-ops disaster-recovery /backups -n apps -r cache --set /backups/apps.cache/20261120T031502Z --confirm apps/cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct DisasterRecoveryArgs {
    #[command(flatten)]
    sources: SourceArgs,
    /// This set, and not the newest verified one
    #[arg(long, value_name = "SET")]
    set: Option<String>,
    /// Keep keys that are there, but for those that the set has too
    #[arg(long)]
    merge: bool,
    /// Do not bring the configuration back
    #[arg(long)]
    no_config: bool,
    /// Folder or s3://BUCKET/PREFIX for the backup of what is there before; none of the places that are looked through, or
    /// the next recovery would take it for the newest
    #[arg(long, value_name = "PLACE", default_value = "redis-safety-backups", value_parser = Place::parse)]
    safety_backup_to: Place,
    /// Take no backup of what is there before
    #[arg(long)]
    no_safety_backup: bool,
    /// Longest wait for the replicas
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = parse_duration)]
    max_wait: Duration,
    /// A longer time to recover is CRITICAL
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    max_rto: Option<Duration>,
    /// An older set is CRITICAL
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    max_rpo: Option<Duration>,
    /// Secret key of age for a backup that is encrypted (can be repeated)
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    /// Way of the restore: keys into running servers, or files under stopped ones (default: live where a primary answers)
    #[arg(long, value_name = "ENGINE")]
    engine: Option<EngineChoice>,
    /// Restore even if memory is too short, or a GitOps controller or an autoscaler would put back what is changed
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    metrics: MetricsArgs,
    #[command(flatten)]
    consent: DestroyArgs,
}

impl DisasterRecoveryArgs {
    /// `--metrics-file`, unless nothing is done.
    pub(super) fn metrics(&self) -> Option<&MetricsArgs> {
        (!self.consent.dry_run).then_some(&self.metrics)
    }
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum StepState {
    Done,
    /// Done, with something that is not as it should be.
    DoneWithFindings,
    Failed,
    NotBegun,
}

/// One step, and what the command that takes it says of it.
#[derive(Debug, Serialize)]
pub(super) struct StepReport {
    id: &'static str,
    state: StepState,
    seconds: Option<f64>,
    /// In one sentence.
    words: String,
    /// The report of the command that is the step.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<serde_json::Value>,
}

#[derive(Debug, Serialize)]
pub(super) struct RecoveryReport {
    plan: Plan,
    done: bool,
    set: String,
    taken_at: Option<DateTime<Utc>>,
    rpo_seconds: Option<f64>,
    /// From the start until the last step had ended.
    rto_seconds: Option<f64>,
    steps: Vec<StepReport>,
    /// What brings back what was there before.
    undo: Option<String>,
    /// Keys that were restored.
    keys: Option<u64>,
}

/// The sets that are used.
struct Chosen {
    set: String,
    taken_at: Option<DateTime<Utc>>,
    config: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// Of kind Target when no place can be listed, Refused when there is no verified set or the servers cannot take it,
/// Verification when the set is damaged. From the first change on everything is in the report.
pub async fn run(context: &Context, args: &DisasterRecoveryArgs) -> Result<Outcome> {
    let started = Instant::now();
    let began_at = context.now();
    if args.sources.has(&args.safety_backup_to) {
        return Err(Error::usage(format!("{} holds the backups to recover from", args.safety_backup_to))
            .cause("a backup of what is there now would be the newest of them")
            .hint("--safety-backup-to names another place"));
    }
    let keys_alone = args.merge.then_some("keys that are there are to stay");
    let chosen_engine = engine::choose(context, args.engine, keys_alone).await?;
    let offline = chosen_engine.choice.engine == Engine::Offline;
    if offline && args.merge {
        return Err(Error::usage("--merge keeps the keys of running servers: --engine live"));
    }
    let target = match chosen_engine.target {
        Some(target) => target,
        None if offline => discover::resolve_stopped(context, Nature::Acting).await?,
        None => discover::resolve(context, Nature::Acting).await?,
    };
    let (found, mut findings) = sources::fetch(context, &args.sources).await?;
    let chosen = choose(args, &target, found)?;
    let name = target.instance.full_name();
    let verified = steps::timed(verify(context, args, &chosen.set)).await?;
    // What it would do is what is asked: it refuses here, before anything has changed.
    let line = |more: &[&str]| restore_line(args, offline, &chosen.set, more);
    let checked = restore_rdb::run(context, &line(&["--dry-run"])?).await;
    let checked = checked.map_err(|error| match offline && args.engine.is_none() {
        true => error.cause(format!("engine offline: {}", chosen_engine.choice.because)),
        false => error,
    })?;
    if checked.exit != Exit::Ok {
        return Ok(checked);
    }
    let mut report = RecoveryReport {
        plan: plan(args, &target, &chosen, &checked.data, &chosen_engine.choice.because),
        done: false,
        set: chosen.set.clone(),
        taken_at: chosen.taken_at,
        rpo_seconds: chosen.taken_at.map(|taken| (began_at - taken).num_milliseconds() as f64 / 1000.0),
        rto_seconds: None,
        steps: Vec::new(),
        undo: None,
        keys: None,
    };
    report.steps.push(verified);
    if args.consent.dry_run {
        return Ok(Outcome::with_findings(Verdict::Ok, findings, Some(target.reference()), &report));
    }
    let consent = Consent::to(&report.plan, args.consent.answer(), &context.console).await?;
    let restored = restore(context, &line(&["--confirm", &name])?, &mut report, &consent).await?;
    findings.extend(restored.findings);
    if !matches!(restored.exit, Exit::Ok | Exit::Warning) {
        // Nothing further is built on a restore that is not whole.
        report.leave(&["restore-config", "replicas"]);
        report.done = true;
        let figures = vec![report.figures(&target)];
        let outcome = Outcome::with_findings(restored.verdict, findings, Some(target.reference()), &report);
        return Ok(outcome.with_figures(figures));
    }
    let unfinished = steps::account_for(context, args, &report, &name);
    // Pods that were started meanwhile are members by now.
    let target = if offline { discover::resolve(context, Nature::Acting).await.unwrap_or(target) } else { target };
    let mut whole = true;
    if let Some(config) = chosen.config.as_deref().filter(|_| !args.no_config) {
        let (step, found) = steps::configure(context, args, config).await;
        whole &= step.state == StepState::Done;
        findings.extend(found);
        report.steps.push(step);
    }
    let (step, found) = steps::wait_for_replicas(context, &target, args.max_wait).await;
    whole &= step.state == StepState::Done;
    findings.extend(found);
    report.steps.push(step);
    unfinished.done();
    report.done = true;
    report.rto_seconds = Some(started.elapsed().as_secs_f64());
    findings.extend(report.judge_limits(args, &name));
    let verdict = match (whole, Verdict::of(&findings)) {
        (false, _) => Verdict::Partial,
        (true, verdict) => verdict,
    };
    let figures = vec![report.figures(&target)];
    Ok(Outcome::with_findings(verdict, findings, Some(target.reference()), &report).with_figures(figures))
}

/// The set, and the newest one with a configuration: its own, where it has one.
fn choose(args: &DisasterRecoveryArgs, target: &Target, found: Vec<Found>) -> Result<Chosen> {
    let folder = naming::instance_folder(target.instance.namespace.as_deref(), &target.instance.name);
    let mut sets: Vec<(Place, SetEntry)> = Vec::new();
    for Found { place, sets: of_place, .. } in found {
        let own = of_place.into_iter().filter(|set| set.instance == folder && set.is_good());
        sets.extend(own.map(|set| (place.clone(), set)));
    }
    sets.sort_by_key(|(_, set)| std::cmp::Reverse(set.time));
    let shown = |(place, set): &(Place, SetEntry)| catalogue::show(place, set);
    let named = |set: &str| sets.iter().find(|one| shown(one) == set.trim_end_matches('/'));
    let data = match &args.set {
        Some(set) => named(set),
        None => sets.iter().find(|(_, set)| set.has_good_data()),
    };
    let set = match (&args.set, data) {
        (_, Some(entry)) => shown(entry),
        (Some(set), None) => set.clone(),
        (None, None) => {
            return Err(Error::refused(format!("there is no verified set of {folder} to recover from"))
                .hint("redis-ops backup-list shows what is there, and what is wrong with it"));
        }
    };
    let config = data.filter(|(_, set)| set.holds.files).or_else(|| sets.iter().find(|(_, set)| set.holds.files));
    Ok(Chosen { set, taken_at: data.map(|(_, set)| set.time), config: config.map(shown) })
}

async fn verify(context: &Context, args: &DisasterRecoveryArgs, set: &str) -> Result<StepReport> {
    let identities = Identities::load(&args.identity)?;
    let options = Options {
        servers: &[],
        modules: &[],
        scratch_dir: Path::new("/tmp"),
        identities: &identities,
        place: LoadIn::Local,
        every_key: false,
    };
    let place = Place::parse(set).map_err(Error::usage)?;
    let proof = prove(context, &place, args.sources.access(), Depth::Data, &options).await?;
    let damage = proof.findings.iter().find(|finding| finding.severity == Severity::Critical);
    if let Some(damage) = damage {
        return Err(Error::new(Kind::Verification, format!("{set} is damaged, and nothing was changed"))
            .cause(damage.message.clone())
            .hint("--set SET names an older one"));
    }
    Ok(steps::done("verify", format!("{set} was read to its end, and is what its manifest says")))
}

/// A command line of restore-rdb, read as if it had been typed.
fn restore_line(
    args: &DisasterRecoveryArgs,
    offline: bool,
    set: &str,
    more: &[&str],
) -> Result<restore_rdb::RestoreRdbArgs> {
    let mut words = vec![restore_rdb::NAME.to_owned(), set.to_owned()];
    words.push(format!("--engine={}", if offline { "offline" } else { "live" }));
    match (offline, args.merge) {
        (true, _) => {}
        (false, true) => words.push("--replace".to_owned()),
        (false, false) => words.push("--flush-first".to_owned()),
    }
    words.extend(args.force.then(|| "--force".to_owned()));
    words.push(format!("--safety-backup-to={}", args.safety_backup_to));
    words.extend(args.no_safety_backup.then(|| "--no-safety-backup".to_owned()));
    for path in &args.identity {
        words.extend(["--identity".to_owned(), path.display().to_string()]);
    }
    words.extend(args.sources.words());
    words.extend(more.iter().map(|word| (*word).to_owned()));
    steps::parse(&words)
}

async fn restore(
    context: &Context,
    line: &restore_rdb::RestoreRdbArgs,
    report: &mut RecoveryReport,
    _consent: &Consent,
) -> Result<Outcome> {
    let begun = Instant::now();
    let outcome = restore_rdb::run(context, line).await?;
    let state = match outcome.exit {
        Exit::Ok => StepState::Done,
        Exit::Warning => StepState::DoneWithFindings,
        _ => StepState::Failed,
    };
    let data = &outcome.data;
    report.undo = data["undo"].as_str().map(str::to_owned);
    let keys = data["restored"].as_u64().or(data["keys"].as_u64());
    report.keys = keys;
    let restored = keys.map_or(String::new(), |keys| format!(": {} keys", units::count(keys)));
    report.steps.push(StepReport {
        id: "restore-rdb",
        state,
        seconds: Some(begun.elapsed().as_secs_f64()),
        words: format!("{}{restored}", outcome.verdict.word()),
        data: Some(outcome.data.clone()),
    });
    Ok(outcome)
}

impl RecoveryReport {
    /// For monitoring.
    fn figures(&self, target: &Target) -> Figures {
        Figures {
            namespace: target.instance.namespace.clone().unwrap_or_default(),
            instance: target.instance.name.clone(),
            keys: self.keys,
            rto_seconds: self.rto_seconds,
            rpo_seconds: self.rpo_seconds,
            ..Figures::default()
        }
    }

    fn leave(&mut self, steps: &[&'static str]) {
        for id in steps {
            let words = "not begun: the step before it is not whole".to_owned();
            self.steps.push(StepReport { id, state: StepState::NotBegun, seconds: None, words, data: None });
        }
    }

    fn judge_limits(&self, args: &DisasterRecoveryArgs, subject: &str) -> Vec<Finding> {
        let judge = |id, severity, what, reached: Option<f64>, limit: Option<Duration>| {
            let (reached, limit) = (reached?, limit?.as_secs_f64());
            let message = format!("{what} is {}, and may be {}", units::duration(reached), units::duration(limit));
            (reached > limit).then(|| Finding::new(id, severity, subject, message))
        };
        let rto =
            judge("drill-rto", Severity::Critical, "the time it took to recover it", self.rto_seconds, args.max_rto);
        let rpo = judge("drill-rpo", Severity::Critical, "the age of its data", self.rpo_seconds, args.max_rpo);
        rto.into_iter().chain(rpo).collect()
    }
}
