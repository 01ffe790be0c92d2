//! Magic and version, which decide what the type bytes and opcodes after them mean.
//!
//! Sources: `rdbLoadRioWithLoadingCtx` of redis/src/rdb.c; `rdbIsVersionAccepted` of valkey/src/rdb.c.

use std::fmt;

use super::error::RdbError;

/// Which family wrote the file. Types 22 and 23 and opcodes 242 and 243 mean different things in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// Magic `REDIS`: every Redis, and Valkey up to 8.
    Redis,
    /// Magic `VALKEY`: Valkey 9 and above.
    Valkey,
}

/// The first nine bytes of an RDB file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Header {
    /// Which family wrote the file.
    pub dialect: Dialect,
    /// The format's version: 1 to 15 are known of Redis in full, 80 of Valkey, 81 in part.
    pub version: u16,
}

impl Header {
    /// Bytes of the header.
    pub const BYTES: usize = 9;

    /// Reads magic and version.
    ///
    /// # Errors
    /// [`RdbError::NotAnRdb`] for another magic, [`RdbError::UnsupportedVersion`] for a version no server writes
    /// after that magic: 0, or one below 80 after Valkey's. A version newer than any known is accepted.
    pub fn parse(bytes: &[u8; Self::BYTES]) -> Result<Self, RdbError> {
        let (dialect, digits) = match bytes {
            [b'R', b'E', b'D', b'I', b'S', digits @ ..] => (Dialect::Redis, &digits[..]),
            [b'V', b'A', b'L', b'K', b'E', b'Y', digits @ ..] => (Dialect::Valkey, &digits[..]),
            other => {
                let start = other.escape_ascii().to_string();
                return Err(RdbError::NotAnRdb { start });
            }
        };
        let written = match dialect {
            Dialect::Redis => 1..=9999,
            Dialect::Valkey => 80..=999,
        };
        std::str::from_utf8(digits)
            .ok()
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .filter(|version| written.contains(version))
            .map(|version| Self { dialect, version })
            .ok_or_else(|| RdbError::UnsupportedVersion { format: bytes.escape_ascii().to_string() })
    }

    /// Whether a file that ends after these bytes, fewer than a header, can have been an RDB once.
    pub(super) fn may_begin_with(start: &[u8]) -> bool {
        let agrees = |magic: &[u8]| start.iter().zip(magic).all(|(byte, expected)| byte == expected);
        agrees(b"REDIS") || agrees(b"VALKEY")
    }

    /// Whether every type and opcode of this version is known here.
    #[must_use]
    pub fn is_known(self) -> bool {
        match self.dialect {
            Dialect::Redis => self.version <= 15,
            Dialect::Valkey => self.version <= 80,
        }
    }

    /// Whether this is Redis's dialect at `version` or above.
    pub(super) fn is_redis_from(self, version: u16) -> bool {
        self.dialect == Dialect::Redis && self.version >= version
    }

    /// Whether this is Valkey's dialect at `version` or above.
    pub(super) fn is_valkey_from(self, version: u16) -> bool {
        self.dialect == Dialect::Valkey && self.version >= version
    }

    /// Whether the file ends in a checksum: since version 5 (`rdbver >= 5` in rdb.c).
    pub(super) fn has_checksum(self) -> bool {
        self.version >= 5
    }
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.dialect {
            Dialect::Redis => write!(f, "REDIS{:04}", self.version),
            Dialect::Valkey => write!(f, "VALKEY{:03}", self.version),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn magic_and_version_are_read_and_printed() {
        for text in [b"REDIS0001", b"REDIS0012", b"REDIS0016", b"VALKEY080", b"VALKEY082"] {
            let header = Header::parse(text).unwrap();
            assert_eq!(header.to_string().as_bytes(), text);
        }
        assert!(Header::parse(b"REDIS0015").unwrap().is_known());
        assert!(!Header::parse(b"REDIS0016").unwrap().is_known());
        assert!(!Header::parse(b"VALKEY082").unwrap().is_known());
    }

    #[test]
    fn a_short_file_is_cut_only_if_it_began_as_one() {
        for cut in [&b""[..], b"R", b"REDIS", b"REDIS001", b"VALKEY08"] {
            assert!(Header::may_begin_with(cut), "{}", cut.escape_ascii());
        }
        for other in [&b"SET a 1\n"[..], b"{}", b"RADIS", b"V\0"] {
            assert!(!Header::may_begin_with(other), "{}", other.escape_ascii());
        }
    }

    #[test]
    fn other_starts_are_refused() {
        let start = Header::parse(b"\x1f\x8b\x08\0\0\0\0\0\0").unwrap_err();
        assert!(matches!(start, RdbError::NotAnRdb { .. }), "{start}");
        for text in [b"REDIS0000", b"REDIS+012", b"REDIS00x1", b"VALKEY011"] {
            let error = Header::parse(text).unwrap_err();
            assert!(matches!(error, RdbError::UnsupportedVersion { .. }), "{error}");
        }
    }
}
