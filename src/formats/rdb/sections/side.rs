//! The sections of a file that are not keys: information, sizes, functions, modules, slots.

use super::super::cursor::Cursor;
use super::super::error::Stop;
use super::super::module_id::ModuleTypeName;
use super::super::module_skip::ModuleSkip;
use super::super::sink::{CheckOnly, Role};
use super::super::template_walk::take_name;
use super::super::visitor::Visitor;
use super::{MAX_AUX_BYTES, Sections, State};

impl Sections {
    /// What every dialect has around its keys.
    pub(super) fn common_section(
        &mut self,
        cursor: &mut Cursor<'_>,
        visitor: &mut impl Visitor,
    ) -> Result<State, Stop> {
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

    /// What only one dialect has.
    pub(super) fn dialect_section(
        &mut self,
        cursor: &mut Cursor<'_>,
        visitor: &mut impl Visitor,
    ) -> Result<State, Stop> {
        Ok(match &mut self.state {
            State::TemplateHead { offset } => {
                let offset = *offset;
                let [id, left] = cursor.lengths()?;
                self.collect.reset(self.walker.templates.room(offset)?);
                State::TemplateNames { id, left, offset }
            }
            State::TemplateNames { id, left: 0, offset } => {
                let names = std::mem::take(&mut self.draft).finish().map_err(|why| Stop::corrupt(*offset, why))?;
                let fields = names.count();
                self.walker.templates.add(*id, names, *offset)?;
                visitor.hash_template(*id, fields);
                State::Opcode
            }
            State::TemplateNames { id, left, offset } => {
                let (id, left, offset) = (*id, *left, *offset);
                self.text.read(cursor, Role::Other, &mut self.collect)?;
                take_name(&mut self.collect, &mut self.draft, self.walker.templates.room(offset)?, offset)?;
                State::TemplateNames { id, left: left - 1, offset }
            }
            State::Update => {
                self.update.run(cursor, self.db, visitor)?;
                State::Opcode
            }
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
