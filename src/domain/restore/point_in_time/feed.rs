//! What is sent of an AOF's commands: their bytes, and what each reply has to be.

use super::expiry;
use super::fate::{self, Fate};
use crate::formats::aof::{AofVisitor, Args, Event};
use crate::formats::rdb;
use crate::formats::resp;
use std::fmt;
use std::ops::ControlFlow;

/// Bytes of a name that are kept to be shown.
const NAME_BYTES: usize = 23;

/// What was sent, in the order of the replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// What it is in the flow.
    pub kind: Kind,
    /// Offset of its first byte in the file.
    pub offset: u64,
    /// Its name.
    pub name: Name,
}

/// What a reply is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A command that is executed at once.
    Command,
    /// SELECT: where it fails, all that follows would go to another database.
    Select,
    /// MULTI.
    Multi,
    /// A command between MULTI and EXEC.
    Queued,
    /// EXEC: its reply has those of the commands.
    Exec,
}

/// A command's name, cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Name {
    bytes: [u8; NAME_BYTES],
    length: u8,
}

impl Name {
    fn of(name: &[u8]) -> Self {
        let mut bytes = [0; NAME_BYTES];
        let length = name.len().min(NAME_BYTES);
        bytes[..length].copy_from_slice(&name[..length]);
        bytes.make_ascii_uppercase();
        Self { bytes, length: u8::try_from(length).unwrap_or(0) }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.bytes[..usize::from(self.length)].escape_ascii())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Which part of a file is sent.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Up to this offset.
    pub end: u64,
    /// But for the command that begins here.
    pub without: Option<u64>,
    /// Times of keys up to this one, in milliseconds since 1970, are lifted.
    pub lift_up_to_ms: Option<u64>,
}

/// Turns the events of one file into bytes. Whoever drives it takes [`Feed::bytes`] and [`Feed::sent`] from time to time.
#[derive(Debug)]
pub struct Feed {
    part: Part,
    /// Bytes to be sent.
    pub bytes: Vec<u8>,
    /// What they are; the reply to the last may not come before more bytes were sent.
    pub sent: Vec<Sent>,
    large: bool,
    skipping_large: bool,
    is_over: bool,
}

impl Feed {
    /// For the next file.
    #[must_use]
    pub fn new(part: Part) -> Self {
        Self { part, bytes: Vec::new(), sent: Vec::new(), large: false, skipping_large: false, is_over: false }
    }

    /// Whether the end of the part has been reached.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    fn over(&mut self) -> ControlFlow<()> {
        self.is_over = true;
        ControlFlow::Break(())
    }

    fn plain(&mut self, kind: Kind, offset: u64, words: &[&[u8]]) {
        resp::encode_command(&mut self.bytes, words);
        self.sent.push(Sent { kind, offset, name: Name::of(words[0]) });
    }

    fn command(&mut self, args: &Args<'_>, offset: u64, in_transaction: bool) {
        if self.part.without == Some(offset) || fate::of(args) == Fate::LeftOut {
            return;
        }
        let kind = if in_transaction { Kind::Queued } else { Kind::Command };
        self.sent.push(Sent { kind, offset, name: Name::of(args.get(0).unwrap_or_default()) });
        let lifted = self.part.lift_up_to_ms.and_then(|horizon| expiry::lifted(args, horizon));
        // Of fields only their own times are in the words; what a snapshot holds of them cannot be lifted.
        let lifted = lifted.filter(|(found, _)| found.of == expiry::Of::Key);
        resp::encode_count(&mut self.bytes, args.len());
        for (index, arg) in args.iter().enumerate() {
            match &lifted {
                Some((found, text)) if found.arg == index => resp::encode_arg(&mut self.bytes, text),
                _ => resp::encode_arg(&mut self.bytes, arg),
            }
        }
    }
}

impl rdb::Visitor for Feed {}

impl AofVisitor for Feed {
    fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
        let end = self.part.end;
        match event {
            Event::BaseEnd { .. } | Event::Timestamp { .. } => {}
            // What begins before the end ends before it too: it was chosen so.
            Event::Select { offset, .. } | Event::TransactionBegin { offset } if offset >= end => return self.over(),
            Event::Select { db, offset } => self.plain(Kind::Select, offset, &[b"SELECT", db.to_string().as_bytes()]),
            Event::TransactionBegin { offset } => self.plain(Kind::Multi, offset, &[b"MULTI"]),
            Event::TransactionEnd { end_offset } => self.plain(Kind::Exec, end_offset, &[b"EXEC"]),
            Event::Command(command) => {
                if command.offset >= end {
                    return self.over();
                }
                self.command(&command.args, command.offset, command.in_transaction);
            }
            Event::LargeBegin(large) => {
                if large.offset >= end {
                    return self.over();
                }
                self.skipping_large =
                    self.part.without == Some(large.offset) || fate::of(&large.first_args) == Fate::LeftOut;
                self.large = true;
                if !self.skipping_large {
                    let kind = if large.in_transaction { Kind::Queued } else { Kind::Command };
                    let name = Name::of(large.first_args.get(0).unwrap_or_default());
                    self.sent.push(Sent { kind, offset: large.offset, name });
                }
            }
            Event::LargeBytes(bytes) => {
                if !self.skipping_large {
                    self.bytes.extend_from_slice(bytes);
                }
            }
            Event::LargeEnd { .. } => self.large = false,
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::aof::{AofOptions, AofParser};

    fn feed(lines: &[&str], part: Part) -> (String, Vec<Kind>) {
        let mut bytes = Vec::new();
        for line in lines {
            let words: Vec<&[u8]> = line.split(' ').map(str::as_bytes).collect();
            resp::encode_command(&mut bytes, &words);
        }
        let mut feed = Feed::new(part);
        let mut parser = AofParser::new(AofOptions::default());
        let _ = parser.push(&bytes, &mut feed).expect("commands");
        let text = String::from_utf8(feed.bytes).expect("text");
        let words: Vec<&str> = text.split("\r\n").filter(|word| !word.starts_with(['*', '$'])).collect();
        (words.join(" ").trim().to_owned(), feed.sent.iter().map(|sent| sent.kind).collect())
    }

    const ALL: Part = Part { end: u64::MAX, without: None, lift_up_to_ms: None };

    #[test]
    fn what_is_sent_is_what_stands_there() {
        let (text, kinds) = feed(&["SELECT 3", "set a 1", "MULTI", "DEL a", "PUBLISH c m", "EXEC"], ALL);
        assert_eq!(text, "SELECT 3 set a 1 MULTI DEL a EXEC");
        assert_eq!(kinds, [Kind::Select, Kind::Command, Kind::Multi, Kind::Queued, Kind::Exec]);
    }

    #[test]
    fn the_end_and_the_one_that_is_left_out() {
        let lines = ["SET a 1", "FLUSHALL", "SET b 1"];
        let at = 27; // of FLUSHALL
        assert_eq!(feed(&lines, Part { end: at, ..ALL }).0, "SET a 1");
        assert_eq!(feed(&lines, Part { without: Some(at), ..ALL }).0, "SET a 1 SET b 1");
        assert_eq!(feed(&["MULTI", "SET a 1", "EXEC"], Part { end: 0, ..ALL }).0, "");
    }

    #[test]
    fn times_that_have_passed_are_lifted() {
        let part = Part { lift_up_to_ms: Some(1000), ..ALL };
        let lifted = expiry::lift(5);
        assert_eq!(
            feed(&["SET a 1 PXAT 5", "SET b 1 PXAT 5000"], part).0,
            format!("SET a 1 PXAT {lifted} SET b 1 PXAT 5000")
        );
    }

    #[test]
    fn a_large_command_is_passed_on_in_pieces() {
        let large = "x".repeat(2 << 20);
        let (text, kinds) = feed(&[&format!("RPUSH l {large}"), "SET b 1"], ALL);
        assert_eq!(text.len(), "RPUSH l ".len() + large.len() + " SET b 1".len());
        assert_eq!(kinds, [Kind::Command, Kind::Command]);
    }
}
