//! Facts: the claims, their drivers, the classes. Whatever stands in the way is said before anything is made.

use super::{ClaimFacts, CreatePvcSnapshotArgs, NAME};
use crate::commands::backup::destination::Destination;
use crate::commands::backup::{left_snapshots, sources};
use crate::context::Context;
use crate::domain::backup::headroom;
use crate::domain::backup::left_snapshot::{LeftSnapshot, Records};
use crate::domain::backup::volume::{self, GROUP, SnapshotClass};
use crate::domain::resources::ResourceType;
use crate::domain::silence;
use crate::error::{Error, Result};
use crate::k8s::client::Kubernetes;
use crate::report::Finding;
use crate::target::discover::Target;
use crate::target::facts::Volume;
use crate::target::flavour::Role;
use crate::target::objects::volume_at;
use crate::target::survey::Answer;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) struct Wanted<'a> {
    pub kubernetes: &'a Kubernetes,
    pub namespace: &'a str,
    pub name: &'a str,
    pub args: &'a CreatePvcSnapshotArgs,
}

/// `v1` of the group.
pub(super) fn kind(plural: &str, kind: &str) -> ResourceType {
    ResourceType::new(GROUP, "v1", plural, kind)
}

/// VolumeSnapshots themselves.
pub(in crate::commands::backup) fn snapshot_kind() -> ResourceType {
    kind("volumesnapshots", "VolumeSnapshot")
}

/// Snapshots of the instance that runs left which died before they recorded them, and what is to be said of others. The
/// manifests are read only where one died in the middle of writing one.
///
/// # Errors
/// Of kind Target, when they may not be listed, or the places cannot be read.
pub(super) async fn fetch_left(
    context: &Context,
    kubernetes: &Kubernetes,
    destination: &Destination,
    target: &Target,
) -> Result<(Vec<LeftSnapshot>, Vec<Finding>)> {
    let mut left = left_snapshots::fetch(kubernetes, target.instance.namespace.as_deref()).await?;
    left.retain(|one| one.instance == target.instance.full_name());
    let mut records = Records::default();
    if left.iter().any(|one| one.recording) {
        for place in &destination.places {
            let sets = sources::fetch_sets_by(context, place, destination.access()).await?;
            left_snapshots::note(&mut records, place, &sets);
        }
    }
    Ok(left_snapshots::sort_out(left, &records))
}

/// Written by the controller that made the volume (k8s.io/component-helpers/storage/volume).
const PROVISIONER: &str = "volume.kubernetes.io/storage-provisioner";
const PROVISIONER_BEFORE: &str = "volume.beta.kubernetes.io/storage-provisioner";

impl Wanted<'_> {
    pub(super) async fn fetch(&self, target: &Target, answers: &[Answer]) -> Result<(Vec<ClaimFacts>, Vec<Finding>)> {
        let full_name = target.instance.full_name();
        let silent = answers.iter().filter_map(|answer| {
            let error = answer.result.as_ref().err()?;
            Some((answer, error))
        });
        let findings: Vec<Finding> =
            silent.clone().map(|(answer, error)| silence::finding(&answer.member.subject(), error)).collect();
        if let Some((answer, error)) = silent.clone().next().filter(|_| !self.args.no_save) {
            let refused = Error::refused(format!("{} cannot be told to save", answer.member.name)).cause(error.chain());
            let refused = error.hints().iter().take(1).fold(refused, |refused, hint| refused.hint(hint.clone()));
            return Err(refused.hint("--no-save snapshots what is on disk as it is"));
        }
        let mut of_claims: BTreeMap<String, &Answer> = BTreeMap::new();
        for answer in answers {
            let claims = claims(answer);
            if claims.is_empty() && answer.role() == Some(Role::Primary) {
                return Err(no_claim(answer));
            }
            of_claims.extend(claims.into_iter().map(|claim| (claim, answer)));
        }
        if of_claims.is_empty() {
            return Err(Error::refused(format!("no pod of {full_name} has a claim"))
                .hint("redis-ops backup-rdb takes a backup without volumes"));
        }
        if !self.kubernetes.serves(GROUP, "v1").await? {
            return Err(Error::refused("this cluster has no VolumeSnapshots")
                .cause(format!("the API serves no {GROUP}/v1: its CRDs are not installed"))
                .hint("redis-ops backup-rdb takes a backup without them"));
        }
        // How far the run has come is written on each; without that nobody could tell what a dead run left.
        let marks = self.kubernetes.review_access(self.namespace, "patch", "volumesnapshots.snapshot.storage.k8s.io");
        if matches!(marks.await, Ok(false)) {
            let namespace = self.namespace;
            return Err(Error::refused(format!("cannot patch volumesnapshots in namespace {namespace}"))
                .cause("a snapshot says in an annotation whether a manifest records it")
                .hint(format!("to check: kubectl auth can-i patch volumesnapshots.{GROUP} -n {namespace}")));
        }
        let several = of_claims.len() > 1;
        let mut classes = None;
        let mut facts = Vec::new();
        for (claim, answer) in of_claims {
            let driver = self.driver(&claim).await?;
            if classes.is_none() {
                classes = Some(self.classes().await?);
            }
            let class = volume::choose_class(classes.as_deref().unwrap_or_default(), &driver, self.wanted_class());
            let class = class.map_err(|reason| {
                let refused = Error::refused(format!("claim {claim} cannot be snapshotted")).cause(reason);
                refused.hint("choose with --snapshot-class NAME; kubectl get volumesnapshotclasses lists them")
            })?;
            let info = answer.info();
            facts.push(ClaimFacts {
                snapshot: volume::snapshot_name(self.name, &claim, several).map_err(Error::usage)?,
                member: answer.member.name.clone(),
                role: answer.role(),
                aof: info.and_then(|info| info.flag("aof_enabled")),
                headroom: info.map(|info| headroom::judge(info, answer.member.memory_limit_bytes())),
                driver,
                class: class.name.clone(),
                deletion_policy: class.deletion_policy.clone(),
                claim,
            });
        }
        facts.sort_by(|a, b| (&a.member, &a.claim).cmp(&(&b.member, &b.claim)));
        Ok((facts, findings))
    }

    fn wanted_class(&self) -> Option<&str> {
        self.args.snapshot_class.as_deref()
    }

    async fn classes(&self) -> Result<Vec<SnapshotClass>> {
        let kind = kind("volumesnapshotclasses", "VolumeSnapshotClass");
        if let Some(name) = self.wanted_class() {
            // One by its name: a user may not list what the cluster has.
            let found = self.kubernetes.fetch_object(&kind, None, name).await.map_err(refused)?;
            return Ok(found.iter().map(SnapshotClass::of).collect());
        }
        let found =
            self.kubernetes.fetch_objects(&kind, None, "").await.map_err(|error| {
                refused(error).hint("or name the class with --snapshot-class NAME, which is only read")
            })?;
        Ok(found.unwrap_or_default().iter().map(SnapshotClass::of).collect())
    }

    /// The CSI driver of a claim's volume: by the claim's own annotation, else by its storage class.
    async fn driver(&self, claim: &str) -> Result<String> {
        let kind = ResourceType::new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim");
        let found = self.kubernetes.fetch_object(&kind, Some(self.namespace), claim).await.map_err(refused)?;
        let object = found.ok_or_else(|| Error::refused(format!("there is no claim {}/{claim}", self.namespace)))?;
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str);
        let phase = text("/status/phase").unwrap_or("of no phase");
        if phase != "Bound" {
            return Err(Error::refused(format!("claim {claim} is {phase}, and has no volume to snapshot")));
        }
        let annotations = &object["metadata"]["annotations"];
        let annotated = [PROVISIONER, PROVISIONER_BEFORE].iter().find_map(|name| annotations[*name].as_str());
        let class = text("/spec/storageClassName").unwrap_or_default();
        let driver = match annotated {
            Some(driver) => driver.to_owned(),
            None => self.provisioner(claim, class).await?,
        };
        match volume::no_snapshots_with(&driver) {
            None => Ok(driver),
            Some(reason) => Err(Error::refused(format!("claim {claim} cannot be snapshotted"))
                .cause(format!("its storage class {class} is served by {driver}: {reason}"))
                .hint("redis-ops backup-rdb takes a backup over the network, whatever the storage")),
        }
    }

    async fn provisioner(&self, claim: &str, class: &str) -> Result<String> {
        if class.is_empty() {
            return Err(Error::refused(format!("claim {claim} has no storage class, so its driver is not known"))
                .cause("its volume was made by hand"));
        }
        let kind = ResourceType::new("storage.k8s.io", "v1", "storageclasses", "StorageClass");
        let found = self.kubernetes.fetch_object(&kind, None, class).await.map_err(refused)?;
        let provisioner = found.as_ref().and_then(|object| object["provisioner"].as_str());
        provisioner.map(str::to_owned).ok_or_else(|| {
            Error::refused(format!("claim {claim} is of storage class {class}, which does not exist any more"))
        })
    }
}

/// A right that is missing stops the run before anything is made.
fn refused(error: Error) -> Error {
    error.of_kind(crate::error::Kind::Refused)
}

/// The claims of a pod that a server's container mounts.
fn claims(answer: &Answer) -> Vec<String> {
    let Some(pod) = &answer.member.pod else { return Vec::new() };
    let Some(container) = pod.containers.get(answer.member.container) else { return Vec::new() };
    let paths = container.mounts.keys();
    let volumes = paths.filter_map(|path| volume_at(pod, answer.member.container, path));
    let mut claims: Vec<String> = volumes
        .filter_map(|(_, volume)| match volume {
            Volume::Claim(claim) => Some(claim.clone()),
            _ => None,
        })
        .collect();
    claims.sort();
    claims.dedup();
    claims
}

fn no_claim(answer: &Answer) -> Error {
    Error::refused(format!("the primary {} has no claim: its data is gone with the pod", answer.member.name))
        .cause(format!("{NAME} needs the volumes of the primaries at least"))
        .hint("redis-ops backup-rdb takes a backup over the network")
}
