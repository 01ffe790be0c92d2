//! Commands between the keys (version 81, Valkey 9.2).

use super::*;
use redis_ops::formats::rdb::{CensusTaker, Parser};

fn file() -> Vec<u8> {
    let file = File::new(b"VALKEY081").bytes(&[0xfe, 4]).key(0, b"a").string(b"1");
    let file = file.bytes(&[242]).bytes(b"*3\r\n$6\r\nINCRBY\r\n$1\r\na\r\n$1\r\n5\r\n");
    file.key(0, b"b").string(b"2").bytes(&[242]).bytes(b"*2\r\n$3\r\nDEL\r\n$0\r\n\r\n").end()
}

#[test]
fn commands_are_reported_where_they_stand() {
    let (transcript, _) = read(&file());
    assert_eq!(transcript.keys.len(), 2);
    let expected = [
        "db 4",
        "update 4 at 16: INCRBY of 3, *3\\r\\n$6\\r\\nINCRBY\\r\\n$1\\r\\na\\r\\n$1\\r\\n5\\r\\n",
        "update 4 at 52: DEL of 2, *2\\r\\n$3\\r\\nDEL\\r\\n$0\\r\\n\\r\\n",
    ];
    assert_eq!(transcript.events, expected);
}

#[test]
fn commands_are_counted_apart_from_keys() {
    let mut taker = CensusTaker::new(0);
    let mut parser = Parser::default();
    parser.feed(&file(), &mut taker).unwrap();
    let census = taker.into_census();
    assert_eq!((census.keys, census.update_commands), (2, 2));
    // Manifests of earlier releases do not have the figure.
    let mut json = serde_json::to_value(&census).unwrap();
    json.as_object_mut().unwrap().remove("update_commands");
    let older: redis_ops::formats::rdb::Census = serde_json::from_value(json).unwrap();
    assert_eq!(older.update_commands, 0);
}

#[test]
fn what_is_no_command_is_corrupt() {
    for (bytes, at) in [(&b"+OK\r\n"[..], 10), (b"*0\r\n", 13), (b"*1\r\n$-1\r\n", 18), (b"*1\r\n$1\r\nabc", 19)] {
        let error = failure(&File::new(b"VALKEY081").bytes(&[242]).bytes(bytes).end());
        assert!(matches!(error, RdbError::Corrupt { offset, .. } if offset == at), "{error}");
        assert!(error.to_string().contains("a command"), "{error}");
    }
    let lying = File::new(b"VALKEY081").bytes(&[242]).bytes(b"*2\r\n$9223372036854775807\r\nSET");
    assert!(matches!(failure(&lying.0), RdbError::Incomplete { .. }));
}
