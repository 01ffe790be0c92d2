//! The lock of an instance: one acting run at a time, and none that outlives its run for long.

use crate::harness::{Running, Tool, until};
use crate::sandbox::{Deployment, Method, Sandbox};
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};

const BACKUP: [&str; 3] = ["backup-rdb", "-r", "cache"];

fn cache() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start()
}

fn lease(sandbox: &Sandbox) -> Option<Value> {
    sandbox.get("leases", "apps", "redis-ops-cache")
}

/// The process as the tool writes it: `pid` on the machine with this boot id.
fn process(boot: &str, pid: u32) -> Value {
    let namespace = fs::read_link("/proc/self/ns/pid").unwrap().display().to_string();
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let started = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(19)?.parse::<u64>().ok());
    json!({"boot": boot, "namespace": namespace, "pid": pid, "started": started.unwrap_or(1)})
}

fn boot() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap().trim().to_owned()
}

fn hold(sandbox: &Sandbox, process: Value) {
    let holder =
        json!({"command": "restore-rdb", "who": "kim@ops-2", "process": process, "since": "2026-11-20T03:15:02Z"});
    let lease = json!({
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": {"name": "redis-ops-cache", "namespace": "apps", "annotations": {"redis-ops/holder": holder.to_string()}},
        "spec": {"holderIdentity": "kim"},
    });
    sandbox.add(&lease.to_string());
}

/// Starts a backup whose snapshot the servers hold back, and waits until it has the lock.
fn held_back(sandbox: &Sandbox, tool: &Tool) -> Running {
    for server in sandbox.servers() {
        server.config_set("repl-diskless-sync-delay", "60");
    }
    let run = tool.start(&BACKUP);
    until("the lock is taken", || lease(sandbox).is_some());
    run
}

#[test]
fn a_backup_holds_the_lease_while_it_runs_and_gives_it_back() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let run = held_back(&sandbox, &tool);
    let found = lease(&sandbox).unwrap();
    let words = found["spec"]["holderIdentity"].as_str().unwrap().to_owned();
    assert!(words.starts_with("backup-rdb of ") && words.ends_with(&format!("process {}", run.pid())), "{words}");
    let second = Tool::on(&sandbox).run(&BACKUP);
    second.expect(8);
    for text in ["another run works on apps/cache", &words, "ago)"] {
        assert!(second.stderr.contains(text), "no {text:?}: {second}");
    }
    assert!(second.stdout.is_empty());
    for server in sandbox.servers() {
        server.config_set("repl-diskless-sync-delay", "0");
    }
    run.signal("TERM");
    run.wait().expect(143);
    assert!(lease(&sandbox).is_none());
    let run = tool.run(&BACKUP);
    run.expect(0);
    assert!(lease(&sandbox).is_none());
    // a dry run asks for none
    sandbox.clear_requests();
    tool.run(&["backup-rdb", "-r", "cache", "--dry-run"]).expect(0);
    assert!(!sandbox.requests().iter().any(|(method, _)| *method == Method::POST));
}

#[test]
fn the_lock_of_a_killed_run_does_not_stop_the_next() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let run = held_back(&sandbox, &tool);
    run.signal("KILL");
    assert_ne!(run.wait().code, 0);
    assert!(lease(&sandbox).is_some());
    for server in sandbox.servers() {
        server.config_set("repl-diskless-sync-delay", "0");
    }
    let run = tool.run(&BACKUP);
    run.expect(0);
    assert!(run.stderr.contains("the lock of a dead run is taken over: backup-rdb"), "{run}");
    assert!(lease(&sandbox).is_none());
}

#[test]
fn a_lock_of_another_machine_is_watched_until_its_holder_shows_life() {
    let sandbox = cache();
    hold(&sandbox, process("another-boot", 7));
    let tool = Tool::on(&sandbox);
    let run = tool.start(&BACKUP);
    std::thread::sleep(Duration::from_secs(2));
    sandbox.edit("leases", "apps", "redis-ops-cache", |lease| {
        lease["spec"]["renewTime"] = json!("2026-11-20T03:16:00.000000Z")
    });
    let run = run.wait();
    run.expect(8);
    assert!(
        run.stderr.contains("restore-rdb of kim@ops-2, process 7 holds the lock since 2026-11-20T03:15:02Z"),
        "{run}"
    );
}

#[test]
fn a_lock_of_another_machine_that_nobody_renews_is_taken_over() {
    let sandbox = cache();
    hold(&sandbox, process("another-boot", 7));
    let start = Instant::now();
    let run = Tool::on(&sandbox).run(&BACKUP);
    run.expect(0);
    assert!(start.elapsed() > Duration::from_secs(15), "a holder elsewhere has to be watched: {:?}", start.elapsed());
    assert!(lease(&sandbox).is_none());
}

#[test]
fn a_living_holder_on_this_machine_is_known_at_once() {
    let sandbox = cache();
    hold(&sandbox, process(&boot(), std::process::id()));
    let run = Tool::on(&sandbox).run(&["backup-rdb", "-r", "cache", "-o", "json"]);
    run.expect(8);
    assert!(!run.stderr.contains("watching"), "{run}");
    assert!(run.json()["error"]["message"].as_str().unwrap().contains("another run works on apps/cache"), "{run}");
}

#[test]
fn without_the_right_to_leases_a_file_of_this_machine_stands_in_and_that_is_said() {
    let sandbox = cache();
    sandbox.deny("create", "leases");
    let folder = tempfile::tempdir().unwrap();
    let tool = Tool::on(&sandbox).env("XDG_RUNTIME_DIR", folder.path());
    for server in sandbox.servers() {
        server.config_set("repl-diskless-sync-delay", "60");
    }
    let run = tool.start(&BACKUP);
    let path = folder.path().join("redis-ops/apps.cache.lock");
    until("the lock is taken", || fs::read_to_string(&path).is_ok_and(|text| text.contains("backup-rdb")));
    let second = Tool::on(&sandbox).env("XDG_RUNTIME_DIR", folder.path()).run(&BACKUP);
    second.expect(8);
    assert!(second.stderr.contains("no lock in the cluster (cannot create leases.coordination.k8s.io"), "{second}");
    run.signal("KILL");
    run.wait();
    for server in sandbox.servers() {
        server.config_set("repl-diskless-sync-delay", "0");
    }
    tool.run(&BACKUP).expect(0);
}

#[test]
fn a_lock_that_cannot_be_given_back_does_not_spoil_the_backup_and_is_said() {
    let sandbox = cache();
    sandbox.deny("delete", "leases");
    let run = Tool::on(&sandbox).run(&BACKUP);
    run.expect(0);
    for text in ["the lock could not be given back", "kubectl auth can-i delete leases"] {
        assert!(run.stderr.contains(text), "no {text:?}: {run}");
    }
}
