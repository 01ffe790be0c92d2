//! SCAN may give a key more than once while the server's table grows or shrinks: which were counted already.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

/// Keys that are remembered at most by one run, as 64 bits each: about 40 MB.
pub const MOST: u64 = 3_500_000;

/// The keys of one database that were counted. A key is known by a hash of 64 bits: two of a million are taken for one
/// with a chance of 1 in 36 million.
#[derive(Debug)]
pub struct Seen {
    hasher: RandomState,
    keys: Option<HashSet<u64, BuildHasherDefault<AsItIs>>>,
    /// Keys that came again.
    pub repeated: u64,
}

impl Seen {
    /// For a database of about so many keys. Where those are more than `most`, none is remembered.
    pub fn of(keys: u64, most: u64) -> Self {
        let remembered = keys <= most;
        Self { hasher: RandomState::new(), keys: remembered.then(HashSet::default), repeated: 0 }
    }

    /// Whether every key is remembered.
    pub fn is_exact(&self) -> bool {
        self.keys.is_some()
    }

    /// Whether a key is new.
    pub fn is_new(&mut self, key: &[u8]) -> bool {
        let Some(keys) = &mut self.keys else { return true };
        // It has grown far beyond what was said of it.
        if keys.len() as u64 > 2 * MOST {
            self.keys = None;
            return true;
        }
        let is_new = keys.insert(self.hasher.hash_one(key));
        self.repeated += u64::from(!is_new);
        is_new
    }
}

/// What is hashed already needs no hashing.
#[derive(Debug, Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn what_comes_again_is_told_while_there_is_room() {
        let mut seen = Seen::of(10, 100);
        assert!(seen.is_new(b"a") && seen.is_new(b"b") && !seen.is_new(b"a"));
        assert_eq!((seen.repeated, seen.is_exact()), (1, true));
        let mut seen = Seen::of(101, 100);
        assert!(seen.is_new(b"a") && seen.is_new(b"a") && !seen.is_exact());
    }
}
