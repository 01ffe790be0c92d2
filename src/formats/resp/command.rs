//! Reads commands, `*N\r\n$len\r\narg\r\n…`, as tokens: nothing is held, so an argument of any
//! size passes through in pieces.

use super::line::NumberLine;
use super::{RespError, RespFault};

/// One step through a stream of commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// A command begins.
    Command {
        /// Its number of arguments, at least 1, the name included.
        args: u64,
    },
    /// An argument begins. [`Token::Data`] of together this many bytes follow.
    Arg {
        /// Its length in bytes.
        len: u64,
    },
    /// The next bytes of the argument; never empty.
    Data(&'a [u8]),
    /// The argument and its line end are complete.
    ArgEnd {
        /// Whether it was the command's last.
        last: bool,
    },
}

/// Reads the commands of a stream fed in pieces.
#[derive(Debug, Clone)]
pub struct CommandReader {
    offset: u64,
    max_arg_bytes: u64,
    args_left: u64,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Boundary,
    Count(NumberLine),
    ArgMark,
    ArgLen(NumberLine),
    Data { left: u64 },
    ArgCarriageReturn,
    ArgLineFeed,
}

impl CommandReader {
    /// A reader at a command boundary, `offset` bytes into the whole. An argument declared longer
    /// than `max_arg_bytes` is an error.
    #[must_use]
    pub fn new(offset: u64, max_arg_bytes: u64) -> Self {
        Self { offset, max_arg_bytes, args_left: 0, state: State::Boundary }
    }

    /// Offset of the next byte to be fed.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether no command is under way.
    #[must_use]
    pub fn at_boundary(&self) -> bool {
        matches!(self.state, State::Boundary)
    }

    /// Steps over `bytes` that belong to no command, such as an AOF annotation.
    ///
    /// Only meaningful at a boundary.
    pub fn skip(&mut self, bytes: u64) {
        self.offset += bytes;
    }

    /// Takes bytes off the front of `input` up to the next token. Nothing means that all of
    /// `input` was taken and more is needed.
    ///
    /// # Errors
    /// Bytes that no command can have there; the reader must not be used after it.
    #[inline]
    pub fn next<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<Token<'a>>, RespError> {
        while let Some((&byte, rest)) = input.split_first() {
            if let State::Data { left } = self.state {
                return Ok(Some(Token::Data(self.take_data(left, input))));
            }
            let token = self.take(byte).map_err(|fault| RespError::new(self.offset, fault))?;
            self.offset += 1;
            *input = rest;
            if token.is_some() {
                return Ok(token);
            }
        }
        Ok(None)
    }

    fn take_data<'a>(&mut self, left: u64, input: &mut &'a [u8]) -> &'a [u8] {
        let len = usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
        let (data, rest) = input.split_at(len);
        *input = rest;
        self.offset += len as u64;
        self.state = match left - len as u64 {
            0 => State::ArgCarriageReturn,
            left => State::Data { left },
        };
        data
    }

    #[inline]
    fn take(&mut self, byte: u8) -> Result<Option<Token<'static>>, RespFault> {
        match &mut self.state {
            State::Boundary => self.expect(byte, b'*', "*", State::Count(NumberLine::default())),
            State::ArgMark => self.expect(byte, b'$', "$", State::ArgLen(NumberLine::default())),
            State::Count(line) => {
                let Some(count) = line.take(byte)? else {
                    return Ok(None);
                };
                let args = u64::try_from(count).map_err(|_| RespFault::NoArguments)?;
                if args == 0 {
                    return Err(RespFault::NoArguments);
                }
                self.args_left = args;
                self.state = State::ArgMark;
                Ok(Some(Token::Command { args }))
            }
            State::ArgLen(line) => {
                let Some(len) = line.take(byte)? else {
                    return Ok(None);
                };
                let len = u64::try_from(len).map_err(|_| RespFault::NegativeLength)?;
                if len > self.max_arg_bytes {
                    return Err(RespFault::OverLimit { declared: len, max: self.max_arg_bytes });
                }
                self.state = if len == 0 { State::ArgCarriageReturn } else { State::Data { left: len } };
                Ok(Some(Token::Arg { len }))
            }
            State::ArgLineFeed => {
                self.args_left -= 1;
                let last = self.args_left == 0;
                let next = if last { State::Boundary } else { State::ArgMark };
                self.expect(byte, b'\n', "\\n", next)?;
                Ok(Some(Token::ArgEnd { last }))
            }
            // Data never comes here: `next` hands it over whole.
            State::ArgCarriageReturn | State::Data { .. } => self.expect(byte, b'\r', "\\r", State::ArgLineFeed),
        }
    }

    fn expect(
        &mut self,
        got: u8,
        wanted: u8,
        expected: &'static str,
        next: State,
    ) -> Result<Option<Token<'static>>, RespFault> {
        if got != wanted {
            return Err(RespFault::Unexpected { expected, got });
        }
        self.state = next;
        Ok(None)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::encode_command;
    use super::*;
    use proptest::prelude::*;

    type Commands = Vec<Vec<Vec<u8>>>;

    /// The whole commands of `bytes` fed in pieces of `step`, and the reader.
    fn read(bytes: &[u8], step: usize) -> (Result<Commands, RespError>, CommandReader) {
        let mut reader = CommandReader::new(0, 1 << 20);
        let (mut done, mut args) = (Commands::new(), Vec::new());
        for mut piece in bytes.chunks(step) {
            loop {
                match reader.next(&mut piece) {
                    Ok(None) => break,
                    Ok(Some(Token::Command { .. })) => args = Vec::new(),
                    Ok(Some(Token::Arg { .. })) => args.push(Vec::new()),
                    Ok(Some(Token::Data(data))) => args.last_mut().unwrap().extend_from_slice(data),
                    Ok(Some(Token::ArgEnd { last: true })) => done.push(std::mem::take(&mut args)),
                    Ok(Some(Token::ArgEnd { last: false })) => {}
                    Err(error) => return (Err(error), reader),
                }
            }
        }
        (Ok(done), reader)
    }

    #[test]
    fn faults_have_their_offset() {
        let fault = |bytes: &[u8]| read(bytes, 64).0.unwrap_err();
        let unexpected = |offset, expected, got| RespError::new(offset, RespFault::Unexpected { expected, got });
        assert_eq!(fault(b"PING\r\n"), unexpected(0, "*", b'P'));
        assert_eq!(fault(b"*1\r\n+OK\r\n"), unexpected(4, "$", b'+'));
        assert_eq!(fault(b"*1\r\n$1\r\nab\r\n"), unexpected(9, "\\r", b'b'));
        assert_eq!(fault(b"*1\r\n$1\r\na\rb"), unexpected(10, "\\n", b'b'));
        assert_eq!(fault(b"*0\r\n"), RespError::new(3, RespFault::NoArguments));
        assert_eq!(fault(b"*-1\r\n"), RespError::new(4, RespFault::NoArguments));
        assert_eq!(fault(b"*1\r\n$-1\r\n"), RespError::new(8, RespFault::NegativeLength));
        assert_eq!(fault(b"*x"), RespError::new(1, RespFault::BadNumber));
        let over = RespFault::OverLimit { declared: 2_000_000, max: 1 << 20 };
        assert_eq!(fault(b"*1\r\n$2000000\r\n").fault, over);
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same_commands(
            commands in prop::collection::vec(
                prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 1..5), 0..8),
            step in 1usize..40,
            cut in 0usize..200,
        ) {
            let (mut bytes, mut ends) = (Vec::new(), Vec::new());
            for command in &commands {
                encode_command(&mut bytes, command);
                ends.push(bytes.len());
            }
            let (all, reader) = read(&bytes, step);
            prop_assert_eq!(all.unwrap(), commands.clone());
            prop_assert!(reader.at_boundary());
            prop_assert_eq!(reader.offset(), bytes.len() as u64);

            let cut = cut.min(bytes.len());
            let whole = ends.iter().filter(|&&end| end <= cut).count();
            let (some, reader) = read(&bytes[..cut], step);
            prop_assert_eq!(some.unwrap(), &commands[..whole]);
            prop_assert_eq!(reader.at_boundary(), cut == 0 || ends.contains(&cut));
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in "[*$0-3\r\n-a]{0,40}", step in 1usize..9) {
            let whole = read(bytes.as_bytes(), 64).0;
            prop_assert_eq!(read(bytes.as_bytes(), step).0, whole);
        }
    }
}
