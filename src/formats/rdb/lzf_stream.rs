//! LZF in pieces: strings too long to hold are checked or decompressed through a window of 8 KiB.
//!
//! Source: redis/src/lzf_d.c. A reference reaches at most 8192 bytes back.

/// The one thing said of compressed data that is wrong, so that it does not depend on how the chunks fell.
pub(super) const DAMAGED: &str = "LZF data is damaged or does not give the declared length";

const WINDOW: usize = 8192;
const FLUSH_AT: usize = 4 * WINDOW;

#[derive(Debug, Clone, Copy)]
enum State {
    Control,
    Literals(usize),
    LongLength(u8),
    Distance { high: usize, len: usize },
}

/// A compressed string being read.
#[derive(Debug, Clone)]
pub(super) struct LzfStream {
    state: State,
    produced: u64,
    declared: u64,
    keep: bool,
    recent: Vec<u8>,
    emitted: usize,
}

impl LzfStream {
    /// Starts a string that expands to `declared` bytes. With `keep` unset nothing is decompressed, only checked.
    pub(super) fn new(declared: u64, keep: bool) -> Self {
        Self { state: State::Control, produced: 0, declared, keep, recent: Vec::new(), emitted: 0 }
    }

    /// Reads the next compressed bytes and hands out what they expand to.
    pub(super) fn feed(
        &mut self,
        mut input: &[u8],
        emit: &mut impl FnMut(&[u8]) -> Result<(), String>,
    ) -> Result<(), String> {
        while let Some((&first, rest)) = input.split_first() {
            match self.state {
                State::Control => {
                    let code = usize::from(first);
                    self.state = match code >> 5 {
                        0 => State::Literals(code + 1),
                        7 => State::LongLength(first & 0x1f),
                        len => State::Distance { high: (code & 0x1f) << 8, len: len + 2 },
                    };
                    input = rest;
                }
                State::Literals(left) => {
                    let count = left.min(input.len());
                    self.grow(count)?;
                    if self.keep {
                        self.recent.extend_from_slice(&input[..count]);
                    }
                    self.state = match left - count {
                        0 => State::Control,
                        left => State::Literals(left),
                    };
                    input = &input[count..];
                }
                State::LongLength(high) => {
                    self.state = State::Distance { high: usize::from(high) << 8, len: usize::from(first) + 9 };
                    input = rest;
                }
                State::Distance { high, len } => {
                    self.copy(high + usize::from(first) + 1, len)?;
                    self.state = State::Control;
                    input = rest;
                }
            }
            if self.recent.len() >= FLUSH_AT {
                self.flush(emit)?;
                self.recent.drain(..self.recent.len() - WINDOW);
                self.emitted = self.recent.len();
            }
        }
        Ok(())
    }

    /// Hands out the rest once the last compressed byte has been fed.
    pub(super) fn finish(&mut self, emit: &mut impl FnMut(&[u8]) -> Result<(), String>) -> Result<(), String> {
        if !matches!(self.state, State::Control) || self.produced != self.declared {
            return Err(DAMAGED.to_owned());
        }
        self.flush(emit)
    }

    fn flush(&mut self, emit: &mut impl FnMut(&[u8]) -> Result<(), String>) -> Result<(), String> {
        if self.emitted < self.recent.len() {
            emit(&self.recent[self.emitted..])?;
            self.emitted = self.recent.len();
        }
        Ok(())
    }

    fn grow(&mut self, count: usize) -> Result<(), String> {
        self.produced += count as u64;
        if self.produced > self.declared {
            return Err(DAMAGED.to_owned());
        }
        Ok(())
    }

    fn copy(&mut self, distance: usize, len: usize) -> Result<(), String> {
        if distance as u64 > self.produced {
            return Err(DAMAGED.to_owned());
        }
        self.grow(len)?;
        if self.keep {
            let from = self.recent.len() - distance;
            if distance >= len {
                self.recent.extend_from_within(from..from + len);
            } else {
                for at in from..from + len {
                    let byte = self.recent[at];
                    self.recent.push(byte);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::formats::rdb::lzf;
    use proptest::prelude::*;

    fn stream(input: &[u8], declared: u64, piece: usize) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        let mut emit = |bytes: &[u8]| {
            out.extend_from_slice(bytes);
            Ok(())
        };
        let mut stream = LzfStream::new(declared, true);
        for piece in input.chunks(piece) {
            stream.feed(piece, &mut emit)?;
        }
        stream.finish(&mut emit)?;
        Ok(out)
    }

    fn check(input: &[u8], declared: u64, piece: usize) -> Result<(), String> {
        let mut none = |_: &[u8]| Ok(());
        let mut stream = LzfStream::new(declared, false);
        for piece in input.chunks(piece) {
            stream.feed(piece, &mut none)?;
        }
        stream.finish(&mut none)
    }

    #[test]
    fn a_run_longer_than_the_window() {
        let mut input = vec![0, b'a'];
        let mut declared = 1;
        for _ in 0..400 {
            input.extend_from_slice(&[0xe0, 0xff, 0x00]);
            declared += 264;
        }
        for piece in [1, 2, 7, 4096] {
            let out = stream(&input, declared, piece).unwrap();
            assert_eq!(out.len() as u64, declared);
            assert!(out.iter().all(|&byte| byte == b'a'));
        }
        assert!(stream(&input, declared + 1, 64).is_err());
        assert!(stream(&input, declared - 1, 64).is_err());
    }

    #[test]
    fn references_reach_back_8192_bytes_wherever_the_pieces_end() {
        let mut input = Vec::new();
        for run in 0..2000_u32 {
            input.push(31);
            input.extend((0..32).map(|at| (run * 7 + at * run) as u8));
            if run > 256 {
                input.extend_from_slice(&[0xff, 0x00, 0xff]);
            }
        }
        let declared = lengths_of(&input);
        let whole = lzf::decompress(&input, declared, 1 << 24).unwrap();
        for piece in [1, 100, 5000, usize::MAX] {
            assert!(stream(&input, declared, piece).unwrap() == whole);
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_whole_decompressor(
            input in prop::collection::vec(prop_oneof![0u8..40, any::<u8>()], 1..300),
            piece in 1usize..20,
        ) {
            let declared = lengths_of(&input);
            let whole = lzf::decompress(&input, declared, 1 << 20).ok();
            prop_assert_eq!(stream(&input, declared, piece).ok(), whole.clone());
            prop_assert_eq!(check(&input, declared, piece).is_ok(), whole.is_some());
        }
    }

    /// What the tokens of `input` would expand to.
    fn lengths_of(input: &[u8]) -> u64 {
        let mut at = 0;
        let mut total = 0;
        while let Some(&code) = input.get(at) {
            at += 1;
            match code >> 5 {
                0 => {
                    at += usize::from(code) + 1;
                    total += u64::from(code) + 1;
                }
                7 => {
                    total += u64::from(input.get(at).copied().unwrap_or_default()) + 9;
                    at += 2;
                }
                len => {
                    total += u64::from(len) + 2;
                    at += 1;
                }
            }
        }
        total.max(1)
    }
}
