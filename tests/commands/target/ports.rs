//! Ports, domains and environments that are not the usual ones.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;

/// A RedisFailover of Spotahome's operator with `spec.redis.port`, as far as its servers go.
fn failover(port: u16) -> String {
    let labels = json!({
        "app.kubernetes.io/part-of": "redis-failover", "app.kubernetes.io/component": "redis",
        "redisfailovers.databases.spotahome.com/name": "store",
    });
    let script = "replicaof rfr-store-0";
    json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "rfr-store", "namespace": "ops"},
        "spec": {
            "replicas": 2, "serviceName": "rfr-store", "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "initContainers": [{"name": "setup", "image": "busybox", "command": ["sh", "-c"], "args": [script]}],
                    "containers": [{
                        "name": "redis", "image": "redis:6.2", "command": ["redis-server", "/redis/redis.conf"],
                        "ports": [{"name": "redis", "containerPort": port}],
                        // what a Service named redis puts into every pod of its namespace
                        "env": [
                            {"name": "REDIS_PORT", "value": "tcp://10.96.0.1:6379"},
                            {"name": "REDIS_SERVICE_PORT", "value": "6379"},
                        ],
                    }],
                },
            },
        },
    })
    .to_string()
}

#[test]
fn another_port_is_found_in_the_specification_and_not_in_the_environment() {
    let sandbox = Sandbox::builder().yaml(&failover(7777)).namespace("ops").start();
    assert_eq!(sandbox.pod("ops", "rfr-store-0").port(), 7777);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["health", "-r", "store", "-o", "json"]);
    run.expect(0);
    tool.run(&["check-replication", "-r", "store"]).expect(0);
    tool.run(&["backup-rdb", "-r", "store"]).expect(0);
    tool.run(&["ping", "-r", "store", "--port", "6379"]).expect(2);

    // Where the specification names none, --port does.
    for pod in ["rfr-store-0", "rfr-store-1"] {
        sandbox.edit("pods", "ops", pod, |pod| pod["spec"]["containers"][0]["ports"] = json!([]));
    }
    tool.run(&["ping", "-r", "store"]).expect(2);
    tool.run(&["health", "-r", "store", "--port", "7777"]).expect(0);
}

#[test]
fn host_names_of_any_cluster_domain_lead_to_pods() {
    let yaml = Deployment::BitnamiReplication.yaml().replace("cluster.local", "k8s.corp.example");
    let sandbox = Sandbox::builder().yaml(&yaml).announce_host_names().namespace("redis").start();
    let announced = sandbox.pod("redis", "redis-shared-master-0").info("slave0");
    assert!(announced.contains("redis-shared-headless.redis.svc.k8s.corp.example"), "{announced}");
    let tool = Tool::on(&sandbox);
    tool.run(&["check-replication", "--replicas", "1"]).expect(0);
    let run = tool.run(&["replication-info", "-o", "json"]);
    run.expect(0);
    assert!(run.finding_ids().is_empty(), "the replica is taken for a stranger\n{run}");
}
