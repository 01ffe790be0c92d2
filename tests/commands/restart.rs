//! `restart`: pod by pod, replicas first, and never into an empty primary.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;

fn uids(sandbox: &Sandbox, namespace: &str) -> Vec<String> {
    let pods = sandbox.servers().into_iter().filter(|server| server.namespace() == namespace);
    pods.map(|server| sandbox.get("pods", namespace, server.pod()).unwrap()["metadata"]["uid"].to_string()).collect()
}

#[test]
fn every_pod_is_restarted_in_order_and_the_data_are_there() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox
        .edit("statefulsets", "apps", "cache-redis", |set| set["spec"]["updateStrategy"] = json!({"type": "OnDelete"}));
    sandbox.fill(20);
    let tool = Tool::on(&sandbox);
    let keys = sandbox.pod("apps", "cache-redis-0").cli(&["DBSIZE"]);
    let before = uids(&sandbox, "apps");
    let dry = tool.run(&["restart", "-r", "cache", "--dry-run"]);
    dry.expect(0);
    let at = |pod: &str| dry.stdout.find(&format!("evict {pod}")).unwrap_or_else(|| panic!("{dry}"));
    assert!(at("cache-redis-1") < at("cache-redis-2") && at("cache-redis-2") < at("cache-redis-0"), "{dry}");
    assert!(dry.stdout.contains("nobody takes writes while cache-redis-0 restarts"), "{dry}");
    assert_eq!(uids(&sandbox, "apps"), before);
    let run = tool.run(&["restart", "-r", "cache", "--yes", "-o", "json"]);
    run.expect(0);
    assert!(uids(&sandbox, "apps").iter().all(|uid| !before.contains(uid)), "{run}");
    assert_eq!(sandbox.pod("apps", "cache-redis-0").cli(&["DBSIZE"]), keys, "{run}");
    tool.run(&["check-replication", "-r", "cache", "--replicas", "2"]).expect(0);
}

#[test]
fn what_would_lose_something_is_refused() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).deployment(Deployment::BarePod).start();
    let tool = Tool::on(&sandbox);
    let refused = tool.run(&["restart", "-n", "tutorial", "-r", "redis", "--yes"]);
    refused.expect(4);
    assert!(refused.stderr.contains("no controller would make the pod again"), "{refused}");
    let primary = sandbox.pod("apps", "cache-redis-0");
    primary.config_set("save", "");
    let refused = tool.run(&["restart", "-n", "apps", "-r", "cache", "--yes"]);
    refused.expect(4);
    for text in ["it would come back empty, and its replicas would copy that", "--force with --confirm apps/cache"] {
        assert!(refused.stderr.contains(text), "no {text:?}: {refused}");
    }
    primary.config_set("save", "900 1");
    sandbox.deny("create", "pods/eviction");
    let refused = tool.run(&["restart", "-n", "apps", "-r", "cache", "--yes"]);
    refused.expect(4);
    assert!(refused.stderr.contains("kubectl auth can-i create pods --subresource=eviction -n apps"), "{refused}");
    sandbox.allow_all();
    let before = uids(&sandbox, "apps");
    sandbox
        .edit("poddisruptionbudgets", "apps", "cache-pdb", |budget| budget["status"]["disruptionsAllowed"] = json!(0));
    let run = tool.run(&["restart", "-n", "apps", "-r", "cache", "--yes", "--max-wait", "1s", "-o", "json"]);
    run.expect(5);
    assert!(run.finding("restart-unfinished")["message"].as_str().unwrap().contains("disruption budget"), "{run}");
    assert_eq!(uids(&sandbox, "apps"), before, "{run}");
}
