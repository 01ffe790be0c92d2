//! What an instance was before an upgrade, as a file: `pre-upgrade-check` writes it, `post-upgrade-check` reads it.

use crate::domain::config::{self, Parameters};
use crate::domain::health::MemberFacts;
use crate::target::flavour::Role;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the file. Readers refuse one they do not know.
pub const SCHEMA: &str = "redis-ops-baseline/v1";
/// Longest baseline that is read, in bytes: one of 1,000 members stays below.
pub const LONGEST: u64 = 32 * 1024 * 1024;

/// The baseline. No secret in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Baseline {
    /// [`SCHEMA`].
    pub schema: String,
    /// Version of the tool that wrote it.
    pub tool_version: String,
    /// `namespace/instance`, or `host:port`.
    pub instance: String,
    /// When it was taken.
    pub taken_at: DateTime<Utc>,
    /// Keys of all primaries together, by database.
    pub keys: BTreeMap<u64, Keys>,
    /// The members that answered, by name.
    pub members: BTreeMap<String, MemberBaseline>,
}

/// Keys of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Keys {
    /// All of them.
    pub keys: u64,
    /// Those with an expiry: they may be gone without anybody's doing.
    pub expires: u64,
}

/// A member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberBaseline {
    /// Its role.
    pub role: Option<Role>,
    /// Its version, as people say it: `7.4.2`, `valkey 9.0.1`.
    pub version: Option<String>,
    /// Clients connected.
    pub clients: Option<u64>,
    /// Bytes of memory in use.
    pub used_memory_bytes: Option<u64>,
    /// Its container's restarts.
    pub restarts: Option<u32>,
    /// Bytes a replica was behind, by its own primary's word.
    pub lag_bytes: Option<u64>,
    /// Runtime parameters, secrets hidden; none where CONFIG could not be asked.
    pub parameters: Option<Parameters>,
}

impl Baseline {
    /// Of an instance as it was seen. `parameters` are the members' by name, `lag_bytes` likewise.
    pub fn of(
        instance: String,
        taken_at: DateTime<Utc>,
        members: &[MemberFacts],
        mut parameters: BTreeMap<String, Parameters>,
        lag_bytes: &BTreeMap<String, u64>,
    ) -> Self {
        config::redact(&mut parameters);
        let mut described = BTreeMap::new();
        for member in members {
            let Some(info) = member.info() else { continue };
            let container = member.pod.as_ref().and_then(|pod| pod.containers.get(member.container));
            let baseline = MemberBaseline {
                role: member.role(),
                version: info.version(),
                clients: info.number("connected_clients"),
                used_memory_bytes: info.number("used_memory"),
                restarts: container.map(|container| container.restarts),
                lag_bytes: lag_bytes.get(&member.name).copied(),
                parameters: parameters.remove(&member.name),
            };
            described.insert(member.name.clone(), baseline);
        }
        Self {
            schema: SCHEMA.to_owned(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            instance,
            taken_at,
            keys: keys_of(members),
            members: described,
        }
    }

    /// Whether a primary was among those that answered: without one no keys were seen, and none in it means nothing.
    pub fn has_keys(&self) -> bool {
        self.members.values().any(|member| member.role == Some(Role::Primary))
    }

    /// Reads one.
    ///
    /// # Errors
    /// A sentence: not JSON of the expected shape, or of an unknown schema.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Versioned {
            schema: String,
        }
        let none = |error: serde_json::Error| format!("not a baseline: {error}");
        let Versioned { schema } = serde_json::from_slice(bytes).map_err(none)?;
        if schema != SCHEMA {
            return Err(format!("its schema is {schema}, and this redis-ops reads {SCHEMA}"));
        }
        serde_json::from_slice(bytes).map_err(none)
    }
}

/// Why the keys of an instance are not known, if they are not. A primary has to have told them; in a Redis Cluster every
/// member, as any that is silent may be the primary of a shard.
pub fn keys_unseen(members: &[MemberFacts]) -> Option<String> {
    let told = |member: &&MemberFacts| member.info().is_some_and(|info| info.flag("loading") != Some(true));
    let clustered =
        members.iter().any(|member| member.info().and_then(|info| info.flag("cluster_enabled")) == Some(true));
    let silent: Vec<&str> =
        members.iter().filter(|member| !told(member)).map(|member| member.subject.as_str()).collect();
    let has_primary = members.iter().filter(told).any(|member| member.role() == Some(Role::Primary));
    if has_primary && (silent.is_empty() || !clustered) {
        return None;
    }
    Some(match silent.as_slice() {
        [] => "no primary is among what was asked".to_owned(),
        silent => format!("{} did not tell, or still loads", silent.join(", ")),
    })
}

/// Keys of the primaries together, by database; those of a database without keys are none.
pub fn keys_of(members: &[MemberFacts]) -> BTreeMap<u64, Keys> {
    let mut all: BTreeMap<u64, Keys> = BTreeMap::new();
    for member in members.iter().filter(|member| member.role() == Some(Role::Primary)) {
        for database in member.info().map(|info| info.databases()).unwrap_or_default() {
            let keys = all.entry(database.index).or_default();
            keys.keys += database.keys;
            keys.expires += database.expires;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_where_a_primary_told_them_and_in_a_cluster_where_all_did() {
        let member = |(name, fields): &(&str, &str)| MemberFacts {
            subject: format!("apps/{name}"),
            name: (*name).to_owned(),
            intended_role: None,
            pod: None,
            container: 0,
            answer: match *fields {
                "" => Err(crate::error::Error::target("silent")),
                fields => Ok(crate::formats::info::Info::parse(fields)),
            },
            save_points: None,
        };
        let unseen = |members: &[(&str, &str)]| keys_unseen(&members.iter().map(member).collect::<Vec<_>>());
        let (primary, replica) = ("role:master\n", "role:slave\n");
        assert_eq!(unseen(&[("a", primary), ("b", "")]), None);
        assert!(unseen(&[("a", ""), ("b", replica)]).is_some_and(|why| why.contains("apps/a")));
        assert!(unseen(&[("b", replica)]).is_some_and(|why| why.contains("no primary")));
        assert!(unseen(&[("a", "role:master\nloading:1\n")]).is_some());
        let (node, of_node) = ("role:master\ncluster_enabled:1\n", "role:slave\ncluster_enabled:1\n");
        assert_eq!(unseen(&[("a", node), ("b", of_node)]), None);
        assert!(unseen(&[("a", node), ("b", "")]).is_some());
    }

    #[test]
    fn a_baseline_of_another_schema_is_refused_and_ours_is_read_again() {
        let baseline = Baseline::of("a/b".into(), DateTime::UNIX_EPOCH, &[], BTreeMap::new(), &BTreeMap::new());
        let text = serde_json::to_string(&baseline).expect("serializes");
        assert_eq!(Baseline::parse(text.as_bytes()).expect("reads").instance, "a/b");
        let other = text.replace("baseline/v1", "baseline/v2");
        assert_eq!(
            Baseline::parse(other.as_bytes()).expect_err("refused"),
            "its schema is redis-ops-baseline/v2, and this redis-ops reads redis-ops-baseline/v1"
        );
        assert!(Baseline::parse(b"[]").is_err());
    }
}
