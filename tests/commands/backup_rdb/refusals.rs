//! What stands in the way of a backup: memory, rights, passwords; and what `--dry-run` shows.

use super::peer::Peer;
use super::{assert_nothing_left, dataset, set_of};
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;

fn bare_pod() -> Sandbox {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    dataset::add_bulk(&sandbox.pod("tutorial", "redis"), 20, 1000);
    sandbox
}

const BACKUP: [&str; 3] = ["backup-rdb", "-n", "tutorial"];

fn limit_memory(sandbox: &Sandbox, limit: &str) {
    sandbox.edit("pods", "tutorial", "redis", |pod| {
        pod["spec"]["containers"][0]["resources"] = json!({"limits": {"memory": limit}});
    });
}

/// A line of stderr that begins so and has all these words.
fn says(run: &Run, heading: &str, words: &[&str]) -> bool {
    run.stderr
        .lines()
        .any(|line| line.trim_start().starts_with(heading) && words.iter().all(|word| line.contains(word)))
}

#[test]
fn too_little_memory_for_the_fork_is_a_refusal_with_the_figures() {
    let sandbox = bare_pod();
    let server = sandbox.pod("tutorial", "redis");
    limit_memory(&sandbox, "6Mi");
    let tool = Tool::on(&sandbox);
    let syncs = server.info("sync_full");
    let run = tool.run(&BACKUP);
    run.expect(4);
    assert!(says(&run, "cause:", &["limit 6.00MiB", "in use", "left 0B", "a fork may copy"]), "{run}");
    assert!(says(&run, "hint:", &["--force"]) && says(&run, "hint:", &["memory limit"]), "{run}");
    assert_eq!(server.info("sync_full"), syncs, "it forked all the same");
    assert_nothing_left(&tool, &run);

    let run = tool.run(&[&BACKUP[..], &["-o", "json"]].concat());
    run.expect(4);
    assert_eq!(run.json()["verdict"], "refused", "{run}");

    let run = tool.run(&[&BACKUP[..], &["--dry-run"]].concat());
    run.expect(4);
    assert!(run.stdout.contains("limit 6.00MiB") && run.stdout.contains("fork-headroom"), "{run}");
    let run = tool.run(&[&BACKUP[..], &["--dry-run", "--force"]].concat());
    run.expect(0);

    let run = tool.run(&[&BACKUP[..], &["--force"]].concat());
    run.expect(0);
    set_of(&tool, &run);
}

#[test]
fn enough_memory_is_no_reason_to_ask() {
    let sandbox = bare_pod();
    limit_memory(&sandbox, "128Mi");
    let run = Tool::on(&sandbox).run(&BACKUP);
    run.expect(0);
    assert!(run.stdout.contains("limit 128MiB"), "{run}");
}

#[test]
fn a_dry_run_shows_the_plan_and_does_nothing() {
    let sandbox = bare_pod();
    let server = sandbox.pod("tutorial", "redis");
    let syncs = server.info("sync_full");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&BACKUP[..], &["--dry-run", "--to", "some/place"]].concat());
    run.expect(0);
    for part in ["source", "the primary, since there is no replica", "no memory limit", "would write"] {
        assert!(run.stdout.contains(part), "{part} is missing\n{run}");
    }
    assert!(run.stdout.contains("some/place/tutorial.redis/<time>/dump.rdb.gz and manifest.json"), "{run}");
    let run = tool.run(&[&BACKUP[..], &["--dry-run", "-o", "json"]].concat());
    let data = &run.expect(0).json()["data"];
    assert_eq!(
        (&data["done"], &data["path"], &data["plan"]["shards"][0]["artefact"]),
        (&json!(false), &json!(null), &json!("dump.rdb.gz"))
    );
    assert_eq!(server.info("sync_full"), syncs);
    let folders = std::fs::read_dir(tool.folder()).expect("the working folder").count();
    assert_eq!(folders, 0, "a dry run made something");
}

#[test]
fn a_user_without_the_right_to_sync_is_told_which_rights_are_needed() {
    let sandbox = bare_pod();
    let server = sandbox.pod("tutorial", "redis");
    server.cli(&["ACL", "SETUSER", "half", "on", ">hunter2", "+info", "+replconf"]);
    server.cli(&["ACL", "SETUSER", "blind", "on", ">hunter2", "+sync"]);
    server.cli(&["ACL", "SETUSER", "backup", "on", ">hunter2", "+info", "+replconf", "+sync"]);
    let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", "hunter2");
    let as_user = |user: &'static str| [&BACKUP[..], &["--redis-user", user]].concat();
    let run = tool.run(&as_user("half"));
    run.expect(5);
    assert!(says(&run, "cause:", &["NOPERM", "sync"]) && says(&run, "hint:", &["+sync"]), "{run}");
    assert_nothing_left(&tool, &run);
    let run = tool.run(&as_user("blind"));
    run.expect(5);
    assert!(run.stderr.contains("NOPERM") && says(&run, "hint:", &["+info"]), "{run}");
    tool.run(&as_user("backup")).expect(0);
    let run = tool.run(&as_user("nobody"));
    run.expect(5);
    assert!(says(&run, "cause:", &["refuses the password of user nobody"]) && !run.stderr.contains("hunter2"), "{run}");
}

#[test]
fn a_loading_server_is_told_from_a_dead_one() {
    let info = "role:master\r\nloading:1\r\nloading_eta_seconds:41\r\n";
    let peer = Peer::start(info, |_| Ok(()));
    let run = Tool::alone().run(&["backup-rdb", "--url", &peer.url()]);
    run.expect(5);
    assert!(says(&run, "cause:", &["is loading its data"]) && says(&run, "hint:", &["try again"]), "{run}");
}

#[test]
fn a_shard_of_a_cluster_is_not_taken_for_the_whole() {
    let info = "role:master\r\ncluster_enabled:1\r\n";
    let peer = Peer::start(info, |_| Ok(()));
    let run = Tool::alone().run(&["backup-rdb", "--url", &peer.url()]);
    run.expect(4);
    assert!(run.stderr.contains("Redis Cluster"), "{run}");
}

#[test]
fn missing_rights_in_kubernetes_are_named() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    let command = ["backup-rdb", "-n", "apps", "-r", "cache"];
    sandbox.deny_in("apps", "get", "pods/portforward");
    let run = tool.run(&command);
    run.expect(5);
    assert!(says(&run, "hint:", &["kubectl auth can-i get pods --subresource=portforward -n apps"]), "{run}");
    assert_nothing_left(&tool, &run);
    sandbox.allow_all();

    sandbox.deny_in("apps", "get", "secrets");
    let run = tool.run(&command);
    run.expect(5);
    assert!(says(&run, "cause:", &["Secret cache-redis", "cannot get secrets", "forbidden"]), "{run}");
    assert!(says(&run, "hint:", &["REDISCLI_AUTH"]), "{run}");
    // Who knows the password needs no right to read it.
    let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", "p$'\"#x y");
    tool.run(&command).expect(0);
    sandbox.allow_all();

    sandbox.deny_in("apps", "list", "pods");
    let run = tool.run(&command);
    run.expect(5);
    assert!(says(&run, "hint:", &["kubectl auth can-i list pods -n apps"]), "{run}");
}

#[test]
fn a_wrong_password_and_a_dead_instance_are_failures_with_an_object() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let command = ["backup-rdb", "-n", "apps", "-r", "cache", "-o", "json"];
    let run = Tool::on(&sandbox).env("REDISCLI_AUTH", "wrong").run(&command);
    run.expect(5);
    let answer = run.json();
    assert_eq!((&answer["command"], &answer["verdict"]), (&json!("backup-rdb"), &json!("failed")), "{run}");
    assert!(answer["error"].to_string().contains("refuses the password"), "{run}");
    for ordinal in 0..3 {
        sandbox.pod("apps", &format!("cache-redis-{ordinal}")).kill();
    }
    let run = Tool::on(&sandbox).run(&command);
    run.expect(5);
    assert!(run.json()["error"].to_string().contains("connection refused"), "{run}");
}
