//! The offline engine: the servers are stopped, the primary's files are changed through a helper pod, and it starts again.

mod aof;
mod apply;
mod content;
mod disk;
mod facts;
mod file;
mod find;
pub(in crate::commands::restore) mod look;
mod owners;
mod request;
mod start;
mod view;

pub(super) use aof::AofFiles;
pub use request::OfflineArgs;
pub(super) use request::{Request, Wanted};

use super::compare::CompareReport;
use super::read_back::ReadBack;
use crate::commands::backup::backup_rdb;
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::helper_pod::Identity;
use crate::domain::plan::Plan;
use crate::domain::restore::offline::layout::Layout;
use crate::domain::restore::offline::loaded::LoadedFacts;
use crate::domain::restore::offline::plan::{self, Remarks};
use crate::domain::restore::offline::record::{ANNOTATION, Direction, FileMark, Record, SetCount, Step};
use crate::domain::restore::offline::refusal::{self, Refusal, Situation};
use crate::domain::restore::read_back::Accepted;
use crate::domain::stateful_set::SetFacts;
use crate::error::{Error, Result};
use crate::lock::Lock;
use crate::report::{Finding, Outcome, Severity, Verdict, units};
use crate::target::discover::Target;
use apply::{Ended, Work};
use content::Content;
use facts::Facts;
use file::RdbFile;
use find::Found;
use request::Options;
use serde::Serialize;
use std::time::Duration;

/// The command that undoes.
const NAME: &str = "restore-rdb";

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
    /// The primary beside the file, at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_back: Option<CompareReport>,
}

/// Whether a restore of the instance was interrupted. What cannot be seen counts as none: a run that changes anything
/// looks again, and says why it may not.
pub(super) async fn is_interrupted(target: &Target) -> bool {
    let record = find::fetch_record(target).await;
    record.is_some_and(|record| !record.is_finished())
}

/// Restores, goes on with a restore that was interrupted, or undoes one.
///
/// # Errors
/// Refused, with the reason, before anything changes; Failed when nothing was changed; Partial when it stopped on the
/// way, and Verification when what was loaded is not what the file holds: both with how to go on and how to go back.
pub(super) async fn run(context: &Context, mut request: Request<'_>) -> Result<Outcome> {
    let file = match request.source.take() {
        Some(Wanted::Rdb { place, identities, access }) => {
            Some(Content::Rdb(Box::new(RdbFile::open(context, place, identities, access).await?)))
        }
        Some(Wanted::Aof(files)) => Some(Content::Aof(files)),
        None => None,
    };
    let request = &request;
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
        more: [
            request.because.iter().map(|why| format!("engine offline: {why}")).collect(),
            request.remarks.clone(),
            more_remarks(&facts, interrupted, safe && request.safety.is_none()),
        ]
        .concat(),
    };
    let plan = plan::plan(&record, &name, file.as_ref().and_then(Content::keys), remarks);
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
    let mut findings = findings(&found, &report);
    let mut verdict = Verdict::Ok;
    if let Some(Content::Rdb(file)) = &file {
        let seen = read_back(context, request, &found, file).run().await;
        verdict = if seen.good { verdict } else { Verdict::VerificationFailed };
        findings.extend(seen.findings);
        report.read_back = seen.report;
    }
    if verdict == Verdict::Ok {
        verdict = Verdict::of(&findings);
    }
    Ok(Outcome::with_findings(verdict, findings, Some(found.target.reference()), &report))
}

fn read_back<'a>(context: &'a Context, request: &Request<'_>, found: &'a Found, file: &RdbFile) -> ReadBack<'a> {
    ReadBack {
        context,
        target: &found.target,
        verify: request.verify,
        files: file.side(),
        keys: file.keys,
        alone: true,
        accepted: Accepted::default(),
    }
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
    file: &Content,
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
        if record.file.sha256 != file.mark().sha256 {
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
    let layout = Layout::of(&facts.settings, facts.version.as_ref(), file.made())
        .map_err(|why| refused(why).hint("--engine live writes the data into the running server"))?;
    if let Some(version) = facts.version.as_ref().filter(|version| !version.fits(file.need())) {
        return Err(refused(format!("{version} cannot load the file"))
            .cause(format!("it can be loaded by {}", file.need().servers_in_words()))
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
    let needed = file.mark().bytes.saturating_mul(layout.copies());
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
        file.mark().clone(),
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
        read_back: None,
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
