//! Skips what a module wrote, by the opcodes that stand before each of its parts.
//!
//! Source: `rdbLoadCheckModuleValue` of redis/src/rdb.c.

use super::cursor::Cursor;
use super::error::Stop;
use super::sink::{CheckOnly, Role};
use super::text::TextReader;

const EOF: u64 = 0;
const SINT: u64 = 1;
const UINT: u64 = 2;
const FLOAT: u64 = 3;
const DOUBLE: u64 = 4;
const STRING: u64 = 5;

/// A module's parts being skipped up to and including their end mark.
#[derive(Debug, Clone, Default)]
pub(super) struct ModuleSkip {
    in_string: bool,
}

impl ModuleSkip {
    /// Skips on from the cursor; done when it returns without stopping.
    pub(super) fn run(&mut self, cursor: &mut Cursor<'_>, text: &mut TextReader) -> Result<(), Stop> {
        loop {
            if self.in_string {
                text.read(cursor, Role::Other, &mut CheckOnly)?;
                self.in_string = false;
            }
            let start = cursor.pos();
            let part = match cursor.length()? {
                EOF => return Ok(()),
                SINT | UINT => cursor.length().map(|_| ()),
                FLOAT => cursor.array::<4>().map(|_| ()),
                DOUBLE => cursor.array::<8>().map(|_| ()),
                STRING => {
                    self.in_string = true;
                    Ok(())
                }
                other => {
                    cursor.rewind(start);
                    let what = format!("unknown opcode {other} in a module's value");
                    return Err(Stop::corrupt(cursor.offset(), what));
                }
            };
            if let Err(stop) = part {
                cursor.rewind(start);
                return Err(stop);
            }
        }
    }
}
