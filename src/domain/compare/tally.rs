//! What was found so far: totals of everything, and the first differences with their names.

use super::judge::Aspect;
use super::record::{KeyRecord, Reading};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// Differing keys that are remembered, so that one that SCAN names twice counts once.
const MOST_REMEMBERED: usize = 500_000;

/// A key that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its database.
    pub db: u64,
    /// Its name; bytes that are not printable ASCII are escaped.
    pub key: String,
    /// In what it differs.
    pub aspects: Vec<Aspect>,
    /// What A has.
    pub a: String,
    /// What B has.
    pub b: String,
}

/// Everything that was found.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Keys that were looked at on both sides.
    pub compared: u64,
    /// Keys that have expired, or were about to.
    pub expired: u64,
    /// Keys that differ.
    pub differing: u64,
    /// Keys that differ in a way that could not be decided, and in no other.
    pub undecided: u64,
    /// By aspect.
    pub aspects: BTreeMap<Aspect, u64>,
    /// The first of them.
    pub first: Vec<Difference>,
    /// Keys that differed at first, and were the same when they were read again.
    pub settled: u64,
    limit: usize,
    remembered: HashSet<u64>,
}

impl Tally {
    /// Keeps the names of `limit` keys.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Counts a key that differs; `hash` stands for it.
    pub fn add(&mut self, (db, name, hash): (u64, &[u8], u64), aspects: Vec<Aspect>, a: Side<'_>, b: Side<'_>) {
        if self.remembered.contains(&hash) {
            return;
        }
        if self.remembered.len() < MOST_REMEMBERED {
            self.remembered.insert(hash);
        }
        match aspects.as_slice() {
            [Aspect::Undecided] => self.undecided += 1,
            _ => self.differing += 1,
        }
        for aspect in &aspects {
            *self.aspects.entry(*aspect).or_default() += 1;
        }
        if self.first.len() < self.limit {
            let key = name.escape_ascii().to_string();
            let (a, b) = (describe(a, &aspects), describe(b, &aspects));
            self.first.push(Difference { db, key, aspects, a, b });
        }
    }
}

type Side<'a> = Option<&'a KeyRecord>;

/// What one side has, as far as it matters for the difference.
fn describe(record: Side<'_>, aspects: &[Aspect]) -> String {
    let Some(record) = record else { return "-".to_owned() };
    let mut words = match &record.value {
        Reading::Unread(reason) => format!("{}, not read: {reason}", record.kind.as_str()),
        Reading::Whole(digest) if aspects.contains(&Aspect::Value) && record.kind.as_str() != "string" => {
            format!("{} of {}", record.kind.as_str(), digest.elements)
        }
        Reading::Whole(_) => record.kind.as_str().to_owned(),
    };
    if aspects.contains(&Aspect::Expiry) {
        match record.expires_at_ms {
            Some(at) => words.push_str(&format!(", expires at {}", time(at))),
            None => words.push_str(", never expires"),
        }
    }
    words
}

/// Milliseconds since 1970 as a time.
fn time(ms: u64) -> String {
    let time = i64::try_from(ms).ok().and_then(chrono::DateTime::from_timestamp_millis);
    time.map_or_else(|| format!("{ms} ms after 1970"), |time| time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
}

#[cfg(test)]
mod tests {
    use super::super::record::Kind;
    use super::super::value::ValueDigest;
    use super::*;

    #[test]
    fn a_key_counts_once_and_only_the_first_are_named() {
        let record = KeyRecord {
            kind: Kind::of("set"),
            expires_at_ms: Some(1_000_000),
            value: Reading::Whole(ValueDigest { elements: 3, ..ValueDigest::default() }),
        };
        let mut tally = Tally::new(1);
        for hash in [1, 1, 2] {
            tally.add((0, b"a\n", hash), vec![Aspect::Value, Aspect::Expiry], Some(&record), None);
        }
        tally.add((0, b"b", 3), vec![Aspect::Undecided], Some(&record), Some(&record));
        assert_eq!((tally.differing, tally.undecided, tally.aspects[&Aspect::Value]), (2, 1, 2));
        let [first] = tally.first.as_slice() else { panic!("{:?}", tally.first) };
        assert_eq!((first.key.as_str(), first.b.as_str()), ("a\\n", "-"));
        assert_eq!(first.a, "set of 3, expires at 1970-01-01T00:16:40.000Z");
    }
}
