//! Which replica takes over from which primary.

use super::facts::{Facts, Objection, Pair};
use crate::domain::replication::Link;
use crate::report::{Finding, Severity};
use crate::target::flavour::Role;
use std::cmp::Reverse;

/// Who hands over to whom. Without a name the replica is taken that is least behind.
///
/// # Errors
/// Why it cannot be told.
pub fn pair(facts: &Facts, wanted: Option<&str>) -> Result<Pair, Objection> {
    match wanted {
        Some(name) => named(facts, name),
        None => unnamed(facts),
    }
}

fn named(facts: &Facts, name: &str) -> Result<Pair, Objection> {
    let Some(new) = facts.topology.index_of(name) else {
        let there: Vec<&str> = facts.topology.nodes.iter().map(|node| node.member.as_str()).collect();
        let message = format!("{name} is no member of it; there are {}", there.join(", "));
        return Err(Objection::firm(Finding::new("not-a-member", Severity::Critical, &facts.subject, message)));
    };
    let node = &facts.topology.nodes[new];
    match node.role {
        // what is left to do after a run that was cut off
        Some(Role::Primary) => Ok(Pair { old: new, new }),
        Some(Role::Replica) => match node.primary.or(node.upstream) {
            Some(old) => Ok(Pair { old, new }),
            None => Err(no_primary(facts, Some(new))),
        },
        None => {
            let why = facts.members[new].answer.as_ref().err().map(crate::error::Error::chain).unwrap_or_default();
            let message = format!("it cannot be promoted, since it does not answer: {why}");
            let finding = Finding::new("unreachable", Severity::Critical, &node.subject, message);
            let hints = facts.members[new].answer.as_ref().err().map(crate::error::Error::hints).unwrap_or_default();
            Err(Objection::firm(hints.iter().take(1).fold(finding, |finding, hint| finding.hint(hint.clone()))))
        }
    }
}

fn unnamed(facts: &Facts) -> Result<Pair, Objection> {
    let primaries: Vec<usize> = facts.topology.primaries().map(|(index, _)| index).collect();
    match primaries.as_slice() {
        [old] => best_replica(facts, Some(*old)).map(|new| Pair { old: *old, new }).ok_or_else(|| {
            let message = "it has no replica that could be promoted: none whose link is up";
            let finding = Finding::new("no-candidate", Severity::Critical, facts.subject_of(*old), message);
            Objection::firm(finding.hint("redis-ops replication-info shows who follows whom"))
        }),
        [] => Err(no_primary(facts, None)),
        several if facts.topology.is_sharded() => {
            let message = format!("it has {} shards, each with a primary: say which replica is meant", several.len());
            let finding = Finding::new("no-candidate", Severity::Critical, &facts.subject, message);
            Err(Objection::firm(finding.hint("redis-ops replication-info shows the shards with their replicas")))
        }
        several => Err(two_primaries(facts, several)),
    }
}

/// Where the one that is meant is a primary already: another one that would be made its replica, with what only it has.
pub(super) fn rivals(facts: &Facts) -> Vec<Objection> {
    let primaries: Vec<usize> = facts.topology.primaries().map(|(index, _)| index).collect();
    let several = primaries.len() > 1 && !facts.topology.is_sharded();
    let objection = several.then(|| two_primaries(facts, &primaries));
    objection.map(|objection| Objection::soft(*objection.finding)).into_iter().collect()
}

/// More than one primary where there should be one.
pub(super) fn two_primaries(facts: &Facts, primaries: &[usize]) -> Objection {
    let names: Vec<&str> = primaries.iter().map(|index| facts.name(*index)).collect();
    let message = format!("{} are both primaries: a promotion would add to the confusion", names.join(" and "));
    let finding = Finding::new("two-primaries", Severity::Critical, &facts.subject, message);
    Objection::firm(finding.hint("compare them with redis-ops replication-info, and make one a replica of the other"))
}

fn no_primary(facts: &Facts, replica: Option<usize>) -> Objection {
    let subject = replica.map_or(facts.subject.as_str(), |index| facts.subject_of(index));
    let message = format!("no primary can be seen that could hand over{}", facts.silence().unwrap_or_default());
    let finding = Finding::new("no-primary", Severity::Critical, subject, message);
    let force = "redis-ops force-failover promotes a replica without its primary";
    // Where nobody answers, nobody can be promoted either.
    let nobody_answers = facts.members.iter().all(|member| member.answer.is_err());
    Objection::firm(match facts.silence_hint() {
        Some(hint) if nobody_answers => finding.hint(hint),
        _ => finding.hint(force),
    })
}

/// The replica that has most: of one primary with its link up, or with none of those that answer at all.
pub fn best_replica(facts: &Facts, of: Option<usize>) -> Option<usize> {
    let fits = |index: &usize| {
        let node = &facts.topology.nodes[*index];
        match of {
            Some(primary) => node.primary == Some(primary) && node.link == Some(Link::Up),
            None => true,
        }
    };
    let never = |index: usize| facts.settings[index].priority == Some(0);
    let replicas = facts.topology.replicas().map(|(index, _)| index).filter(fits);
    replicas.min_by_key(|index| {
        let node = &facts.topology.nodes[*index];
        let loading = facts.info(*index).is_some_and(|info| info.flag("loading") == Some(true));
        let syncing = node.link == Some(Link::Syncing);
        let priority = facts.settings[*index].priority.unwrap_or(100);
        (loading, syncing, never(*index), Reverse(node.offset.unwrap_or(0)), priority, node.member.clone())
    })
}
