//! Memory stays bounded whatever the size of the data.

use super::peer::{PRIMARY, Peer, send_strings};
use super::{manifest_of, set_of};
use crate::harness::s3::Store;
use crate::harness::{Run, Running, Tool};
use crate::sandbox::{Deployment, Sandbox};
use std::time::Duration;

/// What a run may take at most, beside the pages of its own program: of these a release build has 15 MiB in memory, and
/// the build that is tested twice as many, which do not grow with the data. Both together stay below 64 MiB in a release
/// build (benches/backup-memory).
pub const BOUND_KIB: u64 = 48 * 1024;
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

/// The most memory that the process had at once, so far, without the pages of its program; 0 once it has ended.
fn peak_kib(running: &Running) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.pid())).unwrap_or_default();
    let kib = |field: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0)
    };
    kib("VmHWM").saturating_sub(kib("RssFile"))
}

/// Waits for the end of a run, and tells its peak in KiB.
pub fn finish_watched(mut running: Running) -> (Run, u64) {
    let mut peak = 0;
    while !running.has_ended() {
        peak = peak.max(peak_kib(&running));
        std::thread::sleep(Duration::from_millis(3));
    }
    (running.wait(), peak)
}

#[test]
fn a_large_backup_takes_little_memory() {
    let sandbox = large_server();
    let tool = Tool::on(&sandbox);
    let (run, peak) = finish_watched(tool.start(&["backup-rdb", "-n", "tutorial", "--compress", "none"]));
    run.expect(0);
    let manifest = manifest_of(&set_of(&tool, &run));
    let plain = manifest["shards"][0]["artefacts"][0]["plain_bytes"].as_u64().expect("a size");
    assert!(plain > 150 * MIB, "{plain} bytes prove nothing");
    assert!(peak > 1024 && peak <= BOUND_KIB, "it took {peak} KiB\n{run}");
}

#[test]
fn a_compressor_that_cannot_keep_up_holds_the_server_back_rather_than_the_bytes() {
    // No forward and no fork in between: it sends far faster than anything is compressed.
    for compression in ["gzip", "zstd"] {
        let peer = Peer::start(PRIMARY, |stream| send_strings(stream, 200, &|_| {}));
        let tool = Tool::alone();
        let command = ["backup-rdb", "--url", &peer.url(), "--compress", compression];
        let (run, peak) = finish_watched(tool.start(&command));
        run.expect(0);
        let manifest = manifest_of(&set_of(&tool, &run));
        assert_eq!(manifest["shards"][0]["artefacts"][0]["census"]["keys"], 200);
        assert!(peak > 1024 && peak <= BOUND_KIB, "{compression} took {peak} KiB\n{run}");
        tool.run(&["backup-verify", run.last_line()]).expect(0);
    }
}

#[test]
fn a_large_backup_to_a_bucket_takes_little_memory_and_no_disk() {
    let store = Store::shared();
    let (peer, place) = (Peer::start(PRIMARY, |stream| send_strings(stream, 160, &|_| {})), store.place());
    let tool = store.tool();
    let (run, peak) =
        finish_watched(tool.start(&["backup-rdb", "--url", &peer.url(), "--to", &place, "--compress", "none"]));
    run.expect(0);
    assert!(peak > 1024 && peak <= BOUND_KIB, "it took {peak} KiB\n{run}");
    assert_eq!(std::fs::read_dir(tool.folder()).expect("a folder").count(), 0);
    let (verified, peak) = finish_watched(tool.start(&["backup-verify", run.last_line()]));
    verified.expect(0);
    assert!(peak > 1024 && peak <= BOUND_KIB, "reading took {peak} KiB\n{verified}");
    assert_eq!(std::fs::read_dir(tool.folder()).expect("a folder").count(), 0);
}
