//! Runs that are cut short: what is there is told, and the next run completes it.

use super::{CONFIRM, World, count, dbsize, notes};
use crate::harness::{Run, Running, until};
use crate::sandbox::{Fault, Server};

const KEYS: u64 = 4000;

/// A server of many keys; at 200 KiB a second they take some seconds.
fn slow() -> World {
    let world = World::with(|server: &Server| {
        let mut connection = server.connect().expect("a server that runs");
        for number in 0..KEYS {
            let (key, value) = (format!("key:{number}"), format!("{number}-{}", "v".repeat(150)));
            connection.call(&["SET", &key, &value]).expect("a reply");
        }
    });
    world.empty();
    world
}

const SLOW: [&str; 5] = ["--yes", "--rate-limit", "200KiB", "-o", "json"];

/// A run that has written some of the keys.
fn half_done(world: &World) -> Running {
    let mut running = world.tool.start(&world.words(&SLOW));
    until("keys are written", || {
        assert!(!running.has_ended(), "it ended before anything happened to it");
        dbsize(&world.server) > 300
    });
    running
}

/// All keys are there, once.
fn complete(world: &World, run: &Run) {
    run.expect(0);
    let sum = count(run, "restored") + count(run, "present");
    assert_eq!((sum, dbsize(&world.server)), (KEYS, KEYS), "{run}");
    assert_eq!(world.server.cli(&["GET", "key:3999"]), format!("3999-{}", "v".repeat(150)));
    assert!(notes(&world.tool).is_empty(), "{run}");
}

fn is_partly_done(run: &Run) -> u64 {
    let restored = count(run, "restored");
    assert!(restored > 0 && restored < KEYS, "{run}");
    let resume = run.json()["data"]["resume"].as_str().unwrap_or_default().to_owned();
    assert!(resume.ends_with("--resume --confirm tutorial/redis"), "{run}");
    restored
}

#[test]
fn a_connection_that_is_cut_is_told_with_counts_and_the_next_run_goes_on() {
    let world = slow();
    // Some 2,000 replies of +OK.
    world.sandbox.forward_fault(Fault::CutAfter { bytes: 10_000 });
    let run = world.json(&["--yes", "--force"]);
    world.sandbox.clear_faults();
    run.expect(6);
    let restored = is_partly_done(&run);
    assert!(run.finding_ids().contains(&"restore-stopped".to_owned()), "{run}");
    assert!(restored <= dbsize(&world.server), "{run}");
    world.restore(&["--yes"]).expect(4);
    let run = world.json(&[&["--resume"][..], &CONFIRM].concat());
    complete(&world, &run);
}

#[test]
fn a_killed_server_ends_the_run_and_what_it_lost_is_written_again() {
    let world = slow();
    let running = half_done(&world);
    world.server.kill();
    let run = running.wait();
    run.expect(6);
    is_partly_done(&run);
    world.server.restart();
    // It kept nothing: `save` is off.
    assert_eq!(dbsize(&world.server), 0);
    let run = world.json(&["--resume", "--yes"]);
    complete(&world, &run);
}

#[test]
fn a_run_that_is_told_to_end_says_how_far_it_came() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let world = slow();
        let running = half_done(&world);
        running.signal(signal);
        let run = running.wait();
        run.expect(code);
        let restored = is_partly_done(&run);
        // What the server answered is counted, and what it did not answer is said.
        let (there, unanswered) = (dbsize(&world.server), count(&run, "unanswered"));
        assert!((restored..=restored + unanswered).contains(&there), "{there} keys are there\n{run}");
        complete(&world, &world.json(&["--resume", "--yes"]));
    }
}

#[test]
fn a_run_that_was_killed_is_gone_on_with() {
    let world = slow();
    let running = half_done(&world);
    until("a note is there", || notes(&world.tool).len() == 1);
    running.signal("KILL");
    running.wait();
    let run = world.json(&["--resume", "--yes"]);
    complete(&world, &run);
}

#[test]
fn a_primary_that_becomes_a_replica_ends_the_run() {
    let world = slow();
    let running = half_done(&world);
    world.server.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    let run = running.wait();
    run.expect(6);
    is_partly_done(&run);
    assert!(run.finding("restore-stopped")["message"].as_str().is_some_and(|text| text.contains("READONLY")), "{run}");
    world.restore(&["--resume", "--yes"]).expect(4);
    world.server.cli(&["REPLICAOF", "NO", "ONE"]);
    complete(&world, &world.json(&["--resume", "--yes"]));
}

#[test]
fn a_server_that_takes_no_key_at_all_has_failed_and_is_as_it_was() {
    let world = slow();
    world.server.config_set("maxmemory", "1");
    let run = world.restore(&["--yes", "--force"]);
    run.expect(5);
    assert!(run.stderr.contains("OOM") && !run.stderr.contains("--resume"), "{run}");
    assert_eq!(world.server.cli(&["DBSIZE"]), "0");
}

#[test]
fn a_full_server_refuses_and_one_that_evicts_is_found_out() {
    let world = slow();
    let used: u64 = world.server.used_memory_bytes();
    world.server.config_set("maxmemory", &(used + 400_000).to_string());
    let run = world.json(&["--yes", "--force"]);
    run.expect(6);
    is_partly_done(&run);
    assert!(run.finding("restore-stopped")["message"].as_str().is_some_and(|text| text.contains("OOM")), "{run}");
    world.empty();
    world.server.config_set("maxmemory-policy", "allkeys-lru");
    let run = world.json(&["--yes", "--force"]);
    run.expect(7);
    assert!(run.finding_ids().contains(&"keys-evicted".to_owned()), "{run}");
}

#[test]
fn a_large_value_that_is_cut_leaves_nothing() {
    let world = World::with(|server: &Server| {
        for number in 0..200 {
            let value = format!("{number}-{}", "v".repeat(20_000));
            server.cli(&["RPUSH", "large", &value]);
        }
    });
    world.empty();
    let options = ["--yes", "--max-value", "1KiB", "--rate-limit", "500KiB"];
    let mut running = world.tool.start(&world.words(&options));
    until("it is being built", || {
        assert!(!running.has_ended(), "it ended before anything happened to it");
        !world.server.cli(&["KEYS", "redis-ops:restore:*"]).is_empty()
    });
    let temporary = world.server.cli(&["KEYS", "redis-ops:restore:*"]);
    // Its time is set right behind its first elements.
    until("it would not stay for good", || {
        let left: i64 = world.server.cli(&["PTTL", &temporary]).parse().expect("a number");
        left > 0 && left <= 3_600_000
    });
    running.signal("TERM");
    running.wait().expect(143);
    assert_eq!(dbsize(&world.server), 0);
}
