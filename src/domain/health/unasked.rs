//! Rules `primary-unasked` and `nodes-unasked`: who was not asked where servers are named by their address, so that nobody is
//! judged with them.

use super::{HealthFacts, MemberFacts};
use crate::report::{Finding, Severity};
use crate::target::flavour::Role;
use crate::target::shards::Cluster;

/// Replicas that were named by an address, without whom they follow. In a cluster the nodes tell of each other.
pub(super) fn judge(facts: &HealthFacts) -> Vec<Finding> {
    let alone = |member: &&MemberFacts| member.pod.is_none() && member.role() == Some(Role::Replica);
    if !facts.partial || facts.cluster.is_some() {
        return Vec::new();
    }
    facts.members.iter().filter(alone).filter_map(|member| primary(member, facts)).collect()
}

fn primary(replica: &MemberFacts, facts: &HealthFacts) -> Option<Finding> {
    let info = replica.info()?;
    let (host, port) = (info.text("master_host")?, info.text("master_port")?.parse().ok()?);
    if facts.addresses.member_at(host, port).is_some_and(|member| member != replica.name) {
        return None;
    }
    let message = format!("is judged alone: its primary {host}:{port} was not asked");
    Some(
        Finding::new("primary-unasked", Severity::Info, &replica.subject, message)
            .hint(format!("redis-ops health --url redis://{host}:{port} judges that one")),
    )
}

/// The other nodes of a cluster of which one was named by its address. Those that are down are findings of their own.
pub(super) fn nodes(subject: &str, cluster: &Cluster) -> Option<Finding> {
    let others = cluster.nodes.iter().filter(|node| node.member.is_none() && !node.failed);
    let others: Vec<&str> =
        others.filter(|node| node.handshake_with.is_empty()).map(|node| node.address.as_str()).collect();
    // A subject with a namespace has pods: who is none of them is `cluster-stranger`.
    if subject.contains('/') || others.is_empty() {
        return None;
    }
    let (nodes, were) = if others.len() == 1 { ("node", "was") } else { ("nodes", "were") };
    let message = format!("is one node of a Redis Cluster: {} other {nodes} {were} not asked", others.len());
    Some(Finding::new("nodes-unasked", Severity::Info, subject, message).hint(format!(
        "the same command with -n NAMESPACE -r INSTANCE asks them all; by --url one by one: {}",
        others.join(", ")
    )))
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{ids, instance, member};
    use super::super::judge;
    use crate::report::{Severity, Verdict};
    use crate::target::facts::PodFacts;

    const FOLLOWS: &str = "role:slave\nmaster_host:10.0.0.1\nmaster_port:6379\nmaster_last_io_seconds_ago:1\n";

    #[test]
    fn a_replica_alone_is_judged_by_its_link_and_its_primary_is_named() {
        let mut facts = instance(vec![member("b", &format!("{FOLLOWS}master_link_status:up\n"))]);
        facts.partial = true;
        let found = judge(&facts);
        assert_eq!((ids(&found), Verdict::of(&found)), (vec!["primary-unasked"], Verdict::Ok));
        assert_eq!(found[0].message, "is judged alone: its primary 10.0.0.1:6379 was not asked");
        facts.members = vec![member("b", &format!("{FOLLOWS}master_link_status:down\n"))];
        let found = judge(&facts);
        let down = found.iter().find(|one| one.id == "replica-link-down").map(|one| one.severity);
        assert_eq!((down, Verdict::of(&found)), (Some(Severity::Critical), Verdict::Critical), "as check-replication");
        facts.members[0].pod = Some(PodFacts::default());
        assert!(super::judge(&facts).is_empty(), "whoever picks a pod knows that there are others");
    }
}
