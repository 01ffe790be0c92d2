//! What is refused, before anything is changed.

use super::{World, dbsize};
use crate::harness::plain::Plain;
use crate::harness::{Tool, servers};
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn a_damaged_source_is_found_before_a_server_is_asked() {
    let world = World::new();
    world.empty();
    let path = world.tool.folder().join(&world.set).join("dump.rdb.gz");
    let mut bytes = std::fs::read(&path).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).expect("a file");
    let run = world.restore(&["--yes"]);
    run.expect(7);
    assert!(run.stderr.contains("nothing was changed"), "{run}");
    assert_eq!(dbsize(&world.server), 0);
}

#[test]
fn what_is_no_rdb_is_refused() {
    let tool = Tool::alone();
    std::fs::write(tool.folder().join("notes.txt"), "to do: everything").expect("a file");
    let run = tool.run(&["restore-rdb", "notes.txt", "--url", "redis://127.0.0.1:1", "--yes"]);
    run.expect(4);
    assert!(run.stderr.contains("is not an RDB") && run.stderr.contains("to do: everythi"), "{run}");
    tool.run(&["restore-rdb", "nothing", "--url", "redis://127.0.0.1:1", "--yes"]).expect(5);
}

#[test]
fn a_replica_takes_no_writes() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    let file = servers::fixture("rdb/7.0/types.rdb");
    let file = file.to_str().expect("a path");
    let run = tool.run(&["restore-rdb", file, "-n", "apps", "-r", "cache", "--pod", "cache-redis-1", "--yes"]);
    run.expect(4);
    assert!(run.stderr.contains("follows another, and takes no writes"), "{run}");
}

#[test]
fn a_right_that_is_missing_is_named() {
    let world = World::new();
    world.empty();
    world.server.cli(&["ACL", "SETUSER", "default", "-restore"]);
    let run = world.restore(&["--yes"]);
    run.expect(4);
    assert!(run.stderr.contains("user default may not RESTORE"), "{run}");
}

#[test]
fn a_server_that_cannot_save_or_is_too_small_is_told_beforehand() {
    let world = World::new();
    world.empty();
    world.server.config_set("maxmemory", "1mb");
    let run = world.restore(&["--yes"]);
    run.expect(4);
    assert!(run.stderr.contains("memory of tutorial/redis is too short"), "{run}");
    world.server.config_set("maxmemory", "0");
    // The finished file cannot take its place: there is a folder. This stops root, too.
    let file = world.server.data_dir().join("dump.rdb");
    std::fs::remove_file(&file).ok();
    std::fs::create_dir(&file).expect("a folder");
    world.server.config_set("save", "3600 1000000");
    world.server.cli(&["BGSAVE"]);
    crate::harness::until("the save has failed", || world.server.info("rdb_last_bgsave_status") == "err");
    let run = world.restore(&["--yes"]);
    run.expect(4);
    assert!(run.stderr.contains("takes no writes: its last save failed"), "{run}");
    assert_eq!(dbsize(&world.server), 0);
}

#[test]
fn what_an_older_server_has_no_place_for_is_refused_or_left_out_and_told() {
    let world = World::with(|_| {});
    let file = servers::fixture("rdb/8.0/hfe.rdb");
    let file = file.to_str().expect("a path");
    let words = ["restore-rdb", file, "-n", "tutorial", "--yes", "-o", "json"];
    let run = world.tool.run(&words);
    run.expect(4);
    assert!(run.stderr.contains("fields of hashes lose their expiry times"), "{run}");
    assert_eq!(dbsize(&world.server), 0);
    let run = world.tool.run(&[&words[..], &["--accept-losses"]].concat());
    run.expect(1);
    assert!(run.finding_ids().contains(&"restore-loss".to_owned()) && dbsize(&world.server) > 0, "{run}");
}

#[test]
fn there_has_to_be_a_run_to_go_on_with() {
    let world = World::new();
    world.empty();
    let run = world.restore(&["--yes", "--resume"]);
    run.expect(4);
    assert!(run.stderr.contains("there is no run to go on with"), "{run}");
}

#[test]
fn values_that_the_servers_modules_cannot_read_are_told_before_anything_is_taken_away() {
    let tool = Tool::alone();
    let mut from = Plain::start("8.6");
    from.must("SET one 1");
    from.must("VADD vectors VALUES 3 1 2 3 one");
    let run = tool.run(&["backup-rdb", "--url", &from.url(), "--to", "sets"]);
    let set = run.expect(0).last_line().to_owned();
    for version in ["6.2", "8.0", "valkey-9.1"] {
        let mut to = Plain::start(version);
        to.must("SET old 1");
        let url = to.url();
        let name = url.trim_start_matches("redis://").to_owned();
        let words = ["restore-rdb", &set, "--url", &url, "--flush-first", "--confirm", &name, "-o", "json"];
        let run = tool.run(&words);
        assert!(run.expect(4).stderr.contains("vectorset"), "{version}: {run}");
        assert_eq!(to.must("EXISTS old"), "1", "{version}");
        let run = tool.run(&[&words[..], &["--accept-losses"]].concat());
        assert_eq!(run.expect(1).json()["data"]["failed"], 0, "{version}: {run}");
        assert_eq!(to.must("EXISTS one old vectors"), "1", "{version}");
    }
    let mut again = Plain::start("8.6");
    tool.run(&["restore-rdb", &set, "--url", &again.url(), "--yes"]).expect(0);
    assert_eq!(again.must("VCARD vectors"), "1");
}

#[test]
fn a_choice_that_means_no_key_is_told() {
    let world = World::new();
    let before = dbsize(&world.server);
    for choice in [["--match", "nosuch*"], ["--db", "99"]] {
        let run = world.restore(&[&["--yes", "-o", "json"], &choice[..]].concat());
        run.expect(1);
        assert_eq!(run.finding_ids(), ["restore-nothing"], "{run}");
        assert!(run.json()["data"]["safety_backup"].is_null(), "nothing is overwritten\n{run}");
    }
    assert_eq!(dbsize(&world.server), before);
}
