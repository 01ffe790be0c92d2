//! Hashes whose field names stand in a template (version 15, Redis 8.10).

use super::*;
use redis_ops::formats::rdb::{Options, Parser, ValueError, convert};

const HASH: &[(&str, &str)] = &[("field1", "1"), ("field2", "2")];

/// Integers below 128 and texts below 64 bytes; numbers are integers.
fn listpack(entries: &[&str]) -> Vec<u8> {
    let mut body = Vec::new();
    for entry in entries {
        let start = body.len();
        match entry.parse::<u8>() {
            Ok(number) => body.push(number),
            Err(_) => {
                body.push(0x80 | u8::try_from(entry.len()).unwrap());
                body.extend_from_slice(entry.as_bytes());
            }
        }
        body.push(u8::try_from(body.len() - start).unwrap());
    }
    let bytes = u32::try_from(body.len() + 7).unwrap().to_le_bytes();
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    [&bytes[..], &count, &body, &[0xff]].concat()
}

fn start() -> File {
    File::new(b"REDIS0015")
}

fn with_template(id: u8) -> File {
    start().bytes(&[242, id, 2]).string(b"field1").string(b"field2")
}

fn pairs(taken: &TakenApart) -> Vec<(&str, &str)> {
    let text = |bytes: &'_ [u8]| std::str::from_utf8(bytes).map(str::to_owned).unwrap();
    let found = taken.hash.iter().map(|(field, (value, expiry))| {
        assert_eq!(*expiry, None);
        (text(field), text(value))
    });
    found.map(|(field, value)| (&*field.leak(), &*value.leak())).collect()
}

/// All four forms of one hash; those that refer to a template are handed out in the form that carries the names.
#[test]
fn four_forms_of_one_hash() {
    let listpack_ref = with_template(7).key(30, b"h").string(&listpack(&["7", "1", "2"])).end();
    let array_ref = with_template(7).key(32, b"h").bytes(&[7]).bytes(&[0xc0, 1, 0xc0, 2]).end();
    let names = listpack(&["field1", "field2"]);
    let own_listpack = start().key(29, b"h").bytes(&[0]).string(&names).string(&listpack(&["0", "1", "2"])).end();
    let own_array =
        start().key(31, b"h").bytes(&[1, 2]).string(b"field1").string(b"field2").bytes(&[0xc0, 1, 0xc0, 2]).end();
    let cases = [(listpack_ref, 29, "template-listpack"), (array_ref, 31, "template-array")];
    let own = [(own_listpack, 29, "template-listpack"), (own_array, 31, "template-array")];
    for (file, type_byte, encoding) in cases.into_iter().chain(own) {
        let (transcript, _) = read(&file);
        let key = &transcript.keys[0];
        assert_eq!((key.type_byte, key.kind.as_str(), key.value_type.encoding()), (type_byte, "hash", encoding));
        assert_eq!(key.end.unwrap().elements, 2);
        for chunk in [1, 2, 3, usize::MAX] {
            assert_eq!(pairs(&take_apart(key.value_type, &key.payload, chunk).unwrap()), HASH);
        }
    }
}

#[test]
fn the_payload_carries_the_names_in_the_form_redis_dumps() {
    let file = with_template(7).key(32, b"h").bytes(&[7]).bytes(&[0xc0, 1, 0xc0, 2]).end();
    let (transcript, _) = read(&file);
    assert_eq!(transcript.keys[0].payload, b"\x01\x02\x06field1\x06field2\xc0\x01\xc0\x02");
    assert_eq!(transcript.keys[0].end.unwrap().serialized_bytes, 5);
    assert_eq!(transcript.events, ["template 7 of 2 fields"]);
    let values = listpack(&["7", "1", "2"]);
    let file = with_template(7).key(30, b"h").string(&values).end();
    let expected = [b"\x01\x02\x06field1\x06field2\x0d".as_slice(), &values].concat();
    assert_eq!(read(&file).0.keys[0].payload, expected);
}

#[test]
fn an_older_server_gets_a_plain_hash() {
    let file = with_template(7).key(30, b"h").string(&listpack(&["7", "1", "2"])).end();
    let (transcript, _) = read(&file);
    let key = &transcript.keys[0];
    for target in [b"REDIS0006", b"REDIS0014", b"VALKEY080", b"VALKEY081"] {
        let converted = convert(key.value_type, &key.payload, Header::parse(target).unwrap(), 0).unwrap();
        assert_eq!(converted.value_type, ValueType::Hash);
        assert!(converted.losses.is_empty());
        assert_eq!(pairs(&take_apart(ValueType::Hash, &converted.value, 4).unwrap()), HASH);
    }
    let same = convert(key.value_type, &key.payload, Header::parse(b"REDIS0015").unwrap(), 0).unwrap();
    assert_eq!((same.value_type, same.value), (key.value_type, key.payload.clone()));
}

#[test]
fn a_reference_cannot_be_taken_apart_without_its_file() {
    for kind in [ValueType::HashTemplateListpackRef, ValueType::HashTemplateArrayRef] {
        assert_eq!(take_apart(kind, b"\x00", 1), Err(ValueError::Opaque { kind: kind.byte() }));
    }
}

/// What Redis's own tests have it refuse.
#[test]
fn wrong_templates_are_corrupt() {
    let names = listpack(&["field1", "field2"]);
    let own =
        |names: &[u8], values: &[&str]| start().key(29, b"h").bytes(&[0]).string(names).string(&listpack(values)).end();
    let listpack_ref = |values: &[&str]| with_template(7).key(30, b"h").string(&listpack(values)).end();
    let cases = [
        (own(&names, &["0", "1"]), "1 values for the 2 fields", 37),
        (own(&names, &[]), "does not start with the number", 37),
        (own(&names, &["x", "1", "2"]), "does not start with the number", 37),
        (own(&listpack(&[]), &["0", "1", "2"]), "has no field", 12),
        (own(&listpack(&["field2", "field1"]), &["0", "1", "2"]), "do not ascend", 13),
        (own(&listpack(&["field1", "field1"]), &["0", "1", "2"]), "do not ascend", 13),
        (start().key(31, b"h").bytes(&[1, 0]).string(b"field1").end(), "has no field", 12),
        (start().key(31, b"h").bytes(&[2, 1]).end(), "unknown form of field names 2", 12),
        (listpack_ref(&["5", "1", "2"]), "no hash template has the number 5", 29),
        (listpack_ref(&["7", "1"]), "1 values for the 2 fields", 29),
        (with_template(7).key(32, b"h").bytes(&[5, 0xc0, 1]).end(), "no hash template has the number 5", 29),
        (start().bytes(&[242, 0, 0]).end(), "has no field", 9),
        (start().bytes(&[242, 0, 2]).string(b"b").string(b"a").end(), "do not ascend", 9),
        (with_template(7).bytes(&[242, 7, 1]).string(b"x").end(), "second hash template with the number 7", 26),
    ];
    for (file, part, at) in cases {
        let error = failure(&file);
        assert!(matches!(error, RdbError::Corrupt { offset, .. } if offset == at), "{error} at {at}");
        assert!(error.to_string().contains(part), "{error} lacks {part}");
    }
}

/// Nothing grows beyond its limit, whatever is declared, and what is above it is not called corrupt.
#[test]
fn templates_are_bounded() {
    let tight = Options { max_template_bytes: 200, max_container_bytes: 64, ..Options::default() };
    let refused = |file: &[u8]| {
        for chunk in [1, 7, usize::MAX] {
            let mut parser = Parser::new(tight);
            let fed = file.chunks(chunk).try_for_each(|piece| {
                let fed = parser.feed(piece, &mut Blind);
                assert!(parser.held_bytes() < 800, "{}", parser.held_bytes());
                fed
            });
            assert!(matches!(fed, Err(RdbError::TooLarge { .. })), "{fed:?}");
        }
    };
    let many = (0..10).fold(start(), |file, id| file.bytes(&[242, id, 1]).string(b"field"));
    refused(&many.end());
    let long = (0..10_u8).fold(start().bytes(&[242, 0, 10]), |file, at| file.string(&[b'a' + at; 40]));
    refused(&long.end());
    let huge = start().bytes(&[242, 0, 1, 0x80]).bytes(&100_000_u32.to_be_bytes()).bytes(&[b'x'; 100_000]);
    refused(&huge.end());
    let value = start().bytes(&[242, 0, 1]).string(b"f").key(30, b"h").bytes(&[0x40, 100]).bytes(&[0; 200]);
    refused(&value.end());
    let names = start().key(31, b"h").bytes(&[1, 9]).string(&[b'a'; 60]).string(&[b'b'; 60]);
    refused(&names.end());
}

#[test]
fn lying_counts_are_not_believed() {
    const HUGE: &[u8] = &[0x81, 0x40, 0, 0, 0, 0, 0, 0, 0];
    let files = [
        start().bytes(&[242]).bytes(HUGE).bytes(HUGE).string(b"a").string(b"b"),
        start().key(31, b"h").bytes(&[1]).bytes(HUGE).string(b"a"),
    ];
    for file in files {
        assert!(matches!(failure(&file.0), RdbError::Incomplete { .. }));
    }
}
