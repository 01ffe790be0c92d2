//! Puts elements together from the pieces the grammar delivers.

use super::blob::{BlobError, Entry};
use super::container::ContainerKind;
use super::element::{Element, FieldValue};
use super::sink::{Item, Role, Sink, StreamId};
use super::value_type::ValueType;
use super::{intset, listpack, stream_node, ziplist, zipmap};

/// -1 in a field that is otherwise unsigned.
const UNKNOWN: u64 = u64::MAX;

/// The pieces of the element that is not complete yet.
#[derive(Debug)]
pub(super) struct Assembly {
    current: Vec<u8>,
    held: Vec<u8>,
    expiry: Option<u64>,
    index: u64,
    at: u64,
    total: u64,
    is_expiry_last: bool,
    max_element_bytes: usize,
    is_too_large: bool,
}

impl Assembly {
    pub(super) fn new(value_type: ValueType, max_element_bytes: usize) -> Self {
        Self {
            current: Vec::new(),
            held: Vec::new(),
            expiry: None,
            index: 0,
            at: 0,
            total: 0,
            is_expiry_last: value_type == ValueType::ValkeyHash2,
            max_element_bytes,
            is_too_large: false,
        }
    }

    pub(super) fn max_element_bytes(&self) -> usize {
        self.max_element_bytes
    }

    pub(super) fn is_too_large(&self) -> bool {
        self.is_too_large
    }

    fn refuse_size(&mut self) -> Result<(), String> {
        self.is_too_large = true;
        Err("too large".to_owned())
    }
}

/// An [`Assembly`] and the receiver of what it completes.
pub(super) struct Delivery<'d, F> {
    pub(super) assembly: &'d mut Assembly,
    pub(super) take: &'d mut F,
}

impl<F: FnMut(Element<'_>)> Sink for Delivery<'_, F> {
    const CONTENT: bool = true;

    fn text_begin(&mut self, role: Role, len: u64) -> Result<(), String> {
        self.assembly.at = 0;
        self.assembly.total = len;
        self.assembly.current.clear();
        if role != Role::StringValue && len > self.assembly.max_element_bytes as u64 {
            return self.assembly.refuse_size();
        }
        Ok(())
    }

    fn text(&mut self, role: Role, bytes: &[u8]) -> Result<(), String> {
        if role == Role::StringValue {
            let (at, total) = (self.assembly.at, self.assembly.total);
            self.assembly.at += bytes.len() as u64;
            (self.take)(Element::StringChunk { bytes, at, total });
        } else {
            self.assembly.current.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn text_end(&mut self, role: Role) -> Result<(), String> {
        let assembly = &mut *self.assembly;
        match role {
            Role::ListItem => (self.take)(Element::ListItem(&assembly.current)),
            Role::SetMember => (self.take)(Element::SetMember(&assembly.current)),
            Role::ZsetMember | Role::HashField | Role::GroupName | Role::ConsumerName => {
                std::mem::swap(&mut assembly.current, &mut assembly.held);
            }
            Role::HashValue if assembly.is_expiry_last => {}
            Role::HashValue => self.hash_field(),
            Role::ArrayElement => self.array_element(),
            Role::StringValue if assembly.total == 0 => {
                (self.take)(Element::StringChunk { bytes: &[], at: 0, total: 0 })
            }
            Role::StringValue | Role::Other => {}
        }
        Ok(())
    }

    fn item(&mut self, item: Item<'_>) -> Result<(), String> {
        let assembly = &mut *self.assembly;
        let name = &assembly.held;
        match item {
            Item::Score(score) => (self.take)(Element::ZsetMember { member: name, score }),
            Item::NextFieldExpiry(at) => assembly.expiry = at,
            Item::LastFieldExpiry(at) => {
                assembly.expiry = at;
                self.hash_field();
            }
            Item::Container(kind, bytes) => return self.container(kind, bytes),
            Item::StreamNode(master, bytes) => return self.stream_node(master, bytes),
            Item::StreamMeta(meta) => (self.take)(Element::StreamMeta(meta)),
            Item::Group { last_id, entries_read } => (self.take)(Element::Group {
                name,
                last_id,
                entries_read: entries_read.filter(|&read| read != UNKNOWN),
            }),
            Item::Pending { id, delivered_at_ms, deliveries } => {
                (self.take)(Element::Pending { id, delivered_at_ms, deliveries })
            }
            Item::Consumer { seen_at_ms, active_at_ms } => (self.take)(Element::Consumer {
                name,
                seen_at_ms,
                active_at_ms: active_at_ms.filter(|&at| at != UNKNOWN),
            }),
            Item::Owned(id) => (self.take)(Element::Owned(id)),
            Item::Unowned(id) => (self.take)(Element::Unowned(id)),
            Item::ProducerLimits { duration_seconds, max_requests } => {
                (self.take)(Element::ProducerLimits { duration_seconds, max_requests })
            }
            Item::RememberedRequest => (self.take)(Element::RememberedRequest),
            Item::Oversize => return assembly.refuse_size(),
            Item::ArrayCursor(at) => (self.take)(Element::ArrayCursor(at)),
            Item::ArrayIndex(index) => assembly.index = index,
            Item::ArrayInt(value) => self.array_number(value.to_string()),
            Item::ArrayFloat(value) => self.array_number(value.to_string()),
        }
        Ok(())
    }
}

impl<F: FnMut(Element<'_>)> Delivery<'_, F> {
    fn hash_field(&mut self) {
        let assembly = &mut *self.assembly;
        (self.take)(Element::HashField {
            field: &assembly.held,
            value: &assembly.current,
            expires_at_ms: assembly.expiry.take(),
        });
    }

    fn array_element(&mut self) {
        (self.take)(Element::ArrayElement { index: self.assembly.index, value: &self.assembly.current });
    }

    fn array_number(&mut self, text: String) {
        self.assembly.current = text.into_bytes();
        self.array_element();
    }

    fn container(&mut self, kind: ContainerKind, bytes: &[u8]) -> Result<(), String> {
        use ContainerKind as Kind;
        match kind {
            Kind::Zipmap => {
                for pair in zipmap::Zipmap::new(bytes).map_err(text)? {
                    let (field, value) = pair.map_err(text)?;
                    (self.take)(Element::HashField { field, value, expires_at_ms: None });
                }
                Ok(())
            }
            Kind::Intset => {
                for member in intset::Intset::new(bytes).map_err(text)?.iter() {
                    (self.take)(Element::SetMember(&Entry::Int(member).to_bytes()));
                }
                Ok(())
            }
            Kind::ListZiplist | Kind::ZsetZiplist | Kind::HashZiplist => {
                self.entries(kind, ziplist::Ziplist::new(bytes).map_err(text)?.into_iter())
            }
            _ => self.entries(kind, listpack::Listpack::new(bytes).map_err(text)?.into_iter()),
        }
    }

    fn entries<'a>(
        &mut self,
        kind: ContainerKind,
        mut entries: impl Iterator<Item = Result<Entry<'a>, BlobError>>,
    ) -> Result<(), String> {
        use ContainerKind as Kind;
        while let Some(first) = entries.next() {
            let first = first.map_err(text)?;
            let bytes = first.to_bytes();
            let mut next = || match entries.next() {
                Some(entry) => entry.map_err(text),
                None => Err("entries do not make pairs".to_owned()),
            };
            match kind {
                Kind::ListZiplist | Kind::ListListpack => (self.take)(Element::ListItem(&bytes)),
                Kind::ZsetZiplist | Kind::ZsetListpack => {
                    let score = score(next()?)?;
                    (self.take)(Element::ZsetMember { member: &bytes, score });
                }
                Kind::HashZiplist | Kind::HashListpack | Kind::HashListpackEx => {
                    let value = next()?;
                    let expires_at_ms = match kind {
                        Kind::HashListpackEx => expiry(next()?)?,
                        _ => None,
                    };
                    (self.take)(Element::HashField { field: &bytes, value: &value.to_bytes(), expires_at_ms });
                }
                _ => (self.take)(Element::SetMember(&bytes)),
            }
        }
        Ok(())
    }

    fn stream_node(&mut self, master: StreamId, bytes: &[u8]) -> Result<(), String> {
        let mut entry = StreamId::default();
        let mut is_deleted = false;
        let mut fields: Vec<FieldValue<'_>> = Vec::new();
        let take = &mut *self.take;
        stream_node::walk(bytes, master, |part| match part {
            stream_node::Part::Begin { id, deleted } => {
                (entry, is_deleted) = (id, deleted);
                fields.clear();
            }
            stream_node::Part::Pair(field, value) if !is_deleted => {
                fields.push((field.to_bytes(), value.to_bytes()));
            }
            stream_node::Part::End if !is_deleted => take(Element::StreamEntry { id: entry, fields: &fields }),
            _ => {}
        })?;
        Ok(())
    }
}

fn score(entry: Entry<'_>) -> Result<f64, String> {
    match entry {
        #[allow(clippy::cast_precision_loss)]
        Entry::Int(value) => Ok(value as f64),
        Entry::Str(bytes) => std::str::from_utf8(bytes)
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| "a score is not a number".to_owned()),
    }
}

fn expiry(entry: Entry<'_>) -> Result<Option<u64>, String> {
    match entry {
        Entry::Int(0) => Ok(None),
        Entry::Int(at) if at > 0 => Ok(Some(at.unsigned_abs())),
        _ => Err("a field's expiry time is not a time".to_owned()),
    }
}

fn text(error: BlobError) -> String {
    error.to_string()
}
