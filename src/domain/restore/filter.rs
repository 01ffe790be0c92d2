//! Which keys of a file are meant: patterns as KEYS and SCAN have them, types as TYPE prints them, databases.

use crate::formats::rdb::KeyInfo;
use serde::{Deserialize, Serialize};

/// The part of a file that is meant. Empty lists mean everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// A key has to fit one of these.
    pub matching: Vec<String>,
    /// A key may fit none of these.
    pub excluding: Vec<String>,
    /// Types, as `TYPE` prints them.
    pub types: Vec<String>,
    /// Databases.
    pub databases: Vec<u64>,
}

impl Selection {
    /// Whether it is the whole file.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a key is meant.
    #[must_use]
    pub fn takes(&self, key: &KeyInfo<'_>) -> bool {
        let fits = |pattern: &String| fits(pattern.as_bytes(), key.name);
        (self.databases.is_empty() || self.databases.contains(&key.db))
            && (self.types.is_empty() || self.types.iter().any(|name| name == key.kind.as_str()))
            && (self.matching.is_empty() || self.matching.iter().any(fits))
            && !self.excluding.iter().any(fits)
    }

    /// In words that follow "keys": `of type hash matching user:*`; empty for all.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = String::new();
        let mut add = |before: &str, list: &[String], join: &str| {
            if !list.is_empty() {
                words.push_str(&format!(" {before} {}", list.join(join)));
            }
        };
        add("of type", &self.types, " or ");
        add("matching", &self.matching, " or ");
        add("not matching", &self.excluding, " nor ");
        let databases: Vec<String> = self.databases.iter().map(ToString::to_string).collect();
        add("of database", &databases, " or ");
        words
    }
}

/// Whether `text` fits a pattern of `*`, `?`, `[a-z]`, `[^a]` and `\`: `stringmatchlen` of redis/src/util.c, in time that
/// grows with the product of the lengths and no faster.
#[must_use]
pub fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut seen) = (0, 0);
    // Where to go on when what follows the last star did not fit: the star takes one byte more.
    let mut star: Option<(usize, usize)> = None;
    while seen < text.len() {
        if pattern.get(at) == Some(&b'*') {
            star = Some((at + 1, seen));
            at += 1;
            continue;
        }
        match one(&pattern[at..], text[seen]) {
            Some(taken) => (at, seen) = (at + taken, seen + 1),
            None => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    (at, seen) = (after, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

/// The bytes of the pattern that stand for one byte of the text, if they fit it.
fn one(pattern: &[u8], byte: u8) -> Option<usize> {
    match *pattern {
        [] => None,
        [b'?', ..] => Some(1),
        [b'\\', escaped, ..] => (escaped == byte).then_some(2),
        [b'[', ref class @ ..] => {
            let (fits, length) = in_class(class, byte);
            fits.then_some(length + 1)
        }
        [plain, ..] => (plain == byte).then_some(1),
    }
}

/// Whether a byte is in a class, and the class's length after its `[`. One that is not closed ends with the pattern.
fn in_class(class: &[u8], byte: u8) -> (bool, usize) {
    let negated = class.first() == Some(&b'^');
    let mut at = usize::from(negated);
    let mut found = false;
    while at < class.len() {
        match class[at..] {
            [b'\\', escaped, ..] => {
                found |= escaped == byte;
                at += 2;
            }
            [b']', ..] => return (found != negated, at + 1),
            [first, b'-', last, ..] => {
                found |= (first.min(last)..=first.max(last)).contains(&byte);
                at += 3;
            }
            [plain, ..] => {
                found |= plain == byte;
                at += 1;
            }
            [] => break,
        }
    }
    (found != negated, class.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_in_the_server() {
        let table = [
            ("*", "", true),
            ("user:*", "user:1", true),
            ("user:*", "user", false),
            ("*:1", "a:1:1", true),
            ("h?llo", "hallo", true),
            ("h?llo", "hllo", false),
            ("h[ae]llo", "hello", true),
            ("h[^e]llo", "hello", false),
            ("h[a-c]llo", "hbllo", true),
            ("h[c-a]llo", "hbllo", true),
            (r"h\*", "h*", true),
            (r"h\*", "hx", false),
            ("a*b*c", "aXbXbYc", true),
            ("a*b*c", "aXbXbY", false),
            ("[", "x", false),
            ("", "x", false),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(fits(pattern.as_bytes(), text.as_bytes()), expected, "{pattern} {text}");
        }
        let stars = "*a".repeat(40);
        assert!(!fits(stars.as_bytes(), "a".repeat(39).as_bytes()));
    }

    #[test]
    fn a_part_in_words() {
        let selection = Selection {
            matching: vec!["a*".into(), "b*".into()],
            types: vec!["hash".into()],
            databases: vec![3],
            ..Selection::default()
        };
        assert_eq!(selection.words(), " of type hash matching a* or b* of database 3");
        assert!(!selection.is_all() && Selection::default().words().is_empty());
    }
}
