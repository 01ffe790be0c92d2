//! The bytes that stand where a key's type byte could: what they announce in each dialect.
//!
//! Sources: `RDB_OPCODE_*` of redis/src/rdb.h and valkey/src/rdb.h.

use super::header::Header;

/// What follows an opcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opcode {
    /// 242 since Redis 8.10: the field names that hashes share.
    HashTemplate,
    /// 242 since Valkey 9.2: a command to apply over the keys before it.
    Update,
    /// 243 since Redis 8.6: metadata that modules attached to the next key.
    KeyMeta,
    /// 243 in Valkey 9: slots being moved to the server.
    SlotImport,
    /// 244 since Redis 7.4.
    SlotInfo,
    /// 245 since 7.0.
    Function,
    /// 246 in release candidates of 7.0.
    FunctionPreGa,
    /// 247 since 5.0.
    ModuleAux,
    /// 248
    Idle,
    /// 249
    Frequency,
    /// 250
    Aux,
    /// 251
    ResizeDb,
    /// 252
    ExpiryMs,
    /// 253
    ExpirySeconds,
    /// 254
    SelectDb,
    /// 255
    End,
}

impl Opcode {
    /// What `byte` announces in a file of this format, if anything.
    pub(super) fn from_byte(byte: u8, header: Header) -> Option<Self> {
        Some(match byte {
            242 if header.is_redis_from(15) => Self::HashTemplate,
            242 if header.is_valkey_from(81) => Self::Update,
            243 if header.is_redis_from(13) => Self::KeyMeta,
            243 if header.is_valkey_from(80) => Self::SlotImport,
            244 if header.version >= 12 => Self::SlotInfo,
            245 if header.version >= 10 => Self::Function,
            246 if header.version >= 10 => Self::FunctionPreGa,
            247 if header.version >= 9 => Self::ModuleAux,
            248 => Self::Idle,
            249 => Self::Frequency,
            250 => Self::Aux,
            251 => Self::ResizeDb,
            252 => Self::ExpiryMs,
            253 => Self::ExpirySeconds,
            254 => Self::SelectDb,
            255 => Self::End,
            _ => return None,
        })
    }
}
