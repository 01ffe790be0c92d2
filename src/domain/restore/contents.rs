//! What of a file is to be restored, counted in the first pass over it.

use super::filter::Selection;
use crate::formats::rdb::{KeyEnd, KeyInfo, ModuleTypeName, Update, ValueType, Visitor, Want};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Databases beyond so many are refused; a server has 16 unless configured otherwise.
pub const MOST_DATABASES: usize = 4096;

/// What is to be restored.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// All keys of the file.
    pub keys: u64,
    /// Those that are meant.
    pub selected: u64,
    /// Of these, the ones whose time had passed when this was counted.
    pub expired: u64,
    /// Bytes of the values in the file: of all keys.
    pub bytes: u64,
    /// Of those that are meant.
    pub selected_bytes: u64,
    /// The longest value that is meant.
    pub largest_bytes: u64,
    /// Values that are meant and above the bound.
    pub large: u64,
    /// Keys that are meant, by encoding.
    pub encodings: HashMap<ValueType, EncodingCount>,
    /// Keys that are meant, by type, as `TYPE` prints it.
    pub types: BTreeMap<String, u64>,
    /// Databases with keys that are meant, and how many.
    pub databases: BTreeMap<u64, u64>,
    /// Function libraries.
    pub functions: u64,
    /// Function libraries that are too long to be handed out whole.
    pub functions_cut: u64,
    /// Module types that are meant.
    pub modules: BTreeSet<String>,
    /// Keys that are meant and have metadata of modules, which no command restores.
    pub with_module_metadata: u64,
    /// Data that modules keep beside the keys.
    pub module_sections: u64,
    /// Commands between the keys (Valkey 9.2).
    pub updates: u64,
    /// `used-mem` of the server that wrote the file.
    pub used_memory: Option<u64>,
}

/// Keys of one encoding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EncodingCount {
    /// Keys.
    pub keys: u64,
    /// Their fields that have an expiry time.
    pub fields_with_expiry: u64,
}

/// The visitor that counts.
#[derive(Debug)]
pub struct ContentsTaker<'a> {
    selection: &'a Selection,
    max_value_bytes: u64,
    now_ms: u64,
    contents: Contents,
    current: Option<ValueType>,
}

impl<'a> ContentsTaker<'a> {
    /// Values above `max_value_bytes` count as large. Keys are expired before `now_ms`, milliseconds since 1970.
    #[must_use]
    pub fn new(selection: &'a Selection, max_value_bytes: u64, now_ms: u64) -> Self {
        Self { selection, max_value_bytes, now_ms, contents: Contents::default(), current: None }
    }

    /// What was counted.
    #[must_use]
    pub fn into_contents(self) -> Contents {
        self.contents
    }
}

impl Visitor for ContentsTaker<'_> {
    fn aux(&mut self, key: &[u8], value: &[u8]) {
        if key == b"used-mem" {
            self.contents.used_memory = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
        }
    }

    fn function(&mut self, code: &[u8], len: u64) {
        self.contents.functions += 1;
        self.contents.functions_cut += u64::from(len > code.len() as u64);
    }

    fn module_aux(&mut self, _module: ModuleTypeName) {
        self.contents.module_sections += 1;
    }

    fn update(&mut self, _update: &Update<'_>) {
        self.contents.updates += 1;
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        let contents = &mut self.contents;
        contents.keys += 1;
        self.current = self.selection.takes(key).then_some(key.value_type);
        if self.current.is_some() {
            contents.selected += 1;
            contents.expired += u64::from(key.expires_at_ms.is_some_and(|at| at < self.now_ms));
            contents.with_module_metadata += u64::from(key.module_metadata > 0);
            let kind = key.kind.as_str();
            if key.value_type == ValueType::Module2 {
                contents.modules.insert(kind.to_owned());
            }
            match contents.types.get_mut(kind) {
                Some(keys) => *keys += 1,
                None => {
                    contents.types.insert(kind.to_owned(), 1);
                }
            }
            if contents.databases.len() <= MOST_DATABASES {
                *contents.databases.entry(key.db).or_default() += 1;
            }
        }
        Want::Nothing
    }

    fn key_end(&mut self, end: &KeyEnd) {
        let contents = &mut self.contents;
        contents.bytes += end.serialized_bytes;
        let Some(value_type) = self.current.take() else { return };
        contents.selected_bytes += end.serialized_bytes;
        contents.largest_bytes = contents.largest_bytes.max(end.serialized_bytes);
        contents.large += u64::from(end.serialized_bytes > self.max_value_bytes);
        let count = contents.encodings.entry(value_type).or_default();
        count.keys += 1;
        count.fields_with_expiry += end.fields_with_expiry;
    }
}

impl Contents {
    /// Adds what another file of the same set holds.
    pub fn add(&mut self, other: Contents) {
        self.keys += other.keys;
        self.selected += other.selected;
        self.expired += other.expired;
        self.bytes += other.bytes;
        self.selected_bytes += other.selected_bytes;
        self.largest_bytes = self.largest_bytes.max(other.largest_bytes);
        self.large += other.large;
        for (encoding, count) in other.encodings {
            let sum = self.encodings.entry(encoding).or_default();
            sum.keys += count.keys;
            sum.fields_with_expiry += count.fields_with_expiry;
        }
        for (kind, keys) in other.types {
            *self.types.entry(kind).or_default() += keys;
        }
        for (db, keys) in other.databases {
            *self.databases.entry(db).or_default() += keys;
        }
        // Every shard of a cluster has all libraries.
        self.functions = self.functions.max(other.functions);
        self.functions_cut = self.functions_cut.max(other.functions_cut);
        self.modules.extend(other.modules);
        self.with_module_metadata += other.with_module_metadata;
        self.module_sections += other.module_sections;
        self.updates += other.updates;
        self.used_memory = match (self.used_memory, other.used_memory) {
            (Some(one), Some(two)) => Some(one + two),
            (one, two) => one.or(two),
        };
    }
}
