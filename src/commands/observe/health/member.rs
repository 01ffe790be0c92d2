//! A member's row of `health`.

use crate::domain::health::{HealthFacts, MemberFacts};
use crate::report::{Finding, Severity, units};
use crate::target::flavour::Role;
use crate::target::shards::ShardTag;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct MemberHealth {
    pub(super) member: String,
    /// The worst finding of this member; none where all is well.
    pub(super) worst: Option<Severity>,
    /// The shard it is in, in cluster mode.
    pub(super) shard: Option<ShardTag>,
    pub(super) role: Option<Role>,
    pub(super) version: Option<String>,
    pub(super) uptime_seconds: Option<u64>,
    pub(super) used_memory_bytes: Option<u64>,
    pub(super) memory_limit_bytes: Option<u64>,
    pub(super) maxmemory_bytes: Option<u64>,
    /// Which of the two is reached first.
    pub(super) memory_bound: Option<MemoryBound>,
    pub(super) keys: Option<u64>,
    pub(super) replication_offset: Option<u64>,
    pub(super) ready: Option<bool>,
    pub(super) restarts: Option<u32>,
}

/// What ends the growth of a server: it evicts or refuses writes at maxmemory, and is killed at its container's limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum MemoryBound {
    Maxmemory,
    ContainerLimit,
}

impl MemoryBound {
    fn of(maxmemory: Option<u64>, limit: Option<u64>) -> Option<Self> {
        match (maxmemory, limit) {
            (None, None) => None,
            (Some(maxmemory), Some(limit)) if maxmemory >= limit => Some(Self::ContainerLimit),
            (Some(_), _) => Some(Self::Maxmemory),
            (None, Some(_)) => Some(Self::ContainerLimit),
        }
    }
}

/// Limits are round figures: `2GiB` rather than `2.00GiB`, `1.5GiB` rather than `1.50GiB`.
fn round(bytes: u64) -> String {
    let words = units::bytes(bytes);
    let (number, unit) = words.split_at(words.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(words.len()));
    if !number.contains('.') {
        return words;
    }
    format!("{}{unit}", number.trim_end_matches('0').trim_end_matches('.'))
}

impl MemberHealth {
    /// `1.05MiB/2GiB` of the container's limit, and of maxmemory where there is a mark for it: `1.05MiB/100MiB*`.
    pub(super) fn memory_words(&self, used: u64, mark: &str) -> String {
        let of = |bound: Option<u64>| bound.map_or_else(String::new, round);
        let used = units::bytes(used);
        match self.memory_bound {
            Some(MemoryBound::Maxmemory) => format!("{used}/{}{mark}", of(self.maxmemory_bytes)),
            Some(MemoryBound::ContainerLimit) => format!("{used}/{}", of(self.memory_limit_bytes)),
            None => used,
        }
    }
}

pub(super) fn describe(member: &MemberFacts, facts: &HealthFacts, findings: &[Finding]) -> MemberHealth {
    let info = member.info();
    let number = |field: &str| info.and_then(|info| info.number(field));
    let own = findings.iter().filter(|finding| finding.subject == member.subject);
    let offset = match member.role() {
        Some(Role::Replica) => number("slave_repl_offset"),
        _ => number("master_repl_offset"),
    };
    let container = member.pod.as_ref().and_then(|pod| pod.containers.get(member.container));
    let maxmemory = number("maxmemory").filter(|bytes| *bytes > 0);
    MemberHealth {
        member: member.name.clone(),
        worst: own.map(|finding| finding.severity).max(),
        shard: facts.cluster.as_ref().and_then(|cluster| cluster.shard_of(&member.name)),
        role: member.role(),
        version: info.and_then(|info| info.version()),
        uptime_seconds: number("uptime_in_seconds"),
        used_memory_bytes: number("used_memory"),
        memory_limit_bytes: member.memory_limit_bytes(),
        maxmemory_bytes: maxmemory,
        memory_bound: MemoryBound::of(maxmemory, member.memory_limit_bytes()),
        keys: info.map(|info| info.databases().iter().map(|database| database.keys).sum()),
        replication_offset: offset,
        ready: member.pod.as_ref().map(|pod| pod.ready),
        restarts: container.map(|container| container.restarts),
    }
}
