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
