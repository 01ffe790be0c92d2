//! Whether a lock that is found belongs to a run that is alive. Pure: times and processes come in as facts.

use crate::error::Error;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How often a holder renews its lock.
pub const RENEWED_EVERY: Duration = Duration::from_secs(5);

/// How long a lock may go without being renewed while somebody watches before its holder counts as dead. The watcher's
/// own clock measures it, so clocks that differ between machines do not matter.
pub const DEAD_AFTER: Duration = Duration::from_secs(20);

/// Who holds a lock, as it is written into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The command, such as `backup-rdb`.
    pub command: String,
    /// `user@host`.
    pub who: String,
    /// The process, see [`Process`].
    pub process: Process,
    /// When it was taken, RFC 3339.
    pub since: String,
}

impl Holder {
    /// Somebody of whom only this is known, so that nobody's process table says anything of it.
    pub fn unknown(who: String, since: String) -> Self {
        let process = Process { boot: String::new(), namespace: String::new(), pid: 0, started: 0 };
        Self { command: "a run".to_owned(), who, process, since }
    }

    /// `backup-rdb of root@ops-1, process 4711`.
    pub fn words(&self) -> String {
        format!("{} of {}, process {}", self.command, self.who, self.process.pid)
    }
}

/// A process, such that no other one is ever the same: process numbers come again, and differ between containers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// The machine's boot (`/proc/sys/kernel/random/boot_id`); empty where it is not known.
    pub boot: String,
    /// The namespace that process numbers are of (`/proc/self/ns/pid`).
    pub namespace: String,
    /// The process number.
    pub pid: u32,
    /// Its start in clock ticks since boot (field 22 of `/proc/PID/stat`).
    pub started: u64,
}

/// A lock that others see, as far as the rule needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Who holds it.
    pub holder: Holder,
    /// Its version (a Lease's resourceVersion, an object's ETag): another one after it was renewed or taken over.
    pub version: String,
}

/// What became of a call.
#[derive(Debug)]
pub enum Written {
    /// Done; the lock as it is now.
    Done(Seen),
    /// Somebody else made, changed or removed it.
    Conflict,
    /// There is no such lock for this user: forbidden, not known, or not reached.
    Unavailable(Error),
}

/// Version of the shape of a lock in a bucket.
const SCHEMA: &str = "redis-ops-lock/v1";

/// A lock as an object of a bucket. No two writes have the same bytes, so that every one gives it another ETag.
#[derive(Debug, Serialize, Deserialize)]
struct LockFile {
    schema: String,
    holder: Holder,
    renewed: DateTime<Utc>,
}

/// The bytes of a lock in a bucket.
pub fn to_bytes(holder: &Holder, now: DateTime<Utc>) -> Vec<u8> {
    let file = LockFile { schema: SCHEMA.to_owned(), holder: holder.clone(), renewed: now };
    let mut bytes = serde_json::to_vec_pretty(&file).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Who holds a lock in a bucket. One that this tool did not write is somebody's all the same.
pub fn from_bytes(bytes: &[u8]) -> Holder {
    let parsed: Result<LockFile, _> = serde_json::from_slice(bytes);
    parsed.map_or_else(|_| Holder::unknown("somebody".to_owned(), String::new()), |file| file.holder)
}

/// What the watcher's own machine knows of the holder's process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It runs on this machine.
    Alive,
    /// It ran on this machine and has ended.
    Ended,
    /// It runs elsewhere, or cannot be told.
    Elsewhere,
}

/// What to do about a lock that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Its holder is alive: do not run.
    Held,
    /// Its holder is dead: take the lock over.
    Dead,
    /// Not known yet: look again.
    Watch,
}

/// Judges a lock. `renewed` says whether it was renewed while it was being watched, `watched` for how long it was.
pub fn judge(known: Known, renewed: bool, watched: Duration) -> Verdict {
    match known {
        Known::Alive => Verdict::Held,
        Known::Ended => Verdict::Dead,
        Known::Elsewhere if renewed => Verdict::Held,
        Known::Elsewhere if watched >= DEAD_AFTER => Verdict::Dead,
        Known::Elsewhere => Verdict::Watch,
    }
}

/// What this machine knows of `holder`, when `own` is a process of this machine and `started` tells when a process
/// with the holder's number was started here, if there is one.
pub fn known(holder: &Process, own: &Process, started: Option<u64>) -> Known {
    let same_numbers = !own.boot.is_empty() && own.boot == holder.boot && own.namespace == holder.namespace;
    match started {
        _ if !same_numbers => Known::Elsewhere,
        Some(started) if started == holder.started => Known::Alive,
        _ => Known::Ended,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(boot: &str, namespace: &str) -> Process {
        Process { boot: boot.into(), namespace: namespace.into(), pid: 7, started: 100 }
    }

    #[test]
    fn a_process_of_this_machine_is_known_for_certain() {
        let holder = process("b1", "pid:[1]");
        let own = process("b1", "pid:[1]");
        assert_eq!(known(&holder, &own, Some(100)), Known::Alive);
        assert_eq!(known(&holder, &own, None), Known::Ended);
        // the number was given to another process
        assert_eq!(known(&holder, &own, Some(101)), Known::Ended);
    }

    #[test]
    fn a_lock_in_a_bucket_tells_its_holder_and_every_write_differs() {
        let holder = Holder {
            command: "backup-rdb".into(),
            who: "kim@ops-2".into(),
            process: process("b1", "pid:[1]"),
            since: "2026-11-20T03:15:02Z".into(),
        };
        let time = DateTime::from_timestamp(1_800_000_000, 1_000_000).expect("a time");
        let bytes = to_bytes(&holder, time);
        assert_eq!(from_bytes(&bytes), holder);
        assert_ne!(bytes, to_bytes(&holder, time + RENEWED_EVERY));
        for none in [&b""[..], b"{}", b"\xff", &bytes[..bytes.len() / 2]] {
            assert_eq!(from_bytes(none), Holder::unknown("somebody".into(), String::new()));
        }
    }

    #[test]
    fn another_machine_or_container_is_not_judged_by_our_process_table() {
        for own in [process("b2", "pid:[1]"), process("b1", "pid:[2]"), process("", "pid:[1]")] {
            assert_eq!(known(&process("b1", "pid:[1]"), &own, None), Known::Elsewhere);
        }
        assert_eq!(known(&process("", "x"), &process("", "x"), None), Known::Elsewhere);
    }

    #[test]
    fn a_holder_elsewhere_is_dead_only_after_being_watched() {
        assert_eq!(judge(Known::Elsewhere, false, Duration::ZERO), Verdict::Watch);
        assert_eq!(judge(Known::Elsewhere, true, Duration::from_secs(3)), Verdict::Held);
        assert_eq!(judge(Known::Elsewhere, false, DEAD_AFTER), Verdict::Dead);
        assert_eq!(judge(Known::Ended, false, Duration::ZERO), Verdict::Dead);
        assert!(DEAD_AFTER > RENEWED_EVERY * 3);
    }
}
