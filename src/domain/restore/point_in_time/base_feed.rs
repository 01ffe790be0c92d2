//! The snapshot at the start of an AOF as commands: one RESTORE for each key, with its time to live and its use.

use super::expiry;
use super::feed::{Flight, Kind, Name, Sent};
use crate::formats::rdb::{DumpBuilder, KeyEnd, KeyInfo, Update, Visitor, Want};

/// Turns a snapshot into commands to be sent.
#[derive(Debug)]
pub struct BaseFeed {
    lift_up_to_ms: Option<u64>,
    /// What is to be sent. Whoever drives this takes it from time to time.
    pub flight: Flight,
    db: Option<u64>,
    current: Option<Key>,
    /// Why the snapshot cannot be restored.
    pub failure: Option<String>,
}

#[derive(Debug)]
struct Key {
    name: Vec<u8>,
    offset: u64,
    expires_at_ms: u64,
    idle_seconds: Option<u64>,
    frequency: Option<u8>,
    dump: DumpBuilder,
}

impl BaseFeed {
    /// At its start. Times up to `lift_up_to_ms` are lifted.
    #[must_use]
    pub fn new(lift_up_to_ms: Option<u64>) -> Self {
        Self { lift_up_to_ms, flight: Flight::default(), db: None, current: None, failure: None }
    }

    fn send(&mut self, kind: Kind, offset: u64, words: &[&[u8]]) {
        self.flight.push(Sent { kind, offset, name: Name::of(words[0]) }, words.iter().copied());
    }

    fn fail(&mut self, text: impl FnOnce() -> String) {
        self.failure.get_or_insert_with(text);
    }
}

impl Visitor for BaseFeed {
    fn function(&mut self, code: &[u8], len: u64) {
        if code.len() as u64 == len {
            self.send(Kind::Command, 0, &[b"FUNCTION", b"LOAD", b"REPLACE", code]);
        } else {
            self.fail(|| format!("a function library of {len} bytes is too large to be restored"));
        }
    }

    fn update(&mut self, update: &Update<'_>) {
        let offset = update.offset;
        self.fail(|| format!("at offset {offset} a command stands between the keys, which is not replayed"));
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        if key.is_name_cut() {
            self.fail(|| format!("the name of the key at offset {} has {} bytes", key.offset, key.name_len));
        }
        if self.db != Some(key.db) {
            self.db = Some(key.db);
            self.send(Kind::Select, key.offset, &[b"SELECT", key.db.to_string().as_bytes()]);
        }
        let lift = |time: u64| match self.lift_up_to_ms {
            Some(horizon) if time <= horizon => expiry::lift(time),
            _ => time,
        };
        self.current = Some(Key {
            name: key.name.to_vec(),
            offset: key.offset,
            expires_at_ms: key.expires_at_ms.map_or(0, lift),
            idle_seconds: key.idle_seconds,
            frequency: key.frequency,
            dump: DumpBuilder::new(key.value_type),
        });
        Want::Chunks
    }

    fn payload(&mut self, chunk: &[u8]) {
        if let Some(key) = &mut self.current {
            key.dump.push(chunk);
        }
    }

    fn key_end(&mut self, _: &KeyEnd) {
        let Some(Key { name, offset, expires_at_ms, idle_seconds, frequency, dump }) = self.current.take() else {
            return;
        };
        let (time, payload) = (expires_at_ms.to_string(), dump.finish());
        let used = match (frequency, idle_seconds) {
            (Some(frequency), _) => Some((&b"FREQ"[..], frequency.to_string())),
            (None, Some(seconds)) => Some((&b"IDLETIME"[..], seconds.to_string())),
            (None, None) => None,
        };
        let mut words: Vec<&[u8]> = vec![b"RESTORE", &name, time.as_bytes(), &payload, b"ABSTTL", b"REPLACE"];
        if let Some((option, value)) = &used {
            words.extend([option, value.as_bytes()]);
        }
        self.flight.push(Sent { kind: Kind::Command, offset, name: Name::of(b"RESTORE") }, words);
    }
}
