//! The reply of CLUSTER NODES, one node a line (redis/src/cluster.c, clusterGenNodeDescription):
//! `<id> <ip:port@cport[,hostname[,aux=value…]]> <flags> <primary's id or -> <ping> <pong> <epoch> <link> <slot>…`.

use serde::{Serialize, Serializer};
use std::fmt;

/// Number of hash slots of a cluster.
pub const SLOTS: u16 = 16384;

/// Hash slots next to each other, both ends included. Written as the server writes it: `0-5460`, or `7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlotRange {
    /// The first one.
    pub first: u16,
    /// The last one.
    pub last: u16,
}

impl SlotRange {
    /// Number of slots.
    pub fn count(self) -> u32 {
        u32::from(self.last - self.first) + 1
    }

    /// Parses `5461-10922` or `7`. None for anything else, such as `[93-<-id]`, a slot on the move.
    fn parse(word: &str) -> Option<Self> {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        (first <= last && last < SLOTS).then_some(Self { first, last })
    }
}

impl fmt::Display for SlotRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first == self.last {
            true => write!(f, "{}", self.first),
            false => write!(f, "{}-{}", self.first, self.last),
        }
    }
}

impl Serialize for SlotRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The slots of an ascending sequence as ranges.
pub fn ranges(slots: impl Iterator<Item = u16>) -> Vec<SlotRange> {
    let mut ranges: Vec<SlotRange> = Vec::new();
    for slot in slots {
        match ranges.last_mut() {
            Some(range) if range.last + 1 == slot => range.last = slot,
            _ => ranges.push(SlotRange { first: slot, last: slot }),
        }
    }
    ranges
}

/// Number of slots of all ranges.
pub fn count(ranges: &[SlotRange]) -> u32 {
    ranges.iter().map(|range| range.count()).sum()
}

/// The first few ranges, and how many more there are: `0-5460`, `0-99 200-299 +12`.
pub fn words(ranges: &[SlotRange]) -> String {
    const SHOWN: usize = 2;
    let mut words: Vec<String> = ranges.iter().take(SHOWN).map(ToString::to_string).collect();
    if ranges.len() > SHOWN {
        words.push(format!("+{}", ranges.len() - SHOWN));
    }
    words.join(" ")
}

/// A node as one of the nodes sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterNode {
    /// Its id, 40 hexadecimal digits.
    pub id: String,
    /// Its address; empty where the asked node does not know its own yet.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Its announced host name (7.0 and later).
    pub hostname: Option<String>,
    /// `myself`, `master`, `slave`, `fail?`, `fail`, `handshake`, `noaddr`, ….
    pub flags: Vec<String>,
    /// The id of the primary it follows.
    pub primary_id: Option<String>,
    /// The epoch of its configuration, or of its primary's: of two that claim a slot, the greater one has it.
    pub epoch: u64,
    /// Whether the asked node is connected to it.
    pub connected: bool,
    /// Slots it serves. Those that are on the move stay with their owner until the end.
    pub slots: Vec<SlotRange>,
    /// Number of slots that it is giving away or taking. Only the asked node's own are told.
    pub moving_slots: usize,
}

impl ClusterNode {
    /// Whether a flag is set.
    pub fn is(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known == flag)
    }
}

/// Parses a reply. Lines that are not of the form are passed over.
pub fn parse_nodes(reply: &str) -> Vec<ClusterNode> {
    reply.lines().filter_map(|line| parse_node(line.trim_end())).collect()
}

fn parse_node(line: &str) -> Option<ClusterNode> {
    let mut words = line.split(' ');
    let id = words.next().filter(|id| !id.is_empty())?;
    let mut address = words.next()?.split(',');
    let endpoint = address.next()?.split('@').next()?;
    let (host, port) = endpoint.rsplit_once(':')?;
    let hostname = address.next().filter(|name| !name.is_empty() && !name.contains('='));
    let flags = words.next()?.split(',').map(str::to_owned).collect();
    let primary_id = words.next().filter(|id| *id != "-").map(str::to_owned);
    let (_ping, _pong) = (words.next()?, words.next()?);
    let epoch = words.next()?.parse().ok()?;
    let link = words.next()?;
    let slots: Vec<&str> = words.collect();
    Some(ClusterNode {
        id: id.to_owned(),
        host: host.to_owned(),
        port: port.parse().ok()?,
        hostname: hostname.map(str::to_owned),
        flags,
        primary_id,
        epoch,
        connected: link == "connected",
        moving_slots: slots.iter().filter(|word| word.starts_with('[')).count(),
        slots: slots.into_iter().filter_map(SlotRange::parse).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPLY: &str = "\
aaaa 10.0.0.1:6379@16379,cache-0 myself,master - 0 0 1 connected 0-5460 [93-<-bbbb]\n\
bbbb 10.0.0.2:6379@16379 master - 0 1700000000000 2 connected 5461-10922\r\n\
cccc 10.0.0.3:6379@16379,,shard-id=12 master,fail - 0 1700000000000 3 disconnected 10923-16382 16383\n\
dddd :0@0 slave,noaddr aaaa 0 1700000000000 1 connected\n";

    #[test]
    fn nodes_with_their_slots_and_primaries() {
        let nodes = parse_nodes(REPLY);
        assert_eq!(nodes.len(), 4);
        assert_eq!((nodes[0].hostname.as_deref(), words(&nodes[0].slots).as_str()), (Some("cache-0"), "0-5460"));
        assert_eq!((nodes[0].moving_slots, nodes[1].epoch, nodes[1].connected), (1, 2, true));
        assert!(nodes[0].is("myself") && nodes[2].is("fail") && !nodes[2].connected && nodes[2].hostname.is_none());
        assert_eq!((words(&nodes[2].slots).as_str(), count(&nodes[2].slots)), ("10923-16382 16383", 5461));
        assert_eq!(nodes[3].primary_id.as_deref(), Some("aaaa"));
    }

    #[test]
    fn nonsense_is_no_node() {
        assert!(parse_nodes("ERR\n\na b c\n").is_empty());
        assert!(parse_nodes("a h:1@2 master - 0 0 1 connected 9-3 99999 -1").iter().all(|node| node.slots.is_empty()));
    }

    #[test]
    fn slots_become_ranges_and_many_ranges_a_few_words() {
        let found = ranges([0, 1, 2, 7, 100, 101].into_iter());
        assert_eq!(words(&found), "0-2 7 +1");
        assert_eq!(count(&found), 6);
    }
}
