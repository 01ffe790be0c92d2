//! Tests of the reader of one AOF file, on files of commands only; real files, RDB bases among
//! them, are read by the integration tests.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::formats::rdb;
use crate::formats::resp::{RespFault, encode_command};
use proptest::prelude::*;

/// Writes down what it is told, and stops at a command of its choice.
#[derive(Debug, Default, PartialEq)]
struct Log {
    lines: Vec<String>,
    large: Vec<u8>,
    stop_at: Option<&'static str>,
}

impl rdb::Visitor for Log {}

impl AofVisitor for Log {
    fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
        let line = match event {
            Event::Command(command) => format!(
                "{:?} db{} {}..{} t{:?} {}",
                command.args,
                command.db,
                command.offset,
                command.end_offset,
                command.timestamp,
                if command.in_transaction { "in" } else { "out" },
            ),
            Event::LargeBytes(bytes) => {
                self.large.extend_from_slice(bytes);
                return ControlFlow::Continue(());
            }
            other => format!("{other:?}"),
        };
        self.lines.push(line);
        match (event, self.stop_at) {
            (Event::Command(command), Some(name)) if command.is(name) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}

fn read_with(bytes: &[u8], step: usize, options: AofOptions, log: &mut Log) -> Result<Ending, AofError> {
    let mut parser = AofParser::new(options);
    for piece in bytes.chunks(step) {
        if parser.push(piece, log)?.is_break() {
            break;
        }
    }
    parser.finish()
}

fn read(bytes: &[u8]) -> (Result<Ending, AofError>, Vec<String>) {
    let mut log = Log::default();
    let ending = read_with(bytes, 3, AofOptions::default(), &mut log);
    (ending, log.lines)
}

fn aof(commands: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for command in commands {
        match command.strip_prefix('#') {
            Some(text) => bytes.extend_from_slice(format!("#{text}\r\n").as_bytes()),
            None => encode_command(&mut bytes, &command.split(' ').collect::<Vec<_>>()),
        }
    }
    bytes
}

fn truncated(bytes: u64, last_good_offset: u64, inside: Inside) -> Ending {
    let tail = Tail::Truncated { lost_bytes: bytes - last_good_offset, inside };
    Ending { bytes, last_good_offset, tail }
}

#[test]
fn commands_with_database_time_and_place() {
    let bytes = aof(&["GET", "#TS:100", "select 3", "SET k v", "#note", "#TS:105", "DEL k"]);
    let (ending, lines) = read(&bytes);
    let end = bytes.len() as u64;
    let complete = Ending { bytes: end, last_good_offset: end, tail: Tail::Complete };
    assert_eq!(ending, Ok(complete));
    assert_eq!(
        lines,
        [
            "[GET] db0 0..13 tNone out",
            "Timestamp { unix_seconds: 100, offset: 13 }",
            "Select { db: 3, offset: 22 }",
            "[SET, k, v] db3 45..72 tSome(100) out",
            "Timestamp { unix_seconds: 105, offset: 79 }",
            "[DEL, k] db3 88..108 tSome(105) out",
        ]
    );
    assert_eq!(read(b"").0, Ok(Ending { bytes: 0, last_good_offset: 0, tail: Tail::Complete }));
}

#[test]
fn transactions_count_only_when_complete() {
    let whole = aof(&["SET a 1", "MULTI", "SET b 2", "SELECT 5", "SET c 3", "exec", "SET d 4"]);
    let (ending, lines) = read(&whole);
    assert_eq!(ending.unwrap().tail, Tail::Complete);
    assert_eq!(
        lines[1..],
        [
            "TransactionBegin { offset: 27 }",
            "[SET, b, 2] db0 42..69 tNone in",
            "Select { db: 5, offset: 69 }",
            "[SET, c, 3] db5 92..119 tNone in",
            "TransactionEnd { end_offset: 133 }",
            "[SET, d, 4] db5 133..160 tNone out",
        ]
    );
    for cut in 42..133 {
        let ending = read(&whole[..cut]).0.unwrap();
        assert_eq!(ending, truncated(cut as u64, 27, Inside::Transaction), "cut at {cut}");
    }
}

#[test]
fn a_file_that_stops_loses_only_its_last_piece() {
    let bytes = aof(&["SET a 1", "#TS:5", "SET b 2"]);
    for cut in 0..=bytes.len() {
        let at = cut as u64;
        let expected = match cut {
            0 | 27 | 34 => Ending { bytes: at, last_good_offset: at, tail: Tail::Complete },
            1..27 => truncated(at, 0, Inside::Command),
            28..34 => truncated(at, 27, Inside::Annotation),
            35..61 => truncated(at, 34, Inside::Command),
            _ => Ending { bytes: at, last_good_offset: at, tail: Tail::Complete },
        };
        assert_eq!(read(&bytes[..cut]).0, Ok(expected), "cut at {cut}");
    }
}

#[test]
fn damage_has_its_offset() {
    let fault = |bytes: &[u8]| read(bytes).0.unwrap_err();
    let mut broken = aof(&["SET a 1", "SET b 2"]);
    broken[27] = 0;
    let unexpected = RespFault::Unexpected { expected: "*", got: 0 };
    assert_eq!(fault(&broken), AofFault::Resp(unexpected).at(27, 27));
    broken[27] = b'*';
    broken[31] = b'+';
    let unexpected = RespFault::Unexpected { expected: "$", got: b'+' };
    assert_eq!(fault(&broken), AofFault::Resp(unexpected).at(31, 27));

    assert_eq!(fault(&aof(&["SET a 1", "MULTI", "MULTI"])), AofFault::NestedMulti.at(42, 27));
    assert_eq!(fault(&aof(&["SET a 1", "EXEC"])), AofFault::ExecWithoutMulti.at(27, 27));
    assert_eq!(fault(&aof(&["SELECT x"])), AofFault::BadSelect.at(0, 0));
    assert_eq!(fault(&aof(&["SELECT"])), AofFault::BadSelect.at(0, 0));
    assert_eq!(fault(&aof(&["GET", "#TS:1x"])), AofFault::BadTimestamp.at(13, 13));
    assert_eq!(fault(b"#TS:5\n"), AofFault::BadTimestamp.at(0, 0));
    let too_long = AofFault::AnnotationTooLong { max: 1024 };
    assert_eq!(fault(&[b'#'; 1025]), too_long.clone().at(0, 0));
    assert!(read(&[b'#'; 1024]).0.is_ok());
    let line = format!("#{}\n", "x".repeat(1023));
    assert_eq!(fault(line.as_bytes()), too_long.at(0, 0));
    assert!(read(&line.as_bytes()[1..]).0.is_err());
    assert_eq!(
        fault(&aof(&["GET", "EXEC"])).to_string(),
        "EXEC without MULTI at offset 13 (the file is good up to 13)"
    );
}

#[test]
fn files_that_are_neither_rdb_nor_commands() {
    assert!(matches!(read(b"REDIS00x9").0.unwrap_err().fault, AofFault::Base(_)));
    assert!(matches!(read(b"VALUABLE!").0.unwrap_err().fault, AofFault::Base(_)));
    assert_eq!(read(b"REDIS0011").0, Err(AofFault::BaseTruncated.at(9, 0)));
    assert!(matches!(read(b"{}").0.unwrap_err().fault, AofFault::Resp(_)));
}

#[test]
fn large_commands_pass_through() {
    let value = "v".repeat(500);
    let long = format!("SET key {value}");
    let many = vec!["x"; 100].join(" ");
    let bytes = aof(&["SELECT 2", &long, "DEL k", &many]);
    let options = AofOptions { max_command_bytes: 200, ..AofOptions::default() };
    for step in [1, 7, 10_000] {
        let mut log = Log::default();
        let ending = read_with(&bytes, step, options, &mut log).unwrap();
        assert_eq!(ending.tail, Tail::Complete);
        assert_eq!(ending.last_good_offset, bytes.len() as u64);
        assert_eq!(log.large, [aof(&[&long]), aof(&[&many])].concat());
        assert!(log.lines[1].contains("first_args: [SET, key], args: 3, db: 2, offset: 23"));
        assert!(log.lines[2].starts_with("LargeEnd"), "{:?}", log.lines);
        assert!(log.lines[3].starts_with("[DEL, k] db2"));
        assert!(log.lines[4].contains("args: 100"));
    }
    let torn = read_with(&bytes[..100], 7, options, &mut Log::default()).unwrap();
    assert_eq!(torn, truncated(100, 23, Inside::Command));
}

#[test]
fn a_declared_length_holds_nothing() {
    let bytes = b"*1000000000\r\n$4000000000\r\nabc";
    let ending = read(bytes).0.unwrap();
    assert_eq!(ending, truncated(bytes.len() as u64, 0, Inside::Command));
    let too_long = read(b"*1\r\n$5000000000\r\n").0.unwrap_err().fault;
    assert!(matches!(too_long, AofFault::Resp(RespFault::OverLimit { .. })));
}

#[test]
fn reading_stops_where_the_visitor_says() {
    let bytes = aof(&["SET a 1", "FLUSHALL", "SET b 2"]);
    for step in [1, 10_000] {
        let mut log = Log { stop_at: Some("flushall"), ..Log::default() };
        let ending = read_with(&bytes, step, AofOptions::default(), &mut log).unwrap();
        assert_eq!(ending, Ending { bytes: 45, last_good_offset: 45, tail: Tail::Stopped });
        assert_eq!(log.lines.len(), 2);
    }
}

proptest! {
    #[test]
    fn pieces_make_no_difference(
        commands in prop::collection::vec(
            "(SET [a-c] [0-9]{1,3}|MULTI|EXEC|SELECT [0-9]|#TS:[0-9]{1,4}|#x|DEL k)", 0..12),
        step in 1usize..50,
        limit in 20usize..80,
        flip in any::<(prop::sample::Index, u8)>(),
        damaged: bool,
    ) {
        let mut bytes = aof(&commands.iter().map(String::as_str).collect::<Vec<_>>());
        if damaged && !bytes.is_empty() {
            let at = flip.0.index(bytes.len());
            bytes[at] ^= flip.1;
        }
        let options = AofOptions { max_command_bytes: limit, max_arg_bytes: 1000 };
        let (mut whole, mut pieces) = (Log::default(), Log::default());
        let expected = read_with(&bytes, usize::MAX, options, &mut whole);
        prop_assert_eq!(read_with(&bytes, step, options, &mut pieces), expected);
        prop_assert_eq!(pieces, whole);
    }
}
