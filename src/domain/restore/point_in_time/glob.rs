//! Patterns as Redis's own commands have them (`stringmatchlen` in `redis/src/util.c`): `*`, `?`, `[a-c]`, `[^a]`, `\x`.

/// Whether a text fits a pattern.
#[must_use]
pub fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    // Where the last star stood, and how much of the text it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        if pattern.get(at) == Some(&b'*') {
            star = Some((at + 1, read));
            at += 1;
            continue;
        }
        match one(&pattern[at..], text[read]) {
            Some(length) => {
                at += length;
                read += 1;
            }
            None => match star {
                Some((after, taken)) => {
                    star = Some((after, taken + 1));
                    (at, read) = (after, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

/// The length of the pattern's next element, if it fits this byte.
fn one(pattern: &[u8], byte: u8) -> Option<usize> {
    match pattern {
        [] => None,
        [b'?', ..] => Some(1),
        [b'\\', escaped, ..] => (*escaped == byte).then_some(2),
        [b'[', rest @ ..] => {
            let (inside, length) = class(rest, byte);
            inside.then_some(length + 1)
        }
        [plain, ..] => (*plain == byte).then_some(1),
    }
}

/// Whether a byte is in a class, and the length of the class with its closing bracket. One that is never closed goes to
/// the end, as with Redis.
fn class(rest: &[u8], byte: u8) -> (bool, usize) {
    let (negated, start) = if rest.first() == Some(&b'^') { (true, 1) } else { (false, 0) };
    let (mut at, mut inside) = (start, false);
    loop {
        match &rest[at..] {
            [] => return (inside != negated, rest.len()),
            [b']', ..] => return (inside != negated, at + 1),
            [b'\\', escaped, ..] => {
                inside |= *escaped == byte;
                at += 2;
            }
            [low, b'-', high, ..] => {
                inside |= (*low.min(high)..=*low.max(high)).contains(&byte);
                at += 3;
            }
            [plain, ..] => {
                inside |= *plain == byte;
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_redis_has_them() {
        for (pattern, text, fits) in [
            ("user:*", "user:", true),
            ("user:*", "user:1", true),
            ("user:*", "use", false),
            ("*:1", "a:b:1", true),
            ("*:1", "a:1:2", false),
            ("h?llo", "hello", true),
            ("h?llo", "hllo", false),
            ("h[ae]llo", "hallo", true),
            ("h[^e]llo", "hello", false),
            ("h[a-c]llo", "hbllo", true),
            ("h[c-a]llo", "hbllo", true),
            ("\\*", "*", true),
            ("\\*", "a", false),
            ("a**b*", "axxb", true),
            ("", "", true),
            ("", "a", false),
            ("[a", "a", true),
            ("*a*b*c", "xxaxxbxxbxc", true),
        ] {
            assert_eq!(matches(pattern.as_bytes(), text.as_bytes()), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_end_in_time() {
        let pattern = "a*".repeat(50) + "b";
        assert!(!matches(pattern.as_bytes(), "a".repeat(5000).as_bytes()));
    }
}
