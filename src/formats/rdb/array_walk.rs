//! The structure of a sparse array's value (type 28, Redis 8.8).
//!
//! Source: redis/librdb and the `AR_RDB_TAG_*` constants of Redis 8.8.

use super::cursor::Cursor;
use super::error::Stop;
use super::sink::{Item, Role, Sink};
use super::text::TextReader;

const TAG_STRING: u64 = 0;
const TAG_INT: u64 = 1;
const TAG_FLOAT: u64 = 2;
const TAG_SMALL_STRING: u64 = 3;

/// Where the walk over one array stands.
#[derive(Debug, Clone, Default)]
pub(super) struct ArrayWalk {
    stage: Stage,
    elements: u64,
    left: u64,
}

#[derive(Debug, Default, Clone, Copy)]
enum Stage {
    #[default]
    Count,
    HasCursor,
    InsertCursor,
    Index,
    Tag,
    Text,
    Int,
    Float,
}

impl ArrayWalk {
    /// Reads on from the cursor; done, with the number of elements, when it returns without stopping.
    pub(super) fn run<S: Sink>(
        &mut self,
        cursor: &mut Cursor<'_>,
        text: &mut TextReader,
        sink: &mut S,
    ) -> Result<u64, Stop> {
        loop {
            let offset = cursor.offset();
            let refuse = |why: String| Stop::corrupt(offset, why);
            self.stage = match self.stage {
                Stage::Count => {
                    self.elements = cursor.length()?;
                    self.left = self.elements;
                    Stage::HasCursor
                }
                Stage::HasCursor => match cursor.length()? {
                    0 => Stage::Index,
                    1 => Stage::InsertCursor,
                    _ => return Err(refuse("an array's insert flag is not 0 or 1".to_owned())),
                },
                Stage::InsertCursor => {
                    let at = cursor.length()?;
                    sink.item(Item::ArrayCursor(at)).map_err(refuse)?;
                    Stage::Index
                }
                Stage::Index if self.left == 0 => return Ok(self.elements),
                Stage::Index => {
                    let index = cursor.length()?;
                    sink.item(Item::ArrayIndex(index)).map_err(refuse)?;
                    Stage::Tag
                }
                Stage::Tag => match cursor.length()? {
                    TAG_STRING | TAG_SMALL_STRING => Stage::Text,
                    TAG_INT => Stage::Int,
                    TAG_FLOAT => Stage::Float,
                    other => return Err(refuse(format!("unknown kind of array element {other}"))),
                },
                Stage::Text => {
                    text.read(cursor, Role::ArrayElement, sink)?;
                    self.next()
                }
                Stage::Int => {
                    let value = i64::from_le_bytes(cursor.array()?);
                    sink.item(Item::ArrayInt(value)).map_err(refuse)?;
                    self.next()
                }
                Stage::Float => {
                    let value = f64::from_le_bytes(cursor.array()?);
                    sink.item(Item::ArrayFloat(value)).map_err(refuse)?;
                    self.next()
                }
            };
        }
    }

    fn next(&mut self) -> Stage {
        self.left -= 1;
        Stage::Index
    }
}
