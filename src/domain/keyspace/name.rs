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
    Some(digits(name))
}

fn digits(name: &[u8]) -> String {
    name.iter().fold(String::with_capacity(name.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Names in a file, as hexadecimal digits: `#[serde(with = "in_hex")]`.
pub mod in_hex {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    /// Writes a name.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer>(name: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::digits(name))
    }

    /// Reads a name.
    ///
    /// # Errors
    /// It is no text of pairs of hexadecimal digits.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        let byte = |pair: &[u8; 2]| u8::try_from((digit(&pair[0])? << 4) | digit(&pair[1])?).ok();
        let name = pairs.iter().map(byte).collect::<Option<Vec<u8>>>().filter(|_| rest.is_empty());
        name.ok_or_else(|| D::Error::custom("a name that is not in hexadecimal"))
    }
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
