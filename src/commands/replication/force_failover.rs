//! `force-failover`: a new primary without the old one.

use super::ending::{self, Proposal};
use super::job::{self, Job, Kind};
use super::scene::{self, Scene};
use crate::consent::{Consent, DestroyArgs};
use crate::context::Context;
use crate::domain::promote::{
    Limits, Objection, Pair, ServicePlan, Way, best_replica, force_objections, gap, may_not_lead, plan_force,
    plan_services, way,
};
use crate::error::Result;
use crate::lock::Lock;
use crate::report::{Finding, Outcome, Severity};
use crate::target::flavour::Role;
use crate::values::parse_duration;
use std::sync::Arc;
use std::time::Duration;

/// The command's name.
pub const NAME: &str = "force-failover";

/// Make a replica the primary without asking the old one: writes may be lost
///
/// For a primary that is dead, cut off, or does not hand over. Without POD the replica is taken that has most of the
/// primary's writes; where Sentinel decides, the choice is Sentinel's. The plan says what the replica lacks: bytes where
/// the primary answers, else unknown, with the time since it last heard of it. An old primary that answers is made a
/// replica of the new one, which discards what only it has. The others follow, and Services that are pinned to a pod are
/// led to the new primary, as promote-replica does it.
///
/// The plan is agreed to by the name of the target; --yes is not enough.
///
/// Exit status: 0 done and verified, 4 refused, 5 failed and nothing changed, 6 partly done, 8 another run works on it.
///
/// Examples:
///   redis-ops force-failover -n apps -r cache --dry-run
///   redis-ops force-failover -n apps -r cache --confirm apps/cache
///   redis-ops force-failover cache-redis-2 -n apps --confirm apps/cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ForceFailoverArgs {
    /// The replica: a pod, or HOST:PORT with --url (default: the one that has most)
    #[arg(value_name = "POD")]
    replica: Option<String>,
    /// Longest wait for the other members, and for Services that an operator moves
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = parse_duration)]
    max_wait: Duration,
    /// Leave Services as they are: clients find the new primary by other ways
    #[arg(long)]
    leave_services: bool,
    #[command(flatten)]
    consent: DestroyArgs,
}

/// Runs the command.
///
/// # Errors
/// Refused with every reason; Locked; Failed when nothing was changed. What was done in part is an outcome.
pub async fn run(context: &Context, args: &ForceFailoverArgs) -> Result<Outcome> {
    let scene = scene::look(context, args.replica.as_deref()).await?;
    let (proposal, objections) = propose(context, args, &scene).await?;
    if args.consent.dry_run {
        return Ok(ending::dry_run(&scene, proposal, objections, true));
    }
    ending::refuse(&scene, NAME, &objections, true)?;
    let consent = Consent::to(&proposal.plan, args.consent.answer(), &context.console).await?;
    let lock = Lock::take(context, &scene.target, NAME).await?;
    let outcome = carry_out(context, args, scene, proposal, &consent).await;
    lock.release(context).await?;
    outcome
}

async fn propose(context: &Context, args: &ForceFailoverArgs, scene: &Scene) -> Result<(Proposal, Vec<Objection>)> {
    let facts = &scene.facts;
    let refused = |objection| ending::refusal(scene, NAME, &[objection]);
    let found = find(args, scene).map_err(refused)?;
    let mut objections = force_objections(facts, found);
    // A dead primary does not answer, an old one cannot hold its writes back: neither is needed.
    let way = match way(facts, found) {
        Ok(way) => way,
        Err(_) if objections.iter().any(|objection| objection.finding.id == "role-owner-refuses") => Way::Pause,
        Err(objection) if ["server-too-old", "no-primary"].contains(&objection.finding.id.as_str()) => Way::Pause,
        Err(objection) => return Err(refused(objection)),
    };
    if way == Way::Sentinel && facts.sentinels.as_ref().is_none_or(|seen| seen.views.is_empty()) {
        let message = "no Sentinel answers that could fail over";
        objections.push(Objection::firm(Finding::new(
            "sentinel-unreachable",
            Severity::Critical,
            &facts.subject,
            message,
        )));
    }
    let (old, new) = (facts.name(found.old), facts.name(found.new));
    let services = match args.leave_services {
        true => ServicePlan::default(),
        false => plan_services(&facts.services, &scene.pods(), old, new),
    };
    objections.extend(may_not_lead(facts, &services, ending::may_patch(scene, &services).await));
    let gap = gap(facts, found.new);
    let plan = plan_force(facts, found, (way, &services), &scene.subject(context), &gap);
    let limits = Limits::of(way, Duration::from_secs(5));
    Ok((Proposal { pair: found, way, services, plan, gap: Some(gap), limits }, objections))
}

/// Who takes over from whom: from the primary, a silent member that may be it, or the one that its deployment means.
fn find(args: &ForceFailoverArgs, scene: &Scene) -> std::result::Result<Pair, Objection> {
    let facts = &scene.facts;
    let objection = |message: String| {
        let finding = Finding::new("no-candidate", Severity::Critical, &facts.subject, message);
        Objection::firm(finding.hint("redis-ops replication-info shows who follows whom"))
    };
    let new = match &args.replica {
        Some(name) => {
            facts.topology.index_of(name).ok_or_else(|| objection(format!("{name} is no member that can be seen")))?
        }
        None if facts.topology.is_sharded() => {
            return Err(objection("it is a Redis Cluster: say which replica is to take over its shard".to_owned()));
        }
        None => best_replica(facts, None).ok_or_else(|| {
            let message = format!("no replica answers{}", facts.silence().unwrap_or_default());
            let unseen = Finding::new("no-candidate", Severity::Critical, &facts.subject, message.clone());
            facts.silence_hint().map_or_else(|| objection(message), |hint| Objection::firm(unseen.hint(hint)))
        })?,
    };
    let nodes = &facts.topology.nodes;
    let same = |index: &usize| *index != new && nodes[*index].shard == nodes[new].shard;
    let others = || (0..nodes.len()).filter(same);
    let upstream = nodes[new].primary.or(nodes[new].upstream).filter(|index| *index != new);
    let primary = others().find(|index| nodes[*index].role == Some(Role::Primary));
    let silent = others().find(|index| nodes[*index].role.is_none());
    let intended = others().find(|index| facts.members[*index].intended_role == Some(Role::Primary));
    let old = upstream.or(primary).or(silent).or(intended).or_else(|| others().next());
    old.map(|old| Pair { old, new })
        .ok_or_else(|| objection("there is no other member that could be replaced".to_owned()))
}

/// Follows the plan.
async fn carry_out(
    context: &Context,
    args: &ForceFailoverArgs,
    scene: Scene,
    proposal: Proposal,
    _consent: &Consent,
) -> Result<Outcome> {
    let (owner, subject, reference) = (scene.facts.owner, scene.subject(context), scene.target.reference());
    let names = (scene.facts.name(proposal.pair.old).to_owned(), scene.facts.name(proposal.pair.new).to_owned());
    let job = Job {
        context: context.clone(),
        scene,
        kind: Kind::Force,
        pair: proposal.pair,
        way: proposal.way,
        services: proposal.services.clone(),
        limits: proposal.limits,
        plan: proposal.plan.clone(),
        max_wait: args.max_wait,
        hurry: Arc::default(),
    };
    let finished = job::run(job).await?;
    Ok(ending::outcome(proposal, owner, &subject, names, reference, finished))
}
