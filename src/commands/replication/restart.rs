//! `restart`: every pod of an instance anew, one after the other, replicas first.

mod carry;
mod plan;
mod tally;
mod view;

pub(in crate::commands) use plan::judge_files;

use super::ending;
use super::scene;
use crate::consent::{Consent, DestroyArgs};
use crate::context::Context;
use crate::domain::promote::Objection;
use crate::error::{Error, Kind, Result};
use crate::lock::Lock;
use crate::report::{Outcome, Verdict};
use crate::values::{parse_duration, parse_size};
use std::time::Duration;

/// The command's name.
pub const NAME: &str = "restart";

/// Restart an instance pod by pod, replicas first
///
/// Each pod is evicted, so that PodDisruptionBudgets have a say, whatever its StatefulSet's update strategy is: OnDelete
/// too. The next one waits until its successor is ready, its server answers and is in sync. Primaries come last: where
/// Sentinel, an operator or the nodes of a Redis Cluster decide who is the primary, the role is handed over before, as
/// promote-replica does it; where the chart makes the same pod the primary at every start, it is restarted in its place,
/// and nobody takes writes meanwhile.
///
/// It refuses a pod that no controller would make again, an instance that is not in order, and a primary that would come
/// back empty (no persistence, no volume), since its replicas would copy that. --force overrides the last two, and then
/// --confirm is needed.
///
/// A run that ends half-way, by itself or by a signal, says which pods were restarted and which were not, and the command
/// that goes on with the rest.
///
/// Exit status: 0 done and verified, 4 refused, 5 failed and nothing changed, 6 some were restarted and some not,
/// 8 another run works on it, 130 and 143 ended by a signal.
///
/// Examples:
///   redis-ops restart -n apps -r cache --dry-run
///   redis-ops restart -n apps -r cache --yes
///   redis-ops restart -n apps -r cache --only cache-redis-2,cache-redis-0 --yes
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct RestartArgs {
    /// Pods to restart (default: all of them)
    #[arg(long, value_name = "POD", value_delimiter = ',')]
    only: Vec<String>,
    /// Longest wait for each pod, and for a budget that does not allow it yet
    #[arg(long, value_name = "DURATION", default_value = "5m", value_parser = parse_duration)]
    max_wait: Duration,
    /// Bytes a replica may be behind to count as in sync
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = parse_size)]
    max_lag: u64,
    /// Longest time in which writes stand still at a handover
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = parse_duration)]
    switch_timeout: Duration,
    /// Go on where a reason against it can be overridden
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    consent: DestroyArgs,
}

/// Runs the command.
///
/// # Errors
/// Refused with every reason; Locked; Target when nothing can be seen. What was done in part is an outcome.
pub async fn run(context: &Context, args: &RestartArgs) -> Result<Outcome> {
    let scene = scene::look(context, None).await?;
    if let Some(stranger) = args.only.iter().find(|pod| scene.facts.topology.index_of(pod).is_none()) {
        let names: Vec<&str> = scene.facts.topology.nodes.iter().map(|node| node.member.as_str()).collect();
        return Err(Error::usage(format!("--only names {stranger}, which is no member of {}", scene.facts.subject))
            .cause(format!("its members: {}", names.join(", "))));
    }
    let (proposal, objections) = plan::propose(args, &scene).await;
    if args.consent.dry_run {
        let refused = objections.iter().any(|objection| !(args.force && objection.forceable));
        let verdict = if refused { Verdict::Refused } else { Verdict::Ok };
        let findings = objections.into_iter().map(|objection| *objection.finding).collect();
        let report = view::RestartReport::of(proposal.plan);
        return Ok(Outcome::with_findings(verdict, findings, Some(scene.target.reference()), &report));
    }
    ending::refuse(&scene, NAME, &objections, args.force)?;
    let consent = Consent::to(&proposal.plan, args.consent.answer(), &context.console).await?;
    let lock = Lock::take(context, &scene.target, NAME).await?;
    let outcome = carry::carry_out(context, args, &scene, proposal, &consent).await;
    lock.release(context).await?;
    Ok(outcome)
}

/// As [`plan::propose`], without objections to what is not in order: that is what the pods are replaced for.
async fn propose(args: &RestartArgs, scene: &scene::Scene) -> (plan::Proposal, Vec<Objection>) {
    let (proposal, mut objections) = plan::propose(args, scene).await;
    let excused = ["unreachable", "loading", "replica-link-down", "no-primary"];
    objections.retain(|one| !excused.contains(&one.finding.id.as_str()));
    (proposal, objections)
}

/// What a command that has the pods replaced on its way asks for.
#[derive(Debug, Clone)]
pub(in crate::commands) struct Replacement {
    /// The pods; all of them where none is named.
    pub only: Vec<String>,
    /// Longest wait for each of them.
    pub max_wait: Duration,
    /// Bytes a replica may be behind to count as in sync.
    pub max_lag_bytes: u64,
    /// Whether what can be overridden is, and writes may be lost by handing over.
    pub force: bool,
}

impl Replacement {
    fn args(&self) -> RestartArgs {
        RestartArgs {
            only: self.only.clone(),
            max_wait: self.max_wait,
            max_lag: self.max_lag_bytes,
            switch_timeout: Duration::from_secs(5),
            force: self.force,
            consent: DestroyArgs::default(),
        }
    }

    /// What would be done, in its order, what speaks against it, and what to know before agreeing.
    ///
    /// # Errors
    /// When nothing can be seen.
    pub(in crate::commands) async fn plan(
        &self,
        context: &Context,
    ) -> Result<(Vec<String>, Vec<Objection>, Vec<String>)> {
        let scene = scene::look(context, None).await?;
        let (proposal, objections) = propose(&self.args(), &scene).await;
        let steps = proposal.plan.steps.into_iter().map(|step| step.does).collect();
        Ok((steps, objections, proposal.plan.remarks))
    }

    /// Replaces them as `restart` does: one after the other, replicas first.
    ///
    /// # Errors
    /// Refused, Failed or Partial, with what was done and what was not.
    pub(in crate::commands) async fn carry_out(&self, context: &Context, consent: &Consent) -> Result<()> {
        let args = self.args();
        let scene = scene::look(context, None).await?;
        let (proposal, objections) = propose(&args, &scene).await;
        ending::refuse(&scene, NAME, &objections, args.force)?;
        let outcome = carry::carry_out(context, &args, &scene, proposal, consent).await;
        match outcome.verdict {
            Verdict::Ok => Ok(()),
            _ => {
                let error = Error::new(Kind::Partial, "not every pod was replaced");
                let told = outcome.findings.into_iter();
                Err(told.fold(error, |error, finding| {
                    let error = error.cause(finding.message);
                    finding.hint.into_iter().fold(error, Error::hint)
                }))
            }
        }
    }
}
