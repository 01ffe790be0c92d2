//! From what the nodes of a Redis Cluster say of each other to its shards.
//!
//! Every member that answers has a view of all nodes (CLUSTER NODES). A node knows best what it is itself, so its own
//! line counts before anybody else's; of a silent node the line with the greatest epoch does. Two that claim the same
//! slot are told apart by their epochs, as the nodes do it among themselves.

mod merge;

use crate::formats::cluster::{ClusterNode, SlotRange, words};
use crate::target::flavour::Role;
use serde::Serialize;

/// What one member says of the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterView {
    /// The member that was asked.
    pub member: String,
    /// `cluster_state` of CLUSTER INFO: `ok` or `fail`; none where it could not be asked.
    pub state: Option<String>,
    /// Its CLUSTER NODES, or why there is none.
    pub nodes: Result<Vec<ClusterNode>, String>,
}

/// A cluster as its members together see it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cluster {
    /// What it is made of, by their lowest slots.
    pub shards: Vec<ClusterShard>,
    /// Every node that somebody knows.
    pub nodes: Vec<Place>,
    /// Slots that no node serves which is up.
    pub uncovered: Vec<SlotRange>,
    /// Slots that two nodes say are theirs.
    pub conflicts: Vec<Conflict>,
    /// Members that are in no shard: empty primaries, those that nobody knows.
    pub outside: Vec<String>,
    /// Members that see something else than the rest, with what: `the slots of redis-cluster-2`.
    pub disagreements: Vec<(String, String)>,
    /// Members that the others do not know, with the number of slots each says it has.
    pub separate: Vec<(String, u32)>,
    /// Members that say `cluster_state:fail`.
    pub failing: Vec<String>,
    /// Members that answered INFO and not CLUSTER NODES, with their words.
    pub unseen: Vec<(String, String)>,
    /// Number of members whose view is in this.
    pub views: usize,
}

/// A shard: a primary with slots, and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterShard {
    /// Its slots.
    pub slots: Vec<SlotRange>,
    /// Its primary, an index into the nodes.
    pub primary: usize,
    /// Its replicas, indices into the nodes.
    pub replicas: Vec<usize>,
}

/// A node of the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// `host:port`; empty where nobody knows it.
    pub address: String,
    /// The member that it is; none for a node that is none of the members we see.
    pub member: Option<String>,
    /// Its role.
    pub role: Role,
    /// Whether its own view is known.
    pub answered: bool,
    /// Whether the others agree that it is down.
    pub failed: bool,
    /// Members that suspect it to be down (`fail?`).
    pub suspected_by: Vec<String>,
    /// Members that are not connected to it.
    pub cut_off_from: Vec<String>,
    /// Members that look for it at an address which is not its pod's, with that address.
    pub looked_for_at: Vec<(String, String)>,
    /// Members that are still shaking hands with it.
    pub handshake_with: Vec<String>,
    /// Number of slots it is giving away or taking.
    pub moving_slots: usize,
    /// The epoch of its configuration, or of its primary's.
    pub epoch: u64,
}

/// Slots that two nodes claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The slots.
    pub slots: Vec<SlotRange>,
    /// The one with the greater epoch.
    pub newer: usize,
    /// The other one.
    pub older: usize,
}

/// Which shard a member is in, as reports name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShardTag {
    /// Its number, from 0, by the lowest slot.
    pub number: usize,
    /// Its slots.
    pub slots: Vec<SlotRange>,
}

impl ShardTag {
    /// Its slots in short.
    pub fn words(&self) -> String {
        words(&self.slots)
    }
}

impl Cluster {
    /// Puts the views of one instance together. `members` are all that are known, with what maps an address to one.
    pub fn of(views: &[ClusterView], members: &[String], member_at: &dyn Fn(&str, u16) -> Option<String>) -> Self {
        merge::merge(views, members, member_at)
    }

    /// The shard of a member.
    pub fn shard_of(&self, member: &str) -> Option<ShardTag> {
        let is = |node: &usize| self.nodes[*node].member.as_deref() == Some(member);
        let number = self.shards.iter().position(|shard| is(&shard.primary) || shard.replicas.iter().any(is))?;
        Some(self.tag(number))
    }

    /// A shard as reports name it.
    pub fn tag(&self, number: usize) -> ShardTag {
        ShardTag { number, slots: self.shards[number].slots.clone() }
    }

    /// The member that is the primary of a member's shard.
    pub fn primary_of(&self, member: &str) -> Option<&str> {
        let shard = self.shard_of(member)?.number;
        self.nodes[self.shards[shard].primary].member.as_deref()
    }

    /// Where a member stands among all: shard by shard, the primary first; those in no shard last.
    pub fn rank_of(&self, member: &str) -> (usize, bool) {
        match self.shard_of(member) {
            Some(tag) => (tag.number, self.primary_of(member) != Some(member)),
            None => (usize::MAX, false),
        }
    }
}

impl Place {
    /// The member, else its address, else the beginning of its id.
    pub fn name(&self) -> String {
        match &self.member {
            Some(member) => member.clone(),
            None if self.address.is_empty() => format!("node {}", self.id.get(..8).unwrap_or(&self.id)),
            None => self.address.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
