//! The reply of MEMORY STATS: names with numbers, and a list of its own for each database (redis/src/object.c,
//! memoryCommand). Names come and go between versions.

use super::reply::Plain;
use serde::Serialize;
use std::collections::BTreeMap;

/// A parsed reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemoryStats {
    numbers: BTreeMap<String, i64>,
    /// The databases that hold keys, by their numbers.
    pub databases: Vec<DatabaseOverhead>,
}

/// What a database needs besides its keys and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DatabaseOverhead {
    /// Its number.
    pub database: u64,
    /// The hash table of the keys, in bytes.
    pub main_bytes: u64,
    /// The hash table of the expiries, in bytes.
    pub expires_bytes: u64,
}

impl MemoryStats {
    /// Parses a reply. What is neither a whole number nor a database is passed over.
    pub fn parse(reply: &Plain) -> Self {
        let mut stats = Self::default();
        for (name, value) in reply.pairs() {
            if let Some(number) = value.signed() {
                stats.numbers.insert(name, number);
            } else if let Some(database) = name.strip_prefix("db.").and_then(|index| index.parse().ok()) {
                let own: BTreeMap<String, u64> =
                    value.pairs().filter_map(|(name, value)| Some((name, value.number()?))).collect();
                let bytes = |name: &str| own.get(name).copied().unwrap_or(0);
                stats.databases.push(DatabaseOverhead {
                    database,
                    main_bytes: bytes("overhead.hashtable.main"),
                    expires_bytes: bytes("overhead.hashtable.expires"),
                });
            }
        }
        stats.databases.sort_by_key(|each| each.database);
        stats
    }

    /// A number of bytes by the server's name for it, such as `overhead.total`. An almost empty server computes less
    /// than nothing for its data set: that is 0.
    pub fn bytes(&self, name: &str) -> Option<u64> {
        self.numbers.get(name).map(|number| u64::try_from(*number).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_stand_apart_and_less_than_nothing_is_nothing() {
        let database = vec![
            "overhead.hashtable.main".into(),
            Plain::Integer(112),
            "overhead.hashtable.expires".into(),
            Plain::Integer(32),
        ];
        let reply = Plain::List(vec![
            "peak.allocated".into(),
            Plain::Integer(904_936),
            "db.0".into(),
            Plain::List(database),
            "dataset.bytes".into(),
            Plain::Integer(-28_752),
            "dataset.percentage".into(),
            "96.83".into(),
        ]);
        let stats = MemoryStats::parse(&reply);
        assert_eq!((stats.bytes("peak.allocated"), stats.bytes("dataset.bytes")), (Some(904_936), Some(0)));
        assert_eq!(stats.bytes("dataset.percentage"), None);
        assert_eq!(stats.databases, [DatabaseOverhead { database: 0, main_bytes: 112, expires_bytes: 32 }]);
    }
}
