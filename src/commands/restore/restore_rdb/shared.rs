//! What all connections of a run report to.

use super::worker::Tag;
use crate::domain::restore::tally::{Counts, Settled, Tally};
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Names that are shown; all are counted.
const MOST_SHOWN: usize = 10;

/// What becomes of keys that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::commands::restore) enum Policy {
    /// They are overwritten.
    Replace,
    /// They stay.
    SkipExisting,
    /// There may be none.
    FailExisting,
}

/// What became of function libraries, on all primaries together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(in crate::commands::restore) struct Functions {
    /// Loaded.
    pub loaded: u64,
    /// There before, and left as they were.
    pub existing: u64,
    /// Refused, with the server's words.
    pub refused: Vec<String>,
}

/// A key that could not be restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::commands::restore) struct Failure {
    pub key: String,
    pub why: String,
}

/// The state of a run.
#[derive(Debug, Default)]
struct State {
    tally: Tally,
    failures: Vec<Failure>,
    functions: Functions,
    existing: u64,
    existing_names: Vec<String>,
    lost_parts: u64,
    redirected: u64,
    unanswered: u64,
}

/// The state of a run, known to all its connections.
#[derive(Debug, Default)]
pub(in crate::commands::restore) struct Shared(Mutex<State>);

impl Shared {
    /// Goes on from an earlier run's point.
    pub fn from(tally: Tally) -> Self {
        Self(Mutex::new(State { tally, ..State::default() }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn settle(&self, ordinal: u64, settled: Settled) {
        self.state().tally.settle(ordinal, settled);
    }

    pub fn fail(&self, ordinal: u64, name: &[u8], why: String) {
        let mut state = self.state();
        state.tally.settle(ordinal, Settled::Failed);
        if state.failures.len() < MOST_SHOWN {
            state.failures.push(Failure { key: name.escape_ascii().to_string(), why });
        }
    }

    pub fn function_loaded(&self) {
        self.state().functions.loaded += 1;
    }

    pub fn function_refused(&self, text: &str) {
        let mut state = self.state();
        if text.contains("already exists") {
            state.functions.existing += 1;
        } else if state.functions.refused.len() < MOST_SHOWN {
            state.functions.refused.push(text.to_owned());
        }
    }

    /// A key that was asked for is there.
    pub fn exists(&self, name: Vec<u8>) {
        let mut state = self.state();
        state.existing += 1;
        if state.existing_names.len() < MOST_SHOWN {
            state.existing_names.push(name.escape_ascii().to_string());
        }
    }

    /// Parts of values that no command restores.
    pub fn lost_parts(&self, parts: u64) {
        self.state().lost_parts += parts;
    }

    pub fn redirected(&self) {
        self.state().redirected += 1;
    }

    /// Commands whose replies will not come.
    pub fn unanswered(&self, tags: impl Iterator<Item = Tag>) {
        let keys = tags.filter(|tag| matches!(tag, Tag::Whole { .. })).count() as u64;
        self.state().unanswered += keys;
    }

    /// One more of them.
    pub fn unanswered_key(&self) {
        self.state().unanswered += 1;
    }

    pub fn counts(&self) -> Counts {
        self.state().tally.counts()
    }

    /// The point up to which all is settled, and the counts up to there.
    pub fn point(&self) -> (u64, Counts) {
        let state = self.state();
        (state.tally.point(), state.tally.counts_to_point())
    }

    pub fn existing(&self) -> (u64, Vec<String>) {
        let state = self.state();
        (state.existing, state.existing_names.clone())
    }

    pub fn account(&self) -> Account {
        let state = self.state();
        Account {
            counts: state.tally.counts(),
            failures: state.failures.clone(),
            functions: state.functions.clone(),
            lost_parts: state.lost_parts,
            redirected: state.redirected,
            unanswered: state.unanswered,
        }
    }
}

/// What became of everything.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::commands::restore) struct Account {
    /// Of each key that was meant.
    #[serde(flatten)]
    pub counts: Counts,
    /// The first keys that failed.
    pub failures: Vec<Failure>,
    /// Of function libraries.
    pub functions: Functions,
    /// Parts of streams that no command restores.
    pub lost_parts: u64,
    /// Keys that were sent to another node than the one their slot was thought to be at.
    pub redirected: u64,
    /// Keys that were sent and not answered: they may be there or not.
    pub unanswered: u64,
}
