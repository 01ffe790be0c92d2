//! `list`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Fault, Sandbox};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[test]
fn every_redis_of_the_cluster_is_listed_and_nothing_else() {
    let sandbox = Sandbox::everything();
    sandbox.fill(4);
    let run = Tool::on(&sandbox).run(&["list", "-A", "-o", "json"]);
    run.expect(0);
    let rows = run.json()["data"]["instances"].as_array().unwrap().clone();
    let shown: Vec<[&str; 3]> =
        rows.iter().map(|row| ["namespace", "name", "flavour"].map(|field| row[field].as_str().unwrap())).collect();
    // The exporter and Redis Insight of namespace tutorial are not servers.
    assert_eq!(
        shown,
        [
            ["apps", "cache", "sb-chart"],
            ["data", "prod-redis", "bitnami-standalone"],
            ["data", "redis", "bitnami-standalone"],
            ["default", "redis-cluster", "workload"],
            ["redis", "redis-shared", "bitnami-replication"],
            ["redis-server", "redis", "workload"],
            ["shop", "shop", "bitnami-cluster"],
            ["tutorial", "redis", "bare-pod"],
        ]
    );
    for row in &rows {
        for member in row["members"].as_array().unwrap() {
            let server = sandbox.pod(row["namespace"].as_str().unwrap(), member["name"].as_str().unwrap());
            let role = if server.info("role") == "master" { "primary" } else { "replica" };
            assert_eq!((&member["role"], &member["ready"]), (&json!(role), &json!(true)), "{run}");
            assert_eq!(member["version"], server.info("redis_version"), "{run}");
            if role == "primary" && member["shard"].is_null() {
                let keyspace = server.cli(&["INFO", "keyspace"]);
                let counts = keyspace.lines().filter_map(|line| line.split_once("keys=")?.1.split(',').next());
                let keys: u64 = counts.map(|count| count.parse::<u64>().unwrap()).sum();
                assert!(keys > 0 && row["keys"] == keys, "{keys}\n{run}");
            }
        }
    }
    let text = Tool::on(&sandbox).run(&["list", "-A"]);
    let line = text.stdout.lines().find(|line| line.starts_with("apps")).unwrap();
    for word in ["cache", "3/3", "1 primary, 2 replicas"] {
        assert!(line.contains(word), "{text}");
    }
    assert!(text.stdout.lines().all(|line| line.chars().count() <= 80), "{text}");
    let wide = Tool::on(&sandbox).run(&["list", "-A", "-o", "wide"]);
    assert!(wide.stdout.contains("FLAVOUR") && wide.stdout.contains("sb-chart"), "{wide}");
    assert_eq!(text.stdout.lines().count(), 1 + rows.len(), "{text}");
}

#[test]
fn one_namespace_and_one_release_narrow_it() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).deployment(Deployment::BarePod).start();
    let tool = Tool::on(&sandbox);
    let names = |arguments: &[&str]| {
        let run = tool.run(&[&["list", "-o", "json"], arguments].concat());
        run.expect(0);
        let rows = run.json()["data"]["instances"].as_array().unwrap().clone();
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&["-n", "data"]), ["prod-redis", "redis"]);
    assert_eq!(names(&["-n", "data", "-r", "prod-redis"]), ["prod-redis"]);
    assert_eq!(names(&["-A", "-l", "app.kubernetes.io/instance=redis"]), ["redis"]);
    let run = tool.run(&["list"]);
    run.expect(3);
    assert!(run.stderr.contains("no Redis server was found in namespace default"), "{run}");
    assert!(run.stderr.contains("redis-ops list -A"), "{run}");
}

#[test]
fn silent_members_are_counted_and_cost_one_timeout_altogether() {
    let sandbox = Sandbox::everything();
    for (namespace, pod) in [("apps", "cache-redis-1"), ("data", "redis-master-0"), ("tutorial", "redis")] {
        sandbox.pod(namespace, pod).pause();
    }
    let start = Instant::now();
    let run = Tool::on(&sandbox).run(&["list", "-A", "--node-timeout", "2s"]);
    let took = start.elapsed();
    run.expect(3);
    assert!(took < Duration::from_secs(6), "three silent members took {took:?}\n{run}");
    assert!(run.stdout.contains("1 primary, 1 replica, 1 unknown"), "{run}");
    for subject in ["apps/cache-redis-1", "data/redis-master-0", "tutorial/redis"] {
        assert!(run.stdout.contains(&format!("{subject}: ")), "{run}");
    }
    assert!(run.stdout.lines().any(|line| line.contains("prod-redis") && line.contains("1 primary")), "{run}");
}

#[test]
fn a_member_that_is_down_is_critical() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).namespace("data").start();
    sandbox.pod("data", "redis-master-0").kill();
    let run = Tool::on(&sandbox).run(&["list", "-o", "json"]);
    run.expect(2);
    assert_eq!(run.finding("unreachable")["severity"], "critical", "{run}");
    let rows = run.json()["data"]["instances"].clone();
    assert_eq!((&rows[1]["members"][0]["role"], &rows[1]["keys"]), (&Value::Null, &Value::Null), "{run}");
    assert_eq!(rows[0]["members"][0]["role"], "primary", "{run}");
    sandbox.pod("data", "redis-master-0").restart();
    sandbox.forward_fault(Fault::Silent);
    Tool::on(&sandbox).run(&["list", "--timeout", "300ms"]).expect(3);
}
