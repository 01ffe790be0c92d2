//! Servers, API servers and redis-ops itself ended or stopped in the middle of a transfer.

use super::dataset;
use super::peer::{PRIMARY, Peer};
use super::{assert_nothing_left, bytes_being_written, set_of, wait_until};
use crate::harness::{Running, Tool};
use crate::sandbox::{Deployment, Fault, Sandbox, Server};
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const BACKUP: [&str; 5] = ["backup-rdb", "-n", "tutorial", "--compress", "none"];

/// A server whose snapshot of 2 MB takes about three seconds.
fn slow_server() -> (Sandbox, Server) {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::add_bulk(&server, 400, 5000);
    server.cli(&["SAVE"]);
    slow_down(&server);
    (sandbox, server)
}

fn slow_down(server: &Server) {
    server.config_set("rdb-key-save-delay", "8000");
}

/// A backup of which so many bytes have arrived.
fn half_done(tool: &Tool, more: &[&str], bytes: u64) -> Running {
    let mut running = tool.start(&[&BACKUP[..], more].concat());
    wait_until("bytes of the snapshot", || {
        assert!(!running.has_ended(), "it ended before anything happened to it");
        bytes_being_written(tool) >= bytes
    });
    running
}

#[test]
fn a_killed_server_is_a_failure_wherever_it_was() {
    let (sandbox, server) = slow_server();
    for bytes in [1, 200_000, 500_000, 1_000_000] {
        let tool = Tool::on(&sandbox);
        let running = half_done(&tool, &[], bytes);
        server.kill();
        let run = running.wait();
        run.expect(5);
        assert!(run.stderr.contains("it stopped after ") && run.stderr.contains("killed?"), "{run}");
        assert_nothing_left(&tool, &run);
        server.restart();
        slow_down(&server);
    }
    server.config_set("rdb-key-save-delay", "0");
    let tool = Tool::on(&sandbox);
    tool.run(&BACKUP).expect(0);
}

/// Of an instance with two replicas in sync the one that sends is killed: the other takes its place.
#[test]
fn a_source_that_is_killed_is_replaced_once_by_another_replica() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    dataset::add_bulk(&sandbox.pod("apps", "cache-redis-0"), 400, 5000);
    let servers = [1, 2].map(|ordinal| sandbox.pod("apps", &format!("cache-redis-{ordinal}")));
    servers.iter().for_each(slow_down);
    let backup = ["backup-rdb", "-n", "apps", "-r", "cache", "--compress", "none", "-o", "json"];
    let tool = Tool::on(&sandbox);
    let start = |to: &str| {
        let running = tool.start(&[&backup[..], &["--to", to]].concat());
        wait_until("a replica saves", || {
            servers.iter().any(|server| server.is_running() && server.info("rdb_bgsave_in_progress") == "1")
        });
        let source =
            servers.iter().position(|server| server.is_running() && server.info("rdb_bgsave_in_progress") == "1");
        (running, source.expect("one of them"))
    };
    let (running, source) = start("whole");
    servers[source].kill();
    let run = running.wait();
    run.expect(1);
    let (lost, other) = (servers[source].pod(), servers[1 - source].pod());
    assert_eq!(run.finding("backup-source-changed")["subject"], lost, "{run}");
    assert_eq!(run.json()["data"]["plan"]["shards"][0]["source"]["member"], other, "{run}");
    assert_eq!(run.json()["data"]["manifest"]["shards"][0]["source"]["member"], other, "{run}");
    assert!(run.stderr.contains(&format!("{lost} was lost")), "{run}");
    let set = run.json()["data"]["path"].as_str().unwrap().to_owned();
    tool.run(&["backup-verify", &set]).expect(0);
    // Both of them: there is no third try, though the primary would do.
    servers[source].restart();
    wait_until("both are in sync", || sandbox.pod("apps", "cache-redis-0").info("connected_slaves") == "2");
    servers.iter().for_each(slow_down);
    let (running, source) = start("nothing");
    servers[source].kill();
    wait_until("the other one saves", || servers[1 - source].info("rdb_bgsave_in_progress") == "1");
    servers[1 - source].kill();
    let run = running.wait();
    run.expect(5);
    assert!(run.stderr.contains(&format!("{} was lost before", servers[source].pod())), "{run}");
    assert_eq!(std::fs::read_dir(tool.folder().join("nothing")).map_or(0, Iterator::count), 0, "{run}");
}

#[test]
fn silence_is_a_failure_once_it_lasts() {
    let (sandbox, server) = slow_server();
    let tool = Tool::on(&sandbox);
    let running = half_done(&tool, &["--max-silence", "700ms"], 1);
    server.pause();
    let paused = Instant::now();
    let run = running.wait();
    let took = paused.elapsed();
    server.resume();
    run.expect(5);
    assert!(took < Duration::from_secs(15), "it took {took:?}");
    assert!(run.stderr.contains("silent for 0.7s") && run.stderr.contains("--max-silence"), "{run}");
    assert_nothing_left(&tool, &run);
    // The same where the API server still answers pings.
    let tool = Tool::on(&sandbox);
    sandbox.forward_fault(Fault::StallAfter { bytes: 100_000 });
    let run = tool.run(&[&BACKUP[..], &["--max-silence", "700ms"]].concat());
    run.expect(5);
    assert!(run.stderr.contains("silent for 0.7s"), "{run}");
    assert_nothing_left(&tool, &run);
}

#[test]
fn a_killed_api_server_is_a_failure() {
    let (sandbox, _server) = slow_server();
    let tool = Tool::on(&sandbox);
    let running = half_done(&tool, &[], 1);
    sandbox.kill_api();
    let run = running.wait();
    run.expect(5);
    assert_nothing_left(&tool, &run);
    sandbox.restart_api();
    tool.run(&["ping", "-n", "tutorial"]).expect(0);
}

#[test]
fn signals_end_it_and_nothing_is_left() {
    let (sandbox, _server) = slow_server();
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 143)] {
        if signal == "HUP" && ignores_hangup() {
            continue;
        }
        let tool = Tool::on(&sandbox);
        let running = half_done(&tool, &["-o", "json"], 100_000);
        running.signal(signal);
        let run = running.wait();
        run.expect(code);
        assert_eq!(run.json()["verdict"], "interrupted", "{run}");
        assert!(run.stderr.contains("nothing was left behind"), "{run}");
        assert_nothing_left(&tool, &run);
    }
}

/// Whether the tests themselves were started by nohup, which their children inherit.
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").expect("a Linux");
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).expect("a mask of signals");
    u64::from_str_radix(mask.trim(), 16).expect("a mask in hexadecimal") & 1 == 1
}

#[test]
fn a_run_under_nohup_outlives_its_terminal() {
    let (sandbox, _server) = slow_server();
    let tool = Tool::on(&sandbox).after("trap '' HUP");
    let running = half_done(&tool, &[], 100_000);
    running.signal("HUP");
    let run = running.wait();
    run.expect(0);
    set_of(&tool, &run);
}

#[test]
fn the_time_for_the_whole_run_is_kept() {
    let (sandbox, _server) = slow_server();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&BACKUP[..], &["--timeout", "1s"]].concat());
    run.expect(5);
    assert!(run.stderr.contains("--timeout"), "{run}");
    assert_nothing_left(&tool, &run);
}

#[test]
fn after_a_sigkill_there_are_dot_files_only_and_the_next_run_works() {
    let (sandbox, server) = slow_server();
    let tool = Tool::on(&sandbox);
    let running = half_done(&tool, &[], 100_000);
    running.signal("KILL");
    running.wait().expect(137);
    let left = tool.backup_files();
    let hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    assert!(!left.is_empty() && left.iter().all(hidden), "{left:?}");
    server.config_set("rdb-key-save-delay", "0");
    let run = tool.run(&BACKUP);
    run.expect(0);
    let set = set_of(&tool, &run);
    tool.run(&["backup-verify", &set.display().to_string()]).expect(0);
}

#[test]
fn progress_tells_the_rate_and_where_the_length_is_known_the_time_left() {
    // 64 KiB at once, for longer than a line of progress takes to come.
    let slowly = |header: &'static str| {
        Peer::start(PRIMARY, move |stream| {
            stream.write_all(header.as_bytes())?;
            stream.write_all(b"REDIS0010")?;
            // One string value of 8 MiB, of which less than a tenth comes in time.
            stream.write_all(b"\xfe\x00\x00\x01k\x80\x00\x80\x00\x00")?;
            for _ in 0..1000 {
                stream.write_all(&[7; 8 * 1024])?;
                std::thread::sleep(Duration::from_millis(100));
            }
            Ok(())
        })
    };
    let shown = |header: &'static str| {
        let peer = slowly(header);
        let tool = Tool::alone();
        let run = tool.run(&["backup-rdb", "--url", &peer.url(), "--progress", "plain", "--timeout", "6s"]);
        run.expect(5);
        let line = run.stderr.lines().find(|line| line.starts_with("backup ") && line.contains("KiB/s"));
        line.unwrap_or_else(|| panic!("no line of progress\n{run}")).to_owned()
    };
    let (known, unknown) = std::thread::scope(|scope| {
        let known = scope.spawn(|| shown("$8388700\r\n"));
        let unknown = scope.spawn(|| shown("$EOF:0123456789abcdef0123456789abcdef01234567\r\n"));
        (known.join().expect("a line"), unknown.join().expect("a line"))
    });
    assert!(known.contains(" of 8.00MiB") && known.ends_with(" left"), "{known}");
    assert!(!unknown.contains(" of ") && !unknown.ends_with(" left"), "{unknown}");
}
