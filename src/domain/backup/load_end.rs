//! Why a server ended while it was loading: what its log says of the file, and what says nothing of it.

/// The end of a server that was told to load a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadEnd {
    /// It never came to loading: a directive it does not know, a library it lacks.
    NotStarted,
    /// It was killed from outside, most often for want of memory.
    Killed,
    /// The file holds data of modules that this server does not have.
    NeedsModules,
    /// The AOF holds a command that this server does not have.
    UnknownCommand,
    /// The file's format is newer than this server.
    TooNew,
    /// It cannot load the file.
    Refused,
}

/// Lines of a server's log that are about the file, at most so many.
const MOST_LINES: usize = 12;
/// What every server says just before it loads its data.
const STARTED: &str = "Server initialized";
const SIGKILL: i32 = 9;
const SIGTERM: i32 = 15;

impl LoadEnd {
    /// Judges by the signal that ended it, if one did, and its log. Its exit status says nothing: 8.6 ends with 0 when
    /// it cannot load.
    #[must_use]
    pub fn judge(signal: Option<i32>, log: &str) -> Self {
        let says = |words: &[&str]| words.iter().any(|word| log.contains(word));
        if matches!(signal, Some(SIGKILL | SIGTERM)) {
            Self::Killed
        } else if !says(&[STARTED]) {
            Self::NotStarted
        } else if says(&["no matching module", "Class '"]) {
            Self::NeedsModules
        } else if says(&["Unknown command '"]) {
            Self::UnknownCommand
        } else if says(&["Can't handle RDB format version"]) {
            Self::TooNew
        } else {
            Self::Refused
        }
    }
}

/// The last lines of a log from where loading begins, without process number and time before each. Of a server that did
/// not come so far, all it said but the banner.
#[must_use]
pub fn telling_lines(log: &str) -> Vec<String> {
    let log = log.rsplit_once(STARTED).map_or(log, |(_, after)| after);
    let mut lines: Vec<String> = log.lines().filter(|line| !is_banner(line)).map(message).collect();
    lines.retain(|line| !line.is_empty());
    lines.split_off(lines.len().saturating_sub(MOST_LINES))
}

/// The picture of a cube that servers draw at their start.
fn is_banner(line: &str) -> bool {
    line.starts_with([' ', '\t']) || line.contains("oO0OoO0OoO0Oo")
}

/// `123:M 20 Nov 2026 14:52:48.846 # Can't handle …` without all that stands before the sign.
fn message(line: &str) -> String {
    let is_stamped = line.split_once(':').is_some_and(|(pid, _)| pid.bytes().all(|byte| byte.is_ascii_digit()));
    let signs = [" * ", " # ", " - ", " . "];
    let after = signs.iter().filter_map(|sign| line.split_once(sign)).min_by_key(|(before, _)| before.len());
    match after {
        Some((_, message)) if is_stamped => message.trim().to_owned(),
        _ => line.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STARTING: &str = "16774:M 20 Nov 2026 14:52:48.832 # Server initialized\n";

    #[test]
    fn what_servers_said_when_they_could_not_load() {
        let cases = [
            ("# Can't handle RDB format version 13", LoadEnd::TooNew),
            (
                "# The RDB file contains AUX module data I can't load: no matching module 'scdtype00'",
                LoadEnd::NeedsModules,
            ),
            (
                "# RDB load key metadata failed: Class 'OWNR' not registered or missing rdb_load().",
                LoadEnd::NeedsModules,
            ),
            (
                "# Unknown command 'BOGUS' reading the append only file appendonly.aof.2.incr.aof",
                LoadEnd::UnknownCommand,
            ),
            (
                "# Bad file format reading the append only file appendonly.aof.2.incr.aof: make a backup",
                LoadEnd::Refused,
            ),
            ("# Internal error in RDB reading offset 0, function at rdb.c:4061 -> Unexpected EOF", LoadEnd::Refused),
            ("# Wrong signature trying to load DB from file", LoadEnd::Refused),
        ];
        for (line, expected) in cases {
            let log = format!("{STARTING}16774:M 20 Nov 2026 14:52:48.846 {line}\n");
            assert_eq!(LoadEnd::judge(None, &log), expected, "{line}");
        }
        assert_eq!(LoadEnd::judge(Some(11), STARTING), LoadEnd::Refused);
    }

    #[test]
    fn an_end_that_says_nothing_of_the_file() {
        assert_eq!(LoadEnd::judge(None, "*** FATAL CONFIG FILE ERROR (Redis 5.0.7) ***"), LoadEnd::NotStarted);
        assert_eq!(LoadEnd::judge(Some(9), STARTING), LoadEnd::Killed);
    }

    #[test]
    fn the_lines_that_tell_something() {
        let log = format!(
            "1:C 20 Nov 2026 14:52:48.8 * oO0OoO0OoO0Oo Redis is starting\n      _._\n\n{STARTING}[offset 0] x\n"
        );
        assert_eq!(telling_lines(&log), ["[offset 0] x"]);
        let failed = "1:C 20 Nov 2026 14:52:48.8 * oO0OoO0OoO0Oo Redis is starting\n      _._\n*** FATAL CONFIG FILE ERROR ***\n";
        assert_eq!(telling_lines(failed), ["*** FATAL CONFIG FILE ERROR ***"]);
        let long: String = (0..100).map(|at| format!("line {at}\n")).collect();
        let lines = telling_lines(&long);
        assert_eq!((lines.len(), lines[0].as_str()), (MOST_LINES, "line 88"));
    }
}
