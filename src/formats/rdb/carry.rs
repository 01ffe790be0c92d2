//! Joins a token split between two chunks, so that everything else reads straight from the caller's chunk.

/// More than any token of the format needs (the longest is a score of 253 digits).
const JOIN_BYTES: usize = 512;

/// The start of a token whose end has not arrived yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Carry {
    held: Vec<u8>,
}

impl Carry {
    /// Bytes waiting.
    pub(super) fn len(&self) -> usize {
        self.held.len()
    }

    /// The bytes waiting.
    pub(super) fn held(&self) -> &[u8] {
        &self.held
    }

    /// Runs `step` over what was held plus `chunk`. `step` reads whole tokens from the slice it gets and returns how
    /// many bytes it used; what it leaves is the start of one token and is held for the next call.
    pub(super) fn drive<E>(
        &mut self,
        mut chunk: &[u8],
        mut step: impl FnMut(&[u8]) -> Result<usize, E>,
    ) -> Result<(), E> {
        while !self.held.is_empty() && !chunk.is_empty() {
            let before = self.held.len();
            let joined = chunk.len().min(JOIN_BYTES);
            self.held.extend_from_slice(&chunk[..joined]);
            let used = step(&self.held)?;
            if used >= before {
                chunk = &chunk[used - before..];
                self.held.clear();
            } else {
                self.held.drain(..used);
                chunk = &chunk[joined..];
            }
        }
        if !chunk.is_empty() {
            let used = step(chunk)?;
            self.held.extend_from_slice(&chunk[used..]);
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_three_bytes_arrive_whole_whatever_the_chunks() {
        let input: Vec<u8> = (0..99).collect();
        for size in 1..20 {
            let mut carry = Carry::default();
            let mut seen = Vec::new();
            for chunk in input.chunks(size) {
                carry
                    .drive(chunk, |slice| {
                        let whole = slice.len() / 3 * 3;
                        seen.extend_from_slice(&slice[..whole]);
                        Ok::<_, ()>(whole)
                    })
                    .unwrap();
                assert!(carry.len() < 3);
            }
            assert_eq!(carry.len(), 0);
            assert_eq!(seen, input, "chunks of {size}");
        }
    }
}
