//! What a promotion looks at.

use crate::domain::health::MemberFacts;
use crate::domain::replication::Topology;
use crate::error::Error;
use crate::formats::info::Info;
use crate::formats::sentinel::SentinelView;
use crate::report::Finding;
use crate::target::flavour::{Flavour, Role};
use crate::target::gitops::Manager;
use crate::target::objects::ServiceFacts;
use crate::target::role_owner::RoleOwner;

/// An instance as it was seen before a promotion.
#[derive(Debug)]
pub struct Facts {
    /// `namespace/instance`, or `host:port`.
    pub subject: String,
    /// Who deployed it.
    pub flavour: Flavour,
    /// Who decides which member is the primary.
    pub owner: RoleOwner,
    /// Its members, those that did not answer included.
    pub members: Vec<MemberFacts>,
    /// Who follows whom; nodes are in the order of the members.
    pub topology: Topology,
    /// What each member's configuration says, in the order of the members.
    pub settings: Vec<Settings>,
    /// What its Sentinels say; none where it has none.
    pub sentinels: Option<SentinelSeen>,
    /// The Services of its namespace.
    pub services: Vec<ServiceFacts>,
    /// Why the Services could not be seen.
    pub services_unseen: Option<String>,
    /// Who else writes its objects.
    pub managers: Vec<Manager>,
    /// Why the workloads could not be seen, whose labels and annotations name the managers.
    pub workloads_unseen: Option<String>,
}

/// What a member's configuration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whether it could log in to another member.
    pub masterauth: MasterAuth,
    /// `replica-priority`; none where CONFIG could not be asked.
    pub priority: Option<u64>,
    /// Whether the server has the command FAILOVER; none where it could not be asked.
    pub has_failover: Option<bool>,
    /// Whether a Sentinel is connected to it.
    pub watched_by_sentinel: bool,
    /// Whether a restart would bring its data back: save points or an AOF; none where CONFIG could not be asked.
    pub persists: Option<bool>,
    /// Whether a save that fails makes it refuse writes as a primary; none where CONFIG could not be asked.
    pub stops_writes: Option<bool>,
    /// Whether it ends as a replica at the first write that it could not keep; none where it could not be asked, or before 7.0.
    pub ends_of_disk_errors: Option<bool>,
}

impl Settings {
    /// Of a member that was not asked, or did not answer.
    pub fn unknown(why: &str) -> Self {
        Self {
            masterauth: MasterAuth::Unknown(why.to_owned()),
            priority: None,
            has_failover: None,
            watched_by_sentinel: false,
            persists: None,
            stops_writes: None,
            ends_of_disk_errors: None,
        }
    }
}

/// Whether a member's `masterauth` lets it follow another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MasterAuth {
    /// It is the password that this tool logs in with.
    Fits,
    /// The servers want no password.
    NotNeeded,
    /// It is empty, and the servers want a password.
    Missing,
    /// It is another password than the one that this tool logs in with.
    Differs,
    /// It could not be told, and why.
    Unknown(String),
}

/// What the Sentinels of an instance say.
#[derive(Debug, Clone)]
pub struct SentinelSeen {
    /// What they call the primary.
    pub master_name: String,
    /// Those that answered: pod and view.
    pub views: Vec<(String, SentinelView)>,
    /// Those that did not: pod and why.
    pub silent: Vec<(String, String)>,
}

/// Who hands over to whom: indices of members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The primary; the new one itself where it is one already.
    pub old: usize,
    /// The replica that is to become the primary.
    pub new: usize,
}

/// A reason not to act.
#[derive(Debug, Clone)]
pub struct Objection {
    /// What was found. Boxed: it is the error of what chooses.
    pub finding: Box<Finding>,
    /// Whether `--force` overrides it.
    pub forceable: bool,
}

impl Objection {
    /// A reason that stands whatever is said.
    pub fn firm(finding: Finding) -> Self {
        Self { finding: Box::new(finding), forceable: false }
    }

    /// A reason that `--force` overrides.
    pub fn soft(finding: Finding) -> Self {
        Self { finding: Box::new(finding), forceable: true }
    }
}

impl Facts {
    /// A note that managers may have been overlooked, where that is so.
    pub fn overlooked(&self) -> Option<String> {
        let why = self.workloads_unseen.as_ref()?;
        Some(format!("whether a controller would put changes back cannot be told, its workloads are not seen: {why}"))
    }

    /// Who does not answer, and why, to be said behind a sentence: `: none of its 3 members answers: …`.
    pub fn silence(&self) -> Option<String> {
        let silent: Vec<(&MemberFacts, &Error)> =
            self.members.iter().filter_map(|member| Some((member, member.answer.as_ref().err()?))).collect();
        let (first, error) = silent.first()?;
        let why = format!("{} does not answer: {}", first.subject, error.chain());
        Some(match silent.len() {
            1 => format!(": {why}"),
            all if all == self.members.len() => format!(": none of its {all} members answers; {why}"),
            some => format!(": {some} of its {} members do not answer; {why}", self.members.len()),
        })
    }

    /// What to type about the first that does not answer: the right that is missing, say.
    pub fn silence_hint(&self) -> Option<String> {
        self.members.iter().find_map(|member| member.answer.as_ref().err()?.hints().first().cloned())
    }

    /// The name of a member.
    pub fn name(&self, index: usize) -> &str {
        &self.topology.nodes[index].member
    }

    /// `namespace/pod`, or `host:port`.
    pub fn subject_of(&self, index: usize) -> &str {
        &self.topology.nodes[index].subject
    }

    /// What a member says, if it answered.
    pub fn info(&self, index: usize) -> Option<&Info> {
        self.members[index].info()
    }

    /// Whether a member can hold its writes back alone: CLIENT PAUSE … WRITE came with 6.2. One that does not answer is not
    /// known to be too old.
    pub fn holds_writes_back(&self, index: usize) -> bool {
        self.info(index).is_none_or(|info| at_least(info, (6, 2)))
    }

    /// The members of the same shard, but for these; all of them outside of cluster mode.
    pub fn siblings(&self, pair: Pair) -> Vec<usize> {
        let nodes = &self.topology.nodes;
        let same = |index: &usize| nodes[*index].shard == nodes[pair.new].shard;
        (0..nodes.len()).filter(|index| *index != pair.old && *index != pair.new).filter(same).collect()
    }

    /// The members that say they are replicas, but for this one.
    pub fn replicas_beside(&self, head: usize) -> impl Iterator<Item = usize> {
        let nodes = self.topology.nodes.iter().enumerate();
        nodes.filter(move |(index, node)| *index != head && node.role == Some(Role::Replica)).map(|(index, _)| index)
    }

    /// How the old primary knows a replica: the host and port of its `slaveN` line.
    pub fn attached(&self, pair: Pair) -> Option<(String, u16)> {
        let (old, new) = (self.name(pair.old), self.name(pair.new));
        let mut all = self.topology.attached.iter();
        let found = all.find(|one| one.to == old && one.member.as_deref() == Some(new) && !one.rdb_channel)?;
        Some((found.host.clone(), found.port))
    }

    /// Where the others are to follow the new primary: in the form in which it follows the old one now, a name that
    /// outlives the pod or an address.
    pub fn stable_address(&self, pair: Pair) -> Option<(String, u16)> {
        let attached = self.attached(pair);
        let named = self.topology.nodes[pair.new].follows.as_ref().and_then(|follows| {
            let rest = follows.host.strip_prefix(self.name(pair.old))?;
            let port = attached.as_ref().map_or(follows.port, |(_, port)| *port);
            rest.starts_with('.').then(|| (format!("{}{rest}", self.name(pair.new)), port))
        });
        named.or(attached)
    }
}

/// Whether a server is of this version or a later one. Valkey's `redis_version` stays 7.2.4, which is enough here.
pub(super) fn at_least(info: &Info, wanted: (u32, u32)) -> bool {
    let mut numbers = info.text("redis_version").unwrap_or_default().split('.').map_while(|part| part.parse().ok());
    let version: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    version >= wanted
}
