//! Reads every file of an AOF to its end and counts what it holds.

use super::FoundAof;
use crate::error::Result;
use crate::formats::aof::{AofCensus, AofError, AofOptions, AofParser, AofVisitor, Ending, Event, ReadStep, Role};
use crate::formats::rdb::{self, Census, CensusTaker, Header, KeyEnd, KeyInfo, ModuleTypeName, Update, Want};
use crate::store::stop::Stop;
use crate::store::unpack::CHUNK;
use std::ops::ControlFlow;

/// One file that was read.
#[derive(Debug)]
pub struct FileRead {
    /// Its name.
    pub name: String,
    /// Its place in the set.
    pub role: Role,
    /// Its size in bytes.
    pub bytes: u64,
    /// Whether a torn command at its end is tolerable.
    pub may_be_truncated: bool,
    /// How it ended, or where it is damaged.
    pub ending: Result<Ending, AofError>,
    /// Its commands.
    pub commands: AofCensus,
    /// The snapshot at its start.
    pub base: Option<Census>,
}

/// Reads a set. `now_ms` decides which keys of its base count as expired. The files come in the order of the set.
///
/// # Errors
/// Of kind Target when a file cannot be read, Verification when what it is packed in is damaged. Damage of the AOF
/// itself is in [`FileRead::ending`].
pub fn read(aof: &FoundAof, now_ms: u64, stop: &Stop) -> Result<Vec<FileRead>> {
    let mut files: Vec<(usize, FileRead)> = Vec::new();
    let mut chunk = vec![0; CHUNK];
    aof.visit(stop, &mut |step, pieces| {
        let mut check = FileCheck::new(now_ms);
        loop {
            stop.check()?;
            let length = match pieces.next_piece(&mut chunk)? {
                0 => break,
                length => length,
            };
            if !check.take(&chunk[..length]) {
                break;
            }
        }
        let place = aof.set.steps.iter().position(|other| other.name == step.name).unwrap_or(usize::MAX);
        files.push((place, check.finish(step)));
        Ok(())
    })?;
    files.sort_by_key(|(place, _)| *place);
    Ok(files.into_iter().map(|(_, file)| file).collect())
}

/// Reads one file, fed in pieces.
#[derive(Debug)]
pub struct FileCheck {
    parser: AofParser,
    counts: Counts,
    bytes: u64,
    damage: Option<AofError>,
}

impl FileCheck {
    /// At the start of a file. `now_ms` decides which keys of its base count as expired.
    #[must_use]
    pub fn new(now_ms: u64) -> Self {
        let counts = Counts { base: CensusTaker::new(now_ms), has_base: false, commands: AofCensus::default() };
        Self { parser: AofParser::new(AofOptions::default()), counts, bytes: 0, damage: None }
    }

    /// Takes the next bytes; `false` once they are damaged.
    pub fn take(&mut self, piece: &[u8]) -> bool {
        if self.damage.is_none() {
            self.bytes += piece.len() as u64;
            self.damage = self.parser.push(piece, &mut self.counts).err();
        }
        self.damage.is_none()
    }

    /// What was read.
    #[must_use]
    pub fn finish(self, step: &ReadStep) -> FileRead {
        let ending = self.damage.map_or_else(|| self.parser.finish(), Err);
        self.counts.into_file(step, self.bytes, ending)
    }
}

#[derive(Debug)]
struct Counts {
    base: CensusTaker,
    has_base: bool,
    commands: AofCensus,
}

impl Counts {
    fn into_file(self, step: &ReadStep, bytes: u64, ending: Result<Ending, AofError>) -> FileRead {
        FileRead {
            name: String::from_utf8_lossy(&step.name).into_owned(),
            role: step.role,
            // Of a packed file the listing has the packed size; of a damaged one only a part was read.
            bytes: if ending.is_ok() { bytes } else { bytes.max(step.bytes) },
            may_be_truncated: step.may_be_truncated,
            ending,
            commands: self.commands,
            base: self.has_base.then(|| self.base.into_census()),
        }
    }
}

impl rdb::Visitor for Counts {
    fn header(&mut self, header: Header) {
        self.has_base = true;
        self.base.header(header);
    }

    fn aux(&mut self, key: &[u8], value: &[u8]) {
        self.base.aux(key, value);
    }

    fn select_db(&mut self, db: u64) {
        self.base.select_db(db);
    }

    fn resize_db(&mut self, keys: u64, with_expiry: u64) {
        self.base.resize_db(keys, with_expiry);
    }

    fn function(&mut self, code: &[u8], len: u64) {
        self.base.function(code, len);
    }

    fn module_aux(&mut self, module: ModuleTypeName) {
        self.base.module_aux(module);
    }

    fn update(&mut self, update: &Update<'_>) {
        self.base.update(update);
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        self.base.key(key)
    }

    fn key_end(&mut self, end: &KeyEnd) {
        self.base.key_end(end);
    }
}

impl AofVisitor for Counts {
    fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
        self.commands.record(&event);
        ControlFlow::Continue(())
    }
}
