//! Every observing command on every deployment of the real cluster.

use super::{holding, redis_cli_in};

/// Namespace, release, and the commands whose exit status is not 0 there.
type Deployed = (&'static str, &'static str, &'static [(&'static str, i32)]);

const DEPLOYMENTS: [Deployed; 5] = [
    ("apps", "cache", &[("metrics", 3), ("security-check", 1)]),
    // a single server has no replica; no password is wanted
    ("data", "redis", &[("replica-lag", 1), ("check-replication", 2), ("metrics", 3), ("security-check", 2)]),
    ("data", "prod-redis", &[("replica-lag", 1), ("check-replication", 2), ("metrics", 3), ("security-check", 2)]),
    // CONFIG is disabled: what only it tells is unknown, and said so
    (
        "redis",
        "redis-shared",
        &[
            ("config", 3),
            ("config-get", 3),
            ("slowlog", 3),
            ("latency", 3),
            ("inspect", 3),
            ("metrics", 3),
            ("security-check", 3),
        ],
    ),
    ("default", "redis-cluster", &[("metrics", 3), ("security-check", 2)]),
];

const COMMANDS: [&[&str]; 23] = [
    &["list"],
    &["ping"],
    &["info"],
    &["inspect"],
    &["role"],
    &["version"],
    &["replication-info"],
    &["master-info"],
    &["replica-lag"],
    &["check-replication"],
    &["dbsize"],
    &["stats"],
    &["memory-stats"],
    &["clients"],
    &["config"],
    &["config-get", "maxmemory"],
    &["slowlog"],
    &["latency"],
    &["describe"],
    &["events"],
    &["logs", "--tail", "5"],
    &["top"],
    &["metrics"],
];

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn every_observing_command_answers_on_every_deployment() {
    let mut wrong = Vec::new();
    for (namespace, release, exceptions) in DEPLOYMENTS {
        let tool = holding(&[namespace]);
        let more: [&[&str]; 2] = [&["monitor", "--duration", "1s", "--yes"], &["security-check"]];
        for command in COMMANDS.into_iter().chain(more) {
            let run = tool.run(&[command, &["-n", namespace, "-r", release]].concat());
            let expected = exceptions.iter().find(|(name, _)| *name == command[0]).map_or(0, |(_, code)| *code);
            let said = run.everything();
            if run.code != expected {
                wrong.push(format!("{} on {namespace}/{release}: {} instead of {expected}", command[0], run.code));
            }
            assert!(!said.contains("p$'\"#x y"), "the password is shown by {} on {namespace}", command[0]);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn the_shards_of_the_cluster_are_those_that_redis_cli_names() {
    let tool = holding(&["default"]);
    let run = tool.run(&["list", "-n", "default", "-r", "redis-cluster", "-o", "json"]);
    run.expect(0);
    let instance = run.json()["data"]["instances"][0].clone();
    assert_eq!(instance["shards"].as_array().expect("shards").len(), 3, "{run}");
    let primaries = instance["members"].as_array().expect("members").iter().filter(|one| one["role"] == "primary");
    for primary in primaries {
        let name = primary["name"].as_str().expect("a name");
        let role = redis_cli_in("default", name, "role");
        assert!(role.starts_with("master"), "{name} says {role}");
    }
    let keys = |run: &crate::harness::Run| run.json()["data"]["instances"][0]["keys"].as_u64().expect("keys");
    let before = keys(&run);
    // -c follows to the shard whose slot the key is of
    for key in ["one", "two", "three", "four"] {
        redis_cli_in("default", "redis-cluster-0", &format!("-c set live:{key} 1"));
    }
    let after = keys(&tool.run(&["list", "-n", "default", "-r", "redis-cluster", "-o", "json"]));
    for key in ["one", "two", "three", "four"] {
        redis_cli_in("default", "redis-cluster-0", &format!("-c del live:{key}"));
    }
    assert_eq!(after, before + 4);
}
