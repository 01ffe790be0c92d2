//! The shards that a backup takes, each with the members that may give its data; refused where one cannot be had.

use crate::context::Context;
use crate::domain::backup::cluster_moment::{self, Change, Moment};
use crate::domain::backup::source::{self, Candidate, Source};
use crate::error::{Error, Kind, Result};
use crate::formats::cluster::{SLOTS, SlotRange, count, ranges, words};
use crate::report::{Finding, Severity};
use crate::target::discover::Target;
use crate::target::shards::Cluster;
use crate::target::survey::{self, Answer};

/// What a backup takes.
#[derive(Debug, Clone)]
pub(super) struct Division {
    /// Each is one artefact of the set.
    pub(super) shards: Vec<ShardMembers>,
    /// How many there are, whatever is taken of them.
    pub(super) total: usize,
    /// Who had which slots; none without cluster mode.
    pub(super) moment: Option<Moment>,
    /// Slots that are left out, because `--pod` names a member of one shard.
    pub(super) left_out: Vec<SlotRange>,
}

/// A shard with its members.
#[derive(Debug, Clone)]
pub(super) struct ShardMembers {
    /// Its number, from 0.
    pub(super) number: usize,
    /// Its slots; none without cluster mode.
    pub(super) slots: Option<Vec<SlotRange>>,
    /// Indices into the answers.
    pub(super) members: Vec<usize>,
    /// Nodes of it that are no members of the instance that was found.
    pub(super) strangers: Vec<String>,
}

impl ShardMembers {
    /// `shard 1 (slots 5461-10922)`, or the instance itself.
    pub(super) fn name(&self, target: &Target) -> String {
        match &self.slots {
            Some(slots) => format!("shard {} (slots {}) of {}", self.number, words(slots), target.instance.full_name()),
            None => target.instance.full_name(),
        }
    }

    /// The source among its members for which `fits`; its index is one of the answers.
    ///
    /// # Errors
    /// A sentence that says of each why it will not do.
    pub(super) fn choose(
        &self,
        answers: &[Answer],
        max_lag: u64,
        fits: impl Fn(&Answer) -> bool,
    ) -> Result<Source, String> {
        let fitting: Vec<usize> = self.members.iter().copied().filter(|index| fits(&answers[*index])).collect();
        let candidate = |index: &usize| Candidate { name: &answers[*index].member.name, info: answers[*index].info() };
        let candidates: Vec<Candidate<'_>> = fitting.iter().map(candidate).collect();
        if candidates.is_empty() && !self.strangers.is_empty() {
            let strangers = self.strangers.join(", ");
            return Err(format!("its nodes are none of the members that are seen: {strangers}"));
        }
        let source = source::choose(&candidates, max_lag)?;
        Ok(Source { index: fitting[source.index], ..source })
    }
}

/// Divides an instance. `force` is to go on where slots are on the move, or claimed twice.
///
/// # Errors
/// Refused, naming the slots: some that no node serves, some on the move; a cluster that cannot be seen.
pub(super) fn divide(context: &Context, target: &Target, answers: &[Answer], force: bool) -> Result<Division> {
    let Some(cluster) = survey::cluster(answers) else {
        let members = (0..answers.len()).collect();
        let shard = ShardMembers { number: 0, slots: None, members, strangers: Vec::new() };
        return Ok(Division { shards: vec![shard], total: 1, moment: None, left_out: Vec::new() });
    };
    let name = target.instance.full_name();
    if cluster.views == 0 {
        let error = Error::refused(format!("{name} is a Redis Cluster, and which slots are where cannot be seen"));
        let unseen = cluster.unseen.iter().map(|(member, words)| format!("CLUSTER NODES on {member}: {words}"));
        return Err(unseen.fold(error, |error, cause| error.cause(cause)).hint(RIGHTS));
    }
    let moment = Moment::of(&cluster);
    let mut shards: Vec<ShardMembers> =
        (0..cluster.shards.len()).map(|number| members(&cluster, number, answers)).collect();
    let total = shards.len();
    let mut left_out = Vec::new();
    if context.settings.target.pod.is_some() {
        shards.retain(|shard| !shard.members.is_empty());
        let has = |slot: &u16| {
            let mut taken = shards.iter().filter_map(|shard| shard.slots.as_ref()).flatten();
            taken.any(|range| range.first <= *slot && *slot <= range.last)
        };
        left_out = ranges((0..SLOTS).filter(|slot| !has(slot)));
        if shards.is_empty() {
            return Err(Error::refused(format!("the member that --pod names serves no slots of {name}"))
                .hint("without --pod all shards are taken"));
        }
    } else if !cluster.uncovered.is_empty() {
        return Err(Error::refused(format!(
            "a backup of {name} would not be whole: some of its slots are served by no node"
        ))
        .cause(format!("slots {} ({} of {SLOTS})", words(&cluster.uncovered), count(&cluster.uncovered)))
        .hint("redis-ops health says what is wrong with the cluster")
        .hint("--pod NAME takes the one shard of that member, and says in the manifest what is not in it"));
    }
    if !force {
        settled(&name, &cluster, &moment)?;
    }
    Ok(Division { shards, total, moment: Some(moment), left_out })
}

const RIGHTS: &str = "an ACL user needs +cluster|nodes +cluster|info (before 7.0: +cluster)";

/// Whether every slot is in one place.
fn settled(name: &str, cluster: &Cluster, moment: &Moment) -> Result<()> {
    if let Some(moving) = moment.moving() {
        return Err(Error::refused(format!(
            "slots of {name} are on the move: a copy of each shard would not be a whole"
        ))
        .cause(moving.words())
        .hint("take the backup when they have arrived; redis-cli --cluster fix ends a move that was broken off")
        .hint("--force takes it all the same, and says so in the manifest"));
    }
    if let Some(conflict) = cluster.conflicts.first() {
        let [newer, older] = [conflict.newer, conflict.older].map(|node| cluster.nodes[node].name());
        return Err(Error::refused(format!("two nodes of {name} claim the same slots"))
            .cause(format!(
                "slots {} are claimed by {newer} and, with an older epoch, by {older}",
                words(&conflict.slots)
            ))
            .hint("redis-ops health says more; --force takes them from the one with the newer epoch"));
    }
    Ok(())
}

fn members(cluster: &Cluster, number: usize, answers: &[Answer]) -> ShardMembers {
    let shard = &cluster.shards[number];
    let nodes =
        || std::iter::once(shard.primary).chain(shard.replicas.iter().copied()).map(|node| &cluster.nodes[node]);
    let is_in = |answer: &Answer| nodes().any(|node| node.member.as_deref() == Some(answer.member.name.as_str()));
    ShardMembers {
        number,
        slots: Some(shard.slots.clone()),
        members: (0..answers.len()).filter(|index| is_in(&answers[*index])).collect(),
        strangers: nodes().filter(|node| node.member.is_none()).map(crate::target::shards::Place::name).collect(),
    }
}

impl Division {
    /// That a part was taken on purpose.
    pub(super) fn left_out(&self, target: &Target) -> Option<(String, Finding)> {
        if self.left_out.is_empty() {
            return None;
        }
        let slots = words(&self.left_out);
        let text = format!(
            "slots {slots} ({} of {SLOTS}) are not in it: --pod takes the shard of one member",
            count(&self.left_out)
        );
        let finding = Finding::new("slots-not-included", Severity::Warning, target.instance.full_name(), text.clone());
        Some((text, finding.hint("without --pod all shards are taken")))
    }
}

/// Nothing can be had of some shards, and why of each; of kind Refused for a cluster.
pub(super) fn nobody(target: &Target, answers: &[Answer], what: &str, lacking: &[(&ShardMembers, String)]) -> Error {
    let clustered = lacking.iter().any(|(shard, _)| shard.slots.is_some());
    let mut error = match lacking {
        [(shard, reason)] => {
            Error::target(format!("no member of {} can give {what}", shard.name(target))).cause(reason.clone())
        }
        several => {
            let error =
                Error::target(format!("{} shards of {} cannot be had", several.len(), target.instance.full_name()));
            several
                .iter()
                .fold(error, |error, (shard, reason)| error.cause(format!("{}: {reason}", shard.name(target))))
        }
    };
    let concerned = || lacking.iter().flat_map(|(shard, _)| &shard.members).map(|index| &answers[*index]);
    let loading = concerned().filter_map(Answer::info).any(|info| info.flag("loading") == Some(true));
    if loading {
        error = error.hint("a server is loading its data: try again when redis-ops health says it has finished");
    }
    if clustered {
        error = error.of_kind(Kind::Refused).hint("nothing is kept of a cluster unless all of its shards are");
    }
    let silent = concerned().filter_map(|answer| answer.result.as_ref().err());
    silent.fold(error, |error, silent| {
        silent.hints().iter().fold(error.cause(silent.chain()), |error, hint| error.hint(hint.clone()))
    })
}

/// Whether the cluster is as it was before, with what is to be said of it, and what belongs into the manifest.
///
/// # Errors
/// Of kind Verification where slots have moved, or are on the move, unless `force` is to keep it all the same.
pub(super) async fn look_again(
    context: &Context,
    target: &Target,
    before: Option<&Moment>,
    force: bool,
) -> Result<(Vec<Finding>, Vec<String>)> {
    let Some(before) = before else { return Ok((Vec::new(), Vec::new())) };
    let name = target.instance.full_name();
    let answers = survey::ask_all(context, target, redis::cmd("INFO"), &[]).await;
    let Some(cluster) = survey::cluster(&answers).filter(|cluster| cluster.views > 0) else {
        let text = "whether slots moved while it was taken cannot be told: nobody answers CLUSTER NODES any more";
        let finding = Finding::new("cluster-changed", Severity::Unknown, name, text)
            .hint("redis-ops health says what is wrong with the cluster");
        return Ok((vec![finding], vec![text.to_owned()]));
    };
    let changes = cluster_moment::changes(before, &Moment::of(&cluster));
    let harmful = || changes.iter().filter(|change| change.is_harmful());
    if harmful().next().is_some() && !force {
        let error = Error::new(Kind::Verification, format!("the copies of the shards of {name} are not a whole"));
        return Err(harmful()
            .fold(error, |error, change| error.cause(change.words()))
            .hint("take the backup again when no slots are moved")
            .hint("--force keeps it all the same, and says so in the manifest"));
    }
    let finding = |change: &Change| {
        let severity = if change.is_harmful() { Severity::Critical } else { Severity::Warning };
        let hint = match change.is_harmful() {
            true => "take another backup when no slots are moved",
            false => "redis-ops health says whether the cluster is well again",
        };
        Finding::new("cluster-changed", severity, name.clone(), change.words()).hint(hint)
    };
    Ok((changes.iter().map(finding).collect(), harmful().map(Change::words).collect()))
}
