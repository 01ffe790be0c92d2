//! The file around the values: header, opcodes, keys, checksum.
//!
//! Sources: `rdbLoadRioWithLoadingCtx` of redis/src/rdb.c; `rdbLoadKeyMetadata` of Redis 8.6's keymeta.c; valkey's
//! atomic slot migration for opcode 243.

mod side;

use super::cursor::{Cursor, StringHead};
use super::error::{RdbError, Stop};
use super::header::Header;
use super::module_id::ModuleTypeName;
use super::module_skip::ModuleSkip;
use super::opcode::Opcode;
use super::parser::Options;
use super::sink::{CheckOnly, Collect, Role};
use super::template::Draft;
use super::text::TextReader;
use super::update::UpdateReader;
use super::value_type::{KeyType, ValueType};
use super::visitor::{KeyInfo, Visitor, Want};
use super::walker::Walker;

/// Information fields are cut at this many bytes.
const MAX_AUX_BYTES: usize = 4096;

/// Where the reading of a file stands.
#[derive(Debug, Clone)]
pub(super) struct Sections {
    options: Options,
    state: State,
    header: Header,
    offset: u64,
    db: u64,
    before_key: BeforeKey,
    text: TextReader,
    collect: Collect,
    aux_key: Vec<u8>,
    walker: Walker,
    want: Want,
    value_bytes: u64,
    reference: RefPayload,
    draft: Draft,
    update: UpdateReader,
    checksum_from: Option<u64>,
    stored_checksum: Option<u64>,
}

/// What stands before a key and belongs to it.
#[derive(Debug, Clone, Copy, Default)]
struct BeforeKey {
    expires_at_ms: Option<u64>,
    idle_seconds: Option<u64>,
    frequency: Option<u8>,
    module_metadata: u64,
    offset: u64,
}

/// How far the payload of a value that refers to a template has been handed out: its names come first, and which they
/// are stands in the value.
#[derive(Debug, Clone, Default)]
struct RefPayload {
    is_one: bool,
    is_begun: bool,
    held: Vec<u8>,
}

#[derive(Debug, Clone)]
enum State {
    Header,
    Opcode,
    ExpiryMs,
    ExpirySeconds,
    Idle,
    Frequency,
    AuxKey,
    AuxValue,
    SelectDb,
    ResizeDb,
    SlotInfo,
    Function,
    FunctionPreGa { part: u8 },
    ModuleAuxHead,
    ModuleAux(ModuleSkip),
    SlotImportName,
    SlotImportCount,
    SlotImportRanges { left: u64 },
    KeyMetaCount,
    KeyMetaClass { left: u64 },
    KeyMeta { left: u64, skip: ModuleSkip },
    TemplateHead { offset: u64 },
    TemplateNames { id: u64, left: u64, offset: u64 },
    Update,
    KeyName { value: ValueType, begun: bool },
    ModuleId(ValueType),
    Value,
    Checksum,
    Done { bytes: u64 },
}

impl Sections {
    pub(super) fn new(options: Options) -> Self {
        Self {
            options,
            state: State::Header,
            header: Header { dialect: super::header::Dialect::Redis, version: 0 },
            offset: 0,
            db: 0,
            before_key: BeforeKey::default(),
            text: TextReader::default(),
            collect: Collect::default(),
            aux_key: Vec::new(),
            walker: Walker::new(options.max_container_bytes, options.max_template_bytes),
            want: Want::Nothing,
            value_bytes: 0,
            reference: RefPayload::default(),
            draft: Draft::default(),
            update: UpdateReader::new(0),
            checksum_from: None,
            stored_checksum: None,
        }
    }

    /// Magic and version, once read.
    pub(super) fn header(&self) -> Option<Header> {
        (self.header.version > 0).then_some(self.header)
    }

    /// Bytes held of what is being gathered: a name, a field, a container, templates.
    pub(super) fn held_bytes(&self) -> usize {
        let gathered = self.collect.bytes.len() + self.aux_key.len() + self.reference.held.len();
        gathered + self.draft.len() + self.walker.held_bytes()
    }

    /// Where the checksum starts and what it covers ends, once known.
    pub(super) fn checksum_from(&self) -> Option<u64> {
        self.checksum_from
    }

    /// The length of the file and the checksum in it, once the end has been read.
    pub(super) fn ended(&self) -> Option<(u64, Option<u64>)> {
        match self.state {
            State::Done { bytes } => Some((bytes, self.stored_checksum)),
            _ => None,
        }
    }

    /// What would be read next.
    pub(super) fn reading(&self) -> String {
        match &self.state {
            State::Header => "the header".to_owned(),
            State::Opcode => "the next key or the end mark".to_owned(),
            State::KeyName { .. } | State::ModuleId(_) => {
                format!("the name of the key at offset {}", self.before_key.offset)
            }
            State::Value => format!("the value of the key at offset {}", self.before_key.offset),
            State::AuxKey | State::AuxValue => "an information field".to_owned(),
            State::Function | State::FunctionPreGa { .. } => "a function library".to_owned(),
            State::ModuleAuxHead | State::ModuleAux(_) => "a module's data".to_owned(),
            State::TemplateHead { .. } | State::TemplateNames { .. } => "a hash template".to_owned(),
            State::Update => "a command".to_owned(),
            State::Checksum => "the checksum".to_owned(),
            _ => "what stands before a key".to_owned(),
        }
    }

    /// Reads what is whole in `slice` and returns the number of bytes used.
    pub(super) fn read(&mut self, slice: &[u8], visitor: &mut impl Visitor) -> Result<usize, RdbError> {
        let mut cursor = Cursor::new(slice, self.offset);
        let stop = loop {
            if let Err(stop) = self.advance(&mut cursor, visitor) {
                break stop;
            }
        };
        self.offset = cursor.offset();
        match stop {
            Stop::More => Ok(cursor.pos()),
            Stop::Bad(error) => Err(error),
        }
    }

    /// One step; [`Stop::More`] when the slice has no whole token left.
    fn advance(&mut self, cursor: &mut Cursor<'_>, visitor: &mut impl Visitor) -> Result<(), Stop> {
        self.state = match &mut self.state {
            State::Opcode => self.opcode(cursor)?,
            State::KeyName { .. } => self.key_name(cursor, visitor)?,
            State::Value => self.value(cursor, visitor)?,
            State::Header => {
                self.header = Header::parse(&cursor.array()?)?;
                visitor.header(self.header);
                State::Opcode
            }
            State::ExpiryMs => {
                let at = i64::from_le_bytes(cursor.array()?);
                self.before_key.expires_at_ms = Some(at.max(1).unsigned_abs());
                State::Opcode
            }
            State::ExpirySeconds => {
                let at = i64::from(i32::from_le_bytes(cursor.array()?)) * 1000;
                self.before_key.expires_at_ms = Some(at.max(1).unsigned_abs());
                State::Opcode
            }
            State::Idle => {
                self.before_key.idle_seconds = Some(cursor.length()?);
                State::Opcode
            }
            State::Frequency => {
                self.before_key.frequency = Some(cursor.byte()?);
                State::Opcode
            }
            State::ModuleId(value) => {
                let value = *value;
                let start = cursor.pos();
                let name = ModuleTypeName::from_id(cursor.length()?);
                cursor.rewind(start);
                let collected = std::mem::take(&mut self.collect);
                let kind = KeyType::Module(name);
                self.begin_value(&collected.bytes, collected.len, kind, value, visitor);
                self.collect = collected;
                State::Value
            }
            State::Checksum => {
                self.stored_checksum = Some(u64::from_le_bytes(cursor.array()?));
                State::Done { bytes: cursor.offset() }
            }
            State::Done { .. } => {
                cursor.take_up_to(u64::MAX);
                return Err(Stop::More);
            }
            State::TemplateHead { .. }
            | State::TemplateNames { .. }
            | State::Update
            | State::KeyMetaCount
            | State::KeyMetaClass { .. }
            | State::KeyMeta { .. }
            | State::SlotImportName
            | State::SlotImportCount
            | State::SlotImportRanges { .. } => self.dialect_section(cursor, visitor)?,
            _ => self.common_section(cursor, visitor)?,
        };
        Ok(())
    }

    fn opcode(&mut self, cursor: &mut Cursor<'_>) -> Result<State, Stop> {
        let offset = cursor.offset();
        let byte = cursor.byte()?;
        if let Some(value) = ValueType::from_byte(byte, self.header) {
            self.before_key.offset = offset;
            return Ok(State::KeyName { value, begun: false });
        }
        Ok(match Opcode::from_byte(byte, self.header) {
            Some(Opcode::ExpiryMs) => State::ExpiryMs,
            Some(Opcode::ExpirySeconds) => State::ExpirySeconds,
            Some(Opcode::Idle) => State::Idle,
            Some(Opcode::Frequency) => State::Frequency,
            Some(Opcode::SelectDb) => State::SelectDb,
            Some(Opcode::ResizeDb) => State::ResizeDb,
            Some(Opcode::SlotInfo) => State::SlotInfo,
            Some(Opcode::KeyMeta) => State::KeyMetaCount,
            Some(Opcode::HashTemplate) => State::TemplateHead { offset },
            Some(Opcode::Update) => {
                self.update = UpdateReader::new(offset);
                State::Update
            }
            Some(Opcode::ModuleAux) => State::ModuleAuxHead,
            Some(Opcode::Aux) => {
                self.collect.reset(MAX_AUX_BYTES);
                State::AuxKey
            }
            Some(Opcode::Function) => {
                self.collect.reset(self.options.max_function_bytes);
                State::Function
            }
            Some(Opcode::FunctionPreGa) => State::FunctionPreGa { part: 0 },
            Some(Opcode::SlotImport) => {
                self.collect.reset(MAX_AUX_BYTES);
                State::SlotImportName
            }
            Some(Opcode::End) => {
                self.checksum_from = Some(cursor.offset());
                match self.header.has_checksum() {
                    true => State::Checksum,
                    false => State::Done { bytes: cursor.offset() },
                }
            }
            None => {
                let format = self.header.to_string();
                return Err(Stop::Bad(match byte {
                    ..=199 => RdbError::UnknownType { kind: byte, offset, format },
                    opcode => RdbError::UnknownOpcode { opcode, offset, format },
                }));
            }
        })
    }

    fn key_name(&mut self, cursor: &mut Cursor<'_>, visitor: &mut impl Visitor) -> Result<State, Stop> {
        let State::KeyName { value, begun } = &mut self.state else {
            return Ok(State::Opcode);
        };
        let value = *value;
        if !*begun {
            let start = cursor.pos();
            if let StringHead::Raw { len } = cursor.string_head()?
                && len <= self.options.max_key_bytes as u64
                && let Some(kind) = value.key_type()
                && let Some(name) = cursor.take_exact(len)
            {
                self.begin_value(name, len, kind, value, visitor);
                return Ok(State::Value);
            }
            cursor.rewind(start);
            self.collect.reset(self.options.max_key_bytes);
            *begun = true;
        }
        self.text.read(cursor, Role::Other, &mut self.collect)?;
        let Some(kind) = value.key_type() else {
            return Ok(State::ModuleId(value));
        };
        let collected = std::mem::take(&mut self.collect);
        self.begin_value(&collected.bytes, collected.len, kind, value, visitor);
        self.collect = collected;
        Ok(State::Value)
    }

    fn begin_value(
        &mut self,
        name: &[u8],
        name_len: u64,
        kind: KeyType,
        value_type: ValueType,
        visitor: &mut impl Visitor,
    ) {
        let before = self.before_key;
        self.want = visitor.key(&KeyInfo {
            db: self.db,
            name,
            name_len,
            kind,
            value_type: value_type.self_contained(),
            expires_at_ms: before.expires_at_ms,
            idle_seconds: before.idle_seconds,
            frequency: before.frequency,
            module_metadata: before.module_metadata,
            offset: before.offset,
        });
        self.value_bytes = 0;
        self.reference.is_one = value_type.self_contained() != value_type;
        self.walker.start(value_type);
    }

    fn value(&mut self, cursor: &mut Cursor<'_>, visitor: &mut impl Visitor) -> Result<State, Stop> {
        let start = cursor.pos();
        let read = self.walker.run(cursor, &mut CheckOnly);
        let bytes = cursor.since(start);
        self.value_bytes += bytes.len() as u64;
        if self.want == Want::Chunks && !bytes.is_empty() {
            match self.reference.is_one {
                false => visitor.payload(bytes),
                true => self.payload_of_reference(bytes, visitor),
            }
        }
        read?;
        let mut end = self.walker.count();
        end.serialized_bytes = self.value_bytes;
        visitor.key_end(&end);
        let offset = self.before_key.offset;
        self.before_key = BeforeKey { offset, ..BeforeKey::default() };
        self.reference.is_begun = false;
        Ok(State::Opcode)
    }

    /// Hands out what a hash with a template consists of in the form that carries its names: these, then the value
    /// without the number of the template where that stands apart.
    fn payload_of_reference(&mut self, bytes: &[u8], visitor: &mut impl Visitor) {
        let payload = &mut self.reference;
        if payload.is_begun {
            return visitor.payload(bytes);
        }
        let Some(reference) = self.walker.reference() else {
            return payload.held.extend_from_slice(bytes);
        };
        payload.is_begun = true;
        visitor.payload(reference.names.prefix());
        let held = std::mem::take(&mut payload.held);
        let skipped = reference.skip.min(held.len());
        let parts = [&held[skipped..], &bytes[reference.skip - skipped..]];
        parts.into_iter().filter(|part| !part.is_empty()).for_each(|part| visitor.payload(part));
    }
}
