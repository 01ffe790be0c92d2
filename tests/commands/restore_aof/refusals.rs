//! What speaks against a replay: told before anything is changed.

use super::{aof, by_url, file, keys, send, store, text, url};
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox, Server};

fn refused(server: &Server, bytes: &[u8], more: &[&str]) -> Run {
    let before = keys(server);
    let tool = Tool::alone();
    let path = file(&tool, bytes);
    let run = tool.run(&by_url(text(&path), &url(server), more));
    run.expect(4);
    assert_eq!(keys(server), before, "{run}");
    run
}

#[test]
fn keys_that_are_there_are_not_touched_unasked() {
    let (_sandbox, server) = store(None);
    send(&server, &["SET mine 1"]);
    let plain = aof(&["SET a 1"]);
    let run = refused(&server, &plain, &["--yes"]);
    for words in ["is not empty: it holds 1 keys", "--flush-first", "--on-top"] {
        assert!(run.stderr.contains(words), "{words} {run}");
    }
    let run = refused(&server, &aof(&["SET a 1", "FLUSHDB"]), &["--on-top", "--yes"]);
    assert!(run.stderr.contains("would remove the 1 keys") && run.stderr.contains("FLUSHDB"), "{run}");
    refused(&server, &plain, &["--on-top", "--yes"]);
    refused(&server, &plain, &["--flush-first", "--confirm", "another:1"]);
    // On top, by its name: what was there is backed up, and stays.
    let (tool, name) = (Tool::alone(), server.address().to_string());
    let path = file(&tool, &plain);
    let run = tool.run(&by_url(text(&path), &url(&server), &["--on-top", "--confirm", &name]));
    run.expect(0);
    assert_eq!(keys(&server), 2, "{run}");
    assert!(run.stdout.contains("safety copy") && tool.backup_files().len() == 2, "{run}");
}

#[test]
fn commands_that_no_server_writes_or_knows_are_named() {
    let (_sandbox, server) = store(None);
    let run = refused(&server, &aof(&["SET a 1", "CONFIG SET maxmemory 1"]), &["--yes"]);
    assert!(run.stderr.contains("no server writes") && run.stderr.contains("CONFIG SET maxmemory"), "{run}");
    let run = refused(&server, &aof(&["SET a 1", "NOSUCH a"]), &["--yes"]);
    assert!(run.stderr.contains("does not know commands of the AOF: NOSUCH"), "{run}");
    let run = refused(&server, &aof(&["SELECT 77", "SET a 1"]), &["--yes"]);
    assert!(run.stderr.contains("has no database 77"), "{run}");
}

#[test]
fn sources_that_hold_no_history_are_refused() {
    let (sandbox, server) = store(None);
    send(&server, &["SET a 1"]);
    let tool = Tool::on(&sandbox);
    let set = tool.run(&["backup-rdb", "-n", "lab", "--pod", "store", "--compress", "none"]);
    set.expect(0);
    let rdb = format!("{}/dump.rdb", set.last_line());
    for (source, words) in [(set.last_line(), "holds no AOF"), (&rdb, "is an RDB")] {
        let run = tool.run(&by_url(source, &url(&server), &["--yes"]));
        run.expect(4);
        assert!(run.stderr.contains(words) && run.stderr.contains("restore-rdb"), "{run}");
    }
    let run = tool.run(&by_url("nowhere", &url(&server), &["--yes"]));
    run.expect(5);
}

#[test]
fn without_a_pod_the_own_history_cannot_be_had() {
    let (_sandbox, server) = store(None);
    let run = Tool::alone().run(&["restore-aof", "--from-pod", "--url", &url(&server), "--yes"]);
    run.expect(4);
    assert!(run.stderr.contains("--from-pod reads files in a pod"), "{run}");
}

#[test]
fn clusters_replicas_and_servers_without_an_aof_are_refused() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).deployment(Deployment::RedisCluster).start();
    let tool = Tool::on(&sandbox);
    let path = file(&tool, &aof(&["SET a 1"]));
    let run = tool.run(&["restore-aof", text(&path), "-n", "default", "-r", "redis-cluster", "--yes"]);
    run.expect(4);
    assert!(run.stderr.contains("is no backup set") && run.stderr.contains("backup-aof"), "{run}");
    let run = tool.run(&["restore-aof", text(&path), "-n", "apps", "-r", "cache", "--pod", "cache-redis-1", "--yes"]);
    run.expect(4);
    assert!(run.stderr.contains("cache-redis-1 is a replica"), "{run}");
    let run = tool.run(&["restore-aof", "--from-pod", "-n", "apps", "-r", "cache", "--yes"]);
    run.expect(4);
    assert!(run.stderr.contains("is off, so there is none to copy"), "{run}");
}
