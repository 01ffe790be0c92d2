//! RDB files as a side: read in a thread of their own, key by key.

use super::clock::horizon_ms;
use super::value::ValueReader;
use crate::domain::compare::{Counts, Functions, KeyRecord, KeySet, Part, Reading, key_hash};
use crate::domain::restore::filter::Selection;
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::formats::rdb::{Crc, Header, KeyEnd, KeyInfo, Options, Parser, Update, Visitor, Want};
use crate::store::crypt::Identities;
use crate::store::stop::{Stop, StopOnDrop};
use crate::store::stored::Stored;
use crate::store::unpack::{CHUNK, Form, Packing, Unpacked};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Keys handed over at a time, unless their names are long.
const BATCH_KEYS: usize = 1000;
const BATCH_NAME_BYTES: usize = 1 << 20;
/// Batches that may wait for the server.
const BATCHES_AHEAD: usize = 2;
/// Servers allow no longer names in practice; a longer one would not be known whole.
const LONGEST_NAME: usize = 64 << 20;
/// The first format in which function libraries are.
const FIRST_WITH_FUNCTIONS: u16 = 10;

/// A file of the side.
#[derive(Debug, Clone)]
pub struct Source {
    /// Where it is.
    pub stored: Stored,
    /// How it is packed, if that is known.
    pub packing: Option<Packing>,
    /// Size and SHA-256 as they should be, of a file in a set.
    pub expected: Option<(u64, String)>,
}

/// RDB files that hold one keyspace together.
#[derive(Debug, Clone)]
pub struct FileSide {
    /// What it is called.
    pub name: String,
    /// The files.
    pub sources: Vec<Source>,
    /// Keys for those that are encrypted.
    pub identities: Identities,
    /// The part of them that is meant.
    pub selection: Selection,
}

/// A key of a file.
#[derive(Debug)]
pub(super) struct FileKey {
    pub(super) db: u64,
    pub(super) name: Vec<u8>,
    pub(super) hash: u64,
    pub(super) record: KeyRecord,
}

/// Keys that were read together.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) keys: Vec<FileKey>,
    /// Fields that expire before it were left out.
    pub(super) horizon_ms: u64,
}

/// What is known at the end of all files.
#[derive(Debug, Default)]
pub(super) struct Ended {
    pub(super) keys: u64,
    /// None where the format has none.
    pub(super) functions: Option<Functions>,
    /// Commands between the keys, whose effect is not in them.
    pub(super) commands: u64,
}

/// The files while they are read.
#[derive(Debug)]
pub(super) struct FileReading {
    batches: mpsc::Receiver<Batch>,
    worker: JoinHandle<Result<Ended>>,
    _waiting: StopOnDrop,
}

impl FileReading {
    /// The next keys; none at the end.
    pub(super) async fn next(&mut self) -> Option<Batch> {
        self.batches.recv().await
    }

    /// How it ended. To be called after [`FileReading::next`] gave none.
    ///
    /// # Errors
    /// Of kind Target: the file could not be read, or not to its end.
    pub(super) async fn finish(self) -> Result<Ended> {
        joined(self.worker.await)
    }
}

fn joined<T>(result: std::result::Result<Result<T>, tokio::task::JoinError>) -> Result<T> {
    result.map_err(|error| Error::failed("a worker thread ended").because(&error))?
}

impl FileSide {
    /// All keys of these files.
    pub fn whole(name: String, sources: Vec<Source>, identities: Identities) -> Self {
        Self { name, sources, identities, selection: Selection::default() }
    }

    /// Begins to read the keys of a share, with their values but for fields that expire before the horizon; where none is
    /// given it goes with the clock.
    pub(super) fn read(&self, part: Part, horizon_ms: Option<u64>) -> FileReading {
        let (sender, batches) = mpsc::channel(BATCHES_AHEAD);
        let waiting = StopOnDrop::default();
        let (side, stop) = (self.clone(), waiting.stop());
        let worker = tokio::task::spawn_blocking(move || {
            let mut visitor = Values::new(part, horizon_ms, side.selection.clone(), sender);
            side.visit(&mut visitor, &stop)?;
            visitor.flush();
            // Libraries are no part of a selection.
            let functions = visitor.ended.functions.take().filter(|_| side.selection.is_all());
            Ok(Ended { functions, ..visitor.ended })
        });
        FileReading { batches, worker, _waiting: waiting }
    }

    /// The names of a share.
    ///
    /// # Errors
    /// As [`FileReading::finish`].
    pub(super) async fn fetch_key_set(&self, part: Part, most: usize) -> Result<KeySet> {
        let mut names = Names(KeySet::new(part, most), self.selection.clone());
        self.in_background(move |side, stop| {
            side.visit(&mut names, stop)?;
            names.0.sort();
            Ok(names.0)
        })
        .await
    }

    /// Keys by database and type, and the function libraries.
    ///
    /// # Errors
    /// As [`FileReading::finish`].
    pub(super) async fn fetch_counts(&self, horizon_ms: u64) -> Result<(Counts, Ended)> {
        self.in_background(move |side, stop| {
            let selection = side.selection.clone();
            let mut counting = Counting { counts: Counts::default(), ended: Ended::default(), horizon_ms, selection };
            side.visit(&mut counting, stop)?;
            Ok((counting.counts, counting.ended))
        })
        .await
    }

    async fn in_background<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self, &Stop) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let waiting = StopOnDrop::default();
        let (side, stop) = (self.clone(), waiting.stop());
        joined(tokio::task::spawn_blocking(move || work(&side, &stop)).await)
    }

    /// Reads all files. A side that is damaged or cut was not seen: that says nothing of what is the same.
    fn visit(&self, visitor: &mut impl Visitor, stop: &Stop) -> Result<()> {
        for source in &self.sources {
            self.visit_one(source, visitor, stop).map_err(|error| match error.kind() {
                ErrorKind::Verification => error.of_kind(ErrorKind::Target),
                _ => error,
            })?;
        }
        Ok(())
    }

    fn visit_one(&self, source: &Source, visitor: &mut impl Visitor, stop: &Stop) -> Result<()> {
        let shown = source.stored.shown().display().to_string();
        let wrong = |reason: String| Error::target(format!("{shown} cannot be read to its end")).cause(reason);
        let form = Form { packing: source.packing, identities: Some(&self.identities) };
        let mut file = Unpacked::of(&source.stored, form, stop)?;
        let mut parser = Parser::new(Options { max_key_bytes: LONGEST_NAME, ..Options::default() });
        let mut chunk = vec![0; CHUNK];
        loop {
            stop.check()?;
            match file.read_chunk(&mut chunk)? {
                0 => break,
                length => parser.feed(&chunk[..length], visitor).map_err(|error| wrong(error.to_string()))?,
            }
        }
        let end = parser.finish().map_err(|error| wrong(error.to_string()))?;
        if let Crc::Wrong { expected, computed } = end.crc {
            return Err(wrong(format!("its CRC64 is {computed:016x}, and the file says {expected:016x}")));
        }
        let found = file.finish()?;
        match &source.expected {
            Some(expected) if *expected != found => Err(wrong(format!(
                "it has {} bytes with the SHA-256 {}, and its manifest says {} and {}",
                found.0, found.1, expected.0, expected.1
            ))),
            _ => Ok(()),
        }
    }
}

/// Takes every key with its value, and hands them over in batches.
struct Values {
    part: Part,
    horizon_ms: Option<u64>,
    selection: Selection,
    sender: mpsc::Sender<Batch>,
    batch: Batch,
    name_bytes: usize,
    current: Option<(FileKey, Option<ValueReader>)>,
    ended: Ended,
}

impl Values {
    fn new(part: Part, horizon_ms: Option<u64>, selection: Selection, sender: mpsc::Sender<Batch>) -> Self {
        let batch = Batch { keys: Vec::new(), horizon_ms: 0 };
        Self { part, horizon_ms, selection, sender, batch, name_bytes: 0, current: None, ended: Ended::default() }
    }

    /// Hands over what there is. Where nobody takes it any more, the thread is told by its [`Stop`].
    fn flush(&mut self) {
        let batch = std::mem::replace(&mut self.batch, Batch { keys: Vec::new(), horizon_ms: 0 });
        self.name_bytes = 0;
        if !batch.keys.is_empty() {
            let _ = self.sender.blocking_send(batch);
        }
    }
}

impl Visitor for Values {
    fn header(&mut self, header: Header) {
        self.ended.header(header);
    }

    fn function(&mut self, code: &[u8], _len: u64) {
        self.ended.function(code);
    }

    fn update(&mut self, _update: &Update<'_>) {
        self.ended.commands += 1;
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        self.ended.keys += 1;
        let hash = key_hash(key.db, key.name);
        if !self.part.has(hash) || !self.selection.takes(key) {
            return Want::Nothing;
        }
        if self.batch.keys.is_empty() {
            self.batch.horizon_ms = self.horizon_ms.unwrap_or_else(horizon_ms);
        }
        let cut = key.is_name_cut();
        let reader = (!cut).then(|| ValueReader::new(key.value_type, self.batch.horizon_ms));
        let record = KeyRecord {
            kind: key.kind.into(),
            expires_at_ms: key.expires_at_ms,
            value: Reading::Unread("its name is too long to be read whole".to_owned()),
        };
        self.current = Some((FileKey { db: key.db, name: key.name.to_vec(), hash, record }, reader));
        if cut { Want::Nothing } else { Want::Chunks }
    }

    fn payload(&mut self, chunk: &[u8]) {
        if let Some((_, Some(reader))) = &mut self.current {
            reader.feed(chunk);
        }
    }

    fn key_end(&mut self, _end: &KeyEnd) {
        let Some((mut key, reader)) = self.current.take() else { return };
        if let Some(reader) = reader {
            key.record.value = reader.finish();
        }
        self.name_bytes += key.name.len();
        self.batch.keys.push(key);
        if self.batch.keys.len() >= BATCH_KEYS || self.name_bytes >= BATCH_NAME_BYTES {
            self.flush();
        }
    }
}

/// Takes the names.
struct Names(KeySet, Selection);

impl Visitor for Names {
    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        if self.1.takes(key) {
            self.0.insert(key_hash(key.db, key.name));
        }
        Want::Nothing
    }
}

/// Counts by database and type.
struct Counting {
    counts: Counts,
    ended: Ended,
    horizon_ms: u64,
    selection: Selection,
}

impl Visitor for Counting {
    fn header(&mut self, header: Header) {
        self.ended.header(header);
    }

    fn function(&mut self, code: &[u8], _len: u64) {
        self.ended.function(code);
    }

    fn update(&mut self, _update: &Update<'_>) {
        self.ended.commands += 1;
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        self.ended.keys += 1;
        if self.selection.takes(key) {
            self.counts.add(key.db, key.kind.as_str(), key.expires_at_ms, self.horizon_ms);
        }
        Want::Nothing
    }
}

impl Ended {
    fn header(&mut self, header: Header) {
        if header.version >= FIRST_WITH_FUNCTIONS {
            self.functions.get_or_insert_default();
        }
    }

    fn function(&mut self, code: &[u8]) {
        self.functions.get_or_insert_default().add(code);
    }
}
