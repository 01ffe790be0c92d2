//! Counts of keys by database and type: what a quick comparison compares.

use serde::Serialize;
use std::collections::BTreeMap;

/// Keys of one type in one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// All that stay.
    pub keys: u64,
    /// Those of them with an expiry time.
    pub with_expiry: u64,
}

/// What one side holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// By database and type. Keys that expire before the horizon are not in it.
    pub databases: BTreeMap<u64, BTreeMap<String, Count>>,
    /// Keys that expire before the horizon, or have expired and are not removed yet.
    pub expiring: u64,
}

impl Counts {
    /// Counts a key; one that expires before `horizon_ms` (milliseconds since 1970) is counted apart.
    pub fn add(&mut self, db: u64, kind: &str, expires_at_ms: Option<u64>, horizon_ms: u64) {
        if expires_at_ms.is_some_and(|at| at < horizon_ms) {
            self.expiring += 1;
            return;
        }
        let types = self.databases.entry(db).or_default();
        // Allocating a name for each key would be most of the work.
        let count = match types.get_mut(kind) {
            Some(count) => count,
            None => types.entry(kind.to_owned()).or_default(),
        };
        count.keys += 1;
        count.with_expiry += u64::from(expires_at_ms.is_some());
    }

    /// All keys that stay.
    #[must_use]
    pub fn keys(&self) -> u64 {
        self.databases.values().flat_map(BTreeMap::values).map(|count| count.keys).sum()
    }

    /// Databases and types of either side, with both counts, where they differ.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<(u64, String, Count, Count)> {
        let names = |counts: &Self| -> Vec<(u64, String)> {
            let of = |(db, types): (&u64, &BTreeMap<String, Count>)| {
                types.keys().map(|kind| (*db, kind.clone())).collect::<Vec<_>>()
            };
            counts.databases.iter().flat_map(of).collect()
        };
        let mut all = [names(self), names(other)].concat();
        all.sort();
        all.dedup();
        let rows = all.into_iter().map(|(db, kind)| {
            let (a, b) = (self.count(db, &kind), other.count(db, &kind));
            (db, kind, a, b)
        });
        rows.filter(|(.., a, b)| a != b).collect()
    }

    fn count(&self, db: u64, kind: &str) -> Count {
        self.databases.get(&db).and_then(|types| types.get(kind)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_differ_by_database_type_and_expiry() {
        let counts = |keys: &[(u64, &str, Option<u64>)]| {
            let mut counts = Counts::default();
            keys.iter().for_each(|(db, kind, at)| counts.add(*db, kind, *at, 100));
            counts
        };
        let one = counts(&[(0, "string", None), (0, "string", Some(500)), (3, "hash", None), (0, "set", Some(99))]);
        assert_eq!((one.keys(), one.expiring), (3, 1));
        assert_eq!(one.differences(&counts(&[(3, "hash", None), (0, "string", Some(500)), (0, "string", None)])), []);
        let other = counts(&[(0, "string", None), (0, "string", None), (4, "hash", None)]);
        let differing: Vec<_> = one.differences(&other).into_iter().map(|(db, kind, ..)| (db, kind)).collect();
        assert_eq!(differing, [(0, "string".to_owned()), (3, "hash".to_owned()), (4, "hash".to_owned())]);
    }
}
