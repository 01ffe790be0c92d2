//! Many promotions in a row of every owner of the role, with one writer through all of them. They take minutes, and are run
//! by `benches/promotions`, which makes of their rows the README's table.

use super::cluster::{on_short_timeout, shard};
use super::sentinel::on_valkey;
use super::{last_replica, primary, servers};
use crate::harness::operators::Operators;
use crate::harness::series::{Series, runs};
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox, Server};
use std::sync::Arc;

fn sandbox(deployment: Deployment, namespace: &str) -> Arc<Sandbox> {
    Arc::new(Sandbox::builder().deployment(deployment).namespace(namespace).start())
}

/// Promotes the last replica as often as it is asked for, each time one that was the primary or a replica before.
fn series(what: &str, sandbox: &Arc<Sandbox>, namespace: &str, promote: impl Fn(&Server) -> Run) {
    let _operators = Operators::of(sandbox);
    let mut series = Series::begin(what, servers(sandbox, namespace));
    for _ in 0..runs() {
        let new = last_replica(sandbox, namespace);
        let run = promote(&new);
        run.expect(0);
        assert_eq!(primary(sandbox, namespace).pod(), new.pod(), "{run}");
        assert_eq!(run.json()["data"]["probe"]["split_writes"], 0, "{run}");
        series.note(&run);
    }
    series.end(&primary(sandbox, namespace));
}

fn by_name(what: &str, deployment: Deployment, namespace: &str, instance: &str) {
    let sandbox = sandbox(deployment, namespace);
    let tool = Tool::on(&sandbox);
    series(what, &sandbox, namespace, |new| {
        tool.run(&["promote-replica", new.pod(), "-n", namespace, "-r", instance, "--yes", "-o", "json"])
    });
}

#[test]
#[ignore = "minutes of promotions, for their figures: benches/promotions"]
fn sb_chart() {
    by_name("sb chart (`FAILOVER TO`)", Deployment::SbChart, "apps", "cache");
}

#[test]
#[ignore = "minutes of promotions, for their figures: benches/promotions"]
fn bitnami_with_sentinel() {
    by_name("Bitnami with Sentinel, by names", Deployment::BitnamiSentinel, "web", "session");
}

#[test]
#[ignore = "minutes of promotions, for their figures: benches/promotions"]
fn valkeys_sentinel() {
    let yaml = on_valkey(Deployment::Spotahome);
    let sandbox = Arc::new(Sandbox::builder().yaml(&yaml).namespace("redis-system").start());
    let tool = Tool::on(&sandbox);
    series("Valkey 9.1's Sentinel (`COORDINATED`)", &sandbox, "redis-system", |new| {
        tool.run(&["promote-replica", new.pod(), "-r", "redis-cluster", "--yes", "-o", "json"])
    });
}

#[test]
#[ignore = "minutes of promotions, for their figures: benches/promotions"]
fn spotahome() {
    by_name("Spotahome's operator", Deployment::Spotahome, "redis-system", "redis-cluster");
}

#[test]
#[ignore = "minutes of promotions, for their figures: benches/promotions"]
fn ot_with_sentinel() {
    by_name("OT operator with Sentinel", Deployment::OtReplication, "ot", "store");
}

#[test]
#[ignore = "minutes of promotions, for their figures: benches/promotions"]
fn ot_alone() {
    by_name("OT operator alone (`FAILOVER TO`)", Deployment::OtAlone, "ot", "store");
}

#[test]
#[ignore = "minutes of promotions, for their figures: benches/promotions"]
fn bare_servers() {
    let sandbox = sandbox(Deployment::SbChart, "apps");
    let password = servers(&sandbox, "apps")[0].password().expect("a password");
    let tool = Tool::alone().env("REDISCLI_AUTH", &password);
    series("bare servers by `--url` (`FAILOVER TO`)", &sandbox, "apps", |new| {
        tool.run(&["promote-replica", "--url", &format!("redis://{}", new.address()), "--yes", "-o", "json"])
    });
}

#[test]
#[ignore = "minutes of promotions, for their figures: benches/promotions"]
fn redis_cluster() {
    let sandbox = sandbox(Deployment::RedisCluster, "default");
    let tool = Tool::on(&sandbox);
    on_short_timeout(&sandbox, "default");
    let mut series = Series::begin("Redis Cluster (`CLUSTER FAILOVER`)", servers(&sandbox, "default"));
    for _ in 0..runs() {
        let (_, new) = shard(&sandbox, "default");
        let run = tool.run(&["promote-replica", new.pod(), "--yes", "-o", "json"]);
        run.expect(0);
        assert_eq!(new.info("role"), "master", "{run}");
        series.note(&run);
    }
    series.end(&shard(&sandbox, "default").0);
}
