//! Every observing command on the deployments with Sentinel, and the numbers against those of the servers themselves.

use crate::harness::{Tool, until};
use crate::sandbox::{Builder, Deployment, Sandbox, Server};
use serde_json::{Value, json};

/// Namespace, instance, flavour, owner of the role.
const INSTANCES: [(&str, &str, &str, &str); 3] = [
    ("ot", "store", "ot-operator", "opstree-sentinel"),
    ("redis-system", "redis-cluster", "spotahome", "spotahome-operator"),
    ("web", "session", "bitnami-sentinel", "sentinel"),
];

fn all() -> Sandbox {
    let sandbox = Deployment::SENTINEL.into_iter().fold(Sandbox::builder(), Builder::deployment).start();
    sandbox.fill(12);
    sandbox
}

fn servers(sandbox: &Sandbox, namespace: &str) -> Vec<Server> {
    sandbox.servers().into_iter().filter(|server| server.namespace() == namespace).collect()
}

fn primary(sandbox: &Sandbox, namespace: &str) -> Server {
    servers(sandbox, namespace).into_iter().find(|server| server.info("role") == "master").unwrap()
}

fn keys(server: &Server) -> u64 {
    let keyspace = server.cli(&["INFO", "keyspace"]);
    let counts = keyspace.lines().filter_map(|line| line.split_once("keys=")?.1.split(',').next()?.parse::<u64>().ok());
    counts.sum()
}

fn of_pod<'a>(servers: &'a [Server], pod: &str) -> Option<&'a Server> {
    servers.iter().find(|server| server.pod() == pod)
}

#[test]
fn each_is_one_instance_with_its_sentinels() {
    let sandbox = all();
    let run = Tool::on(&sandbox).run(&["list", "-A", "-o", "json"]);
    run.expect(0);
    let listed = run.json()["data"]["instances"].as_array().unwrap().clone();
    assert_eq!(listed.len(), INSTANCES.len(), "{run}");
    for ((namespace, name, flavour, _), row) in INSTANCES.iter().zip(&listed) {
        assert_eq!(
            (&row["namespace"], &row["name"], &row["flavour"]),
            (&json!(namespace), &json!(name), &json!(flavour))
        );
        let sentinels: Vec<Value> = sandbox.sentinels(namespace).iter().map(|one| json!(one.pod())).collect();
        assert_eq!((row["members"].as_array().unwrap().len(), &row["sentinels"]), (3, &json!(sentinels)), "{run}");
        assert_eq!(row["keys"], keys(&primary(&sandbox, namespace)), "{run}");
    }
}

#[test]
fn a_neighbour_without_sentinels_gets_none_of_them() {
    let sandbox = Sandbox::builder().deployment(Deployment::OtReplication).start();
    sandbox.add("{apiVersion: v1, kind: Pod, metadata: {name: alone, namespace: ot}, spec: {containers: [{name: redis, image: 'redis:7'}]}}");
    let tool = Tool::on(&sandbox);
    let health = |name: &str, code: i32| {
        let run = tool.run(&["health", "-n", "ot", "-r", name, "-o", "json", "--node-timeout", "2s"]);
        run.expect(code);
        run
    };
    let sentinel = sandbox.sentinel("ot", "store-watch-sentinel-0");
    assert_eq!(health("store", 0).json()["data"]["sentinels"].as_array().map(Vec::len), Some(3));
    assert!(health("alone", 0).json()["data"]["sentinels"].is_null());
    // A silent one watches what its fellows watch.
    sentinel.pause();
    assert!(health("alone", 0).json()["data"]["sentinels"].is_null());
    let run = health("store", 3);
    assert!(!run.finding("sentinel-unreachable")["message"].as_str().unwrap().contains("may watch"), "{run}");
    // With all of them silent nobody can say whose they are.
    sandbox.sentinels("ot").iter().skip(1).for_each(crate::sandbox::Server::pause);
    let run = health("alone", 3);
    assert!(
        run.finding("sentinel-unreachable")["message"].as_str().unwrap().contains("(it may watch this instance)"),
        "{run}"
    );
}

#[test]
fn every_observing_command_shows_every_member_and_the_servers_own_numbers() {
    let sandbox = all();
    let tool = Tool::on(&sandbox);
    for (namespace, name, ..) in INSTANCES {
        let servers = servers(&sandbox, namespace);
        let lead = primary(&sandbox, namespace);
        let ask = |command: &[&str], code: i32| {
            let run = tool.run(&[command, &["-n", namespace, "-r", name, "-o", "json"]].concat());
            run.expect(code);
            assert_eq!(run.json()["target"]["instance"], name, "{run}");
            run
        };
        // Every server is there, and no Sentinel passes for one.
        let commands = [
            "ping",
            "info",
            "version",
            "role",
            "dbsize",
            "stats",
            "memory-stats",
            "clients",
            "latency",
            "config",
            "slowlog",
        ];
        for command in commands.iter().chain(&["describe", "top"]) {
            let run = ask(&[command], 0);
            let data = run.json()["data"].to_string();
            servers.iter().for_each(|server| assert!(data.contains(server.pod()), "{}\n{run}", server.pod()));
            let beside = sandbox.sentinels(namespace).into_iter().filter(|one| of_pod(&servers, one.pod()).is_none());
            beside.for_each(|sentinel| assert!(!data.contains(sentinel.pod()), "{}\n{run}", sentinel.pod()));
        }
        for server in &servers {
            let role = if server.info("role") == "master" { "primary" } else { "replica" };
            let row = |command: &str| ask(&[command], 0).member(server.pod());
            assert_eq!((&row("ping")["role"], &row("role")["role"]), (&json!(role), &json!(role)));
            assert_eq!(row("version")["version"], server.info("redis_version"));
            let health = row("health");
            assert_eq!((&health["keys"], &health["role"]), (&json!(keys(server)), &json!(role)));
            let memory = health["used_memory_bytes"].as_u64().unwrap();
            assert!(memory.abs_diff(server.used_memory_bytes()) < 2 << 20);
        }
        let run = ask(&["replication-info"], 0);
        for node in run.json()["data"]["members"].as_array().unwrap() {
            let server = sandbox.pod(namespace, node["member"].as_str().unwrap());
            if server.info("role") == "slave" {
                assert_eq!((&node["role"], &node["link"]), (&json!("replica"), &json!("up")), "{run}");
            }
        }
        let run = ask(&["master-info"], 0);
        assert!(run.stdout.contains(&lead.info("master_replid")) && run.stdout.contains(lead.pod()), "{run}");
        let run = ask(&["check-replication", "--replicas", "2"], 0);
        assert!(run.stdout.contains(lead.pod()), "{run}");
        let run = ask(&["replica-lag"], 0);
        let replicas = servers.iter().filter(|server| server.pod() != lead.pod());
        replicas.for_each(|replica| assert!(run.stdout.contains(replica.pod()), "{run}"));
        let save = lead.cli(&["CONFIG", "GET", "save"]);
        let save = save.lines().nth(1).unwrap_or_default();
        assert!(ask(&["config-get", "save"], 0).stdout.contains(&format!("\"{save}\"")));
        let events = ask(&["events"], 0);
        assert!(events.stdout.contains(lead.pod()), "{events}");
        // No password, whatever is asked.
        let logs = tool.run(&["logs", "-n", namespace, "-r", name, "--tail", "3"]);
        logs.expect(0);
        assert!(logs.stdout.contains(lead.pod()) && !logs.stdout.contains("+monitor"), "the server's log\n{logs}");
        ask(&["metrics"], 3);
        let inspect = ask(&["inspect"], 0);
        let text = tool.run(&["inspect", "-n", namespace, "-vv"]);
        if let Some(password) = lead.password() {
            assert!(!inspect.everything().contains(&password) && !text.everything().contains(&password), "{text}");
        }
    }
}

#[test]
fn inspect_shows_who_owns_the_role_the_sentinels_and_their_services() {
    let sandbox = all();
    let tool = Tool::on(&sandbox);
    for (namespace, name, flavour, owner) in INSTANCES {
        let run = tool.run(&["inspect", "-n", namespace, "-o", "json"]);
        run.expect(0);
        let data = &run.json()["data"];
        assert_eq!((&data["instance"], &data["flavour"]), (&json!(name), &json!(flavour)), "{run}");
        assert_eq!(data["role_owner"], owner, "{run}");
        for row in data["sentinels"].as_array().unwrap() {
            assert_eq!(
                (&row["primary"], &row["can_fail_over"]),
                (&json!(primary(&sandbox, namespace).pod()), &json!(true))
            );
        }
        assert_eq!(data["sentinels"].as_array().unwrap().len(), 3, "{run}");
    }
    let service = |namespace: &str, name: &str| {
        let run = tool.run(&["inspect", "-n", namespace, "-o", "json"]);
        let all = run.json()["data"]["services"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("no Service {name}\n{run}"))
    };
    assert_eq!(service("redis-system", "rfs-redis-cluster")["points_to"], "sentinels");
    assert_eq!(service("ot", "store-watch-sentinel")["points_to"], "sentinels");
    assert_eq!(service("web", "session-redis")["points_to"], "both");
    // The Bitnami chart disables two commands of its own accord.
    let run = tool.run(&["inspect", "-n", "web"]);
    assert!(run.stdout.contains("missing: FLUSHALL FLUSHDB") && run.stdout.contains("role owner   Sentinel"), "{run}");

    // A failover while the operator sleeps leaves its Services behind; it is told to sleep by an annotation.
    sandbox.edit("redisreplications", "ot", "store", |resource| {
        resource["metadata"]["annotations"]["redisreplication.opstreelabs.in/skip-reconcile"] = json!("true");
    });
    sandbox.fail_over("ot", "myMaster");
    sandbox.operators_act();
    let run = tool.run(&["inspect", "-n", "ot", "-o", "json"]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["operator-paused", "service-misrouted"], "{run}");
    assert_eq!(run.finding("service-misrouted")["subject"], "ot/store-master", "{run}");
    let text = tool.run(&["inspect", "-n", "ot"]);
    assert!(text.stdout.contains("RedisReplication store (paused)"), "{text}");
    sandbox.edit("redisreplications", "ot", "store", |resource| resource["metadata"]["annotations"] = json!({}));
    until("the operator has caught up", || {
        sandbox.operators_act();
        tool.run(&["inspect", "-n", "ot"]).code == 0
    });
    // What may not be seen of the operator is said.
    sandbox.deny("get", "redisreplications.redis.redis.opstreelabs.in");
    sandbox.deny("get", "redisreplications");
    let run = tool.run(&["inspect", "-n", "ot", "-o", "json"]);
    run.expect(3);
    assert!(
        run.finding("objects-unseen").to_string().contains("redisreplications.redis.redis.opstreelabs.in"),
        "{run}"
    );
}
