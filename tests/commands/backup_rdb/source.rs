//! Which member gives the backup, and what is said of it.

use super::dataset;
use super::peer::Peer;
use super::{manifest_of, set_of, wait_until};
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox, Server};
use std::io::Write;

fn sb_chart() -> (Sandbox, [Server; 3]) {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let servers = [0, 1, 2].map(|ordinal| sandbox.pod("apps", &format!("cache-redis-{ordinal}")));
    sandbox.fill(40);
    (sandbox, servers)
}

const BACKUP: [&str; 5] = ["backup-rdb", "-n", "apps", "-r", "cache"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [&BACKUP[..], more].concat()
}

/// The member that a backup which ended well was taken from, by its manifest and by what is shown.
fn member_of(tool: &Tool, run: &Run) -> String {
    run.expect(0);
    let manifest = manifest_of(&set_of(tool, run));
    let member = manifest["shards"][0]["source"]["member"].as_str().expect("a name").to_owned();
    assert!(run.stderr.contains(&format!("backup: from {member}, ")), "{run}");
    assert!(run.stdout.contains(&format!("source  {member} (")), "{run}");
    member
}

fn snapshots_taken(server: &Server) -> u64 {
    server.info("sync_full").parse().expect("a number")
}

/// A pod's server replaced by a peer that says this of itself.
fn pose_as(server: &Server, info: &str) -> Peer {
    server.kill();
    Peer::at(server.address(), info, |stream| stream.write_all(b"-ERR not this one\r\n"))
}

#[test]
fn a_replica_is_preferred_and_the_primary_left_alone() {
    let (sandbox, [primary, ..]) = sb_chart();
    let before = snapshots_taken(&primary);
    let tool = Tool::on(&sandbox);
    let member = member_of(&tool, &tool.run(&BACKUP));
    assert!(["cache-redis-1", "cache-redis-2"].contains(&member.as_str()), "{member}");
    assert_eq!(snapshots_taken(&primary), before, "the primary forked");
}

#[test]
fn the_user_decides_by_role_and_by_pod() {
    let (sandbox, [primary, ..]) = sb_chart();
    let tool = Tool::on(&sandbox);
    let before = snapshots_taken(&primary);
    assert_eq!(member_of(&tool, &tool.run(&with(&["--role", "primary"]))), "cache-redis-0");
    assert_eq!(snapshots_taken(&primary), before + 1);
    assert_eq!(member_of(&tool, &tool.run(&with(&["--pod", "cache-redis-0"]))), "cache-redis-0");
    assert_eq!(member_of(&tool, &tool.run(&with(&["--pod", "cache-redis-2"]))), "cache-redis-2");
    let run = tool.run(&with(&["--pod", "cache-redis-2", "--role", "primary"]));
    run.expect(5);
    assert!(run.stderr.contains("has no primary"), "{run}");
    let run = tool.run(&with(&["--pod", "cache-redis-7"]));
    run.expect(5);
    assert!(run.stderr.contains("cache-redis-7") && run.stderr.contains("found instead: apps/cache"), "{run}");
}

#[test]
fn replicas_that_lost_their_primary_are_passed_over() {
    let (sandbox, [_, one, two]) = sb_chart();
    for replica in [&one, &two] {
        // Nobody listens there.
        replica.cli(&["REPLICAOF", "127.0.0.1", "1"]);
        wait_until("the link is down", || replica.info("master_link_status") == "down");
    }
    let tool = Tool::on(&sandbox);
    let run = tool.run(&BACKUP);
    assert_eq!(member_of(&tool, &run), "cache-redis-0");
    let reason = "the primary, since cache-redis-1 has lost its primary; cache-redis-2 has lost its primary";
    assert!(run.stderr.contains(reason), "{run}");
    // Asked for by name it is a failure that says why, not a stale backup.
    let run = tool.run(&with(&["--pod", "cache-redis-1"]));
    run.expect(5);
    assert!(run.stderr.contains("cache-redis-1 has lost its primary"), "{run}");
}

#[test]
fn a_replica_of_something_else_is_no_replica_of_this() {
    let (sandbox, [primary, one, two]) = sb_chart();
    sandbox.add(
        "
apiVersion: v1
kind: Pod
metadata: {name: other, namespace: scratch}
spec: {containers: [{name: redis, image: 'redis:7', ports: [{containerPort: 6379}]}]}
",
    );
    let other = sandbox.pod("scratch", "other");
    // Its offset is beyond the primary's, so that it does not look behind.
    dataset::add_bulk(&other, 30, 30_000);
    for replica in [&one, &two] {
        replica.config_set("masterauth", "");
        replica.cli(&["REPLICAOF", &other.address().ip().to_string(), "6379"]);
        wait_until("it follows the other", || {
            replica.info("master_link_status") == "up"
                && replica.info("master_replid") == other.info("master_replid")
                && replica.info("slave_repl_offset").parse::<u64>().is_ok_and(|offset| offset > 0)
        });
    }
    let tool = Tool::on(&sandbox);
    let run = tool.run(&BACKUP);
    assert_eq!(member_of(&tool, &run), "cache-redis-0");
    assert!(run.stderr.contains("cache-redis-1 follows another primary"), "{run}");
    let keys = manifest_of(&set_of(&tool, &run))["shards"][0]["artefacts"][0]["census"]["keys"].as_u64();
    let databases = primary.cli(&["INFO", "keyspace"]);
    let all: u64 =
        databases.lines().filter_map(|line| line.split_once(":keys=")?.1.split(',').next()?.parse::<u64>().ok()).sum();
    assert_eq!(keys, Some(all));
}

#[test]
fn replicas_that_lag_load_or_keep_silent_are_passed_over() {
    let (sandbox, [primary, one, two]) = sb_chart();
    let id = primary.info("master_replid");
    let replica = |offset: u64, more: &str| {
        format!("role:slave\r\nmaster_link_status:up\r\nmaster_replid:{id}\r\nslave_repl_offset:{offset}\r\n{more}")
    };
    let tool = Tool::on(&sandbox);
    {
        let _behind = pose_as(&one, &replica(10, ""));
        let _loading = pose_as(&two, &replica(10, "loading:1\r\n"));
        let run = tool.run(&with(&["--max-lag", "1KiB"]));
        assert_eq!(member_of(&tool, &run), "cache-redis-0");
        assert!(run.stderr.contains("cache-redis-1 is ") && run.stderr.contains(" behind; "), "{run}");
        assert!(run.stderr.contains("cache-redis-2 is loading its data"), "{run}");
        // Within the lag that is allowed it would be the source again.
        let run = tool.run(&with(&["--max-lag", "1GiB"]));
        run.expect(5);
        assert!(run.stderr.contains("backup: from cache-redis-1, a replica in sync"), "{run}");
    }
}

#[test]
fn a_silent_replica_is_not_waited_for_long() {
    let (sandbox, [_, one, two]) = sb_chart();
    one.pause();
    two.kill();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&with(&["--node-timeout", "1s"]));
    one.resume();
    assert_eq!(member_of(&tool, &run), "cache-redis-0");
    assert!(run.stderr.contains("cache-redis-1 did not answer; cache-redis-2 did not answer"), "{run}");
}

#[test]
fn two_releases_are_a_refusal_that_names_both() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).start();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "-n", "data"]);
    run.expect(4);
    assert!(run.stderr.contains("redis-ops backup-rdb -n data -r prod-redis"), "{run}");
    assert!(tool.backup_files().is_empty());
}
