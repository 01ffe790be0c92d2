//! What speaks against going back.

use super::change::{Change, Fate};
use super::elsewhere::Elsewhere;
use super::revision::Chosen;
use crate::domain::promote::Objection;
use crate::domain::release::Release;
use crate::domain::upgrade::{ReleaseFacts, judge_back};
use crate::report::{Finding, Severity};

/// Kinds that are not deleted on the way back: with them go data, or others' objects.
const NEVER_DELETED: [&str; 6] =
    ["StatefulSet", "Deployment", "PersistentVolumeClaim", "PersistentVolume", "Namespace", "CustomResourceDefinition"];

/// What was judged.
#[derive(Debug, Default)]
pub struct Judged {
    /// Reasons against it.
    pub objections: Vec<Objection>,
    /// What to know before agreeing.
    pub remarks: Vec<String>,
}

/// Every reason not to. `written` is the newest release that may have written the data; `place` is how the instance is named
/// on a command line, `helm` the line that does it with Helm itself.
pub fn judge(
    facts: &ReleaseFacts,
    chosen: Chosen<'_>,
    changes: &[Change],
    written: Option<Release>,
    (place, helm): (&str, &str),
) -> Judged {
    let mut judged = Judged::default();
    let subject = facts.subject.as_str();
    let hooks = &chosen.target.rollback_hooks;
    if !hooks.is_empty() {
        let message =
            format!("revision {} has hooks that run at a rollback: {}", chosen.target.number, hooks.join(", "));
        let finding = Finding::new("rollback-hooks", Severity::Critical, subject, message);
        judged.objections.push(Objection::firm(finding.hint(format!("Helm runs them: {helm}"))));
    }
    if chosen.current.is_pending() {
        let message = format!(
            "revision {} is {}: somebody's helm may be at work, or broke off",
            chosen.current.number, chosen.current.status
        );
        let finding = Finding::new("rollback-pending", Severity::Critical, subject, message);
        judged.objections.push(Objection::soft(finding.hint("helm status tells since when")));
    }
    for change in changes {
        judged.objections.extend(of_change(subject, change, helm));
    }
    if !changes.iter().any(Change::acts) {
        let message = format!("nothing would change: the objects are as revision {} has them", chosen.target.number);
        judged.objections.push(Objection::soft(Finding::new("rollback-nothing", Severity::Critical, subject, message)));
    }
    for finding in judge_back(facts, written) {
        match finding.severity {
            Severity::Critical | Severity::Unknown => judged.objections.push(of_finding(finding, place)),
            Severity::Warning | Severity::Info => judged.remarks.push(format!("{} [{}]", finding.message, finding.id)),
        }
    }
    judged
}

fn of_change(subject: &str, change: &Change, helm: &str) -> Option<Objection> {
    let shown = change.identity.shown();
    let refused = |message: String| {
        let finding = Finding::new("rollback-objects", Severity::Critical, subject, message);
        Some(Objection::firm(finding.hint(format!("what has to be, Helm does: {helm}"))))
    };
    match &change.fate {
        Fate::Delete if NEVER_DELETED.contains(&change.identity.kind.as_str()) => {
            refused(format!("the former revision has no {shown}, so that it would be deleted"))
        }
        Fate::Unserved => {
            refused(format!("{shown} is of {}, which the API does not serve", change.identity.api_version))
        }
        _ if change.acts() && !change.namespaced => {
            refused(format!("{shown} is in no namespace, and others may rely on it: it would be changed"))
        }
        _ => None,
    }
}

/// A rule of an upgrade that speaks against the way back.
fn of_finding(mut finding: Finding, place: &str) -> Objection {
    let is_data = ["upgrade-format", "upgrade-aof"].contains(&finding.id.as_str());
    if is_data && finding.severity == Severity::Critical {
        finding.hint = Some(format!(
            "there is no way back over these volumes. The way through: redis-ops backup-rdb {place} --to DIR, install the \
             former version beside it with empty volumes, redis-ops restore-rdb SET (the path that it prints last) into it (--engine live takes the keys \
             by commands), and lead clients there"
        ));
        return Objection::firm(finding);
    }
    match finding.id.as_str() {
        "upgrade-immutable" => Objection::firm(finding),
        _ => Objection::soft(finding),
    }
}

impl Elsewhere {
    /// As a reason.
    pub fn objection(&self, subject: &str) -> Objection {
        let message = format!("{} owns its objects: {}", self.owner, self.why);
        let finding =
            Finding::new("rollback-owner", Severity::Critical, subject, message).hint(self.commands.join("; "));
        if self.forceable { Objection::soft(finding) } else { Objection::firm(finding) }
    }
}
