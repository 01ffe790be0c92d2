//! `full-backup` of a cluster: RDB and AOF of every shard, configuration and objects.

use super::{manifest_of, set_of, six};
use crate::harness::Tool;
use crate::sandbox::ExecFault;
use serde_json::Value;

fn names(manifest: &Value) -> Vec<String> {
    let of = |value: &Value| value["name"].as_str().unwrap().to_owned();
    let shards = manifest["shards"].as_array().unwrap().iter();
    let data = shards.flat_map(|shard| shard["artefacts"].as_array().unwrap()).map(of);
    data.chain(manifest["files"].as_array().unwrap().iter().map(of)).collect()
}

#[test]
fn all_parts_of_all_shards_are_one_set() {
    let (sandbox, _cluster) = six();
    let tool = Tool::on(&sandbox);
    let dry = tool.run(&["full-backup", "--dry-run"]);
    dry.expect(0);
    assert!(dry.stdout.contains("appendonly-shard-2.tar.gz, config.json, resources.yaml"), "{dry}");
    let run = tool.run(&["full-backup", "--metrics-file", "m.prom"]);
    run.expect(0);
    let set = set_of(&tool, &run);
    let manifest = manifest_of(&set);
    let found = names(&manifest);
    assert_eq!(
        found,
        [
            "dump-shard-0.rdb.gz",
            "appendonly-shard-0.tar.gz",
            "dump-shard-1.rdb.gz",
            "appendonly-shard-1.tar.gz",
            "dump-shard-2.rdb.gz",
            "appendonly-shard-2.tar.gz",
            "config.json",
            "resources.yaml",
            "resources.json"
        ]
    );
    let verified = tool.run(&["backup-verify", "--load", &set.display().to_string()]);
    verified.expect(0);
    let listed = tool.run(&["backup-list", "-o", "json"]);
    let entry = &listed.expect(0).json()["data"]["places"][0]["sets"][0];
    let keys: u64 = manifest["shards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shard| shard["artefacts"][0]["census"]["keys"].as_u64().unwrap())
        .sum();
    assert_eq!((entry["state"].as_str(), entry["keys"].as_u64()), (Some("verified"), Some(keys)), "{listed}");
    let metrics = std::fs::read_to_string(tool.folder().join("m.prom")).unwrap();
    assert!(metrics.contains(&format!("command=\"full-backup\"}} {keys}\n")), "{metrics}");
}

#[test]
fn without_the_right_to_exec_the_rdbs_are_kept_and_each_aof_is_named() {
    let (sandbox, _cluster) = six();
    sandbox.deny("get", "pods/exec");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["full-backup", "-o", "json"]);
    run.expect(6);
    let missing = run.json()["data"]["manifest"]["missing"].to_string();
    for shard in 0..3 {
        assert!(missing.contains(&format!("appendonly-shard-{shard}.tar: ")), "{run}");
    }
    assert!(run.finding("part-not-included")["message"].as_str().unwrap().contains("pods/exec"), "{run}");
    assert_eq!(names(&run.json()["data"]["manifest"]).len(), 6, "{run}");
    let run = tool.run(&["full-backup", "--no-aof", "-o", "json"]);
    run.expect(0);
    assert!(run.finding("aof-not-included")["message"].as_str().unwrap().contains("--no-aof leaves it out"), "{run}");
}

#[test]
fn an_aof_that_cannot_be_copied_costs_no_other_part() {
    let (sandbox, cluster) = six();
    let tool = Tool::on(&sandbox);
    // As often as one shard is tried.
    let stdout = format!("{}  -\n", "0".repeat(64));
    sandbox.exec_fault_next("sha256sum", ExecFault::Say { stdout }, 4);
    let run = tool.run(&["full-backup", "-o", "json"]);
    run.expect(6);
    let manifest = &run.json()["data"]["manifest"];
    let found = names(manifest);
    assert_eq!(found.iter().filter(|name| name.starts_with("dump-")).count(), 3, "{run}");
    let aofs: Vec<&String> = found.iter().filter(|name| name.starts_with("appendonly-")).collect();
    assert_eq!(aofs, ["appendonly-shard-1.tar.gz", "appendonly-shard-2.tar.gz"], "{run}");
    assert!(manifest["missing"][0].as_str().unwrap().starts_with("appendonly-shard-0.tar: "), "{run}");
    for server in cluster.servers() {
        assert!(server.cli(&["CONFIG", "GET", "auto-aof-rewrite-min-size"]).ends_with("67108864"));
    }
    tool.run(&["backup-verify", run.json()["data"]["path"].as_str().unwrap()]).expect(1);
    let left = tool.backup_files();
    assert!(left.iter().all(|path| !path.to_string_lossy().contains("/.")), "{left:?}");
}
