//! Backups that are ended at each request to the store, at each command in the pod: what is left after SIGTERM, and what
//! the next run and `backup-prune --orphans` make of what is left after SIGKILL.

use super::backup_rdb::dataset;
use crate::harness::s3::Store;
use crate::harness::s3::proxy::{Fate, Proxy};
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};
use std::sync::{Arc, Mutex};

/// More than any run makes.
const MOST_REQUESTS: u32 = 60;

/// A server whose RDB takes three parts, and whose users have no Leases: the lock is in the bucket.
fn cache() -> Sandbox {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    dataset::add_bulk(&sandbox.pod("tutorial", "redis"), 3, 5_000_000);
    sandbox.deny("create", "leases");
    sandbox
}

fn tool(sandbox: &Sandbox, store: &Store, endpoint: &str) -> Tool {
    store.credentials(Tool::on(sandbox)).env("AWS_ENDPOINT_URL_S3", endpoint)
}

fn backup(place: &str) -> [&str; 7] {
    ["backup-rdb", "-n", "tutorial", "--compress", "none", "--to", place]
}

/// Runs a backup that gets a signal before its request of this number is passed on; none when it makes fewer requests.
fn ended_at(sandbox: &Sandbox, store: &Store, place: &str, signal: &'static str, request: u32) -> Option<Run> {
    let pid = Arc::new(Mutex::new(None::<u32>));
    let known = Arc::clone(&pid);
    let proxy = Proxy::start(store.port(), move |number, _| {
        if number == request {
            crate::harness::until("redis-ops has a process id", || known.lock().unwrap().is_some());
            let pid = known.lock().unwrap().unwrap();
            std::process::Command::new("kill").arg(format!("-{signal}")).arg(pid.to_string()).status().unwrap();
        }
        Fate::Passed
    });
    let tool = tool(sandbox, store, &proxy.url());
    let running = tool.start(&backup(place));
    *pid.lock().unwrap() = Some(running.pid());
    let run = running.wait();
    (proxy.seen() > request).then_some(run)
}

/// The manifests and everything else below a place.
fn left(store: &Store, place: &str) -> (Vec<String>, Vec<String>) {
    store.keys(place).into_iter().partition(|key| key.ends_with("/manifest.json"))
}

#[test]
#[ignore = "ends runs at exact moments, and counts on the machine being idle: cargo test -- --ignored backup_ended_anywhere"]
fn after_sigterm_at_any_request_to_the_store_nothing_is_left_there() {
    let (sandbox, store) = (cache(), Store::shared());
    let url = format!("http://127.0.0.1:{}", store.port());
    let mut requests = 0;
    while requests < MOST_REQUESTS {
        let place = store.place();
        let Some(run) = ended_at(&sandbox, store, &place, "TERM", requests) else { break };
        assert!(store.open_uploads(&place).is_empty(), "request {requests}: {run}");
        let (manifests, others) = left(store, &place);
        assert!(!others.iter().any(|key| key.ends_with("lock.json")), "request {requests}: {others:?}\n{run}");
        if manifests.is_empty() {
            run.expect(143);
            assert_eq!(others, Vec::<String>::new(), "request {requests}: {run}");
            assert!(run.stderr.contains("nothing was left behind"), "request {requests}: {run}");
        } else {
            // It came too late: the set was whole, and is.
            let set = format!("s3://backups/{}", manifests[0].trim_end_matches("manifest.json"));
            tool(&sandbox, store, &url).run(&["backup-verify", &set]).expect(0);
        }
        requests += 1;
    }
    // The lock and its two proofs, begin, three parts, complete, the manifest, the lock's end.
    assert!((11..MOST_REQUESTS).contains(&requests), "{requests} requests");
}

#[test]
#[ignore = "takes three minutes, and counts on the machine being idle: cargo test -- --ignored backup_ended_anywhere"]
fn after_sigkill_at_any_request_the_next_run_works_and_prune_removes_the_rest() {
    let (sandbox, store) = (cache(), Store::shared());
    let url = format!("http://127.0.0.1:{}", store.port());
    let mut requests = 0;
    while requests < MOST_REQUESTS {
        let place = store.place();
        let Some(killed) = ended_at(&sandbox, store, &place, "KILL", requests) else { break };
        // Its last request may have been under way, and takes effect.
        let tool = tool(&sandbox, store, &url);
        // A second later: two sets of one second do not share a place.
        std::thread::sleep(std::time::Duration::from_millis(1100));
        let run = tool.run(&backup(&place));
        run.expect(0);
        let prune = ["backup-prune", &place, "--orphans", "--orphan-age", "0s", "--confirm", &place];
        tool.run(&prune).expect(0);
        assert!(store.open_uploads(&place).is_empty(), "request {requests}: {killed}\n{run}");
        let (manifests, others) = left(store, &place);
        assert_eq!(manifests.len(), others.len(), "request {requests}: {manifests:?} {others:?}\n{killed}\n{run}");
        for manifest in &manifests {
            let set = format!("s3://backups/{}", manifest.trim_end_matches("manifest.json"));
            tool.run(&["backup-verify", &set]).expect(0);
        }
        requests += 1;
    }
    assert!((11..MOST_REQUESTS).contains(&requests), "{requests} requests");
}

#[test]
fn a_save_on_the_pods_disk_that_is_ended_at_any_command_leaves_nothing_and_no_setting_changed() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::add_bulk(&server, 20, 5000);
    let settings = || server.cli(&["CONFIG", "GET", "*"]);
    let before = settings();
    for (signal, code) in [("TERM", 143), ("KILL", 137)] {
        for command in ["df", "stat", "cat", "head", "sha256sum"] {
            let tool = Tool::on(&sandbox);
            let pid = Arc::new(Mutex::new(None::<u32>));
            let known = Arc::clone(&pid);
            sandbox.before_exec(command, move || {
                crate::harness::until("redis-ops has a process id", || known.lock().unwrap().is_some());
                let pid = known.lock().unwrap().unwrap();
                std::process::Command::new("kill").arg(format!("-{signal}")).arg(pid.to_string()).status().unwrap();
            });
            let running = tool.start(&["backup-rdb", "-n", "tutorial", "--via", "disk"]);
            *pid.lock().unwrap() = Some(running.pid());
            let run = running.wait();
            if run.code == 0 {
                continue;
            }
            run.expect(code);
            assert_eq!(settings(), before, "{signal} at {command}: {run}");
            let names = tool.backup_files();
            let named = names.iter().filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.'));
            assert_eq!(named.count(), 0, "{signal} at {command}: {names:?}\n{run}");
            if signal == "TERM" {
                assert!(
                    names.is_empty() && run.stderr.contains("nothing was left behind"),
                    "{command}: {names:?}\n{run}"
                );
                assert!(sandbox.get("leases", "tutorial", "redis-ops-redis").is_none());
            }
        }
    }
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "-n", "tutorial", "--via", "disk"]);
    run.expect(0);
    tool.run(&["backup-verify", run.last_line()]).expect(0);
}
