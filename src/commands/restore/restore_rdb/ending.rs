//! What a run comes to: its findings, its verdict, and what goes on from there.

use super::live::Ended;
use super::plan::{RestorePlan, target_options};
use super::shared::Shared;
use super::state;
use super::{NAME, RestoreReport, Work};
use crate::error::{Error, Kind, Result};
use crate::report::{Finding, Outcome, Severity, Verdict, units};
use crate::undo::Pending;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What of the plan was begun.
#[derive(Debug, Default)]
pub(super) struct Begun {
    /// The servers are emptied.
    pub flush: AtomicBool,
    /// Keys are written.
    pub write: AtomicBool,
}

/// What is told of a run that is ended where it cannot tell anything itself.
pub(super) fn account_for(work: &Work<'_>, plan: &RestorePlan, shared: &Arc<Shared>, begun: &Arc<Begun>) -> Pending {
    let (shared, begun, of, resume) = (Arc::clone(shared), Arc::clone(begun), plan.keys, resume(work, &plan.source));
    let what = format!("the restore of {}", work.target.instance.full_name());
    work.context.undo.account_for(what, "", async move {
        let [flush, write] = [&begun.flush, &begun.write].map(|one| one.load(Ordering::SeqCst));
        let (restored, of) = (units::count(shared.counts().restored), units::count(of));
        let emptied = if flush { "it was emptied first, and " } else { "" };
        match (flush, write) {
            (false, false) => Ok(()),
            (true, false) => Err(Error::failed("it was being emptied, and no key was restored")
                .hint("the same command again empties it and restores")),
            (_, true) => {
                Err(Error::failed(format!("{emptied}at least {restored} of {of} keys were restored")).hint(resume))
            }
        }
    })
}

/// Judges a run that began to write.
///
/// # Errors
/// The run's own where nothing was changed.
pub(super) fn judge(work: &Work<'_>, mut report: RestoreReport, ended: Ended, note: &Path) -> Result<Outcome> {
    let name = work.target.instance.full_name();
    let counts = report.account.counts;
    let changed = report.flushed || counts.restored > 0 || report.account.unanswered > 0;
    let selected = work.sources.contents.selected;
    let mut findings = Vec::new();
    let mut verdict = Verdict::Ok;
    if let Some((member, keys)) = &ended.evicted {
        let text =
            format!("evicted {} keys during the restore: what it holds is not what was restored", units::count(*keys));
        let hint = "raise maxmemory, or set maxmemory-policy noeviction, and restore again with --replace";
        findings.push(Finding::new("keys-evicted", Severity::Critical, member, text).hint(hint));
        verdict = Verdict::VerificationFailed;
    }
    let is_damage = ended.error.as_ref().is_some_and(|error| error.kind() == Kind::Verification);
    if let Some(error) = ended.error {
        if !changed && ended.evicted.is_none() {
            state::remove(note);
            return Err(if is_damage { error } else { error.of_kind(Kind::Failed) });
        }
        findings.push(stopped(&name, &error));
        verdict = worse(verdict, if is_damage { Verdict::VerificationFailed } else { Verdict::Partial });
    }
    if ended.interrupted {
        report.at_least = ended.uncounted;
        let text = match ended.uncounted {
            true => {
                "the run was told to end, and a connection did not say in time what it was answered: more keys may be restored than are counted"
            }
            false => "the run was told to end",
        };
        findings.push(Finding::new("restore-stopped", Severity::Critical, &name, text));
        verdict = worse(verdict, Verdict::Partial);
    }
    findings.extend(refusals(&name, &report));
    if counts.failed > 0 || !report.account.functions.refused.is_empty() {
        verdict = worse(verdict, Verdict::Partial);
    }
    if verdict == Verdict::Ok && (ended.selected != Some(selected) || counts.sum() != selected) {
        let text = format!("{} of {} keys are accounted for", units::count(counts.sum()), units::count(selected));
        findings.push(Finding::new("restore-incomplete", Severity::Critical, &name, text));
        verdict = Verdict::VerificationFailed;
    }
    findings.extend(losses(&name, &report));
    let nothing = work.nothing_is_meant().map(|why| Finding::new("restore-nothing", Severity::Warning, &name, why));
    findings.extend(nothing.map(|one| one.hint("--match, --exclude, --type and --db say which are meant")));
    if let Some(seen) = ended.seen {
        if !seen.good && verdict == Verdict::Ok {
            verdict = Verdict::VerificationFailed;
        }
        findings.extend(seen.findings);
    }
    if verdict == Verdict::Partial {
        report.resume = Some(resume(work, &report.plan.source));
    } else {
        state::remove(note);
    }
    if verdict == Verdict::Ok {
        verdict = Verdict::of(&findings);
    }
    Ok(Outcome::with_findings(verdict, findings, Some(work.target.reference()), &report))
}

fn worse(one: Verdict, other: Verdict) -> Verdict {
    if one == Verdict::VerificationFailed { one } else { other }
}

fn stopped(name: &str, error: &Error) -> Finding {
    let finding = Finding::new("restore-stopped", Severity::Critical, name, error.chain());
    error.hints().iter().take(1).fold(finding, |finding, hint| finding.hint(hint.clone()))
}

fn refusals(name: &str, report: &RestoreReport) -> Vec<Finding> {
    let account = &report.account;
    let keys = account.failures.iter().map(|failure| {
        Finding::new("key-not-restored", Severity::Critical, name, format!("{}: {}", failure.key, failure.why))
    });
    let functions = account
        .functions
        .refused
        .iter()
        .map(|text| Finding::new("function-not-restored", Severity::Critical, name, text.clone()));
    keys.chain(functions).collect()
}

fn losses(name: &str, report: &RestoreReport) -> Vec<Finding> {
    let loss = |text: String| Finding::new("restore-loss", Severity::Warning, name, text);
    let mut findings: Vec<Finding> = report.plan.losses.iter().map(|lost| loss(lost.what.clone())).collect();
    let account = &report.account;
    if account.lost_parts > 0 {
        let parts = units::count(account.lost_parts);
        findings.push(loss(format!("{parts} parts of large streams (pending entries that were deleted, requests of producers) have no command that restores them")));
    }
    if account.functions.existing > 0 {
        let text = format!("{} function libraries were there, and stay as they were", account.functions.existing);
        findings.push(Finding::new("function-kept", Severity::Info, name, text));
    }
    findings
}

/// The command that goes on.
pub(super) fn resume(work: &Work<'_>, source: &str) -> String {
    let options = target_options(work.context, work.target);
    let mut command = format!("redis-ops {NAME} {source} {options}");
    let args = work.args;
    for (set, option) in [
        (args.replace, "--replace"),
        (args.skip_existing, "--skip-existing"),
        (args.flush_first, "--flush-first"),
        (args.accept_losses, "--accept-losses"),
        (args.force, "--force"),
    ] {
        if set {
            command.push_str(&format!(" {option}"));
        }
    }
    let types = args.types();
    let lists = [("--match", &args.matching), ("--exclude", &args.exclude), ("--type", &types)];
    for (option, values) in lists {
        values.iter().for_each(|value| command.push_str(&format!(" {option} '{value}'")));
    }
    args.db.iter().for_each(|db| command.push_str(&format!(" --db {db}")));
    format!("{command} --resume --confirm {}", work.target.instance.full_name())
}
