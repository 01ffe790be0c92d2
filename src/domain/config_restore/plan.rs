//! What is to be set on one member.

use super::table::{Class, canonical, class};
use crate::domain::config::Parameters;
use serde::Serialize;

/// What a running member has.
#[derive(Debug, Clone, Copy)]
pub struct Live<'a> {
    /// CONFIG GET.
    pub parameters: &'a Parameters,
    /// `used_memory`, if known.
    pub used_memory_bytes: Option<u64>,
}

/// A parameter that is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub to: String,
    /// What it is now.
    pub from: String,
}

/// A parameter that differs and is not set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Its name.
    pub name: String,
    /// What was kept.
    pub kept: String,
    /// What it is now; none where the server does not know it.
    pub now: Option<String>,
    /// Why it is not set.
    pub because: String,
    /// Whether it belongs into the deployment's values all the same.
    pub for_the_file: bool,
}

/// What is done with one member.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct MemberPlan {
    /// In the order in which they are set.
    pub changes: Vec<Change>,
    /// What differs and stays.
    pub held: Vec<Held>,
}

/// What has to be set before others, so that nothing is evicted or refused on the way.
const FIRST: [&str; 2] = ["maxmemory-policy", "maxclients"];

/// What of `kept` is set on a member that runs with `live`.
#[must_use]
pub fn plan_member(kept: &Parameters, live: Live<'_>) -> MemberPlan {
    let mut plan = MemberPlan::default();
    for (name, value) in kept {
        // An alias of a parameter that is there under its own name.
        let proper = canonical(name);
        if proper != *name && kept.contains_key(&proper) {
            continue;
        }
        let name = if live.parameters.contains_key(&proper) { &proper } else { name };
        let now = live.parameters.get(name);
        if now.is_some_and(|now| is_same(name, now, value)) {
            continue;
        }
        let held = |because: String, for_the_file| Held {
            name: name.clone(),
            kept: value.clone(),
            now: now.cloned(),
            because,
            for_the_file,
        };
        match (class(name), now) {
            (Class::Never(reason), _) => {
                // A secret that is hidden says nothing, not even that it differs.
                if !crate::domain::config::is_secret(name) {
                    plan.held.push(held(reason.to_owned(), false));
                }
            }
            (_, None) => plan.held.push(held("this server does not know it".to_owned(), false)),
            (Class::Restart, Some(_)) => plan.held.push(held("it takes a restart".to_owned(), true)),
            (Class::Runtime, Some(_)) if evicts(name, value, live) => {
                let used = live.used_memory_bytes.unwrap_or(0);
                let because = format!("the server uses {used} bytes, and would evict or refuse writes");
                plan.held.push(held(because, true));
            }
            (Class::Runtime, Some(now)) => {
                plan.changes.push(Change { name: name.clone(), to: value.clone(), from: now.clone() });
            }
        }
    }
    plan.changes.sort_by_key(|change| (!FIRST.contains(&change.name.as_str()), change.name.clone()));
    plan
}

/// Whether two values of a parameter mean the same: servers spell some in more than one way.
#[must_use]
pub fn is_same(name: &str, one: &str, other: &str) -> bool {
    if name == "client-output-buffer-limit" {
        return one.replace("slave", "replica") == other.replace("slave", "replica");
    }
    if name == "notify-keyspace-events" {
        let sorted = |text: &str| {
            let mut flags: Vec<char> = text.chars().collect();
            flags.sort_unstable();
            flags
        };
        return sorted(one) == sorted(other);
    }
    one == other
}

fn evicts(name: &str, value: &str, live: Live<'_>) -> bool {
    let limit: u64 = value.parse().unwrap_or(0);
    name == "maxmemory" && limit > 0 && live.used_memory_bytes.is_some_and(|used| limit < used)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn plan(kept: &[(&str, &str)], live: &[(&str, &str)]) -> MemberPlan {
        plan_member(&parameters(kept), Live { parameters: &parameters(live), used_memory_bytes: Some(1000) })
    }

    #[test]
    fn what_can_be_set_is_set_in_a_safe_order_and_the_rest_is_told() {
        let kept = [
            ("maxmemory", "2000"),
            ("maxmemory-policy", "noeviction"),
            ("hz", "10"),
            ("databases", "20"),
            ("dir", "/elsewhere"),
            ("requirepass", "<redacted>"),
            ("slave-read-only", "no"),
            ("replica-read-only", "no"),
            ("only-in-8", "1"),
        ];
        let live = [
            ("maxmemory", "0"),
            ("maxmemory-policy", "allkeys-lru"),
            ("hz", "10"),
            ("databases", "16"),
            ("dir", "/data"),
            ("requirepass", "secret"),
            ("slave-read-only", "yes"),
            ("replica-read-only", "yes"),
        ];
        let plan = plan(&kept, &live);
        let changed: Vec<&str> = plan.changes.iter().map(|change| change.name.as_str()).collect();
        assert_eq!(changed, ["maxmemory-policy", "maxmemory", "replica-read-only"]);
        let held: Vec<(&str, bool)> = plan.held.iter().map(|held| (held.name.as_str(), held.for_the_file)).collect();
        assert_eq!(held, [("databases", true), ("dir", false), ("only-in-8", false)]);
        assert!(!format!("{plan:?}").contains("secret"));
    }

    #[test]
    fn a_limit_below_what_is_used_is_not_set() {
        let found = plan(&[("maxmemory", "999")], &[("maxmemory", "0")]);
        assert!(found.changes.is_empty() && found.held[0].because.contains("evict"), "{found:?}");
        assert_eq!(plan(&[("maxmemory", "0")], &[("maxmemory", "999")]).changes.len(), 1);
    }

    #[test]
    fn spellings_are_no_difference() {
        let limit = "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60";
        let renamed = limit.replace("slave", "replica");
        let found = plan(
            &[
                ("client-output-buffer-limit", limit),
                ("notify-keyspace-events", "KEx"),
                ("hash-max-ziplist-entries", "5"),
            ],
            &[
                ("client-output-buffer-limit", &renamed),
                ("notify-keyspace-events", "xKE"),
                ("hash-max-listpack-entries", "5"),
            ],
        );
        assert_eq!(found, MemberPlan::default());
    }
}
