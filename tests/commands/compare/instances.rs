//! Instances behind a Kubernetes API: two of them, and a Redis Cluster with all its shards.

use super::{compare, differences};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn a_cluster_is_all_its_shards() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).deployment(Deployment::SbChart).start();
    sandbox.fill(200);
    let tool = Tool::on(&sandbox);
    let cluster = sandbox.redis_cluster("default", "redis-cluster");
    let keys: u64 = cluster.primaries().iter().map(|node| node.cli(&["DBSIZE"]).parse::<u64>().unwrap()).sum();
    let run = compare(&tool, &["default/redis-cluster", "instance:default/redis-cluster"]);
    run.expect(0);
    assert_eq!(run.json()["data"]["full"]["keys_compared"], keys, "{run}");
    let set = tool.run(&["backup-rdb", "-r", "redis-cluster"]).expect(0).last_line().to_owned();
    let run = compare(&tool, &["-r", "redis-cluster", ".", &set]);
    run.expect(0);
    assert_eq!(run.json()["data"]["full"]["keys_compared"], keys, "{run}");
    compare(&tool, &["-r", "redis-cluster", "--quick", ".", &set]).expect(0);
    compare(&tool, &["-r", "redis-cluster", "--role", "replica", ".", &set]).expect(0);

    // One key less in one shard.
    let node = &cluster.primaries()[1];
    let key = node.cli(&["RANDOMKEY"]);
    node.cli(&["DEL", &key]);
    let run = compare(&tool, &["-r", "redis-cluster", ".", &set]);
    assert_eq!(differences(run.expect(7)), [format!("{key}: missing-in-a")], "{run}");
    // A shard that nobody answers for is no smaller keyspace.
    node.pause();
    compare(&tool, &["-r", "redis-cluster", ".", &set, "--node-timeout", "1s"]).expect(3);
}
