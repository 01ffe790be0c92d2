//! What the health rules look at.

use crate::error::Error;
use crate::formats::info::Info;
use crate::report::Finding;
use crate::target::facts::PodFacts;
use crate::target::flavour::Role;
use crate::target::shards::Cluster;
use crate::target::topology::AddressMap;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;

/// An instance as it was seen.
#[derive(Debug)]
pub struct HealthFacts {
    /// `namespace/instance`, or `host:port`.
    pub subject: String,
    /// Its members, those that did not answer included.
    pub members: Vec<MemberFacts>,
    /// The StatefulSets of the members: name, pods it is meant to have, pods there are.
    pub stateful_sets: Vec<(String, u32, u32)>,
    /// Whether only a part of the members was looked at (`--url`, `--pod`, `-l`, `--role`): then absence proves nothing.
    pub partial: bool,
    /// From the addresses that servers name to members.
    pub addresses: AddressMap,
    /// The Redis Cluster that the members are; none outside of cluster mode.
    pub cluster: Option<Arc<Cluster>>,
    /// When it was looked at.
    pub now: DateTime<Utc>,
    /// Where the rules draw their lines.
    pub thresholds: Thresholds,
}

impl HealthFacts {
    /// The rules on a Redis Cluster alone; nothing outside of cluster mode.
    pub fn judge_cluster(&self) -> Vec<Finding> {
        let judge = |cluster: &Cluster| super::judge_cluster(&self.subject, cluster, self.partial);
        self.cluster.as_deref().map(judge).unwrap_or_default()
    }
}

/// A member as it was seen.
#[derive(Debug, Clone)]
pub struct MemberFacts {
    /// `namespace/pod`, or `host:port`.
    pub subject: String,
    /// The pod's name, or `host:port`.
    pub name: String,
    /// The role its deployment intends, where one is fixed.
    pub intended_role: Option<Role>,
    /// What Kubernetes says; none with `--url`.
    pub pod: Option<PodFacts>,
    /// Index of the server's container in the pod.
    pub container: usize,
    /// What the server says, or why it says nothing.
    pub answer: Result<Info, Error>,
    /// The server's save points, or its words where it does not tell them; none where it was not asked for them.
    pub save_points: Option<Result<Vec<SavePoint>, String>>,
}

impl MemberFacts {
    /// INFO, if the member answered.
    pub fn info(&self) -> Option<&Info> {
        self.answer.as_ref().ok()
    }

    /// The role the server claims.
    pub fn role(&self) -> Option<Role> {
        match self.info()?.text("role")? {
            "master" => Some(Role::Primary),
            "slave" => Some(Role::Replica),
            _ => None,
        }
    }

    /// Where the server's log is, as a command to type where there is one.
    pub(super) fn log(&self) -> String {
        match &self.pod {
            Some(pod) => format!("kubectl logs -n {} {}", pod.namespace, pod.name),
            None => "its log file".to_owned(),
        }
    }

    /// The server's save points, as far as they are known.
    pub fn known_save_points(&self) -> Option<&[SavePoint]> {
        self.save_points.as_ref()?.as_deref().ok()
    }

    /// The memory limit of the server's container, in bytes.
    pub fn memory_limit_bytes(&self) -> Option<u64> {
        self.pod.as_ref()?.containers.get(self.container)?.memory_limit_bytes
    }
}

/// `save 900 1`: save when so many changes are older than so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavePoint {
    /// Seconds.
    pub seconds: u64,
    /// Changes.
    pub changes: u64,
}

/// Parses the value of `CONFIG GET save`: `3600 1 300 100 60 10000`, empty for none.
pub fn parse_save_points(value: &str) -> Vec<SavePoint> {
    let numbers: Vec<u64> = value.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    numbers.chunks_exact(2).map(|pair| SavePoint { seconds: pair[0], changes: pair[1] }).collect()
}

/// Where the rules draw their lines.
#[derive(Debug, Clone, Copy)]
pub struct Thresholds {
    /// Bytes a replica may be behind.
    pub lag_bytes: u64,
    /// Time a replica may be silent towards its primary.
    pub lag: Duration,
    /// Age the last RDB save may have; without it the server's own save points decide.
    pub save_age: Option<Duration>,
    /// How long a restart is news.
    pub restart_window: Duration,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            lag_bytes: 10 * 1024 * 1024,
            lag: Duration::from_secs(20),
            save_age: None,
            restart_window: Duration::from_secs(24 * 3600),
        }
    }
}

#[cfg(test)]
pub(super) mod fixtures {
    use super::*;
    use chrono::TimeZone;

    /// A member that answered with these INFO fields, on top of those of a healthy server.
    pub fn member(name: &str, fields: &str) -> MemberFacts {
        let healthy = "role:master\nloading:0\nserver_time_usec:1700000000000000\nrdb_last_save_time:1699999990\n\
            rdb_changes_since_last_save:0\nrdb_last_bgsave_status:ok\naof_enabled:0\nused_memory:1000000\n\
            used_memory_rss:2000000\nmaxmemory:0\nmaxmemory_policy:noeviction\nconnected_slaves:0\n";
        MemberFacts {
            subject: format!("apps/{name}"),
            name: name.to_owned(),
            intended_role: None,
            pod: None,
            container: 0,
            answer: Ok(Info::parse(&format!("{healthy}{fields}"))),
            // Reached a day after the save before, and twice that is allowed.
            save_points: Some(Ok(vec![SavePoint { seconds: 86_400, changes: 1 }])),
        }
    }

    /// An instance of these members.
    pub fn instance(members: Vec<MemberFacts>) -> HealthFacts {
        HealthFacts {
            subject: "apps/cache".to_owned(),
            members,
            stateful_sets: Vec::new(),
            partial: false,
            addresses: AddressMap::default(),
            cluster: None,
            now: Utc.timestamp_opt(1_700_000_000, 0).single().unwrap_or_default(),
            thresholds: Thresholds::default(),
        }
    }

    /// The ids of the findings.
    pub fn ids(findings: &[crate::report::Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.id.as_str()).collect()
    }
}
