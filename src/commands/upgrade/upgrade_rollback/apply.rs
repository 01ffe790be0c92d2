//! The rollback itself: step after step of the plan, up to the first that fails.

use super::facts::Scene;
use super::verify::{self, Before};
use super::view::RollbackReport;
use super::{NAME, UpgradeRollbackArgs};
use crate::commands::backup::backup_rdb;
use crate::commands::backup::destination::Destination;
use crate::commands::replication::report::{StepDone, StepState};
use crate::commands::replication::restart::Replacement;
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::release::Release;
use crate::domain::rollback::{Change, Chosen, Fate, Revision};
use crate::domain::stateful_set::{SetFacts, is_ready};
use crate::domain::upgrade::judge_rollout;
use crate::error::{Error, Kind, Result};
use crate::k8s::helm::StoredRelease;
use crate::k8s::scale::pods;
use crate::report::{Finding, Outcome, Severity, Verdict};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Everything that a rollback needs.
pub(super) struct Work<'a> {
    pub context: &'a Context,
    pub args: &'a UpgradeRollbackArgs,
    pub scene: &'a Scene,
    pub chosen: Chosen<'a>,
    /// The Secret of the revision that is gone back to.
    pub like: &'a StoredRelease,
    pub destination: &'a Destination,
    pub before: Before,
    /// The command that goes forward again.
    pub undo: String,
}

/// What the steps leave for each other.
#[derive(Default)]
struct State {
    /// The Secret of the new revision, and its record.
    record: Option<(String, Value)>,
    safety_backup: Option<String>,
    findings: Vec<Finding>,
}

impl Work<'_> {
    /// Follows the plan.
    ///
    /// # Errors
    /// When nothing was changed in the cluster.
    pub(super) async fn carry_out(
        &self,
        mut report: RollbackReport,
        target: Option<Release>,
        consent: &Consent,
    ) -> Result<Outcome> {
        let told: Arc<Mutex<Vec<String>>> = Arc::default();
        let pending = self.account_for(&told);
        let mut state = State::default();
        let mut acting = report.changes.iter().filter(|change| change.acts());
        let mut failed: Option<Error> = None;
        for step in &report.plan.steps {
            if failed.is_some() {
                report.steps.push(done(step, StepState::NotDone, None));
                continue;
            }
            self.context.console.status(&step.does);
            if step.id != "safety-backup"
                && let Ok(mut told) = told.lock()
            {
                told.push(step.does.clone());
            }
            let ended = match step.id {
                "safety-backup" => self.back_up(&mut state).await,
                "record" => self.record(&mut state).await,
                "create" | "change" | "delete" => match acting.next() {
                    Some(change) => self.change(change).await,
                    None => Err(Error::failed("the plan and the changes differ")),
                },
                "replace" => self.replace(&report.changes, consent).await,
                "rollout" => self.roll_out(&report.changes).await,
                "deployed" => self.deployed(&state).await,
                _ => self.verify(target, &mut state).await,
            };
            match ended {
                Ok(()) => report.steps.push(done(step, StepState::Done, None)),
                Err(error) => {
                    report.steps.push(done(step, StepState::Failed, Some(error.chain())));
                    failed = Some(error);
                }
            }
        }
        pending.done();
        self.outcome(report, state, failed).await
    }

    /// Has it told how far the run is, wherever it is ended.
    fn account_for(&self, told: &Arc<Mutex<Vec<String>>>) -> crate::undo::Pending {
        let (told, subject, undo) = (Arc::clone(told), self.scene.subject.clone(), self.undo.clone());
        let again = format!("redis-ops {NAME} {} --to-revision {}", self.place(), self.chosen.target.number);
        self.context.undo.account_for(format!("the rollback of {subject} is not finished"), "", async move {
            let told = told.lock().map(|told| told.clone()).unwrap_or_default();
            let Some((last, before)) = told.split_last() else { return Ok(()) };
            let before = if before.is_empty() { "nothing".to_owned() } else { before.join("; ") };
            Err(Error::failed(format!("done: {before}; begun: {last}"))
                .hint(format!("{again} --force does the rest; {undo} goes forward again")))
        })
    }

    fn place(&self) -> String {
        format!("-n {} -r {}", self.scene.namespace, self.scene.whole.target.instance.name)
    }

    async fn back_up(&self, state: &mut State) -> Result<()> {
        let what = "upgrade-rollback, of what is there before it";
        let target = &self.scene.whole.target;
        let taken = backup_rdb::take(self.context, target, self.destination, what, self.args.force).await;
        let taken = taken.map_err(|error| {
            error
                .while_attempting("take the safety backup, so nothing was changed")
                .hint("--no-safety-backup goes without one")
        })?;
        state.safety_backup = taken.kept.path;
        Ok(())
    }

    async fn record(&self, state: &mut State) -> Result<()> {
        let now = self.context.now();
        let record = self.chosen.current.rolled_back(self.chosen.target, now);
        let kubernetes = &self.scene.kubernetes;
        let secret = kubernetes.create_release(&self.scene.namespace, &record, self.like, now).await?;
        state.record = Some((secret, record));
        Ok(())
    }

    async fn change(&self, change: &Change) -> Result<()> {
        let Some(resource) = &change.resource else { return Err(Error::failed("its kind is not served")) };
        let (kubernetes, id) = (&self.scene.kubernetes, &change.identity);
        let done = match &change.fate {
            Fate::Create { object } => kubernetes.create_object(resource, &id.namespace, object).await.map(drop),
            Fate::Change { patch, .. } => {
                kubernetes.merge_patch(resource, &id.namespace, &id.name, patch).await.map(drop)
            }
            Fate::Delete => kubernetes.delete_object(resource, &id.namespace, &id.name).await.map(drop),
            Fate::Keep | Fate::Same | Fate::Unserved => Ok(()),
        };
        done.map_err(|error| error.while_attempting(format!("apply {}", id.shown())))
    }

    /// Waits until every workload that was changed has replaced its pods.
    async fn roll_out(&self, changes: &[Change]) -> Result<()> {
        let started = Instant::now();
        let mut rolling: Vec<&Change> = changes.iter().filter(|change| change.rolls_out()).collect();
        loop {
            let mut why = None;
            let mut left = Vec::new();
            for change in rolling {
                match self.rolling(change).await {
                    Ok(None) => {}
                    Ok(Some(reason)) => {
                        why = Some(reason);
                        left.push(change);
                    }
                    Err(error) => {
                        why = Some(error.chain());
                        left.push(change);
                    }
                }
            }
            let Some(why) = why else { return Ok(()) };
            if started.elapsed() > self.args.max_wait {
                return Err(Error::failed("the pods were not replaced in time").cause(why));
            }
            self.context.console.status_once(&format!("waiting: {why}"));
            rolling = left;
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Replaces the pods of StatefulSets whose controller does not: those that are not ready at once, the others one after the
    /// other, as `restart` does.
    async fn replace(&self, changes: &[Change], consent: &Consent) -> Result<()> {
        let started = Instant::now();
        for change in changes.iter().filter(|change| change.rolls_out() && change.identity.kind == "StatefulSet") {
            let left = loop {
                let missing = match self.outdated(change).await {
                    Ok(Ok(left)) => break left,
                    Ok(Err(why)) => why,
                    Err(error) => error.chain(),
                };
                if started.elapsed() > self.args.max_wait {
                    return Err(Error::failed("the pods were not replaced in time").cause(missing));
                }
                self.context.console.status_once(&format!("waiting: {missing}"));
                tokio::time::sleep(LOOK_EVERY).await;
            };
            if left.is_empty() {
                continue;
            }
            let (max_wait, max_lag_bytes, force) = (self.args.max_wait, self.args.max_lag, self.args.force);
            Replacement { only: left, max_wait, max_lag_bytes, force }.carry_out(self.context, consent).await?;
        }
        Ok(())
    }

    /// The pods of another revision than the wanted one, once all are ready; what is waited for, until they are.
    async fn outdated(&self, change: &Change) -> Result<Result<Vec<String>, String>> {
        let Some(resource) = &change.resource else { return Ok(Ok(Vec::new())) };
        let (kubernetes, id) = (&self.scene.kubernetes, &change.identity);
        let found = kubernetes.fetch_object(resource, Some(&id.namespace), &id.name).await?;
        let Some(set) = found else { return Err(Error::failed(format!("{} is gone", id.shown()))) };
        if set["spec"]["updateStrategy"]["type"] != "OnDelete" {
            return Ok(Ok(Vec::new()));
        }
        let seen = set["status"]["observedGeneration"].as_u64() >= set["metadata"]["generation"].as_u64();
        let Some(wanted) = set["status"]["updateRevision"].as_str().filter(|_| seen) else {
            return Ok(Err(format!("the controller has not seen yet that {} was changed", id.shown())));
        };
        self.unstick(&set).await?;
        let facts = SetFacts::of(&set);
        let there = kubernetes.fetch_pods_of_set(&self.scene.namespace, &facts).await?;
        let ready = there.iter().filter(|pod| is_ready(pod) && pod["metadata"]["deletionTimestamp"].is_null()).count();
        if ready < facts.replicas as usize {
            return Ok(Err(format!("{}: {ready} of {} pods are ready", id.shown(), facts.replicas)));
        }
        let old = there.iter().filter(|pod| pod["metadata"]["labels"]["controller-revision-hash"] != wanted);
        Ok(Ok(old.filter_map(|pod| pod["metadata"]["name"].as_str().map(str::to_owned)).collect()))
    }

    /// What is missing until a workload has replaced its pods; none where it has.
    async fn rolling(&self, change: &Change) -> Result<Option<String>> {
        let Some(resource) = &change.resource else { return Ok(None) };
        let (kubernetes, id) = (&self.scene.kubernetes, &change.identity);
        let found = kubernetes.fetch_object(resource, Some(&id.namespace), &id.name).await?;
        let Some(object) = found else { return Err(Error::failed(format!("{} is gone", id.shown()))) };
        if id.kind != "StatefulSet" {
            return Ok(deployment_lacks(&object));
        }
        let Some(finding) = judge_rollout(&self.scene.subject, &object) else { return Ok(None) };
        if object["spec"]["updateStrategy"]["type"] == "OnDelete" {
            let why = format!("its strategy is OnDelete: redis-ops restart {} replaces its pods", self.place());
            return Err(Error::failed(format!("{}; {why}", finding.message)));
        }
        self.unstick(&object).await?;
        Ok(Some(finding.message))
    }

    /// Deletes a pod of the revision that is given up and that is not ready: a StatefulSet's controller waits for it before
    /// it replaces any other (kubernetes.io/docs/concepts/workloads/controllers/statefulset, "forced rollback").
    async fn unstick(&self, set: &Value) -> Result<()> {
        let seen = set["status"]["observedGeneration"].as_u64() >= set["metadata"]["generation"].as_u64();
        let Some(wanted) = set["status"]["updateRevision"].as_str().filter(|_| seen) else { return Ok(()) };
        let facts = SetFacts::of(set);
        let kubernetes = &self.scene.kubernetes;
        let there = kubernetes.fetch_pods_of_set(&self.scene.namespace, &facts).await?;
        if there.iter().any(|pod| !pod["metadata"]["deletionTimestamp"].is_null()) {
            return Ok(());
        }
        let stuck = |pod: &&Value| pod["metadata"]["labels"]["controller-revision-hash"] != wanted && !is_ready(pod);
        if let Some(name) = there.iter().rev().find(stuck).and_then(|pod| pod["metadata"]["name"].as_str()) {
            self.context.console.status(&format!("pod {name} is not ready, and is of the revision that is given up"));
            kubernetes.delete_object(&pods(), &self.scene.namespace, name).await?;
        }
        Ok(())
    }

    /// As Helm does it: whatever was deployed is superseded, then the new revision is deployed.
    async fn deployed(&self, state: &State) -> Result<()> {
        let Some((secret, record)) = &state.record else { return Err(Error::failed("no revision was written")) };
        let (kubernetes, namespace) = (&self.scene.kubernetes, &self.scene.namespace);
        let release = record["name"].as_str().unwrap_or_default();
        for one in kubernetes.fetch_releases(namespace, release).await? {
            if one.record["info"]["status"] == "deployed" && one.secret != *secret {
                let superseded = Revision::with_status(&one.record, "superseded", None);
                kubernetes.update_release(namespace, &one.secret, &superseded, self.context.now()).await?;
            }
        }
        let deployed = Revision::with_status(record, "deployed", None);
        kubernetes.update_release(namespace, secret, &deployed, self.context.now()).await
    }

    async fn verify(&self, target: Option<Release>, state: &mut State) -> Result<()> {
        let found = verify::verify(self.context, self.args, &self.before, target, self.args.max_wait).await;
        let wrong: Vec<String> = found
            .iter()
            .filter(|one| one.severity > Severity::Warning)
            .map(|one| format!("{}: {} [{}]", one.subject, one.message, one.id))
            .collect();
        state.findings.extend(found);
        if wrong.is_empty() { Ok(()) } else { Err(Error::new(Kind::Verification, wrong.join("; "))) }
    }

    async fn outcome(&self, mut report: RollbackReport, state: State, failed: Option<Error>) -> Result<Outcome> {
        report.safety_backup.clone_from(&state.safety_backup);
        let mut findings = state.findings;
        let reference = self.scene.whole.target.reference();
        let Some(error) = failed else {
            report.done = true;
            report.undo = Some(self.undo.clone());
            return Ok(Outcome::with_findings(Verdict::Ok, findings, Some(reference), &report));
        };
        let Some((secret, record)) = &state.record else {
            let kept = state.safety_backup.map(|path| format!("the safety backup stays: {path}"));
            return Err(kept.into_iter().fold(error, Error::hint));
        };
        report.undo = Some(self.undo.clone());
        if error.kind() == Kind::Verification {
            report.done = true;
            return Ok(Outcome::with_findings(Verdict::VerificationFailed, findings, Some(reference), &report));
        }
        // as Helm does it, so that its next command knows
        let description = format!("Rollback {:?} failed: {}", report.release, error.chain());
        let failed = Revision::with_status(record, "failed", Some(&description));
        let (kubernetes, namespace) = (&self.scene.kubernetes, &self.scene.namespace);
        let marked = kubernetes.update_release(namespace, secret, &failed, self.context.now()).await;
        let mut message = format!("the release is taken back in part: {}", error.chain());
        let mut again = format!("redis-ops {NAME} {} --to-revision {}", self.place(), self.chosen.target.number);
        if let Err(why) = marked {
            message.push_str(&format!("; its revision stays pending-rollback: {}", why.chain()));
            again.push_str(" --force");
        }
        let hint = error.hints().first().map(|hint| format!("{hint}; ")).unwrap_or_default();
        let finding = Finding::new("rollback-unfinished", Severity::Critical, &self.scene.subject, message)
            .hint(format!("{hint}{again} does the rest; {} goes forward again", self.undo));
        findings.push(finding);
        Ok(Outcome::with_findings(Verdict::Partial, findings, Some(reference), &report))
    }
}

fn done(step: &crate::domain::plan::Step, state: StepState, why: Option<String>) -> StepDone {
    StepDone { id: step.id, does: step.does.clone(), state, why }
}

/// What is missing until a Deployment has replaced its pods.
fn deployment_lacks(object: &Value) -> Option<String> {
    let (spec, status) = (&object["spec"], &object["status"]);
    let number = |value: &Value| value.as_u64().unwrap_or(0);
    let wanted = spec["replicas"].as_u64().unwrap_or(1);
    let seen = status["observedGeneration"].as_u64() >= object["metadata"]["generation"].as_u64();
    let counts = ["updatedReplicas", "availableReplicas", "replicas"].map(|field| number(&status[field]));
    if seen && counts == [wanted; 3] {
        return None;
    }
    let name = object["metadata"]["name"].as_str().unwrap_or_default();
    Some(format!("{name}: {} of {wanted} pods are of the new revision, {} available", counts[0], counts[1]))
}
