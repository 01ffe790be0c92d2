//! `keys`.

use super::{Alone, usual};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use std::collections::BTreeSet;

#[test]
fn every_key_of_every_shard_once_without_keys() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    sandbox.fill(400);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["keys", "--limit", "0", "-o", "json"]);
    run.expect(0);
    let cluster = sandbox.redis_cluster("default", "redis-cluster");
    let mut own: Vec<String> = Vec::new();
    for primary in cluster.primaries() {
        own.extend(primary.cli(&["KEYS", "*"]).lines().map(str::to_owned));
    }
    own.sort();
    let json = run.json();
    let mut listed: Vec<String> =
        json["data"]["keys"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap().to_owned()).collect();
    listed.sort();
    assert_eq!(listed, own, "{run}");
    let stats: Vec<String> = cluster.servers().iter().map(|server| server.cli(&["INFO", "commandstats"])).collect();
    assert_eq!(stats.iter().filter(|stats| stats.contains("cmdstat_scan")).count(), 3);
}

#[test]
fn patterns_types_limits_and_expiry() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(400);
    let tool = Tool::on(&sandbox);
    let names = |words: &[&str]| {
        let run = tool.run(&[&["keys"], words].concat());
        run.expect(0);
        run.stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let users = names(&["--match", "user:*"]);
    assert!(users.len() == 50 && users.iter().all(|name| name.starts_with("user:")), "{users:?}");
    assert_eq!(names(&["--type", "set", "--match", "*big"]), ["set:big"]);
    assert!(tool.run(&["keys", "--type", "strings"]).expect(64).stderr.contains("zset"), "a type that no server has");
    assert_eq!(names(&["--match", "nothing*"]), ["There are no such keys."]);
    assert_eq!(names(&["--db", "3"]).iter().collect::<BTreeSet<_>>().len(), 2);
    let run = tool.run(&["keys", "--limit", "7", "--match", "session:*"]);
    assert!(run.expect(0).stdout.lines().count() == 7 && run.stderr.contains("there may be more"), "{run}");
    let run = tool.run(&["keys", "--ttl", "--match", "page:*", "-o", "json"]);
    let rows = run.expect(0).json()["data"]["keys"].as_array().unwrap().clone();
    assert!(rows.len() == 50 && rows.iter().all(|row| row["expires_in_ms"].as_u64() > Some(80_000_000)), "{run}");
    let run = tool.run(&["keys", "--ttl", "--match", "user:*", "--limit", "3", "-o", "json"]);
    let rows = run.expect(0).json()["data"]["keys"].as_array().unwrap().clone();
    assert!(rows.len() == 3 && rows.iter().all(|row| row["expires"] == false), "{run}");
    let ended = |run: &crate::harness::Run| {
        [&run.json()["data"]["limited"], &run.json()["data"]["complete"]].map(|one| one == true)
    };
    assert_eq!(ended(&run), [true, false], "{run}");
    let run = tool.run(&["keys", "--match", "user:*", "--limit", "0", "-o", "json"]);
    assert_eq!(ended(run.expect(0)), [false, true], "{run}");
}

#[test]
fn names_are_escaped_for_people_and_raw_for_scripts() {
    let server = Alone::start(&usual(), &[]);
    let mut line = server.connect();
    line.call(&["SET", "a\u{1b}[31m\nb", "1"]).unwrap();
    line.replies(b"*3\r\n$3\r\nSET\r\n$2\r\n\xff\n\r\n$1\r\nx\r\n", 1).unwrap();
    let tool = Tool::alone();
    let run = tool.run(&["keys", "--url", &server.url()]);
    assert!(!run.expect(0).stdout.contains('\u{1b}') && run.stdout.lines().count() == 2, "{run}");
    let piped = tool.after("exec > raw");
    piped.run(&["keys", "--url", &server.url(), "-0"]).expect(0);
    let raw = std::fs::read(piped.folder().join("raw")).unwrap();
    let names: BTreeSet<&[u8]> = raw.split(|byte| *byte == 0).filter(|name| !name.is_empty()).collect();
    assert_eq!(names, [&b"a\x1b[31m\nb"[..], b"\xff\n"].into_iter().collect());
    piped.run(&["keys", "--url", &server.url(), "-0", "-o", "json"]).expect(64);
}

#[test]
fn a_silent_member_is_no_empty_list() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let server = sandbox.pod("tutorial", "redis");
    server.pause();
    let run = Tool::on(&sandbox).run(&["keys", "--node-timeout", "1s"]);
    server.resume();
    assert!(!run.expect(3).stdout.contains("no such keys"), "{run}");
}
