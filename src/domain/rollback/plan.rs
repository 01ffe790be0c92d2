//! Going back as a plan.

use super::change::{Change, Fate};
use super::revision::Chosen;
use crate::domain::plan::{Danger, Plan, Step};

/// The plan. `backup` is where the safety backup goes, if one is taken; `replacing` is how the pods of StatefulSets are
/// replaced whose controller does not do it.
pub fn plan_rollback(
    (subject, release): (&str, &str),
    chosen: Chosen<'_>,
    changes: &[Change],
    (backup, replacing): (Option<&str>, &[String]),
    (undo, remarks): (&str, Vec<String>),
) -> Plan {
    let (current, target) = (chosen.current.number, chosen.target.number);
    let mut steps = Vec::new();
    if let Some(place) = backup {
        steps.push(Step::new("safety-backup", format!("back the keys up to {place}")));
    }
    let record = format!("write revision {} of release {release}: Rollback to {target}, pending", current + 1);
    steps.push(Step::new("record", record));
    for change in changes.iter().filter(|change| change.acts()) {
        steps.push(step(change));
    }
    if !replacing.is_empty() {
        let how = replacing.join("; ");
        steps.push(Step::new("replace", format!("replace the pods, since the strategy is OnDelete: {how}")));
    }
    if changes.iter().any(Change::rolls_out) {
        let does = "wait until every pod is of the former revision and ready; one of the present revision that is not ready \
                    is deleted, since its controller waits for it for ever";
        steps.push(Step::new("rollout", does));
    }
    let does = format!("mark revision {} as deployed, and what was deployed as superseded", current + 1);
    steps.push(Step::new("deployed", does).undone_by(undo));
    let does =
        "compare with what was there before: members, keys, configuration; write a key, read it, and take it away";
    steps.push(Step::new("verify", does));
    Plan {
        intent: format!("take release {release} back to revision {target} ({})", chosen.target.chart),
        target: subject.to_owned(),
        danger: Danger::Destroys,
        steps,
        remarks,
    }
}

fn step(change: &Change) -> Step {
    let shown = change.identity.shown();
    match &change.fate {
        Fate::Create { .. } => Step::new("create", format!("make {shown}")),
        Fate::Delete => Step::new("delete", format!("delete {shown}, which the former revision does not have")),
        _ => Step::new("change", format!("change {shown}")),
    }
}
