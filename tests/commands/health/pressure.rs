//! Rules on pressure: evictions, rejected and blocked clients, fragmentation.

use super::{assert_finding, health};
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use redis_ops::report::units;
use serde_json::Value;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

fn bare_pod() -> (Sandbox, Server) {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let server = sandbox.pod("tutorial", "redis");
    (sandbox, server)
}

fn number(server: &Server, field: &str) -> u64 {
    server.info(field).parse().unwrap()
}

/// Writes new keys with an expiry into a server that has room for a few of them.
fn overfill(server: &Server, rounds: usize) {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let mut connection = server.connect().unwrap();
    for _ in 0..rounds {
        let key = NEXT.fetch_add(1, Ordering::SeqCst);
        connection.call(&["SET", &format!("{key}"), &"x".repeat(64 << 10), "EX", "3600"]).unwrap();
    }
}

#[test]
fn evictions_are_told_with_figures_and_warn_while_they_go_on() {
    let (sandbox, server) = bare_pod();
    health(&sandbox, &[]).expect(0);
    server.config_set("maxmemory-policy", "volatile-lru");
    server.config_set("maxmemory", &(server.used_memory_bytes() + (4 << 20)).to_string());
    overfill(&server, 200);
    let evicted = number(&server, "evicted_keys");
    assert!(evicted > 50, "{evicted}");
    let run = health(&sandbox, &[]);
    // That it is full has a rule of its own.
    run.expect(1);
    assert_eq!(run.finding_ids(), ["memory-near-maxmemory", "evictions"], "{run}");
    let words =
        [&format!("has evicted {} keys since its start", units::count(evicted)), "/s on average", "volatile-lru"];
    assert_finding(&run, "evictions", "info", "tutorial/redis", &words);

    // Watched, it is the rate that counts.
    let tool = Tool::on(&sandbox);
    let running = tool.start(&["health", "--watch", "--interval", "300ms", "--count", "6", "-o", "json"]);
    let ended = AtomicBool::new(false);
    let writing = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::SeqCst) {
                overfill(&server, 20);
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        let run = running.wait();
        ended.store(true, Ordering::SeqCst);
        run
    });
    let ticks: Vec<Value> = writing.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let going_on = ticks.iter().skip(1).any(|tick| {
        let findings = tick["findings"].as_array().unwrap();
        findings.iter().any(|one| {
            one["id"] == "evictions"
                && one["severity"] == "warning"
                && one["message"].to_string().contains("keys/s now")
        })
    });
    assert!(going_on, "{writing}");
}

#[test]
fn connections_turned_away_are_told() {
    let (sandbox, server) = bare_pod();
    server.config_set("maxclients", "5");
    let mut opened = Vec::new();
    for _ in 0..12 {
        let mut connection = server.connect().unwrap();
        // An error reply, or the end of the connection.
        let _ = connection.call(&["PING"]);
        opened.push(connection);
    }
    drop(opened);
    until("there is room again", || {
        let reply = server.connect().and_then(|mut connection| connection.call(&["PING"]));
        reply.is_ok_and(|reply| reply.to_string() == "PONG")
    });
    server.config_set("maxclients", "1000");
    let rejected = number(&server, "rejected_connections");
    assert!(rejected > 0);
    let run = health(&sandbox, &[]);
    run.expect(0);
    assert_eq!(run.finding_ids(), ["connections-rejected"], "{run}");
    let words = format!("turned {rejected} connections away since its start");
    assert_finding(&run, "connections-rejected", "info", "tutorial/redis", &[&words]);
}

#[test]
fn clients_that_block_are_told_when_they_are_many() {
    let (sandbox, server) = bare_pod();
    let wait = |count: usize| -> Vec<_> {
        (0..count)
            .map(|_| {
                let server = server.clone();
                std::thread::spawn(move || {
                    server.connect().and_then(|mut waiting| waiting.call(&["BLPOP", "queue", "60"]))
                })
            })
            .collect()
    };
    let waiting = wait(20);
    until("they wait", || number(&server, "blocked_clients") == 20);
    let run = health(&sandbox, &[]);
    run.expect(0);
    assert_finding(&run, "blocked-clients", "info", "tutorial/redis", &["20 of its 2", "wait in a blocking command"]);
    server.config_set("maxclients", "40");
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_finding(&run, "blocked-clients", "warning", "tutorial/redis", &["(maxclients 40)"]);
    for _ in 0..20 {
        server.cli(&["RPUSH", "queue", "x"]);
    }
    waiting.into_iter().for_each(|one| drop(one.join()));
    until("none waits", || number(&server, "blocked_clients") == 0);
    health(&sandbox, &[]).expect(0);
}

#[test]
fn holes_that_deleted_keys_left_are_fragmentation() {
    let (sandbox, server) = bare_pod();
    let script = "local v = string.rep('x', 200) for i = 1, 300000 do redis.call('set', 'k' .. i, v) end \
        for i = 1, 300000 do if i % 4 > 0 then redis.call('del', 'k' .. i) end end return 1";
    server.cli(&["EVAL", script, "0"]);
    until("it has looked at its own size", || number(&server, "used_memory_rss") > 2 * server.used_memory_bytes());
    let run = health(&sandbox, &["--max-save-age", "1h"]);
    assert!(run.code == 1, "{run}");
    assert_finding(&run, "fragmentation", "warning", "tutorial/redis", &["occupies", "ratio"]);
}
