//! Listpack: the compact list of Redis 5 (streams) and 7 (`redis/src/listpack.c`).
//!
//! `<u32 total bytes><u16 count, 65535 = unknown>` then entries `<encoding and data><back length>`,
//! then 0xFF. The back length is the entry's length in 7-bit groups, readable from the right.

use super::blob::{BlobError, BlobFault, Entry};

const HEADER_LEN: usize = 6;
const TERMINATOR: u8 = 0xff;
const COUNT_UNKNOWN: u16 = u16::MAX;

/// A listpack whose header and terminator are right; entries are checked as they are read.
#[derive(Debug, Clone, Copy)]
pub struct Listpack<'a> {
    blob: &'a [u8],
}

impl<'a> Listpack<'a> {
    /// Wraps a whole blob after checking its declared size and its last byte.
    ///
    /// # Errors
    /// [`BlobFault::TooShort`], [`BlobFault::WrongSize`] or [`BlobFault::WrongTerminator`].
    pub fn new(blob: &'a [u8]) -> Result<Self, BlobError> {
        let Some(&[a, b, c, d]) = blob.first_chunk::<4>() else {
            return Err(BlobError::new(0, BlobFault::TooShort));
        };
        if blob.len() <= HEADER_LEN {
            return Err(BlobError::new(0, BlobFault::TooShort));
        }
        let declared = u64::from(u32::from_le_bytes([a, b, c, d]));
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
        let count = u16::from_le_bytes([self.blob[4], self.blob[5]]);
        (count != COUNT_UNKNOWN).then_some(count)
    }

    /// The entries in order; the first fault ends the iteration. The header's count is compared
    /// with what was found at the end.
    #[must_use]
    pub fn iter(&self) -> Iter<'a> {
        Iter { blob: self.blob, at: HEADER_LEN, seen: 0, done: false }
    }
}

impl<'a> IntoIterator for Listpack<'a> {
    type Item = Result<Entry<'a>, BlobError>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Iterator over a listpack's entries, see [`Listpack::iter`].
#[derive(Debug, Clone)]
pub struct Iter<'a> {
    blob: &'a [u8],
    at: usize,
    seen: usize,
    done: bool,
}

impl<'a> Iterator for Iter<'a> {
    type Item = Result<Entry<'a>, BlobError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        if self.blob[self.at] == TERMINATOR {
            self.done = true;
            return check_end(self.blob, self.at, self.seen).err().map(Err);
        }
        match entry_len(self.blob, self.at) {
            Ok((len, backlen_size)) => {
                let entry = decode(&self.blob[self.at..self.at + len]);
                self.at += len + backlen_size;
                self.seen += 1;
                Some(Ok(entry))
            }
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        }
    }
}

/// Checks a whole listpack without decoding values; returns its number of elements.
///
/// # Errors
/// Any deviation from the format, with its offset in the blob.
pub fn validate(blob: &[u8]) -> Result<usize, BlobError> {
    Listpack::new(blob)?;
    let (mut at, mut seen) = (HEADER_LEN, 0);
    while blob[at] != TERMINATOR {
        let (len, backlen_size) = entry_len(blob, at)?;
        at += len + backlen_size;
        seen += 1;
    }
    check_end(blob, at, seen)?;
    Ok(seen)
}

fn check_end(blob: &[u8], at: usize, seen: usize) -> Result<(), BlobError> {
    if at != blob.len() - 1 {
        return Err(BlobError::new(at, BlobFault::WrongTerminator));
    }
    let declared = u16::from_le_bytes([blob[4], blob[5]]);
    if declared != COUNT_UNKNOWN && usize::from(declared) != seen {
        let declared = u64::from(declared);
        return Err(BlobError::new(4, BlobFault::WrongCount { declared, actual: seen }));
    }
    Ok(())
}

/// Length of the entry at `at` without its back length, and the size of that back length. The
/// terminator is known to be the last byte, so an entry with its back length must end before it.
#[inline]
fn entry_len(blob: &[u8], at: usize) -> Result<(usize, usize), BlobError> {
    let past_end = BlobError::new(at, BlobFault::PastEnd);
    let rest = &blob[at..blob.len() - 1];
    let len = match *rest.first().ok_or(past_end)? {
        0x00..=0x7f => 1,
        first @ 0x80..=0xbf => 1 + usize::from(first & 0x3f),
        0xc0..=0xdf => 2,
        first @ 0xe0..=0xef => {
            let low = *rest.get(1).ok_or(past_end)?;
            2 + (usize::from(first & 0x0f) << 8 | usize::from(low))
        }
        0xf0 => {
            let &[_, a, b, c, d] = rest.first_chunk().ok_or(past_end)?;
            let declared = u32::from_le_bytes([a, b, c, d]);
            usize::try_from(declared).ok().and_then(|len| len.checked_add(5)).ok_or(past_end)?
        }
        0xf1 => 3,
        0xf2 => 4,
        0xf3 => 5,
        0xf4 => 9,
        other => {
            return Err(BlobError::new(at, BlobFault::UnknownEncoding(u32::from(other))));
        }
    };
    if len <= 127 {
        return match rest.get(len) {
            Some(&back) if usize::from(back) == len => Ok((len, 1)),
            Some(_) => Err(BlobError::new(at + len, BlobFault::WrongBacklen)),
            None => Err(past_end),
        };
    }
    let (expected, size) = encode_backlen(len as u64);
    let back = rest.get(len..).and_then(|back| back.get(..size)).ok_or(past_end)?;
    if back == &expected[..size] { Ok((len, size)) } else { Err(BlobError::new(at + len, BlobFault::WrongBacklen)) }
}

/// The back length of an entry of `len` bytes and how many of the five bytes it takes. The limits
/// are Redis's: the largest value of each size already takes the next (`lpEncodeBacklen`).
fn encode_backlen(len: u64) -> ([u8; 5], usize) {
    let group = |shift: u32| (len >> shift) as u8 & 0x7f;
    let more = |shift: u32| group(shift) | 0x80;
    match len {
        0..=127 => ([group(0), 0, 0, 0, 0], 1),
        128..16383 => ([group(7), more(0), 0, 0, 0], 2),
        16383..2_097_151 => ([group(14), more(7), more(0), 0, 0], 3),
        2_097_151..268_435_455 => ([group(21), more(14), more(7), more(0), 0], 4),
        _ => ([group(28), more(21), more(14), more(7), more(0)], 5),
    }
}

/// Decodes one entry whose length has been checked.
fn decode(entry: &[u8]) -> Entry<'_> {
    let first = entry[0];
    match first {
        0x00..=0x7f => Entry::Int(i64::from(first)),
        0x80..=0xbf => Entry::Str(&entry[1..]),
        0xc0..=0xdf => {
            let raw = i64::from(first & 0x1f) << 8 | i64::from(entry[1]);
            Entry::Int(if raw >= 1 << 12 { raw - (1 << 13) } else { raw })
        }
        0xe0..=0xef => Entry::Str(&entry[2..]),
        0xf0 => Entry::Str(&entry[5..]),
        _ => Entry::Int(little_endian(&entry[1..])),
    }
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
