//! What a part of history is made of.

use super::expiry::{self, Of};
use super::fate::{self, Fate};
use super::sighting::Sighting;
use crate::formats::aof::Args;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Distinct names that are counted apart; a forged file can hold any number.
const MOST_NAMES: usize = 1024;
/// Databases that are noted; servers have 16 unless told otherwise.
const MOST_DATABASES: usize = 4096;
/// The longest name that is counted apart.
const MOST_NAME_BYTES: usize = 64;

/// Counts over a part of history.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Commands, without SELECT, MULTI and EXEC.
    pub commands: u64,
    /// The same by their names in capitals.
    pub commands_by_name: BTreeMap<String, u64>,
    /// Commands whose names are too long, not printable, or one too many to count apart.
    pub other_commands: u64,
    /// Transactions.
    pub transactions: u64,
    /// Databases that commands apply to, or that were selected.
    pub databases: BTreeSet<u64>,
    /// Commands that set a time which begins when they are executed.
    pub relative_times: u64,
    /// Commands that set a key a time which has passed, or soon will have.
    pub past_key_times: u64,
    /// The same of hash fields.
    pub past_field_times: u64,
    /// Scripts and functions that are called.
    pub scripts: u64,
    /// Messages, which are left out.
    pub left_out: u64,
    /// Commands that wipe keys which are not their own.
    pub wipes: u64,
    /// The last of them.
    pub last_wipe: Option<Sighting>,
    /// Commands that no server writes.
    pub forbidden: u64,
    /// The first of them.
    pub first_forbidden: Option<Sighting>,
    /// Commands before which no annotation tells the time.
    pub untimed: u64,
}

impl Counts {
    /// Counts a command, by its words or by those that are known of it; `show` is asked where it has to be shown.
    pub(super) fn record(
        &mut self,
        args: &Args<'_>,
        db: u64,
        is_timed: bool,
        horizon_ms: u64,
        show: impl FnOnce() -> Sighting,
    ) {
        self.commands += 1;
        self.untimed += u64::from(!is_timed);
        self.select(db);
        self.count_name(args.get(0).unwrap_or_default());
        match fate::of(args) {
            Fate::Replayed => self.count_time(args, horizon_ms),
            Fate::Script => self.scripts += 1,
            Fate::LeftOut => self.left_out += 1,
            Fate::Wipes => {
                self.wipes += 1;
                self.last_wipe = Some(show());
            }
            Fate::Forbidden => {
                self.forbidden += 1;
                if self.first_forbidden.is_none() {
                    self.first_forbidden = Some(show());
                }
            }
        }
    }

    pub(super) fn select(&mut self, db: u64) {
        if self.databases.len() < MOST_DATABASES {
            self.databases.insert(db);
        }
    }

    fn count_time(&mut self, args: &Args<'_>, horizon_ms: u64) {
        let Some(found) = expiry::find(args) else { return };
        if !found.is_absolute {
            self.relative_times += 1;
        } else if expiry::value_ms(args, found).is_some_and(|value| value <= horizon_ms) {
            match found.of {
                Of::Key => self.past_key_times += 1,
                Of::Field => self.past_field_times += 1,
            }
        }
    }

    fn count_name(&mut self, name: &[u8]) {
        // Without a new string for each command: names come again and again.
        let mut upper = [0; MOST_NAME_BYTES];
        let plain = (1..=MOST_NAME_BYTES).contains(&name.len()) && name.iter().all(u8::is_ascii_graphic);
        let known = plain.then(|| {
            upper[..name.len()].copy_from_slice(name);
            upper[..name.len()].make_ascii_uppercase();
            std::str::from_utf8(&upper[..name.len()]).unwrap_or_default()
        });
        let has_room = self.commands_by_name.len() < MOST_NAMES;
        match known.map(|name| (name, self.commands_by_name.get_mut(name))) {
            Some((_, Some(count))) => *count += 1,
            Some((name, None)) if has_room => {
                self.commands_by_name.insert(name.to_owned(), 1);
            }
            _ => self.other_commands += 1,
        }
    }

    /// Adds what comes after.
    pub fn add(&mut self, later: Self) {
        self.commands += later.commands;
        for (name, count) in later.commands_by_name {
            *self.commands_by_name.entry(name).or_default() += count;
        }
        self.other_commands += later.other_commands;
        self.transactions += later.transactions;
        for db in later.databases {
            self.select(db);
        }
        self.relative_times += later.relative_times;
        self.past_key_times += later.past_key_times;
        self.past_field_times += later.past_field_times;
        self.scripts += later.scripts;
        self.left_out += later.left_out;
        self.wipes += later.wipes;
        self.last_wipe = later.last_wipe.or(self.last_wipe.take());
        self.forbidden += later.forbidden;
        self.first_forbidden = self.first_forbidden.take().or(later.first_forbidden);
        self.untimed += later.untimed;
    }

    /// The commonest commands in words: `SET 12, RPUSH 3 and 4 others`.
    #[must_use]
    pub fn in_words(&self) -> String {
        const NAMED: usize = 5;
        let mut names: Vec<(&String, &u64)> = self.commands_by_name.iter().collect();
        names.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let others: u64 = names.iter().skip(NAMED).map(|(_, count)| **count).sum::<u64>() + self.other_commands;
        let mut words: Vec<String> = names.iter().take(NAMED).map(|(name, count)| format!("{name} {count}")).collect();
        if others > 0 {
            words.push(format!("{others} others"));
        }
        words.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::survey::tests::with_args;
    use super::*;

    fn counts(lines: &[&str]) -> Counts {
        let mut counts = Counts::default();
        for (offset, line) in lines.iter().enumerate() {
            let words: Vec<&[u8]> = line.split(' ').map(str::as_bytes).collect();
            let show = || Sighting { offset: offset as u64, ..Sighting::default() };
            with_args(&words, |args| counts.record(args, 0, false, 1000, show));
        }
        counts
    }

    #[test]
    fn what_has_to_be_known_before_the_replay() {
        let all = ["SET k v PXAT 5", "EXPIRE k 5", "FLUSHDB", "FLUSHALL", "CONFIG SET x", "HPEXPIREAT h 5 FIELDS 1 f"];
        let (mut first, second) = (counts(&all), counts(&["set k v", "EVAL x", "PUBLISH c m", "DEBUG x"]));
        assert_eq!((first.relative_times, first.past_key_times, first.past_field_times), (1, 1, 1));
        assert_eq!(first.last_wipe.as_ref().map(|wipe| wipe.offset), Some(3));
        first.add(second);
        assert_eq!((first.commands, first.scripts, first.left_out, first.forbidden, first.wipes), (10, 1, 1, 2, 2));
        assert_eq!(first.first_forbidden.as_ref().map(|sighting| sighting.offset), Some(4));
        assert_eq!(first.commands_by_name.get("SET"), Some(&2));
        assert!(first.in_words().starts_with("SET 2, "), "{}", first.in_words());
    }
}
