//! Files made by hand, for versions of the format that no server at hand writes and for lengths that lie.

use super::rdb_support::taken_apart::{TakenApart, take_apart};
use super::rdb_support::{Transcript, parse};
use redis_ops::formats::rdb::{Crc, End, RdbError, StreamId, ValueType};

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

#[test]
fn version_1_has_no_checksum() {
    let file = File::new(b"REDIS0001")
        .bytes(&[0xfe, 3])
        .bytes(&[0xfd])
        .bytes(&1_500_000_000_i32.to_le_bytes())
        .key(1, b"list")
        .bytes(&[2])
        .string(b"a")
        .bytes(&[0xc0, 0xfe])
        .bytes(&[0xff])
        .0;
    let (transcript, end) = read(&file);
    let expected = End { crc: Crc::Absent, bytes: file.len() as u64, trailing: 0 };
    assert_eq!(end, expected);
    assert_eq!(transcript.keys[0].db, 3);
    assert_eq!(transcript.keys[0].expires_at_ms, Some(1_500_000_000_000));
    assert_eq!(only_value(&transcript).list, [b"a".to_vec(), b"-2".to_vec()]);
}

#[test]
fn the_checksum_came_with_version_5() {
    let old = File::new(b"REDIS0004").bytes(&[0xff]).0;
    assert_eq!(read(&old).1.bytes, 10);
    let new = File::new(b"REDIS0005").end();
    assert_eq!(read(&new).1.bytes, 18);
}

#[test]
fn scores_in_decimal() {
    let file = File::new(b"REDIS0006")
        .key(3, b"zset")
        .bytes(&[3])
        .string(b"a")
        .bytes(b"\x041.25")
        .string(b"b")
        .bytes(&[254])
        .string(b"c")
        .bytes(&[255])
        .end();
    let zset = only_value(&read(&file).0).zset;
    let scores: Vec<f64> = zset.into_values().collect();
    assert_eq!(scores, [1.25, f64::INFINITY, f64::NEG_INFINITY]);
}

#[test]
fn zipmap_of_version_2() {
    let zipmap = b"\x02\x03foo\x03\x00bar\x05hello\x05\x00world\xff";
    let file = File::new(b"REDIS0002").key(9, b"h").string(zipmap).bytes(&[0xff]).0;
    let hash = only_value(&read(&file).0).hash;
    assert_eq!(hash[b"foo".as_slice()], (b"bar".to_vec(), None));
    assert_eq!(hash[b"hello".as_slice()], (b"world".to_vec(), None));
}

#[test]
fn a_pre_release_function_of_version_10() {
    let head = |file: File| file.bytes(&[246]).string(b"name").string(b"LUA");
    let without = head(File::new(b"REDIS0010")).bytes(&[0]).string(b"code").end();
    let with = head(File::new(b"REDIS0010")).bytes(&[1]).string(b"about").string(b"code").end();
    for file in [without, with] {
        assert_eq!(read(&file).0.functions, [b"code".to_vec()]);
    }
}

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

/// The script cache is in information fields, and so are the sizes of Valkey's slots: neither belongs in a manifest.
#[test]
fn scripts_are_counted_and_not_copied() {
    use redis_ops::formats::rdb::{CensusTaker, Parser};
    let mut file = File::new(b"REDIS0009").bytes(&[0xfa]).string(b"redis-ver").string(b"5.0.9");
    for script in [b"return 1", b"return 2"] {
        file = file.bytes(&[0xfa]).string(b"lua").string(script);
    }
    let file = file.bytes(&[0xfa]).string(b"slot-info").string(b"1,2,3").end();
    let mut taker = CensusTaker::new(0);
    let mut parser = Parser::default();
    parser.feed(&file, &mut taker).unwrap();
    parser.finish().unwrap();
    let census = taker.into_census();
    assert_eq!(census.scripts, 2);
    assert_eq!(census.aux.keys().collect::<Vec<_>>(), ["redis-ver"]);
    assert_eq!(census.server_version().as_deref(), Some("redis 5.0.9"));
}

/// Fields with expiry times as the release candidates of Redis 7.4 wrote them: absolute, 0 for none.
#[test]
fn pre_release_field_expiry_is_absolute() {
    let file = File::new(b"REDIS0012")
        .key(22, b"h")
        .bytes(&[2])
        .bytes(&[0x81])
        .bytes(&4_102_444_800_000_u64.to_be_bytes())
        .string(b"f")
        .string(b"v")
        .bytes(&[0])
        .string(b"g")
        .string(b"w")
        .end();
    let (transcript, _) = read(&file);
    assert_eq!(transcript.keys[0].end.unwrap().fields_with_expiry, 1);
    let hash = only_value(&transcript).hash;
    assert_eq!(hash[b"f".as_slice()].1, Some(4_102_444_800_000));
    assert_eq!(hash[b"g".as_slice()].1, None);
}

/// The same type byte in Valkey: the time stands after the value, -1 for none.
#[test]
fn type_22_of_valkey() {
    let file = File::new(b"VALKEY080")
        .key(22, b"h")
        .bytes(&[2])
        .string(b"f")
        .string(b"v")
        .bytes(&4_102_444_800_000_i64.to_le_bytes())
        .string(b"g")
        .string(b"w")
        .bytes(&(-1_i64).to_le_bytes())
        .end();
    let (transcript, _) = read(&file);
    assert_eq!(transcript.keys[0].value_type, ValueType::ValkeyHash2);
    assert_eq!(transcript.keys[0].end.unwrap().fields_with_expiry, 1);
    let hash = only_value(&transcript).hash;
    assert_eq!(hash[b"f".as_slice()].1, Some(4_102_444_800_000));
    assert_eq!(hash[b"g".as_slice()].1, None);
}

/// Opcode 243: a slot being imported in Valkey, metadata of modules in Redis 8.6.
#[test]
fn opcode_243_in_both_dialects() {
    let file = File::new(b"VALKEY080")
        .bytes(&[243])
        .string(b"0123456789012345678901234567890123456789")
        .bytes(&[2, 0, 5, 0x40, 100, 0x40, 200])
        .key(0, b"k")
        .string(b"v")
        .end();
    let (transcript, _) = read(&file);
    assert!(transcript.events[0].starts_with("import 0123"));
    assert_eq!(transcript.keys.len(), 1);

    let file = File::new(b"REDIS0013")
        .bytes(&[243, 2])
        .bytes(b"\x01\x02\x03\x04\x02\x07\x05\x03abc\x00")
        .bytes(b"\x01\x02\x03\x04\x00")
        .key(0, b"k")
        .string(b"v")
        .end();
    let (transcript, _) = read(&file);
    assert_eq!(transcript.keys[0].module_metadata, 2);
}

/// Version 5 of streams: after its consumers a group lists the pending entries that belong to nobody.
#[test]
fn unowned_pending_entries_of_version_14() {
    let id = |ms: u64| [ms.to_be_bytes(), 0_u64.to_be_bytes()].concat();
    let file = File::new(b"REDIS0014")
        .key(27, b"s")
        .bytes(&[0])
        .bytes(&[0, 9, 0])
        .bytes(&[0, 0, 0, 0, 9])
        .bytes(&[1])
        .string(b"group")
        .bytes(&[9, 0, 9])
        .bytes(&[2])
        .bytes(&id(1))
        .bytes(&77_u64.to_le_bytes())
        .bytes(&[4])
        .bytes(&id(2))
        .bytes(&78_u64.to_le_bytes())
        .bytes(&[5])
        .bytes(&[1])
        .string(b"consumer")
        .bytes(&[0; 16])
        .bytes(&[1])
        .bytes(&id(1))
        .bytes(&[1])
        .bytes(&id(2))
        .bytes(&[0x40, 100, 0x40, 100, 0, 3, 4])
        .end();
    let stream = only_value(&read(&file).0);
    let id = |ms| StreamId { ms, seq: 0 };
    assert_eq!(stream.groups[0].pending, [(id(1), 77, 4), (id(2), 78, 5)]);
    assert_eq!(stream.groups[0].consumers[0].owned, [id(1)]);
    assert_eq!(stream.groups[0].unowned, [id(2)]);
    assert_eq!(stream.producer_limits, Some((100, 100)));
}

#[test]
fn a_sparse_array_of_version_14() {
    let file = File::new(b"REDIS0014")
        .key(28, b"a")
        .bytes(&[4, 1, 9])
        .bytes(&[0, 0])
        .string(b"text")
        .bytes(&[2, 1])
        .bytes(&(-5_i64).to_le_bytes())
        .bytes(&[0x41, 0, 2])
        .bytes(&2.5_f64.to_le_bytes())
        .bytes(&[0x42, 0, 3])
        .string(b"small")
        .end();
    let (transcript, _) = read(&file);
    assert_eq!(transcript.keys[0].kind, "array");
    assert_eq!(transcript.keys[0].end.unwrap().elements, 4);
    let taken = only_value(&transcript);
    assert_eq!(taken.array_cursor, Some(9));
    let expected = [(0, "text"), (2, "-5"), (256, "2.5"), (512, "small")];
    for (index, text) in expected {
        assert_eq!(taken.array[&index], text.as_bytes(), "{index}");
    }
}

#[test]
fn unknown_types_and_opcodes_are_never_guessed() {
    let cases: [(&[u8; 9], u8); 9] = [
        (b"REDIS0011", 22),
        (b"REDIS0015", 33),
        (b"REDIS0016", 34),
        (b"VALKEY080", 23),
        (b"VALKEY080", 25),
        (b"REDIS0009", 6),
        (b"REDIS0009", 8),
        (b"REDIS0014", 29),
        (b"REDIS0012", 107),
    ];
    for (magic, byte) in cases {
        let error = failure(&File::new(magic).key(0, b"k").string(b"v").key(byte, b"x").end());
        let format = String::from_utf8(magic.to_vec()).unwrap();
        let (kind, offset) = (byte, 14);
        assert_eq!(error, RdbError::UnknownType { kind, offset, format });
    }
    let cases: [(&[u8; 9], u8); 5] =
        [(b"REDIS0012", 243), (b"REDIS0012", 242), (b"VALKEY080", 242), (b"VALKEY081", 242), (b"REDIS0008", 247)];
    for (magic, opcode) in cases {
        let error = failure(&File::new(magic).bytes(&[opcode]).string(b"x").end());
        let format = String::from_utf8(magic.to_vec()).unwrap();
        let offset = 9;
        assert_eq!(error, RdbError::UnknownOpcode { opcode, offset, format });
    }
}

#[test]
fn a_newer_version_is_followed_while_its_types_are_known() {
    let file = File::new(b"REDIS0016").key(0, b"k").string(b"v").end();
    let (transcript, _) = read(&file);
    assert!(!transcript.header.unwrap().is_known());
    assert_eq!(transcript.keys.len(), 1);
}

#[test]
fn other_files_are_told_apart() {
    let gzip = failure(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03rest");
    assert!(matches!(gzip, RdbError::NotAnRdb { .. }), "{gzip}");
    let version = failure(b"REDIS00x1rest");
    assert!(matches!(version, RdbError::UnsupportedVersion { .. }), "{version}");
    let short = parse(b"REDIS", 1).1.unwrap_err();
    assert!(matches!(short, RdbError::Incomplete { offset: 5, .. }), "{short}");
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
