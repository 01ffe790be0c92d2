//! `create-pvc-snapshot`, against a scripted controller: nothing is snapshotted in the sandbox.

use super::{json, set};
use crate::harness::s3::Store;
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Method, Moment, Sandbox, Snapshots};
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
    // What is asked of rights makes nothing.
    let makes = |path: &str| !path.contains("accessreviews");
    assert!(!sandbox.requests().iter().any(|(method, path)| *method == Method::POST && makes(path)));
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
fn where_no_place_takes_the_record_no_server_saves_and_no_snapshot_is_made() {
    let sandbox = cache(Snapshots::Ready);
    let store = Store::shared();
    let tool = store.credentials(Tool::on(&sandbox));
    let tool = tool.env("AWS_ENDPOINT_URL_S3", format!("http://127.0.0.1:{}", store.port()));
    let saves = || sandbox.pod("apps", "cache-redis-0").info("rdb_saves");
    let before = saves();
    let nothing_happens = |places: &[&str], words: &[&str]| {
        sandbox.clear_requests();
        let run = tool.run(&[&YES[..], places].concat());
        run.expect(5);
        assert!(words.iter().all(|word| run.stderr.contains(word)), "{words:?}: {run}");
        let is_snapshot = |path: &str| path.contains("/volumesnapshots");
        let requests = sandbox.requests();
        assert!(!requests.iter().any(|(method, path)| *method == Method::POST && is_snapshot(path)), "{run}");
        assert_eq!(saves(), before, "{run}");
    };
    nothing_happens(&["--to", "/sys/redis-ops"], &["/sys/redis-ops", "try the place"]);
    let bucket = "s3://no-such-bucket/backups";
    nothing_happens(&["--to", bucket], &["no-such-bucket", "try the place"]);
    nothing_happens(&["--to", "/sys/redis-ops", "--to", bucket], &["/sys/redis-ops", "no-such-bucket"]);
    // Where one of two takes it, that one has it; nothing of the trial is left.
    let place = store.place();
    let run = tool.run(&[&YES[..], &["--to", &place, "--to", bucket]].concat());
    run.expect(6);
    assert_eq!((made(&sandbox), store.keys(&place).len(), store.open_uploads(&place).len()), (3, 1, 0), "{run}");
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

fn all_of(sandbox: &Sandbox, name: &str) -> usize {
    let name = |ordinal: u8| format!("{name}-data-cache-redis-{ordinal}");
    (0..3).filter(|ordinal| sandbox.get("volumesnapshots", "apps", &name(*ordinal)).is_some()).count()
}

fn state(sandbox: &Sandbox, name: &str) -> String {
    let snapshot = sandbox.get("volumesnapshots", "apps", name).expect("a snapshot");
    snapshot["metadata"]["annotations"]["redis-ops/state"].as_str().unwrap_or_default().to_owned()
}

/// A cluster in which a run was killed that had made its snapshots and not recorded them, with a set of another run.
fn with_leavings() -> (Sandbox, Tool) {
    let sandbox = cache(Snapshots::Ready);
    let tool = Tool::on(&sandbox);
    tool.run(&["create-pvc-snapshot", "kept", "-r", "cache", "--yes"]).expect(0);
    assert_eq!(state(&sandbox, "kept-data-cache-redis-0"), "recorded");
    sandbox.volume_snapshots(Snapshots::Never);
    let run = tool.start(&YES);
    until("all are made", || made(&sandbox) == 3);
    run.signal("KILL");
    run.wait().expect(137);
    assert_eq!(state(&sandbox, "before-data-cache-redis-2"), "open");
    sandbox.volume_snapshots(Snapshots::Ready);
    (sandbox, tool)
}

#[test]
fn what_a_killed_run_left_is_in_the_next_ones_plan_and_is_deleted_by_it() {
    let (sandbox, tool) = with_leavings();
    let after = ["create-pvc-snapshot", "after", "-r", "cache"];
    let run = tool.run(&[&after[..], &["--dry-run"]].concat());
    run.expect(0);
    let step = "delete VolumeSnapshot apps/before-data-cache-redis-1 of claim data-cache-redis-1, made ";
    assert!(run.stdout.contains(step) && !run.stdout.contains("apps/kept-"), "{run}");
    tool.run(&after).expect(4);
    assert_eq!(made(&sandbox), 3, "nobody consented");
    let run = tool.run(&[&after[..], &["--yes"]].concat());
    run.expect(0);
    assert!(run.stderr.contains("VolumeSnapshot apps/before-data-cache-redis-0 is deleted, a dead run's"), "{run}");
    assert_eq!((made(&sandbox), all_of(&sandbox, "kept"), all_of(&sandbox, "after")), (0, 3, 3), "{run}");
    // Who may not list them is told that they were not looked for.
    sandbox.deny("list", "volumesnapshots");
    let run = tool.run(&["create-pvc-snapshot", "more", "-r", "cache", "--dry-run", "-o", "json"]);
    run.expect(0);
    assert!(run.finding("snapshots-not-looked-for")["message"].as_str().unwrap().contains("list"), "{run}");
}

#[test]
fn backup_prune_deletes_what_killed_runs_left_and_nothing_that_a_manifest_records() {
    let (sandbox, tool) = with_leavings();
    let prune = |more: &[&str]| tool.run(&[&["backup-prune", "redis-backups", "--orphans"], more].concat());
    let young = prune(&["--dry-run", "-o", "json"]);
    assert_eq!(young.expect(0).json()["data"]["plan"]["removals"], json!([]), "{young}");
    let run = prune(&["--orphan-age", "0s", "--dry-run", "-o", "json"]);
    let removals = run.expect(0).json()["data"]["plan"]["removals"].as_array().unwrap().clone();
    assert_eq!(removals.len(), 3, "{run}");
    assert!(removals.iter().all(|one| one["what"] == "snapshot" && one["instance"] == "apps/cache"), "{run}");
    prune(&["--orphan-age", "0s"]).expect(4);
    assert_eq!(made(&sandbox), 3, "nobody consented");
    sandbox.deny("delete", "volumesnapshots");
    prune(&["--orphan-age", "0s", "--confirm", "apps/cache"]).expect(5);
    sandbox.allow_all();
    prune(&["--orphan-age", "0s", "--confirm", "apps/cache"]).expect(0);
    assert_eq!((made(&sandbox), all_of(&sandbox, "kept")), (0, 3));
    // Without a cluster the places are pruned all the same, and what was not looked for is said.
    let alone = Tool::alone();
    std::fs::create_dir(alone.folder().join("redis-backups")).unwrap();
    let run = alone.run(&["backup-prune", "--orphans", "-o", "json"]);
    assert_eq!(run.expect(0).finding_ids(), ["snapshots-not-looked-for"], "{run}");
}

#[test]
fn a_snapshot_whose_manifest_was_being_written_is_deleted_only_where_that_is_known_to_be_missing() {
    let sandbox = cache(Snapshots::Ready);
    let tool = Tool::on(&sandbox);
    let set = tool.run(&["create-pvc-snapshot", "kept", "-r", "cache", "--yes"]).expect(0).last_line().to_owned();
    let recording = || {
        for ordinal in 0..3 {
            sandbox.edit("volumesnapshots", "apps", &format!("kept-data-cache-redis-{ordinal}"), |one| {
                one["metadata"]["annotations"]["redis-ops/state"] = json!("recording");
            });
        }
    };
    recording();
    let prune = |place: &str| {
        let words = ["backup-prune", place, "--orphans", "--orphan-age", "0s", "--confirm", "apps/cache", "-o", "json"];
        tool.run(&words)
    };
    // The manifest is there.
    let run = prune("redis-backups");
    assert_eq!(run.expect(0).json()["data"]["plan"]["removals"], json!([]), "{run}");
    // It was to be somewhere else.
    std::fs::create_dir(tool.folder().join("elsewhere")).unwrap();
    let run = prune("elsewhere");
    run.expect(1);
    assert!(run.finding("snapshot-record-unseen")["message"].as_str().unwrap().contains("redis-backups"), "{run}");
    assert_eq!(all_of(&sandbox, "kept"), 3);
    // It cannot be read.
    let manifest = tool.folder().join(&set).join("manifest.json");
    let text = std::fs::read(&manifest).unwrap();
    std::fs::write(&manifest, b"{").unwrap();
    prune("redis-backups").expect(1);
    assert_eq!(all_of(&sandbox, "kept"), 3);
    // It is not there.
    std::fs::write(&manifest, text).unwrap();
    std::fs::remove_file(&manifest).unwrap();
    prune("redis-backups").expect(0);
    assert_eq!(all_of(&sandbox, "kept"), 0);
}

#[test]
fn without_the_right_to_mark_them_no_snapshots_are_made() {
    let sandbox = cache(Snapshots::Ready);
    sandbox.deny("patch", "volumesnapshots");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&YES);
    run.expect(4);
    assert!(run.stderr.contains("cannot patch volumesnapshots"), "{run}");
    assert_eq!(made(&sandbox), 0);
    assert!(tool.backup_files().is_empty(), "{run}");
}

#[test]
fn a_prune_that_fails_or_ends_half_way_leaves_the_rest_to_the_same_command() {
    let (sandbox, tool) = with_leavings();
    let words = ["backup-prune", "redis-backups", "--orphans", "--orphan-age", "0s", "--confirm", "apps/cache"];
    let soon = [&words[..], &["--request-timeout", "2s", "-o", "json"]].concat();
    let at = |later: usize, happen: &dyn Fn(&crate::harness::Running)| {
        sandbox.hold(Moment { of: ("DELETE", "/volumesnapshots/"), later });
        let mut running = tool.start(&soon);
        until("its moment has come", || {
            assert!(!running.has_ended(), "it ended before");
            sandbox.is_holding()
        });
        happen(&running);
        sandbox.release();
        running.wait()
    };
    for (status, word) in [(401, "Unauthorized"), (500, "request timed out")] {
        let run = at(0, &|_| sandbox.fail_after(0, status, word));
        sandbox.fail_no_more();
        run.expect(5);
        assert!(run.everything().contains(word), "{run}");
        assert_eq!(made(&sandbox), 3, "{run}");
    }
    sandbox.hold(Moment { of: ("DELETE", "/volumesnapshots/"), later: 0 });
    let running = tool.start(&soon);
    until("its moment has come", || sandbox.is_holding());
    running.signal("KILL");
    running.wait().expect(137);
    sandbox.release();
    assert_eq!(made(&sandbox), 3);
    let run = at(0, &|running| running.signal("TERM"));
    run.expect(143);
    let left = made(&sandbox);
    assert!((1..=3).contains(&left), "{left} {run}");
    let run = at(0, &|_| sandbox.kill_api());
    sandbox.restart_api();
    run.expect(5);
    assert_eq!(made(&sandbox), left, "{run}");
    tool.run(&words).expect(0);
    assert_eq!((made(&sandbox), all_of(&sandbox, "kept")), (0, 3));
}
