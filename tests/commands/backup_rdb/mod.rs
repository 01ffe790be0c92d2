//! `backup-rdb`: what it takes, from whom, and what it leaves when something goes wrong.

mod cuts;
pub mod dataset;
mod disk;
mod inside;
mod interruption;
mod memory;
pub mod peer;
mod refusals;
mod replication;
mod round_trip;
mod sentinel;
mod source;
mod via_disk;
mod wrong_bytes;

pub use memory::{BOUND_KIB, finish_watched};

use crate::harness::{Run, Tool};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a test waits for what must happen, on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until something holds.
///
/// # Panics
/// It does not within [`PATIENCE`].
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The set of a run that ended well: the folder that its last line names.
fn set_of(tool: &Tool, run: &Run) -> PathBuf {
    let folder = tool.folder().join(run.last_line());
    assert!(folder.join("manifest.json").is_file(), "the last line is no set's folder\n{run}");
    folder
}

/// The manifest of a set.
fn manifest_of(set: &Path) -> Value {
    let text = std::fs::read_to_string(set.join("manifest.json")).expect("a manifest");
    serde_json::from_str(&text).expect("a manifest in JSON")
}

/// Bytes of the file that is being written, under whatever name; 0 while there is none.
fn bytes_being_written(tool: &Tool) -> u64 {
    let partial = |path: &PathBuf| path.to_string_lossy().ends_with(".partial");
    let sizes = tool.backup_files().into_iter().filter(partial).map(|path| {
        // The file may have got its final name in between.
        std::fs::metadata(tool.folder().join("redis-backups").join(path)).map_or(0, |metadata| metadata.len())
    });
    sizes.max().unwrap_or(0)
}

/// Nothing was left: no file at all, under a final name or a temporary one, and no folder of a set.
fn assert_nothing_left(tool: &Tool, run: &Run) {
    assert_eq!(tool.backup_files(), Vec::<PathBuf>::new(), "{run}");
    let sets = std::fs::read_dir(tool.folder().join("redis-backups")).into_iter().flatten().flatten();
    for instance in sets {
        let left = std::fs::read_dir(instance.path()).into_iter().flatten().flatten().count();
        assert_eq!(left, 0, "{} holds the folder of a set\n{run}", instance.path().display());
    }
}
