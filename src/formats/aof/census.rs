//! Counts what an AOF holds, over one file or a whole set.

use std::collections::BTreeMap;

use serde::Serialize;

use super::event::Event;

/// Distinct command names that are counted apart; a damaged file can hold any number.
const MAX_NAMES: usize = 1024;
/// The longest name that is counted apart.
const MAX_NAME_BYTES: usize = 64;

/// What the commands of an AOF are. SELECT, MULTI and EXEC are not counted as commands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct AofCensus {
    /// Commands in all, those of unfinished transactions included.
    pub commands: u64,
    /// Commands per name in upper case.
    pub commands_by_name: BTreeMap<String, u64>,
    /// Commands whose name is too long, not printable, or one too many to count apart.
    pub other_commands: u64,
    /// Commands per database.
    pub commands_by_db: BTreeMap<u64, u64>,
    /// Completed transactions.
    pub transactions: u64,
    /// Commands too large to be held while reading.
    pub large_commands: u64,
    /// First `#TS:` annotation, in seconds since 1970.
    pub first_timestamp: Option<u64>,
    /// Last `#TS:` annotation, in seconds since 1970.
    pub last_timestamp: Option<u64>,
    /// Whether an RDB base was read to its end.
    pub has_rdb_base: bool,
}

impl AofCensus {
    /// Counts one event.
    pub fn record(&mut self, event: &Event<'_>) {
        match event {
            Event::BaseEnd { .. } => self.has_rdb_base = true,
            Event::Timestamp { unix_seconds, .. } => {
                self.first_timestamp.get_or_insert(*unix_seconds);
                self.last_timestamp = Some(*unix_seconds);
            }
            Event::TransactionEnd { .. } => self.transactions += 1,
            Event::Command(command) => self.count(command.name(), command.db),
            Event::LargeBegin(large) => {
                self.large_commands += 1;
                self.count(large.first_args.get(0).unwrap_or_default(), large.db);
            }
            Event::Select { .. } | Event::TransactionBegin { .. } | Event::LargeBytes(_) | Event::LargeEnd { .. } => {}
        }
    }

    fn count(&mut self, name: &[u8], db: u64) {
        self.commands += 1;
        // A damaged file can hold any number of databases, too; servers have 16 by default.
        let dbs = self.commands_by_db.len();
        if dbs < MAX_NAMES || self.commands_by_db.contains_key(&db) {
            *self.commands_by_db.entry(db).or_default() += 1;
        }
        match countable(name) {
            Some(name) if self.has_room_for(&name) => {
                *self.commands_by_name.entry(name).or_default() += 1;
            }
            _ => self.other_commands += 1,
        }
    }

    fn has_room_for(&self, name: &str) -> bool {
        self.commands_by_name.len() < MAX_NAMES || self.commands_by_name.contains_key(name)
    }
}

/// A name fit to be counted and shown: short and printable, in upper case.
fn countable(name: &[u8]) -> Option<String> {
    let is_plain = (1..=MAX_NAME_BYTES).contains(&name.len()) && name.iter().all(u8::is_ascii_graphic);
    let name = std::str::from_utf8(name).ok().filter(|_| is_plain)?;
    Some(name.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::super::command::Held;
    use super::super::{Command, LargeCommand};
    use super::*;

    fn record(census: &mut AofCensus, name: &[u8], db: u64) {
        let mut held = Held::default();
        held.push(name);
        held.end_arg();
        census.record(&Event::Command(Command {
            args: held.args(),
            db,
            offset: 0,
            end_offset: 1,
            timestamp: None,
            in_transaction: false,
        }));
    }

    #[test]
    fn counts_by_name_and_db() {
        let mut census = AofCensus::default();
        record(&mut census, b"set", 0);
        record(&mut census, b"SET", 3);
        record(&mut census, b"\x01bad", 3);
        let held = Held::default();
        census.record(&Event::LargeBegin(LargeCommand {
            first_args: held.args(),
            args: 3,
            db: 0,
            offset: 0,
            timestamp: None,
            in_transaction: false,
        }));
        for unix_seconds in [5, 7, 9] {
            census.record(&Event::Timestamp { unix_seconds, offset: 0 });
        }
        census.record(&Event::TransactionEnd { end_offset: 1 });
        census.record(&Event::BaseEnd { offset: 1 });
        let expected = AofCensus {
            commands: 4,
            commands_by_name: [("SET".to_owned(), 2)].into(),
            other_commands: 2,
            commands_by_db: [(0, 2), (3, 2)].into(),
            transactions: 1,
            large_commands: 1,
            first_timestamp: Some(5),
            last_timestamp: Some(9),
            has_rdb_base: true,
        };
        assert_eq!(census, expected);
    }

    #[test]
    fn names_and_databases_are_bounded() {
        let mut census = AofCensus::default();
        for number in 0..2000 {
            record(&mut census, format!("C{number}").as_bytes(), number);
        }
        assert_eq!(census.commands, 2000);
        assert_eq!(census.commands_by_name.len(), MAX_NAMES);
        assert_eq!(census.other_commands, 2000 - MAX_NAMES as u64);
        assert_eq!(census.commands_by_db.len(), MAX_NAMES);
    }
}
