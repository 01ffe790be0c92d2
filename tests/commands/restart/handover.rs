//! Owners who can have another primary meanwhile: replicas first, then each primary after it has handed its role over. A
//! client writes all the while.

use super::uids;
use crate::commands::promote_replica::{cluster, primary, servers};
use crate::harness::operators::Operators;
use crate::harness::writer::Writer;
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox, Server};
use serde_json::json;
use std::sync::Arc;

/// Restarts it with a writer. Returns the run and the primary of the writer's key afterwards.
fn restart(
    deployment: Deployment,
    (namespace, instance): (&str, &str),
    of: impl Fn(&Sandbox) -> Server,
) -> (Arc<Sandbox>, Run, Server) {
    let sandbox = Arc::new(Sandbox::builder().deployment(deployment).namespace(namespace).start());
    let _operators = Operators::of(&sandbox);
    let tool = Tool::on(&sandbox);
    let (old, before) = (of(&sandbox), uids(&sandbox, namespace));
    let writer = Writer::start(servers(&sandbox, namespace));
    let run = tool.run(&["restart", "-n", namespace, "-r", instance, "--yes", "-o", "json"]);
    run.expect(0);
    writer.until_more(20);
    let written = writer.stop();
    let new = of(&sandbox);
    assert_eq!(written.lost_on(&new), [0_u64; 0], "{run}");
    assert_ne!(new.pod(), old.pod(), "{run}");
    assert!(uids(&sandbox, namespace).iter().all(|uid| !before.contains(uid)), "{run}");
    let check = ["check-replication", "-n", namespace, "-r", instance];
    tool.run(&check).expect(0);
    (sandbox, run, new)
}

/// What the steps did, in order: `restart a-1`, `hand-over a-0`.
fn steps(run: &Run) -> Vec<(String, String)> {
    let json = run.json();
    let steps = json["data"]["steps"].as_array().expect("steps");
    assert!(steps.iter().all(|step| step["state"] == "done"), "{run}");
    let text = |step: &serde_json::Value, field: &str| step[field].as_str().unwrap_or_default().to_owned();
    steps.iter().map(|step| (text(step, "id"), text(step, "does"))).collect()
}

fn one_shard(deployment: Deployment, namespace: &str, instance: &str) {
    let (_sandbox, run, _) = restart(deployment, (namespace, instance), |sandbox| primary(sandbox, namespace));
    let ids: Vec<String> = steps(&run).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["restart", "restart", "hand-over", "restart"], "{run}");
}

#[test]
fn bitnamis_chart_with_sentinel() {
    one_shard(Deployment::BitnamiSentinel, "web", "session");
}

/// Its StatefulSet is of the strategy OnDelete, and its data are in emptyDirs.
#[test]
fn spotahomes_operator() {
    one_shard(Deployment::Spotahome, "redis-system", "redis-cluster");
}

#[test]
fn ots_operator_with_sentinel() {
    one_shard(Deployment::OtReplication, "ot", "store");
}

#[test]
fn ots_operator_alone() {
    one_shard(Deployment::OtAlone, "ot", "store");
}

#[test]
fn every_shard_of_a_cluster_hands_over_before_its_primary_restarts() {
    let of = |sandbox: &Sandbox| {
        cluster::on_short_timeout(sandbox, "default");
        cluster::shard(sandbox, "default").0
    };
    let (sandbox, run, _) = restart(Deployment::RedisCluster, ("default", "redis-cluster"), of);
    let steps = steps(&run);
    let ids: Vec<&str> = steps.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(&ids[..3], ["restart"; 3], "{run}");
    assert_eq!(&ids[3..], ["hand-over", "restart"].repeat(3), "{run}");
    for pair in steps[3..].chunks(2) {
        let pod = pair[0].1.split(' ').find(|word| word.starts_with("redis-cluster-")).expect("a pod");
        assert!(pair[1].1.contains(&format!("evict {pod},")), "{run}");
    }
    let primaries = servers(&sandbox, "default").into_iter().filter(|server| server.info("role") == "master").count();
    assert_eq!(primaries, 3);
    assert_eq!(run.json()["data"]["members"].as_array().map(Vec::len), Some(6), "{run}");
    let links =
        run.json()["data"]["members"].as_array().into_iter().flatten().filter(|one| one["link"] == json!("up")).count();
    assert_eq!(links, 3, "{run}");
}
