//! Hash templates (Redis 8.10): the field names that many hashes share, written once and referred to by a number.
//!
//! Sources: the comment that opens t_hash.c of Redis 8.10, its tests of damaged templates, redis/librdb#107.

use std::collections::HashMap;
use std::sync::Arc;

use super::cursor::{Cursor, StringHead};
use super::encode::{put_length, put_string};
use super::error::{RdbError, Stop};

/// The names of a hash's fields follow as a count and as many strings (`fields_fmt` 1; 0 is a listpack).
pub(super) const NAMES_ARE_STRINGS: u64 = 1;
/// The names of a hash's fields follow as one listpack.
pub(super) const NAMES_ARE_LISTPACK: u64 = 0;
/// What a template costs beside its names: its place in the table.
const PLACE_BYTES: usize = 64;

/// The names of a hash's fields, in the form in which a value that carries its own names begins. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Names(Arc<[u8]>);

/// Names being gathered.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    encoded: Vec<u8>,
    count: u64,
    last_bytes: usize,
}

impl Draft {
    /// Bytes gathered.
    pub(super) fn len(&self) -> usize {
        self.encoded.len()
    }

    /// Adds a name. They ascend by length, then by bytes (`sdscmplen`); servers refuse any other order.
    pub(super) fn push(&mut self, name: &[u8]) -> Result<(), String> {
        let last = &self.encoded[self.encoded.len() - self.last_bytes..];
        if self.count > 0 && (last.len(), last) >= (name.len(), name) {
            return Err("the field names of a hash template do not ascend".to_owned());
        }
        put_string(&mut self.encoded, name);
        self.last_bytes = name.len();
        self.count += 1;
        Ok(())
    }

    /// All of them.
    pub(super) fn finish(self) -> Result<Names, String> {
        if self.count == 0 {
            return Err("a hash template has no field".to_owned());
        }
        let mut prefix = Vec::with_capacity(self.encoded.len() + 10);
        put_length(&mut prefix, NAMES_ARE_STRINGS);
        put_length(&mut prefix, self.count);
        prefix.extend_from_slice(&self.encoded);
        Ok(Names(prefix.into()))
    }
}

impl Names {
    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        // What `Draft::finish` wrote is there.
        Cursor::new(&self.0, 0).lengths::<2>().map_or(0, |[_, count]| count)
    }

    /// As they stand at the start of a value that carries its own names (types 29 and 31).
    pub(super) fn prefix(&self) -> &[u8] {
        &self.0
    }

    /// The name at `place`, which moves on to the next one; it starts at 0.
    pub(super) fn next(&self, place: &mut usize) -> Option<&[u8]> {
        let mut cursor = Cursor::new(&self.0, 0);
        cursor.rewind(*place);
        if *place == 0 {
            cursor.lengths::<2>().ok()?;
        }
        let StringHead::Raw { len } = cursor.string_head().ok()? else { return None };
        let name = cursor.take_exact(len)?;
        *place = cursor.pos();
        Some(name)
    }
}

/// The templates of a file.
#[derive(Debug, Clone)]
pub(super) struct Templates {
    known: HashMap<u64, Names>,
    held: usize,
    limit: usize,
}

impl Templates {
    /// A table that holds at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self { known: HashMap::new(), held: 0, limit }
    }

    /// Bytes held.
    pub(super) fn held_bytes(&self) -> usize {
        self.held
    }

    /// How many bytes of names one more template may have; the error of none at all is for `offset`.
    pub(super) fn room(&self, offset: u64) -> Result<usize, Stop> {
        self.limit.checked_sub(self.held + PLACE_BYTES).ok_or_else(|| too_many(offset, self.limit))
    }

    /// Adds a template that stands at `offset`.
    pub(super) fn add(&mut self, id: u64, names: Names, offset: u64) -> Result<(), Stop> {
        self.held += names.0.len() + PLACE_BYTES;
        if self.held > self.limit {
            return Err(too_many(offset, self.limit));
        }
        match self.known.insert(id, names) {
            None => Ok(()),
            Some(_) => Err(Stop::corrupt(offset, format!("a second hash template with the number {id}"))),
        }
    }

    /// The names of template `id`.
    pub(super) fn get(&self, id: u64) -> Result<&Names, String> {
        self.known.get(&id).ok_or_else(|| format!("no hash template has the number {id}"))
    }
}

/// Names above the limit.
pub(super) fn too_many(offset: u64, limit: usize) -> Stop {
    let what = format!("hash templates of more than {limit} bytes");
    Stop::Bad(RdbError::TooLarge { offset, what: what.into() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_ascend_by_length_then_bytes() {
        let gather = |names: &[&str]| {
            names.iter().try_fold(Draft::default(), |mut draft, name| draft.push(name.as_bytes()).map(|()| draft))
        };
        let names = gather(&["age", "name", "zeal", "email"]).unwrap().finish().unwrap();
        assert_eq!((names.count(), names.prefix()), (4, b"\x01\x04\x03age\x04name\x04zeal\x05email".as_slice()));
        let mut place = 0;
        let all: Vec<_> = std::iter::from_fn(|| names.next(&mut place).map(<[u8]>::to_vec)).collect();
        assert_eq!(all, [b"age".to_vec(), b"name".to_vec(), b"zeal".to_vec(), b"email".to_vec()]);
        for wrong in [["age", "email", "name"], ["a", "b", "b"], ["c", "b", "dd"]] {
            assert!(gather(&wrong).is_err(), "{wrong:?}");
        }
        assert!(Draft::default().finish().is_err());
        // The empty name is a name.
        assert_eq!(gather(&["", "a"]).unwrap().finish().unwrap().prefix(), b"\x01\x02\x00\x01a");
    }

    #[test]
    fn the_table_is_bounded_and_numbers_are_used_once() {
        let names = || {
            let mut draft = Draft::default();
            draft.push(b"field").unwrap();
            draft.finish().unwrap()
        };
        let mut templates = Templates::new(200);
        templates.add(u64::MAX, names(), 9).unwrap();
        assert!(matches!(templates.add(u64::MAX, names(), 9), Err(Stop::Bad(RdbError::Corrupt { offset: 9, .. }))));
        assert!(matches!(templates.add(1, names(), 9), Err(Stop::Bad(RdbError::TooLarge { offset: 9, .. }))));
        assert!(templates.room(9).is_err());
        assert!(templates.get(u64::MAX).is_ok() && templates.get(0).is_err());
    }
}
