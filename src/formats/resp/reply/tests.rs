//! Tests of the reply reader: every form, the limits, every cut.
#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

fn read(bytes: &[u8], step: usize, limits: ReplyLimits) -> Result<Vec<Reply>, RespError> {
    let (mut reader, mut replies) = (ReplyReader::new(limits), Vec::new());
    for mut piece in bytes.chunks(step) {
        while let Some(reply) = reader.next(&mut piece)? {
            replies.push(reply);
        }
    }
    assert_eq!(reader.offset(), bytes.len() as u64);
    Ok(replies)
}

fn encode(out: &mut Vec<u8>, reply: &Reply) {
    match reply {
        Reply::Simple(text) => out.extend([b"+", &text[..], b"\r\n"].concat()),
        Reply::Error(text) => out.extend([b"-", &text[..], b"\r\n"].concat()),
        Reply::Integer(value) => out.extend(format!(":{value}\r\n").bytes()),
        Reply::Bulk(data) => {
            out.extend(format!("${}\r\n", data.len()).bytes());
            out.extend([&data[..], b"\r\n"].concat());
        }
        Reply::Array(elements) => {
            out.extend(format!("*{}\r\n", elements.len()).bytes());
            elements.iter().for_each(|element| encode(out, element));
        }
        Reply::Null => out.extend(b"$-1\r\n"),
        Reply::Double(text) => out.extend([b",", &text[..], b"\r\n"].concat()),
        Reply::Verbatim(text) => {
            out.extend(format!("={}\r\n", text.len() + 4).bytes());
            out.extend([b"txt:", &text[..], b"\r\n"].concat());
        }
        Reply::BigNumber(text) => out.extend([b"(", &text[..], b"\r\n"].concat()),
        Reply::Boolean(value) => out.extend_from_slice(if *value { b"#t\r\n" } else { b"#f\r\n" }),
        Reply::Map(pairs) => {
            out.extend(format!("%{}\r\n", pairs.len()).bytes());
            pairs.iter().for_each(|(name, value)| [name, value].into_iter().for_each(|part| encode(out, part)));
        }
        Reply::Set(elements) => {
            out.extend(format!("~{}\r\n", elements.len()).bytes());
            elements.iter().for_each(|element| encode(out, element));
        }
        Reply::Push(elements) => {
            out.extend(format!(">{}\r\n", elements.len()).bytes());
            elements.iter().for_each(|element| encode(out, element));
        }
    }
}

fn replies() -> impl Strategy<Value = Reply> {
    let text = || prop::collection::vec(32u8..127, 0..10);
    let leaf = prop_oneof![
        text().prop_map(Reply::Simple),
        text().prop_map(Reply::Error),
        any::<i64>().prop_map(Reply::Integer),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(Reply::Bulk),
        Just(Reply::Null),
        any::<bool>().prop_map(Reply::Boolean),
        text().prop_map(Reply::Verbatim),
        any::<f64>().prop_map(|number| Reply::Double(number.to_string().into_bytes())),
        any::<i128>().prop_map(|number| Reply::BigNumber(number.to_string().into_bytes())),
    ];
    leaf.prop_recursive(4, 30, 5, |inner| {
        let several = prop::collection::vec(inner.clone(), 0..5);
        prop_oneof![
            several.clone().prop_map(Reply::Array),
            several.clone().prop_map(Reply::Set),
            several.prop_map(Reply::Push),
            prop::collection::vec((inner.clone(), inner), 0..4).prop_map(Reply::Map),
        ]
    })
}

#[test]
fn what_resp3_has_besides() {
    let bytes = b"=15\r\ntxt:Some string\r\n!9\r\nERR short\r\n|1\r\n+ttl\r\n:3\r\n+OK\r\n,inf\r\n*2\r\n|1\r\n+a\r\n+b\r\n:1\r\n:2\r\n|0\r\n_\r\n";
    let expected = [
        Reply::Verbatim(b"Some string".to_vec()),
        Reply::Error(b"ERR short".to_vec()),
        Reply::Simple(b"OK".to_vec()),
        Reply::Double(b"inf".to_vec()),
        Reply::Array(vec![Reply::Integer(1), Reply::Integer(2)]),
        Reply::Null,
    ];
    for step in 1..20 {
        assert_eq!(read(bytes, step, ReplyLimits::default()).unwrap(), expected);
    }
    assert!(read(b"#x\r\n", 9, ReplyLimits::default()).is_err());
    assert!(read(b"%9223372036854775807\r\n", 99, ReplyLimits::default()).unwrap().is_empty());
}

#[test]
fn each_form_of_null() {
    let nulls = read(b"$-1\r\n*-1\r\n_\r\n", 99, ReplyLimits::default()).unwrap();
    assert_eq!(nulls, [Reply::Null, Reply::Null, Reply::Null]);
}

#[test]
fn limits_hold() {
    let limits = ReplyLimits { max_depth: 2, max_bytes: 1000 };
    let fault = |bytes: &[u8]| read(bytes, 99, limits).unwrap_err();
    assert_eq!(fault(b"*1\r\n*1\r\n*1\r\n"), RespError::new(11, RespFault::TooDeep { max: 2 }));
    let over = RespFault::OverLimit { declared: 1001, max: 1000 };
    assert_eq!(fault(b"$1001\r\n"), RespError::new(6, over));
    assert!(matches!(fault(&[b'+'; 1100]).fault, RespFault::OverLimit { .. }));
    let many = [&b"*9999\r\n"[..], &b":1\r\n".repeat(100)].concat();
    assert!(matches!(fault(&many).fault, RespFault::OverLimit { .. }));
    assert_eq!(read(&b":1\r\n".repeat(999), 99, limits).unwrap().len(), 999);
}

#[test]
fn faults_have_their_offset() {
    let fault = |bytes: &[u8]| read(bytes, 99, ReplyLimits::default()).unwrap_err();
    let bad = |offset, expected, got| RespError::new(offset, RespFault::Unexpected { expected, got });
    assert_eq!(fault(b"\n"), bad(0, "one of + - : $ * _ , # ( ! = % ~ > |", b'\n'));
    assert_eq!(fault(b"+OK\n"), bad(3, "\\r", b'\n'));
    assert_eq!(fault(b"$1\r\nab"), bad(5, "\\r", b'b'));
    assert_eq!(fault(b"_\rx"), bad(2, "\\n", b'x'));
    assert_eq!(fault(b"$-2\r\n"), RespError::new(4, RespFault::NegativeLength));
    assert_eq!(fault(b":\r\n"), RespError::new(1, RespFault::BadNumber));
}

proptest! {
    #[test]
    fn any_cut_gives_the_same_replies(
        replies in prop::collection::vec(replies(), 0..4),
        step in 1usize..20,
    ) {
        let mut bytes = Vec::new();
        replies.iter().for_each(|reply| encode(&mut bytes, reply));
        prop_assert_eq!(read(&bytes, step, ReplyLimits::default()).unwrap(), replies.clone());
        for cut in 0..bytes.len() {
            let some = read(&bytes[..cut], step, ReplyLimits::default()).unwrap();
            prop_assert_eq!(&some[..], &replies[..some.len()]);
            prop_assert!(some.len() < replies.len());
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in "[*$:+_,#(!=%~>|tf0-3\r\n-]{0,60}", step in 1usize..9) {
        let limits = ReplyLimits { max_depth: 3, max_bytes: 600 };
        let whole = read(bytes.as_bytes(), 64, limits);
        prop_assert_eq!(read(bytes.as_bytes(), step, limits), whole);
    }
}
