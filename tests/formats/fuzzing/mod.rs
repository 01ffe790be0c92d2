//! The fuzzer's targets (`fuzz/`), run for a bounded time on mangled fixtures and on likely bytes.

mod digest;
mod entry;
mod seeds;
mod values;

use entry::{TARGETS, Target};
use proptest::prelude::*;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long each target gets.
const PATIENCE: Duration = Duration::from_millis(1500);

/// A fixed sequence of choices (xorshift64).
struct Choices(u64);

impl Choices {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap()
    }

    /// Pieces overwritten, removed, doubled, reversed.
    fn mangle(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len());
            let end = at + self.below((bytes.len() - at).min(40) + 1);
            match self.below(5) {
                0 => drop(bytes.drain(at..end)),
                1 => bytes[at..end].fill([0, 0xff, 0x81, 0x40][at % 4]),
                2 => bytes.extend_from_within(at..end),
                3 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                _ => bytes[at..end].reverse(),
            }
        }
    }
}

fn run((name, target): Target) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let seeds = seeds::seeds(name, &fixtures);
    assert!(!seeds.is_empty(), "no seed for {name}");
    let started = Instant::now();
    seeds.iter().for_each(|seed| target(seed));
    let small: Vec<_> = seeds.iter().filter(|seed| seed.len() < 3000).collect();
    let mut choices = Choices(0x9e37_79b9_7f4a_7c15);
    let mut rounds = 0;
    while started.elapsed() < PATIENCE || rounds < 50 {
        let mut bytes = small[choices.below(small.len())].clone();
        choices.mangle(&mut bytes);
        target(&bytes);
        rounds += 1;
    }
}

#[test]
fn mangled_fixtures_of_every_target() {
    std::thread::scope(|scope| {
        for half in TARGETS.chunks(TARGETS.len() / 2) {
            scope.spawn(|| half.iter().copied().for_each(run));
        }
    });
}

/// Bytes that look like RDB more often than noise does: small lengths, known types, opcodes.
fn likely_bytes() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![0..30_u8, 0xc0..0xc4_u8, 0xf0..=0xff_u8, 0x80..0x82_u8, any::<u8>()];
    prop::collection::vec(byte, 0..200)
}

proptest! {
    #[test]
    fn likely_files(magic in prop_oneof![Just(b"REDIS0009"), Just(b"REDIS0015"), Just(b"VALKEY081")], body in likely_bytes()) {
        entry::rdb(&[magic.as_slice(), &body].concat());
    }

    #[test]
    fn likely_values(kind in 0..34_u8, dialect in prop_oneof![Just(0), Just(0x80_u8)], body in likely_bytes()) {
        values::rdb_values(&[&[kind | dialect], body.as_slice()].concat());
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        TARGETS.iter().for_each(|(_, target)| target(&bytes));
    }
}
