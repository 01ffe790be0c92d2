//! Where Sentinel owns the role: Bitnami's chart, and the operators of Spotahome and OT-CONTAINER-KIT.

use super::{last_replica, nothing_lost, primary, servers, with_writer};
use crate::harness::operators::Operators;
use crate::harness::writer::Writer;
use crate::harness::{Tool, servers as versions};
use crate::sandbox::{Deployment, Sandbox};
use std::sync::Arc;

/// Promotes twice; operators act all the while where there are some.
fn promote(deployment: Deployment, namespace: &str, instance: &str) {
    let sandbox = Arc::new(Sandbox::builder().deployment(deployment).namespace(namespace).start());
    let _operators = Operators::of(&sandbox);
    let tool = Tool::on(&sandbox);
    for _ in 0..2 {
        let replica = last_replica(&sandbox, namespace);
        let words = ["promote-replica", replica.pod(), "-n", namespace, "-r", instance, "--yes", "-o", "json"];
        let (run, written) = with_writer(&tool, servers(&sandbox, namespace), &words);
        run.expect(0);
        assert_eq!(run.json()["data"]["way"], "sentinel");
        let new = primary(&sandbox, namespace);
        assert_eq!(new.pod(), replica.pod(), "{run}");
        nothing_lost(&run, &written, &new);
        for server in servers(&sandbox, namespace) {
            let priority = server.cli(&["CONFIG", "GET", "replica-priority"]);
            assert!(priority.ends_with("\n100"), "{} has {priority}: {run}", server.pod());
        }
    }
}

#[test]
fn bitnamis_chart() {
    promote(Deployment::BitnamiSentinel, "web", "session");
}

#[test]
fn spotahomes_operator() {
    promote(Deployment::Spotahome, "redis-system", "redis-cluster");
}

#[test]
fn ots_operator() {
    promote(Deployment::OtReplication, "ot", "store");
}

/// The objects of a deployment whose servers and Sentinels are Valkey 9.1, which fails over in coordination with the primary.
pub fn on_valkey(deployment: Deployment) -> String {
    let server = versions::server("valkey-9.1");
    let annotated = format!("    metadata: {{annotations: {{sandbox/server: {}}}, labels:", server.display());
    let yaml = deployment.yaml().replace("    metadata: {labels:", &annotated);
    assert_ne!(yaml, deployment.yaml());
    yaml
}

fn valkey() -> (Arc<Sandbox>, Tool) {
    let sandbox = Sandbox::builder().yaml(&on_valkey(Deployment::Spotahome)).namespace("redis-system").start();
    let tool = Tool::on(&sandbox);
    (Arc::new(sandbox), tool)
}

#[test]
fn valkeys_sentinel_coordinates_the_failover_with_the_primary() {
    let (sandbox, tool) = valkey();
    let _operators = Operators::of(&sandbox);
    let (old, new) = (primary(&sandbox, "redis-system"), last_replica(&sandbox, "redis-system"));
    let words = ["promote-replica", new.pod(), "-r", "redis-cluster", "--yes", "-o", "json"];
    let (run, written) = with_writer(&tool, servers(&sandbox, "redis-system"), &words);
    run.expect(0);
    assert_eq!(primary(&sandbox, "redis-system").pod(), new.pod(), "{run}");
    nothing_lost(&run, &written, &new);
    // the primary was asked, and handed over by itself
    assert!(old.log().contains("FAILOVER requested to"), "{}", old.log());
}

#[test]
fn a_coordinated_failover_that_comes_to_nothing_is_ended_and_writes_go_on() {
    let (sandbox, tool) = valkey();
    let (old, new) = (primary(&sandbox, "redis-system"), last_replica(&sandbox, "redis-system"));
    // the replica does not take the role over when the primary offers it
    new.cli(&["ACL", "SETUSER", "default", "-psync"]);
    let writer = Writer::start(vec![old.clone()]);
    let words = ["promote-replica", new.pod(), "-r", "redis-cluster", "--yes", "-o", "json", "--switch-timeout", "2s"];
    let run = tool.run(&words);
    run.expect(5);
    writer.until_more(20);
    let written = writer.stop();
    assert_eq!(primary(&sandbox, "redis-system").pod(), old.pod(), "{run}");
    assert_eq!(written.lost_on(&old), [0_u64; 0], "{run}");
    assert!(old.log().contains("FAILOVER requested to"), "{}", old.log());
    run.finding("promotion-given-up");
    for sentinel in sandbox.sentinels("redis-system") {
        let watched = sentinel.cli(&["SENTINEL", "MASTER", "mymaster"]);
        assert!(!watched.contains("failover_in_progress"), "{watched}");
    }
}
