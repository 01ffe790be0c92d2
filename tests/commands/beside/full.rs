//! `full-backup`.

use super::{json, read, set};
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, ExecFault, Sandbox, Server};

#[test]
fn data_configuration_and_objects_are_one_set_with_one_manifest() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(20);
    let tool = Tool::on(&sandbox);
    let dry = tool.run(&["full-backup", "-r", "cache", "--dry-run"]);
    dry.expect(0);
    assert!(dry.stdout.contains("dump.rdb.gz, config.json, resources.yaml, resources.json and manifest.json"), "{dry}");
    let run = tool.run(&["full-backup", "-r", "cache"]);
    run.expect(0);
    let manifest = json(&set(&tool, &run), "manifest.json");
    assert_eq!(manifest["shards"][0]["artefacts"][0]["name"], "dump.rdb.gz");
    let files: Vec<&str> =
        manifest["files"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(files, ["config.json", "resources.yaml", "resources.json"]);
    let all: String = files.iter().map(|name| read(&set(&tool, &run), name)).collect();
    assert!(!all.contains("#x y"), "{all}");
    let verified = tool.run(&["backup-verify", run.last_line()]);
    verified.expect(0);
    assert!(verified.stdout.contains("resources.yaml") && verified.stdout.contains("dump.rdb.gz"), "{verified}");
    assert!(sandbox.get("leases", "apps", "redis-ops-cache").is_none());
}

#[test]
fn what_cannot_be_read_does_not_cost_the_data() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).namespace("data").start();
    sandbox.deny("list", "services");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["full-backup", "-r", "redis", "-o", "json"]);
    run.expect(6);
    assert!(run.finding("objects-unseen")["message"].as_str().unwrap().contains("list services"), "{run}");
    assert!(!run.json()["data"]["manifest"]["missing"].as_array().unwrap().is_empty());
    tool.run(&["backup-verify", run.json()["data"]["path"].as_str().unwrap()]).expect(1);
    let cut = Tool::on(&sandbox).after("trap '' XFSZ; ulimit -f 4");
    cut.run(&["full-backup", "-r", "redis"]).expect(5);
    assert!(cut.backup_files().is_empty());
}

/// A release of Bitnami's with an AOF and some keys.
fn with_aof() -> (Sandbox, Server) {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).namespace("data").start();
    sandbox.fill(40);
    let server = sandbox.pod("data", "redis-master-0");
    (sandbox, server)
}

#[test]
fn the_aof_is_in_it_also_where_a_rewrite_makes_its_copy_begin_again() {
    let (sandbox, server) = with_aof();
    for rewritten in [false, true] {
        let tool = Tool::on(&sandbox);
        if rewritten {
            let server = server.clone();
            sandbox.before_exec("sha256sum", move || {
                server.cli(&["BGREWRITEAOF"]);
                // It waits for the child that saved for the backup.
                let is_off = |field| server.info(field) == "0";
                until("the rewrite is over", || is_off("aof_rewrite_scheduled") && is_off("aof_rewrite_in_progress"));
            });
        }
        let run = tool.run(&["full-backup", "-r", "redis"]);
        run.expect(0);
        assert_eq!(run.stderr.contains("copying again: "), rewritten, "{run}");
        let set = set(&tool, &run);
        let artefacts = json(&set, "manifest.json")["shards"][0]["artefacts"].as_array().unwrap().clone();
        let names: Vec<&str> = artefacts.iter().filter_map(|one| one["name"].as_str()).collect();
        assert_eq!(names, ["dump.rdb.gz", "appendonly.tar.gz"], "{run}");
        let files: Vec<_> = tool.backup_files();
        assert_eq!(files.len(), 6, "{files:?}");
        let verified = tool.run(&["backup-verify", "--load", run.last_line(), "-o", "json"]);
        verified.expect(0);
        let loads = verified.json()["data"]["loads"].as_array().unwrap().clone();
        assert!(loads.len() == 2 && loads[0]["keys"] == loads[1]["keys"], "{verified}");
        assert!(server.cli(&["CONFIG", "GET", "auto-aof-rewrite-min-size"]).ends_with("67108864"), "{run}");
    }
}

#[test]
fn an_aof_that_cannot_be_read_is_named_and_one_that_is_off_is_not() {
    let (sandbox, server) = with_aof();
    sandbox.deny("get", "pods/exec");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["full-backup", "-r", "redis", "-o", "json"]);
    run.expect(6);
    assert!(run.finding("part-not-included")["message"].as_str().unwrap().contains("appendonly.tar: "), "{run}");
    let by_url = Tool::alone().run(&["full-backup", "--url", &format!("redis://{}", server.address()), "-o", "json"]);
    by_url.expect(0);
    assert!(by_url.finding("aof-not-included")["message"].as_str().unwrap().contains("with --url"), "{by_url}");
    server.config_set("appendonly", "no");
    let run = tool.run(&["full-backup", "-r", "redis", "-o", "json"]);
    run.expect(0);
    assert!(run.finding_ids().iter().all(|id| id != "aof-not-included" && id != "part-not-included"), "{run}");
}

#[test]
fn a_signal_while_the_aof_is_copied_leaves_nothing_and_no_setting_changed() {
    let (sandbox, server) = with_aof();
    let tool = Tool::on(&sandbox);
    // A hash that never comes.
    sandbox.exec_fault("sha256sum", ExecFault::StallAfter { bytes: 1 });
    let running = tool.start(&["full-backup", "-r", "redis"]);
    let setting = || server.cli(&["CONFIG", "GET", "auto-aof-rewrite-min-size"]);
    until("rewrites are held off", || !setting().ends_with("67108864"));
    until("it is copied", || tool.backup_files().iter().any(|path| path.to_string_lossy().contains("appendonly")));
    running.signal("TERM");
    let run = running.wait();
    run.expect(143);
    assert!(tool.backup_files().is_empty() && setting().ends_with("67108864"), "{run}");
    assert!(sandbox.get("leases", "data", "redis-ops-redis").is_none());
}

#[test]
fn values_of_secrets_are_in_it_if_they_are_encrypted() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["full-backup", "-r", "cache", "--include-secrets"]);
    run.expect(4);
    assert!(run.stderr.contains("needs encryption") && tool.backup_files().is_empty(), "{run}");
    let public = age::x25519::Identity::generate().to_public().to_string();
    let more = ["--include-secrets", "--encrypt-to", &public];
    let dry = tool.run(&[&["full-backup", "-r", "cache", "--dry-run"], &more[..]].concat());
    assert!(dry.expect(0).stdout.contains("secrets.yaml.age"), "{dry}");
    let run = tool.run(&[&["full-backup", "-r", "cache"], &more[..]].concat());
    run.expect(0);
    let files = json(&set(&tool, &run), "manifest.json")["files"].as_array().unwrap().clone();
    let secrets = files.iter().find(|file| file["kind"] == "secrets").expect("the Secrets");
    assert_eq!(
        (secrets["name"].as_str(), secrets["encryption"][0].as_str()),
        (Some("secrets.yaml.age"), Some(public.as_str()))
    );
    tool.run(&["backup-verify", "--quick", run.last_line()]).expect(0);
}
