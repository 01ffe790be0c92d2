//! Keys of every database on every member, and replicas beside their primary. Rule `dbsize-differs`.

use super::topology::Topology;
use crate::domain::health::MemberFacts;
use crate::report::{Finding, Severity, units};
use crate::target::flavour::Role;
use crate::target::shards::{Cluster, ShardTag};
use serde::Serialize;

/// Keys, and how many of them have an expiry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Keys.
    pub keys: u64,
    /// Keys with an expiry.
    pub expires: u64,
}

/// The keys of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberKeys {
    /// The member.
    pub member: String,
    /// `namespace/pod`, or `host:port`.
    #[serde(skip)]
    pub subject: String,
    /// The shard it is in, in cluster mode.
    pub shard: Option<ShardTag>,
    /// Its role.
    pub role: Option<Role>,
    /// The primary of its chain; itself for a primary.
    pub primary: Option<String>,
    /// Its replication offset when it was counted, bytes.
    pub offset: Option<u64>,
    /// Databases with keys, by their number; none where the member did not answer or is still loading.
    pub databases: Option<Vec<DatabaseKeys>>,
    /// All databases together.
    pub all: Option<Count>,
}

/// The keys of one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DatabaseKeys {
    /// Its number.
    pub database: u64,
    /// Its keys.
    #[serde(flatten)]
    pub count: Count,
}

/// The keys of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// The primaries that were counted.
    pub primaries: Vec<String>,
    /// Their keys together.
    #[serde(flatten)]
    pub count: Count,
}

/// Counts the keys of every member. `members` are those the topology was made from.
pub fn count_keys(members: &[MemberFacts], topology: &Topology) -> Vec<MemberKeys> {
    let counted = members.iter().zip(&topology.nodes).map(|(member, node)| {
        let info = member.info().filter(|info| info.flag("loading") != Some(true));
        let databases: Option<Vec<DatabaseKeys>> = info.map(|info| {
            let databases = info.databases().into_iter();
            let keys = databases
                .map(|one| DatabaseKeys { database: one.index, count: Count { keys: one.keys, expires: one.expires } });
            keys.collect()
        });
        MemberKeys {
            member: node.member.clone(),
            subject: node.subject.clone(),
            shard: node.shard.clone(),
            role: node.role,
            primary: node.primary.map(|primary| topology.nodes[primary].member.clone()),
            offset: node.offset,
            all: databases.as_deref().map(|databases| sum(databases.iter().map(|one| one.count))),
            databases,
        }
    });
    counted.collect()
}

/// The keys of the instance: those of its primary, or of all primaries in cluster mode, where each has its share. None
/// where that cannot be told: no primary or several of the same keys, or a member that may be one and did not tell.
/// `shards` are what the nodes of a cluster say that it is made of.
pub fn total(counted: &[MemberKeys], cluster: bool, shards: Option<&Cluster>) -> Option<Total> {
    let mut primaries: Vec<&MemberKeys> = counted.iter().filter(|one| one.role == Some(Role::Primary)).collect();
    let mut silent = counted.iter().any(|one| one.role.is_none());
    if let Some(shards) = shards.filter(|shards| shards.views > 0) {
        // The nodes know who has the slots; whoever else is silent has no share.
        let leads = |one: &&MemberKeys| one.shard.is_some() && shards.primary_of(&one.member) == Some(&one.member);
        primaries = counted.iter().filter(leads).collect();
        silent = primaries.len() != shards.shards.len();
    }
    let sure = if cluster { !silent && !primaries.is_empty() } else { primaries.len() == 1 };
    let counts: Option<Vec<Count>> = primaries.iter().map(|primary| primary.all).collect();
    let names = primaries.iter().map(|primary| primary.member.clone()).collect();
    counts.filter(|_| sure).map(|counts| Total { primaries: names, count: sum(counts.into_iter()) })
}

fn sum(counts: impl Iterator<Item = Count>) -> Count {
    counts.fold(Count::default(), |sum, one| Count {
        keys: sum.keys.saturating_add(one.keys),
        expires: sum.expires.saturating_add(one.expires),
    })
}

/// Compares each replica with its primary. A difference is INFO: the two were not read in the same instant, and keys
/// that are to expire go at different times. It is a WARNING where neither explains it: both were read at the same
/// offset of the same history, and keys without an expiry differ.
pub fn judge_keys(counted: &[MemberKeys], topology: &Topology) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (replica, node) in counted.iter().zip(&topology.nodes) {
        let Some(primary) = node.primary.filter(|_| node.role == Some(Role::Replica)).map(|index| &counted[index])
        else {
            continue;
        };
        let (Some(own), Some(theirs)) = (&replica.databases, &primary.databases) else { continue };
        let differing = differences(own, theirs);
        if differing.is_empty() {
            continue;
        }
        let same_point = node.lag_bytes == Some(0) && replica.offset == primary.offset;
        let lasting = differing.iter().any(|(_, own, theirs)| own.lasting() != theirs.lasting());
        let words: Vec<String> = differing
            .iter()
            .map(|(database, own, theirs)| {
                format!("{} keys in db{database} where it has {}", units::count(own.keys), units::count(theirs.keys))
            })
            .collect();
        let (severity, point) = match same_point {
            true if lasting => (Severity::Warning, ", at the same replication offset, and not only keys that expire"),
            true => (Severity::Info, ", at the same replication offset: keys that expire"),
            false => (Severity::Info, ", at different replication offsets"),
        };
        let message = format!("differs from {}: {}{point}", primary.member, words.join(", "));
        let found = Finding::new("dbsize-differs", severity, &replica.subject, message);
        findings.push(match severity {
            Severity::Warning => {
                found.hint("was it written to (replica-read-only no)? a full copy would make it equal")
            }
            _ => found,
        });
    }
    findings
}

impl Count {
    /// Keys without an expiry.
    fn lasting(self) -> u64 {
        self.keys.saturating_sub(self.expires)
    }
}

/// Databases whose counts differ, with both counts.
fn differences(own: &[DatabaseKeys], theirs: &[DatabaseKeys]) -> Vec<(u64, Count, Count)> {
    let count = |databases: &[DatabaseKeys], database: u64| {
        databases.iter().find(|one| one.database == database).map(|one| one.count).unwrap_or_default()
    };
    let mut numbers: Vec<u64> = own.iter().chain(theirs).map(|one| one.database).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let pairs = numbers.into_iter().map(|number| (number, count(own, number), count(theirs, number)));
    pairs.filter(|(_, own, theirs)| own != theirs).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Fixture, ids, primary, replica};
    use super::*;

    fn judged(offset: u64, databases: &str) -> Vec<Finding> {
        let first = format!("{}db0:keys=10,expires=4\ndb3:keys=1,expires=0\n", primary(500, &[]));
        let second = format!("{}{databases}", replica("10.0.0.1", "up", offset));
        let fixture = Fixture::of(&[("a-0", &first), ("a-1", &second)]);
        let topology = fixture.topology();
        judge_keys(&count_keys(&fixture.members, &topology), &topology)
    }

    #[test]
    fn a_difference_is_judged_by_what_explains_it() {
        assert!(judged(500, "db0:keys=10,expires=4\ndb3:keys=1,expires=0\n").is_empty());
        let behind = judged(400, "db0:keys=9,expires=4\ndb3:keys=1,expires=0\n");
        assert_eq!(ids(&behind), [("dbsize-differs", Severity::Info)]);
        assert_eq!(
            behind[0].message,
            "differs from a-0: 9 keys in db0 where it has 10, at different replication offsets"
        );
        let expired = judged(500, "db0:keys=8,expires=2\ndb3:keys=1,expires=0\n");
        assert_eq!(ids(&expired), [("dbsize-differs", Severity::Info)]);
        let lost = judged(500, "db0:keys=10,expires=4\n");
        assert_eq!(ids(&lost), [("dbsize-differs", Severity::Warning)]);
        assert!(lost[0].message.contains("0 keys in db3 where it has 1"), "{}", lost[0].message);
    }

    #[test]
    fn the_primary_counts_and_a_clusters_primaries_are_summed() {
        let keys = |count: u64| format!("{}db0:keys={count},expires=1\n", primary(5, &[]));
        let (first, second) = (keys(10), keys(5));
        let count = |members: &[(&str, &str)], cluster| {
            let fixture = Fixture::of(members);
            total(&count_keys(&fixture.members, &fixture.topology()), cluster, None).map(|total| total.count.keys)
        };
        let follower = replica("10.0.0.1", "up", 5);
        assert_eq!(count(&[("a-0", &first), ("a-1", &follower)], false), Some(10));
        assert_eq!(count(&[("a-0", &first), ("a-1", "")], false), Some(10));
        assert_eq!(count(&[("a-0", &first), ("a-1", &second)], false), None);
        assert_eq!(count(&[("a-0", &first), ("a-1", &second)], true), Some(15));
        assert_eq!(count(&[("a-0", &first), ("a-1", "")], true), None, "it may have a share");
        let loading = format!("{first}loading:1\n");
        assert_eq!(count(&[("a-0", &loading)], false), None);
    }
}
