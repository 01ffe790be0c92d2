//! Everything that is counted of keys, one at a time.

use super::histogram::Histogram;
use super::kind::Kind;
use super::prefix::{Cut, Prefixes};
use super::top::{Top, TopKey};
use super::ttl::{Expiry, TtlClasses};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A key with all that is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Database.
    pub db: u64,
    /// Name.
    pub name: &'a [u8],
    /// Bytes of the whole name, of which `name` may be the beginning.
    pub name_bytes: u64,
    /// Type.
    pub kind: &'a Kind,
    /// Elements; bytes of a string. None where it could not be told.
    pub size: Option<u64>,
    /// Memory, where it was asked.
    pub memory_bytes: Option<u64>,
    /// Bytes of the value in a backup.
    pub stored_bytes: Option<u64>,
    /// When it expires, where that was asked.
    pub expiry: Option<Expiry>,
}

/// How to count.
#[derive(Debug, Clone, Default)]
pub struct Counting {
    /// How many keys to keep of each type, by size and by memory.
    pub top: usize,
    /// How names are cut into prefixes.
    pub cut: Cut,
    /// The number of the source, for the keys that are kept.
    pub source: usize,
}

/// What is counted of one type.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TypeTally {
    /// Keys.
    pub keys: u64,
    /// Keys whose size could not be told.
    pub unsized_keys: u64,
    /// Sum of the sizes.
    pub size: u64,
    /// The greatest of them, whether keys are listed or not.
    #[serde(default)]
    pub greatest_size: Option<u64>,
    /// Sum of the memory.
    pub memory_bytes: u64,
    /// Sum of the bytes in a backup.
    pub stored_bytes: u64,
    /// Sizes.
    pub histogram: Histogram,
    /// Greatest by size.
    pub by_size: Top,
    /// Greatest by memory, or by bytes in a backup.
    pub by_bytes: Top,
}

/// What is counted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Tally {
    #[serde(skip)]
    counting: Counting,
    /// By type.
    pub types: Vec<(Kind, TypeTally)>,
    /// By prefix.
    pub prefixes: Prefixes,
    /// By expiry.
    pub ttl: TtlClasses,
    /// Keys by database.
    pub databases: BTreeMap<u64, u64>,
}

impl Tally {
    /// Nothing yet.
    pub fn new(counting: Counting) -> Self {
        Self { counting, ..Self::default() }
    }

    /// To be gone on with, as that source.
    #[must_use]
    pub fn resumed(mut self, counting: Counting) -> Self {
        for (_, tally) in &mut self.types {
            tally.by_size.keys_mut().chain(tally.by_bytes.keys_mut()).for_each(|key| key.source = counting.source);
        }
        self.counting = counting;
        self
    }

    /// Keys that were counted.
    pub fn keys(&self) -> u64 {
        self.databases.values().sum()
    }

    /// Counts a key.
    pub fn add(&mut self, found: &Found<'_>) {
        *self.databases.entry(found.db).or_default() += 1;
        if let Some(expiry) = found.expiry {
            self.ttl.add(expiry);
        }
        let prefix = self.prefixes.of(&self.counting.cut, found.name);
        prefix.keys += 1;
        match (found.kind, found.size) {
            (Kind::String, Some(bytes)) => prefix.string_bytes += bytes,
            (_, Some(elements)) => prefix.elements += elements,
            (_, None) => {}
        }
        prefix.memory_bytes += found.memory_bytes.unwrap_or(0);
        prefix.stored_bytes += found.stored_bytes.unwrap_or(0);
        if !prefix.kinds.contains(found.kind) {
            prefix.kinds.push(found.kind.clone());
        }
        let source = self.counting.source;
        let make = || TopKey {
            source,
            db: found.db,
            name: found.name[..found.name.len().min(TopKey::LONGEST_NAME)].to_vec(),
            name_bytes: found.name_bytes,
            size: found.size,
            memory_bytes: found.memory_bytes,
            stored_bytes: found.stored_bytes,
            expiry: found.expiry,
            encoding: None,
        };
        let tally = self.of_type(found.kind);
        tally.keys += 1;
        match found.size {
            Some(size) => {
                tally.size = tally.size.saturating_add(size);
                tally.greatest_size = tally.greatest_size.max(Some(size));
                tally.histogram.add(size);
                tally.by_size.offer(size, found.db, found.name, make);
            }
            None => tally.unsized_keys += 1,
        }
        tally.memory_bytes += found.memory_bytes.unwrap_or(0);
        tally.stored_bytes += found.stored_bytes.unwrap_or(0);
        if let Some(bytes) = found.memory_bytes.or(found.stored_bytes) {
            tally.by_bytes.offer(bytes, found.db, found.name, make);
        }
    }

    fn of_type(&mut self, kind: &Kind) -> &mut TypeTally {
        let at = self.types.iter().position(|(known, _)| known == kind).unwrap_or_else(|| {
            let top = self.counting.top;
            let new = TypeTally { by_size: Top::new(top), by_bytes: Top::new(top), ..TypeTally::default() };
            self.types.push((kind.clone(), new));
            self.types.len() - 1
        });
        &mut self.types[at].1
    }

    /// Takes up what another one has counted.
    pub fn merge(&mut self, other: Self) {
        for (kind, tally) in other.types {
            let own = self.of_type(&kind);
            own.keys += tally.keys;
            own.unsized_keys += tally.unsized_keys;
            own.size = own.size.saturating_add(tally.size);
            own.greatest_size = own.greatest_size.max(tally.greatest_size);
            own.memory_bytes += tally.memory_bytes;
            own.stored_bytes += tally.stored_bytes;
            own.histogram.merge(&tally.histogram);
            own.by_size.merge(tally.by_size);
            own.by_bytes.merge(tally.by_bytes);
        }
        self.prefixes.merge(other.prefixes);
        self.ttl.merge(&other.ttl);
        for (db, keys) in other.databases {
            *self.databases.entry(db).or_default() += keys;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(tally: &mut Tally, name: &str, kind: &Kind, size: u64) {
        let found = Found {
            db: 0,
            name: name.as_bytes(),
            name_bytes: name.len() as u64,
            kind,
            size: Some(size),
            memory_bytes: Some(size * 10),
            stored_bytes: None,
            expiry: Some(Expiry::Never),
        };
        tally.add(&found);
    }

    #[test]
    fn two_halves_are_the_whole() {
        let counting = || Counting { top: 2, ..Counting::default() };
        let (mut whole, mut first, mut second) =
            (Tally::new(counting()), Tally::new(counting()), Tally::new(counting()));
        for number in 0..100 {
            let (name, kind) = (format!("a:{number}"), if number % 3 == 0 { Kind::Hash } else { Kind::String });
            add(&mut whole, &name, &kind, number);
            add(if number % 2 == 0 { &mut first } else { &mut second }, &name, &kind, number);
        }
        first.merge(second);
        let of = |tally: &Tally, kind: &Kind| {
            let (_, of_type) = tally.types.iter().find(|(known, _)| known == kind).expect("there");
            let top: Vec<_> = of_type.by_size.keys().map(|key| (key.name.clone(), key.size)).collect();
            (of_type.keys, of_type.size, of_type.greatest_size, of_type.histogram.classes(), top)
        };
        for kind in [Kind::Hash, Kind::String] {
            assert_eq!(of(&whole, &kind), of(&first, &kind));
        }
        assert_eq!((first.keys(), first.ttl.keys(), first.prefixes.iter().count()), (100, 100, 1));
    }
}
