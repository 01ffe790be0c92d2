//! Health: rules over what Kubernetes and Redis say, a file for each topic. A rule that could not see is a finding, never a pass.

mod attached;
mod backup_age;
mod cluster;
mod disruption;
mod durability;
mod facts;
mod kernel;
mod memory;
mod monitoring;
mod network;
mod objects;
mod persistence;
mod pods;
mod pressure;
mod reach;
mod replication;
mod roles;
mod sentinels;
mod services;
mod unasked;
mod volumes;

pub use backup_age::{BackupFacts, judge as judge_backups};
pub use facts::{HealthFacts, MemberFacts, SavePoint, Thresholds, parse_save_points};
pub use memory::judge as judge_memory;
pub use objects::{ObjectFacts, kind_words};
pub use pressure::{Growth, judge as judge_pressure};
pub use sentinels::{WatchFacts, judge_sentinel_reach, judge_sentinels};

use crate::domain::replication::Topology;
use crate::formats::info::Info;
use crate::report::Finding;
use crate::target::shards::Cluster;
use crate::target::topology::AddressMap;

/// The rules on roles alone: `two-primaries`, `no-primary` and `role-unexpected`.
pub fn judge_roles(facts: &HealthFacts) -> Vec<Finding> {
    roles::judge(facts)
}

/// The rules on a Redis Cluster alone: slots, shards, nodes. `partial` is whether only a part of its members was asked.
pub fn judge_cluster(subject: &str, cluster: &Cluster, partial: bool) -> Vec<Finding> {
    cluster::judge(subject, cluster, partial)
}

/// The rule `slots-uncovered` alone.
pub fn judge_slots(subject: &str, cluster: &Cluster) -> Option<Finding> {
    cluster::judge_slots(subject, cluster)
}

/// The rule `members-missing` alone.
pub fn judge_missing(facts: &HealthFacts) -> Vec<Finding> {
    pods::judge_missing(facts)
}

/// The rules `unreachable` and `loading` alone.
pub fn judge_reach(member: &MemberFacts) -> Option<Finding> {
    reach::judge(member)
}

/// The rule `loading` alone, of a server that answered.
pub fn judge_loading(subject: &str, info: &Info) -> Option<Finding> {
    reach::loading(subject, info)
}

/// The rule `nodes-unasked` alone: nodes of a Redis Cluster that nobody asked, since one was named by its address.
pub fn judge_unasked_nodes(subject: &str, cluster: &Cluster) -> Option<Finding> {
    unasked::nodes(subject, cluster)
}

/// The rule `replica-link-down` alone, of a member that is a replica.
pub fn judge_link(member: &MemberFacts, addresses: &AddressMap) -> Option<Finding> {
    replication::link(member, addresses)
}

/// The findings of the rules over the objects around the pods.
pub fn judge_objects(facts: &HealthFacts, objects: &ObjectFacts) -> Vec<Finding> {
    let mut findings = services::judge(facts, objects);
    findings.extend(volumes::judge(facts, objects));
    findings.extend(network::judge(facts, objects));
    findings.extend(disruption::judge(facts, objects));
    findings.extend(monitoring::judge(facts, objects));
    findings.extend(kernel::judge(facts, objects));
    findings.extend(objects::judge_unseen(&facts.subject, objects));
    findings
}

/// Every finding of every rule over pods and servers. What each id means is written in `docs/findings.md`.
pub fn judge(facts: &HealthFacts) -> Vec<Finding> {
    let topology = Topology::of(&facts.members, &facts.addresses);
    let mut findings = roles::judge(facts);
    findings.extend(facts.judge_cluster());
    findings.extend(pods::judge_missing(facts));
    findings.extend(attached::judge(facts, &topology));
    findings.extend(unasked::judge(facts));
    for member in &facts.members {
        findings.extend(pods::judge(member, facts));
        findings.extend(reach::judge(member));
        // A server that loads tells nothing else of use: its numbers are those of an empty server.
        if member.info().is_some_and(|info| info.flag("loading") != Some(true)) {
            findings.extend(replication::judge(member, facts, &topology));
            findings.extend(persistence::judge(member, facts));
            findings.extend(durability::judge(member, facts));
            findings.extend(memory::judge(member));
        }
    }
    findings
}
