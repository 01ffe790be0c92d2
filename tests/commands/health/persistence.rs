//! Rules on saves: failed, not written, overdue.

use super::{assert_finding, cache, health};
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use redis_ops::report::units;
use std::fs;

fn number(server: &Server, field: &str) -> u64 {
    server.info(field).parse().unwrap()
}

/// Seconds since the last save, by the server's own clock.
fn save_age(server: &Server) -> u64 {
    number(server, "server_time_usec") / 1_000_000 - number(server, "rdb_last_save_time")
}

#[test]
fn a_save_that_failed_is_critical_until_one_succeeds() {
    let sandbox = cache();
    let server = sandbox.pod("apps", "cache-redis-0");
    // The finished file cannot take its place: there is a folder. This stops root, too.
    let file = server.data_dir().join("dump.rdb");
    fs::remove_file(&file).ok();
    fs::create_dir(&file).unwrap();
    for key in ["a", "b", "c"] {
        server.cli(&["SET", key, "1"]);
    }
    server.cli(&["BGSAVE"]);
    until("the save has failed", || server.info("rdb_last_bgsave_status") == "err");
    let run = health(&sandbox, &[]);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["rdb-save-failed"], "{run}");
    let changes = number(&server, "rdb_changes_since_last_save");
    assert!(changes >= 3);
    let unsaved = format!("{changes} changes are unsaved");
    assert_finding(&run, "rdb-save-failed", "critical", "apps/cache-redis-0", &[&unsaved]);
    // stop-writes-on-bgsave-error: such a primary answers even PING with an error.
    let ping = Tool::on(&sandbox).run(&["ping"]);
    ping.expect(2);
    assert!(ping.stdout.contains("MISCONF"), "{ping}");

    fs::remove_dir(&file).unwrap();
    server.cli(&["BGSAVE"]);
    until("the save has succeeded", || server.info("rdb_last_bgsave_status") == "ok");
    health(&sandbox, &[]).expect(0);
}

#[test]
fn an_aof_on_a_full_disk_is_critical() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).namespace("data").start();
    let server = sandbox.pod("data", "redis-master-0");
    assert_eq!((server.info("aof_enabled"), server.info("aof_last_write_status")), ("1".into(), "ok".into()));
    // A rewrite opens the next incremental file, and there the device is full.
    let folder = server.data_dir().join("appendonlydir");
    let next = folder.join("appendonly.aof.2.incr.aof");
    assert!(folder.join("appendonly.aof.1.incr.aof").exists() && !next.exists());
    std::os::unix::fs::symlink("/dev/full", &next).unwrap();
    server.cli(&["BGREWRITEAOF"]);
    server.reply(&["SET", "a", "1"]);
    until("the write has failed", || server.info("aof_last_write_status") == "err");
    let run = health(&sandbox, &["-r", "redis"]);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["aof-write-failed", "volume-full"], "{run}");
    assert_finding(&run, "aof-write-failed", "critical", "data/redis-master-0", &["AOF"]);
    // INFO does not say why; the server's own log does.
    let words = ["Error writing to the AOF file: No space left on device"];
    assert!(server.log().contains(words[0]));
    assert_finding(&run, "volume-full", "critical", "data/redis-master-0", &words);
    health(&sandbox, &["-r", "prod-redis"]).expect(0);
}

#[test]
fn a_save_that_hangs_past_its_save_point_is_overdue() {
    let sandbox = cache();
    sandbox.fill(200);
    let server = sandbox.pod("apps", "cache-redis-0");
    // Over a thousand keys of 50 ms each: the save that the point starts is longer than the test.
    server.config_set("rdb-key-save-delay", "50000");
    server.config_set("save", "1 1 86400 1");
    server.cli(&["SET", "a", "1"]);
    until("it is overdue", || save_age(&server) > 2 && server.info("rdb_bgsave_in_progress") == "1");
    let run = health(&sandbox, &[]);
    let (age, changes) = (save_age(&server), number(&server, "rdb_changes_since_last_save"));
    run.expect(1);
    assert_eq!(run.finding_ids(), ["save-overdue"], "{run}");
    let said = format!("and {} changes since", units::count(changes));
    assert_finding(&run, "save-overdue", "warning", "apps/cache-redis-0", &[&said, "2.0s"]);
    let message = run.finding("save-overdue")["message"].to_string();
    let near = (age.saturating_sub(2)..=age).any(|age| message.contains(&units::duration(age as f64)));
    assert!(near, "it is {age} s\n{run}");
    // Without save points nothing is promised, and that is what is told then.
    server.config_set("save", "");
    assert_eq!(health(&sandbox, &[]).finding_ids(), ["persistence-off"]);
    server.cli(&["FLUSHALL"]); // ends the child that saves
}

#[test]
fn a_limit_of_the_users_own_judges_unsaved_changes_only() {
    // CONFIG is disabled there, so that save points cannot be read.
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).namespace("redis").start();
    let server = sandbox.pod("redis", "redis-shared-master-0");
    server.cli(&["SET", "a", "1"]);
    until("the save is 2 s old", || save_age(&server) >= 2);
    health(&sandbox, &[]).expect(0);
    let run = health(&sandbox, &["--max-save-age", "1s", "--role", "primary"]);
    run.expect(1);
    assert_finding(&run, "save-overdue", "warning", "redis/redis-shared-master-0", &["--max-save-age", "1.0s"]);
    health(&sandbox, &["--max-save-age", "1h"]).expect(0);
    server.cli(&["BGSAVE"]);
    until("all is saved", || number(&server, "rdb_changes_since_last_save") == 0);
    until("the save is 2 s old", || save_age(&server) >= 2);
    health(&sandbox, &["--max-save-age", "1s", "--role", "primary"]).expect(0);
}
