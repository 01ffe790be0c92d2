//! The ids of a stream's entries as the file writes them, and the pending entries they begin.

use super::cursor::Cursor;
use super::error::Stop;
use super::sink::{Item, StreamId};

/// A node's id: a string of 16 bytes.
pub(super) fn node_id(cursor: &mut Cursor<'_>) -> Result<StreamId, Stop> {
    let start = cursor.pos();
    let offset = cursor.offset();
    let id = match cursor.length() {
        Ok(16) => raw_id(cursor),
        Ok(_) => Err(Stop::corrupt(offset, "a stream node's id is not 16 bytes")),
        Err(stop) => Err(stop),
    };
    if id.is_err() {
        cursor.rewind(start);
    }
    id
}

/// An id as two big-endian numbers (`streamEncodeID`).
pub(super) fn raw_id(cursor: &mut Cursor<'_>) -> Result<StreamId, Stop> {
    let (ms, seq) = halves(cursor.array()?, u64::from_be_bytes);
    Ok(StreamId { ms, seq })
}

pub(super) fn pending(cursor: &mut Cursor<'_>) -> Result<Item<'static>, Stop> {
    let start = cursor.pos();
    let read = |cursor: &mut Cursor<'_>| {
        Ok(Item::Pending {
            id: raw_id(cursor)?,
            delivered_at_ms: u64::from_le_bytes(cursor.array()?),
            deliveries: cursor.length()?,
        })
    };
    let item = read(cursor);
    if item.is_err() {
        cursor.rewind(start);
    }
    item
}

pub(super) fn halves(bytes: [u8; 16], decode: impl Fn([u8; 8]) -> u64) -> (u64, u64) {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = bytes;
    let first = decode([a, b, c, d, e, f, g, h]);
    (first, decode([i, j, k, l, m, n, o, p]))
}
