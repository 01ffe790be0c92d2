//! The listpack of one node of a stream: a master entry, then the entries as differences from it.
//!
//! Source: the comment above `streamAppendItem` and `streamValidateListpackIntegrity` in redis/src/t_stream.c.

use super::blob::{BlobError, Entry};
use super::listpack::{Iter, Listpack};
use super::sink::StreamId;

const DELETED: i64 = 1;
const SAME_FIELDS: i64 = 2;

/// A part of an entry, in order: one `Begin`, its pairs, one `End`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Begin { id: StreamId, deleted: bool },
    Pair(Entry<'a>, Entry<'a>),
    End,
}

/// Checks a node and returns how many of its entries have not been deleted.
pub(super) fn validate(bytes: &[u8]) -> Result<u64, String> {
    walk(bytes, StreamId::default(), |_| {})
}

/// Goes through a node whose ids count from `master`, deleted entries included; returns how many are live.
pub(super) fn walk<'a>(bytes: &'a [u8], master: StreamId, mut visit: impl FnMut(Part<'a>)) -> Result<u64, String> {
    let mut node = Node { entries: Listpack::new(bytes).map_err(text)?.iter() };
    let live = node.count()?;
    let deleted = node.count()?;
    let master_fields = node.count()?;
    let names = node.entries.clone();
    for _ in 0..master_fields {
        node.next()?;
    }
    if node.int()? != 0 {
        return Err("the master entry does not end in 0".to_owned());
    }
    let (mut seen_live, mut seen_deleted) = (0u64, 0u64);
    while let Some(flags) = node.entries.next() {
        let flags = as_int(flags.map_err(text)?)?;
        let (ms, seq) = (node.int()?, node.int()?);
        let is_deleted = flags & DELETED != 0;
        if is_deleted {
            seen_deleted += 1;
        } else {
            seen_live += 1;
        }
        visit(Part::Begin {
            id: StreamId { ms: master.ms.wrapping_add_signed(ms), seq: master.seq.wrapping_add_signed(seq) },
            deleted: is_deleted,
        });
        let parts = if flags & SAME_FIELDS != 0 {
            let mut names = names.clone();
            for _ in 0..master_fields {
                let name = names.next().ok_or_else(ended)?.map_err(text)?;
                visit(Part::Pair(name, node.next()?));
            }
            master_fields + 3
        } else {
            let fields = node.count()?;
            for _ in 0..fields {
                let name = node.next()?;
                visit(Part::Pair(name, node.next()?));
            }
            fields.saturating_mul(2) + 4
        };
        if node.count()? != parts {
            return Err("an entry's count of parts is wrong".to_owned());
        }
        visit(Part::End);
    }
    if (seen_live, seen_deleted) != (live, deleted) {
        return Err(format!("{seen_live} live and {seen_deleted} deleted entries, but {live} and {deleted} declared"));
    }
    Ok(live)
}

struct Node<'a> {
    entries: Iter<'a>,
}

impl<'a> Node<'a> {
    fn next(&mut self) -> Result<Entry<'a>, String> {
        self.entries.next().ok_or_else(ended)?.map_err(text)
    }

    fn int(&mut self) -> Result<i64, String> {
        as_int(self.next()?)
    }

    fn count(&mut self) -> Result<u64, String> {
        u64::try_from(self.int()?).map_err(|_| "a negative count".to_owned())
    }
}

fn as_int(entry: Entry<'_>) -> Result<i64, String> {
    entry.as_int().ok_or_else(|| "text where a number is expected".to_owned())
}

fn ended() -> String {
    "it ends inside an entry".to_owned()
}

fn text(error: BlobError) -> String {
    error.to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A listpack of small integers and short strings.
    fn pack(entries: &[Entry<'_>]) -> Vec<u8> {
        let mut out = vec![0; 6];
        for entry in entries {
            let start = out.len();
            match entry {
                Entry::Int(value) => out.push(u8::try_from(*value).unwrap()),
                Entry::Str(text) => {
                    out.push(0x80 | u8::try_from(text.len()).unwrap());
                    out.extend_from_slice(text);
                }
            }
            out.push(u8::try_from(out.len() - start).unwrap());
        }
        out.push(0xff);
        let len = u32::try_from(out.len()).unwrap();
        out[..4].copy_from_slice(&len.to_le_bytes());
        out[4..6].copy_from_slice(&u16::try_from(entries.len()).unwrap().to_le_bytes());
        out
    }

    fn int(value: i64) -> Entry<'static> {
        Entry::Int(value)
    }

    fn node(live: i64) -> Vec<u8> {
        let (a, b, v) = (Entry::Str(b"a"), Entry::Str(b"b"), Entry::Str(b"v"));
        pack(&[
            // Master: live, deleted, one field "a", terminator.
            int(live),
            int(1),
            int(1),
            a,
            int(0),
            // Same fields as the master.
            int(2),
            int(0),
            int(0),
            v,
            int(4),
            // Own fields, deleted.
            int(1),
            int(5),
            int(1),
            int(1),
            b,
            v,
            int(6),
        ])
    }

    #[test]
    fn entries_take_ids_and_names_from_the_master() {
        let bytes = node(1);
        let mut parts = Vec::new();
        let master = StreamId { ms: 100, seq: 7 };
        assert_eq!(walk(&bytes, master, |part| parts.push(part)), Ok(1));
        let (a, b, v) = (Entry::Str(b"a"), Entry::Str(b"b"), Entry::Str(b"v"));
        let begin = |ms, seq, deleted| Part::Begin { id: StreamId { ms, seq }, deleted };
        let expected =
            [begin(100, 7, false), Part::Pair(a, v), Part::End, begin(105, 8, true), Part::Pair(b, v), Part::End];
        assert_eq!(parts, expected);
    }

    #[test]
    fn a_wrong_count_is_found() {
        assert!(validate(&node(2)).unwrap_err().contains("declared"));
        let mut bytes = node(1);
        let last = bytes.len() - 3;
        bytes[last] = 5;
        assert!(validate(&bytes).unwrap_err().contains("count of parts"));
    }
}
