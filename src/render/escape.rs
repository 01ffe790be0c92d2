//! Bytes of a server never reach the terminal as they are: key names and error texts are not ours.

use std::fmt::Write;

/// Replaces control characters (C0, DEL, C1) and bidirectional overrides by `\xNN` or `\u{NNNN}`; keeps all else.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
                let _ = write!(escaped, "\\u{{{:x}}}", u32::from(character));
            }
            _ if character.is_control() => {
                let _ = write!(escaped, "\\x{:02x}", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn terminal_sequences_lose_their_power() {
        assert_eq!(escape("a\x1b[31mb\r\n"), "a\\x1b[31mb\\r\\n");
        assert_eq!(escape("\u{9b}2J"), "\\x9b2J");
        assert_eq!(escape("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(escape("schlüssel:1 ✓"), "schlüssel:1 ✓");
    }
}
