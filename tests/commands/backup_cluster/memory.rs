//! Memory is bounded by one transfer, however many shards there are.

use super::super::backup_rdb::{BOUND_KIB, finish_watched};
use crate::harness::Tool;
use crate::harness::s3::Store;
use crate::sandbox::{Deployment, Sandbox};

/// Keys of 1 MB, spread over the shards.
const KEYS: usize = 150;

#[test]
fn a_large_cluster_takes_little_memory() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    let cluster = sandbox.redis_cluster("default", "redis-cluster");
    cluster.servers().iter().for_each(|server| server.config_set("rdbcompression", "no"));
    cluster.servers().iter().for_each(|server| server.config_set("appendonly", "no"));
    let primaries = cluster.primaries();
    for number in 0..KEYS {
        // Whoever has the slot takes it.
        let key = format!("large:{number}");
        let taken = primaries
            .iter()
            .any(|server| !matches!(server.reply(&["SETRANGE", &key, "999999", "x"]), crate::sandbox::Reply::Error(_)));
        assert!(taken, "{key}");
    }
    for primary in &primaries {
        primary.connect().unwrap().call(&["WAIT", "1", "10000"]).unwrap();
    }
    let store = Store::shared();
    let tool = store.tool().env("KUBECONFIG", sandbox.kubeconfig());
    let place = store.place();
    for to in [&["--to", "here"][..], &["--to", "there", "--to", &place]] {
        let command = [&["backup-rdb", "--compress", "none", "-o", "json"], to].concat();
        let (run, peak) = finish_watched(tool.start(&command));
        run.expect(0);
        let shards = run.json()["data"]["manifest"]["shards"].as_array().unwrap().clone();
        let bytes: u64 = shards.iter().map(|shard| shard["artefacts"][0]["plain_bytes"].as_u64().unwrap()).sum();
        assert!(bytes > 140_000_000, "{bytes} bytes prove nothing");
        assert!(peak > 1024 && peak <= BOUND_KIB, "it took {peak} KiB\n{run}");
    }
    assert!(Tool::alone().run(&["backup-list", tool.folder().join("here").to_str().unwrap()]).code == 0);
}
