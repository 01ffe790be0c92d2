//! An instance seen whole: every member asked, whatever `--pod` and `--role` say, since a replica means nothing without
//! its primary. What they say decides what is shown.

use crate::context::Context;
use crate::domain::health::{HealthFacts, MemberFacts, Thresholds};
use crate::domain::replication::{Node, Topology};
use crate::error::Result;
use crate::exit::Nature;
use crate::report::Finding;
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use crate::target::shards::Cluster;
use crate::target::spec::RoleFilter;
use crate::target::survey;
use crate::target::topology::{AddressMap, Member};
use crate::wire::session::Reply;
use redis::Cmd;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Time between two looks at a member that is in the middle of something.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// A replica acknowledges once a second.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_secs(2);

/// What was seen.
pub(in crate::commands) struct Whole {
    /// The instance.
    pub target: Target,
    /// Its members with their INFO.
    pub members: Vec<MemberFacts>,
    /// Each member's replies to the further commands; none where it did not answer.
    pub replies: Vec<Vec<Reply>>,
    /// Who follows whom.
    pub topology: Topology,
    /// The Redis Cluster that they are; none outside of cluster mode.
    pub cluster: Option<Arc<Cluster>>,
    /// For how long each member was looked at, where once was not enough.
    pub looked_at_for: Vec<Duration>,
    /// Whether these are all members there are: not with `--url` or `-l`.
    pub complete: bool,
    pod: Option<String>,
    role: RoleFilter,
}

/// Asks every member for INFO and for `commands`.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is part of what was seen.
pub(in crate::commands) async fn look(context: &Context, commands: &[Cmd]) -> Result<Whole> {
    let mut target = discover::resolve_whole(context, Nature::Observing).await?;
    let answers = survey::ask_all(context, &target, redis::cmd("INFO"), commands).await;
    survey::no_sentinel(&answers)?;
    let cluster = survey::cluster(&answers);
    if let Some(cluster) = &cluster {
        target.instance.divide(cluster);
    }
    let (mut members, mut replies) = (Vec::with_capacity(answers.len()), Vec::with_capacity(answers.len()));
    for answer in answers {
        let subject = answer.member.subject();
        let (answered, further) = match answer.result {
            Ok((info, further)) => (Ok(info), further),
            Err(error) => (Err(error), Vec::new()),
        };
        replies.push(further);
        members.push(MemberFacts {
            subject,
            name: answer.member.name,
            intended_role: answer.member.intended_role,
            pod: answer.member.pod,
            container: answer.member.container,
            answer: answered,
            save_points: None,
        });
    }
    let topology = Topology::of(&members, &AddressMap::of(&target.instance)).with_shards(cluster.as_deref());
    let said = &context.settings.target;
    let complete = said.url.is_none() && said.selector.is_none();
    let looked_at_for = vec![Duration::ZERO; members.len()];
    let (pod, role) = (said.pod.clone(), said.role);
    Ok(Whole { target, members, replies, topology, cluster, looked_at_for, complete, pod, role })
}

impl Whole {
    /// Asks the members that `moves` picks once more, again and again, until it picks none or the time is over: what
    /// lasts but a moment is no state of the instance. Primaries are asked along, since replicas are judged by them.
    pub async fn wait_a_moment(&mut self, context: &Context, patience: Duration, moves: impl Fn(&MemberFacts) -> bool) {
        let started = Instant::now();
        loop {
            let moving: BTreeSet<usize> =
                (0..self.members.len()).filter(|index| moves(&self.members[*index])).collect();
            if moving.is_empty() || started.elapsed() >= patience {
                return;
            }
            let names: Vec<&str> = moving.iter().map(|index| self.members[*index].subject.as_str()).collect();
            context.console.status_once(&format!("looking again for a moment at {}", names.join(", ")));
            tokio::time::sleep(LOOK_EVERY).await;
            let asked = |index: &usize| moving.contains(index) || self.members[*index].role() == Some(Role::Primary);
            let (indices, members): (Vec<usize>, Vec<Member>) = (0..self.members.len())
                .filter(asked)
                .filter_map(|index| {
                    let name = &self.members[index].name;
                    Some((index, self.target.instance.members().find(|one| one.name == *name)?.clone()))
                })
                .unzip();
            for (index, answer) in indices.into_iter().zip(survey::ask_again(context, &self.target, members).await) {
                self.members[index].answer = answer;
                if moving.contains(&index) {
                    self.looked_at_for[index] = started.elapsed();
                }
            }
            let addresses = AddressMap::of(&self.target.instance);
            self.topology = Topology::of(&self.members, &addresses).with_shards(self.cluster.as_deref());
        }
    }

    /// Looks again for a moment where a replica was attached so lately that it has acknowledged nothing yet: right after a
    /// switch this is so, for a second at most.
    pub async fn wait_for_acknowledgements(&mut self, context: &Context) {
        let addresses = AddressMap::of(&self.target.instance);
        let unheard = |member: &MemberFacts| {
            let alone = Topology::of(std::slice::from_ref(member), &addresses);
            alone.attached.iter().any(|one| one.is_outsider() && one.is_unheard() && one.acknowledged_seconds_ago <= 2)
        };
        self.wait_a_moment(context, ACKNOWLEDGED_WITHIN, unheard).await;
    }

    /// Whether `--pod` and `--role` want a member. The role of a silent one is not known: it is wanted.
    pub fn wants(&self, node: &Node) -> bool {
        let role = match self.role {
            RoleFilter::Any => None,
            RoleFilter::Primary => Some(Role::Primary),
            RoleFilter::Replica => Some(Role::Replica),
        };
        self.wants_name(&node.member) && (role.is_none() || node.role.is_none() || node.role == role)
    }

    /// Whether `--pod` wants it.
    pub fn wants_name(&self, member: &str) -> bool {
        self.pod.as_deref().is_none_or(|pod| pod == member)
    }

    /// Whether only a part of what was seen is wanted.
    pub fn is_narrowed(&self) -> bool {
        self.pod.is_some() || self.role != RoleFilter::Any
    }

    /// Takes the findings away that are about members that are not wanted.
    pub fn retain_wanted(&self, findings: &mut Vec<Finding>) {
        findings.retain(|finding| {
            let node = self.topology.nodes.iter().find(|node| node.subject == finding.subject);
            node.is_none_or(|node| self.wants(node))
        });
    }

    /// What the rules of health look at, for those of them that look at roles.
    pub fn health_facts(&self, context: &Context, stateful_sets: Vec<(String, u32, u32)>) -> HealthFacts {
        let wanted = |(member, node): (&MemberFacts, &Node)| self.wants(node).then(|| member.clone());
        HealthFacts {
            subject: self.target.instance.full_name(),
            members: self.members.iter().zip(&self.topology.nodes).filter_map(wanted).collect(),
            stateful_sets,
            partial: !self.complete || self.is_narrowed(),
            now: context.now(),
            thresholds: Thresholds::default(),
            addresses: self.topology.addresses.clone(),
            cluster: self.cluster.clone(),
        }
    }
}
