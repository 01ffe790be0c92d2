//! Tests of ziplists: real bytes, every encoding, every fault, round trips.
#![allow(clippy::unwrap_used)]

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
    assert_eq!(broken(11, 5), at(10, BlobFault::PastEnd));
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
