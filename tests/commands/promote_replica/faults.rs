//! Who dies half-way: the account is true, and what is left can be done or undone.

use super::{primary, servers};
use crate::harness::writer::Writer;
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};

fn cache() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start()
}

/// Does something as soon as the server says that it is a primary. Sentinel cuts its clients off then, so each look is a
/// connection of its own.
pub fn once_primary(server: &Server, act: impl FnOnce() + Send) {
    let role = || server.connect().and_then(|mut connection| connection.call(&["ROLE"]));
    until("it is a primary", || role().is_ok_and(|reply| reply.to_string().starts_with("master")));
    act();
}

fn service_pod(sandbox: &Sandbox) -> String {
    let service = sandbox.get("services", "apps", "cache-redis").unwrap();
    service["spec"]["selector"]["statefulset.kubernetes.io/pod-name"].as_str().unwrap().to_owned()
}

#[test]
fn the_api_that_dies_half_way_leaves_a_true_account_and_the_rest_is_done_later() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let writer = Writer::start(servers(&sandbox, "apps"));
    let words = [
        "promote-replica",
        "cache-redis-1",
        "-r",
        "cache",
        "--yes",
        "-o",
        "json",
        "--max-wait",
        "2s",
        "--node-timeout",
        "1s",
    ];
    let run = tool.start(&words);
    once_primary(&sandbox.pod("apps", "cache-redis-1"), || sandbox.kill_api());
    let run = run.wait();
    run.expect(6);
    let text = run.everything();
    assert!(text.contains("promotion-unfinished") && text.contains("redis-ops promote-replica cache-redis-1"), "{run}");
    writer.until_more(20);
    let written = writer.stop();
    sandbox.restart_api();
    let new = primary(&sandbox, "apps");
    assert_eq!((new.pod(), written.lost_on(&new)), ("cache-redis-1", Vec::new()), "{run}");
    // its own hint does what is left
    let run = tool.run(&["promote-replica", "cache-redis-1", "-n", "apps", "-r", "cache", "--yes", "-o", "json"]);
    run.expect(0);
    assert_eq!(service_pod(&sandbox), "cache-redis-1", "{run}");
    tool.run(&["check-replication", "-r", "cache", "--replicas", "2"]).expect(0);
}

#[test]
fn the_old_primary_that_dies_half_way_is_told_and_nothing_is_lost() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let writer = Writer::start(servers(&sandbox, "apps"));
    let words = [
        "promote-replica",
        "cache-redis-1",
        "-r",
        "cache",
        "--yes",
        "-o",
        "json",
        "--max-wait",
        "2s",
        "--node-timeout",
        "1s",
    ];
    let run = tool.start(&words);
    let old = sandbox.pod("apps", "cache-redis-0");
    once_primary(&sandbox.pod("apps", "cache-redis-1"), || old.kill());
    let run = run.wait();
    run.expect(6);
    assert_eq!(run.json()["data"]["to"], "cache-redis-1", "{run}");
    assert!(run.finding("promotion-unfinished")["message"].as_str().unwrap().contains("part"), "{run}");
    writer.until_more(20);
    let written = writer.stop();
    let new = primary(&sandbox, "apps");
    assert_eq!((new.pod(), written.lost_on(&new)), ("cache-redis-1", Vec::new()), "{run}");
    assert_eq!(service_pod(&sandbox), "cache-redis-1", "{run}");
    // "it comes back as a second primary": nobody is made its replica, or it theirs, without the name
    old.restart();
    let again = ["promote-replica", "cache-redis-1", "-r", "cache", "-o", "json"];
    let refused = tool.run(&[&again[..], &["--yes"]].concat());
    refused.expect(4);
    assert!(refused.stderr.contains("both primaries"), "{refused}");
    tool.run(&[&again[..], &["--force", "--confirm", "apps/cache"]].concat()).expect(0);
    assert_eq!(written.lost_on(&primary(&sandbox, "apps")), [0_u64; 0]);
    tool.run(&["check-replication", "-r", "cache", "--replicas", "2"]).expect(0);
}

#[test]
fn a_run_that_is_told_to_end_half_way_ends_the_switch_first() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let run = tool.start(&["promote-replica", "cache-redis-1", "-r", "cache", "--yes"]);
    once_primary(&sandbox.pod("apps", "cache-redis-1"), || run.signal("TERM"));
    let run = run.wait();
    assert!([0, 143].contains(&run.code), "{run}");
    assert_eq!(
        (primary(&sandbox, "apps").pod(), service_pod(&sandbox).as_str()),
        ("cache-redis-1", "cache-redis-1"),
        "{run}"
    );
    assert!(sandbox.get("leases", "apps", "redis-ops-cache").is_none(), "{run}");
    if run.code == 143 {
        assert!(run.stderr.contains("carried to its end"), "{run}");
    }
}

#[test]
fn the_replica_that_dies_before_the_switch_changes_no_role() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiSentinel).namespace("web").start();
    let tool = Tool::on(&sandbox);
    let old = primary(&sandbox, "web");
    let replica = servers(&sandbox, "web").into_iter().find(|server| server.info("role") == "slave").unwrap();
    let writer = Writer::start(vec![old.clone()]);
    let words = [
        "promote-replica",
        replica.pod(),
        "-r",
        "session",
        "--yes",
        "-o",
        "json",
        "--node-timeout",
        "1s",
        "--switch-timeout",
        "2s",
    ];
    let run = tool.start(&words);
    // Sentinel reads the priority at its next look, within ten seconds
    until("it is preferred", || replica.cli(&["CONFIG", "GET", "replica-priority"]).ends_with("\n1"));
    replica.kill();
    let run = run.wait();
    // roles are as they were; what was lent to it could not be put back, which is told
    run.expect(6);
    let left = format!("replica-priority of {} was 100", replica.pod());
    assert!(run.everything().contains(&left), "no {left:?}: {run}");
    assert_eq!(primary(&sandbox, "web").pod(), old.pod(), "{run}");
    writer.until_more(20);
    assert_eq!(writer.stop().lost_on(&old), [0_u64; 0]);
}

#[test]
fn a_dead_primary_is_replaced_by_force_with_what_is_not_known() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let writer = Writer::start(servers(&sandbox, "apps"));
    let written = writer.stop();
    let old = sandbox.pod("apps", "cache-redis-0");
    for replica in ["cache-redis-1", "cache-redis-2"] {
        let replica = sandbox.pod("apps", replica);
        until("it has all", || replica.info("slave_repl_offset") == old.info("master_repl_offset"));
    }
    old.kill();
    let force = ["force-failover", "-r", "cache", "-o", "json", "--node-timeout", "2s", "--max-wait", "10s"];
    let dry = tool.run(&[&force[..], &["--dry-run"]].concat());
    dry.expect(0);
    assert_eq!(dry.json()["data"]["gap"]["bytes"], serde_json::Value::Null, "{dry}");
    assert!(dry.json()["data"]["plan"]["remarks"][0].as_str().unwrap().contains("what it lacks is unknown"), "{dry}");
    let refused = tool.run(&[&force[..], &["--yes"]].concat());
    refused.expect(4);
    assert!(refused.stderr.contains("--confirm apps/cache"), "{refused}");
    let run = tool.run(&[&force[..], &["--confirm", "apps/cache"]].concat());
    run.expect(0);
    let new = primary(&sandbox, "apps");
    assert_eq!(written.lost_on(&new), [0_u64; 0], "{run}");
    assert_eq!(service_pod(&sandbox), new.pod(), "{run}");
}
