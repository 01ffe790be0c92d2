//! The structure of every value: one grammar for checking a file and for taking a value apart.
//!
//! Source: `rdbLoadObject` of redis/src/rdb.c and valkey/src/rdb.c.

use super::array_walk::ArrayWalk;
use super::container::{Container, ContainerKind, ContainerReader};
use super::cursor::Cursor;
use super::error::Stop;
use super::module_skip::ModuleSkip;
use super::sink::{Item, Role, Sink};
use super::stream_walk::{StreamWalk, Tools};
use super::template::Templates;
use super::template_walk::{Reference, TemplateTools, TemplateWalk};
use super::text::TextReader;
use super::value_type::ValueType;
use super::visitor::KeyEnd;

/// One value being read.
#[derive(Debug, Clone)]
pub(super) struct Walker {
    step: Step,
    text: TextReader,
    container: ContainerReader,
    container_limit: usize,
    count: KeyEnd,
    pub(super) templates: Templates,
    reference: Option<Reference>,
}

#[derive(Debug, Clone)]
enum Step {
    String,
    Count(&'static [Part]),
    EarliestExpiry(ValueType),
    Elements(Elements),
    Container(ContainerKind),
    NodeCount { plain_nodes: bool },
    Node { left: u64, plain_nodes: bool, kind: Option<u64> },
    Stream(Box<StreamWalk>),
    ModuleId,
    Module(ModuleSkip),
    Array(ArrayWalk),
    Template(Box<TemplateWalk>),
    Done,
}

/// What one element is made of.
#[derive(Debug, Clone, Copy)]
enum Part {
    Text(Role),
    AsciiScore,
    Score,
    /// A length: 0 for none, otherwise the earliest expiry of the hash plus this minus one.
    ExpiryBefore,
    /// Eight bytes: -1 for none.
    ExpiryAfter,
}

const LIST: &[Part] = &[Part::Text(Role::ListItem)];
const SET: &[Part] = &[Part::Text(Role::SetMember)];
const ZSET: &[Part] = &[Part::Text(Role::ZsetMember), Part::AsciiScore];
const ZSET_2: &[Part] = &[Part::Text(Role::ZsetMember), Part::Score];
const HASH: &[Part] = &[Part::Text(Role::HashField), Part::Text(Role::HashValue)];
const HASH_METADATA: &[Part] = &[Part::ExpiryBefore, Part::Text(Role::HashField), Part::Text(Role::HashValue)];
const VALKEY_HASH_2: &[Part] = &[Part::Text(Role::HashField), Part::Text(Role::HashValue), Part::ExpiryAfter];

/// A node of a list that is one item by itself (`QUICKLIST_NODE_CONTAINER_PLAIN`).
const PLAIN_NODE: u64 = 1;
/// A node of a list that is a listpack (`QUICKLIST_NODE_CONTAINER_PACKED`).
const PACKED_NODE: u64 = 2;

#[derive(Debug, Clone)]
struct Elements {
    parts: &'static [Part],
    at: usize,
    left: u64,
    /// What an expiry before a field counts from; 1 makes it absolute.
    earliest_ms: u64,
}

impl Walker {
    /// A reader that holds containers of up to `container_limit` bytes and templates of `template_limit`.
    pub(super) fn new(container_limit: usize, template_limit: usize) -> Self {
        Self {
            step: Step::Done,
            text: TextReader::default(),
            container: ContainerReader::default(),
            container_limit,
            count: KeyEnd::default(),
            templates: Templates::new(template_limit),
            reference: None,
        }
    }

    /// Prepares for a value of this type.
    pub(super) fn start(&mut self, value: ValueType) {
        use ContainerKind as Kind;
        use ValueType as Type;
        self.count = KeyEnd::default();
        self.reference = None;
        self.step = match value {
            Type::String => Step::String,
            Type::List => Step::Count(LIST),
            Type::Set => Step::Count(SET),
            Type::Zset => Step::Count(ZSET),
            Type::Zset2 => Step::Count(ZSET_2),
            Type::Hash => Step::Count(HASH),
            Type::HashMetadataPreGa => Step::Count(HASH_METADATA),
            Type::ValkeyHash2 => Step::Count(VALKEY_HASH_2),
            Type::HashMetadata | Type::HashListpackEx => Step::EarliestExpiry(value),
            Type::HashZipmap => Step::Container(Kind::Zipmap),
            Type::ListZiplist => Step::Container(Kind::ListZiplist),
            Type::SetIntset => Step::Container(Kind::Intset),
            Type::ZsetZiplist => Step::Container(Kind::ZsetZiplist),
            Type::HashZiplist => Step::Container(Kind::HashZiplist),
            Type::HashListpack => Step::Container(Kind::HashListpack),
            Type::ZsetListpack => Step::Container(Kind::ZsetListpack),
            Type::SetListpack => Step::Container(Kind::SetListpack),
            Type::HashListpackExPreGa => Step::Container(Kind::HashListpackEx),
            Type::ListQuicklist => Step::NodeCount { plain_nodes: false },
            Type::ListQuicklist2 => Step::NodeCount { plain_nodes: true },
            Type::Stream(version) => Step::Stream(Box::new(StreamWalk::new(version))),
            Type::Module2 => Step::ModuleId,
            Type::Array => Step::Array(ArrayWalk::default()),
            Type::HashTemplateListpack
            | Type::HashTemplateListpackRef
            | Type::HashTemplateArray
            | Type::HashTemplateArrayRef => Step::Template(Box::new(TemplateWalk::new(value))),
        };
    }

    /// Bytes held of the container being gathered, and of templates.
    pub(super) fn held_bytes(&self) -> usize {
        let names = match &self.step {
            Step::Template(walk) => walk.held_bytes(),
            _ => 0,
        };
        self.container.held_bytes() + self.templates.held_bytes() + names
    }

    /// The template that the value refers to, once it is known.
    pub(super) fn reference(&self) -> Option<&Reference> {
        match &self.step {
            Step::Template(walk) => walk.reference(),
            _ => self.reference.as_ref(),
        }
    }

    /// What has been counted since [`Walker::start`].
    pub(super) fn count(&self) -> KeyEnd {
        self.count
    }

    /// Reads on from the cursor; the value is complete when it returns without stopping.
    pub(super) fn run<S: Sink>(&mut self, cursor: &mut Cursor<'_>, sink: &mut S) -> Result<(), Stop> {
        loop {
            self.step = match &mut self.step {
                Step::Done => return Ok(()),
                Step::String => {
                    self.count.string_bytes = self.text.read(cursor, Role::StringValue, sink)?;
                    self.count.elements = 1;
                    Step::Done
                }
                Step::Count(parts) => Step::Elements(Elements { parts, at: 0, left: cursor.length()?, earliest_ms: 1 }),
                Step::EarliestExpiry(value) => earliest_expiry(*value, cursor)?,
                Step::Elements(elements) => {
                    elements.run(cursor, &mut self.text, sink, &mut self.count)?;
                    Step::Done
                }
                Step::Container(kind) => {
                    let kind = *kind;
                    self.container(kind, cursor, sink)?;
                    Step::Done
                }
                Step::NodeCount { plain_nodes } => {
                    Step::Node { plain_nodes: *plain_nodes, left: cursor.length()?, kind: None }
                }
                Step::Node { left: 0, .. } => Step::Done,
                Step::Node { plain_nodes: true, kind: kind @ None, .. } => {
                    *kind = Some(node_kind(cursor)?);
                    continue;
                }
                Step::Node { left, plain_nodes, kind } => {
                    let (rest, plain_nodes, kind) = (*left - 1, *plain_nodes, *kind);
                    if kind == Some(PLAIN_NODE) {
                        self.text.read(cursor, Role::ListItem, sink)?;
                        self.count.elements += 1;
                    } else if plain_nodes {
                        self.container(ContainerKind::ListListpack, cursor, sink)?;
                    } else {
                        self.container(ContainerKind::ListZiplist, cursor, sink)?;
                    }
                    Step::Node { left: rest, plain_nodes, kind: None }
                }
                Step::Stream(walk) => {
                    walk.run(
                        cursor,
                        &mut Tools {
                            text: &mut self.text,
                            container: &mut self.container,
                            limit: self.container_limit,
                            sink,
                        },
                    )?;
                    self.count.elements = walk.entries();
                    self.count.unchecked_containers = walk.unchecked_nodes();
                    Step::Done
                }
                Step::ModuleId => {
                    cursor.length()?;
                    Step::Module(ModuleSkip::default())
                }
                Step::Module(skip) => {
                    skip.run(cursor, &mut self.text)?;
                    Step::Done
                }
                Step::Template(walk) => {
                    let (container, limit) = (&mut self.container, self.container_limit);
                    let templates = &self.templates;
                    let mut tools = TemplateTools { text: &mut self.text, container, limit, templates, sink };
                    self.count.elements = walk.run(cursor, &mut tools)?;
                    self.reference = walk.reference().cloned();
                    Step::Done
                }
                Step::Array(walk) => {
                    self.count.elements = walk.run(cursor, &mut self.text, sink)?;
                    Step::Done
                }
            };
        }
    }

    fn container<S: Sink>(&mut self, kind: ContainerKind, cursor: &mut Cursor<'_>, sink: &mut S) -> Result<(), Stop> {
        let count = &mut self.count;
        let then = |container: Container<'_>| match container {
            Container::Whole(bytes, found) => {
                count.elements += found.elements;
                count.fields_with_expiry += found.with_expiry;
                sink.item(Item::Container(kind, bytes))
            }
            Container::Oversize(declared) => {
                count.elements += declared;
                count.unchecked_containers += 1;
                sink.item(Item::Oversize)
            }
        };
        self.container.read(cursor, kind, self.container_limit, then)
    }
}

impl Elements {
    #[inline]
    fn run<S: Sink>(
        &mut self,
        cursor: &mut Cursor<'_>,
        text: &mut TextReader,
        sink: &mut S,
        count: &mut KeyEnd,
    ) -> Result<(), Stop> {
        while self.left > 0 {
            while let Some(part) = self.parts.get(self.at) {
                let offset = cursor.offset();
                let item = match part {
                    Part::Text(role) => {
                        text.read(cursor, *role, sink)?;
                        self.at += 1;
                        continue;
                    }
                    Part::AsciiScore => Item::Score(cursor.ascii_double()?),
                    Part::Score => Item::Score(f64::from_le_bytes(cursor.array()?)),
                    Part::ExpiryBefore => {
                        let relative = cursor.length()?;
                        let at = absolute_expiry(relative, self.earliest_ms)
                            .ok_or_else(|| Stop::corrupt(offset, "a field's expiry time is too large"))?;
                        Item::NextFieldExpiry(at)
                    }
                    Part::ExpiryAfter => {
                        let at = i64::from_le_bytes(cursor.array()?);
                        Item::LastFieldExpiry(u64::try_from(at).ok())
                    }
                };
                if let Item::NextFieldExpiry(Some(_)) | Item::LastFieldExpiry(Some(_)) = item {
                    count.fields_with_expiry += 1;
                }
                sink.item(item).map_err(|why| Stop::corrupt(offset, why))?;
                self.at += 1;
            }
            self.at = 0;
            self.left -= 1;
            count.elements += 1;
        }
        Ok(())
    }
}

/// `HFE`s of type 24 are stored relative to the earliest one, plus one, so that 0 can mean none.
fn absolute_expiry(relative: u64, earliest_ms: u64) -> Option<Option<u64>> {
    match relative {
        0 => Some(None),
        relative => earliest_ms.checked_add(relative - 1).filter(|&at| i64::try_from(at).is_ok()).map(Some),
    }
}

fn earliest_expiry(value: ValueType, cursor: &mut Cursor<'_>) -> Result<Step, Stop> {
    let start = cursor.pos();
    let earliest_ms = u64::from_le_bytes(cursor.array()?);
    if value == ValueType::HashListpackEx {
        return Ok(Step::Container(ContainerKind::HashListpackEx));
    }
    match cursor.length() {
        Ok(left) => Ok(Step::Elements(Elements { parts: HASH_METADATA, at: 0, left, earliest_ms })),
        Err(stop) => {
            cursor.rewind(start);
            Err(stop)
        }
    }
}

fn node_kind(cursor: &mut Cursor<'_>) -> Result<u64, Stop> {
    let offset = cursor.offset();
    match cursor.length()? {
        kind @ (PLAIN_NODE | PACKED_NODE) => Ok(kind),
        other => {
            let what = format!("unknown kind of list node {other}");
            Err(Stop::corrupt(offset, what))
        }
    }
}
