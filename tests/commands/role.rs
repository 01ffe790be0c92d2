//! `role`.

use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn roles_beside_the_intended_ones() {
    // Its CONFIG is disabled, which `role` does not need.
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).namespace("redis").start();
    let tool = Tool::on(&sandbox);
    let (master, replica) =
        (sandbox.pod("redis", "redis-shared-master-0"), sandbox.pod("redis", "redis-shared-replicas-0"));
    let run = tool.run(&["role", "-o", "json"]);
    run.expect(0);
    let row = run.member("redis-shared-replicas-0");
    assert_eq!((row["role"].as_str(), row["intended_role"].as_str()), (Some("replica"), Some("replica")), "{run}");
    assert_eq!((row["follows"].as_str(), row["state"].as_str()), (Some("redis-shared-master-0"), Some("connected")));

    replica.cli(&["REPLICAOF", "NO", "ONE"]);
    let run = tool.run(&["role", "-o", "json"]);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["two-primaries", "role-unexpected"], "{run}");

    master.cli(&["REPLICAOF", &replica.address().ip().to_string(), "6379"]);
    until("the roles are swapped", || master.cli(&["ROLE"]).contains("connected"));
    let run = tool.run(&["role"]);
    run.expect(1);
    let line = |pod: &str, words: &[&str]| {
        let row = run.stdout.lines().find(|line| line.starts_with(pod)).unwrap_or_default();
        assert_eq!(row.split_whitespace().skip(1).collect::<Vec<_>>(), words, "{run}");
    };
    line("redis-shared-master-0", &["replica", "primary", "redis-shared-replicas-0", "connected"]);
    line("redis-shared-replicas-0", &["primary", "replica", "-", "-"]);
}

#[test]
fn where_role_is_forbidden_info_tells_the_state() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.pod("apps", "cache-redis-1").cli(&["ACL", "SETUSER", "default", "-role"]);
    let run = Tool::on(&sandbox).run(&["role", "-o", "json"]);
    run.expect(0);
    assert_eq!(run.member("cache-redis-1")["state"], "up", "{run}");
    assert_eq!(run.member("cache-redis-2")["state"], "connected", "{run}");
}

#[test]
fn without_info_the_role_is_unknown() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.pod("apps", "cache-redis-1").cli(&["ACL", "SETUSER", "default", "-info"]);
    let run = Tool::on(&sandbox).run(&["role", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding("unreachable")["subject"], "apps/cache-redis-1", "{run}");
    assert!(run.member("cache-redis-1")["role"].is_null(), "{run}");
    assert!(!run.everything().contains(&sandbox.pod("apps", "cache-redis-1").password().unwrap()), "{run}");
}
