//! The structure of a hash whose field names stand in a template (types 29 to 32, Redis 8.10).
//!
//! Types 29 and 31 carry their names: a form, the names, the values. Types 30 and 32 stand in files only and have the
//! template's number instead: 30 as the first entry of its listpack, 32 before its values. Sources: the payloads in
//! Redis's own tests of hash templates, redis/redis#15364, redis/librdb#107.

use super::blob::Entry;
use super::container::{Container, ContainerKind, ContainerReader};
use super::cursor::{Cursor, StringHead};
use super::error::{RdbError, Stop};
use super::listpack::Listpack;
use super::sink::{Collect, Role, Sink};
use super::template::{Draft, NAMES_ARE_LISTPACK, NAMES_ARE_STRINGS, Names, Templates, too_many};
use super::text::TextReader;
use super::value_type::ValueType;

/// What the walk reads with.
pub(super) struct TemplateTools<'t, S> {
    pub(super) text: &'t mut TextReader,
    pub(super) container: &'t mut ContainerReader,
    pub(super) limit: usize,
    pub(super) templates: &'t Templates,
    pub(super) sink: &'t mut S,
}

/// The template that a value refers to.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    pub(super) names: Names,
    /// Bytes at the start of the value that only say which template it is.
    pub(super) skip: usize,
}

/// Where the walk over one hash stands.
#[derive(Debug, Clone)]
pub(super) struct TemplateWalk {
    stage: Stage,
    values_are_listpack: bool,
    reference: Option<Reference>,
    draft: Draft,
    name: Collect,
    names: Option<Names>,
    place: usize,
    is_begun: bool,
    started_at: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Form,
    NameCount,
    Names { left: u64 },
    NamesListpack,
    Id,
    Values { left: u64 },
    ValuesListpack,
}

impl TemplateWalk {
    /// A walk over a value of one of the four types.
    pub(super) fn new(value: ValueType) -> Self {
        let stage = match value {
            ValueType::HashTemplateListpackRef => Stage::ValuesListpack,
            ValueType::HashTemplateArrayRef => Stage::Id,
            _ => Stage::Form,
        };
        Self {
            stage,
            values_are_listpack: value == ValueType::HashTemplateListpack,
            reference: None,
            draft: Draft::default(),
            name: Collect::default(),
            names: None,
            place: 0,
            is_begun: false,
            started_at: None,
        }
    }

    /// The template referred to, once it is known.
    pub(super) fn reference(&self) -> Option<&Reference> {
        self.reference.as_ref()
    }

    /// Bytes of names held.
    pub(super) fn held_bytes(&self) -> usize {
        self.draft.len() + self.name.bytes.len() + self.names.as_ref().map_or(0, |names| names.prefix().len())
    }

    /// Reads on from the cursor; done, with the number of fields, when it returns without stopping.
    pub(super) fn run<S: Sink>(
        &mut self,
        cursor: &mut Cursor<'_>,
        tools: &mut TemplateTools<'_, S>,
    ) -> Result<u64, Stop> {
        // A part may come in pieces, so that the cursor's place is not where it began.
        let offset = *self.started_at.get_or_insert(cursor.offset());
        loop {
            let refuse = |why: String| Stop::corrupt(offset, why);
            self.stage = match self.stage {
                Stage::Form => match cursor.length()? {
                    NAMES_ARE_LISTPACK => Stage::NamesListpack,
                    NAMES_ARE_STRINGS => Stage::NameCount,
                    other => return Err(refuse(format!("unknown form of field names {other}"))),
                },
                Stage::NameCount => {
                    self.name.reset(tools.limit);
                    Stage::Names { left: cursor.length()? }
                }
                Stage::Names { left: 0 } => self.named(offset)?,
                Stage::Names { left } => {
                    tools.text.read(cursor, Role::Other, &mut self.name)?;
                    take_name(&mut self.name, &mut self.draft, tools.limit, offset)?;
                    Stage::Names { left: left - 1 }
                }
                Stage::NamesListpack => {
                    self.refuse_large(cursor, tools.limit)?;
                    let draft = &mut self.draft;
                    let then = |container: Container<'_>| match container {
                        Container::Whole(bytes, _) => for_each(bytes, |name| draft.push(&name.to_bytes())),
                        Container::Oversize(_) => Err("too large".to_owned()),
                    };
                    tools.container.read(cursor, ContainerKind::TemplateNames, tools.limit, then)?;
                    self.is_begun = false;
                    self.named(offset)?
                }
                Stage::Id => {
                    let start = cursor.pos();
                    let names = tools.templates.get(cursor.length()?).map_err(refuse)?.clone();
                    let left = names.count();
                    self.reference = Some(Reference { names: names.clone(), skip: cursor.pos() - start });
                    self.names = Some(names);
                    Stage::Values { left }
                }
                Stage::Values { left: 0 } => return Ok(self.names.as_ref().map_or(0, Names::count)),
                Stage::Values { left } => {
                    if S::CONTENT && !self.is_begun {
                        let name = self.names.as_ref().and_then(|names| names.next(&mut self.place));
                        deliver(tools.sink, Role::HashField, name.unwrap_or_default()).map_err(refuse)?;
                        self.is_begun = true;
                    }
                    tools.text.read(cursor, Role::HashValue, tools.sink)?;
                    self.is_begun = false;
                    Stage::Values { left: left - 1 }
                }
                Stage::ValuesListpack => {
                    self.refuse_large(cursor, tools.limit)?;
                    let (names, reference) = (&self.names, &mut self.reference);
                    let (templates, sink) = (tools.templates, &mut *tools.sink);
                    let then = |container: Container<'_>| match container {
                        Container::Whole(bytes, found) => {
                            let names = match names {
                                Some(names) => names,
                                None => {
                                    let names = templates.get(template_id(bytes)?)?.clone();
                                    &reference.insert(Reference { names, skip: 0 }).names
                                }
                            };
                            deliver_pairs(names, bytes, found.elements, sink).map(|()| found.elements)
                        }
                        Container::Oversize(_) => Err("too large".to_owned()),
                    };
                    return tools.container.read(cursor, ContainerKind::TemplateValues, tools.limit, then);
                }
            };
        }
    }

    /// The names are complete; the values follow.
    fn named(&mut self, offset: u64) -> Result<Stage, Stop> {
        let names = std::mem::take(&mut self.draft).finish().map_err(|why| Stop::corrupt(offset, why))?;
        let left = names.count();
        self.names = Some(names);
        Ok(if self.values_are_listpack { Stage::ValuesListpack } else { Stage::Values { left } })
    }

    /// A listpack that is too large to be held cannot be read at all: what it means depends on its first entry.
    fn refuse_large(&mut self, cursor: &mut Cursor<'_>, limit: usize) -> Result<(), Stop> {
        if self.is_begun {
            return Ok(());
        }
        let start = cursor.pos();
        let (stored, len) = match cursor.string_head()? {
            StringHead::Raw { len } => (len, len),
            StringHead::Lzf { compressed, len } => (compressed, len),
            StringHead::Int(_) => (0, 0),
        };
        cursor.rewind(start);
        if stored.max(len) > limit as u64 {
            let what = format!("a hash with a template of more than {limit} bytes");
            return Err(Stop::Bad(RdbError::TooLarge { offset: cursor.offset(), what: what.into() }));
        }
        self.is_begun = true;
        Ok(())
    }
}

/// Takes the name that has been gathered, and makes room for the next. Both errors are for `offset`.
pub(super) fn take_name(name: &mut Collect, draft: &mut Draft, limit: usize, offset: u64) -> Result<(), Stop> {
    if name.len > name.bytes.len() as u64 || draft.len() + name.bytes.len() > limit {
        return Err(too_many(offset, limit));
    }
    draft.push(&name.bytes).map_err(|why| Stop::corrupt(offset, why))?;
    name.reset(limit);
    Ok(())
}

/// The number at the start of a listpack of values.
fn template_id(listpack: &[u8]) -> Result<u64, String> {
    let first = Listpack::new(listpack).map_err(|error| error.to_string())?.iter().next();
    match first {
        Some(Ok(Entry::Int(id))) => u64::try_from(id).map_err(|_| format!("no hash template has the number {id}")),
        _ => Err("a hash does not start with the number of its template".to_owned()),
    }
}

fn deliver_pairs<S: Sink>(names: &Names, listpack: &[u8], values: u64, sink: &mut S) -> Result<(), String> {
    let expected = names.count();
    if values != expected {
        return Err(format!("a hash has {values} values for the {expected} fields of its template"));
    }
    if !S::CONTENT {
        return Ok(());
    }
    let (mut place, mut is_id) = (0, true);
    for_each(listpack, |value| {
        if std::mem::take(&mut is_id) {
            return Ok(());
        }
        deliver(sink, Role::HashField, names.next(&mut place).unwrap_or_default())?;
        deliver(sink, Role::HashValue, &value.to_bytes())
    })
}

fn deliver<S: Sink>(sink: &mut S, role: Role, text: &[u8]) -> Result<(), String> {
    sink.text_begin(role, text.len() as u64)?;
    sink.text(role, text)?;
    sink.text_end(role)
}

fn for_each(listpack: &[u8], mut take: impl FnMut(Entry<'_>) -> Result<(), String>) -> Result<(), String> {
    for entry in Listpack::new(listpack).map_err(|error| error.to_string())? {
        take(entry.map_err(|error| error.to_string())?)?;
    }
    Ok(())
}
