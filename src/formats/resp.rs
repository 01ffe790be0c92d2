//! RESP, the protocol of Redis and of its append-only file: encode commands, read commands and
//! replies from bytes that arrive in pieces.
//!
//! Both readers are fed slices and keep their place between them, so a value cut anywhere is
//! "not yet", never "wrong". Format: <https://redis.io/docs/latest/develop/reference/protocol-spec/>.

mod command;
mod line;
mod reply;

pub use command::{CommandReader, Token};
pub use reply::{Reply, ReplyLimits, ReplyReader};

use thiserror::Error;

/// Bytes that are not RESP, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{fault} at offset {offset}")]
pub struct RespError {
    /// Bytes from where the reader began.
    pub offset: u64,
    /// What is wrong there.
    pub fault: RespFault,
}

impl RespError {
    fn new(offset: u64, fault: RespFault) -> Self {
        Self { offset, fault }
    }
}

/// How bytes can fail to be RESP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RespFault {
    /// Another byte than the one that must stand here.
    #[error("expected {expected:?}, got byte 0x{got:02x}")]
    Unexpected {
        /// What the protocol asks for.
        expected: &'static str,
        /// What there is.
        got: u8,
    },
    /// A number without digits, with something else between them, or above 64 bits.
    #[error("malformed number")]
    BadNumber,
    /// A command of no arguments or a negative count.
    #[error("a command needs at least one argument")]
    NoArguments,
    /// A length that must not be negative is.
    #[error("negative length")]
    NegativeLength,
    /// A declared length above the reader's limit.
    #[error("declared length {declared} is above the limit of {max}")]
    OverLimit {
        /// Bytes or elements declared.
        declared: u64,
        /// The reader's limit.
        max: u64,
    },
    /// Replies nested deeper than the reader allows.
    #[error("nested deeper than {max} levels")]
    TooDeep {
        /// The reader's limit.
        max: usize,
    },
}

/// Appends `args` as one command, `*N\r\n$len\r\narg\r\n…`, to `out`.
pub fn encode_command<A: AsRef<[u8]>>(out: &mut Vec<u8>, args: &[A]) {
    encode_count(out, args.len());
    for arg in args {
        encode_arg(out, arg.as_ref());
    }
}

/// Appends the head of a command of `args` arguments; as many [`encode_arg`] must follow.
pub fn encode_count(out: &mut Vec<u8>, args: usize) {
    push_line(out, b'*', args as u64);
}

/// Appends one argument of a command.
pub fn encode_arg(out: &mut Vec<u8>, arg: &[u8]) {
    push_line(out, b'$', arg.len() as u64);
    out.extend_from_slice(arg);
    out.extend_from_slice(b"\r\n");
}

/// `<kind><number>\r\n`.
pub(super) fn push_line(out: &mut Vec<u8>, kind: u8, number: u64) {
    out.push(kind);
    let mut digits = [0; 20];
    let (mut start, mut rest) = (digits.len(), number);
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_encode_as_redis_writes_them() {
        let mut out = Vec::new();
        encode_command(&mut out, &[&b"SET"[..], b"k", b"", b"0123456789"]);
        assert_eq!(out, b"*4\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n$10\r\n0123456789\r\n");
    }

    #[test]
    fn numbers_of_every_length() {
        for number in [0, 9, 10, 12345, u64::MAX] {
            let mut out = Vec::new();
            push_line(&mut out, b'$', number);
            assert_eq!(out, format!("${number}\r\n").into_bytes());
        }
    }
}
