//! Tests of listpacks: real bytes, every encoding, every fault, round trips.
#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Value {
    Int(i64),
    Str(Vec<u8>),
}

fn push(out: &mut Vec<u8>, value: &Value) {
    let start = out.len();
    match value {
        Value::Int(v @ 0..=127) => out.push(*v as u8),
        Value::Int(v @ -4096..=4095) => {
            out.extend([0xc0 | (*v >> 8) as u8 & 0x1f, *v as u8]);
        }
        Value::Int(v) => {
            let (code, size) = match *v {
                -32768..=32767 => (0xf1, 2),
                -8_388_608..=8_388_607 => (0xf2, 3),
                -2_147_483_648..=2_147_483_647 => (0xf3, 4),
                _ => (0xf4, 8),
            };
            out.push(code);
            out.extend_from_slice(&v.to_le_bytes()[..size]);
        }
        Value::Str(s) => {
            match s.len() {
                len @ 0..64 => out.push(0x80 | len as u8),
                len @ 64..4096 => out.extend([0xe0 | (len >> 8) as u8, len as u8]),
                len => {
                    out.push(0xf0);
                    out.extend_from_slice(&(len as u32).to_le_bytes());
                }
            }
            out.extend_from_slice(s);
        }
    }
    let mut len = out.len() - start;
    let size = match len {
        0..=127 => 1,
        128..16383 => 2,
        16383..2_097_151 => 3,
        _ => 4,
    };
    let mut back = vec![];
    for _ in 0..size {
        back.push(len as u8 & 0x7f | 0x80);
        len >>= 7;
    }
    *back.last_mut().unwrap() &= 0x7f;
    back.reverse();
    out.extend(back);
}

fn encode(values: &[Value]) -> Vec<u8> {
    let mut out = vec![0; 6];
    values.iter().for_each(|value| push(&mut out, value));
    out.push(0xff);
    let total = (out.len() as u32).to_le_bytes();
    out[..4].copy_from_slice(&total);
    let count = values.len().min(65535) as u16;
    out[4..6].copy_from_slice(&count.to_le_bytes());
    out
}

fn decoded(blob: &[u8]) -> Result<Vec<Vec<u8>>, BlobError> {
    Listpack::new(blob)?.iter().map(|e| e.map(|e| e.to_bytes().into_owned())).collect()
}

fn texts(values: &[Value]) -> Vec<Vec<u8>> {
    let text = |value: &Value| match value {
        Value::Int(v) => v.to_string().into_bytes(),
        Value::Str(s) => s.clone(),
    };
    values.iter().map(text).collect()
}

#[test]
fn bytes_redis_wrote() {
    // DUMP of `RPUSH l hello 1024 -5 70000 127` on Redis 7.0.15, without the quicklist frame.
    let blob = b"\x1b\0\0\0\x05\0\x85hello\x06\xc4\0\x02\xdf\xfb\x02\xf2\x70\x11\x01\x04\x7f\x01\xff";
    assert_eq!(validate(blob), Ok(5));
    let entries: Vec<_> = Listpack::new(blob).unwrap().iter().map(Result::unwrap).collect();
    assert_eq!(entries, [Entry::Str(b"hello"), Entry::Int(1024), Entry::Int(-5), Entry::Int(70000), Entry::Int(127)]);
}

#[test]
fn every_encoding_at_its_limits() {
    let mut values: Vec<_> = [7, 12, 13, 15, 16, 23, 24, 31, 32, 62]
        .into_iter()
        .flat_map(|bits| [(1i64 << bits) - 1, 1 << bits, -(1 << bits), -(1 << bits) - 1])
        .chain([0, -1, i64::MIN, i64::MAX])
        .map(Value::Int)
        .collect();
    for len in [0, 63, 64, 126, 127, 4095, 4096, 16377, 16378, 16379, 2_097_145, 2_097_146] {
        values.push(Value::Str(vec![b'x'; len]));
    }
    let blob = encode(&values);
    assert_eq!(validate(&blob), Ok(values.len()));
    assert_eq!(decoded(&blob).unwrap(), texts(&values));
}

#[test]
fn unknown_count_is_counted() {
    let values = vec![Value::Int(1); 65536];
    let blob = encode(&values);
    assert_eq!(Listpack::new(&blob).unwrap().declared_count(), None);
    assert_eq!(validate(&blob), Ok(65536));
}

#[test]
fn faults_have_their_offset() {
    let good = encode(&[Value::Str(b"ab".to_vec()), Value::Int(5)]);
    let broken = |at: usize, byte: u8| {
        let mut blob = good.clone();
        blob[at] = byte;
        let error = validate(&blob).unwrap_err();
        assert_eq!(decoded(&blob).unwrap_err(), error);
        error
    };
    assert_eq!(broken(0, 9).fault, BlobFault::WrongSize { declared: 9, actual: 13 });
    assert_eq!(broken(4, 3), BlobError::new(4, BlobFault::WrongCount { declared: 3, actual: 2 }));
    assert_eq!(broken(6, 0xf5), BlobError::new(6, BlobFault::UnknownEncoding(0xf5)));
    assert_eq!(broken(6, 0xf0), BlobError::new(6, BlobFault::PastEnd));
    assert_eq!(broken(6, 0x85), BlobError::new(6, BlobFault::PastEnd));
    assert_eq!(broken(9, 4), BlobError::new(9, BlobFault::WrongBacklen));
    assert_eq!(broken(10, 0xff), BlobError::new(10, BlobFault::WrongTerminator));
    assert_eq!(broken(12, 0), BlobError::new(12, BlobFault::WrongTerminator));
    assert_eq!(validate(&good[..6]).unwrap_err().fault, BlobFault::TooShort);
}

proptest! {
    #[test]
    fn round_trip(values in prop::collection::vec(prop_oneof![
        any::<i64>().prop_map(Value::Int),
        (any::<i64>(), 0u32..63).prop_map(|(v, by)| Value::Int(v >> by)),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Str),
    ], 0..40)) {
        let blob = encode(&values);
        prop_assert_eq!(validate(&blob), Ok(values.len()));
        prop_assert_eq!(decoded(&blob), Ok(texts(&values)));
    }

    #[test]
    fn arbitrary_bytes_agree_in_both_ways(mut blob in prop::collection::vec(any::<u8>(), 0..80)) {
        if blob.len() > 6 {
            let total = (blob.len() as u32).to_le_bytes();
            blob[..4].copy_from_slice(&total);
            blob[4..6].copy_from_slice(&[0xff, 0xff]);
            *blob.last_mut().unwrap() = 0xff;
        }
        prop_assert_eq!(validate(&blob), decoded(&blob).map(|entries| entries.len()));
    }
}
