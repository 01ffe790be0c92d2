//! Who decides which member is the primary, and what a manual promotion meets: a table, checked against the sources of
//! the charts and operators (sb-helm-charts 0.4, Bitnami 23, Spotahome 1.2, OT-CONTAINER-KIT 0.2x).

use super::facts::{Owner, PodFacts};
use super::flavour::Flavour;
use super::sentinel::is_sentinel;
use serde::Serialize;

/// Who decides which member is the primary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleOwner {
    /// An init container makes the StatefulSet's ordinal 0 the primary at every start.
    StatefulSetOrdinal,
    /// The start script makes the pods of one StatefulSet primaries, those of the other replicas.
    StatefulSetName,
    /// Sentinel.
    Sentinel,
    /// Spotahome's operator, by Sentinel.
    SpotahomeOperator,
    /// OT-CONTAINER-KIT's operator.
    OpstreeOperator,
    /// Sentinel, beside OT-CONTAINER-KIT's operator, which keeps the role labels.
    OpstreeSentinel,
    /// The nodes of a Redis Cluster among themselves.
    ClusterBus,
    /// There is nothing to decide: one server, no replication.
    Nobody,
    /// No known chart or operator.
    Unknown,
}

/// What the owner of the role is told from.
#[derive(Debug, Clone, Copy)]
pub struct RoleFacts<'a> {
    /// Who deployed the instance.
    pub flavour: Flavour,
    /// Pods of its members, and of the Sentinels that watch them.
    pub pods: &'a [&'a PodFacts],
    /// Every controller above its pods.
    pub owners: &'a [Owner],
    /// `cluster_enabled`, where a server said it.
    pub cluster: Option<bool>,
    /// Number of its members.
    pub members: usize,
}

/// What it means in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RoleOwnerWords {
    /// Who decides.
    pub who: &'static str,
    /// What becomes of a promotion by REPLICAOF NO ONE.
    pub after_manual_promotion: &'static str,
    /// What to do instead.
    pub way_to_promote: &'static str,
}

/// The owner of the role. What the servers say wins over what the deployment looks like.
pub fn role_owner(facts: &RoleFacts<'_>) -> RoleOwner {
    let pods = facts.pods;
    let label = |name: &str, value: &str| pods.iter().any(|pod| pod.label(name) == Some(value));
    let owned_by = |kinds: &[&str]| facts.owners.iter().any(|owner| kinds.contains(&owner.kind.as_str()));
    if facts.cluster == Some(true) {
        return RoleOwner::ClusterBus;
    }
    if owned_by(&["RedisFailover"]) || label("app.kubernetes.io/part-of", "redis-failover") {
        return RoleOwner::SpotahomeOperator;
    }
    let opstree = pods.iter().any(|pod| pod.label("redis_setup_type").is_some_and(|setup| setup != "standalone"));
    let opstree = opstree || owned_by(&["RedisReplication", "RedisCluster"]);
    match (pods.iter().any(|pod| pod.containers.iter().any(is_sentinel)), opstree) {
        (true, true) => return RoleOwner::OpstreeSentinel,
        (true, false) => return RoleOwner::Sentinel,
        (false, true) => return RoleOwner::OpstreeOperator,
        (false, false) => {}
    }
    match facts.flavour {
        Flavour::SbChart
            if pods.iter().any(|pod| pod.init_containers.iter().any(|name| name == "setup-replication")) =>
        {
            RoleOwner::StatefulSetOrdinal
        }
        Flavour::BitnamiReplication => RoleOwner::StatefulSetName,
        Flavour::BitnamiSentinel => RoleOwner::Sentinel,
        Flavour::BitnamiCluster => RoleOwner::ClusterBus,
        Flavour::Spotahome => RoleOwner::SpotahomeOperator,
        Flavour::BitnamiStandalone | Flavour::BarePod => RoleOwner::Nobody,
        Flavour::Url => RoleOwner::Unknown,
        _ if facts.members == 1 => RoleOwner::Nobody,
        Flavour::SbChart | Flavour::OtOperator | Flavour::Groundhog2k | Flavour::Workload => RoleOwner::Unknown,
    }
}

impl RoleOwner {
    /// What it means in words.
    pub fn words(self) -> RoleOwnerWords {
        let (who, after_manual_promotion, way_to_promote) = match self {
            RoleOwner::StatefulSetOrdinal => (
                "the StatefulSet's ordinal: an init container makes pod 0 the primary at every start",
                "the old primary stays writable; the promoted pod follows pod 0 again at its next start, which discards \
                 what was written to it",
                "in an emergency only, and back to pod 0 afterwards; Services stay with pod 0 and a helm upgrade \
                 restores their selectors",
            ),
            RoleOwner::StatefulSetName => (
                "the StatefulSet's name: pods of …-master are primaries, pods of …-replicas follow them, at every start",
                "undone at the next start; while the primary is down the replicas' probes fail, and they restart within \
                 a minute",
                "not at all: bring the primary's pod back, from a replica's data if its own are lost",
            ),
            RoleOwner::Sentinel => (
                "Sentinel",
                "Sentinel makes it a replica again within about 15 s",
                "SENTINEL FAILOVER; replica-priority chooses the candidate",
            ),
            RoleOwner::SpotahomeOperator => (
                "Sentinel, and the redis-operator of Spotahome",
                "Sentinel undoes it; with two primaries the operator stops and asks to be helped",
                "SENTINEL FAILOVER mymaster; the operator moves the Services",
            ),
            RoleOwner::OpstreeOperator => (
                "the redis-operator of OT-CONTAINER-KIT",
                "undone when the operator next reconciles: the primary with replicas wins",
                "pause it (annotation …/skip-reconcile=true), or FAILOVER TO on the primary so that there is only ever \
                 one",
            ),
            RoleOwner::OpstreeSentinel => (
                "Sentinel, and the redis-operator of OT-CONTAINER-KIT, which labels pods by their roles",
                "Sentinel undoes it within about 15 s",
                "SENTINEL FAILOVER; the operator moves the Services at its next loop",
            ),
            RoleOwner::ClusterBus => (
                "the nodes of the Redis Cluster, by vote",
                "refused: REPLICAOF is not allowed in cluster mode",
                "CLUSTER FAILOVER on the replica that is to take over",
            ),
            RoleOwner::Nobody => ("nobody: there is one server", "there is nobody to promote", "add replicas first"),
            RoleOwner::Unknown => (
                "unknown: no chart or operator that this tool knows",
                "it lasts until the server's next start, when its configuration decides again",
                "look first at what starts the pods: init containers, start scripts, an operator",
            ),
        };
        RoleOwnerWords { who, after_manual_promotion, way_to_promote }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::facts::ContainerFacts;

    fn owner_of(flavour: Flavour, pod: &PodFacts, owners: &[Owner], cluster: Option<bool>) -> RoleOwner {
        role_owner(&RoleFacts { flavour, pods: &[pod], owners, cluster, members: 3 })
    }

    fn with_label(name: &str, value: &str) -> PodFacts {
        PodFacts { labels: [(name.to_owned(), value.to_owned())].into(), ..PodFacts::default() }
    }

    #[test]
    fn what_the_servers_say_wins() {
        let pod = with_label("app.kubernetes.io/part-of", "redis-failover");
        assert_eq!(owner_of(Flavour::Workload, &pod, &[], Some(true)), RoleOwner::ClusterBus);
        assert_eq!(owner_of(Flavour::Workload, &pod, &[], Some(false)), RoleOwner::SpotahomeOperator);
    }

    #[test]
    fn operators_are_known_by_their_resource_or_their_labels() {
        let owner = |kind: &str| [Owner { kind: kind.into(), name: "cache".into() }];
        let plain = PodFacts::default();
        let found = |kind: &str| owner_of(Flavour::Workload, &plain, &owner(kind), None);
        assert_eq!(found("RedisFailover"), RoleOwner::SpotahomeOperator);
        assert_eq!(found("RedisReplication"), RoleOwner::OpstreeOperator);
        assert_eq!(found("StatefulSet"), RoleOwner::Unknown);
        let pod = with_label("redis_setup_type", "replication");
        assert_eq!(owner_of(Flavour::Workload, &pod, &[], None), RoleOwner::OpstreeOperator);
        let sentinel = ContainerFacts {
            name: "x".into(),
            image: "quay.io/opstree/redis-sentinel:v7".into(),
            ..ContainerFacts::default()
        };
        let watched = PodFacts { containers: vec![sentinel], ..pod };
        assert_eq!(owner_of(Flavour::OtOperator, &watched, &[], None), RoleOwner::OpstreeSentinel);
        let pod = with_label("redis_setup_type", "standalone");
        assert_eq!(owner_of(Flavour::Workload, &pod, &[], None), RoleOwner::Unknown);
    }

    #[test]
    fn a_sentinel_beside_the_server_owns_the_role() {
        let sentinel = ContainerFacts { name: "sentinel".into(), ..ContainerFacts::default() };
        let pod = PodFacts { containers: vec![sentinel], ..PodFacts::default() };
        assert_eq!(owner_of(Flavour::BitnamiReplication, &pod, &[], None), RoleOwner::Sentinel);
        assert_eq!(owner_of(Flavour::BitnamiReplication, &PodFacts::default(), &[], None), RoleOwner::StatefulSetName);
    }

    #[test]
    fn the_sb_chart_owns_it_only_where_it_replicates() {
        let pod = PodFacts { init_containers: vec!["setup-replication".into()], ..PodFacts::default() };
        assert_eq!(owner_of(Flavour::SbChart, &pod, &[], None), RoleOwner::StatefulSetOrdinal);
        assert_eq!(owner_of(Flavour::SbChart, &PodFacts::default(), &[], None), RoleOwner::Unknown);
    }
}
