//! Whether a member would take the writes that it gets as the primary: a replica takes its primary's whatever its own state
//! is, so that nobody has noticed before.

use super::facts::{Facts, Objection};
use crate::formats::info::Info;
use crate::report::{Finding, Severity, units};

/// A reason against making `new` the primary in place of `old`.
pub fn refuses_writes(facts: &Facts, old: Option<&Info>, new: usize) -> Option<Objection> {
    let message = refusal(facts.info(new)?, facts.settings[new].stops_writes, old)?;
    let finding = Finding::new("writes-refused", Severity::Critical, facts.subject_of(new), message);
    Some(Objection::soft(finding.hint("redis-ops health tells more")))
}

/// A reason against having `old` follow anybody: where its own saves fail it ends, by default, at the first write that it is
/// sent, since 7.0 (redis/src/server.c, processCommand: "Replica was unable to write command to disk").
pub fn ends_as_replica(facts: &Facts, old: usize) -> Option<Objection> {
    let (info, settings) = (facts.info(old)?, &facts.settings[old]);
    let what = disk_error(info, settings.stops_writes)?;
    (settings.ends_of_disk_errors == Some(true)).then(|| {
        let message = format!("{what}: as a replica it would end at the first write that it is sent");
        let finding = Finding::new("ends-as-replica", Severity::Critical, facts.subject_of(old), message);
        let hint = "free its disk and have it save, or CONFIG SET replica-ignore-disk-write-errors yes on it";
        Objection::soft(finding.hint(hint))
    })
}

/// Why the server cannot keep what it is sent. `stops_writes` says whether a save that fails counts; none where that could not
/// be asked.
fn disk_error(info: &Info, stops_writes: Option<bool>) -> Option<&'static str> {
    let failed = |field: &str| info.text(field).is_some_and(|status| status != "ok");
    if failed("rdb_last_bgsave_status") && stops_writes == Some(true) {
        return Some("its last save has failed");
    }
    let aof = info.flag("aof_enabled") == Some(true) && failed("aof_last_write_status");
    aof.then_some("its AOF cannot be written")
}

/// What it would do with writes other than take them; none where it takes them. `stops_writes` says whether a save that
/// fails makes it refuse them; none where that could not be asked.
fn refusal(info: &Info, stops_writes: Option<bool>, old: Option<&Info>) -> Option<String> {
    if let Some(what) = disk_error(info, stops_writes) {
        return Some(format!("{what}: as the primary it would refuse writes (MISCONF)"));
    }
    let limit = info.number("maxmemory").filter(|limit| *limit > 0)?;
    // What replicas and the AOF are to be sent is not counted (redis/src/evict.c, freeMemoryGetNotCountedMemory).
    let used = info.number("used_memory")?.saturating_sub(info.number("mem_not_counted_for_evict").unwrap_or(0));
    if used <= limit {
        return None;
    }
    let figures = format!("{} are in use, and its maxmemory is {}", units::bytes(used), units::bytes(limit));
    match info.text("maxmemory_policy").unwrap_or("noeviction") {
        "noeviction" => Some(format!("{figures}: as the primary it would refuse writes (OOM)")),
        // A primary with as low a limit has evicted all the while.
        _ if old.and_then(|old| old.number("maxmemory")).is_some_and(|own| own > 0 && own <= limit) => None,
        policy => Some(format!("{figures}: as the primary it would evict keys ({policy})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, stops_writes: Option<bool>, old: Option<&str>) -> Option<String> {
        refusal(&Info::parse(text), stops_writes, old.map(Info::parse).as_ref())
    }

    #[test]
    fn a_save_that_failed_counts_where_it_stops_writes() {
        let failed = "rdb_last_bgsave_status:err\nmaxmemory:0\n";
        assert!(of(failed, Some(true), None).is_some_and(|why| why.contains("MISCONF")));
        assert_eq!((of(failed, Some(false), None), of(failed, None, None)), (None, None));
        let aof = "aof_enabled:1\naof_last_write_status:err\n";
        assert!(of(aof, None, None).is_some_and(|why| why.contains("AOF")));
    }

    #[test]
    fn memory_beyond_the_limit_counts_without_what_is_only_on_its_way() {
        let full = "used_memory:1000\nmem_not_counted_for_evict:100\nmaxmemory:800\nmaxmemory_policy:noeviction\n";
        assert!(of(full, None, None).is_some_and(|why| why.contains("OOM")));
        assert_eq!(of(&full.replace("800", "900"), None, None), None);
        let evicting = full.replace("noeviction", "allkeys-lru");
        assert!(of(&evicting, None, Some("maxmemory:0\n")).is_some_and(|why| why.contains("evict keys")));
        assert_eq!(of(&evicting, None, Some("maxmemory:800\n")), None);
    }
}
