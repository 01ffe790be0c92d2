//! The three ways in which copying a file into a pod loses it, each shown to lose, and each restored here.

use super::{BITNAMI, Contents, Instance, SB_CHART, assert_restored, names, prepared};
use crate::sandbox::{Deployment, Sandbox};
use std::path::Path;

fn scale(sandbox: &Sandbox, instance: &Instance, replicas: u64) {
    sandbox.edit("statefulsets", instance.namespace, instance.set, |set| set["spec"]["replicas"] = replicas.into());
}

fn is_spoiled(sandbox: &Sandbox, instance: &Instance) -> bool {
    instance.primary(sandbox).cli(&["GET", "spoiled"]) == "yes"
}

#[test]
fn a_file_copied_under_a_running_server_is_overwritten_when_it_ends() {
    let (sandbox, tool, set, good) = prepared(Deployment::SbChart, &SB_CHART);
    let rdb = tool.folder().join(&set).join("dump.rdb");
    let data = SB_CHART.primary(&sandbox).data_dir().to_owned();
    std::fs::copy(&rdb, data.join("dump.rdb")).expect("the way of the Makefile: kubectl cp");
    // kubectl delete pod: SIGTERM, and a final save.
    sandbox.remove("pods", SB_CHART.namespace, SB_CHART.primary);
    assert!(is_spoiled(&sandbox, &SB_CHART), "the final save has overwritten the file");

    let run = SB_CHART.restore(&tool, &set);
    run.expect(0);
    assert!(run.stdout.contains("outage") && run.stdout.contains("kept aside"), "{run}");
    assert_restored(&sandbox, &SB_CHART, &good);
    assert_eq!(SB_CHART.step(&sandbox), "done");
    assert!(SB_CHART.files(&sandbox).contains(&".redis-ops-aside".to_owned()), "{:?}", SB_CHART.files(&sandbox));
}

#[test]
fn a_dump_beside_an_aof_is_not_read() {
    let (sandbox, tool, set, good) = prepared(Deployment::BitnamiStandalone, &BITNAMI);
    let rdb = tool.folder().join(&set).join("dump.rdb");
    let data = BITNAMI.primary(&sandbox).data_dir().to_owned();
    scale(&sandbox, &BITNAMI, 0);
    std::fs::copy(&rdb, data.join("dump.rdb")).expect("a helper pod's work");
    scale(&sandbox, &BITNAMI, 1);
    assert!(is_spoiled(&sandbox, &BITNAMI), "the AOF takes precedence");

    BITNAMI.restore(&tool, &set).expect(0);
    assert_restored(&sandbox, &BITNAMI, &good);
    let files = BITNAMI.files(&sandbox);
    assert!(files.contains(&"appendonlydir".to_owned()) && files.contains(&"dump.rdb".to_owned()), "{files:?}");
}

#[test]
fn an_old_aof_beside_a_manifest_is_not_read() {
    let (sandbox, tool, set, good) = prepared(Deployment::BitnamiStandalone, &BITNAMI);
    let rdb = tool.folder().join(&set).join("dump.rdb");
    let data = BITNAMI.primary(&sandbox).data_dir().to_owned();
    scale(&sandbox, &BITNAMI, 0);
    // The one file of a server before 7, which begins with the RDB.
    std::fs::copy(&rdb, data.join("appendonly.aof")).expect("a helper pod's work");
    scale(&sandbox, &BITNAMI, 1);
    assert!(is_spoiled(&sandbox, &BITNAMI), "the manifest takes precedence");

    BITNAMI.restore(&tool, &set).expect(0);
    assert_restored(&sandbox, &BITNAMI, &good);
    assert!(!BITNAMI.files(&sandbox).contains(&"appendonly.aof".to_owned()), "it is aside with the others");
}

#[test]
fn a_server_before_redis_7_gets_one_aof_that_begins_with_the_rdb() {
    let program = crate::harness::servers::server("6.2");
    let (sandbox, tool, set, good) = prepared_on(&program);
    let primary = BITNAMI.primary(&sandbox);
    assert!(primary.info("redis_version").starts_with("6.2"), "{}", primary.info("redis_version"));
    BITNAMI.restore(&tool, &set).expect(0);
    assert_eq!(BITNAMI.primary(&sandbox).cli(&["GET", "k"]), good);
    sandbox.remove("pods", BITNAMI.namespace, BITNAMI.primary);
    assert_eq!(BITNAMI.primary(&sandbox).cli(&["GET", "k"]), good);
    let files = names(&BITNAMI.primary(&sandbox));
    assert!(files.contains(&"appendonly.aof".to_owned()) && !files.contains(&"appendonlydir".to_owned()), "{files:?}");
}

/// The deployment with another server, one key, and a set of it.
fn prepared_on(program: &Path) -> (Sandbox, crate::harness::Tool, String, String) {
    let yaml = Deployment::BitnamiStandalone.yaml().replace(
        "    metadata: {labels: {app.kubernetes.io/instance: redis,",
        &format!(
            "    metadata: {{annotations: {{sandbox/server: {}}}, labels: {{app.kubernetes.io/instance: redis,",
            program.display()
        ),
    );
    let sandbox = Sandbox::builder().yaml(&yaml).start();
    let tool = crate::harness::Tool::on(&sandbox);
    let primary = BITNAMI.primary(&sandbox);
    primary.cli(&["SET", "k", "good"]);
    let set = BITNAMI.backup(&tool);
    primary.cli(&["SET", "k", "bad"]);
    (sandbox, tool, set, "good".to_owned())
}

#[test]
fn undo_puts_the_old_data_back() {
    for (deployment, instance) in [(Deployment::SbChart, SB_CHART), (Deployment::BitnamiStandalone, BITNAMI)] {
        let (sandbox, tool, set, good) = prepared(deployment, &instance);
        let spoiled = Contents::of(&instance.primary(&sandbox));
        instance.undo(&tool).expect(4);
        instance.restore(&tool, &set).expect(0);
        good.assert_same(&Contents::of(&instance.primary(&sandbox)));
        let run = instance.undo(&tool);
        run.expect(0);
        spoiled.assert_same(&Contents::of(&instance.primary(&sandbox)));
        assert!(instance.files(&sandbox).contains(&".redis-ops-undone".to_owned()), "what was restored is kept\n{run}");
        assert_eq!(instance.record(&sandbox), None, "nothing is left to undo");
        instance.undo(&tool).expect(4);
        assert_restored(&sandbox, &instance, &spoiled);
    }
}
