//! `restore-config`.

use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox, Server};
use std::fs;
use std::path::PathBuf;

fn sandbox(deployment: Deployment) -> (Sandbox, Tool) {
    let namespace = if deployment == Deployment::SbChart { "apps" } else { "redis" };
    let sandbox = Sandbox::builder().deployment(deployment).namespace(namespace).start();
    let tool = Tool::on(&sandbox);
    (sandbox, tool)
}

/// Keeps the configuration as it is now.
fn keep(tool: &Tool) -> String {
    tool.run(&["backup-config"]).expect(0).last_line().to_owned()
}

fn get(server: &Server, name: &str) -> String {
    server.cli(&["CONFIG", "GET", name]).lines().nth(1).unwrap_or_default().to_owned()
}

fn states(run: &Run, member: &str) -> Vec<String> {
    let json = run.json();
    let row = json["data"]["members"].as_array().unwrap().iter().find(|row| row["member"] == member).unwrap().clone();
    let words = |change: &serde_json::Value| {
        format!("{} {}", change["name"].as_str().unwrap(), change["state"].as_str().unwrap())
    };
    row["changes"].as_array().unwrap().iter().map(words).collect()
}

#[test]
fn what_differs_is_set_read_back_and_made_to_last() {
    let (sandbox, tool) = sandbox(Deployment::SbChart);
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    for server in [&primary, &replica] {
        server.config_set("maxmemory", "300000000");
        server.config_set("maxmemory-policy", "volatile-lfu");
    }
    primary.config_set("notify-keyspace-events", "KEx");
    let set = keep(&tool);
    let nothing = tool.run(&["restore-config", &set, "--yes", "-o", "json"]);
    assert!(nothing.expect(0).json()["data"]["patch"].is_null(), "{nothing}");

    for server in [&primary, &replica] {
        server.config_set("maxmemory", "0");
        server.config_set("maxmemory-policy", "allkeys-random");
    }
    primary.config_set("notify-keyspace-events", "");
    let password = get(&primary, "requirepass");
    let dry = tool.run(&["restore-config", &set, "--dry-run"]);
    assert!(dry.expect(0).stdout.contains("set maxmemory of cache-redis-1 to 300000000 (now 0)"), "{dry}");
    assert!(dry.stdout.contains("CONFIG SET maxmemory-policy 'allkeys-random'"), "the undo is in the plan\n{dry}");
    assert_eq!(get(&primary, "maxmemory"), "0");
    // Without anybody who agrees nothing is done.
    tool.run(&["restore-config", &set]).expect(4);
    assert_eq!(get(&primary, "maxmemory"), "0");

    let run = tool.run(&["restore-config", &set, "--yes", "-o", "json"]);
    run.expect(0);
    assert_eq!(
        states(&run, "cache-redis-0"),
        ["maxmemory-policy set", "maxmemory set", "notify-keyspace-events set"],
        "{run}"
    );
    assert_eq!(states(&run, "cache-redis-1"), ["maxmemory-policy set", "maxmemory set"], "{run}");
    for server in [&primary, &replica] {
        assert_eq!(
            (get(server, "maxmemory").as_str(), get(server, "maxmemory-policy").as_str()),
            ("300000000", "volatile-lfu")
        );
    }
    assert_eq!(get(&primary, "notify-keyspace-events"), "xKE");
    assert_eq!(get(&primary, "requirepass"), password);
    let patch = run.json()["data"]["patch"]["text"].as_str().unwrap().to_owned();
    assert!(patch.starts_with("redis:\n  config: |-\n    maxmemory 300000000\n"), "{patch}");
    assert!(!run.everything().contains(&password), "the password is shown");
}

#[test]
fn what_belongs_to_the_deployment_stays_and_what_takes_a_restart_is_printed() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).namespace("data").start();
    let tool = Tool::on(&sandbox);
    let set = tool.run(&["backup-config", "-r", "redis"]).expect(0).last_line().to_owned();
    let file = config_of(&tool, &set);
    let mut kept: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    for member in kept["members"].as_object_mut().unwrap().values_mut() {
        let parameters = &mut member["parameters"];
        for (name, value) in [
            ("dir", "/elsewhere"),
            ("port", "7777"),
            ("requirepass", "<redacted>"),
            ("masterauth", "other"),
            ("databases", "99"),
            ("of-the-future", "1"),
            ("maxmemory", "1"),
            ("slowlog-max-len", "77"),
        ] {
            parameters[name] = value.into();
        }
    }
    let edited = tool.folder().join("config.json");
    fs::write(&edited, serde_json::to_vec(&kept).unwrap()).unwrap();
    let run = tool.run(&["restore-config", edited.to_str().unwrap(), "-r", "redis", "--yes", "-o", "json"]);
    run.expect(0);
    assert_eq!(states(&run, "redis-master-0"), ["slowlog-max-len set"], "{run}");
    let server = sandbox.pod("data", "redis-master-0");
    assert_eq!((get(&server, "slowlog-max-len").as_str(), get(&server, "maxmemory").as_str()), ("77", "0"));
    let patch = run.json()["data"]["patch"]["text"].as_str().unwrap().to_owned();
    assert_eq!(patch, "commonConfiguration: |-\n  databases 99\n  maxmemory 1\n  slowlog-max-len 77\n", "{run}");
    assert!(run.stdout.contains("would evict"), "{run}");
}

/// The file of a set.
fn config_of(tool: &Tool, set: &str) -> PathBuf {
    let files = fs::read_dir(tool.folder().join(set)).unwrap().flatten().map(|entry| entry.path());
    files.into_iter().find(|path| path.to_string_lossy().contains("config")).unwrap()
}

#[test]
fn a_member_that_fails_or_is_silent_is_named_and_the_others_are_set() {
    let (sandbox, tool) = sandbox(Deployment::SbChart);
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    let set = keep(&tool);
    for server in [&primary, &replica] {
        server.config_set("slowlog-max-len", "5");
    }
    // The replica lets its configuration be read, and not be changed.
    replica.cli(&["ACL", "SETUSER", "default", "-config|set"]);
    let run = tool.run(&["restore-config", &set, "--yes", "-o", "json"]);
    run.expect(6);
    assert_eq!(run.finding("config-not-set")["subject"], "apps/cache-redis-1", "{run}");
    assert_eq!(get(&primary, "slowlog-max-len"), "128");
    replica.cli(&["ACL", "SETUSER", "default", "+config|set"]);
    primary.config_set("slowlog-max-len", "5");
    replica.pause();
    let run = tool.run(&["restore-config", &set, "--yes", "-o", "json", "--node-timeout", "1s"]);
    run.expect(6);
    assert!(run.finding("config-not-set")["message"].as_str().unwrap().contains("nothing was set there"), "{run}");
    assert_eq!(get(&primary, "slowlog-max-len"), "128");
}

#[test]
fn where_config_is_disabled_nothing_is_tried() {
    let (sandbox, tool) = sandbox(Deployment::SbChart);
    let set = keep(&tool);
    for name in ["cache-redis-0", "cache-redis-1", "cache-redis-2"] {
        sandbox.pod("apps", name).cli(&["ACL", "SETUSER", "default", "-config"]);
    }
    let run = tool.run(&["restore-config", &set, "--yes"]);
    assert!(run.expect(4).stderr.contains("executes CONFIG"), "{run}");
    assert!(run.stderr.contains("+config|set"), "{run}");
}

#[test]
fn a_source_that_is_none_or_was_changed() {
    let (_sandbox, tool) = sandbox(Deployment::SbChart);
    let set = keep(&tool);
    let file = config_of(&tool, &set);
    fs::write(&file, fs::read_to_string(&file).map(|text| text.replace("notice", "debug")).unwrap_or_default())
        .unwrap();
    let run = tool.run(&["restore-config", &set, "--yes"]);
    run.expect(7);
    let data = tool.run(&["backup-rdb"]).expect(0).last_line().to_owned();
    assert!(tool.run(&["restore-config", &data, "--yes"]).expect(64).stderr.contains("holds no config.json"));
    tool.run(&["restore-config", "absent", "--yes"]).expect(7);
}
