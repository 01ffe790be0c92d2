//! Redis Cluster: each key goes to its shard, also from and to servers that are none.

use super::count;
use crate::harness::{Tool, servers};
use crate::sandbox::{Deployment, RedisCluster, Sandbox, Server};
use std::collections::BTreeMap;

const TARGET: [&str; 4] = ["-n", "default", "-r", "redis-cluster"];

pub(in crate::commands) fn keys(servers: &[Server]) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for server in servers {
        for name in server.cli(&["KEYS", "*"]).lines().filter(|name| !name.is_empty()) {
            let kind = server.cli(&["TYPE", name]);
            let facts = format!("{kind} {} {}", server.cli(&["PEXPIRETIME", name]), digest(server, name, &kind));
            assert_eq!(keys.insert(name.to_owned(), facts), None, "{name} is there twice");
        }
    }
    keys
}

pub(in crate::commands) fn assert_same(keys: &BTreeMap<String, String>, expected: &BTreeMap<String, String>) {
    let differing = expected.iter().find(|(name, facts)| keys.get(*name) != Some(facts));
    assert_eq!((keys.len(), differing), (expected.len(), None));
}

fn digest(server: &Server, name: &str, kind: &str) -> String {
    match kind {
        "string" => server.cli(&["GET", name]),
        "list" => server.cli(&["LRANGE", name, "0", "-1"]),
        "set" => server.cli(&["SORT", name, "ALPHA"]),
        "zset" => server.cli(&["ZRANGE", name, "0", "-1", "WITHSCORES"]),
        "hash" => {
            let reply = server.cli(&["HGETALL", name]);
            let mut words: Vec<&str> = reply.lines().collect();
            words.sort_unstable();
            words.join("\n")
        }
        _ => server.cli(&["XRANGE", name, "-", "+"]),
    }
}

pub(in crate::commands) fn flush(servers: &[Server]) {
    servers.iter().for_each(|server| drop(server.cli(&["FLUSHALL"])));
}

fn cluster() -> (Sandbox, RedisCluster) {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).deployment(Deployment::BarePod).start();
    let cluster = sandbox.redis_cluster("default", "redis-cluster");
    (sandbox, cluster)
}

#[test]
fn from_a_cluster_into_a_cluster_and_into_one_server_and_back() {
    let (sandbox, cluster) = cluster();
    sandbox.fill(240);
    let alone = sandbox.pod("tutorial", "redis");
    flush(std::slice::from_ref(&alone));
    let before = keys(&cluster.primaries());
    assert!(before.len() > 200, "{}", before.len());
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&["backup-rdb", "--to", "backups"][..], &TARGET].concat());
    run.expect(0);
    let set = run.last_line().to_owned();
    flush(&cluster.primaries());
    // Large values too: their temporary keys lie in the same slots.
    let words = [&["restore-rdb", set.as_str()][..], &TARGET, &["--yes", "-o", "json", "--max-value", "1KiB"]].concat();
    let run = tool.run(&words);
    run.expect(0);
    assert_eq!(count(&run, "restored"), before.len() as u64, "{run}");
    assert_same(&keys(&cluster.primaries()), &before);

    tool.run(&["restore-rdb", &set, "-n", "tutorial", "--yes"]).expect(0);
    assert_same(&keys(std::slice::from_ref(&alone)), &before);

    let run = tool.run(&["backup-rdb", "-n", "tutorial", "--to", "backups"]);
    let set = run.last_line().to_owned();
    flush(&cluster.primaries());
    tool.run(&[&["restore-rdb", set.as_str()][..], &TARGET, &["--yes"]].concat()).expect(0);
    assert_same(&keys(&cluster.primaries()), &before);
}

#[test]
fn another_database_than_0_does_not_go_into_a_cluster() {
    let (sandbox, cluster) = cluster();
    sandbox.fill(40);
    flush(&cluster.primaries());
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "-n", "tutorial", "--to", "backups"]);
    let set = run.last_line().to_owned();
    let words = [&["restore-rdb", set.as_str()][..], &TARGET, &["--yes"]].concat();
    let run = tool.run(&words);
    run.expect(4);
    assert!(run.stderr.contains("a Redis Cluster has database 0 alone"), "{run}");
    assert!(keys(&cluster.primaries()).is_empty());
    tool.run(&[&words[..], &["--db", "0"]].concat()).expect(0);
    assert!(keys(&cluster.primaries()).len() > 30);
}

#[test]
fn a_slot_that_is_being_moved_is_followed() {
    let (sandbox, cluster) = cluster();
    let primaries = cluster.primaries();
    let file = servers::fixture("rdb/7.0/cluster.rdb");
    let tool = Tool::on(&sandbox);
    // Every slot of the first primary is on its way to the second: a key that is not there yet is asked for at the second.
    let (from, to) = (&primaries[0], &primaries[1]);
    let (from_id, to_id) = (cluster.id(from), cluster.id(to));
    for slot in 0..5461 {
        let slot = slot.to_string();
        if let crate::sandbox::Reply::Error(_) = from.reply(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &to_id]) {
            continue;
        }
        to.cli(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &from_id]);
    }
    let words = [&["restore-rdb", file.to_str().expect("a path")][..], &TARGET, &["--yes", "-o", "json"]].concat();
    let run = tool.run(&words);
    run.expect(0);
    assert!(count(&run, "redirected") > 0, "{run}");
    assert_eq!(count(&run, "restored"), count(&run, "keys"), "{run}");
}
