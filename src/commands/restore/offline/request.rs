//! What is asked of the engine.

use super::aof::AofFiles;
use crate::commands::backup::destination::Destination;
use crate::commands::restore::read_back::Verify;
use crate::consent::DestroyArgs;
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::s3::Access;
use crate::values::parse_duration;
use std::time::Duration;

const OFFLINE: &str = "Offline engine";

/// Options of the offline engine.
#[derive(Debug, Clone, clap::Args)]
pub struct OfflineArgs {
    /// Put the data back that was there before the last offline restore
    #[arg(long, help_heading = OFFLINE)]
    undo: bool,
    /// Longest wait for pods to end, to start, and to load their data
    #[arg(long, help_heading = OFFLINE, value_name = "DURATION", default_value = "30m", value_parser = parse_duration)]
    pub(super) max_wait: Duration,
}

impl OfflineArgs {
    /// A restore with this longest wait.
    #[must_use]
    pub fn waiting(max_wait: Duration) -> Self {
        Self { undo: false, max_wait }
    }

    /// Longest wait for pods.
    #[must_use]
    pub fn max_wait(&self) -> Duration {
        self.max_wait
    }

    /// Whether the last offline restore is to be undone.
    #[must_use]
    pub fn undo(&self) -> bool {
        self.undo
    }
}

/// How to go about it.
#[derive(Debug, Clone)]
pub struct Options {
    /// Longest wait for pods.
    pub(super) max_wait: Duration,
    /// Time a command in a pod may stay silent.
    pub(super) max_silence: Duration,
    /// Whether what speaks against it and can be overridden is overridden.
    pub(super) force: bool,
}

/// What is restored.
pub(in crate::commands::restore) enum Wanted<'a> {
    /// An RDB: a plain file, or that of a backup set.
    Rdb {
        place: &'a Place,
        /// Secret keys for it.
        identities: &'a Identities,
        /// How its bucket is reached.
        access: &'a Access,
    },
    /// An AOF.
    Aof(AofFiles),
}

/// What is asked for.
pub(in crate::commands::restore) struct Request<'a> {
    /// Whose name the lock and the safety backup are in.
    pub(in crate::commands::restore) command: &'a str,
    /// What is restored; nothing with `--undo`.
    pub(in crate::commands::restore) source: Option<Wanted<'a>>,
    /// Where the safety backup goes; nowhere if none is wanted.
    pub(in crate::commands::restore) safety: Option<&'a Destination>,
    /// Options.
    pub(in crate::commands::restore) args: &'a OfflineArgs,
    /// `--force`.
    pub(in crate::commands::restore) force: bool,
    /// What is read back at the end.
    pub(in crate::commands::restore) verify: Verify,
    /// Why the engine is the offline one.
    pub(in crate::commands::restore) because: Option<&'a str>,
    /// What else the plan has to say.
    pub(in crate::commands::restore) remarks: Vec<String>,
    /// Consent.
    pub(in crate::commands::restore) consent: &'a DestroyArgs,
}
