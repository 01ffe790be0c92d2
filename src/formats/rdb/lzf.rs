//! LZF decompression, as Redis compresses strings in an RDB (`redis/src/lzf_d.c`).
//!
//! A control byte below 32 starts a literal run of `control + 1` bytes. Otherwise its upper three
//! bits are a length (7: one more length byte follows), its lower five the high bits of a distance
//! whose low byte comes last; `length + 2` bytes are copied from `distance + 1` bytes back.

use super::blob::{BlobError, BlobFault};

/// The most that one input byte can produce: a three-byte reference copies up to 264 bytes.
const MAX_EXPANSION: u64 = 88;
/// Output grows by at least this much at a time.
const GROWTH: usize = 4096;

/// One step of the compressed data.
enum Token<'a> {
    Literal(&'a [u8]),
    Reference { distance: usize, len: usize },
}

/// Decompresses `input` into a new buffer of exactly `expected_len` bytes.
///
/// # Errors
/// Data that is torn, refers before its start, or gives another length than `expected_len`;
/// `expected_len` above `max`. Offsets count bytes of `input`.
pub fn decompress(input: &[u8], expected_len: u64, max: usize) -> Result<Vec<u8>, BlobError> {
    let mut out = Vec::new();
    decompress_into(input, expected_len, max, &mut out)?;
    Ok(out)
}

/// As [`decompress`], into a buffer that is cleared first and can be used again. The buffer grows
/// with what is produced, never to a declared size. Its content after an error is unspecified.
///
/// # Errors
/// See [`decompress`].
pub fn decompress_into(input: &[u8], expected_len: u64, max: usize, out: &mut Vec<u8>) -> Result<(), BlobError> {
    let expected = check_declared(input, expected_len, max)?;
    out.clear();
    let (mut at, mut filled) = (0, 0);
    while at < input.len() {
        let start = at;
        let (token, next) = read_token(input, at)?;
        at = next;
        let len = match token {
            Token::Literal(bytes) => bytes.len(),
            Token::Reference { len, .. } => len,
        };
        let end = filled + len;
        if end > expected {
            return Err(wrong_output(start, expected_len, end));
        }
        if end > out.len() {
            out.resize((out.len() * 2).max(end + GROWTH).min(expected), 0);
        }
        match token {
            Token::Literal(bytes) => out[filled..end].copy_from_slice(bytes),
            Token::Reference { distance, .. } => {
                let Some(from) = filled.checked_sub(distance) else {
                    return Err(BlobError::new(start, BlobFault::BadReference));
                };
                copy_back(out, from, filled, end);
            }
        }
        filled = end;
    }
    if filled != expected {
        return Err(wrong_output(at, expected_len, filled));
    }
    out.truncate(filled);
    Ok(())
}

/// Checks `input` in full without producing anything: every token whole, every reference inside
/// the output, exactly `expected_len` bytes. Nothing is allocated.
///
/// # Errors
/// As [`decompress`], but for the limit.
pub fn validate(input: &[u8], expected_len: u64) -> Result<(), BlobError> {
    let expected = check_declared(input, expected_len, usize::MAX)?;
    let (mut at, mut filled) = (0, 0);
    while at < input.len() {
        let start = at;
        let (token, next) = read_token(input, at)?;
        at = next;
        let (len, distance) = match token {
            Token::Literal(bytes) => (bytes.len(), 0),
            Token::Reference { distance, len } => (len, distance),
        };
        if filled + len > expected {
            return Err(wrong_output(start, expected_len, filled + len));
        }
        if distance > filled {
            return Err(BlobError::new(start, BlobFault::BadReference));
        }
        filled += len;
    }
    if filled == expected { Ok(()) } else { Err(wrong_output(at, expected_len, filled)) }
}

/// Refuses a declared length that is over the limit or that the input can never give.
fn check_declared(input: &[u8], declared: u64, max: usize) -> Result<usize, BlobError> {
    if declared > (input.len() as u64).saturating_mul(MAX_EXPANSION) {
        return Err(wrong_output(0, declared, 0));
    }
    match usize::try_from(declared) {
        Ok(expected) if expected <= max => Ok(expected),
        _ => Err(BlobError::new(0, BlobFault::OverLimit { declared, max })),
    }
}

fn read_token(input: &[u8], start: usize) -> Result<(Token<'_>, usize), BlobError> {
    let torn = BlobError::new(start, BlobFault::TornToken);
    let control = usize::from(*input.get(start).ok_or(torn)?);
    let mut at = start + 1;
    if control < 32 {
        let end = at + control + 1;
        let bytes = input.get(at..end).ok_or(torn)?;
        return Ok((Token::Literal(bytes), end));
    }
    let mut len = (control >> 5) + 2;
    if control >> 5 == 7 {
        len += usize::from(*input.get(at).ok_or(torn)?);
        at += 1;
    }
    let low = usize::from(*input.get(at).ok_or(torn)?);
    let distance = ((control & 0x1f) << 8) + low + 1;
    Ok((Token::Reference { distance, len }, at + 1))
}

/// Copies `out[from..]` to `out[filled..end]`, repeating what it writes when the two overlap.
fn copy_back(out: &mut [u8], from: usize, mut filled: usize, end: usize) {
    while filled < end {
        let step = (filled - from).min(end - filled);
        out.copy_within(from..from + step, filled);
        filled += step;
    }
}

fn wrong_output(offset: usize, declared: u64, actual: usize) -> BlobError {
    BlobError::new(offset, BlobFault::WrongOutput { declared, actual })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A greedy compressor with the format's limits (references up to 8 KiB back, 3 to 264 bytes).
    fn compress(data: &[u8]) -> Vec<u8> {
        let (mut out, mut at, mut literal) = (Vec::new(), 0, Vec::new());
        let flush = |literal: &mut Vec<u8>, out: &mut Vec<u8>| {
            for run in literal.chunks(32) {
                out.push(run.len() as u8 - 1);
                out.extend_from_slice(run);
            }
            literal.clear();
        };
        while at < data.len() {
            let matched =
                |from: usize| data[from..].iter().zip(&data[at..]).take(264).take_while(|(a, b)| a == b).count();
            let best = (at.saturating_sub(8192)..at).map(|f| (matched(f), f)).max();
            match best {
                Some((len, from)) if len >= 3 => {
                    flush(&mut literal, &mut out);
                    let back = at - from - 1;
                    let short = (len - 2).min(7) as u8;
                    out.push(short << 5 | (back >> 8) as u8);
                    if short == 7 {
                        out.push((len - 2 - 7) as u8);
                    }
                    out.push(back as u8);
                    at += len;
                }
                _ => {
                    literal.push(data[at]);
                    at += 1;
                }
            }
        }
        flush(&mut literal, &mut out);
        out
    }

    #[test]
    fn bytes_redis_wrote() {
        // DUMP of `SET k aaaa…` (100 times) on Redis 7.0.15, without the string frame.
        let input = [0x01, b'a', b'a', 0xe0, 0x57, 0x00, 0x01, b'a', b'a'];
        assert_eq!(decompress(&input, 100, 1024).unwrap(), vec![b'a'; 100]);
        assert_eq!(validate(&input, 100), Ok(()));
    }

    #[test]
    fn faults_have_their_offset() {
        let fault = |input: &[u8], len| {
            let error = decompress(input, len, 1 << 20).unwrap_err();
            assert_eq!(validate(input, len), Err(error));
            error
        };
        assert_eq!(fault(&[0x01, b'a'], 2), BlobError::new(0, BlobFault::TornToken));
        assert_eq!(fault(&[0x00, b'a', 0xe0, 0x01], 12), BlobError::new(2, BlobFault::TornToken));
        assert_eq!(fault(&[0x00, b'a', 0x20, 0x01], 4), BlobError::new(2, BlobFault::BadReference));
        assert_eq!(fault(&[0x01, b'a', b'b'], 3), wrong_output(3, 3, 2));
        assert_eq!(fault(&[0x01, b'a', b'b'], 1), wrong_output(0, 1, 2));
        assert_eq!(fault(&[0x00, b'a'], u64::MAX), wrong_output(0, u64::MAX, 0));
        assert_eq!(
            decompress(&[0x01, b'a', b'b'], 2, 1),
            Err(BlobError::new(0, BlobFault::OverLimit { declared: 2, max: 1 }))
        );
    }

    proptest! {
        #[test]
        fn round_trip(data in prop::collection::vec(0u8..4, 0..2000)) {
            let packed = compress(&data);
            prop_assert_eq!(validate(&packed, data.len() as u64), Ok(()));
            prop_assert_eq!(decompress(&packed, data.len() as u64, 4096), Ok(data));
        }

        #[test]
        fn arbitrary_bytes_agree_in_both_ways(input in prop::collection::vec(any::<u8>(), 0..64), len in 0u64..400) {
            let full = decompress(&input, len, 4096);
            prop_assert_eq!(validate(&input, len), full.as_ref().map(|_| ()).map_err(|e| *e));
            if let Ok(out) = full {
                prop_assert_eq!(out.len() as u64, len);
            }
        }
    }
}
