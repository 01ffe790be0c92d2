//! When keys expire, in classes a person thinks in.

use serde::{Deserialize, Serialize};

/// What is known of a key's expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expiry {
    /// It has none.
    Never,
    /// In so many milliseconds.
    InMs(u64),
}

impl Expiry {
    /// From the reply to PTTL; none where the key is gone.
    pub fn parse(pttl: i64) -> Option<Self> {
        match pttl {
            -1 => Some(Self::Never),
            left => u64::try_from(left).ok().map(Self::InMs),
        }
    }
}

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// Upper ends in milliseconds, with what the class is called.
const CLASSES: [(u64, &str); 6] = [
    (MINUTE, "under 1m"),
    (HOUR, "1m to 1h"),
    (DAY, "1h to 1d"),
    (7 * DAY, "1d to 7d"),
    (30 * DAY, "7d to 30d"),
    (u64::MAX, "30d and more"),
];

/// Keys by when they expire.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TtlClasses {
    never: u64,
    expiring: [u64; CLASSES.len()],
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TtlClass {
    /// `never`, `under 1m`, ….
    pub expires: &'static str,
    /// Keys in it, of those that were asked.
    pub keys: u64,
}

impl TtlClasses {
    /// Counts a key.
    pub fn add(&mut self, expiry: Expiry) {
        match expiry {
            Expiry::Never => self.never += 1,
            Expiry::InMs(left) => {
                let class = CLASSES.iter().position(|(end, _)| left < *end).unwrap_or(CLASSES.len() - 1);
                self.expiring[class] += 1;
            }
        }
    }

    /// Takes up what another one has counted.
    pub fn merge(&mut self, other: &Self) {
        self.never += other.never;
        self.expiring.iter_mut().zip(other.expiring).for_each(|(own, other)| *own += other);
    }

    /// Keys that were counted.
    pub fn keys(&self) -> u64 {
        self.never + self.expiring.iter().sum::<u64>()
    }

    /// All classes, those that hold nothing too.
    pub fn classes(&self) -> Vec<TtlClass> {
        let never = TtlClass { expires: "never", keys: self.never };
        let expiring = CLASSES.iter().zip(self.expiring).map(|((_, expires), keys)| TtlClass { expires, keys });
        std::iter::once(never).chain(expiring).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_in_one_class() {
        let mut classes = TtlClasses::default();
        [-1, 0, 59_999, 60_000, i64::MAX].iter().filter_map(|pttl| Expiry::parse(*pttl)).for_each(|e| classes.add(e));
        assert_eq!(Expiry::parse(-2), None);
        let counts: Vec<u64> = classes.classes().iter().map(|class| class.keys).collect();
        assert_eq!((counts, classes.keys()), (vec![1, 2, 1, 0, 0, 0, 1], 5));
    }
}
