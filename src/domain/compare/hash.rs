//! Hashes of parts of values: SHA-256, cut to 128 bits; sums of them stand for what has no order.

use ring::digest::{Context, SHA256};

/// Takes in fields that are told apart by their lengths.
pub struct Hasher(Context);

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hasher").finish_non_exhaustive()
    }
}

impl Hasher {
    /// For parts of one kind: those of another kind never have the same hash.
    #[must_use]
    pub fn new(kind: u8) -> Self {
        let mut context = Context::new(&SHA256);
        context.update(&[kind]);
        Self(context)
    }

    /// Takes in a field of bytes.
    pub fn field(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
        self
    }

    /// Takes in a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.0.update(&number.to_le_bytes());
        self
    }

    /// Takes in bytes of something whose length is taken in besides.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(bytes);
        self
    }

    /// The hash.
    #[must_use]
    pub fn finish(self) -> u128 {
        let digest = self.0.finish();
        digest.as_ref().first_chunk().map_or(0, |start| u128::from_le_bytes(*start))
    }
}

/// 64 bits that stand for a key of a database. Of n keys two have the same with a chance of n² / 2⁶⁵.
#[must_use]
pub fn key_hash(db: u64, name: &[u8]) -> u64 {
    let mut hasher = Hasher::new(b'k');
    hasher.number(db).raw(name);
    hasher.finish() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_do_not_run_into_each_other() {
        let of = |fields: &[&[u8]]| {
            let mut hasher = Hasher::new(b'x');
            for field in fields {
                hasher.field(field);
            }
            hasher.finish()
        };
        assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
        assert_ne!(of(&[b"ab"]), of(&[b"ab", b""]));
        assert_eq!(of(&[b"ab"]), of(&[b"ab"]));
        assert_ne!(key_hash(0, b"a"), key_hash(1, b"a"));
    }
}
