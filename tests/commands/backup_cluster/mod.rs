//! Backups of a Redis Cluster: every shard in one set, or nothing.

mod aof;
mod changes;
mod faults;
mod full;
mod memory;
mod refusals;
mod round_trip;

use crate::harness::{Run, Running, Tool};
use crate::sandbox::{Deployment, RedisCluster, Reply, Sandbox, Server};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The Rancher guide's six nodes with some keys, of which snapshots are large enough to arrive in pieces.
pub(super) fn six() -> (Sandbox, RedisCluster) {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    sandbox.fill(120);
    let cluster = sandbox.redis_cluster("default", "redis-cluster");
    let (primaries, text) = (cluster.primaries(), "x".repeat(20_000));
    for number in 0..240 {
        let key = format!("bulk:{number}");
        let takes = |server: &Server| !matches!(server.reply(&["SET", &key, &text]), Reply::Error(_));
        assert!(primaries.iter().any(takes), "{key}");
    }
    for primary in &primaries {
        primary.connect().expect("it runs").call(&["WAIT", "1", "10000"]).expect("a reply");
    }
    (sandbox, cluster)
}

/// The folder that the last line of a run names.
fn set_of(tool: &Tool, run: &Run) -> PathBuf {
    let folder = tool.folder().join(run.last_line());
    assert!(folder.join("manifest.json").is_file(), "the last line is no set's folder\n{run}");
    folder
}

fn manifest_of(set: &Path) -> Value {
    let text = std::fs::read_to_string(set.join("manifest.json")).expect("a manifest");
    serde_json::from_str(&text).expect("a manifest in JSON")
}

/// Names of the sources, shard by shard.
fn sources(manifest: &Value) -> Vec<String> {
    let shards = manifest["shards"].as_array().expect("shards");
    shards.iter().map(|shard| shard["source"]["member"].as_str().expect("a name").to_owned()).collect()
}

/// No file is left, and no folder of a set.
fn assert_nothing_left(tool: &Tool, run: &Run) {
    assert_eq!(tool.backup_files(), Vec::<PathBuf>::new(), "{run}");
    let left = std::fs::read_dir(tool.folder().join("redis-backups")).into_iter().flatten().flatten().count();
    assert_eq!(left, 0, "the folder of a set is left\n{run}");
}

/// The primary that has this slot.
fn primary_of(cluster: &RedisCluster, slot: u64) -> Server {
    let has = |server: &Server| {
        let nodes = server.cli(&["CLUSTER", "NODES"]);
        let own = nodes.lines().find(|line| line.contains("myself")).expect("its own line").to_owned();
        own.split_whitespace().skip(8).any(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            matches!((first.parse::<u64>(), last.parse::<u64>()), (Ok(first), Ok(last)) if (first..=last).contains(&slot))
        })
    };
    cluster.primaries().into_iter().find(has).expect("somebody has it")
}

/// Makes snapshots of these servers take their time.
fn slow_down(servers: &[Server]) {
    servers.iter().for_each(|server| server.config_set("rdbcompression", "no"));
    servers.iter().for_each(|server| server.config_set("rdb-key-save-delay", "30000"));
}

/// Waits until the file of a shard is being written, under whatever name.
fn until_shard(tool: &Tool, running: &mut Running, shard: usize) {
    // In a bucket's name the run's id follows.
    let name = format!("dump-shard-{shard}");
    crate::harness::until("the shard is being copied", || {
        assert!(!running.has_ended(), "it ended before anything happened to it");
        tool.backup_files().iter().any(|path| path.to_string_lossy().contains(&name))
    });
}

/// A file of a set, unpacked by gunzip.
fn unpacked(set: &Path, artefact: &str, beside: &Path) -> PathBuf {
    let plain = beside.join("unpacked");
    let output = Command::new("gzip").arg("-dc").arg(set.join(artefact)).output().expect("gzip can be started");
    assert!(output.status.success(), "{artefact}");
    std::fs::write(&plain, output.stdout).expect("a file");
    plain
}
