//! Damaged files: every fixture cut at every byte and changed at every byte is found out, and nothing panics.

use super::rdb_support::{Fixture, parse};
use redis_ops::formats::rdb::{Crc, Parser, RdbError, Visitor};

fn fixtures() -> Vec<Fixture> {
    super::rdb_support::fixtures().into_iter().chain(super::rdb_support::unverified()).collect()
}

struct Blind;
impl Visitor for Blind {}

#[test]
fn a_file_cut_anywhere_is_incomplete_there() {
    for fixture in fixtures() {
        for cut in 0..fixture.bytes.len() {
            let mut parser = Parser::default();
            parser.feed(&fixture.bytes[..cut], &mut Blind).unwrap();
            match parser.finish() {
                Err(RdbError::Incomplete { offset, .. }) => assert_eq!(offset, cut as u64),
                other => panic!("{} cut at {cut}: {other:?}", fixture.name),
            }
        }
    }
}

#[test]
fn a_byte_changed_anywhere_is_found() {
    let fixtures = fixtures();
    let (small, large): (Vec<_>, Vec<_>) = fixtures.iter().partition(|f| f.bytes.len() < 2048);
    std::thread::scope(|scope| {
        // All of a small file's bytes in three ways; of a large one's each in one.
        scope.spawn(|| small.iter().for_each(|fixture| change_each_byte(fixture, &|_| vec![0xff, 0x01, 0x80])));
        let (even, odd) = large.split_at(large.len() / 2);
        for half in [even, odd] {
            scope.spawn(|| half.iter().for_each(|fixture| change_each_byte(fixture, &|at| vec![1 << (at % 8)])));
        }
    });
}

fn change_each_byte(fixture: &Fixture, masks: &dyn Fn(usize) -> Vec<u8>) {
    let has_checksum = fixture.oracle["file"]["checksum"] == "matches";
    let bytes = &fixture.bytes;
    let mut before = Parser::default();
    for at in 0..bytes.len() {
        for mask in masks(at) {
            let mut parser = before.clone();
            let fed =
                parser.feed(&[bytes[at] ^ mask], &mut Blind).and_then(|()| parser.feed(&bytes[at + 1..], &mut Blind));
            if let (Ok(()), Ok(end)) = (fed, parser.finish()) {
                let what = format!("{} changed at {at} by {mask:02x}", fixture.name);
                assert!(end.crc != Crc::Ok, "{what}");
                // A version below 5 has no checksum: then its eight bytes are left over.
                assert!(end.crc != Crc::Absent || !has_checksum || end.trailing == 8, "{what}");
            }
        }
        before.feed(&bytes[at..=at], &mut Blind).unwrap();
    }
}

#[test]
fn bytes_after_the_end_are_counted() {
    for fixture in fixtures() {
        let mut bytes = fixture.bytes.clone();
        bytes.extend_from_slice(b"*1\r\n$4\r\nPING\r\n");
        for chunk in [1, 10, usize::MAX] {
            let (_, end) = parse(&bytes, chunk);
            let end = end.unwrap();
            assert_eq!(end.bytes, fixture.bytes.len() as u64);
            assert_eq!(end.trailing, 14);
            assert!(!matches!(end.crc, Crc::Wrong { .. }));
        }
    }
}
