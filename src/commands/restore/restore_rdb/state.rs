//! How far a run has come, in a file: what `--resume` goes on from.

use super::shared::Policy;
use crate::domain::restore::filter::Selection;
use crate::domain::restore::tally::Counts;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const SCHEMA: &str = "redis-ops-restore/v1";

/// The state of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    pub schema: String,
    /// What was restored from and into: a run goes on only with the same bytes and the same instance.
    pub identity: Identity,
    /// Stands in the names of temporary keys.
    pub run: String,
    /// The servers' `run_id`s: one that was started anew may have lost what it had.
    pub servers: Vec<String>,
    /// Where the safety backup is.
    pub safety_backup: Option<String>,
    /// Keys before this one, of those that are meant and in the order of the files, are settled.
    pub point: u64,
    /// Of those.
    pub counts: Counts,
}

/// What makes two runs the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    /// SHA-256 of each file's bytes, unpacked.
    pub source_sha256: Vec<String>,
    /// The target's full name.
    pub target: String,
    pub selection: Selection,
    pub policy: Policy,
    pub flush_first: bool,
}

impl State {
    pub fn new(identity: Identity, run: String, servers: Vec<String>) -> Self {
        let (safety_backup, point, counts) = (None, 0, Counts::default());
        Self { schema: SCHEMA.to_owned(), identity, run, servers, safety_backup, point, counts }
    }

    /// The state as it holds for these servers, which have so many keys. Where they cannot have all that was restored
    /// any more, every key is tried again.
    pub fn on(&self, servers: Vec<String>, keys: u64) -> Self {
        let is_kept = self.servers == servers && keys >= self.counts.restored + self.counts.present;
        if is_kept {
            return self.clone();
        }
        Self { servers, point: 0, counts: Counts::default(), ..self.clone() }
    }
}

/// The file of a target's run.
pub(super) fn path(folder: &Path, instance_folder: &str) -> PathBuf {
    folder.join(format!(".restore-rdb.{instance_folder}.json"))
}

/// The state of the run before, if there is one that can be read.
pub(super) fn fetch(path: &Path) -> Option<State> {
    let state: State = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    (state.schema == SCHEMA).then_some(state)
}

/// Puts the state in the place of the one before.
///
/// # Errors
/// Of kind Failed.
pub(super) fn save(path: &Path, state: &State) -> Result<()> {
    let failed =
        |error: &dyn std::error::Error| Error::failed(format!("cannot write {}", path.display())).because(error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    }
    let text = serde_json::to_vec(state).map_err(|error| failed(&error))?;
    let new = path.with_extension("json.new");
    let mut file = fs::File::options()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(&new)
        .map_err(|error| failed(&error))?;
    file.write_all(&text).map_err(|error| failed(&error))?;
    fs::rename(&new, path).map_err(|error| failed(&error))
}

/// There is nothing to go on from any more.
pub(super) fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}
