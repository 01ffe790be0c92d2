//! The replication protocol as servers speak it, and as none should.

use super::dataset;
use super::inside::Inside;
use super::peer::{PRIMARY, Peer, Recording};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use std::io::Write;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// What a real server sends for keys of every kind.
static RECORDING: LazyLock<Recording> = LazyLock::new(|| {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::fill(&server);
    Recording::of(&server)
});

/// Time for the client to read what was sent before more follows. Only the reads' boundaries depend on it.
fn let_it_be_read() {
    std::thread::sleep(Duration::from_millis(3));
}

fn backup(peer: &Peer) -> Result<u64, (redis_ops::error::Error, u8)> {
    let root = tempfile::tempdir().expect("a temporary folder");
    let to = root.path().display().to_string();
    let outcome = Inside::new(&["--url", &peer.url(), "--to", &to, "-q", "--compress", "none"]).run()?;
    let artefact = &outcome.data["manifest"]["shards"][0]["artefacts"][0];
    let path = root.path().join(outcome.data["path"].as_str().expect("a path")).join("dump.rdb");
    assert!(std::fs::read(path).expect("the file") == RECORDING.rdb, "other bytes than were sent");
    Ok(artefact["census"]["keys"].as_u64().expect("a count"))
}

#[test]
fn the_mark_is_found_wherever_the_stream_pauses_in_it() {
    static PAUSE_AT: AtomicUsize = AtomicUsize::new(0);
    let peer = Peer::start(PRIMARY, |stream| {
        let (first, rest) = RECORDING.mark.split_at(PAUSE_AT.load(Ordering::SeqCst));
        stream.write_all(&[&RECORDING.header, &RECORDING.rdb, first].concat())?;
        let_it_be_read();
        // Line breaks follow where a real server goes on to keep the connection alive.
        stream.write_all(&[rest, b"\n\n"].concat())
    });
    for at in 0..=40 {
        PAUSE_AT.store(at, Ordering::SeqCst);
        let keys = backup(&peer).unwrap_or_else(|(error, _)| panic!("paused at {at}: {}", error.chain()));
        assert!(keys > 20);
    }
}

#[test]
fn keep_alives_come_before_the_header_and_the_header_comes_in_pieces() {
    let peer = Peer::start(PRIMARY, |stream| {
        for _ in 0..3 {
            stream.write_all(b"\n")?;
            let_it_be_read();
        }
        for byte in &RECORDING.header {
            stream.write_all(&[*byte])?;
        }
        stream.write_all(&[&RECORDING.rdb[..], &RECORDING.mark].concat())
    });
    assert!(backup(&peer).is_ok());
}

#[test]
fn a_length_ends_the_snapshot_whatever_follows() {
    let peer = Peer::start(PRIMARY, |stream| {
        let mut bytes = Recording::with_length(&RECORDING.rdb);
        bytes.extend_from_slice(b"*1\r\n$4\r\nPING\r\n");
        stream.write_all(&bytes)
    });
    assert!(backup(&peer).is_ok());
}

#[test]
fn a_refusal_is_told_in_the_servers_words_with_what_to_do() {
    for (refusal, hint) in [
        ("-NOMASTERLINK Can't SYNC while not connected with my master", "--pod"),
        ("-LOADING Redis is loading the dataset in memory", "try again"),
        ("-NOPERM this user has no permissions to run the 'sync' command", "+sync"),
        ("-NOAUTH Authentication required.", "REDISCLI_AUTH"),
        ("-ERR unknown command 'SYNC'", "may be disabled or renamed"),
    ] {
        let peer = Peer::sending(format!("{refusal}\r\n").into_bytes());
        let tool = Tool::alone();
        let run = tool.run(&["backup-rdb", "--url", &peer.url()]);
        run.expect(5);
        assert!(run.stderr.contains(&refusal[1..]), "{run}");
        assert!(run.stderr.lines().any(|line| line.starts_with("hint:") && line.contains(hint)), "{run}");
        super::assert_nothing_left(&tool, &run);
    }
}

#[test]
fn what_is_not_the_protocol_is_said_to_be_none() {
    for nonsense in ["HTTP/1.1 400 Bad Request\r\n\r\n", "$EOF:short\r\n", "$-5\r\n", "+OK\r\n", ":1\r\n"] {
        let peer = Peer::sending(nonsense.as_bytes().to_vec());
        let run = Tool::alone().run(&["backup-rdb", "--url", &peer.url()]);
        run.expect(5);
        assert!(run.stderr.contains("answers SYNC wrongly"), "{run}");
    }
}

#[test]
fn the_server_lists_it_with_no_real_port_while_it_runs_and_forgets_it() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::add_bulk(&server, 400, 5000);
    server.config_set("rdb-key-save-delay", "5000");
    let tool = Tool::on(&sandbox);
    let running = tool.start(&["backup-rdb", "-n", "tutorial", "--compress", "none"]);
    super::wait_until("bytes arrive", || super::bytes_being_written(&tool) > 0);
    // The server lists it as long as the snapshot runs: with a port that cannot be, by which it can be told from a replica.
    let replication = server.cli(&["INFO", "replication"]);
    let listed: Vec<&str> = replication.lines().filter(|line| line.starts_with("slave")).collect();
    assert!(listed.len() == 1 && listed[0].contains("port=65536,") && !listed[0].contains("online"), "{replication}");
    running.wait().expect(0);
    super::wait_until("the server forgets it", || server.info("connected_slaves") == "0");
}
