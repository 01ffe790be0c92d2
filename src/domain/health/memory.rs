//! Rules `memory-near-maxmemory`, `memory-full`, `memory-near-limit` and `maxmemory-above-limit`: will it evict, refuse or be killed.

use super::MemberFacts;
use crate::report::units;
use crate::report::{Finding, Severity};

const WARN_PERCENT: u64 = 90;
const CRITICAL_PERCENT: u64 = 97;

/// The memory of one member.
pub fn judge(member: &MemberFacts) -> Vec<Finding> {
    [nothing_to_evict(member).or_else(|| near_maxmemory(member)), near_limit(member), maxmemory_above_limit(member)]
        .into_iter()
        .flatten()
        .collect()
}

/// `value` in percent of `whole`, rounded down.
fn percent(value: u64, whole: u64) -> u64 {
    u64::try_from(u128::from(value) * 100 / u128::from(whole.max(1))).unwrap_or(u64::MAX)
}

fn near_maxmemory(member: &MemberFacts) -> Option<Finding> {
    let info = member.info()?;
    let maxmemory = info.number("maxmemory").filter(|bytes| *bytes > 0)?;
    let policy = info.text("maxmemory_policy").unwrap_or("noeviction");
    // A cache that may evict any key lives at its maxmemory; there is nothing to warn of.
    if policy.starts_with("allkeys-") {
        return None;
    }
    let used = info.number("used_memory")?;
    let share = percent(used, maxmemory);
    if share < WARN_PERCENT {
        return None;
    }
    let severity =
        if policy == "noeviction" && share >= CRITICAL_PERCENT { Severity::Critical } else { Severity::Warning };
    let what = if policy == "noeviction" { "then writes fail" } else { "then keys with an expiry are evicted" };
    let message = format!(
        "uses {} of maxmemory {} ({share} %), policy {policy}: {what}",
        units::bytes(used),
        units::bytes(maxmemory)
    );
    Some(
        Finding::new("memory-near-maxmemory", severity, &member.subject, message)
            .hint("raise maxmemory (and the container's limit), or find what grows"),
    )
}

/// A server over its maxmemory evicts what its policy lets it, and refuses writes once there is no such key
/// (`performEvictions` in `redis/src/evict.c`): also under a policy that evicts.
fn nothing_to_evict(member: &MemberFacts) -> Option<Finding> {
    let info = member.info().filter(|info| info.text("role") == Some("master"))?;
    let maxmemory = info.number("maxmemory").filter(|bytes| *bytes > 0)?;
    let policy = info.text("maxmemory_policy").filter(|policy| *policy != "noeviction")?;
    let used = info.number("used_memory")?;
    let counted = used.saturating_sub(info.number("mem_not_counted_for_evict").unwrap_or(0));
    let evicts_any = policy.starts_with("allkeys-");
    let has_any = info.databases().iter().any(|database| evicts_any || database.expires > 0);
    if counted <= maxmemory || has_any {
        return None;
    }
    let message = format!(
        "uses {} of maxmemory {} and holds no key that policy {policy} may evict: it refuses writes (OOM)",
        units::bytes(used),
        units::bytes(maxmemory)
    );
    Some(
        Finding::new("memory-full", Severity::Critical, &member.subject, message)
            .hint("raise maxmemory (and the container's limit); redis-ops memory-stats shows what takes it"),
    )
}

fn near_limit(member: &MemberFacts) -> Option<Finding> {
    let limit = member.memory_limit_bytes()?;
    let rss = member.info()?.number("used_memory_rss")?;
    let share = percent(rss, limit);
    if share < WARN_PERCENT {
        return None;
    }
    let severity = if share >= CRITICAL_PERCENT { Severity::Critical } else { Severity::Warning };
    let message = format!(
        "occupies {} of its container's {} ({share} %): the kernel kills it at 100 %",
        units::bytes(rss),
        units::bytes(limit)
    );
    Some(
        Finding::new("memory-near-limit", severity, &member.subject, message)
            .hint("raise the container's memory limit, or set maxmemory below it"),
    )
}

fn maxmemory_above_limit(member: &MemberFacts) -> Option<Finding> {
    let limit = member.memory_limit_bytes()?;
    let maxmemory = member.info()?.number("maxmemory").filter(|bytes| *bytes >= limit)?;
    let message = format!(
        "has maxmemory {} in a container limited to {}: it is killed before it evicts",
        units::bytes(maxmemory),
        units::bytes(limit)
    );
    Some(
        Finding::new("maxmemory-above-limit", Severity::Warning, &member.subject, message)
            .hint("set maxmemory to about three quarters of the limit"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::MemberFacts;
    use super::super::facts::fixtures::{ids, member};
    use super::judge;
    use crate::report::Severity;
    use crate::target::facts::{ContainerFacts, PodFacts};

    fn limited(fields: &str, limit: u64) -> MemberFacts {
        let mut limited = member("a", fields);
        let container = ContainerFacts { memory_limit_bytes: Some(limit), ..ContainerFacts::default() };
        limited.pod = Some(PodFacts { containers: vec![container], ..PodFacts::default() });
        limited
    }

    #[test]
    fn a_cache_at_its_maxmemory_is_at_home_and_a_store_is_not() {
        let full = "maxmemory:1000000\nused_memory:990000\n";
        assert!(judge(&member("a", &format!("{full}maxmemory_policy:allkeys-lru\n"))).is_empty());
        let found = judge(&member("a", full));
        assert_eq!((ids(&found), found[0].severity), (vec!["memory-near-maxmemory"], Severity::Critical));
        let found = judge(&member("a", &format!("{full}maxmemory_policy:volatile-ttl\n")));
        assert_eq!(found[0].severity, Severity::Warning);
    }

    #[test]
    fn who_is_full_and_has_nothing_to_evict_refuses_writes() {
        let full = |more: &str| judge(&member("a", &format!("role:master\nmaxmemory:1000\nused_memory:1500\n{more}")));
        let found = full("maxmemory_policy:allkeys-lru\n");
        assert_eq!((ids(&found), found[0].severity), (vec!["memory-full"], Severity::Critical));
        assert!(full("maxmemory_policy:allkeys-lru\ndb0:keys=1,expires=0,avg_ttl=0\n").is_empty());
        assert!(full("maxmemory_policy:allkeys-lru\nmem_not_counted_for_evict:600\n").is_empty());
        let volatile = "maxmemory_policy:volatile-ttl\ndb0:keys=9,expires=";
        assert_eq!(ids(&full(&format!("{volatile}0,avg_ttl=0\n"))), ["memory-full"]);
        assert_eq!(ids(&full(&format!("{volatile}2,avg_ttl=0\n"))), ["memory-near-maxmemory"]);
    }

    #[test]
    fn the_containers_limit_is_what_kills() {
        assert!(judge(&limited("used_memory_rss:50\n", 100)).is_empty());
        assert_eq!(judge(&limited("used_memory_rss:91\n", 100))[0].severity, Severity::Warning);
        assert_eq!(judge(&limited("used_memory_rss:98\n", 100))[0].severity, Severity::Critical);
        assert_eq!(
            ids(&judge(&limited("used_memory_rss:1\nmaxmemory:100\nused_memory:1\n", 100))),
            ["maxmemory-above-limit"]
        );
    }
}
