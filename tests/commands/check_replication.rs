//! `check-replication`.

use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox};

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
