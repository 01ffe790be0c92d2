//! The offline engine: the servers are stopped, the primary's files are changed through a helper pod, and it starts again.

mod apply;
mod disk;
mod facts;
mod file;
mod find;
pub(in crate::commands::restore) mod look;
mod owners;
mod start;
mod view;

use crate::commands::backup::backup_rdb;
use crate::commands::backup::destination::Destination;
use crate::consent::{Consent, DestroyArgs};
use crate::context::Context;
use crate::domain::helper_pod::Identity;
use crate::domain::plan::Plan;
use crate::domain::restore::offline::layout::Layout;
use crate::domain::restore::offline::loaded::LoadedFacts;
use crate::domain::restore::offline::plan::{self, Remarks};
use crate::domain::restore::offline::record::{ANNOTATION, Direction, FileMark, Record, SetCount, Step};
use crate::domain::restore::offline::refusal::{self, Refusal, Situation};
use crate::domain::stateful_set::SetFacts;
use crate::error::{Error, Result};
use crate::lock::Lock;
use crate::report::{Finding, Outcome, Severity, Verdict, units};
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::s3::Access;
use crate::values::parse_duration;
use apply::{Ended, Work};
use facts::Facts;
use file::RdbFile;
use find::Found;
use serde::Serialize;
use std::time::Duration;

/// The command that undoes.
const NAME: &str = "restore-rdb";

const OFFLINE: &str = "Offline engine";

/// Options of the offline engine.
#[derive(Debug, Clone, clap::Args)]
pub struct OfflineArgs {
    /// Put the data back that was there before the last offline restore
    #[arg(long, help_heading = OFFLINE)]
    undo: bool,
    /// Longest wait for pods to end, to start, and to load their data
    #[arg(long, help_heading = OFFLINE, value_name = "DURATION", default_value = "30m", value_parser = parse_duration)]
    max_wait: Duration,
}

impl OfflineArgs {
    /// Longest wait for pods.
    #[must_use]
    pub fn max_wait(&self) -> Duration {
        self.max_wait
    }

    /// Whether the last offline restore is to be undone.
    #[must_use]
    pub fn undo(&self) -> bool {
        self.undo
    }
}

/// How to go about it.
#[derive(Debug, Clone)]
pub struct Options {
    /// Longest wait for pods.
    max_wait: Duration,
    /// Time a command in a pod may stay silent.
    max_silence: Duration,
    /// Whether what speaks against it and can be overridden is overridden.
    force: bool,
}

/// What is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    /// Whose name the lock and the safety backup are in.
    pub command: &'a str,
    /// A backup set or an RDB; nothing with `--undo`.
    pub source: Option<&'a Place>,
    /// Secret keys for it.
    pub identities: &'a Identities,
    /// How its bucket is reached.
    pub access: &'a Access,
    /// Where the safety backup goes; nowhere if none is wanted.
    pub safety: Option<&'a Destination>,
    /// Options.
    pub args: &'a OfflineArgs,
    /// `--force`.
    pub force: bool,
    /// Consent.
    pub consent: &'a DestroyArgs,
}

#[derive(Debug, Serialize)]
struct OfflineReport {
    plan: Plan,
    done: bool,
    direction: Direction,
    run: String,
    /// The step at which an earlier run had stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    resumed_at: Option<Step>,
    file: FileMark,
    keys: Option<u64>,
    outage_seconds: Option<f64>,
    /// The folder with the data that was there before, or with what was restored and is undone.
    aside: String,
    claim: String,
    safety_backup: Option<String>,
    sets: Vec<SetCount>,
    undo: Option<String>,
}

/// Restores, goes on with a restore that was interrupted, or undoes one.
///
/// # Errors
/// Refused, with the reason, before anything changes; Failed when nothing was changed; Partial when it stopped on the
/// way, and Verification when what was loaded is not what the file holds: both with how to go on and how to go back.
pub async fn run(context: &Context, request: &Request<'_>) -> Result<Outcome> {
    let file = match request.source.filter(|_| !request.args.undo) {
        Some(place) => Some(RdbFile::open(context, place, request.identities, request.access).await?),
        None => None,
    };
    let found = find::find(context).await?;
    let facts = facts::fetch(context, &found).await?;
    let options =
        Options { max_wait: request.args.max_wait, max_silence: Duration::from_secs(60), force: request.force };
    let interrupted = found.record.as_ref().filter(|record| !record.is_finished()).map(|record| record.step);
    let (record, refusals) = match &file {
        Some(file) => restore_record(context, &found, &facts, file, options.force)?,
        None => (undo_record(context, &found)?, judge(&found, &facts)),
    };
    let forced = against(&refusals, options.force, request.consent.dry_run)?;
    let name = found.target.instance.full_name();
    let resuming = interrupted.is_some() && record.direction == Direction::Restore;
    let safe = record.direction == Direction::Restore && facts.info.is_some() && !resuming;
    let safety = request.safety.filter(|_| safe);
    let remarks = Remarks {
        undo: apply::undo_command(&found, options.force),
        safety: safety.map(|to| to.places.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and to ")),
        down: facts.info.is_none() && !resuming && record.direction == Direction::Restore,
        forced,
        more: more_remarks(&facts, interrupted, request.safety.is_none() && safe),
    };
    let plan = plan::plan(&record, &name, file.as_ref().map(|file| file.keys), remarks);
    let mut report = report(&found, &record, plan, interrupted, options.force);
    if request.consent.dry_run {
        let standing = refusals.iter().any(|one| !(one.forcible && options.force));
        let verdict = if standing { Verdict::Refused } else { Verdict::Ok };
        let findings = refusals.iter().map(|one| refused_finding(&name, one)).collect();
        return Ok(Outcome::with_findings(verdict, findings, Some(found.target.reference()), &report));
    }
    let consent = Consent::to(&report.plan, request.consent.answer(), &context.console).await?;
    let lock = Lock::take(context, &found.target, request.command).await?;
    still_as_it_was(&found).await?;
    let mut record = record;
    if let Some(destination) = safety {
        let taken = backup_rdb::take(context, &found.target, destination, request.command, options.force).await;
        let taken = taken.map_err(|error| {
            error.while_attempting("take a safety backup first").hint("--no-safety-backup goes on without one")
        })?;
        record.safety = taken.kept.path.clone();
    }
    if interrupted.is_none() {
        record.stopped_at = apply::now(context);
    }
    let begun = interrupted.is_some();
    let mut server = facts.server.clone();
    if let (Some(server), Some((user, group))) = (server.as_mut().filter(|server| !server.has_user()), record.owner) {
        // A run that was interrupted has found out whose the files are while the server still ran.
        server.identity = Identity { user: Some(user), group: Some(group), ..server.identity };
    }
    let work = Work { context, found: &found, options: &options, record, server, file: file.as_ref(), begun };
    let (record, ended) = work.apply(&consent).await?;
    lock.release(context).await?;
    finish(&mut report, &record, &ended);
    let findings = findings(&found, &report);
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(found.target.reference()), &report))
}

/// Another run may have come in between, before the lock was taken.
async fn still_as_it_was(found: &Found) -> Result<()> {
    let Some(before) = found.sets.last() else { return Ok(()) };
    let now = found.kubernetes.fetch_set(&found.namespace, &before.name).await?;
    let record = |set: &SetFacts| set.annotations.get(ANNOTATION).cloned();
    if now.as_ref().map(record) == Some(record(before)) {
        return Ok(());
    }
    Err(Error::refused(format!("another run has worked on StatefulSet {}/{} meanwhile", found.namespace, before.name))
        .hint("look again, with --dry-run"))
}

/// The record of a restore that begins, or that goes on.
fn restore_record(
    context: &Context,
    found: &Found,
    facts: &Facts,
    file: &RdbFile,
    force: bool,
) -> Result<(Record, Vec<Refusal>)> {
    let name = found.target.instance.full_name();
    let refusals = judge(found, facts);
    if let Some(record) = found.record.as_ref().filter(|record| !record.is_finished()) {
        if record.direction == Direction::Undo {
            return Err(Error::refused(format!(
                "{name} is on its way back from an earlier restore, which did not come to its end"
            ))
            .hint(format!("end that first: {}", apply::undo_command(found, force))));
        }
        if record.file.sha256 != file.mark.sha256 {
            return Err(Error::refused(format!("{name} is in the middle of a restore of another file"))
                .cause(format!("that one is {} (SHA-256 {})", record.file.source, record.file.sha256))
                .hint("name the same SOURCE again to go on")
                .hint(format!("or put the old data back first: {}", apply::undo_command(found, force))));
        }
        return Ok((record.clone(), refusals));
    }
    let hard: Vec<&Refusal> = refusals.iter().filter(|one| !one.forcible).collect();
    if !hard.is_empty() {
        let error = Error::refused(format!("{name} cannot be restored with its servers stopped"));
        return Err(hard.iter().fold(error, |error, one| error.cause(one.why.clone()).hint(one.hint.clone())));
    }
    let refused =
        |why: String| Error::refused(format!("{name} cannot be restored with its servers stopped")).cause(why);
    let place = facts
        .place
        .clone()
        .map_err(|why| refused(why).hint("--engine live writes the data into the running server"))?;
    let layout = Layout::of(&facts.settings, facts.version.as_ref()).map_err(refused)?;
    if let Some(version) = facts.version.as_ref().filter(|version| !version.fits(file.need)) {
        return Err(refused(format!("{version} cannot load the file"))
            .cause(format!("it can be loaded by {}", file.need.servers_in_words()))
            .hint("--engine live converts what an older server does not know"));
    }
    if facts.server.as_ref().is_none_or(|server| !server.has_user()) {
        return Err(refused(format!(
            "container {} does not say as which user its server runs, or that it is root",
            facts.container
        ))
        .cause("a helper pod has to be the same user, and not root")
        .hint("set securityContext.runAsUser of the pods, or use --engine live"));
    }
    let needed = file.mark.bytes.saturating_mul(layout.copies());
    if let Some(free) = facts.free_bytes.filter(|free| *free < needed) {
        return Err(refused(format!("claim {} has too little room", place.claim))
            .cause(format!(
                "{} are free, and {} are needed beside the old data",
                units::bytes(free),
                units::bytes(needed)
            ))
            .hint("expand the claim, or use --engine live"));
    }
    let sets = found.sets.iter().map(|set| SetCount { name: set.name.clone(), replicas: set.replicas }).collect();
    let run = apply::run_name(context.now());
    let at = apply::now(context);
    let mut record = Record::new(
        run,
        found.target.instance.name.clone(),
        sets,
        facts.container.clone(),
        place,
        layout,
        file.mark.clone(),
        at,
    );
    record.owner = facts.server.as_ref().and_then(|server| server.identity.user.zip(server.identity.group));
    record.node = found.primary.pod.as_ref().and_then(|pod| pod.node.clone());
    Ok((record, refusals))
}

/// The record of the way back.
fn undo_record(context: &Context, found: &Found) -> Result<Record> {
    let name = found.target.instance.full_name();
    let mut record = found.record.clone().ok_or_else(|| {
        Error::refused(format!("there is no offline restore of {name} to undo"))
            .cause("its StatefulSet has no record of one")
            .hint("the safety backup of a live restore is restored as any other")
    })?;
    record.turn_back(apply::now(context));
    Ok(record)
}

fn judge(found: &Found, facts: &Facts) -> Vec<Refusal> {
    let pod = found.primary.pod.as_ref();
    let owner = pod.and_then(|pod| pod.owner.as_ref());
    refusal::judge(&Situation {
        instance: &found.target.instance.full_name(),
        flavour: found.target.instance.flavour,
        clustered: facts.info.as_ref().is_some_and(|info| info.flag("cluster_enabled") == Some(true)),
        members: found.target.instance.members().count(),
        owner: owner.map(|owner| (owner.kind.as_str(), owner.name.as_str())),
        sets: &found.sets,
        managers: &facts.managers,
        autoscalers: &facts.autoscalers,
        missing_rights: &found.missing_rights,
    })
}

/// What is overridden, in words.
///
/// # Errors
/// Refused, with every reason that is not.
fn against(refusals: &[Refusal], force: bool, dry_run: bool) -> Result<Vec<String>> {
    let standing: Vec<&Refusal> = refusals.iter().filter(|one| !(one.forcible && force)).collect();
    if standing.is_empty() || dry_run {
        return Ok(refusals.iter().filter(|one| one.forcible && force).map(|one| one.why.clone()).collect());
    }
    let error = Error::refused("the servers cannot be stopped and restored; nothing was changed");
    let error = standing.iter().fold(error, |error, one| error.cause(one.why.clone()).hint(one.hint.clone()));
    let forcible = standing.iter().all(|one| one.forcible);
    Err(if forcible { error.hint("add --force to do it all the same") } else { error })
}

fn refused_finding(name: &str, refusal: &Refusal) -> Finding {
    Finding::new("restore-refused", Severity::Warning, name, refusal.why.clone()).hint(refusal.hint.clone())
}

fn more_remarks(facts: &Facts, interrupted: Option<Step>, unsafe_by_choice: bool) -> Vec<String> {
    let mut more = Vec::new();
    if interrupted.is_some() {
        more.push("an earlier run has come so far and was interrupted; this one goes on from there".to_owned());
    }
    if unsafe_by_choice {
        more.push("no safety backup is taken: what the server has in memory alone is lost".to_owned());
    }
    if let Some(silent) = &facts.silent {
        more.push(format!("the primary does not answer: {silent}"));
    }
    more.extend(facts.unseen.iter().map(|unseen| format!("not seen: {unseen}")));
    more
}

fn report(found: &Found, record: &Record, plan: Plan, resumed_at: Option<Step>, force: bool) -> OfflineReport {
    let folder = match record.direction {
        Direction::Restore => record.aside_folder(),
        Direction::Undo => record.undone_folder(),
    };
    OfflineReport {
        plan,
        done: false,
        direction: record.direction,
        run: record.run.clone(),
        resumed_at,
        file: record.file.clone(),
        keys: None,
        outage_seconds: None,
        aside: format!("{}/{folder}", record.place.folder),
        claim: record.place.claim.clone(),
        safety_backup: record.safety.clone(),
        sets: record.sets.clone(),
        undo: (record.direction == Direction::Restore).then(|| apply::undo_command(found, force)),
    }
}

fn finish(report: &mut OfflineReport, record: &Record, ended: &Ended) {
    report.done = true;
    report.keys = ended.loaded.as_ref().map(LoadedFacts::keys);
    report.outage_seconds = ended.outage_seconds;
    report.safety_backup = record.safety.clone();
}

fn findings(found: &Found, report: &OfflineReport) -> Vec<Finding> {
    let name = found.target.instance.full_name();
    let kept = format!("{} on claim {} keeps what was there before", report.aside, report.claim);
    let finding = Finding::new("restore-kept-aside", Severity::Info, &name, kept);
    let pod = &found.primary.name;
    vec![finding.hint(format!(
        "when it is not wanted any more: kubectl exec -n {} {pod} -- rm -rf {}",
        found.namespace, report.aside
    ))]
}
