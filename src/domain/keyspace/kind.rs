//! A key's data type, what is counted of it, and by which command.

use crate::formats::rdb::KeyType;
use serde::{Deserialize, Serialize};

/// A data type, as `TYPE` names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// `string`, bitmaps and HyperLogLogs among them.
    String,
    /// `list`.
    List,
    /// `set`.
    Set,
    /// `zset`.
    Zset,
    /// `hash`.
    Hash,
    /// `stream`.
    Stream,
    /// `vectorset` (Redis 8.0).
    VectorSet,
    /// A module's, or one that is not known here.
    Other(String),
}

impl Kind {
    /// From the reply to TYPE; none where there is no such key.
    pub fn parse(reply: &[u8]) -> Option<Self> {
        Some(match reply {
            b"none" => return None,
            b"string" => Self::String,
            b"list" => Self::List,
            b"set" => Self::Set,
            b"zset" => Self::Zset,
            b"hash" => Self::Hash,
            b"stream" => Self::Stream,
            b"vectorset" => Self::VectorSet,
            other => Self::Other(String::from_utf8_lossy(other).into_owned()),
        })
    }

    /// As somebody types it, such as `--type`; a module's type has nine characters (redis/src/module.c,
    /// `moduleTypeEncodeId`).
    ///
    /// # Errors
    /// A sentence, where no server can have such a type: SCAN finds no key of it, and does not say why.
    pub fn parse_typed(text: &str) -> Result<Self, String> {
        let is_module = |name: &str| {
            name.len() == 9 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        };
        match Self::parse(text.to_ascii_lowercase().as_bytes()) {
            Some(Self::Other(name)) if name == "array" => Ok(Self::Other(name)),
            Some(Self::Other(_)) if is_module(text) => Ok(Self::Other(text.to_owned())),
            Some(Self::Other(_)) | None => Err(
                "expected string, list, set, zset, hash, stream, array, vectorset, or a module's, such as ReJSON-RL"
                    .to_owned(),
            ),
            Some(kind) => Ok(kind),
        }
    }

    /// As TYPE prints it.
    pub fn word(&self) -> &str {
        match self {
            Self::String => "string",
            Self::List => "list",
            Self::Set => "set",
            Self::Zset => "zset",
            Self::Hash => "hash",
            Self::Stream => "stream",
            Self::VectorSet => "vectorset",
            Self::Other(name) => name,
        }
    }

    /// The command that gives the size in [`Kind::unit`], in constant time; none for types of modules.
    pub fn size_command(&self) -> Option<&'static str> {
        Some(match self {
            Self::String => "STRLEN",
            Self::List => "LLEN",
            Self::Set => "SCARD",
            Self::Zset => "ZCARD",
            Self::Hash => "HLEN",
            Self::Stream => "XLEN",
            Self::VectorSet => "VCARD",
            Self::Other(_) => return None,
        })
    }

    /// What a size counts.
    pub fn unit(&self) -> &'static str {
        match self {
            Self::String => "bytes",
            Self::List => "items",
            Self::Set | Self::Zset => "members",
            Self::Hash => "fields",
            Self::Stream => "entries",
            Self::VectorSet => "vectors",
            Self::Other(_) => "elements",
        }
    }
}

impl From<KeyType> for Kind {
    fn from(kind: KeyType) -> Self {
        match kind {
            KeyType::String => Self::String,
            KeyType::List => Self::List,
            KeyType::Set => Self::Set,
            KeyType::Zset => Self::Zset,
            KeyType::Hash => Self::Hash,
            KeyType::Stream => Self::Stream,
            other => Self::parse(other.as_str().as_bytes()).unwrap_or_else(|| Self::Other(String::new())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_type_that_no_server_has_is_not_looked_for() {
        assert_eq!(Kind::parse_typed("ZSET"), Ok(Kind::Zset));
        assert_eq!(Kind::parse_typed("ReJSON-RL"), Ok(Kind::Other("ReJSON-RL".to_owned())));
        for wrong in ["strings", "none", "", "json", "a b c d e"] {
            assert!(Kind::parse_typed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn types_are_what_type_prints_and_none_is_no_key() {
        for word in ["string", "list", "set", "zset", "hash", "stream", "vectorset", "ReJSON-RL"] {
            assert_eq!(Kind::parse(word.as_bytes()).map(|kind| kind.word().to_owned()).as_deref(), Some(word));
        }
        assert_eq!(Kind::parse(b"none"), None);
        assert_eq!(Kind::Other("x".into()).size_command(), None);
    }
}
