//! Function libraries of both sides.

use super::hash::Hasher;
use std::collections::BTreeMap;

/// What is said of a library that B alone has.
pub const MISSING_IN_A: &str = "missing in A";

/// Libraries of one side: a hash of the code by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Functions {
    libraries: BTreeMap<String, u128>,
}

impl Functions {
    /// Takes in a library with its code, which names it in its first line.
    pub fn add(&mut self, code: &[u8]) {
        let mut hasher = Hasher::new(b'F');
        hasher.field(code);
        self.libraries.insert(library_name(code), hasher.finish());
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.libraries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.libraries.is_empty()
    }

    /// Names of libraries that are not the same on both sides, with what is not.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<(String, &'static str)> {
        let mut found: Vec<(String, &'static str)> = Vec::new();
        for (name, code) in &self.libraries {
            match other.libraries.get(name) {
                None => found.push((name.clone(), "missing in B")),
                Some(others) if others != code => found.push((name.clone(), "other code")),
                Some(_) => {}
            }
        }
        let missing = other.libraries.keys().filter(|name| !self.libraries.contains_key(*name));
        found.extend(missing.map(|name| (name.clone(), MISSING_IN_A)));
        found
    }
}

/// The name in `#!lua name=mylib`, escaped.
#[must_use]
pub fn library_name(code: &[u8]) -> String {
    let line = code.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let word = line.split(u8::is_ascii_whitespace).find_map(|word| word.strip_prefix(b"name="));
    word.unwrap_or(b"?").escape_ascii().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_known_by_name_and_compared_by_code() {
        let of = |codes: &[&str]| {
            let mut functions = Functions::default();
            codes.iter().for_each(|code| functions.add(code.as_bytes()));
            functions
        };
        let one = of(&["#!lua name=a\nx", "#!LUA  name=b\ny"]);
        assert_eq!(one.differences(&of(&["#!LUA  name=b\ny", "#!lua name=a\nx"])), []);
        assert_eq!(
            one.differences(&of(&["#!lua name=a\nz", "#!lua name=c\n"])),
            [("a".to_owned(), "other code"), ("b".to_owned(), "missing in B"), ("c".to_owned(), "missing in A")]
        );
    }
}
