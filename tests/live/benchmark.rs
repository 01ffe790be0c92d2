//! `benchmark` on a real cluster: from a pod of the server's image, as a user of its own, and through the tunnel where the
//! image has no redis-benchmark.

use super::{holding, kubectl, redis_cli, redis_cli_in, until};

const SMALL: [&str; 7] = ["--requests", "5000", "--keyspace", "500", "--yes", "-o", "json"];

fn pods(namespace: &str) -> String {
    kubectl(&["get", "pods", "-n", namespace, "-l", "redis-ops/purpose=benchmark", "-o", "name"])
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn a_load_from_inside_the_cluster_and_nothing_is_left_of_it() {
    let tool = holding(&["data", "redis", "processors"]);
    // With a password, and CONFIG disabled.
    let shared = ["benchmark", "-n", "redis", "-r", "redis-shared", "--tests", "ping,set,get,mget,hget,zadd,lrange"];
    let run = tool.run(&[&shared[..], &SMALL, &["--target-ops", "100", "--target-p95", "10s"]].concat());
    let data = run.expect(0).json()["data"].clone();
    assert_eq!((&data["from"], data["tests"].as_array().map(Vec::len)), (&"pod".into(), Some(7)), "{run}");
    assert!(data["tests"][1]["p95_microseconds"].is_u64(), "{run}");
    let run = tool.run(&[&["benchmark", "-n", "data", "-r", "redis"][..], &SMALL].concat());
    assert_eq!(run.expect(0).json()["data"]["from"], "pod", "{run}");
    assert_eq!(redis_cli_in("data", "redis-master-0", "--scan --pattern redis-ops:benchmark:*").trim(), "");
    assert_eq!((pods("redis"), pods("data")), (String::new(), String::new()));
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn a_load_through_the_tunnel_where_no_pod_can_make_it() {
    // Their images have the server alone, and the pods of the cluster name no user.
    for (namespace, release) in [("apps", "cache"), ("default", "redis-cluster")] {
        let tool = holding(&[namespace, "processors"]);
        let run = tool.run(&[&["benchmark", "-n", namespace, "-r", release, "--clients", "8"][..], &SMALL].concat());
        let data = run.expect(0).json()["data"].clone();
        assert_eq!(
            (&data["from"], run.finding_ids()),
            (&"tunnel".into(), vec!["benchmark-from-tunnel".to_owned()]),
            "{run}"
        );
        assert_eq!(pods(namespace), "");
    }
    let _tool = holding(&["apps"]);
    assert_eq!(redis_cli("apps", "cache-redis-0", "acl users").trim(), "default");
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn told_to_end_it_takes_pod_and_keys_away() {
    let tool = holding(&["data", "processors"]);
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let mut running =
            tool.start(&["benchmark", "-n", "data", "-r", "redis", "--duration", "60s", "--keyspace", "500", "--yes"]);
        while !running.error_line().contains("set: a load") {}
        running.signal(signal);
        running.wait().expect(code);
        until("the pod is gone", || pods("data").is_empty());
        let keys = redis_cli_in("data", "redis-master-0", "--scan --pattern redis-ops:benchmark:*");
        assert!(keys.lines().count() <= 500, "what the pod wrote in its last second expires: {keys}");
    }
}
