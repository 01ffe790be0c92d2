//! A whole cluster: every command covers all shards, with the numbers of its nodes.

use super::six;
use crate::harness::{Run, Tool, until};
use crate::sandbox::Server;
use serde_json::Value;
use std::collections::BTreeMap;

const SHARDS: [(&str, &str, &str); 3] = [
    ("0-5460", "redis-cluster-0", "redis-cluster-4"),
    ("5461-10922", "redis-cluster-1", "redis-cluster-5"),
    ("10923-16383", "redis-cluster-2", "redis-cluster-3"),
];

fn keys(server: &Server) -> u64 {
    server.cli(&["DBSIZE"]).parse().unwrap()
}

/// The shard in which a run shows each member: `data.members`, by `member`.
fn shards_of(run: &Run) -> BTreeMap<String, String> {
    let members = run.json()["data"]["members"].as_array().unwrap().clone();
    let shard = |row: &Value| {
        let slots: Vec<&str> =
            row["shard"]["slots"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        (row["member"].as_str().unwrap().to_owned(), slots.join(" "))
    };
    members.iter().map(shard).collect()
}

#[test]
fn every_command_says_which_shard_a_member_is_in() {
    let (sandbox, _) = six();
    let tool = Tool::on(&sandbox);
    let expected: BTreeMap<String, String> = SHARDS
        .iter()
        .flat_map(|(slots, primary, replica)| [primary, replica].map(|one| ((*one).to_owned(), (*slots).to_owned())))
        .collect();
    for command in ["health", "inspect", "dbsize", "role", "replication-info", "stats", "memory-stats", "clients"] {
        let run = tool.run(&[command, "-o", "json"]);
        run.expect(0);
        assert_eq!(run.finding_ids(), Vec::<String>::new(), "{run}");
        assert_eq!(shards_of(&run), expected, "{run}");
        let text = tool.run(&[command]);
        text.expect(0);
        if command != "stats" && command != "clients" {
            assert!(text.stdout.contains("10923-16383"), "{text}");
        }
    }
    // Members stand shard by shard, the primary first.
    let text = tool.run(&["health"]);
    let order: Vec<&str> = text.stdout.lines().skip(3).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(order, ["0", "4", "1", "5", "2", "3"].map(|ordinal| format!("redis-cluster-{ordinal}")), "{text}");
}

#[test]
fn keys_are_those_of_all_primaries_and_replicas_are_compared_with_their_own() {
    let (sandbox, cluster) = six();
    let tool = Tool::on(&sandbox);
    let all: u64 = cluster.primaries().iter().map(keys).sum();
    let run = tool.run(&["dbsize", "-o", "json"]);
    run.expect(0);
    let total = &run.json()["data"]["total"];
    assert_eq!((&total["keys"], total["primaries"].as_array().unwrap().len()), (&all.into(), 3), "{run}");
    for server in cluster.servers() {
        let row = run.member(server.pod());
        assert_eq!((&row["all"]["keys"], &row["databases"][0]["database"]), (&keys(server).into(), &0.into()), "{run}");
    }
    for (_, primary, replica) in SHARDS {
        assert_eq!(run.member(replica)["primary"], primary, "{run}");
    }
    let run = tool.run(&["list", "-o", "json"]);
    let row = &run.json()["data"]["instances"][0];
    assert_eq!((&row["keys"], row["shards"].as_array().unwrap().len()), (&all.into(), 3), "{run}");
    assert_eq!(
        (&row["shards"][1]["primary"], &row["shards"][1]["slots"][0]),
        (&"redis-cluster-1".into(), &"5461-10922".into())
    );
    let text = tool.run(&["list"]);
    assert!(text.stdout.contains("3 shards, 3 replicas"), "{text}");
    // A replica that has more than its primary differs from that one alone.
    let replica = sandbox.pod("default", "redis-cluster-4");
    let primary = sandbox.pod("default", "redis-cluster-0");
    replica.config_set("replica-read-only", "no");
    let mut connection = replica.connect().unwrap();
    connection.call(&["READONLY"]).unwrap();
    let reply = connection.call(&["DEL", "session:0"]).unwrap();
    if keys(&replica) != keys(&primary) {
        until("nothing is on its way", || replica.info("slave_repl_offset") == primary.info("master_repl_offset"));
        let run = tool.run(&["dbsize", "-o", "json"]);
        assert_eq!(run.finding("dbsize-differs")["subject"], "default/redis-cluster-4", "{reply}\n{run}");
    }
}

#[test]
fn replication_is_judged_shard_by_shard() {
    let (sandbox, cluster) = six();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["check-replication", "--replicas", "1", "-o", "json"]);
    run.expect(0);
    let rows = run.json()["data"]["primaries"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 3, "{run}");
    for (row, (slots, primary, _)) in rows.iter().zip(SHARDS) {
        let found = (row["shard"]["slots"][0].as_str(), row["primary"].as_str(), row["replicas"].as_u64());
        assert_eq!(found, (Some(slots), Some(primary), Some(1)), "{run}");
    }
    tool.run(&["check-replication", "--replicas", "2"]).expect(2);
    let run = tool.run(&["master-info", "-o", "json"]);
    run.expect(0);
    for (row, (_, primary, replica)) in run.json()["data"]["primaries"].as_array().unwrap().iter().zip(SHARDS) {
        let found = (row["member"].as_str(), row["attached"][0]["member"].as_str());
        assert_eq!(found, (Some(primary), Some(replica)), "{run}");
        assert_eq!(row["replication_id"], sandbox.pod("default", primary).info("master_replid"), "{run}");
    }
    let run = tool.run(&["replica-lag", "-o", "json"]);
    run.expect(0);
    let pairs: Vec<(String, String)> = run.json()["data"]["replicas"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["follows"].as_str().unwrap().to_owned(), row["replica"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(pairs, SHARDS.map(|(_, primary, replica)| (primary.to_owned(), replica.to_owned())), "{run}");
    let run = tool.run(&["role", "--role", "primary", "-o", "json"]);
    run.expect(0);
    assert_eq!(run.json()["data"]["members"].as_array().unwrap().len(), cluster.primaries().len(), "{run}");
    // A replica of the first shard is judged by the first shard's primary, whatever the others have written.
    let primary = sandbox.pod("default", "redis-cluster-1");
    let big = "x".repeat(1024 * 1024);
    for _ in 0..12 {
        primary.cli(&["SET", "c", &big]);
    }
    let run = tool.run(&["health", "--max-lag", "1MiB", "-o", "json"]);
    assert!(
        !run.finding_ids().contains(&"replica-lag".to_owned()) || run.member("redis-cluster-5")["worst"] != Value::Null,
        "{run}"
    );
    assert_eq!(
        (&run.member("redis-cluster-4")["worst"], &run.member("redis-cluster-3")["worst"]),
        (&Value::Null, &Value::Null),
        "{run}"
    );
}

#[test]
fn the_other_commands_cover_all_nodes_and_stats_add_the_primaries_up() {
    let (sandbox, cluster) = six();
    let tool = Tool::on(&sandbox);
    cluster.servers()[2].config_set("slowlog-log-slower-than", "0");
    cluster.servers()[2].cli(&["INFO"]);
    for command in ["ping", "version", "slowlog", "latency", "info", "config", "logs", "describe"] {
        let run = tool.run(&[command]);
        assert!([0, 1].contains(&run.code), "{run}");
        for server in cluster.servers().iter().filter(|_| !["config", "slowlog"].contains(&command)) {
            assert!(run.stdout.contains(server.pod()), "{} is missing\n{run}", server.pod());
        }
    }
    assert!(tool.run(&["slowlog"]).stdout.contains("redis-cluster-2"));
    let run = tool.run(&["stats", "-o", "json"]);
    run.expect(0);
    let json = run.json();
    let of = |row: &Value| row["used_memory_bytes"].as_u64().unwrap();
    let primaries = json["data"]["members"].as_array().unwrap().iter().filter(|row| row["role"] == "primary");
    assert_eq!(of(&json["data"]["total"]), primaries.map(of).sum::<u64>(), "{run}");
    assert!(tool.run(&["stats"]).stdout.contains("3 primaries"));
    tool.run(&["stats", "--role", "primary"]).expect(0);
}

#[test]
fn one_node_is_enough_to_tell_its_shard() {
    let (sandbox, _) = six();
    let run = Tool::on(&sandbox).run(&["health", "--pod", "redis-cluster-5", "-o", "json"]);
    run.expect(0);
    assert_eq!(run.member("redis-cluster-5")["shard"]["slots"][0], "5461-10922", "{run}");
    let address = sandbox.pod("default", "redis-cluster-2").address();
    let run = Tool::alone().run(&["health", "--url", &format!("redis://{address}"), "-o", "json"]);
    run.expect(0);
    assert_eq!(run.member(&address.to_string())["shard"]["slots"][0], "10923-16383", "{run}");
    let unasked = run.finding("nodes-unasked");
    assert_eq!((unasked["severity"].as_str(), run.finding_ids().len()), (Some("info"), 1), "{run}");
    assert!(unasked["message"].as_str().is_some_and(|message| message.contains("5 other nodes")), "{run}");
    let run = Tool::alone().run(&["dbsize", "--url", &format!("redis://{address}"), "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["keys-untold", "nodes-unasked"], "{run}");
    let run = Tool::alone().run(&["list", "--url", &format!("redis://{address}"), "-o", "json"]);
    assert_eq!(run.expect(0).finding_ids(), ["nodes-unasked"], "{run}");
}

#[test]
fn a_server_that_is_in_no_cluster_is_not_asked_about_one() {
    let sandbox = crate::sandbox::Sandbox::builder().deployment(crate::sandbox::Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    Tool::on(&sandbox).run(&["health", "-n", "tutorial"]).expect(0);
    let asked = server.cli(&["INFO", "commandstats"]);
    assert!(asked.contains("cmdstat_info") && !asked.contains("cmdstat_cluster"), "{asked}");
}
