//! Slots that move and primaries that change while the shards are copied.

use super::{assert_nothing_left, manifest_of, set_of, six, slow_down, until_shard};
use crate::harness::{Tool, until};
use crate::sandbox::{RedisCluster, Sandbox, Server};

/// A slot of the first shard without keys.
const EMPTY: &str = "17";

/// Two primaries: of the first shard, and of the last.
fn ends(sandbox: &Sandbox, cluster: &RedisCluster) -> (Server, Server) {
    let primaries = ["redis-cluster-0", "redis-cluster-2"].map(|name| sandbox.pod("default", name));
    assert_eq!(primaries[0].cli(&["CLUSTER", "COUNTKEYSINSLOT", EMPTY]), "0");
    assert!(primaries.iter().all(|server| server.info("role") == "master") && cluster.primaries().len() == 3);
    let [first, last] = primaries;
    (first, last)
}

fn begin_move(cluster: &RedisCluster, from: &Server, to: &Server) {
    to.cli(&["CLUSTER", "SETSLOT", EMPTY, "IMPORTING", &cluster.id(from)]);
    from.cli(&["CLUSTER", "SETSLOT", EMPTY, "MIGRATING", &cluster.id(to)]);
}

fn end_move(cluster: &RedisCluster, from: &Server, to: &Server) {
    let id = cluster.id(to);
    to.cli(&["CLUSTER", "SETSLOT", EMPTY, "NODE", &id]);
    from.cli(&["CLUSTER", "SETSLOT", EMPTY, "NODE", &id]);
}

#[test]
fn a_slot_on_the_move_is_a_refusal_and_by_force_a_part_that_is_missing() {
    let (sandbox, cluster) = six();
    let (from, to) = ends(&sandbox, &cluster);
    begin_move(&cluster, &from, &to);
    let tool = Tool::on(&sandbox);
    for command in ["backup-rdb", "backup-aof"] {
        let run = tool.run(&[command]);
        run.expect(4);
        assert!(run.stderr.contains("slots are on the move at ") && run.stderr.contains("--force"), "{run}");
        assert!(run.stderr.contains("redis-cluster-0 (1)") && run.stderr.contains("redis-cluster-2 (1)"), "{run}");
        assert_nothing_left(&tool, &run);
        let run = tool.run(&[command, "--force"]);
        run.expect(6);
        assert!(run.stdout.contains("cluster-changed"), "{run}");
        let manifest = manifest_of(&set_of(&tool, &run));
        assert!(manifest["missing"][0].as_str().unwrap().contains("on the move"), "{manifest}");
        tool.run(&["backup-verify", run.last_line()]).expect(1);
        std::fs::remove_dir_all(tool.folder().join("redis-backups")).unwrap();
    }
    end_move(&cluster, &from, &to);
    tool.run(&["backup-rdb"]).expect(0);
}

#[test]
fn slots_that_went_meanwhile_are_a_failed_verification_and_by_force_said() {
    let (sandbox, cluster) = six();
    let (first, last) = ends(&sandbox, &cluster);
    slow_down(&cluster.servers()[3..]);
    let moves = [(&first, &last, &[][..], 7), (&last, &first, &["--force"][..], 6)];
    for (from, to, more, code) in moves {
        let tool = Tool::on(&sandbox);
        let mut running = tool.start(&[&["backup-rdb"], more].concat());
        until_shard(&tool, &mut running, 1);
        begin_move(&cluster, from, to);
        end_move(&cluster, from, to);
        let run = running.wait();
        run.expect(code);
        assert!(run.everything().contains("slots 17 went from one shard to another"), "{run}");
        if code == 7 {
            assert_nothing_left(&tool, &run);
        } else {
            let manifest = manifest_of(&set_of(&tool, &run));
            assert!(manifest["missing"][0].as_str().unwrap().starts_with("slots 17 went"), "{manifest}");
        }
    }
}

#[test]
fn a_failover_meanwhile_is_said_and_the_backup_is_whole() {
    let (sandbox, cluster) = six();
    let replica = sandbox.pod("default", "redis-cluster-4");
    slow_down(&cluster.servers()[3..]);
    let tool = Tool::on(&sandbox);
    let mut running = tool.start(&["backup-rdb"]);
    // The last shard's: the first is copied by then.
    until_shard(&tool, &mut running, 1);
    assert_eq!(replica.cli(&["CLUSTER", "FAILOVER"]), "OK");
    until("it has taken over", || replica.info("role") == "master");
    let run = running.wait();
    run.expect(1);
    assert!(run.stdout.contains("redis-cluster-4 has taken over from redis-cluster-0 (slots 0-5460)"), "{run}");
    let set = set_of(&tool, &run);
    assert!(manifest_of(&set).get("missing").is_none(), "{run}");
    tool.run(&["backup-verify", run.last_line()]).expect(0);
}
