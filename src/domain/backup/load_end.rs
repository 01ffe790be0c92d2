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

/// What a server said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LastWords {
    /// Why it ended, as far as it says so.
    pub reason: Option<String>,
    /// Whether it says that something went wrong. One that does not may have been killed, or is alive and cannot be reached.
    pub complains: bool,
    /// The lines from where loading begins, without process number and time before each; of a server that did not come
    /// so far, all it said but the banner. Of many lines the middle is left out.
    pub lines: Vec<String>,
}

impl LastWords {
    /// Finds them in a log.
    #[must_use]
    pub fn of(log: &str) -> Self {
        let (has_started, log) = log.rsplit_once(STARTED).map_or((false, log), |(_, after)| (true, after));
        // What follows a crash is for the server's own developers.
        let log = log.split_once(" BUG REPORT START").map_or(log, |(before, _)| before);
        let told = |line: &&str| !is_banner(line) && !message(line).is_empty() && !message(line).starts_with("===");
        let told: Vec<&str> = log.lines().filter(told).collect();
        // The first warning is the cause; what comes after it are consequences. Warnings about the machine begin so.
        let is_cause = |line: &&&str| line.contains(" # ") && !message(line).starts_with("WARNING");
        let cause = if has_started { told.iter().find(is_cause) } else { told.last() };
        let complains = cause.is_some();
        let reason = cause.or(told.last());
        let reason = reason.map(|line| message(line));
        let mut lines: Vec<String> = told.iter().map(|line| message(line)).collect();
        if lines.len() > MOST_LINES {
            let half = MOST_LINES / 2;
            lines.splice(half..lines.len() - half, ["…".to_owned()]);
        }
        Self { reason, complains, lines }
    }
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
    fn the_first_warning_is_the_reason() {
        let log = format!(
            "1:C 20 Nov 2026 14:52:48.8 * oO0OoO0OoO0Oo Redis is starting\n      _._\n\n{STARTING}\
             1:M 20 Nov 2026 14:52:48.8 # WARNING Memory overcommit must be enabled!\n\
             1:M 20 Nov 2026 14:52:48.8 * Loading RDB produced by version 7.0.15\n\
             1:M 20 Nov 2026 14:52:48.8 # RDB has duplicated key 'same' in DB 0\n\n\
             === REDIS BUG REPORT START: Cut & paste starting from here ===\n1:M 20 Nov 2026 14:52:48.8 # ===\n"
        );
        let words = LastWords::of(&log);
        assert_eq!(words.reason.as_deref(), Some("RDB has duplicated key 'same' in DB 0"));
        assert_eq!((words.lines.len(), words.complains), (3, true), "{words:?}");
        let alive = format!("{STARTING}1:M 20 Nov 2026 14:52:48.8 * Ready to accept connections\n");
        assert!(!LastWords::of(&alive).complains);
    }

    #[test]
    fn of_a_server_that_did_not_start_the_last_line_is() {
        let log =
            "1:C 20 Nov 2026 14:52:48.8 * oO0OoO0OoO0Oo Redis is starting\n      _._\n*** FATAL ***\nBad directive\n";
        let words = LastWords::of(log);
        assert_eq!((words.reason.as_deref(), words.lines.len()), (Some("Bad directive"), 2));
        assert_eq!(LastWords::of(""), LastWords::default());
        let long: String = (0..100).map(|at| format!("line {at}\n")).collect();
        let lines = LastWords::of(&long).lines;
        assert_eq!((lines.len(), lines[0].as_str(), lines[6].as_str()), (MOST_LINES + 1, "line 0", "…"));
    }
}
