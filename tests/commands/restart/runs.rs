//! Many restarts in a row of every owner of the role, with one writer through all of them; see `benches/promotions`.

use crate::commands::promote_replica::cluster::{on_short_timeout, shard};
use crate::commands::promote_replica::{primary, servers};
use crate::harness::Tool;
use crate::harness::operators::Operators;
use crate::harness::series::{Series, runs};
use crate::sandbox::{Deployment, Sandbox, Server};
use std::sync::Arc;

fn series(what: &str, deployment: Deployment, (namespace, instance): (&str, &str), of: impl Fn(&Sandbox) -> Server) {
    let sandbox = Arc::new(Sandbox::builder().deployment(deployment).namespace(namespace).start());
    let _operators = Operators::of(&sandbox);
    let tool = Tool::on(&sandbox);
    of(&sandbox);
    let mut series = Series::begin(what, servers(&sandbox, namespace));
    for _ in 0..runs() {
        let run = tool.run(&["restart", "-n", namespace, "-r", instance, "--yes", "-o", "json"]);
        run.expect(0);
        series.note(&run);
    }
    series.end(&of(&sandbox));
}

fn one_shard(what: &str, deployment: Deployment, namespace: &str, instance: &str) {
    series(what, deployment, (namespace, instance), |sandbox| primary(sandbox, namespace));
}

#[test]
#[ignore = "minutes of restarts, for their figures: benches/promotions"]
fn sb_chart() {
    one_shard("restart: sb chart, in its place", Deployment::SbChart, "apps", "cache");
}

#[test]
#[ignore = "minutes of restarts, for their figures: benches/promotions"]
fn bitnami_with_sentinel() {
    one_shard("restart: Bitnami with Sentinel", Deployment::BitnamiSentinel, "web", "session");
}

#[test]
#[ignore = "minutes of restarts, for their figures: benches/promotions"]
fn bitnami_without_sentinel() {
    one_shard(
        "restart: Bitnami without Sentinel, in its place",
        Deployment::BitnamiReplication,
        "redis",
        "redis-shared",
    );
}

#[test]
#[ignore = "minutes of restarts, for their figures: benches/promotions"]
fn spotahome() {
    one_shard("restart: Spotahome's operator", Deployment::Spotahome, "redis-system", "redis-cluster");
}

#[test]
#[ignore = "minutes of restarts, for their figures: benches/promotions"]
fn ot_with_sentinel() {
    one_shard("restart: OT operator with Sentinel", Deployment::OtReplication, "ot", "store");
}

#[test]
#[ignore = "minutes of restarts, for their figures: benches/promotions"]
fn ot_alone() {
    one_shard("restart: OT operator alone", Deployment::OtAlone, "ot", "store");
}

#[test]
#[ignore = "minutes of restarts, for their figures: benches/promotions"]
fn redis_cluster() {
    let of = |sandbox: &Sandbox| {
        on_short_timeout(sandbox, "default");
        shard(sandbox, "default").0
    };
    series("restart: Redis Cluster", Deployment::RedisCluster, ("default", "redis-cluster"), of);
}
