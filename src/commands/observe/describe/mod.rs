//! `describe`: the pods of an instance as Kubernetes sees them, side by side.

mod pod;
mod view;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::report::{Outcome, Verdict};
use crate::target::discover;
use crate::target::surroundings::{self, Wanted};
use crate::target::survey;
use chrono::{DateTime, Utc};
use pod::PodView;
use serde::Serialize;

/// The command's name.
pub const NAME: &str = "describe";

/// Describe the members' pods: state, node, probes, resources, volumes, owners
///
/// Shows how each pod is and how its server's container last ended, what the members have in common said once: image,
/// controllers, requests and limits, probes in words, the PodDisruptionBudgets and Services that select them; then the
/// volumes with their claims. Redis itself is not asked, unless --role wants a role.
///
/// Exit status: 0 described, 3 some of the objects could not be seen. `redis-ops health` judges.
///
/// Examples:
///   redis-ops describe -n apps -r cache
///   redis-ops describe -n apps --pod cache-redis-1
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct DescribeArgs {}

#[derive(Debug, Serialize)]
struct DescribeReport {
    members: Vec<PodView>,
    #[serde(skip)]
    now: DateTime<Utc>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved, or it was named by `--url`. What cannot be listed is a finding.
pub async fn run(context: &Context) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let (members, around) = tokio::join!(
        survey::members(context, &target),
        surroundings::fetch(&target, Wanted { claims: true, budgets: true, ..Wanted::default() })
    );
    let members: Vec<PodView> = members?.iter().filter_map(|member| PodView::of(member, &around)).collect();
    if members.is_empty() {
        return Err(Error::usage("describe describes pods, and --url names a server without one"));
    }
    let report = DescribeReport { members, now: context.now() };
    let findings = around.unseen;
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}
