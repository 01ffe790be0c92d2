//! What is known of one key on one side.

use super::value::ValueDigest;
use crate::formats::rdb::KeyType;

/// A key's type, as `TYPE` prints it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind(std::borrow::Cow<'static, str>);

/// How far a value is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// All of it.
    Whole(ValueDigest),
    /// It could not be read, with the reason.
    Unread(String),
}

/// A key of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its type.
    pub kind: Kind,
    /// When it expires, in milliseconds since 1970.
    pub expires_at_ms: Option<u64>,
    /// Its value.
    pub value: Reading,
}

impl Kind {
    const USUAL: [&'static str; 7] = ["string", "list", "set", "zset", "hash", "stream", "array"];

    /// From the word that `TYPE` answers.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let usual = Self::USUAL.iter().find(|usual| **usual == word);
        Self(usual.map_or_else(|| word.to_owned().into(), |usual| (*usual).into()))
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a server that loads a key of this type without any element drops it.
    #[must_use]
    pub fn goes_when_empty(&self) -> bool {
        matches!(self.as_str(), "list" | "set" | "zset" | "hash" | "array")
    }
}

impl From<KeyType> for Kind {
    fn from(kind: KeyType) -> Self {
        Self::of(kind.as_str())
    }
}

impl KeyRecord {
    /// The value's digest, if it was read.
    #[must_use]
    pub fn digest(&self) -> Option<&ValueDigest> {
        match &self.value {
            Reading::Whole(digest) => Some(digest),
            Reading::Unread(_) => None,
        }
    }

    /// Whether its time is over.
    #[must_use]
    pub fn is_expired(&self, now_ms: u64) -> bool {
        self.expires_at_ms.is_some_and(|at| at <= now_ms)
    }

    /// Whether it may be missing on the other side without being a difference: expired, about to lose its last field, or
    /// without any element.
    #[must_use]
    pub fn may_be_missing(&self, now_ms: u64) -> bool {
        let empty = self.digest().is_some_and(|digest| digest.elements == 0);
        self.is_expired(now_ms) || (self.kind.goes_when_empty() && empty)
    }
}
