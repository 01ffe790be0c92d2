//! `resync-replica`: a full copy, proven by the primary's own count.

use super::promote_replica::{last_replica, primary, servers};
use crate::harness::writer::Writer;
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn a_replica_copies_its_primary_anew_and_nobody_else() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(50);
    let tool = Tool::on(&sandbox);
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    let before: u64 = primary.info("sync_full").parse().unwrap();
    let run = tool.run(&["resync-replica", "cache-redis-1", "--dry-run"]);
    run.expect(0);
    for text in ["forget its history", "forks for the copy", "of data are sent"] {
        assert!(run.stdout.contains(text), "no {text:?}: {run}");
    }
    assert_eq!(primary.info("sync_full"), before.to_string());
    let run = tool.run(&["resync-replica", "cache-redis-1", "--yes", "-o", "json"]);
    run.expect(0);
    assert_eq!(primary.info("sync_full"), (before + 1).to_string(), "{run}");
    assert_eq!(replica.info("master_link_status"), "up");
    assert_eq!(replica.cli(&["DBSIZE"]), primary.cli(&["DBSIZE"]));
    assert_eq!(run.json()["data"]["full_copies"], serde_json::json!([before, before + 1]), "{run}");
    // what REPLICAOF alone comes to
    replica.cli(&["REPLICAOF", &primary.address().ip().to_string(), "6379"]);
    assert_eq!(primary.info("sync_full"), (before + 1).to_string());

    let refused = tool.run(&["resync-replica", "cache-redis-0", "--yes"]);
    refused.expect(4);
    assert!(refused.stderr.contains("it is the primary"), "{refused}");
    replica.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    let refused = tool.run(&["resync-replica", "cache-redis-1", "--yes"]);
    refused.expect(4);
    for text in ["it follows 127.0.0.1:1, which is no member of this instance", "a copy of a stranger"] {
        assert!(refused.stderr.contains(text), "no {text:?}: {refused}");
    }
}

#[test]
fn a_replica_that_cannot_log_in_keeps_what_it_has() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(5);
    let tool = Tool::on(&sandbox);
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    let history = replica.info("master_replid");
    replica.config_set("masterauth", "another");
    primary.cli(&["CLIENT", "KILL", "TYPE", "replica"]);
    until("the link is down", || replica.info("master_link_status") == "down");
    let refused = tool.run(&["resync-replica", "cache-redis-1", "--yes"]);
    refused.expect(4);
    for text in ["its masterauth is another password", "CONFIG SET masterauth", "--force with --yes"] {
        assert!(refused.stderr.contains(text), "no {text:?}: {refused}");
    }
    assert_eq!(replica.info("master_replid"), history);
    let forced = ["resync-replica", "cache-redis-1", "--force", "--yes", "--max-wait", "1s", "-o", "json"];
    let run = tool.run(&forced);
    run.expect(6);
    let finding = run.finding("copy-unfinished");
    assert!(finding["message"].as_str().unwrap().contains("no copy has begun"), "{run}");
    assert!(finding["hint"].as_str().unwrap().contains("masterauth"), "{run}");
}

/// Has a replica copy its primary anew while a client writes, and nobody takes the moment without a primary for anything.
fn copies(deployment: Deployment, namespace: &str, instance: &str) {
    let sandbox = Sandbox::builder().deployment(deployment).namespace(namespace).start();
    sandbox.fill(20);
    let tool = Tool::on(&sandbox);
    let (primary, replica) = (primary(&sandbox, namespace), last_replica(&sandbox, namespace));
    let writer = Writer::start(servers(&sandbox, namespace));
    let run = tool.run(&["resync-replica", replica.pod(), "-n", namespace, "-r", instance, "--yes", "-o", "json"]);
    run.expect(0);
    let counts = &run.json()["data"]["full_copies"];
    assert_eq!(counts[0].as_u64().map(|count| count + 1), counts[1].as_u64(), "{run}");
    writer.until_more(20);
    let written = writer.stop();
    sandbox.operators_act();
    assert_eq!(written.lost_on(&primary), [0_u64; 0], "{run}");
    until("it has all", || replica.info("slave_repl_offset") == primary.info("master_repl_offset"));
    assert_eq!(written.lost_on(&replica), [0_u64; 0], "{run}");
    tool.run(&["check-replication", "-n", namespace, "-r", instance]).expect(0);
}

#[test]
fn sentinel_lets_a_replica_copy_anew() {
    copies(Deployment::BitnamiSentinel, "web", "session");
}

#[test]
fn a_server_without_config_lets_a_replica_copy_anew() {
    copies(Deployment::BitnamiReplication, "redis", "redis-shared");
}

#[test]
fn an_operator_lets_a_replica_copy_anew() {
    copies(Deployment::OtAlone, "ot", "store");
}

#[test]
fn a_server_alone_is_refused() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).namespace("data").start();
    let refused = Tool::on(&sandbox).run(&["resync-replica", "redis-master-0", "--yes"]);
    refused.expect(4);
    assert!(refused.stderr.contains("it is the primary"), "{refused}");
}

#[test]
fn a_node_of_a_cluster_is_refused_with_the_reason() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    let replica = sandbox.servers().into_iter().find(|server| server.info("role") == "slave").unwrap();
    let refused = Tool::on(&sandbox).run(&["resync-replica", replica.pod(), "--yes"]);
    refused.expect(4);
    assert!(refused.stderr.contains("REPLICAOF is not allowed"), "{refused}");
}
