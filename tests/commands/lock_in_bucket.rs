//! The lock of an instance where nobody may have Leases: a conditional object beside the backups.

use crate::harness::s3::Store;
use crate::harness::s3::proxy::{Fate, Proxy};
use crate::harness::{Running, Tool, until};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const KEY: &str = "apps.cache/lock.json";

fn cache() -> Sandbox {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.deny("create", "leases");
    sandbox
}

/// redis-ops on a machine of its own, as far as locks of the machine go.
fn machine(sandbox: &Sandbox, store: &Store, endpoint: &str) -> Tool {
    let tool = store.credentials(Tool::on(sandbox)).env("AWS_ENDPOINT_URL_S3", endpoint);
    let run = tool.folder().join("run");
    std::fs::create_dir(&run).unwrap();
    tool.env("XDG_RUNTIME_DIR", run)
}

fn direct(store: &Store) -> String {
    format!("http://127.0.0.1:{}", store.port())
}

fn backup(place: &str) -> [&str; 5] {
    ["backup-rdb", "-r", "cache", "--to", place]
}

fn lock(store: &Store, place: &str) -> Option<Value> {
    let is_there = store.keys(place).iter().any(|key| key.ends_with(KEY));
    is_there.then(|| serde_json::from_slice(&store.get(&format!("{place}/{KEY}"))).expect("JSON"))
}

fn hold_back(sandbox: &Sandbox, seconds: &str) {
    sandbox.servers().iter().for_each(|server| server.config_set("repl-diskless-sync-delay", seconds));
}

/// A run that has the lock and waits for its snapshot.
fn held_back(sandbox: &Sandbox, store: &Store, tool: &Tool, place: &str) -> Running {
    hold_back(sandbox, "60");
    let run = tool.start(&backup(place));
    until("the lock is taken", || lock(store, place).is_some());
    run
}

/// The lock of a run on another machine.
fn of_elsewhere(renewed: &str) -> Vec<u8> {
    let process = json!({"boot": "another-boot", "namespace": "pid:[1]", "pid": 7, "started": 1});
    let holder =
        json!({"command": "restore-rdb", "who": "kim@ops-2", "process": process, "since": "2026-11-20T03:15:02Z"});
    json!({"schema": "redis-ops-lock/v1", "holder": holder, "renewed": renewed}).to_string().into_bytes()
}

#[test]
fn of_two_runs_at_once_one_is_told_who_has_the_lock_and_since_when() {
    let (sandbox, store) = (cache(), Store::shared());
    let (place, url) = (store.place(), direct(store));
    let tool = machine(&sandbox, store, &url);
    let run = held_back(&sandbox, store, &tool, &place);
    let found = lock(store, &place).unwrap();
    assert_eq!(
        (&found["holder"]["command"], &found["holder"]["process"]["pid"]),
        (&"backup-rdb".into(), &run.pid().into())
    );
    let second = machine(&sandbox, store, &url).run(&backup(&place));
    second.expect(8);
    for text in ["another run works on apps/cache", &format!("process {} holds the lock since", run.pid()), "ago)"] {
        assert!(second.stderr.contains(text), "no {text:?}: {second}");
    }
    // It is nothing of a backup.
    let listed = tool.run(&["backup-list", &place, "-o", "json"]);
    assert_eq!(listed.expect(1).finding_ids(), ["no-backup"], "{listed}");
    tool.run(&["backup-prune", &place, "--orphans", "--orphan-age", "0s"]).expect(0);
    // It is renewed, each time as another object.
    until("the lock is renewed", || lock(store, &place).is_some_and(|now| now["renewed"] != found["renewed"]));
    assert_eq!(lock(store, &place).unwrap()["holder"], found["holder"]);
    hold_back(&sandbox, "0");
    run.signal("TERM");
    let run = run.wait();
    run.expect(143);
    assert!(run.stderr.contains(&format!("{place}/{KEY} is the lock")), "{run}");
    assert!(run.stderr.contains("nothing was left behind"), "{run}");
    assert_eq!(store.keys(&place), Vec::<String>::new());
    tool.run(&backup(&place)).expect(0);
    assert_eq!(store.keys(&place).len(), 2, "an RDB and its manifest");
}

#[test]
fn the_lock_of_a_killed_run_is_taken_over() {
    let (sandbox, store) = (cache(), Store::shared());
    let (place, url) = (store.place(), direct(store));
    let run = held_back(&sandbox, store, &machine(&sandbox, store, &url), &place);
    run.signal("KILL");
    run.wait().expect(137);
    assert!(lock(store, &place).is_some());
    hold_back(&sandbox, "0");
    let run = machine(&sandbox, store, &url).run(&backup(&place));
    run.expect(0);
    assert!(run.stderr.contains("the lock of a dead run is taken over: backup-rdb"), "{run}");
    assert!(lock(store, &place).is_none());
}

#[test]
fn a_lock_of_another_machine_is_watched_and_taken_over_when_nobody_renews_it() {
    let (sandbox, store) = (cache(), Store::shared());
    let (place, url) = (store.place(), direct(store));
    let address = format!("{place}/{KEY}");
    store.put(&address, &of_elsewhere("2026-11-20T03:15:02Z"));
    let run = machine(&sandbox, store, &url).start(&backup(&place));
    std::thread::sleep(Duration::from_secs(2));
    store.put(&address, &of_elsewhere("2026-11-20T03:15:07Z"));
    let run = run.wait();
    run.expect(8);
    let words = "restore-rdb of kim@ops-2, process 7 holds the lock since 2026-11-20T03:15:02Z";
    assert!(run.stderr.contains(words), "{run}");
    assert!(lock(store, &place).is_some(), "another run's lock stays");
    let start = Instant::now();
    let run = machine(&sandbox, store, &url).run(&backup(&place));
    run.expect(0);
    assert!(start.elapsed() > Duration::from_secs(15), "a holder elsewhere has to be watched: {:?}", start.elapsed());
    assert!(run.stderr.contains("taken over: restore-rdb of kim@ops-2"), "{run}");
    assert!(lock(store, &place).is_none());
}

#[test]
fn what_is_no_lock_of_ours_is_somebodys_until_nobody_writes_it() {
    let (sandbox, store) = (cache(), Store::shared());
    let (place, url) = (store.place(), direct(store));
    store.put(&format!("{place}/{KEY}"), b"not JSON");
    let run = machine(&sandbox, store, &url).run(&backup(&place));
    run.expect(0);
    assert!(run.stderr.contains("the lock is held by a run of somebody"), "{run}");
}

#[test]
fn a_store_that_compares_nothing_is_no_lock_and_that_is_said() {
    let (sandbox, store) = (cache(), Store::shared());
    for (fate, why) in [
        (Fate::NotImplemented, "NotImplemented"),
        (Fate::Taken, "the store takes no notice of If-None-Match"),
        (Fate::Error, "InternalError"),
    ] {
        let place = store.place();
        let proxy = Proxy::start(store.port(), move |_, line| {
            if line.starts_with("PUT") && line.contains("lock.json") { fate } else { Fate::Passed }
        });
        let tool = machine(&sandbox, store, &proxy.url()).env("AWS_MAX_ATTEMPTS", "2");
        let run = tool.run(&backup(&place));
        run.expect(0);
        for text in ["no lock in the cluster, nor in a bucket", why, "runs on other machines are not kept"] {
            assert!(run.stderr.contains(text), "no {text:?}: {run}");
        }
        assert_eq!(store.keys(&place).len(), 2, "{run}");
    }
}

#[test]
fn an_answer_that_is_lost_is_not_taken_for_another_run() {
    let (sandbox, store) = (cache(), Store::shared());
    let place = store.place();
    let lost = AtomicU32::new(0);
    let proxy = Proxy::start(store.port(), move |_, line| {
        let hit = line.starts_with("PUT") && line.contains("lock.json") && lost.fetch_add(1, Ordering::Relaxed) == 0;
        if hit { Fate::AnswerLost } else { Fate::Passed }
    });
    let run = machine(&sandbox, store, &proxy.url()).run(&backup(&place));
    run.expect(0);
    assert!(!run.stderr.contains("taken over"), "{run}");
    assert!(lock(store, &place).is_none());
}

#[test]
fn a_lock_that_another_run_took_over_in_the_last_moment_is_not_deleted() {
    let (sandbox, store) = (cache(), Store::shared());
    let place = store.place();
    let address = format!("{place}/{KEY}");
    let (looked, deletions) = (AtomicU32::new(0), Arc::new(AtomicU32::new(0)));
    let counted = Arc::clone(&deletions);
    let taken_over = address.clone();
    let proxy = Proxy::start(store.port(), move |_, line| {
        match line.split(' ').next() {
            _ if !line.contains("lock.json") => {}
            Some("GET") => _ = looked.fetch_add(1, Ordering::Relaxed),
            // It was still the run's own when it looked.
            Some("PUT") if looked.load(Ordering::Relaxed) == 1 => {
                store.put(&taken_over, &of_elsewhere("2026-11-20T03:15:02Z"));
            }
            Some("DELETE") => _ = counted.fetch_add(1, Ordering::Relaxed),
            _ => {}
        }
        Fate::Passed
    });
    machine(&sandbox, store, &proxy.url()).run(&backup(&place)).expect(0);
    assert_eq!(store.get(&address), of_elsewhere("2026-11-20T03:15:02Z"), "another run's lock stays");
    assert_eq!(deletions.load(Ordering::Relaxed), 0, "nobody asked a store that may compare nothing");
}

#[test]
fn a_store_that_compares_deletes_no_lock_of_another_run() {
    let (sandbox, store) = (cache(), Store::shared());
    let place = store.place();
    let address = format!("{place}/{KEY}");
    let taken_over = address.clone();
    let proxy = Proxy::start(store.port(), move |_, line| {
        if line.starts_with("DELETE") && line.contains("lock.json") {
            store.put(&taken_over, &of_elsewhere("2026-11-20T03:15:02Z"));
        }
        Fate::Passed
    });
    machine(&sandbox, store, &proxy.url()).run(&backup(&place)).expect(0);
    assert_eq!(store.get(&address), of_elsewhere("2026-11-20T03:15:02Z"), "the deletion was conditional");
}

#[test]
fn with_leases_no_bucket_is_asked_for_a_lock() {
    let store = Store::shared();
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let place = store.place();
    let run = machine(&sandbox, store, &direct(store)).run(&[&backup(&place)[..], &["-v"]].concat());
    run.expect(0);
    assert!(!run.stderr.contains("lock.json"), "{run}");
}
