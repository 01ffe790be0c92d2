//! Bytes as a value: taken apart, packed for `RESTORE`, rewritten for older servers.

use super::digest::Digest;
use super::entry::chunk_sizes;
use redis_ops::formats::rdb::{
    ConvertError, DumpBuilder, DumpPayload, Element, ElementReader, Header, KeyType, StreamId, ValueError, ValueType,
    convert,
};
use std::collections::BTreeSet;

/// The formats a value comes from and goes to.
const FORMATS: [&[u8; 9]; 8] =
    [b"REDIS0015", b"VALKEY080", b"REDIS0014", b"REDIS0012", b"REDIS0011", b"REDIS0010", b"REDIS0009", b"REDIS0006"];

/// The first byte is the value's type, its highest bit the dialect; the value follows.
pub fn rdb_values(bytes: &[u8]) {
    let _ = DumpPayload::parse(bytes);
    let Some((&first, value)) = bytes.split_first() else { return };
    let dialect = FORMATS[usize::from(first >> 7)];
    let from = Header::parse(dialect).expect("a format");
    let Some(value_type) = ValueType::from_byte(first & 0x7f, from) else { return };

    let mut builder = DumpBuilder::new(value_type);
    value.chunks(5).for_each(|chunk| builder.push(chunk));
    let payload = builder.finish();
    let parsed = DumpPayload::parse(&payload).expect("what is packed is unpacked");
    assert_eq!((parsed.type_byte, parsed.value), (value_type.byte(), value));

    // Limits on elements give errors, never another outcome for what is within them.
    let _ = take_apart(value_type, value, usize::MAX, 16);
    let Ok(whole) = take_apart(value_type, value, usize::MAX, usize::MAX) else {
        for chunk in chunk_sizes(value) {
            assert!(take_apart(value_type, value, chunk, usize::MAX).is_err(), "chunks of {chunk}");
        }
        for target in FORMATS {
            let _ = convert(value_type, value, Header::parse(target).expect("a format"), 0);
        }
        return;
    };
    for chunk in chunk_sizes(value) {
        assert_eq!(take_apart(value_type, value, chunk, usize::MAX).as_ref(), Ok(&whole), "chunks of {chunk}");
    }
    for target in FORMATS {
        rewritten(value_type, value, &whole, Header::parse(target).expect("a format"));
    }
}

/// What a conversion declares as lost is lost, and nothing else.
fn rewritten(value_type: ValueType, value: &[u8], original: &TakenApart, target: Header) {
    let converted = match convert(value_type, value, target, 0) {
        Ok(converted) => converted,
        Err(ConvertError::NoSuchType { .. }) => {
            let kind = value_type.key_type();
            assert!(matches!(kind, Some(KeyType::Stream | KeyType::Array)), "{value_type:?} for {target}");
            return;
        }
        Err(error) => panic!("{value_type:?} for {target}: {error}"),
    };
    let what = format!("{value_type:?} as {:?} for {target}", converted.value_type);
    assert_eq!(ValueType::from_byte(converted.value_type.byte(), target), Some(converted.value_type), "{what}");
    assert!(converted.value_type.lowest_version() <= target.version, "{what}");
    assert_eq!(converted.value_type.key_type(), value_type.key_type(), "{what}");
    let taken = take_apart(converted.value_type, &converted.value, usize::MAX, usize::MAX);
    let taken = taken.unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(taken.kept, original.kept, "{what}");
    assert_eq!(taken.requests + converted.losses.remembered_requests, original.requests, "{what}");
    assert_eq!(taken.field_expiries + converted.losses.field_expiries, original.field_expiries, "{what}");
    let (unowned, lost) = (original.unowned.len() as u64, converted.losses.unowned_pending);
    assert_eq!(taken.unowned.len() as u64 + lost, unowned, "{what}");
    // An entry that belongs to nobody leaves the group together with its place among the pending.
    let owned = original.pending.iter().filter(|(id, ..)| lost == 0 || !original.unowned.contains(id));
    assert!(taken.pending.iter().eq(owned), "{what}");
    let again = convert(converted.value_type, &converted.value, target, 0).expect("a known type");
    assert_eq!((&again.value, again.losses.is_empty()), (&converted.value, true), "{what}");
}

/// What every encoding keeps of a value, and counts of what not every one can hold.
#[derive(Debug, PartialEq, Eq, Default)]
struct TakenApart {
    kept: Digest,
    field_expiries: u64,
    requests: u64,
    pending: Vec<(StreamId, u64, u64)>,
    unowned: BTreeSet<StreamId>,
}

fn take_apart(value_type: ValueType, value: &[u8], chunk: usize, limit: usize) -> Result<TakenApart, ValueError> {
    let mut reader = ElementReader::new(value_type, limit)?;
    let mut taken = TakenApart::default();
    for piece in value.chunks(chunk) {
        reader.feed(piece, &mut |element| taken.take(&element))?;
    }
    reader.finish()?;
    Ok(taken)
}

impl TakenApart {
    fn take(&mut self, element: &Element<'_>) {
        let kept = &mut self.kept;
        match *element {
            Element::StringChunk { bytes, .. } => kept.part(bytes),
            Element::ListItem(bytes) | Element::SetMember(bytes) => kept.bytes(bytes),
            Element::ZsetMember { member, score } => {
                kept.bytes(member);
                kept.number(if score.is_nan() { u64::MAX } else { score.to_bits() });
            }
            Element::HashField { field, value, expires_at_ms } => {
                kept.bytes(field);
                kept.bytes(value);
                self.field_expiries += u64::from(expires_at_ms.is_some());
            }
            Element::StreamEntry { id, fields } => {
                kept.debug(&id);
                for (field, value) in fields {
                    kept.bytes(field);
                    kept.bytes(value);
                }
            }
            Element::StreamMeta(meta) => kept.debug(&(meta.length, meta.last_id)),
            Element::Group { name, last_id, .. } => {
                kept.bytes(name);
                kept.debug(&last_id);
            }
            Element::Pending { id, delivered_at_ms, deliveries } => {
                self.pending.push((id, delivered_at_ms, deliveries));
            }
            Element::Owned(id) => kept.debug(&id),
            Element::Consumer { name, seen_at_ms, .. } => {
                kept.bytes(name);
                kept.number(seen_at_ms);
            }
            Element::Unowned(id) => drop(self.unowned.insert(id)),
            Element::RememberedRequest => self.requests += 1,
            Element::ProducerLimits { .. } => {}
            Element::ArrayCursor(at) => kept.number(at),
            Element::ArrayElement { index, value } => {
                kept.number(index);
                kept.bytes(value);
            }
        }
    }
}
