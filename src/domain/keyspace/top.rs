//! The greatest few, each once.

use serde::{Deserialize, Serialize};

/// A key that is among the greatest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TopKey {
    /// Which of the sources it is from.
    pub source: usize,
    /// Database.
    pub db: u64,
    /// Name, cut at [`TopKey::LONGEST_NAME`].
    #[serde(with = "super::name::in_hex")]
    pub name: Vec<u8>,
    /// Bytes of the whole name.
    pub name_bytes: u64,
    /// Elements; bytes of a string.
    pub size: Option<u64>,
    /// Memory, where it was asked.
    pub memory_bytes: Option<u64>,
    /// Bytes of the value in a backup.
    pub stored_bytes: Option<u64>,
    /// When it expires, where that was asked.
    pub expiry: Option<super::ttl::Expiry>,
    /// OBJECT ENCODING, where it was asked.
    pub encoding: Option<String>,
}

impl TopKey {
    /// Bytes of a name that are kept.
    pub const LONGEST_NAME: usize = 4096;

    /// Whether the name is the whole name.
    pub fn is_whole(&self) -> bool {
        self.name_bytes == self.name.len() as u64
    }
}

/// The greatest few. Of equals those come first whose database and name do, so that the answer is the same whatever the
/// order they are met in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Top {
    limit: usize,
    keys: Vec<(u64, TopKey)>,
}

impl Top {
    /// So many.
    pub fn new(limit: usize) -> Self {
        Self { limit, keys: Vec::new() }
    }

    /// Offers a key of this weight; it is only made if it is wanted. A key that is in already keeps one place, with the
    /// weight that was seen last.
    pub fn offer(&mut self, weight: u64, db: u64, name: &[u8], make: impl FnOnce() -> TopKey) {
        let name = &name[..name.len().min(TopKey::LONGEST_NAME)];
        if self.limit == 0 {
            return;
        }
        if self.keys.len() == self.limit
            && let Some((least, key)) = self.keys.last()
            && (weight < *least || (weight == *least && (db, name) > (key.db, key.name.as_slice())))
        {
            return;
        }
        let new = make();
        self.keys.retain(|(_, key)| (key.source, key.db, key.name.as_slice()) != (new.source, db, name));
        let before = |(other, key): &(u64, TopKey)| {
            *other > weight || (*other == weight && (key.db, key.name.as_slice()) <= (db, name))
        };
        let at = self.keys.partition_point(before);
        self.keys.insert(at, (weight, new));
        self.keys.truncate(self.limit);
    }

    /// Takes up another's.
    pub fn merge(&mut self, other: Self) {
        for (weight, key) in other.keys {
            let name = key.name.clone();
            self.offer(weight, key.db, &name, || key);
        }
    }

    /// The keys, greatest first.
    pub fn keys(&self) -> impl Iterator<Item = &TopKey> {
        self.keys.iter().map(|(_, key)| key)
    }

    /// The keys, to add to what is known of them.
    pub fn keys_mut(&mut self) -> impl Iterator<Item = &mut TopKey> {
        self.keys.iter_mut().map(|(_, key)| key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(top: &Top) -> Vec<String> {
        top.keys().map(|key| String::from_utf8_lossy(&key.name).into_owned()).collect()
    }

    fn offer(top: &mut Top, weight: u64, name: &str) {
        let key = TopKey { name: name.into(), ..TopKey::default() };
        top.offer(weight, 0, name.as_bytes(), || key);
    }

    #[test]
    fn the_order_of_arrival_does_not_matter_and_nobody_is_there_twice() {
        let all = [(5, "e"), (5, "b"), (9, "z"), (5, "a"), (1, "x"), (5, "b"), (9, "z")];
        let (mut forth, mut back) = (Top::new(3), Top::new(3));
        all.iter().for_each(|(weight, name)| offer(&mut forth, *weight, name));
        all.iter().rev().for_each(|(weight, name)| offer(&mut back, *weight, name));
        assert_eq!((names(&forth), names(&back)), (vec!["z".into(), "a".into(), "b".into()], names(&forth)));
        forth.merge(back);
        assert_eq!(names(&forth), ["z", "a", "b"]);
    }
}
