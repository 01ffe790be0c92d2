//! Names of keys, which are bytes of somebody else.

use std::fmt::Write;

/// A name as text: UTF-8 as it is, other bytes as `\xNN`. Whoever shows it on a terminal escapes it further.
pub fn shown(name: &[u8]) -> String {
    let mut text = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// The bytes in hexadecimal, of a name that is not UTF-8 and so cannot be told from its text.
pub fn hex(name: &[u8]) -> Option<String> {
    if std::str::from_utf8(name).is_ok() {
        return None;
    }
    Some(name.iter().fold(String::with_capacity(name.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// A text cut to so many characters, its end marked.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_told() {
        assert_eq!((shown(b"a\xffb\n"), hex(b"a\xffb")), ("a\\xffb\n".to_owned(), Some("61ff62".to_owned())));
        assert_eq!((shown("schlüssel".as_bytes()), hex(b"ok")), ("schlüssel".to_owned(), None));
        assert_eq!((cut("abc", 3), cut("äbc", 2)), ("abc".to_owned(), "äb…".to_owned()));
    }
}
