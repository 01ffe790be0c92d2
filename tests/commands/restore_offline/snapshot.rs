//! `restore-from-pvc-snapshot`: a claim from the snapshot, a real server on it, and then the offline engine.

use super::{BITNAMI, Instance, SB_CHART, assert_restored, spoil};
use crate::commands::backup_rdb::dataset::{self, Contents};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, ExecFault, Fault, Method, Moment, Sandbox, Snapshots};
use serde_json::json;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// A sandbox whose instance was snapshotted with data, and holds other data by now.
fn snapshotted(deployment: Deployment, instance: &Instance) -> (Sandbox, Tool, Contents) {
    let sandbox = Sandbox::builder().deployment(deployment).start();
    sandbox.volume_snapshots(Snapshots::Ready);
    let tool = Tool::on(&sandbox);
    let primary = instance.primary(&sandbox);
    dataset::fill(&primary);
    if primary.info("aof_enabled") == "1" {
        // What commands tell of a stream's consumers is not all there is: the base tells it. Then an increment.
        primary.cli(&["BGREWRITEAOF"]);
        let is_rewritten =
            || ["aof_rewrite_in_progress", "aof_rewrite_scheduled"].iter().all(|field| primary.info(field) == "0");
        until("the AOF is rewritten", is_rewritten);
        primary.cli(&["SET", "after the rewrite", "yes"]);
    }
    let of = ["-n", instance.namespace, "-r", instance.name, "--pod", instance.primary];
    tool.run(&[&["create-pvc-snapshot", "before", "--yes"], &of[..]].concat()).expect(0);
    let good = Contents::of(&primary);
    spoil(&primary);
    (sandbox, tool, good)
}

fn words(instance: &Instance, snapshot: &str) -> Vec<String> {
    let confirm = instance.confirm();
    instance.with(&["restore-from-pvc-snapshot", snapshot], &confirm).into_iter().map(str::to_owned).collect()
}

fn restore(instance: &Instance, tool: &Tool, more: &[&str]) -> Run {
    let words = words(instance, "before");
    tool.run(&words.iter().map(String::as_str).chain(more.iter().copied()).collect::<Vec<_>>())
}

/// What was made for a while is gone.
fn assert_nothing_left(sandbox: &Sandbox, instance: &Instance, run: &Run) {
    let made = sandbox.requests().into_iter().filter_map(|(method, path)| {
        let made = method == Method::DELETE && path.contains("/persistentvolumeclaims/redis-ops-");
        made.then(|| path.rsplit('/').next().unwrap_or_default().split('?').next().unwrap_or_default().to_owned())
    });
    let names: Vec<String> = made.collect();
    assert!(!names.is_empty(), "no claim was made: {run}");
    for name in names {
        assert!(sandbox.get("persistentvolumeclaims", instance.namespace, &name).is_none(), "{name}: {run}");
        assert!(sandbox.get("pods", instance.namespace, &name).is_none(), "{name}: {run}");
    }
    assert!(sandbox.get("leases", instance.namespace, &format!("redis-ops-{}", instance.name)).is_none(), "{run}");
}

/// The snapshot's copy of a file of the primary.
fn in_snapshot(sandbox: &Sandbox, instance: &Instance, name: &str) -> PathBuf {
    let data = instance.primary(sandbox).data_dir().to_owned();
    let root = data.ancestors().nth(3).expect("the sandbox's folder");
    root.join("snapshots").join(instance.namespace).join("before").join(name)
}

#[test]
fn an_rdb_and_an_aof_are_restored_from_a_snapshot_and_that_is_undone() {
    for (deployment, instance) in [(Deployment::SbChart, SB_CHART), (Deployment::BitnamiStandalone, BITNAMI)] {
        let (sandbox, tool, good) = snapshotted(deployment, &instance);
        let spoiled = Contents::of(&instance.primary(&sandbox));
        sandbox.clear_requests();
        let run = restore(&instance, &tool, &["-o", "json"]);
        run.expect(0);
        let found = run.finding("restored-from-snapshot")["message"].as_str().unwrap().to_owned();
        assert!(found.contains("VolumeSnapshot before held"), "{run}");
        assert_nothing_left(&sandbox, &instance, &run);
        let set = run.json()["data"]["file"]["source"].as_str().unwrap().to_owned();
        assert!(set.contains(&format!("{}.{}-from-before/", instance.namespace, instance.name)), "{run}");
        tool.run(&["backup-verify", &set]).expect(0);
        assert_restored(&sandbox, &instance, &good);
        let confirm = instance.confirm();
        tool.run(&instance.with(&["restore-from-pvc-snapshot", "--undo"], &confirm)).expect(0);
        spoiled.assert_same(&Contents::of(&instance.primary(&sandbox)));
    }
}

#[test]
fn a_dry_run_shows_every_step_and_makes_nothing() {
    let (sandbox, tool, _) = snapshotted(Deployment::SbChart, &SB_CHART);
    sandbox.clear_requests();
    let run = tool.run(&["restore-from-pvc-snapshot", "before", "-n", "apps", "-r", "cache", "--dry-run"]);
    run.expect(0);
    for text in [
        "make a claim of 8Gi from VolumeSnapshot apps/before",
        "start a server of",
        "take a verified RDB of it to redis-backups/apps.cache-from-before/<time>",
        "scale StatefulSet cache-redis from 3 to 0",
        "write that RDB to data-cache-redis-0 through a helper pod",
        "scale cache-redis to 3",
        "what was written since then is not in it",
        "undo: redis-ops restore-rdb --undo",
    ] {
        assert!(run.stdout.contains(text), "no {text:?}: {run}");
    }
    tool.run(&["restore-from-pvc-snapshot", "before", "-n", "apps", "-r", "cache", "--yes"]).expect(4);
    let made = |path: &str| ["/pods", "/persistentvolumeclaims", "/leases"].iter().any(|kind| path.ends_with(kind));
    assert!(!sandbox.requests().iter().any(|(method, path)| *method == Method::POST && made(path)));
}

#[test]
fn what_cannot_be_restored_is_refused_with_the_reason() {
    let sandbox =
        Sandbox::builder().deployment(Deployment::SbChart).deployment(Deployment::BarePod).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let refused = |why: &str| {
        let run = tool.run(&words(&SB_CHART, "before").iter().map(String::as_str).collect::<Vec<_>>());
        run.expect(4);
        assert!(run.stderr.contains(why), "no {why:?}: {run}");
    };
    refused("its CRDs are not installed");
    sandbox.volume_snapshots(Snapshots::Never);
    refused("there is none of this name");
    let snapshot = |claim: &str| {
        json!({
            "apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshot",
            "metadata": {"name": "before", "namespace": "apps"},
            "spec": {"source": {"persistentVolumeClaimName": claim}},
        })
    };
    sandbox.add(&snapshot("data-sessions-0").to_string());
    refused("it is not ready to use, its status tells no error");
    sandbox.volume_snapshots(Snapshots::Failing("quota exceeded".into()));
    sandbox.edit("volumesnapshots", "apps", "before", |one| {
        one["status"] = json!({"error": {"message": "quota exceeded"}})
    });
    refused("its error: quota exceeded");
    sandbox.edit("volumesnapshots", "apps", "before", |one| one["status"] = json!({"readyToUse": true}));
    refused("it was taken of claim data-sessions-0, and the data of apps/cache are on data-cache-redis-0");
    sandbox.edit("volumesnapshots", "apps", "before", |one| {
        one["spec"]["source"]["persistentVolumeClaimName"] = json!("data-cache-redis-1");
    });
    sandbox.edit("persistentvolumeclaims", "apps", "data-cache-redis-0", |claim| {
        claim["spec"]["storageClassName"] = json!("standard");
    });
    refused("served by rancher.io/local-path: local-path makes plain folders");
    sandbox.edit("persistentvolumeclaims", "apps", "data-cache-redis-0", |claim| {
        claim["spec"]["storageClassName"] = json!("csi");
    });
    sandbox.deny("create", "persistentvolumeclaims");
    refused("create persistentvolumeclaims");
    let run = tool.run(&["restore-from-pvc-snapshot", "before", "-n", "tutorial", "--confirm", "tutorial/redis"]);
    run.expect(4);
}

#[test]
fn a_snapshot_that_no_server_loads_changes_nothing() {
    let (sandbox, tool, _) = snapshotted(Deployment::SbChart, &SB_CHART);
    let before = Contents::of(&SB_CHART.primary(&sandbox));
    let started = SB_CHART.primary(&sandbox).info("run_id");
    let file = in_snapshot(&sandbox, &SB_CHART, "dump.rdb");
    let bytes = std::fs::read(&file).expect("the snapshot's RDB");
    for (damaged, why) in
        [(&bytes[..bytes.len() / 2], "no server loads what VolumeSnapshot before holds"), (&b""[..], "holds no data")]
    {
        if damaged.is_empty() {
            std::fs::remove_file(&file).unwrap()
        } else {
            std::fs::write(&file, damaged).unwrap()
        }
        sandbox.clear_requests();
        let run = restore(&SB_CHART, &tool, &[]);
        run.expect(7);
        assert!(run.stderr.contains(why), "no {why:?}: {run}");
        assert_nothing_left(&sandbox, &SB_CHART, &run);
    }
    assert_eq!(SB_CHART.primary(&sandbox).info("run_id"), started, "no server was stopped");
    before.assert_same(&Contents::of(&SB_CHART.primary(&sandbox)));
}

#[test]
fn a_claim_that_never_comes_to_be_is_a_failure() {
    let (sandbox, tool, _) = snapshotted(Deployment::SbChart, &SB_CHART);
    std::fs::remove_dir_all(in_snapshot(&sandbox, &SB_CHART, "")).expect("the snapshot's folder");
    sandbox.clear_requests();
    let run = restore(&SB_CHART, &tool, &["--max-wait", "2s"]);
    run.expect(5);
    assert!(run.stderr.contains("it did not start within 2 s"), "{run}");
    assert_nothing_left(&sandbox, &SB_CHART, &run);
}

/// Runs it, and sends a signal just before this command in a pod is started.
fn signalled(sandbox: &Sandbox, tool: &Tool, signal: &'static str, command: &str) -> Run {
    let pid = Arc::new(Mutex::new(None::<u32>));
    let known = Arc::clone(&pid);
    sandbox.before_exec(command, move || {
        until("redis-ops has a process id", || known.lock().unwrap().is_some());
        let pid = known.lock().unwrap().unwrap();
        std::process::Command::new("kill").arg(format!("-{signal}")).arg(pid.to_string()).status().unwrap();
    });
    let words = words(&SB_CHART, "before");
    let running = tool.start(&words.iter().map(String::as_str).collect::<Vec<_>>());
    *pid.lock().unwrap() = Some(running.pid());
    running.wait()
}

#[test]
fn a_run_that_ends_with_the_scratch_server_leaves_nothing_or_the_next_takes_it_away() {
    let (sandbox, tool, good) = snapshotted(Deployment::SbChart, &SB_CHART);
    sandbox.clear_requests();
    let run = signalled(&sandbox, &tool, "TERM", "sh -c s=");
    run.expect(143);
    assert_nothing_left(&sandbox, &SB_CHART, &run);
    assert!(run.stderr.contains("nothing was left behind"), "{run}");
    signalled(&sandbox, &tool, "KILL", "sh -c s=").expect(137);
    let run = restore(&SB_CHART, &tool, &[]);
    run.expect(0);
    assert!(run.stderr.contains("of a run that died is deleted"), "{run}");
    assert_nothing_left(&sandbox, &SB_CHART, &run);
    assert_restored(&sandbox, &SB_CHART, &good);
}

#[test]
fn a_run_that_was_killed_with_the_servers_stopped_is_gone_on_with() {
    let (sandbox, tool, good) = snapshotted(Deployment::SbChart, &SB_CHART);
    signalled(&sandbox, &tool, "KILL", "mv").expect(137);
    assert_eq!(SB_CHART.step(&sandbox), "moving");
    let other = tool.run(&words(&SB_CHART, "another").iter().map(String::as_str).collect::<Vec<_>>());
    other.expect(4);
    assert!(other.stderr.contains("in the middle of a restore of another source"), "{other}");
    let run = restore(&SB_CHART, &tool, &[]);
    run.expect(0);
    assert!(run.stderr.contains("an earlier run is gone on with"), "{run}");
    assert_restored(&sandbox, &SB_CHART, &good);
}

/// So many requests after the claim was made that the snapshot's server runs on.
const MAKING: Moment = Moment { of: ("POST", "/persistentvolumeclaims"), later: 3 };
/// The servers are about to be stopped.
const STOPPING: Moment = Moment { of: ("PATCH", "/statefulsets/"), later: 0 };

/// Runs it until a moment, and lets something happen then.
fn struck(sandbox: &Sandbox, tool: &Tool, moment: Moment, happen: impl FnOnce()) -> Run {
    let words = words(&SB_CHART, "before");
    let soon = ["--node-timeout", "1s", "--request-timeout", "2s", "--max-wait", "5s"];
    sandbox.hold(moment);
    let mut running = tool.start(&words.iter().map(String::as_str).chain(soon).collect::<Vec<_>>());
    until("its moment has come", || {
        assert!(!running.has_ended(), "it ended before {moment:?}");
        sandbox.is_holding()
    });
    happen();
    sandbox.release();
    running.wait()
}

#[test]
fn what_fails_before_the_servers_are_stopped_changes_nothing_and_the_next_run_takes_the_rest_away() {
    let (sandbox, tool, good) = snapshotted(Deployment::SbChart, &SB_CHART);
    let spoiled = Contents::of(&SB_CHART.primary(&sandbox));
    let started = SB_CHART.primary(&sandbox).info("run_id");
    let failed = |name: &str, run: &Run| {
        // Where the API server does not answer any more, what was made for a while is named.
        let left = run.code == 6 && run.stderr.contains(" is left, and could not be put back");
        assert!([4, 5].contains(&run.code) || left, "{name}\n{run}");
        assert_eq!(SB_CHART.primary(&sandbox).info("run_id"), started, "{name}: no server was stopped\n{run}");
        spoiled.assert_same(&Contents::of(&SB_CHART.primary(&sandbox)));
    };
    let gone = || sandbox.forward_fault(Fault::Refuse("error dialing backend: no route to host".to_owned()));
    gone();
    let run = restore(&SB_CHART, &tool, &[]);
    assert!(run.expect(4).stderr.contains("apps/cache-redis-0 does not answer, but is ready"), "{run}");
    failed("node", &run);
    sandbox.clear_faults();
    sandbox.exec_fault("sh", ExecFault::CloseAfter { bytes: 0 });
    failed("node", &struck(&sandbox, &tool, MAKING, gone));
    sandbox.clear_faults();
    sandbox.clear_exec_faults();
    for moment in [MAKING, STOPPING] {
        for (status, word) in [(401, "Unauthorized"), (500, "request timed out")] {
            let run = struck(&sandbox, &tool, moment, || sandbox.fail_after(0, status, word));
            sandbox.fail_no_more();
            failed(word, &run);
            assert!(run.everything().contains(word), "{run}");
        }
        let run = struck(&sandbox, &tool, moment, || sandbox.kill_api());
        sandbox.restart_api();
        failed("API", &run);
    }
    sandbox.exec_fault("sh", ExecFault::CutAfter { bytes: 0 });
    failed("cut", &struck(&sandbox, &tool, MAKING, || {}));
    sandbox.clear_exec_faults();
    let run = restore(&SB_CHART, &tool, &[]);
    run.expect(0);
    assert_nothing_left(&sandbox, &SB_CHART, &run);
    assert_restored(&sandbox, &SB_CHART, &good);
}
