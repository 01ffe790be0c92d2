//! Snapshots by way of the pod's disk: BGSAVE and exec, where SYNC is denied or not wanted.

use super::{assert_nothing_left, dataset, manifest_of, set_of};
use crate::harness::{Tool, servers, until};
use crate::sandbox::{Deployment, ExecFault, Sandbox, Server};
use serde_json::json;

const BACKUP: [&str; 3] = ["backup-rdb", "-n", "tutorial"];
const BY_DISK: [&str; 5] = ["backup-rdb", "-n", "tutorial", "--via", "disk"];

fn bare_pod() -> (Sandbox, Server) {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::fill(&server);
    (sandbox, server)
}

/// A user who may do all but these, and a tool that logs in as that user.
fn user(sandbox: &Sandbox, server: &Server, rules: &[&str]) -> Tool {
    server.cli(&[&["ACL", "SETUSER", "ops", "reset", "on", ">pw", "~*", "&*", "+@all"], rules].concat());
    Tool::on(sandbox).env("REDISCLI_AUTH", "pw")
}

#[test]
fn a_save_holds_what_a_stream_would() {
    let (sandbox, server) = bare_pod();
    let tool = Tool::on(&sandbox);
    let syncs = server.info("sync_full");
    let run = tool.run(&[&BY_DISK[..], &["--compress", "none"]].concat());
    run.expect(0);
    let set = set_of(&tool, &run);
    assert_eq!(server.info("sync_full"), syncs, "it was a SYNC");
    let contents = dataset::Contents::of(&server);
    let artefact = &manifest_of(&set)["shards"][0]["artefacts"][0];
    assert_eq!((&artefact["kind"], &artefact["checksum"]), (&json!("rdb"), &json!("ok")));
    dataset::Contents::of(&dataset::load(&sandbox, &set.join("dump.rdb"))).assert_same(&contents);
    let run = tool.run(&[&BY_DISK[..], &["-o", "json"]].concat());
    assert_eq!(run.json()["data"]["via"][0]["way"], "disk", "{run}");
}

#[test]
fn where_sync_is_denied_the_disk_stands_in_and_says_why() {
    let (sandbox, server) = bare_pod();
    let tool = user(&sandbox, &server, &["-sync", "-psync"]);
    let run = tool.run(&[&BACKUP[..], &["--redis-user", "ops"]].concat());
    run.expect(0);
    set_of(&tool, &run);
    assert!(run.stderr.contains("NOPERM") && run.stderr.contains("saves to its disk instead"), "{run}");
    assert!(run.stdout.contains("saved   by BGSAVE to "), "{run}");
    let run = tool.run(&[&BACKUP[..], &["--redis-user", "ops", "--via", "diskless"]].concat());
    run.expect(5);
    assert!(run.stderr.contains("+sync"), "{run}");
    // Neither way: both reasons.
    let tool = user(&sandbox, &server, &["-sync", "-psync", "-bgsave"]);
    let run = tool.run(&[&BACKUP[..], &["--redis-user", "ops"]].concat());
    run.expect(5);
    assert!(run.stderr.contains("+bgsave") && run.stderr.contains("+sync"), "{run}");
    assert_nothing_left(&tool, &run);
}

#[test]
fn sync_may_be_renamed_and_config_denied() {
    let annotations = format!("annotations: {{sandbox/server: {}}}", servers::server("6.2").display());
    let sandbox = Sandbox::builder()
        .yaml(&format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: old, namespace: lab, {annotations}}}\nspec:\n  containers:\n  \
             - {{name: redis, image: 'redis:6.2', args: [--rename-command, 'SYNC', '', --rename-command, CONFIG, ''], \
             volumeMounts: [{{name: data, mountPath: /bitnami/redis/data}}]}}\n  volumes: [{{name: data, emptyDir: {{}}}}]\n"
        ))
        .start();
    sandbox.fill(40);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "-n", "lab"]);
    run.expect(0);
    let set = set_of(&tool, &run);
    assert!(run.stdout.contains("saved   by BGSAVE to /bitnami/redis/data/dump.rdb"), "{run}");
    tool.run(&["backup-verify", &set.display().to_string()]).expect(0);
}

#[test]
fn a_save_under_way_is_joined_and_one_for_a_replica_is_not_taken_for_it() {
    let (sandbox, server) = bare_pod();
    // It takes longer than a second, so that the time of the last save moves on.
    server.config_set("rdb-key-save-delay", "50000");
    let tool = Tool::on(&sandbox);
    server.cli(&["BGSAVE"]);
    let saves = server.info("rdb_saves");
    let run = tool.run(&[&BY_DISK[..], &["-o", "json"]].concat());
    run.expect(0);
    assert_eq!(run.json()["data"]["via"][0]["joined"], true, "{run}");
    assert!(run.stderr.contains("is saving already"), "{run}");
    assert_eq!(server.info("rdb_saves"), saves, "another save was begun");
    // A child that writes to a socket makes no file.
    let other = Tool::on(&sandbox);
    std::fs::remove_file(server.data_dir().join("dump.rdb")).unwrap();
    server.config_set("repl-diskless-sync", "yes");
    let mut replica = server.connect().unwrap();
    replica.call(&["REPLCONF", "capa", "eof"]).unwrap();
    std::thread::spawn(move || replica.call(&["SYNC"]));
    until("the child is at work", || server.info("rdb_bgsave_in_progress") == "1");
    let run = other.run(&[&BY_DISK[..], &["-o", "json"]].concat());
    run.expect(0);
    assert_eq!(run.json()["data"]["via"][0]["joined"], false, "{run}");
}

#[test]
fn a_save_that_fails_is_not_a_backup_of_the_file_before() {
    let (sandbox, server) = bare_pod();
    server.cli(&["SAVE"]);
    let dump = server.data_dir().join("dump.rdb");
    assert!(dump.exists());
    // The child cannot write its file: a folder has its place.
    server.config_set("rdb-key-save-delay", "20000");
    let tool = Tool::on(&sandbox);
    let running = tool.start(&BY_DISK);
    until("the child is at work", || server.info("rdb_bgsave_in_progress") == "1");
    let child = std::process::Command::new("pgrep").args(["-P", &server.pid().to_string()]).output().unwrap();
    let child = String::from_utf8_lossy(&child.stdout).trim().to_owned();
    assert!(std::process::Command::new("kill").args(["-SEGV", &child]).status().unwrap().success());
    let run = running.wait();
    run.expect(5);
    assert!(run.stderr.contains("the save of redis failed"), "{run}");
    assert_nothing_left(&tool, &run);
}

#[test]
fn an_old_file_in_a_place_that_was_guessed_is_not_taken() {
    // The server saves under another name, and may not say so.
    let sandbox = Sandbox::builder()
        .yaml(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: odd, namespace: lab}\nspec:\n  containers:\n  - {name: redis, \
             image: 'redis:7', args: [--dbfilename, other.rdb], volumeMounts: [{name: data, mountPath: /data}]}\n  \
             volumes: [{name: data, emptyDir: {}}]\n",
        )
        .start();
    sandbox.fill(10);
    let server = sandbox.pod("lab", "odd");
    server.cli(&["SAVE"]);
    std::fs::copy(server.data_dir().join("other.rdb"), server.data_dir().join("dump.rdb")).unwrap();
    let saved = server.info("rdb_last_save_time");
    until("the server's clock has moved on", || !server.cli(&["TIME"]).starts_with(&saved));
    let tool = user(&sandbox, &server, &["-config"]);
    let run = tool.run(&["backup-rdb", "-n", "lab", "--via", "disk", "--redis-user", "ops"]);
    run.expect(5);
    assert!(run.stderr.contains("is not the file of this save") && run.stderr.contains("+config|get"), "{run}");
    assert_nothing_left(&tool, &run);
    Tool::on(&sandbox).run(&["backup-rdb", "-n", "lab", "--via", "disk"]).expect(0);
}

#[test]
fn a_disk_too_full_for_a_save_is_a_refusal_with_the_figures() {
    let (sandbox, server) = bare_pod();
    dataset::add_bulk(&server, 20, 50_000);
    server.cli(&["SAVE"]);
    let df = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/x 10000 9900 100 99% /data\n";
    sandbox.exec_fault("df", ExecFault::Say { stdout: df.to_owned() });
    let tool = Tool::on(&sandbox);
    let saves = server.info("rdb_saves");
    let run = tool.run(&BY_DISK);
    run.expect(4);
    assert!(run.stderr.contains("100KiB are free, and a save may take") && run.stderr.contains("--force"), "{run}");
    assert_eq!(server.info("rdb_saves"), saves, "it saved all the same");
    assert_nothing_left(&tool, &run);
    tool.run(&[&BY_DISK[..], &["--force"]].concat()).expect(0);
    sandbox.clear_exec_faults();
    sandbox.without_tools(&["df"]);
    let run = tool.run(&BY_DISK);
    run.expect(0);
    assert!(run.stderr.contains("cannot be told"), "{run}");
}

#[test]
fn a_file_that_is_cut_or_changed_on_the_way_is_no_backup() {
    let (sandbox, server) = bare_pod();
    dataset::add_bulk(&server, 20, 50_000);
    let tool = Tool::on(&sandbox);
    for (fault, code) in [
        (ExecFault::CutAfter { bytes: 300_000 }, 5),
        (ExecFault::CloseAfter { bytes: 300_000 }, 5),
        (ExecFault::LoseAfter { bytes: 300_000 }, 5),
        (ExecFault::Change { at: 300_000 }, 7),
    ] {
        sandbox.exec_fault("cat", fault.clone());
        let run = tool.run(&BY_DISK);
        run.expect(code);
        assert_nothing_left(&tool, &run);
        sandbox.clear_exec_faults();
    }
    // Without a checksum in the file, hashes tell.
    server.config_set("maxmemory", "0");
    sandbox.exec_fault("cat", ExecFault::StallAfter { bytes: 1000 });
    let run = tool.run(&[&BY_DISK[..], &["--max-silence", "300ms"]].concat());
    run.expect(5);
    assert!(run.stderr.contains("silent for 0.3s"), "{run}");
}

#[test]
fn a_file_without_a_checksum_is_hashed_at_both_ends() {
    let sandbox = Sandbox::builder()
        .yaml(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: bare, namespace: lab}\nspec:\n  containers:\n  - {name: redis, \
             image: 'redis:7', args: [--rdbchecksum, 'no', --rdbcompression, 'no']}\n",
        )
        .start();
    let server = sandbox.pod("lab", "bare");
    dataset::add_bulk(&server, 20, 50_000);
    let tool = Tool::on(&sandbox);
    let command = ["backup-rdb", "-n", "lab", "--via", "disk"];
    let run = tool.run(&command);
    run.expect(0);
    assert!(run.stdout.contains("rdb-no-checksum"), "{run}");
    // A byte in the middle of a value: the structure is what it was.
    sandbox.exec_fault("cat", ExecFault::Change { at: 300_000 });
    let run = Tool::on(&sandbox).run(&command);
    run.expect(5);
    assert!(run.stderr.contains("arrived as something else"), "{run}");
    sandbox.clear_exec_faults();
    sandbox.without_tools(&["sha256sum", "openssl"]);
    Tool::on(&sandbox).run(&command).expect(0);
}
