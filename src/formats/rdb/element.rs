//! Values taken apart: every element of a value of any size, in every encoding, without holding the value.

use std::borrow::Cow;

use super::assembly::{Assembly, Delivery};
use super::carry::Carry;
use super::cursor::Cursor;
use super::error::{RdbError, Stop};
use super::sink::{StreamId, StreamMeta};
use super::value_type::ValueType;
use super::walker::Walker;

/// A field of a stream's entry and its value.
pub type FieldValue<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// One part of a value, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub enum Element<'a> {
    /// The next bytes of a string's value of `total` bytes; an empty string gives one empty chunk.
    StringChunk {
        /// The bytes.
        bytes: &'a [u8],
        /// How many came before.
        at: u64,
        /// Length of the whole string.
        total: u64,
    },
    /// An item of a list, from head to tail.
    ListItem(&'a [u8]),
    /// A member of a set.
    SetMember(&'a [u8]),
    /// A member of a sorted set.
    ZsetMember {
        /// The member.
        member: &'a [u8],
        /// Its score.
        score: f64,
    },
    /// A field of a hash.
    HashField {
        /// The field.
        field: &'a [u8],
        /// Its value.
        value: &'a [u8],
        /// When the field expires, in milliseconds since 1970.
        expires_at_ms: Option<u64>,
    },
    /// A live entry of a stream.
    StreamEntry {
        /// Its id.
        id: StreamId,
        /// Its fields and their values.
        fields: &'a [FieldValue<'a>],
    },
    /// What a stream says of itself; comes after its entries.
    StreamMeta(StreamMeta),
    /// A consumer group.
    Group {
        /// Its name.
        name: &'a [u8],
        /// The last entry delivered.
        last_id: StreamId,
        /// How many entries it has read, if known (Redis 7.0).
        entries_read: Option<u64>,
    },
    /// An entry that the current group delivered and nobody acknowledged. Comes before the group's consumers.
    Pending {
        /// The entry.
        id: StreamId,
        /// When it was last delivered, in milliseconds since 1970.
        delivered_at_ms: u64,
        /// How often it was delivered.
        deliveries: u64,
    },
    /// A consumer of the current group.
    Consumer {
        /// Its name.
        name: &'a [u8],
        /// When it last tried anything, in milliseconds since 1970.
        seen_at_ms: u64,
        /// When it last got anything, if ever and if known (Redis 7.2).
        active_at_ms: Option<u64>,
    },
    /// The current consumer owns this pending entry of its group.
    Owned(StreamId),
    /// This pending entry of the current group belongs to no consumer (Redis 8.8).
    Unowned(StreamId),
    /// How long and how many requests of a producer a stream remembers (Redis 8.6).
    ProducerLimits {
        /// Seconds.
        duration_seconds: u64,
        /// Requests per producer.
        max_requests: u64,
    },
    /// A producer's request that the stream remembers. No command restores it.
    RememberedRequest,
    /// Where the next `ARINSERT` into an array would go.
    ArrayCursor(u64),
    /// An element of an array.
    ArrayElement {
        /// Its index.
        index: u64,
        /// Its value as a client sees it.
        value: &'a [u8],
    },
}

/// Why a value could not be taken apart. Offsets are bytes from the start of the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// A module's value has no elements that others understand; one that refers to a template does not have them all.
    #[error("a value of type {kind} cannot be taken apart")]
    Opaque {
        /// The type byte.
        kind: u8,
    },
    /// The payload stops before the value's end.
    #[error("the value stops after {bytes} bytes")]
    Incomplete {
        /// Bytes present.
        bytes: u64,
    },
    /// The payload goes on after the value's end.
    #[error("the value ends at byte {offset}, but more follows")]
    Trailing {
        /// Where the value ends.
        offset: u64,
    },
    /// The payload breaks a rule of the format.
    #[error("corrupt at byte {offset} of the value: {what}")]
    Corrupt {
        /// Where the broken part starts.
        offset: u64,
        /// The rule that is broken.
        what: Cow<'static, str>,
    },
    /// One element is larger than allowed.
    #[error("an element or container of the value is larger than {max} bytes")]
    TooLarge {
        /// The limit.
        max: usize,
    },
}

/// Takes a value apart from the payload chunks a [`super::Visitor`] gets.
#[derive(Debug)]
pub struct ElementReader {
    walker: Walker,
    carry: Carry,
    assembly: Assembly,
    offset: u64,
    fed: u64,
    is_done: bool,
}

impl ElementReader {
    /// A reader for one value. No single element or container of more than `max_element_bytes` is held.
    ///
    /// # Errors
    /// [`ValueError::Opaque`] for a module's value, and for one that needs another part of its file.
    pub fn new(value_type: ValueType, max_element_bytes: usize) -> Result<Self, ValueError> {
        if value_type == ValueType::Module2 || value_type.self_contained() != value_type {
            let kind = value_type.byte();
            return Err(ValueError::Opaque { kind });
        }
        let mut walker = Walker::new(max_element_bytes, 0);
        walker.start(value_type);
        Ok(Self {
            walker,
            carry: Carry::default(),
            assembly: Assembly::new(value_type, max_element_bytes),
            offset: 0,
            fed: 0,
            is_done: false,
        })
    }

    /// Reads the next bytes of the value and hands out the elements that are complete.
    ///
    /// # Errors
    /// Any [`ValueError`] but [`ValueError::Incomplete`].
    pub fn feed(&mut self, chunk: &[u8], take: &mut impl FnMut(Element<'_>)) -> Result<(), ValueError> {
        self.fed += chunk.len() as u64;
        let (walker, assembly) = (&mut self.walker, &mut self.assembly);
        let (offset, is_done) = (&mut self.offset, &mut self.is_done);
        let max = assembly.max_element_bytes();
        let read = self.carry.drive(chunk, |slice| {
            let mut cursor = Cursor::new(slice, *offset);
            if !*is_done {
                let mut delivery = Delivery { assembly, take };
                match walker.run(&mut cursor, &mut delivery) {
                    Ok(()) => *is_done = true,
                    Err(Stop::More) => {}
                    Err(Stop::Bad(error)) => return Err(error),
                }
            }
            *offset = cursor.offset();
            match *is_done && !cursor.rest().is_empty() {
                true => Err(RdbError::Incomplete { offset: *offset, reading: String::new() }),
                false => Ok(cursor.pos()),
            }
        });
        read.map_err(|error| match error {
            _ if self.assembly.is_too_large() => ValueError::TooLarge { max },
            RdbError::TooLarge { .. } => ValueError::TooLarge { max },
            RdbError::Corrupt { offset, what } => ValueError::Corrupt { offset, what },
            _ => ValueError::Trailing { offset: self.offset },
        })
    }

    /// Says whether the value was complete, once all its bytes have been fed.
    ///
    /// # Errors
    /// [`ValueError::Incomplete`] if it was not.
    pub fn finish(&self) -> Result<(), ValueError> {
        match self.is_done {
            true => Ok(()),
            false => Err(ValueError::Incomplete { bytes: self.fed }),
        }
    }
}
