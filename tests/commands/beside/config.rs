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

#[test]
fn the_file_a_server_was_started_with_is_kept_beside_the_other_two_with_what_differs() {
    let sandbox = cache();
    let server = sandbox.pod("apps", "cache-redis-0");
    let path = server.config_file().to_owned();
    // As an init container would: a line that the ConfigMap has not, another value than it has, and an old password.
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}# requirepass tr0ub4dor\nhz 20\nmaxmemory 512mb\n")).unwrap();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-config", "-r", "cache"]);
    run.expect(0);
    let config = json(&set(&tool, &run), "config.json");
    let file = &config["members"]["cache-redis-0"]["file"];
    assert_eq!(file["path"], path.to_str().unwrap());
    assert_eq!((&file["redacted"], &file["unread"]), (&true.into(), &serde_json::Value::Null), "{file}");
    let kept = file["text"].as_str().unwrap();
    assert!(kept.contains("hz 20") && kept.contains("requirepass <redacted>"), "{kept}");
    let of = |list: &str, parameter: &str| {
        let all = file[list].as_array().unwrap().clone();
        all.into_iter().find(|one| one["parameter"] == parameter)
    };
    let drift = of("drift", "hz").unwrap();
    assert_eq!((&drift["file"], &drift["runtime"]), (&"20".into(), &"10".into()));
    let between = of("beside_config_maps", "maxmemory").unwrap();
    assert_eq!((&between["config_map"], &between["file"]), (&"256mb".into(), &"512mb".into()));
    assert!(of("beside_config_maps", "hz").is_none(), "the ConfigMap says nothing of it");
    assert_eq!(config["members"]["cache-redis-1"]["file"]["drift"].as_array().unwrap().len(), 0);
    for text in ["IN ITS FILE", "IN THE CONFIGMAP", "512mb", "runs with other values than"] {
        assert!(run.stdout.contains(text), "no {text:?}: {run}");
    }
    let all = read(&set(&tool, &run), "config.json") + &run.everything();
    assert!(!all.contains("tr0ub4dor") && !all.contains("#x y"), "{all}");
    tool.run(&["backup-verify", run.last_line()]).expect(0);
}

#[test]
fn a_file_that_cannot_be_read_is_said_and_the_rest_is_kept() {
    let sandbox = cache();
    let unread = |why: &str| {
        let tool = Tool::on(&sandbox);
        let run = tool.run(&["backup-config", "-r", "cache", "-o", "json"]);
        run.expect(0);
        let finding = run.finding("config-file-unread");
        assert_eq!(finding["severity"], "info", "{run}");
        let file = run.json()["data"]["members"]["cache-redis-0"]["file"].clone();
        assert!(file["unread"].as_str().unwrap().contains(why), "no {why:?}: {run}");
        assert!(file["text"].is_null(), "{run}");
        assert!(run.json()["data"]["members"]["cache-redis-0"]["parameters"]["maxmemory"].is_string(), "{run}");
    };
    sandbox.without_tools(&["head", "cat"]);
    unread("neither head nor cat");
    sandbox.without_tools(&[]);
    std::fs::remove_file(sandbox.pod("apps", "cache-redis-0").config_file()).unwrap();
    unread("there is no such file");
    sandbox.deny("get", "pods/exec");
    sandbox.deny("create", "pods/exec");
    unread("pods/exec");
}
