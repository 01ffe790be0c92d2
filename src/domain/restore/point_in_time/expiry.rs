//! Times to live in history, on a server whose clock goes by now.
//!
//! A server that loads its AOF lets keys live whose time has passed until all is loaded (`checkAlreadyExpired` in
//! `redis/src/expire.c`); history deletes each of them itself, or goes on to use it. A server that works takes such a key
//! away at once: a session of an hour ago that history has prolonged again and again would be lost at its first time.
//! So times that have passed, or will during the replay, are lifted by [`LIFT_MS`] while it goes on, whatever command
//! then moves or copies them, and brought down again at its end.

use crate::formats::aof::Args;

/// What is added to a time: some 1,100 years. Times of hash fields have 46 bits (`EB_EXPIRE_TIME_MAX` in Redis), which
/// still holds it, and no time that anybody sets is as late.
pub const LIFT_MS: u64 = 1 << 45;

/// What a time is set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A key.
    Key,
    /// Fields of a hash.
    Field,
}

/// A time in a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What it is set for.
    pub of: Of,
    /// Which argument it is, the name being 0.
    pub arg: usize,
    /// Whether it is in milliseconds; else in seconds.
    pub in_ms: bool,
    /// Whether it is a time since 1970. Servers write such times; others begin anew when they are executed.
    pub is_absolute: bool,
}

/// The time in a command, if it has one.
#[must_use]
pub fn find(args: &Args<'_>) -> Option<Found> {
    let name = args.get(0)?.to_ascii_uppercase();
    let at = |of, arg, in_ms, is_absolute| Some(Found { of, arg, in_ms, is_absolute });
    match name.as_slice() {
        b"PEXPIREAT" => at(Of::Key, 2, true, true),
        b"EXPIREAT" => at(Of::Key, 2, false, true),
        b"PEXPIRE" | b"PSETEX" => at(Of::Key, 2, true, false),
        b"EXPIRE" | b"SETEX" => at(Of::Key, 2, false, false),
        b"HPEXPIREAT" => at(Of::Field, 2, true, true),
        b"HEXPIREAT" => at(Of::Field, 2, false, true),
        b"HPEXPIRE" => at(Of::Field, 2, true, false),
        b"HEXPIRE" => at(Of::Field, 2, false, false),
        b"SET" => option(args, 3, Of::Key),
        b"GETEX" => option(args, 2, Of::Key),
        b"HSETEX" | b"HGETEX" => option(args, 2, Of::Field),
        b"MSETEX" => {
            let keys: usize = number(args.get(1)?)?.try_into().ok()?;
            option(args, keys.checked_mul(2)?.checked_add(2)?, Of::Key)
        }
        b"RESTORE" => {
            let is_absolute = args.iter().skip(4).any(|word| word.eq_ignore_ascii_case(b"ABSTTL"));
            // 0 is no time at all.
            (number(args.get(2)?)? > 0).then_some(Found { of: Of::Key, arg: 2, in_ms: true, is_absolute })
        }
        _ => None,
    }
}

/// `EX`, `PX`, `EXAT`, `PXAT` among the options, which go up to `FIELDS` where there are fields.
fn option(args: &Args<'_>, first: usize, of: Of) -> Option<Found> {
    let words = args.iter().enumerate().skip(first);
    for (index, word) in words.take_while(|(_, word)| !word.eq_ignore_ascii_case(b"FIELDS")) {
        let (in_ms, is_absolute) = match word.to_ascii_uppercase().as_slice() {
            b"PXAT" => (true, true),
            b"EXAT" => (false, true),
            b"PX" => (true, false),
            b"EX" => (false, false),
            _ => continue,
        };
        return Some(Found { of, arg: index + 1, in_ms, is_absolute });
    }
    None
}

fn number(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// The milliseconds since 1970 of a time that was found; one before 1970 is 0.
#[must_use]
pub fn value_ms(args: &Args<'_>, found: Found) -> Option<u64> {
    let value = u64::try_from(number(args.get(found.arg)?)?).unwrap_or(0);
    if found.in_ms { Some(value) } else { value.checked_mul(1000) }
}

/// What stands in place of a time up to `horizon_ms`: which argument, and its new text.
#[must_use]
pub fn lifted(args: &Args<'_>, horizon_ms: u64) -> Option<(Found, Vec<u8>)> {
    let found = find(args).filter(|found| found.is_absolute)?;
    let value = value_ms(args, found).filter(|value| *value <= horizon_ms)?;
    let lifted = lift(value);
    // Seconds go up to a whole one: what is brought down again is not earlier than what was meant.
    let text = if found.in_ms { lifted } else { lifted.div_ceil(1000) };
    Some((found, text.to_string().into_bytes()))
}

/// A time, lifted.
#[must_use]
pub fn lift(time_ms: u64) -> u64 {
    time_ms + LIFT_MS
}

/// The time before it was lifted; none where it was not.
#[must_use]
pub fn before_lift(time_ms: u64) -> Option<u64> {
    time_ms.checked_sub(LIFT_MS)
}

#[cfg(test)]
mod tests {
    use super::super::survey::tests::with_args;
    use super::*;

    fn in_line<T>(line: &str, f: impl FnOnce(&Args<'_>) -> T) -> T {
        let words: Vec<&[u8]> = line.split(' ').map(str::as_bytes).collect();
        with_args(&words, f)
    }

    #[test]
    fn every_command_that_servers_write_a_time_in() {
        let absolute = |of, arg, in_ms| Some(Found { of, arg, in_ms, is_absolute: true });
        for (line, found) in [
            ("PEXPIREAT k 5", absolute(Of::Key, 2, true)),
            ("expireat k 5", absolute(Of::Key, 2, false)),
            ("set a 1 PXAT 5", absolute(Of::Key, 4, true)),
            ("SET a PXAT", None),
            ("SET a 1 NX EXAT 5", absolute(Of::Key, 5, false)),
            ("SET PXAT PXAT", None),
            ("GETEX k PXAT 5", absolute(Of::Key, 3, true)),
            ("HPEXPIREAT h 5 FIELDS 1 f", absolute(Of::Field, 2, true)),
            ("HSETEX h FNX PXAT 5 FIELDS 1 f v", absolute(Of::Field, 4, true)),
            ("HSETEX h FIELDS 1 PXAT v", None),
            ("MSETEX 2 a 1 PXAT 2 PXAT 5", absolute(Of::Key, 7, true)),
            ("RESTORE k 5 payload ABSTTL REPLACE", absolute(Of::Key, 2, true)),
            ("RESTORE k 0 payload", None),
            ("RPUSH PXAT 5", None),
        ] {
            assert_eq!(in_line(line, find), found, "{line}");
        }
        for line in ["EXPIRE k 5", "PEXPIRE k 5", "SETEX k 5 v", "SET k v EX 5", "RESTORE k 5 payload", "HEXPIRE h 5"] {
            assert!(in_line(line, find).is_some_and(|found| !found.is_absolute), "{line}");
        }
    }

    #[test]
    fn what_has_passed_is_lifted_and_comes_down_again() {
        let lifted_in = |line| in_line(line, |args| lifted(args, 1_000_000).map(|(_, text)| text));
        let text = |value: u64| Some(value.to_string().into_bytes());
        assert_eq!(lifted_in("PEXPIREAT k 999999"), text(LIFT_MS + 999_999));
        assert_eq!(lifted_in("PEXPIREAT k 1000001"), None);
        assert_eq!(lifted_in("PEXPIREAT k -5"), text(LIFT_MS));
        assert_eq!(lifted_in("EXPIREAT k 7"), text((LIFT_MS + 7000).div_ceil(1000)));
        assert_eq!(lifted_in("EXPIRE k 7"), None);
        assert_eq!(before_lift(lift(999_999)), Some(999_999));
        assert_eq!(before_lift(4_102_444_800_000), None);
        assert!(lift(4_102_444_800_000) < 1 << 46);
    }
}
