//! The command before which a replay ends, as it is typed: `FLUSHALL`, `DEL user:*`.

use crate::domain::restore::filter;
use crate::formats::aof::Args;
use serde::{Serialize, Serializer};
use std::fmt;

/// A command's name, and perhaps patterns that its arguments have to fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandPattern {
    name: String,
    /// What the server calls it, where it was renamed: history has it by that name.
    renamed: Option<Vec<u8>>,
    words: Vec<String>,
}

impl CommandPattern {
    /// Reads it: the name, then patterns of arguments, between spaces.
    ///
    /// # Errors
    /// There is no name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let name = words.next().ok_or("expected a command, such as FLUSHALL or 'DEL user:*'")?.to_ascii_uppercase();
        Ok(Self { name, renamed: None, words: words.map(str::to_owned).collect() })
    }

    /// The command's name, in capitals.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same, on a server that has it by another name.
    #[must_use]
    pub fn renamed(mut self, name: &[u8]) -> Self {
        self.renamed = (!name.eq_ignore_ascii_case(self.name.as_bytes())).then(|| name.to_vec());
        self
    }

    /// Whether a command is one of these: by its name, and an argument for each of the patterns.
    #[must_use]
    pub fn matches(&self, args: &Args<'_>) -> bool {
        let Some(name) = args.get(0) else { return false };
        let is = |known: &[u8]| name.eq_ignore_ascii_case(known);
        if !is(self.name.as_bytes()) && !self.renamed.as_deref().is_some_and(is) {
            return false;
        }
        self.words.iter().all(|word| {
            let word = word.as_bytes();
            args.iter().skip(1).any(|arg| filter::fits(word, arg) || arg.eq_ignore_ascii_case(word))
        })
    }
}

impl fmt::Display for CommandPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.words.iter().try_for_each(|word| write!(f, " {word}"))
    }
}

impl Serialize for CommandPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::survey::tests::with_args;
    use super::*;

    fn fits(pattern: &CommandPattern, line: &str) -> bool {
        let words: Vec<&[u8]> = line.split(' ').map(str::as_bytes).collect();
        with_args(&words, |args| pattern.matches(args))
    }

    #[test]
    fn by_name_and_by_any_argument() {
        let parse = |text| CommandPattern::parse(text).expect("a pattern");
        assert!(fits(&parse("flushall"), "FLUSHALL ASYNC"));
        assert!(!fits(&parse("FLUSHALL"), "FLUSHDB"));
        assert!(fits(&parse("DEL user:*"), "del other user:7"));
        assert!(!fits(&parse("DEL user:*"), "DEL other"));
        assert!(fits(&parse("FUNCTION flush"), "FUNCTION FLUSH"));
        assert!(CommandPattern::parse("  ").is_err());
    }

    #[test]
    fn a_renamed_command_is_found_by_both_names_and_shown_by_one() {
        let pattern = CommandPattern::parse("FLUSHALL").expect("a pattern").renamed(b"hidden");
        assert!(fits(&pattern, "HIDDEN") && fits(&pattern, "flushall"));
        assert_eq!(pattern.to_string(), "FLUSHALL");
    }
}
