//! Reads one file of an AOF, finds where the replay ends in it, and counts what stands on either side.

use super::CommandPattern;
use super::counts::Counts;
use super::cut::CutRule;
use super::sighting::{At, Kept, Sighting};
use crate::formats::aof::{AofError, AofOptions, AofParser, AofVisitor, Args, Ending, Event};
use crate::formats::rdb::{self, Census, CensusTaker, Header, KeyEnd, KeyInfo, ModuleTypeName, Update, Want};
use std::collections::VecDeque;
use std::ops::ControlFlow;

/// Commands that are shown on either side of the cut.
const CONTEXT: usize = 3;
/// Other places with the command that was asked for which are named.
const MOST_EARLIER: usize = 5;

/// The rule, for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileRule {
    /// All of it.
    All,
    /// Nothing of a later second.
    Until(u64),
    /// Up to the last command of this kind.
    Before(CommandPattern),
    /// Whole commands of so many bytes.
    Offset(u64),
}

impl CutRule {
    /// What the rule says of one of `files` files, by its place and name.
    #[must_use]
    pub fn for_file(&self, index: usize, name: &str, files: usize) -> FileRule {
        match self {
            Self::End => FileRule::All,
            Self::Until { unix_seconds } => FileRule::Until(*unix_seconds),
            Self::BeforeCommand { command } => FileRule::Before(command.clone()),
            Self::Offset { file, offset } => {
                let is_meant = match file {
                    None => index + 1 == files,
                    Some(file) => file == name || file.parse() == Ok(index + 1),
                };
                if is_meant { FileRule::Offset(*offset) } else { FileRule::All }
            }
        }
    }
}

/// Where the replay ends in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutFound {
    /// Offset of the first byte that is not replayed: of a command, or of the MULTI of its transaction.
    pub offset: u64,
    /// What stands before it, the nearest last.
    pub before: Vec<Sighting>,
    /// The command that is asked for, or the first that is not replayed; none at the end of the file.
    pub at: Option<Sighting>,
    /// What stands after that.
    pub after: Vec<Sighting>,
}

/// A file that was read to its end.
#[derive(Debug)]
pub struct FileSurvey {
    /// Its name.
    pub name: String,
    /// The snapshot at its start.
    pub base: Option<Census>,
    /// Offset after that snapshot; 0 where there is none.
    pub base_end: u64,
    /// What stands before the cut; where the file has none, all of it.
    pub before: Counts,
    /// What stands after it.
    pub after: Counts,
    /// Where the replay would end.
    pub cut: Option<CutFound>,
    /// Commands of the kind that was asked for.
    pub matches: u64,
    /// The last of them but the one at the cut.
    pub earlier: Vec<Sighting>,
    /// First annotation, in seconds since 1970.
    pub first_timestamp: Option<u64>,
    /// Last annotation.
    pub last_timestamp: Option<u64>,
    /// How it ended, or where it is damaged.
    pub ending: Result<Ending, AofError>,
}

/// Reads a file, fed in pieces.
#[derive(Debug)]
pub struct Surveyor {
    parser: AofParser,
    finder: Finder,
    damage: Option<AofError>,
}

impl Surveyor {
    /// At the start of a file. Times up to `horizon_ms` (milliseconds since 1970) count as passed.
    #[must_use]
    pub fn new(name: &str, rule: FileRule, horizon_ms: u64) -> Self {
        let finder = Finder {
            file: name.to_owned(),
            rule,
            horizon_ms,
            census: CensusTaker::new(horizon_ms),
            has_base: false,
            base_end: 0,
            before: Counts::default(),
            since: Counts::default(),
            unit: None,
            cut: None,
            wanted_after: 0,
            recent: VecDeque::with_capacity(CONTEXT + 1),
            matches: 0,
            earlier: VecDeque::new(),
            first_timestamp: None,
            last_timestamp: None,
        };
        Self { parser: AofParser::new(AofOptions::default()), finder, damage: None }
    }

    /// Takes the next bytes; `false` once they are damaged.
    pub fn take(&mut self, piece: &[u8]) -> bool {
        if self.damage.is_none() {
            self.damage = self.parser.push(piece, &mut self.finder).err();
        }
        self.damage.is_none()
    }

    /// What was read.
    #[must_use]
    pub fn finish(self) -> FileSurvey {
        let good = self.parser.last_good_offset();
        let ending = self.damage.map_or_else(|| self.parser.finish(), Err);
        let mut finder = self.finder;
        if let FileRule::Offset(_) = finder.rule
            && finder.cut.is_none()
        {
            // All of it is wanted, and nothing of what follows.
            let before = finder.recent.iter().map(|kept| kept.show(&finder.file)).collect();
            finder.before = std::mem::take(&mut finder.since);
            finder.cut = Some(CutFound { offset: good, before, at: None, after: Vec::new() });
        }
        let (before, after) = match &finder.cut {
            Some(_) => (finder.before, finder.since),
            None => (finder.since, Counts::default()),
        };
        FileSurvey {
            name: finder.file,
            base: finder.has_base.then(|| finder.census.into_census()),
            base_end: finder.base_end,
            before,
            after,
            cut: finder.cut,
            matches: finder.matches,
            earlier: finder.earlier.into(),
            first_timestamp: finder.first_timestamp,
            last_timestamp: finder.last_timestamp,
            ending,
        }
    }
}

/// A transaction or a large command under way: what is done whole or not at all.
#[derive(Debug, Default)]
struct Unit {
    start: u64,
    is_transaction: bool,
    counts: Counts,
    /// The command that was asked for, and what stands before it.
    matched: Option<(Kept, Vec<Sighting>)>,
    /// The first command.
    first: Option<(Kept, Vec<Sighting>)>,
    latest: Option<u64>,
}

#[derive(Debug)]
struct Finder {
    file: String,
    rule: FileRule,
    horizon_ms: u64,
    census: CensusTaker,
    has_base: bool,
    base_end: u64,
    /// Up to the cut; nothing while there is none.
    before: Counts,
    /// From the cut on; from the start while there is none.
    since: Counts,
    unit: Option<Box<Unit>>,
    cut: Option<CutFound>,
    wanted_after: usize,
    recent: VecDeque<Kept>,
    matches: u64,
    earlier: VecDeque<Sighting>,
    first_timestamp: Option<u64>,
    last_timestamp: Option<u64>,
}

impl Finder {
    fn command(&mut self, args: &Args<'_>, at: At) {
        let matches = match &self.rule {
            FileRule::Before(pattern) => pattern.matches(args),
            _ => false,
        };
        self.matches += u64::from(matches);
        let mut kept = if self.recent.len() > CONTEXT { self.recent.pop_front() } else { None }.unwrap_or_default();
        kept.take(args, at);
        let file = &self.file;
        let counts = self.unit.as_mut().map_or(&mut self.since, |unit| &mut unit.counts);
        counts.record(args, at.db, at.unix_seconds.is_some(), self.horizon_ms, || kept.show(file));
        if let Some(unit) = &mut self.unit {
            unit.latest = unit.latest.max(at.unix_seconds);
            if unit.first.is_none() || (matches && unit.matched.is_none()) {
                let before: Vec<Sighting> = self.recent.iter().map(|kept| kept.show(file)).collect();
                if unit.first.is_none() {
                    unit.first = Some((kept.clone(), before.clone()));
                }
                if matches {
                    unit.matched = Some((kept.clone(), before));
                }
            }
        }
        if self.wanted_after > 0
            && let Some(cut) = &mut self.cut
        {
            self.wanted_after -= 1;
            cut.after.push(kept.show(&self.file));
        }
        self.recent.push_back(kept);
    }

    /// Ends the reading of a command that stands for itself. It has been counted with what comes after the cut.
    fn plain(&mut self, args: &Args<'_>, at: At, end: u64) {
        let is_cut = match &self.rule {
            FileRule::All => false,
            FileRule::Before(pattern) => pattern.matches(args),
            FileRule::Until(limit) => self.cut.is_none() && at.unix_seconds.is_some_and(|time| time > *limit),
            FileRule::Offset(limit) => self.cut.is_none() && end > *limit,
        };
        if is_cut {
            self.wanted_after = 0;
            let mut kept = Kept::default();
            kept.take(args, at);
            let before = self.recent.iter().map(|kept| kept.show(&self.file)).collect();
            let passed = std::mem::take(&mut self.since);
            self.begin_cut(at.offset, passed, kept, before);
            self.command(args, at);
            self.wanted_after = CONTEXT;
        } else {
            self.command(args, at);
        }
    }

    fn begin_cut(&mut self, offset: u64, passed: Counts, at: Kept, before: Vec<Sighting>) {
        self.before.add(passed);
        if let Some(former) = self.cut.take().and_then(|cut| cut.at) {
            if self.earlier.len() == MOST_EARLIER {
                self.earlier.pop_front();
            }
            self.earlier.push_back(former);
        }
        let at = Some(at.show(&self.file));
        let before = before.into_iter().rev().take(CONTEXT).rev().collect();
        self.cut = Some(CutFound { offset, before, at, after: Vec::new() });
    }

    fn begin_unit(&mut self, start: u64, is_transaction: bool) {
        self.unit = Some(Box::new(Unit { start, is_transaction, ..Unit::default() }));
    }

    fn end_unit(&mut self, end: u64) {
        let Some(unit) = self.unit.take() else { return };
        let Unit { start, is_transaction, mut counts, matched, first, latest } = *unit;
        counts.transactions += u64::from(is_transaction);
        let found = match &self.rule {
            FileRule::All => None,
            FileRule::Before(_) => matched,
            FileRule::Until(limit) => first.filter(|_| self.cut.is_none() && latest.is_some_and(|time| time > *limit)),
            FileRule::Offset(limit) => first.filter(|_| self.cut.is_none() && end > *limit),
        };
        if let Some((at, before)) = found {
            let passed = std::mem::take(&mut self.since);
            self.begin_cut(start, passed, at, before);
            self.wanted_after = CONTEXT;
        }
        self.since.add(counts);
    }
}

impl AofVisitor for Finder {
    fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
        match event {
            Event::BaseEnd { offset } => self.base_end = offset,
            Event::Timestamp { unix_seconds, .. } => {
                self.first_timestamp.get_or_insert(unix_seconds);
                self.last_timestamp = Some(unix_seconds);
            }
            Event::Select { db, .. } => self.since.select(db),
            Event::TransactionBegin { offset } => self.begin_unit(offset, true),
            Event::TransactionEnd { end_offset } => self.end_unit(end_offset),
            Event::Command(command) => {
                let at = At {
                    offset: command.offset,
                    db: command.db,
                    unix_seconds: command.timestamp,
                    in_transaction: command.in_transaction,
                };
                if command.in_transaction {
                    self.command(&command.args, at);
                } else {
                    self.plain(&command.args, at, command.end_offset);
                }
            }
            Event::LargeBegin(large) => {
                if !large.in_transaction {
                    self.begin_unit(large.offset, false);
                }
                let at = At {
                    offset: large.offset,
                    db: large.db,
                    unix_seconds: large.timestamp,
                    in_transaction: large.in_transaction,
                };
                self.command(&large.first_args, at);
            }
            Event::LargeEnd { end_offset } => {
                if self.unit.as_ref().is_some_and(|unit| !unit.is_transaction) {
                    self.end_unit(end_offset);
                }
            }
            Event::LargeBytes(_) => {}
        }
        ControlFlow::Continue(())
    }
}

impl rdb::Visitor for Finder {
    fn header(&mut self, header: Header) {
        self.has_base = true;
        self.census.header(header);
    }

    fn aux(&mut self, key: &[u8], value: &[u8]) {
        self.census.aux(key, value);
    }

    fn select_db(&mut self, db: u64) {
        self.census.select_db(db);
    }

    fn resize_db(&mut self, keys: u64, with_expiry: u64) {
        self.census.resize_db(keys, with_expiry);
    }

    fn function(&mut self, code: &[u8], len: u64) {
        self.census.function(code, len);
    }

    fn module_aux(&mut self, module: ModuleTypeName) {
        self.census.module_aux(module);
    }

    fn update(&mut self, update: &Update<'_>) {
        self.census.update(update);
    }

    fn key(&mut self, key: &KeyInfo<'_>) -> Want {
        self.census.key(key)
    }

    fn key_end(&mut self, end: &KeyEnd) {
        self.census.key_end(end);
    }
}

#[cfg(test)]
pub(super) mod tests;
