//! What stands in the way: no AOF, no pod, no right, no such container.

use super::{BACKUP, DEFAULT, assert_nothing_left, setting, store};
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn without_an_aof_it_is_refused_with_what_to_do_instead() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-aof", "-n", "apps", "-r", "cache"]);
    run.expect(4);
    assert!(run.stderr.contains("is off, so there is none to copy") && run.stderr.contains("backup-rdb"), "{run}");
    assert_nothing_left(&tool, &run);
    // A replica that has one is taken, and the others are named.
    sandbox.pod("apps", "cache-redis-1").config_set("appendonly", "yes");
    let run = tool.run(&["backup-aof", "-n", "apps", "-r", "cache", "--dry-run", "-o", "json"]);
    run.expect(0);
    let source = &run.json()["data"]["shards"][0]["source"];
    assert_eq!(source["member"], "cache-redis-1", "{run}");
    assert!(source["because"].as_str().unwrap().contains("the AOF is off on cache-redis-0, cache-redis-2"), "{run}");
}

#[test]
fn without_a_pod_there_are_no_files() {
    let (_sandbox, server) = store(None);
    let run = Tool::alone().run(&["backup-aof", "--url", &format!("redis://{}", server.address())]);
    run.expect(4);
    assert!(run.stderr.contains("backup-rdb --url"), "{run}");
}

#[test]
fn a_missing_right_is_named_and_nothing_was_changed() {
    let (sandbox, server) = store(None);
    sandbox.deny("get", "pods/exec");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&BACKUP);
    run.expect(5);
    assert!(run.stderr.contains("get on pods/exec (and create from Kubernetes 1.35)"), "{run}");
    assert!(run.stderr.contains("kubectl auth can-i get pods --subresource=exec -n lab"), "{run}");
    assert_eq!(setting(&server), DEFAULT);
    assert_nothing_left(&tool, &run);
}

#[test]
fn a_dry_run_changes_nothing_and_says_what_would_be_put_back() {
    let (sandbox, server) = store(None);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&BACKUP[..], &["--dry-run"]].concat());
    run.expect(0);
    for words in
        ["raise auto-aof-rewrite-min-size", "undo: kubectl exec -n lab store -c redis", "copy ", "put auto-aof"]
    {
        assert!(run.stdout.contains(words), "{run}");
    }
    assert_eq!(setting(&server), DEFAULT);
    assert_nothing_left(&tool, &run);
}

#[test]
fn a_server_that_cannot_write_its_aof_is_not_copied() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("server-of-small-files");
    let script = "#!/bin/sh\ntrap '' XFSZ\nulimit -f 16\nexec redis-server \"$@\"\n";
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let annotated = format!("lab, annotations: {{sandbox/server: {}}}}}", program.display());
    let sandbox = Sandbox::builder().yaml(&super::pod("store", None).replacen("lab}", &annotated, 1)).start();
    let server = sandbox.pod("lab", "store");
    server.cli(&["SET", "large", &"x".repeat(100_000)]);
    until("the write has failed", || server.info("aof_last_write_status") == "err");
    let run = Tool::on(&sandbox).run(&BACKUP);
    run.expect(4);
    assert!(run.stderr.contains("aof_last_write_status is err"), "{run}");
}
