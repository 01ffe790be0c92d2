//! Reads one AOF file from bytes that arrive in pieces (`loadSingleAppendOnlyFile` in
//! `redis/src/aof.c`; where that is lax, as strict as `redis-check-aof`).
//!
//! A file that just stops is truncated, which servers accept of the last file; bytes that cannot
//! stand where they stand are an error. Memory is bounded by [`AofOptions::max_command_bytes`].

use std::ops::ControlFlow;

use super::base::Base;
use super::command::{Command, Held, LargeCommand};
use super::error::{AofError, AofFault};
use super::event::{AofVisitor, Event};
use crate::formats::resp::{self, CommandReader, Token};

/// The longest annotation Redis reads, line end included (`AOF_ANNOTATION_LINE_MAX_LEN`).
const MAX_ANNOTATION_BYTES: usize = 1024;

/// How to read.
#[derive(Debug, Clone, Copy)]
pub struct AofOptions {
    /// Commands up to this many bytes are held and given whole; larger ones are passed through.
    pub max_command_bytes: usize,
    /// An argument declared longer than this is damage, not data.
    pub max_arg_bytes: u64,
}

impl Default for AofOptions {
    /// 1 MiB held; arguments up to 4 GiB (`proto-max-bulk-len` is 512 MiB unless raised).
    fn default() -> Self {
        Self { max_command_bytes: 1 << 20, max_arg_bytes: 4 << 30 }
    }
}

/// How a file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Bytes that were read.
    pub bytes: u64,
    /// Up to here the file is whole: outside any command and any transaction.
    pub last_good_offset: u64,
    /// Whether anything is missing after that.
    pub tail: Tail,
}

/// The state of a file's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// The file ends where it should.
    Complete,
    /// The file ends early; a server drops what stands after the last good offset.
    Truncated {
        /// Bytes after the last good offset.
        lost_bytes: u64,
        /// What was cut.
        inside: Inside,
    },
    /// The visitor ended the reading; nothing is known of the rest.
    Stopped,
}

/// What the end of a truncated file cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// A command.
    Command,
    /// A transaction whose EXEC is missing; all of it is dropped.
    Transaction,
    /// An annotation line.
    Annotation,
}

/// Reader of one AOF file.
#[derive(Debug)]
pub struct AofParser {
    options: AofOptions,
    phase: Phase,
    reader: CommandReader,
    held: Held,
    /// Of the command under way: where it starts, how many arguments it declares, and whether it
    /// is passed through.
    command_offset: u64,
    command_args: u64,
    large: bool,
    db: u64,
    timestamp: Option<u64>,
    in_transaction: bool,
    last_good_offset: u64,
}

#[derive(Debug)]
enum Phase {
    Start,
    Base(Box<Base>),
    Commands,
    Annotation(Vec<u8>),
    Stopped,
}

impl AofParser {
    /// A reader at the start of a file.
    #[must_use]
    pub fn new(options: AofOptions) -> Self {
        Self {
            options,
            phase: Phase::Start,
            reader: CommandReader::new(0, options.max_arg_bytes),
            held: Held::default(),
            command_offset: 0,
            command_args: 0,
            large: false,
            db: 0,
            timestamp: None,
            in_transaction: false,
            last_good_offset: 0,
        }
    }

    /// Up to here the file is whole so far: outside any command and any transaction.
    #[must_use]
    pub fn last_good_offset(&self) -> u64 {
        self.last_good_offset
    }

    /// Feeds the next bytes of the file. `Break` repeats what the visitor answered; what is fed
    /// after that is ignored.
    ///
    /// # Errors
    /// Damage, see [`AofFault`]; the parser must not be used after it.
    pub fn push<V: AofVisitor>(&mut self, mut input: &[u8], visitor: &mut V) -> Result<ControlFlow<()>, AofError> {
        while let Some(&byte) = input.first() {
            let flow = match &mut self.phase {
                Phase::Stopped => return Ok(ControlFlow::Break(())),
                Phase::Start => {
                    // `R` and `V` begin the magics REDIS and VALKEY and no command.
                    self.phase = match byte {
                        b'R' | b'V' => Phase::Base(Box::default()),
                        _ => Phase::Commands,
                    };
                    ControlFlow::Continue(())
                }
                Phase::Base(base) => match base.push(&mut input, visitor)? {
                    Some(offset) => self.end_base(offset, visitor),
                    None => ControlFlow::Continue(()),
                },
                Phase::Annotation(line) => match take_line(line, &mut input) {
                    true => self.end_annotation(visitor)?,
                    false => self.check_annotation_len()?,
                },
                Phase::Commands if byte == b'#' && self.reader.at_boundary() => {
                    self.phase = Phase::Annotation(Vec::new());
                    ControlFlow::Continue(())
                }
                Phase::Commands => self.push_commands(&mut input, visitor)?,
            };
            if flow.is_break() {
                self.phase = Phase::Stopped;
                return Ok(flow);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Says how the file ended, now that all of it has been fed.
    ///
    /// # Errors
    /// [`AofFault::BaseTruncated`]: the file ends inside its RDB.
    pub fn finish(self) -> Result<Ending, AofError> {
        let mut bytes = self.reader.offset();
        let inside = match &self.phase {
            Phase::Base(base) => return Err(base.cut_short()),
            Phase::Stopped => {
                let last_good_offset = self.last_good_offset;
                return Ok(Ending { bytes, last_good_offset, tail: Tail::Stopped });
            }
            _ if self.in_transaction => Some(Inside::Transaction),
            Phase::Annotation(_) => Some(Inside::Annotation),
            _ if !self.reader.at_boundary() => Some(Inside::Command),
            _ => None,
        };
        if let Phase::Annotation(line) = &self.phase {
            bytes += line.len() as u64;
        }
        let lost_bytes = bytes - self.last_good_offset;
        let tail = inside.map_or(Tail::Complete, |inside| Tail::Truncated { lost_bytes, inside });
        Ok(Ending { bytes, last_good_offset: self.last_good_offset, tail })
    }

    fn end_base<V: AofVisitor>(&mut self, offset: u64, visitor: &mut V) -> ControlFlow<()> {
        self.phase = Phase::Commands;
        self.reader.skip(offset);
        self.last_good_offset = offset;
        visitor.event(Event::BaseEnd { offset })
    }

    fn push_commands<V: AofVisitor>(
        &mut self,
        input: &mut &[u8],
        visitor: &mut V,
    ) -> Result<ControlFlow<()>, AofError> {
        if self.reader.at_boundary() {
            self.command_offset = self.reader.offset();
        }
        let last_good = self.last_good_offset;
        let token = self.reader.next(input).map_err(|error| AofFault::resp(error, last_good))?;
        match token {
            None => Ok(ControlFlow::Continue(())),
            Some(Token::Command { args }) => {
                self.held.clear();
                self.command_args = args;
                self.large = false;
                Ok(ControlFlow::Continue(()))
            }
            Some(Token::Arg { len }) => Ok(self.begin_arg(len, visitor)),
            Some(Token::Data(data)) if self.large => Ok(visitor.event(Event::LargeBytes(data))),
            Some(Token::Data(data)) => {
                self.held.push(data);
                Ok(ControlFlow::Continue(()))
            }
            Some(Token::ArgEnd { last }) if self.large => Ok(self.end_large_arg(last, visitor)),
            Some(Token::ArgEnd { last }) => {
                self.held.end_arg();
                if last { self.end_command(visitor) } else { Ok(ControlFlow::Continue(())) }
            }
        }
    }

    /// Decides, before an argument is read, whether the command is still held.
    fn begin_arg<V: AofVisitor>(&mut self, len: u64, visitor: &mut V) -> ControlFlow<()> {
        let mut head = Vec::new();
        if !self.large {
            if self.held.has_room(len, self.options.max_command_bytes) {
                return ControlFlow::Continue(());
            }
            self.large = true;
            visitor.event(Event::LargeBegin(LargeCommand {
                first_args: self.held.args(),
                args: self.command_args,
                db: self.db,
                offset: self.command_offset,
                timestamp: self.timestamp,
                in_transaction: self.in_transaction,
            }))?;
            resp::push_line(&mut head, b'*', self.command_args);
            for arg in self.held.args().iter() {
                resp::encode_arg(&mut head, arg);
            }
        }
        resp::push_line(&mut head, b'$', len);
        visitor.event(Event::LargeBytes(&head))
    }

    fn end_large_arg<V: AofVisitor>(&mut self, last: bool, visitor: &mut V) -> ControlFlow<()> {
        visitor.event(Event::LargeBytes(b"\r\n"))?;
        if last {
            self.mark_good();
            visitor.event(Event::LargeEnd { end_offset: self.reader.offset() })?;
        }
        ControlFlow::Continue(())
    }

    fn end_command<V: AofVisitor>(&mut self, visitor: &mut V) -> Result<ControlFlow<()>, AofError> {
        let command = Command {
            args: self.held.args(),
            db: self.db,
            offset: self.command_offset,
            end_offset: self.reader.offset(),
            timestamp: self.timestamp,
            in_transaction: self.in_transaction,
        };
        let (offset, end_offset) = (command.offset, command.end_offset);
        let fail = |fault: AofFault| Err(fault.at(offset, self.last_good_offset));
        if command.is("MULTI") {
            if self.in_transaction {
                return fail(AofFault::NestedMulti);
            }
            self.in_transaction = true;
            return Ok(visitor.event(Event::TransactionBegin { offset }));
        }
        let event = if command.is("EXEC") {
            if !self.in_transaction {
                return fail(AofFault::ExecWithoutMulti);
            }
            self.in_transaction = false;
            Event::TransactionEnd { end_offset }
        } else if command.is("SELECT") {
            let Some(db) = command.args.get(1).and_then(parse_number) else {
                return fail(AofFault::BadSelect);
            };
            self.db = db;
            Event::Select { db, offset }
        } else {
            Event::Command(command)
        };
        let flow = visitor.event(event);
        self.mark_good();
        Ok(flow)
    }

    fn mark_good(&mut self) {
        if !self.in_transaction {
            self.last_good_offset = self.reader.offset();
        }
    }

    fn end_annotation<V: AofVisitor>(&mut self, visitor: &mut V) -> Result<ControlFlow<()>, AofError> {
        let Phase::Annotation(line) = std::mem::replace(&mut self.phase, Phase::Commands) else {
            return Ok(ControlFlow::Continue(()));
        };
        let offset = self.reader.offset();
        if line.len() > MAX_ANNOTATION_BYTES {
            let fault = AofFault::AnnotationTooLong { max: MAX_ANNOTATION_BYTES };
            return Err(fault.at(offset, self.last_good_offset));
        }
        self.reader.skip(line.len() as u64);
        let Some(text) = line.strip_prefix(b"#TS:") else {
            self.mark_good();
            return Ok(ControlFlow::Continue(()));
        };
        let number = text.strip_suffix(b"\r\n").and_then(parse_number);
        let Some(unix_seconds) = number else {
            return Err(AofFault::BadTimestamp.at(offset, self.last_good_offset));
        };
        self.mark_good();
        self.timestamp = Some(unix_seconds);
        Ok(visitor.event(Event::Timestamp { unix_seconds, offset }))
    }

    fn check_annotation_len(&self) -> Result<ControlFlow<()>, AofError> {
        match &self.phase {
            Phase::Annotation(line) if line.len() > MAX_ANNOTATION_BYTES => {
                let fault = AofFault::AnnotationTooLong { max: MAX_ANNOTATION_BYTES };
                Err(fault.at(self.reader.offset(), self.last_good_offset))
            }
            _ => Ok(ControlFlow::Continue(())),
        }
    }
}

/// Moves bytes up to a line's end, but no more than shows it to be too long, from `input` to
/// `line`; says whether the end was reached.
fn take_line(line: &mut Vec<u8>, input: &mut &[u8]) -> bool {
    let room = (MAX_ANNOTATION_BYTES + 1).saturating_sub(line.len());
    let window = &input[..input.len().min(room)];
    let end = window.iter().position(|byte| *byte == b'\n');
    let (taken, rest) = input.split_at(end.map_or(window.len(), |end| end + 1));
    line.extend_from_slice(taken);
    *input = rest;
    end.is_some()
}

fn parse_number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests;
