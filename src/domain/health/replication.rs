//! Rules `replica-link-down` and `replica-lag`: do the replicas follow, and how closely.

use super::{HealthFacts, MemberFacts};
use crate::domain::replication::Topology;
use crate::report::units;
use crate::report::{Finding, Severity};
use crate::target::flavour::Role;
use crate::target::topology::AddressMap;

pub(super) fn judge(member: &MemberFacts, facts: &HealthFacts, topology: &Topology) -> Option<Finding> {
    if member.role() != Some(Role::Replica) {
        return None;
    }
    link(member, &facts.addresses).or_else(|| lag(member, facts, topology))
}

pub(super) fn link(member: &MemberFacts, addresses: &AddressMap) -> Option<Finding> {
    let info = member.info()?;
    if info.text("master_link_status") == Some("up") {
        return None;
    }
    let host = info.text("master_host").unwrap_or("?");
    let address = format!("{host}:{}", info.text("master_port").unwrap_or("?"));
    let primary = match addresses.member(host) {
        Some(name) if name != host => format!("{name} ({address})"),
        _ => address,
    };
    if info.flag("master_sync_in_progress") == Some(true) {
        let left = info.signed("master_sync_left_bytes").and_then(|left| u64::try_from(left).ok());
        let left = left.map_or(String::new(), |left| format!(", {} left", units::bytes(left)));
        let message = format!("is taking a full copy from {primary}{left}");
        return Some(
            Finding::new("replica-link-down", Severity::Warning, &member.subject, message).hint("wait, and ask again"),
        );
    }
    let since = info.signed("master_link_down_since_seconds").filter(|seconds| *seconds >= 0);
    let since = since.map_or(String::new(), |seconds| format!(" for {}", units::duration(seconds as f64)));
    let message = format!("has lost its primary {primary}{since}");
    Some(Finding::new("replica-link-down", Severity::Critical, &member.subject, message).hint(format!(
        "is the primary up, its name resolvable, masterauth right? the replica's log says why: {}",
        member.log()
    )))
}

fn lag(member: &MemberFacts, facts: &HealthFacts, topology: &Topology) -> Option<Finding> {
    let info = member.info()?;
    let own = info.number("slave_repl_offset").or_else(|| info.number("master_repl_offset"))?;
    // The two offsets are not read in the same instant; a replica seen ahead of its primary is not behind.
    let lag_bytes = primary_offset(member, facts).map(|primary| primary.saturating_sub(own));
    let silent_seconds = info.signed("master_last_io_seconds_ago").and_then(|seconds| u64::try_from(seconds).ok());
    // Whom it follows may have heard nothing of it for longer than the other way round.
    let node = topology.nodes.iter().find(|node| node.member == member.name);
    let acknowledged = node.and_then(|node| node.acknowledged_seconds_ago).filter(|ago| Some(*ago) > silent_seconds);
    let too_far = lag_bytes.is_some_and(|bytes| bytes > facts.thresholds.lag_bytes);
    let too_long = acknowledged.max(silent_seconds).is_some_and(|seconds| seconds > facts.thresholds.lag.as_secs());
    if !too_far && !too_long {
        return None;
    }
    let silence = silent_seconds.map(|seconds| units::duration(seconds as f64));
    let message = match (lag_bytes.filter(|_| too_far), silence) {
        (Some(bytes), Some(silence)) => {
            format!("is {} behind its primary, and heard of it {silence} ago", units::bytes(bytes))
        }
        (Some(bytes), None) => format!("is {} behind its primary", units::bytes(bytes)),
        (None, _) if acknowledged.is_some() => format!(
            "has acknowledged nothing to its primary for {}",
            units::duration(acknowledged.unwrap_or_default() as f64)
        ),
        (None, silence) => format!("has not heard of its primary for {}", silence.unwrap_or_default()),
    };
    Some(
        Finding::new("replica-lag", Severity::Warning, &member.subject, message)
            .hint("is the replica short of CPU or network? redis-ops info replication shows both ends"),
    )
}

/// What the primary has written that a replica is to have: the only one, or that of its shard.
fn primary_offset(replica: &MemberFacts, facts: &HealthFacts) -> Option<u64> {
    let mut primaries = facts.members.iter().filter(|member| member.role() == Some(Role::Primary));
    let primary = match &facts.cluster {
        Some(cluster) => {
            let name = cluster.primary_of(&replica.name)?;
            primaries.find(|primary| primary.name == name)?
        }
        None => primaries.next().filter(|_| primaries.next().is_none())?,
    };
    primary.info()?.number("master_repl_offset")
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{ids, instance, member};
    use super::super::judge;
    use crate::report::Severity;

    const UP: &str = "role:slave\nmaster_link_status:up\nmaster_last_io_seconds_ago:0\n";

    #[test]
    fn a_close_replica_is_silent_and_a_far_one_is_not() {
        let judged = |offset: &str| {
            let primary = member("a", "master_repl_offset:20000000\n");
            judge(&instance(vec![primary, member("b", &format!("{UP}slave_repl_offset:{offset}\n"))]))
        };
        assert!(judged("19999000").is_empty());
        assert!(judged("20001000").is_empty());
        assert_eq!(ids(&judged("1000")), ["replica-lag"]);
    }

    #[test]
    fn a_primary_that_is_not_heard_of_is_told_as_such() {
        let judged = |seconds: u32| {
            let replica = format!("{UP}slave_repl_offset:5\nmaster_last_io_seconds_ago:{seconds}\n");
            judge(&instance(vec![member("a", "master_repl_offset:5\n"), member("b", &replica)]))
        };
        // A primary pings its replicas every 10 s, give or take one.
        assert!(judged(11).is_empty());
        assert_eq!(judged(21)[0].message, "has not heard of its primary for 21s");
    }

    #[test]
    fn a_lost_link_is_critical_and_a_full_sync_is_a_warning() {
        let lost = "role:slave\nmaster_link_status:down\nmaster_host:10.0.0.1\nmaster_port:6379\nmaster_link_down_since_seconds:75\n";
        let found = judge(&instance(vec![member("a", ""), member("b", lost)]));
        assert_eq!((found[0].severity, ids(&found)), (Severity::Critical, vec!["replica-link-down"]));
        assert!(found[0].message.contains("10.0.0.1:6379 for 1m15s"), "{}", found[0].message);
        let syncing = format!("{lost}master_sync_in_progress:1\n");
        assert_eq!(judge(&instance(vec![member("a", ""), member("b", &syncing)]))[0].severity, Severity::Warning);
    }
}
