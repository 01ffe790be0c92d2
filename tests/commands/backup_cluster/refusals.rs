//! What stands in the way before anything is done, and parts that are taken on purpose.

use super::{assert_nothing_left, manifest_of, set_of, six};
use crate::harness::Tool;
use serde_json::json;

#[test]
fn slots_that_nobody_serves_are_named() {
    let (sandbox, cluster) = six();
    cluster.uncover(100..=199);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb"]);
    run.expect(4);
    assert!(run.stderr.contains("slots 100-199 (100 of 16384)") && run.stderr.contains("served by no node"), "{run}");
    assert_nothing_left(&tool, &run);
    tool.run(&["backup-aof"]).expect(4);
}

#[test]
fn a_shard_none_of_whose_members_answers_is_named() {
    let (sandbox, cluster) = six();
    // Long enough that the others do not call it failed meanwhile.
    cluster.node_timeout(60_000);
    for name in ["redis-cluster-1", "redis-cluster-5"] {
        sandbox.pod("default", name).kill();
    }
    let tool = Tool::on(&sandbox);
    for command in ["backup-rdb", "backup-aof", "full-backup"] {
        let run = tool.run(&[command]);
        run.expect(4);
        assert!(run.stderr.contains("shard 1 (slots 5461-10922) of default/redis-cluster"), "{run}");
        assert!(run.stderr.contains("redis-cluster-1") && run.stderr.contains("redis-cluster-5"), "{run}");
        assert_nothing_left(&tool, &run);
    }
    // One of the two is enough.
    sandbox.pod("default", "redis-cluster-1").restart();
    let run = tool.run(&["backup-rdb"]);
    run.expect(0);
    assert!(run.stderr.contains("redis-cluster-5 did not answer"), "{run}");
}

#[test]
fn a_role_that_a_shard_lacks_is_named_with_its_slots() {
    let (sandbox, _cluster) = six();
    sandbox.pod("default", "redis-cluster-4").kill();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "--role", "replica"]);
    run.expect(4);
    assert!(run.stderr.contains("(slots ") && run.stderr.contains("redis-cluster-4"), "{run}");
    tool.run(&["backup-rdb", "--role", "primary"]).expect(0);
}

#[test]
fn too_little_memory_is_judged_shard_by_shard() {
    let (sandbox, _cluster) = six();
    let limit = |name: &str| {
        sandbox.edit("pods", "default", name, |pod| {
            pod["spec"]["containers"][0]["resources"] = json!({"limits": {"memory": "4Mi"}});
        });
    };
    limit("redis-cluster-4");
    limit("redis-cluster-5");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb"]);
    run.expect(4);
    let cause = |name: &str| format!("{name}: limit 4.00MiB");
    assert!(
        run.stderr.contains("memory of redis-cluster-4, redis-cluster-5 is too short")
            || run.stderr.contains("memory of redis-cluster-5, redis-cluster-4 is too short"),
        "{run}"
    );
    assert!(run.stderr.contains(&cause("redis-cluster-4")) && run.stderr.contains(&cause("redis-cluster-5")), "{run}");
    assert!(!run.stderr.contains(&cause("redis-cluster-3")), "{run}");
    tool.run(&["backup-rdb", "--dry-run"]).expect(4);
    tool.run(&["backup-rdb", "--role", "primary"]).expect(0);
    tool.run(&["backup-rdb", "--force"]).expect(0);
}

#[test]
fn one_member_by_its_pod_is_its_shard_and_the_rest_is_said_to_be_missing() {
    let (sandbox, _cluster) = six();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "--pod", "redis-cluster-1"]);
    run.expect(6);
    assert!(run.stdout.contains("slots-not-included"), "{run}");
    let set = set_of(&tool, &run);
    let manifest = manifest_of(&set);
    assert_eq!(manifest["shards"].as_array().unwrap().len(), 1);
    assert_eq!(manifest["shards"][0]["slots"], json!([[5461, 10922]]));
    assert_eq!(manifest["shards"][0]["artefacts"][0]["name"], "dump-shard-1.rdb.gz");
    assert!(manifest["missing"][0].as_str().unwrap().contains("slots 0-5460 10923-16383 (10922 of 16384)"));
    // It can be read, and is no backup of the instance.
    tool.run(&["backup-verify", &set.display().to_string()]).expect(1);
    let listed = tool.run(&["backup-list", "-o", "json"]);
    listed.expect(2);
    assert!(listed.finding_ids().contains(&"backup-overdue".to_owned()), "{listed}");
    assert!(tool.run(&["backup-list"]).stdout.contains("some shards only"));
    let health = tool.run(&["health", "--rpo", "1h", "--backups", "redis-backups", "-o", "json"]);
    assert!(health.finding_ids().contains(&"backup-overdue".to_owned()), "{health}");
    let pruned = tool.run(&["backup-prune", "--keep-last", "1", "--dry-run"]);
    pruned.expect(0);
    assert!(pruned.stdout.contains("some shards of a cluster only: not touched"), "{pruned}");
}

#[test]
fn a_user_who_may_not_see_the_cluster_is_told_which_rights_are_needed() {
    let (sandbox, cluster) = six();
    for server in cluster.servers() {
        server.cli(&["ACL", "SETUSER", "blind", "on", ">pw", "+info", "+sync", "+psync", "+replconf"]);
    }
    let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", "pw");
    let run = tool.run(&["backup-rdb", "--redis-user", "blind"]);
    run.expect(4);
    assert!(run.stderr.contains("NOPERM") && run.stderr.contains("+cluster|nodes"), "{run}");
    for server in cluster.servers() {
        server.cli(&["ACL", "SETUSER", "blind", "+cluster|nodes", "+cluster|info"]);
    }
    tool.run(&["backup-rdb", "--redis-user", "blind"]).expect(0);
}

#[test]
fn missing_rights_in_kubernetes_are_named() {
    let (sandbox, _cluster) = six();
    sandbox.deny("get", "pods/portforward");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb"]);
    run.expect(5);
    assert!(run.stderr.contains("kubectl auth can-i get pods --subresource=portforward -n default"), "{run}");
    assert_nothing_left(&tool, &run);
}
