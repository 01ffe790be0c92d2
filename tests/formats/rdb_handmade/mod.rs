//! Files made by hand, for versions of the format that no server at hand writes and for lengths that lie.

mod dialects;
mod hostile;
mod templates;
mod updates;
mod versions;

use super::rdb_support::taken_apart::{TakenApart, take_apart};
use super::rdb_support::{Transcript, parse};
use redis_ops::formats::rdb::{Crc, End, Header, RdbError, StreamId, ValueType};

struct Blind;
impl redis_ops::formats::rdb::Visitor for Blind {}

/// Puts a file together.
struct File(Vec<u8>);

impl File {
    fn new(magic: &[u8; 9]) -> Self {
        Self(magic.to_vec())
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn string(self, text: &[u8]) -> Self {
        let len = u8::try_from(text.len()).unwrap();
        assert!(len < 64);
        self.bytes(&[len]).bytes(text)
    }

    fn key(self, kind: u8, name: &[u8]) -> Self {
        self.bytes(&[kind]).string(name)
    }

    /// The end mark and a checksum field that says "not computed".
    fn end(self) -> Vec<u8> {
        self.bytes(&[0xff, 0, 0, 0, 0, 0, 0, 0, 0]).0
    }
}

fn read(file: &[u8]) -> (Transcript, End) {
    let (whole, end) = parse(file, usize::MAX);
    let end = end.unwrap();
    for chunk in 1..20 {
        assert_eq!(parse(file, chunk), (whole.clone(), Ok(end)), "chunks of {chunk}");
    }
    for cut in 0..file.len() {
        let incomplete =
            matches!(parse(&file[..cut], 13).1, Err(RdbError::Incomplete { offset, .. }) if offset == cut as u64);
        assert!(incomplete, "cut at {cut}");
    }
    (whole, end)
}

fn only_value(transcript: &Transcript) -> TakenApart {
    let [key] = transcript.keys.as_slice() else {
        panic!("{:?}", transcript.keys);
    };
    take_apart(key.value_type, &key.payload, 5).unwrap()
}

fn failure(file: &[u8]) -> RdbError {
    let (_, result) = parse(file, usize::MAX);
    let error = result.unwrap_err();
    for chunk in 1..9 {
        assert_eq!(parse(file, chunk).1.unwrap_err(), error, "chunks of {chunk}");
    }
    error
}
