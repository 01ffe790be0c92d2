//! Rules `replica-lag`, `phantom-replica`, `follows-stranger` and `replicas-missing`; reach and links are judged by the
//! rules of health.

use super::topology::{Attached, Node, Topology};
use crate::domain::health::{self, MemberFacts};
use crate::report::{Finding, Severity, units};
use crate::target::flavour::Role;
use std::time::Duration;

/// How far a replica may be behind.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes above which it deserves attention.
    pub warning_bytes: u64,
    /// Bytes above which it is broken.
    pub critical_bytes: u64,
    /// Time after which not having heard of each other deserves attention.
    pub max_silence: Duration,
}

/// Judges every member: does it answer, is a replica's link up, is it close to its primary. `members` are those the
/// topology was made from.
pub fn judge_lag(members: &[MemberFacts], topology: &Topology, limits: Limits) -> Vec<Finding> {
    let judged = members.iter().zip(&topology.nodes).filter_map(|(member, node)| {
        health::judge_reach(member).or_else(|| {
            let replica = node.role == Some(Role::Replica);
            replica.then(|| health::judge_link(member, &topology.addresses).or_else(|| lag(node, topology, limits)))?
        })
    });
    judged.collect()
}

/// Judges the attached replicas outside the instance, by what those they follow say of them.
pub fn judge_attached_lag(topology: &Topology, limits: Limits) -> Vec<Finding> {
    let outsiders = topology.attached.iter().filter(|attached| attached.is_outsider());
    let judged = outsiders.filter_map(|attached| {
        if attached.state != "online" {
            let message = format!("takes a full copy from {} ({})", attached.to, attached.state);
            let found = Finding::new("replica-link-down", Severity::Warning, attached.address(), message);
            return Some(found.hint("wait, and ask again"));
        }
        let silent_seconds = Some(attached.acknowledged_seconds_ago);
        too_far(&attached.address(), &attached.to, attached.lag_bytes, silent_seconds, limits)
            .or_else(|| attached.is_unheard().then(|| unheard(attached)))
    });
    judged.collect()
}

/// One that was attached a moment ago: nothing is known of it, neither good nor bad.
fn unheard(attached: &Attached) -> Finding {
    let message = format!(
        "cannot be told how far behind {}: it was attached {} ago and has acknowledged nothing yet",
        attached.to,
        units::duration(attached.acknowledged_seconds_ago as f64)
    );
    Finding::new("replica-lag", Severity::Unknown, attached.address(), message)
        .hint("replicas acknowledge once a second: ask again")
}

fn lag(node: &Node, topology: &Topology, limits: Limits) -> Option<Finding> {
    let silent_seconds = node.heard_seconds_ago.max(node.acknowledged_seconds_ago);
    let primary = node.primary.map_or("its primary", |primary| topology.nodes[primary].member.as_str());
    too_far(&node.subject, primary, node.lag_bytes, silent_seconds, limits)
        .or_else(|| node.lag_bytes.is_none().then(|| untold(node, topology)))
}

fn too_far(
    subject: &str,
    primary: &str,
    lag_bytes: Option<u64>,
    silent_seconds: Option<u64>,
    limits: Limits,
) -> Option<Finding> {
    let far = lag_bytes.filter(|bytes| *bytes > limits.warning_bytes);
    let long = silent_seconds.filter(|seconds| *seconds > limits.max_silence.as_secs());
    let silence = long.map(|seconds| units::duration(seconds as f64));
    let message = match (far, silence) {
        (None, None) => return None,
        (Some(bytes), None) => format!("is {} behind {primary}", units::bytes(bytes)),
        (Some(bytes), Some(silence)) => {
            format!("is {} behind {primary}, and they have not heard of each other for {silence}", units::bytes(bytes))
        }
        (None, Some(silence)) => format!("and {primary} have not heard of each other for {silence}"),
    };
    let critical = far.is_some_and(|bytes| bytes > limits.critical_bytes);
    let severity = if critical { Severity::Critical } else { Severity::Warning };
    Some(
        Finding::new("replica-lag", severity, subject, message)
            .hint("is the replica short of CPU or network? redis-ops replica-lag --watch shows where it is going"),
    )
}

/// A link that is up, with nothing to compare the offset with.
fn untold(node: &Node, topology: &Topology) -> Finding {
    let host = node.follows.as_ref().map_or_else(|| "?".to_owned(), |one| format!("{}:{}", one.host, one.port));
    let (reason, hint) = match (node.upstream, node.primary) {
        (None, _) => (
            format!("{host}, which it follows, was not asked"),
            format!("ask that one: redis-ops replica-lag --url redis://{host}"),
        ),
        (Some(upstream), None) => {
            let silent = &topology.nodes[upstream].member;
            (format!("{silent}, which it follows, did not tell"), "is that one reachable?".to_owned())
        }
        (Some(_), Some(primary)) => {
            let primary = &topology.nodes[primary].member;
            let reason = format!("it and {primary} have different histories (master_replid)");
            (reason, "a moment after a failover or a full copy this is so; ask again".to_owned())
        }
    };
    let message = format!("cannot be told how far behind its primary: {reason}");
    Finding::new("replica-lag", Severity::Unknown, &node.subject, message).hint(hint)
}

/// Judges who follows whom. `complete` is whether all members of the instance are known: then a replica that follows
/// somebody else follows a stranger.
pub fn judge_structure(topology: &Topology, complete: bool) -> Vec<Finding> {
    let mut findings: Vec<Finding> = topology
        .attached
        .iter()
        .filter(|attached| attached.is_phantom())
        .map(|attached| phantom(attached, &topology.nodes[attached.node]))
        .collect();
    if !complete {
        return findings;
    }
    let silent = topology.nodes.iter().any(|node| node.role.is_none());
    for (_, node) in topology.replicas().filter(|(_, node)| node.upstream.is_none()) {
        let Some(follows) = &node.follows else { continue };
        let (host, port) = (&follows.host, follows.port);
        let (severity, message) = if silent {
            (
                Severity::Unknown,
                format!("follows {host}:{port}, which is no member that answered, and not all answered"),
            )
        } else {
            (Severity::Warning, format!("follows {host}:{port}, which is no member of the instance"))
        };
        findings.push(Finding::new("follows-stranger", severity, &node.subject, message).hint(
            "a replica holds what the one it follows holds: is the host a member's, of this namespace, and is it up?",
        ));
    }
    findings
}

fn phantom(attached: &Attached, to: &Node) -> Finding {
    let message = format!("has a replica without a port attached, from {} ({})", attached.host, attached.state);
    Finding::new("phantom-replica", Severity::Warning, &to.subject, message).hint(
        "a snapshot is being taken by backup-rdb or redis-cli --rdb, or somebody sent SYNC: CLIENT LIST TYPE replica",
    )
}

/// The finding of an instance that no replica was seen of.
pub fn no_replica(subject: &str, severity: Severity) -> Finding {
    Finding::new("replicas-missing", severity, subject, "has no replica at all")
        .hint("is it meant to have one? redis-ops replication-info shows who follows whom")
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Fixture, ids, primary, replica};
    use super::*;

    const LIMITS: Limits = Limits { warning_bytes: 1000, critical_bytes: 10_000, max_silence: Duration::from_secs(20) };

    fn lag_of(offset: u64, heard: u64) -> Vec<Finding> {
        let follower = replica("10.0.0.1", "up", offset).replace("ago:0", &format!("ago:{heard}"));
        let fixture = Fixture::of(&[("a-0", &primary(50_000, &[])), ("a-1", &follower)]);
        judge_lag(&fixture.members, &fixture.topology(), LIMITS)
    }

    #[test]
    fn bytes_and_silence_have_their_limits() {
        assert!(lag_of(49_000, 20).is_empty());
        let found = lag_of(48_999, 0);
        assert_eq!(ids(&found), [("replica-lag", Severity::Warning)]);
        assert_eq!((found[0].subject.as_str(), found[0].message.as_str()), ("apps/a-1", "is 1001B behind a-0"));
        assert_eq!(ids(&lag_of(39_999, 0)), [("replica-lag", Severity::Critical)]);
        assert_eq!(lag_of(50_000, 21)[0].message, "and a-0 have not heard of each other for 21s");
    }

    #[test]
    fn what_cannot_be_compared_is_unknown() {
        let silent = Fixture::of(&[("a-0", ""), ("a-1", &replica("10.0.0.1", "up", 5))]);
        let found = judge_lag(&silent.members, &silent.topology(), LIMITS);
        assert_eq!(ids(&found), [("unreachable", Severity::Unknown), ("replica-lag", Severity::Unknown)]);
        assert!(found[1].message.contains("a-0, which it follows, did not tell"), "{}", found[1].message);
        let alone = Fixture::of(&[("a-1", &replica("10.9.9.9", "up", 5))]);
        let found = judge_lag(&alone.members, &alone.topology(), LIMITS);
        assert!(found[0].hint.as_deref().is_some_and(|hint| hint.ends_with("redis://10.9.9.9:6379")));
    }

    #[test]
    fn outsiders_are_judged_by_what_is_said_of_them() {
        let lines = [
            "192.168.1.1,port=6379,state=online,offset=100,lag=0",
            "192.168.1.2,port=6379,state=send_bulk,offset=0,lag=0",
            "192.168.1.3,port=6379,state=online,offset=4900,lag=1",
        ];
        let topology = Fixture::of(&[("a-0", &primary(5000, &lines))]).topology();
        let found = judge_attached_lag(&topology, LIMITS);
        assert_eq!(ids(&found), [("replica-lag", Severity::Warning), ("replica-link-down", Severity::Warning)]);
        assert_eq!(found[0].subject, "192.168.1.1:6379");
    }

    #[test]
    fn an_outsider_that_was_just_attached_is_no_lag_and_no_pass() {
        let of = |lag: u64| {
            let line = format!("192.168.1.1,port=6379,state=online,offset=0,lag={lag}");
            let topology = Fixture::of(&[("a-0", &primary(16_000_000, &[&line]))]).topology();
            judge_attached_lag(&topology, LIMITS).into_iter().map(|one| (one.severity, one.message)).collect::<Vec<_>>()
        };
        let found = of(0);
        assert_eq!((found.len(), found[0].0), (1, Severity::Unknown), "{found:?}");
        assert!(found[0].1.contains("acknowledged nothing yet"), "{found:?}");
        assert_eq!(of(45)[0].0, Severity::Warning, "one that never does is judged by its silence");
    }

    #[test]
    fn strangers_are_told_where_all_members_are_known() {
        let stranger = replica("a-0.headless.default.svc.cluster.local", "down", 5);
        let line = "127.0.0.1,port=0,state=wait_bgsave,offset=0,lag=0";
        let topology = Fixture::of(&[("a-0", &primary(5, &[line])), ("a-1", &stranger)]).topology();
        let found = judge_structure(&topology, true);
        assert_eq!(ids(&found), [("phantom-replica", Severity::Warning), ("follows-stranger", Severity::Warning)]);
        assert_eq!(judge_structure(&topology, false).len(), 1);
        let topology = Fixture::of(&[("a-0", ""), ("a-1", &stranger)]).topology();
        assert_eq!(ids(&judge_structure(&topology, true)), [("follows-stranger", Severity::Unknown)]);
    }
}
