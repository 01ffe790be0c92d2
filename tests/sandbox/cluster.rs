//! Redis Cluster: a set of pods whose servers have never run is given its nodes.conf before they start, which is what
//! `redis-cli --cluster create --cluster-replicas 1` would leave behind, without its waiting.

use super::encoding;
use super::server::Server;
use super::server_plan::ServerPlan;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// Hash slots of a cluster.
const SLOTS: usize = 16384;

/// A server that is about to be started in cluster mode: namespace and set, its own name, where it will listen and keep
/// its data.
pub struct Joining {
    pub set: (String, String),
    pub server: Server,
}

/// Whether a server is to be started in cluster mode.
pub fn is_clustered(plan: &ServerPlan) -> bool {
    plan.directives.iter().any(|line| {
        let mut words = line.split_whitespace();
        words.next() == Some("cluster-enabled") && words.next() == Some("yes")
    })
}

/// Writes nodes.conf for every set none of whose servers has one: the first half of its pods are primaries, each with a
/// replica from the other half, shifted by one so that no ordinal tells whom it follows. A pod that is added to a set
/// later starts empty and alone, as in a real cluster. Returns the servers that were joined.
pub fn join(joining: &[Joining]) -> Vec<Server> {
    let mut sets: BTreeMap<&(String, String), Vec<&Server>> = BTreeMap::new();
    for one in joining {
        sets.entry(&one.set).or_default().push(&one.server);
    }
    let fresh = sets.into_values().filter(|set| set.len() > 1 && set.iter().all(|server| !file(server).exists()));
    let mut joined = Vec::new();
    for set in fresh {
        let nodes = nodes(&set);
        for (index, server) in set.iter().enumerate() {
            std::fs::write(file(server), text(&nodes, index)).expect("a file in the sandbox's own folder");
        }
        joined.extend(set.into_iter().cloned());
    }
    joined
}

fn file(server: &Server) -> std::path::PathBuf {
    Path::new(server.data_dir()).join("nodes.conf")
}

struct Node {
    id: String,
    address: String,
    /// Index of the primary of a replica.
    follows: Option<usize>,
    slots: Option<(usize, usize)>,
}

fn nodes(set: &[&Server]) -> Vec<Node> {
    let primaries = set.len().div_ceil(2);
    let node = |(index, server): (usize, &&Server)| {
        let port = usize::from(server.port());
        // rounded as redis-cli does
        let first = |primary: usize| (2 * SLOTS * primary + primaries) / (2 * primaries);
        Node {
            id: encoding::hex(40),
            address: format!("{}:{port}@{}", server.address().ip(), port + 10_000),
            follows: (index >= primaries).then(|| (index - primaries + primaries - 1) % primaries),
            slots: (index < primaries).then(|| (first(index), first(index + 1) - 1)),
        }
    };
    set.iter().enumerate().map(node).collect()
}

/// The file as the node `own` would have written it (redis/src/cluster.c, clusterGenNodeDescription).
fn text(nodes: &[Node], own: usize) -> String {
    let mut text = String::new();
    for (index, node) in nodes.iter().enumerate() {
        let myself = if index == own { "myself," } else { "" };
        let (role, primary) = match node.follows {
            Some(primary) => ("slave", nodes[primary].id.as_str()),
            None => ("master", "-"),
        };
        let epoch = node.follows.unwrap_or(index) + 1;
        let slots = node.slots.map_or(String::new(), |(first, last)| format!(" {first}-{last}"));
        writeln!(text, "{} {} {myself}{role} {primary} 0 0 {epoch} connected{slots}", node.id, node.address)
            .expect("writing to a string");
    }
    writeln!(text, "vars currentEpoch {} lastVoteEpoch 0", nodes.len()).expect("writing to a string");
    text
}

/// Waits until every one of these sees all slots served, and every replica its primary. Redis holds a primary back for
/// two seconds after its start (CLUSTER_WRITABLE_DELAY).
///
/// # Panics
/// They do not within 30 s; with the last one's log.
pub fn wait_until_whole(joined: &[Server]) {
    let start = Instant::now();
    let whole = |server: &Server| {
        let info = server.cli(&["CLUSTER", "INFO"]);
        let linked = server.cli(&["INFO", "replication"]);
        info.contains("cluster_state:ok")
            && info.contains("cluster_slots_ok:16384")
            && (linked.contains("role:master") && !linked.contains("connected_slaves:0")
                || linked.contains("master_link_status:up"))
    };
    for server in joined {
        while server.is_running() && !whole(server) {
            let nodes = || server.cli(&["CLUSTER", "NODES"]);
            assert!(start.elapsed() < Duration::from_secs(30), "{} is not joined:\n{}", server.pod(), nodes());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A Redis Cluster of a sandbox: what a test does to all of it.
pub struct RedisCluster(Vec<Server>);

impl RedisCluster {
    /// Of the pods `<set>-<ordinal>`.
    pub(super) fn of(servers: Vec<Server>) -> Self {
        assert!(!servers.is_empty(), "there is no such cluster");
        Self(servers)
    }

    /// Its servers by ordinal.
    pub fn servers(&self) -> &[Server] {
        &self.0
    }

    /// Those that say that they are primaries.
    pub fn primaries(&self) -> Vec<Server> {
        self.0.iter().filter(|server| server.info("role") == "master").cloned().collect()
    }

    /// The id of a server's node.
    pub fn id(&self, server: &Server) -> String {
        server.cli(&["CLUSTER", "MYID"])
    }

    /// How long a node may be silent until the others call it failed; then a replica takes over.
    pub fn node_timeout(&self, milliseconds: u32) {
        self.0.iter().for_each(|server| server.config_set("cluster-node-timeout", &milliseconds.to_string()));
    }

    /// Takes slots away from everybody: no node serves them any more.
    pub fn uncover(&self, slots: std::ops::RangeInclusive<u16>) {
        let slots: Vec<String> = slots.map(|slot| slot.to_string()).collect();
        let mut command = vec!["CLUSTER", "DELSLOTS"];
        command.extend(slots.iter().map(String::as_str));
        self.0.iter().for_each(|server| assert_eq!(server.cli(&command), "OK"));
    }

    /// Waits until the nodes that run see this in CLUSTER NODES.
    ///
    /// # Panics
    /// They do not within 30 s.
    pub fn until(&self, what: &str, holds: impl Fn(&Server, &str) -> bool) {
        let start = Instant::now();
        for server in self.0.iter().filter(|server| server.is_running()) {
            loop {
                let nodes = server.cli(&["CLUSTER", "NODES"]);
                if holds(server, &nodes) {
                    break;
                }
                assert!(start.elapsed() < Duration::from_secs(30), "waited in vain until {what}:\n{nodes}");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}
