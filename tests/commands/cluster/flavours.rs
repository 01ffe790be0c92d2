//! The other deployments of the same guides: Bitnami's cluster, K3s, Redis Insight beside a server.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn bitnamis_cluster_is_reached_with_the_password_of_its_file() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiCluster).namespace("shop").start();
    sandbox.fill(40);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["inspect", "-r", "shop", "-o", "json"]);
    run.expect(0);
    let data = &run.json()["data"];
    assert_eq!(
        (data["flavour"].as_str(), data["cluster"]["shards"].as_u64()),
        (Some("bitnami-cluster"), Some(3)),
        "{run}"
    );
    assert_eq!(data["role_owner"], "cluster-bus", "{run}");
    let run = tool.run(&["dbsize", "-o", "json"]);
    run.expect(0);
    let cluster = sandbox.redis_cluster("shop", "shop-redis-cluster");
    let keys: u64 = cluster.primaries().iter().map(|one| one.cli(&["DBSIZE"]).parse::<u64>().unwrap()).sum();
    assert_eq!(run.json()["data"]["total"]["keys"], keys, "{run}");
    assert!(!run.everything().contains("s h'o"), "{run}");
}

#[test]
fn a_deployment_behind_a_service_named_redis_is_asked_on_its_own_port() {
    let sandbox = Sandbox::builder().deployment(Deployment::K3s).start();
    sandbox.fill(8);
    let tool = Tool::on(&sandbox);
    let server = sandbox.servers().remove(0);
    let run = tool.run(&["list", "-A", "-o", "json"]);
    run.expect(0);
    let row = &run.json()["data"]["instances"][0];
    assert_eq!((row["namespace"].as_str(), row["name"].as_str()), (Some("redis-server"), Some("redis")), "{run}");
    assert_eq!(row["members"][0]["name"], server.pod(), "{run}");
    let run = tool.run(&["health", "-n", "redis-server", "-r", "redis", "-o", "json"]);
    run.expect(0);
    assert_eq!(run.member(server.pod())["keys"], server.cli(&["DBSIZE"]).parse::<u64>().unwrap() + 2, "{run}");
    let run = tool.run(&["inspect", "-n", "redis-server"]);
    run.expect(0);
    for words in ["ReplicaSet redis-", "6379"] {
        assert!(run.stdout.contains(words), "{words}\n{run}");
    }
    for command in ["describe", "logs", "role", "check-replication"] {
        let run = tool.run(&[command, "-n", "redis-server"]);
        assert!(run.code == 0 || command == "check-replication", "{run}");
    }
}

#[test]
fn redis_insight_is_never_taken_for_a_server() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let tool = Tool::on(&sandbox);
    let insight = sandbox.get("deployments", "tutorial", "redisinsight");
    assert!(insight.is_some());
    let run = tool.run(&["health", "-o", "json"]);
    run.expect(0);
    assert_eq!(run.json()["target"]["members"], serde_json::json!(["redis"]), "{run}");
    let run = tool.run(&["health", "-l", "app=redisinsight"]);
    run.expect(3);
    assert!(run.stderr.contains("no Redis server with labels app=redisinsight"), "{run}");
    let run = tool.run(&["list", "-r", "redisinsight"]);
    assert!(run.code != 0 && run.stderr.contains("found instead: tutorial/redis"), "{run}");
}
