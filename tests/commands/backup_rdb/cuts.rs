//! Streams that stop early, wherever they stop: never exit 0, never a file under its final name.

use super::dataset;
use super::inside::Inside;
use super::peer::{PRIMARY, Peer, Recording};
use super::{assert_nothing_left, manifest_of, set_of};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Fault, Sandbox};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes from one cut to the next.
const STEP: usize = 1000;

/// A server with a data set of 5 MB: keys of every kind, and bulk that does not compress.
fn five_megabytes() -> Sandbox {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::fill(&server);
    dataset::add_bulk(&server, 25, 200_000);
    sandbox
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        // Folders come and go while the command cleans up.
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            // As the entry was read: it may be gone by now.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    files
}

fn has_final_name(path: &Path) -> bool {
    !path.file_name().unwrap_or_default().to_string_lossy().starts_with('.')
}

/// Serves `stream` and cuts it off at every offset given; says how many backups were tried.
fn cut_everywhere(stream: &Arc<Vec<u8>>, offsets: &[usize], compression: &str) -> usize {
    let cut = Arc::new(AtomicUsize::new(0));
    let (served, at) = (Arc::clone(stream), Arc::clone(&cut));
    let peer = Peer::start(PRIMARY, move |output| output.write_all(&served[..at.load(Ordering::SeqCst)]));
    let root = tempfile::tempdir().expect("a temporary folder");
    let to = root.path().display().to_string();
    let url = peer.url();
    let command = ["--url", &url, "--to", &to, "--compress", compression, "-q"];
    let inside = Inside::new(&command);
    for offset in offsets {
        cut.store(*offset, Ordering::SeqCst);
        match inside.run() {
            Ok(_) => panic!("{offset} of {} bytes were taken for a whole backup", stream.len()),
            Err((error, exit)) => assert_eq!(exit, 5, "cut at {offset}: {}", error.chain()),
        }
        let named: Vec<PathBuf> = files_below(root.path()).into_iter().filter(|path| has_final_name(path)).collect();
        assert_eq!(named, Vec::<PathBuf>::new(), "cut at {offset}");
    }
    drop(inside);
    assert_eq!(files_below(root.path()), Vec::<PathBuf>::new(), "temporary files were left");
    // The whole stream, by the same way: what failed above failed because of the cut.
    cut.store(stream.len(), Ordering::SeqCst);
    assert!(Inside::new(&command).run().is_ok(), "the whole stream is no backup");
    assert_eq!(files_below(root.path()).len(), 2);
    offsets.len()
}

/// Every thousandth byte, and every byte near the beginning and the end.
fn offsets_of(stream: &[u8]) -> Vec<usize> {
    let edge = 120.min(stream.len());
    let (head, tail) = (0..edge, stream.len() - edge..stream.len());
    let mut offsets: Vec<usize> = head.chain((0..stream.len()).step_by(STEP)).chain(tail).collect();
    offsets.sort_unstable();
    offsets.dedup();
    offsets
}

#[test]
fn a_server_that_stops_at_any_thousandth_byte_gives_no_backup() {
    let recording = Recording::of(&five_megabytes().pod("tutorial", "redis"));
    let with_mark = Arc::new(recording.bytes());
    assert!(with_mark.len() > 5_000_000, "{} bytes are too few", with_mark.len());
    let offsets = offsets_of(&with_mark);
    let tried: usize = std::thread::scope(|scope| {
        // Interleaved, so that both have as much to do.
        let halves = [0, 1].map(|half| offsets.iter().copied().skip(half).step_by(2).collect::<Vec<_>>());
        let runs = halves.map(|half| {
            let stream = &with_mark;
            scope.spawn(move || cut_everywhere(stream, &half, "none"))
        });
        runs.into_iter().map(|run| run.join().expect("no cut went unseen")).sum()
    });
    assert!(tried >= with_mark.len() / STEP);
}

#[test]
fn a_stream_of_known_length_that_stops_gives_no_backup_either() {
    let recording = Recording::of(&five_megabytes().pod("tutorial", "redis"));
    let with_length = Arc::new(Recording::with_length(&recording.rdb));
    let few: Vec<usize> = offsets_of(&with_length).into_iter().step_by(97).collect();
    cut_everywhere(&with_length, &few, "none");
    // Compressed, where the threads have more on their hands when the stream stops.
    let fewer: Vec<usize> = few.into_iter().step_by(6).collect();
    cut_everywhere(&with_length, &fewer, "gzip");
}

#[test]
fn a_websocket_that_is_cut_or_closed_gives_no_backup() {
    let sandbox = five_megabytes();
    let tool = Tool::on(&sandbox);
    let command = ["backup-rdb", "-n", "tutorial", "--compress", "none"];
    let whole = tool.run(&command);
    let manifest = manifest_of(&set_of(&tool, whole.expect(0)));
    let plain = manifest["shards"][0]["artefacts"][0]["plain_bytes"].as_u64().expect("a size");
    // Two +OK replies, the header, the snapshot, the mark: the last offset lacks one byte of it.
    let all = 2 * 5 + 47 + plain + 40;
    for step in 0..=20 {
        let bytes = if step == 20 { all - 1 } else { all * step / 20 };
        for fault in [Fault::CutAfter { bytes }, Fault::CloseAfter { bytes }] {
            let tool = Tool::on(&sandbox);
            sandbox.forward_fault(fault.clone());
            let run = tool.run(&command);
            sandbox.clear_faults();
            run.expect(5);
            assert!(run.stdout.is_empty(), "{fault:?}\n{run}");
            assert_nothing_left(&tool, &run);
            if bytes > 100_000 {
                assert!(run.stderr.contains("it stopped after "), "{fault:?}\n{run}");
            }
        }
    }
    sandbox.forward_fault(Fault::CutAfter { bytes: all + 1000 });
    Tool::on(&sandbox).run(&command).expect(0);
}
