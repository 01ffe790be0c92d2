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
            elect(&servers);
            label(world, &servers, role_label);
        }
    }
    world.refresh();
}

/// The oldest pod becomes the primary where no server has a replica.
fn elect(servers: &[Server]) {
    let led = servers.iter().any(|server| server.info("connected_slaves") != "0");
    let Some((first, others)) = servers.split_first().filter(|_| !led) else { return };
    first.cli(&["REPLICAOF", "NO", "ONE"]);
    let address = first.address().ip().to_string();
    for server in others {
        server.cli(&["REPLICAOF", &address, &first.port().to_string()]);
        let up = server.try_until_in_sync(Duration::from_secs(20));
        assert!(up, "{} does not follow {}; its log:\n{}", server.pod(), first.pod(), server.log());
    }
}

fn label(world: &World, servers: &[Server], role_label: &str) {
    for server in servers {
        let role = server.info("role");
        lock(world.objects()).edit("pods", server.namespace(), server.pod(), |pod| {
            pod["metadata"]["labels"][role_label] = json!(role);
        });
    }
}
