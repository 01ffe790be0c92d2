//! What became of each key, in the order of the file: the counts of a restore, and the point up to which it is done.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// The server has it, by its own word.
    Restored,
    /// It was there before, and stays as it was.
    Skipped,
    /// It was there already when a run that was cut short was taken up again.
    Present,
    /// Its time had passed.
    Expired,
    /// The server has no place for it, which was accepted.
    LeftOut,
    /// The server refused it.
    Failed,
}

/// How many keys had which end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is a case of Settled")]
pub struct Counts {
    pub restored: u64,
    pub skipped: u64,
    pub present: u64,
    pub expired: u64,
    pub left_out: u64,
    pub failed: u64,
}

impl Counts {
    fn add(&mut self, settled: Settled) {
        *match settled {
            Settled::Restored => &mut self.restored,
            Settled::Skipped => &mut self.skipped,
            Settled::Present => &mut self.present,
            Settled::Expired => &mut self.expired,
            Settled::LeftOut => &mut self.left_out,
            Settled::Failed => &mut self.failed,
        } += 1;
    }

    /// All keys.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.restored + self.skipped + self.present + self.expired + self.left_out + self.failed
    }
}

/// The counts, and how far all keys are settled.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Keys before this one, in the order of the file, are settled.
    next: u64,
    /// Of the keys before it.
    counts: Counts,
    /// Keys behind it that were settled first: over several connections replies overtake each other.
    ahead: BTreeMap<u64, Settled>,
    /// What there was before the first key that failed: it is to be tried again.
    before_failure: Option<(u64, Counts)>,
}

impl Tally {
    /// Goes on from an earlier run's point.
    #[must_use]
    pub fn from(point: u64, counts: Counts) -> Self {
        Self { next: point, counts, ..Self::default() }
    }

    /// Notes what became of a key, once for each.
    pub fn settle(&mut self, ordinal: u64, settled: Settled) {
        if ordinal != self.next {
            self.ahead.insert(ordinal, settled);
            return;
        }
        self.advance(settled);
        while let Some(settled) = self.ahead.remove(&self.next) {
            self.advance(settled);
        }
    }

    fn advance(&mut self, settled: Settled) {
        if settled == Settled::Failed && self.before_failure.is_none() {
            self.before_failure = Some((self.next, self.counts));
        }
        self.counts.add(settled);
        self.next += 1;
    }

    /// Every key before it is settled and has not failed.
    #[must_use]
    pub fn point(&self) -> u64 {
        self.before_failure.map_or(self.next, |(point, _)| point)
    }

    /// Of the keys before the point.
    #[must_use]
    pub fn counts_to_point(&self) -> Counts {
        self.before_failure.map_or(self.counts, |(_, counts)| counts)
    }

    /// Of all keys that are settled.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = self.counts;
        self.ahead.values().for_each(|settled| counts.add(*settled));
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_is_where_everything_before_is_settled() {
        let mut tally = Tally::default();
        for ordinal in [1, 2, 5] {
            tally.settle(ordinal, Settled::Restored);
        }
        assert_eq!((tally.point(), tally.counts().restored), (0, 3));
        tally.settle(0, Settled::Expired);
        assert_eq!((tally.point(), tally.counts_to_point().sum(), tally.counts().sum()), (3, 3, 4));
        tally.settle(3, Settled::Skipped);
        tally.settle(4, Settled::Restored);
        assert_eq!((tally.point(), tally.counts().sum()), (6, 6));
    }

    #[test]
    fn a_key_that_failed_holds_the_point() {
        let mut tally = Tally::from(7, Counts { restored: 7, ..Counts::default() });
        tally.settle(8, Settled::Failed);
        tally.settle(7, Settled::Restored);
        tally.settle(9, Settled::Restored);
        assert_eq!((tally.point(), tally.counts().sum(), tally.counts().failed), (8, 10, 1));
    }
}
