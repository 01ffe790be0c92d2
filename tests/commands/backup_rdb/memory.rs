//! Memory stays bounded whatever the size of the data.

use super::{bytes_being_written, manifest_of, set_of};
use crate::harness::{Running, Tool};
use crate::sandbox::{Deployment, Sandbox};
use std::time::{Duration, Instant};

const BOUND_KIB: u64 = 64 * 1024;
const MIB: u64 = 1024 * 1024;

/// A server with 160 MB of keys that it sends as they are.
fn large_server() -> Sandbox {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    server.config_set("rdbcompression", "no");
    for number in 0..160 {
        server.cli(&["SETRANGE", &format!("large:{number}"), "999999", "x"]);
    }
    sandbox
}

/// The most memory that the process had at once, so far; 0 once it has ended.
fn peak_kib(running: &Running) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.pid())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

#[test]
fn a_large_backup_takes_little_memory() {
    let sandbox = large_server();
    let tool = Tool::on(&sandbox);
    let mut running = tool.start(&["backup-rdb", "-n", "tutorial", "--compress", "none"]);
    let mut peak = 0;
    while !running.has_ended() {
        peak = peak.max(peak_kib(&running));
        std::thread::sleep(Duration::from_millis(3));
    }
    let run = running.wait();
    run.expect(0);
    let manifest = manifest_of(&set_of(&tool, &run));
    let plain = manifest["shards"][0]["artefacts"][0]["plain_bytes"].as_u64().expect("a size");
    assert!(plain > 150 * MIB, "{plain} bytes prove nothing");
    assert!(peak > 1024 && peak <= BOUND_KIB, "it took {peak} KiB\n{run}");
}

#[test]
fn a_slow_compressor_holds_the_server_back_rather_than_the_bytes() {
    let sandbox = large_server();
    let tool = Tool::on(&sandbox);
    let mut running = tool.start(&["backup-rdb", "-n", "tutorial"]);
    let (start, mut peak) = (Instant::now(), 0);
    while !running.has_ended() && start.elapsed() < Duration::from_secs(6) {
        peak = peak.max(peak_kib(&running));
        std::thread::sleep(Duration::from_millis(3));
    }
    if !running.has_ended() {
        assert!(bytes_being_written(&tool) > 0, "nothing was compressed at all");
        running.signal("TERM");
    }
    let run = running.wait();
    assert!([0, 143].contains(&run.code), "{run}");
    assert!(peak > 1024 && peak <= BOUND_KIB, "it took {peak} KiB\n{run}");
}
