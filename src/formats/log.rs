//! Lines of a server's log, as containers write them: `pid:role timestamp level message`
//! (redis/src/server.c, serverLogRaw; valkey/src/server.c, which also knows `log-format logfmt` and ISO 8601 times).

use chrono::{DateTime, Utc};

/// The level of a line, in the order of gravity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// `.`
    Debug,
    /// `-`
    Verbose,
    /// `*`
    Notice,
    /// `#`
    Warning,
}

impl Level {
    /// The word for people, as in redis.conf's `loglevel`.
    pub fn word(self) -> &'static str {
        match self {
            Level::Debug => "debug",
            Level::Verbose => "verbose",
            Level::Notice => "notice",
            Level::Warning => "warning",
        }
    }
}

/// A line as Redis wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine<'a> {
    /// The process.
    pub pid: u64,
    /// `M` primary, `S` replica, `C` child that saves or rewrites, `X` Sentinel; none from a signal handler.
    pub role: Option<char>,
    /// Its level.
    pub level: Level,
    /// What it says.
    pub message: &'a str,
}

/// Parses a line; nothing for what is not of this form: scripts' words, banners, the body of a crash report.
pub fn parse_line(line: &str) -> Option<LogLine<'_>> {
    if line.starts_with("pid=") {
        return parse_logfmt(line);
    }
    let (process, rest) = line.split_once(' ')?;
    let (pid, role) = process.split_once(':')?;
    let pid = pid.parse().ok()?;
    if role == "signal-handler" {
        // `pid:signal-handler (seconds) message`, always a warning (serverLogRawFromHandler)
        let (_, message) = rest.strip_prefix('(')?.split_once(") ")?;
        return Some(LogLine { pid, role: None, level: Level::Warning, message });
    }
    let mut letters = role.chars();
    let role = letters.next().filter(|_| letters.next().is_none());
    role?;
    // `20 Nov 2026 15:33:05.423`, or one word of ISO 8601 or of milliseconds
    [4, 1].into_iter().find_map(|words| {
        let after = rest.splitn(words + 1, ' ').nth(words)?;
        let (level, message) = after.split_once(' ').unwrap_or((after, ""));
        let level = match level {
            "." => Level::Debug,
            "-" => Level::Verbose,
            "*" => Level::Notice,
            "#" => Level::Warning,
            _ => return None,
        };
        Some(LogLine { pid, role, level, message })
    })
}

/// `pid=1 role=primary timestamp="…" level=notice message="…"` of Valkey 8.1 and later.
fn parse_logfmt(line: &str) -> Option<LogLine<'_>> {
    let value = |name: &str| {
        let (_, rest) = line.split_once(&format!("{name}="))?;
        Some(match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().unwrap_or(quoted),
            None => rest.split(' ').next().unwrap_or(rest),
        })
    };
    let role = match value("role")? {
        "primary" | "master" => Some('M'),
        "replica" | "slave" => Some('S'),
        "sentinel" => Some('X'),
        "RDB/AOF" => Some('C'),
        _ => None,
    };
    let level = match value("level")? {
        "debug" => Level::Debug,
        "info" | "verbose" => Level::Verbose,
        "notice" => Level::Notice,
        "warning" => Level::Warning,
        _ => return None,
    };
    let (_, message) = line.split_once("message=")?;
    let message = message.strip_prefix('"').unwrap_or(message);
    Some(LogLine {
        pid: value("pid")?.parse().ok()?,
        role,
        level,
        message: message.strip_suffix('"').unwrap_or(message),
    })
}

/// Splits the timestamp that the kubelet puts before a line (`timestamps=true`, RFC 3339 with nanoseconds).
pub fn split_timestamp(line: &str) -> Option<(DateTime<Utc>, &str)> {
    let (time, rest) = line.split_once(' ').unwrap_or((line, ""));
    Some((DateTime::parse_from_rfc3339(time).ok()?.to_utc(), rest))
}

/// Gathers bytes into lines. What never ends is cut, so that memory stays bounded.
#[derive(Debug, Default)]
pub struct Lines {
    unfinished: Vec<u8>,
}

impl Lines {
    /// Bytes of a line at most; a longer one becomes several.
    const LONGEST: usize = 64 * 1024;

    /// Takes bytes and returns the lines that they finish.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.unfinished.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.unfinished.len() >= Self::LONGEST {
                lines.extend(self.finish());
            }
        }
        lines
    }

    /// The last line, if it has no end.
    pub fn finish(&mut self) -> Option<String> {
        let bytes = std::mem::take(&mut self.unfinished);
        let text = String::from_utf8_lossy(&bytes);
        (!bytes.is_empty()).then(|| text.trim_end_matches(['\n', '\r']).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_levels() {
        let line = |level: char| format!("1:M 20 Nov 2026 15:33:05.423 {level} Ready to accept connections");
        let levels: Vec<Level> = ".-*#".chars().filter_map(|one| Some(parse_line(&line(one))?.level)).collect();
        assert_eq!(levels, [Level::Debug, Level::Verbose, Level::Notice, Level::Warning]);
        let text = line('#');
        let parsed = parse_line(&text).expect("of the form");
        assert_eq!((parsed.pid, parsed.role, parsed.message), (1, Some('M'), "Ready to accept connections"));
    }

    #[test]
    fn valkeys_other_forms() {
        let iso = parse_line("7:S 2026-11-20T15:33:05.423Z * MASTER <-> REPLICA sync").expect("of the form");
        assert_eq!((iso.role, iso.level, iso.message), (Some('S'), Level::Notice, "MASTER <-> REPLICA sync"));
        let text = r#"pid=7 role=primary timestamp="20 Nov 2026 15:33:05.423" level=warning message="disk is full""#;
        let logfmt = parse_line(text).expect("of the form");
        assert_eq!((logfmt.role, logfmt.level, logfmt.message), (Some('M'), Level::Warning, "disk is full"));
    }

    #[test]
    fn a_signal_handler_warns() {
        let line = parse_line("16485:signal-handler (1795189428) Received SIGTERM scheduling shutdown...");
        let line = line.expect("of the form");
        assert_eq!((line.role, line.level, &line.message[..16]), (None, Level::Warning, "Received SIGTERM"));
    }

    #[test]
    fn what_is_not_redis_is_not_parsed() {
        for line in
            ["", "1:M", " Redis 7.4", "redis 15:33:05.42 INFO  ==> Starting", "=== REDIS BUG REPORT START", "1:M a"]
        {
            assert_eq!(parse_line(line), None, "{line}");
        }
    }

    #[test]
    fn the_kubelets_timestamp_is_taken_off() {
        let (time, rest) = split_timestamp("2026-11-20T15:33:05.423456789Z 1:M x").expect("a timestamp");
        assert_eq!((time.timestamp_subsec_nanos(), rest), (423_456_789, "1:M x"));
        assert_eq!(split_timestamp("no timestamp"), None);
    }

    #[test]
    fn lines_come_in_pieces_and_never_without_end() {
        let mut lines = Lines::default();
        assert!(lines.push(b"one").is_empty());
        assert_eq!(lines.push(b" line\r\ntwo\nth"), ["one line", "two"]);
        assert_eq!(lines.finish().as_deref(), Some("th"));
        assert_eq!(lines.push(&vec![b'x'; Lines::LONGEST + 1]).len(), 1);
    }
}
