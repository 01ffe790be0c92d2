//! All that a parser reported, folded into one number: the same whatever the chunks.

/// FNV-1a over everything that is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Bytes as a part of something longer: two halves give what the whole gives.
    pub fn part(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Bytes that stand for themselves.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.part(bytes);
    }

    /// Numbers, and what has a number's form.
    pub fn number(&mut self, number: u64) {
        self.part(&number.to_le_bytes());
    }

    /// Anything by its debug form.
    pub fn debug(&mut self, value: &impl std::fmt::Debug) {
        self.bytes(format!("{value:?}").as_bytes());
    }
}
