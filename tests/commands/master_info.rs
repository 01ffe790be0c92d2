//! `master-info`.

use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn the_primary_is_who_says_so() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let (old, new) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    let before = old.info("master_replid");
    new.cli(&["REPLICAOF", "NO", "ONE"]);
    for follower in [&old, &sandbox.pod("apps", "cache-redis-2")] {
        follower.cli(&["REPLICAOF", &new.address().ip().to_string(), "6379"]);
    }
    until("both follow the new one", || new.info("connected_slaves") == "2");
    until("both are online", || new.cli(&["INFO", "replication"]).matches("state=online").count() == 2);
    let run = tool.run(&["master-info", "-o", "json"]);
    run.expect(0);
    let primary = &run.json()["data"]["primaries"][0];
    assert_eq!(primary["member"], "cache-redis-1", "{run}");
    assert_eq!(primary["replication_id"], new.info("master_replid"), "{run}");
    assert_eq!(primary["second_replication_id"], before, "{run}");
    assert_eq!(primary["second_offset"].to_string(), new.info("second_repl_offset"), "{run}");
    assert_eq!(primary["backlog"]["size_bytes"].to_string(), new.info("repl_backlog_size"), "{run}");
    let attached: Vec<_> = primary["attached"].as_array().unwrap().iter().map(|one| one["member"].clone()).collect();
    assert!(attached.contains(&"cache-redis-0".into()) && attached.contains(&"cache-redis-2".into()), "{run}");
    // A replica's name leads to its primary.
    let run = tool.run(&["master-info", "--pod", "cache-redis-0"]);
    run.expect(0);
    assert!(run.stdout.starts_with("primary  cache-redis-1\n"), "{run}");
}

#[test]
fn without_a_primary_that_answers_nothing_is_known() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.pod("apps", "cache-redis-0").pause();
    let run = Tool::on(&sandbox).run(&["master-info", "--node-timeout", "1s", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["no-primary", "unreachable"], "{run}");
}
