//! With Sentinel: Spotahome's operator, Bitnami's chart, OT-CONTAINER-KIT's operator.

use super::World;
use crate::harness::until;
use crate::sandbox::{Connection, Deployment, Sandbox, Server};

const SPOTAHOME: (Deployment, (&str, &str)) = (Deployment::Spotahome, ("redis-system", "redis-cluster"));
const SESSION: (Deployment, (&str, &str)) = (Deployment::BitnamiSentinel, ("web", "session"));
const STORE: (Deployment, (&str, &str)) = (Deployment::OtReplication, ("ot", "store"));

fn world(
    (deployment, instance): (Deployment, (&'static str, &'static str)),
    name: &'static str,
    exit: i32,
    findings: &'static [&'static str],
    break_it: fn(&Sandbox, &mut Vec<Connection>),
) -> World {
    World { name, deployment, instance, break_it, exit, findings }
}

/// Sentinels that soon count what is silent as gone.
fn impatient(sandbox: &Sandbox, namespace: &str, name: &str) {
    for sentinel in sandbox.sentinels(namespace) {
        sentinel.cli(&["SENTINEL", "SET", name, "down-after-milliseconds", "1500"]);
    }
}

/// Waits until a replica other than `lost` is the primary, and the remaining one follows it.
fn until_replaced(sandbox: &Sandbox, namespace: &str, lost: &str) {
    let left: Vec<Server> = sandbox
        .servers()
        .into_iter()
        .filter(|server| server.namespace() == namespace && server.pod() != lost)
        .collect();
    until("one of the others is the primary, and followed", || {
        left.iter().any(|server| server.info("role") == "master" && server.info("connected_slaves") == "1")
            && left.iter().any(|server| server.info("role") == "slave" && server.info("master_link_status") == "up")
    });
}

pub(super) fn worlds() -> Vec<World> {
    vec![
        world(
            SPOTAHOME,
            "the Sentinels are all killed",
            2,
            &["sentinel-no-quorum", "sentinel-unreachable", "sentinel-unreachable", "sentinel-unreachable"],
            |sandbox, _| sandbox.sentinels("redis-system").iter().for_each(Server::kill),
        ),
        world(
            SPOTAHOME,
            "a failover while the operator is away",
            1,
            &["role-label-wrong", "role-label-wrong", "service-misrouted"],
            |sandbox, _| drop(sandbox.fail_over("redis-system", "mymaster")),
        ),
        world(
            SPOTAHOME,
            "the primary is killed, Sentinel has replaced it, the operator is away",
            2,
            &["pod-not-ready", "role-label-wrong", "service-no-endpoints", "unreachable"],
            |sandbox, _| {
                impatient(sandbox, "redis-system", "mymaster");
                sandbox.pod("redis-system", "rfr-redis-cluster-0").kill();
                until_replaced(sandbox, "redis-system", "rfr-redis-cluster-0");
            },
        ),
        world(
            SESSION,
            "two of three Sentinels hang",
            2,
            &["sentinel-no-quorum", "sentinel-unreachable", "sentinel-unreachable"],
            |sandbox, _| {
                impatient(sandbox, "web", "mymaster");
                sandbox.sentinels("web").iter().skip(1).for_each(Server::pause);
            },
        ),
        world(SESSION, "a Sentinel was told to forget its primary", 1, &["sentinel-watches-nothing"], |sandbox, _| {
            drop(sandbox.sentinels("web")[2].cli(&["SENTINEL", "REMOVE", "mymaster"]))
        }),
        world(
            STORE,
            "the primary hangs, Sentinel has replaced it, the operator is away",
            3,
            &["role-label-wrong", "unreachable"],
            |sandbox, _| {
                impatient(sandbox, "ot", "myMaster");
                sandbox.pod("ot", "store-0").pause();
                until_replaced(sandbox, "ot", "store-0");
            },
        ),
        world(
            STORE,
            "a replica was detached, Sentinel may not log in to it",
            2,
            &["role-label-wrong", "two-primaries"],
            |sandbox, _| {
                // Sentinel would make it a replica again.
                for sentinel in sandbox.sentinels("ot") {
                    sentinel.cli(&["SENTINEL", "SET", "myMaster", "down-after-milliseconds", "600000"]);
                    sentinel.cli(&["SENTINEL", "SET", "myMaster", "auth-pass", "of last year"]);
                }
                let replica = sandbox.pod("ot", "store-2");
                for server in sandbox.servers() {
                    server.cli(&["CLIENT", "KILL", "TYPE", "NORMAL"]);
                }
                replica.cli(&["REPLICAOF", "NO", "ONE"]);
            },
        ),
    ]
}
