//! `--verify`: what was restored is read back beside the source.

use super::{World, count};
use crate::commands::backup_rdb::dataset::Contents;
use crate::harness::Tool;
use crate::harness::plain::Plain;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn every_key_is_compared_and_what_is_wrong_is_named() {
    let world = World::new();
    let before = Contents::of(&world.server);
    world.empty();
    let run = world.json(&["--yes", "--verify", "full"]);
    run.expect(0);
    let full = &run.json()["data"]["read_back"]["full"];
    assert_eq!(full["keys_compared"].as_u64(), Some(before.keys.len() as u64), "{run}");
    assert_eq!(full["keys_differing"], 0, "{run}");
    let run = world.restore(&["--replace", "--confirm", "tutorial/redis", "--verify", "full"]);
    assert!(run.expect(0).stdout.contains("all the same"), "{run}");

    // Somebody writes to a key all the time, and so also between its restore and the reading.
    let ended = AtomicBool::new(false);
    let run = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut writer = world.server.connect().expect("a connection");
            while !ended.load(Ordering::Relaxed) {
                writer.call(&["SET", "written:meanwhile", "1"]).expect("a reply");
                for key in before.keys.keys().filter(|(db, _)| *db == 0).take(3) {
                    let name = String::from_utf8_lossy(&key.1).into_owned();
                    writer.call(&["SET", name.as_str(), "not what was restored"]).expect("a reply");
                }
            }
        });
        // Until it was quick enough to come in between.
        let mut run = world.json(&["--replace", "--confirm", "tutorial/redis", "--verify", "full"]);
        for _ in 0..20 {
            if run.code != 0 {
                break;
            }
            run = world.json(&["--replace", "--confirm", "tutorial/redis", "--verify", "full"]);
        }
        ended.store(true, Ordering::Relaxed);
        run
    });
    run.expect(7);
    assert!(run.finding_ids().contains(&"compare-differs".to_owned()), "{run}");
    let full = &run.json()["data"]["read_back"]["full"];
    // The servers held keys before: what they have besides is nobody's fault.
    assert!(full["keys_differing"].as_u64().is_some_and(|keys| (1..=3).contains(&keys)), "{run}");
    assert!(!run.stdout.contains("written:meanwhile"), "{run}");
    let run = world.restore(&["--skip-existing", "--yes", "--verify", "full"]);
    assert!(run.expect(64).stderr.contains("redis-ops compare"), "{run}");
}

#[test]
fn a_sample_is_a_part_and_a_selection_is_compared_alone() {
    let tool = Tool::alone();
    let mut server = Plain::start_with("7.4", None, &["--enable-debug-command", "yes"]);
    server.must("DEBUG POPULATE 45000 key 40");
    let file = server.save(&tool.folder().join("dump.rdb"));
    let target = Plain::start("8.0");
    let url = target.url();
    let words = ["restore-rdb", file.to_str().unwrap(), "--url", &url, "--yes", "-o", "json"];
    let run = tool.run(&[&words[..], &["--match", "key:1*", "--verify", "full"]].concat());
    run.expect(0);
    let compared = |run: &crate::harness::Run| {
        run.json()["data"]["read_back"]["full"]["keys_compared"].as_u64().unwrap_or_else(|| panic!("{run}"))
    };
    assert_eq!(compared(&run), count(&run, "restored"), "{run}");
    assert!(count(&run, "restored") < 45_000, "{run}");
    let confirm = url.strip_prefix("redis://").unwrap();
    let words = ["restore-rdb", file.to_str().unwrap(), "--url", &url, "--confirm", confirm, "-o", "json"];
    let run = tool.run(&[&words[..], &["--flush-first", "--no-safety-backup", "--verify", "sample"]].concat());
    run.expect(0);
    assert_eq!(count(&run, "restored"), 45_000, "{run}");
    // One of four shares.
    assert!((9_000..14_000).contains(&compared(&run)), "{run}");
}
