//! What means one thing in Redis and another in Valkey, and what is neither's.

use super::*;

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

#[test]
fn unknown_types_and_opcodes_are_never_guessed() {
    let cases: [(&[u8; 9], u8); 10] = [
        (b"REDIS0011", 22),
        (b"REDIS0015", 33),
        (b"REDIS0016", 34),
        (b"VALKEY080", 23),
        (b"VALKEY081", 23),
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
        [(b"REDIS0012", 243), (b"REDIS0012", 242), (b"VALKEY080", 242), (b"REDIS0014", 242), (b"REDIS0008", 247)];
    for (magic, opcode) in cases {
        let error = failure(&File::new(magic).bytes(&[opcode]).string(b"x").end());
        let format = String::from_utf8(magic.to_vec()).unwrap();
        let offset = 9;
        assert_eq!(error, RdbError::UnknownOpcode { opcode, offset, format });
    }
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
