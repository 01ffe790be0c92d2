//! Ziplist: the compact list of RDB files from before Redis 7 (`redis/src/ziplist.c`).
//!
//! `<u32 total bytes><u32 offset of the last entry><u16 count, 65535 = unknown>` then entries
//! `<length of the entry before: 1 byte, or 254 and u32><encoding><data>`, then 0xFF. All
//! little-endian but the string lengths in the encoding, which are big-endian.

use super::blob::{BlobError, BlobFault, Entry};

const HEADER_LEN: usize = 10;
const TERMINATOR: u8 = 0xff;
const BIG_PREVLEN: u8 = 254;
const COUNT_UNKNOWN: u16 = u16::MAX;

/// A ziplist whose header and terminator are right; entries are checked as they are read.
#[derive(Debug, Clone, Copy)]
pub struct Ziplist<'a> {
    blob: &'a [u8],
}

impl<'a> Ziplist<'a> {
    /// Wraps a whole blob after checking its declared size and its last byte.
    ///
    /// # Errors
    /// [`BlobFault::TooShort`], [`BlobFault::WrongSize`] or [`BlobFault::WrongTerminator`].
    pub fn new(blob: &'a [u8]) -> Result<Self, BlobError> {
        if blob.len() <= HEADER_LEN {
            return Err(BlobError::new(0, BlobFault::TooShort));
        }
        let declared = u64::from(header_u32(blob, 0));
        if declared != blob.len() as u64 {
            let actual = blob.len();
            return Err(BlobError::new(0, BlobFault::WrongSize { declared, actual }));
        }
        if blob[blob.len() - 1] != TERMINATOR {
            return Err(BlobError::new(blob.len() - 1, BlobFault::WrongTerminator));
        }
        Ok(Self { blob })
    }

    /// The element count in the header, or nothing when it says "unknown" (65535).
    #[must_use]
    pub fn declared_count(&self) -> Option<u16> {
        let count = u16::from_le_bytes([self.blob[8], self.blob[9]]);
        (count != COUNT_UNKNOWN).then_some(count)
    }

    /// The entries in order; the first fault ends the iteration. Count and tail offset of the
    /// header are compared with what was found at the end.
    #[must_use]
    pub fn iter(&self) -> Iter<'a> {
        Iter { blob: self.blob, walk: Walk::default(), done: false }
    }
}

impl<'a> IntoIterator for Ziplist<'a> {
    type Item = Result<Entry<'a>, BlobError>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Iterator over a ziplist's entries, see [`Ziplist::iter`].
#[derive(Debug, Clone)]
pub struct Iter<'a> {
    blob: &'a [u8],
    walk: Walk,
    done: bool,
}

impl<'a> Iterator for Iter<'a> {
    type Item = Result<Entry<'a>, BlobError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.walk.step(self.blob) {
            Ok(Some(span)) => Some(Ok(span.decode(self.blob))),
            Ok(None) => {
                self.done = true;
                None
            }
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        }
    }
}

/// Checks a whole ziplist without decoding values; returns its number of elements.
///
/// # Errors
/// Any deviation from the format, with its offset in the blob.
pub fn validate(blob: &[u8]) -> Result<usize, BlobError> {
    Ziplist::new(blob)?;
    let mut walk = Walk::default();
    while walk.step(blob)?.is_some() {}
    Ok(walk.seen)
}

/// Where the walk over the entries stands.
#[derive(Debug, Clone)]
struct Walk {
    at: usize,
    previous_len: usize,
    seen: usize,
}

impl Default for Walk {
    fn default() -> Self {
        Self { at: HEADER_LEN, previous_len: 0, seen: 0 }
    }
}

impl Walk {
    /// Moves over one entry, or checks the end.
    #[inline]
    fn step(&mut self, blob: &[u8]) -> Result<Option<Span>, BlobError> {
        if blob[self.at] == TERMINATOR {
            self.check_end(blob)?;
            return Ok(None);
        }
        let (span, prevlen) = read_span(blob, self.at)?;
        if prevlen != self.previous_len as u64 {
            let fault = BlobFault::WrongPrevlen { declared: prevlen, actual: self.previous_len };
            return Err(BlobError::new(self.at, fault));
        }
        self.previous_len = span.end - self.at;
        self.at = span.end;
        self.seen += 1;
        Ok(Some(span))
    }

    fn check_end(&self, blob: &[u8]) -> Result<(), BlobError> {
        if self.at != blob.len() - 1 {
            return Err(BlobError::new(self.at, BlobFault::WrongTerminator));
        }
        let declared = u16::from_le_bytes([blob[8], blob[9]]);
        if declared != COUNT_UNKNOWN && usize::from(declared) != self.seen {
            let declared = u64::from(declared);
            return Err(BlobError::new(8, BlobFault::WrongCount { declared, actual: self.seen }));
        }
        let declared = u64::from(header_u32(blob, 4));
        let actual = self.at - self.previous_len;
        if declared != actual as u64 {
            return Err(BlobError::new(4, BlobFault::WrongTail { declared, actual }));
        }
        Ok(())
    }
}

/// The parts of one entry, as offsets in the blob.
#[derive(Debug, Clone, Copy)]
struct Span {
    encoding: u8,
    data: usize,
    end: usize,
}

impl Span {
    fn decode(self, blob: &[u8]) -> Entry<'_> {
        let data = &blob[self.data..self.end];
        match self.encoding {
            0x00..=0xbf => Entry::Str(data),
            0xf1..=0xfd => Entry::Int(i64::from(self.encoding & 0x0f) - 1),
            _ => Entry::Int(little_endian(data)),
        }
    }
}

/// Reads the head of the entry at `at` and checks that it ends before the terminator; gives the
/// declared length of the entry before it too.
#[inline]
fn read_span(blob: &[u8], at: usize) -> Result<(Span, u64), BlobError> {
    let past_end = BlobError::new(at, BlobFault::PastEnd);
    let rest = &blob[at..blob.len() - 1];
    let (prevlen, head) = match *rest.first().ok_or(past_end)? {
        BIG_PREVLEN => {
            let &[_, a, b, c, d] = rest.first_chunk().ok_or(past_end)?;
            (u64::from(u32::from_le_bytes([a, b, c, d])), 5)
        }
        short => (u64::from(short), 1),
    };
    let body = &rest[head..];
    let encoding = *body.first().ok_or(past_end)?;
    let (data, len) = match encoding {
        0x00..=0x3f => (1, usize::from(encoding)),
        0x40..=0x7f => {
            let low = *body.get(1).ok_or(past_end)?;
            (2, usize::from(encoding & 0x3f) << 8 | usize::from(low))
        }
        0x80..=0xbf => {
            let &[_, a, b, c, d] = body.first_chunk().ok_or(past_end)?;
            (5, usize::try_from(u32::from_be_bytes([a, b, c, d])).map_err(|_| past_end)?)
        }
        0xc0 => (1, 2),
        0xd0 => (1, 4),
        0xe0 => (1, 8),
        0xf0 => (1, 3),
        0xfe => (1, 1),
        0xf1..=0xfd => (1, 0),
        other => {
            return Err(BlobError::new(at + head, BlobFault::UnknownEncoding(u32::from(other))));
        }
    };
    if body.len() - data < len {
        return Err(past_end);
    }
    let data = at + head + data;
    Ok((Span { encoding, data, end: data + len }, prevlen))
}

fn header_u32(blob: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([blob[at], blob[at + 1], blob[at + 2], blob[at + 3]])
}

/// A signed little-endian integer of 1 to 8 bytes.
fn little_endian(bytes: &[u8]) -> i64 {
    let negative = bytes.last().is_some_and(|last| last & 0x80 != 0);
    let mut whole = [if negative { 0xff } else { 0 }; 8];
    whole[..bytes.len()].copy_from_slice(bytes);
    i64::from_le_bytes(whole)
}

#[cfg(test)]
mod tests;
