//! Files that lie: lengths, counts, structures.

use super::*;

#[test]
fn a_time_before_1970_is_never_taken_for_never() {
    for at in [-5_i64, 0, i64::MIN] {
        let file = File::new(b"REDIS0009").bytes(&[0xfc]).bytes(&at.to_le_bytes());
        let file = file.key(0, b"k").string(b"v").key(0, b"next").string(b"v").end();
        let (transcript, _) = read(&file);
        assert_eq!(transcript.keys[0].expires_at_ms, Some(1));
        assert_eq!(transcript.keys[1].expires_at_ms, None);
    }
}

/// Every place where the file declares a length, declared as 2^62: nothing may be allocated from it, so the reading
/// goes on until the file stops.
#[test]
fn lying_lengths_are_not_believed() {
    const HUGE: &[u8] = &[0x81, 0x40, 0, 0, 0, 0, 0, 0, 0];
    let start = || File::new(b"REDIS0014");
    let stream = |kind| start().key(kind, b"s");
    let files = [
        start().bytes(&[0]).bytes(HUGE),
        start().bytes(&[0xfa]).bytes(HUGE),
        start().bytes(&[0xf5]).bytes(HUGE),
        start().bytes(&[0xf4, 1]).bytes(HUGE).bytes(HUGE).bytes(&[0]).string(b"k").bytes(&[0x20]),
        start().key(0, b"k").bytes(HUGE),
        start().key(0, b"k").bytes(&[0xc3]).bytes(HUGE).bytes(HUGE).bytes(&[1, 2, 3]),
        start().key(0, b"k").bytes(&[0xc3, 20]).bytes(HUGE).bytes(&[1, b'a']),
        start().key(1, b"k").bytes(HUGE).string(b"item"),
        start().key(4, b"k").bytes(HUGE).string(b"field"),
        start().key(5, b"k").bytes(HUGE).string(b"member"),
        start().key(7, b"k").bytes(HUGE).bytes(&[5]).bytes(HUGE),
        start().key(11, b"k").bytes(HUGE),
        start().key(16, b"k").bytes(HUGE),
        start().key(16, b"k").bytes(&[0xc3]).bytes(HUGE).bytes(HUGE).bytes(&[1, 2, 3]),
        start().key(16, b"k").bytes(&[0xc3, 10]).bytes(HUGE).bytes(&[1, 2, 3]),
        start().key(18, b"k").bytes(HUGE).bytes(&[2]).bytes(HUGE),
        start().key(18, b"k").bytes(HUGE).bytes(&[1]).bytes(HUGE),
        start().key(24, b"k").bytes(&[0; 8]).bytes(HUGE),
        start().key(28, b"k").bytes(HUGE).bytes(&[0]),
        stream(15).bytes(HUGE),
        stream(15).bytes(&[0, 0, 1, 0]).bytes(HUGE).string(b"group").bytes(&[0, 0]).bytes(HUGE),
        stream(15).bytes(&[0, 0, 1, 0, 1]).string(b"g").bytes(&[0, 0, 0]).bytes(HUGE).string(b"c"),
        start().bytes(&[243]).bytes(HUGE).bytes(&[1, 2, 3, 4, 5]).bytes(HUGE),
        start().bytes(&[247]).bytes(HUGE).bytes(&[2, 0, 5]).bytes(HUGE),
    ];
    for (number, file) in files.into_iter().enumerate() {
        for chunk in [1, usize::MAX] {
            let error = parse(&file.0, chunk).1.unwrap_err();
            let incomplete = matches!(error, RdbError::Incomplete { .. });
            assert!(incomplete, "file {number}: {error}");
        }
    }
}

#[test]
fn inconsistent_structures_are_corrupt() {
    let start = || File::new(b"REDIS0012");
    let odd = b"\x0a\0\0\0\x01\0\x81a\x02\xff";
    let cases = [
        (start().key(16, b"k").string(odd).end(), "pairs"),
        (start().key(17, b"k").string(odd).end(), "pairs"),
        (start().key(25, b"k").bytes(&[0; 8]).string(odd).end(), "triples"),
        (start().key(16, b"k").bytes(&[0xc0, 1]).end(), "integer"),
        (start().key(18, b"k").bytes(&[1, 7]).end(), "kind of list node"),
        (start().key(15, b"k").bytes(&[0, 5, 1, 0, 0]).end(), "declares 5 entries"),
        (start().key(15, b"k").bytes(&[1, 3]).bytes(b"abc").end(), "16 bytes"),
        (start().key(7, b"k").bytes(&[1, 9]).end(), "opcode 9"),
        (start().key(0, b"k").bytes(&[0xc3, 0, 5]).end(), "length 0"),
        (start().key(0, b"k").bytes(&[0xc3, 2, 5, 0, b'a']).end(), "LZF"),
        (start().key(0, b"k").bytes(&[0xc7]).end(), "string encoding 7"),
        (start().key(1, b"k").bytes(&[0xc0, 1]).end(), "a length is expected"),
        (start().bytes(&[0xfe, 0x90]).end(), "length encoding 0x90"),
    ];
    for (file, part) in cases {
        let text = failure(&file).to_string();
        assert!(text.contains(part), "{text} lacks {part}");
        assert!(text.contains("at offset "), "{text}");
    }
}

/// A container above the limit is not held: its header is checked and its count believed.
#[test]
fn oversize_containers_are_counted_by_their_header() {
    use redis_ops::formats::rdb::{CensusTaker, Options, Parser};
    let members = 20_000_u32;
    let mut intset = [4_u32.to_le_bytes(), members.to_le_bytes()].concat();
    for member in 0..members {
        intset.extend_from_slice(&member.to_le_bytes());
    }
    let len = u32::try_from(intset.len()).unwrap();
    let file = |declared: u32| {
        let mut intset = intset.clone();
        intset[4..8].copy_from_slice(&declared.to_le_bytes());
        let file = File::new(b"REDIS0012").key(11, b"k").bytes(&[0x80]);
        file.bytes(&len.to_be_bytes()).bytes(&intset).end()
    };
    let options = Options { max_container_bytes: 1000, ..Options::default() };
    for chunk in [1, 999, usize::MAX] {
        let mut taker = CensusTaker::new(0);
        let mut parser = Parser::new(options);
        for piece in file(members).chunks(chunk) {
            parser.feed(piece, &mut taker).unwrap();
            assert!(parser.held_bytes() < 600);
        }
        parser.finish().unwrap();
        let census = taker.into_census();
        assert_eq!(census.unchecked_containers, 1);
        assert_eq!(census.databases[&0].types["set"].elements, 20_000);
        let mut parser = Parser::new(options);
        let file = file(members + 1);
        let fed = file.chunks(chunk).try_for_each(|piece| parser.feed(piece, &mut Blind));
        assert!(matches!(fed, Err(RdbError::Corrupt { offset: 12, .. })), "{fed:?}");
    }
}

#[test]
fn long_names_are_cut_for_the_visitor() {
    use redis_ops::formats::rdb::{KeyInfo, Parser, Visitor, Want};
    struct Names(Vec<(usize, u64, bool)>);
    impl Visitor for Names {
        fn key(&mut self, key: &KeyInfo<'_>) -> Want {
            assert!(key.name.iter().all(|&byte| byte == b'n'));
            self.0.push((key.name.len(), key.name_len, key.is_name_cut()));
            Want::Nothing
        }
    }
    let mut file = File::new(b"REDIS0012");
    for len in [65_536_u32, 100_000] {
        let name = vec![b'n'; len as usize];
        file = file.bytes(&[0, 0x80]).bytes(&len.to_be_bytes()).bytes(&name).string(b"v");
    }
    let file = file.end();
    for chunk in [1, 5000, usize::MAX] {
        let mut names = Names(Vec::new());
        let mut parser = Parser::default();
        for piece in file.chunks(chunk) {
            parser.feed(piece, &mut names).unwrap();
        }
        parser.finish().unwrap();
        assert_eq!(names.0, [(65_536, 65_536, false), (65_536, 100_000, true)]);
    }
}
