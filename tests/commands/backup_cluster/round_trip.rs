//! What is in the set is what the primaries hold, key by key.

use super::super::backup_rdb::dataset::{self, Contents};
use super::{manifest_of, primary_of, set_of, six, sources, unpacked};
use crate::harness::s3::Store;
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, RedisCluster, Sandbox};
use serde_json::{Value, json};
use std::path::Path;

/// Every shard of the set against the primary that has its slots; all keys.
fn comes_back(sandbox: &Sandbox, cluster: &RedisCluster, tool: &Tool, set: &Path) -> u64 {
    let manifest = manifest_of(set);
    let shards = manifest["shards"].as_array().unwrap();
    let mut all = 0;
    for (number, shard) in shards.iter().enumerate() {
        let artefact = &shard["artefacts"][0];
        assert_eq!(artefact["name"], format!("dump-shard-{number}.rdb.gz"));
        let primary = primary_of(cluster, shard["slots"][0][0].as_u64().unwrap());
        let expected = Contents::of(&primary);
        assert!(expected.keys.len() > 20, "a comparison of nothing proves nothing");
        assert_eq!(artefact["census"]["keys"], expected.keys.len());
        let plain = unpacked(set, artefact["name"].as_str().unwrap(), tool.folder());
        Contents::of(&dataset::load(sandbox, &plain)).assert_same(&expected);
        all += expected.keys.len() as u64;
    }
    let slots: Vec<Value> = shards.iter().flat_map(|shard| shard["slots"].as_array().unwrap().clone()).collect();
    assert_eq!(Value::Array(slots), json!([[0, 5460], [5461, 10922], [10923, 16383]]));
    all
}

fn whole(run: &Run, tool: &Tool) -> std::path::PathBuf {
    run.expect(0);
    let set = set_of(tool, run);
    let path = set.display().to_string();
    for depth in ["--quick", "--data", "--load"] {
        let verified = tool.run(&["backup-verify", &path, depth, "-o", "json"]);
        verified.expect(0);
        assert_eq!(verified.json()["data"]["artefacts"].as_array().unwrap().len(), 3, "{verified}");
    }
    set
}

#[test]
fn every_shard_of_the_plain_cluster_comes_back_from_its_replica() {
    let (sandbox, cluster) = six();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "--metrics-file", "m.prom"]);
    let set = whole(&run, &tool);
    let keys = comes_back(&sandbox, &cluster, &tool, &set);
    let manifest = manifest_of(&set);
    assert!(manifest["shards"].as_array().unwrap().iter().all(|shard| shard["source"]["role"] == "replica"), "{run}");
    let mut members = sources(&manifest);
    members.sort();
    assert_eq!(members, ["redis-cluster-3", "redis-cluster-4", "redis-cluster-5"]);
    for part in ["SHARD", "5461-10922", "replica", &format!("keys  {keys}")] {
        assert!(run.stdout.contains(part), "{part} is missing\n{run}");
    }
    let metrics = std::fs::read_to_string(tool.folder().join("m.prom")).unwrap();
    assert!(
        metrics.contains(&format!(
            "redis_ops_backup_keys{{namespace=\"default\",instance=\"redis-cluster\",command=\"backup-rdb\"}} {keys}\n"
        )),
        "{metrics}"
    );
    let listed = tool.run(&["backup-list", "-o", "json"]);
    let entry = &listed.expect(0).json()["data"]["places"][0]["sets"][0];
    assert_eq!((&entry["state"], &entry["shards"], &entry["keys"]), (&json!("verified"), &json!(3), &json!(keys)));
    let health = tool.run(&["health", "--rpo", "1h", "--backups", "redis-backups", "-o", "json"]);
    assert!(!health.finding_ids().contains(&"backup-overdue".to_owned()), "{health}");
    assert!(sandbox.get("leases", "default", "redis-ops-redis-cluster").is_none());
}

#[test]
fn bitnamis_cluster_comes_back_from_its_primaries_if_that_is_wanted() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiCluster).namespace("shop").start();
    sandbox.fill(120);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "--role", "primary"]);
    let set = whole(&run, &tool);
    let cluster = sandbox.redis_cluster("shop", "shop-redis-cluster");
    comes_back(&sandbox, &cluster, &tool, &set);
    let mut expected: Vec<String> = cluster.primaries().iter().map(|server| server.pod().to_owned()).collect();
    let mut members = sources(&manifest_of(&set));
    members.sort();
    expected.sort();
    assert_eq!(members, expected);
}

#[test]
fn one_node_by_its_url_leads_to_the_others() {
    let (sandbox, cluster) = six();
    let tool = Tool::alone();
    let url = format!("redis://{}", sandbox.pod("default", "redis-cluster-4").address());
    let run = tool.run(&["backup-rdb", "--url", &url]);
    let set = whole(&run, &tool);
    comes_back(&sandbox, &cluster, &tool, &set);
    assert!(run.stderr.contains("is a node of a Redis Cluster, with "), "{run}");
    let run = tool.run(&["backup-rdb", "--url", &url, "--role", "primary", "--dry-run", "-o", "json"]);
    let shards = run.expect(0).json()["data"]["plan"]["shards"].as_array().unwrap().clone();
    assert!(shards.len() == 3 && shards.iter().all(|shard| shard["source"]["role"] == "primary"), "{run}");
}

#[test]
fn a_dry_run_shows_whom_each_shard_is_taken_from() {
    let (sandbox, _cluster) = six();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "--dry-run"]);
    run.expect(0);
    for part in ["0-5460", "5461-10922", "redis-cluster-3", "dump-shard-0.rdb.gz, dump-shard-1.rdb.gz, dump-shard-2"] {
        assert!(run.stdout.contains(part), "{part} is missing\n{run}");
    }
    assert_eq!(std::fs::read_dir(tool.folder()).unwrap().count(), 0, "{run}");
}

#[test]
fn a_bucket_and_a_folder_get_every_shard() {
    let (sandbox, _cluster) = six();
    let (store, place) = (Store::shared(), Store::shared().place());
    let tool = store.tool().env("KUBECONFIG", sandbox.kubeconfig());
    let run = tool.run(&["backup-rdb", "--to", "here", "--to", &place, "-o", "json"]);
    run.expect(0);
    let places = run.json()["data"]["places"].as_array().unwrap().clone();
    for place in &places {
        tool.run(&["backup-verify", place["path"].as_str().unwrap()]).expect(0);
    }
    assert_eq!(store.keys(places[1]["path"].as_str().unwrap()).len(), 4, "{run}");
}

#[test]
fn where_sync_is_denied_every_shard_is_saved_and_read() {
    let (sandbox, cluster) = six();
    for server in cluster.servers() {
        server.cli(&["ACL", "SETUSER", "half", "on", ">pw", "~*", "&*", "+@all", "-sync", "-psync"]);
    }
    let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", "pw");
    let run = tool.run(&["backup-rdb", "--redis-user", "half", "-o", "json"]);
    run.expect(0);
    let via = run.json()["data"]["via"].as_array().unwrap().clone();
    assert!(via.len() == 3 && via.iter().all(|way| way["way"] == "disk"), "{run}");
    let set = tool.folder().join(run.json()["data"]["path"].as_str().unwrap());
    comes_back(&sandbox, &cluster, &tool, &set);
}

#[test]
fn a_cluster_is_one_instance_among_all() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).deployment(Deployment::BarePod).start();
    sandbox.fill(40);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-all-namespaces", "-o", "json"]);
    run.expect(0);
    let instances = run.json()["data"]["instances"].as_array().unwrap().clone();
    let cluster = instances.iter().find(|one| one["instance"] == "redis-cluster").expect("the cluster");
    assert_eq!(cluster["backup"]["manifest"]["shards"].as_array().unwrap().len(), 3, "{run}");
    assert_eq!(instances.len(), 2, "{run}");
}
