//! The plan: the record's steps in words, from the one it is at.

use super::record::{Direction, Record, Step};
use crate::domain::plan::{Danger, Plan, Step as Shown};
use crate::report::units;

/// What the plan says besides the steps.
#[derive(Debug, Clone, Default)]
pub struct Remarks {
    /// The commands that take the whole back.
    pub undo: String,
    /// Whether the safety backup is taken first, and to where.
    pub safety: Option<String>,
    /// Whether the server did not answer, so that no safety backup can be taken.
    pub down: bool,
    /// What is overridden by `--force`.
    pub forced: Vec<String>,
    /// Whatever else is worth knowing.
    pub more: Vec<String>,
}

/// Turns a record into the plan of what is left to do. `target` is the name that consent is given by.
#[must_use]
pub fn plan(record: &Record, target: &str, keys: Option<u64>, remarks: Remarks) -> Plan {
    let mut steps = Vec::new();
    if let Some(place) = remarks.safety.filter(|_| record.step == Step::Stopping) {
        steps.push(Shown::new("safety-backup", format!("take a backup of what is there now, to {place}")));
    }
    let mut at = record.clone();
    loop {
        steps.extend(words(&at));
        if at.is_finished() {
            break;
        }
        at.advance();
    }
    if let Some(first) = steps.iter_mut().find(|step| step.id != "safety-backup")
        && record.direction == Direction::Restore
    {
        first.undo = Some(remarks.undo.clone());
    }
    let mut notes =
        vec![format!("{target} answers no client from when its pods are scaled away until the primary has started")];
    let folder = &record.place.folder;
    match record.direction {
        Direction::Restore => {
            notes.push(format!("what is there now is kept in {folder}/{}", record.aside_folder()));
            if remarks.down {
                notes.push("the server does not answer, so there is no backup before it: the data kept aside is the safety copy".to_owned());
            }
        }
        Direction::Undo => {
            notes.push(format!("what was restored is kept in {folder}/{}", record.undone_folder()));
        }
    }
    notes.extend(remarks.forced.into_iter().map(|why| format!("forced: {why}")));
    notes.extend(remarks.more);
    let intent = match (record.direction, keys) {
        (Direction::Restore, Some(keys)) => {
            format!("restore {} into {target} with its servers stopped", keys_in_words(keys))
        }
        (Direction::Restore, None) => format!("restore {} into {target} with its servers stopped", record.file.source),
        (Direction::Undo, _) => format!("put the data back that {target} had before the restore of {}", record.run),
    };
    Plan { intent, target: target.to_owned(), danger: Danger::Destroys, steps, remarks: notes }
}

fn words(record: &Record) -> Vec<Shown> {
    let folder = &record.place.folder;
    let claim = &record.place.claim;
    let primary = record.primary_set().map(|set| set.name.as_str()).unwrap_or_default();
    match record.step {
        Step::Stopping => record
            .sets
            .iter()
            .map(|set| {
                let was = set.replicas;
                Shown::new(
                    "scale-down",
                    format!("scale StatefulSet {} from {was} to 0 and wait until its pods are gone", set.name),
                )
            })
            .collect(),
        Step::Writing => vec![Shown::new(
            "write",
            format!(
                "write {} to {claim} through a helper pod, as {}, and read its SHA-256 back",
                units::bytes(record.file.bytes),
                record.layout.words()
            ),
        )],
        Step::Moving => {
            let names = if record.old.is_empty() { record.layout.loadable() } else { record.old.clone() };
            let what = names.join(", ");
            vec![Shown::new("set-aside", format!("move what of {what} is there to {folder}/{}", record.aside_folder()))]
        }
        Step::Naming => match record.direction {
            Direction::Restore => {
                vec![Shown::new("put-in-place", format!("give the new files their names in {folder}"))]
            }
            Direction::Undo if record.touched => vec![Shown::new(
                "put-back",
                format!("move {} back from {folder}/{}", list(&record.old), record.aside_folder()),
            )],
            Direction::Undo => {
                vec![Shown::new("clean-up", format!("remove what was written to {claim} and is in no use"))]
            }
        },
        Step::Starting => {
            let compare = match record.direction {
                Direction::Restore => "wait until it has loaded, and compare its keys and functions with the file",
                Direction::Undo => "wait until it has loaded",
            };
            vec![Shown::new("start", format!("scale StatefulSet {primary} to 1, {compare}"))]
        }
        Step::Following => {
            let counts: Vec<String> =
                record.sets.iter().map(|set| format!("{} to {}", set.name, set.replicas.max(1))).collect();
            vec![Shown::new(
                "scale-up",
                format!("scale {}, and wait until every replica is in sync", counts.join(", ")),
            )]
        }
        Step::Done => Vec::new(),
    }
}

fn keys_in_words(keys: u64) -> String {
    if keys == 1 { "1 key".to_owned() } else { format!("{} keys", units::count(keys)) }
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::super::record::tests::record;
    use super::*;

    #[test]
    fn the_plan_is_what_is_left_to_do() {
        let mut record = record();
        let ids = |plan: &Plan| plan.steps.iter().map(|step| step.id).collect::<Vec<_>>();
        let remarks = || Remarks { undo: "UNDO".into(), safety: Some("./b".into()), ..Remarks::default() };
        let whole = plan(&record, "apps/cache", Some(12), remarks());
        assert_eq!(
            ids(&whole),
            ["safety-backup", "scale-down", "write", "set-aside", "put-in-place", "start", "scale-up"]
        );
        assert_eq!(whole.steps[1].undo.as_deref(), Some("UNDO"));
        while record.step != Step::Moving {
            record.advance();
        }
        let rest = plan(&record, "apps/cache", Some(12), remarks());
        assert_eq!(ids(&rest), ["set-aside", "put-in-place", "start", "scale-up"]);
        record.turn_back("later".into());
        record.old = vec!["dump.rdb".into()];
        let back = plan(&record, "apps/cache", None, Remarks::default());
        assert_eq!(ids(&back), ["scale-down", "put-back", "start", "scale-up"]);
        assert!(back.steps[1].does.contains("move dump.rdb back from /data/.redis-ops-aside-20261120T031502Z"));
    }
}
