//! Arbitrary and mangled bytes, for a bounded time: nothing panics, and chunks never change the outcome.

use std::time::{Duration, Instant};

use super::rdb_support::taken_apart::take_apart;
use super::rdb_support::{fixtures, parse};
use proptest::prelude::*;
use redis_ops::formats::rdb::{DumpPayload, Element, ElementReader, Header, ValueType, convert};

/// What a fuzzer calls with any bytes: as a file in three sizes of chunks, as a value of every type, as a payload.
fn exercise(bytes: &[u8]) {
    let whole = parse(bytes, usize::MAX);
    for chunk in [1, 7, 100] {
        let (transcript, result) = parse(bytes, chunk);
        assert_eq!(result, whole.1, "chunks of {chunk}");
        assert_eq!(transcript.keys.len(), whole.0.keys.len());
    }
    for key in &whole.0.keys {
        exercise_value(key.value_type, &key.payload);
    }
    let _ = DumpPayload::parse(bytes);
}

fn exercise_value(value_type: ValueType, bytes: &[u8]) {
    let Ok(mut reader) = ElementReader::new(value_type, 1 << 16) else {
        return;
    };
    let mut elements = 0;
    let mut count = |_: Element<'_>| elements += 1;
    let mut outcomes = Vec::new();
    for size in [3, 50] {
        let fed = bytes.chunks(size).try_for_each(|chunk| reader.feed(chunk, &mut count));
        outcomes.push(fed.and_then(|()| reader.finish()));
        reader = ElementReader::new(value_type, 1 << 16).unwrap();
    }
    assert_eq!(outcomes[0].is_ok(), outcomes[1].is_ok());
    let target = Header::parse(b"REDIS0009").unwrap();
    let _ = convert(value_type, bytes, target, 0);
}

fn value_types() -> impl Strategy<Value = ValueType> {
    let formats = [b"REDIS0014", b"VALKEY080"].map(|magic| Header::parse(magic).unwrap());
    (0..2_usize, 0..29_u8)
        .prop_filter_map("not a type", move |(format, byte)| ValueType::from_byte(byte, formats[format]))
}

/// Bytes that look like RDB more often than noise does: small lengths, known types, opcodes.
fn likely_bytes() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![0..30_u8, 0xc0..0xc4_u8, 0xf0..=0xff_u8, 0x80..0x82_u8, any::<u8>()];
    prop::collection::vec(byte, 0..200)
}

proptest! {
    #[test]
    fn arbitrary_files(magic in prop_oneof![Just(b"REDIS0009"), Just(b"REDIS0014"), Just(b"VALKEY080")], body in likely_bytes()) {
        exercise(&[magic.as_slice(), &body].concat());
    }

    #[test]
    fn arbitrary_values(value_type in value_types(), bytes in likely_bytes()) {
        exercise_value(value_type, &bytes);
        if let Ok(taken) = take_apart(value_type, &bytes, usize::MAX) {
            let again = take_apart(value_type, &bytes, 2).unwrap();
            prop_assert_eq!(taken.list, again.list);
            prop_assert_eq!(taken.hash, again.hash);
        }
    }

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        exercise(&bytes);
    }
}

/// Real files with pieces overwritten, removed, doubled; a fixed sequence of choices, as many as fit in three seconds.
#[test]
fn mangled_files() {
    let fixtures: Vec<_> = fixtures().into_iter().filter(|f| f.bytes.len() < 4096).collect();
    let started = Instant::now();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let mut rounds = 0;
    while started.elapsed() < Duration::from_secs(3) {
        let mut bytes = fixtures[next(fixtures.len())].bytes.clone();
        for _ in 0..=next(3) {
            let at = 9 + next(bytes.len() - 9);
            let end = at + next((bytes.len() - at).min(40) + 1);
            match next(4) {
                0 => drop(bytes.drain(at..end)),
                1 => bytes[at..end].fill([0, 0xff, 0x81, 0x40][at % 4]),
                2 => bytes.extend_from_within(at..end),
                _ => bytes[at..end].reverse(),
            }
        }
        exercise(&bytes);
        rounds += 1;
    }
    assert!(rounds > 50, "only {rounds} in three seconds");
}
