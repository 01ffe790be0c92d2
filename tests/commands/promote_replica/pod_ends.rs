//! The promoted pod ends afterwards: what comes is what the plan said. The sb chart has that in its own file.

use super::cluster::{on_short_timeout, shard};
use super::{last_replica, primary, servers, with_writer};
use crate::harness::operators::Operators;
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use std::sync::Arc;

/// A remark of the plan that was agreed to.
fn said(run: &Run, text: &str) {
    let json = run.json();
    let remarks = json["data"]["plan"]["remarks"].as_array().expect("remarks");
    assert!(
        remarks.iter().any(|remark| remark.as_str().is_some_and(|remark| remark.contains(text))),
        "no {text:?}: {run}"
    );
}

/// One primary, and it stays for a while.
fn until_led(sandbox: &Sandbox, namespace: &str) -> Server {
    let leads = || {
        let all = servers(sandbox, namespace);
        let primaries: Vec<Server> = all.iter().filter(|server| server.info("role") == "master").cloned().collect();
        let followed = || primaries[0].info("connected_slaves") == (all.len() - 1).to_string();
        (primaries.len() == 1 && followed()).then(|| primaries[0].clone())
    };
    until("one primary has all replicas", || leads().is_some());
    primary(sandbox, namespace)
}

fn deleted(deployment: Deployment, namespace: &str, instance: &str, remark: &str) {
    let sandbox = Arc::new(Sandbox::builder().deployment(deployment).namespace(namespace).start());
    let _operators = Operators::of(&sandbox);
    let new = last_replica(&sandbox, namespace);
    let words = ["promote-replica", new.pod(), "-n", namespace, "-r", instance, "--yes", "-o", "json"];
    let (run, written) = with_writer(&Tool::on(&sandbox), servers(&sandbox, namespace), &words);
    run.expect(0);
    said(&run, remark);
    sandbox.delete("pods", namespace, new.pod());
    let now = until_led(&sandbox, namespace);
    assert_eq!(written.lost_on(&now), [0_u64; 0], "{} leads now: {run}", now.pod());
}

#[test]
fn sentinel_keeps_it_or_has_another_take_over() {
    deleted(Deployment::BitnamiSentinel, "web", "session", "Sentinel has another one take over");
}

#[test]
fn opstrees_operator_keeps_what_it_finds() {
    deleted(Deployment::OtAlone, "ot", "store", "the operator keeps what it finds");
}

#[test]
fn a_cluster_keeps_it_or_elects_another() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    on_short_timeout(&sandbox, "default");
    let (old, new) = shard(&sandbox, "default");
    let words = ["promote-replica", new.pod(), "--yes", "-o", "json"];
    let (run, written) = with_writer(&Tool::on(&sandbox), vec![old, new.clone()], &words);
    run.expect(0);
    said(&run, "the other primaries elect a replica of it");
    sandbox.delete("pods", "default", new.pod());
    let check = ["check-replication", "-n", "default", "-r", "redis-cluster"];
    until("the shard is whole", || Tool::on(&sandbox).run(&check).code == 0);
    assert_eq!(written.lost_on(&shard(&sandbox, "default").0), [0_u64; 0], "{run}");
}

#[test]
fn of_bare_servers_the_configuration_file_decides() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let all = servers(&sandbox, "apps");
    let tool = Tool::alone().env("REDISCLI_AUTH", all[0].password().expect("a password"));
    let url = format!("redis://{}", all[1].address());
    let words = ["promote-replica", "--url", &url, "--yes", "-o", "json"];
    let (run, written) = with_writer(&tool, all.clone(), &words);
    run.expect(0);
    said(&run, "their configuration files decide then");
    sandbox.delete("pods", "apps", all[1].pod());
    // the file says that it follows the other, which follows it: nobody takes writes, and nothing is lost
    until("all are replicas", || servers(&sandbox, "apps").iter().all(|server| server.info("role") == "slave"));
    let name = all[1].address().to_string();
    let run = tool.run(&["force-failover", &name, "--url", &url, "--confirm", &name, "-o", "json"]);
    run.expect(0);
    assert_eq!(written.lost_on(&primary(&sandbox, "apps")), [0_u64; 0], "{run}");
}
