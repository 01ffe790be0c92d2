//! The steps: save, make the snapshots, wait, record. What was made is deleted unless all of it came to its end.

use super::facts::{kind, snapshot_kind};
use super::save::save;
use super::{ClaimFacts, CreatePvcSnapshotArgs, NAME, SnapshotReport, record};
use crate::commands::backup::destination::Destination;
use crate::commands::backup::left_snapshots;
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::backup::besides::VolumeSnapshot;
use crate::domain::backup::left_snapshot::{INSTANCE, LeftSnapshot, OPEN, PLACES, RECORDED, RECORDING, RUN, STATE};
use crate::domain::backup::volume::{Progress, progress};
use crate::error::{Error, Kind, Result};
use crate::k8s::client::Kubernetes;
use crate::report::{Finding, Severity};
use crate::store::Sink;
use crate::target::discover::Target;
use crate::undo::Pending;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(500);

pub(super) struct Work<'a> {
    pub context: &'a Context,
    pub args: &'a CreatePvcSnapshotArgs,
    pub destination: &'a Destination,
    pub target: &'a Target,
    pub kubernetes: &'a Kubernetes,
    pub namespace: &'a str,
    /// The run, as it stands on what it makes.
    pub run: String,
}

impl Work<'_> {
    pub(super) async fn apply(
        &self,
        report: SnapshotReport,
        set: (DateTime<Utc>, Box<dyn Sink>),
        _consent: &Consent,
    ) -> Result<(SnapshotReport, Vec<Finding>)> {
        let mut findings = Vec::new();
        self.delete_left(&report.left, &mut findings).await?;
        let saved = if self.args.no_save { BTreeMap::new() } else { self.save_all(&report.claims).await? };
        let mut pending = Vec::new();
        for one in &report.claims {
            // Registered before it is made: a run may end between.
            pending.push(self.deletion(&one.snapshot));
            let made = self.kubernetes.create_object(&snapshot_kind(), self.namespace, &self.object(one)).await;
            if let Err(error) = made {
                // What is there by this name is somebody else's.
                if error.chain().contains("already exists")
                    && let Some(other) = pending.pop()
                {
                    other.done();
                }
                return Err(error
                    .of_kind(Kind::Failed)
                    .while_attempting(format!("make VolumeSnapshot {}/{}", self.namespace, one.snapshot)));
            }
            self.context.console.status(&format!("VolumeSnapshot {} is made", one.snapshot));
        }
        let started = Instant::now();
        let mut snapshots = Vec::new();
        for one in &report.claims {
            let ready = self.wait(one, started).await?;
            snapshots.push(self.describe(one, &ready, saved.get(&one.member).copied(), &mut findings).await);
        }
        // From here on a manifest may name them: whoever finds one that is still open may delete it.
        self.mark_all(&report.claims, RECORDING).await.map_err(|error| error.of_kind(Kind::Failed))?;
        let (manifest, kept) = record(self.context, self.destination, self.target, set, &snapshots).await?;
        pending.into_iter().for_each(Pending::done);
        if let Err(error) = self.mark_all(&report.claims, RECORDED).await {
            let finding =
                Finding::new("snapshot-not-marked", Severity::Info, self.target.instance.full_name(), error.chain());
            findings.push(finding.hint("the manifest records the snapshots all the same; what cleans up looks there"));
        }
        Ok((SnapshotReport { done: true, snapshots, kept, manifest: Some(manifest), ..report }, findings))
    }

    /// Says on each of them how far the run has come.
    async fn mark_all(&self, claims: &[ClaimFacts], state: &str) -> Result<()> {
        for one in claims {
            self.kubernetes.annotate(&snapshot_kind(), self.namespace, &one.snapshot, STATE, Some(state)).await?;
        }
        Ok(())
    }

    /// Deletes what dead runs left, as far as it is still so.
    async fn delete_left(&self, planned: &[LeftSnapshot], findings: &mut Vec<Finding>) -> Result<()> {
        if planned.is_empty() {
            return Ok(());
        }
        let (still, _) = super::facts::fetch_left(self.context, self.kubernetes, self.destination, self.target).await?;
        for left in planned.iter().filter(|one| still.contains(one)) {
            match left_snapshots::delete(self.kubernetes, left).await {
                Ok(()) => self.context.console.status(&format!("{} is deleted, a dead run's", left.words())),
                Err(error) => {
                    findings.push(Finding::new("not-removed", Severity::Warning, left.words(), error.chain()));
                }
            }
        }
        Ok(())
    }

    async fn save_all(&self, claims: &[ClaimFacts]) -> Result<BTreeMap<String, u64>> {
        let mut saved = BTreeMap::new();
        let members = self.target.instance.members();
        for member in members.filter(|member| claims.iter().any(|one| one.member == member.name)) {
            let at = save(self.context, self.target, member, self.args.max_wait).await?;
            saved.insert(member.name.clone(), at);
        }
        Ok(saved)
    }

    fn deletion(&self, name: &str) -> Pending {
        let (kubernetes, namespace, name) = (self.kubernetes.clone(), self.namespace.to_owned(), name.to_owned());
        let what = format!("VolumeSnapshot {namespace}/{name} is left");
        let by_hand = format!("kubectl delete volumesnapshot {name} -n {namespace}");
        let console = std::sync::Arc::clone(&self.context.console);
        self.context.undo.register(what, by_hand, async move {
            if kubernetes.delete_object(&snapshot_kind(), &namespace, &name).await? {
                console.status(&format!("VolumeSnapshot {name} is deleted again"));
            }
            Ok(())
        })
    }

    fn object(&self, one: &ClaimFacts) -> Value {
        let places: Vec<String> = self.destination.places.iter().map(left_snapshots::name_of).collect();
        json!({
            "apiVersion": snapshot_kind().api_version(), "kind": "VolumeSnapshot",
            "metadata": {
                "name": one.snapshot, "namespace": self.namespace,
                "labels": {"app.kubernetes.io/managed-by": "redis-ops"},
                "annotations": {
                    "redis-ops/command": NAME, "redis-ops/member": one.member,
                    INSTANCE: self.target.instance.full_name(), RUN: self.run, STATE: OPEN,
                    PLACES: json!(places).to_string(),
                },
            },
            "spec": {
                "volumeSnapshotClassName": one.class, "source": {"persistentVolumeClaimName": one.claim},
            },
        })
    }

    /// Waits until it is ready. An error in its status is told, and waited over: the controller tries again.
    async fn wait(&self, one: &ClaimFacts, started: Instant) -> Result<Value> {
        let mut last = None;
        loop {
            let found = self.kubernetes.fetch_object(&snapshot_kind(), Some(self.namespace), &one.snapshot).await;
            let found = found.map_err(|error| error.of_kind(Kind::Failed))?;
            let Some(snapshot) = found else {
                return Err(Error::failed(format!("VolumeSnapshot {} was deleted by somebody else", one.snapshot)));
            };
            match progress(&snapshot) {
                Progress::Ready => return Ok(snapshot),
                Progress::Waiting(Some(error)) if last.as_ref() != Some(&error) => {
                    self.context.console.warning(&format!("VolumeSnapshot {}: {error}", one.snapshot));
                    last = Some(error);
                }
                Progress::Waiting(_) => {
                    self.context.console.status_once(&format!("waiting for VolumeSnapshot {}", one.snapshot));
                }
            }
            if started.elapsed() > self.args.max_wait {
                let seconds = self.args.max_wait.as_secs();
                let failed = Error::failed(format!("VolumeSnapshot {} was not ready after {seconds} s", one.snapshot));
                let failed = match last {
                    Some(error) => failed.cause(format!("its last error: {error}")),
                    None => failed.cause("its status tells no error: does a snapshot controller run in this cluster?"),
                };
                return Err(failed.hint("--max-wait DURATION waits longer"));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn describe(
        &self,
        one: &ClaimFacts,
        snapshot: &Value,
        saved_at: Option<u64>,
        findings: &mut Vec<Finding>,
    ) -> VolumeSnapshot {
        let text = |pointer: &str| snapshot.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let content = text("/status/boundVolumeSnapshotContentName");
        VolumeSnapshot {
            kind: "volume-snapshot".to_owned(),
            namespace: self.namespace.to_owned(),
            name: one.snapshot.clone(),
            uid: text("/metadata/uid").unwrap_or_default(),
            handle: self.handle(one, content.as_deref(), findings).await,
            content,
            class: one.class.clone(),
            driver: one.driver.clone(),
            claim: one.claim.clone(),
            member: one.member.clone(),
            role: one.role,
            restore_size: text("/status/restoreSize"),
            created_at: text("/status/creationTime"),
            saved_at,
            aof: one.aof,
        }
    }

    /// The storage system's own name of it: with that it can be found again when the cluster is gone.
    async fn handle(&self, one: &ClaimFacts, content: Option<&str>, findings: &mut Vec<Finding>) -> Option<String> {
        let kind = kind("volumesnapshotcontents", "VolumeSnapshotContent");
        let found = self.kubernetes.fetch_object(&kind, None, content?).await;
        match found {
            Ok(found) => found?.pointer("/status/snapshotHandle").and_then(Value::as_str).map(str::to_owned),
            Err(error) => {
                let subject = format!("{}/{}", self.namespace, one.snapshot);
                let finding = Finding::new("snapshot-handle-unseen", Severity::Info, subject, error.chain());
                findings.push(match error.hints().first() {
                    Some(hint) => finding.hint(hint.clone()),
                    None => finding,
                });
                None
            }
        }
    }
}
