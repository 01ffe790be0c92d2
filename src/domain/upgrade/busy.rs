//! Rule `upgrade-busy`: a save, a rewrite, a copy or a failover that is under way. A restart in the middle of it loses it.
//! What is over in a moment is nothing to be stopped by: such a member is looked at again before it is judged.

use super::release_facts::ReleaseFacts;
use crate::formats::info::Info;
use crate::report::{Finding, Severity, units};

/// Fields of INFO that are 1 while something is done, and what that is.
const UNDER_WAY: [(&str, &str); 5] = [
    ("loading", "is loading its data"),
    ("rdb_bgsave_in_progress", "is saving an RDB"),
    ("aof_rewrite_in_progress", "is rewriting its AOF"),
    ("aof_rewrite_scheduled", "is about to rewrite its AOF"),
    ("master_sync_in_progress", "is taking a full copy from its primary"),
];

/// What a member is in the middle of.
fn under_way(info: &Info) -> Vec<String> {
    let fields = UNDER_WAY.iter().filter(|(field, _)| info.flag(field) == Some(true));
    let mut doing: Vec<String> = fields.map(|(_, words)| (*words).to_owned()).collect();
    let failover = info.text("master_failover_state").filter(|state| *state != "no-failover");
    doing.extend(failover.map(|state| format!("is in a failover ({state})")));
    doing
}

/// Whether a member is in the middle of something that may be over in a moment, so that it deserves another look.
pub fn is_moving(info: &Info) -> bool {
    !under_way(info).is_empty() || info.text("master_link_status") == Some("down")
}

pub(super) fn judge(facts: &ReleaseFacts) -> Vec<Finding> {
    let busy = facts.members.iter().filter_map(|member| {
        let doing = under_way(member.info.as_ref()?);
        let seconds = member.looked_at_for.as_secs_f64();
        let looked = match member.looked_at_for.is_zero() {
            true => String::new(),
            false => format!(", and was for the {} that it was looked at", units::duration(seconds)),
        };
        (!doing.is_empty()).then(|| {
            let message = format!("{}{looked}", doing.join(" and "));
            Finding::new("upgrade-busy", Severity::Critical, &member.subject, message)
                .hint("wait until it has ended: redis-ops info persistence, redis-ops replication-info")
        })
    });
    busy.collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::facts;
    use super::*;

    #[test]
    fn what_is_under_way_is_named() {
        assert!(judge(&facts("rdb_bgsave_in_progress:0\nmaster_failover_state:no-failover\n")).is_empty());
        let found = judge(&facts("rdb_bgsave_in_progress:1\nmaster_failover_state:waiting-for-sync\n"));
        assert_eq!(found[0].message, "is saving an RDB and is in a failover (waiting-for-sync)");
        let mut watched = facts("aof_rewrite_in_progress:1\n");
        watched.members[0].looked_at_for = std::time::Duration::from_millis(2100);
        assert_eq!(judge(&watched)[0].message, "is rewriting its AOF, and was for the 2.1s that it was looked at");
    }

    #[test]
    fn what_may_be_over_in_a_moment_deserves_another_look() {
        let moving = |text: &str| is_moving(&Info::parse(text));
        assert!(moving("role:slave\nmaster_link_status:down\n") && moving("master_sync_in_progress:1\n"));
        assert!(!moving("role:slave\nmaster_link_status:up\nrdb_bgsave_in_progress:0\n") && !moving("role:master\n"));
    }
}
