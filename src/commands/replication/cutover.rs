//! `cutover`: from one instance to another, without losing a write.
#![allow(rustdoc::bare_urls, reason = "these comments are the help page, where an address is what is typed")]

mod attach;
mod carry;
mod followers;
mod sides;
mod view;

use super::ending;
use super::scene::Scene;
use crate::consent::{Consent, DestroyArgs};
use crate::context::Context;
use crate::domain::cutover::{self, Facts, Side, Terms, judge, plan_cutover, sole_primary};
use crate::domain::plan::Plan;
use crate::domain::promote::{Limits, Objection, ServicePlan, Way};
use crate::error::{Error, Result};
use crate::lock::Lock;
use crate::report::{Outcome, Verdict};
use crate::values::{parse_duration, parse_size};
use std::time::Duration;
use view::CutoverReport;

/// The command's name.
pub const NAME: &str = "cutover";

/// Cut over from one instance to another, without losing an acknowledged write
///
/// Blue and green: the primary of --to becomes a replica of the primary of --from, takes a full copy, and stays in sync. Then
/// the writes of the old primary stand still until the new one has every byte; the new one becomes a primary and the old one
/// its replica, so that it takes no writes any more and the way back is short. Services that led to the old primary alone are
/// led to the new one, with their former selector in an annotation, and the old one's clients are sent away. A prober writes
/// to both meanwhile, and says for how long nobody took writes and whether all is there. It is done when the old primary and
/// the new one's own replicas are in sync with it. The old one keeps the new one's password as masterauth while it follows;
/// it has its own again when it leads again, or is restarted.
///
/// Both are NAMESPACE/INSTANCE, an INSTANCE of the namespace, or a URL. A Service cannot lead into another namespace: then,
/// and with URLs, --switch none is needed, and what clients have to be told is named.
///
/// It refuses where Sentinel, an operator or a Redis Cluster decides over roles, since they would undo it, and where the new
/// servers do not read what the old ones send. What the new instance holds is lost: it has to be confirmed by its name. A
/// run that ends before the switch leaves the new instance a primary again, with what it has copied.
///
/// Exit status: 0 done and verified, 4 refused, 5 failed and nothing changed, 6 partly done, 7 a write is missing,
/// 8 another run works on one of them.
///
/// Examples:
///   redis-ops cutover --from blue --to green -n apps --dry-run
///   redis-ops cutover --from blue --to green -n apps --confirm apps/green
///   redis-ops cutover --from old/cache --to new/cache --switch none --confirm new/cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct CutoverArgs {
    /// The instance that is left
    #[arg(long, value_name = "INSTANCE")]
    from: String,
    /// The instance that takes over; what it holds is lost
    #[arg(long, value_name = "INSTANCE")]
    to: String,
    /// What becomes of the Services that lead to the old primary
    #[arg(long, value_name = "WHAT", value_enum, default_value = "service")]
    switch: SwitchChoice,
    /// Bytes the new one may be behind when the switch begins
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = parse_size)]
    max_lag: u64,
    /// Longest wait for the full copy, and then for those that follow the new one
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = parse_duration)]
    max_wait: Duration,
    /// Longest time in which writes stand still
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = parse_duration)]
    switch_timeout: Duration,
    /// Go on where a reason against it can be overridden
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    consent: DestroyArgs,
}

/// `--switch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SwitchChoice {
    /// They lead to the new one
    Service,
    /// They stay
    None,
}

/// Both instances, and who is at the head of each.
struct Pairing {
    old: Scene,
    new: Scene,
    from: usize,
    to: usize,
    /// Whether the new one follows the old one already.
    follows: bool,
}

/// What is to be done.
struct Proposal {
    plan: Plan,
    services: ServicePlan,
    limits: Limits,
    rest: Vec<String>,
    failback: String,
    objections: Vec<Objection>,
}

/// Runs the command.
///
/// # Errors
/// Refused with every reason; Locked; Failed when nothing was changed. What was done in part is an outcome.
pub async fn run(context: &Context, args: &CutoverArgs) -> Result<Outcome> {
    let pairing = look(context, args).await?;
    let proposal = propose(args, &pairing).await?;
    let report = CutoverReport::of(&pairing, &proposal);
    let reference = pairing.new.target.reference();
    if args.consent.dry_run {
        let refused = proposal.objections.iter().any(|objection| !(args.force && objection.forceable));
        let verdict = if refused { Verdict::Refused } else { Verdict::Ok };
        let findings = proposal.objections.into_iter().map(|objection| *objection.finding).collect();
        return Ok(Outcome::with_findings(verdict, findings, Some(reference), &report));
    }
    ending::refuse(&pairing.new, NAME, &proposal.objections, args.force)?;
    let consent = Consent::to(&proposal.plan, args.consent.answer(), &context.console).await?;
    let locks =
        (Lock::take(context, &pairing.old.target, NAME).await?, Lock::take(context, &pairing.new.target, NAME).await?);
    // Time has passed at the prompt and at the locks: what was agreed to must still be what is.
    let pairing = look(context, args).await?;
    let again = propose(args, &pairing).await?;
    ending::refuse(&pairing.new, NAME, &again.objections, args.force)?;
    if again.plan != proposal.plan {
        return Err(Error::refused("the instances have changed since the plan was agreed to; nothing was done")
            .hint("look at the new plan with --dry-run"));
    }
    let outcome = carry::carry_out(context, args, pairing, again, report, &consent).await;
    locks.1.release(context).await?;
    locks.0.release(context).await?;
    outcome
}

async fn look(context: &Context, args: &CutoverArgs) -> Result<Pairing> {
    let old = sides::look(context, &args.from).await?;
    let new = sides::look(context, &args.to).await?;
    if old.facts.subject == new.facts.subject {
        return Err(Error::usage(format!("--from and --to are both {}", old.facts.subject)));
    }
    let from = sole_primary(&old.facts).map_err(|objection| sides::headless(&old, &new, objection))?;
    let (to, follows) = match sides::follower(&old, from, &new) {
        Some(index) => (index, true),
        None => {
            let head = sole_primary(&new.facts).map_err(|objection| ending::refusal(&new, NAME, &[objection]))?;
            (head, false)
        }
    };
    Ok(Pairing { old, new, from, to, follows })
}

async fn propose(args: &CutoverArgs, pairing: &Pairing) -> Result<Proposal> {
    let Pairing { old, new, from, to, follows } = pairing;
    let namespaces = (&old.target.instance.namespace, &new.target.instance.namespace);
    let same_namespace = namespaces.0.is_some() && namespaces.0 == namespaces.1;
    let switches_services = args.switch == SwitchChoice::Service;
    let pod = new.facts.members[*to].pod.as_ref();
    let leading = pod.map(|pod| cutover::plan_services(&old.facts.services, &old.pods(), old.facts.name(*from), pod));
    let leading = leading.unwrap_or_default();
    let services = if switches_services && same_namespace { leading.clone() } else { ServicePlan::default() };
    let mut rest = sides::by_hand(pairing, &leading, &services);
    let can_be_led = pod.is_some_and(cutover::can_name);
    rest.extend(services.staying().map(|one| {
        let (own, head) = (old.facts.name(*from), new.facts.name(*to));
        match can_be_led {
            true => format!(
                "Service {} is of {} and stays with {own}, which takes no writes any more: clients that use it have to be \
                 led to {head}",
                one.name, old.facts.subject
            ),
            false => format!("Service {} leads to {own}, and its selector cannot name {head}", one.name),
        }
    }));
    let terms = Terms {
        switches_services,
        same_namespace,
        may_patch: ending::may_patch(old, &services).await,
        services: services.patched().count(),
    };
    let sides = (Side { facts: &old.facts, head: *from }, Side { facts: &new.facts, head: *to });
    let mut objections = judge(sides.0, sides.1, *follows, terms);
    objections.extend(sides::unreachable(old, new));
    let (old_at, new_at) = (sides::address(old, *from)?, sides::address(new, *to)?);
    let limits = Limits::of(Way::Pause, args.switch_timeout);
    let failback = sides::failback(old, new, false);
    let plan = plan_cutover(&Facts {
        sides,
        follows: *follows,
        addresses: (&format!("{}:{}", old_at.0, old_at.1), &format!("{}:{}", new_at.0, new_at.1)),
        services: &services,
        rest: &rest,
        limits,
        failback: &failback,
    });
    Ok(Proposal { plan, services, limits, rest, failback, objections })
}
