//! Clusters that are not whole.

use super::six;
use crate::harness::{Tool, until};

/// Findings of a run as `severity id subject`, each once.
fn found(run: &crate::harness::Run) -> Vec<String> {
    let findings = run.json()["findings"].as_array().unwrap().clone();
    let words = findings
        .iter()
        .map(|one| ["severity", "id", "subject"].map(|field| one[field].as_str().unwrap().to_owned()).join(" "));
    words.collect()
}

#[test]
fn slots_that_nobody_serves_are_critical_everywhere() {
    let (sandbox, cluster) = six();
    let tool = Tool::on(&sandbox);
    cluster.uncover(100..=199);
    for command in
        ["health", "inspect", "list", "check-replication", "dbsize", "role", "replication-info", "master-info"]
    {
        let run = tool.run(&[command, "-o", "json"]);
        run.expect(2);
        let finding = run.finding("slots-uncovered");
        assert_eq!(
            (finding["severity"].as_str(), finding["subject"].as_str()),
            (Some("critical"), Some("default/redis-cluster"))
        );
        let message = finding["message"].as_str().unwrap();
        assert!(
            message.contains("slots 100-199 (100 of 16384)") && message.contains("the other slots are served"),
            "{run}"
        );
    }
    let text = tool.run(&["inspect"]);
    assert!(text.stdout.contains("16284 of 16384 served by 3 shards; not served: 100-199"), "{text}");
    assert!(text.stdout.contains("0-99 200-5460"), "{text}");
}

#[test]
fn a_killed_primary_is_replaced_and_its_shard_has_no_replica_left() {
    let (sandbox, cluster) = six();
    let tool = Tool::on(&sandbox);
    let before = tool.run(&["dbsize", "-o", "json"]).json()["data"]["total"]["keys"].clone();
    let (killed, heir) = (sandbox.pod("default", "redis-cluster-0"), sandbox.pod("default", "redis-cluster-4"));
    let id = cluster.id(&killed);
    killed.kill();
    until("the replica has taken over", || heir.info("role") == "master");
    cluster.until("all know", |_, nodes| {
        let line = nodes.lines().find(|line| line.starts_with(&id)).unwrap();
        line.contains("master,fail ") && !line.contains("0-5460")
    });
    let run = tool.run(&["health", "-o", "json"]);
    run.expect(2);
    let all = found(&run);
    for expected in [
        "critical unreachable default/redis-cluster-0",
        "critical cluster-node default/redis-cluster-0",
        "warning shard-without-replica default/redis-cluster",
    ] {
        assert!(all.contains(&expected.to_owned()), "{expected} is missing\n{run}");
    }
    for unexpected in ["slots-uncovered", "two-primaries", "cluster-state", "cluster-disagrees"] {
        assert!(!run.finding_ids().contains(&unexpected.to_owned()), "{run}");
    }
    assert!(
        run.finding("shard-without-replica")["message"].as_str().unwrap().contains("0-5460 on redis-cluster-4"),
        "{run}"
    );
    assert_eq!(run.member("redis-cluster-4")["shard"]["number"], 0, "{run}");
    // Whoever has the slots has the keys: the silent node is no reason not to know how many there are.
    let run = tool.run(&["dbsize", "-o", "json"]);
    assert_eq!(run.json()["data"]["total"]["keys"], before, "{run}");
    let run = tool.run(&["check-replication", "-o", "json"]);
    run.expect(2);
    assert_eq!(run.finding("replicas-missing")["subject"], "default/redis-cluster-4", "{run}");
    killed.restart();
    cluster.until("it is back", |_, nodes| {
        nodes.lines().any(|line| line.starts_with(&id) && line.contains("slave") && !line.contains("fail"))
    });
    until("it follows", || killed.info("role") == "slave" && killed.info("master_link_status") == "up");
    until("nobody is cut off", || tool.run(&["check-replication"]).code == 0);
}

#[test]
fn a_shard_that_is_gone_altogether_is_uncovered_and_its_keys_are_unknown() {
    let (sandbox, cluster) = six();
    let tool = Tool::on(&sandbox);
    let lost = ["redis-cluster-1", "redis-cluster-5"].map(|name| sandbox.pod("default", name));
    let ids = lost.each_ref().map(|server| cluster.id(server));
    lost.iter().for_each(crate::sandbox::Server::kill);
    cluster.until("all know", |_, nodes| {
        ids.iter().all(|id| nodes.lines().any(|line| line.starts_with(id) && line.contains(",fail ")))
    });
    let run = tool.run(&["health", "-o", "json"]);
    run.expect(2);
    assert!(
        run.finding("slots-uncovered")["message"].as_str().unwrap().contains("5461-10922 (5462 of 16384)"),
        "{run}"
    );
    assert!(!run.finding_ids().contains(&"shard-without-replica".to_owned()), "there is worse\n{run}");
    assert_eq!(run.member("redis-cluster-1")["shard"]["number"], 1, "{run}");
    let run = tool.run(&["dbsize", "-o", "json"]);
    run.expect(2);
    assert!(run.json()["data"]["total"].is_null(), "{run}");
    let run = tool.run(&["list", "-o", "json"]);
    assert!(run.json()["data"]["instances"][0]["keys"].is_null(), "two thirds are no answer\n{run}");
    let run = tool.run(&["stats", "-o", "json"]);
    assert!(run.json()["data"]["total"]["commands"].is_null() || run.json()["data"]["total"].is_null(), "{run}");
}

#[test]
fn a_replica_that_went_to_another_shard_leaves_its_own_without_one() {
    let (sandbox, cluster) = six();
    let replica = sandbox.pod("default", "redis-cluster-4");
    let (old, new) = (sandbox.pod("default", "redis-cluster-0"), sandbox.pod("default", "redis-cluster-1"));
    replica.cli(&["CLUSTER", "REPLICATE", &cluster.id(&new)]);
    let (moved, target) = (cluster.id(&replica), cluster.id(&new));
    cluster.until("all know", |_, nodes| nodes.lines().any(|line| line.starts_with(&moved) && line.contains(&target)));
    until("it follows", || replica.info("master_link_status") == "up");
    let run = Tool::on(&sandbox).run(&["health", "-o", "json"]);
    run.expect(1);
    assert_eq!(found(&run), ["warning shard-without-replica default/redis-cluster"], "{run}");
    assert!(run.finding("shard-without-replica")["message"].as_str().unwrap().contains(old.pod()), "{run}");
    assert_eq!(run.member(replica.pod())["shard"]["slots"][0], "5461-10922", "{run}");
}

#[test]
fn an_empty_node_that_nobody_met_is_an_outsider() {
    let (sandbox, cluster) = six();
    sandbox.edit("statefulsets", "default", "redis-cluster", |set| set["spec"]["replicas"] = 7.into());
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["health", "-o", "json"]);
    run.expect(1);
    assert_eq!(found(&run), ["warning cluster-outsider default/redis-cluster-6"], "{run}");
    assert!(run.member("redis-cluster-6")["shard"].is_null(), "{run}");
    // It is no primary that lacks a replica, but the gate stays shut: what is not in order stops the script.
    let run = tool.run(&["check-replication", "-o", "json"]);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["cluster-outsider"], "{run}");
    // Once met it is known to all, and still backs nobody up.
    let fresh = sandbox.pod("default", "redis-cluster-6");
    let first = cluster.servers()[0].address();
    fresh.cli(&["CLUSTER", "MEET", &first.ip().to_string(), &first.port().to_string()]);
    let id = fresh.cli(&["CLUSTER", "MYID"]);
    cluster.until("all know it", |_, nodes| {
        nodes.lines().any(|line| line.starts_with(&id) && line.contains("master") && line.contains(" connected"))
    });
    until("it knows all", || {
        fresh.cli(&["CLUSTER", "NODES"]).lines().filter(|line| line.contains(" connected")).count() == 7
    });
    // Redis holds a primary back for two seconds.
    until("it is let go", || fresh.cli(&["CLUSTER", "INFO"]).contains("cluster_state:ok"));
    let run = tool.run(&["health", "-o", "json"]);
    run.expect(1);
    let finding = run.finding("cluster-outsider");
    assert!(finding["message"].as_str().unwrap().contains("a primary without slots"), "{run}");
    let run = tool.run(&["list"]);
    assert!(run.stdout.contains("3 shards, 4 primaries, 3 replicas"), "{run}");
}

#[test]
fn a_node_that_is_no_pod_is_a_stranger_and_a_forgotten_one_a_disagreement() {
    let (sandbox, cluster) = six();
    let tool = Tool::on(&sandbox);
    // The pod goes, the server stays: the API no longer has what the cluster knows.
    let run = tool.run(&[
        "health",
        "-l",
        "app=redis-cluster,statefulset.kubernetes.io/pod-name=redis-cluster-0",
        "-o",
        "json",
    ]);
    run.expect(0);
    sandbox.edit("pods", "default", "redis-cluster-3", |pod| pod["spec"]["containers"][0]["image"] = "busybox".into());
    sandbox.edit("pods", "default", "redis-cluster-3", |pod| {
        pod["spec"]["containers"][0]["command"] = serde_json::json!(["sleep"])
    });
    let run = tool.run(&["health", "-o", "json"]);
    let stranger = run.finding("cluster-stranger");
    assert_eq!(stranger["subject"], sandbox.pod("default", "redis-cluster-3").address().to_string(), "{run}");
    let id = cluster.id(&cluster.servers()[5]);
    cluster.servers()[0].cli(&["CLUSTER", "FORGET", &id]);
    let run = tool.run(&["health", "-o", "json"]);
    let differs = run.finding("cluster-disagrees");
    assert!(differs["message"].as_str().unwrap().contains("redis-cluster-0 does not know redis-cluster-5"), "{run}");
}

#[test]
fn a_node_that_may_not_be_asked_leaves_the_cluster_unknown() {
    let (sandbox, cluster) = six();
    for server in cluster.servers() {
        server.cli(&["ACL", "SETUSER", "watcher", "on", ">w", "~*", "+info", "+ping", "+config|get"]);
    }
    let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", "w");
    let run = tool.run(&["health", "--redis-user", "watcher", "-o", "json"]);
    run.expect(3);
    let finding = run.finding("cluster-unseen");
    assert!(finding["message"].as_str().unwrap().contains("NOPERM"), "{run}");
    assert!(!run.finding_ids().contains(&"slots-uncovered".to_owned()), "{run}");
}

#[test]
fn pods_that_have_all_changed_their_addresses_at_once_are_told_where_the_others_look() {
    let (sandbox, cluster) = six();
    cluster.servers().iter().for_each(crate::sandbox::Server::kill);
    for server in cluster.servers() {
        let file = server.data_dir().join("nodes.conf");
        let text = std::fs::read_to_string(&file).unwrap();
        // as in pods that came back with other addresses: update-node.sh mends a node's own alone
        let moved = |line: &str| match line.contains("myself") {
            true => line.to_owned(),
            false => cluster.servers().iter().fold(line.to_owned(), |line, other| {
                line.replace(&format!(" {}:", other.address().ip()), " 127.0.0.99:")
            }),
        };
        std::fs::write(&file, text.lines().map(|line| moved(line) + "\n").collect::<String>()).unwrap();
    }
    cluster.servers().iter().for_each(|server| server.restart());
    let run = Tool::on(&sandbox).run(&["health", "-o", "json"]);
    run.expect(2);
    let about = |one: &&serde_json::Value| one["id"] == "cluster-node" && one["subject"] == "default/redis-cluster-3";
    let findings = run.json()["findings"].as_array().unwrap().clone();
    let message =
        findings.iter().find(about).unwrap_or_else(|| panic!("{run}"))["message"].as_str().unwrap().to_owned();
    assert!(message.contains("look for it at 127.0.0.99, which is not its address"), "{run}");
    assert_eq!(
        run.member("redis-cluster-3")["shard"]["slots"][0],
        "10923-16383",
        "the nodes still know who is who\n{run}"
    );
}
