//! How far a database is gone through, at any moment: what `--resume` goes on from.

use super::ask::Asked;
use crate::domain::keyspace::state::{Name, Position};
use crate::wire::scan::Scan;

/// How far a database is gone through.
pub(super) struct Place {
    pub(super) db: u64,
    /// The next page, which may have been asked for; none once the last is there.
    pub(super) cursor: Option<Vec<u8>>,
    /// A page that nothing was asked about yet.
    pub(super) held: Option<Vec<Vec<u8>>>,
    /// Keys that an earlier run left without answers: they are asked about first, a page of them at a time.
    pub(super) backlog: Vec<Vec<u8>>,
    /// Keys that there is more to ask about.
    pub(super) again: Vec<Asked>,
}

impl Place {
    pub(super) fn start(db: u64) -> Self {
        Self { db, cursor: Some(b"0".to_vec()), held: Some(Vec::new()), backlog: Vec::new(), again: Vec::new() }
    }

    /// Where an earlier run ended.
    pub(super) fn after(position: Position) -> Self {
        let backlog = position.pending.into_iter().map(|name| name.0).collect();
        let cursor = position.cursor.map(String::into_bytes);
        Self { cursor, backlog, ..Self::start(position.db) }
    }

    /// The keys to ask about next, and whether the next page is to be asked for.
    pub(super) fn next(&mut self, count: u64) -> (Vec<Vec<u8>>, bool) {
        if self.backlog.is_empty() {
            let held = self.held.take();
            let is_page = held.is_some();
            return (held.unwrap_or_default(), is_page);
        }
        let count = usize::try_from(count).unwrap_or(usize::MAX).min(self.backlog.len());
        (self.backlog.drain(..count).collect(), false)
    }

    /// Where a later run can go on: every key is either counted, or still to come, or in here.
    pub(super) fn position(&self, scan: &Scan<'_, Asked>) -> Position {
        let asked = scan.waiting().chain(&self.again).map(|key| &key.name);
        let pending =
            asked.chain(self.held.iter().flatten()).chain(&self.backlog).map(|name| Name(name.clone())).collect();
        let cursor = self.cursor.as_deref().map(|cursor| String::from_utf8_lossy(cursor).into_owned());
        Position { db: self.db, cursor, pending }
    }
}
