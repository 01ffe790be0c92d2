//! From what every member says of replication to one picture of the instance.

use crate::domain::health::MemberFacts;
use crate::formats::info::Info;
use crate::target::flavour::Role;
use crate::target::shards::{Cluster, ShardTag};
use crate::target::topology::AddressMap;
use serde::Serialize;

/// Who follows whom. Nodes are in the order of the members they were made from.
#[derive(Debug, Clone, Serialize)]
pub struct Topology {
    /// Every member, silent ones too.
    #[serde(rename = "members")]
    pub nodes: Vec<Node>,
    /// Every replica that a member says is attached to it.
    pub attached: Vec<Attached>,
    /// From the addresses that servers name to members.
    #[serde(skip)]
    pub addresses: AddressMap,
}

/// A member's place.
#[derive(Debug, Clone, Serialize)]
pub struct Node {
    /// The member.
    pub member: String,
    /// `namespace/pod`, or `host:port`.
    #[serde(skip)]
    pub subject: String,
    /// The shard it is in, in cluster mode.
    pub shard: Option<ShardTag>,
    /// Its role; none where it did not answer.
    pub role: Option<Role>,
    /// Whom a replica follows.
    pub follows: Option<Upstream>,
    /// The state of a replica's link.
    pub link: Option<Link>,
    /// What is left of a full copy, bytes.
    pub sync_left_bytes: Option<u64>,
    /// The history it has a part of: `master_replid`.
    pub replication_id: Option<String>,
    /// Its own offset in that history, bytes.
    pub offset: Option<u64>,
    /// Bytes a replica is behind the primary of its chain; none where the two cannot be compared.
    pub lag_bytes: Option<u64>,
    /// Seconds since a replica heard of whom it follows.
    pub heard_seconds_ago: Option<u64>,
    /// Seconds since whom it follows had an acknowledgement of it.
    pub acknowledged_seconds_ago: Option<u64>,
    /// The node it follows, where that is a member.
    #[serde(skip)]
    pub upstream: Option<usize>,
    /// The primary at the top of its chain; itself for a primary.
    #[serde(skip)]
    pub primary: Option<usize>,
}

/// Whom a replica follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Upstream {
    /// Host as the replica was told it.
    pub host: String,
    /// Port.
    pub port: u16,
    /// The member that it is; none for somebody outside the instance.
    pub member: Option<String>,
}

/// The state of a replica's link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// It follows.
    Up,
    /// It takes a full copy.
    Syncing,
    /// It has lost whom it follows.
    Down,
}

impl Link {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Link::Up => "up",
            Link::Syncing => "syncing",
            Link::Down => "down",
        }
    }
}

/// A replica as the member knows it to which it is attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attached {
    /// The member it is attached to.
    pub to: String,
    /// Index of that member's node.
    #[serde(skip)]
    pub node: usize,
    /// Host as it is known there.
    pub host: String,
    /// Port; 0 for a client that only takes a snapshot.
    pub port: u16,
    /// The member that it is; none for somebody outside the instance.
    pub member: Option<String>,
    /// `online`, `wait_bgsave`, `send_bulk`, ….
    pub state: String,
    /// The offset it has acknowledged, bytes.
    pub offset: u64,
    /// Bytes that are sent, or to be sent, and not acknowledged yet. An acknowledgement comes once a second; none until
    /// the first one.
    pub lag_bytes: Option<u64>,
    /// Seconds since its last acknowledgement.
    pub acknowledged_seconds_ago: u64,
    /// Whether it is the second connection of a replica that is being synchronised.
    pub rdb_channel: bool,
}

impl Attached {
    /// Whether it has no port, so that nobody can be there to be promoted or asked: a snapshot being taken.
    pub fn is_phantom(&self) -> bool {
        self.port == 0 && !self.rdb_channel
    }

    /// Whether it follows and has acknowledged nothing yet, as in the first second after a switch: the offset 0 that it is
    /// listed with is none of its own (redis/src/replication.c, `repl_ack_off`).
    pub fn is_unheard(&self) -> bool {
        self.state == "online" && self.port != 0 && !self.rdb_channel && self.offset == 0 && self.lag_bytes.is_none()
    }

    /// Whether it is a replica outside the instance.
    pub fn is_outsider(&self) -> bool {
        self.member.is_none() && self.port != 0 && !self.rdb_channel
    }

    /// `host:port`.
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

impl Topology {
    /// Puts together what the members say. `map` has to know all members of the instance.
    pub fn of(members: &[MemberFacts], map: &AddressMap) -> Self {
        let attached = members.iter().enumerate().flat_map(|(node, member)| attached_to(node, member, map)).collect();
        let nodes = members.iter().map(|member| node(member, map)).collect();
        let mut topology = Self { nodes, attached, addresses: map.clone() };
        for index in 0..topology.nodes.len() {
            topology.nodes[index].upstream = topology.find_upstream(index, members);
        }
        for index in 0..topology.nodes.len() {
            topology.complete(index, members);
        }
        topology
    }

    /// With the shards of a Redis Cluster.
    #[must_use]
    pub fn with_shards(mut self, cluster: Option<&Cluster>) -> Self {
        for node in &mut self.nodes {
            node.shard = cluster.and_then(|cluster| cluster.shard_of(&node.member));
        }
        self
    }

    /// Whether the members are those of a Redis Cluster, each in a shard.
    pub fn is_sharded(&self) -> bool {
        self.nodes.iter().any(|node| node.shard.is_some())
    }

    /// The node of a member.
    pub fn index_of(&self, member: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.member == member)
    }

    /// The primaries' nodes.
    pub fn primaries(&self) -> impl Iterator<Item = (usize, &Node)> {
        self.nodes.iter().enumerate().filter(|(_, node)| node.role == Some(Role::Primary))
    }

    /// The replicas' nodes.
    pub fn replicas(&self) -> impl Iterator<Item = (usize, &Node)> {
        self.nodes.iter().enumerate().filter(|(_, node)| node.role == Some(Role::Replica))
    }

    /// Whom a replica follows: by the address it was told; else, where that is a Service's, the member that says this
    /// replica is attached to it; else the only primary that has the same history.
    fn find_upstream(&self, index: usize, members: &[MemberFacts]) -> Option<usize> {
        let node = &self.nodes[index];
        let follows = node.follows.as_ref()?;
        if let Some(member) = &follows.member {
            return self.index_of(member);
        }
        let attached = self.attached.iter().find(|one| one.member.as_deref() == Some(&node.member));
        if let Some(attached) = attached.filter(|attached| attached.node != index) {
            return Some(attached.node);
        }
        if node.link != Some(Link::Up) {
            return None;
        }
        let offset = node.offset?;
        let mut same = self.primaries().filter(|(primary, _)| same_history(node, offset, members[*primary].info()));
        same.next().map(|(primary, _)| primary).filter(|_| same.next().is_none())
    }

    fn complete(&mut self, index: usize, members: &[MemberFacts]) {
        let primary = self.top_of(index);
        let upstream = self.nodes[index].upstream.map(|upstream| self.nodes[upstream].member.clone());
        let seen = |one: &&Attached| one.member.as_deref() == Some(&self.nodes[index].member) && !one.rdb_channel;
        let acknowledged = self
            .attached
            .iter()
            .filter(seen)
            .find(|one| one.state == "online" && Some(one.node) == self.nodes[index].upstream)
            .map(|one| one.acknowledged_seconds_ago);
        let info = primary.and_then(|primary| members[primary].info());
        let node = &mut self.nodes[index];
        node.primary = primary;
        if let Some(follows) = &mut node.follows {
            follows.member = upstream.or(follows.member.take());
        }
        if node.role == Some(Role::Replica) {
            node.acknowledged_seconds_ago = acknowledged;
            node.lag_bytes = node.offset.and_then(|offset| {
                let written = info?.number("master_repl_offset")?;
                // The two were not read in the same instant: a replica seen ahead of its primary is not behind.
                same_history(node, offset, info).then(|| written.saturating_sub(offset))
            });
        }
    }

    fn top_of(&self, index: usize) -> Option<usize> {
        let mut at = index;
        for _ in 0..self.nodes.len() {
            if self.nodes[at].role == Some(Role::Primary) {
                return Some(at);
            }
            at = self.nodes[at].upstream?;
        }
        // Members that follow each other in a ring have no primary.
        None
    }
}

/// Offsets mean something beside each other only within one history. A promoted replica keeps the old one's id as its
/// second, valid up to `second_repl_offset` (redis/src/replication.c, shiftReplicationId).
fn same_history(node: &Node, offset: u64, primary: Option<&Info>) -> bool {
    let (Some(id), Some(primary)) = (node.replication_id.as_deref(), primary) else { return false };
    let second = primary.text("master_replid2") == Some(id)
        && primary
            .signed("second_repl_offset")
            .is_some_and(|last| u64::try_from(last).is_ok_and(|last| offset <= last));
    primary.text("master_replid") == Some(id) || second
}

fn node(member: &MemberFacts, map: &AddressMap) -> Node {
    let info = member.info();
    let role = member.role();
    let replica = info.filter(|_| role == Some(Role::Replica));
    let count = |info: &Info, field: &str| info.signed(field).and_then(|value| u64::try_from(value).ok());
    let follows = replica.and_then(|info| {
        let (host, port) = (info.text("master_host")?, info.text("master_port")?.parse().ok()?);
        let known = map.member_at(host, port).filter(|known| *known != member.name);
        Some(Upstream { host: host.to_owned(), port, member: known.map(str::to_owned) })
    });
    Node {
        member: member.name.clone(),
        subject: member.subject.clone(),
        shard: None,
        role,
        follows,
        link: replica.map(link),
        sync_left_bytes: replica
            .filter(|info| link(info) == Link::Syncing)
            .and_then(|info| count(info, "master_sync_left_bytes")),
        replication_id: info.and_then(|info| info.text("master_replid")).map(str::to_owned),
        offset: info.and_then(|info| {
            let own = replica.and_then(|info| info.number("slave_repl_offset"));
            own.or_else(|| info.number("master_repl_offset"))
        }),
        lag_bytes: None,
        heard_seconds_ago: replica.and_then(|info| count(info, "master_last_io_seconds_ago")),
        acknowledged_seconds_ago: None,
        upstream: None,
        primary: None,
    }
}

fn link(info: &Info) -> Link {
    match (info.text("master_link_status"), info.flag("master_sync_in_progress")) {
        (Some("up"), _) => Link::Up,
        (_, Some(true)) => Link::Syncing,
        _ => Link::Down,
    }
}

fn attached_to(node: usize, member: &MemberFacts, map: &AddressMap) -> Vec<Attached> {
    let Some(info) = member.info() else { return Vec::new() };
    let written = info.number("master_repl_offset");
    let attached = info.attached_replicas().into_iter().map(|replica| Attached {
        to: member.name.clone(),
        node,
        member: map
            .member_at(&replica.host, replica.port)
            .filter(|known| replica.port != 0 && *known != member.name)
            .map(str::to_owned),
        // Until a replica is online it acknowledges nothing, and the first acknowledgement comes up to a second later.
        lag_bytes: written
            .filter(|written| replica.state == "online" && (replica.offset > 0 || *written == 0))
            .map(|written| written.saturating_sub(replica.offset)),
        host: replica.host,
        port: replica.port,
        state: replica.state,
        offset: replica.offset,
        acknowledged_seconds_ago: replica.lag_seconds,
        rdb_channel: replica.rdb_channel,
    });
    attached.collect()
}

#[cfg(test)]
mod tests;
