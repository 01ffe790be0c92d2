//! `inspect`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;

#[test]
fn roles_services_and_owners_are_told_from_what_is_there() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    sandbox.edit("statefulsets", "apps", "cache-redis", |set| {
        set["metadata"]["annotations"]["argocd.argoproj.io/tracking-id"] =
            json!("shop:apps/StatefulSet:apps/cache-redis");
    });
    // somebody promoted a replica by hand, and pinned a Service to the wrong pod
    sandbox.pod("apps", "cache-redis-2").cli(&["REPLICAOF", "NO", "ONE"]);
    sandbox.edit("services", "apps", "cache-redis-master", |service| {
        service["spec"]["selector"]["statefulset.kubernetes.io/pod-name"] = json!("cache-redis-1");
    });
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["inspect", "-n", "apps", "-r", "cache", "-o", "json"]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["service-misrouted"], "{run}");
    assert_eq!(run.json()["findings"][0]["subject"], "apps/cache-redis-master");
    let data = &run.json()["data"];
    assert_eq!((&data["flavour"], &data["role_owner"]), (&json!("sb-chart"), &json!("stateful-set-ordinal")));
    assert_eq!(data["managers"][0]["name"], "shop");
    let members: Vec<_> = data["members"].as_array().unwrap().iter().collect();
    let found: Vec<_> = members
        .iter()
        .map(|one| (one["member"].as_str().unwrap(), one["role"].as_str(), one["follows"].as_str()))
        .collect();
    let expected = [
        ("cache-redis-0", Some("primary"), None),
        ("cache-redis-1", Some("replica"), Some("cache-redis-0")),
        ("cache-redis-2", Some("primary"), None),
    ];
    assert_eq!(found, expected);
    let server = sandbox.pod("apps", "cache-redis-0");
    assert_eq!(members[0]["keys"].to_string(), server.cli(&["DBSIZE"]).trim());
    assert_eq!(members[0]["maxmemory_bytes"].to_string(), server.info("maxmemory"));
    assert_eq!(members[0]["commands"]["CONFIG"], true);
    assert_eq!(members[0]["auth"], "Secret cache-redis, key redis-password");
    assert!(!run.stdout.contains(server.password().unwrap().as_str()), "{run}");
    let run = tool.run(&["inspect", "-n", "apps", "-r", "cache"]);
    for text in ["└─ cache-redis-1", "primary, meant: replica", "argocd app set shop --sync-policy none"] {
        assert!(run.stdout.contains(text), "no {text:?}: {run}");
    }
}

#[test]
fn what_is_disabled_or_silent_is_said() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).start();
    let silent = sandbox.pod("redis", "redis-shared-replicas-0");
    silent.pause();
    sandbox.deny("list", "services");
    let run = Tool::on(&sandbox).run(&["inspect", "-n", "redis", "--node-timeout", "1s", "-o", "json"]);
    silent.resume();
    run.expect(3);
    assert_eq!(run.finding_ids(), ["command-unavailable", "objects-unseen", "unreachable"], "{run}");
    let members = run.json()["data"]["members"].clone();
    let of = |name: &str| members.as_array().unwrap().iter().find(|one| one["member"] == name).unwrap().clone();
    let primary = of("redis-shared-master-0");
    assert_eq!((&primary["commands"]["CONFIG"], &primary["commands"]["SYNC"]), (&json!(false), &json!(true)));
    assert!(primary["persistence"]["save_points"].is_null() && primary["persistence"]["aof"] == false);
    assert_eq!(primary["volume"]["name"], "redis-data-redis-shared-master-0");
    assert!(of("redis-shared-replicas-0")["role"].is_null());
}
