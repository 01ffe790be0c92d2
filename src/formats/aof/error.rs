//! Why an AOF file cannot be read on, and where.

use thiserror::Error;

use crate::formats::rdb;
use crate::formats::resp::{RespError, RespFault};

/// Damage in an AOF file that is not just a missing end.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{fault} at offset {offset} (the file is good up to {last_good_offset})")]
pub struct AofError {
    /// Bytes from the start of the file to the damage.
    pub offset: u64,
    /// Up to here the file is whole: outside any command and any transaction.
    pub last_good_offset: u64,
    /// What is wrong.
    pub fault: AofFault,
}

/// The kinds of damage an AOF file can show.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AofFault {
    /// The bytes are no command.
    #[error("{0}")]
    Resp(RespFault),
    /// The RDB at the start is damaged.
    #[error("RDB base: {0}")]
    Base(rdb::RdbError),
    /// The RDB at the start ends early: unlike a torn command, no server loads that.
    #[error("RDB base is cut short")]
    BaseTruncated,
    /// The RDB at the start is whole but not what was written.
    #[error("RDB base does not match its checksum")]
    BaseChecksum,
    /// A MULTI inside a transaction.
    #[error("MULTI inside a transaction")]
    NestedMulti,
    /// An EXEC outside a transaction.
    #[error("EXEC without MULTI")]
    ExecWithoutMulti,
    /// A SELECT whose argument is no database number.
    #[error("SELECT without a database number")]
    BadSelect,
    /// An annotation longer than the 1024 bytes Redis reads.
    #[error("annotation longer than {max} bytes")]
    AnnotationTooLong {
        /// The limit.
        max: usize,
    },
    /// A `#TS:` annotation without a number.
    #[error("malformed timestamp annotation")]
    BadTimestamp,
}

impl AofFault {
    pub(super) fn at(self, offset: u64, last_good_offset: u64) -> AofError {
        AofError { offset, last_good_offset, fault: self }
    }

    pub(super) fn resp(error: RespError, last_good_offset: u64) -> AofError {
        Self::Resp(error.fault).at(error.offset, last_good_offset)
    }
}
