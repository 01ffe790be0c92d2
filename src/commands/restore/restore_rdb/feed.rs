//! The second pass over the source: each key that is meant becomes work for the connection it belongs to.

use super::lanes::{Lane, Routes};
use crate::domain::restore::filter::Selection;
use crate::domain::restore::fitting;
use crate::domain::restore::native::{self, Abilities, Builder, Words};
use crate::domain::restore::point_in_time::expiry;
use crate::domain::restore::tally::Settled;
use crate::error::{Error, Kind, Result};
use crate::formats::rdb::{
    DumpBuilder, ElementReader, Header, KeyEnd, KeyInfo, KeyType, ValueType, Visitor, Want, convert,
};
use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, Instant};

/// One element may be as long as a server allows a string to be.
const LONGEST_ELEMENT: usize = 512 << 20;

/// Work for one connection, in order.
#[derive(Debug)]
pub(in crate::commands::restore) enum Job {
    /// A key whose value fits into one command.
    Whole(Whole),
    /// A value begins that is built from commands.
    Begin(Head),
    /// The next of them, on the key that [`temporary_key`] names.
    Part(Words),
    /// It is complete: it has this many elements, at least and at most. `lost` parts have no command.
    End { ordinal: u64, at_least: u64, at_most: u64, lost: u64 },
    /// A key is settled without a word to the server.
    Settled(u64, Settled),
    /// A function library.
    Function(Vec<u8>),
    /// Is the key there?
    Probe { db: u64, name: Vec<u8> },
}

/// All that stands before a value.
#[derive(Debug, Clone)]
pub(in crate::commands::restore) struct Head {
    pub ordinal: u64,
    pub db: u64,
    pub name: Vec<u8>,
    pub kind: KeyType,
    pub expires_at_ms: Option<u64>,
    pub idle_seconds: Option<u64>,
    pub frequency: Option<u8>,
}

/// A key with its value for RESTORE.
#[derive(Debug, Clone)]
pub(in crate::commands::restore) struct Whole {
    pub head: Head,
    pub payload: Vec<u8>,
    /// Parts that the server has no place for.
    pub lost: u64,
}

/// What the pass is for.
#[derive(Debug, Clone)]
pub(in crate::commands::restore) struct Terms {
    pub selection: Selection,
    /// The server's format.
    pub server: Header,
    pub abilities: Abilities,
    pub max_value_bytes: usize,
    /// Types of modules that it has no place for.
    pub without_place: BTreeSet<String>,
    /// Keys before this one are settled.
    pub from: u64,
    /// Functions are to be restored.
    pub functions: bool,
    /// Databases in which a key may be there; only asked, nothing is written.
    pub probe: Option<Vec<u64>>,
    /// Stands in the names of temporary keys.
    pub run: String,
    /// Times of keys up to this one, in milliseconds since 1970, are lifted: history goes on to use such keys.
    pub lift_up_to_ms: Option<u64>,
}

/// The key under which a value is built: beside its own in a cluster.
pub(in crate::commands::restore) fn temporary_key(name: &[u8], run: &str, ordinal: u64) -> Vec<u8> {
    format!("redis-ops:restore:{{{}}}:{run}:{ordinal}", crate::formats::slot::tag_beside(name)).into_bytes()
}

/// The visitor.
pub(in crate::commands::restore) struct Feeder<'a> {
    terms: &'a Terms,
    routes: &'a Routes,
    lanes: Vec<Lane>,
    started: Instant,
    next: u64,
    current: Option<Current>,
    /// Libraries that were handed out: every shard's file has them all.
    libraries: HashSet<Vec<u8>>,
    error: Option<Error>,
}

/// The value that is being read.
struct Current {
    head: Head,
    lane: usize,
    value_type: ValueType,
    form: Form,
}

enum Form {
    Payload(DumpBuilder),
    Commands(Box<(ElementReader, Builder)>),
}

impl<'a> Feeder<'a> {
    pub fn new(terms: &'a Terms, routes: &'a Routes, lanes: Vec<Lane>) -> Self {
        let started = Instant::now();
        Self { terms, routes, lanes, started, next: 0, current: None, libraries: HashSet::new(), error: None }
    }

    /// Hands out what is left, and gives the number of keys that were meant.
    ///
    /// # Errors
    /// A value that could not be taken apart.
    pub fn finish(mut self) -> Result<u64> {
        self.lanes.iter_mut().for_each(Lane::flush);
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.next),
        }
    }

    fn now_ms(&self) -> u64 {
        let passed: Duration = self.started.elapsed();
        self.terms.abilities.now_ms + u64::try_from(passed.as_millis()).unwrap_or(0)
    }

    fn give_up(&mut self, name: &[u8], reason: &dyn std::error::Error) {
        let error = Error::new(Kind::Verification, format!("the value of {} cannot be read", name.escape_ascii()));
        self.error.get_or_insert(error.because(reason));
        self.current = None;
    }

    /// The server has no place for any value of this type.
    fn has_no_place(&self, value_type: ValueType, kind: KeyType) -> bool {
        if self.terms.without_place.contains(kind.as_str()) {
            return true;
        }
        if fitting::takes(value_type, self.terms.server) {
            return false;
        }
        match value_type.key_type() {
            Some(KeyType::List | KeyType::Set | KeyType::Zset | KeyType::Hash) => false,
            Some(KeyType::Stream) => self.terms.server.version < 9,
            _ => true,
        }
    }

    /// The value is too large for one command: from now on it is built.
    fn begin_commands(&mut self, current: &mut Current, so_far: &[u8]) -> bool {
        let reader = match ElementReader::new(current.value_type, LONGEST_ELEMENT) {
            Ok(reader) => reader,
            Err(error) => {
                self.give_up(&current.head.name, &error);
                return false;
            }
        };
        let key = temporary_key(&current.head.name, &self.terms.run, current.head.ordinal);
        let builder = Builder::new(key, self.terms.abilities);
        current.form = Form::Commands(Box::new((reader, builder)));
        self.lanes[current.lane].push(Job::Begin(current.head.clone()), 0);
        self.feed_commands(current, so_far)
    }

    fn feed_commands(&mut self, current: &mut Current, chunk: &[u8]) -> bool {
        let Form::Commands(parts) = &mut current.form else { return true };
        let (reader, builder) = &mut **parts;
        let mut commands = Vec::new();
        let read = reader.feed(chunk, &mut |element| builder.take(&element, &mut commands));
        push_parts(&mut self.lanes[current.lane], commands);
        if let Err(error) = read {
            self.give_up(&current.head.name, &error);
            return false;
        }
        true
    }

    fn complete(&mut self, current: Current, end: &KeyEnd) {
        let lane = &mut self.lanes[current.lane];
        match current.form {
            Form::Commands(parts) => {
                let (reader, builder) = *parts;
                let (commands, lost) = builder.finish();
                push_parts(lane, commands);
                let elements = if current.head.kind == KeyType::String { end.string_bytes } else { end.elements };
                let at_least = elements.saturating_sub(end.fields_with_expiry);
                let ordinal = current.head.ordinal;
                lane.push(Job::End { ordinal, at_least, at_most: elements, lost }, 0);
                if let Err(error) = reader.finish() {
                    self.give_up(&current.head.name, &error);
                }
            }
            Form::Payload(builder) if fitting::takes(current.value_type, self.terms.server) => {
                let payload = builder.finish();
                let bytes = payload.len() + current.head.name.len();
                lane.push(Job::Whole(Whole { head: current.head, payload, lost: 0 }), bytes);
            }
            Form::Payload(builder) => {
                let now_ms = self.now_ms();
                match convert(current.value_type, builder.value(), self.terms.server, now_ms) {
                    Ok(converted) => {
                        let mut builder = DumpBuilder::new(converted.value_type);
                        builder.push(&converted.value);
                        let payload = builder.finish();
                        let bytes = payload.len() + current.head.name.len();
                        let lost = converted.losses.remembered_requests + converted.losses.unowned_pending;
                        self.lanes[current.lane].push(Job::Whole(Whole { head: current.head, payload, lost }), bytes);
                    }
                    Err(error) => self.give_up(&current.head.name, &error),
                }
            }
        }
    }
}

fn push_parts(lane: &mut Lane, commands: Vec<Words>) {
    for words in commands {
        let bytes = words.iter().map(Vec::len).sum();
        lane.push(Job::Part(words), bytes);
    }
}

impl Visitor for Feeder<'_> {
    fn function(&mut self, code: &[u8], _len: u64) {
        if self.terms.functions && self.terms.probe.is_none() && self.libraries.insert(code.to_vec()) {
            for lane in self.routes.first_lanes() {
                self.lanes[lane].push(Job::Function(code.to_vec()), code.len());
            }
        }
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        if self.error.is_some() || !self.terms.selection.takes(key) {
            return Want::Nothing;
        }
        let ordinal = self.next;
        self.next += 1;
        if ordinal < self.terms.from {
            return Want::Nothing;
        }
        let lane = self.routes.lane(key.name);
        if let Some(databases) = &self.terms.probe {
            if databases.contains(&key.db) {
                self.lanes[lane].push(Job::Probe { db: key.db, name: key.name.to_vec() }, key.name.len());
            }
            return Want::Nothing;
        }
        let lift = |at: u64| if self.terms.lift_up_to_ms >= Some(at) { expiry::lift(at) } else { at };
        let expires_at_ms = key.expires_at_ms.map(lift);
        let settled = if expires_at_ms.is_some_and(|at| at <= self.now_ms()) {
            Some(Settled::Expired)
        } else {
            self.has_no_place(key.value_type, key.kind).then_some(Settled::LeftOut)
        };
        if let Some(settled) = settled {
            self.lanes[lane].push(Job::Settled(ordinal, settled), 0);
            return Want::Nothing;
        }
        let head = Head {
            ordinal,
            db: key.db,
            name: key.name.to_vec(),
            kind: key.kind,
            expires_at_ms,
            idle_seconds: key.idle_seconds,
            frequency: key.frequency,
        };
        let form = Form::Payload(DumpBuilder::new(key.value_type));
        self.current = Some(Current { head, lane, value_type: key.value_type, form });
        Want::Chunks
    }

    fn payload(&mut self, chunk: &[u8]) {
        let Some(mut current) = self.current.take() else { return };
        let goes_on = match &mut current.form {
            Form::Commands(_) => self.feed_commands(&mut current, chunk),
            Form::Payload(builder) => {
                builder.push(chunk);
                if builder.len() > self.terms.max_value_bytes && native::can_build(current.head.kind) {
                    let whole = std::mem::replace(builder, DumpBuilder::new(current.value_type));
                    self.begin_commands(&mut current, whole.value())
                } else {
                    true
                }
            }
        };
        if goes_on {
            self.current = Some(current);
        }
    }

    fn key_end(&mut self, end: &KeyEnd) {
        if let Some(current) = self.current.take() {
            self.complete(current, end);
        }
    }
}
