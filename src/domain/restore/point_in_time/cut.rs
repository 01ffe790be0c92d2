//! Up to where history is wanted.

use super::CommandPattern;
use serde::Serialize;

/// The rule by which a replay ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum CutRule {
    /// It goes to the end.
    End,
    /// Nothing of a later second, by the annotations.
    Until {
        /// Seconds since 1970; what was done in this second is replayed.
        unix_seconds: u64,
    },
    /// Up to the last command of this kind, which is not replayed.
    BeforeCommand {
        /// Which commands.
        command: CommandPattern,
    },
    /// Whole commands of the first bytes of a file.
    Offset {
        /// The file's name, or its place from 1; the last one where it is not said.
        file: Option<String>,
        /// Bytes from its start.
        offset: u64,
    },
}

impl CutRule {
    /// Reads `--until-offset`: `OFFSET` or `FILE:OFFSET`.
    ///
    /// # Errors
    /// There is no number.
    pub fn parse_offset(text: &str) -> Result<Self, String> {
        let (file, number) = text.rsplit_once(':').map_or((None, text), |(file, number)| (Some(file), number));
        let offset = number.parse().map_err(|_| "expected OFFSET or FILE:OFFSET, in bytes".to_owned())?;
        Ok(Self::Offset { file: file.map(str::to_owned), offset })
    }
}

/// A place in a set: nothing from here on is replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The file, counted from 0 in the order they are read.
    pub file: usize,
    /// Bytes from its start.
    pub offset: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_with_or_without_its_file() {
        let of = |file: Option<&str>, offset| CutRule::Offset { file: file.map(str::to_owned), offset };
        assert_eq!(CutRule::parse_offset("12"), Ok(of(None, 12)));
        assert_eq!(CutRule::parse_offset("a:b.aof:12"), Ok(of(Some("a:b.aof"), 12)));
        assert!(CutRule::parse_offset("a.aof").is_err());
    }
}
