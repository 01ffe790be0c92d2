//! What names have in common: `user:4711:cart` and `user:4712:cart` begin alike, but for a number.

use super::kind::Kind;
use super::state::Name;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;

/// Bytes of a prefix that are kept.
const LONGEST: usize = 256;
/// Distinct prefixes that are told apart; beyond that the smallest are put together.
const MOST: usize = 20_000;
/// A segment as long as this that mixes letters and digits is taken for a token.
const TOKEN: usize = 12;

/// How names are cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Bytes that end a segment.
    pub separators: Vec<u8>,
    /// Segments that make a prefix.
    pub depth: usize,
    /// Whether numbers and identifiers are kept as they are, in place of `*`.
    pub keep_ids: bool,
}

impl Default for Cut {
    fn default() -> Self {
        Self { separators: vec![b':'], depth: 2, keep_ids: false }
    }
}

impl Cut {
    /// The prefix of a name, written into `out`: its first segments with their separators, but never the last segment.
    /// Empty for a name without a separator.
    pub fn prefix(&self, name: &[u8], out: &mut Vec<u8>) {
        out.clear();
        let mut rest = name;
        for _ in 0..self.depth {
            let Some(at) = rest.iter().position(|byte| self.separators.contains(byte)) else { return };
            if out.len() + at >= LONGEST {
                return;
            }
            let (segment, after) = rest.split_at(at);
            if !self.keep_ids && is_id(segment) {
                out.push(b'*')
            } else {
                out.extend_from_slice(segment)
            }
            out.push(after[0]);
            rest = &after[1..];
        }
    }

    /// A number that names of one shape share: all their segments are the same, but for identifiers.
    pub fn shape(&self, name: &[u8]) -> u64 {
        let mut hasher = DefaultHasher::new();
        for segment in name.split(|byte| self.separators.contains(byte)) {
            if is_id(segment) {
                hasher.write_u8(0)
            } else {
                hasher.write(segment)
            }
            hasher.write_u8(1);
        }
        hasher.finish()
    }
}

/// Whether a segment names one of many: a number, hexadecimal digits, a UUID, a token.
fn is_id(segment: &[u8]) -> bool {
    let (mut digits, mut hexadecimal) = (0, 0);
    for byte in segment {
        digits += usize::from(byte.is_ascii_digit());
        hexadecimal += usize::from(byte.is_ascii_hexdigit() || *byte == b'-');
    }
    let all = segment.len();
    digits > 0 && (digits == all || (hexadecimal == all && all >= 8) || (all >= TOKEN && digits * 8 >= all))
}

/// What is known of the keys with one prefix.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrefixTally {
    /// Keys.
    pub keys: u64,
    /// Bytes of strings.
    pub string_bytes: u64,
    /// Elements of all else.
    pub elements: u64,
    /// Memory, where it was asked.
    pub memory_bytes: u64,
    /// Bytes in a backup.
    pub stored_bytes: u64,
    /// Types that occur.
    pub kinds: Vec<Kind>,
}

impl PrefixTally {
    /// Takes up what another one has counted.
    pub fn merge(&mut self, other: &Self) {
        self.keys += other.keys;
        self.string_bytes += other.string_bytes;
        self.elements += other.elements;
        self.memory_bytes += other.memory_bytes;
        self.stored_bytes += other.stored_bytes;
        let new = other.kinds.iter().filter(|kind| !self.kinds.contains(kind)).cloned().collect::<Vec<_>>();
        self.kinds.extend(new);
    }
}

/// Keys by prefix, in bounded memory.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(into = "Listed", from = "Listed")]
pub struct Prefixes {
    all: HashMap<Vec<u8>, PrefixTally>,
    /// The keys of prefixes that were too small to be told apart.
    pub others: PrefixTally,
    scratch: Vec<u8>,
}

/// Prefixes in a file.
#[derive(Serialize, Deserialize)]
struct Listed {
    all: Vec<(Name, PrefixTally)>,
    others: PrefixTally,
}

impl From<Prefixes> for Listed {
    fn from(prefixes: Prefixes) -> Self {
        let mut all: Vec<_> = prefixes.all.into_iter().map(|(prefix, tally)| (Name(prefix), tally)).collect();
        all.sort_unstable_by(|(a, _), (b, _)| a.0.cmp(&b.0));
        Self { all, others: prefixes.others }
    }
}

impl From<Listed> for Prefixes {
    fn from(listed: Listed) -> Self {
        let all = listed.all.into_iter().map(|(prefix, tally)| (prefix.0, tally)).collect();
        Self { all, others: listed.others, scratch: Vec::new() }
    }
}

impl Prefixes {
    /// What is counted for the prefix of a name.
    pub fn of(&mut self, cut: &Cut, name: &[u8]) -> &mut PrefixTally {
        let mut prefix = std::mem::take(&mut self.scratch);
        cut.prefix(name, &mut prefix);
        if !self.all.contains_key(&prefix) {
            self.make_room();
            self.all.insert(prefix.clone(), PrefixTally::default());
        }
        self.scratch = prefix;
        // It is there: it was just put in.
        self.all.get_mut(self.scratch.as_slice()).unwrap_or(&mut self.others)
    }

    /// Takes up what another one has counted.
    pub fn merge(&mut self, other: Self) {
        self.others.merge(&other.others);
        for (prefix, tally) in other.all {
            if !self.all.contains_key(&prefix) {
                self.make_room();
            }
            self.all.entry(prefix).or_default().merge(&tally);
        }
    }

    /// Where all places are taken, the half with the fewest keys goes to the others. One of them that comes again later
    /// begins anew, so that its figures are then too low.
    fn make_room(&mut self) {
        if self.all.len() < MOST {
            return;
        }
        let mut sizes: Vec<u64> = self.all.values().map(|tally| tally.keys).collect();
        let middle = sizes.len() / 2;
        let (_, median, _) = sizes.select_nth_unstable(middle);
        let median = *median;
        let mut left_to_take = middle;
        let others = &mut self.others;
        self.all.retain(|_, tally| {
            let goes = tally.keys <= median && left_to_take > 0;
            if goes {
                left_to_take -= 1;
                others.merge(tally);
            }
            !goes
        });
    }

    /// All that are told apart, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &PrefixTally)> {
        self.all.iter().map(|(prefix, tally)| (prefix.as_slice(), tally))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(cut: &Cut, name: &str) -> String {
        let mut out = Vec::new();
        cut.prefix(name.as_bytes(), &mut out);
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn identifiers_are_one_and_words_are_not() {
        let cut = Cut::default();
        let of = |name| prefix(&cut, name);
        assert_eq!(
            (of("sess:000000001"), of("user:4711:cart"), of("plain")),
            ("sess:".into(), "user:*:".into(), "".into())
        );
        assert_eq!(of("a:b:c:d"), "a:b:");
        assert_eq!(of("t:550e8400-e29b-41d4-a716-446655440000:x"), "t:*:");
        assert_eq!(of("cache:deadbeef:x"), "cache:deadbeef:");
        let kept = Cut { keep_ids: true, separators: b":/".to_vec(), depth: 3 };
        assert_eq!((prefix(&kept, "tenant:42/x:y"), prefix(&kept, "a")), ("tenant:42/x:".into(), String::new()));
    }

    #[test]
    fn shapes_differ_by_words_alone() {
        let cut = Cut::default();
        let shape = |name: &str| cut.shape(name.as_bytes());
        assert_eq!(shape("user:1:profile"), shape("user:99:profile"));
        assert_ne!(shape("user:1:profile"), shape("user:1:visits"));
        assert_ne!(shape("user:1"), shape("user:1:2"));
    }

    #[test]
    fn memory_is_bounded_and_no_key_is_lost() {
        let (mut prefixes, cut) = (Prefixes::default(), Cut { keep_ids: true, depth: 1, ..Cut::default() });
        for number in 0..3 * MOST {
            prefixes.of(&cut, b"often:x").keys += 1;
            prefixes.of(&cut, format!("{number}:x").as_bytes()).keys += 1;
        }
        assert!(prefixes.all.len() <= MOST);
        let told: u64 = prefixes.iter().map(|(_, tally)| tally.keys).sum();
        assert_eq!(told + prefixes.others.keys, 6 * MOST as u64);
        assert_eq!(prefixes.all[&b"often:"[..]].keys, 3 * MOST as u64);
    }
}
