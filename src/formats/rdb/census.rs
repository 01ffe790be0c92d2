//! Counts what is in a file: the part of a backup's manifest that says what was backed up.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::header::Header;
use super::module_id::ModuleTypeName;
use super::value_type::KeyType;
use super::visitor::{KeyEnd, KeyInfo, Update, Visitor, Want};

/// Distinct databases beyond this many are counted in the totals only.
const MAX_DATABASES: usize = 4096;
/// Types of one database beyond this many are counted in its totals only; more than nine are modules'.
const MAX_TYPES: usize = 64;
/// Information fields and module types beyond this many are not listed.
const MAX_LISTED: usize = 256;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Census {
    /// Magic and version as in the file, such as `REDIS0012`.
    pub format: String,
    /// The time expiry was judged at, in milliseconds since 1970.
    pub judged_at_ms: u64,
    /// The server's information fields (`redis-ver`, `ctime`, `used-mem`, `repl-id`, `repl-offset`, `aof-base`, …), but
    /// for those counted elsewhere; bytes that are not printable ASCII are escaped.
    pub aux: BTreeMap<String, String>,
    /// All keys.
    pub keys: u64,
    /// Keys with an expiry time, expired ones included.
    pub with_expiry: u64,
    /// Keys whose time had passed; a primary that loads the file drops them.
    pub expired: u64,
    /// Keys without any element; a server that loads the file drops them.
    pub empty: u64,
    /// Hash fields that have an expiry time of their own.
    pub fields_with_expiry: u64,
    /// Function libraries.
    pub functions: u64,
    /// Cached Lua scripts (Redis 3.2 to 6.2 store them).
    pub scripts: u64,
    /// Names of the module types found, in keys or beside them.
    pub modules: BTreeSet<String>,
    /// Containers too large to be looked into: only their header was checked.
    pub unchecked_containers: u64,
    /// Commands that a server applies while it loads the file (Valkey 9.2). What they make of the keys is not counted.
    #[serde(default)]
    pub update_commands: u64,
    /// Keys that modules attached metadata to.
    pub keys_with_module_metadata: u64,
    /// Per database number.
    pub databases: BTreeMap<u64, DbCensus>,
}

impl Census {
    /// Product and version of the server that wrote the file, if it says so, as in `redis 7.0.15`. Valkey says so by
    /// another field since 8.0, whatever the magic.
    #[must_use]
    pub fn server_version(&self) -> Option<String> {
        let of = |product: &str| {
            let version = self.aux.get(&format!("{product}-ver"))?;
            Some(format!("{product} {version}"))
        };
        of("valkey").or_else(|| of("redis"))
    }
}

/// What one database holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DbCensus {
    /// All keys.
    pub keys: u64,
    /// Keys with an expiry time, expired ones included.
    pub with_expiry: u64,
    /// Keys whose time had passed.
    pub expired: u64,
    /// Keys the server announced before it wrote them, if it did.
    pub announced_keys: Option<u64>,
    /// Per type, as `TYPE` prints it.
    pub types: BTreeMap<String, TypeCensus>,
}

/// What one database holds of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TypeCensus {
    /// Keys.
    pub keys: u64,
    /// Their items, members, fields or entries.
    pub elements: u64,
    /// Bytes of their values in the file.
    pub serialized_bytes: u64,
}

/// The visitor that takes a [`Census`].
#[derive(Debug, Default)]
pub struct CensusTaker {
    census: Census,
    current: BTreeMap<KeyType, TypeCensus>,
    db: DbCensus,
    db_number: u64,
    kind: Option<KeyType>,
}

impl CensusTaker {
    /// A census in which keys count as expired when their time is before `now_ms` (milliseconds since 1970).
    #[must_use]
    pub fn new(now_ms: u64) -> Self {
        Self { census: Census { judged_at_ms: now_ms, ..Census::default() }, ..Self::default() }
    }

    /// The census of all that was visited.
    #[must_use]
    pub fn into_census(mut self) -> Census {
        self.close_db();
        self.census
    }

    /// Adds the current database to the census.
    fn close_db(&mut self) {
        let db = std::mem::take(&mut self.db);
        let types = std::mem::take(&mut self.current);
        let is_known = self.census.databases.contains_key(&self.db_number);
        let is_full = self.census.databases.len() >= MAX_DATABASES;
        if (db.keys == 0 && db.announced_keys.is_none()) || (is_full && !is_known) {
            return;
        }
        let entry = self.census.databases.entry(self.db_number).or_default();
        entry.keys += db.keys;
        entry.with_expiry += db.with_expiry;
        entry.expired += db.expired;
        if let Some(announced) = db.announced_keys {
            entry.announced_keys = Some(announced);
        }
        for (kind, count) in types {
            let sum = entry.types.entry(kind.as_str().to_owned()).or_default();
            sum.keys += count.keys;
            sum.elements = sum.elements.saturating_add(count.elements);
            sum.serialized_bytes += count.serialized_bytes;
        }
    }

    fn note_module(&mut self, name: ModuleTypeName) {
        if self.census.modules.len() < MAX_LISTED {
            self.census.modules.insert(name.to_string());
        }
    }
}

impl Visitor for CensusTaker {
    fn header(&mut self, header: Header) {
        self.census.format = header.to_string();
    }

    fn aux(&mut self, key: &[u8], value: &[u8]) {
        match key {
            // Old servers store each script of their cache, Valkey 8 the size of each slot.
            b"lua" => return self.census.scripts += 1,
            b"slot-info" => return,
            _ => {}
        }
        let key = key.escape_ascii().to_string();
        if self.census.aux.len() < MAX_LISTED || self.census.aux.contains_key(&key) {
            let value = value.escape_ascii().to_string();
            self.census.aux.insert(key, value);
        }
    }

    fn select_db(&mut self, db: u64) {
        self.close_db();
        self.db_number = db;
    }

    fn resize_db(&mut self, keys: u64, _with_expiry: u64) {
        self.db.announced_keys = Some(keys);
    }

    fn function(&mut self, _code: &[u8], _len: u64) {
        self.census.functions += 1;
    }

    fn module_aux(&mut self, module: ModuleTypeName) {
        self.note_module(module);
    }

    fn update(&mut self, _update: &Update<'_>) {
        self.census.update_commands += 1;
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        self.census.keys += 1;
        self.db.keys += 1;
        if let Some(at) = key.expires_at_ms {
            let expired = u64::from(at < self.census.judged_at_ms);
            self.census.with_expiry += 1;
            self.census.expired += expired;
            self.db.with_expiry += 1;
            self.db.expired += expired;
        }
        if let KeyType::Module(name) = key.kind {
            self.note_module(name);
        }
        self.census.keys_with_module_metadata += u64::from(key.module_metadata > 0);
        let is_full = self.current.len() >= MAX_TYPES;
        self.kind = (!is_full || self.current.contains_key(&key.kind)).then_some(key.kind);
        Want::Nothing
    }

    fn key_end(&mut self, end: &KeyEnd) {
        self.census.fields_with_expiry += end.fields_with_expiry;
        self.census.unchecked_containers += end.unchecked_containers;
        let Some(kind) = self.kind else {
            return;
        };
        if end.elements == 0 && !matches!(kind, KeyType::Module(_) | KeyType::Stream) {
            self.census.empty += 1;
        }
        let count = self.current.entry(kind).or_default();
        count.keys += 1;
        count.elements = count.elements.saturating_add(end.elements);
        count.serialized_bytes += end.serialized_bytes;
    }
}
