//! `check-replication`.

use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Reply, Sandbox, Server};

#[test]
fn the_gate_counts_replicas_and_knows_the_stateful_sets() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let gate = |further: &[&str]| tool.run(&[&["check-replication", "-o", "json"], further].concat());
    let run = gate(&["--replicas", "2"]);
    run.expect(0);
    let data = &run.json()["data"];
    assert_eq!(data["passed"], true, "{run}");
    assert_eq!(
        data["primaries"][0]["replicas"].to_string(),
        sandbox.pod("apps", "cache-redis-0").info("connected_slaves")
    );
    let run = gate(&["--replicas", "3"]);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["replicas-missing"], "{run}");

    sandbox.deny("list", "statefulsets");
    let run = gate(&[]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["members-missing"], "{run}");
}

#[test]
fn a_full_copy_shuts_the_gate() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(200);
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    // Over a thousand keys of 50 ms each: the copy is longer than the test.
    primary.config_set("rdb-key-save-delay", "50000");
    replica.cli(&["REPLICAOF", "NO", "ONE"]);
    replica.cli(&["REPLICAOF", &primary.address().ip().to_string(), "6379"]);
    until("the copy has begun", || replica.info("master_sync_in_progress") == "1");
    let run = Tool::on(&sandbox).run(&["check-replication", "-o", "json"]);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["replica-link-down"], "{run}");
    assert_eq!(run.json()["data"]["primaries"][0]["replicas"], 1, "{run}");
    primary.cli(&["FLUSHALL"]); // ends the child that sends the copy
}

#[test]
fn nobody_and_two_who_take_writes() {
    let sandbox = Sandbox::builder()
        .deployment(Deployment::BitnamiReplication)
        .deployment(Deployment::BarePod)
        .namespace("redis")
        .start();
    let tool = Tool::on(&sandbox);
    let alone = ["check-replication", "-o", "json", "-n", "tutorial", "-r", "redis"];
    let run = tool.run(&alone);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["replicas-missing"], "{run}");
    tool.run(&[&alone[..], &["--replicas", "0"]].concat()).expect(0);

    sandbox.pod("redis", "redis-shared-replicas-0").cli(&["REPLICAOF", "NO", "ONE"]);
    let run = tool.run(&["check-replication", "-o", "json", "--replicas", "0"]);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["two-primaries"], "{run}");
    // A silent member: the rest is in order, and it cannot be told of this one.
    sandbox.pod("redis", "redis-shared-replicas-0").pause();
    let run = tool.run(&["check-replication", "-o", "json", "--replicas", "0", "--node-timeout", "1s"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["unreachable"], "{run}");
}

/// Four servers in cluster mode, without a password.
const CLUSTER: &str = r#"
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shards, namespace: sharded}
spec:
  replicas: 4
  serviceName: shards
  selector: {matchLabels: {app: shards}}
  template:
    metadata: {labels: {app: shards}}
    spec:
      containers:
        - name: redis
          image: redis:7.4
          args: ["--cluster-enabled", "yes", "--cluster-node-timeout", "3000"]
          ports: [{name: redis, containerPort: 6379}]
"#;

#[test]
fn in_cluster_mode_every_shard_has_a_primary() {
    let sandbox = Sandbox::builder().yaml(CLUSTER).namespace("sharded").start();
    let nodes: Vec<Server> = (0..4).map(|index| sandbox.pod("sharded", &format!("shards-{index}"))).collect();
    let slots: Vec<String> = (0..16384).map(|slot: u32| slot.to_string()).collect();
    for (primary, slots) in nodes.iter().zip(slots.chunks(8192)) {
        let words: Vec<&str> = ["CLUSTER", "ADDSLOTS"].into_iter().chain(slots.iter().map(String::as_str)).collect();
        primary.cli(&words);
    }
    // Their connections come from 127.0.0.1, where none of them is to be found.
    nodes.iter().for_each(|node| node.config_set("cluster-announce-ip", &node.address().ip().to_string()));
    for node in &nodes[1..] {
        nodes[0].cli(&["CLUSTER", "MEET", &node.address().ip().to_string(), "6379"]);
    }
    let knows_all = |node: &Server| node.cli(&["CLUSTER", "NODES"]).matches(":6379").count() == 4;
    until("they know each other", || nodes.iter().all(knows_all));
    for (replica, primary) in nodes[2..].iter().zip(&nodes) {
        let id = primary.cli(&["CLUSTER", "MYID"]);
        until("it follows", || matches!(replica.reply(&["CLUSTER", "REPLICATE", id.trim()]), Reply::Simple(_)));
    }
    let in_order = |node: &Server| node.cli(&["CLUSTER", "INFO"]).contains("cluster_state:ok");
    until("all slots are served", || nodes.iter().all(in_order));
    let attached = |node: &Server| node.cli(&["INFO", "replication"]).contains("state=online");
    until("the replicas are online", || nodes[..2].iter().all(attached));
    // a is in slot 15495, b in 3300
    nodes[1].cli(&["SET", "a", "1"]);
    nodes[0].cli(&["SET", "b", "1"]);
    until("the replicas have them", || nodes[2..].iter().all(|node| node.cli(&["DBSIZE"]) == "1"));

    let tool = Tool::on(&sandbox);
    until("all nodes see the same", || tool.run(&["check-replication"]).code == 0);
    let run = tool.run(&["check-replication", "--replicas", "1", "-o", "json"]);
    run.expect(0);
    let primaries = run.json()["data"]["primaries"].clone();
    let names: Vec<_> = primaries.as_array().unwrap().iter().map(|one| (&one["primary"], &one["replicas"])).collect();
    assert_eq!(names, [(&"shards-0".into(), &1.into()), (&"shards-1".into(), &1.into())], "{run}");
    let run = tool.run(&["dbsize", "-o", "json"]);
    run.expect(0);
    assert_eq!(run.json()["data"]["total"]["keys"], 2, "{run}");
    assert_eq!(run.member("shards-3")["primary"], "shards-1", "{run}");
    nodes[1].pause();
    let run = tool.run(&["dbsize", "--node-timeout", "1s", "-o", "json"]);
    assert!(run.json()["data"]["total"].is_null(), "half of the keys is no answer\n{run}");
}

#[test]
fn the_gate_waits_until_it_can_be_passed_or_the_time_is_over() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    let gate = ["check-replication", "--replicas", "2", "-o", "json", "--wait"];
    replica.cli(&["REPLICAOF", "NO", "ONE"]);
    let run = tool.run(&[&gate[..], &["1s"]].concat());
    run.expect(2);
    assert_eq!(run.finding_ids(), ["replicas-missing", "replicas-missing", "two-primaries", "wait-over"], "{run}");
    assert!(run.json()["data"]["waited_seconds"].as_f64().is_some_and(|waited| waited >= 1.0), "{run}");

    let mut running = tool.start(&[&gate[..], &["1m"]].concat());
    std::thread::sleep(std::time::Duration::from_millis(700));
    assert!(!running.has_ended(), "it did not wait");
    replica.cli(&["REPLICAOF", &primary.address().ip().to_string(), "6379"]);
    let run = running.wait();
    run.expect(0);
    assert_eq!(run.json()["data"]["passed"], true, "{run}");
}
