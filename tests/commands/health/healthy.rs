//! Healthy instances, the shape of the answer, and what asking costs.

use super::{cache, health};
use crate::harness::Tool;
use crate::sandbox::{Fault, Sandbox, Server};
use serde_json::Value;

/// Namespace, release, and its pods.
const INSTANCES: [(&str, &str, &[&str]); 5] = [
    ("apps", "cache", &["cache-redis-0", "cache-redis-1", "cache-redis-2"]),
    ("data", "redis", &["redis-master-0"]),
    ("data", "prod-redis", &["prod-redis-master-0"]),
    ("redis", "redis-shared", &["redis-shared-master-0", "redis-shared-replicas-0"]),
    ("tutorial", "redis", &["redis"]),
];

#[test]
fn every_deployment_is_healthy_and_its_numbers_are_the_servers() {
    let sandbox = Sandbox::everything();
    sandbox.fill(5);
    let tool = Tool::on(&sandbox);
    for (namespace, release, pods) in INSTANCES {
        let run = tool.run(&["health", "-n", namespace, "-r", release, "-o", "json"]);
        run.expect(0);
        assert_eq!((run.finding_ids(), &run.json()["verdict"]), (vec![], &Value::from("ok")), "{run}");
        assert_eq!(run.json()["data"]["members"].as_array().unwrap().len(), pods.len(), "{run}");
        for pod in pods {
            let (row, server) = (run.member(pod), sandbox.pod(namespace, pod));
            let role = if server.info("role") == "master" { "primary" } else { "replica" };
            assert_eq!(row["role"], role, "{run}");
            assert_eq!(row["version"], server.info("redis_version"), "{run}");
            assert_eq!(row["keys"], keys_of(&server), "{run}");
            assert_eq!(
                (&row["worst"], &row["ready"], &row["restarts"]),
                (&Value::Null, &true.into(), &0.into()),
                "{run}"
            );
            let memory = row["used_memory_bytes"].as_u64().unwrap();
            assert!(memory.abs_diff(server.used_memory_bytes()) < 2 << 20, "{run}");
        }
    }
    let limits = ["cache-redis-0", "cache-redis-1"].map(|pod| {
        let run = tool.run(&["health", "-n", "apps", "-r", "cache", "-o", "json"]);
        run.member(pod)["memory_limit_bytes"].as_u64()
    });
    assert_eq!(limits, [Some(512 << 20); 2]);
}

/// DBSIZE of every database.
fn keys_of(server: &Server) -> u64 {
    let mut connection = server.connect().unwrap();
    let mut size = |database: u64| {
        connection.call(&["SELECT", &database.to_string()]).unwrap();
        connection.call(&["DBSIZE"]).unwrap().to_string().parse::<u64>().unwrap()
    };
    let keys: u64 = (0..16).map(&mut size).sum();
    assert!(keys > 0, "the servers were filled");
    keys
}

#[test]
fn the_json_object_has_the_fields_of_its_schema_and_the_text_says_the_same() {
    let sandbox = cache();
    sandbox.pod("apps", "cache-redis-1").cli(&["REPLICAOF", "NO", "ONE"]);
    let run = health(&sandbox, &[]);
    let json = run.json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&json), ["command", "data", "findings", "schema", "target", "time", "verdict"]);
    assert_eq!((&json["schema"], &json["command"]), (&"redis-ops/v1".into(), &"health".into()));
    let target = serde_json::json!({
        "context": "sandbox", "namespace": "apps", "instance": "cache",
        "members": ["cache-redis-0", "cache-redis-1", "cache-redis-2"],
    });
    assert_eq!(json["target"], target);
    let time = chrono::DateTime::parse_from_rfc3339(json["time"].as_str().unwrap()).unwrap();
    assert!((chrono::Utc::now() - time.to_utc()).num_seconds().abs() < 60, "{run}");
    assert_eq!(keys(&json["findings"][0]), ["docs", "hint", "id", "message", "severity", "subject"]);
    assert_eq!(
        keys(&json["data"]["members"][0]),
        [
            "keys",
            "maxmemory_bytes",
            "member",
            "memory_bound",
            "memory_limit_bytes",
            "ready",
            "replication_offset",
            "restarts",
            "role",
            "shard",
            "uptime_seconds",
            "used_memory_bytes",
            "version",
            "worst",
        ]
    );
    let text = Tool::on(&sandbox).run(&["health"]);
    text.expect(run.code);
    let first = text.stdout.lines().next().unwrap();
    assert_eq!(first.to_lowercase(), json["verdict"].as_str().unwrap(), "{text}");
    for finding in json["findings"].as_array().unwrap() {
        let field = |name: &str| finding[name].as_str().unwrap();
        let line = format!("{}: {} [{}]", field("subject"), field("message"), field("id"));
        assert!(text.stdout.contains(&line), "{line} is missing\n{text}");
        assert!(text.stdout.contains(&format!("hint: {}", field("hint"))), "{text}");
    }
    for member in json["data"]["members"].as_array().unwrap() {
        let line = text.stdout.lines().find(|line| line.starts_with(member["member"].as_str().unwrap()));
        assert!(line.unwrap().contains(member["role"].as_str().unwrap()), "{text}");
    }
}

#[test]
fn asking_costs_one_list_per_kind_one_secret_and_one_forward_and_log_per_pod() {
    let sandbox = cache();
    sandbox.clear_requests();
    health(&sandbox, &[]).expect(0);
    let mut requests: Vec<String> = sandbox
        .requests()
        .iter()
        .map(|(method, path)| format!("{method} {}", path.split('?').next().unwrap()))
        .collect();
    requests.sort();
    assert_eq!(
        requests,
        [
            "GET /api/v1/namespaces/apps/persistentvolumeclaims",
            "GET /api/v1/namespaces/apps/pods",
            "GET /api/v1/namespaces/apps/pods/cache-redis-0/log",
            "GET /api/v1/namespaces/apps/pods/cache-redis-0/portforward",
            "GET /api/v1/namespaces/apps/pods/cache-redis-1/log",
            "GET /api/v1/namespaces/apps/pods/cache-redis-1/portforward",
            "GET /api/v1/namespaces/apps/pods/cache-redis-2/log",
            "GET /api/v1/namespaces/apps/pods/cache-redis-2/portforward",
            "GET /api/v1/namespaces/apps/secrets/cache-redis",
            "GET /api/v1/namespaces/apps/services",
            "GET /apis/apps/v1/namespaces/apps/statefulsets",
            "GET /apis/autoscaling/v1/namespaces/apps/horizontalpodautoscalers",
            "GET /apis/monitoring.coreos.com/v1/namespaces/apps/servicemonitors",
            "GET /apis/networking.k8s.io/v1/namespaces/apps/networkpolicies",
            "GET /apis/policy/v1/namespaces/apps/poddisruptionbudgets",
        ]
    );
}

#[test]
fn a_server_gets_one_connection_and_all_its_questions_in_one_flight() {
    let sandbox = cache();
    let server = sandbox.pod("apps", "cache-redis-0");
    let calls = |name: &str| {
        let stats = server.cli(&["INFO", "commandstats"]);
        let line =
            stats.lines().find_map(|line| line.strip_prefix(&format!("cmdstat_{name}:calls=")).map(str::to_owned));
        line.map_or(0, |line| line.split(',').next().unwrap().parse::<u64>().unwrap())
    };
    // Nothing comes back after the `+OK` of AUTH: whatever arrives at the server was sent without waiting for a reply.
    sandbox.forward_fault_on("apps", "cache-redis-0", Fault::StallAfter { bytes: 5 });
    server.cli(&["CONFIG", "RESETSTAT"]);
    health(&sandbox, &["--pod", "cache-redis-0", "--node-timeout", "1s"]).expect(3);
    let connections: u64 = server.info("total_connections_received").parse().unwrap();
    // Each look at a statistic is a connection with its own AUTH and INFO.
    let (auths, infos, configs) = (calls("auth"), calls("info"), calls("config|get"));
    assert_eq!(configs, 1, "CONFIG GET waited for the reply to INFO");
    // Ours, that of `info`, and for the calls, of which INFO leaves out itself, that of `calls` as well.
    assert_eq!((connections, auths, infos), (2, 3, 3), "one connection, AUTH once, INFO once");
}

#[test]
fn fail_on_critical_lets_a_warning_pass_but_not_what_is_worse() {
    let sandbox = cache();
    // Swapped for another replica's role, a replica alone is a warning: here a pod that is not ready is.
    sandbox.edit("pods", "apps", "cache-redis-2", |pod| {
        for condition in pod["status"]["conditions"].as_array_mut().unwrap() {
            condition["status"] = "False".into();
        }
    });
    let warned = health(&sandbox, &[]);
    warned.expect(1);
    let passed = health(&sandbox, &["--fail-on", "critical"]);
    passed.expect(0);
    // The verdict is the same; only the exit status is another.
    assert_eq!((passed.finding_ids(), &passed.json()["verdict"]), (warned.finding_ids(), &"warning".into()));
    sandbox.forward_fault_on("apps", "cache-redis-2", Fault::Silent);
    health(&sandbox, &["--fail-on", "critical", "--node-timeout", "300ms"]).expect(3);
    sandbox.clear_faults();
    sandbox.pod("apps", "cache-redis-2").kill();
    health(&sandbox, &["--fail-on", "critical"]).expect(2);
    Tool::on(&sandbox).run(&["health", "--fail-on", "unknown"]).expect(64);
}
