//! What the reader of an AOF file tells while it reads.

use std::ops::ControlFlow;

use super::command::{Command, LargeCommand};
use crate::formats::rdb;

/// One thing found in an AOF file, in file order.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The RDB at the start of the file is complete; commands follow.
    BaseEnd {
        /// Offset of the first byte after it.
        offset: u64,
    },
    /// A `#TS:` annotation: the commands that follow were written at this time or later.
    Timestamp {
        /// Seconds since 1970.
        unix_seconds: u64,
        /// Offset of the annotation.
        offset: u64,
    },
    /// A SELECT: the commands that follow apply to this database.
    Select {
        /// Database number.
        db: u64,
        /// Offset of the SELECT.
        offset: u64,
    },
    /// A MULTI. The commands up to [`Event::TransactionEnd`] count only if that comes.
    TransactionBegin {
        /// Offset of the MULTI.
        offset: u64,
    },
    /// The EXEC that completes the transaction.
    TransactionEnd {
        /// Offset after the EXEC.
        end_offset: u64,
    },
    /// Any other command, whole.
    Command(Command<'a>),
    /// A command larger than the limit begins; its bytes follow as [`Event::LargeBytes`].
    LargeBegin(LargeCommand<'a>),
    /// The next bytes of the large command as RESP, from its `*`: to be passed on as they are.
    LargeBytes(&'a [u8]),
    /// The large command is complete.
    LargeEnd {
        /// Offset after it.
        end_offset: u64,
    },
}

/// Receives what an AOF file holds: its RDB base through [`rdb::Visitor`], all else as events.
pub trait AofVisitor: rdb::Visitor {
    /// Takes one event. `Break` ends the reading there: nothing later is read or reported.
    fn event(&mut self, event: Event<'_>) -> ControlFlow<()>;
}
