//! `disaster-recovery`.

use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Fault, Sandbox, Server};
use std::fs;

struct World {
    sandbox: Sandbox,
    tool: Tool,
    /// The set with the data.
    set: String,
}

impl World {
    /// An instance with keys, a set of them, and its configuration.
    fn new() -> Self {
        let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
        sandbox.fill(80);
        let tool = Tool::on(&sandbox);
        let set = tool.run(&["backup-rdb"]).expect(0).last_line().to_owned();
        tool.run(&["backup-config"]).expect(0);
        Self { sandbox, tool, set }
    }

    fn primary(&self) -> Server {
        self.sandbox.pod("apps", "cache-redis-0")
    }

    fn keys(&self) -> u64 {
        self.primary().cli(&["DBSIZE"]).parse().unwrap()
    }

    fn recover(&self, options: &[&str]) -> Run {
        self.tool.run(&[&["disaster-recovery", "-o", "json"], options].concat())
    }
}

fn states(run: &Run) -> Vec<String> {
    let json = run.json();
    let words = |step: &serde_json::Value| {
        format!("{} {}", step["id"].as_str().unwrap_or_default(), step["state"].as_str().unwrap_or_default())
    };
    json["data"]["steps"].as_array().into_iter().flatten().map(words).collect()
}

#[test]
fn an_emptied_instance_has_everything_back_and_its_replicas_too() {
    let world = World::new();
    let before = world.keys();
    world.primary().config_set("slowlog-max-len", "3");
    world.primary().cli(&["FLUSHALL"]);
    world.primary().cli(&["SET", "written:since", "1"]);

    let dry = world.tool.run(&["disaster-recovery", "--dry-run"]);
    dry.expect(0);
    assert!(
        dry.stdout.contains("wait until every replica is in sync")
            && dry.stdout.contains(&world.set[world.set.len() - 16..]),
        "{dry}"
    );
    world.recover(&[]).expect(4);
    world.recover(&["--confirm", "apps/other"]).expect(4);
    world.recover(&["--yes"]).expect(4);
    // A backup of the ruins must not become the newest one.
    world.recover(&["--confirm", "apps/cache", "--safety-backup-to", "redis-backups"]).expect(64);
    assert_eq!(world.keys(), 1, "something was changed without consent");

    let run = world.recover(&["--confirm", "apps/cache", "--max-rto", "10m", "--max-rpo", "1h"]);
    run.expect(0);
    assert_eq!(states(&run), ["verify done", "restore-rdb done", "restore-config done", "replicas done"], "{run}");
    let data = &run.json()["data"];
    assert!(data["rto_seconds"].as_f64().unwrap() > 0.0 && data["rpo_seconds"].as_f64().unwrap() > 0.0, "{run}");
    assert_eq!(world.keys(), before, "{run}");
    world.tool.run(&["compare", ".", &world.set]).expect(0);
    assert!(world.primary().cli(&["CONFIG", "GET", "slowlog-max-len"]).contains("128"), "{run}");
    let replica = world.sandbox.pod("apps", "cache-redis-1");
    assert_eq!(replica.cli(&["DBSIZE"]).parse::<u64>().unwrap(), before, "{run}");
    // What was there before can be had back.
    let undo = data["undo"].as_str().unwrap_or_default();
    assert!(undo.contains("restore-rdb"), "{run}");
    let run = world.recover(&["--confirm", "apps/cache", "--max-rpo", "1ms"]);
    assert_eq!(run.expect(2).finding_ids(), ["drill-rpo"], "{run}");
}

#[test]
fn nothing_is_touched_for_a_set_that_is_damaged_or_not_there() {
    let world = World::new();
    let before = world.keys();
    let folder = world.tool.folder().join(&world.set);
    let file = fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.to_string_lossy().contains(".rdb"))
        .unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    fs::write(&file, bytes).unwrap();
    let run = world.recover(&["--confirm", "apps/cache"]);
    assert!(run.expect(7).stderr.contains("nothing was changed"), "{run}");
    fs::remove_dir_all(&folder).unwrap();
    let run = world.recover(&["--confirm", "apps/cache"]);
    assert!(run.expect(4).stderr.contains("no verified set of apps.cache"), "{run}");
    assert_eq!(world.keys(), before);
}

#[test]
fn a_replica_that_does_not_come_back_is_no_whole_recovery() {
    let world = World::new();
    let before = world.keys();
    world.primary().cli(&["FLUSHALL"]);
    until("it is empty", || world.keys() == 0);
    let replica = world.sandbox.pod("apps", "cache-redis-2");
    replica.config_set("masterauth", "wrong");
    replica.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    let run = world.recover(&["--confirm", "apps/cache", "--max-wait", "3s", "--no-config"]);
    run.expect(6);
    assert_eq!(states(&run), ["verify done", "restore-rdb done", "replicas failed"], "{run}");
    assert_eq!(run.finding("recovery-not-in-sync")["subject"], "apps/cache-redis-2", "{run}");
    assert_eq!(world.keys(), before, "{run}");
}

#[test]
fn an_instance_that_is_down_is_started_from_the_file() {
    let world = World::new();
    let before = world.keys();
    world.sandbox.edit("statefulsets", "apps", "cache-redis", |set| set["spec"]["replicas"] = 0.into());
    let dry = world.tool.run(&["disaster-recovery", "--dry-run"]);
    assert!(dry.expect(0).stdout.contains("engine offline: no primary answers"), "{dry}");
    world.recover(&["--merge", "--engine", "offline", "--confirm", "apps/cache"]).expect(64);
    let run = world.recover(&["--confirm", "apps/cache", "--metrics-file", "recovery.prom"]);
    run.expect(0);
    assert_eq!(states(&run), ["verify done", "restore-rdb done", "restore-config done", "replicas done"], "{run}");
    assert_eq!(world.keys(), before, "{run}");
    assert!(run.json()["data"]["keys"].as_u64() >= Some(before), "{run}");
    let metrics = fs::read_to_string(world.tool.folder().join("recovery.prom")).unwrap();
    assert!(metrics.contains("redis_ops_restore_success{namespace=\"apps\",instance=\"cache\","), "{metrics}");
}

/// The way to servers may be broken while they serve: nobody stops them for that.
#[test]
fn servers_that_are_ready_and_out_of_reach_are_not_stopped() {
    let world = World::new();
    let before = world.keys();
    let replicas = |world: &World| {
        let set = world.sandbox.get("statefulsets", "apps", "cache-redis").unwrap();
        set["spec"]["replicas"].as_u64()
    };
    let whole = replicas(&world);
    let refused = |words: &[&str]| {
        for command in [&["disaster-recovery"][..], &["restore-rdb", &world.set, "-n", "apps", "-r", "cache"]] {
            let run = world.tool.run(&[command, &["--confirm", "apps/cache"]].concat());
            run.expect(4);
            for word in [&["no primary answers", "apps/cache-redis-0", "--engine offline"], words].concat() {
                assert!(run.stderr.contains(word), "{word} is not said\n{run}");
            }
            assert!(!run.everything().contains("engine offline:"), "{run}");
        }
        assert_eq!((replicas(&world), world.keys()), (whole, before), "they were left alone");
    };
    world.sandbox.deny("get", "pods/portforward");
    refused(&["get pods --subresource=portforward -n apps"]);
    world.sandbox.allow_all();
    world.sandbox.forward_fault(Fault::CutAfter { bytes: 0 });
    refused(&["apps/cache-redis-2"]);
    // A replica that is reached, and not the primary.
    world.sandbox.clear_faults();
    world.sandbox.forward_fault_on("apps", "cache-redis-0", Fault::Refuse("no tunnel".to_owned()));
    refused(&["no tunnel"]);
    // The same silence from a server whose pod says that it is down.
    world.sandbox.edit("pods", "apps", "cache-redis-0", |pod| {
        pod["status"]["containerStatuses"][0]["ready"] = false.into();
        for condition in pod["status"]["conditions"].as_array_mut().unwrap() {
            if condition["type"] == "Ready" {
                condition["status"] = "False".into();
            }
        }
    });
    let dry = world.tool.run(&["disaster-recovery", "--dry-run"]);
    assert!(dry.expect(0).stdout.contains("engine offline: no primary answers"), "{dry}");
    assert_eq!((replicas(&world), world.keys()), (whole, before), "they were left alone");
}
