//! Files of versions that no server at hand writes: the oldest, release candidates, the newest.

use super::*;

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
fn a_newer_version_is_followed_while_its_types_are_known() {
    let file = File::new(b"REDIS0016").key(0, b"k").string(b"v").end();
    let (transcript, _) = read(&file);
    assert!(!transcript.header.unwrap().is_known());
    assert_eq!(transcript.keys.len(), 1);
}
