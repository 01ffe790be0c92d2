//! Rule `upgrade-busy`: a save, a rewrite, a copy or a failover that is under way. A restart in the middle of it loses it.

use super::release_facts::ReleaseFacts;
use crate::report::{Finding, Severity};

/// Fields of INFO that are 1 while something is done, and what that is.
const UNDER_WAY: [(&str, &str); 5] = [
    ("loading", "is loading its data"),
    ("rdb_bgsave_in_progress", "is saving an RDB"),
    ("aof_rewrite_in_progress", "is rewriting its AOF"),
    ("aof_rewrite_scheduled", "is about to rewrite its AOF"),
    ("master_sync_in_progress", "is taking a full copy from its primary"),
];

pub(super) fn judge(facts: &ReleaseFacts) -> Vec<Finding> {
    let members = facts.members.iter().filter_map(|member| Some((&member.subject, member.info.as_ref()?)));
    members
        .filter_map(|(subject, info)| {
            let mut doing: Vec<String> = UNDER_WAY
                .iter()
                .filter(|(field, _)| info.flag(field) == Some(true))
                .map(|(_, words)| (*words).to_owned())
                .collect();
            if let Some(state) = info.text("master_failover_state").filter(|state| *state != "no-failover") {
                doing.push(format!("is in a failover ({state})"));
            }
            (!doing.is_empty()).then(|| {
                Finding::new("upgrade-busy", Severity::Critical, subject, doing.join(" and "))
                    .hint("wait until it has ended: redis-ops info persistence, redis-ops replication-info")
            })
        })
        .collect()
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
    }
}
