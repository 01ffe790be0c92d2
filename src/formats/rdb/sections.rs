//! The file around the values: header, opcodes, keys, checksum.
//!
//! Sources: `rdbLoadRioWithLoadingCtx` of redis/src/rdb.c; `rdbLoadKeyMetadata` of Redis 8.6's keymeta.c; valkey's
//! atomic slot migration for opcode 243.

use super::cursor::{Cursor, StringHead};
use super::error::{RdbError, Stop};
use super::header::Header;
use super::module_id::ModuleTypeName;
use super::module_skip::ModuleSkip;
use super::opcode::Opcode;
use super::parser::Options;
use super::sink::{CheckOnly, Collect, Role};
use super::text::TextReader;
use super::value_type::{KeyType, ValueType};
use super::visitor::{KeyInfo, Visitor, Want};
use super::walker::Walker;

/// Information fields are cut at this many bytes.
const MAX_AUX_BYTES: usize = 4096;

/// Where the reading of a file stands.
#[derive(Debug)]
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

#[derive(Debug)]
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
            walker: Walker::new(options.max_container_bytes),
            want: Want::Nothing,
            value_bytes: 0,
            checksum_from: None,
            stored_checksum: None,
        }
    }

    /// Magic and version, once read.
    pub(super) fn header(&self) -> Option<Header> {
        (self.header.version > 0).then_some(self.header)
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
            State::KeyMetaCount
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
            value_type,
            expires_at_ms: before.expires_at_ms,
            idle_seconds: before.idle_seconds,
            frequency: before.frequency,
            module_metadata: before.module_metadata,
            offset: before.offset,
        });
        self.value_bytes = 0;
        self.walker.start(value_type);
    }

    fn value(&mut self, cursor: &mut Cursor<'_>, visitor: &mut impl Visitor) -> Result<State, Stop> {
        let start = cursor.pos();
        let read = self.walker.run(cursor, &mut CheckOnly);
        let bytes = cursor.since(start);
        self.value_bytes += bytes.len() as u64;
        if self.want == Want::Chunks && !bytes.is_empty() {
            visitor.payload(bytes);
        }
        read?;
        let mut end = self.walker.count();
        end.serialized_bytes = self.value_bytes;
        visitor.key_end(&end);
        let offset = self.before_key.offset;
        self.before_key = BeforeKey { offset, ..BeforeKey::default() };
        Ok(State::Opcode)
    }

    fn common_section(&mut self, cursor: &mut Cursor<'_>, visitor: &mut impl Visitor) -> Result<State, Stop> {
        Ok(match &mut self.state {
            State::AuxKey => {
                self.text.read(cursor, Role::Other, &mut self.collect)?;
                std::mem::swap(&mut self.aux_key, &mut self.collect.bytes);
                self.collect.reset(MAX_AUX_BYTES);
                State::AuxValue
            }
            State::AuxValue => {
                self.text.read(cursor, Role::Other, &mut self.collect)?;
                visitor.aux(&self.aux_key, &self.collect.bytes);
                State::Opcode
            }
            State::SelectDb => {
                self.db = cursor.length()?;
                visitor.select_db(self.db);
                State::Opcode
            }
            State::ResizeDb => {
                let [keys, with_expiry] = cursor.lengths()?;
                visitor.resize_db(keys, with_expiry);
                State::Opcode
            }
            State::SlotInfo => {
                let [slot, keys, with_expiry] = cursor.lengths()?;
                visitor.slot_info(slot, keys, with_expiry);
                State::Opcode
            }
            State::Function => {
                let len = self.text.read(cursor, Role::Other, &mut self.collect)?;
                visitor.function(&self.collect.bytes, len);
                self.collect.reset(0);
                State::Opcode
            }
            State::FunctionPreGa { part } => {
                // Name, engine, whether a description follows, description, code.
                let next = match *part {
                    2 => match cursor.length()? {
                        0 => 4,
                        _ => 3,
                    },
                    4 => {
                        self.collect.reset(self.options.max_function_bytes);
                        5
                    }
                    5 => {
                        let len = self.text.read(cursor, Role::Other, &mut self.collect)?;
                        visitor.function(&self.collect.bytes, len);
                        return Ok(State::Opcode);
                    }
                    part => {
                        self.text.read(cursor, Role::Other, &mut CheckOnly)?;
                        part + 1
                    }
                };
                State::FunctionPreGa { part: next }
            }
            State::ModuleAuxHead => {
                let [id, _opcode, _when] = cursor.lengths()?;
                visitor.module_aux(ModuleTypeName::from_id(id));
                State::ModuleAux(ModuleSkip::default())
            }
            State::ModuleAux(skip) => {
                skip.run(cursor, &mut self.text)?;
                State::Opcode
            }
            _ => State::Opcode,
        })
    }

    fn dialect_section(&mut self, cursor: &mut Cursor<'_>, visitor: &mut impl Visitor) -> Result<State, Stop> {
        Ok(match &mut self.state {
            State::KeyMetaCount => {
                let left = cursor.length()?;
                self.before_key.module_metadata = left;
                State::KeyMetaClass { left }
            }
            State::KeyMetaClass { left: 0 } => State::Opcode,
            State::KeyMetaClass { left } => {
                let left = *left - 1;
                cursor.array::<4>()?;
                State::KeyMeta { left, skip: ModuleSkip::default() }
            }
            State::KeyMeta { left, skip } => {
                skip.run(cursor, &mut self.text)?;
                State::KeyMetaClass { left: *left }
            }
            State::SlotImportName => {
                self.text.read(cursor, Role::Other, &mut self.collect)?;
                visitor.slot_import(&self.collect.bytes);
                State::SlotImportCount
            }
            State::SlotImportCount => State::SlotImportRanges { left: cursor.length()? },
            State::SlotImportRanges { left: 0 } => State::Opcode,
            State::SlotImportRanges { left } => {
                let left = *left - 1;
                let [_first, _last] = cursor.lengths()?;
                State::SlotImportRanges { left }
            }
            _ => State::Opcode,
        })
    }
}
