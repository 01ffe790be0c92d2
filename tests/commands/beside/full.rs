//! `full-backup`.

use super::{json, read, set};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn data_configuration_and_objects_are_one_set_with_one_manifest() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(20);
    let tool = Tool::on(&sandbox);
    let dry = tool.run(&["full-backup", "-r", "cache", "--dry-run"]);
    dry.expect(0);
    assert!(dry.stdout.contains("dump.rdb.gz, config.json, resources.yaml, resources.json and manifest.json"), "{dry}");
    let run = tool.run(&["full-backup", "-r", "cache"]);
    run.expect(0);
    let manifest = json(&set(&tool, &run), "manifest.json");
    assert_eq!(manifest["shards"][0]["artefacts"][0]["name"], "dump.rdb.gz");
    let files: Vec<&str> =
        manifest["files"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(files, ["config.json", "resources.yaml", "resources.json"]);
    let all: String = files.iter().map(|name| read(&set(&tool, &run), name)).collect();
    assert!(!all.contains("#x y"), "{all}");
    let verified = tool.run(&["backup-verify", run.last_line()]);
    verified.expect(0);
    assert!(verified.stdout.contains("resources.yaml") && verified.stdout.contains("dump.rdb.gz"), "{verified}");
    assert!(sandbox.get("leases", "apps", "redis-ops-cache").is_none());
}

#[test]
fn what_cannot_be_read_does_not_cost_the_data_and_an_aof_is_said_to_be_missing() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).namespace("data").start();
    sandbox.deny("list", "services");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["full-backup", "-r", "redis", "-o", "json"]);
    run.expect(6);
    assert!(run.finding("objects-unseen")["message"].as_str().unwrap().contains("list services"), "{run}");
    assert!(run.finding("aof-not-included")["message"].as_str().unwrap().contains("redis-master-0"), "{run}");
    assert!(!run.json()["data"]["manifest"]["missing"].as_array().unwrap().is_empty());
    tool.run(&["backup-verify", run.json()["data"]["path"].as_str().unwrap()]).expect(1);
    let cut = Tool::on(&sandbox).after("trap '' XFSZ; ulimit -f 4");
    cut.run(&["full-backup", "-r", "redis"]).expect(5);
    assert!(cut.backup_files().is_empty());
}
