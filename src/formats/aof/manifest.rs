//! The manifest of a multi-part AOF (Redis 7 and later; `aofLoadManifestFromFile` and
//! `getAofManifestAsString` in `redis/src/aof.c`).
//!
//! One line per file: `file <name> seq <n> type b|h|i` and perhaps more pairs. Lines that start
//! with `#` are comments; a blank line is an error, as it is to Redis.

use thiserror::Error;

use super::words::{push_word, split_words};

/// The longest line Redis reads, line end included.
const MAX_LINE_BYTES: usize = 1024;

/// What a manifest says: which files make up the data set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    /// The snapshot everything else builds on.
    pub base: Option<ManifestFile>,
    /// Files that a rewrite has replaced and the server will delete; no longer part of the data.
    pub history: Vec<ManifestFile>,
    /// Commands since the base, in order of their sequence.
    pub increments: Vec<ManifestFile>,
}

/// One line of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestFile {
    /// File name in the folder of the manifest, in the bytes the file system has.
    pub name: Vec<u8>,
    /// Sequence number, above 0; ascending among increments.
    pub sequence: u64,
    /// Pairs with other keys, such as `startoffset`, kept as they are.
    pub extra: Vec<(Vec<u8>, Vec<u8>)>,
}

/// Why a manifest cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("AOF manifest line {line}: {fault}")]
pub struct ManifestError {
    /// Line number from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: ManifestFault,
}

/// The kinds of damage a manifest can show.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ManifestFault {
    /// No line at all.
    #[error("the manifest is empty")]
    EmptyManifest,
    /// A line of nothing but spaces.
    #[error("blank line")]
    BlankLine,
    /// Longer than the 1024 bytes that Redis reads.
    #[error("line longer than {MAX_LINE_BYTES} bytes")]
    LineTooLong,
    /// The last line has no line end: the manifest was cut.
    #[error("line without an end, the manifest was cut")]
    UnfinishedLine,
    /// Quotes do not match, a NUL byte, or words that are not pairs.
    #[error("not pairs of key and value")]
    NotPairs,
    /// One of `file`, `seq`, `type` is missing.
    #[error("no `{0}`")]
    Missing(&'static str),
    /// A name with a path separator, or one that names a folder.
    #[error("{0:?} is a path, not a file name")]
    NotAFileName(String),
    /// A sequence that is no number above 0.
    #[error("{0:?} is not a sequence number")]
    BadSequence(String),
    /// A type other than `b`, `h`, `i`.
    #[error("unknown file type {0:?}")]
    UnknownType(String),
    /// A second base.
    #[error("a second base file")]
    SecondBase,
    /// An increment whose sequence is not above the one before.
    #[error("sequence {sequence} does not follow {previous}")]
    SequenceNotAscending {
        /// Sequence on this line.
        sequence: u64,
        /// Sequence of the increment before it.
        previous: u64,
    },
}

impl Manifest {
    /// Parses a whole manifest, refusing what Redis refuses to start with.
    ///
    /// # Errors
    /// The first line that is wrong, with its number.
    pub fn parse(text: &[u8]) -> Result<Self, ManifestError> {
        let mut manifest = Self::default();
        if text.is_empty() {
            return Err(ManifestError { line: 1, fault: ManifestFault::EmptyManifest });
        }
        for (index, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
            manifest.take_line(line).map_err(|fault| ManifestError { line: index + 1, fault })?;
        }
        Ok(manifest)
    }

    fn take_line(&mut self, line: &[u8]) -> Result<(), ManifestFault> {
        if line.len() > MAX_LINE_BYTES {
            return Err(ManifestFault::LineTooLong);
        }
        if line.first() == Some(&b'#') {
            return Ok(());
        }
        if line.last() != Some(&b'\n') {
            return Err(ManifestFault::UnfinishedLine);
        }
        let (kind, file) = parse_line(line)?;
        match kind {
            b'b' if self.base.is_some() => return Err(ManifestFault::SecondBase),
            b'b' => self.base = Some(file),
            b'h' => self.history.push(file),
            _ => {
                let previous = self.increments.last().map_or(0, |last| last.sequence);
                let sequence = file.sequence;
                if sequence <= previous {
                    return Err(ManifestFault::SequenceNotAscending { sequence, previous });
                }
                self.increments.push(file);
            }
        }
        Ok(())
    }

    /// The manifest as Redis writes it: base, history, increments, one per line.
    ///
    /// # Errors
    /// [`ManifestFault::LineTooLong`]: a name of bytes that have to be escaped can be read in a line that is short
    /// enough and not be written in one; no server would read that manifest again.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ManifestError> {
        let mut out = Vec::new();
        let base = self.base.iter().map(|file| (file, "b"));
        let history = self.history.iter().map(|file| (file, "h"));
        let increments = self.increments.iter().map(|file| (file, "i"));
        for (index, (file, kind)) in base.chain(history).chain(increments).enumerate() {
            let start = out.len();
            out.extend_from_slice(b"file ");
            push_word(&mut out, &file.name);
            out.extend_from_slice(format!(" seq {} type {kind}", file.sequence).as_bytes());
            for word in file.extra.iter().flat_map(|(key, value)| [key, value]) {
                out.push(b' ');
                push_word(&mut out, word);
            }
            out.push(b'\n');
            if out.len() - start > MAX_LINE_BYTES {
                return Err(ManifestError { line: index + 1, fault: ManifestFault::LineTooLong });
            }
        }
        Ok(out)
    }
}

impl ManifestFile {
    /// A file with no further pairs.
    #[must_use]
    pub fn new(name: impl Into<Vec<u8>>, sequence: u64) -> Self {
        Self { name: name.into(), sequence, extra: Vec::new() }
    }

    /// The name for people to read.
    #[must_use]
    pub fn display_name(&self) -> String {
        printable(&self.name)
    }
}

/// Name of the manifest of an AOF whose `appendfilename` is given.
#[must_use]
pub fn manifest_name(appendfilename: &str) -> String {
    format!("{appendfilename}.manifest")
}

/// Name of a base: an RDB, or commands when `aof-use-rdb-preamble` is `no`.
#[must_use]
pub fn base_name(appendfilename: &str, sequence: u64, is_rdb: bool) -> String {
    let format = if is_rdb { "rdb" } else { "aof" };
    format!("{appendfilename}.{sequence}.base.{format}")
}

/// Name of an increment.
#[must_use]
pub fn increment_name(appendfilename: &str, sequence: u64) -> String {
    format!("{appendfilename}.{sequence}.incr.aof")
}

/// The type letter and the file of one line.
fn parse_line(line: &[u8]) -> Result<(u8, ManifestFile), ManifestFault> {
    if line.contains(&0) {
        return Err(ManifestFault::NotPairs);
    }
    let words = split_words(line).ok_or(ManifestFault::NotPairs)?;
    if words.is_empty() {
        return Err(ManifestFault::BlankLine);
    }
    let (pairs, []) = words.as_chunks::<2>() else {
        return Err(ManifestFault::NotPairs);
    };
    let (mut name, mut sequence, mut kind, mut extra) = (None, None, None, Vec::new());
    for [key, value] in pairs {
        if key.eq_ignore_ascii_case(b"file") {
            name = Some(check_name(value)?);
        } else if key.eq_ignore_ascii_case(b"seq") {
            sequence = Some(parse_sequence(value)?);
        } else if key.eq_ignore_ascii_case(b"type") {
            kind = Some(parse_kind(value)?);
        } else {
            extra.push((key.clone(), value.clone()));
        }
    }
    let name = name.ok_or(ManifestFault::Missing("file"))?;
    let sequence = sequence.ok_or(ManifestFault::Missing("seq"))?;
    let kind = kind.ok_or(ManifestFault::Missing("type"))?;
    Ok((kind, ManifestFile { name, sequence, extra }))
}

fn check_name(name: &[u8]) -> Result<Vec<u8>, ManifestFault> {
    let is_path = name.iter().any(|byte| matches!(byte, b'/' | b'\\' | 0));
    if is_path || matches!(name, b"" | b"." | b"..") {
        return Err(ManifestFault::NotAFileName(printable(name)));
    }
    Ok(name.to_vec())
}

fn parse_sequence(text: &[u8]) -> Result<u64, ManifestFault> {
    let number = std::str::from_utf8(text).ok().and_then(|text| text.parse::<i64>().ok());
    match number.and_then(|number| u64::try_from(number).ok()) {
        Some(number @ 1..) => Ok(number),
        _ => Err(ManifestFault::BadSequence(printable(text))),
    }
}

/// Redis looks at the first letter only.
fn parse_kind(text: &[u8]) -> Result<u8, ManifestFault> {
    match text.first() {
        Some(&kind @ (b'b' | b'h' | b'i')) => Ok(kind),
        _ => Err(ManifestFault::UnknownType(printable(text))),
    }
}

fn printable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests;
