//! A value's digest, taken from its elements in whatever order and encoding they come.

use super::hash::Hasher;
use crate::formats::rdb::{Element, StreamId};

/// What stands for a value. Two values of the same type are the same if these are, as far as both are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ValueDigest {
    /// Items, members, fields or entries; 1 for a string.
    pub elements: u64,
    /// The bytes of a string, items, members with scores, fields with values, entries.
    pub content: u128,
    /// Fields with their expiry times.
    pub field_expiry: u128,
    /// Fields that were left out, for they expire before the horizon.
    pub fading_fields: u64,
    /// A stream's last id.
    pub last_id: u128,
    /// A stream's counters, and how many entries each group has read; none where the format has none (before 7.0).
    pub counters: Option<u128>,
    /// Consumer groups: last ids, consumers, pending entries with owners and numbers of deliveries.
    pub groups: u128,
    /// When pending entries were delivered; none where that cannot be told exactly.
    pub delivery_times: Option<u128>,
    /// The value of a module, known by its bytes alone.
    pub opaque: bool,
}

/// Takes a digest from elements.
#[derive(Debug)]
pub struct Digester {
    digest: ValueDigest,
    horizon_ms: u64,
    ordered: Option<Hasher>,
    string_bytes: u64,
    group: Option<Group>,
    consumer: Vec<u8>,
    times: u128,
    counters: Option<u128>,
}

/// The group whose consumers and pending entries come.
#[derive(Debug)]
struct Group {
    name: Vec<u8>,
    last_id: StreamId,
    parts: u128,
}

impl Digester {
    /// Fields of hashes that expire before `horizon_ms` (milliseconds since 1970) are left out: they may be gone when the
    /// other side is read.
    #[must_use]
    pub fn new(horizon_ms: u64) -> Self {
        Self {
            digest: ValueDigest::default(),
            horizon_ms,
            ordered: None,
            string_bytes: 0,
            group: None,
            consumer: Vec::new(),
            times: 0,
            counters: None,
        }
    }

    /// Takes in an element; they come in the order of [`crate::formats::rdb::ElementReader`].
    pub fn take(&mut self, element: &Element<'_>) {
        match *element {
            Element::StringChunk { bytes, .. } => {
                self.digest.elements = 1;
                self.string_bytes += bytes.len() as u64;
                self.ordered(b's').raw(bytes);
            }
            Element::ListItem(item) => {
                self.digest.elements += 1;
                self.ordered(b'l').field(item);
            }
            Element::SetMember(member) => {
                self.digest.elements += 1;
                self.digest.add_content(hash(b'm', |hasher| hasher.field(member)));
            }
            Element::ZsetMember { member, score } => {
                self.digest.elements += 1;
                // There are two zeros, and commands show them as one.
                let bits = if score == 0.0 { 0 } else { score.to_bits() };
                self.digest.add_content(hash(b'z', |hasher| hasher.field(member).number(bits)));
            }
            Element::HashField { field, value, expires_at_ms } => self.take_field(field, value, expires_at_ms),
            Element::StreamEntry { id, fields } => {
                self.digest.elements += 1;
                let hasher = self.ordered(b'e');
                hasher.number(id.ms).number(id.seq).number(fields.len() as u64);
                for (field, value) in fields {
                    hasher.field(field).field(value);
                }
            }
            Element::StreamMeta(meta) => {
                self.digest.last_id = id_hash(b'i', meta.last_id);
                self.counters = meta.entries_added.map(|added| {
                    let deleted = meta.max_deleted_id.unwrap_or_default();
                    hash(b'c', |hasher| hasher.number(added).number(deleted.ms).number(deleted.seq))
                });
            }
            Element::Group { name, last_id, entries_read } => {
                self.close_group();
                let read = hash(b'r', |hasher| {
                    hasher.field(name).number(u64::from(entries_read.is_some())).number(entries_read.unwrap_or(0))
                });
                self.counters = self.counters.map(|counters| counters.wrapping_add(read));
                self.group = Some(Group { name: name.to_vec(), last_id, parts: 0 });
            }
            Element::Pending { id, delivered_at_ms, deliveries } => {
                self.add_to_group(hash(b'p', |hasher| hasher.number(id.ms).number(id.seq).number(deliveries)));
                let group = self.group.as_ref().map_or(&[][..], |group| &group.name);
                let time =
                    hash(b't', |hasher| hasher.field(group).number(id.ms).number(id.seq).number(delivered_at_ms));
                self.times = self.times.wrapping_add(time);
            }
            Element::Consumer { name, .. } => {
                self.consumer = name.to_vec();
                self.add_to_group(hash(b'n', |hasher| hasher.field(name)));
            }
            Element::Owned(id) => {
                let owned = hash(b'o', |hasher| hasher.field(&self.consumer).number(id.ms).number(id.seq));
                self.add_to_group(owned);
            }
            Element::Unowned(id) => self.add_to_group(id_hash(b'u', id)),
            Element::ArrayCursor(at) => self.digest.add_content(hash(b'w', |hasher| hasher.number(at))),
            Element::ArrayElement { index, value } => {
                self.digest.elements += 1;
                self.digest.add_content(hash(b'a', |hasher| hasher.number(index).field(value)));
            }
            Element::ProducerLimits { .. } | Element::RememberedRequest => {}
        }
    }

    /// Takes in bytes of a value that cannot be taken apart.
    pub fn take_opaque(&mut self, bytes: &[u8]) {
        self.digest.opaque = true;
        self.string_bytes += bytes.len() as u64;
        self.ordered(b'?').raw(bytes);
    }

    /// The digest of all that was taken in. Where the times of deliveries are only known as idle times they are not
    /// compared.
    #[must_use]
    pub fn finish(mut self, knows_delivery_times: bool) -> ValueDigest {
        self.close_group();
        if let Some(mut ordered) = self.ordered.take() {
            ordered.number(self.string_bytes);
            self.digest.content = ordered.finish();
        }
        self.digest.counters = self.counters;
        self.digest.delivery_times = knows_delivery_times.then_some(self.times);
        self.digest
    }

    fn ordered(&mut self, kind: u8) -> &mut Hasher {
        self.ordered.get_or_insert_with(|| Hasher::new(kind))
    }

    fn take_field(&mut self, field: &[u8], value: &[u8], expires_at_ms: Option<u64>) {
        if expires_at_ms.is_some_and(|at| at < self.horizon_ms) {
            self.digest.fading_fields += 1;
            return;
        }
        self.digest.elements += 1;
        self.digest.add_content(hash(b'h', |hasher| hasher.field(field).field(value)));
        if let Some(at) = expires_at_ms {
            let time = hash(b'f', |hasher| hasher.field(field).number(at));
            self.digest.field_expiry = self.digest.field_expiry.wrapping_add(time);
        }
    }

    fn add_to_group(&mut self, part: u128) {
        if let Some(group) = &mut self.group {
            group.parts = group.parts.wrapping_add(part);
        }
    }

    fn close_group(&mut self) {
        let Some(Group { name, last_id, parts }) = self.group.take() else { return };
        let whole =
            hash(b'g', |hasher| hasher.field(&name).number(last_id.ms).number(last_id.seq).raw(&parts.to_le_bytes()));
        self.digest.groups = self.digest.groups.wrapping_add(whole);
    }
}

impl ValueDigest {
    fn add_content(&mut self, part: u128) {
        self.content = self.content.wrapping_add(part);
    }
}

fn hash(kind: u8, take: impl FnOnce(&mut Hasher) -> &mut Hasher) -> u128 {
    let mut hasher = Hasher::new(kind);
    take(&mut hasher);
    hasher.finish()
}

fn id_hash(kind: u8, id: StreamId) -> u128 {
    hash(kind, |hasher| hasher.number(id.ms).number(id.seq))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::rdb::StreamMeta;
    use std::borrow::Cow;

    fn digest(elements: &[Element<'_>]) -> ValueDigest {
        let mut digester = Digester::new(1000);
        elements.iter().for_each(|element| digester.take(element));
        digester.finish(true)
    }

    fn field(field: &'static [u8], value: &'static [u8], expires_at_ms: Option<u64>) -> Element<'static> {
        Element::HashField { field, value, expires_at_ms }
    }

    #[test]
    fn order_counts_in_lists_alone() {
        let (a, b) = (&b"a"[..], &b"b"[..]);
        assert_eq!(
            digest(&[Element::SetMember(a), Element::SetMember(b)]),
            digest(&[Element::SetMember(b), Element::SetMember(a)])
        );
        assert_ne!(
            digest(&[Element::ListItem(a), Element::ListItem(b)]),
            digest(&[Element::ListItem(b), Element::ListItem(a)])
        );
        let member = |member, score| Element::ZsetMember { member, score };
        assert_eq!(digest(&[member(a, 0.0), member(b, 2.0)]), digest(&[member(b, 2.0), member(a, -0.0)]));
        assert_ne!(digest(&[member(a, 1.0), member(b, 2.0)]), digest(&[member(b, 1.0), member(a, 2.0)]));
    }

    #[test]
    fn a_string_is_the_same_in_any_chunks() {
        let chunk = |bytes, at| Element::StringChunk { bytes, at, total: 4 };
        assert_eq!(digest(&[chunk(b"abcd", 0)]), digest(&[chunk(b"a", 0), chunk(b"bcd", 1)]));
        assert_ne!(digest(&[chunk(b"abcd", 0)]), digest(&[chunk(b"abce", 0)]));
    }

    #[test]
    fn fields_that_are_about_to_expire_are_left_out_and_times_are_told_apart_from_values() {
        let stays = digest(&[field(b"a", b"1", None)]);
        let fades = digest(&[field(b"a", b"1", None), field(b"b", b"2", Some(999))]);
        assert_eq!((stays.content, stays.elements), (fades.content, fades.elements));
        assert_eq!((fades.fading_fields, fades.field_expiry), (1, 0));
        let (soon, late) = (digest(&[field(b"a", b"1", Some(5000))]), digest(&[field(b"a", b"1", Some(6000))]));
        assert_eq!(soon.content, late.content);
        assert_ne!(soon.field_expiry, late.field_expiry);
    }

    #[test]
    fn groups_are_compared_with_owners_and_deliveries_and_without_times_of_consumers() {
        let id = |seq| StreamId { ms: 1, seq };
        let group = |consumer: &'static [u8], owned, deliveries, seen_at_ms, delivered_at_ms| {
            let fields = [(Cow::Borrowed(&b"f"[..]), Cow::Borrowed(&b"v"[..]))];
            let mut digester = Digester::new(0);
            digester.take(&Element::StreamEntry { id: id(1), fields: &fields });
            digester.take(&Element::StreamMeta(StreamMeta { entries_added: Some(1), ..StreamMeta::default() }));
            digester.take(&Element::Group { name: b"g", last_id: id(2), entries_read: Some(1) });
            digester.take(&Element::Pending { id: id(1), delivered_at_ms, deliveries });
            digester.take(&Element::Consumer { name: consumer, seen_at_ms, active_at_ms: None });
            digester.take(&Element::Owned(id(owned)));
            digester.finish(true)
        };
        let one = group(b"c", 1, 1, 5, 7);
        assert_eq!(one, group(b"c", 1, 1, 6, 7));
        for other in [group(b"d", 1, 1, 5, 7), group(b"c", 2, 1, 5, 7), group(b"c", 1, 2, 5, 7)] {
            assert_eq!((one.content, one.counters), (other.content, other.counters));
            assert_ne!(one.groups, other.groups);
        }
        let later = group(b"c", 1, 1, 5, 8);
        assert_eq!(one.groups, later.groups);
        assert_ne!(one.delivery_times, later.delivery_times);
    }
}
