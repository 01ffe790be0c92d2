//! Whether a server that started holds what the file holds, though clients may already be writing to it.

use crate::domain::backup::keyspace::Expected;
use crate::formats::info::Info;
use std::collections::BTreeMap;

/// What a server that has loaded says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadedFacts {
    /// Keys per database.
    pub databases: BTreeMap<u64, u64>,
    /// Function libraries; none from a server that has no functions or may not be asked.
    pub functions: Option<u64>,
    /// Keys that its last load took from the file, and those that had expired (Redis 7 and later).
    pub last_load: Option<(u64, u64)>,
    /// Changes since it loaded: what clients have done meanwhile.
    pub changes: u64,
    /// Keys that were evicted for want of memory.
    pub evicted: u64,
    /// Keys that expired since it started.
    pub expired: u64,
    /// Bytes of its AOF; none where it keeps none.
    pub aof_bytes: Option<u64>,
    /// It has written its AOF anew since it started.
    pub rewritten: bool,
    /// When it started and what time it is, in milliseconds by its own clock, which keys expire by; none before 6.2.
    pub clock_ms: Option<(u64, u64)>,
}

impl LoadedFacts {
    /// From INFO and the number of function libraries.
    #[must_use]
    pub fn of(info: &Info, functions: Option<u64>) -> Self {
        let number = |field: &str| info.number(field).unwrap_or(0);
        let last_load = info.number("rdb_last_load_keys_loaded").zip(info.number("rdb_last_load_keys_expired"));
        Self {
            databases: info.databases().iter().map(|db| (db.index, db.keys)).collect(),
            functions,
            last_load,
            changes: number("rdb_changes_since_last_save"),
            evicted: number("evicted_keys"),
            expired: number("expired_keys"),
            aof_bytes: info.number("aof_current_size").filter(|_| info.flag("aof_enabled") == Some(true)),
            rewritten: info.text("aof_last_rewrite_time_sec").is_some_and(|seconds| seconds != "-1"),
            clock_ms: info.server_time_ms().zip(info.number("uptime_in_seconds")).map(|(now, uptime)| {
                // the seconds are rounded down
                (now.saturating_sub(uptime.saturating_add(1).saturating_mul(1000)), now)
            }),
        }
    }

    /// All keys.
    #[must_use]
    pub fn keys(&self) -> u64 {
        self.databases.values().sum()
    }
}

/// What differs, a sentence each; empty when the server holds what it should. `keys` are those in the file.
#[must_use]
pub fn differences(expected: &Expected, keys: u64, loaded: &LoadedFacts) -> Vec<String> {
    let mut differences = Vec::new();
    if loaded.evicted > 0 {
        differences.push(format!("{} keys were evicted: its maxmemory is too small for the data", loaded.evicted));
    }
    // Where the server has counted while it loaded, what clients do since then does not matter.
    if let Some((taken, expired)) = loaded.last_load.filter(|_| !expected.has_commands()) {
        // Containers without elements are counted as neither.
        let empty = expected.may_be_dropped();
        if taken + expired > keys || taken + expired + empty < keys {
            differences.push(format!("it loaded {taken} keys and found {expired} expired, and the file has {keys}"));
        }
    }
    // Each change touches a key at most; each that expired since is one less.
    let slack = loaded.changes + loaded.expired + loaded.evicted;
    differences.extend(expected.count_differences(&loaded.databases, loaded.functions, slack));
    differences
}

/// What differs of a server that should have started from an AOF of so many bytes, whose snapshot has `base_keys` keys:
/// its keys are known only by executing it, which the server did.
#[must_use]
pub fn aof_differences(bytes: u64, base_keys: Option<u64>, loaded: &LoadedFacts) -> Vec<String> {
    let mut differences = Vec::new();
    if loaded.evicted > 0 {
        differences.push(format!("{} keys were evicted: its maxmemory is too small for the data", loaded.evicted));
    }
    match loaded.aof_bytes {
        None => differences.push("it keeps no AOF, and has not read one".to_owned()),
        // What clients write is added to it; a rewrite makes it another one.
        Some(found) if found < bytes && !loaded.rewritten => {
            differences.push(format!("its AOF has {found} bytes, and should have {bytes} or more"));
        }
        Some(_) => {}
    }
    // Of a snapshot in an AOF no key is dropped for its time while it is loaded.
    if let (Some(keys), Some((taken, expired))) = (base_keys, loaded.last_load)
        && taken + expired != keys
    {
        differences.push(format!("it loaded {} keys of the snapshot, which has {keys}", taken + expired));
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::backup::keyspace::LiveKeys;
    use crate::formats::rdb::{KeyEnd, KeyInfo, KeyType, ValueType, Visitor};

    fn expected(keys: &[(u64, u64)]) -> Expected {
        let mut live = LiveKeys::at(1000);
        live.function(b"#!lua name=a", 12);
        for (db, count) in keys {
            for _ in 0..*count {
                live.key(&KeyInfo {
                    db: *db,
                    name: b"k",
                    name_len: 1,
                    kind: KeyType::String,
                    value_type: ValueType::String,
                    expires_at_ms: None,
                    idle_seconds: None,
                    frequency: None,
                    module_metadata: 0,
                    offset: 0,
                });
                live.key_end(&KeyEnd { elements: 1, ..KeyEnd::default() });
            }
        }
        live.into_expected()
    }

    fn loaded(text: &str) -> LoadedFacts {
        LoadedFacts::of(&Info::parse(text), Some(1))
    }

    #[test]
    fn the_same_keys_in_each_database_are_wanted() {
        let expected = expected(&[(0, 3), (5, 1)]);
        let good = loaded(
            "db0:keys=3,expires=0\ndb5:keys=1,expires=0\nrdb_last_load_keys_loaded:4\nrdb_last_load_keys_expired:0\n",
        );
        assert_eq!(differences(&expected, 4, &good), Vec::<String>::new());
        let bad = loaded("db0:keys=2,expires=0\ndb1:keys=1,expires=0\n");
        assert_eq!(
            differences(&expected, 4, &bad),
            [
                "database 0 has 2 keys, and should have 3",
                "database 1 has 1 keys, and should have 0",
                "database 5 has 0 keys, and should have 1",
            ]
        );
        let empty = loaded("rdb_last_load_keys_loaded:0\nrdb_last_load_keys_expired:0\n");
        assert_eq!(differences(&expected, 4, &empty)[0], "it loaded 0 keys and found 0 expired, and the file has 4");
    }

    #[test]
    fn of_an_aof_its_bytes_and_the_keys_of_its_snapshot_are_known() {
        let info = "aof_enabled:1\naof_current_size:500\naof_last_rewrite_time_sec:-1\nrdb_last_load_keys_loaded:3\nrdb_last_load_keys_expired:0\n";
        assert_eq!(aof_differences(500, Some(3), &loaded(info)), Vec::<String>::new());
        assert_eq!(
            aof_differences(501, Some(3), &loaded(info)),
            ["its AOF has 500 bytes, and should have 501 or more"]
        );
        assert_eq!(aof_differences(500, Some(4), &loaded(info)), ["it loaded 3 keys of the snapshot, which has 4"]);
        let rewritten = info.replace("sec:-1", "sec:0");
        assert!(aof_differences(501, Some(3), &loaded(&rewritten)).is_empty());
        let off = info.replace("aof_enabled:1", "aof_enabled:0");
        assert_eq!(aof_differences(500, Some(3), &loaded(&off)), ["it keeps no AOF, and has not read one"]);
    }

    #[test]
    fn what_clients_did_since_is_allowed_for_and_no_more() {
        let expected = expected(&[(0, 3)]);
        let with = |keys: u64, changes: u64| {
            loaded(&format!("db0:keys={keys},expires=0\nrdb_changes_since_last_save:{changes}\n"))
        };
        assert!(differences(&expected, 3, &with(5, 2)).is_empty());
        assert_eq!(differences(&expected, 3, &with(6, 2)).len(), 1);
        let evicted = loaded("db0:keys=2,expires=0\nevicted_keys:1\n");
        assert_eq!(
            differences(&expected, 3, &evicted),
            ["1 keys were evicted: its maxmemory is too small for the data"]
        );
    }
}
