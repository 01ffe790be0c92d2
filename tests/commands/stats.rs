//! `stats`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

#[test]
fn the_figures_are_the_servers_and_a_silent_member_hides_none() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (primary, silent) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-2"));
    primary.cli(&["SET", "k", "v"]);
    for key in ["k", "k", "k", "nothing"] {
        primary.reply(&["GET", key]);
    }
    silent.pause();
    let run = Tool::on(&sandbox).run(&["stats", "-n", "apps", "-r", "cache", "-o", "json", "--node-timeout", "2s"]);
    silent.resume();
    run.expect(3);
    assert_eq!(run.finding_ids(), ["unreachable"], "{run}");
    let members = &run.json()["data"]["members"];
    assert_eq!(members.as_array().map(Vec::len), Some(3), "{run}");
    let first = &members[0];
    assert_eq!((first["role"].as_str(), first["rates"]["measured"].as_str()), (Some("primary"), Some("by-server")));
    let totals = &first["totals"];
    assert_eq!(totals["keyspace_hits"].to_string(), primary.info("keyspace_hits"), "{run}");
    assert_eq!((totals["keyspace_misses"].as_u64(), totals["hit_ratio"].as_f64()), (Some(1), Some(0.75)), "{run}");
    assert_eq!(first["latest_fork_microseconds"].to_string(), primary.info("latest_fork_usec"), "{run}");
    assert!(members[2]["totals"]["commands"].is_null(), "what is not known is no 0\n{run}");
}

#[test]
fn watching_shows_the_rate_of_what_a_server_really_executes() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.servers().remove(0);
    let done = AtomicBool::new(false);
    let commands = || server.info("total_commands_processed").parse::<f64>().unwrap();
    let (run, truth) = std::thread::scope(|scope| {
        let load = scope.spawn(|| {
            let mut connection = server.connect().unwrap();
            let (started, before) = (Instant::now(), commands());
            while !done.load(Ordering::Relaxed) {
                connection.call(&["GET", "nothing"]).unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
            (commands() - before) / started.elapsed().as_secs_f64()
        });
        let tool = Tool::on(&sandbox);
        let words = ["stats", "-n", "tutorial", "--watch", "--count", "3", "--interval", "800ms", "-o", "json"];
        let run = tool.run(&words);
        done.store(true, Ordering::Relaxed);
        (run, load.join().unwrap())
    });
    run.expect(0);
    let ticks: Vec<serde_json::Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(ticks.len(), 3, "{run}");
    let last = &ticks[2]["data"]["members"][0];
    let rate = last["rates"]["operations_per_second"].as_f64().unwrap();
    assert!(rate > truth / 3.0 && rate < truth * 3.0, "{rate} is not near {truth}\n{run}");
    assert_eq!(last["rates"]["hit_ratio"].as_f64(), Some(0.0), "only misses\n{run}");
    assert_eq!(last["series"]["used_memory_bytes"].as_array().map(Vec::len), Some(3), "{run}");
}

#[test]
fn watching_goes_on_until_it_is_told_to_end() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let tool = Tool::on(&sandbox);
    let server = sandbox.servers().remove(0);
    let connections = || server.info("total_connections_received").parse::<u64>().unwrap();
    let before = connections();
    let mut running = tool.start(&["stats", "-n", "tutorial", "--watch", "--interval", "100ms", "-o", "json"]);
    let deadline = Instant::now() + Duration::from_secs(8);
    // Each tick asks anew; so does each look of ours.
    let mut looks = 1;
    while connections() < before + looks + 3 {
        assert!(!running.has_ended() && Instant::now() < deadline, "it does not go on");
        std::thread::sleep(Duration::from_millis(100));
        looks += 1;
    }
    running.signal("INT");
    let run = running.wait();
    run.expect(130);
    assert!(run.stdout.lines().count() >= 2, "{run}");
    assert!(run.stdout.lines().next().is_some_and(|line| line.contains("\"command\":\"stats\"")), "{run}");
}

#[test]
fn watching_ends_once_nobody_reads() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let mut running = Tool::on(&sandbox).start(&["stats", "-n", "tutorial", "--watch", "--interval", "100ms"]);
    running.line();
    running.stop_reading();
    running.wait().expect(0);
}
