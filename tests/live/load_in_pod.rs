//! `backup-verify --load-in pod` and `restore-drill --load-in pod`: the pod is made, loads, is compared, and goes.

use super::{holding, kubectl, redis_cli, until};

fn pods() -> String {
    kubectl(&["get", "pods", "-n", "apps", "-l", "redis-ops/purpose=verify", "-o", "name"])
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn a_pod_of_the_servers_image_loads_the_set_and_goes() {
    let tool = holding(&["apps"]);
    redis_cli("apps", "cache-redis-0", "set loaded:in:a:pod yes");
    let set = tool.run(&["backup-rdb", "-n", "apps", "-r", "cache"]).expect(0).last_line().to_owned();
    let run =
        tool.run(&["backup-verify", "--load", "--load-in", "pod", "-n", "apps", "-r", "cache", &set, "-o", "json"]);
    let load = run.expect(0).json()["data"]["loads"][0].clone();
    assert!(load["loaded"] == true && load["comparison"]["same"] == true, "{run}");
    until("the pod is gone", || pods().is_empty());
    let run = tool.run(&["restore-drill", "-n", "apps", "-r", "cache", "--load-in", "pod"]);
    assert!(run.expect(0).stdout.contains("the same"), "{run}");
    // Told to end in the middle, it takes the pod away too.
    let running = tool.start(&["restore-drill", "-n", "apps", "-r", "cache", "--load-in", "pod"]);
    until("the pod is there", || !pods().is_empty());
    running.signal("TERM");
    running.wait().expect(143);
    until("the pod is gone", || pods().is_empty());
}
