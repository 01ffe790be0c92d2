//! The way of a promotion, by who owns the role.

use super::facts::{Facts, Objection, Pair, at_least};
use crate::report::{Finding, Severity};
use crate::target::role_owner::RoleOwner;
use serde::Serialize;

/// How the role is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Sentinel fails over, while the old primary holds its writes back.
    Sentinel,
    /// CLUSTER FAILOVER on the replica.
    Cluster,
    /// FAILOVER TO on the primary.
    Failover,
    /// The old primary holds its writes back, the replica is told to be a primary, the old one to follow it.
    Pause,
}

/// The way for a pair of members.
///
/// # Errors
/// Why nobody can hand over here.
pub fn way(facts: &Facts, pair: Pair) -> Result<Way, Objection> {
    let old = facts.info(pair.old);
    let pauses = old.is_some_and(|info| at_least(info, (6, 2)));
    let by_servers = || match facts.settings[pair.old].has_failover {
        Some(false) => Way::Pause,
        _ => Way::Failover,
    };
    match facts.owner {
        RoleOwner::ClusterBus => Ok(Way::Cluster),
        RoleOwner::Sentinel | RoleOwner::SpotahomeOperator | RoleOwner::OpstreeSentinel => Ok(Way::Sentinel),
        RoleOwner::StatefulSetName => Err(Objection::firm(rebuild(facts, pair))),
        RoleOwner::Nobody => {
            let message = "there is one server, and nobody who could take over";
            let finding = Finding::new("role-owner-refuses", Severity::Critical, &facts.subject, message);
            Err(Objection::firm(finding.hint("add replicas first")))
        }
        RoleOwner::StatefulSetOrdinal | RoleOwner::OpstreeOperator | RoleOwner::Unknown => {
            if pauses {
                Ok(by_servers())
            } else if old.is_none() {
                let message = format!("{} does not answer, and so cannot hand over", facts.name(pair.old));
                let finding = Finding::new("no-primary", Severity::Critical, &facts.subject, message);
                Err(Objection::firm(
                    finding.hint("redis-ops force-failover promotes a replica without it, and says what may be lost"),
                ))
            } else {
                let version = old.and_then(|info| info.version()).unwrap_or_else(|| "unknown".to_owned());
                let message =
                    format!("its servers are of version {version}: before 6.2 a primary cannot hold its writes back");
                let finding = Finding::new("server-too-old", Severity::Critical, &facts.subject, message);
                Err(Objection::firm(
                    finding.hint("redis-ops force-failover promotes a replica and says what may be lost"),
                ))
            }
        }
    }
}

/// The chart starts pods of one StatefulSet as primaries and those of the other as replicas, and kills the replicas while
/// the primary is down: what it takes is the primary's pod, with the replica's data.
pub(super) fn rebuild(facts: &Facts, pair: Pair) -> Finding {
    let (namespace, instance) = facts.subject.split_once('/').unwrap_or(("", &facts.subject));
    let message = format!(
        "the StatefulSet's name fixes the roles: {} would be a replica again at its next start, and its probes fail while \
         the primary is away, so that it starts again within a minute",
        facts.name(pair.new)
    );
    let place = format!("-n {namespace} -r {instance}");
    let hint = if facts.info(pair.old).is_some() {
        format!(
            "bring the primary's pod back with a replica's data: redis-ops backup-rdb {place} --role replica --to DIR, then, \
             SET being the path that it prints last, redis-ops restore-rdb SET {place}"
        )
    } else {
        // redis/src/replication.c, syncCommand: NOMASTERLINK
        format!(
            "bring the primary's pod back: its volume has its data. A replica without its primary gives no backup (it \
             refuses SYNC), so where that volume is lost keep the replica's before the primary starts empty: redis-ops \
             create-pvc-snapshot {place}"
        )
    };
    Finding::new("role-owner-refuses", Severity::Critical, &facts.subject, message).hint(hint)
}
