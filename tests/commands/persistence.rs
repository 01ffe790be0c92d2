//! `bgsave`, `save`, `lastsave`, `aof-rewrite`.

use super::keyspace::{Alone, usual};
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn a_save_is_made_on_the_primary_and_its_file_seen() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(200);
    let (tool, primary) = (Tool::on(&sandbox), sandbox.pod("apps", "cache-redis-0"));
    let run = tool.run(&["bgsave", "--dry-run"]);
    assert!(run.expect(0).stdout.contains("would save cache-redis-0"), "{run}");
    let run = tool.run(&["bgsave", "-o", "json"]);
    run.expect(0);
    let members = run.json()["data"]["members"].as_array().unwrap().clone();
    assert_eq!((members.len(), &members[0]["member"]), (1, &"cache-redis-0".into()), "{run}");
    assert_eq!(members[0]["last_save_after"].to_string(), primary.cli(&["LASTSAVE"]), "{run}");
    assert!(members[0]["file_bytes_after"].as_u64().is_some_and(|bytes| bytes > 1000), "{run}");
    assert_eq!(primary.info("rdb_changes_since_last_save"), "0");
    let run = tool.run(&["bgsave", "--role", "replica", "-o", "json"]);
    assert_eq!(run.expect(0).json()["data"]["members"].as_array().unwrap().len(), 2, "{run}");
}

#[test]
fn a_save_that_fails_is_a_failure() {
    let server = Alone::start(&usual(), &[]);
    server.call(&["SET", "a", "1"]);
    // Where the file would go there is a folder.
    std::fs::create_dir(server.folder().join("dump.rdb")).unwrap();
    let tool = Tool::alone();
    let run = tool.run(&["bgsave", "--url", &server.url()]);
    assert!(run.expect(5).stderr.contains("rdb_last_bgsave_status"), "{run}");
    let run = tool.run(&["lastsave", "--url", &server.url(), "-o", "json"]);
    assert_eq!(run.expect(2).finding_ids(), ["rdb-save-failed"], "{run}");
}

#[test]
fn the_time_of_a_start_is_no_save_and_a_silent_server_has_no_aof_that_is_off() {
    let server = Alone::start(&usual(), &[]);
    let tool = Tool::alone();
    let words = ["lastsave", "--url", &server.url()];
    assert!(tool.run(&words).expect(0).stdout.contains("none since start"));
    tool.run(&["bgsave", "--url", &server.url()]).expect(0);
    let run = tool.run(&words);
    assert!(!run.expect(0).stdout.contains("none since start") && run.stdout.contains(" ok "), "{run}");
    let run = tool.run(&["lastsave", "--url", "redis://127.0.0.1:1", "-o", "json"]);
    assert!(run.expect(2).json()["data"]["members"][0]["aof"].is_null(), "{run}");
}

#[test]
fn one_address_of_a_cluster_stands_for_its_primaries() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    let cluster = sandbox.redis_cluster("default", "redis-cluster");
    let url = format!("redis://{}", cluster.primaries()[0].address());
    let tool = Tool::alone();
    let members = |words: &[&str]| {
        let run = tool.run(&[words, &["--url", &url, "-o", "json"]].concat());
        run.expect(0).json()["data"]["members"].as_array().map(Vec::len)
    };
    let primaries = Some(3);
    assert_eq!((members(&["bgsave"]), members(&["bgsave", "--role", "any"])), (primaries, primaries));
    assert_eq!((members(&["bgsave", "--role", "replica"]), members(&["lastsave"])), (Some(3), Some(6)));
}

#[test]
fn save_is_refused_and_points_to_bgsave() {
    let server = Alone::start(&usual(), &[]);
    server.call(&["SET", "a", "1"]);
    let tool = Tool::alone();
    let run = tool.run(&["save", "--url", &server.url(), "--yes"]);
    assert!(run.expect(4).stderr.contains("redis-ops bgsave"), "{run}");
    tool.run(&["save", "--url", &server.url(), "--force"]).expect(4);
    assert!(!server.folder().join("dump.rdb").exists());
    tool.run(&["save", "--url", &server.url(), "--force", "--yes"]).expect(0);
    assert!(server.folder().join("dump.rdb").exists());
}

#[test]
fn rights_and_silence_are_told() {
    let server = Alone::start(&usual(), &["--appendonly", "yes"]);
    server.call(&["ACL", "SETUSER", "ops", "on", ">pw", "~*", "+info", "+ping", "+time", "+command"]);
    let tool = Tool::alone().env("REDISCLI_AUTH", "pw");
    for command in ["bgsave", "save", "aof-rewrite"] {
        let run = tool.run(&[command, "--url", &server.url(), "--redis-user", "ops", "--force", "--yes"]);
        assert!(run.expect(5).stderr.contains("NOPERM"), "{run}");
    }
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let pod = sandbox.pod("tutorial", "redis");
    pod.pause();
    let tool = Tool::on(&sandbox);
    tool.run(&["lastsave", "--node-timeout", "1s"]).expect(3);
    tool.run(&["bgsave", "--node-timeout", "1s"]).expect(5);
    pod.resume();
}

#[test]
fn an_aof_is_rewritten_and_gets_smaller() {
    let server = Alone::start(&usual(), &["--appendonly", "yes"]);
    let mut line = server.connect();
    for number in 0..2000 {
        line.call(&["SET", "one", &number.to_string()]).unwrap();
    }
    let tool = Tool::alone();
    let run = tool.run(&["aof-rewrite", "--url", &server.url(), "-o", "json"]);
    run.expect(0);
    let row = run.json()["data"]["members"][0].clone();
    assert!(row["bytes_before"].as_u64() > Some(20_000) && row["bytes_after"].as_u64() < Some(2_000), "{run}");
    server.call(&["CONFIG", "SET", "appendonly", "no"]);
    until("the AOF is off", || server.call(&["INFO", "persistence"]).to_string().contains("aof_enabled:0"));
    let run = tool.run(&["aof-rewrite", "--url", &server.url()]);
    assert!(run.expect(4).stderr.contains("is off"), "{run}");
}

#[test]
fn a_server_that_is_started_anew_meanwhile_has_neither_saved_nor_rewritten() {
    const POD: &str = "
apiVersion: v1
kind: Pod
metadata: {name: one, namespace: lab}
spec:
  containers:
  - {name: redis, image: 'redis:7.0', args: [--appendonly, 'yes', --save, '86400 1000000'], ports: [{containerPort: 6379}]}
";
    let sandbox = Sandbox::builder().yaml(POD).namespace("lab").start();
    let (server, tool) = (sandbox.pod("lab", "one"), Tool::on(&sandbox));
    for number in 0..20 {
        server.cli(&["SET", &format!("key:{number}"), "1"]);
    }
    for (command, under_way) in [("bgsave", "rdb_bgsave_in_progress"), ("aof-rewrite", "aof_rewrite_in_progress")] {
        server.config_set("rdb-key-save-delay", "1000000");
        let run = tool.start(&[command]);
        until("it is under way", || server.info(under_way) == "1");
        // It looks again when the container runs again: an idle server, whose last save is said to have gone well.
        run.signal("STOP");
        server.kill();
        server.restart();
        assert_eq!((server.info("rdb_last_bgsave_status"), server.info(under_way)), ("ok".into(), "0".into()));
        run.signal("CONT");
        let run = run.wait();
        run.expect(5);
        assert!(run.stderr.contains("was started anew before"), "{run}");
        assert!(sandbox.get("leases", "lab", "redis-ops-one").is_none(), "{run}");
        tool.run(&[command]).expect(0);
        assert_eq!(server.cli(&["DBSIZE"]), "20");
    }
}
