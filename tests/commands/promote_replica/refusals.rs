//! What is refused, with its reason and what to do.

use super::{primary, servers};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;

fn refused(run: &Run, texts: &[&str]) {
    run.expect(4);
    for text in texts {
        assert!(run.stderr.contains(text), "no {text:?}: {run}");
    }
}

#[test]
fn bitnamis_chart_without_sentinel_is_told_how_the_primary_comes_back() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).namespace("redis").start();
    let tool = Tool::on(&sandbox);
    let rebuild =
        ["fixes the roles", "redis-ops backup-rdb -n redis -r redis-shared --role replica", "redis-ops restore-rdb"];
    refused(&tool.run(&["promote-replica", "redis-shared-replicas-0", "--yes"]), &rebuild);
    refused(&tool.run(&["force-failover", "--confirm", "redis/redis-shared"]), &rebuild);
    assert_eq!(primary(&sandbox, "redis").pod(), "redis-shared-master-0");
}

#[test]
fn each_reason_is_said_and_nothing_is_changed() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let promote =
        |more: &[&str]| tool.run(&[&["promote-replica", "cache-redis-1", "-r", "cache", "--yes"], more].concat());
    let all = servers(&sandbox, "apps");
    let password = all[0].password().unwrap();

    all[0].config_set("masterauth", "");
    refused(&promote(&[]), &["it has no masterauth", "CONFIG SET masterauth", "--force with --confirm apps/cache"]);
    refused(&promote(&["--force"]), &["--confirm apps/cache"]);
    all[0].config_set("masterauth", "another");
    refused(&promote(&[]), &["another password"]);
    assert!(!promote(&[]).everything().contains(&password));
    all[0].config_set("masterauth", &password);

    sandbox.deny("patch", "services");
    refused(&promote(&[]), &["the right to patch services is missing", "kubectl auth can-i patch services -n apps"]);
    sandbox.deny("list", "services");
    refused(&promote(&[]), &["its Services cannot be seen", "--leave-services"]);
    // The primary itself: whether an earlier run has left clients with another one cannot be told.
    refused(&tool.run(&["promote-replica", "cache-redis-0", "-r", "cache", "--yes"]), &["its Services cannot be seen"]);
    sandbox.allow_all();

    sandbox.edit("statefulsets", "apps", "cache-redis", |set| {
        set["metadata"]["annotations"]["argocd.argoproj.io/tracking-id"] =
            json!("shop:apps/StatefulSet:apps/cache-redis");
    });
    refused(&promote(&[]), &["Argo CD (shop) would put them back", "argocd app set shop --sync-policy none"]);
    let dry = promote(&["--leave-services", "--dry-run"]);
    dry.expect(0);
    assert!(!dry.stdout.contains("lead Service"), "{dry}");
    sandbox.edit("statefulsets", "apps", "cache-redis", |set| {
        set["metadata"]["annotations"].as_object_mut().unwrap().remove("argocd.argoproj.io/tracking-id");
    });

    refused(&tool.run(&["promote-replica", "cache-redis-1", "-r", "cache"]), &["nobody agreed to it", "--yes"]);
    let run = tool.run(&["promote-replica", "cache-redis-9", "--yes"]);
    assert!(run.code != 0 && run.stderr.contains("cache-redis-9"), "{run}");

    let address = all[0].address().ip().to_string();
    all[1].cli(&["REPLICAOF", "127.0.0.1", "1"]);
    until("the link is down", || all[1].info("master_link_status") == "down");
    refused(&promote(&[]), &["no primary can be seen that could hand over", "redis-ops force-failover"]);
    all[1].cli(&["REPLICAOF", "NO", "ONE"]);
    refused(&tool.run(&["promote-replica", "cache-redis-2", "--yes"]), &["both primaries"]);
    all[1].cli(&["REPLICAOF", &address, "6379"]);
    all[1].wait_until_in_sync();

    // A replica of a replica: how far it is behind is not the reason.
    let between = all[1].address().ip().to_string();
    all[2].cli(&["REPLICAOF", &between, "6379"]);
    all[2].wait_until_in_sync();
    let chained = tool.run(&["promote-replica", "cache-redis-2", "-r", "cache", "--yes"]);
    refused(&chained, &["which is a replica itself", "redis-ops promote-replica cache-redis-1"]);
    assert!(!chained.stderr.contains("behind"), "{chained}");
    all[2].cli(&["REPLICAOF", &address, "6379"]);
    all[2].wait_until_in_sync();

    all[1].config_set("replica-priority", "0");
    refused(&promote(&[]), &["replica-priority is 0"]);
    assert_eq!(primary(&sandbox, "apps").pod(), "cache-redis-0");
    assert!(sandbox.get("leases", "apps", "redis-ops-cache").is_none());
}

#[test]
fn where_nobody_can_be_asked_the_right_that_is_missing_is_named() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    sandbox.deny("*", "pods/portforward");
    let run = tool.run(&["promote-replica", "-r", "cache", "--yes"]);
    let right = "kubectl auth can-i get pods --subresource=portforward -n apps";
    refused(&run, &["no primary can be seen", "none of its 3 members answers", "apps/cache-redis-0 does not", right]);
    assert!(!run.stderr.contains("redis-ops force-failover"), "nobody could be promoted either: {run}");
    refused(&tool.run(&["promote-replica", "cache-redis-1", "--yes"]), &["cannot be promoted", right]);
    refused(&tool.run(&["force-failover", "-r", "cache", "--confirm", "apps/cache"]), &["no replica answers", right]);
    sandbox.allow_all();
    // One alone does not answer: the others can be asked, and a replica promoted.
    servers(&sandbox, "apps")[0].kill();
    let run = tool.run(&["promote-replica", "-r", "cache", "--yes"]);
    refused(
        &run,
        &["no primary can be seen that could hand over: apps/cache-redis-0 does not answer", "force-failover"],
    );
}

#[test]
fn a_sentinel_that_watches_from_elsewhere_is_noticed() {
    let sandbox = Sandbox::builder().deployment(Deployment::Spotahome).namespace("redis-system").start();
    let old = primary(&sandbox, "redis-system");
    let url = format!("redis://{}", old.address());
    refused(&Tool::alone().run(&["promote-replica", "--url", &url, "--yes"]), &["a Sentinel is connected to it"]);
}
