//! Rules on memory: maxmemory and the container's limit, against what the server uses.

use super::{assert_finding, cache, health};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use redis_ops::report::units;

/// The bare pod, which refuses writes at its maxmemory, with 32 MiB in it: a connection more or less goes unnoticed.
fn store() -> (Sandbox, Server) {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let server = sandbox.pod("tutorial", "redis");
    server.config_set("save", "86400 1000000");
    // The server makes the values itself, as buffers that carried them would count, too.
    // Each fills what the allocator gives it (1.25 MiB), as memory that is never touched looks as if it were swapped out.
    for key in 0..30 {
        server.cli(&["SETRANGE", &key.to_string(), "1309999", "x"]);
    }
    until("the server has looked at its own size", || {
        let seen: u64 = server.info("used_memory_rss").parse().unwrap();
        seen > server.used_memory_bytes() && seen.abs_diff(occupied_bytes(&server)) < 1 << 18
    });
    (sandbox, server)
}

/// What the kernel says that the server occupies, which it looks at itself ten times a second: field 24 of proc(5)'s stat.
fn occupied_bytes(server: &Server) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", server.pid())).unwrap();
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    4096 * fields.split(' ').nth(21).unwrap().parse::<u64>().unwrap()
}

fn only(run: &Run, id: &str, severity: &str, subject: &str, words: &[&str]) {
    assert_eq!(run.finding_ids(), [id], "{run}");
    assert_finding(run, id, severity, subject, words);
}

#[test]
fn a_store_near_its_maxmemory_warns_and_at_it_is_critical() {
    let (sandbox, server) = store();
    health(&sandbox, &[]).expect(0);
    let used = server.used_memory_bytes();
    let set = |percent: u64| {
        let maxmemory = used * 100 / percent;
        server.config_set("maxmemory", &maxmemory.to_string());
        units::bytes(maxmemory)
    };
    let limit = || server.info("maxmemory").parse::<u64>().unwrap();
    set(80);
    health(&sandbox, &[]).expect(0);
    let maxmemory = set(94);
    let run = health(&sandbox, &[]);
    assert!((90..97).contains(&(server.used_memory_bytes() * 100 / limit())));
    run.expect(1);
    only(&run, "memory-near-maxmemory", "warning", "tutorial/redis", &[&maxmemory, "noeviction", "9", " %"]);
    set(99);
    let run = health(&sandbox, &[]);
    run.expect(2);
    only(&run, "memory-near-maxmemory", "critical", "tutorial/redis", &["9", " %", "writes fail"]);
    // The server says so itself: one more megabyte and it refuses.
    server.config_set("maxmemory", &used.to_string());
    let refused = server.reply(&["SET", "more", &"x".repeat(1 << 20)]).to_string();
    assert!(refused.starts_with("OOM"), "{refused}");
    // A policy that may evict only what expires has nothing to evict where no key does.
    server.config_set("maxmemory-policy", "volatile-lru");
    server.config_set("maxmemory", &(used - (2 << 20)).to_string());
    let run = health(&sandbox, &[]);
    run.expect(2);
    only(&run, "memory-full", "critical", "tutorial/redis", &["volatile-lru", "refuses writes"]);
    assert!(server.reply(&["SET", "more", "x"]).to_string().starts_with("OOM"));
    set(94);
    only(&health(&sandbox, &[]), "memory-near-maxmemory", "warning", "tutorial/redis", &["volatile-lru", "evicted"]);
    server.config_set("maxmemory-policy", "allkeys-lru");
    health(&sandbox, &[]).expect(0);
}

#[test]
fn what_the_server_occupies_is_compared_with_its_containers_limit() {
    let (sandbox, server) = store();
    let rss = || server.info("used_memory_rss").parse::<u64>().unwrap();
    let occupied = rss();
    let limit = |percent: u64| {
        let limit = occupied * 100 / percent;
        sandbox.edit("pods", "tutorial", "redis", |pod| {
            pod["spec"]["containers"][0]["resources"] = serde_json::json!({"limits": {"memory": limit.to_string()}});
        });
        let run = health(&sandbox, &[]);
        assert_eq!(run.member("redis")["memory_limit_bytes"], limit, "{run}");
        (run, units::bytes(limit))
    };
    limit(70).0.expect(0);
    let (run, bytes) = limit(94);
    run.expect(1);
    only(&run, "memory-near-limit", "warning", "tutorial/redis", &[&bytes, "kernel"]);
    let (run, bytes) = limit(100);
    run.expect(2);
    only(&run, "memory-near-limit", "critical", "tutorial/redis", &[&bytes, " %"]);
}

#[test]
fn a_maxmemory_that_the_container_cannot_hold_is_a_warning() {
    let sandbox = cache();
    let server = sandbox.pod("apps", "cache-redis-1");
    server.config_set("maxmemory", "511mb");
    health(&sandbox, &[]).expect(0);
    server.config_set("maxmemory", "513mb");
    let run = health(&sandbox, &[]);
    run.expect(1);
    only(&run, "maxmemory-above-limit", "warning", "apps/cache-redis-1", &["513MiB", "512MiB"]);
}

/// The limit that is reached first is the one that counts.
#[test]
fn memory_is_shown_against_the_limit_that_comes_first() {
    let (sandbox, server) = (Sandbox::builder().deployment(Deployment::SbChart).start(), "cache-redis-0");
    let redis = sandbox.pod("apps", server);
    let shown = || {
        let run = Tool::on(&sandbox).run(&["health", "-n", "apps", "-r", "cache"]);
        let row = run.stdout.lines().find(|line| line.starts_with(server)).unwrap().to_owned();
        assert!(run.stdout.contains(" of maxmemory"), "the replicas' 256MiB are\n{run}");
        let json = Tool::on(&sandbox).run(&["health", "-n", "apps", "-r", "cache", "-o", "json"]).json();
        (row, json["data"]["members"][0]["memory_bound"].clone())
    };
    redis.config_set("maxmemory", "0");
    let (row, bound) = shown();
    assert!(row.contains("/512MiB ") && !row.contains('*'), "{row}");
    assert_eq!(bound, "container-limit");
    redis.config_set("maxmemory", &(100 << 20).to_string());
    let (row, bound) = shown();
    assert!(row.contains("/100MiB ") && bound == "maxmemory", "{row}");
    // maxmemory above the container's limit is never reached.
    redis.config_set("maxmemory", &(4_u64 << 30).to_string());
    let (row, bound) = shown();
    assert!(row.contains("/512MiB ") && !row.contains('*') && bound == "container-limit", "{row}");
}
