//! What the redis-operators of Spotahome and OT-CONTAINER-KIT do to pods: make one the primary where there is none with
//! replicas, attach the others, keep the role in a label. They act when servers are started, and when a test says so.

use super::objects::metadata;
use super::server::Server;
use super::world::{World, lock};
use serde_json::{Value, json};
use std::time::Duration;

/// An operator's resource: the label that leads to its pods, and the one that keeps their role.
const RESOURCES: [(&str, &str, &str); 2] = [
    ("redisfailovers", "redisfailovers.databases.spotahome.com/name", "redisfailovers-role"),
    ("redisreplications", "app", "redis-role"),
];

/// The operators' annotation of a resource that they are to leave alone.
const PAUSED: &str = "redisreplication.opstreelabs.in/skip-reconcile";

/// One loop of every operator.
pub fn act(world: &World) {
    for (plural, name_label, role_label) in RESOURCES {
        let resources: Vec<Value> = lock(world.objects()).list(plural, None).into_iter().cloned().collect();
        for resource in resources.iter().filter(|one| one["metadata"]["annotations"][PAUSED] != "true") {
            let (namespace, name) = (metadata(resource, "namespace"), metadata(resource, "name"));
            let pods: Vec<String> = lock(world.objects())
                .list("pods", Some(namespace))
                .into_iter()
                .filter(|pod| pod["metadata"]["labels"][name_label] == name)
                .map(|pod| metadata(pod, "name").to_owned())
                .collect();
            let servers: Vec<Server> = pods.iter().filter_map(|pod| world.server(namespace, pod)).collect();
            let servers: Vec<Server> = servers.into_iter().filter(Server::is_running).collect();
            match plural {
                "redisfailovers" => spotahome(&servers),
                _ => opstree(&servers),
            }
            label(world, &servers, role_label);
        }
    }
    world.refresh();
}

/// With no primary the oldest pod becomes it, with one all others are made to follow it, with more than one it stops
/// (redis-operator, operator/redisfailover/checker.go).
fn spotahome(servers: &[Server]) {
    let mut primaries = servers.iter().filter(|server| server.info("role") == "master");
    let primary = match (primaries.next(), primaries.next()) {
        (Some(_), Some(_)) => return,
        (Some(primary), None) => primary,
        (None, _) => {
            let Some(first) = servers.first() else { return };
            first.cli(&["REPLICAOF", "NO", "ONE"]);
            first
        }
    };
    let address = primary.address().ip().to_string();
    let astray = |server: &&Server| server.info("role") == "slave" && server.info("master_host") != address;
    servers.iter().filter(astray).for_each(|server| attach(server, primary));
}

/// Of several primaries the one that has replicas wins, or the first; the others follow it. Replicas are left alone
/// (redis-operator, internal/controller/redisreplication: GetRedisReplicationRealMaster, CreateMasterSlaveReplication).
fn opstree(servers: &[Server]) {
    let primaries: Vec<&Server> = servers.iter().filter(|server| server.info("role") == "master").collect();
    let real = primaries.iter().find(|server| server.info("connected_slaves") != "0").or(primaries.first());
    let Some(real) = real.filter(|_| primaries.len() > 1) else { return };
    primaries.iter().filter(|server| server.pod() != real.pod()).for_each(|server| attach(server, real));
}

fn attach(server: &Server, primary: &Server) {
    server.cli(&["REPLICAOF", &primary.address().ip().to_string(), &primary.port().to_string()]);
    let up = server.try_until_in_sync(Duration::from_secs(20));
    assert!(up, "{} does not follow {}; its log:\n{}", server.pod(), primary.pod(), server.log());
}

fn label(world: &World, servers: &[Server], role_label: &str) {
    for server in servers {
        let role = server.info("role");
        lock(world.objects()).edit("pods", server.namespace(), server.pod(), |pod| {
            pod["metadata"]["labels"][role_label] = json!(role);
        });
    }
}
