//! Rules `replica-link-down` and `replica-lag`: do the replicas follow, and how closely.

use super::{HealthFacts, MemberFacts};
use crate::report::units;
use crate::report::{Finding, Severity};
use crate::target::flavour::Role;

pub(super) fn judge(member: &MemberFacts, facts: &HealthFacts) -> Option<Finding> {
    if member.role() != Some(Role::Replica) {
        return None;
    }
    link(member).or_else(|| lag(member, facts))
}

pub(super) fn link(member: &MemberFacts) -> Option<Finding> {
    let info = member.info()?;
    if info.text("master_link_status") == Some("up") {
        return None;
    }
    let primary = format!("{}:{}", info.text("master_host").unwrap_or("?"), info.text("master_port").unwrap_or("?"));
    if info.flag("master_sync_in_progress") == Some(true) {
        let left = info.signed("master_sync_left_bytes").and_then(|left| u64::try_from(left).ok());
        let left = left.map_or(String::new(), |left| format!(", {} left", units::bytes(left)));
        let message = format!("is taking a full copy from {primary}{left}");
        return Some(
            Finding::new("replica-link-down", Severity::Warning, &member.subject, message).hint("wait, and ask again"),
        );
    }
    let since = info.signed("master_link_down_since_seconds").filter(|seconds| *seconds >= 0);
    let since = since.map_or(String::new(), |seconds| format!(" for {}", units::duration(seconds as f64)));
    let message = format!("has lost its primary {primary}{since}");
    Some(
        Finding::new("replica-link-down", Severity::Critical, &member.subject, message).hint(
            "is the primary up, its name resolvable, masterauth right? the replica's log says why: kubectl logs POD",
        ),
    )
}

fn lag(member: &MemberFacts, facts: &HealthFacts) -> Option<Finding> {
    let info = member.info()?;
    let own = info.number("slave_repl_offset").or_else(|| info.number("master_repl_offset"))?;
    // The two offsets are not read in the same instant; a replica seen ahead of its primary is not behind.
    let lag_bytes = primary_offset(facts).map(|primary| primary.saturating_sub(own));
    let silent_seconds = info.signed("master_last_io_seconds_ago").and_then(|seconds| u64::try_from(seconds).ok());
    let too_far = lag_bytes.is_some_and(|bytes| bytes > facts.thresholds.lag_bytes);
    let too_long = silent_seconds.is_some_and(|seconds| seconds > facts.thresholds.lag.as_secs());
    if !too_far && !too_long {
        return None;
    }
    let bytes = lag_bytes.map_or("an unknown number of bytes".to_owned(), units::bytes);
    let heard = silent_seconds
        .map_or(String::new(), |seconds| format!(", and heard of it {} ago", units::duration(seconds as f64)));
    let message = format!("is {bytes} behind its primary{heard}");
    Some(
        Finding::new("replica-lag", Severity::Warning, &member.subject, message)
            .hint("is the replica short of CPU or network? redis-ops info replication shows both ends"),
    )
}

fn primary_offset(facts: &HealthFacts) -> Option<u64> {
    let primaries: Vec<&MemberFacts> =
        facts.members.iter().filter(|member| member.role() == Some(Role::Primary)).collect();
    match primaries.as_slice() {
        [primary] => primary.info()?.number("master_repl_offset"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{ids, instance, member};
    use super::super::judge;
    use crate::report::Severity;

    const UP: &str = "role:slave\nmaster_link_status:up\nmaster_last_io_seconds_ago:0\n";

    #[test]
    fn a_close_replica_is_silent_and_a_far_one_is_not() {
        let judged = |offset: &str| {
            let primary = member("a", "master_repl_offset:20000000\n");
            judge(&instance(vec![primary, member("b", &format!("{UP}slave_repl_offset:{offset}\n"))]))
        };
        assert!(judged("19999000").is_empty());
        assert!(judged("20001000").is_empty());
        assert_eq!(ids(&judged("1000")), ["replica-lag"]);
    }

    #[test]
    fn a_lost_link_is_critical_and_a_full_sync_is_a_warning() {
        let lost = "role:slave\nmaster_link_status:down\nmaster_host:10.0.0.1\nmaster_port:6379\nmaster_link_down_since_seconds:75\n";
        let found = judge(&instance(vec![member("a", ""), member("b", lost)]));
        assert_eq!((found[0].severity, ids(&found)), (Severity::Critical, vec!["replica-link-down"]));
        assert!(found[0].message.contains("10.0.0.1:6379 for 1m15s"), "{}", found[0].message);
        let syncing = format!("{lost}master_sync_in_progress:1\n");
        assert_eq!(judge(&instance(vec![member("a", ""), member("b", &syncing)]))[0].severity, Severity::Warning);
    }
}
