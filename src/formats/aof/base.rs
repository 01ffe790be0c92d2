//! The RDB at the start of an AOF file: it ends by itself, what follows is commands.

use super::error::{AofError, AofFault};
use super::event::AofVisitor;
use crate::formats::rdb;

/// Reader of the RDB at the start of a file.
#[derive(Debug, Default)]
pub(super) struct Base {
    parser: rdb::Parser,
}

impl Base {
    /// Takes bytes off the front of `input`, up to the end of the RDB if that is there; gives the
    /// offset of its end once it is known and the checksum is right.
    pub(super) fn push<V: AofVisitor>(&mut self, input: &mut &[u8], visitor: &mut V) -> Result<Option<u64>, AofError> {
        let start = self.parser.offset();
        self.parser.feed(input, visitor).map_err(fault)?;
        let Some(end) = self.parser.rdb_bytes() else {
            *input = &[];
            return Ok(None);
        };
        let taken = usize::try_from(end.saturating_sub(start)).unwrap_or(input.len());
        *input = input.get(taken..).unwrap_or_default();
        let summary = self.parser.finish().map_err(fault)?;
        match summary.crc {
            rdb::Crc::Wrong { .. } => Err(AofFault::BaseChecksum.at(end, 0)),
            rdb::Crc::Ok | rdb::Crc::Absent => Ok(Some(end)),
        }
    }

    /// The error of a file that ends inside its RDB.
    pub(super) fn cut_short(&self) -> AofError {
        AofFault::BaseTruncated.at(self.parser.offset(), 0)
    }
}

/// The error of the RDB reader, at the offset it names.
fn fault(error: rdb::RdbError) -> AofError {
    use rdb::RdbError as Rdb;
    let offset = match &error {
        Rdb::Incomplete { offset, .. }
        | Rdb::Corrupt { offset, .. }
        | Rdb::TooLarge { offset, .. }
        | Rdb::UnknownType { offset, .. }
        | Rdb::UnknownOpcode { offset, .. } => *offset,
        Rdb::NotAnRdb { .. } | Rdb::UnsupportedVersion { .. } => 0,
    };
    AofFault::Base(error).at(offset, 0)
}
