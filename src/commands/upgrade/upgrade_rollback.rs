//! `upgrade-rollback`: an instance back to the revision of its Helm release before, where that is safe.

mod apply;
mod facts;
mod owner;
mod verify;
mod view;

use super::facts as around;
use crate::commands::backup::safety_args::SafetyArgs;
use crate::commands::replication::restart::Replacement;
use crate::consent::{Consent, DestroyArgs};
use crate::context::Context;
use crate::domain::promote::Objection;
use crate::domain::release::Release;
use crate::domain::rollback::{self, Change, Chosen, choose};
use crate::error::{Error, Result};
use crate::lock::Lock;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::values::{parse_duration, parse_size};
use facts::Scene;
use serde_json::Value;
use std::time::Duration;
use view::RollbackReport;

/// The command's name.
pub const NAME: &str = "upgrade-rollback";

/// Take an instance back to the revision of its release before
///
/// First it finds who applies the objects. Where that is Argo CD, Flux, an operator, OpenTofu or nobody, it changes nothing
/// and says what to run where. Where it is Helm alone, it does what helm rollback does: every object of the former
/// manifest is merged three ways with the present manifest and what is live, and the release gets a new revision,
/// "Rollback to N", in Helm's own Secret, so that helm goes on from there. --dry-run shows every field that changes.
///
/// Before that it judges the way back with the rules of pre-upgrade-check, the other way round: does the former server read
/// the RDB and AOF that the present one wrote, would a StatefulSet change what may not change, is appendonly switched over
/// data, does the former version know its directives. Where the data cannot be read any more, it refuses, and says the way
/// through. It refuses hooks that run at a rollback, and to delete StatefulSets and claims: Helm does that.
///
/// The keys are backed up before. Then it waits for the rollout, deletes pods of the present revision that do not become
/// ready (their controller waits for them for ever), replaces those of a StatefulSet of the strategy OnDelete as redis-ops
/// restart does, and compares the instance with what it was: members, keys, configuration, a write and a read.
///
/// Exit status: 0 done and verified, 4 refused, or to be done elsewhere, 5 failed and nothing changed, 6 partly done, 7 done,
/// and something is not as before, 8 another run works on it.
///
/// Examples:
///   redis-ops upgrade-rollback -n apps -r cache --dry-run
///   redis-ops upgrade-rollback -n apps -r cache --confirm apps/cache
///   redis-ops upgrade-rollback -n apps -r cache --to-revision 3 --no-safety-backup --confirm apps/cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct UpgradeRollbackArgs {
    /// Revision to go back to (default: the last one before that was deployed)
    #[arg(long, value_name = "NUMBER")]
    to_revision: Option<u64>,
    /// Version of the former image, where its name does not tell
    #[arg(long, value_name = "VERSION", value_parser = Release::parse)]
    to: Option<Release>,
    /// A backup that is verified and not older takes the place of the safety backup
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    max_backup_age: Option<Duration>,
    /// Longest wait for the rollout, and then for everything to be in order
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = parse_duration)]
    max_wait: Duration,
    /// Percent of a database's keys that may be missing afterwards
    #[arg(long, value_name = "PERCENT", default_value = "1", value_parser = clap::value_parser!(u64).range(0..=100))]
    allow_missing: u64,
    /// Bytes a replica may be behind its primary afterwards
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = parse_size)]
    max_lag: u64,
    /// Go on where a reason against it can be overridden
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    safety: SafetyArgs,
    #[command(flatten)]
    consent: DestroyArgs,
}

/// Runs the command.
///
/// # Errors
/// Refused with every reason, or with what to run elsewhere; Locked; Target when nothing can be seen. What was done in part
/// is an outcome.
pub async fn run(context: &Context, args: &UpgradeRollbackArgs) -> Result<Outcome> {
    let destination = args.safety.destination(context)?;
    let scene = facts::look(context).await?;
    let elsewhere = owner::find(&scene).await;
    let mut objections: Vec<Objection> = Vec::new();
    if let Some(elsewhere) = elsewhere {
        let objection = elsewhere.objection(&scene.subject);
        if !objection.forceable {
            return Err(refusal(&scene, &[objection]));
        }
        objections.push(objection);
    }
    let (release, stored, revisions) = facts::fetch_revisions(&scene).await?;
    let chosen = choose(&revisions, args.to_revision).map_err(|why| {
        let finding = Finding::new("rollback-revision", Severity::Critical, &scene.subject, why);
        refusal(&scene, &[Objection::firm(finding.hint(format!("helm history {release} -n {}", scene.namespace)))])
    })?;
    let (changes, releases) = facts::fetch_changes(&scene, args.to, &release, chosen).await?;
    let written = facts::written(&releases);
    let helm = format!("helm rollback {release} {} -n {} --wait", chosen.target.number, scene.namespace);
    let place = format!("-n {} -r {}", scene.namespace, scene.whole.target.instance.name);
    let judged = rollback::judge(&releases, chosen, &changes, written, (&place, &helm));
    objections.extend(judged.objections);
    objections.extend(facts::rights(&scene, &changes).await);
    objections.extend(facts::older_files(&scene, &changes));
    let backup = facts::plan_backup(context, args, &scene).await;
    objections.extend(backup.objection);
    let mut remarks = judged.remarks;
    remarks.extend(backup.remark);
    let replacing = match replacement(args, &scene, &changes) {
        Some(replacement) => {
            let (steps, against, notes) = replacement.plan(context).await?;
            objections.extend(against);
            remarks.extend(notes);
            steps
        }
        None => Vec::new(),
    };
    let undo = format!("redis-ops {NAME} {place} --to-revision {} --confirm {}", chosen.current.number, scene.subject);
    let into = backup.take.then(|| args.safety.safety_backup_to.to_string());
    let plan = rollback::plan_rollback(
        (&scene.subject, &release),
        chosen,
        &changes,
        (into.as_deref(), &replacing),
        (&undo, remarks),
    );
    let report = RollbackReport {
        release: release.clone(),
        from_revision: chosen.current.number,
        to_revision: chosen.target.number,
        new_revision: chosen.current.number + 1,
        version_from: written.map(|one| one.to_string()),
        version_to: releases.target.map(|one| one.to_string()),
        plan,
        changes,
        done: false,
        steps: Vec::new(),
        safety_backup: None,
        undo: None,
    };
    let reference = scene.whole.target.reference();
    let standing: Vec<Objection> =
        objections.iter().filter(|objection| !(args.force && objection.forceable)).cloned().collect();
    if args.consent.dry_run {
        let verdict = if standing.is_empty() { Verdict::Ok } else { Verdict::Refused };
        let findings = objections.into_iter().map(|objection| *objection.finding).collect();
        return Ok(Outcome::with_findings(verdict, findings, Some(reference), &report));
    }
    if !standing.is_empty() {
        return Err(refusal(&scene, &standing));
    }
    let consent = Consent::to(&report.plan, args.consent.answer(), &context.console).await?;
    let lock = Lock::take(context, &scene.whole.target, NAME).await?;
    unchanged(&scene, chosen).await?;
    let like = stored.iter().find(|one| one.record["version"] == chosen.target.number);
    let like = like.ok_or_else(|| Error::failed("the former revision is gone"))?;
    let before = verify::Before::of(context, args, &scene.whole).await;
    let work = apply::Work { context, args, scene: &scene, chosen, like, destination: &destination, before, undo };
    let outcome = work.carry_out(report, releases.target, &consent).await;
    lock.release(context).await?;
    outcome
}

/// Time has passed at the prompt and at the lock: what was agreed to must still be what is.
async fn unchanged(scene: &Scene, chosen: Chosen<'_>) -> Result<()> {
    let (_, _, revisions) = facts::fetch_revisions(scene).await?;
    let newest = revisions.iter().max_by_key(|one| one.number);
    let same = newest.is_some_and(|one| (one.number, &one.status) == (chosen.current.number, &chosen.current.status));
    if same {
        return Ok(());
    }
    Err(Error::refused("the release has changed since the plan was agreed to; nothing was done")
        .hint("look at the new plan with --dry-run"))
}

/// How pods are replaced that their controller leaves alone, where there are such.
fn replacement(args: &UpgradeRollbackArgs, scene: &Scene, changes: &[Change]) -> Option<Replacement> {
    let changed = |set: &&Value| {
        let mut sets = changes.iter().filter(|change| change.rolls_out() && change.identity.kind == "StatefulSet");
        sets.any(|change| set["metadata"]["name"] == change.identity.name.as_str())
    };
    let mut on_delete = scene.sets.iter().filter(|set| set["spec"]["updateStrategy"]["type"] == "OnDelete");
    on_delete.any(|set| changed(&set)).then(|| Replacement {
        only: Vec::new(),
        max_wait: args.max_wait,
        max_lag_bytes: args.max_lag,
        force: args.force,
    })
}

fn refusal(scene: &Scene, objections: &[Objection]) -> Error {
    let mut error = Error::refused(format!("{NAME} was refused for {}; nothing was changed", scene.subject));
    for objection in objections {
        let finding = &objection.finding;
        error = error.cause(format!("{}: {} [{}]", finding.subject, finding.message, finding.id));
        error = finding.hint.iter().fold(error, |error, hint| error.hint(hint.clone()));
    }
    let all = objections.iter().all(|objection| objection.forceable);
    if all { error.hint(format!("--force with --confirm {} does it all the same", scene.subject)) } else { error }
}
