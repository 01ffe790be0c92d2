//! `pre-upgrade-check` on the sb chart.

use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::{Value, json};
use std::fs;

fn cache() -> (Sandbox, Tool) {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    sandbox.fill(20);
    let tool = Tool::on(&sandbox);
    (sandbox, tool)
}

fn check(tool: &Tool, more: &[&str]) -> Run {
    let words: Vec<&str> =
        ["pre-upgrade-check", "-n", "apps", "-r", "cache", "-o", "json"].iter().chain(more).copied().collect();
    tool.run(&words)
}

/// The ids of findings that are of this severity.
fn of(run: &Run, severity: &str) -> Vec<String> {
    let findings = run.json()["findings"].as_array().cloned().unwrap_or_default();
    let fitting = findings.iter().filter(|finding| finding["severity"] == severity);
    fitting.map(|finding| finding["id"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn without_a_backup_it_must_not_begin_and_with_one_what_is_lost_on_the_way_back_is_told() {
    let (_sandbox, tool) = cache();
    let run = check(&tool, &["--to", "8.0"]);
    run.expect(2);
    assert_eq!(of(&run, "critical"), ["backup-overdue"], "{run}");
    tool.run(&["backup-rdb", "-n", "apps", "-r", "cache"]).expect(0);
    let run = check(&tool, &["--to", "8.0"]);
    run.expect(1);
    assert!(of(&run, "critical").is_empty() && of(&run, "unknown").is_empty(), "{run}");
    let way_back = run.finding("upgrade-rollback");
    assert!(way_back["message"].as_str().unwrap().contains("does not read REDIS0012"), "{run}");
    check(&tool, &["--to", "8.0", "--max-backup-age", "1ms"]).expect(2);
}

#[test]
fn the_baseline_holds_what_was_there_and_no_secret() {
    let (sandbox, tool) = cache();
    check(&tool, &["--to", "7.4"]);
    let text = fs::read_to_string(tool.folder().join("redis-ops-baseline.apps.cache.json")).unwrap();
    let baseline: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(baseline["members"]["cache-redis-0"]["role"], "primary");
    assert_eq!(baseline["members"].as_object().unwrap().len(), 3);
    let keys: u64 = baseline["keys"].as_object().unwrap().values().map(|one| one["keys"].as_u64().unwrap()).sum();
    let primary = sandbox.pod("apps", "cache-redis-0");
    let databases = redis_ops::formats::info::Info::parse(&primary.cli(&["INFO", "keyspace"])).databases();
    let own: u64 = databases.iter().map(|database| database.keys).sum();
    assert_eq!(keys, own);
    let password = primary.password().unwrap();
    assert!(!text.contains(&password) && !text.contains(&password.replace('"', "\\\"")), "a password in the baseline");
    assert_eq!(baseline["members"]["cache-redis-0"]["parameters"]["requirepass"], "<redacted>");
    check(&tool, &["--no-baseline", "--baseline", "x"]).expect(64);
}

#[test]
fn manifests_that_the_api_server_would_refuse_or_that_start_empty_are_critical() {
    let (sandbox, tool) = cache();
    tool.run(&["backup-rdb", "-n", "apps", "-r", "cache"]).expect(0);
    let set = sandbox.get("statefulsets", "apps", "cache-redis").unwrap();
    let map = sandbox.get("configmaps", "apps", "cache-redis").unwrap();
    let file = tool.folder().join("next.yaml");
    let judge = |set: &Value, map: &Value| {
        // JSON is YAML.
        fs::write(&file, format!("---\n{set}\n---\n{map}\n")).unwrap();
        check(&tool, &["--manifests", file.to_str().unwrap()])
    };
    let run = judge(&set, &map);
    run.expect(1);
    assert!(of(&run, "critical").is_empty(), "{run}");

    let mut other = set.clone();
    other["spec"]["volumeClaimTemplates"][0]["metadata"]["labels"]["helm.sh/chart"] = json!("redis-0.5.0");
    other["spec"]["template"]["spec"]["containers"][0]["image"] = json!("docker.io/valkey/valkey:8.1.1");
    let mut on = map.clone();
    let text = map["data"]["redis.conf"].as_str().unwrap();
    on["data"]["redis.conf"] = json!(text.replace("appendonly no", "appendonly yes"));
    let run = judge(&other, &on);
    run.expect(2);
    assert_eq!(of(&run, "critical"), ["upgrade-appendonly", "upgrade-immutable"], "{run}");
    assert_eq!(run.json()["data"]["target"], "Valkey 8.1", "{run}");

    fs::write(&file, "no: object\n").unwrap();
    check(&tool, &["--manifests", file.to_str().unwrap()]).expect(64);
    check(&tool, &["--manifests", "/nowhere.yaml"]).expect(64);
    check(&tool, &["--to", "latest"]).expect(64);
}

#[test]
fn a_directive_that_the_target_does_not_know_is_critical() {
    let (sandbox, tool) = cache();
    tool.run(&["backup-rdb", "-n", "apps", "-r", "cache"]).expect(0);
    sandbox.edit("configmaps", "apps", "cache-redis", |map| {
        let text = format!("{}\nlatency-tracking yes\n", map["data"]["redis.conf"].as_str().unwrap());
        map["data"]["redis.conf"] = json!(text);
    });
    let run = check(&tool, &["--to", "6.2"]);
    run.expect(2);
    assert_eq!(of(&run, "critical"), ["upgrade-directive", "upgrade-format"], "{run}");
    assert!(run.finding("upgrade-directive")["subject"].as_str().unwrap().contains("apps/cache-redis, key redis.conf"));
}

#[test]
fn what_is_under_way_and_what_is_broken_stop_it() {
    let (sandbox, tool) = cache();
    tool.run(&["backup-rdb", "-n", "apps", "-r", "cache"]).expect(0);
    let replica = sandbox.pod("apps", "cache-redis-2");
    replica.cli(&["CONFIG", "SET", "rdb-key-save-delay", "1000000"]);
    assert!(replica.cli(&["BGSAVE"]).contains("started"));
    let run = check(&tool, &[]);
    run.expect(2);
    assert_eq!(of(&run, "critical"), ["upgrade-busy"], "{run}");
    let message = run.finding("upgrade-busy")["message"].as_str().unwrap().to_owned();
    assert!(
        message.starts_with("is saving an RDB, and was for the 2.") && message.ends_with("s that it was looked at")
    );
    assert_eq!(run.finding("upgrade-target")["severity"], "info");
    replica.kill();
    let run = check(&tool, &[]);
    run.expect(2);
    assert!(of(&run, "critical").contains(&"unreachable".to_owned()), "{run}");
}

/// As the child that saved for a backup lives on for a moment after it. The save lasts a second, and begins anew until a run
/// has met one.
#[test]
fn what_is_over_in_a_moment_does_not_stop_it() {
    let (sandbox, tool) = cache();
    tool.run(&["backup-rdb", "-n", "apps", "-r", "cache"]).expect(0);
    let replica = sandbox.pod("apps", "cache-redis-2");
    let keys: u64 = replica.cli(&["DBSIZE"]).parse().unwrap();
    replica.config_set("rdb-key-save-delay", &(1_000_000 / keys).to_string());
    until("a run meets a save", || {
        until("no other save is under way", || replica.info("rdb_bgsave_in_progress") == "0");
        assert!(replica.cli(&["BGSAVE"]).contains("started"));
        let run = check(&tool, &["--to", "7.4"]);
        assert!(of(&run, "critical").is_empty(), "{run}");
        run.stderr.contains("looking again for a moment at apps/cache-redis-2")
    });
}

#[test]
fn what_may_not_be_read_is_unknown_and_named() {
    let (sandbox, tool) = cache();
    tool.run(&["backup-rdb", "-n", "apps", "-r", "cache"]).expect(0);
    sandbox.deny("get", "configmaps");
    let run = check(&tool, &["--to", "7.4"]);
    run.expect(3);
    assert!(run.stdout.contains("configmaps"), "{run}");
}
