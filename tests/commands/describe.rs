//! `describe`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn pods_are_described_by_what_kubernetes_says() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    sandbox.add(
        "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: other, namespace: apps},
 spec: {maxUnavailable: 0, selector: {matchLabels: {app.kubernetes.io/instance: other}}}}",
    );
    sandbox.pod("apps", "cache-redis-1").kill();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["describe", "-n", "apps", "-r", "cache", "-o", "json"]);
    run.expect(0);
    let members = run.json()["data"]["members"].clone();
    assert_eq!((&members[0]["state"], &members[1]["state"]), (&"Running".into(), &"Stopped".into()), "{run}");
    assert_eq!(members[1]["ready"], false);
    let first = &members[0];
    assert_eq!(
        (first["cpu_limit_millicores"].as_u64(), first["memory_request_bytes"].as_u64()),
        (Some(500), Some(64 << 20))
    );
    assert_eq!(first["budgets"].as_array().unwrap().len(), 1);
    let data = first["volumes"].as_array().unwrap().iter().find(|volume| volume["mount"] == "/data").unwrap();
    assert_eq!((data["claim"]["phase"].as_str(), data["claim"]["size_bytes"].as_u64()), (Some("Bound"), Some(8 << 30)));
    assert_eq!(first["services"].as_array().unwrap().len(), 3);
    let run = tool.run(&["describe", "-n", "apps", "-r", "cache"]);
    for text in ["killed when it fails for 30s", "cache-pdb: min available 2", "StatefulSet cache-redis"] {
        assert!(run.stdout.contains(text), "no {text:?}: {run}");
    }
    tool.run(&["describe", "--url", "redis://127.0.0.1:1"]).expect(64);
}

#[test]
fn budgets_of_a_cluster_before_1_21_are_seen() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    sandbox.add(
        "{apiVersion: policy/v1beta1, kind: PodDisruptionBudget, metadata: {name: old, namespace: apps},
          spec: {maxUnavailable: 1, selector: {matchLabels: {app.kubernetes.io/instance: cache}}}, status: {disruptionsAllowed: 1}}",
    );
    sandbox.unserve("policy", "v1");
    let run = Tool::on(&sandbox).run(&["describe", "-n", "apps", "-r", "cache", "-o", "json"]);
    run.expect(0);
    let budgets = run.json()["data"]["members"][0]["budgets"].clone();
    assert_eq!(budgets[1]["name"], "old", "{run}");
    assert_eq!(budgets[1]["demand"], "max unavailable 1", "{run}");
    // The right is asked for by the name that both have.
    sandbox.deny("list", "poddisruptionbudgets");
    let run = Tool::on(&sandbox).run(&["describe", "-n", "apps", "-r", "cache", "-o", "json"]);
    run.expect(3);
    assert!(run.finding("objects-unseen")["hint"].to_string().contains("poddisruptionbudgets.policy"), "{run}");
}

#[test]
fn objects_that_may_not_be_listed_are_findings() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).start();
    sandbox.deny("list", "persistentvolumeclaims");
    let run = Tool::on(&sandbox).run(&["describe", "-n", "data", "-r", "redis", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["objects-unseen"]);
    assert!(run.json()["findings"][0]["hint"].as_str().unwrap().contains("can-i list persistentvolumeclaims"), "{run}");
}
