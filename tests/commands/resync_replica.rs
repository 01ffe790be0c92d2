//! `resync-replica`: a full copy, proven by the primary's own count.

use crate::harness::Tool;
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
    assert!(refused.stderr.contains("redis-ops"), "{refused}");
}

#[test]
fn a_node_of_a_cluster_is_refused_with_the_reason() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    let replica = sandbox.servers().into_iter().find(|server| server.info("role") == "slave").unwrap();
    let refused = Tool::on(&sandbox).run(&["resync-replica", replica.pod(), "--yes"]);
    refused.expect(4);
    assert!(refused.stderr.contains("REPLICAOF is not allowed"), "{refused}");
}
