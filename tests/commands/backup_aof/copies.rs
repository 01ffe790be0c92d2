//! Copies of AOFs of real servers, unpacked and loaded.

use super::{BACKUP, DEFAULT, assert_same_keys, load, set_of, setting, store};
use crate::harness::{Tool, until};
use crate::sandbox::{Sandbox, Server};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;

fn manifest_of(set: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(set.join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn a_server_of_the_same_version_has_the_same_keys_after_loading_the_copy() {
    for version in ["6.2", "7.0", "8.0", "8.6", "valkey-9.1"] {
        let (sandbox, server) = store(Some(version));
        // A base with keys, and an increment with more.
        server.cli(&["BGREWRITEAOF"]);
        until("the rewrite is over", || server.info("aof_rewrite_in_progress") == "0");
        server.cli(&["SET", "after the rewrite", "is in the increment"]);
        let tool = Tool::on(&sandbox);
        let run = tool.run(&BACKUP);
        let set = set_of(&tool, &run);
        assert_eq!(setting(&server), DEFAULT, "{version}");
        let artefact = &manifest_of(&set)["shards"][0]["artefacts"][0];
        assert_eq!(artefact["kind"], "aof");
        let files = artefact["aof"]["files"].as_array().unwrap();
        let roles: Vec<&str> = files.iter().map(|file| file["role"].as_str().unwrap()).collect();
        let expected = if version == "6.2" { vec!["legacy"] } else { vec!["base", "increment"] };
        assert_eq!(roles, expected, "{version}: {files:?}");
        assert!(files.iter().all(|file| file["checked_by"] == "sha256-in-pod"), "{version}: {files:?}");
        assert!(artefact["census"]["keys"].as_u64() > Some(30), "{version}");
        tool.run(&["backup-verify", &set.display().to_string()]).expect(0);
        assert_same_keys(&server, &load(&sandbox, Some(version), &set));
    }
}

/// A client that appends numbers to a list, one after the other, until it is told to stop.
struct Writer {
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    fn start(server: &Server) -> Self {
        let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (stopped, count) = (Arc::clone(&stop), Arc::clone(&acknowledged));
        let mut connection = server.connect().unwrap();
        let padding = "p".repeat(9000);
        let thread = std::thread::spawn(move || {
            while !stopped.load(Ordering::SeqCst) {
                let number = count.load(Ordering::SeqCst);
                connection.call(&["MULTI"]).unwrap();
                connection.call(&["RPUSH", "numbers", &number.to_string()]).unwrap();
                connection.call(&["SET", "padding", &padding]).unwrap();
                connection.call(&["EXEC"]).unwrap();
                count.store(number + 1, Ordering::SeqCst);
            }
        });
        Self { stop, acknowledged, thread: Some(thread) }
    }

    fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::SeqCst)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.take().map(JoinHandle::join);
    }
}

fn numbers(server: &Server) -> u64 {
    let numbers = server.cli(&["LRANGE", "numbers", "0", "-1"]);
    let numbers: Vec<u64> = numbers.lines().map(|line| line.parse().unwrap()).collect();
    assert!(numbers.iter().copied().eq(0..numbers.len() as u64), "not the beginning of what was written");
    numbers.len() as u64
}

#[test]
fn what_was_acknowledged_before_the_backup_began_is_in_it_while_clients_go_on_writing() {
    for version in ["6.2", "7.0", "8.6"] {
        let (sandbox, server) = store(Some(version));
        let tool = Tool::on(&sandbox);
        let writer = Writer::start(&server);
        until("something was written", || writer.acknowledged() > 50);
        let before = writer.acknowledged();
        let run = tool.run(&BACKUP);
        let after = writer.acknowledged();
        assert!(after > before, "nobody wrote while it was copied");
        drop(writer);
        let set = set_of(&tool, &run);
        let held = numbers(&load(&sandbox, Some(version), &set));
        assert!(held >= before && held <= after + 1, "{version}: {before} {held} {after}");
    }
}

/// Runs a backup in which the AOF is rewritten once, before the first command that begins so.
fn rewritten_before(sandbox: &Sandbox, server: &Server, arguments: &[&str], tool: &Tool) -> crate::harness::Run {
    let rewritten = server.clone();
    sandbox.before_exec("sha256sum", move || {
        rewritten.cli(&["SET", "while it was copied", "a rewrite came"]);
        rewritten.cli(&["BGREWRITEAOF"]);
        until("the rewrite is over", || rewritten.info("aof_rewrite_in_progress") == "0");
    });
    tool.run(arguments)
}

#[test]
fn a_rewrite_that_comes_between_makes_the_copy_begin_again() {
    let (sandbox, server) = store(None);
    server.cli(&["BGREWRITEAOF"]);
    until("the rewrite is over", || server.info("aof_rewrite_in_progress") == "0");
    let tool = Tool::on(&sandbox);
    let run = rewritten_before(&sandbox, &server, &BACKUP, &tool);
    let set = set_of(&tool, &run);
    assert!(run.stderr.contains("copying again: "), "{run}");
    assert_same_keys(&server, &load(&sandbox, None, &set));
    assert_eq!(setting(&server), DEFAULT);
}

#[test]
fn without_config_the_aof_is_found_by_the_pod_and_rewrites_are_noticed() {
    for version in ["6.2", "7.0"] {
        let (sandbox, server) = store(Some(version));
        server.cli(&["ACL", "SETUSER", "ops", "on", ">pw", "~*", "+@all", "-config"]);
        let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", "pw");
        let backup = [&BACKUP[..], &["--redis-user", "ops"]].concat();
        let run = tool.run(&[&backup[..], &["--dry-run"]].concat());
        run.expect(0);
        assert!(run.stdout.contains("note: rewrites cannot be held off on store (NOPERM"), "{run}");
        assert!(run.stdout.contains("copy /data"), "{run}");
        let command = if version == "6.2" { "sh -c" } else { "sha256sum" };
        let rewritten = server.clone();
        sandbox.before_exec(command, move || {
            rewritten.cli(&["BGREWRITEAOF"]);
            until("the rewrite is over", || rewritten.info("aof_rewrite_in_progress") == "0");
        });
        let run = tool.run(&backup);
        let set = set_of(&tool, &run);
        assert!(run.stderr.contains("copying again: "), "{version} {run}");
        assert_same_keys(&server, &load(&sandbox, Some(version), &set));
    }
}

#[test]
fn a_rewrite_under_way_is_waited_for() {
    let (sandbox, server) = store(None);
    server.config_set("rdb-key-save-delay", "20000");
    server.cli(&["BGREWRITEAOF"]);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&BACKUP[..], &["--max-wait", "100ms"]].concat());
    run.expect(5);
    assert!(run.stderr.contains("has been rewriting its AOF for") && run.stderr.contains("--max-wait"), "{run}");
    assert_eq!((setting(&server), server.info("aof_rewrite_in_progress")), (DEFAULT.to_owned(), "1".to_owned()));
    let run = tool.run(&BACKUP);
    let set = set_of(&tool, &run);
    assert!(run.stderr.contains("waiting for its end"), "{run}");
    let files = &manifest_of(&set)["shards"][0]["artefacts"][0]["aof"]["files"];
    assert!(files[0]["name"].as_str().unwrap().ends_with(".2.base.rdb"), "{files}");
}

#[test]
fn a_command_that_is_being_written_is_left_out() {
    let (sandbox, server) = store(None);
    let before = super::contents(&server);
    let path = server.data_dir().join("appendonlydir/appendonly.aof.1.incr.aof");
    let mut file = std::fs::File::options().append(true).open(path).unwrap();
    std::io::Write::write_all(&mut file, b"*3\r\n$3\r\nSET\r\n$4\r\nha").unwrap();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&BACKUP);
    let set = set_of(&tool, &run);
    tool.run(&["backup-verify", &set.display().to_string()]).expect(0);
    assert!(super::contents(&load(&sandbox, None, &set)) == before);
}

#[test]
fn other_names_and_a_manifest_with_history_are_copied_as_they_are() {
    let yaml = super::pod("store", None)
        .replace("'yes']", "'yes', --appenddirname, my files, --appendfilename, Append only.aof]");
    let sandbox = Sandbox::builder().yaml(&yaml).start();
    sandbox.fill(40);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&BACKUP[..], &["-o", "json"]].concat());
    run.expect(0);
    let data = &run.json()["data"];
    assert_eq!(data["shards"][0]["place"]["file"], json!("Append only.aof.manifest"), "{run}");
    let set = tool.folder().join(data["path"].as_str().unwrap());
    tool.run(&["backup-verify", &set.display().to_string()]).expect(0);
}

#[test]
fn a_changed_archive_is_not_verified() {
    let (sandbox, _server) = store(None);
    let tool = Tool::on(&sandbox);
    let set = set_of(&tool, &tool.run(&[&BACKUP[..], &["--compress", "none"]].concat()));
    let path = set.join("appendonly.tar");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[1500] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    for depth in ["--quick", "--data"] {
        let run = tool.run(&["backup-verify", depth, &set.display().to_string()]);
        run.expect(7);
        assert!(run.stdout.contains("DAMAGED") && run.stdout.contains("has the SHA-256"), "{run}");
    }
}
