//! What a server should hold after it loaded a file, and whether it does.

use crate::formats::rdb::{KeyEnd, KeyInfo, KeyType, Update, Visitor, Want};
use serde::Serialize;
use std::collections::BTreeMap;

/// Databases and types beyond so many pairs are not counted apart; a damaged file can name any number.
const MOST_ENTRIES: usize = 4096;

/// Keys per type, as `TYPE` prints it, per database. Databases without keys are not in it.
pub type Keys = BTreeMap<u64, BTreeMap<String, u64>>;

/// What a server holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Keyspace {
    /// Keys per database and type.
    pub databases: Keys,
    /// Function libraries; none from a server that has no functions.
    pub functions: Option<u64>,
}

impl Keyspace {
    /// All keys.
    #[must_use]
    pub fn keys(&self) -> u64 {
        self.databases.values().flat_map(BTreeMap::values).sum()
    }
}

/// What a server should hold. Two figures, since keys whose time comes between the counting in the file and the
/// counting in the server may be in either.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expected {
    at_least: Keys,
    at_most: Keys,
    functions: u64,
    /// Whether every database and type was counted apart.
    complete: bool,
    /// Whether the file has commands too, which make other keys of those that were counted.
    has_commands: bool,
}

impl Expected {
    /// The same, seen at a later time: no key that is there then can be missing.
    #[must_use]
    pub fn until(self, later: Expected) -> Self {
        Self { at_least: later.at_least, complete: self.complete && later.complete, ..self }
    }

    /// What differs in `loaded`, a sentence each; empty when nothing does, and where the file holds commands, so that
    /// what should be there is not known.
    #[must_use]
    pub fn differences(&self, loaded: &Keyspace) -> Vec<String> {
        let mut differences = Vec::new();
        if self.has_commands {
            return differences;
        }
        if !self.complete {
            differences.push(format!("the file has more than {MOST_ENTRIES} databases and types to compare"));
            return differences;
        }
        let mut pairs: Vec<(u64, &str)> = Vec::new();
        for keys in [&self.at_most, &loaded.databases] {
            pairs.extend(keys.iter().flat_map(|(db, types)| types.keys().map(|name| (*db, name.as_str()))));
        }
        pairs.sort_unstable();
        pairs.dedup();
        for (db, name) in pairs {
            let of = |keys: &Keys| keys.get(&db).and_then(|types| types.get(name)).copied().unwrap_or(0);
            let (least, most, held) = (of(&self.at_least), of(&self.at_most), of(&loaded.databases));
            if held < least || held > most {
                let should = if least == most { most.to_string() } else { format!("{least} to {most}") };
                differences.push(format!("database {db} has {held} keys of type {name}, and should have {should}"));
            }
        }
        if let Some(functions) = loaded.functions.filter(|functions| *functions != self.functions) {
            differences.push(format!("it has {functions} function libraries, and should have {}", self.functions));
        }
        differences
    }
}

impl Expected {
    /// Whether the file has commands too, so that what should be there is not known.
    #[must_use]
    pub fn has_commands(&self) -> bool {
        self.has_commands
    }

    /// How many keys a server may drop while it loads them, since they have no elements.
    #[must_use]
    pub fn may_be_dropped(&self) -> u64 {
        let sum = |keys: &Keys| keys.values().flat_map(BTreeMap::values).sum::<u64>();
        sum(&self.at_most).saturating_sub(sum(&self.at_least))
    }

    /// As [`Expected::differences`], by the number of keys alone; so many more or less in each database are let pass.
    #[must_use]
    pub fn count_differences(&self, held: &BTreeMap<u64, u64>, functions: Option<u64>, slack: u64) -> Vec<String> {
        let mut differences = Vec::new();
        if self.has_commands {
            return differences;
        }
        let mut databases: Vec<u64> = self.at_most.keys().chain(held.keys()).copied().collect();
        databases.sort_unstable();
        databases.dedup();
        for db in databases {
            let sum = |keys: &Keys| keys.get(&db).map_or(0, |types| types.values().sum::<u64>());
            let (least, most) = (sum(&self.at_least), sum(&self.at_most));
            let held = held.get(&db).copied().unwrap_or(0);
            // Pairs that were not counted apart are missing from both figures.
            let too_many = self.complete && held > most + slack;
            if held + slack < least || too_many {
                let should = if least == most { most.to_string() } else { format!("{least} to {most}") };
                differences.push(format!("database {db} has {held} keys, and should have {should}"));
            }
        }
        if let Some(functions) = functions.filter(|functions| *functions != self.functions) {
            differences.push(format!("it has {functions} function libraries, and should have {}", self.functions));
        }
        differences
    }
}

/// The visitor that works out [`Expected`].
#[derive(Debug)]
pub struct LiveKeys {
    now_ms: u64,
    counts: BTreeMap<(u64, KeyType), (u64, u64)>,
    current: Option<(u64, KeyType)>,
    functions: u64,
    complete: bool,
    has_commands: bool,
}

impl LiveKeys {
    /// Keys whose time is before `now_ms` (milliseconds since 1970) are dropped by the server.
    #[must_use]
    pub fn at(now_ms: u64) -> Self {
        Self { now_ms, counts: BTreeMap::new(), current: None, functions: 0, complete: true, has_commands: false }
    }

    /// What a server should hold that loads the file now.
    #[must_use]
    pub fn into_expected(self) -> Expected {
        let (mut at_least, mut at_most) = (Keys::new(), Keys::new());
        for ((db, kind), (least, most)) in self.counts {
            let name = kind.as_str().to_owned();
            at_least.entry(db).or_default().insert(name.clone(), least);
            at_most.entry(db).or_default().insert(name, most);
        }
        Expected {
            at_least,
            at_most,
            functions: self.functions,
            complete: self.complete,
            has_commands: self.has_commands,
        }
    }
}

impl Visitor for LiveKeys {
    fn update(&mut self, _update: &Update<'_>) {
        self.has_commands = true;
    }

    fn function(&mut self, _code: &[u8], _len: u64) {
        self.functions += 1;
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        let expired = key.expires_at_ms.is_some_and(|at| at < self.now_ms);
        self.current = (!expired).then_some((key.db, key.kind));
        Want::Nothing
    }

    fn key_end(&mut self, end: &KeyEnd) {
        let Some((db, kind)) = self.current.take() else { return };
        if self.counts.len() >= MOST_ENTRIES && !self.counts.contains_key(&(db, kind)) {
            self.complete = false;
            return;
        }
        // Servers drop keys without elements, old ones keep them; and a hash goes with the last of its fields.
        let is_container = !matches!(kind, KeyType::Module(_) | KeyType::Stream | KeyType::String);
        let may_be_dropped = is_container && end.elements <= end.fields_with_expiry;
        let (least, most) = self.counts.entry((db, kind)).or_default();
        *most += 1;
        *least += u64::from(!may_be_dropped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::rdb::ValueType;

    struct Key(u64, KeyType, Option<u64>, u64, u64);

    fn expected(now_ms: u64, keys: &[Key]) -> Expected {
        let mut live = LiveKeys::at(now_ms);
        live.function(b"#!lua name=a", 12);
        for Key(db, kind, expires_at_ms, elements, fields_with_expiry) in keys {
            live.key(&KeyInfo {
                db: *db,
                name: b"k",
                name_len: 1,
                kind: *kind,
                value_type: ValueType::String,
                expires_at_ms: *expires_at_ms,
                idle_seconds: None,
                frequency: None,
                module_metadata: 0,
                offset: 0,
            });
            let (elements, fields_with_expiry) = (*elements, *fields_with_expiry);
            live.key_end(&KeyEnd { elements, fields_with_expiry, ..KeyEnd::default() });
        }
        live.into_expected()
    }

    fn held(counts: &[(u64, &str, u64)], functions: Option<u64>) -> Keyspace {
        let mut databases = Keys::new();
        for (db, name, keys) in counts {
            databases.entry(*db).or_default().insert((*name).to_owned(), *keys);
        }
        Keyspace { databases, functions }
    }

    #[test]
    fn nothing_is_expected_of_a_file_that_holds_commands() {
        let mut live = LiveKeys::at(0);
        live.update(&Update { db: 0, offset: 9, name: b"DEL", args: 2, bytes: 30 });
        let loaded = Keyspace { databases: [(0, [("list".to_owned(), 3)].into())].into(), functions: Some(1) };
        assert!(live.into_expected().differences(&loaded).is_empty());
        assert!(!LiveKeys::at(0).into_expected().differences(&loaded).is_empty());
    }

    #[test]
    fn expired_keys_are_not_expected_and_each_type_is_compared() {
        let keys = [
            Key(0, KeyType::String, None, 1, 0),
            Key(0, KeyType::String, Some(999), 1, 0),
            Key(0, KeyType::String, Some(1000), 1, 0),
            Key(3, KeyType::List, None, 2, 0),
        ];
        let expected = expected(1000, &keys);
        let same = held(&[(0, "string", 2), (3, "list", 1)], Some(1));
        assert_eq!((expected.differences(&same), same.keys()), (Vec::new(), 3));
        assert!(expected.differences(&held(&[(0, "string", 2), (3, "list", 1)], None)).is_empty());
        let other = held(&[(0, "string", 1), (3, "hash", 1)], Some(0));
        assert_eq!(
            expected.differences(&other),
            [
                "database 0 has 1 keys of type string, and should have 2",
                "database 3 has 1 keys of type hash, and should have 0",
                "database 3 has 0 keys of type list, and should have 1",
                "it has 0 function libraries, and should have 1",
            ]
        );
    }

    #[test]
    fn what_expires_meanwhile_may_be_there_or_not_and_nothing_else() {
        let keys = [Key(0, KeyType::Hash, Some(2000), 1, 0), Key(0, KeyType::Hash, None, 1, 0)];
        let expected = expected(1000, &keys).until(super::tests::expected(3000, &keys));
        for (hashes, differences) in [(0, 1), (1, 0), (2, 0), (3, 1)] {
            assert_eq!(expected.differences(&held(&[(0, "hash", hashes)], None)).len(), differences, "{hashes}");
        }
    }

    #[test]
    fn empty_containers_and_hashes_of_dying_fields_may_be_dropped() {
        let keys = [
            Key(0, KeyType::Set, None, 0, 0),
            Key(0, KeyType::Hash, None, 2, 2),
            Key(0, KeyType::Hash, None, 3, 2),
            Key(0, KeyType::Stream, None, 0, 0),
        ];
        let expected = expected(1000, &keys);
        assert!(expected.differences(&held(&[(0, "hash", 1), (0, "stream", 1)], None)).is_empty());
        assert!(expected.differences(&held(&[(0, "set", 1), (0, "hash", 2), (0, "stream", 1)], None)).is_empty());
        assert_eq!(expected.differences(&held(&[(0, "hash", 0), (0, "stream", 1)], None)).len(), 1);
        assert_eq!(expected.differences(&held(&[(0, "hash", 1), (0, "stream", 0)], None)).len(), 1);
    }
}
