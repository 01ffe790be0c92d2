//! Intset: the sorted set of integers (`redis/src/intset.c`): `<u32 bytes per member><u32 count>`
//! and the members, all little-endian, strictly ascending.

use super::blob::{BlobError, BlobFault};

const HEADER_LEN: usize = 8;

/// An intset whose header fits the blob.
#[derive(Debug, Clone, Copy)]
pub struct Intset<'a> {
    members: &'a [u8],
    width: usize,
}

impl<'a> Intset<'a> {
    /// Wraps a whole blob after checking encoding (2, 4 or 8) and size. As Redis does, an empty
    /// one is refused.
    ///
    /// # Errors
    /// [`BlobFault::TooShort`], [`BlobFault::UnknownEncoding`], [`BlobFault::WrongSize`] or
    /// [`BlobFault::Empty`].
    pub fn new(blob: &'a [u8]) -> Result<Self, BlobError> {
        let Some((&[a, b, c, d, e, f, g, h], members)) = blob.split_first_chunk::<HEADER_LEN>() else {
            return Err(BlobError::new(0, BlobFault::TooShort));
        };
        let width = match u32::from_le_bytes([a, b, c, d]) {
            2 => 2,
            4 => 4,
            8 => 8,
            other => return Err(BlobError::new(0, BlobFault::UnknownEncoding(other))),
        };
        let declared = u64::from(u32::from_le_bytes([e, f, g, h])) * width as u64;
        if declared != members.len() as u64 {
            let fault = BlobFault::WrongSize { declared: declared + HEADER_LEN as u64, actual: blob.len() };
            return Err(BlobError::new(4, fault));
        }
        if members.is_empty() {
            return Err(BlobError::new(4, BlobFault::Empty));
        }
        Ok(Self { members, width })
    }

    /// Number of members; never 0.
    #[must_use]
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.members.len() / self.width
    }

    /// The members in stored order, which [`validate`] checks to be ascending.
    pub fn iter(&self) -> impl Iterator<Item = i64> + use<'a> {
        let width = self.width;
        self.members.chunks_exact(width).map(move |bytes| match width {
            2 => i64::from(i16::from_le_bytes(fixed(bytes))),
            4 => i64::from(i32::from_le_bytes(fixed(bytes))),
            _ => i64::from_le_bytes(fixed(bytes)),
        })
    }
}

/// Checks a whole intset, order included; returns its number of members.
///
/// # Errors
/// Any deviation from the format, with its offset in the blob.
pub fn validate(blob: &[u8]) -> Result<usize, BlobError> {
    let set = Intset::new(blob)?;
    let out_of_order = match set.width {
        2 => first_out_of_order::<2, _>(set.members, i16::from_le_bytes),
        4 => first_out_of_order::<4, _>(set.members, i32::from_le_bytes),
        _ => first_out_of_order::<8, _>(set.members, i64::from_le_bytes),
    };
    match out_of_order {
        Some(index) => {
            let offset = HEADER_LEN + index * set.width;
            Err(BlobError::new(offset, BlobFault::NotAscending))
        }
        None => Ok(set.len()),
    }
}

/// Index of the first member that is not above the one before it.
fn first_out_of_order<const WIDTH: usize, T: PartialOrd>(
    members: &[u8],
    read: impl Fn([u8; WIDTH]) -> T,
) -> Option<usize> {
    let (chunks, _) = members.as_chunks::<WIDTH>();
    let wrong = chunks.windows(2).position(|pair| read(pair[1]) <= read(pair[0]))?;
    Some(wrong + 1)
}

/// The bytes of one member; the caller's chunks have this length by construction.
fn fixed<const WIDTH: usize>(bytes: &[u8]) -> [u8; WIDTH] {
    let mut whole = [0; WIDTH];
    whole.copy_from_slice(bytes);
    whole
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn encode(members: &[i64], width: usize) -> Vec<u8> {
        let mut out = (width as u32).to_le_bytes().to_vec();
        out.extend_from_slice(&(members.len() as u32).to_le_bytes());
        for member in members {
            out.extend_from_slice(&member.to_le_bytes()[..width]);
        }
        out
    }

    #[test]
    fn bytes_redis_wrote() {
        // DUMP of `SADD s 3 1 -2` on Redis 7.0.15, without the string frame.
        let blob = b"\x02\0\0\0\x03\0\0\0\xfe\xff\x01\0\x03\0";
        assert_eq!(validate(blob), Ok(3));
        assert_eq!(Intset::new(blob).unwrap().iter().collect::<Vec<_>>(), [-2, 1, 3]);
    }

    #[test]
    fn extremes_of_each_width() {
        let cases: [(usize, i64, i64); 3] =
            [(2, i16::MIN.into(), i16::MAX.into()), (4, i32::MIN.into(), i32::MAX.into()), (8, i64::MIN, i64::MAX)];
        for (width, low, high) in cases {
            let blob = encode(&[low, 0, high], width);
            assert_eq!(validate(&blob), Ok(3));
            assert_eq!(Intset::new(&blob).unwrap().iter().collect::<Vec<_>>(), [low, 0, high]);
        }
    }

    #[test]
    fn faults_have_their_offset() {
        let fault = |blob: &[u8]| validate(blob).unwrap_err();
        assert_eq!(fault(&[2, 0, 0]), BlobError::new(0, BlobFault::TooShort));
        assert_eq!(fault(&encode(&[], 2)), BlobError::new(4, BlobFault::Empty));
        let mut odd = encode(&[1], 2);
        odd[0] = 3;
        assert_eq!(fault(&odd), BlobError::new(0, BlobFault::UnknownEncoding(3)));
        assert_eq!(fault(&encode(&[1, 3, 3], 4)), BlobError::new(16, BlobFault::NotAscending));
        assert_eq!(fault(&encode(&[1, 2, 0], 8)), BlobError::new(24, BlobFault::NotAscending));
        let mut huge = encode(&[1], 8);
        huge[4..8].copy_from_slice(&[0xff; 4]);
        let declared = u64::from(u32::MAX) * 8 + 8;
        assert_eq!(fault(&huge).fault, BlobFault::WrongSize { declared, actual: 16 });
    }

    proptest! {
        #[test]
        fn round_trip(members: BTreeSet<i16>, wide in 0usize..3) {
            prop_assume!(!members.is_empty());
            let members: Vec<i64> = members.into_iter().map(i64::from).collect();
            let blob = encode(&members, 2 << wide);
            prop_assert_eq!(validate(&blob), Ok(members.len()));
            prop_assert_eq!(Intset::new(&blob).unwrap().iter().collect::<Vec<_>>(), members);
        }

        #[test]
        fn order_is_checked(members in prop::collection::vec(-20i64..20, 1..8), wide in 0usize..3) {
            let blob = encode(&members, 2 << wide);
            let ascending = members.windows(2).all(|pair| pair[0] < pair[1]);
            prop_assert_eq!(validate(&blob).is_ok(), ascending);
        }

        #[test]
        fn arbitrary_bytes_never_panic(blob in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(count) = validate(&blob) {
                prop_assert_eq!(Intset::new(&blob).unwrap().iter().count(), count);
            }
        }
    }
}
