//! `clients`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn connections_are_counted_without_our_own_and_pods_are_named() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let replica = sandbox.pod("apps", "cache-redis-1");
    let mut workers: Vec<_> = (0..3).map(|_| replica.connect().unwrap()).collect();
    for worker in &mut workers {
        worker.call(&["CLIENT", "SETNAME", "worker"]).unwrap();
    }
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["clients", "--by", "name", "-n", "apps", "-r", "cache", "-o", "json"]);
    run.expect(0);
    let data = run.json()["data"].clone();
    let group = data["groups"].as_array().unwrap().iter().find(|group| group["key"] == "worker").unwrap().clone();
    assert_eq!((group["member"].as_str(), group["connections"].as_u64()), (Some("cache-redis-1"), Some(3)), "{run}");
    assert_eq!(group["last_commands"].to_string(), "[\"client|setname\"]", "{run}");
    // Whoever asks is in the list: the server's own client there, our own left out here.
    let listed = replica.cli(&["CLIENT", "LIST"]).lines().filter(|line| line.contains("addr=")).count();
    assert_eq!(data["members"][1]["connections"].as_u64(), Some(listed as u64 - 1), "{run}");

    let run = tool.run(&["clients", "-n", "apps", "-r", "cache"]);
    run.expect(0);
    let of_primary = |line: &&str| line.starts_with("cache-redis-0  cache-redis-1 ") && line.contains(" primary ");
    assert!(run.stdout.lines().any(|line| of_primary(&line)), "the primary's connection is named by its pod\n{run}");
}

#[test]
fn a_user_who_may_not_list_clients_is_told_what_is_missing() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.servers().remove(0);
    server.cli(&["ACL", "SETUSER", "ops", "on", ">word", "+info", "+client|id"]);
    let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", "word");
    let run = tool.run(&["clients", "-n", "tutorial", "--redis-user", "ops", "-o", "json"]);
    run.expect(3);
    let finding = run.json()["findings"][0].clone();
    assert_eq!(finding["id"], "command-unavailable", "{run}");
    assert!(finding["hint"].as_str().is_some_and(|hint| hint.contains("+client|list")), "{run}");
    assert!(run.json()["data"]["members"][0]["connections"].is_null(), "{run}");
}
