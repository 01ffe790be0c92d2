//! A stream's value rewritten in an older version of its format.

use std::collections::BTreeSet;

use super::cursor::Cursor;
use super::downgrade::{Converted, Losses};
use super::element::ValueError;
use super::encode::{put_length, put_string};
use super::error::{RdbError, Stop};
use super::sink::{Item, Role, Sink, StreamId, StreamMeta};
use super::value_type::ValueType;
use super::walker::Walker;

/// Rewrites a whole stream in `version` 1 to 3, which have no place for producers and pending entries without owner.
pub(super) fn rewrite(value_type: ValueType, value: &[u8], version: u8) -> Result<Converted, ValueError> {
    let mut walker = Walker::new(usize::MAX, 0);
    walker.start(value_type);
    let mut writer = Writer::default();
    let mut cursor = Cursor::new(value, 0);
    match walker.run(&mut cursor, &mut writer) {
        Ok(()) if cursor.rest().is_empty() => Ok(writer.finish(version)),
        Ok(()) => Err(ValueError::Trailing { offset: cursor.offset() }),
        Err(Stop::Bad(RdbError::Corrupt { offset, what })) => Err(ValueError::Corrupt { offset, what }),
        Err(_) => Err(ValueError::Incomplete { bytes: value.len() as u64 }),
    }
}

/// Gathers a stream; every count stands before what it counts, so nothing is written until all is known.
#[derive(Default)]
struct Writer {
    nodes: u64,
    node_bytes: Vec<u8>,
    meta: StreamMeta,
    groups: Vec<Group>,
    name: Vec<u8>,
    losses: Losses,
}

#[derive(Default)]
struct Group {
    name: Vec<u8>,
    last_id: StreamId,
    entries_read: u64,
    pending: Vec<(StreamId, u64, u64)>,
    consumers: Vec<Consumer>,
    unowned: BTreeSet<StreamId>,
}

struct Consumer {
    name: Vec<u8>,
    seen_at_ms: u64,
    active_at_ms: u64,
    owned: Vec<StreamId>,
}

impl Sink for Writer {
    const CONTENT: bool = true;

    fn text_begin(&mut self, _role: Role, _len: u64) -> Result<(), String> {
        self.name.clear();
        Ok(())
    }

    fn text(&mut self, _role: Role, bytes: &[u8]) -> Result<(), String> {
        self.name.extend_from_slice(bytes);
        Ok(())
    }

    fn text_end(&mut self, _role: Role) -> Result<(), String> {
        Ok(())
    }

    fn item(&mut self, item: Item<'_>) -> Result<(), String> {
        match item {
            Item::StreamNode(id, bytes) => {
                self.nodes += 1;
                put_length(&mut self.node_bytes, 16);
                put_id(&mut self.node_bytes, id);
                put_string(&mut self.node_bytes, bytes);
            }
            Item::StreamMeta(meta) => self.meta = meta,
            Item::Group { last_id, entries_read } => self.groups.push(Group {
                name: std::mem::take(&mut self.name),
                last_id,
                entries_read: entries_read.unwrap_or(u64::MAX),
                ..Group::default()
            }),
            Item::RememberedRequest => self.losses.remembered_requests += 1,
            other => {
                let name = std::mem::take(&mut self.name);
                if let Some(group) = self.groups.last_mut() {
                    group.add(other, name);
                }
            }
        }
        Ok(())
    }
}

impl Group {
    fn add(&mut self, item: Item<'_>, name: Vec<u8>) {
        match item {
            Item::Pending { id, delivered_at_ms, deliveries } => self.pending.push((id, delivered_at_ms, deliveries)),
            Item::Consumer { seen_at_ms, active_at_ms } => self.consumers.push(Consumer {
                name,
                seen_at_ms,
                active_at_ms: active_at_ms.unwrap_or(seen_at_ms),
                owned: Vec::new(),
            }),
            Item::Owned(id) => {
                if let Some(consumer) = self.consumers.last_mut() {
                    consumer.owned.push(id);
                }
            }
            Item::Unowned(id) => {
                self.unowned.insert(id);
            }
            _ => {}
        }
    }

    /// An older server expects an owner for every pending entry, so those without are left out.
    fn write(&self, out: &mut Vec<u8>, version: u8) {
        put_string(out, &self.name);
        put_length(out, self.last_id.ms);
        put_length(out, self.last_id.seq);
        if version >= 2 {
            put_length(out, self.entries_read);
        }
        let pending = || {
            let entries = self.pending.iter();
            entries.filter(|(id, ..)| !self.unowned.contains(id))
        };
        put_length(out, pending().count() as u64);
        for &(id, delivered_at_ms, deliveries) in pending() {
            put_id(out, id);
            out.extend_from_slice(&delivered_at_ms.to_le_bytes());
            put_length(out, deliveries);
        }
        put_length(out, self.consumers.len() as u64);
        for consumer in &self.consumers {
            put_string(out, &consumer.name);
            out.extend_from_slice(&consumer.seen_at_ms.to_le_bytes());
            if version >= 3 {
                out.extend_from_slice(&consumer.active_at_ms.to_le_bytes());
            }
            put_length(out, consumer.owned.len() as u64);
            for &id in &consumer.owned {
                put_id(out, id);
            }
        }
    }
}

impl Writer {
    fn finish(mut self, version: u8) -> Converted {
        let mut out = Vec::new();
        put_length(&mut out, self.nodes);
        out.append(&mut self.node_bytes);
        let meta = self.meta;
        put_length(&mut out, meta.length);
        put_length(&mut out, meta.last_id.ms);
        put_length(&mut out, meta.last_id.seq);
        if version >= 2 {
            for id in [meta.first_id, meta.max_deleted_id] {
                let id = id.unwrap_or_default();
                put_length(&mut out, id.ms);
                put_length(&mut out, id.seq);
            }
            put_length(&mut out, meta.entries_added.unwrap_or(meta.length));
        }
        put_length(&mut out, self.groups.len() as u64);
        for group in &self.groups {
            group.write(&mut out, version);
            self.losses.unowned_pending += group.unowned.len() as u64;
        }
        Converted { value_type: ValueType::Stream(version), value: out, losses: self.losses }
    }
}

fn put_id(out: &mut Vec<u8>, id: StreamId) {
    out.extend_from_slice(&id.ms.to_be_bytes());
    out.extend_from_slice(&id.seq.to_be_bytes());
}
