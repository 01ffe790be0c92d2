//! What is sent of an AOF's commands: their bytes, and what each reply has to be.

use super::expiry;
use super::fate::{self, Fate};
use crate::formats::aof::{AofOptions, AofVisitor, Args, Event};
use crate::formats::rdb;
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
    /// SELECT there: servers write it before the first command of a transaction.
    QueuedSelect,
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
    /// The start of a name, in capitals.
    #[must_use]
    pub fn of(name: &[u8]) -> Self {
        let mut bytes = [0; NAME_BYTES];
        let length = name.len().min(NAME_BYTES);
        bytes[..length].copy_from_slice(&name[..length]);
        bytes.make_ascii_uppercase();
        Self { bytes, length: u8::try_from(length).unwrap_or(0) }
    }

    /// Whether it runs a script: one that ends with an error may have changed something before.
    #[must_use]
    pub fn is_script(&self) -> bool {
        matches!(&self.bytes[..usize::from(self.length)], b"EVAL" | b"EVALSHA" | b"FCALL")
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

/// Commands to be sent, one after the other.
#[derive(Debug, Default)]
pub struct Flight {
    data: Vec<u8>,
    /// Where each argument ends.
    ends: Vec<usize>,
    /// What each command is, and where its arguments end among `ends`.
    commands: Vec<(Sent, usize)>,
}

impl Flight {
    /// Adds a command.
    pub fn push<'a>(&mut self, sent: Sent, words: impl IntoIterator<Item = &'a [u8]>) {
        for word in words {
            self.data.extend_from_slice(word);
            self.ends.push(self.data.len());
        }
        self.commands.push((sent, self.ends.len()));
    }

    /// Bytes of all arguments.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.data.len()
    }

    /// Number of commands.
    #[must_use]
    pub fn len(&self) -> usize {
        self.commands.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    /// Each command with its words.
    pub fn iter(&self) -> impl Iterator<Item = (Sent, Vec<&[u8]>)> {
        let (mut first, mut start) = (0, 0);
        self.commands.iter().map(move |(sent, last)| {
            let words = self.ends[first..*last].iter().map(|end| &self.data[std::mem::replace(&mut start, *end)..*end]);
            let words = words.collect();
            first = *last;
            (*sent, words)
        })
    }
}

/// How the commands of a file are read to be sent: each is held whole, however large.
#[must_use]
pub fn options() -> AofOptions {
    AofOptions { max_command_bytes: usize::MAX / 2, ..AofOptions::default() }
}

/// Turns the events of one file into commands to be sent, for a reader with [`options`].
#[derive(Debug)]
pub struct Feed {
    part: Part,
    /// What is to be sent. Whoever drives this takes it from time to time.
    pub flight: Flight,
    has_begun: bool,
    in_transaction: bool,
    is_over: bool,
}

impl Feed {
    /// At the start of a file.
    #[must_use]
    pub fn new(part: Part) -> Self {
        Self { part, flight: Flight::default(), has_begun: false, in_transaction: false, is_over: false }
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

    /// A file begins in database 0, whatever was before it.
    fn begin(&mut self) {
        if !std::mem::replace(&mut self.has_begun, true) {
            self.plain(Kind::Select, 0, &[b"SELECT", b"0"]);
        }
    }

    fn plain(&mut self, kind: Kind, offset: u64, words: &[&[u8]]) {
        self.flight.push(Sent { kind, offset, name: Name::of(words[0]) }, words.iter().copied());
    }

    fn command(&mut self, args: &Args<'_>, offset: u64, in_transaction: bool) {
        if self.part.without == Some(offset) || fate::of(args) == Fate::LeftOut {
            return;
        }
        let kind = if in_transaction { Kind::Queued } else { Kind::Command };
        let sent = Sent { kind, offset, name: Name::of(args.get(0).unwrap_or_default()) };
        let lifted = self.part.lift_up_to_ms.and_then(|horizon| expiry::lifted(args, horizon));
        // Times of fields stay: what a snapshot holds of them could not be lifted beside them.
        let lifted = lifted.filter(|(found, _)| found.of == expiry::Of::Key);
        let words = args.iter().enumerate().map(|(index, arg)| match &lifted {
            Some((found, text)) if found.arg == index => text,
            _ => arg,
        });
        self.flight.push(sent, words);
    }
}

impl rdb::Visitor for Feed {}

impl AofVisitor for Feed {
    fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
        let end = self.part.end;
        if !matches!(event, Event::BaseEnd { .. }) {
            self.begin();
        }
        match event {
            Event::BaseEnd { .. } | Event::Timestamp { .. } => {}
            // What begins before the end ends before it too: it was chosen so.
            Event::Select { offset, .. } | Event::TransactionBegin { offset } if offset >= end => return self.over(),
            Event::Select { db, offset } => {
                let kind = if self.in_transaction { Kind::QueuedSelect } else { Kind::Select };
                self.plain(kind, offset, &[b"SELECT", db.to_string().as_bytes()]);
            }
            Event::TransactionBegin { offset } => {
                self.in_transaction = true;
                self.plain(Kind::Multi, offset, &[b"MULTI"]);
            }
            Event::TransactionEnd { end_offset } => {
                self.in_transaction = false;
                self.plain(Kind::Exec, end_offset, &[b"EXEC"]);
            }
            Event::Command(command) => {
                if command.offset >= end {
                    return self.over();
                }
                self.command(&command.args, command.offset, command.in_transaction);
            }
            // Nothing is larger than what `options` holds.
            Event::LargeBegin(_) | Event::LargeBytes(_) | Event::LargeEnd { .. } => return self.over(),
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::formats::aof::AofParser;
    use crate::formats::resp;

    /// What a file of these lines makes.
    pub(in crate::domain::restore::point_in_time) fn feed(lines: &[&str], part: Part) -> Flight {
        let mut bytes = Vec::new();
        for line in lines {
            let words: Vec<&[u8]> = line.split(' ').map(str::as_bytes).collect();
            resp::encode_command(&mut bytes, &words);
        }
        let mut feed = Feed::new(part);
        let _ = AofParser::new(options()).push(&bytes, &mut feed).expect("commands");
        feed.flight
    }

    fn text(flight: &Flight) -> String {
        let commands: Vec<String> =
            flight.iter().map(|(_, words)| String::from_utf8(words.join(&b' ')).expect("text")).collect();
        commands.join(" | ")
    }

    pub(in crate::domain::restore::point_in_time) const ALL: Part =
        Part { end: u64::MAX, without: None, lift_up_to_ms: None };

    #[test]
    fn what_is_sent_is_what_stands_there() {
        let flight = feed(&["SELECT 3", "set a 1", "MULTI", "DEL a", "PUBLISH c m", "EXEC"], ALL);
        assert_eq!(text(&flight), "SELECT 0 | SELECT 3 | set a 1 | MULTI | DEL a | EXEC");
        let kinds: Vec<Kind> = flight.iter().map(|(sent, _)| sent.kind).collect();
        assert_eq!(kinds, [Kind::Select, Kind::Select, Kind::Command, Kind::Multi, Kind::Queued, Kind::Exec]);
    }

    #[test]
    fn the_end_and_the_one_that_is_left_out() {
        let lines = ["SET a 1", "FLUSHALL", "SET b 1"];
        let at = 27; // of FLUSHALL
        assert_eq!(text(&feed(&lines, Part { end: at, ..ALL })), "SELECT 0 | SET a 1");
        assert_eq!(text(&feed(&lines, Part { without: Some(at), ..ALL })), "SELECT 0 | SET a 1 | SET b 1");
        assert_eq!(text(&feed(&["MULTI", "SET a 1", "EXEC"], Part { end: 0, ..ALL })), "SELECT 0");
    }

    #[test]
    fn times_that_have_passed_are_lifted() {
        let part = Part { lift_up_to_ms: Some(1000), ..ALL };
        let lifted = expiry::lift(5);
        let flight = feed(&["SET a 1 PXAT 5", "SET b 1 PXAT 5000"], part);
        assert_eq!(text(&flight), format!("SELECT 0 | SET a 1 PXAT {lifted} | SET b 1 PXAT 5000"));
    }

    #[test]
    fn a_large_command_is_held_whole() {
        let large = "x".repeat(2 << 20);
        let flight = feed(&[&format!("RPUSH l {large}"), "SET b 1"], ALL);
        assert_eq!((flight.len(), flight.bytes() > 2 << 20), (3, true));
    }
}
