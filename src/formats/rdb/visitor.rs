//! What the parser tells of a file while it reads it.

use super::header::Header;
use super::module_id::ModuleTypeName;
use super::value_type::{KeyType, ValueType};

/// Receives what the parser finds, in file order. Every method does nothing unless overridden.
pub trait Visitor {
    /// Magic and version.
    fn header(&mut self, _header: Header) {}

    /// An information field, such as `redis-ver` or `repl-id`. Each is cut at 4096 bytes.
    fn aux(&mut self, _key: &[u8], _value: &[u8]) {}

    /// The keys that follow are in this database.
    fn select_db(&mut self, _db: u64) {}

    /// The sizes the server announced for the current database: all keys, and those with an expiry time.
    fn resize_db(&mut self, _keys: u64, _with_expiry: u64) {}

    /// The size the server announced for one slot of a cluster: all keys, and those with an expiry time.
    fn slot_info(&mut self, _slot: u64, _keys: u64, _with_expiry: u64) {}

    /// Slots that were being moved to this server when the file was written (Valkey).
    fn slot_import(&mut self, _job: &[u8]) {}

    /// A function library: its whole code, or its start and its full length when it is longer than
    /// [`super::Options::max_function_bytes`].
    fn function(&mut self, _code: &[u8], _len: u64) {}

    /// A module keeps data beside the keys.
    fn module_aux(&mut self, _module: ModuleTypeName) {}

    /// A template of hashes: how many field names it has (Redis 8.10). Keys that refer to it carry the names themselves
    /// when they are handed out.
    fn hash_template(&mut self, _id: u64, _fields: u64) {}

    /// The next bytes of a command that stands between the keys (Valkey 9.2), as RESP.
    fn update_bytes(&mut self, _chunk: &[u8]) {}

    /// That command is complete. It belongs over the keys that stand before it in the file, in their database: whoever
    /// restores them without it restores an older state, and the file's keys are not all that a server holds that has
    /// loaded it, or not any more.
    fn update(&mut self, _update: &Update<'_>) {}

    /// A key, before its value is read. The answer says what is wanted of the value.
    fn key(&mut self, _key: &KeyInfo<'_>) -> Want {
        Want::Nothing
    }

    /// The next bytes of the current value, as they are in the file, if [`Want::Chunks`] was answered.
    fn payload(&mut self, _chunk: &[u8]) {}

    /// The current value has been read and checked to its end.
    fn key_end(&mut self, _end: &KeyEnd) {}

    /// The file is complete.
    fn end(&mut self, _end: &End) {}
}

/// A command between the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update<'a> {
    /// Database number.
    pub db: u64,
    /// Where its opcode stands in the file.
    pub offset: u64,
    /// Its name, cut at 64 bytes.
    pub name: &'a [u8],
    /// Its arguments, name included.
    pub args: u64,
    /// Bytes of RESP.
    pub bytes: u64,
}

/// What a visitor wants of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// The value is checked only.
    Nothing,
    /// Its serialized bytes, in as many chunks as it takes. A value that refers to another part of the file is handed
    /// out in the form that carries everything.
    Chunks,
}

/// A key and all that stands before its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeyInfo<'a> {
    /// Database number.
    pub db: u64,
    /// The name, cut at [`super::Options::max_key_bytes`].
    pub name: &'a [u8],
    /// The name's full length in bytes; above `name.len()` when the name is cut.
    pub name_len: u64,
    /// Data type.
    pub kind: KeyType,
    /// Encoding of what [`Visitor::payload`] gets; it is that of the file but for hashes that refer to a template, which
    /// are handed out together with it ([`ValueType::self_contained`]).
    pub value_type: ValueType,
    /// When the key expires, in milliseconds since 1970. A time before 1970 is given as 1, for 0 means "never" to
    /// `RESTORE`.
    pub expires_at_ms: Option<u64>,
    /// Seconds since the last access (LRU policies).
    pub idle_seconds: Option<u64>,
    /// Access frequency counter (LFU policies).
    pub frequency: Option<u8>,
    /// Pieces of metadata that modules attached to this key (Redis 8.6); they are not part of the payload.
    pub module_metadata: u64,
    /// Where the type byte stands in the file.
    pub offset: u64,
}

impl KeyInfo<'_> {
    /// Whether `name` is only the start of the name.
    #[must_use]
    pub fn is_name_cut(&self) -> bool {
        self.name_len > self.name.len() as u64
    }
}

/// What is known once a value has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyEnd {
    /// Items, members, fields or live stream entries; 1 for a string; 0 for a module's value. Of a container above
    /// [`super::Options::max_container_bytes`] the count its header declares.
    pub elements: u64,
    /// Bytes of the value in the file, without type byte and name.
    pub serialized_bytes: u64,
    /// Length of a string's value in bytes; 0 for other types.
    pub string_bytes: u64,
    /// Hash fields that have an expiry time of their own.
    pub fields_with_expiry: u64,
    /// Containers too large to be looked into: their header was checked, their entries were not.
    pub unchecked_containers: u64,
}

/// The checksum at the end of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase", tag = "state")]
pub enum Crc {
    /// Present and right.
    Ok,
    /// The file cannot be verified: written with `rdbchecksum no` (the field is 0), or older than version 5.
    Absent,
    /// The file was changed after it was written.
    Wrong {
        /// What the file says.
        expected: u64,
        /// What its bytes give.
        computed: u64,
    },
}

/// How a complete file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct End {
    /// Whether the bytes are those that were written.
    pub crc: Crc,
    /// Bytes of the RDB itself, checksum included.
    pub bytes: u64,
    /// Bytes after it. A server ignores them; in an AOF base they are commands.
    pub trailing: u64,
}
