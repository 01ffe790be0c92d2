//! The tokens of the RDB format (lengths, string heads, numbers) read from a slice, each whole or not at all.
//!
//! Source: the length comment of redis/src/rdb.h; `rdbLoadLenByRef`, `rdbGenericLoadStringObject` of rdb.c.

use super::error::Stop;

/// A place in a slice of the file. A token that is not complete leaves the place where it was.
pub(super) struct Cursor<'a> {
    buf: &'a [u8],
    pos: usize,
    base: u64,
}

/// How a string is stored; the content of `Raw` and `Lzf` follows the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StringHead {
    /// `len` bytes follow.
    Raw { len: u64 },
    /// An integer, stored in 1, 2 or 4 bytes of the head itself; the string is its decimal form.
    Int(i32),
    /// `compressed` bytes follow, which LZF expands to `len`.
    Lzf { compressed: u64, len: u64 },
}

enum Length {
    Plain(u64),
    Encoded(u8),
}

impl<'a> Cursor<'a> {
    /// A cursor at the start of `buf`, whose first byte is at `base` in the file.
    pub(super) fn new(buf: &'a [u8], base: u64) -> Self {
        Self { buf, pos: 0, base }
    }

    /// Bytes of the slice already read.
    pub(super) fn pos(&self) -> usize {
        self.pos
    }

    /// The place in the file.
    pub(super) fn offset(&self) -> u64 {
        self.base + self.pos as u64
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.buf[self.pos..]
    }

    /// What has been read since `from`.
    pub(super) fn since(&self, from: usize) -> &'a [u8] {
        &self.buf[from..self.pos]
    }

    /// Goes back to a place that [`Cursor::pos`] gave.
    pub(super) fn rewind(&mut self, pos: usize) {
        self.pos = pos;
    }

    /// At most `limit` bytes, as many as there are.
    pub(super) fn take_up_to(&mut self, limit: u64) -> &'a [u8] {
        let rest = self.rest();
        let count = usize::try_from(limit).map_or(rest.len(), |limit| limit.min(rest.len()));
        self.pos += count;
        &rest[..count]
    }

    /// Exactly `count` bytes when the slice has them, none otherwise.
    pub(super) fn take_exact(&mut self, count: u64) -> Option<&'a [u8]> {
        let rest = self.rest();
        let count = usize::try_from(count).ok().filter(|&count| count <= rest.len())?;
        self.pos += count;
        Some(&rest[..count])
    }

    /// One byte.
    pub(super) fn byte(&mut self) -> Result<u8, Stop> {
        let &byte = self.buf.get(self.pos).ok_or(Stop::More)?;
        self.pos += 1;
        Ok(byte)
    }

    /// `N` bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Stop> {
        let bytes = self.rest().first_chunk::<N>().ok_or(Stop::More)?;
        self.pos += N;
        Ok(*bytes)
    }

    /// A plain length.
    pub(super) fn length(&mut self) -> Result<u64, Stop> {
        let start = self.pos;
        match self.any_length()? {
            Length::Plain(value) => Ok(value),
            Length::Encoded(encoding) => {
                self.pos = start;
                Err(Stop::corrupt(
                    self.offset(),
                    format!("a length is expected here, found string encoding {encoding}"),
                ))
            }
        }
    }

    /// `N` plain lengths in a row.
    pub(super) fn lengths<const N: usize>(&mut self) -> Result<[u64; N], Stop> {
        let start = self.pos;
        let mut values = [0; N];
        for value in &mut values {
            match self.length() {
                Ok(length) => *value = length,
                Err(stop) => {
                    self.pos = start;
                    return Err(stop);
                }
            }
        }
        Ok(values)
    }

    /// The head of a string.
    pub(super) fn string_head(&mut self) -> Result<StringHead, Stop> {
        let start = self.pos;
        let head = self.string_head_from(start);
        if head.is_err() {
            self.pos = start;
        }
        head
    }

    fn string_head_from(&mut self, start: usize) -> Result<StringHead, Stop> {
        Ok(match self.any_length()? {
            Length::Plain(len) => StringHead::Raw { len },
            Length::Encoded(0) => StringHead::Int(i8::from_le_bytes(self.array()?).into()),
            Length::Encoded(1) => StringHead::Int(i16::from_le_bytes(self.array()?).into()),
            Length::Encoded(2) => StringHead::Int(i32::from_le_bytes(self.array()?)),
            Length::Encoded(3) => {
                let [compressed, len] = self.lengths()?;
                if compressed == 0 || len == 0 {
                    let offset = self.base + start as u64;
                    return Err(Stop::corrupt(offset, "a compressed string of length 0"));
                }
                StringHead::Lzf { compressed, len }
            }
            Length::Encoded(other) => {
                let offset = self.base + start as u64;
                return Err(Stop::corrupt(offset, format!("unknown string encoding {other}")));
            }
        })
    }

    /// A score in the decimal form of value type 3 (`rdbLoadDoubleValue`).
    pub(super) fn ascii_double(&mut self) -> Result<f64, Stop> {
        let rest = self.rest();
        let &len = rest.first().ok_or(Stop::More)?;
        let value = match len {
            253 => f64::NAN,
            254 => f64::INFINITY,
            255 => f64::NEG_INFINITY,
            len => {
                let text = rest.get(1..1 + usize::from(len)).ok_or(Stop::More)?;
                let parsed = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
                let value = parsed.ok_or_else(|| Stop::corrupt(self.offset(), "a score is not a number"))?;
                self.pos += usize::from(len);
                value
            }
        };
        self.pos += 1;
        Ok(value)
    }

    fn any_length(&mut self) -> Result<Length, Stop> {
        let rest = self.rest();
        let &first = rest.first().ok_or(Stop::More)?;
        let (length, used) = match first {
            0x00..=0x3f => (Length::Plain(first.into()), 1),
            0x40..=0x7f => {
                let &second = rest.get(1).ok_or(Stop::More)?;
                let value = u64::from(first & 0x3f) << 8 | u64::from(second);
                (Length::Plain(value), 2)
            }
            0x80 => {
                let bytes = rest[1..].first_chunk::<4>().ok_or(Stop::More)?;
                (Length::Plain(u32::from_be_bytes(*bytes).into()), 5)
            }
            0x81 => {
                let bytes = rest[1..].first_chunk::<8>().ok_or(Stop::More)?;
                (Length::Plain(u64::from_be_bytes(*bytes)), 9)
            }
            0x82..=0xbf => {
                return Err(Stop::corrupt(self.offset(), format!("unknown length encoding 0x{first:02x}")));
            }
            0xc0..=0xff => (Length::Encoded(first & 0x3f), 1),
        };
        self.pos += used;
        Ok(length)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_five_forms() {
        let read = |bytes: &[u8]| Cursor::new(bytes, 0).length().unwrap();
        assert_eq!(read(&[0x3f]), 63);
        assert_eq!(read(&[0x41, 0x02]), 258);
        assert_eq!(read(&[0x80, 0, 1, 0, 0]), 65536);
        assert_eq!(read(&[0x81, 0, 0, 0, 1, 0, 0, 0, 0]), 1 << 32);
        assert!(matches!(Cursor::new(&[0x82], 0).length(), Err(Stop::Bad(_))));
        assert!(matches!(Cursor::new(&[0xc0, 1], 0).length(), Err(Stop::Bad(_))));
    }

    #[test]
    fn an_incomplete_token_leaves_the_cursor() {
        let whole = [0xc3, 0x05, 0x80, 0, 0, 0, 9];
        for cut in 0..whole.len() {
            let mut cursor = Cursor::new(&whole[..cut], 0);
            assert!(matches!(cursor.string_head(), Err(Stop::More)), "{cut}");
            assert_eq!(cursor.pos(), 0);
        }
        let head = Cursor::new(&whole, 0).string_head().unwrap();
        assert_eq!(head, StringHead::Lzf { compressed: 5, len: 9 });
    }

    #[test]
    fn integers_are_signed_and_little_endian() {
        let read = |bytes: &[u8]| Cursor::new(bytes, 0).string_head().unwrap();
        assert_eq!(read(&[0xc0, 0xff]), StringHead::Int(-1));
        assert_eq!(read(&[0xc1, 0x00, 0x01]), StringHead::Int(256));
        assert_eq!(read(&[0xc2, 0, 0, 0, 0x80]), StringHead::Int(i32::MIN));
    }

    #[test]
    fn ascii_scores() {
        let read = |bytes: &[u8]| Cursor::new(bytes, 0).ascii_double();
        assert_eq!(read(b"\x041.25").unwrap(), 1.25);
        assert!(read(&[253]).unwrap().is_nan());
        assert_eq!(read(&[255]).unwrap(), f64::NEG_INFINITY);
        assert!(matches!(read(b"\x05abc"), Err(Stop::More)));
        assert!(matches!(read(b"\x03abc"), Err(Stop::Bad(_))));
    }
}
