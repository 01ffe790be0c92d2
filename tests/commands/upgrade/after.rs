//! `post-upgrade-check` and `validate-upgrade` on the sb chart: what did not change, and what went wrong.

use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};

fn prepared() -> (Sandbox, Tool) {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    sandbox.fill(20);
    let tool = Tool::on(&sandbox);
    let before = tool.run(&["pre-upgrade-check", "-n", "apps", "-r", "cache"]);
    assert!(tool.folder().join("redis-ops-baseline.apps.cache.json").exists(), "{before}");
    (sandbox, tool)
}

fn run(tool: &Tool, command: &str, more: &[&str]) -> Run {
    let words: Vec<&str> = [command, "-n", "apps", "-r", "cache", "-o", "json"].iter().chain(more).copied().collect();
    tool.run(&words)
}

fn post(tool: &Tool, more: &[&str]) -> Run {
    run(tool, "post-upgrade-check", more)
}

#[test]
fn the_same_version_is_a_warning_and_the_canary_leaves_nothing() {
    let (sandbox, tool) = prepared();
    let primary = sandbox.pod("apps", "cache-redis-0");
    let before = primary.cli(&["DBSIZE"]);
    let found = post(&tool, &[]);
    found.expect(1);
    assert_eq!(found.finding_ids(), ["upgrade-version"], "{found}");
    assert!(found.json()["data"]["canary_milliseconds"].as_f64().unwrap() > 0.0, "{found}");
    assert_eq!(primary.cli(&["DBSIZE"]), before);
    post(&tool, &["--to", "7.0"]).expect(0);
    post(&tool, &["--to", "7.4"]).expect(2);
    run(&tool, "validate-upgrade", &["--to", "7.0"]).expect(0);
    run(&tool, "validate-upgrade", &["--to", "7.4"]).expect(2);
}

#[test]
fn lost_keys_a_refused_write_and_a_changed_setting_are_told() {
    let (sandbox, tool) = prepared();
    let primary = sandbox.pod("apps", "cache-redis-0");
    primary.config_set("maxmemory", "1");
    primary.config_set("maxmemory-policy", "noeviction");
    let found = post(&tool, &["--to", "7.0"]);
    found.expect(2);
    assert!(found.finding("upgrade-canary")["message"].as_str().unwrap().contains("OOM"), "{found}");
    let changed = found.finding("upgrade-config");
    assert_eq!(
        (changed["severity"].as_str(), changed["subject"].as_str()),
        (Some("warning"), Some("apps/cache-redis-0"))
    );
    primary.config_set("maxmemory", "0");
    primary.cli(&["FLUSHALL"]);
    let found = post(&tool, &["--to", "7.0"]);
    found.expect(2);
    assert!(found.finding("upgrade-keys")["message"].as_str().unwrap().contains("it started empty"), "{found}");
    run(&tool, "validate-upgrade", &["--to", "7.0"]).expect(2);
}

#[test]
fn waiting_ends_when_a_member_is_back() {
    let (sandbox, tool) = prepared();
    let replica = sandbox.pod("apps", "cache-redis-2");
    replica.kill();
    let found = post(&tool, &["--to", "7.0", "--wait", "2s"]);
    found.expect(2);
    assert!(found.finding_ids().contains(&"unreachable".to_owned()), "{found}");
    let waiting =
        tool.start(&["post-upgrade-check", "-n", "apps", "-r", "cache", "--to", "7.0", "--wait", "60s", "-o", "json"]);
    replica.restart();
    let found = waiting.wait();
    assert!([0, 1].contains(&found.code), "{found}");
}

#[test]
fn no_baseline_or_that_of_another_is_a_usage_error() {
    let (_sandbox, tool) = prepared();
    post(&tool, &["--baseline", "nowhere.json"]).expect(64);
    let name = tool.folder().join("redis-ops-baseline.apps.cache.json");
    let text = std::fs::read_to_string(&name).unwrap();
    std::fs::write(&name, text.replace("apps/cache", "apps/other")).unwrap();
    let found = post(&tool, &[]);
    found.expect(64);
    assert!(found.stderr.contains("it is of apps/other"), "{found}");
    std::fs::write(&name, "{").unwrap();
    post(&tool, &[]).expect(64);
}

#[test]
fn a_cluster_and_a_sentinel_deployment_are_written_to_where_their_primaries_are() {
    for (deployment, namespace, primaries) in
        [(Deployment::RedisCluster, "default", 3), (Deployment::Spotahome, "redis-system", 1)]
    {
        let sandbox = Sandbox::builder().deployment(deployment).start();
        let tool = Tool::on(&sandbox);
        tool.run(&["backup-rdb", "-n", namespace]).expect(0);
        let before =
            tool.run(&["pre-upgrade-check", "-n", namespace, "--to", "7.2", "-o", "json", "--baseline", "b.json"]);
        assert!([0, 1].contains(&before.code), "{before}");
        let roles = before.json()["data"]["members"].as_array().unwrap().clone();
        assert_eq!(roles.iter().filter(|one| one["role"] == "primary").count(), primaries, "{before}");
        let after =
            tool.run(&["post-upgrade-check", "-n", namespace, "--to", "7.0", "-o", "json", "--baseline", "b.json"]);
        assert!([0, 1].contains(&after.code), "{after}");
        assert!(after.json()["data"]["canary_milliseconds"].as_f64().is_some(), "{after}");
    }
}

#[test]
fn a_baseline_is_never_one_that_saw_no_keys() {
    let (sandbox, tool) = prepared();
    let file = tool.folder().join("redis-ops-baseline.apps.cache.json");
    let before = std::fs::read(&file).unwrap();
    let primary = sandbox.pod("apps", "cache-redis-0");
    primary.kill();
    let run = run(&tool, "pre-upgrade-check", &[]);
    let json = run.json();
    assert!(run.code >= 2 && json["data"]["keys"].is_null() && json["data"]["baseline"].is_null(), "{run}");
    assert_eq!(run.finding("upgrade-baseline")["severity"], "unknown", "{run}");
    assert!(std::fs::read(&file).unwrap() == before, "the one that was there has changed");
    // one without a primary, as others may have written it
    let mut without: serde_json::Value = serde_json::from_slice(&before).unwrap();
    without["members"].as_object_mut().unwrap().remove("cache-redis-0");
    without["keys"] = serde_json::json!({});
    std::fs::write(&file, without.to_string()).unwrap();
    primary.restart();
    let found = post(&tool, &[]);
    assert!(found.code == 3 || found.code == 2, "{found}");
    assert_eq!(found.finding("upgrade-keys")["severity"], "unknown", "{found}");
    assert!(found.json()["data"]["keys_before"].is_null(), "{found}");
}
