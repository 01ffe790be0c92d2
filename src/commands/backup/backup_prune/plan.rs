//! What is to be removed, and what stays and why.

use crate::commands::backup::left_snapshots;
use crate::commands::backup::sources::Found;
use crate::domain::backup::catalogue::{Holds, SetEntry, SetState};
use crate::domain::backup::left_snapshot::LeftSnapshot;
use crate::domain::backup::naming;
use crate::domain::backup::retention::{Candidate, Decision, Policy, decide};
use crate::report::units;
use crate::store::catalogue;
use crate::store::s3::listing::OpenUpload;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// The plan.
#[derive(Debug, Serialize)]
pub(super) struct PrunePlan {
    pub(super) policy: Policy,
    /// Every set that was judged.
    pub(super) sets: Vec<JudgedSet>,
    pub(super) removals: Vec<Removal>,
    #[serde(skip)]
    pub(super) now: DateTime<Utc>,
}

/// A set and what becomes of it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct JudgedSet {
    pub(super) place: String,
    pub(super) path: String,
    pub(super) instance: String,
    pub(super) set: String,
    pub(super) time: DateTime<Utc>,
    pub(super) bytes: u64,
    pub(super) keep: bool,
    pub(super) reasons: Vec<String>,
}

/// What a removal is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum What {
    Set,
    Orphans,
    Upload,
    Snapshot,
}

/// A step.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Removal {
    pub(super) what: What,
    pub(super) path: String,
    pub(super) place: String,
    /// `NAMESPACE/INSTANCE`.
    pub(super) instance: String,
    pub(super) files: Vec<String>,
    pub(super) bytes: u64,
    #[serde(skip)]
    pub(super) place_index: usize,
    #[serde(skip)]
    pub(super) set_index: Option<usize>,
    #[serde(skip)]
    pub(super) upload: Option<OpenUpload>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) snapshot: Option<LeftSnapshot>,
}

/// Plans. `older_than` says from which age on leavings of dead runs go; none keeps them.
pub(super) fn plan_prune(
    found: &[Found],
    policy: Policy,
    older_than: Option<Duration>,
    wanted: &dyn Fn(&str) -> bool,
    now: DateTime<Utc>,
) -> PrunePlan {
    let mut plan = PrunePlan { policy, sets: Vec::new(), removals: Vec::new(), now };
    for (index, place) in found.iter().enumerate() {
        if !policy.is_empty() {
            add_sets(&mut plan, index, place, wanted);
        }
        if let Some(older_than) = older_than {
            add_orphans(&mut plan, index, place, older_than, wanted);
        }
    }
    plan
}

fn add_sets(plan: &mut PrunePlan, place_index: usize, found: &Found, wanted: &dyn Fn(&str) -> bool) {
    let mut by_instance: BTreeMap<(&str, Holds), Vec<usize>> = BTreeMap::new();
    for (index, set) in found.sets.iter().enumerate() {
        // What has no manifest may be under way.
        if wanted(&set.instance) && set.state != SetState::Incomplete {
            by_instance.entry((&set.instance, set.holds.kind())).or_default().push(index);
        }
    }
    for indexes in by_instance.into_values() {
        let mut sets: Vec<(usize, &SetEntry)> = indexes.into_iter().map(|index| (index, &found.sets[index])).collect();
        sets.sort_by_key(|(_, set)| std::cmp::Reverse(set.time));
        let candidates: Vec<Candidate> =
            sets.iter().map(|(_, set)| Candidate { time: set.time, good: set.is_good() }).collect();
        for ((set_index, set), decision) in sets.into_iter().zip(decide(plan.policy, &candidates)) {
            let decision = match set.holds {
                Holds { volume_snapshots: true, .. } => names_snapshots(),
                Holds { part_of_data: true, .. } => is_a_part(),
                _ => decision,
            };
            let path = catalogue::show(&found.place, set);
            plan.sets.push(JudgedSet {
                place: found.place.to_string(),
                path: path.clone(),
                instance: set.instance.clone(),
                set: set.set.clone(),
                time: set.time,
                bytes: set.bytes,
                keep: decision.keep,
                reasons: decision.reasons,
            });
            if decision.keep {
                continue;
            }
            plan.removals.push(Removal {
                what: What::Set,
                path,
                place: found.place.to_string(),
                instance: in_words(&set.instance),
                files: set.files.clone(),
                bytes: set.bytes,
                place_index,
                set_index: Some(set_index),
                upload: None,
                snapshot: None,
            });
        }
    }
}

/// The manifest is the only record of what lies in the cluster.
/// The shards of two such sets may be different ones.
fn is_a_part() -> Decision {
    Decision { keep: true, reasons: vec!["some shards of a cluster only: not touched".to_owned()] }
}

fn names_snapshots() -> Decision {
    Decision { keep: true, reasons: vec!["names VolumeSnapshots, which lie in the cluster: not touched".to_owned()] }
}

fn add_orphans(
    plan: &mut PrunePlan,
    place_index: usize,
    found: &Found,
    older_than: Duration,
    wanted: &dyn Fn(&str) -> bool,
) {
    let now = plan.now;
    let is_old =
        |time: Option<DateTime<Utc>>| time.is_some_and(|time| (now - time).to_std().is_ok_and(|age| age >= older_than));
    for (set_index, set) in found.sets.iter().enumerate().filter(|(_, set)| wanted(&set.instance)) {
        // Its set goes with them.
        if plan
            .removals
            .iter()
            .any(|removal| removal.place_index == place_index && removal.set_index == Some(set_index))
        {
            continue;
        }
        // A run that still writes one file of a set has others that are older.
        if set.orphans.is_empty() || !set.orphans.iter().all(|orphan| is_old(orphan.modified)) {
            continue;
        }
        plan.removals.push(Removal {
            what: What::Orphans,
            path: catalogue::show(&found.place, set),
            place: found.place.to_string(),
            instance: in_words(&set.instance),
            files: set.orphans.iter().map(|orphan| orphan.name.clone()).collect(),
            bytes: set.orphans.iter().map(|orphan| orphan.bytes).sum(),
            place_index,
            set_index: Some(set_index),
            upload: None,
            snapshot: None,
        });
    }
    for upload in found.uploads.iter().flatten().filter(|upload| is_old(upload.begun)) {
        let parts: Vec<&str> = upload.key.rsplit('/').collect();
        let [name, set, instance, ..] = parts.as_slice() else { continue };
        if naming::parse_set_folder(set).is_none() || !naming::is_ours(name) || !wanted(instance) {
            continue;
        }
        plan.removals.push(Removal {
            what: What::Upload,
            path: match &found.place {
                crate::store::place::Place::S3(location) => location.show(&upload.key),
                crate::store::place::Place::Folder(_) => upload.key.clone(),
            },
            place: found.place.to_string(),
            instance: in_words(instance),
            files: vec![(*name).to_owned()],
            bytes: 0,
            place_index,
            set_index: None,
            upload: Some(upload.clone()),
            snapshot: None,
        });
    }
}

/// `apps.cache` as `apps/cache`: a namespace has no dots. An address with `--url` stays as it is.
fn in_words(instance: &str) -> String {
    match instance.split_once('.') {
        Some((namespace, name)) if !namespace.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{namespace}/{name}")
        }
        _ => instance.to_owned(),
    }
}

impl PrunePlan {
    /// Adds snapshots that belong to no backup and are old enough. Those that were to be recorded in a place here are
    /// confirmed by its name, too.
    pub(super) fn add_snapshots(&mut self, found: &[Found], dead: Vec<LeftSnapshot>, older_than: Duration) {
        let now = self.now;
        let is_old = |one: &LeftSnapshot| {
            one.made_at.is_some_and(|time| (now - time).to_std().is_ok_and(|age| age >= older_than))
        };
        for left in dead.into_iter().filter(is_old) {
            let place = found.iter().find(|found| left.places.contains(&left_snapshots::name_of(&found.place)));
            self.removals.push(Removal {
                what: What::Snapshot,
                path: left.words(),
                place: place.map(|found| found.place.to_string()).unwrap_or_default(),
                instance: left.instance.clone(),
                files: vec![left.claim.clone()],
                bytes: 0,
                place_index: 0,
                set_index: None,
                upload: None,
                snapshot: Some(left),
            });
        }
    }

    /// What it does, in a sentence.
    pub(super) fn in_words(&self) -> String {
        let count = |what| self.removals.iter().filter(|removal| removal.what == what).count();
        let bytes: u64 = self.removals.iter().map(|removal| removal.bytes).sum();
        let mut parts = Vec::new();
        for (what, one, many) in [
            (What::Set, "backup", "backups"),
            (What::Orphans, "unfinished set", "unfinished sets"),
            (What::Upload, "open upload", "open uploads"),
            (What::Snapshot, "VolumeSnapshot", "VolumeSnapshots"),
        ] {
            match count(what) {
                0 => {}
                1 => parts.push(format!("1 {one}")),
                number => parts.push(format!("{number} {many}")),
            }
        }
        format!("this removes {}, {}", parts.join(" and "), units::bytes(bytes))
    }

    /// The names that have to be confirmed: each place that was, and the instances of the others.
    pub(super) fn names_to_confirm(&self, confirmed: &[String]) -> Vec<String> {
        let mut names = Vec::new();
        for removal in &self.removals {
            let place = confirmed.iter().find(|name| name.trim_end_matches('/') == removal.place.trim_end_matches('/'));
            let name = place.unwrap_or(&removal.instance);
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_was_confirmed_stands_for_its_instances() {
        let removal = |place: &str, instance: &str| Removal {
            what: What::Set,
            path: String::new(),
            place: place.to_owned(),
            instance: instance.to_owned(),
            files: Vec::new(),
            bytes: 1024,
            place_index: 0,
            set_index: None,
            upload: None,
            snapshot: None,
        };
        let removals = vec![removal("s3://b/p/", "a/x"), removal("s3://b/p/", "a/y"), removal("/b", "a/x")];
        let plan = PrunePlan { policy: Policy::default(), sets: Vec::new(), removals, now: Utc::now() };
        assert_eq!(plan.names_to_confirm(&[]), ["a/x", "a/y"]);
        assert_eq!(plan.names_to_confirm(&["s3://b/p".to_owned()]), ["s3://b/p", "a/x"]);
        assert_eq!(plan.in_words(), "this removes 3 backups, 3.00KiB");
    }

    #[test]
    fn an_instance_is_named_as_people_name_it() {
        assert_eq!(in_words("apps.cache"), "apps/cache");
        assert_eq!(in_words("127.0.0.1_6379"), "127.0.0.1_6379");
        assert_eq!(in_words("cache"), "cache");
    }
}
