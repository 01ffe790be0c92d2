//! `flushdb` and `flushall`.

use super::{Alone, usual};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Fault, Sandbox, Server};

fn keys(server: &Server) -> u64 {
    server.cli(&["DBSIZE"]).parse().unwrap()
}

#[test]
fn nothing_is_removed_without_the_name_and_the_plan_says_what_is_lost() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(40);
    let (tool, primary) = (Tool::on(&sandbox), sandbox.pod("apps", "cache-redis-0"));
    let before = keys(&primary);
    for words in [&["flushall"][..], &["flushall", "--yes"], &["flushall", "--confirm", "apps/other"]] {
        let run = tool.run(words);
        assert!(run.expect(4).stderr.contains("--confirm apps/cache"), "{run}");
    }
    let run = tool.run(&["flushall", "--dry-run"]);
    run.expect(0);
    assert!(run.stdout.contains(&format!("{before} keys in db0, 2 in db3 are lost")), "{run}");
    assert!(run.stdout.contains("verified backup") && run.stdout.contains("2 replicas follow cache-redis-0"), "{run}");
    assert_eq!(keys(&primary), before);
    assert!(tool.backup_files().is_empty(), "a dry run took a backup");
}

#[test]
fn all_databases_of_the_primary_after_a_backup() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(40);
    let (tool, primary) = (Tool::on(&sandbox), sandbox.pod("apps", "cache-redis-0"));
    let before = keys(&primary) + 2;
    let run = tool.run(&["flushall", "--confirm", "apps/cache", "-o", "json"]);
    run.expect(0);
    let json = run.json();
    let member = &json["data"]["members"][0];
    assert_eq!((&member["keys_before"], &member["keys_after"]), (&before.into(), &0.into()), "{run}");
    assert_eq!(primary.cli(&["INFO", "keyspace"]).matches("keys=").count(), 0);
    let replica = sandbox.pod("apps", "cache-redis-1");
    until("the replica follows", || keys(&replica) == 0);
    let set = json["data"]["backup"].as_str().unwrap();
    let verified = tool.run(&["backup-verify", set, "-o", "json"]);
    verified.expect(0);
    assert_eq!(verified.json()["data"]["artefacts"][0]["census"]["keys"], before, "{verified}");
    // There is nothing any more: nobody has to agree, and no backup is taken of nothing.
    let files = tool.backup_files().len();
    assert!(tool.run(&["flushall"]).expect(0).stdout.contains("There are no keys"));
    assert_eq!(tool.backup_files().len(), files);
}

#[test]
fn one_database_and_the_others_stay() {
    let server = Alone::start(&usual(), &[]);
    let mut line = server.connect();
    line.call(&["SET", "stays", "1"]).unwrap();
    line.call(&["SELECT", "3"]).unwrap();
    line.call(&["SET", "goes", "1"]).unwrap();
    let (tool, url) = (Tool::alone(), server.url());
    let name = url.trim_start_matches("redis://").to_owned();
    let run = tool.run(&["flushdb", "--url", &url, "--db", "3", "--no-backup", "--confirm", &name, "-o", "json"]);
    run.expect(0);
    assert_eq!(run.json()["data"]["backup"], serde_json::Value::Null, "{run}");
    assert_eq!(server.call(&["DBSIZE"]).to_string(), "1");
    assert!(!server.call(&["INFO", "keyspace"]).to_string().contains("db3"), "{run}");
    assert!(tool.backup_files().is_empty());
    // It has sixteen.
    let run = tool.run(&["flushdb", "--url", &url, "--db", "16", "--no-backup", "--confirm", &name]);
    assert!(run.expect(4).stderr.contains("out of range"), "{run}");
    let run = tool.run(&["keys", "--url", &url, "--db", "16"]);
    assert!(run.expect(3).stdout.contains("out of range"), "{run}");
    tool.run(&["keys", "--url", &url, "--db", "15"]).expect(0);
}

#[test]
fn every_shard_of_a_cluster_or_none() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    sandbox.fill(120);
    let tool = Tool::on(&sandbox);
    let cluster = sandbox.redis_cluster("default", "redis-cluster");
    let run = tool.run(&["flushall", "--pod", "redis-cluster-0", "--no-backup", "--confirm", "default/redis-cluster"]);
    assert!(run.expect(4).stderr.contains("shards"), "{run}");
    let total: u64 = cluster.primaries().iter().map(keys).sum();
    let run = tool.run(&["flushall", "--no-backup", "--confirm", "default/redis-cluster", "-o", "json"]);
    run.expect(0);
    let members = run.json()["data"]["members"].as_array().unwrap().clone();
    assert_eq!(
        (members.len(), members.iter().map(|one| one["keys_before"].as_u64().unwrap()).sum()),
        (3, total),
        "{run}"
    );
    assert!(cluster.primaries().iter().all(|one| keys(one) == 0));
}

#[test]
fn a_command_that_is_disabled_is_said_and_scan_goes_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("redis.conf");
    std::fs::write(&config, "rename-command FLUSHALL \"\"\nrename-command FLUSHDB \"\"\n").unwrap();
    let program = folder.path().join("server");
    std::fs::write(&program, format!("#!/bin/sh\nexec {} {} \"$@\"\n", usual().display(), config.display())).unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let server = Alone::start(&program, &[]);
    server.call(&["EVAL", "for i = 1, 3000 do redis.call('SET', 'k:' .. i, i) end", "0"]);
    let (tool, url) = (Tool::alone(), server.url());
    let name = url.trim_start_matches("redis://").to_owned();
    let words = ["flushall", "--url", &url, "--no-backup", "--confirm", &name];
    let run = tool.run(&words);
    assert!(run.expect(4).stderr.contains("--scan"), "{run}");
    assert_eq!(server.call(&["DBSIZE"]).to_string(), "3000");
    tool.run(&[&words[..], &["--scan"]].concat()).expect(0);
    assert_eq!(server.call(&["DBSIZE"]).to_string(), "0");
}

#[test]
fn without_the_right_nothing_is_removed_and_with_a_silent_primary_neither() {
    let server = Alone::start(&usual(), &[]);
    server.call(&["SET", "a", "1"]);
    server.call(&["ACL", "SETUSER", "ops", "on", ">pw", "~*", "+info", "+ping", "+select", "+command", "+config|get"]);
    let (tool, url) = (Tool::alone().env("REDISCLI_AUTH", "pw"), server.url());
    let name = url.trim_start_matches("redis://").to_owned();
    let words = ["flushall", "--url", &url, "--redis-user", "ops", "--no-backup", "--confirm", &name];
    let run = tool.run(&words);
    assert!(run.expect(5).stderr.contains("NOPERM"), "{run}");
    assert_eq!(server.call(&["DBSIZE"]).to_string(), "1");

    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(8);
    let primary = sandbox.pod("apps", "cache-redis-0");
    primary.pause();
    let run = Tool::on(&sandbox).run(&["flushall", "--no-backup", "--confirm", "apps/cache", "--node-timeout", "1s"]);
    primary.resume();
    assert!(run.code == 5 || run.code == 4, "{run}");
    assert!(keys(&primary) > 0, "{run}");
}

/// A pod with 6,000 keys, and the words that remove them one by one.
fn six_thousand() -> (Sandbox, Server) {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let server = sandbox.pod("tutorial", "redis");
    server.cli(&["EVAL", "for i = 1, 6000 do redis.call('SET', 'plain:' .. i, i) end", "0"]);
    (sandbox, server)
}

const ONE_BY_ONE: [&str; 6] = ["flushall", "--scan", "--no-backup", "--confirm", "tutorial/redis", "--node-timeout"];
/// Of the server's bytes: more than all answers before the scan have, less than its pages.
const HALF: u64 = 40_000;

/// Some keys are gone, some are not, and both are said.
fn is_half_done(run: &Run, server: &Server) {
    let left = keys(server);
    assert!(left > 0 && left < 6000, "{left} are left: {run}");
    let said = run.stderr.split(" in part, ").nth(1).and_then(|rest| rest.split(" keys at least").next());
    let said: u64 = said.unwrap_or_else(|| panic!("no count: {run}")).replace(',', "").parse().unwrap();
    assert!(said > 0 && said <= 6000 - left, "{said} are told of {}: {run}", 6000 - left);
    assert!(run.stderr.contains("partly done") && run.stderr.contains("the same command again goes on"), "{run}");
    assert!(!run.stderr.contains("nothing was left behind"), "{run}");
}

#[test]
fn a_connection_that_is_cut_between_keys_is_told_and_the_rest_goes_with_the_next_run() {
    for fault in [Fault::CutAfter { bytes: HALF }, Fault::CloseAfter { bytes: HALF }] {
        let (sandbox, server) = six_thousand();
        let tool = Tool::on(&sandbox);
        sandbox.forward_fault(fault);
        let run = tool.run(&[&ONE_BY_ONE[..], &["5s"]].concat());
        is_half_done(run.expect(6), &server);
        sandbox.clear_faults();
        tool.run(&[&ONE_BY_ONE[..], &["5s"]].concat()).expect(0);
        assert_eq!(keys(&server), 0);
    }
}

#[test]
fn a_run_that_is_told_to_end_between_keys_says_what_is_gone() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let (sandbox, server) = six_thousand();
        let tool = Tool::on(&sandbox);
        sandbox.forward_fault(Fault::StallAfter { bytes: HALF });
        let running = tool.start(&[&ONE_BY_ONE[..], &["60s"]].concat());
        until("keys are removed", || keys(&server) < 6000);
        // What was sent before the way fell silent is done with.
        let mut before = 0;
        until("nothing more happens", || {
            let now = keys(&server);
            std::mem::replace(&mut before, now) == now && now < 5000
        });
        running.signal(signal);
        let run = running.wait();
        is_half_done(run.expect(code), &server);
        sandbox.clear_faults();
        tool.run(&[&ONE_BY_ONE[..], &["5s"]].concat()).expect(0);
        assert_eq!(keys(&server), 0);
    }
}

#[test]
fn a_pod_that_is_killed_between_keys_is_partly_done() {
    let (sandbox, server) = six_thousand();
    let tool = Tool::on(&sandbox);
    sandbox.forward_fault(Fault::StallAfter { bytes: HALF });
    let running = tool.start(&[&ONE_BY_ONE[..], &["5s"]].concat());
    until("keys are removed", || keys(&server) < 5000);
    server.kill();
    let run = running.wait();
    assert!(run.expect(6).stderr.contains(" keys at least"), "{run}");
}

#[test]
fn an_end_before_the_answer_leaves_it_open_whether_all_is_gone() {
    let server = Alone::start(&usual(), &[]);
    server.call(&["SET", "a", "1"]);
    // Writes wait, all else is answered.
    server.call(&["CLIENT", "PAUSE", "60000", "WRITE"]);
    let (tool, url) = (Tool::alone(), server.url());
    let name = url.trim_start_matches("redis://").to_owned();
    let words = ["flushall", "--url", &url, "--no-backup", "--confirm", &name, "--node-timeout", "50s"];
    let asked = || server.call(&["CLIENT", "LIST"]).to_string().contains("cmd=flushall");
    let running = tool.start(&words);
    until("it has asked", asked);
    running.signal("TERM");
    let run = running.wait();
    assert!(run.expect(143).stderr.contains("perhaps, or in part"), "{run}");
    let run = tool.run(&[&words[..], &["--timeout", "2s"]].concat());
    assert!(run.expect(6).stderr.contains("--timeout") && run.stderr.contains("perhaps"), "{run}");
    server.call(&["CLIENT", "UNPAUSE"]);
    tool.run(&words).expect(0);
    assert_eq!(server.call(&["DBSIZE"]).to_string(), "0");
}

#[test]
fn the_command_that_is_named_brings_back_what_is_gone() {
    let server = Alone::start(&usual(), &["--repl-diskless-sync-delay", "0"]);
    server.call(&["SET", "a", "1"]);
    server.call(&["CLIENT", "PAUSE", "60000", "WRITE"]);
    let (tool, url) = (Tool::alone(), server.url());
    let name = url.trim_start_matches("redis://").to_owned();
    let run = tool.run(&["flushdb", "--url", &url, "--confirm", &name, "--node-timeout", "50s", "--timeout", "4s"]);
    let hint = run.expect(6).stderr.split("to bring back what is gone: redis-ops ").nth(1);
    let hint = hint.and_then(|rest| rest.lines().next()).unwrap_or_else(|| panic!("no command: {run}")).to_owned();
    server.call(&["CLIENT", "UNPAUSE"]);
    server.call(&["FLUSHDB"]);
    server.call(&["SET", "b", "since"]);
    let words: Vec<&str> = hint.split(' ').chain(["--yes"]).collect();
    tool.run(&words).expect(0);
    assert_eq!(server.call(&["GET", "b"]).to_string(), "since", "{hint}");
    assert_eq!(server.call(&["DBSIZE"]).to_string(), "2", "{hint}");
}
