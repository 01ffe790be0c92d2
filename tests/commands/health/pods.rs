//! Rules on what Kubernetes says of the pods.

use super::{assert_finding, cache, health};
use crate::harness::until;
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;

/// As a kubelet writes a failing readiness probe.
fn not_ready(sandbox: &Sandbox, pod: &str) {
    sandbox.edit("pods", "apps", pod, |pod| {
        for condition in pod["status"]["conditions"].as_array_mut().unwrap() {
            if ["Ready", "ContainersReady"].contains(&condition["type"].as_str().unwrap()) {
                condition["status"] = json!("False");
                condition["reason"] = json!("ContainersNotReady");
                condition["message"] = json!("containers with unready status: [redis]");
            }
        }
        pod["status"]["containerStatuses"][0]["ready"] = json!(false);
    });
}

#[test]
fn a_pod_that_is_not_ready_gets_no_clients() {
    let sandbox = cache();
    not_ready(&sandbox, "cache-redis-1");
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["pod-not-ready"], "{run}");
    assert_finding(&run, "pod-not-ready", "warning", "apps/cache-redis-1", &["not ready", "[redis]"]);
    assert_eq!(run.member("cache-redis-1")["ready"], false, "{run}");
}

#[test]
fn a_crash_loop_is_critical_and_names_its_reason() {
    let sandbox = cache();
    sandbox.pod("apps", "cache-redis-2").kill();
    sandbox.edit("pods", "apps", "cache-redis-2", |pod| {
        let status = &mut pod["status"]["containerStatuses"][0];
        status["lastState"] = status["state"].clone();
        status["restartCount"] = json!(7);
        status["state"] = json!({"waiting": {
            "reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed container=redis",
        }});
    });
    let run = health(&sandbox, &[]);
    run.expect(2);
    assert_finding(&run, "pod-not-ready", "critical", "apps/cache-redis-2", &["CrashLoopBackOff"]);
    assert_finding(&run, "restarted", "warning", "apps/cache-redis-2", &["exit code 137", "restarts: 7"]);
    assert_finding(&run, "unreachable", "critical", "apps/cache-redis-2", &["refused"]);
}

#[test]
fn a_pending_pod_is_not_asked_and_not_forgotten() {
    let sandbox = cache();
    sandbox.edit("pods", "apps", "cache-redis-2", |pod| {
        pod["status"] = json!({"phase": "Pending", "conditions": [{
            "type": "PodScheduled", "status": "False", "reason": "Unschedulable",
            "message": "0/1 nodes are available: 1 Insufficient memory.",
        }]});
    });
    sandbox.clear_requests();
    let run = health(&sandbox, &[]);
    run.expect(2);
    assert_finding(&run, "pod-not-ready", "critical", "apps/cache-redis-2", &["Pending", "Insufficient memory"]);
    assert_finding(&run, "unreachable", "critical", "apps/cache-redis-2", &["not running"]);
    assert!(!sandbox.requests().iter().any(|(_, path)| path.contains("cache-redis-2/portforward")), "{run}");
}

#[test]
fn a_restart_is_news_for_its_window() {
    let sandbox = cache();
    let server = sandbox.pod("apps", "cache-redis-1");
    server.kill();
    server.restart();
    let status = sandbox.get("pods", "apps", "cache-redis-1").unwrap()["status"]["containerStatuses"][0].clone();
    let end = &status["lastState"]["terminated"];
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["restarted"], "{run}");
    let time = end["finishedAt"].as_str().unwrap();
    let said = ["Error (exit code 137)", time, "restarts: 1"];
    assert_finding(&run, "restarted", "warning", "apps/cache-redis-1", &said);
    assert_eq!(run.member("cache-redis-1")["restarts"], status["restartCount"], "{run}");
    until("it is no news", || health(&sandbox, &["--restart-window", "1s"]).code == 0);
}

#[test]
fn an_oom_kill_is_critical_and_names_the_limit() {
    let sandbox = cache();
    let server = sandbox.pod("apps", "cache-redis-0");
    server.kill();
    server.restart();
    sandbox.edit("pods", "apps", "cache-redis-0", |pod| {
        pod["status"]["containerStatuses"][0]["lastState"]["terminated"]["reason"] = json!("OOMKilled");
    });
    for replica in ["cache-redis-1", "cache-redis-2"] {
        let replica = sandbox.pod("apps", replica);
        until("the link is up", || replica.info("master_link_status") == "up");
    }
    let run = health(&sandbox, &[]);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["oom-killed"], "{run}");
    assert_finding(&run, "oom-killed", "critical", "apps/cache-redis-0", &["memory limit of 512MiB", "restarts: 1"]);
}

/// A pod that its StatefulSet does not own any more holds the name, so that the controller can make no other.
fn orphan(sandbox: &Sandbox, namespace: &str, pod: &str) {
    sandbox.edit("pods", namespace, pod, |pod| {
        pod["metadata"].as_object_mut().unwrap().remove("ownerReferences");
        pod["metadata"]["labels"] = json!({});
    });
}

#[test]
fn a_set_with_fewer_pods_than_wanted_is_critical() {
    let sandbox = cache();
    orphan(&sandbox, "apps", "cache-redis-2");
    let run = health(&sandbox, &["-r", "cache"]);
    run.expect(2);
    // The orphan's server goes on following, from a pod that is no member.
    assert_eq!(run.finding_ids(), ["members-missing", "replica-outside"], "{run}");
    let words = ["StatefulSet cache-redis", "2 of 3"];
    assert_finding(&run, "members-missing", "critical", "apps/cache", &words);
    assert!(run.finding("members-missing")["hint"].to_string().contains("statefulset -n apps cache-redis"), "{run}");
    // Who looks at a part cannot miss the rest.
    let selector = "statefulset.kubernetes.io/pod-name=cache-redis-0";
    for part in [["--pod", "cache-redis-1"], ["-l", selector]] {
        health(&sandbox, &[&["-r", "cache"][..], &part].concat()).expect(0);
    }
}

#[test]
fn a_set_of_the_release_without_any_pod_is_missed_too() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).namespace("redis").start();
    orphan(&sandbox, "redis", "redis-shared-replicas-0");
    let run = health(&sandbox, &["-r", "redis-shared"]);
    run.expect(2);
    let words = ["StatefulSet redis-shared-replicas", "0 of 1"];
    assert_finding(&run, "members-missing", "critical", "redis/redis-shared", &words);
    // Nobody wants a pod of a set that was scaled to none.
    sandbox.edit("statefulsets", "redis", "redis-shared-replicas", |set| set["spec"]["replicas"] = json!(0));
    let run = health(&sandbox, &["-r", "redis-shared"]);
    assert_eq!(run.finding_ids(), ["replica-outside", "service-selects-nothing"], "{run}");
}

#[test]
fn without_the_right_to_see_the_sets_their_size_is_unknown() {
    let sandbox = cache();
    sandbox.deny_in("apps", "list", "statefulsets");
    let run = health(&sandbox, &[]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["members-missing"], "{run}");
    assert_finding(&run, "members-missing", "unknown", "apps/cache", &["forbidden", "statefulsets"]);
    let hint = run.finding("members-missing")["hint"].to_string();
    assert!(hint.contains("kubectl auth can-i list statefulsets.apps -n apps"), "{run}");
    assert_eq!(run.json()["data"]["members"].as_array().unwrap().len(), 3, "{run}");
}
