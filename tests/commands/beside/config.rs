//! `backup-config`.

use super::{json, read, set};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

const PASSWORD: &str = "p$'\"#x y";

fn cache() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start()
}

#[test]
fn runtime_values_are_kept_by_member_with_their_drift_and_no_secret() {
    let sandbox = cache();
    sandbox.pod("apps", "cache-redis-0").config_set("maxmemory", "123456789");
    sandbox.pod("apps", "cache-redis-1").cli(&["ACL", "SETUSER", "kim", "on", ">hunter22", "+@all"]);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-config", "-r", "cache"]);
    run.expect(0);
    let config = json(&set(&tool, &run), "config.json");
    assert_eq!(config["members"]["cache-redis-0"]["parameters"]["maxmemory"], "123456789");
    assert_eq!(config["members"]["cache-redis-1"]["parameters"]["maxmemory"], "268435456");
    let drift = |member: &str| {
        let all = config["members"][member]["drift"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["parameter"] == "maxmemory")
    };
    let found = drift("cache-redis-0").unwrap();
    assert_eq!((&found["file"], &found["runtime"]), (&"256mb".into(), &"123456789".into()));
    assert!(drift("cache-redis-1").is_none(), "256mb is 268435456");
    let acl = config["members"]["cache-redis-1"]["acl"].to_string();
    assert!(acl.contains("user kim on") && acl.contains("#<redacted>"), "{acl}");
    assert!(config["config_maps"]["cache-redis"]["data"]["redis.conf"].as_str().unwrap().contains("maxmemory 256mb"));
    let text = read(&set(&tool, &run), "config.json") + &read(&set(&tool, &run), "manifest.json") + &run.everything();
    assert!(!text.contains(PASSWORD) && !text.contains("#x y") && !text.contains("hunter22"), "{text}");
    // sha256 of hunter22, as ACL LIST has it
    assert!(!text.contains("f3029a66c61b61b41b428963a2fc134154a5383096c776f3b4064733c5463d90"));
    tool.run(&["backup-verify", run.last_line()]).expect(0);
    std::fs::write(set(&tool, &run).join("config.json"), "{}").unwrap();
    tool.run(&["backup-verify", run.last_line()]).expect(7);
}

#[test]
fn a_password_in_a_configmap_is_left_out_and_named() {
    let sandbox = cache();
    sandbox.edit("configmaps", "apps", "cache-redis", |map| {
        let text = map["data"]["redis.conf"].as_str().unwrap().to_owned();
        map["data"]["redis.conf"] = format!("{text}requirepass swordfish9\nuser kim on >tr0ub4dor +@all\n").into();
    });
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-config", "-r", "cache", "-o", "json"]);
    run.expect(0);
    assert!(run.finding("secret-in-clear")["message"].as_str().unwrap().contains("redis.conf"), "{run}");
    let path = run.json()["data"]["path"].as_str().unwrap().to_owned();
    let text = read(&tool.folder().join(path), "config.json") + &run.everything();
    assert!(!text.contains("swordfish9") && !text.contains("tr0ub4dor"), "{text}");
    assert!(text.contains("requirepass <redacted>"), "{text}");
}

#[test]
fn what_may_not_be_read_makes_it_incomplete_and_is_named() {
    let sandbox = cache();
    sandbox.deny("get", "configmaps");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-config", "-r", "cache"]);
    run.expect(6);
    assert!(run.stdout.contains("kubectl auth can-i get configmaps -n apps"), "{run}");
    assert!(json(&set(&tool, &run), "manifest.json")["missing"][0].as_str().unwrap().contains("configmaps"));
    let verified = tool.run(&["backup-verify", run.last_line(), "-o", "json"]);
    verified.expect(1);
    assert_eq!(verified.finding_ids(), ["backup-lacks-part"]);
}

#[test]
fn without_config_what_info_tells_is_kept_and_the_exit_says_so() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).namespace("redis").start();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-config", "-r", "redis-shared"]);
    run.expect(6);
    let config = json(&set(&tool, &run), "config.json");
    assert_eq!(config["members"]["redis-shared-master-0"]["source"], "info");
    assert!(config["members"]["redis-shared-master-0"]["parameters"]["maxmemory"].is_string());
}

#[test]
fn a_full_disk_a_dry_run_and_a_silent_instance_leave_nothing() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox).after("trap '' XFSZ; ulimit -f 8");
    let run = tool.run(&["backup-config", "-r", "cache"]);
    run.expect(5);
    assert!(tool.backup_files().is_empty(), "{run}");
    let tool = Tool::on(&sandbox);
    tool.run(&["backup-config", "-r", "cache", "--dry-run"]).expect(0);
    sandbox.servers().iter().for_each(|server| server.kill());
    tool.run(&["backup-config", "-r", "cache"]).expect(5);
    sandbox.kill_api();
    tool.run(&["backup-config", "-r", "cache"]).expect(5);
    assert!(tool.backup_files().is_empty());
}
