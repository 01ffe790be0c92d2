//! `doctor` and `rbac`.

use crate::commands::keyspace::{Alone, usual};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn rights_that_are_missing_are_named_with_the_command_they_are_for() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["doctor", "-o", "json"]);
    run.expect(0);
    let commands = run.json()["data"]["commands"].as_array().unwrap().clone();
    assert!(commands.len() > 40 && commands.iter().all(|row| row["missing"].as_array().unwrap().is_empty()), "{run}");
    sandbox.deny("get", "pods/log");
    sandbox.deny("create", "leases");
    // Who asks for nothing is told, and no more.
    let run = tool.run(&["doctor", "-o", "json"]);
    run.expect(0);
    let of = |name: &str| {
        let rows = run.json()["data"]["commands"].clone();
        rows.as_array().unwrap().iter().find(|row| row["command"] == name).unwrap()["missing"].clone()
    };
    assert_eq!(of("logs"), serde_json::json!(["get pods/log"]), "{run}");
    assert_eq!(of("backup-rdb"), serde_json::json!(["create leases.coordination.k8s.io"]), "{run}");
    assert_eq!(of("ping"), serde_json::json!([]), "{run}");
    let run = tool.run(&["doctor", "logs", "ping", "-o", "json"]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["right-missing"], "{run}");
    assert_eq!(run.finding("right-missing")["subject"], "logs", "{run}");
    tool.run(&["doctor", "ping"]).expect(0);
    tool.run(&["doctor", "helth"]).expect(64);
    sandbox.kill_api();
    tool.run(&["doctor", "--request-timeout", "2s"]).expect(3);
}

#[test]
fn the_lock_of_a_dead_run_is_named_and_that_of_a_living_one_is_not() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let lease = |renewed: &str| {
        serde_json::json!({
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
            "metadata": {
                "name": "redis-ops-cache", "namespace": "apps", "labels": {"app.kubernetes.io/managed-by": "redis-ops"},
            },
            "spec": {"holderIdentity": "backup-rdb of a@b, process 7", "renewTime": renewed},
        })
    };
    sandbox.add(&lease("2026-01-01T00:00:00.000000Z").to_string());
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["doctor", "-o", "json"]);
    run.expect(1);
    let found = run.finding("left-behind");
    assert!(found["message"].as_str().unwrap().contains("backup-rdb of a@b"), "{run}");
    sandbox.remove("leases", "apps", "redis-ops-cache");
    tool.run(&["doctor"]).expect(0);
}

#[test]
fn a_server_tells_as_whom_it_knows_the_caller_and_what_that_user_may_not_do() {
    let server = Alone::start(&usual(), &[]);
    let tool = Tool::alone();
    let run = tool.run(&["doctor", "--url", &server.url(), "-o", "json"]);
    run.expect(0);
    let member = run.json()["data"]["members"][0].clone();
    assert_eq!((&member["user"], &member["refused"]), (&"default".into(), &serde_json::json!([])), "{run}");
    let rules = ["on", ">pw", "~*", "+@all", "-flushall", "-config|get", "-memory|usage"];
    server.call(&[&["ACL", "SETUSER", "ops"], &rules[..]].concat());
    let tool = tool.env("REDISCLI_AUTH", "pw");
    let run = tool.run(&["doctor", "--url", &server.url(), "--redis-user", "ops", "-o", "json"]);
    run.expect(0);
    let member = run.json()["data"]["members"][0].clone();
    let refused = serde_json::json!(["config get", "memory usage", "flushall"]);
    assert_eq!((&member["user"], &member["refused"]), (&"ops".into(), &refused), "{run}");
    server.call(&["ACL", "SETUSER", "few", "on", ">pw", "+ping", "+info"]);
    let run = tool.run(&["doctor", "--url", &server.url(), "--redis-user", "few"]);
    assert!(run.expect(0).stdout.contains("cannot be told"), "{run}");
}

#[test]
fn a_role_has_what_its_commands_need_and_is_accepted_by_the_api() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::alone();
    let run = tool.run(&["rbac", "ping", "logs", "-n", "apps", "-o", "json"]);
    let objects = run.expect(0).json()["data"]["objects"].as_array().unwrap().clone();
    objects.iter().for_each(|object| sandbox.add(&object.to_string()));
    let role = sandbox.get("roles", "apps", "redis-ops").unwrap();
    let rules = role["rules"].to_string();
    for word in ["pods/portforward", "pods/log", "secrets", "list"] {
        assert!(rules.contains(word), "{rules}");
    }
    assert!(!rules.contains("delete") && !rules.contains("patch") && !rules.contains("leases"), "{rules}");
    let binding = sandbox.get("rolebindings", "apps", "redis-ops").unwrap();
    assert_eq!(binding["subjects"][0]["kind"], "ServiceAccount");
    assert!(sandbox.get("serviceaccounts", "apps", "redis-ops").is_some());
    let run = tool.run(&["rbac", "list", "security-check", "-A", "--to-group", "oncall"]);
    let text = &run.expect(0).stdout;
    assert!(text.contains("kind: ClusterRoleBinding") && text.contains("name: oncall"), "{run}");
    assert!(!text.contains("kind: Role\n") && !text.contains("ServiceAccount"), "{run}");
    for words in [&["rbac", "make-shim", "-n", "apps"][..], &["rbac", "backup-list", "-n", "apps"], &["rbac", "ping"]] {
        tool.run(words).expect(64);
    }
}
