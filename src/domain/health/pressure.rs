//! Rules `evictions` and `blocked-clients`; `fragmentation` is that of `memory-stats`, `clients-near-limit` and
//! `connections-rejected` are those of `stats`.

use super::MemberFacts;
use crate::domain::{clients, memory};
use crate::formats::info::Info;
use crate::report::{Finding, Severity, units};

/// Clients that wait, below which nobody needs to know.
const FEW_BLOCKED: u64 = 10;

/// What counters did between two looks of a run that watches; nothing is known at the first.
#[derive(Debug, Clone, Copy, Default)]
pub struct Growth {
    /// Keys evicted in a second.
    pub evicted_per_second: Option<f64>,
    /// Connections turned away since the look before.
    pub rejected: Option<u64>,
}

/// The pressure on one member.
pub fn judge(member: &MemberFacts, growth: Growth) -> Vec<Finding> {
    let Some(info) = member.info().filter(|info| info.flag("loading") != Some(true)) else { return Vec::new() };
    let mut findings = clients::judge_connections(&member.subject, info, growth.rejected);
    findings.extend(memory::judge_fragmentation(&member.subject, info));
    findings.extend(evictions(member, info, growth));
    findings.extend(blocked(member, info));
    findings
}

fn evictions(member: &MemberFacts, info: &Info, growth: Growth) -> Option<Finding> {
    let all = info.number("evicted_keys").filter(|all| *all > 0)?;
    let policy = info.text("maxmemory_policy").unwrap_or("unknown");
    let uptime = info.number("uptime_in_seconds").unwrap_or(0).max(1);
    let mut severity = Severity::Info;
    let mut message = match growth.evicted_per_second {
        Some(rate) if rate > 0.0 => {
            // A cache that may evict any key does what was asked of it.
            if !policy.starts_with("allkeys-") {
                severity = Severity::Warning;
            }
            format!("evicts {rate:.1} keys/s now, {} since its start", units::count(all))
        }
        Some(_) => return None,
        None => format!("has evicted {} keys", units::count(all)),
    };
    let average = all as f64 / uptime as f64;
    message.push_str(&format!(" {} ago ({average:.1}/s on average), policy {policy}", units::duration(uptime as f64)));
    if growth.evicted_per_second.is_none() {
        message = message.replacen(" keys ", " keys since its start ", 1);
    }
    let hint = "redis-ops stats --watch shows the rate and the hits; a larger maxmemory, or shorter expiries, end it";
    Some(Finding::new("evictions", severity, &member.subject, message).hint(hint))
}

/// Clients that wait in BLPOP, XREAD, WAIT and the like are what queues are made of: many of them are worth knowing, and
/// once they hold half of all connections there may be, they deserve attention.
fn blocked(member: &MemberFacts, info: &Info) -> Option<Finding> {
    let blocked = info.number("blocked_clients").filter(|blocked| *blocked >= FEW_BLOCKED)?;
    let connected = info.number("connected_clients")?;
    let limit = info.number("maxclients").filter(|limit| *limit > 0);
    let of = |whole: u64| blocked.saturating_mul(2) >= whole;
    let severity = match limit {
        Some(limit) if of(limit) => Severity::Warning,
        _ if of(connected) => Severity::Info,
        _ => return None,
    };
    let limit = limit.map_or(String::new(), |limit| format!(" (maxclients {})", units::count(limit)));
    let message = format!(
        "{} of its {} clients{limit} wait in a blocking command",
        units::count(blocked),
        units::count(connected)
    );
    Some(
        Finding::new("blocked-clients", severity, &member.subject, message)
            .hint("does what they wait for still come? redis-ops clients shows who they are"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::member;
    use super::*;

    fn judged(fields: &str, growth: Growth) -> Vec<(String, Severity)> {
        judge(&member("a", fields), growth).into_iter().map(|one| (one.id, one.severity)).collect()
    }

    #[test]
    fn evictions_have_figures_and_weight_only_while_they_go_on() {
        let fields = "evicted_keys:7200\nuptime_in_seconds:3600\nmaxmemory_policy:volatile-lru\n";
        let found = judge(&member("a", fields), Growth::default());
        assert_eq!(
            found[0].message,
            "has evicted 7,200 keys since its start 1h00m ago (2.0/s on average), policy volatile-lru"
        );
        assert_eq!(found[0].severity, Severity::Info);
        let growth = |rate| Growth { evicted_per_second: Some(rate), ..Growth::default() };
        assert_eq!(judged(fields, growth(5.0)), [("evictions".to_owned(), Severity::Warning)]);
        assert!(judged(fields, growth(0.0)).is_empty());
        let cache = fields.replace("volatile", "allkeys");
        assert_eq!(judged(&cache, growth(5.0)), [("evictions".to_owned(), Severity::Info)]);
    }

    #[test]
    fn blocked_clients_are_news_when_they_are_half_and_matter_near_the_limit() {
        let of = |blocked: u64, connected: u64| {
            let fields = format!("blocked_clients:{blocked}\nconnected_clients:{connected}\nmaxclients:200\n");
            judged(&fields, Growth::default())
        };
        assert!(of(9, 9).is_empty() && of(40, 100).is_empty());
        assert_eq!(of(50, 100), [("blocked-clients".to_owned(), Severity::Info)]);
        assert_eq!(of(100, 120), [("blocked-clients".to_owned(), Severity::Warning)]);
    }

    #[test]
    fn a_loading_server_is_not_judged() {
        let fields = "loading:1\nevicted_keys:7\nmaxmemory_policy:volatile-lru\n";
        assert!(judged(fields, Growth::default()).is_empty());
    }
}
