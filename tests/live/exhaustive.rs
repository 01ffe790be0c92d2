//! What takes too long for each change: an offline restore that is killed in each of its steps, gone on with and undone, which
//! starts every server of an instance some thirty times. `restore_offline.rs` has what `.ci/run` runs of it.

use super::restore_offline::{BITNAMI, Instance, SB_CHART, STEPS};
use super::{kubectl, tool};

fn killed_in_each_step(instance: &Instance) {
    let tool = tool();
    let (_held, namespace, set) = instance.deploy(&tool);
    let words = ["restore-rdb", &set, "--engine", "offline"];
    for step in STEPS {
        instance.spoil();
        instance.kill_in(&tool, &words, step, "restore");
        let run = instance.run(&tool, &words);
        run.expect(0);
        assert!(instance.is_good(), "killed in {step}: {}", instance.redis("info keyspace"));
    }
    instance.spoil();
    for step in STEPS {
        instance.kill_in(&tool, &words, step, "restore");
        let run = instance.run(&tool, &["restore-rdb", "--undo"]);
        run.expect(0);
        assert_eq!(instance.redis("get spoiled"), "yes", "killed in {step}");
        assert_eq!(instance.record(), "", "killed in {step}");
    }
    instance.run(&tool, &words).expect(0);
    assert!(instance.is_good());
    // What was restored outlives another start.
    kubectl(&["delete", "pod", "-n", namespace.0, instance.pod]);
    namespace.until_rolled_out(instance.set);
    assert!(instance.is_good());
    instance.run(&tool, &["restore-rdb", "--undo"]).expect(0);
    assert_eq!(instance.redis("get spoiled"), "yes");
}

#[test]
#[ignore = "needs a cluster and half an hour: KUBECONFIG=… cargo test --test main live::exhaustive -- --ignored"]
fn an_offline_restore_of_the_sb_chart_killed_in_each_step() {
    killed_in_each_step(&SB_CHART);
}

#[test]
#[ignore = "needs a cluster and a quarter of an hour: KUBECONFIG=… cargo test --test main live::exhaustive -- --ignored"]
fn an_offline_restore_of_bitnami_killed_in_each_step() {
    killed_in_each_step(&BITNAMI);
}
