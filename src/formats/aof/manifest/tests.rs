//! Tests of the manifest parser.
#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

fn fault(text: &str) -> (usize, ManifestFault) {
    let error = Manifest::parse(text.as_bytes()).unwrap_err();
    (error.line, error.fault)
}

#[test]
fn the_example_of_the_source() {
    let text = "file appendonly.aof.2.base.rdb seq 2 type b\n\
                file appendonly.aof.1.incr.aof seq 1 type h\n\
                file appendonly.aof.4.incr.aof seq 4 type i\n\
                file appendonly.aof.5.incr.aof seq 5 type i\n";
    let manifest = Manifest::parse(text.as_bytes()).unwrap();
    assert_eq!(manifest.base, Some(ManifestFile::new("appendonly.aof.2.base.rdb", 2)));
    assert_eq!(manifest.history, [ManifestFile::new("appendonly.aof.1.incr.aof", 1)]);
    let sequences: Vec<_> = manifest.increments.iter().map(|file| file.sequence).collect();
    assert_eq!(sequences, [4, 5]);
    assert_eq!(manifest.to_bytes().unwrap(), text.as_bytes());
}

#[test]
fn what_redis_tolerates() {
    let text = "# a comment\nTYPE b seq 1 FILE \"my aof.1.base.rdb\"  \r\n\
                file a seq 2 type i startoffset 10 note 'x y'\n#no end";
    let manifest = Manifest::parse(text.as_bytes()).unwrap();
    assert_eq!(manifest.base.unwrap().name, b"my aof.1.base.rdb");
    let extra = &manifest.increments[0].extra;
    assert_eq!(extra[0], (b"startoffset".to_vec(), b"10".to_vec()));
    assert_eq!(extra[1], (b"note".to_vec(), b"x y".to_vec()));
}

#[test]
fn what_redis_refuses() {
    use ManifestFault as Fault;
    let good = "file a seq 1 type b\n";
    let after = |line: &str| fault(&format!("{good}{line}"));
    assert_eq!(fault(""), (1, Fault::EmptyManifest));
    assert_eq!(after("\n"), (2, Fault::BlankLine));
    assert_eq!(after(" \t\r\n"), (2, Fault::BlankLine));
    assert_eq!(after("file b seq 1 type i"), (2, Fault::UnfinishedLine));
    assert_eq!(after("file \"b seq 1 type i\n"), (2, Fault::NotPairs));
    assert_eq!(after("file b seq 1 type\n"), (2, Fault::NotPairs));
    assert_eq!(after("file b\0 seq 1 type i\n"), (2, Fault::NotPairs));
    assert_eq!(after("file b seq 1\n"), (2, Fault::Missing("type")));
    assert_eq!(after("file b type i x y\n"), (2, Fault::Missing("seq")));
    assert_eq!(after("seq 1 type i x y\n"), (2, Fault::Missing("file")));
    for name in ["../b", "a\\b", "..", "\"\"", "/"] {
        let line = format!("file {name} seq 1 type i\n");
        assert!(matches!(after(&line), (2, Fault::NotAFileName(_))), "{name}");
    }
    for sequence in ["0", "-1", "x", "1x", "9223372036854775808"] {
        let line = format!("file b seq {sequence} type i\n");
        assert_eq!(after(&line), (2, Fault::BadSequence(sequence.into())));
    }
    assert_eq!(after("file b seq 1 type x\n"), (2, Fault::UnknownType("x".into())));
    assert_eq!(after("file b seq 2 type b\n"), (2, Fault::SecondBase));
    let twice = "file b seq 3 type i\nfile c seq 3 type i\n";
    let expected = Fault::SequenceNotAscending { sequence: 3, previous: 3 };
    assert_eq!(fault(twice), (2, expected));
    let line = |name_bytes: usize| format!("file {} seq 1 type i\n", "x".repeat(name_bytes));
    assert_eq!(line(1005).len(), MAX_LINE_BYTES);
    assert!(Manifest::parse(line(1005).as_bytes()).is_ok());
    assert_eq!(fault(&line(1006)), (1, Fault::LineTooLong));
}

#[test]
fn names_as_redis_makes_them() {
    assert_eq!(manifest_name("appendonly.aof"), "appendonly.aof.manifest");
    assert_eq!(base_name("a", 3, true), "a.3.base.rdb");
    assert_eq!(base_name("a", 3, false), "a.3.base.aof");
    assert_eq!(increment_name("a", 4), "a.4.incr.aof");
}

#[test]
fn messages_name_the_line() {
    let error = Manifest::parse(b"#\nfile b seq 0 type i\n").unwrap_err();
    assert_eq!(error.to_string(), "AOF manifest line 2: \"0\" is not a sequence number");
}

/// Found by fuzzing: 300 bytes that are escaped as four each make a line that no server reads.
#[test]
fn a_line_too_long_to_be_read_again_is_not_written() {
    let name = vec![0xbb; 300];
    let text = [b"file ", name.as_slice(), b" seq 1 type i\n"].concat();
    let manifest = Manifest::parse(&text).unwrap();
    assert_eq!(manifest.increments, [ManifestFile::new(name, 1)]);
    assert_eq!(manifest.to_bytes(), Err(ManifestError { line: 1, fault: ManifestFault::LineTooLong }));
}

fn file() -> impl Strategy<Value = ManifestFile> {
    let name = prop::collection::vec(1u8.., 1..20).prop_filter("a plain name", |name| check_name(name).is_ok());
    (name, 1u64..1 << 62).prop_map(|(name, sequence)| ManifestFile::new(name, sequence))
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        base in prop::option::of(file()),
        history in prop::collection::vec(file(), 0..3),
        mut increments in prop::collection::vec(file(), 1..4),
    ) {
        increments.sort_by_key(|file| file.sequence);
        increments.dedup_by_key(|file| file.sequence);
        let manifest = Manifest { base, history, increments };
        prop_assert_eq!(Manifest::parse(&manifest.to_bytes().unwrap()), Ok(manifest));
    }

    #[test]
    fn arbitrary_text_never_panics(text in "(file|seq|type|[ \"'\\\\#bhi\n0-9]){0,30}") {
        let _ = Manifest::parse(text.as_bytes());
    }
}
