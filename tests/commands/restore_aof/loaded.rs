//! What a replay gives is what a server has that loads the same AOF.

use super::super::backup_aof::{contents, pod};
use super::{by_url, file, keys, send, store, text, url};
use crate::harness::servers::fixture;
use crate::harness::{Tool, until};
use crate::sandbox::{Sandbox, Server};
use std::path::Path;

/// A server that has loaded the AOF of a fixture, of the version that wrote it.
fn loading(sandbox: &Sandbox, version: &str, folder: &Path) -> Server {
    sandbox.add(&pod("loading", Some(version)));
    let server = sandbox.pod("lab", "loading");
    server.kill();
    std::fs::remove_dir_all(server.data_dir()).expect("the sandbox's own folder");
    let below = if version == "6.2" { server.data_dir().to_owned() } else { server.data_dir().join("appendonlydir") };
    std::fs::create_dir_all(&below).expect("the sandbox's own folder");
    for entry in std::fs::read_dir(folder).expect("a fixture").flatten() {
        std::fs::copy(entry.path(), below.join(entry.file_name())).expect("the sandbox's own folder");
    }
    server.restart();
    server
}

#[test]
fn every_fixture_gives_the_same_keys_as_a_server_that_loads_it() {
    for (version, cases) in [
        ("6.2", &["redis-6.2/legacy", "redis-6.2/legacy-preamble"][..]),
        (
            "7.0",
            &[
                "redis-7.0/rdb-base",
                "redis-7.0/aof-base",
                "redis-7.0/two-increments",
                "redis-7.0/torn-command",
                "redis-7.0/torn-transaction",
            ],
        ),
        ("8.6", &["redis-8.6/rdb-base", "redis-8.6/aof-base"]),
        ("valkey-9.1", &["valkey-9.1/rdb-base", "valkey-9.1/aof-base"]),
    ] {
        for case in cases {
            let (sandbox, server) = store(Some(version));
            let folder = fixture(&format!("aof/{case}"));
            let run = Tool::alone().run(&by_url(text(&folder), &url(&server), &["--yes"]));
            run.expect(0);
            let loaded = contents(&loading(&sandbox, version, &folder));
            assert!(loaded.len() > 8, "{case}");
            assert_eq!(contents(&server), loaded, "{case} {run}");
            assert_eq!(run.stdout.contains("ends inside"), case.contains("torn"), "{case} {run}");
        }
    }
}

#[test]
fn an_old_file_goes_into_a_new_server_and_names_with_spaces_too() {
    for (case, version) in [("redis-6.2/legacy-preamble", "8.6"), ("redis-7.0/space in name", "7.0")] {
        let (_sandbox, server) = store(Some(version));
        let folder = fixture(&format!("aof/{case}"));
        Tool::alone().run(&by_url(text(&folder), &url(&server), &["--yes"])).expect(0);
        assert!(keys(&server) > 8, "{case}");
    }
}

#[test]
fn a_backup_set_is_restored_into_another_instance_plain_and_encrypted() {
    use age::secrecy::ExposeSecret;
    let sandbox = Sandbox::builder().yaml(&pod("store", None)).yaml(&pod("other", None)).start();
    let (server, other) = (sandbox.pod("lab", "store"), sandbox.pod("lab", "other"));
    send(&server, &["SET before 1", "BGREWRITEAOF"]);
    until("the rewrite is over", || server.info("aof_rewrite_in_progress") == "0");
    send(&server, &["SET after 1", "SELECT 3", "SET three 3"]);
    let tool = Tool::on(&sandbox);
    let identity = age::x25519::Identity::generate();
    let key = tool.folder().join("key.txt");
    std::fs::write(&key, identity.to_string().expose_secret()).expect("a file of the test's own");
    let public = identity.to_public().to_string();
    for (packed, secret) in
        [(&["--compress", "zstd"][..], &[][..]), (&["--encrypt-to", &public], &["--identity", text(&key)])]
    {
        let taken = tool.run(&[&["backup-aof", "-n", "lab", "--pod", "store"][..], packed].concat());
        taken.expect(0);
        let restore = [
            "restore-aof",
            taken.last_line(),
            "-n",
            "lab",
            "--pod",
            "other",
            "--flush-first",
            "--confirm",
            "lab/other",
        ];
        let run = tool.run(&[&restore[..], secret].concat());
        run.expect(0);
        assert_eq!(contents(&other), contents(&server), "{run}");
        // Of the second run the first one's keys are the ones that a backup was taken of.
        assert_eq!(run.stdout.contains("safety copy"), !secret.is_empty(), "{run}");
        // A changed archive is found before anything is done.
        let archive = std::fs::read_dir(tool.folder().join(taken.last_line())).unwrap().flatten();
        let archive = archive.map(|entry| entry.path()).find(|path| !path.ends_with("manifest.json")).unwrap();
        let mut bytes = std::fs::read(&archive).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&archive, bytes).unwrap();
        tool.run(&[&restore[..], secret].concat()).expect(7);
    }
}

#[test]
fn a_large_value_and_ten_thousand_commands_go_through_the_api() {
    let (sandbox, server) = store(None);
    let tool = Tool::on(&sandbox);
    let large = "x".repeat(3 << 20);
    let mut lines: Vec<String> = (0..10_000).map(|number| format!("SET key:{number} {number}")).collect();
    lines.push(format!("RPUSH large {large}"));
    let path = file(&tool, &super::aof(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
    let run = tool.run(&["restore-aof", text(&path), "-n", "lab", "--pod", "store", "--yes"]);
    run.expect(0);
    assert_eq!(keys(&server), 10_001, "{run}");
    assert!(run.stdout.contains("10,001 replayed"), "{run}");
}
