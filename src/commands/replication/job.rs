//! A promotion under way: the switch, then Services, the other members, and the proof. It is carried to its end also when
//! the run is told to end meanwhile, since half a switch is worse than a whole one.

use super::force;
use super::line::Line;
use super::prober::{Probed, Prober};
use super::report::{StepDone, StepState};
use super::scene::{self, Scene};
use super::switch::{Ended, Switch};
use super::{follow, route, votes};
use crate::context::Context;
use crate::domain::plan::Plan;
use crate::domain::promote::{Limits, Pair, ServicePlan, Way, probe_key};
use crate::error::{Error, Result};
use crate::report::{Finding, Severity};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How the role changes hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The old primary takes part.
    Handover,
    /// It is not asked.
    Force,
}

/// Everything that a promotion needs.
pub(super) struct Job {
    pub context: Context,
    pub scene: Scene,
    pub kind: Kind,
    pub pair: Pair,
    pub way: Way,
    pub services: ServicePlan,
    pub limits: Limits,
    pub plan: Plan,
    /// How long members and Services may take to follow.
    pub max_wait: Duration,
    /// Set when the run is told to end: nothing is waited for any more.
    pub hurry: Arc<AtomicBool>,
}

/// What became of it.
pub(super) struct Finished {
    pub ended: Ended,
    pub steps: Vec<StepDone>,
    pub probe: Option<Probed>,
    pub services_outage_ms: Option<u64>,
    /// The name of the new primary: Sentinel may have chosen another one.
    pub to: String,
    pub after: Option<Scene>,
    pub findings: Vec<Finding>,
}

/// The steps that were done, and those that failed.
#[derive(Debug, Default)]
pub(super) struct Book {
    done: Vec<&'static str>,
    failed: Vec<(&'static str, String)>,
}

impl Book {
    /// A step is done.
    pub(super) fn done(&mut self, id: &'static str) {
        self.done.push(id);
    }

    /// A step failed.
    pub(super) fn failed(&mut self, id: &'static str, why: impl Into<String>) {
        self.failed.push((id, why.into()));
    }

    /// The plan's steps with what became of each.
    pub(super) fn steps(&self, plan: &Plan) -> Vec<StepDone> {
        let state = |id: &'static str| {
            let why: Vec<&str> =
                self.failed.iter().filter(|(failed, _)| *failed == id).map(|(_, why)| why.as_str()).collect();
            match (why.is_empty(), self.done.contains(&id)) {
                (false, _) => (StepState::Failed, Some(why.join("; "))),
                (true, true) => (StepState::Done, None),
                (true, false) => (StepState::NotDone, None),
            }
        };
        let of = |step: &crate::domain::plan::Step| {
            let (state, why) = state(step.id);
            StepDone { id: step.id, does: step.does.clone(), state, why }
        };
        plan.steps.iter().map(of).collect()
    }

    /// Why a step failed, if it did.
    fn failure_of(&self, id: &str) -> Option<&str> {
        self.failed.iter().find(|(failed, _)| *failed == id).map(|(_, why)| why.as_str())
    }

    /// Whether no step failed.
    pub(super) fn is_clean(&self) -> bool {
        self.failed.is_empty()
    }
}

/// Runs a job in a task of its own, so that an interrupted run does not leave it half done: what ends the run waits for it.
///
/// # Errors
/// When nothing could be begun.
pub(super) async fn run(job: Job) -> Result<Finished> {
    let context = job.context.clone();
    let hurry = Arc::clone(&job.hurry);
    let (to, failback) = (job.scene.facts.name(job.pair.new).to_owned(), job.plan.intent.clone());
    let (report, told) = tokio::sync::oneshot::channel();
    let task = tokio::spawn(async move {
        let finished = job.carry_out().await;
        // nobody listens any more where the run was told to end
        let _ = report.send(finished);
    });
    let by_hand = format!("redis-ops promote-replica {to} …: it looks what is done, and does the rest");
    let pending = context.undo.account_for(format!("the plan to {failback} had begun"), by_hand, async move {
        hurry.store(true, Ordering::Relaxed);
        match task.await {
            Ok(()) => Err(Error::failed(format!("it was carried to its end instead; {to} should be the primary now"))),
            Err(error) => Err(Error::failed("it broke off").because(&error)),
        }
    });
    let finished = told.await;
    pending.done();
    finished.map_err(|_| Error::failed("the promotion broke off"))?
}

impl Job {
    async fn carry_out(self) -> Result<Finished> {
        let mut book = Book::default();
        let already = self.pair.old == self.pair.new;
        let (ended, probe, to) = match (already, self.kind) {
            (true, _) => (Ended::Done, None, self.pair.new),
            (false, Kind::Handover) => {
                let (ended, probe) = self.hand_over(&mut book).await?;
                (ended, Some(probe), self.pair.new)
            }
            (false, Kind::Force) => {
                let (ended, new) = force::take_over(&self, &mut book).await?;
                (ended, None, new)
            }
        };
        let mut finished = Finished {
            ended,
            steps: Vec::new(),
            probe,
            services_outage_ms: None,
            to: self.scene.facts.name(to).to_owned(),
            after: None,
            findings: Vec::new(),
        };
        let goes_on = match &finished.ended {
            Ended::Done => true,
            Ended::GaveUp(_) => false,
            Ended::Stopped(_) => self.has_taken_over(to).await,
        };
        if goes_on {
            self.follow_up(to, &mut book, &mut finished).await;
        }
        finished.steps = book.steps(&self.plan);
        if let (Ended::GaveUp(why), Some(left)) = (&finished.ended, book.failure_of("priority")) {
            finished.ended = Ended::Stopped(format!("{why}; {left}"));
        }
        if !book.is_clean() && finished.ended == Ended::Done {
            finished.ended = Ended::Stopped("not every step after the switch could be done".to_owned());
        }
        if finished.after.is_none() {
            finished.after = scene::refreshed(&self.context, &self.scene.target).await.ok();
        }
        Ok(finished)
    }

    /// Whether the new one is the primary although the old one did not see the switch through: it died meanwhile. Clients
    /// are then better off with the new one than with nobody.
    async fn has_taken_over(&self, to: usize) -> bool {
        let role = async |index: usize| {
            let member = self.scene.member(index).ok()?;
            let mut line = Line::to(&self.context, &self.scene.target, &member);
            line.replication().await.ok()?.text("role").map(str::to_owned)
        };
        role(to).await.as_deref() == Some("master") && role(self.pair.old).await.as_deref() != Some("master")
    }

    async fn hand_over(&self, book: &mut Book) -> Result<(Ended, Probed)> {
        let (context, scene) = (&self.context, &self.scene);
        let mut switch = Switch::prepare(context, scene, self.pair, self.way, self.limits).await?;
        let lent = switch.lend(context, scene, self.pair).await?;
        if lent.is_some() {
            book.done("priority");
        }
        let line = |index: usize| -> Result<Line> { Ok(Line::to(context, &scene.target, &scene.member(index)?)) };
        if self.way == Way::Cluster {
            votes::wait_until_gone(context, &mut line(self.pair.new)?, &self.hurry).await?;
        }
        let prober = Prober::start(line(self.pair.old)?, line(self.pair.new)?, self.key()).await;
        let ended = switch.run().await;
        match &ended {
            Ended::Done => ["failover", "pause", "wait", "promote", "demote"].iter().for_each(|id| book.done(id)),
            Ended::GaveUp(why) | Ended::Stopped(why) => {
                let id = if self.way == Way::Pause { "promote" } else { "failover" };
                book.failed(id, why.clone());
            }
        }
        let patience = if ended == Ended::Done { Duration::from_secs(3) } else { Duration::ZERO };
        let probed = prober.end(patience).await;
        if let Some(lent) = lent {
            for left in lent.give_back().await {
                book.failed("priority", left);
            }
        }
        Ok((ended, probed))
    }

    /// The key of the probe: in the shard's slots, where there are shards.
    fn key(&self) -> String {
        let shard = self.scene.facts.topology.nodes[self.pair.new].shard.as_ref();
        let run = format!("{:08x}", rand_word());
        probe_key(&run, shard.map_or(&[], |shard| &shard.slots))
    }

    /// What comes after the switch: clients first, then the other members, then the proof.
    async fn follow_up(&self, to: usize, book: &mut Book, finished: &mut Finished) {
        let moved = route::patch(self, book).await;
        if let (Some(moved), Some(probe)) = (moved, &finished.probe) {
            let since = probe.last_on_old_at().map(|last| moved.saturating_duration_since(last));
            finished.services_outage_ms = since.and_then(|since| u64::try_from(since.as_millis()).ok());
        }
        if let (Some(probe), Ok(member)) = (&mut finished.probe, self.scene.member(to)) {
            probe.look_for_last(&mut Line::to(&self.context, &self.scene.target, &member)).await;
        }
        follow::repoint(self, to, book).await;
        let (after, waited) = follow::wait(self, to).await;
        match waited {
            Ok(()) => ["repoint", "follow"].iter().for_each(|id| book.done(id)),
            Err(why) => {
                let id = if self.plan.steps.iter().any(|step| step.id == "repoint") { "repoint" } else { "follow" };
                book.failed(id, why);
            }
        }
        let after = route::wait(self, to, after, book).await;
        match self.prove(to, finished).await {
            Ok(()) => book.done("verify"),
            Err(why) => book.failed("verify", why),
        }
        finished.after = after;
    }

    async fn prove(&self, to: usize, finished: &mut Finished) -> Result<(), String> {
        let member = self.scene.member(to).map_err(|error| error.chain())?;
        let mut line = Line::to(&self.context, &self.scene.target, &member);
        let mut probe = finished.probe.take().unwrap_or_else(|| Probed::none(self.key()));
        probe.look_for_last(&mut line).await;
        let checked = probe.check(&mut line).await;
        if let Some(message) = probe.lost() {
            finished.findings.push(Finding::new("write-lost", Severity::Critical, member.subject(), message));
        }
        finished.probe = Some(probe);
        checked
    }

    /// Whether nothing is to be waited for any more.
    pub(super) fn is_over(&self, since: Instant) -> bool {
        self.hurry.load(Ordering::Relaxed) || since.elapsed() > self.max_wait
    }
}

/// Something that another run at the same time does not have.
fn rand_word() -> u32 {
    use std::hash::{BuildHasher, Hasher};
    let hash = std::hash::RandomState::new().build_hasher().finish();
    u32::try_from(hash & 0xffff_ffff).unwrap_or(0)
}
