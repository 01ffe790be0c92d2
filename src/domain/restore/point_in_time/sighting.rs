//! A command of an AOF as it is shown to people: where, when, its name and first key. Values are never shown.

use crate::domain::command_words;
use crate::formats::aof::Args;
use chrono::{DateTime, SecondsFormat};
use serde::Serialize;

/// Characters of a command that are shown.
const MOST_SHOWN: usize = 80;
/// Arguments that are kept to be shown; no first key stands further back.
const MOST_ARGS: usize = 8;
/// Bytes of each that are kept.
const MOST_ARG_BYTES: usize = 64;

/// A command that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Sighting {
    /// The file's name.
    pub file: String,
    /// Offset of its first byte.
    pub offset: u64,
    /// Database it applies to.
    pub db: u64,
    /// Seconds since 1970 of the last annotation before it, if there was one.
    pub unix_seconds: Option<u64>,
    /// Whether it stands between MULTI and EXEC.
    pub in_transaction: bool,
    /// Its name and first key.
    pub command: String,
}

impl Sighting {
    /// The place in words: `appendonly.aof.1.incr.aof at offset 4711`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{} at offset {}", self.file, self.offset)
    }

    /// Its time, where there is one.
    #[must_use]
    pub fn time(&self) -> Option<String> {
        self.unix_seconds.map(in_utc)
    }
}

/// A time of an annotation in words.
#[must_use]
pub fn in_utc(unix_seconds: u64) -> String {
    let time = i64::try_from(unix_seconds).ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    time.map_or_else(|| format!("{unix_seconds}s since 1970"), |time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// A command that may have to be shown, kept cheaply: its start alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    words: Vec<Vec<u8>>,
    more: bool,
    offset: u64,
    db: u64,
    unix_seconds: Option<u64>,
    in_transaction: bool,
}

/// Where and when a command stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) offset: u64,
    pub(super) db: u64,
    pub(super) unix_seconds: Option<u64>,
    pub(super) in_transaction: bool,
}

impl Kept {
    /// Takes another command, in the memory of the one before.
    pub(super) fn take(&mut self, args: &Args<'_>, at: At) {
        let At { offset, db, unix_seconds, in_transaction } = at;
        (self.offset, self.db, self.unix_seconds, self.in_transaction) = (offset, db, unix_seconds, in_transaction);
        self.more = args.len() > MOST_ARGS;
        self.words.truncate(args.len().min(MOST_ARGS));
        for (index, arg) in args.iter().take(MOST_ARGS).enumerate() {
            let kept = &arg[..arg.len().min(MOST_ARG_BYTES)];
            match self.words.get_mut(index) {
                Some(word) => {
                    word.clear();
                    word.extend_from_slice(kept);
                }
                None => self.words.push(kept.to_vec()),
            }
        }
    }

    pub(super) fn show(&self, file: &str) -> Sighting {
        let mut words = self.words.clone();
        if self.more {
            words.push(Vec::new());
        }
        Sighting {
            file: file.to_owned(),
            offset: self.offset,
            db: self.db,
            unix_seconds: self.unix_seconds,
            in_transaction: self.in_transaction,
            command: command_words::show(&words, false, MOST_SHOWN),
        }
    }
}
