//! A clock of this machine that is a day behind or ahead of the servers' and the cluster's.

use super::World;
use crate::harness::{Run, Tool};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The library that turns the clock, built once.
fn library() -> &'static PathBuf {
    static BUILT: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, library) = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (source, library) = (folder.path().join("clock.c"), folder.path().join("clock.so"));
        std::fs::write(&source, include_str!("clock.c")).expect("a file of the test's own");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).arg("-ldl");
        assert!(compiler.status().is_ok_and(|status| status.success()), "cc cannot build the clock");
        (folder, library)
    });
    library
}

pub const DAY: i64 = 86_400;

/// The tool on a machine whose clock is wrong by so many seconds.
pub fn turned(tool: Tool, seconds: i64) -> Tool {
    tool.env("LD_PRELOAD", library()).env("TEST_CLOCK_SECONDS", seconds.to_string())
}

/// When a run says it was, seconds since 1970.
fn time_of(run: &Run) -> i64 {
    let json: Value = run.json();
    let text = json["time"].as_str().expect("the time").to_owned();
    chrono::DateTime::parse_from_rfc3339(&text).expect("RFC 3339").timestamp()
}

#[test]
fn acting_commands_do_not_take_this_machines_clock_for_the_servers() {
    for seconds in [-DAY, DAY] {
        let world = World::new();
        let primary = world.primary();
        let tool = turned(Tool::on(&world.sandbox), seconds);
        let run = tool.run(&["ping", "-o", "json"]);
        let off = time_of(&run) - chrono::Utc::now().timestamp() - seconds;
        assert!(off.abs() < 60, "the clock is not turned: {off}\n{run}");
        // An hour to live, by the server's clock, which is the one that counts.
        primary.cli(&["SET", "lives", "1", "EX", "3600"]);
        let set = tool.run(&["backup-rdb"]).expect(0).last_line().to_owned();
        tool.run(&["backup-rdb", "--via", "disk"]).expect(0);
        tool.run(&["bgsave"]).expect(0);
        let age = tool.run(&["lastsave", "-o", "json"]);
        assert!(age.expect(0).json()["findings"].as_array().is_some_and(Vec::is_empty), "{age}");
        tool.run(&["backup-verify", &set]).expect(0);
        primary.cli(&["FLUSHALL"]);
        let run = tool.run(&["restore-rdb", &set, "--yes", "-o", "json"]);
        assert_eq!(run.expect(0).json()["data"]["expired"], 0, "{run}");
        assert_eq!(primary.cli(&["GET", "lives"]), "1", "{run}");
        tool.run(&["promote-replica", "cache-redis-1", "--yes"]).expect(0);
        tool.run(&["force-failover", "cache-redis-2", "--confirm", "apps/cache"]).expect(0);
        tool.run(&["rotate-password", "--yes"]).expect(0);
        // The lock of each run was given back.
        assert!(world.sandbox.get("leases", "apps", "redis-ops-cache").is_none());
    }
}

#[test]
fn history_is_replayed_by_the_servers_clock() {
    let (sandbox, server) = crate::commands::restore_aof::store(None);
    let now = chrono::Utc::now().timestamp();
    // A session that was prolonged again and again: its first time has passed, its last has not. Were the first taken for
    // one to come, the server would drop the key at once, and there would be nothing to prolong.
    let lines = [
        "SELECT 0".to_owned(),
        "SET session 1".to_owned(),
        format!("PEXPIREAT session {}", (now - 7200) * 1000),
        format!("PEXPIREAT session {}", (now + 7200) * 1000),
        format!("SET ends 1 PXAT {}", (now - 7200) * 1000),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    for seconds in [-DAY, DAY] {
        server.cli(&["FLUSHALL"]);
        let tool = turned(Tool::on(&sandbox), seconds);
        let path = tool.folder().join("appendonly.aof");
        std::fs::write(&path, crate::commands::restore_aof::aof(&lines)).expect("a file of the test's own");
        let run = tool.run(&["restore-aof", "appendonly.aof", "-n", "lab", "--yes", "-o", "json"]);
        run.expect(0);
        assert_eq!(
            (server.cli(&["GET", "session"]).as_str(), server.cli(&["EXISTS", "ends"]).as_str()),
            ("1", "0"),
            "{run}"
        );
        let left: i64 = server.cli(&["TTL", "session"]).parse().expect("a number");
        assert!((7000..=7200).contains(&left), "{left} s are left\n{run}");
    }
}

#[test]
fn a_set_from_the_future_is_neither_hidden_nor_removed() {
    let world = World::new();
    // Taken on a machine that is a day ahead; looked at where the clock is right.
    let ahead = turned(Tool::on(&world.sandbox), DAY);
    let folder = world.tool.folder().join("kept").display().to_string();
    let set = ahead.run(&["backup-rdb", "--to", &folder]).expect(0).last_line().to_owned();
    let run = world.tool.run(&["backup-list", "kept", "-o", "json"]);
    assert!(run.expect(0).stdout.contains(set.rsplit('/').next().expect("a name")), "{run}");
    world.tool.run(&["backup-prune", "kept", "--keep-last", "1", "--confirm", "apps/cache"]).expect(0);
    assert!(std::path::Path::new(&set).join("manifest.json").exists());
    world.tool.run(&["backup-verify", &set]).expect(0);
}

#[test]
fn every_other_acting_command_does_its_work_under_a_wrong_clock() {
    for seconds in [-DAY, DAY] {
        let world = World::new();
        let (primary, whole) = (world.primary(), world.keys());
        let tool = turned(Tool::on(&world.sandbox), seconds);
        let run = |words: &[&str]| tool.run(words).expect(0).last_line().to_owned();
        let aof = run(&["backup-aof", "--to", "kept"]);
        let config = run(&["backup-config", "--to", "kept-config"]);
        run(&["backup-rdb", "--to", "kept-rdb"]);
        let drill = tool.run(&["restore-drill", "kept-rdb", "-n", "apps", "-r", "cache", "-o", "json"]);
        let age = drill.expect(0).json()["data"]["rpo_seconds"].as_f64().expect("the age of the set");
        assert!((0.0..600.0).contains(&age), "its name has this machine's time, and so has the drill\n{drill}");
        for command in ["backup-k8s-resources", "full-backup", "backup-all-namespaces"] {
            run(&[command, "--to", command]);
        }
        run(&["pre-upgrade-check", "--backups", "kept-rdb", "--baseline", "before.json"]);
        // It runs what it ran before, which is worth a warning.
        tool.run(&["post-upgrade-check", "--baseline", "before.json"]).expect(1);
        run(&["save", "--force", "--yes"]);
        run(&["aof-rewrite"]);
        run(&["hotkeys", "--by", "monitor", "--duration", "1s", "--yes"]);
        run(&["benchmark", "--requests", "1000", "--clients", "4", "--keyspace", "50", "--yes"]);
        run(&["cli", "--yes", "--", "SET", "lives", "1", "EX", "3600"]);
        assert_eq!(primary.cli(&["TTL", "lives"]), "3600");
        let talking = turned(Tool::on(&world.sandbox), seconds).after("exec < lines");
        std::fs::write(talking.folder().join("lines"), "SET lives 2 EX 3600\nTTL lives\n").expect("its lines");
        assert_eq!(talking.run(&["shell", "--write"]).expect(0).stdout, "OK\n3600\n");
        world.prepare();
        run(&["restore-config", &config, "--yes"]);
        run(&["flushdb", "--db", "9", "--confirm", "apps/cache"]);
        world.spoil();
        run(&["disaster-recovery", "kept-rdb", "--confirm", "apps/cache"]);
        assert_eq!(world.keys(), whole);
        world.spoil();
        run(&["restore-aof", &aof, "--flush-first", "--confirm", "apps/cache"]);
        assert_eq!(world.keys(), whole);
        run(&["create-pvc-snapshot", "before", "--yes"]);
        run(&["resync-replica", "cache-redis-2", "--yes"]);
        run(&["restart", "--yes"]);
        assert_eq!(world.keys(), whole);
        run(&["bigkeys"]);
        run(&["bash", "--pod", "cache-redis-0", "--", "echo", "here"]);
        assert!(world.sandbox.get("leases", "apps", "redis-ops-cache").is_none());
    }
}

#[test]
fn servers_are_stopped_and_started_and_clients_led_over_under_a_wrong_clock() {
    for seconds in [-DAY, DAY] {
        let world = World::new();
        let whole = world.keys();
        let tool = turned(Tool::on(&world.sandbox), seconds);
        let run = |words: &[&str]| tool.run(words).expect(0).last_line().to_owned();
        let set = run(&["backup-rdb", "--to", "kept-rdb"]);
        run(&["create-pvc-snapshot", "now", "--pod", "cache-redis-0", "--yes"]);
        world.spoil();
        run(&["restore-rdb", &set, "--engine", "offline", "--confirm", "apps/cache"]);
        assert_eq!(world.keys(), whole);
        world.spoil();
        run(&["restore-from-pvc-snapshot", "now", "--confirm", "apps/cache"]);
        assert_eq!(world.keys(), whole);
        assert!(world.sandbox.get("leases", "apps", "redis-ops-cache").is_none());
        let (sandbox, tool) = crate::commands::cutover::standalone();
        let (blue, green) = (sandbox.pod("data", "redis-master-0"), sandbox.pod("data", "prod-redis-master-0"));
        blue.cli(&["SET", "kept", "1"]);
        let tool = turned(tool, seconds);
        tool.run(&["cutover", "--from", "redis", "--to", "prod-redis", "--confirm", "data/prod-redis"]).expect(0);
        assert_eq!((green.info("role"), green.cli(&["GET", "kept"])), ("master".to_owned(), "1".to_owned()));
    }
}
