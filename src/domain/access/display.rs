//! Replies for people and for scripts, as redis-cli shows them.

use crate::formats::resp::Reply;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// A reply at a terminal: its type is seen, and no byte of it acts on the terminal. `as_text`: a plain string is text of
/// several lines, as of INFO. Ends with a line break.
pub fn typed(reply: &Reply, as_text: bool) -> String {
    match reply {
        Reply::Verbatim(text) => lines(text),
        Reply::Bulk(text) if as_text => lines(text),
        _ => {
            let mut out = String::new();
            write(&mut out, reply, "");
            out.push('\n');
            out
        }
    }
}

fn lines(text: &[u8]) -> String {
    let mut out = String::new();
    for line in text.split(|byte| *byte == b'\n') {
        out.push_str(&legible(line.strip_suffix(b"\r").unwrap_or(line), false));
        out.push('\n');
    }
    // Most texts end with a line break of their own.
    if out.ends_with("\n\n") {
        out.pop();
    }
    out
}

fn write(out: &mut String, reply: &Reply, indent: &str) {
    match reply {
        Reply::Simple(text) => out.push_str(&legible(text, false)),
        Reply::Error(text) => out.push_str(&format!("(error) {}", legible(text, false))),
        Reply::Integer(number) => out.push_str(&format!("(integer) {number}")),
        Reply::Bulk(text) | Reply::Verbatim(text) => out.push_str(&format!("\"{}\"", legible(text, true))),
        Reply::Null => out.push_str("(nil)"),
        Reply::Double(text) => out.push_str(&format!("(double) {}", legible(text, false))),
        Reply::BigNumber(text) => out.push_str(&format!("(big number) {}", legible(text, false))),
        Reply::Boolean(value) => out.push_str(if *value { "(true)" } else { "(false)" }),
        Reply::Array(elements) => many(out, elements, ')', "(empty array)", indent),
        Reply::Set(elements) => many(out, elements, '~', "(empty set)", indent),
        Reply::Push(elements) => many(out, elements, '>', "(empty push)", indent),
        Reply::Map(pairs) => {
            if pairs.is_empty() {
                out.push_str("(empty hash)");
            }
            let digits = pairs.len().to_string().len();
            let below = format!("{indent}{:width$}", "", width = digits + 2);
            for (index, (name, value)) in pairs.iter().enumerate() {
                start(out, index, digits, '#', indent);
                write(out, name, &below);
                out.push_str(" => ");
                write(out, value, &below);
            }
        }
    }
}

fn many(out: &mut String, elements: &[Reply], mark: char, empty: &str, indent: &str) {
    if elements.is_empty() {
        out.push_str(empty);
    }
    let digits = elements.len().to_string().len();
    let below = format!("{indent}{:width$}", "", width = digits + 2);
    for (index, element) in elements.iter().enumerate() {
        start(out, index, digits, mark, indent);
        write(out, element, &below);
    }
}

fn start(out: &mut String, index: usize, digits: usize, mark: char, indent: &str) {
    if index > 0 {
        out.push('\n');
        out.push_str(indent);
    }
    let _ = write!(out, "{:>digits$}{mark} ", index + 1);
}

/// Bytes as text that can be typed again between double quotes: UTF-8 as it is, all that is no letter or could act on a
/// terminal escaped.
pub fn legible(bytes: &[u8], quoted: bool) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '"' | '\\' if quoted => {
                    out.push('\\');
                    out.push(character);
                }
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\u{7}' => out.push_str("\\a"),
                '\u{8}' => out.push_str("\\b"),
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
                    hex(&mut out, character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                _ if character.is_control() => hex(&mut out, character.encode_utf8(&mut [0; 4]).as_bytes()),
                _ => out.push(character),
            }
        }
        hex(&mut out, chunk.invalid());
    }
    out
}

fn hex(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(out, "\\x{byte:02x}");
    }
}

/// A reply for a script: strings byte by byte, elements on lines of their own, nothing of null. Ends with a line break.
pub fn raw(reply: &Reply) -> Vec<u8> {
    let mut out = Vec::new();
    write_raw(&mut out, reply);
    out.push(b'\n');
    out
}

fn write_raw(out: &mut Vec<u8>, reply: &Reply) {
    let several = |out: &mut Vec<u8>, elements: &mut dyn Iterator<Item = &Reply>| {
        for (index, element) in elements.enumerate() {
            if index > 0 {
                out.push(b'\n');
            }
            write_raw(out, element);
        }
    };
    match reply {
        Reply::Simple(text)
        | Reply::Error(text)
        | Reply::Bulk(text)
        | Reply::Verbatim(text)
        | Reply::Double(text)
        | Reply::BigNumber(text) => out.extend_from_slice(text),
        Reply::Integer(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Reply::Boolean(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Reply::Null => {}
        Reply::Array(elements) | Reply::Set(elements) | Reply::Push(elements) => several(out, &mut elements.iter()),
        Reply::Map(pairs) => several(out, &mut pairs.iter().flat_map(|(name, value)| [name, value])),
    }
}

/// A reply as JSON. A string that is no UTF-8 is an object with its bytes in `hex`, an error one with `error`; a map whose
/// names are not all text, or not all different, is a list of pairs; what is no finite number is text.
pub fn to_json(reply: &Reply) -> Value {
    match reply {
        Reply::Simple(text) | Reply::Bulk(text) | Reply::Verbatim(text) => string(text),
        Reply::Error(text) => json!({ "error": String::from_utf8_lossy(text) }),
        Reply::Integer(number) => json!(number),
        Reply::Null => Value::Null,
        Reply::Boolean(value) => json!(value),
        Reply::Double(text) => {
            let number = std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok());
            number.filter(|number| number.is_finite()).map_or_else(|| string(text), |number| json!(number))
        }
        Reply::BigNumber(text) => string(text),
        Reply::Array(elements) | Reply::Set(elements) | Reply::Push(elements) => elements.iter().map(to_json).collect(),
        Reply::Map(pairs) => {
            let named: Option<Map<String, Value>> =
                pairs.iter().map(|(name, value)| Some((name.text()?.to_owned(), to_json(value)))).collect();
            match named.filter(|named| named.len() == pairs.len()) {
                Some(named) => Value::Object(named),
                None => pairs.iter().map(|(name, value)| json!([to_json(name), to_json(value)])).collect(),
            }
        }
    }
}

fn string(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => json!({ "hex": crate::domain::keyspace::name::hex(bytes) }),
    }
}

/// Errors in a reply, however deep: some of the commands of an EXEC may have failed.
pub fn errors(reply: &Reply) -> usize {
    match reply {
        Reply::Error(_) => 1,
        Reply::Map(pairs) => pairs.iter().map(|(name, value)| errors(name) + errors(value)).sum(),
        other => other.elements().iter().map(errors).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bulk(text: &str) -> Reply {
        Reply::Bulk(text.as_bytes().to_vec())
    }

    #[test]
    fn replies_look_as_in_redis_cli() {
        let inner = Reply::Array(vec![bulk("b"), Reply::Null]);
        let map = Reply::Map(vec![(bulk("k"), inner.clone()), (bulk("n"), Reply::Double(b"1.5".to_vec()))]);
        let all = Reply::Array(vec![Reply::Integer(1), inner, map, Reply::Set(vec![])]);
        let expected = "1) (integer) 1\n2) 1) \"b\"\n   2) (nil)\n3) 1# \"k\" => 1) \"b\"\n      2) (nil)\n   2# \"n\" => (double) 1.5\n4) (empty set)\n";
        assert_eq!(typed(&all, false), expected);
        assert_eq!(raw(&all), b"1\nb\n\nk\nb\n\nn\n1.5\n\n");
        assert_eq!(to_json(&all), json!([1, ["b", null], { "k": ["b", null], "n": 1.5 }, []]));
    }

    #[test]
    fn no_byte_acts_on_the_terminal_and_none_is_lost() {
        let bytes = b"a\"\\\x1b[31m\xff\n\xe2\x80\xae\xc3\xbc";
        let text = legible(bytes, true);
        assert_eq!(text, "a\\\"\\\\\\x1b[31m\\xff\\n\\xe2\\x80\\xaeü");
        let again = crate::formats::words::split(&format!("\"{text}\""));
        assert_eq!(again, Some(vec![bytes.to_vec()]));
        assert_eq!(to_json(&Reply::Bulk(bytes.to_vec()))["hex"].as_str().map(str::len), Some(bytes.len() * 2));
        assert_eq!(typed(&Reply::Verbatim(b"# a\r\nx:\x1b1\r\n".to_vec()), false), "# a\nx:\\x1b1\n");
        assert_eq!(typed(&Reply::Error(b"ERR \x1b".to_vec()), false), "(error) ERR \\x1b\n");
    }

    #[test]
    fn errors_inside_are_counted() {
        let exec = Reply::Array(vec![Reply::Simple(b"OK".to_vec()), Reply::Error(b"ERR x".to_vec())]);
        assert_eq!((errors(&exec), errors(&Reply::Null)), (1, 0));
        let doubled = Reply::Map(vec![(bulk("a"), bulk("1")), (bulk("a"), bulk("2"))]);
        assert_eq!(to_json(&doubled), json!([["a", "1"], ["a", "2"]]));
    }
}
