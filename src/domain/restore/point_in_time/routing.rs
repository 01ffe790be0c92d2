//! Which key a command of an AOF belongs to: in a Redis Cluster that decides where it goes.

/// Where a command goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// Where this key lives.
    Key(&'a [u8]),
    /// It removes all keys of the server.
    Wipe,
    /// It changes what every server has for itself: functions and scripts.
    Everywhere,
    /// It has no key, and can go anywhere.
    Anywhere,
}

/// Where a command goes, by its words. The first key decides: all keys of a command are in one slot, or no node of a
/// cluster would have executed it. Positions are those of redis/src/commands/*.json; of what is not named here, modules'
/// too, the key is the first argument.
#[must_use]
pub fn place<'a>(words: &[&'a [u8]]) -> Place<'a> {
    let name = words.first().map(|name| name.to_ascii_uppercase()).unwrap_or_default();
    let at = |index: usize| words.get(index).map_or(Place::Anywhere, |key| Place::Key(key));
    match name.as_slice() {
        b"FLUSHALL" | b"FLUSHDB" => Place::Wipe,
        b"FUNCTION" | b"SCRIPT" => Place::Everywhere,
        b"PUBLISH" | b"SPUBLISH" | b"SELECT" | b"MULTI" | b"EXEC" | b"PING" => Place::Anywhere,
        b"BITOP" | b"XGROUP" | b"LMPOP" | b"ZMPOP" => at(2),
        b"EVAL" | b"EVALSHA" | b"EVAL_RO" | b"EVALSHA_RO" | b"FCALL" | b"FCALL_RO" => {
            let keys = words.get(2).and_then(|count| std::str::from_utf8(count).ok()?.parse::<u64>().ok());
            if keys == Some(0) { Place::Anywhere } else { at(3) }
        }
        b"XREAD" | b"XREADGROUP" => {
            let streams = words.iter().position(|word| word.eq_ignore_ascii_case(b"STREAMS"));
            streams.map_or(Place::Anywhere, |index| at(index + 1))
        }
        b"MIGRATE" => at(3),
        _ => at(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> String {
        let words: Vec<&[u8]> = line.split(' ').map(str::as_bytes).collect();
        match place(&words) {
            Place::Key(key) => String::from_utf8_lossy(key).into_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_first_key_is_found() {
        for (line, key) in [
            ("set k v", "k"),
            ("MSET {a}1 x {a}2 y", "{a}1"),
            ("XGROUP CREATE s g 0", "s"),
            ("BITOP AND dest one two", "dest"),
            ("EVAL script 1 k v", "k"),
            ("EVAL script 0", "Anywhere"),
            ("XREADGROUP GROUP g c COUNT 1 STREAMS s >", "s"),
            ("FLUSHALL", "Wipe"),
            ("flushdb async", "Wipe"),
            ("FUNCTION LOAD x", "Everywhere"),
            ("JSON.SET doc $ 1", "doc"),
            ("SELECT 0", "Anywhere"),
            ("INCR", "Anywhere"),
        ] {
            assert_eq!(of(line), key, "{line}");
        }
    }
}
