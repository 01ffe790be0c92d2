//! Rules on what would be there after a restart: persistence off, a rewrite that fails, an AOF too large for its volume.

use super::{assert_finding, cache, health};
use crate::harness::until;
use crate::sandbox::{Deployment, Sandbox};
use std::fs;

#[test]
fn a_primary_that_keeps_nothing_is_a_warning_and_a_cache_alone_is_not() {
    let sandbox = cache();
    let server = sandbox.pod("apps", "cache-redis-0");
    server.config_set("save", "");
    assert_eq!((server.info("aof_enabled"), server.info("connected_slaves")), ("0".into(), "2".into()));
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["persistence-off"], "{run}");
    let words = ["no save points, no AOF", "its 2 replicas then copy the empty primary"];
    assert_finding(&run, "persistence-off", "warning", "apps/cache-redis-0", &words);
    server.config_set("appendonly", "yes");
    health(&sandbox, &[]).expect(0);

    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let server = sandbox.pod("tutorial", "redis");
    server.config_set("save", "");
    server.config_set("maxmemory-policy", "noeviction");
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_finding(
        &run,
        "persistence-off",
        "warning",
        "tutorial/redis",
        &["a restart loses whatever is written to it"],
    );
    server.config_set("maxmemory-policy", "allkeys-lfu");
    let run = health(&sandbox, &[]);
    run.expect(0);
    assert_finding(&run, "persistence-off", "info", "tutorial/redis", &["this cache"]);
}

#[test]
fn where_config_is_disabled_a_server_that_never_saved_is_told() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).namespace("redis").start();
    let server = sandbox.pod("redis", "redis-shared-master-0");
    server.cli(&["SET", "a", "1"]);
    let uptime = || server.info("uptime_in_seconds").parse::<u64>().unwrap();
    until("it has run for 3 s", || uptime() >= 3);
    let run = health(&sandbox, &["--max-save-age", "1s"]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["save-overdue", "save-overdue", "persistence-off"], "{run}");
    let words = ["CONFIG cannot be read", "no RDB was saved since its start"];
    assert_finding(&run, "persistence-off", "info", "redis/redis-shared-master-0", &words);
    health(&sandbox, &[]).expect(0);
    server.cli(&["BGSAVE"]);
    until("it has saved", || {
        server.info("rdb_bgsave_in_progress") == "0" && server.info("rdb_last_bgsave_status") == "ok"
    });
    server.cli(&["SET", "a", "2"]);
    let ids = health(&sandbox, &["--max-save-age", "1s"]).finding_ids();
    assert!(!ids.contains(&"persistence-off".to_owned()), "{ids:?}");
}

#[test]
fn a_rewrite_that_fails_is_a_warning_until_one_succeeds() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).namespace("data").start();
    let server = sandbox.pod("data", "redis-master-0");
    // The new base cannot take its place: there is a folder. This stops root, too.
    let base = server.data_dir().join("appendonlydir").join("appendonly.aof.2.base.rdb");
    fs::create_dir(&base).unwrap();
    server.cli(&["BGREWRITEAOF"]);
    until("the rewrite has failed", || server.info("aof_last_bgrewrite_status") == "err");
    let run = health(&sandbox, &["-r", "redis"]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["aof-rewrite-failed"], "{run}");
    assert_finding(&run, "aof-rewrite-failed", "warning", "data/redis-master-0", &["grows until one succeeds"]);
    fs::remove_dir(&base).unwrap();
    server.cli(&["BGREWRITEAOF"]);
    until("the rewrite has succeeded", || server.info("aof_last_bgrewrite_status") == "ok");
    health(&sandbox, &["-r", "redis"]).expect(0);
}

#[test]
fn an_aof_that_outgrows_its_volume_is_told_before_the_disk_is_full() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).namespace("data").start();
    let server = sandbox.pod("data", "redis-master-0");
    server.cli(&["SET", "big", &"x".repeat(1 << 20)]);
    let size: u64 = server.info("aof_current_size").parse().unwrap();
    assert!(size > 1 << 20);
    let resize = |bytes: u64| {
        sandbox.edit("persistentvolumeclaims", "data", "redis-data-redis-master-0", |claim| {
            claim["spec"]["resources"]["requests"]["storage"] = bytes.to_string().into();
            claim["status"]["capacity"]["storage"] = bytes.to_string().into();
        });
        health(&sandbox, &["-r", "redis"])
    };
    resize(4 << 20).expect(0);
    let run = resize(size);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["volume-small"], "{run}");
    let figure = redis_ops::report::units::bytes(size);
    assert_finding(
        &run,
        "volume-small",
        "critical",
        "data/redis-master-0",
        &[&format!("an AOF of {figure} on a volume of {figure}")],
    );
}
