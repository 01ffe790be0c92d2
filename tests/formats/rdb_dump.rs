//! Values rewritten for older servers, and payloads for `RESTORE`.

use super::rdb_support::taken_apart::{TakenApart, take_apart};
use super::rdb_support::{fixtures, parse};
use redis_ops::formats::rdb::{ConvertError, DumpBuilder, DumpPayload, Header, KeyType, ValueType, convert};

/// 2026-11-20: after the expiry times of the fixtures' expired fields, before all others.
const NOW_MS: u64 = 1_795_132_800_000;

/// What a conversion must keep: everything but the order in which elements stand and what it declares as lost.
fn kept(mut taken: TakenApart, value_type: ValueType) -> TakenApart {
    taken.count = 0;
    taken.producer_limits = None;
    taken.remembered_requests = 0;
    if let Some(meta) = &mut taken.meta
        && value_type == ValueType::Stream(1)
    {
        (meta.first_id, meta.max_deleted_id, meta.entries_added) = (None, None, None);
    }
    for group in &mut taken.groups {
        if let ValueType::Stream(1 | 2) = value_type {
            for consumer in &mut group.consumers {
                consumer.active_at_ms = None;
            }
        }
        if value_type == ValueType::Stream(1) {
            group.entries_read = None;
        }
    }
    taken
}

#[test]
fn rewritten_values_hold_the_same_elements() {
    let mut rewritten = 0;
    for fixture in fixtures() {
        let (transcript, _) = parse(&fixture.bytes, usize::MAX);
        for seen in transcript.keys {
            if seen.value_type == ValueType::Module2 {
                continue;
            }
            let original = take_apart(seen.value_type, &seen.payload, usize::MAX).unwrap();
            for target in [b"REDIS0006", b"REDIS0009", b"REDIS0010", b"REDIS0012", b"VALKEY080"] {
                let header = Header::parse(target).unwrap();
                let what = format!("{} {:?} for {header}", fixture.name, seen.value_type);
                let converted = match convert(seen.value_type, &seen.payload, header, NOW_MS) {
                    Ok(converted) => converted,
                    Err(ConvertError::NoSuchType { .. }) => {
                        assert_eq!(seen.kind, "stream", "{what}");
                        assert_eq!(header.version, 6, "{what}");
                        continue;
                    }
                    Err(error) => panic!("{what}: {error}"),
                };
                let byte = converted.value_type.byte();
                assert_eq!(ValueType::from_byte(byte, header), Some(converted.value_type), "{what}");
                assert_eq!(converted.value_type.key_type(), seen.value_type.key_type(), "{what}");
                assert!(converted.value_type.lowest_version() <= header.version, "{what}");
                let taken = take_apart(converted.value_type, &converted.value, usize::MAX).unwrap();
                let mut expected = kept(original.clone(), converted.value_type);
                let mut losses = 0;
                if converted.value_type == ValueType::Hash {
                    expected.hash.retain(|_, (_, expiry)| expiry.is_none_or(|at| at >= NOW_MS));
                    for (_, expiry) in expected.hash.values_mut() {
                        losses += u64::from(expiry.take().is_some());
                    }
                }
                assert_eq!(converted.losses.field_expiries, losses, "{what}");
                if converted.value_type != seen.value_type {
                    rewritten += 1;
                    let requests = original.remembered_requests as u64;
                    assert_eq!(converted.losses.remembered_requests, requests, "{what}");
                } else {
                    assert!(converted.losses.is_empty());
                }
                assert!(kept(taken, converted.value_type) == expected, "{what}");
            }
        }
    }
    assert!(rewritten > 100, "only {rewritten}");
}

#[test]
fn payloads_carry_the_value_unchanged() {
    for fixture in fixtures() {
        let (transcript, _) = parse(&fixture.bytes, usize::MAX);
        for seen in transcript.keys {
            let mut builder = DumpBuilder::new(seen.value_type);
            assert!(builder.is_empty());
            for chunk in seen.payload.chunks(7) {
                builder.push(chunk);
            }
            let payload = builder.finish();
            let parsed = DumpPayload::parse(&payload).unwrap();
            assert_eq!(parsed.value, seen.payload);
            assert_eq!(parsed.type_byte, seen.type_byte);
            let is_stream = seen.value_type.key_type() == Some(KeyType::Stream);
            assert!(!is_stream || parsed.version >= 9);
        }
    }
}
