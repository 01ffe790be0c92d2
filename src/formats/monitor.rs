//! A line of MONITOR (redis/src/replication.c, replicationFeedMonitors):
//! `1700000000.123456 [0 10.0.0.7:51234] "SET" "k" "v"`, the words escaped as sdscatrepr writes them.

/// One command that a server executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonitorLine {
    /// Microseconds since 1970, by the server's clock.
    pub unix_microseconds: u64,
    /// The database the client has selected.
    pub database: u32,
    /// `10.0.0.7:51234`, `unix:/path`, or `lua` for what a script executed.
    pub client: String,
    /// The command's words. The last may be short where the line was cut.
    pub words: Vec<Vec<u8>>,
}

/// Parses a line without its leading `+`; nothing where it is none.
pub fn parse(line: &[u8]) -> Option<MonitorLine> {
    let open = memchr::memchr(b'[', line)?;
    let close = open + memchr::memmem::find(&line[open..], b"] \"")?;
    let time = std::str::from_utf8(&line[..open]).ok()?.trim();
    let (seconds, fraction) = time.split_once('.')?;
    let microseconds = format!("{fraction:0<6}").get(..6)?.parse::<u64>().ok()?;
    let place = std::str::from_utf8(&line[open + 1..close]).ok()?;
    let (database, client) = place.split_once(' ')?;
    Some(MonitorLine {
        unix_microseconds: seconds.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(microseconds)?,
        database: database.parse().ok()?,
        client: client.to_owned(),
        words: words(&line[close + 2..]),
    })
}

fn words(mut text: &[u8]) -> Vec<Vec<u8>> {
    let mut words = Vec::new();
    while let Some(start) = memchr::memchr(b'"', text) {
        let (word, rest) = unquote(&text[start + 1..]);
        words.push(word);
        text = rest;
    }
    words
}

/// The word up to its closing quote, and what follows it.
fn unquote(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut word = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match (byte, text.get(at + 1)) {
            (b'"', _) => return (word, &text[at + 1..]),
            (b'\\', Some(b'x')) => {
                let digits = text.get(at + 2..at + 4).and_then(|digits| std::str::from_utf8(digits).ok());
                match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    Some(value) => word.push(value),
                    None => return (word, &[]),
                }
                at += 4;
            }
            (b'\\', Some(escaped)) => {
                word.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'a' => 7,
                    b'b' => 8,
                    other => *other,
                });
                at += 2;
            }
            (b'\\', None) => return (word, &[]),
            (other, _) => {
                word.push(*other);
                at += 1;
            }
        }
    }
    (word, &[])
}

/// Cuts a stream into lines, keeping no more than so many bytes of each.
#[derive(Debug)]
pub struct LineCutter {
    line: Vec<u8>,
    longest: usize,
}

impl LineCutter {
    /// A cutter that keeps `longest` bytes of a line and drops the rest of it.
    pub fn new(longest: usize) -> Self {
        Self { line: Vec::new(), longest }
    }

    /// The lines that these bytes complete, without their line ends.
    pub fn push(&mut self, mut bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            self.keep(&bytes[..end]);
            let mut line = std::mem::take(&mut self.line);
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            lines.push(line);
            bytes = &bytes[end + 1..];
        }
        self.keep(bytes);
        lines
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = self.longest.saturating_sub(self.line.len());
        self.line.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_time_a_client_and_words() {
        let line = parse(br#"1700000000.012345 [3 10.0.0.7:51234] "SET" "a \"b\"" "\x00\n\\""#).expect("a line");
        assert_eq!((line.unix_microseconds, line.database), (1_700_000_000_012_345, 3));
        assert_eq!(line.client, "10.0.0.7:51234");
        assert_eq!(line.words, [b"SET".to_vec(), b"a \"b\"".to_vec(), b"\0\n\\".to_vec()]);
        let scripted = parse(br#"1.5 [0 lua] "get" "]""#).expect("a line");
        assert_eq!((scripted.client.as_str(), scripted.unix_microseconds), ("lua", 1_500_000));
        let v6 = parse(br#"1.000001 [0 [::1]:6379] "PING""#).expect("a line");
        assert_eq!(v6.client, "[::1]:6379");
    }

    #[test]
    fn what_is_no_line_is_none_and_a_cut_one_keeps_what_it_has() {
        let whole = br#"1700000000.012345 [0 h:1] "SET" "k" "\x41\\""#;
        for cut in 0..whole.len() {
            if let Some(line) = parse(&whole[..cut]) {
                assert!(line.words.len() <= 3 && line.unix_microseconds == 1_700_000_000_012_345, "{cut}");
            }
        }
        assert!([&b"OK"[..], b"", b"[", b"x [0 h] \"a\"", b"1.1 [x h] \"a\""].iter().all(|line| parse(line).is_none()));
    }

    #[test]
    fn lines_come_in_pieces_and_long_ones_are_cut() {
        let mut cutter = LineCutter::new(8);
        assert!(cutter.push(b"+O").is_empty());
        assert_eq!(cutter.push(b"K\r\n0123456789\r\nx"), [b"+OK".to_vec(), b"01234567".to_vec()]);
        assert_eq!(cutter.push(b"\n"), [b"x".to_vec()]);
    }
}
