//! Reads replies (simple string, error, integer, bulk, array, null) from bytes that arrive in
//! pieces, without recursion.

use super::line::NumberLine;
use super::{RespError, RespFault};

/// One reply of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// `+OK`
    Simple(Vec<u8>),
    /// `-ERR …`, without the `-`
    Error(Vec<u8>),
    /// `:42`
    Integer(i64),
    /// `$3 foo`
    Bulk(Vec<u8>),
    /// `*2 …`
    Array(Vec<Reply>),
    /// `$-1`, `*-1`, or `_` of RESP3
    Null,
}

/// What a reply may take.
#[derive(Debug, Clone, Copy)]
pub struct ReplyLimits {
    /// Arrays within arrays.
    pub max_depth: usize,
    /// Bytes held for one reply, the values' own size in memory included.
    pub max_bytes: usize,
}

impl Default for ReplyLimits {
    /// 32 levels, 64 MiB.
    fn default() -> Self {
        Self { max_depth: 32, max_bytes: 64 << 20 }
    }
}

/// Reads the replies of a stream fed in pieces.
#[derive(Debug)]
pub struct ReplyReader {
    limits: ReplyLimits,
    offset: u64,
    held: usize,
    state: State,
    /// Arrays under way, outermost first, with the elements each still lacks.
    open: Vec<(u64, Vec<Reply>)>,
}

#[derive(Debug)]
enum State {
    Kind,
    Text { kind: TextKind, text: Vec<u8> },
    Number { kind: NumberKind, line: NumberLine },
    Bulk { left: usize, data: Vec<u8> },
    LineEnd { reply: Reply, carriage_return: bool },
}

#[derive(Debug, Clone, Copy)]
enum TextKind {
    Simple,
    Error,
}

#[derive(Debug, Clone, Copy)]
enum NumberKind {
    Integer,
    BulkLen,
    ArrayLen,
}

impl ReplyReader {
    /// A reader at the start of a reply.
    #[must_use]
    pub fn new(limits: ReplyLimits) -> Self {
        Self { limits, offset: 0, held: 0, state: State::Kind, open: Vec::new() }
    }

    /// Whether no reply is under way.
    #[must_use]
    pub fn at_boundary(&self) -> bool {
        self.open.is_empty() && matches!(self.state, State::Kind)
    }

    /// Offset of the next byte to be fed, from where the reader began.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Takes bytes off the front of `input` up to the end of one reply. Nothing means that all of
    /// `input` was taken and more is needed.
    ///
    /// # Errors
    /// Bytes that are no reply, or a reply over the limits; the reader must not be used after it.
    pub fn next(&mut self, input: &mut &[u8]) -> Result<Option<Reply>, RespError> {
        while let Some((&byte, rest)) = input.split_first() {
            let finished = if let State::Bulk { left, data } = &mut self.state {
                let (taken, rest) = input.split_at((*left).min(input.len()));
                data.extend_from_slice(taken);
                *left -= taken.len();
                self.offset += taken.len() as u64;
                *input = rest;
                if *left == 0 {
                    let reply = Reply::Bulk(std::mem::take(data));
                    self.state = State::LineEnd { reply, carriage_return: false };
                }
                None
            } else {
                let finished = self.take(byte).map_err(|fault| RespError::new(self.offset, fault))?;
                self.offset += 1;
                *input = rest;
                finished
            };
            if let Some(whole) = finished.and_then(|reply| self.place(reply)) {
                self.held = 0;
                return Ok(Some(whole));
            }
        }
        Ok(None)
    }

    fn take(&mut self, byte: u8) -> Result<Option<Reply>, RespFault> {
        match &mut self.state {
            State::Kind => {
                self.state = state_of(byte)?;
                self.hold(size_of::<Reply>() as u64)?;
                Ok(None)
            }
            State::Text { text, .. } if byte != b'\n' => {
                text.push(byte);
                self.hold(1)?;
                Ok(None)
            }
            State::Text { kind, text } => {
                if text.pop() != Some(b'\r') {
                    return Err(RespFault::Unexpected { expected: "\\r", got: byte });
                }
                let text = std::mem::take(text);
                let reply = match kind {
                    TextKind::Simple => Reply::Simple(text),
                    TextKind::Error => Reply::Error(text),
                };
                self.state = State::Kind;
                Ok(Some(reply))
            }
            State::Number { kind, line } => {
                let kind = *kind;
                match line.take(byte)? {
                    Some(number) => self.take_number(kind, number),
                    None => Ok(None),
                }
            }
            State::LineEnd { carriage_return: carriage_return @ false, .. } => {
                *carriage_return = true;
                expect(byte, b'\r', "\\r")
            }
            State::LineEnd { reply, .. } => {
                expect(byte, b'\n', "\\n")?;
                let reply = std::mem::replace(reply, Reply::Null);
                self.state = State::Kind;
                Ok(Some(reply))
            }
            // Bulk data never comes here: `next` takes it whole.
            State::Bulk { .. } => Ok(None),
        }
    }

    fn take_number(&mut self, kind: NumberKind, number: i64) -> Result<Option<Reply>, RespFault> {
        self.state = State::Kind;
        let len = match (kind, number) {
            (NumberKind::Integer, value) => return Ok(Some(Reply::Integer(value))),
            (_, -1) => return Ok(Some(Reply::Null)),
            (_, len) => u64::try_from(len).map_err(|_| RespFault::NegativeLength)?,
        };
        if let NumberKind::ArrayLen = kind {
            if len == 0 {
                return Ok(Some(Reply::Array(Vec::new())));
            }
            if self.open.len() == self.limits.max_depth {
                return Err(RespFault::TooDeep { max: self.limits.max_depth });
            }
            self.open.push((len, Vec::new()));
            return Ok(None);
        }
        let left = self.hold(len)?;
        self.state = match left {
            0 => State::LineEnd { reply: Reply::Bulk(Vec::new()), carriage_return: false },
            left => State::Bulk { left, data: Vec::new() },
        };
        Ok(None)
    }

    /// Puts a finished value into the innermost open array; gives the outermost once it is full.
    fn place(&mut self, mut reply: Reply) -> Option<Reply> {
        while let Some((left, elements)) = self.open.last_mut() {
            elements.push(reply);
            *left -= 1;
            if *left > 0 {
                return None;
            }
            reply = Reply::Array(std::mem::take(elements));
            self.open.pop();
        }
        Some(reply)
    }

    /// Counts `bytes` against the limit.
    fn hold(&mut self, bytes: u64) -> Result<usize, RespFault> {
        let max = self.limits.max_bytes;
        let over = RespFault::OverLimit { declared: bytes, max: max as u64 };
        let bytes = usize::try_from(bytes).map_err(|_| over)?;
        self.held = self.held.checked_add(bytes).filter(|held| *held <= max).ok_or(over)?;
        Ok(bytes)
    }
}

fn state_of(kind: u8) -> Result<State, RespFault> {
    let number = |kind| State::Number { kind, line: NumberLine::default() };
    Ok(match kind {
        b'+' => State::Text { kind: TextKind::Simple, text: Vec::new() },
        b'-' => State::Text { kind: TextKind::Error, text: Vec::new() },
        b':' => number(NumberKind::Integer),
        b'$' => number(NumberKind::BulkLen),
        b'*' => number(NumberKind::ArrayLen),
        b'_' => State::LineEnd { reply: Reply::Null, carriage_return: false },
        got => {
            return Err(RespFault::Unexpected { expected: "one of + - : $ * _", got });
        }
    })
}

fn expect(got: u8, wanted: u8, expected: &'static str) -> Result<Option<Reply>, RespFault> {
    if got == wanted { Ok(None) } else { Err(RespFault::Unexpected { expected, got }) }
}

#[cfg(test)]
mod tests;
