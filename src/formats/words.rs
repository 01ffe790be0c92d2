//! Words of a line, quoted as redis/src/sds.c (`sdssplitargs`) reads them: redis.conf and redis-cli have the same.

/// The words of a line; none where quotes are not balanced, or are not followed by a space. Between double quotes
/// `\n \r \t \b \a` and `\xNN` stand for bytes.
pub fn split(line: &str) -> Option<Vec<Vec<u8>>> {
    let mut rest = line.chars().peekable();
    let mut words = Vec::new();
    loop {
        while rest.next_if(|character| character.is_whitespace()).is_some() {}
        if rest.peek().is_none() {
            return Some(words);
        }
        let mut word = Vec::new();
        while let Some(character) = rest.next_if(|character| !character.is_whitespace()) {
            match character {
                '"' => double_quoted(&mut rest, &mut word)?,
                '\'' => single_quoted(&mut rest, &mut word)?,
                plain => {
                    push(&mut word, plain);
                    continue;
                }
            }
            if rest.peek().is_some_and(|character| !character.is_whitespace()) {
                return None;
            }
        }
        words.push(word);
    }
}

type Rest<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn push(word: &mut Vec<u8>, character: char) {
    word.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

fn double_quoted(rest: &mut Rest<'_>, word: &mut Vec<u8>) -> Option<()> {
    loop {
        match rest.next()? {
            '"' => return Some(()),
            '\\' => match rest.next()? {
                'n' => word.push(b'\n'),
                'r' => word.push(b'\r'),
                't' => word.push(b'\t'),
                'b' => word.push(8),
                'a' => word.push(7),
                'x' => match hex(rest) {
                    Some(byte) => word.push(byte),
                    None => word.push(b'x'),
                },
                other => push(word, other),
            },
            plain => push(word, plain),
        }
    }
}

/// Two digits, which are taken off only where both are there.
fn hex(rest: &mut Rest<'_>) -> Option<u8> {
    let mut ahead = rest.clone();
    let digits = [ahead.next()?.to_digit(16)?, ahead.next()?.to_digit(16)?];
    *rest = ahead;
    u8::try_from(digits[0] * 16 + digits[1]).ok()
}

fn single_quoted(rest: &mut Rest<'_>, word: &mut Vec<u8>) -> Option<()> {
    loop {
        match rest.next()? {
            '\'' => return Some(()),
            '\\' if rest.next_if_eq(&'\'').is_some() => word.push(b'\''),
            plain => push(word, plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn bytes_can_be_written_between_double_quotes() {
        let of = |line: &str| split(line);
        assert_eq!(of(r#"SET  k "a\xffb\n" '\x41' é"#).map(|words| words[2..].to_vec()), {
            Some(vec![b"a\xffb\n".to_vec(), br"\x41".to_vec(), "é".as_bytes().to_vec()])
        });
        assert_eq!(of(r#""\xg1""#), Some(vec![b"xg1".to_vec()]));
        assert_eq!((of("GET \"open"), of("GET 'a'b"), of("  ")), (None, None, Some(vec![])));
    }
}
