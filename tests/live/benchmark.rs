//! `benchmark` on a real cluster: from a pod of the server's image, as a user of its own, and through the tunnel where the
//! image has no redis-benchmark.

use super::{kubectl, redis_cli, redis_cli_in, tool};

fn pods() -> String {
    kubectl(&["get", "pods", "-A", "-l", "redis-ops/purpose=benchmark", "-o", "name"])
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn a_load_from_inside_the_cluster_and_nothing_is_left_of_it() {
    let small = ["--requests", "20000", "--keyspace", "500", "--yes", "-o", "json"];
    // With a password, and CONFIG disabled.
    let shared = ["benchmark", "-n", "redis", "-r", "redis-shared", "--tests", "ping,set,get,mget,hget,zadd,lrange"];
    let run = tool().run(&[&shared[..], &small, &["--target-ops", "100", "--target-p95", "10s"]].concat());
    let data = run.expect(0).json()["data"].clone();
    assert_eq!((&data["from"], data["tests"].as_array().map(Vec::len)), (&"pod".into(), Some(7)), "{run}");
    assert!(data["tests"][1]["p95_microseconds"].is_u64(), "{run}");
    let run = tool().run(&[&["benchmark", "-n", "data", "-r", "redis"][..], &small].concat());
    assert_eq!(run.expect(0).json()["data"]["from"], "pod", "{run}");
    assert_eq!(redis_cli_in("data", "redis-master-0", "--scan --pattern redis-ops:benchmark:*").trim(), "");
    // Their images have the server alone, and the pods of the cluster name no user.
    for (namespace, release) in [("apps", "cache"), ("default", "redis-cluster")] {
        let run = tool().run(&[&["benchmark", "-n", namespace, "-r", release, "--clients", "8"][..], &small].concat());
        let data = run.expect(0).json()["data"].clone();
        assert_eq!(
            (&data["from"], run.finding_ids()),
            (&"tunnel".into(), vec!["benchmark-from-tunnel".to_owned()]),
            "{run}"
        );
    }
    assert_eq!(redis_cli("apps", "cache-redis-0", "acl users").trim(), "default");
    assert_eq!(pods(), "");
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn told_to_end_it_takes_pod_and_keys_away() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let mut running = tool().start(&[
            "benchmark",
            "-n",
            "data",
            "-r",
            "redis",
            "--duration",
            "60s",
            "--keyspace",
            "500",
            "--yes",
        ]);
        while !running.error_line().contains("set: a load") {}
        running.signal(signal);
        running.wait().expect(code);
        crate::harness::until("the pod is gone", || pods().is_empty());
        let keys = redis_cli_in("data", "redis-master-0", "--scan --pattern redis-ops:benchmark:*");
        assert!(keys.lines().count() <= 500, "what the pod wrote in its last second expires: {keys}");
    }
}
