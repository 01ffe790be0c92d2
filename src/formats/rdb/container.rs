//! Strings that hold a whole container (listpack, ziplist, intset, zipmap): gathered, checked, counted.

use super::blob::{BlobError, Entry};
use super::cursor::{Cursor, StringHead};
use super::error::Stop;
use super::lzf_stream::LzfStream;
use super::{intset, listpack, lzf, stream_node, ziplist, zipmap};

/// What a container holds, which decides what its entries must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContainerKind {
    Zipmap,
    ListZiplist,
    Intset,
    ZsetZiplist,
    HashZiplist,
    ListListpack,
    SetListpack,
    ZsetListpack,
    HashListpack,
    HashListpackEx,
    StreamListpack,
    /// Field names of a hash template.
    TemplateNames,
    /// A number, then the values of a hash with a template.
    TemplateValues,
}

/// What was counted in a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    pub(super) elements: u64,
    pub(super) with_expiry: u64,
}

/// A container that has been read.
pub(super) enum Container<'a> {
    /// All of it, checked.
    Whole(&'a [u8], Count),
    /// Too large to be held: its header is right and declares this many elements.
    Oversize(u64),
}

/// A container being gathered; idle between containers. Buffers grow only with bytes that arrived.
#[derive(Debug, Clone, Default)]
pub(super) struct ContainerReader {
    state: State,
    gathered: Vec<u8>,
    expanded: Vec<u8>,
    started_at: u64,
}

#[derive(Debug, Clone, Default)]
enum State {
    #[default]
    Idle,
    Raw {
        left: u64,
    },
    Lzf {
        left: u64,
        len: u64,
    },
    SkipRaw {
        left: u64,
        len: u64,
    },
    SkipLzf {
        left: u64,
        len: u64,
        stream: Box<LzfStream>,
    },
}

/// Bytes of a container's own header that are looked at when the rest is too large.
const HEAD_BYTES: usize = 10;
/// A buffer larger than this is given back after use.
const KEEP_BYTES: usize = 1 << 16;

impl ContainerReader {
    /// Reads the container at the cursor, or the rest of the one begun before, and hands it to `then`. One whose
    /// bytes, in the file or expanded, exceed `limit` is not held.
    pub(super) fn read<R>(
        &mut self,
        cursor: &mut Cursor<'_>,
        kind: ContainerKind,
        limit: usize,
        then: impl FnOnce(Container<'_>) -> Result<R, String>,
    ) -> Result<R, Stop> {
        if matches!(self.state, State::Idle) {
            self.started_at = cursor.offset();
            let started_at = self.started_at;
            self.gathered.clear();
            self.gathered.shrink_to(KEEP_BYTES);
            self.expanded.shrink_to(KEEP_BYTES);
            let within = |len| usize::try_from(len).is_ok_and(|len| len <= limit);
            self.state = match cursor.string_head()? {
                StringHead::Int(_) => {
                    return Err(Stop::corrupt(started_at, "a container stored as an integer"));
                }
                StringHead::Raw { len } if within(len) => {
                    if let Some(bytes) = cursor.take_exact(len) {
                        return whole(kind, bytes, started_at, then);
                    }
                    State::Raw { left: len }
                }
                StringHead::Raw { len } => State::SkipRaw { left: len, len },
                StringHead::Lzf { compressed, len } if within(len) && within(compressed) => {
                    if let Some(bytes) = cursor.take_exact(compressed) {
                        expand(bytes, len, limit, &mut self.expanded, started_at)?;
                        return whole(kind, &self.expanded, started_at, then);
                    }
                    State::Lzf { left: compressed, len }
                }
                StringHead::Lzf { compressed, len } => {
                    State::SkipLzf { left: compressed, len, stream: Box::new(LzfStream::new(len, true)) }
                }
            };
        }
        self.gather(cursor)?;
        let started_at = self.started_at;
        match std::mem::take(&mut self.state) {
            State::Idle => Err(Stop::More),
            State::Raw { .. } => whole(kind, &self.gathered, started_at, then),
            State::Lzf { len, .. } => {
                expand(&self.gathered, len, limit, &mut self.expanded, started_at)?;
                whole(kind, &self.expanded, started_at, then)
            }
            State::SkipRaw { len, .. } | State::SkipLzf { len, .. } => {
                let declared = declared_elements(kind, &self.gathered, len)
                    .ok_or_else(|| Stop::corrupt(started_at, "a container's header is wrong"))?;
                then(Container::Oversize(declared)).map_err(|why| Stop::corrupt(started_at, why))
            }
        }
    }

    /// Bytes held of the container being gathered.
    pub(super) fn held_bytes(&self) -> usize {
        self.gathered.len() + self.expanded.len()
    }

    /// Takes what there is of the container's bytes.
    fn gather(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Stop> {
        let Some(left) = self.state.left() else {
            return Ok(());
        };
        let bytes = cursor.take_up_to(*left);
        *left -= bytes.len() as u64;
        let complete = *left == 0;
        let gathered = &mut self.gathered;
        let mut keep_head = |bytes: &[u8]| {
            let room = HEAD_BYTES.saturating_sub(gathered.len());
            gathered.extend_from_slice(&bytes[..room.min(bytes.len())]);
            Ok(())
        };
        let kept = match &mut self.state {
            State::SkipRaw { .. } => keep_head(bytes),
            State::SkipLzf { stream, .. } => stream.feed(bytes, &mut keep_head).and_then(|()| match complete {
                true => stream.finish(&mut keep_head),
                false => Ok(()),
            }),
            _ => {
                gathered.extend_from_slice(bytes);
                Ok(())
            }
        };
        kept.map_err(|why| Stop::corrupt(self.started_at, why))?;
        if complete { Ok(()) } else { Err(Stop::More) }
    }
}

impl State {
    fn left(&mut self) -> Option<&mut u64> {
        match self {
            Self::Idle => None,
            Self::Raw { left } | Self::Lzf { left, .. } | Self::SkipRaw { left, .. } | Self::SkipLzf { left, .. } => {
                Some(left)
            }
        }
    }
}

fn whole<R>(
    kind: ContainerKind,
    bytes: &[u8],
    offset: u64,
    then: impl FnOnce(Container<'_>) -> Result<R, String>,
) -> Result<R, Stop> {
    check(kind, bytes)
        .map_err(|why| format!("{}: {why}", kind.name()))
        .and_then(|count| then(Container::Whole(bytes, count)))
        .map_err(|why| Stop::corrupt(offset, why))
}

fn expand(compressed: &[u8], len: u64, limit: usize, out: &mut Vec<u8>, offset: u64) -> Result<(), Stop> {
    lzf::decompress_into(compressed, len, limit, out).map_err(|error| Stop::corrupt(offset, error.to_string()))
}

/// Checks a whole container and counts its elements.
fn check(kind: ContainerKind, bytes: &[u8]) -> Result<Count, String> {
    use ContainerKind as Kind;
    let text = |error: BlobError| error.to_string();
    let entries = match kind {
        Kind::Zipmap => zipmap::validate(bytes).map_err(text)? * 2,
        Kind::Intset => intset::validate(bytes).map_err(text)?,
        Kind::ListZiplist | Kind::ZsetZiplist | Kind::HashZiplist => ziplist::validate(bytes).map_err(text)?,
        Kind::ListListpack | Kind::SetListpack | Kind::ZsetListpack | Kind::HashListpack => {
            listpack::validate(bytes).map_err(text)?
        }
        Kind::TemplateNames => listpack::validate(bytes).map_err(text)?,
        Kind::TemplateValues => {
            let entries = listpack::validate(bytes).map_err(text)?;
            let first = listpack::Listpack::new(bytes).map_err(text)?.iter().next();
            return match first {
                Some(Ok(Entry::Int(_))) => Ok(Count { elements: entries as u64 - 1, with_expiry: 0 }),
                _ => Err("a hash does not start with the number of its template".to_owned()),
            };
        }
        Kind::HashListpackEx => return check_fields_with_expiry(bytes),
        Kind::StreamListpack => {
            let live = stream_node::validate(bytes)?;
            return Ok(Count { elements: live, with_expiry: 0 });
        }
    };
    let per_element = kind.entries_per_element();
    if entries % per_element != 0 {
        return Err(format!("{entries} entries do not make pairs"));
    }
    Ok(Count { elements: (entries / per_element) as u64, with_expiry: 0 })
}

/// Field, value, expiry time in milliseconds or 0 (`lpEntryValidation` for triples in redis/src/rdb.c).
fn check_fields_with_expiry(bytes: &[u8]) -> Result<Count, String> {
    let mut count = Count::default();
    let mut place = 0;
    for entry in listpack::Listpack::new(bytes).map_err(|error| error.to_string())? {
        let entry = entry.map_err(|error| error.to_string())?;
        place = (place + 1) % 3;
        if place == 0 {
            count.elements += 1;
            match entry {
                Entry::Int(0) => {}
                Entry::Int(at) if at > 0 => count.with_expiry += 1,
                _ => return Err("a field's expiry time is not a time".to_owned()),
            }
        }
    }
    if place != 0 {
        return Err("entries do not make triples".to_owned());
    }
    Ok(count)
}

/// The element count in the header of a container of `len` bytes that is too large to be held, if the header is right.
fn declared_elements(kind: ContainerKind, head: &[u8], len: u64) -> Option<u64> {
    use ContainerKind as Kind;
    let word = |at: usize| {
        let bytes = head.get(at..)?.first_chunk::<4>()?;
        Some(u64::from(u32::from_le_bytes(*bytes)))
    };
    let half = |at: usize| {
        let bytes = head.get(at..)?.first_chunk::<2>()?;
        Some(u64::from(u16::from_le_bytes(*bytes)))
    };
    let entries = match kind {
        Kind::Zipmap => u64::from(*head.first()?) * 2,
        Kind::Intset => {
            let (width, members) = (word(0)?, word(4)?);
            return (members.checked_mul(width)? + 8 == len).then_some(members);
        }
        Kind::ListZiplist | Kind::ZsetZiplist | Kind::HashZiplist => (word(0)? == len).then_some(half(8)?)?,
        _ => (word(0)? == len).then_some(half(4)?)?,
    };
    Some(entries / kind.entries_per_element() as u64)
}

impl ContainerKind {
    fn entries_per_element(self) -> usize {
        match self {
            Self::ListZiplist | Self::Intset | Self::ListListpack | Self::SetListpack => 1,
            Self::Zipmap | Self::ZsetZiplist | Self::HashZiplist | Self::ZsetListpack | Self::HashListpack => 2,
            Self::HashListpackEx => 3,
            Self::StreamListpack | Self::TemplateNames | Self::TemplateValues => 1,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Zipmap => "zipmap",
            Self::Intset => "intset",
            Self::ListZiplist | Self::ZsetZiplist | Self::HashZiplist => "ziplist",
            Self::StreamListpack => "stream listpack",
            _ => "listpack",
        }
    }
}
