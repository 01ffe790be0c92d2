//! The folder of a sandbox. It says that it is in use by a lock, which goes with the process whatever ends it: a run that was
//! killed leaves a folder that the next run takes away.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Once;
use tempfile::TempDir;

const PREFIX: &str = "redis-ops-sandbox-";
/// The file that is locked as long as the folder is in use.
const IN_USE: &str = "in-use";

/// A folder that goes with the sandbox.
#[derive(Debug)]
pub struct Folder {
    // Before the lock: the folder goes while nobody else may take it for a dead run's.
    root: TempDir,
    _in_use: File,
}

impl Folder {
    /// One below the system's folder for temporary files, where the first of a process takes away those of dead runs.
    ///
    /// # Panics
    /// There can be none.
    pub fn make() -> Self {
        static FIRST: Once = Once::new();
        let parent = std::env::temp_dir();
        FIRST.call_once(|| remove_dead(&parent));
        Self::below(&parent).expect("a temporary folder")
    }

    /// One below `parent`.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn below(parent: &Path) -> io::Result<Self> {
        let root = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        // It gets its name when it is locked: there is no moment in which it looks like a dead run's.
        let (making, made) = (root.path().join("in-use.new"), root.path().join(IN_USE));
        let file = File::create(&making)?;
        file.lock()?;
        std::fs::rename(&making, made)?;
        Ok(Self { root, _in_use: file })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.root.path()
    }
}

/// Removes the folders of runs that have ended, however they did; of those that say nothing of it nobody knows.
pub fn remove_dead(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        let Ok(file) = File::open(entry.path().join(IN_USE)) else { continue };
        if file.try_lock().is_ok() {
            // What another user owns stays.
            std::fs::remove_dir_all(entry.path()).ok();
        }
    }
}
