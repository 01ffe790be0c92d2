//! `info`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

fn cache() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start()
}

const PODS: [&str; 3] = ["cache-redis-0", "cache-redis-1", "cache-redis-2"];

#[test]
fn every_member_stands_beside_the_others_with_the_servers_own_values() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["info", "-o", "json"]);
    run.expect(0);
    let members = run.json()["data"]["members"].clone();
    let text = tool.run(&["info", "server", "Replication"]);
    text.expect(0);
    for pod in PODS {
        let server = sandbox.pod("apps", pod);
        for (section, field) in
            [("server", "run_id"), ("server", "redis_version"), ("replication", "role"), ("memory", "maxmemory_policy")]
        {
            assert_eq!(members[pod][section][field], server.info(field), "{run}");
        }
        assert!(text.stdout.contains(&server.info("run_id")), "{text}");
    }
    let header = text.stdout.lines().find(|line| line.starts_with("FIELD")).unwrap();
    assert_eq!(header.split_whitespace().collect::<Vec<_>>(), ["FIELD", PODS[0], PODS[1], PODS[2]]);
    let role = text.stdout.lines().find(|line| line.starts_with("role ")).unwrap();
    assert_eq!(role.split_whitespace().collect::<Vec<_>>(), ["role", "master", "slave", "slave"]);
    assert!(!text.stdout.contains("maxmemory_policy"), "memory was not asked for\n{text}");
}

#[test]
fn diff_shows_only_what_differs() {
    let sandbox = cache();
    sandbox.pod("apps", "cache-redis-2").config_set("maxmemory", "200mb");
    let run = Tool::on(&sandbox).run(&["info", "memory", "--diff", "-o", "json"]);
    run.expect(0);
    let members = run.json()["data"]["members"].clone();
    assert_eq!(members["cache-redis-2"]["memory"]["maxmemory"], (200 << 20).to_string(), "{run}");
    assert_eq!(members["cache-redis-0"]["memory"]["maxmemory"], (256 << 20).to_string(), "{run}");
    let same = &members["cache-redis-0"]["memory"]["maxmemory_policy"];
    assert!(same.is_null(), "all have allkeys-lru\n{run}");
}

#[test]
fn a_section_that_is_not_on_by_default_can_be_asked_for_and_an_unknown_one_is_refused() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["info", "commandstats", "--pod", "cache-redis-0"]);
    run.expect(0);
    assert!(run.stdout.contains("cmdstat_"), "{run}");
    let run = tool.run(&["info", "replicaton"]);
    run.expect(64);
    assert!(run.stderr.contains("replicaton") && run.stderr.contains("replication"), "{run}");
}

#[test]
fn a_silent_member_is_told_and_the_others_are_shown() {
    let sandbox = cache();
    sandbox.pod("apps", "cache-redis-1").pause();
    let run = Tool::on(&sandbox).run(&["info", "replication", "--node-timeout", "500ms", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding("unreachable")["subject"], "apps/cache-redis-1", "{run}");
    let members = run.json()["data"]["members"].clone();
    assert_eq!(members["cache-redis-0"]["replication"]["role"], "master", "{run}");
    assert!(members["cache-redis-1"].is_null(), "{run}");
}

#[test]
fn what_a_server_says_is_escaped_before_a_terminal_sees_it() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let server = sandbox.pod("tutorial", "redis");
    // The code of an error that a script makes up is the name of a field.
    server.reply(&["EVAL", "return redis.error_reply('\u{1b}[31mEVIL it is')", "0"]);
    assert!(server.cli(&["INFO", "errorstats"]).contains("\u{1b}[31mEVIL"));
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["info", "errorstats"]);
    run.expect(0);
    assert!(run.stdout.contains("errorstat_\\x1b[31mEVIL") && !run.everything().contains('\u{1b}'), "{run}");
    let run = tool.run(&["info", "errorstats", "-o", "json"]);
    assert!(!run.stdout.contains('\u{1b}'), "{run}");
    let fields = &run.json()["data"]["members"]["redis"]["errorstats"];
    assert_eq!(fields["errorstat_\u{1b}[31mEVIL"], "count=1", "{run}");
}
