//! `restart`: pod by pod, replicas first, and never into an empty primary.

mod handover;
mod runs;

use crate::harness::{Running, Tool, until};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;

/// The uids of the pods of a namespace that have servers.
pub fn uids(sandbox: &Sandbox, namespace: &str) -> Vec<String> {
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
    // one that is about others has no part in it
    sandbox.add(&budget("aside", "matchExpressions: [{key: app, operator: In, values: [web]}]"));
    let run = tool.run(&["restart", "-n", "apps", "-r", "cache", "--yes", "--max-wait", "1s", "-o", "json"]);
    run.expect(5);
    let message = run.finding("restart-unfinished")["message"].as_str().unwrap().to_owned();
    assert!(
        message.contains("The disruption budget cache-pdb needs 2 healthy pods") && !message.contains("aside"),
        "{run}"
    );
    assert_eq!(uids(&sandbox, "apps"), before, "{run}");
    sandbox
        .edit("poddisruptionbudgets", "apps", "cache-pdb", |budget| budget["status"]["disruptionsAllowed"] = json!(1));
    let words = ["restart", "-n", "apps", "-r", "cache", "--yes", "--only", "cache-redis-7"];
    let run = tool.run(&words);
    run.expect(64);
    assert!(run.stderr.contains("cache-redis-7, which is no member of apps/cache"), "{run}");
}

/// A budget that lets no pod of its selector go.
fn budget(name: &str, selector: &str) -> String {
    format!(
        "{{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {{name: {name}, namespace: apps}},
           spec: {{minAvailable: 1, selector: {{{selector}}}}},
           status: {{disruptionsAllowed: 0, desiredHealthy: 1, currentHealthy: 1}}}}"
    )
}

/// A restart that has done with cache-redis-1 and is kept from evicting cache-redis-2.
fn halfway(sandbox: &Sandbox, tool: &Tool, words: &[&str]) -> Running {
    sandbox.add(&budget(
        "keeps-2",
        "matchExpressions: [{key: statefulset.kubernetes.io/pod-name, operator: In, values: [cache-redis-2]}]",
    ));
    sandbox.clear_requests();
    let run = tool.start(&[&["restart", "-r", "cache", "--yes", "--max-wait", "60s"], words].concat());
    let asked = |(_, path): &(_, String)| path.contains("/pods/cache-redis-2/eviction");
    until("the second eviction is asked for", || sandbox.requests().iter().any(asked));
    run
}

#[test]
fn a_run_that_is_told_to_end_half_way_says_which_pods_were_restarted_and_goes_on_with_the_rest() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let before = uids(&sandbox, "apps");
    let run = halfway(&sandbox, &tool, &[]);
    run.signal("TERM");
    let run = run.wait();
    run.expect(143);
    assert!(!run.stderr.contains("nothing was left behind"), "{run}");
    for text in [
        "terminated half-way",
        "restarted and in order: cache-redis-1",
        "to go on: redis-ops restart -n apps -r cache --only cache-redis-2,cache-redis-0",
    ] {
        assert!(run.stderr.contains(text), "no {text:?}: {run}");
    }
    let after = uids(&sandbox, "apps");
    assert_eq!((after[0] == before[0], after[1] == before[1], after[2] == before[2]), (true, false, true), "{run}");
    assert!(sandbox.get("leases", "apps", "redis-ops-cache").is_none(), "{run}");
    sandbox.remove("poddisruptionbudgets", "apps", "keeps-2");
    let run = tool.run(&["restart", "-n", "apps", "-r", "cache", "--only", "cache-redis-2,cache-redis-0", "--yes"]);
    run.expect(0);
    let last = uids(&sandbox, "apps");
    assert_eq!((last[0] == before[0], last[1] == after[1], last[2] == before[2]), (false, true, false), "{run}");
}

#[test]
fn a_run_that_is_told_to_end_before_it_evicted_anything_leaves_nothing() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    sandbox.add(&budget("keeps-all", "matchLabels: {app.kubernetes.io/instance: cache}"));
    let before = uids(&sandbox, "apps");
    let run = tool.start(&["restart", "-r", "cache", "--yes", "--max-wait", "60s"]);
    let asked = |(_, path): &(_, String)| path.contains("/eviction");
    until("evictions are asked for", || sandbox.requests().iter().filter(|request| asked(request)).count() > 1);
    run.signal("INT");
    let run = run.wait();
    run.expect(130);
    assert_eq!(uids(&sandbox, "apps"), before, "{run}");
}

#[test]
fn the_api_that_dies_half_way_leaves_a_true_account() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let run = halfway(&sandbox, &tool, &["-o", "json", "--request-timeout", "2s", "--node-timeout", "1s"]);
    sandbox.kill_api();
    let run = run.wait();
    run.expect(6);
    let finding = run.finding("restart-unfinished");
    let message = finding["message"].as_str().unwrap();
    assert!(message.contains("restarted and in order: cache-redis-1"), "{run}");
    assert!(message.contains("not restarted: ") && message.contains("cache-redis-0"), "{run}");
    assert!(finding["hint"].as_str().unwrap().contains("--only cache-redis-2,cache-redis-0"), "{run}");
}
