//! A Redis Cluster: the histories of all shards, and snapshots of newer servers.

use super::{aof, by_url, text};
use crate::commands::backup_cluster::six;
use crate::commands::compare::{compare, fill};
use crate::commands::restore_rdb::clusters::{assert_same, flush, keys};
use crate::harness::plain::Plain;
use crate::harness::{Run, Tool, until};
use crate::sandbox::{RedisCluster, Reply, Server};

const TARGET: [&str; 4] = ["-n", "default", "-r", "redis-cluster"];

/// Executes commands on the primary that takes the first of them.
fn on_its_primary(cluster: &RedisCluster, commands: &[&[&str]]) {
    let takes = |server: &Server| !matches!(server.reply(commands[0]), Reply::Error(_));
    let server = cluster.primaries().into_iter().find(takes).expect("somebody has the slot");
    let mut connection = server.connect().expect("it runs");
    for command in &commands[1..] {
        let reply = connection.call(command).expect("a reply");
        assert!(!matches!(reply, Reply::Error(_)), "{command:?}: {reply:?}");
    }
}

fn write(cluster: &RedisCluster) {
    // replicas too, of which the backup is taken
    for server in cluster.servers() {
        server.cli(&["BGREWRITEAOF"]);
        // It is put off while a replica gets a snapshot; a base without keys has some 100 bytes.
        until("the rewrite is over", || {
            let base = server.info("aof_base_size").parse::<u64>();
            let idle = ["aof_rewrite_in_progress", "aof_rewrite_scheduled"].map(|field| server.info(field));
            idle == ["0", "0"] && base.is_ok_and(|bytes| bytes > 3000)
        });
    }
    for number in 0..60 {
        let (one, other) = (format!("since:{number}"), format!("list:{number}"));
        on_its_primary(cluster, &[&["SET", &one, "1"], &["APPEND", &one, "2"]]);
        on_its_primary(cluster, &[&["RPUSH", &other, "a", "b"], &["LPOP", &other]]);
        let (first, second) = (format!("{{t{number}}}:1"), format!("{{t{number}}}:2"));
        on_its_primary(cluster, &[&["GET", &first], &["MULTI"], &["SET", &first, "x"], &["INCR", &second], &["EXEC"]]);
    }
    on_its_primary(cluster, &[&["XADD", "stream", "1-1", "f", "v"], &["XGROUP", "CREATE", "stream", "g", "0"]]);
    on_its_primary(cluster, &[&["SET", "sliding", "x", "PX", "150"], &["PEXPIRE", "sliding", "600000000"]]);
}

fn restore(tool: &Tool, set: &str, more: &[&str]) -> Run {
    tool.run(&[&["restore-aof", set][..], &TARGET, more].concat())
}

#[test]
fn every_history_goes_to_where_its_slots_are_now() {
    let (sandbox, cluster) = six();
    write(&cluster);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&["backup-aof", "--to", "good"][..], &TARGET].concat());
    let set = run.expect(0).last_line().to_owned();
    let before = keys(&cluster.primaries());
    assert!(before.len() > 500, "{}", before.len());
    restore(&tool, &set, &["--yes"]).expect(4);
    let dry = restore(&tool, &set, &["--flush-first", "--dry-run"]);
    assert!(dry.expect(0).stdout.contains("slots 0-5460: "), "{dry}");
    assert_same(&keys(&cluster.primaries()), &before);

    let run = restore(&tool, &set, &["--flush-first", "--confirm", "default/redis-cluster", "-o", "json"]);
    run.expect(0);
    let shards = run.json()["data"]["shards"].as_array().expect("shards").clone();
    assert!(shards.len() == 3 && shards.iter().all(|shard| shard["unanswered"] == 0), "{run}");
    assert!(shards.iter().all(|shard| shard["base"]["acknowledged"].as_u64() > Some(100)), "{run}");
    assert!(run.json()["data"]["safety"].is_string(), "{run}");
    assert_same(&keys(&cluster.primaries()), &before);

    // A third of the first shard's slots is at the second one by now.
    let primaries = cluster.primaries();
    flush(&primaries);
    let to = cluster.id(&primaries[1]);
    for slot in 0..2000 {
        for server in [&primaries[1], &primaries[0], &primaries[2]] {
            server.cli(&["CLUSTER", "SETSLOT", &slot.to_string(), "NODE", &to]);
        }
    }
    let run = restore(&tool, &set, &["--yes"]);
    run.expect(0);
    assert!(run.stdout.contains("verified: "), "{run}");
    assert_same(&keys(&cluster.primaries()), &before);

    // One shard's history is cut, the others' are whole.
    flush(&primaries);
    let run = restore(&tool, &set, &["--yes", "--before-command", "XGROUP", "-o", "json"]);
    run.expect(0);
    let cut = run.json()["data"]["shards"]
        .as_array()
        .expect("shards")
        .iter()
        .filter(|one| !one["history"]["cut"].is_null())
        .count();
    assert_eq!(cut, 1, "{run}");
    on_its_primary(&cluster, &[&["XINFO", "STREAM", "stream"], &["XGROUP", "CREATE", "stream", "g", "0"]]);
    flush(&primaries);
    let run = restore(&tool, &set, &["--yes", "--before-command", "FLUSHALL"]);
    assert!(run.expect(4).stderr.contains("in the AOF of any shard"), "{run}");
    restore(&tool, &set, &["--yes", "--until-offset", "1"]).expect(64);
}

#[test]
fn a_snapshot_of_a_newer_server_is_written_in_the_encodings_of_an_older_one() {
    let tool = Tool::alone();
    let folder = tool.folder().join("aof");
    std::fs::create_dir(&folder).expect("the test's own folder");
    let increment = aof(&["SET since 1", "RPUSH list:long one-more"]);
    std::fs::write(folder.join("a.1.incr.aof"), increment).expect("a file");
    std::fs::write(folder.join("a.manifest"), "file a.1.base.rdb seq 1 type b\nfile a.1.incr.aof seq 1 type i\n")
        .expect("a file");
    let mut newer = Plain::start("7.0");
    fill(&mut newer);
    // Above what is sent in one command.
    for _ in 0..3 {
        newer.must(&format!("RPUSH large {0} {0} {0}", "x".repeat(1 << 20)));
    }
    newer.save(&folder.join("a.1.base.rdb"));
    let older = Plain::start("6.2");
    let url = older.url();
    let words = by_url(text(&folder), &url, &["--yes"]);
    // It has no functions.
    let run = tool.run(&words);
    assert!(run.expect(4).stderr.contains("functions"), "{run}");
    newer.must("FUNCTION FLUSH");
    newer.save(&folder.join("a.1.base.rdb"));
    tool.run(&words).expect(0);
    newer.must("SET since 1");
    newer.must("RPUSH list:long one-more");
    compare(&tool, &[&newer.url(), &url]).expect(0);
}
