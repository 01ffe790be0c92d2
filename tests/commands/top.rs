//! `top`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn the_metrics_apis_figures_beside_the_limits() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    for (ordinal, memory) in [(0, "131072Ki"), (1, "500Mi")] {
        sandbox.add(&format!(
            "{{apiVersion: metrics.k8s.io/v1beta1, kind: PodMetrics, metadata: {{name: cache-redis-{ordinal}, namespace: apps}},
               window: 15s, containers: [{{name: sidecar, usage: {{cpu: '1', memory: 1Gi}}}},
                                         {{name: redis, usage: {{cpu: 12345678n, memory: {memory}}}}}]}}"
        ));
    }
    let run = Tool::on(&sandbox).run(&["top", "-n", "apps", "-r", "cache", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["usage-unseen"], "cache-redis-2 has no figures yet: {run}");
    let data = &run.json()["data"];
    assert_eq!((&data["source"], &data["because"]), (&"metrics-api".into(), &serde_json::Value::Null));
    let first = &data["members"][0];
    assert_eq!((first["cpu_millicores"].as_u64(), first["cpu_limit_millicores"].as_u64()), (Some(13), Some(500)));
    assert_eq!(
        (first["memory_bytes"].as_u64(), first["memory_limit_bytes"].as_u64()),
        (Some(128 << 20), Some(512 << 20))
    );
    assert!(data["members"][2]["memory_bytes"].is_null());
}

#[test]
fn without_a_metrics_api_the_servers_figures_and_it_is_said() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).start();
    let silent = sandbox.pod("redis", "redis-shared-replicas-0");
    silent.pause();
    let run = Tool::on(&sandbox).run(&["top", "-n", "redis", "--node-timeout", "1s", "-o", "json"]);
    silent.resume();
    run.expect(3);
    assert_eq!(run.finding_ids(), ["unreachable"]);
    let data = &run.json()["data"];
    assert_eq!(data["source"], "info");
    assert!(data["because"].as_str().unwrap().contains("no metrics API"), "{run}");
    let resident: u64 = sandbox.pod("redis", "redis-shared-master-0").info("used_memory_rss").parse().unwrap();
    let shown = data["members"][0]["memory_bytes"].as_u64().unwrap();
    assert!(shown.abs_diff(resident) < resident / 4, "{shown} and {resident}");
    assert!(data["members"][0]["cpu_millicores"].as_u64().is_some_and(|cpu| cpu < 2000), "{run}");
    assert!(data["members"][1]["cpu_millicores"].is_null());
}
