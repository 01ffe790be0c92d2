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
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Value {
        Int(i64),
        Str(Vec<u8>),
    }

    fn push(out: &mut Vec<u8>, value: &Value, prevlen: usize, wide: bool) {
        if prevlen < 254 && !wide {
            out.push(prevlen as u8);
        } else {
            out.push(254);
            out.extend_from_slice(&(prevlen as u32).to_le_bytes());
        }
        match value {
            Value::Int(v @ 0..=12) => out.push(0xf1 + *v as u8),
            Value::Int(v) => {
                let (code, size) = match *v {
                    -128..=127 => (0xfe, 1),
                    -32768..=32767 => (0xc0, 2),
                    -8_388_608..=8_388_607 => (0xf0, 3),
                    -2_147_483_648..=2_147_483_647 => (0xd0, 4),
                    _ => (0xe0, 8),
                };
                out.push(code);
                out.extend_from_slice(&v.to_le_bytes()[..size]);
            }
            Value::Str(s) => {
                match s.len() {
                    len @ 0..64 => out.push(len as u8),
                    len @ 64..16384 => out.extend([0x40 | (len >> 8) as u8, len as u8]),
                    len => {
                        out.push(0x80);
                        out.extend_from_slice(&(len as u32).to_be_bytes());
                    }
                }
                out.extend_from_slice(s);
            }
        }
    }

    fn encode(values: &[(Value, bool)]) -> Vec<u8> {
        let (mut out, mut tail, mut prevlen) = (vec![0; 10], 10, 0);
        for (value, wide) in values {
            tail = out.len();
            push(&mut out, value, prevlen, *wide);
            prevlen = out.len() - tail;
        }
        out.push(0xff);
        let total = (out.len() as u32).to_le_bytes();
        out[..4].copy_from_slice(&total);
        out[4..8].copy_from_slice(&(tail as u32).to_le_bytes());
        out[8..10].copy_from_slice(&(values.len().min(65535) as u16).to_le_bytes());
        out
    }

    fn decoded(blob: &[u8]) -> Result<Vec<Vec<u8>>, BlobError> {
        Ziplist::new(blob)?.iter().map(|e| e.map(|e| e.to_bytes().into_owned())).collect()
    }

    fn texts(values: &[(Value, bool)]) -> Vec<Vec<u8>> {
        let text = |(value, _): &(Value, bool)| match value {
            Value::Int(v) => v.to_string().into_bytes(),
            Value::Str(s) => s.clone(),
        };
        values.iter().map(text).collect()
    }

    #[test]
    fn example_of_the_format_description() {
        // The ziplist of "2" and "5" in the head comment of ziplist.c, then with "Hello World".
        let two = [0x0f, 0, 0, 0, 0x0c, 0, 0, 0, 2, 0, 0, 0xf3, 2, 0xf6, 0xff];
        assert_eq!(validate(&two), Ok(2));
        let mut three = vec![0x1c, 0, 0, 0, 0x0e, 0, 0, 0, 3, 0, 0, 0xf3, 2, 0xf6, 2, 0x0b];
        three.extend_from_slice(b"Hello World\xff");
        let entries: Vec<_> = Ziplist::new(&three).unwrap().iter().map(Result::unwrap).collect();
        assert_eq!(entries, [Entry::Int(2), Entry::Int(5), Entry::Str(b"Hello World")]);
    }

    #[test]
    fn every_encoding_at_its_limits() {
        let mut values: Vec<_> = [7, 8, 15, 16, 23, 24, 31, 32, 62]
            .into_iter()
            .flat_map(|bits| [(1i64 << bits) - 1, 1 << bits, -(1 << bits), -(1 << bits) - 1])
            .chain([0, 12, 13, -1, i64::MIN, i64::MAX])
            .map(|v| (Value::Int(v), false))
            .collect();
        for len in [0, 63, 64, 250, 251, 252, 253, 16383, 16384] {
            values.push((Value::Str(vec![b'x'; len]), false));
        }
        let blob = encode(&values);
        assert_eq!(validate(&blob), Ok(values.len()));
        assert_eq!(decoded(&blob).unwrap(), texts(&values));
        assert_eq!(validate(&encode(&[])), Ok(0));
    }

    #[test]
    fn unknown_count_is_counted() {
        let blob = encode(&vec![(Value::Int(1), false); 65536]);
        assert_eq!(Ziplist::new(&blob).unwrap().declared_count(), None);
        assert_eq!(validate(&blob), Ok(65536));
    }

    #[test]
    fn faults_have_their_offset() {
        let good = encode(&[(Value::Str(b"ab".to_vec()), false), (Value::Int(5), false)]);
        let broken = |at: usize, byte: u8| {
            let mut blob = good.clone();
            blob[at] = byte;
            let error = validate(&blob).unwrap_err();
            assert_eq!(decoded(&blob).unwrap_err(), error);
            error
        };
        let at = BlobError::new;
        assert_eq!(broken(0, 9), at(0, BlobFault::WrongSize { declared: 9, actual: 17 }));
        assert_eq!(broken(4, 10), at(4, BlobFault::WrongTail { declared: 10, actual: 14 }));
        assert_eq!(broken(8, 3), at(8, BlobFault::WrongCount { declared: 3, actual: 2 }));
        assert_eq!(broken(10, 1), at(10, BlobFault::WrongPrevlen { declared: 1, actual: 0 }));
        assert_eq!(broken(11, 0xc1), at(11, BlobFault::UnknownEncoding(0xc1)));
        assert_eq!(broken(11, 0x3f), at(10, BlobFault::PastEnd));
        assert_eq!(broken(14, 0xff), at(14, BlobFault::WrongTerminator));
        assert_eq!(broken(16, 0), at(16, BlobFault::WrongTerminator));
        assert_eq!(validate(&good[..10]).unwrap_err(), at(0, BlobFault::TooShort));
    }

    proptest! {
        #[test]
        fn round_trip(values in prop::collection::vec((prop_oneof![
            any::<i64>().prop_map(Value::Int),
            (any::<i64>(), 0u32..63).prop_map(|(v, by)| Value::Int(v >> by)),
            prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Str),
        ], any::<bool>()), 0..40)) {
            let blob = encode(&values);
            prop_assert_eq!(validate(&blob), Ok(values.len()));
            prop_assert_eq!(decoded(&blob), Ok(texts(&values)));
        }

        #[test]
        fn arbitrary_bytes_agree_in_both_ways(mut blob in prop::collection::vec(any::<u8>(), 0..80)) {
            if blob.len() > 10 {
                let total = (blob.len() as u32).to_le_bytes();
                blob[..4].copy_from_slice(&total);
                blob[8..11].copy_from_slice(&[0xff, 0xff, 0]);
                *blob.last_mut().unwrap() = 0xff;
            }
            prop_assert_eq!(validate(&blob), decoded(&blob).map(|entries| entries.len()));
        }
    }
}
