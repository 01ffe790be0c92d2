//! `create-pvc-snapshot`, against a scripted controller: nothing is snapshotted in the sandbox.

use super::{json, set};
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Method, Sandbox, Snapshots};
use serde_json::json;

const YES: [&str; 5] = ["create-pvc-snapshot", "before", "-r", "cache", "--yes"];

fn cache(script: Snapshots) -> Sandbox {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.volume_snapshots(script);
    sandbox
}

fn made(sandbox: &Sandbox) -> usize {
    let name = |ordinal: u8| format!("before-data-cache-redis-{ordinal}");
    (0..3).filter(|ordinal| sandbox.get("volumesnapshots", "apps", &name(*ordinal)).is_some()).count()
}

#[test]
fn every_claim_is_saved_snapshotted_and_recorded() {
    let sandbox = cache(Snapshots::Ready);
    let saves = || sandbox.pod("apps", "cache-redis-0").info("rdb_saves").parse::<u64>().unwrap();
    let before = saves();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&YES);
    run.expect(0);
    assert_eq!((made(&sandbox), saves()), (3, before + 1), "{run}");
    let manifest = json(&set(&tool, &run), "manifest.json");
    let first = &manifest["volume_snapshots"][0];
    assert_eq!((&first["name"], &first["claim"]), (&json!("before-data-cache-redis-0"), &json!("data-cache-redis-0")));
    assert_eq!((&first["role"], &first["class"]), (&json!("primary"), &json!("csi-snapclass")));
    assert_eq!(
        (&first["handle"], &first["restore_size"]),
        (&json!("snap-of-before-data-cache-redis-0"), &json!("8Gi"))
    );
    assert!(first["saved_at"].as_u64().is_some() && !first["uid"].as_str().unwrap().is_empty());
    let verified = tool.run(&["backup-verify", run.last_line(), "-o", "json"]);
    verified.expect(3);
    assert_eq!(verified.finding_ids()[0], "volume-snapshot-unverified");
    // the same name again is somebody's
    let again = tool.run(&YES);
    again.expect(5);
    assert_eq!(made(&sandbox), 3, "{again}");
    let one =
        tool.run(&["create-pvc-snapshot", "single", "-r", "cache", "--pod", "cache-redis-1", "--no-save", "--yes"]);
    one.expect(0);
    assert!(sandbox.get("volumesnapshots", "apps", "single").is_some());
}

#[test]
fn without_consent_nothing_is_made_and_a_dry_run_shows_the_steps() {
    let sandbox = cache(Snapshots::Ready);
    sandbox.clear_requests();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["create-pvc-snapshot", "before", "-r", "cache", "--dry-run"]);
    run.expect(0);
    for text in [
        "have cache-redis-0 save",
        "kubectl delete volumesnapshot before-data-cache-redis-2 -n apps",
        "later writes are not in it",
    ] {
        assert!(run.stdout.contains(text), "no {text:?}: {run}");
    }
    tool.run(&["create-pvc-snapshot", "before", "-r", "cache"]).expect(4);
    assert!(!sandbox.requests().iter().any(|(method, _)| *method == Method::POST));
}

#[test]
fn one_that_fails_or_is_never_ready_is_deleted_and_the_drivers_words_are_shown() {
    let sandbox = cache(Snapshots::Failing("rpc error: quota exceeded".into()));
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["create-pvc-snapshot", "before", "-r", "cache", "--yes", "--max-wait", "2s"]);
    run.expect(5);
    assert!(run.stderr.contains("quota exceeded") && run.stderr.contains("is deleted again"), "{run}");
    assert_eq!(made(&sandbox), 0);
    sandbox.volume_snapshots(Snapshots::Never);
    let run = tool.run(&["create-pvc-snapshot", "before", "-r", "cache", "--yes", "--max-wait", "1s"]);
    run.expect(5);
    assert!(run.stderr.contains("does a snapshot controller run"), "{run}");
    assert_eq!(made(&sandbox), 0);
    sandbox.deny("delete", "volumesnapshots");
    let run = tool.run(&["create-pvc-snapshot", "before", "-r", "cache", "--yes", "--max-wait", "1s"]);
    run.expect(6);
    assert!(run.stderr.contains("kubectl delete volumesnapshot before-data-cache-redis-0 -n apps"), "{run}");
    assert!(tool.backup_files().is_empty());
}

#[test]
fn a_run_that_is_told_to_end_deletes_what_it_made() {
    let sandbox = cache(Snapshots::Never);
    let tool = Tool::on(&sandbox);
    let run = tool.start(&YES);
    until("all are made", || made(&sandbox) == 3);
    run.signal("TERM");
    run.wait().expect(143);
    assert_eq!(made(&sandbox), 0);
    assert!(tool.backup_files().is_empty());
    assert!(sandbox.get("leases", "apps", "redis-ops-cache").is_none());
}

#[test]
fn when_the_api_goes_what_is_left_is_named() {
    let sandbox = cache(Snapshots::Never);
    let tool = Tool::on(&sandbox);
    let run = tool.start(&YES);
    until("all are made", || made(&sandbox) == 3);
    sandbox.kill_api();
    let run = run.wait();
    run.expect(6);
    assert!(run.stderr.contains("kubectl delete volumesnapshot before-data-cache-redis-0 -n apps"), "{run}");
}

#[test]
fn storage_without_snapshots_is_refused_with_the_reason() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let refused = |why: &str| {
        let run = tool.run(&YES);
        run.expect(4);
        assert!(run.stderr.contains(why), "no {why:?}: {run}");
    };
    refused("its CRDs are not installed");
    sandbox.volume_snapshots(Snapshots::Ready);
    for ordinal in 0..3 {
        sandbox.edit("persistentvolumeclaims", "apps", &format!("data-cache-redis-{ordinal}"), |claim| {
            claim["spec"]["storageClassName"] = json!("standard");
        });
    }
    refused("rancher.io/local-path: local-path makes plain folders");
    sandbox.volume_snapshots(Snapshots::Ready);
    let another = "{apiVersion: snapshot.storage.k8s.io/v1, kind: VolumeSnapshotClass, driver: csi.sandbox.example, deletionPolicy: Retain, metadata: {name: second, annotations: {snapshot.storage.kubernetes.io/is-default-class: \"true\"}}}";
    sandbox.add(another);
    refused("marked as the default: csi-snapclass, second");
    tool.run(&["create-pvc-snapshot", "-r", "cache", "--snapshot-class", "second", "--dry-run"]).expect(0);
    sandbox.deny("list", "volumesnapshotclasses");
    refused("can-i list volumesnapshotclasses");
    sandbox.deny("get", "persistentvolumeclaims");
    refused("can-i get persistentvolumeclaims");
    assert_eq!(made(&sandbox), 0);
}

#[test]
fn a_bare_pod_without_a_claim_and_a_failing_save_are_refused_or_fail_before_anything_is_made() {
    let sandbox =
        Sandbox::builder().deployment(Deployment::BarePod).deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.volume_snapshots(Snapshots::Ready);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["create-pvc-snapshot", "-n", "tutorial", "--yes"]);
    run.expect(4);
    assert!(run.stderr.contains("has no claim"), "{run}");
    // a folder stands where the server wants to put its file
    let file = sandbox.pod("apps", "cache-redis-0").data_dir().join("dump.rdb");
    let _ = std::fs::remove_file(&file);
    std::fs::create_dir_all(file.join("blocked")).unwrap();
    let run = tool.run(&YES);
    run.expect(5);
    assert!(run.stderr.contains("cache-redis-0 did not save its data"), "{run}");
    assert_eq!(made(&sandbox), 0);
}
