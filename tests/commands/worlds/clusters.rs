//! Redis Cluster: the Rancher guide's, which goes on without some slots, and Bitnami's.

use super::World;
use crate::harness::until;
use crate::sandbox::{Connection, Deployment, RedisCluster, Sandbox, Server};

const GUIDE: (Deployment, (&str, &str)) = (Deployment::RedisCluster, ("default", "redis-cluster"));
const SHOP: (Deployment, (&str, &str)) = (Deployment::BitnamiCluster, ("shop", "shop"));

fn world(
    (deployment, instance): (Deployment, (&'static str, &'static str)),
    name: &'static str,
    exit: i32,
    findings: &'static [&'static str],
    break_it: fn(&Sandbox, &mut Vec<Connection>),
) -> World {
    World { name, deployment, instance, break_it, exit, findings }
}

/// Kills the nodes of these ordinals, and waits until the others agree that they are down.
fn kill(cluster: &RedisCluster, ordinals: &[usize]) {
    cluster.node_timeout(1000);
    let ids: Vec<String> = ordinals.iter().map(|ordinal| cluster.id(&cluster.servers()[*ordinal])).collect();
    ordinals.iter().for_each(|ordinal| cluster.servers()[*ordinal].kill());
    cluster.until("all know", |_, nodes| {
        ids.iter().all(|id| nodes.lines().any(|line| line.starts_with(id) && line.contains(",fail ")))
    });
}

pub(super) fn worlds() -> Vec<World> {
    vec![
        world(GUIDE, "a hundred slots are served by nobody", 2, &["slots-uncovered"], |sandbox, _| {
            sandbox.redis_cluster("default", "redis-cluster").uncover(100..=199);
        }),
        world(
            GUIDE,
            "a primary is killed, its replica has taken over",
            2,
            &["cluster-node", "pod-not-ready", "shard-without-replica", "unreachable"],
            |sandbox, _| {
                let heir = sandbox.pod("default", "redis-cluster-4");
                kill(&sandbox.redis_cluster("default", "redis-cluster"), &[0]);
                until("the replica has taken over", || heir.info("role") == "master");
            },
        ),
        world(
            GUIDE,
            "a shard is gone with its replica",
            2,
            &[
                "cluster-node",
                "cluster-node",
                "pod-not-ready",
                "pod-not-ready",
                "slots-uncovered",
                "unreachable",
                "unreachable",
            ],
            |sandbox, _| kill(&sandbox.redis_cluster("default", "redis-cluster"), &[1, 5]),
        ),
        world(GUIDE, "a node was added and never met", 1, &["cluster-outsider"], |sandbox, _| {
            sandbox.edit("statefulsets", "default", "redis-cluster", |set| set["spec"]["replicas"] = 7.into());
        }),
        world(SHOP, "a replica hangs", 2, &["cluster-node", "shard-without-replica", "unreachable"], |sandbox, _| {
            let cluster = sandbox.redis_cluster("shop", "shop-redis-cluster");
            cluster.node_timeout(1000);
            let replica = cluster.servers()[4].clone();
            let id = cluster.id(&replica);
            replica.pause();
            let others: Vec<&Server> = cluster.servers().iter().filter(|one| one.pod() != replica.pod()).collect();
            let failed = |nodes: &str| nodes.lines().any(|line| line.starts_with(&id) && line.contains(",fail "));
            until("the others agree", || others.iter().all(|one| failed(&one.cli(&["CLUSTER", "NODES"]))));
        }),
        world(SHOP, "a move of slots was broken off", 0, &["slots-moving"], |sandbox, _| {
            let cluster = sandbox.redis_cluster("shop", "shop-redis-cluster");
            let to = cluster.id(&cluster.servers()[1]);
            cluster.servers()[0].cli(&["CLUSTER", "SETSLOT", "7", "MIGRATING", &to]);
        }),
    ]
}
