//! Streams that arrive whole and are wrong: exit 7, and no file.

use super::dataset;
use super::peer::{Peer, Recording};
use super::{assert_nothing_left, manifest_of, set_of};
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;
use std::sync::LazyLock;

static RDB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::fill(&server);
    Recording::of(&server).rdb
});

const MARK: &[u8; 40] = b"0123456789abcdef0123456789abcdef01234567";

/// A backup of a server that sends this RDB, in each form of the stream.
fn backups_of(rdb: &[u8]) -> [(Tool, Run); 2] {
    let marked = [b"$EOF:", &MARK[..], b"\r\n", rdb, MARK].concat();
    [Recording::with_length(rdb), marked].map(|bytes| {
        let tool = Tool::alone();
        let run = tool.run(&["backup-rdb", "--url", &Peer::sending(bytes).url()]);
        (tool, run)
    })
}

fn assert_refused(rdb: &[u8], because: &str) {
    for (tool, run) in backups_of(rdb) {
        run.expect(7);
        assert!(run.stderr.contains(because), "{because} is not said\n{run}");
        assert!(run.stdout.is_empty(), "{run}");
        assert_nothing_left(&tool, &run);
    }
}

#[test]
fn a_wrong_checksum() {
    let mut rdb = RDB.clone();
    *rdb.last_mut().expect("bytes") ^= 1;
    assert_refused(&rdb, "CRC64");
    let mut rdb = RDB.clone();
    // A value's byte: the structure stays whole.
    let at = rdb.windows(14).position(|window| window == b"the empty name").expect("a value of the data set");
    rdb[at] ^= 0x20;
    assert_refused(&rdb, "CRC64");
}

#[test]
fn a_broken_structure() {
    let mut rdb = RDB.clone();
    rdb[..5].copy_from_slice(b"REDAS");
    assert_refused(&rdb, "not an RDB file");
    let mut rdb = RDB.clone();
    rdb[5..9].copy_from_slice(b"0000");
    assert_refused(&rdb, "unsupported RDB version");
    let mut rdb = RDB.clone();
    let end = rdb.len() - 9;
    assert_eq!(rdb[end], 0xff, "the end's opcode");
    rdb[end] = 240;
    assert_refused(&rdb, "unknown opcode 240");
}

#[test]
fn bytes_too_many_and_too_few() {
    assert_refused(&[&RDB[..], b"junk"].concat(), "4 bytes follow the end of the RDB");
    for length in [0, 5, 9, RDB.len() / 2, RDB.len() - 1] {
        assert_refused(&RDB[..length], "incomplete RDB");
    }
}

#[test]
fn the_object_of_a_failed_run_says_the_same() {
    let mut rdb = RDB.clone();
    *rdb.last_mut().expect("bytes") ^= 1;
    let peer = Peer::sending(Recording::with_length(&rdb));
    let run = Tool::alone().run(&["backup-rdb", "--url", &peer.url(), "-o", "json"]);
    run.expect(7);
    let answer = run.json();
    assert_eq!(answer["verdict"], "verification-failed", "{run}");
    assert!(answer["error"]["causes"][0].as_str().expect("a cause").contains("CRC64"), "{run}");
    assert_eq!(answer["data"], json!(null));
}

#[test]
fn a_file_without_a_checksum_is_kept_and_said_to_have_none() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    // redis-server reads rdbchecksum at its start only.
    server.kill();
    let mut text = std::fs::read_to_string(server.config_file()).expect("a configuration");
    text.push_str("\nrdbchecksum no\n");
    std::fs::write(server.config_file(), text).expect("a configuration");
    server.restart();
    dataset::fill(&server);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-rdb", "-n", "tutorial"]);
    run.expect(0);
    assert!(run.stdout.contains("no checksum in the file"), "{run}");
    let set = set_of(&tool, &run);
    assert_eq!(manifest_of(&set)["shards"][0]["artefacts"][0]["checksum"], "absent");
    let run = tool.run(&["backup-rdb", "-n", "tutorial", "-o", "json"]);
    assert_eq!(run.finding_ids(), ["rdb-no-checksum"], "{run}");
    let run = tool.run(&["backup-verify", &set.display().to_string()]);
    run.expect(0);
    assert!(run.stdout.contains("no checksum in the file"), "{run}");
}
