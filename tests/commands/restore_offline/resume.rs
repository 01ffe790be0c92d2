//! Runs that are killed in each step, and what comes after.

use super::{BITNAMI, Contents, Instance, SB_CHART, assert_restored, prepared, spoil};
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, ExecFault, Sandbox};
use std::time::{Duration, Instant};

const STEPS: [&str; 6] = ["stopping", "writing", "moving", "naming", "starting", "following"];

/// Starts a run and kills it as soon as its record says that it is in this step. The last steps can be over before they
/// are seen; a restore is then started again.
fn kill_in(sandbox: &Sandbox, tool: &Tool, instance: &Instance, words: &[&str], step: &str, direction: &str) -> Run {
    for _ in 0..10 {
        let run = kill_once(sandbox, tool, instance, words, step, direction);
        if run.code == 137 {
            return run;
        }
        assert_eq!((run.code, direction), (0, "restore"), "{step} is over before it was seen\n{run}");
        spoil(&instance.primary(sandbox));
    }
    panic!("{step} was never seen");
}

fn kill_once(sandbox: &Sandbox, tool: &Tool, instance: &Instance, words: &[&str], step: &str, direction: &str) -> Run {
    let confirm = instance.confirm();
    let mut running = tool.start(&instance.with(words, &confirm));
    let started = Instant::now();
    let is_there =
        || instance.record(sandbox).is_some_and(|record| record["step"] == step && record["direction"] == direction);
    while !is_there() && !running.has_ended() {
        assert!(started.elapsed() < Duration::from_secs(60), "it never comes to {step}");
        std::thread::sleep(Duration::from_millis(2));
    }
    if !running.has_ended() {
        running.signal("KILL");
    }
    running.wait()
}

fn killed_and_taken_up(deployment: Deployment, instance: &Instance) {
    let (sandbox, tool, set, good) = prepared(deployment, instance);
    let words = ["restore-rdb", &set, "--engine", "offline"];
    for step in STEPS {
        let killed = kill_in(&sandbox, &tool, instance, &words, step, "restore");
        let run = instance.restore(&tool, &set);
        assert_eq!(run.code, 0, "killed in {step}\n{killed}\n{run}");
        assert!(run.stderr.contains("goes on from there"), "{run}");
        assert_restored(&sandbox, instance, &good);
        let pods = sandbox.servers().iter().filter(|server| server.namespace() == instance.namespace).count();
        assert!(pods > 0 && sandbox.get("pods", instance.namespace, &helper(&sandbox, instance)).is_none());
        spoil(&instance.primary(&sandbox));
    }
}

fn helper(sandbox: &Sandbox, instance: &Instance) -> String {
    let record = instance.record(sandbox).expect("a record");
    format!("redis-ops-restore-{}", record["run"].as_str().unwrap_or_default().to_lowercase())
}

#[test]
fn killed_in_any_step_the_next_run_goes_on_with_the_sb_chart() {
    killed_and_taken_up(Deployment::SbChart, &SB_CHART);
}

#[test]
fn killed_in_any_step_the_next_run_goes_on_with_bitnami() {
    killed_and_taken_up(Deployment::BitnamiStandalone, &BITNAMI);
}

#[test]
fn killed_in_any_step_it_can_be_undone() {
    let (sandbox, tool, set, _) = prepared(Deployment::BitnamiStandalone, &BITNAMI);
    let spoiled = Contents::of(&BITNAMI.primary(&sandbox));
    let words = ["restore-rdb", &set, "--engine", "offline"];
    for step in STEPS {
        let killed = kill_in(&sandbox, &tool, &BITNAMI, &words, step, "restore");
        let run = BITNAMI.undo(&tool);
        assert_eq!(run.code, 0, "killed in {step}\n{killed}\n{run}");
        assert_restored(&sandbox, &BITNAMI, &spoiled);
        assert_eq!(BITNAMI.record(&sandbox), None, "{step}");
    }
}

#[test]
fn an_undo_that_was_killed_is_ended_by_the_next() {
    let (sandbox, tool, set, good) = prepared(Deployment::SbChart, &SB_CHART);
    let spoiled = Contents::of(&SB_CHART.primary(&sandbox));
    for step in ["stopping", "naming", "starting", "following"] {
        SB_CHART.restore(&tool, &set).expect(0);
        good.assert_same(&Contents::of(&SB_CHART.primary(&sandbox)));
        kill_in(&sandbox, &tool, &SB_CHART, &["restore-rdb", "--undo"], step, "undo");
        let refused = SB_CHART.restore(&tool, &set);
        assert!(refused.expect(4).stderr.contains("on its way back"), "{refused}");
        SB_CHART.undo(&tool).expect(0);
        spoiled.assert_same(&Contents::of(&SB_CHART.primary(&sandbox)));
    }
}

#[test]
fn a_run_that_is_told_to_end_says_how_to_go_on_and_leaves_no_pod() {
    let (sandbox, tool, set, good) = prepared(Deployment::SbChart, &SB_CHART);
    // The moving of the first file never comes to its end.
    sandbox.exec_fault_next("mv", ExecFault::StallAfter { bytes: 0 }, 1);
    let confirm = SB_CHART.confirm();
    let running = tool.start(&SB_CHART.with(&["restore-rdb", &set, "--engine", "offline"], &confirm));
    crate::harness::until("it moves files", || SB_CHART.step(&sandbox) == "moving");
    std::thread::sleep(Duration::from_millis(300));
    running.signal("TERM");
    let run = running.wait();
    run.expect(143);
    assert!(run.stderr.contains("in the middle of a restore") && run.stderr.contains("--undo"), "{run}");
    assert!(sandbox.get("pods", SB_CHART.namespace, &helper(&sandbox, &SB_CHART)).is_none(), "{run}");
    let other = tool.folder().join("other.rdb");
    std::fs::write(&other, b"REDIS0009\xff\0\0\0\0\0\0\0\0").expect("a file");
    let refused = SB_CHART.restore(&tool, "other.rdb");
    assert!(refused.expect(4).stderr.contains("a restore of another file"), "{refused}");
    SB_CHART.restore(&tool, &set).expect(0);
    assert_restored(&sandbox, &SB_CHART, &good);
}

#[test]
fn a_server_that_is_down_is_restored_and_its_data_is_the_safety_copy() {
    let (sandbox, tool, set, good) = prepared(Deployment::BitnamiStandalone, &BITNAMI);
    let primary = BITNAMI.primary(&sandbox);
    primary.kill();
    let manifest = primary.data_dir().join("appendonlydir/appendonly.aof.manifest");
    std::fs::write(manifest, "no manifest").expect("damage");
    let run = BITNAMI.restore(&tool, &set);
    run.expect(0);
    assert!(run.stderr.contains("the data kept aside is the safety copy"), "{run}");
    assert!(!run.stdout.contains("safety backup"), "{run}");
    assert_restored(&sandbox, &BITNAMI, &good);
}
