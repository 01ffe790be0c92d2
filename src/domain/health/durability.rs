//! Rules `persistence-off` and `aof-rewrite-failed`: would what is in memory be there after a restart.

use super::{HealthFacts, MemberFacts};
use crate::domain::backup::save::is_unsaved_since_start;
use crate::domain::unavailable;
use crate::formats::info::Info;
use crate::report::{Finding, Severity, units};
use crate::target::flavour::Role;

/// Age of unsaved changes from which on it matters that nothing was ever saved, where the save points are not known.
const LONG_UNSAVED_SECONDS: u64 = 3600;

pub(super) fn judge(member: &MemberFacts, facts: &HealthFacts) -> Vec<Finding> {
    let Some(info) = member.info() else { return Vec::new() };
    let off = (member.role() == Some(Role::Primary) && info.flag("aof_enabled") == Some(false)).then(|| match &member
        .save_points
    {
        Some(Ok(points)) => points.is_empty().then(|| off(member, info)),
        // What its deployment has disabled stays so, night after night: then INFO alone is what there is.
        Some(Err(words)) if !unavailable::is_disabled(words) => untold(member, info, words),
        Some(Err(_)) | None => never_saved(member, info, facts),
    });
    [off.flatten(), rewrite(member, info)].into_iter().flatten().collect()
}

/// The replicas that would copy an empty primary, and whether what is in it is a cache's.
fn stake(info: &Info) -> (usize, bool) {
    let replicas = info.attached_replicas().iter().filter(|replica| replica.port != 0).count();
    (replicas, info.text("maxmemory_policy").is_some_and(|policy| policy.starts_with("allkeys-")))
}

/// Neither save points nor an AOF, on a primary.
fn off(member: &MemberFacts, info: &Info) -> Finding {
    let (replicas, cache) = stake(info);
    let keys: u64 = info.databases().iter().map(|database| database.keys).sum();
    let (amount, lost) = match keys {
        0 => ("0 keys".to_owned(), "whatever is written to it".to_owned()),
        1 => ("1 key".to_owned(), "its only key".to_owned()),
        keys => (format!("{} keys", units::count(keys)), format!("all {} keys", units::count(keys))),
    };
    let (severity, what) = match (replicas, cache) {
        (0, true) => (Severity::Info, format!("a restart empties this cache of {amount}")),
        (0, false) => (Severity::Warning, format!("a restart loses {lost}")),
        (1, _) => (Severity::Warning, format!("a restart loses {lost}, and its replica then copies the empty primary")),
        (replicas, _) => (
            Severity::Warning,
            format!("a restart loses {lost}, and its {replicas} replicas then copy the empty primary"),
        ),
    };
    let message = format!("keeps nothing on disk (no save points, no AOF): {what}");
    Finding::new("persistence-off", severity, &member.subject, message)
        .hint("CONFIG SET appendonly yes, or CONFIG SET save '3600 1 300 100', and the same in its redis.conf")
}

/// Without its save points: one that has saved since its start keeps something, and of any other nothing is known.
fn untold(member: &MemberFacts, info: &Info, words: &str) -> Option<Finding> {
    if is_unsaved_since_start(info) == Some(false) {
        return None;
    }
    // Whatever its save points are, that is no more than INFO of a cache.
    let severity = if stake(info) == (0, true) { Severity::Info } else { Severity::Unknown };
    let told = unavailable::finding(&member.subject, "CONFIG GET", words);
    let message = format!(
        "cannot be told whether it keeps anything on disk: there is no AOF, no RDB is known to be saved since its start, and \
         it {}",
        told.message
    );
    let finding = Finding::new("persistence-off", severity, &member.subject, message);
    Some(match told.hint {
        Some(hint) => finding.hint(hint),
        None => finding,
    })
}

/// Where nobody can tell the save points, INFO tells whether there is an AOF and when an RDB was last saved, which at first is
/// the start.
fn never_saved(member: &MemberFacts, info: &Info, facts: &HealthFacts) -> Option<Finding> {
    let now = info.server_time_ms().map_or(facts.now.timestamp(), |milliseconds| (milliseconds / 1000).cast_signed());
    let uptime = info.number("uptime_in_seconds")?;
    let saved = info.signed("rdb_last_save_time")?;
    let since_save = u64::try_from(now - saved).unwrap_or(0);
    let changes = info.number("rdb_changes_since_last_save").unwrap_or(0);
    let limit = facts.thresholds.save_age.map_or(LONG_UNSAVED_SECONDS, |limit| limit.as_secs());
    // The two clocks are read in seconds.
    if changes == 0 || since_save <= limit || since_save + 2 < uptime {
        return None;
    }
    let message = format!(
        "may keep nothing on disk: CONFIG cannot be read, there is no AOF, and no RDB was saved since its start {} ago",
        units::duration(uptime as f64)
    );
    let hint = "its redis.conf tells: look for save and appendonly in its ConfigMap";
    Some(Finding::new("persistence-off", Severity::Info, &member.subject, message).hint(hint))
}

fn rewrite(member: &MemberFacts, info: &Info) -> Option<Finding> {
    let failed = info.flag("aof_enabled") == Some(true)
        && info.text("aof_last_bgrewrite_status").is_some_and(|status| status != "ok");
    failed.then(|| {
        let sizes = match (info.number("aof_current_size"), info.number("aof_base_size")) {
            (Some(current), Some(base)) => {
                format!(", now {} after {} at the last rewrite", units::bytes(current), units::bytes(base))
            }
            _ => String::new(),
        };
        let message = format!("could not rewrite its AOF, which grows until one succeeds{sizes}");
        Finding::new("aof-rewrite-failed", Severity::Warning, &member.subject, message)
            .hint(format!("is the volume full, or memory short for the fork? {}; then BGREWRITEAOF", member.log()))
    })
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{instance, member};
    use super::super::facts::parse_save_points;
    use super::*;

    fn judged(fields: &str, save_points: Option<&str>) -> Vec<(String, Severity)> {
        let mut one = member("a", fields);
        one.save_points = save_points.map(|points| Ok(parse_save_points(points)));
        let facts = instance(vec![one.clone()]);
        judge(&one, &facts).into_iter().map(|one| (one.id, one.severity)).collect()
    }

    fn off(severity: Severity) -> Vec<(String, Severity)> {
        vec![("persistence-off".to_owned(), severity)]
    }

    #[test]
    fn a_primary_that_keeps_nothing_is_worse_with_replicas_and_no_news_for_a_cache() {
        assert!(judged("", Some("3600 1")).is_empty());
        assert!(judged("aof_enabled:1\naof_last_bgrewrite_status:ok\n", Some("")).is_empty());
        assert!(judged("role:slave\n", Some("")).is_empty(), "a replica may leave it to others");
        assert_eq!(judged("", Some("")), off(Severity::Warning));
        let cache = "maxmemory_policy:allkeys-lru\n";
        assert_eq!(judged(cache, Some("")), off(Severity::Info));
        let replica = "connected_slaves:1\nslave0:ip=10.0.0.2,port=6379,state=online,offset=1,lag=0\n";
        assert_eq!(judged(&format!("{cache}{replica}"), Some("")), off(Severity::Warning));
    }

    #[test]
    fn without_config_a_server_that_never_saved_is_told() {
        // 7,200 s since the start and the last save, by the server's clock
        let old = "rdb_last_save_time:1699992800\nuptime_in_seconds:7200\n";
        assert_eq!(judged(&format!("{old}rdb_changes_since_last_save:5\n"), None), off(Severity::Info));
        assert!(judged(old, None).is_empty(), "nothing was written");
        let saved = "rdb_last_save_time:1699992800\nuptime_in_seconds:86400\nrdb_changes_since_last_save:5\n";
        assert!(judged(saved, None).is_empty());
    }

    #[test]
    fn save_points_that_may_not_be_read_are_unknown_where_info_does_not_tell_either() {
        let refused = |words: &str, fields: &str| {
            let started = "rdb_last_save_time:1699992800\nuptime_in_seconds:7200\nrdb_saves:0\n";
            let mut one = member("a", &format!("{started}{fields}"));
            one.save_points = Some(Err(words.to_owned()));
            judge(&one, &instance(vec![one.clone()]))
        };
        let found = refused("NOPERM User ops has no permissions", "");
        assert_eq!((found.len(), found[0].severity), (1, Severity::Unknown));
        assert_eq!(found[0].hint.as_deref(), Some("the ACL user needs +config|get"));
        let renamed = format!("ERR unknown command 'CONFIG': {}", unavailable::absence(true, false));
        let found = refused(&renamed, "");
        assert_eq!(found[0].severity, Severity::Unknown);
        assert!(found[0].hint.as_deref().is_some_and(|hint| hint.contains("--rename-command CONFIG=")), "{found:?}");
        assert!(refused("ERR unknown command 'CONFIG'", "").is_empty(), "its deployment disabled it");
        let unsaved = refused("ERR unknown command 'CONFIG'", "rdb_changes_since_last_save:9\n");
        assert_eq!(unsaved[0].severity, Severity::Info);
        assert!(refused("NOPERM", "aof_enabled:1\naof_last_bgrewrite_status:ok\n").is_empty(), "INFO tells of an AOF");
        assert!(refused("NOPERM", "rdb_last_save_time:1699999990\nrdb_saves:1\n").is_empty(), "INFO tells of a save");
        assert_eq!(refused("NOPERM", "maxmemory_policy:allkeys-lru\n")[0].severity, Severity::Info);
        assert!(refused("NOPERM", "role:slave\n").is_empty());
    }

    #[test]
    fn a_failed_rewrite_is_told_while_the_aof_is_on() {
        let failed = "aof_last_bgrewrite_status:err\naof_current_size:2048\naof_base_size:1024\n";
        let found = judged(&format!("aof_enabled:1\n{failed}"), Some(""));
        assert_eq!(found, [("aof-rewrite-failed".to_owned(), Severity::Warning)]);
        assert!(judged(failed, Some("3600 1")).is_empty());
    }
}
