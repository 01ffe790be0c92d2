//! `list`, `ping`, `info` and `health` on the real cluster.

use super::{holding, kubectl, redis_cli, until};

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn list_finds_what_kubectl_and_redis_cli_know() {
    let tool = holding(&["apps"]);
    let run = tool.run(&["list", "-n", "apps", "-o", "json"]);
    run.expect(0);
    let json = run.json();
    let members = json["data"]["instances"][0]["members"].as_array().expect("members").clone();
    for member in members {
        let name = member["name"].as_str().expect("a name");
        kubectl(&["get", "pod", "-n", "apps", name]);
        let role = redis_cli("apps", name, "role").lines().next().unwrap_or_default().to_owned();
        let ours = member["role"].as_str().expect("a role");
        assert_eq!(ours, if role == "master" { "primary" } else { "replica" }, "{name}\n{run}");
        let version = redis_cli("apps", name, "info server");
        assert!(
            version.contains(&format!("redis_version:{}", member["version"].as_str().expect("a version"))),
            "{run}"
        );
    }
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn two_releases_in_one_namespace_are_refused_and_named() {
    let tool = holding(&["data"]);
    for command in ["ping", "info", "health", "backup-rdb"] {
        let run = tool.run(&[command, "-n", "data"]);
        run.expect(4);
        assert!(run.stderr.contains("data/prod-redis, data/redis"), "{run}");
    }
    let run = tool.run(&["health", "-n", "data", "-r", "redis"]);
    run.expect(0);
    assert!(run.stdout.contains("redis-master-0") && !run.to_string().contains("prod-redis"), "{run}");
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn every_deployment_is_healthy_and_a_deleted_pod_is_not() {
    for (namespace, release) in [("data", "prod-redis"), ("redis", "redis-shared"), ("apps", "cache")] {
        let tool = holding(&[namespace]);
        // The test before may have ended a pod.
        until("it is healthy", || {
            let run = tool.run(&["health", "-n", namespace, "-r", release, "-o", "json"]);
            // The one LoadBalancer gets no address where there is nobody to give it.
            let balancer = namespace == "redis" && run.finding_ids().contains(&"load-balancer-pending".to_owned());
            run.code == i32::from(balancer)
        });
    }
    let tool = holding(&["apps"]);
    kubectl(&["delete", "pod", "-n", "apps", "cache-redis-2", "--wait=false"]);
    let run = tool.run(&["health", "-n", "apps", "-r", "cache", "-o", "json"]);
    assert!([1, 2, 3].contains(&run.code), "{run}");
    kubectl(&["rollout", "status", "-n", "apps", "statefulset/cache-redis", "--timeout", "300s"]);
    until("the instance is healthy again", || tool.run(&["health", "-n", "apps", "-r", "cache"]).code == 0);
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn a_silent_server_is_unknown_and_the_others_are_shown() {
    let tool = holding(&["apps"]);
    redis_cli("apps", "cache-redis-1", "client pause 20000 all");
    let run = tool.run(&["health", "-n", "apps", "-r", "cache", "--node-timeout", "5s", "-o", "json"]);
    run.expect(3);
    assert!(run.finding_ids().contains(&"unreachable".to_owned()), "{run}");
    assert_eq!(run.json()["data"]["members"][0]["role"], "primary", "{run}");
    until("it answers again", || tool.run(&["ping", "-n", "apps", "-r", "cache"]).code == 0);
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn a_right_that_is_missing_is_named() {
    let tool = holding(&["apps"]);
    let run = tool.run(&["ping", "-n", "apps", "-r", "cache", "--as", "system:serviceaccount:apps:default"]);
    run.expect(3);
    assert!(run.stderr.contains("cannot list pods") && run.stderr.contains("kubectl auth can-i list pods"), "{run}");
}
