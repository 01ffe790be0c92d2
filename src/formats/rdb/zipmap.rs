//! Zipmap: the compact hash of RDB files from before Redis 2.6 (`redis/src/zipmap.c`).
//!
//! `<u8 count, 254 = unknown>` then pairs `<length>field<length><free>value<free bytes>`, then
//! 0xFF. A length below 254 is one byte; otherwise 254 and a little-endian u32.

use super::blob::{BlobError, BlobFault};

const BIG_LEN: u8 = 254;
const TERMINATOR: u8 = 0xff;

/// A field and its value.
pub type Pair<'a> = (&'a [u8], &'a [u8]);

/// A zipmap whose terminator is in place; pairs are checked as they are read.
#[derive(Debug, Clone, Copy)]
pub struct Zipmap<'a> {
    blob: &'a [u8],
}

impl<'a> Zipmap<'a> {
    /// Wraps a whole blob after checking that it can hold a header and ends in 0xFF.
    ///
    /// # Errors
    /// [`BlobFault::TooShort`] or [`BlobFault::WrongTerminator`].
    pub fn new(blob: &'a [u8]) -> Result<Self, BlobError> {
        match blob {
            [_, .., TERMINATOR] => Ok(Self { blob }),
            [_, .., _] => Err(BlobError::new(blob.len() - 1, BlobFault::WrongTerminator)),
            _ => Err(BlobError::new(0, BlobFault::TooShort)),
        }
    }

    /// The pairs in order; the first fault ends the iteration. As Redis does, an empty zipmap and
    /// a header whose count is neither 254 nor the number of pairs are faults, found at the end.
    #[must_use]
    pub fn iter(&self) -> Iter<'a> {
        Iter { blob: self.blob, at: 1, seen: 0, done: false }
    }
}

impl<'a> IntoIterator for Zipmap<'a> {
    type Item = Result<Pair<'a>, BlobError>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Iterator over a zipmap's pairs, see [`Zipmap::iter`].
#[derive(Debug, Clone)]
pub struct Iter<'a> {
    blob: &'a [u8],
    at: usize,
    seen: usize,
    done: bool,
}

impl<'a> Iterator for Iter<'a> {
    type Item = Result<Pair<'a>, BlobError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        if self.blob[self.at] == TERMINATOR {
            self.done = true;
            return self.check_end().err().map(Err);
        }
        let pair = self.read_pair();
        self.done = pair.is_err();
        Some(pair)
    }
}

impl<'a> Iter<'a> {
    fn read_pair(&mut self) -> Result<Pair<'a>, BlobError> {
        let start = self.at;
        let field_len = self.read_len()?;
        let field = self.take(field_len, start)?;
        let value_len = self.read_len()?;
        let free = usize::from(self.take(1, start)?[0]);
        let value = self.take(value_len, start)?;
        self.take(free, start)?;
        self.seen += 1;
        Ok((field, value))
    }

    fn read_len(&mut self) -> Result<usize, BlobError> {
        let start = self.at;
        match self.take(1, start)?[0] {
            BIG_LEN => {
                let bytes = self.take(4, start)?;
                let len = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
                if len < u32::from(BIG_LEN) {
                    return Err(BlobError::new(start, BlobFault::NotShortest));
                }
                usize::try_from(len).map_err(|_| BlobError::new(start, BlobFault::PastEnd))
            }
            TERMINATOR => Err(BlobError::new(start, BlobFault::WrongTerminator)),
            short => Ok(usize::from(short)),
        }
    }

    /// The next `len` bytes, which must end before the terminator.
    fn take(&mut self, len: usize, start: usize) -> Result<&'a [u8], BlobError> {
        let rest = &self.blob[self.at..self.blob.len() - 1];
        let taken = rest.get(..len).ok_or(BlobError::new(start, BlobFault::PastEnd))?;
        self.at += len;
        Ok(taken)
    }

    fn check_end(&self) -> Result<(), BlobError> {
        if self.at != self.blob.len() - 1 {
            return Err(BlobError::new(self.at, BlobFault::WrongTerminator));
        }
        if self.seen == 0 {
            return Err(BlobError::new(0, BlobFault::Empty));
        }
        let declared = self.blob[0];
        if declared != BIG_LEN && usize::from(declared) != self.seen {
            let declared = u64::from(declared);
            return Err(BlobError::new(0, BlobFault::WrongCount { declared, actual: self.seen }));
        }
        Ok(())
    }
}

/// Checks a whole zipmap; returns its number of pairs.
///
/// # Errors
/// Any deviation from the format, with its offset in the blob.
pub fn validate(blob: &[u8]) -> Result<usize, BlobError> {
    let mut pairs = Zipmap::new(blob)?.iter();
    for pair in pairs.by_ref() {
        pair?;
    }
    Ok(pairs.seen)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn push_len(out: &mut Vec<u8>, len: usize) {
        if len < 254 {
            out.push(len as u8);
        } else {
            out.push(254);
            out.extend_from_slice(&(len as u32).to_le_bytes());
        }
    }

    fn encode(pairs: &[(Vec<u8>, Vec<u8>, u8)]) -> Vec<u8> {
        let mut out = vec![pairs.len().min(254) as u8];
        for (field, value, free) in pairs {
            push_len(&mut out, field.len());
            out.extend_from_slice(field);
            push_len(&mut out, value.len());
            out.push(*free);
            out.extend_from_slice(value);
            out.extend(std::iter::repeat_n(0xee, usize::from(*free)));
        }
        out.push(0xff);
        out
    }

    fn decoded(blob: &[u8]) -> Result<Vec<Pair<'_>>, BlobError> {
        Zipmap::new(blob)?.iter().collect()
    }

    #[test]
    fn example_of_the_format_description() {
        let blob = b"\x02\x03foo\x03\x00bar\x05hello\x05\x00world\xff";
        assert_eq!(validate(blob), Ok(2));
        let expected: [Pair<'_>; 2] = [(b"foo", b"bar"), (b"hello", b"world")];
        assert_eq!(decoded(blob).unwrap(), expected);
        assert_eq!(validate(b"\x01\x03foo\x02\x01hiX\xff"), Ok(1));
    }

    #[test]
    fn faults_have_their_offset() {
        let fault = |blob: &[u8]| validate(blob).unwrap_err();
        assert_eq!(fault(b"\xff"), BlobError::new(0, BlobFault::TooShort));
        assert_eq!(fault(b"\x00\x00"), BlobError::new(1, BlobFault::WrongTerminator));
        assert_eq!(fault(b"\x00\xff"), BlobError::new(0, BlobFault::Empty));
        assert_eq!(fault(b"\x01\x03fo\xff"), BlobError::new(1, BlobFault::PastEnd));
        assert_eq!(fault(b"\x01\x01f\x01\x05v\xff"), BlobError::new(1, BlobFault::PastEnd));
        assert_eq!(fault(b"\x01\x01f\xff\x00v\xff"), BlobError::new(3, BlobFault::WrongTerminator));
        assert_eq!(fault(b"\x01\xff\x01f\xff"), BlobError::new(1, BlobFault::WrongTerminator));
        assert_eq!(fault(b"\x01\xfe\x01\0\0\0f\x00\x00\xff"), BlobError::new(1, BlobFault::NotShortest));
        let fault = fault(b"\x03\x01f\x01\x00v\xff").fault;
        assert_eq!(fault, BlobFault::WrongCount { declared: 3, actual: 1 });
    }

    proptest! {
        #[test]
        fn round_trip(pairs in prop::collection::vec((
            prop::collection::vec(any::<u8>(), 0..300),
            prop::collection::vec(any::<u8>(), 0..300),
            0u8..5,
        ), 1..20)) {
            let blob = encode(&pairs);
            prop_assert_eq!(validate(&blob), Ok(pairs.len()));
            let expected: Vec<Pair<'_>> = pairs.iter().map(|(f, v, _)| (&f[..], &v[..])).collect();
            prop_assert_eq!(decoded(&blob).unwrap(), expected);
        }

        #[test]
        fn arbitrary_bytes_never_panic(mut blob in prop::collection::vec(0u8..8, 0..80), last in any::<u8>()) {
            blob.push(last.max(0xfd));
            prop_assert_eq!(validate(&blob), decoded(&blob).map(|pairs| pairs.len()));
        }
    }
}
