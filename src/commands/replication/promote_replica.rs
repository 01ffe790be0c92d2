//! `promote-replica`: hand the role of the primary over, without losing a write.
#![allow(rustdoc::bare_urls, reason = "these comments are the help page, where an address is what is typed")]

use super::ending::{self, Proposal};
use super::job::{self, Job, Kind};
use super::scene::{self, Scene};
use crate::consent::{Consent, DestroyArgs};
use crate::context::Context;
use crate::domain::promote::{
    Limits, Objection, Pair, Preflight, ServicePlan, judge, judge_rest, pair, plan_promotion, plan_services, way,
};
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::lock::Lock;
use crate::report::Outcome;
use crate::target::flavour::Role;
use crate::values::{parse_duration, parse_size};
use std::sync::Arc;
use std::time::Duration;

/// The command's name.
pub const NAME: &str = "promote-replica";

/// Make a replica the primary, without losing an acknowledged write
///
/// Who decides which member is the primary decides the way (redis-ops inspect shows who that is): Sentinel is asked to
/// fail over, the nodes of a Redis Cluster vote, and where only the start of the pods decides, the primary hands over
/// by FAILOVER, or holds its writes back until the replica has every byte. The others then follow the new primary.
/// Services that are pinned to a pod are led to it; their former selector is kept in an annotation. Where Argo CD, Flux
/// or an operator would put them back, the command refuses and says what to pause. Without POD the replica is taken
/// that is least behind.
///
/// A prober writes to both servers meanwhile: the report says for how many milliseconds nobody took writes, and the
/// last write that the old primary acknowledged is read from the new one. It says what will undo the promotion, and
/// the command that goes back. If it was cut off half-way, the same command does what is left.
///
/// It refuses, with the reason, where a replica's link is down or it is behind, where the old primary could not log in
/// to the new one, where a backup is being taken. --force overrides what can be overridden; then --confirm is needed.
///
/// Exit status: 0 done and verified, 4 refused, 5 failed and nothing changed, 6 partly done, 7 a write is missing,
/// 8 another run works on it.
///
/// Examples:
///   redis-ops promote-replica cache-redis-1 -n apps --dry-run
///   redis-ops promote-replica cache-redis-1 -n apps --yes
///   redis-ops promote-replica -n web -r session --yes
///   redis-ops promote-replica 10.0.0.7:6379 --url redis://10.0.0.6:6379
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct PromoteReplicaArgs {
    /// The replica: a pod, or HOST:PORT with --url (default: the one that is least behind)
    #[arg(value_name = "POD")]
    replica: Option<String>,
    /// Bytes it may be behind when the switch begins
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = parse_size)]
    max_lag: u64,
    /// Longest time in which writes stand still until it has everything
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = parse_duration)]
    switch_timeout: Duration,
    /// Longest wait for the other members, and for Services that an operator moves
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = parse_duration)]
    max_wait: Duration,
    /// Leave Services as they are: clients find the new primary by other ways
    #[arg(long)]
    leave_services: bool,
    /// Go on where a reason against it can be overridden
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    consent: DestroyArgs,
}

/// What a promotion may do and cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    pub max_lag_bytes: u64,
    pub switch_timeout: Duration,
    pub max_wait: Duration,
    pub leave_services: bool,
    pub force: bool,
}

/// What is to be done, and what speaks against it.
struct Judged {
    proposal: Proposal,
    objections: Vec<Objection>,
}

impl PromoteReplicaArgs {
    fn wish(&self) -> Wish {
        Wish {
            max_lag_bytes: self.max_lag,
            switch_timeout: self.switch_timeout,
            max_wait: self.max_wait,
            leave_services: self.leave_services,
            force: self.force,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// Refused with every reason; Locked; Failed when nothing was changed. What was done in part is an outcome.
pub async fn run(context: &Context, args: &PromoteReplicaArgs) -> Result<Outcome> {
    let scene = scene::look_beside(context, args.replica.as_deref()).await?;
    let judged = propose(context, args.wish(), wanted(args, &scene), &scene).await?;
    if args.consent.dry_run {
        return Ok(ending::dry_run(&scene, judged.proposal, judged.objections, args.force));
    }
    ending::refuse(&scene, NAME, &judged.objections, args.force)?;
    let consent = Consent::to(&judged.proposal.plan, args.consent.answer(), &context.console).await?;
    let lock = Lock::take(context, &scene.target, NAME).await?;
    // Time has passed at the prompt and at the lock: what was agreed to must still be what is.
    let chosen = scene.facts.name(judged.proposal.pair.new).to_owned();
    let scene = scene::refreshed(context, &scene.target).await?;
    let again = propose(context, args.wish(), Some(&chosen), &scene).await?;
    ending::refuse(&scene, NAME, &again.objections, args.force)?;
    if again.proposal.plan != judged.proposal.plan {
        return Err(Error::refused("the instance has changed since the plan was agreed to; nothing was done")
            .hint("look at the new plan with --dry-run"));
    }
    let outcome = carry_out(context, args, scene, again.proposal, &consent).await;
    lock.release(context).await?;
    outcome
}

async fn propose(context: &Context, wish: Wish, wanted: Option<&str>, scene: &Scene) -> Result<Judged> {
    let facts = &scene.facts;
    let found = pair(facts, wanted).map_err(|objection| ending::refusal(scene, NAME, &[objection]))?;
    let way = way(facts, found).map_err(|objection| ending::refusal(scene, NAME, &[objection]))?;
    let (old, new) = (facts.name(found.old), facts.name(found.new));
    let services = match wish.leave_services {
        true => ServicePlan::default(),
        false => plan_services(&facts.services, &scene.pods(), old, new),
    };
    let limits = Limits::of(way, wish.switch_timeout);
    let may_patch_services = ending::may_patch(scene, &services).await;
    let preflight =
        Preflight { max_lag_bytes: wish.max_lag_bytes, leave_services: wish.leave_services, may_patch_services };
    let objections = if found.old == found.new {
        judge_rest(facts, &services, preflight)
    } else {
        judge(facts, found, way, &services, preflight)
    };
    let forced = wish.force && objections.iter().any(|objection| objection.forceable);
    let subject = scene.subject(context);
    let plan = plan_promotion(facts, found, (way, &services), &subject, (limits, forced));
    let proposal = Proposal { pair: found, way, services, plan, gap: None, limits };
    Ok(Judged { proposal, objections })
}

/// The replica that is meant: POD, or the replica that `--url` names.
fn wanted<'a>(args: &'a PromoteReplicaArgs, scene: &'a Scene) -> Option<&'a str> {
    let named = args.replica.as_deref();
    named.or_else(|| {
        let own = scene.url_member.as_deref()?;
        let node = &scene.facts.topology.nodes[scene.facts.topology.index_of(own)?];
        (node.role == Some(Role::Replica)).then_some(own)
    })
}

/// Follows the plan.
async fn carry_out(
    context: &Context,
    args: &PromoteReplicaArgs,
    scene: Scene,
    proposal: Proposal,
    _consent: &Consent,
) -> Result<Outcome> {
    hand_over(context, scene, proposal, args.max_wait).await
}

/// Hands the role over to a replica on the way of another command, whose plan said so and was agreed to.
///
/// # Errors
/// Refused, Failed or Partial, with the reason.
pub(super) async fn hand_over_to(context: &Context, scene: Scene, replica: &str, wish: Wish) -> Result<()> {
    let judged = propose(context, wish, Some(replica), &scene).await?;
    ending::refuse(&scene, NAME, &judged.objections, wish.force)?;
    let outcome = hand_over(context, scene, judged.proposal, wish.max_wait).await?;
    if outcome.verdict == crate::report::Verdict::Ok {
        return Ok(());
    }
    // what was given up has left roles as they were
    let kind = if outcome.verdict == crate::report::Verdict::Failed { ErrorKind::Failed } else { ErrorKind::Partial };
    let error = Error::new(kind, format!("the role was not handed over to {replica} as it should be"));
    Err(outcome.findings.iter().fold(error, |error, finding| error.cause(finding.message.clone())))
}

/// Hands the role over by a plan that was agreed to.
async fn hand_over(context: &Context, scene: Scene, proposal: Proposal, max_wait: Duration) -> Result<Outcome> {
    let (owner, subject) = (scene.facts.owner, scene.subject(context));
    let reference = scene.target.reference();
    let names = names(&scene, proposal.pair);
    let job = Job {
        context: context.clone(),
        scene,
        kind: Kind::Handover,
        pair: proposal.pair,
        way: proposal.way,
        services: proposal.services.clone(),
        limits: proposal.limits,
        plan: proposal.plan.clone(),
        max_wait,
        hurry: Arc::default(),
    };
    let finished = job::run(job).await?;
    Ok(ending::outcome(proposal, owner, &subject, names, reference, finished))
}

fn names(scene: &Scene, pair: Pair) -> (String, String) {
    (scene.facts.name(pair.old).to_owned(), scene.facts.name(pair.new).to_owned())
}
