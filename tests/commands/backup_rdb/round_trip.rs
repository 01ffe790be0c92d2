//! What a backup holds is what the server held: proven by redis-check-rdb and by a server that loads the file.

use super::dataset::{self, Contents};
use super::{manifest_of, set_of};
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox, Server};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The password of the sb chart in the sandbox; it must stand nowhere.
const PASSWORD: &str = "p$'\"#x y";

fn stdout_of(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&output.stdout));
    output.stdout
}

fn sha256(path: &Path) -> String {
    let line = String::from_utf8(stdout_of(Command::new("sha256sum").arg(path))).expect("text");
    line.split_whitespace().next().expect("a hash").to_owned()
}

/// The RDB of a set, unpacked by gunzip where it is packed.
fn unpacked(set: &Path, artefact: &str, beside: &Path) -> PathBuf {
    let stored = set.join(artefact);
    if !artefact.ends_with(".gz") {
        return stored;
    }
    let plain = beside.join("unpacked.rdb");
    std::fs::write(&plain, stdout_of(Command::new("gzip").arg("-dc").arg(&stored))).expect("a file");
    plain
}

/// redis-check-rdb is redis-server under another name.
fn check_rdb(path: &Path) {
    let server = std::env::var_os("REDIS_OPS_TEST_SERVER").unwrap_or_else(|| "redis-server".into());
    let said = stdout_of(Command::new(server).arg0("redis-check-rdb").arg(path));
    assert!(String::from_utf8_lossy(&said).contains("RDB looks OK"), "{}", String::from_utf8_lossy(&said));
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("a file of the set").permissions().mode() & 0o777
}

fn manifest_agrees_with_server(manifest: &Value, contents: &Contents, server: &Server) {
    let census = &manifest["shards"][0]["artefacts"][0]["census"];
    assert_eq!(census["keys"], contents.keys.len(), "all keys");
    assert_eq!(census["functions"], 1);
    let keyspace = server.cli(&["INFO", "keyspace"]);
    let databases = census["databases"].as_object().expect("counts by database");
    assert_eq!(databases.len(), keyspace.lines().filter(|line| line.starts_with("db")).count());
    for (number, database) in databases {
        let expected = format!("db{number}:keys={},expires={},", database["keys"], database["with_expiry"]);
        assert!(keyspace.contains(&expected), "{expected} is not in {keyspace}");
        let types: BTreeMap<String, u64> = database["types"]
            .as_object()
            .expect("counts by type")
            .iter()
            .map(|(name, count)| (name.clone(), count["keys"].as_u64().expect("a count")))
            .collect();
        assert_eq!(types, contents.types(number.parse().ok()), "database {number}");
        // The server's own word on the types, by another way than the comparison takes.
        for (name, count) in &types {
            let mut connection = server.connect().expect("a server that runs");
            connection.call(&["SELECT", number]).expect("a reply");
            let scanned = connection.call(&["SCAN", "0", "COUNT", "100000", "TYPE", name]).expect("a reply");
            let crate::sandbox::Reply::Array(parts) = scanned else { panic!("SCAN gave {scanned:?}") };
            let crate::sandbox::Reply::Array(keys) = &parts[1] else { panic!("SCAN gave {parts:?}") };
            assert_eq!(keys.len() as u64, *count, "{name} in database {number}");
        }
    }
}

/// Everything that a set promises.
fn set_is_whole(sandbox: &Sandbox, tool: &Tool, run: &Run, server: &Server) -> Value {
    run.expect(0);
    files_are_whole(sandbox, tool, run, &set_of(tool, run), server)
}

fn files_are_whole(sandbox: &Sandbox, tool: &Tool, run: &Run, set: &Path, server: &Server) -> Value {
    let manifest = manifest_of(set);
    let artefact = &manifest["shards"][0]["artefacts"][0];
    let name = artefact["name"].as_str().expect("a name");
    let stored = set.join(name);
    let plain = unpacked(set, name, tool.folder());
    assert_eq!(artefact["stored_sha256"], sha256(&stored));
    assert_eq!(artefact["plain_sha256"], sha256(&plain));
    assert_eq!(artefact["stored_bytes"], std::fs::metadata(&stored).expect("a file").len());
    assert_eq!(artefact["plain_bytes"], std::fs::metadata(&plain).expect("a file").len());
    assert_eq!((mode(&stored), mode(&set.join("manifest.json")), mode(set)), (0o600, 0o600, 0o700));
    assert_eq!(tool.backup_files().len(), 2, "{run}");
    let text = std::fs::read_to_string(set.join("manifest.json")).expect("a manifest");
    let json_password = json!(PASSWORD).to_string();
    for secret in [PASSWORD, json_password.trim_matches('"')] {
        assert!(!text.contains(secret) && !run.to_string().contains(secret), "the password stands in the open\n{run}");
    }
    check_rdb(&plain);
    let expected = Contents::of(server);
    assert!(expected.keys.len() > 20, "a comparison of nothing proves nothing");
    manifest_agrees_with_server(&manifest, &expected, server);
    Contents::of(&dataset::load(sandbox, &plain)).assert_same(&expected);
    manifest
}

#[test]
fn the_sb_chart_comes_back_key_by_key_from_a_replica() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let primary = sandbox.pod("apps", "cache-redis-0");
    dataset::fill(&primary);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "-n", "apps", "-r", "cache", "-vv"]);
    let member = manifest_of(&set_of(&tool, &run))["shards"][0]["source"]["member"].clone();
    // Key by key with the replica itself, since counters of consumer groups are each server's own; and it has all.
    let replica = sandbox.pod("apps", member.as_str().expect("a name"));
    assert_eq!(Contents::of(&replica).types(None), Contents::of(&primary).types(None));
    let manifest = set_is_whole(&sandbox, &tool, &run, &replica);
    assert_eq!(manifest["shards"][0]["source"]["role"], "replica");
    assert_eq!(manifest["instance"]["namespace"], "apps");
    assert_eq!(manifest["shards"][0]["source"]["replication_id"], primary.info("master_replid"));
    assert!(run.stderr.contains("a replica in sync"), "{run}");
}

#[test]
fn a_bitnami_release_comes_back_without_compression() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).start();
    let primary = sandbox.pod("redis", "redis-shared-master-0");
    dataset::fill(&primary);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "-n", "redis", "--compress", "none", "-o", "json"]);
    run.expect(0);
    let answer = run.json();
    assert_eq!((&answer["verdict"], &answer["data"]["done"]), (&json!("ok"), &json!(true)), "{run}");
    let set = tool.folder().join(answer["data"]["path"].as_str().expect("a path"));
    let replica = sandbox.pod("redis", "redis-shared-replicas-0");
    let manifest = files_are_whole(&sandbox, &tool, &run, &set, &replica);
    assert_eq!(manifest, answer["data"]["manifest"], "the manifest on disk is the one that was printed");
    assert!(set.join("dump.rdb").is_file());
}

#[test]
fn a_bare_pod_and_the_same_server_by_url_come_back() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::fill(&server);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "-n", "tutorial"]);
    let manifest = set_is_whole(&sandbox, &tool, &run, &server);
    assert_eq!(manifest["shards"][0]["source"]["role"], "primary");
    assert!(run.stderr.contains("the primary, since there is no replica"), "{run}");

    let tool = Tool::alone();
    let url = format!("redis://{}", server.address());
    let run = tool.run(&["backup-rdb", "--url", &url]);
    let manifest = set_is_whole(&sandbox, &tool, &run, &server);
    assert_eq!(manifest["instance"]["name"], server.address().to_string());
    let folder = format!("redis-backups/{}", server.address().to_string().replace(':', "_"));
    assert!(run.last_line().starts_with(&folder), "{run}");
}

#[test]
fn both_forms_of_the_stream_give_the_same_keys() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::fill(&server);
    for (diskless, frame) in [("yes", "a length it does not know"), ("no", " bytes")] {
        server.config_set("repl-diskless-sync", diskless);
        let tool = Tool::on(&sandbox);
        let run = tool.run(&["backup-rdb", "-n", "tutorial", "-v"]);
        set_is_whole(&sandbox, &tool, &run, &server);
        let line = run.stderr.lines().find(|line| line.contains("sends a snapshot of")).unwrap_or_default();
        assert!(line.ends_with(frame), "diskless {diskless} has another form\n{run}");
        // A file of the server's own is what it loads after a restart.
        assert_eq!(run.stdout.contains("wrote its own RDB file"), diskless == "no", "{run}");
    }
}

#[test]
fn an_empty_server_gives_an_empty_backup() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "-n", "tutorial"]);
    run.expect(0);
    let manifest = manifest_of(&set_of(&tool, &run));
    assert_eq!(manifest["shards"][0]["artefacts"][0]["census"]["keys"], 0, "{run}");
    assert!(run.stdout.lines().any(|line| line.trim_end() == "keys    0"), "{run}");
}
