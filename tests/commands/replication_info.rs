//! `replication-info`.

use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;

#[test]
fn a_chain_a_phantom_and_an_outsider_are_one_tree() {
    let sandbox = Sandbox::builder()
        .deployment(Deployment::SbChart)
        .deployment(Deployment::BitnamiStandalone)
        .namespace("apps")
        .start();
    let tool = Tool::on(&sandbox);
    let (primary, middle, last) = (
        sandbox.pod("apps", "cache-redis-0"),
        sandbox.pod("apps", "cache-redis-1"),
        sandbox.pod("apps", "cache-redis-2"),
    );
    let run = tool.run(&["replication-info", "-o", "json"]);
    run.expect(0);
    assert!(run.json()["data"]["attached"].as_array().is_some_and(|attached| attached.len() == 2), "{run}");

    last.cli(&["REPLICAOF", &middle.address().ip().to_string(), "6379"]);
    let outsider = sandbox.pod("data", "redis-master-0");
    outsider.config_set("masterauth", &primary.password().unwrap());
    outsider.cli(&["REPLICAOF", &primary.address().ip().to_string(), "6379"]);
    // A client that sends SYNC and stays, as a snapshot over the network does.
    let mut client = TcpStream::connect(primary.address()).unwrap();
    let password = primary.password().unwrap();
    write!(client, "*2\r\n$4\r\nAUTH\r\n${}\r\n{password}\r\n", password.len()).unwrap();
    // SYNC is refused while a reply is on its way.
    client.read_exact(&mut [0; 5]).unwrap();
    client.write_all(b"SYNC\r\n").unwrap();
    until("all are attached", || {
        let count = primary.info("connected_slaves");
        count == "3" && middle.info("connected_slaves") == "1" && outsider.info("master_link_status") == "up"
    });

    let run = tool.run(&["replication-info", "-o", "json"]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["phantom-replica"], "{run}");
    assert_eq!(run.finding("phantom-replica")["subject"], "apps/cache-redis-0", "{run}");
    assert_eq!(run.member("cache-redis-2")["follows"]["member"], "cache-redis-1", "{run}");
    assert_eq!(run.member("cache-redis-0")["replication_id"], primary.info("master_replid"), "{run}");
    let json = run.json();
    let attached: Vec<&Value> = json["data"]["attached"].as_array().unwrap().iter().collect();
    let outside = attached.iter().find(|one| one["host"] == outsider.address().ip().to_string());
    assert!(outside.is_some_and(|one| one["member"].is_null() && one["state"] == "online"), "{run}");

    let run = tool.run(&["replication-info"]);
    let rows = run.stdout.lines().skip(1).take(5);
    let mut names: Vec<&str> = rows.map(|line| line.trim_start().split("  ").next().unwrap()).collect();
    let outside = format!("└ {} (outside)", outsider.address());
    // Which of two is named first is the server's choice.
    names[3..].sort_by_key(|name| name.ends_with("(phantom)"));
    let tree = ["cache-redis-0", "└ cache-redis-1", "└ cache-redis-2", &outside, "└ 127.0.0.1:0 (phantom)"];
    assert_eq!(names, tree, "{run}");
    assert!(run.stdout.contains("\n  └ cache-redis-2  "), "one below the other\n{run}");
}

#[test]
fn a_replica_of_somebody_else_follows_a_stranger() {
    let sandbox = Sandbox::builder()
        .deployment(Deployment::SbChart)
        .deployment(Deployment::BitnamiStandalone)
        .namespace("apps")
        .start();
    let tool = Tool::on(&sandbox);
    let (strayed, stranger) = (sandbox.pod("apps", "cache-redis-2"), sandbox.pod("data", "redis-master-0"));
    strayed.cli(&["REPLICAOF", &stranger.address().ip().to_string(), "6379"]);
    let run = tool.run(&["replication-info", "-o", "json"]);
    let found = run.finding("follows-stranger");
    assert_eq!((found["severity"].as_str(), found["subject"].as_str()), (Some("warning"), Some("apps/cache-redis-2")));
    assert!(found["message"].as_str().unwrap().contains(&stranger.address().to_string()), "{run}");
    let run = tool.run(&["replication-info", "--role", "primary", "-o", "json"]);
    assert_eq!(run.json()["data"]["members"].as_array().map(Vec::len), Some(1), "{run}");
    assert!(run.finding_ids().is_empty(), "{run}");
    let run = tool.run(&["check-replication", "-o", "json"]);
    run.expect(2);
    assert_eq!(run.finding("follows-stranger")["severity"], "critical", "{run}");
}
