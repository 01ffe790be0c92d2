//! Backups that are ended at each request to the store, at each command in the pod: what is left after SIGTERM, and what
//! the next run and `backup-prune --orphans` make of what is left after SIGKILL.

use super::backup_rdb::dataset;
use crate::harness::s3::Store;
use crate::harness::s3::proxy::{Fate, Proxy};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

/// Each request of a run: what it is, and which of its kind. The lock with its two proofs, begin, two parts, complete,
/// the manifest, the lock's end, which is a last renewal first. It may be renewed more often, as the run takes time.
const REQUESTS: [(&str, u32); 13] = [
    ("PUT lock", 1),
    ("PUT lock", 2),
    ("PUT lock", 3),
    ("POST uploads", 1),
    ("PUT part", 1),
    ("PUT part", 2),
    ("POST upload", 1),
    ("HEAD object", 1),
    ("PUT manifest", 1),
    ("HEAD manifest", 1),
    ("GET lock", 1),
    ("PUT lock", 4),
    ("DELETE lock", 1),
];

/// Runs at the same time; each has a place, a proxy and a machine of its own.
const AT_ONCE: usize = 4;

/// A server whose RDB takes two parts, and whose users have no Leases: the lock is in the bucket.
fn cache() -> Sandbox {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    dataset::add_bulk(&sandbox.pod("tutorial", "redis"), 2, 4_000_000);
    sandbox.deny("create", "leases");
    sandbox
}

fn tool(sandbox: &Sandbox, store: &Store, endpoint: &str) -> Tool {
    store.credentials(Tool::on(sandbox)).env("AWS_ENDPOINT_URL_S3", endpoint)
}

fn backup(place: &str) -> [&str; 7] {
    ["backup-rdb", "-n", "tutorial", "--compress", "none", "--to", place]
}

/// What a request is, from its first line.
fn kind(line: &str) -> String {
    let method = line.split(' ').next().unwrap_or_default();
    let object = match line {
        _ if line.contains("/lock.json") => "lock",
        _ if line.contains("/manifest.json") => "manifest",
        _ if line.contains("partNumber=") => "part",
        _ if line.contains("uploadId=") => "upload",
        _ if line.contains("?uploads") => "uploads",
        _ => "object",
    };
    format!("{method} {object}")
}

/// Runs a backup that gets a signal before this request is passed on.
fn ended_at(sandbox: &Sandbox, store: &Store, place: &str, signal: &'static str, (what, which): (&str, u32)) -> Run {
    let (pid, reached) = (Arc::new(Mutex::new(None::<u32>)), Arc::new(AtomicBool::new(false)));
    let (known, at_it, seen) = (Arc::clone(&pid), Arc::clone(&reached), AtomicU32::new(0));
    let what_kind = what.to_owned();
    let proxy = Proxy::start(store.port(), move |_, line| {
        if kind(line) == what_kind && seen.fetch_add(1, Ordering::Relaxed) + 1 == which {
            until("redis-ops has a process id", || known.lock().unwrap().is_some());
            let pid = known.lock().unwrap().unwrap();
            at_it.store(true, Ordering::Relaxed);
            std::process::Command::new("kill").arg(format!("-{signal}")).arg(pid.to_string()).status().unwrap();
        }
        Fate::Passed
    });
    let tool = tool(sandbox, store, &proxy.url());
    let running = tool.start(&backup(place));
    *pid.lock().unwrap() = Some(running.pid());
    let run = running.wait();
    assert!(reached.load(Ordering::Relaxed), "it never came to {what} {which}: {run}");
    run
}

/// Does something at each request of a run, several at the same time.
fn at_each_request(work: impl Fn((&'static str, u32)) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(request) = REQUESTS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(*request);
                }
            });
        }
    });
}

/// The manifests and everything else below a place.
fn left(store: &Store, place: &str) -> (Vec<String>, Vec<String>) {
    store.keys(place).into_iter().partition(|key| key.ends_with("/manifest.json"))
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

/// What the tests below go through is all that a run asks of a store.
#[test]
fn the_requests_of_a_backup_are_known() {
    let (sandbox, store) = (cache(), Store::shared());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    let proxy = Proxy::start(store.port(), move |_, line| {
        noted.lock().unwrap().push(kind(line));
        Fate::Passed
    });
    tool(&sandbox, store, &proxy.url()).run(&backup(&store.place())).expect(0);
    let asked = asked.lock().unwrap().clone();
    let kinds: BTreeSet<&str> = asked.iter().map(String::as_str).collect();
    assert_eq!(kinds, REQUESTS.iter().map(|(what, _)| *what).collect(), "{asked:?}");
    for kind in kinds.into_iter().filter(|kind| *kind != "PUT lock") {
        let known = REQUESTS.iter().filter(|(what, _)| *what == kind).count();
        assert_eq!(asked.iter().filter(|one| *one == kind).count(), known, "{kind}: {asked:?}");
    }
}

#[test]
fn after_sigterm_at_any_request_to_the_store_nothing_is_left_there() {
    let (sandbox, store) = (cache(), Store::shared());
    let url = format!("http://127.0.0.1:{}", store.port());
    let ended = AtomicU32::new(0);
    at_each_request(|request| {
        let place = store.place();
        let run = ended_at(&sandbox, store, &place, "TERM", request);
        assert!(store.open_uploads(&place).is_empty(), "{request:?}: {run}");
        let (manifests, others) = left(store, &place);
        assert!(!others.iter().any(|key| key.ends_with("lock.json")), "{request:?}: {others:?}\n{run}");
        if manifests.is_empty() {
            run.expect(143);
            assert_eq!(others, Vec::<String>::new(), "{request:?}: {run}");
            assert!(run.stderr.contains("nothing was left behind"), "{request:?}: {run}");
            ended.fetch_add(1, Ordering::Relaxed);
        } else {
            // It came too late, or was seen too late: the set was whole, and is.
            assert!([0, 143].contains(&run.code), "{request:?}: {run}");
            let set = format!("s3://backups/{}", manifests[0].trim_end_matches("manifest.json"));
            tool(&sandbox, store, &url).run(&["backup-verify", &set]).expect(0);
        }
    });
    // Seven come before the manifest; on a busy machine a signal may be seen after some more of them.
    assert!(ended.load(Ordering::Relaxed) >= 4, "{ended:?}");
}

#[test]
fn after_sigkill_at_any_request_the_next_run_works_and_prune_removes_the_rest() {
    let (sandbox, store) = (cache(), Store::shared());
    let url = format!("http://127.0.0.1:{}", store.port());
    at_each_request(|request| {
        let place = store.place();
        let killed = ended_at(&sandbox, store, &place, "KILL", request);
        killed.expect(137);
        // Its last request may have been under way, and takes effect.
        let tool = tool(&sandbox, store, &url);
        // Two sets of one second do not share a place.
        let ended = unix_seconds();
        until("the next second", || unix_seconds() > ended);
        let run = tool.run(&backup(&place));
        run.expect(0);
        let prune = ["backup-prune", &place, "--orphans", "--orphan-age", "0s", "--confirm", &place];
        tool.run(&prune).expect(0);
        assert!(store.open_uploads(&place).is_empty(), "{request:?}: {killed}\n{run}");
        let (manifests, others) = left(store, &place);
        assert_eq!(manifests.len(), others.len(), "{request:?}: {manifests:?} {others:?}\n{killed}\n{run}");
        for manifest in &manifests {
            let set = format!("s3://backups/{}", manifest.trim_end_matches("manifest.json"));
            tool.run(&["backup-verify", &set]).expect(0);
        }
    });
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
                until("redis-ops has a process id", || known.lock().unwrap().is_some());
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
