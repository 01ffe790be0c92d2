//! The state of a scan as a file, `--state` and `--resume`.

use super::page;
use crate::domain::keyspace::state::{LONGEST, MemberState, State};
use crate::error::{Error, Kind, Result};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Between two writes, while all goes well.
const EVERY: Duration = Duration::from_secs(3);

/// Keeps the state of all members in one file.
#[derive(Debug)]
pub(super) struct Keeper {
    path: PathBuf,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    state: State,
    written: Instant,
}

impl Keeper {
    /// Begins to keep this state, and writes it: what cannot be written is said before anything is scanned.
    ///
    /// # Errors
    /// Of kind Failed.
    pub(super) fn start(path: &Path, state: State) -> Result<Self> {
        let keeper = Self { path: path.to_owned(), kept: Mutex::new(Kept { state, written: Instant::now() }) };
        keeper.write()?;
        Ok(keeper)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is time to note and to write again.
    pub(super) fn is_due(&self) -> bool {
        self.kept().written.elapsed() >= EVERY
    }

    /// Notes how far a member is.
    pub(super) fn note(&self, number: usize, member: MemberState) {
        if let Some(kept) = self.kept().state.members.get_mut(number) {
            *kept = member;
        }
    }

    /// Puts what was noted in the place of what was written before.
    ///
    /// # Errors
    /// Of kind Failed; what was written before stays.
    pub(super) fn write(&self) -> Result<()> {
        let mut kept = self.kept();
        kept.written = Instant::now();
        let text = serde_json::to_vec(&kept.state)
            .map_err(|error| Error::failed(format!("cannot write {}", self.path.display())).because(&error))?;
        page::write(&self.path, &text)
    }

    /// Where it is kept.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// There is nothing to go on from any more.
    pub(super) fn remove(&self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Says beforehand that `--state` names no file that can be made.
///
/// # Errors
/// Of kind Usage.
pub(super) fn check(path: &Path) -> Result<()> {
    page::check(path, "--state")?;
    if path.exists() {
        return Err(Error::usage(format!("{} is there already", path.display()))
            .hint("--resume FILE goes on from the state of a scan; a new scan's --state takes another name"));
    }
    Ok(())
}

/// Reads a state.
///
/// # Errors
/// Of kind Usage: it is not there, cannot be read, or is none.
pub(super) fn fetch(path: &Path) -> Result<State> {
    let failed = || Error::usage(format!("cannot go on from {}", path.display()));
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| failed().because(&error))?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| failed().because(&error))?;
    if bytes.len() as u64 > LONGEST {
        return Err(failed().cause("it is longer than any state"));
    }
    State::parse(&bytes).map_err(|reason| failed().cause(reason))
}

/// The state does not hold any more.
pub(super) fn refused(path: &Path, reason: String) -> Error {
    Error::new(Kind::Refused, format!("cannot go on from {}", path.display()))
        .cause(reason)
        .hint("without --resume a scan begins anew")
}
