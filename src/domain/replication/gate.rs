//! The gate of `check-replication`: is the instance replicated as it should be, yes or no.

use super::judge::{Limits, judge_attached_lag, judge_lag, judge_structure, no_replica};
use super::topology::Topology;
use crate::domain::health::{self, HealthFacts};
use crate::report::{Finding, Severity};
use crate::target::shards::ShardTag;
use serde::Serialize;
use std::time::Duration;

/// What the gate wants.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// Replicas of each primary; none for "at least one".
    pub replicas: Option<usize>,
    /// Bytes a replica may be behind.
    pub max_lag_bytes: u64,
    /// Time a replica and its primary may not have heard of each other.
    pub max_silence: Duration,
    /// Whether all members of the instance are known.
    pub complete: bool,
}

/// A primary with what follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShardCount {
    /// The primary.
    pub primary: String,
    /// Its shard, in cluster mode.
    pub shard: Option<ShardTag>,
    /// `namespace/pod`, or `host:port`.
    #[serde(skip)]
    pub subject: String,
    /// Replicas that are attached to it, or to one of its replicas, and online; phantoms are not.
    pub replicas: usize,
    /// The greatest lag among its replicas, bytes.
    pub greatest_lag_bytes: Option<u64>,
}

/// Counts the replicas of each primary, as those they are attached to know them.
pub fn count_shards(topology: &Topology) -> Vec<ShardCount> {
    let count = |(primary, node): (usize, &super::Node)| {
        let below = |index: usize| topology.nodes[index].primary == Some(primary);
        let attached = topology.attached.iter().filter(|one| below(one.node) && !one.is_phantom() && !one.rdb_channel);
        let outside = topology.attached.iter().filter(|one| below(one.node) && one.is_outsider());
        let lags = topology.replicas().filter(|(index, _)| below(*index)).filter_map(|(_, replica)| replica.lag_bytes);
        ShardCount {
            primary: node.member.clone(),
            shard: node.shard.clone(),
            subject: node.subject.clone(),
            replicas: attached.filter(|one| one.state == "online").count(),
            greatest_lag_bytes: lags.chain(outside.filter_map(|one| one.lag_bytes)).max(),
        }
    };
    // A primary of a cluster that is in no shard has nothing to replicate.
    let counts = |node: &super::Node| !topology.is_sharded() || node.shard.is_some();
    topology.primaries().filter(|(_, node)| counts(node)).map(count).collect()
}

/// What keeps the gate shut. A finding is CRITICAL, or UNKNOWN where it could not be seen; there is nothing in between.
pub fn judge_gate(facts: &HealthFacts, topology: &Topology, expected: Expected) -> Vec<Finding> {
    let limits = Limits {
        warning_bytes: expected.max_lag_bytes,
        critical_bytes: expected.max_lag_bytes,
        max_silence: expected.max_silence,
    };
    let mut findings = health::judge_roles(facts);
    findings.extend(facts.judge_cluster());
    findings.extend(health::judge_missing(facts));
    findings.extend(judge_lag(&facts.members, topology, limits));
    findings.extend(judge_attached_lag(topology, limits));
    findings.extend(judge_structure(topology, expected.complete));
    // Roles that only wait for a restart to be undone, and snapshots being taken, are no reason to stop a script.
    findings.retain(|finding| !["role-unexpected", "phantom-replica"].contains(&finding.id.as_str()));
    findings.extend(missing(&count_shards(topology), facts, expected));
    for finding in &mut findings {
        if finding.severity == Severity::Warning {
            finding.severity = Severity::Critical;
        }
    }
    findings
}

fn missing(shards: &[ShardCount], facts: &HealthFacts, expected: Expected) -> Vec<Finding> {
    if shards.is_empty() && facts.partial {
        let message = "no primary was among the servers that were asked";
        return vec![
            Finding::new("no-primary", Severity::Unknown, &facts.subject, message)
                .hint("name the instance by -n and -r, or its primary by --url"),
        ];
    }
    let short = shards.iter().filter_map(|shard| match (shard.replicas, expected.replicas) {
        (0, None) => Some(no_replica(&shard.subject, Severity::Critical)),
        (there, Some(wanted)) if there < wanted => {
            let message = format!("has {there} of {wanted} replicas attached and online");
            let found = Finding::new("replicas-missing", Severity::Critical, &shard.subject, message);
            Some(found.hint("redis-ops replication-info shows who follows whom"))
        }
        _ => None,
    });
    short.collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Fixture, ids, primary, replica};
    use super::*;
    use crate::domain::health::Thresholds;
    use chrono::DateTime;

    fn gate(members: &[(&str, &str)], replicas: Option<usize>) -> Vec<Finding> {
        let fixture = Fixture::of(members);
        let topology = fixture.topology();
        let facts = HealthFacts {
            subject: "apps/cache".into(),
            members: fixture.members,
            stateful_sets: Vec::new(),
            partial: false,
            now: DateTime::UNIX_EPOCH,
            thresholds: Thresholds::default(),
            addresses: topology.addresses.clone(),
            cluster: None,
        };
        let max_silence = Duration::from_secs(20);
        judge_gate(&facts, &topology, Expected { replicas, max_lag_bytes: 1000, max_silence, complete: true })
    }

    const ONE: &str = "10.0.0.2,port=6379,state=online,offset=500,lag=0";
    const PHANTOM: &str = "127.0.0.1,port=0,state=online,offset=0,lag=0";

    #[test]
    fn a_primary_with_its_replica_passes() {
        let (first, second) = (primary(500, &[ONE, PHANTOM]), replica("10.0.0.1", "up", 500));
        assert!(gate(&[("a-0", &first), ("a-1", &second)], None).is_empty());
        assert!(gate(&[("a-0", &first), ("a-1", &second)], Some(1)).is_empty());
        let found = gate(&[("a-0", &first), ("a-1", &second)], Some(2));
        assert_eq!(ids(&found), [("replicas-missing", Severity::Critical)]);
        assert_eq!(found[0].message, "has 1 of 2 replicas attached and online", "the phantom is none");
    }

    #[test]
    fn without_a_replica_the_gate_is_shut_unless_none_is_wanted() {
        let alone = primary(500, &[]);
        assert_eq!(ids(&gate(&[("a-0", &alone)], None)), [("replicas-missing", Severity::Critical)]);
        assert!(gate(&[("a-0", &alone)], Some(0)).is_empty());
    }

    #[test]
    fn what_is_a_warning_elsewhere_shuts_the_gate() {
        let (first, second) = (primary(500, &[ONE]), replica("10.0.0.1", "down", 500));
        let syncing = format!("{second}master_sync_in_progress:1\n");
        let found = gate(&[("a-0", &first), ("a-1", &syncing)], None);
        assert_eq!(ids(&found), [("replica-link-down", Severity::Critical)]);
        let far = replica("10.0.0.1", "up", 500);
        let first = primary(5000, &[ONE]);
        assert_eq!(ids(&gate(&[("a-0", &first), ("a-1", &far)], None)), [("replica-lag", Severity::Critical)]);
    }

    #[test]
    fn two_primaries_shut_it_but_not_in_a_cluster() {
        let first = primary(500, &["10.0.0.3,port=6379,state=online,offset=500,lag=0"]);
        let second = primary(900, &["10.0.0.4,port=6379,state=online,offset=900,lag=0"]).replace("aaaa", "bbbb");
        let cluster = |text: &str| format!("{text}cluster_enabled:1\n");
        let third = replica("10.0.0.1", "up", 500);
        let fourth = replica("10.0.0.2", "up", 900).replace("aaaa", "bbbb");
        let members = [("a-0", first.as_str()), ("a-1", &second), ("a-2", &third), ("a-3", &fourth)];
        assert_eq!(ids(&gate(&members, None)), [("two-primaries", Severity::Critical)]);
        let (first, second) = (cluster(&first), cluster(&second));
        let members = [("a-0", first.as_str()), ("a-1", &second), ("a-2", &third), ("a-3", &fourth)];
        assert!(gate(&members, Some(1)).is_empty());
    }
}
