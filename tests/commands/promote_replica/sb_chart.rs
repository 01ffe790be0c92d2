//! The sb chart: ordinal 0 is the primary at every start, and its Services are pinned to a pod.

use super::{nothing_lost, primary, servers, with_writer};
use crate::commands::rights::{assert_enough, roles};
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;

fn cache() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start()
}

fn pod_of(sandbox: &Sandbox, service: &str) -> String {
    let service = sandbox.get("services", "apps", service).unwrap();
    service["spec"]["selector"]["statefulset.kubernetes.io/pod-name"].as_str().unwrap().to_owned()
}

#[test]
fn the_primary_hands_over_services_follow_and_the_way_back_restores_all() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let before = sandbox.get("services", "apps", "cache-redis").unwrap();
    let words = ["promote-replica", "cache-redis-1", "-r", "cache", "--yes", "-o", "json"];
    let (run, written) = with_writer(&tool, servers(&sandbox, "apps"), &words);
    run.expect(0);
    let new = primary(&sandbox, "apps");
    assert_eq!(new.pod(), "cache-redis-1");
    nothing_lost(&run, &written, &new);
    for service in ["cache-redis", "cache-redis-master"] {
        assert_eq!(pod_of(&sandbox, service), "cache-redis-1", "{run}");
    }
    let data = &run.json()["data"];
    assert_eq!(
        (&data["way"], &data["from"], &data["to"]),
        (&json!("failover"), &json!("cache-redis-0"), &json!("cache-redis-1"))
    );
    assert!(data["services_outage_ms"].as_u64().is_some(), "{run}");
    assert_eq!(data["failback"], "redis-ops promote-replica cache-redis-0 -n apps -r cache");
    for member in data["members"].as_array().unwrap().iter().filter(|one| one["member"] != "cache-redis-1") {
        assert_eq!((&member["follows"], &member["link"]), (&json!("cache-redis-1"), &json!("up")), "{run}");
    }
    assert_eq!(new.cli(&["KEYS", "redis-ops:*"]), "", "the probe's keys are gone");
    // health calls what was done by its name, and the way back leaves no trace
    let (run, written) =
        with_writer(&tool, servers(&sandbox, "apps"), &["promote-replica", "cache-redis-0", "-y", "-o", "json"]);
    run.expect(0);
    nothing_lost(&run, &written, &primary(&sandbox, "apps"));
    let after = sandbox.get("services", "apps", "cache-redis").unwrap();
    assert_eq!(after["spec"], before["spec"]);
    assert!(after["metadata"]["annotations"]["redis-ops/former-selector"].is_null(), "{after}");
    tool.run(&["check-replication", "-r", "cache", "--replicas", "2"]).expect(0);
}

#[test]
fn without_the_command_failover_the_servers_are_told_one_by_one() {
    let sandbox = cache();
    sandbox.edit("configmaps", "apps", "cache-redis", |map| {
        let text = map["data"]["redis.conf"].as_str().unwrap().to_owned();
        map["data"]["redis.conf"] = json!(format!("{text}rename-command FAILOVER \"\"\n"));
    });
    for pod in ["cache-redis-0", "cache-redis-1", "cache-redis-2"] {
        sandbox.remove("pods", "apps", pod);
    }
    let tool = Tool::on(&sandbox);
    let (run, written) = with_writer(&tool, servers(&sandbox, "apps"), &["promote-replica", "-y", "-o", "json"]);
    run.expect(0);
    assert_eq!(run.json()["data"]["way"], "pause", "{run}");
    nothing_lost(&run, &written, &primary(&sandbox, "apps"));
    tool.run(&["check-replication", "-r", "cache", "--replicas", "2"]).expect(0);
}

#[test]
fn a_dry_run_changes_nothing_and_says_what_will_undo_it() {
    let sandbox = cache();
    sandbox.clear_requests();
    let run = Tool::on(&sandbox).run(&["promote-replica", "cache-redis-2", "--dry-run"]);
    run.expect(0);
    for text in [
        "FAILOVER TO",
        "on cache-redis-0, which hands over: 2 short tries at most, then one with TIMEOUT 5000",
        "lead Service cache-redis to cache-redis-2",
        "if cache-redis-2 restarts, it comes back as a replica of cache-redis-0",
        "a helm upgrade or rollback of release apps/cache gives Services",
        "undo: redis-ops promote-replica cache-redis-0 -n apps -r cache",
    ] {
        assert!(run.stdout.contains(text), "no {text:?}: {run}");
    }
    assert_eq!(primary(&sandbox, "apps").pod(), "cache-redis-0");
    assert!(sandbox.requests().iter().all(|(method, _)| *method != crate::sandbox::Method::PATCH));
    // Who would put changes back is read from the workloads: where they are hidden, nobody is taken for granted.
    sandbox.deny("list", "statefulsets");
    for words in [&["promote-replica", "cache-redis-2", "--dry-run"][..], &["restart", "--dry-run"]] {
        let run = Tool::on(&sandbox).run(words);
        assert!(run.expect(0).stdout.contains("whether a controller would put changes back cannot be told"), "{run}");
    }
}

#[test]
fn the_promoted_pod_that_restarts_leaves_what_the_plan_said_and_nothing_is_lost() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let (run, written) =
        with_writer(&tool, servers(&sandbox, "apps"), &["promote-replica", "cache-redis-1", "-y", "-o", "json"]);
    run.expect(0);
    sandbox.delete("pods", "apps", "cache-redis-1");
    // "it comes back as a replica of cache-redis-0, which follows it: then nobody takes writes"
    let all = servers(&sandbox, "apps");
    until("all are replicas", || all.iter().all(|server| sandbox.pod("apps", server.pod()).info("role") == "slave"));
    tool.run(&["health", "-r", "cache"]).expect(2);
    // "until redis-ops force-failover; nothing is lost"
    sandbox.grant(&roles("force-failover", "apps"));
    let run = tool.run(&["force-failover", "-r", "cache", "--confirm", "apps/cache", "-o", "json"]);
    assert_enough("force-failover", &run, 0);
    sandbox.allow_all();
    assert_eq!(written.lost_on(&primary(&sandbox, "apps")), [0_u64; 0], "{run}");
    assert_eq!(pod_of(&sandbox, "cache-redis"), primary(&sandbox, "apps").pod());
}
