//! One server: two Bitnami releases in one namespace, the tutorial's bare pod, K3s.

use super::{World, servers};
use crate::harness::until;
use crate::sandbox::{Connection, Deployment, Sandbox};
use serde_json::json;

const PROD: (Deployment, (&str, &str)) = (Deployment::BitnamiStandalone, ("data", "prod-redis"));
const OTHER: (Deployment, (&str, &str)) = (Deployment::BitnamiStandalone, ("data", "redis"));
const BARE: (Deployment, (&str, &str)) = (Deployment::BarePod, ("tutorial", "redis"));
const K3S: (Deployment, (&str, &str)) = (Deployment::K3s, ("redis-server", "redis"));

fn world(
    (deployment, instance): (Deployment, (&'static str, &'static str)),
    name: &'static str,
    exit: i32,
    findings: &'static [&'static str],
    break_it: fn(&Sandbox, &mut Vec<Connection>),
) -> World {
    World { name, deployment, instance, break_it, exit, findings }
}

/// Makes the server of `redis` a replica of that of `prod-redis`.
fn follow_the_neighbour(sandbox: &Sandbox) {
    let [server, neighbour] = servers(sandbox, "data", ["redis-master-0", "prod-redis-master-0"]);
    let address = neighbour.address();
    server.cli(&["REPLICAOF", &address.ip().to_string(), &address.port().to_string()]);
    until("it follows", || server.info("role") == "slave" && server.info("master_link_status") == "up");
}

pub(super) fn worlds() -> Vec<World> {
    vec![
        world(
            PROD,
            "it is killed and does not come back",
            2,
            &["no-primary", "pod-not-ready", "service-no-endpoints", "service-no-endpoints", "unreachable"],
            |sandbox, _| sandbox.pod("data", "prod-redis-master-0").kill(),
        ),
        world(OTHER, "its neighbour in the namespace is killed", 0, &[], |sandbox, _| {
            sandbox.pod("data", "prod-redis-master-0").kill();
        }),
        world(PROD, "somebody turned persistence off", 1, &["persistence-off"], |sandbox, _| {
            let server = sandbox.pod("data", "prod-redis-master-0");
            server.config_set("appendonly", "no");
            server.config_set("save", "");
        }),
        world(OTHER, "the AOF cannot be rewritten", 1, &["aof-rewrite-failed"], |sandbox, _| {
            let server = sandbox.pod("data", "redis-master-0");
            // The new base cannot take its place: there is a folder.
            std::fs::create_dir(server.data_dir().join("appendonlydir").join("appendonly.aof.2.base.rdb")).unwrap();
            server.cli(&["BGREWRITEAOF"]);
            until("the rewrite has failed", || server.info("aof_last_bgrewrite_status") == "err");
        }),
        world(PROD, "maxmemory is reached, nothing may be evicted", 2, &["memory-near-maxmemory"], |sandbox, _| {
            let server = sandbox.pod("data", "prod-redis-master-0");
            // The server makes the values itself, as buffers that carried them would count, too.
            (0..32).for_each(|key| drop(server.cli(&["SETRANGE", &key.to_string(), "1048575", "x"])));
            server.config_set("maxmemory", &server.used_memory_bytes().to_string());
        }),
        world(
            OTHER,
            "it was made a replica of its neighbour",
            2,
            &["follows-stranger", "no-primary", "role-unexpected", "service-misrouted"],
            |sandbox, _| follow_the_neighbour(sandbox),
        ),
        world(PROD, "its neighbour was made a replica of it", 1, &["replica-outside"], |sandbox, _| {
            follow_the_neighbour(sandbox);
        }),
        world(
            BARE,
            "it is killed and does not come back",
            2,
            &["no-primary", "pod-not-ready", "unreachable"],
            |sandbox, _| {
                sandbox.pod("tutorial", "redis").kill();
            },
        ),
        world(BARE, "it hangs", 3, &["no-primary", "unreachable"], |sandbox, _| {
            sandbox.pod("tutorial", "redis").pause();
        }),
        world(BARE, "an application leaks connections", 1, &["clients-near-limit"], |sandbox, held| {
            let server = sandbox.pod("tutorial", "redis");
            server.config_set("maxclients", "100");
            held.extend((0..93).map(|_| server.connect().unwrap()));
        }),
        world(BARE, "keys that should stay are evicted", 0, &["evictions"], |sandbox, _| {
            let server = sandbox.pod("tutorial", "redis");
            server.config_set("maxmemory-policy", "allkeys-lru");
            (0..8).for_each(|key| drop(server.cli(&["SETRANGE", &key.to_string(), "1048575", "x"])));
            server.config_set("maxmemory", &(server.used_memory_bytes() / 2).to_string());
            server.cli(&["SET", "more", "1"]);
            until("keys were evicted", || server.info("evicted_keys") != "0");
        }),
        world(K3S, "the volume of its claim is lost", 2, &["claim-unbound"], |sandbox, _| {
            sandbox.edit("persistentvolumeclaims", "redis-server", "redis-pvc", |claim| {
                claim["status"] = json!({"phase": "Lost"});
            });
        }),
        world(K3S, "it was restarted after a crash", 1, &["restarted"], |sandbox, _| {
            let server = sandbox.servers().remove(0);
            server.kill();
            server.restart();
        }),
    ]
}
