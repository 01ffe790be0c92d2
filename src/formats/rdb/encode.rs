//! Writing lengths and strings as RDB files have them.
//!
//! Source: `rdbSaveLen` and `rdbSaveRawString` of redis/src/rdb.c.

/// Appends a length in its shortest form.
pub(super) fn put_length(out: &mut Vec<u8>, length: u64) {
    if length < 1 << 6 {
        out.push(length as u8);
    } else if length < 1 << 14 {
        out.extend_from_slice(&(0x4000 | length as u16).to_be_bytes());
    } else if let Ok(length) = u32::try_from(length) {
        out.push(0x80);
        out.extend_from_slice(&length.to_be_bytes());
    } else {
        out.push(0x81);
        out.extend_from_slice(&length.to_be_bytes());
    }
}

/// Appends a string as it is.
pub(super) fn put_string(out: &mut Vec<u8>, bytes: &[u8]) {
    put_length(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends a score in the decimal form of value type 3 (`rdbSaveDoubleValue`).
pub(super) fn put_ascii_double(out: &mut Vec<u8>, score: f64) {
    if score.is_nan() {
        out.push(253);
    } else if score.is_infinite() {
        out.push(if score > 0.0 { 254 } else { 255 });
    } else {
        // The exponent form of the largest doubles stays far below the 252 digits that fit.
        let text = format!("{score:e}");
        out.push(text.len() as u8);
        out.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::cursor::Cursor;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_take_their_shortest_form() {
        for (length, bytes) in [(0, 1), (63, 1), (64, 2), (16383, 2), (16384, 5), (1 << 32, 9)] {
            let mut out = Vec::new();
            put_length(&mut out, length);
            assert_eq!(out.len(), bytes, "{length}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(length: u64, score: f64) {
            let mut out = Vec::new();
            put_length(&mut out, length);
            put_ascii_double(&mut out, score);
            let mut cursor = Cursor::new(&out, 0);
            prop_assert_eq!(cursor.length().unwrap(), length);
            let read = cursor.ascii_double().unwrap();
            prop_assert!(read == score || (read.is_nan() && score.is_nan()));
            prop_assert!(cursor.rest().is_empty());
        }
    }
}
