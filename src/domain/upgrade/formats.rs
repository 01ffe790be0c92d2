//! Rules `upgrade-format`, `upgrade-rollback` and `upgrade-aof`: can the new server read what the old one wrote, and the
//! old one, after a rollback, what the new one wrote.

use super::release_facts::ReleaseFacts;
use crate::domain::release::Release;
use crate::formats::rdb::Dialect;
use crate::report::{Finding, Severity};

/// From this release on the AOF is a folder with a manifest; servers before look for one file.
const MULTI_PART_AOF: Release = Release::redis(7, 0);

pub(super) fn judge(facts: &ReleaseFacts, current: Release, target: Release) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        [reads(facts, current, target), rollback(facts, current, target)].into_iter().flatten().collect();
    findings.extend(aof(facts, current, target));
    findings
}

/// The target reads what the current one writes.
fn reads(facts: &ReleaseFacts, current: Release, target: Release) -> Option<Finding> {
    let (message, severity) = match current.rdb().map(|written| (written, target.reads(written))) {
        Some((_, Some(true))) => return None,
        Some((written, Some(false))) => (
            format!("{target} does not read {written}, which {current} writes: it ends at its start, again and again"),
            Severity::Critical,
        ),
        _ => (format!("whether {target} reads what {current} writes is not known"), Severity::Unknown),
    };
    Some(Finding::new("upgrade-format", severity, &facts.subject, message).hint(
        "a new instance of the target, filled with redis-ops restore-rdb --engine live, takes the keys by commands",
    ))
}

/// The current one reads what the target will have written.
fn rollback(facts: &ReleaseFacts, current: Release, target: Release) -> Option<Finding> {
    let written = target.rdb()?;
    if current.reads(written) != Some(false) {
        return None;
    }
    let message = format!(
        "there is no way back over the same volume: {current} does not read {written}, which {target} writes at its first \
         save or shutdown"
    );
    Some(Finding::new("upgrade-rollback", Severity::Warning, &facts.subject, message).hint(
        "keep a backup of now: a rollback is an empty volume and redis-ops restore-rdb, and loses what was written since",
    ))
}

/// Where the AOF's shape changes.
fn aof(facts: &ReleaseFacts, current: Release, target: Release) -> Option<Finding> {
    let on = facts.members.iter().filter_map(|member| member.info.as_ref());
    if !on.into_iter().any(|info| info.flag("aof_enabled") == Some(true)) {
        return None;
    }
    let is_multi = |release: Release| release.dialect == Dialect::Valkey || release.is_at_least(MULTI_PART_AOF);
    let (severity, message) = match (is_multi(current), is_multi(target)) {
        (false, true) => (
            Severity::Warning,
            format!(
                "{target} moves the AOF into a folder with a manifest at its start; after a rollback {current} finds no \
                 appendonly.aof and starts EMPTY"
            ),
        ),
        (true, false) => (
            Severity::Critical,
            format!("{target} looks for one appendonly.aof, finds none beside the AOF's folder, and starts EMPTY"),
        ),
        _ => return None,
    };
    let hint = "redis-ops backup-rdb first; after a rollback, redis-ops restore-rdb";
    Some(Finding::new("upgrade-aof", severity, &facts.subject, message).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{facts, ids};
    use super::*;

    fn judged(info: &str, target: Release) -> Vec<(String, Severity)> {
        let facts = facts(info);
        let current = facts.current().expect("a release");
        ids(&judge(&facts, current, target))
    }

    fn one(id: &str, severity: Severity) -> (String, Severity) {
        (id.to_owned(), severity)
    }

    #[test]
    fn forward_within_a_family_is_read_and_backward_is_not() {
        let rollback = one("upgrade-rollback", Severity::Warning);
        assert_eq!(judged("redis_version:7.0.15\n", Release::redis(7, 4)), std::slice::from_ref(&rollback));
        assert_eq!(judged("redis_version:7.4.1\n", Release::redis(8, 0)), [], "the same RDB version");
        assert_eq!(judged("redis_version:7.4.1\n", Release::redis(7, 0)), [one("upgrade-format", Severity::Critical)]);
        let cross = judged("redis_version:7.4.1\n", Release::valkey(8, 1));
        assert_eq!(cross, [one("upgrade-format", Severity::Critical)]);
        assert_eq!(judged("redis_version:7.2.4\n", Release::valkey(9, 0)), [rollback]);
        let unknown = judged("redis_version:7.2.4\n", Release::redis(12, 0));
        assert_eq!(unknown, [one("upgrade-format", Severity::Unknown)]);
    }

    #[test]
    fn the_aofs_shape_changes_with_seven() {
        let old = "redis_version:6.2.14\naof_enabled:1\n";
        let found = judged(old, Release::redis(7, 4));
        assert_eq!(found[1], one("upgrade-aof", Severity::Warning));
        let back = judged("redis_version:7.4.2\naof_enabled:1\n", Release::redis(6, 2));
        assert_eq!(back[1], one("upgrade-aof", Severity::Critical));
        assert_eq!(judged("redis_version:7.4.2\naof_enabled:1\n", Release::redis(8, 0)), []);
    }
}
