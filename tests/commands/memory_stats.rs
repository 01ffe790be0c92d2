//! `memory-stats`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn memory_is_shown_beside_its_bounds_and_judged_by_them() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    sandbox.fill(50);
    let tool = Tool::on(&sandbox);
    let words = ["memory-stats", "-n", "apps", "-r", "cache", "-o", "json"];
    let run = tool.run(&words);
    run.expect(0);
    let primary = sandbox.pod("apps", "cache-redis-0");
    let member = run.json()["data"]["members"][0].clone();
    assert_eq!(member["maxmemory_bytes"].to_string(), primary.info("maxmemory"), "{run}");
    assert_eq!(member["container_limit_bytes"].as_u64(), Some(512 << 20), "{run}");
    let keys: u64 = primary.cli(&["DBSIZE"]).trim_start_matches("(integer) ").parse().unwrap();
    assert!(member["keys"].as_u64() >= Some(keys) && keys > 50, "{run}");
    let (used, truth) = (member["used_bytes"].as_u64().unwrap(), primary.used_memory_bytes());
    assert!(used.abs_diff(truth) < truth / 10, "{used} is not near {truth}\n{run}");
    assert_eq!(member["databases"][0]["database"].as_u64(), Some(0), "{run}");
    assert_eq!(member["doctor"].as_str(), Some("too-small"), "{run}");

    primary.config_set("maxmemory", "0");
    let run = tool.run(&words);
    run.expect(0);
    assert_eq!(run.finding_ids(), ["maxmemory-unset"], "{run}");

    primary.config_set("maxmemory-policy", "noeviction");
    primary.config_set("maxmemory", &(truth + truth / 200).to_string());
    let run = tool.run(&words);
    run.expect(2);
    assert_eq!(run.finding_ids()[0], "memory-near-maxmemory", "{run}");
}

#[test]
fn holes_that_deleted_keys_left_are_fragmentation() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.servers().remove(0);
    let script = "local v = string.rep('x', 200) for i = 1, 300000 do redis.call('set', 'k' .. i, v) end \
        for i = 1, 300000 do if i % 4 > 0 then redis.call('del', 'k' .. i) end end return 1";
    server.cli(&["EVAL", script, "0"]);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["memory-stats", "-n", "tutorial", "-o", "json"]);
    assert!(run.finding_ids().contains(&"fragmentation".to_owned()), "{run}");
    assert!(run.code == 1, "{run}");
    let ratio = run.json()["data"]["members"][0]["fragmentation_ratio"].as_f64().unwrap();
    let truth: f64 = server.info("mem_fragmentation_ratio").parse().unwrap();
    assert!((ratio - truth).abs() < 0.5 && truth > 1.5, "{ratio} is not near {truth}\n{run}");
}
