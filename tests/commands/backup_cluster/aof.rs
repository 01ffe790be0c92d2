//! `backup-aof` of a cluster: a tar for each shard.

use super::{assert_nothing_left, manifest_of, primary_of, set_of, six};
use crate::harness::{Tool, until};
use crate::sandbox::{Sandbox, Server};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const SETTING: &str = "auto-aof-rewrite-min-size";
const DEFAULT: &str = "67108864";

fn setting(server: &Server) -> String {
    server.cli(&["CONFIG", "GET", SETTING]).lines().last().unwrap_or_default().to_owned()
}

/// A server that has loaded a tar of a set.
fn load(sandbox: &Sandbox, archive: &Path) -> Server {
    if sandbox.get("pods", "scratch", "loaded").is_some() {
        sandbox.remove("pods", "scratch", "loaded");
    }
    sandbox.add(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: loaded, namespace: scratch}\nspec:\n  containers:\n  - {name: redis, \
         image: 'redis:7', args: [--appendonly, 'yes']}\n",
    );
    let server = sandbox.pod("scratch", "loaded");
    server.kill();
    std::fs::remove_dir_all(server.data_dir()).expect("the sandbox's own folder");
    std::fs::create_dir(server.data_dir()).expect("the sandbox's own folder");
    let tar = Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(server.data_dir()).status();
    assert!(tar.expect("tar can be started").success(), "{}", archive.display());
    server.restart();
    server
}

/// Names and serialized values of all keys.
fn keys(server: &Server) -> BTreeSet<String> {
    let names = server.cli(&["KEYS", "*"]);
    let of = |name: &str| format!("{name} {}", server.cli(&["OBJECT", "ENCODING", name]));
    names.lines().map(of).collect()
}

#[test]
fn every_shard_has_a_tar_of_its_own_and_a_server_loads_each() {
    let (sandbox, cluster) = six();
    let tool = Tool::on(&sandbox);
    let dry = tool.run(&["backup-aof", "--dry-run"]);
    dry.expect(0);
    assert!(dry.stdout.contains("appendonly-shard-0.tar.gz") && dry.stdout.contains("appendonly-shard-2.tar.gz"));
    let run = tool.run(&["backup-aof"]);
    run.expect(0);
    let set = set_of(&tool, &run);
    let manifest = manifest_of(&set);
    for (number, shard) in manifest["shards"].as_array().unwrap().iter().enumerate() {
        let name = shard["artefacts"][0]["name"].as_str().unwrap();
        assert_eq!(name, format!("appendonly-shard-{number}.tar.gz"));
        let primary = primary_of(&cluster, shard["slots"][0][0].as_u64().unwrap());
        let expected = keys(&primary);
        assert!(expected.len() > 20);
        assert_eq!(keys(&load(&sandbox, &set.join(name))), expected, "shard {number}");
    }
    assert_eq!(manifest["shards"].as_array().unwrap().len(), 3);
    let path = set.display().to_string();
    for depth in ["--quick", "--data", "--load"] {
        let verified = tool.run(&["backup-verify", &path, depth, "-o", "json"]);
        verified.expect(0);
        let aofs = verified.json()["data"]["aofs"].as_array().unwrap().clone();
        assert!(depth == "--quick" || aofs.len() == 3, "{verified}");
    }
    for server in cluster.servers() {
        assert_eq!(setting(server), DEFAULT);
    }
}

#[test]
fn an_aof_that_is_off_or_a_run_that_is_ended_leaves_nothing_and_no_setting_changed() {
    let (sandbox, cluster) = six();
    let both = ["redis-cluster-1", "redis-cluster-5"].map(|name| sandbox.pod("default", name));
    both.iter().for_each(|server| server.config_set("appendonly", "no"));
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-aof"]);
    run.expect(4);
    assert!(run.stderr.contains("the AOF of shard 1 (slots 5461-10922) of default/redis-cluster is off"), "{run}");
    assert_nothing_left(&tool, &run);
    both[0].config_set("appendonly", "yes");
    until("it is written", || both[0].info("aof_rewrite_in_progress") == "0");

    // Ended when the second shard is copied: the first one's setting is back already.
    both[0].config_set("rdb-key-save-delay", "100000");
    both[0].cli(&["BGREWRITEAOF"]);
    let mut running = tool.start(&["backup-aof", "--role", "primary"]);
    until("the first is copied", || {
        assert!(!running.has_ended());
        tool.backup_files().iter().any(|path| path.to_string_lossy().contains("shard-0"))
    });
    until("the second is waited for", || setting(&both[0]) != DEFAULT);
    running.signal("TERM");
    let run = running.wait();
    run.expect(143);
    assert_nothing_left(&tool, &run);
    for server in cluster.servers() {
        assert_eq!(setting(server), DEFAULT, "{run}");
    }
    assert!(sandbox.get("leases", "default", "redis-ops-redis-cluster").is_none());
}

#[test]
fn one_shard_is_taken_by_its_pod() {
    let (sandbox, _cluster) = six();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-aof", "--pod", "redis-cluster-5", "-o", "json"]);
    run.expect(6);
    let manifest = &run.json()["data"]["manifest"];
    assert_eq!(manifest["shards"].as_array().unwrap().len(), 1, "{run}");
    assert_eq!(manifest["shards"][0]["artefacts"][0]["aof"]["member"], json!("redis-cluster-5"), "{run}");
}
