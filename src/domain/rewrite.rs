//! A rewrite of the AOF, judged by what the server says of it.

use crate::formats::info::Info;

/// What INFO says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RewriteFacts {
    /// The AOF is on.
    pub enabled: bool,
    /// A child rewrites it.
    pub running: bool,
    /// One will, as soon as another child is done.
    pub scheduled: bool,
    /// The last one ended well.
    pub last_ok: bool,
    /// No rewrite of this process has ended yet (`aof_last_rewrite_time_sec` is -1).
    pub none_ended: bool,
    /// Bytes of all its files.
    pub bytes: Option<u64>,
}

impl RewriteFacts {
    /// From INFO.
    pub fn of(info: &Info) -> Self {
        Self {
            enabled: info.flag("aof_enabled") == Some(true),
            running: info.flag("aof_rewrite_in_progress") == Some(true),
            scheduled: info.flag("aof_rewrite_scheduled") == Some(true),
            last_ok: info.text("aof_last_bgrewrite_status") == Some("ok"),
            none_ended: info.text("aof_last_rewrite_time_sec") == Some("-1"),
            bytes: info.number("aof_current_size"),
        }
    }

    /// Whether one is under way, or going to be.
    pub fn is_pending(&self) -> bool {
        self.running || self.scheduled
    }
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Ask for one.
    Start,
    /// Look again later.
    Wait,
    /// It is done.
    Done,
    /// It has failed.
    Failed,
    /// The server was started anew meanwhile, which ended it.
    Restarted,
}

/// The next step. `pending` says whether one was asked for, or seen under way, before.
pub fn next_step(now: &RewriteFacts, pending: bool) -> Next {
    match (now.is_pending(), pending, now.last_ok) {
        (true, ..) => Next::Wait,
        (false, false, _) => Next::Start,
        // A server that was just started says that its last rewrite went well.
        (false, true, _) if now.none_ended => Next::Restarted,
        (false, true, true) => Next::Done,
        (false, true, false) => Next::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_asked_for_or_joined_and_its_end_is_the_servers_word() {
        let of = |text: &str| RewriteFacts::of(&Info::parse(text));
        let idle = of("aof_enabled:1\naof_last_bgrewrite_status:ok\naof_current_size:7\n");
        assert_eq!((next_step(&idle, false), next_step(&idle, true), idle.bytes), (Next::Start, Next::Done, Some(7)));
        let scheduled = of("aof_enabled:1\naof_rewrite_scheduled:1\naof_last_bgrewrite_status:ok\n");
        assert_eq!((next_step(&scheduled, true), next_step(&scheduled, false)), (Next::Wait, Next::Wait));
        let started = of("aof_enabled:1\naof_last_bgrewrite_status:ok\naof_last_rewrite_time_sec:-1\n");
        assert_eq!((next_step(&started, true), next_step(&started, false)), (Next::Restarted, Next::Start));
        let failed = of("aof_enabled:1\naof_last_bgrewrite_status:err\n");
        assert_eq!((next_step(&failed, true), next_step(&failed, false)), (Next::Failed, Next::Start));
    }
}
