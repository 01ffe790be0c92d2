//! The replies of SLOWLOG GET and of Valkey's COMMANDLOG GET (redis/src/slowlog.c, slowlogCommand).

use super::reply::Plain;

/// A command that took long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlowCommand {
    /// The server's number of the entry.
    pub id: u64,
    /// When it was executed, in seconds since 1970 by the server's clock.
    pub unix_seconds: i64,
    /// How long its execution took, without waiting for anything.
    pub duration_microseconds: u64,
    /// Its words. The server keeps 32 of them and 128 bytes of each.
    pub words: Vec<Vec<u8>>,
    /// Address of the client.
    pub client_address: Option<String>,
    /// The name that the client gave itself.
    pub client_name: Option<String>,
}

/// Parses a reply, newest entry first as the server gives them. What is no entry is passed over.
pub fn parse(reply: &Plain) -> Vec<SlowCommand> {
    reply.list().iter().filter_map(entry).collect()
}

fn entry(entry: &Plain) -> Option<SlowCommand> {
    let [id, time, duration, words, client @ ..] = entry.list() else { return None };
    let word = |word: &Plain| match word {
        Plain::Bytes(bytes) => Some(bytes.clone()),
        other => other.text().map(String::into_bytes),
    };
    let text = |index: usize| client.get(index).and_then(Plain::text).filter(|text| !text.is_empty());
    Some(SlowCommand {
        id: id.number()?,
        unix_seconds: time.signed()?,
        duration_microseconds: duration.number()?,
        words: words.list().iter().filter_map(word).collect(),
        client_address: text(0),
        client_name: text(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_with_and_without_a_client() {
        let words = Plain::List(vec!["GET".into(), Plain::Bytes(vec![0xff, b'k'])]);
        let old =
            Plain::List(vec![Plain::Integer(7), Plain::Integer(1_700_000_000), Plain::Integer(12_345), words.clone()]);
        let new = Plain::List(vec![
            Plain::Integer(8),
            Plain::Integer(1_700_000_001),
            Plain::Integer(5),
            words,
            "10.0.0.9:4711".into(),
            "".into(),
        ]);
        let entries = parse(&Plain::List(vec![new, old, Plain::Nothing]));
        assert_eq!((entries.len(), entries[0].id, entries[1].duration_microseconds), (2, 8, 12_345));
        assert_eq!(
            (entries[0].client_address.as_deref(), entries[0].client_name.as_deref()),
            (Some("10.0.0.9:4711"), None)
        );
        assert_eq!(entries[1].words[1], [0xff, b'k']);
    }
}
