//! A value put together from its elements, in a form that can be compared with another.

use std::collections::{BTreeMap, BTreeSet};

use redis_ops::formats::rdb::{Element, ElementReader, StreamId, StreamMeta, ValueError, ValueType};

/// Fields and their values.
pub type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// Everything a value consists of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TakenApart {
    pub string: Vec<u8>,
    pub list: Vec<Vec<u8>>,
    pub set: BTreeSet<Vec<u8>>,
    pub zset: BTreeMap<Vec<u8>, f64>,
    pub hash: BTreeMap<Vec<u8>, (Vec<u8>, Option<u64>)>,
    pub entries: Vec<(StreamId, Pairs)>,
    pub meta: Option<StreamMeta>,
    pub groups: Vec<Group>,
    pub producer_limits: Option<(u64, u64)>,
    pub remembered_requests: usize,
    pub array: BTreeMap<u64, Vec<u8>>,
    pub array_cursor: Option<u64>,
    pub count: usize,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    pub name: Vec<u8>,
    pub last_id: StreamId,
    pub entries_read: Option<u64>,
    pub pending: Vec<(StreamId, u64, u64)>,
    pub consumers: Vec<Consumer>,
    pub unowned: Vec<StreamId>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Consumer {
    pub name: Vec<u8>,
    pub seen_at_ms: u64,
    pub active_at_ms: Option<u64>,
    pub owned: Vec<StreamId>,
}

impl TakenApart {
    fn add(&mut self, element: Element<'_>) {
        self.count += 1;
        match element {
            Element::StringChunk { bytes, at, total } => {
                assert_eq!(at, self.string.len() as u64);
                self.string.extend_from_slice(bytes);
                assert!(self.string.len() as u64 <= total);
            }
            Element::ListItem(item) => self.list.push(item.to_vec()),
            Element::SetMember(member) => assert!(self.set.insert(member.to_vec())),
            Element::ZsetMember { member, score } => {
                assert!(self.zset.insert(member.to_vec(), score).is_none());
            }
            Element::HashField { field, value, expires_at_ms } => {
                let value = (value.to_vec(), expires_at_ms);
                assert!(self.hash.insert(field.to_vec(), value).is_none());
            }
            Element::StreamEntry { id, fields } => {
                let fields = fields.iter().map(|(f, v)| (f.to_vec(), v.to_vec()));
                self.entries.push((id, fields.collect()));
            }
            Element::StreamMeta(meta) => self.meta = Some(meta),
            Element::Group { name, last_id, entries_read } => {
                self.groups.push(Group { name: name.to_vec(), last_id, entries_read, ..Group::default() })
            }
            Element::ProducerLimits { duration_seconds, max_requests } => {
                self.producer_limits = Some((duration_seconds, max_requests))
            }
            Element::RememberedRequest => self.remembered_requests += 1,
            Element::ArrayCursor(at) => self.array_cursor = Some(at),
            Element::ArrayElement { index, value } => {
                assert!(self.array.insert(index, value.to_vec()).is_none());
            }
            other => self.add_to_group(&other),
        }
    }

    fn add_to_group(&mut self, element: &Element<'_>) {
        let group = self.groups.last_mut().unwrap();
        match *element {
            Element::Pending { id, delivered_at_ms, deliveries } => {
                group.pending.push((id, delivered_at_ms, deliveries))
            }
            Element::Consumer { name, seen_at_ms, active_at_ms } => {
                group.consumers.push(Consumer { name: name.to_vec(), seen_at_ms, active_at_ms, owned: Vec::new() })
            }
            Element::Owned(id) => group.consumers.last_mut().unwrap().owned.push(id),
            Element::Unowned(id) => group.unowned.push(id),
            ref other => panic!("{other:?} is not part of a group"),
        }
    }
}

/// Takes `payload` apart, fed in chunks of `chunk` bytes.
pub fn take_apart(value_type: ValueType, payload: &[u8], chunk: usize) -> Result<TakenApart, ValueError> {
    let mut taken = TakenApart::default();
    let mut reader = ElementReader::new(value_type, 1 << 20)?;
    for piece in payload.chunks(chunk) {
        reader.feed(piece, &mut |element| taken.add(element))?;
    }
    reader.finish()?;
    Ok(taken)
}
