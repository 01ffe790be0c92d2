//! The type byte before each key: which data type, in which encoding.
//!
//! Sources: `RDB_TYPE_*` of redis/src/rdb.h and valkey/src/rdb.h; for versions 14 and 15 redis/librdb. Type 33
//! (GCRA) of version 15 is left out of Redis's releases, and 23 of Valkey 81 (path hashes) is not described anywhere:
//! both are unknown here.

use super::header::Header;
use super::module_id::ModuleTypeName;

/// A value's encoding in the file. Decoded from type byte, dialect and version together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// 0.
    String,
    /// 1: one string per item.
    List,
    /// 2: one string per member.
    Set,
    /// 3: member and score in decimal.
    Zset,
    /// 4: field and value.
    Hash,
    /// 5: member and score as a binary double.
    Zset2,
    /// 7: a module's value, annotated so that it can be skipped.
    Module2,
    /// 9 (before Redis 2.6).
    HashZipmap,
    /// 10 (before Redis 3.2).
    ListZiplist,
    /// 11.
    SetIntset,
    /// 12 (before Redis 7.0).
    ZsetZiplist,
    /// 13 (before Redis 7.0).
    HashZiplist,
    /// 14: ziplists (Redis 3.2 to 6.2).
    ListQuicklist,
    /// 15, 19, 21, 26, 27: a stream in the format's version 1 to 5.
    Stream(u8),
    /// 16 (Redis 7.0).
    HashListpack,
    /// 17 (Redis 7.0).
    ZsetListpack,
    /// 18: listpacks and plain nodes (Redis 7.0).
    ListQuicklist2,
    /// 20 (Redis 7.2).
    SetListpack,
    /// 22 in Redis: fields with absolute expiry times (release candidates of 7.4).
    HashMetadataPreGa,
    /// 23 in Redis: as 22, in a listpack.
    HashListpackExPreGa,
    /// 24 in Redis: fields with expiry times relative to the earliest (7.4).
    HashMetadata,
    /// 25 in Redis: a listpack of field, value, expiry time (7.4).
    HashListpackEx,
    /// 22 in Valkey: fields with absolute expiry times, -1 for none (9.0).
    ValkeyHash2,
    /// 28: a sparse array (Redis 8.8).
    Array,
    /// 29: names of fields, then a listpack of their values (Redis 8.10).
    HashTemplateListpack,
    /// 30, in files only: a listpack of the number of a template and of the values.
    HashTemplateListpackRef,
    /// 31: names of fields, then one string per value (Redis 8.10).
    HashTemplateArray,
    /// 32, in files only: the number of a template, then one string per value.
    HashTemplateArrayRef,
}

/// A key's data type as `TYPE` prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyType {
    /// `string`
    String,
    /// `list`
    List,
    /// `set`
    Set,
    /// `zset`
    Zset,
    /// `hash`
    Hash,
    /// `stream`
    Stream,
    /// `array`
    Array,
    /// The module type's own name.
    Module(ModuleTypeName),
}

impl ValueType {
    /// What `byte` means in a file of this format, if anything.
    #[must_use]
    pub fn from_byte(byte: u8, header: Header) -> Option<Self> {
        let redis = |version| header.is_redis_from(version);
        Some(match byte {
            0 => Self::String,
            1 => Self::List,
            2 => Self::Set,
            3 => Self::Zset,
            4 => Self::Hash,
            5 => Self::Zset2,
            7 => Self::Module2,
            9 => Self::HashZipmap,
            10 => Self::ListZiplist,
            11 => Self::SetIntset,
            12 => Self::ZsetZiplist,
            13 => Self::HashZiplist,
            14 => Self::ListQuicklist,
            15 => Self::Stream(1),
            16 => Self::HashListpack,
            17 => Self::ZsetListpack,
            18 => Self::ListQuicklist2,
            19 => Self::Stream(2),
            20 => Self::SetListpack,
            21 => Self::Stream(3),
            22 if redis(12) => Self::HashMetadataPreGa,
            22 if header.is_valkey_from(80) => Self::ValkeyHash2,
            23 if redis(12) => Self::HashListpackExPreGa,
            24 if redis(12) => Self::HashMetadata,
            25 if redis(12) => Self::HashListpackEx,
            26 if redis(13) => Self::Stream(4),
            27 if redis(14) => Self::Stream(5),
            28 if redis(14) => Self::Array,
            29 if redis(15) => Self::HashTemplateListpack,
            30 if redis(15) => Self::HashTemplateListpackRef,
            31 if redis(15) => Self::HashTemplateArray,
            32 if redis(15) => Self::HashTemplateArrayRef,
            _ => return None,
        })
    }

    /// The type byte.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::String => 0,
            Self::List => 1,
            Self::Set => 2,
            Self::Zset => 3,
            Self::Hash => 4,
            Self::Zset2 => 5,
            Self::Module2 => 7,
            Self::HashZipmap => 9,
            Self::ListZiplist => 10,
            Self::SetIntset => 11,
            Self::ZsetZiplist => 12,
            Self::HashZiplist => 13,
            Self::ListQuicklist => 14,
            Self::Stream(1) => 15,
            Self::HashListpack => 16,
            Self::ZsetListpack => 17,
            Self::ListQuicklist2 => 18,
            Self::Stream(2) => 19,
            Self::SetListpack => 20,
            Self::Stream(3) => 21,
            Self::HashMetadataPreGa | Self::ValkeyHash2 => 22,
            Self::HashListpackExPreGa => 23,
            Self::HashMetadata => 24,
            Self::HashListpackEx => 25,
            Self::Stream(4) => 26,
            Self::Stream(_) => 27,
            Self::Array => 28,
            Self::HashTemplateListpack => 29,
            Self::HashTemplateListpackRef => 30,
            Self::HashTemplateArray => 31,
            Self::HashTemplateArrayRef => 32,
        }
    }

    /// The lowest format version that has this type; what `RESTORE` of any server from there on accepts.
    #[must_use]
    pub fn lowest_version(self) -> u16 {
        match self {
            Self::Zset2 | Self::Module2 => 8,
            Self::ListQuicklist => 7,
            Self::Stream(1) => 9,
            Self::HashListpack | Self::ZsetListpack | Self::ListQuicklist2 | Self::Stream(2) => 10,
            Self::SetListpack | Self::Stream(3) => 11,
            Self::HashMetadataPreGa | Self::HashListpackExPreGa | Self::HashMetadata | Self::HashListpackEx => 12,
            Self::Stream(4) => 13,
            Self::Stream(_) | Self::Array => 14,
            Self::HashTemplateListpack
            | Self::HashTemplateListpackRef
            | Self::HashTemplateArray
            | Self::HashTemplateArrayRef => 15,
            Self::ValkeyHash2 => 80,
            // The version of Redis 2.6, the first with RESTORE.
            _ => 6,
        }
    }

    /// The data type, or nothing for a module's value, whose name stands at its start.
    #[must_use]
    pub fn key_type(self) -> Option<KeyType> {
        Some(match self {
            Self::String => KeyType::String,
            Self::List | Self::ListZiplist | Self::ListQuicklist | Self::ListQuicklist2 => KeyType::List,
            Self::Set | Self::SetIntset | Self::SetListpack => KeyType::Set,
            Self::Zset | Self::Zset2 | Self::ZsetZiplist | Self::ZsetListpack => KeyType::Zset,
            Self::Hash
            | Self::HashZipmap
            | Self::HashZiplist
            | Self::HashListpack
            | Self::HashMetadataPreGa
            | Self::HashListpackExPreGa
            | Self::HashMetadata
            | Self::HashListpackEx
            | Self::ValkeyHash2
            | Self::HashTemplateListpack
            | Self::HashTemplateListpackRef
            | Self::HashTemplateArray
            | Self::HashTemplateArrayRef => KeyType::Hash,
            Self::Stream(_) => KeyType::Stream,
            Self::Array => KeyType::Array,
            Self::Module2 => return None,
        })
    }

    /// The encoding's name in the words of `OBJECT ENCODING`, plus those the format itself needs.
    #[must_use]
    pub fn encoding(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::List => "linkedlist",
            Self::Set | Self::Hash | Self::HashMetadataPreGa | Self::HashMetadata => "hashtable",
            Self::ValkeyHash2 => "hashtable",
            Self::Zset | Self::Zset2 => "skiplist",
            Self::Module2 => "module",
            Self::HashZipmap => "zipmap",
            Self::ListZiplist | Self::ZsetZiplist | Self::HashZiplist => "ziplist",
            Self::SetIntset => "intset",
            Self::ListQuicklist | Self::ListQuicklist2 => "quicklist",
            Self::Stream(_) => "stream",
            Self::HashListpack | Self::ZsetListpack | Self::SetListpack => "listpack",
            Self::HashListpackExPreGa | Self::HashListpackEx => "listpackex",
            Self::Array => "array",
            Self::HashTemplateListpack | Self::HashTemplateListpackRef => "template-listpack",
            Self::HashTemplateArray | Self::HashTemplateArrayRef => "template-array",
        }
    }

    /// The type of the same value when it carries all it needs: the form that `RESTORE` takes, and in which a
    /// [`super::Visitor`] gets values that refer to another part of the file.
    #[must_use]
    pub fn self_contained(self) -> Self {
        match self {
            Self::HashTemplateListpackRef => Self::HashTemplateListpack,
            Self::HashTemplateArrayRef => Self::HashTemplateArray,
            other => other,
        }
    }
}

impl KeyType {
    /// The word `TYPE` answers with.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::String => "string",
            Self::List => "list",
            Self::Set => "set",
            Self::Zset => "zset",
            Self::Hash => "hash",
            Self::Stream => "stream",
            Self::Array => "array",
            Self::Module(name) => name.as_str(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_dialect_decides_types_22_and_above() {
        let at = |magic: &[u8; 9], byte| ValueType::from_byte(byte, Header::parse(magic).unwrap());
        assert_eq!(at(b"REDIS0011", 22), None);
        assert_eq!(at(b"REDIS0012", 22), Some(ValueType::HashMetadataPreGa));
        assert_eq!(at(b"VALKEY080", 22), Some(ValueType::ValkeyHash2));
        assert_eq!(at(b"VALKEY080", 24), None);
        assert_eq!(at(b"REDIS0012", 26), None);
        assert_eq!(at(b"REDIS0013", 26), Some(ValueType::Stream(4)));
        assert_eq!(at(b"REDIS0079", 255), None);
        for magic in [b"REDIS0015", b"VALKEY081"] {
            for byte in 0..=255 {
                if let Some(kind) = at(magic, byte) {
                    assert_eq!(kind.byte(), byte);
                }
            }
        }
    }
}
