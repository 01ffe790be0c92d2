//! What the compact containers of an RDB value share: the error with its offset, and the entry.

use std::borrow::Cow;

use thiserror::Error;

/// Why a container blob is not what its format says, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{fault} at byte {offset} of the value")]
pub struct BlobError {
    /// Bytes from the start of the blob (not of the file).
    pub offset: usize,
    /// What is wrong there.
    pub fault: BlobFault,
}

impl BlobError {
    pub(super) fn new(offset: usize, fault: BlobFault) -> Self {
        Self { offset, fault }
    }
}

/// The kinds of damage a container can show; the checks are those of the `…ValidateIntegrity`
/// functions in `redis/src/{listpack,ziplist,intset,zipmap}.c` and of `lzf_d.c`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BlobFault {
    /// Fewer bytes than the fixed header and terminator need.
    #[error("container too short for its header")]
    TooShort,
    /// The total size in the header is not the blob's size.
    #[error("declared size {declared} differs from the actual {actual}")]
    WrongSize {
        /// Bytes the header declares.
        declared: u64,
        /// Bytes there are.
        actual: usize,
    },
    /// The last byte is not the 0xFF terminator, or a 0xFF stands before the last byte.
    #[error("terminator missing or misplaced")]
    WrongTerminator,
    /// An encoding byte the format does not define.
    #[error("unknown encoding 0x{0:02x}")]
    UnknownEncoding(u32),
    /// An entry reaches past the end of the container.
    #[error("entry reaches past the end")]
    PastEnd,
    /// A listpack entry's trailing length is not its length.
    #[error("entry length and back length differ")]
    WrongBacklen,
    /// A ziplist entry's previous-length is not the length of the entry before it.
    #[error("previous entry length {declared} differs from the actual {actual}")]
    WrongPrevlen {
        /// Length the entry declares.
        declared: u64,
        /// Length of the entry before it.
        actual: usize,
    },
    /// A ziplist's tail offset is not that of its last entry.
    #[error("tail offset {declared} differs from the actual {actual}")]
    WrongTail {
        /// Offset the header declares.
        declared: u64,
        /// Offset of the last entry.
        actual: usize,
    },
    /// The header's element count is not the number of entries.
    #[error("declared count {declared} differs from the actual {actual}")]
    WrongCount {
        /// Elements the header declares.
        declared: u64,
        /// Elements found.
        actual: usize,
    },
    /// A container of a kind that Redis never leaves empty has no element.
    #[error("container has no element")]
    Empty,
    /// Intset members are not strictly ascending.
    #[error("members are not strictly ascending")]
    NotAscending,
    /// A length is written in a longer form than Redis ever uses.
    #[error("length not in its shortest form")]
    NotShortest,
    /// LZF data refers to bytes before the start of the output.
    #[error("LZF reference before the start of the output")]
    BadReference,
    /// LZF data ends inside a literal run or a reference.
    #[error("LZF data ends inside a token")]
    TornToken,
    /// LZF data does not decompress to the declared length.
    #[error("LZF output of {actual} bytes differs from the declared {declared}")]
    WrongOutput {
        /// Bytes the RDB declares.
        declared: u64,
        /// Bytes produced until the difference showed.
        actual: usize,
    },
    /// The declared output is above the caller's limit.
    #[error("LZF output of {declared} bytes is above the limit of {max}")]
    OverLimit {
        /// Bytes the RDB declares.
        declared: u64,
        /// The caller's limit in bytes.
        max: usize,
    },
}

/// One element of a listpack or ziplist: Redis stores what looks like an integer as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry<'a> {
    /// An element stored as an integer; its value as text is its decimal form.
    Int(i64),
    /// An element stored as bytes.
    Str(&'a [u8]),
}

impl<'a> Entry<'a> {
    /// The element as a client sees it: the bytes themselves, or the integer in decimal.
    #[must_use]
    pub fn to_bytes(self) -> Cow<'a, [u8]> {
        match self {
            Self::Int(value) => Cow::Owned(value.to_string().into_bytes()),
            Self::Str(bytes) => Cow::Borrowed(bytes),
        }
    }

    /// Length in bytes of [`Entry::to_bytes`], without making it.
    #[must_use]
    pub fn text_len(self) -> usize {
        match self {
            Self::Int(value) => {
                let digits = value.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1;
                digits + usize::from(value < 0)
            }
            Self::Str(bytes) => bytes.len(),
        }
    }

    /// The integer the element stands for: stored as one, or decimal text that Redis would read as one.
    #[must_use]
    pub fn as_int(self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(value),
            Self::Str(bytes) => std::str::from_utf8(bytes).ok()?.parse().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_of_extreme_integers() {
        for value in [0, 9, 10, -1, -10, i64::MAX, i64::MIN] {
            let entry = Entry::Int(value);
            assert_eq!(entry.to_bytes().as_ref(), value.to_string().as_bytes());
            assert_eq!(entry.text_len(), value.to_string().len(), "{value}");
        }
    }

    #[test]
    fn message_names_fault_and_offset() {
        let error = BlobError::new(7, BlobFault::UnknownEncoding(0xf5));
        assert_eq!(error.to_string(), "unknown encoding 0xf5 at byte 7 of the value");
    }

    proptest! {
        #[test]
        fn text_len_is_the_length_of_the_text(value: i64) {
            prop_assert_eq!(Entry::Int(value).text_len(), Entry::Int(value).to_bytes().len());
        }
    }
}
