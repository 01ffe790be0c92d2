//! A command inside the file (opcode 242 of Valkey 9.2): what a server sent to its replicas while it wrote the snapshot
//! without a fork.
//!
//! Source: `writeReplicationData` in valkey/src/forkless_save.c.

use super::cursor::Cursor;
use super::error::Stop;
use super::visitor::{Update, Visitor};
use crate::formats::resp::{CommandReader, Token};

/// Names of commands are cut at this many bytes; the longest has 20.
const MAX_NAME_BYTES: usize = 64;

/// One command being read. Nothing of it is held but its name.
#[derive(Debug, Clone)]
pub(super) struct UpdateReader {
    reader: CommandReader,
    name: Vec<u8>,
    offset: u64,
    args: u64,
    is_name: bool,
}

impl UpdateReader {
    /// A reader of the command after the opcode at `offset`.
    pub(super) fn new(offset: u64) -> Self {
        let reader = CommandReader::new(offset + 1, i64::MAX.unsigned_abs());
        Self { reader, name: Vec::new(), offset, args: 0, is_name: true }
    }

    /// Reads on from the cursor; the command is complete when it returns without stopping.
    pub(super) fn run(&mut self, cursor: &mut Cursor<'_>, db: u64, visitor: &mut impl Visitor) -> Result<(), Stop> {
        let start = cursor.pos();
        let mut input = cursor.rest();
        let is_done = loop {
            match self.reader.next(&mut input) {
                Ok(None) => break false,
                Ok(Some(Token::Command { args })) => self.args = args,
                Ok(Some(Token::Data(bytes))) if self.is_name => {
                    let room = MAX_NAME_BYTES - self.name.len();
                    self.name.extend_from_slice(&bytes[..room.min(bytes.len())]);
                }
                Ok(Some(Token::ArgEnd { last: true })) => break true,
                Ok(Some(Token::ArgEnd { last: false })) => self.is_name = false,
                Ok(Some(Token::Arg { .. } | Token::Data(_))) => {}
                Err(error) => return Err(Stop::corrupt(error.offset, format!("a command: {}", error.fault))),
            }
        };
        cursor.take_up_to((cursor.rest().len() - input.len()) as u64);
        visitor.update_bytes(cursor.since(start));
        if !is_done {
            return Err(Stop::More);
        }
        let bytes = self.reader.offset() - self.offset - 1;
        visitor.update(&Update { db, offset: self.offset, name: &self.name, args: self.args, bytes });
        Ok(())
    }
}
