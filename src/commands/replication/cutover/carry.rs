//! The cutover itself: attach, wait, switch, lead clients over. From the switch on it is carried to its end also when the run
//! is told to end meanwhile.

use super::view::CutoverReport;
use super::{CutoverArgs, NAME, Pairing, Proposal, attach, followers, sides};
use crate::commands::replication::job::Book;
use crate::commands::replication::line::{Line, command, refusal};
use crate::commands::replication::prober::{Probed, Prober};
use crate::commands::replication::route;
use crate::commands::replication::scene;
use crate::commands::replication::switch::{Ended, Switch};
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::cutover::regains_login;
use crate::domain::promote::{ServicePlan, probe_key};
use crate::error::{Error, Result};
use crate::k8s::client::Kubernetes;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::target::topology::AddressMap;
use crate::undo::Pending;
use std::time::Duration;

/// Everything that the switch needs, in a task of its own.
struct Crossing {
    switch: Switch,
    probe: (Line, Line),
    key: String,
    services: ServicePlan,
    place: Option<(Kubernetes, String)>,
    clients: Line,
    check: Line,
}

/// What became of it.
struct Crossed {
    ended: Ended,
    book: Book,
    probe: Probed,
    services_outage_ms: Option<u64>,
    /// Whether a Service leads to the new one now.
    led: bool,
}

/// Follows the plan.
pub(super) async fn carry_out(
    context: &Context,
    args: &CutoverArgs,
    pairing: Pairing,
    proposal: Proposal,
    mut report: CutoverReport,
    _consent: &Consent,
) -> Result<Outcome> {
    let Pairing { old, new, from, to, follows } = &pairing;
    let line_to_old = || -> Result<Line> { Ok(Line::to(context, &old.target, &old.member(*from)?)) };
    let line_to_new = || -> Result<Line> { Ok(Line::to(context, &new.target, &new.member(*to)?)) };
    // Until the switch everything is taken back where something fails: the pendings do it.
    let lent = attach::lend_login(context, (old, *from), (new, *to)).await?;
    let attached = match follows {
        true => None,
        false => Some(attach::follow(context, (new, *to), &sides::address(old, *from)?).await?),
    };
    let limits = (args.max_lag, args.max_wait);
    attach::wait(context, &mut line_to_old()?, &mut line_to_new()?, limits).await?;
    context.console.status(&format!("{} is in sync", new.facts.subject_of(*to)));
    let lent_back = attach::lend_login(context, (new, *to), (old, *from)).await?;
    let switch = Switch::between(
        context,
        (line_to_old()?, line_to_new()?),
        proposal.limits,
        AddressMap::of(&new.target.instance),
        (new.facts.name(*to), sides::address(new, *to)?),
    );
    let namespace = old.target.instance.namespace.clone();
    let crossing = Crossing {
        switch,
        probe: (line_to_old()?, line_to_new()?),
        key: probe_key(&format!("{:08x}", std::process::id()), &[]),
        services: proposal.services.clone(),
        place: old.target.dialer.kubernetes.clone().zip(namespace),
        clients: line_to_old()?,
        check: line_to_new()?,
    };
    let mut crossed = cross(context, crossing, &new.facts.subject).await?;
    let taken_over = matches!(crossed.ended, Ended::Done) || is_primary(&mut line_to_new()?).await;
    for id in ["masterauth", "attach", "sync", "masterauth-back"] {
        crossed.book.done(id);
    }
    if taken_over {
        // it is a primary, and its masterauth is its own again; the old one needs the new one's to follow
        attached.into_iter().chain(lent_back).for_each(Pending::done);
        for left in give_back(lent).await {
            crossed.book.failed("masterauth", left);
        }
        if *follows && regains_login(&old.facts.settings[*from], &new.facts.settings[*to]) {
            match attach::regain_login(context, (new, *to)).await {
                Ok(()) => crossed.book.done("masterauth-own"),
                Err(error) => crossed.book.failed("masterauth-own", error.chain()),
            }
        }
        if crossed.ended == Ended::Done {
            match followers::wait(context, &pairing, (args.max_lag, args.max_wait)).await {
                Ok(()) => crossed.book.done("follow"),
                Err(why) => crossed.book.failed("follow", why),
            }
        }
    } else {
        let all = attached.into_iter().chain(lent).chain(lent_back).collect();
        for left in give_back(all).await {
            crossed.book.failed("attach", left);
        }
    }
    let mut findings = Vec::new();
    let subject = &new.facts.subject;
    if let Some(message) = crossed.probe.lost() {
        findings.push(Finding::new("write-lost", Severity::Critical, subject, message));
    }
    report.steps = crossed.book.steps(&proposal.plan);
    let clean = crossed.book.is_clean();
    // Their clients are with one that takes no writes.
    let services_stay = taken_over && !crossed.led && proposal.services.patched().next().is_some();
    let failback = if services_stay { sides::failback(old, new, true) } else { proposal.failback };
    let again = match services_stay {
        true => format!("{failback} goes back; then the same command again, which leads the Services over, too"),
        false => format!("redis-ops check-replication says when all is in order; {failback} goes back"),
    };
    let verdict = match &crossed.ended {
        Ended::Done if !findings.is_empty() => Verdict::VerificationFailed,
        Ended::Done if clean => Verdict::Ok,
        Ended::Done => {
            let failed = report.steps.iter().filter_map(|step| step.why.as_deref());
            let failed = failed.collect::<Vec<_>>().join("; ");
            let message = format!("the switch is done, and not every step after it: {failed}");
            findings.push(Finding::new("cutover-unfinished", Severity::Critical, subject, message).hint(again));
            Verdict::Partial
        }
        Ended::GaveUp(why) => {
            let message = format!("the switch was given up, and the old primary goes on as such: {why}");
            findings.push(Finding::new("cutover-given-up", Severity::Critical, subject, message));
            Verdict::Failed
        }
        Ended::Stopped(why) => {
            let message = format!("the plan was carried out in part: {why}");
            findings.push(Finding::new("cutover-unfinished", Severity::Critical, subject, message).hint(again));
            Verdict::Partial
        }
    };
    report.done = verdict == Verdict::Ok;
    report.services_outage_ms = crossed.services_outage_ms;
    report.probe = Some(crossed.probe);
    report.failback = taken_over.then_some(failback);
    let after = (scene::refreshed(context, &old.target).await, scene::refreshed(context, &new.target).await);
    match after {
        (Ok(old), Ok(new)) => report.see(&old, &new),
        (Err(error), _) | (_, Err(error)) => {
            findings.push(Finding::new("objects-unseen", Severity::Unknown, subject, error.chain()));
        }
    }
    Ok(Outcome::with_findings(verdict, findings, Some(new.target.reference()), &report))
}

async fn is_primary(line: &mut Line) -> bool {
    line.replication().await.is_ok_and(|info| info.text("role") == Some("master"))
}

/// Gives back what was lent, the latest first; says what could not be.
async fn give_back(pendings: Vec<Pending>) -> Vec<String> {
    let mut left = Vec::new();
    for pending in pendings.into_iter().rev() {
        if let Err(error) = pending.now().await {
            left.push(error.chain());
        }
    }
    left
}

/// Runs the switch in a task of its own: what ends the run waits for it.
async fn cross(context: &Context, crossing: Crossing, to: &str) -> Result<Crossed> {
    let (report, told) = tokio::sync::oneshot::channel();
    let task = tokio::spawn(async move {
        // nobody listens any more where the run was told to end
        let _ = report.send(crossing.run().await);
    });
    let what = format!("the switch to {to} had begun");
    let command = format!("redis-ops {NAME} --dry-run with the same instances shows what is left");
    let to = to.to_owned();
    let pending = context.undo.account_for(what, command, async move {
        match task.await {
            Ok(()) => Err(Error::failed(format!("it was carried to its end; {to} should have taken over"))),
            Err(error) => Err(Error::failed("it broke off").because(&error)),
        }
    });
    let crossed = told.await;
    pending.done();
    crossed.map_err(|_| Error::failed("the switch broke off"))
}

impl Crossing {
    async fn run(self) -> Crossed {
        let mut book = Book::default();
        let prober = Prober::start(self.probe.0, self.probe.1, self.key).await;
        let ended = self.switch.run().await;
        let done = ended == Ended::Done;
        match &ended {
            Ended::Done => ["pause", "wait", "promote", "demote"].iter().for_each(|id| book.done(id)),
            Ended::GaveUp(why) | Ended::Stopped(why) => book.failed("promote", why.clone()),
        }
        let mut moved = None;
        let mut check = self.check;
        let taken_over = done || is_primary(&mut check).await;
        if taken_over && let Some((kubernetes, namespace)) = &self.place {
            moved = route::lead(kubernetes, namespace, &self.services, &mut book).await;
        }
        if moved.is_some() {
            send_away(self.clients, &mut book).await;
        }
        let patience = if done { Duration::from_secs(3) } else { Duration::ZERO };
        let mut probe = prober.end(patience).await;
        let since = moved.zip(probe.last_on_old_at()).map(|(moved, last)| moved.saturating_duration_since(last));
        if taken_over {
            probe.look_for_last(&mut check).await;
            match probe.check(&mut check).await {
                Ok(()) => book.done("verify"),
                Err(why) => book.failed("verify", why),
            }
        }
        let services_outage_ms = since.and_then(|since| u64::try_from(since.as_millis()).ok());
        Crossed { ended, book, probe, services_outage_ms, led: moved.is_some() }
    }
}

async fn send_away(mut line: Line, book: &mut Book) {
    let kill = [command(&["CLIENT", "KILL", "TYPE", "normal"]), command(&["CLIENT", "KILL", "TYPE", "pubsub"])];
    let said = match line.ask(&kill).await {
        Ok(replies) => refusal(&replies),
        Err(error) => Some(error.chain()),
    };
    match said {
        None => book.done("clients"),
        Some(why) => book.failed("clients", why),
    }
}
