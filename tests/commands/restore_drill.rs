//! `restore-drill`.

use super::backup_verify_load::{is_gone, left_in, server_pid};
use crate::harness::Tool;
use crate::harness::servers::{fixture, odd_server};
use crate::sandbox::{Deployment, Sandbox};
use std::fs;
use std::path::PathBuf;

fn drill(tool: &Tool, options: &[&str]) -> crate::harness::Run {
    let scratch = tool.folder().join("scratch");
    fs::create_dir_all(&scratch).unwrap();
    let place = scratch.display().to_string();
    let run = tool.run(&[&["restore-drill", "-o", "json", "--scratch-dir", &place], options].concat());
    assert_eq!(fs::read_dir(&scratch).unwrap().count(), 0, "the scratch folder is left\n{run}");
    run
}

/// The RDB of the newest set.
fn rdb_of(tool: &Tool, set: &str) -> PathBuf {
    let files = fs::read_dir(tool.folder().join(set)).unwrap().flatten().map(|entry| entry.path());
    files.into_iter().find(|path| path.to_string_lossy().contains(".rdb")).unwrap()
}

#[test]
fn the_newest_set_is_restored_compared_and_timed() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(60);
    let tool = Tool::on(&sandbox);
    tool.run(&["backup-rdb"]).expect(0);
    sandbox.pod("apps", "cache-redis-0").cli(&["SET", "one:more", "1"]);
    let newest = tool.run(&["backup-rdb", "--compress", "zstd"]).expect(0).last_line().to_owned();
    let keys: u64 = sandbox.pod("apps", "cache-redis-0").cli(&["DBSIZE"]).parse().unwrap();
    // Nothing of the instance is asked.
    sandbox.pod("apps", "cache-redis-0").pause();
    let run = drill(&tool, &["--max-rto", "10m", "--max-rpo", "1h"]);
    run.expect(0);
    let data = &run.json()["data"];
    assert!(newest.ends_with(data["set"].as_str().unwrap().rsplit('/').next().unwrap()), "{run}");
    assert!(data["keys"].as_u64().unwrap() >= keys && data["rto_seconds"].as_f64().unwrap() > 0.0, "{run}");
    let comparison = &data["loads"][0]["comparison"];
    assert_eq!((&comparison["same"], &comparison["full"]["keys_differing"]), (&true.into(), &0.into()), "{run}");
    let run = drill(&tool, &["--max-rto", "1ms", "--max-rpo", "1ms"]);
    assert_eq!(run.expect(2).finding_ids(), ["drill-rpo", "drill-rto"], "{run}");
}

#[test]
fn every_shard_of_a_cluster_is_restored() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    sandbox.fill(200);
    let tool = Tool::on(&sandbox);
    tool.run(&["backup-rdb"]).expect(0);
    let run = drill(&tool, &[]);
    run.expect(0);
    let loads = run.json()["data"]["loads"].as_array().unwrap().clone();
    assert!(loads.len() == 3 && loads.iter().all(|load| load["comparison"]["same"] == true), "{run}");
}

#[test]
fn what_cannot_be_restored_is_no_drill_passed() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(20);
    let tool = Tool::on(&sandbox);
    // A place that is not there is no place without backups.
    drill(&tool, &["-n", "apps"]).expect(3);
    fs::create_dir(tool.folder().join("redis-backups")).unwrap();
    assert_eq!(drill(&tool, &["-n", "apps"]).expect(2).finding_ids(), ["drill-no-set"]);
    let set = tool.run(&["backup-rdb", "--compress", "none"]).expect(0).last_line().to_owned();
    let file = rdb_of(&tool, &set);
    let whole = fs::read(&file).unwrap();

    // The server holds something else than the file.
    let other = odd_server(tool.folder(), &format!("ln -sf {} dump.rdb", fixture("rdb/7.0/types.rdb").display()), "");
    let run = drill(&tool, &["--server", other.to_str().unwrap()]);
    assert!(run.expect(7).finding_ids().contains(&"compare-differs".to_owned()), "{run}");
    // No server.
    let run = drill(&tool, &["--server", "/bin/false"]);
    assert_ne!(run.code, 0, "{run}");
    let broken = odd_server(tool.folder(), "", "--no-such-directive yes");
    let run = drill(&tool, &["--server", broken.to_str().unwrap()]);
    assert_eq!(run.expect(3).finding_ids(), ["load-not-done"], "{run}");
    // A changed file: listed by its size alone it is the newest verified set.
    let mut changed = whole.clone();
    let at = changed.len() / 2;
    changed[at] ^= 1;
    fs::write(&file, &changed).unwrap();
    let run = drill(&tool, &[]);
    assert!(run.expect(7).finding_ids().contains(&"backup-damaged".to_owned()), "{run}");
}

#[test]
fn several_instances_need_a_name() {
    let sandbox = Sandbox::builder()
        .deployment(Deployment::SbChart)
        .deployment(Deployment::BitnamiReplication)
        .namespace("apps")
        .start();
    let tool = Tool::on(&sandbox);
    tool.run(&["backup-rdb", "-n", "apps", "-r", "cache"]).expect(0);
    let run = tool.run(&["list", "-A", "-o", "json"]);
    let other =
        run.json()["data"]["instances"].as_array().unwrap().iter().find(|one| one["name"] != "cache").unwrap().clone();
    let (namespace, name) =
        (other["namespace"].as_str().unwrap().to_owned(), other["name"].as_str().unwrap().to_owned());
    tool.run(&["backup-rdb", "-n", &namespace, "-r", &name]).expect(0);
    let run = drill(&tool, &[]);
    assert!(run.expect(64).stderr.contains("2 instances"), "{run}");
    drill(&tool, &["-n", "apps", "-r", "cache"]).expect(0);
}

#[test]
fn a_drill_that_ends_early_leaves_neither_its_server_nor_its_files() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    sandbox.fill(20);
    let tool = Tool::on(&sandbox);
    tool.run(&["backup-rdb"]).expect(0);
    let slow = odd_server(tool.folder(), "", "--key-load-delay 1000000").display().to_string();
    for (signal, code) in [("TERM", 143), ("INT", 130), ("KILL", 137)] {
        let scratch = tool.folder().join(format!("scratch-{signal}"));
        fs::create_dir(&scratch).unwrap();
        let place = scratch.display().to_string();
        let running = tool.start(&["restore-drill", "--server", &slow, "--scratch-dir", &place]);
        let pid = server_pid(&scratch);
        running.signal(signal);
        let run = running.wait();
        run.expect(code);
        assert!(is_gone(pid), "the server outlives the run\n{run}");
        // Nobody is left to take them away after a SIGKILL.
        assert!(signal == "KILL" || left_in(&scratch).is_empty(), "{run}");
        drill(&tool, &[]).expect(0);
    }
}
