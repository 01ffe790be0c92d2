//! Reads replies of RESP2 and RESP3 from bytes that arrive in pieces, without recursion. Attributes of RESP3, which may
//! stand before any reply, are read and dropped; its streamed forms, which no server sends, are faults.

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
    /// `=15 txt:…` of RESP3, without its format: text that is meant to be shown as it is
    Verbatim(Vec<u8>),
    /// `,1.5` of RESP3, as the server wrote it: `inf` and `nan` too
    Double(Vec<u8>),
    /// `#t` of RESP3
    Boolean(bool),
    /// `(349…` of RESP3
    BigNumber(Vec<u8>),
    /// `%1 …` of RESP3, in the server's order
    Map(Vec<(Reply, Reply)>),
    /// `~2 …` of RESP3
    Set(Vec<Reply>),
    /// `>3 …` of RESP3: no reply to a command, but what the server says on its own
    Push(Vec<Reply>),
}

impl Reply {
    /// The elements of an array, a set or a push; none of anything else.
    pub fn elements(&self) -> &[Reply] {
        match self {
            Reply::Array(elements) | Reply::Set(elements) | Reply::Push(elements) => elements,
            _ => &[],
        }
    }

    /// Names and values: of a map, or of an array that has them in turn.
    pub fn pairs(&self) -> Vec<(&Reply, &Reply)> {
        match self {
            Reply::Map(pairs) => pairs.iter().map(|(name, value)| (name, value)).collect(),
            _ => self.elements().chunks_exact(2).map(|pair| (&pair[0], &pair[1])).collect(),
        }
    }

    /// The text of a string of any kind, where it is UTF-8.
    pub fn text(&self) -> Option<&str> {
        match self {
            Reply::Simple(text) | Reply::Bulk(text) | Reply::Verbatim(text) => std::str::from_utf8(text).ok(),
            _ => None,
        }
    }
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
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    kind: Many,
    left: u64,
    elements: Vec<Reply>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Many {
    Array,
    Map,
    Set,
    Push,
    Attribute,
}

impl Many {
    /// Elements of so many entries; none where there are too many to count.
    fn elements(self, entries: u64) -> Option<u64> {
        match self {
            Many::Map | Many::Attribute => entries.checked_mul(2),
            Many::Array | Many::Set | Many::Push => Some(entries),
        }
    }

    /// The whole; nothing of what is dropped.
    fn whole(self, elements: Vec<Reply>) -> Option<Reply> {
        match self {
            Many::Array => Some(Reply::Array(elements)),
            Many::Set => Some(Reply::Set(elements)),
            Many::Push => Some(Reply::Push(elements)),
            Many::Attribute => None,
            Many::Map => {
                let mut elements = elements.into_iter();
                let pairs = std::iter::from_fn(|| Some((elements.next()?, elements.next()?)));
                Some(Reply::Map(pairs.collect()))
            }
        }
    }
}

#[derive(Debug)]
enum State {
    Kind,
    Text { kind: TextKind, text: Vec<u8> },
    Number { kind: NumberKind, line: NumberLine },
    Bulk { kind: BulkKind, left: usize, data: Vec<u8> },
    LineEnd { reply: Reply, carriage_return: bool },
}

#[derive(Debug, Clone, Copy)]
enum TextKind {
    Simple,
    Error,
    Double,
    Boolean,
    BigNumber,
}

#[derive(Debug, Clone, Copy)]
enum BulkKind {
    Plain,
    Error,
    /// `txt:` or `mkd:` stands before the text.
    Verbatim,
}

#[derive(Debug, Clone, Copy)]
enum NumberKind {
    Integer,
    BulkLen(BulkKind),
    ManyLen(Many),
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
            let finished = if let State::Bulk { kind, left, data } = &mut self.state {
                let (taken, rest) = input.split_at((*left).min(input.len()));
                data.extend_from_slice(taken);
                *left -= taken.len();
                self.offset += taken.len() as u64;
                *input = rest;
                if *left == 0 {
                    let reply = kind.reply(std::mem::take(data));
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
                    TextKind::Double => Reply::Double(text),
                    TextKind::BigNumber => Reply::BigNumber(text),
                    TextKind::Boolean => Reply::Boolean(match text.as_slice() {
                        b"t" => true,
                        b"f" => false,
                        other => {
                            let got = other.first().copied().unwrap_or(b'\r');
                            return Err(RespFault::Unexpected { expected: "t or f", got });
                        }
                    }),
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
        let kind = match kind {
            NumberKind::BulkLen(kind) => kind,
            NumberKind::ManyLen(kind) => return self.open_many(kind, len),
            NumberKind::Integer => BulkKind::Plain,
        };
        let left = self.hold(len)?;
        self.state = match left {
            0 => State::LineEnd { reply: kind.reply(Vec::new()), carriage_return: false },
            left => State::Bulk { kind, left, data: Vec::new() },
        };
        Ok(None)
    }

    fn open_many(&mut self, kind: Many, entries: u64) -> Result<Option<Reply>, RespFault> {
        if entries == 0 {
            return Ok(kind.whole(Vec::new()));
        }
        if self.open.len() == self.limits.max_depth {
            return Err(RespFault::TooDeep { max: self.limits.max_depth });
        }
        let max = self.limits.max_bytes as u64;
        let left = kind.elements(entries).ok_or(RespFault::OverLimit { declared: entries, max })?;
        self.open.push(Open { kind, left, elements: Vec::new() });
        Ok(None)
    }

    /// Puts a finished value into the innermost open array; gives the outermost once it is full.
    fn place(&mut self, mut reply: Reply) -> Option<Reply> {
        while let Some(open) = self.open.last_mut() {
            open.elements.push(reply);
            open.left -= 1;
            if open.left > 0 {
                return None;
            }
            let (kind, elements) = (open.kind, std::mem::take(&mut open.elements));
            self.open.pop();
            reply = kind.whole(elements)?;
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

impl BulkKind {
    fn reply(self, data: Vec<u8>) -> Reply {
        match self {
            BulkKind::Plain => Reply::Bulk(data),
            BulkKind::Error => Reply::Error(data),
            BulkKind::Verbatim => Reply::Verbatim(data.get(4..).map(<[u8]>::to_vec).unwrap_or(data)),
        }
    }
}

fn state_of(kind: u8) -> Result<State, RespFault> {
    let number = |kind| State::Number { kind, line: NumberLine::default() };
    let text = |kind| State::Text { kind, text: Vec::new() };
    Ok(match kind {
        b'+' => text(TextKind::Simple),
        b'-' => text(TextKind::Error),
        b':' => number(NumberKind::Integer),
        b'$' => number(NumberKind::BulkLen(BulkKind::Plain)),
        b'*' => number(NumberKind::ManyLen(Many::Array)),
        b'_' => State::LineEnd { reply: Reply::Null, carriage_return: false },
        b',' => text(TextKind::Double),
        b'#' => text(TextKind::Boolean),
        b'(' => text(TextKind::BigNumber),
        b'!' => number(NumberKind::BulkLen(BulkKind::Error)),
        b'=' => number(NumberKind::BulkLen(BulkKind::Verbatim)),
        b'%' => number(NumberKind::ManyLen(Many::Map)),
        b'~' => number(NumberKind::ManyLen(Many::Set)),
        b'>' => number(NumberKind::ManyLen(Many::Push)),
        b'|' => number(NumberKind::ManyLen(Many::Attribute)),
        got => {
            return Err(RespFault::Unexpected { expected: "one of + - : $ * _ , # ( ! = % ~ > |", got });
        }
    })
}

fn expect(got: u8, wanted: u8, expected: &'static str) -> Result<Option<Reply>, RespFault> {
    if got == wanted { Ok(None) } else { Err(RespFault::Unexpected { expected, got }) }
}

#[cfg(test)]
mod tests;
