//! The rules on Sentinel, each by a real fault of real Sentinels.

use super::assert_finding;
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox, encode};
use serde_json::Value;
use std::io::Write;
use std::net::TcpStream;

fn start(deployment: Deployment) -> Sandbox {
    Sandbox::builder().deployment(deployment).start()
}

fn health(sandbox: &Sandbox, namespace: &str) -> Run {
    Tool::on(sandbox).run(&["health", "-n", namespace, "-o", "json", "--node-timeout", "3s"])
}

/// Waits until health finds something, and returns that run.
fn found(sandbox: &Sandbox, namespace: &str, id: &str, severity: &str) -> Run {
    let mut last = None;
    until(&format!("{id} is {severity}"), || {
        let run = health(sandbox, namespace);
        let fits = run.json()["findings"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["id"] == id && one["severity"] == severity));
        last = Some(run);
        fits
    });
    last.unwrap()
}

fn rows(run: &Run) -> Vec<Value> {
    run.json()["data"]["sentinels"].as_array().cloned().unwrap_or_default()
}

/// A field of SENTINEL MASTER.
fn said(sandbox: &Sandbox, namespace: &str, pod: &str, name: &str, field: &str) -> String {
    let reply = sandbox.sentinel(namespace, pod).cli(&["SENTINEL", "MASTER", name]);
    let lines: Vec<&str> = reply.lines().collect();
    lines.chunks(2).find(|pair| pair[0] == field).map(|pair| pair[1].to_owned()).unwrap()
}

/// Sets the labels of roles as the operators do some seconds after a failover; there is none in a sandbox.
fn relabel(sandbox: &Sandbox, namespace: &str) {
    for server in sandbox.servers().iter().filter(|server| server.namespace() == namespace) {
        let role = server.info("role");
        sandbox.edit("pods", namespace, server.pod(), |pod| {
            for label in ["redisfailovers-role", "redis-role"] {
                if pod["metadata"]["labels"][label].is_string() {
                    pod["metadata"]["labels"][label] = role.as_str().into();
                }
            }
        });
    }
}

#[test]
fn a_failover_that_no_operator_writes_into_the_labels_is_told() {
    let sandbox = start(Deployment::Spotahome);
    let old = sandbox.servers().into_iter().find(|server| server.info("role") == "master").unwrap();
    let new = sandbox.fail_over("redis-system", "mymaster");
    let run = health(&sandbox, "redis-system");
    run.expect(1);
    // The Service of the primary selects by that label.
    assert_eq!(run.finding_ids(), ["role-label-wrong", "role-label-wrong", "service-misrouted"], "{run}");
    for (server, label) in [(&old, "master"), (&new, "slave")] {
        let subject = format!("redis-system/{}", server.pod());
        let said = run.json()["findings"].as_array().unwrap().iter().any(|one| {
            one["subject"] == subject.as_str()
                && one["message"].to_string().contains(&format!("redisfailovers-role={label}"))
        });
        assert!(said, "{run}");
    }
    relabel(&sandbox, "redis-system");
    health(&sandbox, "redis-system").expect(0);
}

#[test]
fn healthy_deployments_are_silent_and_the_rows_are_what_each_sentinel_says_also_after_a_failover() {
    for (deployment, namespace, name) in [
        (Deployment::Spotahome, "redis-system", "mymaster"),
        (Deployment::BitnamiSentinel, "web", "mymaster"),
        (Deployment::OtReplication, "ot", "myMaster"),
    ] {
        let sandbox = start(deployment);
        for round in ["before", "after"] {
            let run = health(&sandbox, namespace);
            run.expect(0);
            assert_eq!(run.finding_ids(), [""; 0], "{run}");
            assert_eq!(rows(&run).len(), 3, "{run}");
            let servers = sandbox.servers();
            let primary = servers.iter().find(|server| server.info("role") == "master").unwrap();
            for row in rows(&run) {
                let pod = row["sentinel"].as_str().unwrap();
                let field = |field: &str| said(&sandbox, namespace, pod, name, field);
                assert_eq!(row["primary_address"], format!("{}:{}", field("ip"), field("port")), "{run}");
                assert_eq!((&row["primary"], &row["master_name"]), (&primary.pod().into(), &name.into()), "{run}");
                assert_eq!(row["quorum"].to_string(), field("quorum"));
                assert_eq!(row["replicas"].to_string(), field("num-slaves"));
                assert_eq!(row["other_sentinels"].to_string(), field("num-other-sentinels"));
                assert_eq!(row["can_fail_over"], true);
            }
            if round == "before" {
                let new = sandbox.fail_over(namespace, name);
                assert_ne!(new.pod(), primary.pod());
                relabel(&sandbox, namespace);
            }
        }
    }
}

#[test]
fn sentinels_that_end_one_after_the_other_take_the_quorum_along() {
    let sandbox = start(Deployment::Spotahome);
    let sentinels = sandbox.sentinels("redis-system");
    // How soon they count each other as gone.
    for sentinel in &sentinels {
        sentinel.cli(&["SENTINEL", "SET", "mymaster", "down-after-milliseconds", "1500"]);
    }
    sentinels[0].kill();
    let run = health(&sandbox, "redis-system");
    run.expect(1);
    let subject = format!("redis-system/{}", sentinels[0].pod());
    assert_finding(&run, "sentinel-unreachable", "warning", &subject, &["refused"]);
    assert_eq!(rows(&run)[0]["answered"], false, "{run}");
    sentinels[1].kill();
    let run = found(&sandbox, "redis-system", "sentinel-no-quorum", "critical");
    run.expect(2);
    assert_finding(
        &run,
        "sentinel-no-quorum",
        "critical",
        "redis-system/redis-cluster",
        &["every", "NOQUORUM 1 usable"],
    );
    sentinels[2].kill();
    let run = health(&sandbox, "redis-system");
    run.expect(2);
    assert_finding(
        &run,
        "sentinel-no-quorum",
        "critical",
        "redis-system/redis-cluster",
        &["none of its 3 Sentinels runs"],
    );
    // A part of the instance says nothing of its Sentinels.
    let run = Tool::on(&sandbox).run(&["health", "-n", "redis-system", "--pod", "rfr-redis-cluster-1", "-o", "json"]);
    run.expect(0);
    let run = Tool::on(&sandbox).run(&["list", "-n", "redis-system", "-o", "wide"]);
    run.expect(1);
    assert!(run.stdout.contains("2 replicas  3 ") && run.stdout.contains("[sentinel-unreachable]"), "{run}");
}

#[test]
fn a_sentinel_that_hangs_or_may_not_be_reached_is_unknown() {
    let sandbox = start(Deployment::OtReplication);
    let sentinel = sandbox.sentinel("ot", "store-watch-sentinel-1");
    sentinel.pause();
    let run = health(&sandbox, "ot");
    run.expect(3);
    assert_finding(
        &run,
        "sentinel-unreachable",
        "unknown",
        "ot/store-watch-sentinel-1",
        &["did not answer within 3000 ms"],
    );
    sentinel.resume();
    health(&sandbox, "ot").expect(0);
    sandbox.deny("get", "pods/portforward");
    let run = health(&sandbox, "ot");
    run.expect(3);
    let findings = run.json()["findings"].as_array().unwrap().clone();
    let all: Vec<&Value> = findings.iter().filter(|one| one["id"] == "sentinel-unreachable").collect();
    assert_eq!(all.len(), 3, "{run}");
    assert!(
        all[0]["hint"].as_str().unwrap().contains("kubectl auth can-i get pods --subresource=portforward -n ot"),
        "{run}"
    );
    assert_finding(&run, "sentinel-no-quorum", "unknown", "ot/store", &["none of its 3 Sentinels answered"]);
}

#[test]
fn a_sentinel_that_names_another_primary_disagrees_and_is_wrong_and_one_that_forgot_watches_nothing() {
    let sandbox = start(Deployment::BitnamiSentinel);
    let sentinel = sandbox.sentinel("web", "session-redis-node-2");
    sentinel.cli(&["SENTINEL", "REMOVE", "mymaster"]);
    let run = health(&sandbox, "web");
    run.expect(1);
    assert_finding(&run, "sentinel-watches-nothing", "warning", "web/session-redis-node-2", &["does not watch"]);
    let replica = "session-redis-node-1.session-redis-headless.web.svc.cluster.local";
    sentinel.cli(&["SENTINEL", "MONITOR", "mymaster", replica, "6379", "2"]);
    let run = health(&sandbox, "web");
    run.expect(2);
    let words = [
        "session-redis-node-0 by session-redis-node-0, session-redis-node-1",
        "session-redis-node-1 by session-redis-node-2",
    ];
    assert_finding(&run, "sentinels-disagree", "critical", "web/session", &words);
    let words = ["names session-redis-node-1 as primary", "says that it is a replica", "words: session-redis-node-0"];
    assert_finding(&run, "sentinel-primary-wrong", "critical", "web/session", &words);
    let text = Tool::on(&sandbox).run(&["health", "-n", "web"]);
    assert!(text.stdout.contains("CRITICAL") && text.stdout.contains("[sentinels-disagree]"), "{text}");
}

#[test]
fn an_address_that_is_no_pod_is_unseen() {
    let sandbox = start(Deployment::Spotahome);
    // as after the pods came back with other addresses while the operator was away
    let ip = sandbox.pod("redis-system", "rfr-redis-cluster-0").address().ip().to_string();
    let gone = format!("{}.251", ip.rsplit_once('.').unwrap().0);
    for sentinel in sandbox.sentinels("redis-system") {
        sentinel.cli(&["SENTINEL", "REMOVE", "mymaster"]);
        sentinel.cli(&["SENTINEL", "MONITOR", "mymaster", &gone, "6379", "2"]);
    }
    let run = health(&sandbox, "redis-system");
    run.expect(2);
    assert_finding(&run, "sentinel-primary-unseen", "critical", "redis-system/redis-cluster", &[&gone, "no pod"]);
}

#[test]
fn replicas_that_are_gone_or_never_were_are_phantoms_until_a_reset() {
    let sandbox = start(Deployment::Spotahome);
    let primary = sandbox.pod("redis-system", "rfr-redis-cluster-0");
    // a snapshot over SYNC on the primary: no port is announced, and Sentinel takes it for a replica
    let mut stream = TcpStream::connect(primary.address()).unwrap();
    let mut request = Vec::new();
    encode(&mut request, &["SYNC"]);
    stream.write_all(&request).unwrap();
    let gone = sandbox.pod("redis-system", "rfr-redis-cluster-2").address().ip().to_string();
    sandbox.edit("statefulsets", "redis-system", "rfr-redis-cluster", |set| set["spec"]["replicas"] = 2.into());
    until("Sentinel has looked at the primary", || {
        let all = sandbox.sentinels("redis-system")[0].cli(&["SENTINEL", "REPLICAS", "mymaster"]);
        all.contains("127.0.0.1:0")
    });
    let run = health(&sandbox, "redis-system");
    run.expect(1);
    let text = run.json()["findings"].to_string();
    for address in ["127.0.0.1:0".to_owned(), format!("{gone}:6379")] {
        assert!(text.contains(&format!("keeps a replica {address}, which is no pod")), "{address}\n{run}");
    }
    drop(stream);
    for sentinel in sandbox.sentinels("redis-system") {
        assert_eq!(sentinel.cli(&["SENTINEL", "RESET", "mymaster"]), "1");
    }
    until("the Sentinels found each other again", || {
        let run = health(&sandbox, "redis-system");
        run.finding_ids().is_empty() && rows(&run).iter().all(|row| row["replicas"] == 1)
    });
}

#[test]
fn a_primary_that_one_sentinel_cannot_reach_is_a_warning() {
    let sandbox = start(Deployment::OtReplication);
    // a Sentinel with the wrong password gets NOAUTH, which is as good as silence to it
    let sentinel = sandbox.sentinel("ot", "store-watch-sentinel-0");
    sentinel.cli(&["SENTINEL", "SET", "myMaster", "down-after-milliseconds", "500"]);
    sentinel.cli(&["SENTINEL", "SET", "myMaster", "auth-pass", "wrong"]);
    sandbox.pod("ot", "store-0").cli(&["CLIENT", "KILL", "TYPE", "NORMAL"]);
    let run = found(&sandbox, "ot", "sentinel-primary-down", "warning");
    assert_finding(&run, "sentinel-primary-down", "warning", "ot/store", &["store-0", "1 of 3 Sentinels"]);
}
