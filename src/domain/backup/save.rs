//! A save in the background, judged by what the server says of it and never by the time that has passed.

use crate::formats::info::Info;

/// What INFO says of saves and rewrites (redis/src/server.c, section Persistence).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SaveFacts {
    /// A child writes an RDB: to disk, or to replicas.
    pub saving: bool,
    /// A child rewrites the AOF, or one is going to.
    pub rewriting: bool,
    /// The last save to disk ended well.
    pub last_ok: bool,
    /// When the last one that ended well did, in seconds of the server's clock: when it was started, at first.
    pub last_save_time: u64,
    /// No child of this process has ended yet (`rdb_last_bgsave_time_sec` is -1).
    pub none_ended: bool,
}

impl SaveFacts {
    /// From INFO.
    pub fn of(info: &Info) -> Self {
        Self {
            saving: info.flag("rdb_bgsave_in_progress") == Some(true),
            rewriting: info.flag("aof_rewrite_in_progress") == Some(true)
                || info.flag("aof_rewrite_scheduled") == Some(true),
            last_ok: info.text("rdb_last_bgsave_status") == Some("ok"),
            last_save_time: info.number("rdb_last_save_time").unwrap_or(0),
            none_ended: info.text("rdb_last_bgsave_time_sec") == Some("-1"),
        }
    }

    /// Whether a save to disk has ended well since `before`, as far as it can be told: not within the second of the one
    /// before (`rdb_saves` counts beginnings). A child that wrote to replicas leaves the time as it was.
    pub fn saved_since(&self, before: &Self) -> bool {
        self.last_ok && self.last_save_time > before.last_save_time
    }
}

/// The second that time(2), which a save has its `ctime` from, may tell while TIME tells these seconds and microseconds: it
/// goes by the kernel's ticks, of ten milliseconds at most, and a save at the turn of a second is of the one before.
pub fn earliest_second(seconds: u64, microseconds: u64) -> u64 {
    if microseconds < 10_000 { seconds.saturating_sub(1) } else { seconds }
}

/// Whether there was none to disk since the server's start, which is what `rdb_last_save_time` tells until the first one
/// (redis/src/server.c, `initServer`: "At startup we consider the DB saved"). None where it cannot be told.
///
/// `rdb_last_bgsave_time_sec` tells nothing of it: a child that wrote to a replica's socket, as for a full copy without a
/// disk, sets it too (redis/src/rdb.c, `backgroundSaveDoneHandler`). From 7.0 on `rdb_saves` counts saves to disk alone.
pub fn is_unsaved_since_start(info: &Info) -> Option<bool> {
    let started = (info.server_time_ms()? / 1000).saturating_sub(info.number("uptime_in_seconds")?);
    // The clocks are read in seconds, one after the other.
    if info.number("rdb_last_save_time")? > started + 2 {
        return Some(false);
    }
    match info.number("rdb_saves") {
        Some(0) => Some(true),
        // One was begun, and ended within the first seconds, failed, or is not done.
        Some(_) => {
            let saving = info.flag("rdb_bgsave_in_progress") == Some(true);
            let ok = info.text("rdb_last_bgsave_status") == Some("ok");
            if saving { None } else { Some(!ok) }
        }
        // Before 7.0: no child at all is no save, and one that has ended was a save of the first seconds or for a replica.
        None => (info.signed("rdb_last_bgsave_time_sec")? < 0).then_some(true),
    }
}

/// What the data takes on the pod's disk, and what is free there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct DiskRoom {
    /// Free bytes of the file system.
    pub free_bytes: u64,
    /// What a save is expected to write; the former file stays until it is done.
    pub expected_bytes: u64,
    /// Whether it fits.
    pub enough: bool,
}

/// Judges the room for a save: by the size of the former file, with a quarter more for what was added since, else by
/// half of what the data takes in memory, where it is not packed as tightly.
pub fn judge_room(free_bytes: u64, former_bytes: Option<u64>, dataset_bytes: u64) -> DiskRoom {
    // An empty database makes a file of some hundred bytes, which says nothing of the next one.
    let former = former_bytes.filter(|bytes| *bytes >= 1024);
    let expected_bytes = former.map_or(dataset_bytes / 2, |bytes| bytes.saturating_add(bytes / 4));
    DiskRoom { free_bytes, expected_bytes, enough: free_bytes >= expected_bytes }
}

/// What to do next on the way to a save that is no older than the wish for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Ask for one.
    Start,
    /// A child is at work: look again later.
    Wait,
    /// The one that was asked for, or joined, is done.
    Done,
    /// The one that was asked for has failed.
    Failed,
    /// The server was started anew meanwhile, which ended the one that was asked for, or under way.
    Restarted,
}

/// The next step. `before` is what was seen first; `asked` whether the server has agreed to a save of ours since.
///
/// A save that was under way is joined: its data is from before, by less than it takes. A child that wrote to replicas
/// ends without a save, and then one is asked for.
pub fn next_step(before: &SaveFacts, now: &SaveFacts, asked: bool) -> Next {
    if now.saving || now.rewriting {
        return Next::Wait;
    }
    // A server that was just started says that its last save went well, and that it was when it started
    // (redis/src/server.c, initServer).
    if now.none_ended && (asked || before.saving) {
        return Next::Restarted;
    }
    match (asked, now.last_ok) {
        // The child was there when the server agreed, and is gone: what the status says is of ours, or a later one.
        (true, true) => Next::Done,
        (true, false) => Next::Failed,
        (false, _) if before.saving && now.saved_since(before) => Next::Done,
        (false, _) => Next::Start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: SaveFacts =
        SaveFacts { saving: false, rewriting: false, last_ok: true, last_save_time: 100, none_ended: false };

    #[test]
    fn a_save_at_the_turn_of_a_second_is_of_the_one_before() {
        assert_eq!([0, 9_999, 10_000, 999_999].map(|us| earliest_second(7, us)), [6, 6, 7, 7]);
    }

    #[test]
    fn the_time_of_the_start_is_no_save() {
        let of = |last_save: u64, more: &str| {
            is_unsaved_since_start(&Info::parse(&format!(
                "server_time_usec:1795905108866467\nuptime_in_seconds:235\nrdb_last_save_time:{last_save}\n\
                 rdb_last_bgsave_status:ok\n{more}"
            )))
        };
        let (start, later) = (1_795_904_873, 1_795_904_990);
        let child = |took: i64| format!("rdb_last_bgsave_time_sec:{took}\n");
        let counted = |saves: u64| format!("rdb_last_bgsave_time_sec:0\nrdb_saves:{saves}\n");
        // a child that wrote to a replica's socket has ended, too
        assert_eq!((of(start, &counted(0)), of(start, &counted(1))), (Some(true), Some(false)));
        assert_eq!(of(start, &format!("{}rdb_bgsave_in_progress:1\n", counted(1))), None);
        assert_eq!(of(start, &counted(1).replace("time_sec:0", "time_sec:0\nrdb_last_bgsave_status:err")), Some(true));
        // before 7.0
        assert_eq!((of(start, &child(-1)), of(start, &child(0))), (Some(true), None));
        // a SAVE, in the foreground; CONFIG RESETSTAT begins to count anew
        assert_eq!((of(later, &child(-1)), of(later, &counted(0))), (Some(false), Some(false)));
        assert_eq!(is_unsaved_since_start(&Info::parse("rdb_last_save_time:1795904873\n")), None);
    }

    #[test]
    fn a_save_is_started_waited_for_and_done_within_one_second_of_the_last() {
        assert_eq!(next_step(&IDLE, &IDLE, false), Next::Start);
        let saving = SaveFacts { saving: true, ..IDLE };
        assert_eq!(next_step(&IDLE, &saving, true), Next::Wait);
        assert_eq!(next_step(&IDLE, &IDLE, true), Next::Done);
        assert_eq!(next_step(&IDLE, &SaveFacts { last_ok: false, ..IDLE }, true), Next::Failed);
    }

    #[test]
    fn one_under_way_is_joined_and_a_child_of_replicas_is_none() {
        let saving = SaveFacts { saving: true, ..IDLE };
        assert_eq!(next_step(&saving, &saving, false), Next::Wait);
        assert_eq!(next_step(&saving, &SaveFacts { last_save_time: 101, ..IDLE }, false), Next::Done);
        assert_eq!(next_step(&saving, &IDLE, false), Next::Start);
        let failed = SaveFacts { last_ok: false, ..IDLE };
        assert_eq!(next_step(&saving, &failed, false), Next::Start);
    }

    #[test]
    fn a_server_that_was_just_started_has_not_saved_whatever_it_says() {
        let started = SaveFacts { last_save_time: 101, none_ended: true, ..IDLE };
        let saving = SaveFacts { saving: true, ..IDLE };
        assert_eq!(next_step(&IDLE, &started, true), Next::Restarted);
        assert_eq!(next_step(&saving, &started, false), Next::Restarted);
        assert_eq!(next_step(&started, &started, false), Next::Start);
        // the first save of a process that runs
        assert_eq!(next_step(&started, &SaveFacts { saving: true, ..started }, true), Next::Wait);
        let info = Info::parse("rdb_last_bgsave_status:ok\nrdb_last_save_time:101\nrdb_last_bgsave_time_sec:-1\n");
        assert_eq!(SaveFacts::of(&info), started);
    }

    #[test]
    fn room_is_judged_by_the_former_file_or_by_memory() {
        assert!(judge_room(1_250_000, Some(1_000_000), 9_000_000).enough);
        assert!(!judge_room(1_249_999, Some(1_000_000), 1).enough);
        assert!(!judge_room(4_000_000, Some(89), 9_000_000).enough && judge_room(4_500_000, None, 9_000_000).enough);
    }

    #[test]
    fn a_rewrite_is_waited_for() {
        let rewriting = SaveFacts { rewriting: true, ..IDLE };
        assert_eq!(next_step(&rewriting, &rewriting, false), Next::Wait);
        assert_eq!(next_step(&rewriting, &IDLE, false), Next::Start);
        let info = Info::parse("aof_rewrite_scheduled:1\nrdb_last_bgsave_status:ok\n");
        assert!(SaveFacts::of(&info).rewriting);
    }
}
