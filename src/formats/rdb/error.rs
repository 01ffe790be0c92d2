//! What can be wrong with an RDB file, always with the offset in the file.

use std::borrow::Cow;

/// Why an RDB file could not be read to its end. Offsets are bytes from the first byte of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RdbError {
    /// The bytes stop before the end of the file: a transfer or a write was cut short.
    #[error("incomplete RDB: the file stops at offset {offset} while reading {reading}")]
    Incomplete {
        /// Bytes present.
        offset: u64,
        /// What was being read.
        reading: String,
    },
    /// The bytes break a rule of the format.
    #[error("corrupt RDB at offset {offset}: {what}")]
    Corrupt {
        /// Where the broken part starts.
        offset: u64,
        /// The rule that is broken.
        what: Cow<'static, str>,
    },
    /// A value type this dialect and version do not have.
    #[error("unknown value type {kind} at offset {offset} (format {format})")]
    UnknownType {
        /// The type byte.
        kind: u8,
        /// Where it stands.
        offset: u64,
        /// Magic and version, as in `REDIS0012`.
        format: String,
    },
    /// An opcode this dialect and version do not have.
    #[error("unknown opcode {opcode} at offset {offset} (format {format})")]
    UnknownOpcode {
        /// The opcode byte, 34 or above.
        opcode: u8,
        /// Where it stands.
        offset: u64,
        /// Magic and version, as in `REDIS0012`.
        format: String,
    },
    /// More than is held at a time, so that it can be neither proven nor doubted.
    #[error("too large to be read, at offset {offset}: {what}")]
    TooLarge {
        /// Where it stands.
        offset: u64,
        /// What is too large, and the limit.
        what: Cow<'static, str>,
    },
    /// The first bytes are not the magic of an RDB file.
    #[error("not an RDB file: it starts with \"{start}\" at offset 0")]
    NotAnRdb {
        /// The first bytes, escaped.
        start: String,
    },
    /// The magic is right, the version is not one that exists.
    #[error("unsupported RDB version \"{format}\" at offset 0")]
    UnsupportedVersion {
        /// Magic and version as found, escaped.
        format: String,
    },
}

/// Why a step of the parser stopped. Never leaves this module.
#[derive(Debug)]
pub(super) enum Stop {
    /// The token is not complete yet; the cursor stands at its start.
    More,
    /// The input is wrong.
    Bad(RdbError),
}

impl Stop {
    /// A broken rule at `offset`.
    #[cold]
    pub(super) fn corrupt(offset: u64, what: impl Into<Cow<'static, str>>) -> Self {
        Self::Bad(RdbError::Corrupt { offset, what: what.into() })
    }
}

impl From<RdbError> for Stop {
    fn from(error: RdbError) -> Self {
        Self::Bad(error)
    }
}
