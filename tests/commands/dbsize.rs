//! `dbsize`.

use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn every_database_of_every_member() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(30);
    let tool = Tool::on(&sandbox);
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    let mut in_the_seventh = primary.connect().unwrap();
    in_the_seventh.call(&["SELECT", "7"]).unwrap();
    in_the_seventh.call(&["SET", "here", "1", "EX", "1000"]).unwrap();
    until("the replica has it", || replica.cli(&["INFO", "keyspace"]).contains("db7:keys=1"));
    let run = tool.run(&["dbsize", "-o", "json"]);
    run.expect(0);
    let first: u64 = primary.cli(&["DBSIZE"]).parse().unwrap();
    let row = run.member("cache-redis-0");
    let databases = row["databases"].as_array().unwrap();
    assert_eq!((&databases[0]["database"], &databases[0]["keys"]), (&0.into(), &first.into()), "{run}");
    let last = databases.last().unwrap();
    assert_eq!((&last["database"], &last["keys"], &last["expires"]), (&7.into(), &1.into(), &1.into()), "{run}");
    let all: u64 = databases.iter().map(|one| one["keys"].as_u64().unwrap()).sum();
    assert_eq!(run.json()["data"]["total"]["keys"], all, "{run}");
    assert_eq!(run.member("cache-redis-1")["databases"], row["databases"], "{run}");

    // A replica that takes writes has what its primary has not.
    replica.config_set("replica-read-only", "no");
    replica.cli(&["SET", "mine", "1"]);
    until("nothing is on its way", || replica.info("slave_repl_offset") == primary.info("master_repl_offset"));
    let run = tool.run(&["dbsize", "-o", "json"]);
    run.expect(1);
    let found = run.finding("dbsize-differs");
    assert_eq!((found["severity"].as_str(), found["subject"].as_str()), (Some("warning"), Some("apps/cache-redis-1")));
    assert!(found["message"].as_str().unwrap().contains(&format!("{} keys in db0", first + 1)), "{run}");
}

#[test]
fn a_silent_primary_is_no_zero() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(5);
    sandbox.pod("apps", "cache-redis-0").pause();
    let run = Tool::on(&sandbox).run(&["dbsize", "--node-timeout", "1s", "-o", "json"]);
    run.expect(3);
    assert!(run.json()["data"]["total"].is_null() && run.member("cache-redis-0")["databases"].is_null(), "{run}");
    assert!(run.member("cache-redis-1")["all"]["keys"].as_u64().is_some_and(|keys| keys > 5), "{run}");
}
