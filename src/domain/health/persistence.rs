//! Rules `rdb-save-failed`, `aof-write-failed` and `save-overdue`: does what is in memory reach the disk.

use super::{HealthFacts, MemberFacts};
use crate::formats::info::Info;
use crate::report::units;
use crate::report::{Finding, Severity};

/// Age of unsaved changes that is too old where neither save points nor `--max-save-age` say otherwise.
const UNKNOWN_SAVE_POINTS_SECONDS: u64 = 3600;

pub(super) fn judge(member: &MemberFacts, facts: &HealthFacts) -> Vec<Finding> {
    let Some(info) = member.info() else { return Vec::new() };
    let mut findings = Vec::new();
    if info.text("rdb_last_bgsave_status").is_some_and(|status| status != "ok") {
        let message = format!("could not write its last RDB; {} changes are unsaved", unsaved(info));
        findings.push(Finding::new("rdb-save-failed", Severity::Critical, &member.subject, message).hint(format!(
            "is the volume full or read-only, or memory short for the fork? the server's log says: {}",
            member.log()
        )));
    }
    let aof = info.flag("aof_enabled") == Some(true);
    if aof && info.text("aof_last_write_status").is_some_and(|status| status != "ok") {
        findings.push(
            Finding::new(
                "aof-write-failed",
                Severity::Critical,
                &member.subject,
                "cannot write its AOF and refuses writes",
            )
            .hint(format!("is the volume full or read-only? the server's log says: {}", member.log())),
        );
    }
    findings.extend(overdue(member, info, aof, facts));
    findings
}

fn unsaved(info: &Info) -> u64 {
    info.number("rdb_changes_since_last_save").unwrap_or(0)
}

/// Unsaved changes that are older than the server's own save points promise, or than `--max-save-age` allows.
fn overdue(member: &MemberFacts, info: &Info, aof: bool, facts: &HealthFacts) -> Option<Finding> {
    let changes = unsaved(info);
    // The server's clock where it tells it: the two machines need not agree.
    let now = info.server_time_ms().map_or(facts.now.timestamp(), |milliseconds| (milliseconds / 1000).cast_signed());
    let age = u64::try_from(now - info.signed("rdb_last_save_time")?).unwrap_or(0);
    let (limit, whose) = match (facts.thresholds.save_age, member.known_save_points()) {
        (Some(limit), _) => (limit.as_secs(), "--max-save-age allows"),
        (None, Some(points)) => {
            // Twice the time, since a save may be waiting for another child or for the retry after a failure.
            let due = points.iter().filter(|point| changes >= point.changes).map(|point| point.seconds * 2).min()?;
            (due, "twice the time of its save point is")
        }
        // Without CONFIG the save points are unknown; a server with an AOF keeps its changes there.
        (None, None) if aof => return None,
        (None, None) => (UNKNOWN_SAVE_POINTS_SECONDS, "is assumed, since CONFIG cannot be read:"),
    };
    if changes == 0 || age <= limit {
        return None;
    }
    let message = format!(
        "saved its last RDB {} ago, and {} changes since; {whose} {}",
        units::duration(age as f64),
        units::count(changes),
        units::duration(limit as f64)
    );
    Some(
        Finding::new("save-overdue", Severity::Warning, &member.subject, message)
            .hint("redis-ops backup-rdb takes a copy now; redis-ops info persistence shows what the server is doing"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{ids, instance, member};
    use super::super::facts::parse_save_points;
    use super::super::{MemberFacts, judge};
    use std::time::Duration;

    const OLD: &str = "rdb_last_save_time:1699990000\nrdb_changes_since_last_save:5\n"; // 10,000 s before now

    fn judged(member: MemberFacts) -> Vec<String> {
        ids(&judge(&instance(vec![member]))).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn the_servers_own_save_points_decide() {
        let mut saved = member("a", OLD);
        saved.save_points = Some(Ok(parse_save_points("900 1 60 10000")));
        assert_eq!(judged(saved), ["save-overdue"]);
        let mut few = member("a", OLD);
        few.save_points = Some(Ok(parse_save_points("900 100 60 10000")));
        assert!(judged(few).is_empty());
        assert!(judged(member("a", OLD)).is_empty(), "its save point allows a day");
        let mut none = member("a", &format!("{OLD}aof_enabled:1\n"));
        none.save_points = Some(Ok(Vec::new()));
        assert!(judged(none).is_empty(), "no save points, so nothing is promised");
    }

    #[test]
    fn a_limit_of_the_users_own_and_an_unreadable_configuration() {
        let mut facts = instance(vec![member("a", OLD)]);
        facts.thresholds.save_age = Some(Duration::from_secs(60));
        assert_eq!(ids(&judge(&facts)), ["save-overdue"]);
        let mut hidden = member("a", OLD);
        hidden.save_points = None;
        assert_eq!(judged(hidden), ["save-overdue"]);
        let mut hidden = member("a", &format!("{OLD}aof_enabled:1\naof_last_write_status:ok\n"));
        hidden.save_points = None;
        assert!(judged(hidden).is_empty());
    }

    #[test]
    fn failed_writes_are_critical() {
        assert_eq!(judged(member("a", "rdb_last_bgsave_status:err\n")), ["rdb-save-failed"]);
        assert_eq!(judged(member("a", "aof_enabled:1\naof_last_write_status:err\n")), ["aof-write-failed"]);
        assert!(judged(member("a", "aof_enabled:0\naof_last_write_status:err\n")).is_empty());
    }
}
