//! Which keys a side has, in bounded memory: as many of them as fit, the rest in further passes.

/// A share of all keys by their hashes: those with `hash % of == number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which.
    pub number: u64,
    /// Of how many; a power of two.
    pub of: u64,
}

impl Part {
    /// All keys.
    pub const ALL: Self = Self { number: 0, of: 1 };

    /// Whether a key is in it.
    #[must_use]
    pub fn has(self, hash: u64) -> bool {
        hash % self.of == self.number
    }

    /// The shares after this one.
    pub fn rest(self) -> impl Iterator<Item = Self> {
        (self.number + 1..self.of).map(move |number| Self { number, of: self.of })
    }
}

/// Hashes of keys, 8 bytes each. When there are more than it may hold, it halves its share.
#[derive(Debug, Clone)]
pub struct KeySet {
    part: Part,
    most: usize,
    hashes: Vec<u64>,
    is_sorted: bool,
}

impl KeySet {
    /// Holds `most` hashes at the most.
    #[must_use]
    pub fn new(part: Part, most: usize) -> Self {
        Self { part, most, hashes: Vec::new(), is_sorted: true }
    }

    /// Takes in a key that is in its share; others are left out.
    pub fn insert(&mut self, hash: u64) {
        if !self.part.has(hash) {
            return;
        }
        self.hashes.push(hash);
        self.is_sorted = false;
        // Later shares are those of the first halving, so that they keep their size.
        if self.hashes.len() > self.most && self.part.number == 0 {
            self.part.of *= 2;
            let part = self.part;
            self.hashes.retain(|hash| part.has(*hash));
        }
    }

    /// The share it ended up with.
    #[must_use]
    pub fn part(&self) -> Part {
        self.part
    }

    /// Has to be called after the last insertion.
    pub fn sort(&mut self) {
        self.hashes.sort_unstable();
        self.is_sorted = true;
    }

    /// Whether the key is there. Only to be asked of keys in its share, after [`KeySet::sort`].
    #[must_use]
    pub fn contains(&self, hash: u64) -> bool {
        debug_assert!(self.is_sorted && self.part.has(hash), "asked too early, or of another share");
        self.hashes.binary_search(&hash).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::hash::key_hash;
    use super::*;

    #[test]
    fn every_key_is_in_one_share_and_found_there() {
        let hashes: Vec<u64> = (0..1000_u32).map(|number| key_hash(0, &number.to_le_bytes())).collect();
        let mut first = KeySet::new(Part::ALL, 100);
        hashes.iter().for_each(|hash| first.insert(*hash));
        first.sort();
        assert!(first.part().of >= 8, "{:?}", first.part());
        let mut found = 0;
        for part in std::iter::once(first.part()).chain(first.part().rest()) {
            let mut set = KeySet::new(part, 100);
            hashes.iter().for_each(|hash| set.insert(*hash));
            set.sort();
            assert_eq!(set.part(), part);
            found += hashes.iter().filter(|hash| part.has(**hash) && set.contains(**hash)).count();
            let stranger = (0_u32..).map(|number| key_hash(1, &number.to_le_bytes())).find(|hash| part.has(*hash));
            assert!(!set.contains(stranger.expect("one of many")));
        }
        assert_eq!(found, hashes.len());
    }
}
