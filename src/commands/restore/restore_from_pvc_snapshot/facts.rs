//! What has to be known before a claim is made: the snapshot, whose it is, and whether the storage can make one of it.

use crate::commands::restore::offline::look::Looked;
use crate::domain::backup::volume::GROUP;
use crate::domain::helper_pod::Server;
use crate::domain::resources::ResourceType;
use crate::domain::restore::offline::claim::DataPlace;
use crate::domain::restore::offline::layout::Layout;
use crate::domain::restore::pvc_snapshot::{SnapshotFacts, judge, judge_driver};
use crate::error::{Error, Kind, Result};
use serde_json::Value;

/// The facts.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) snapshot: SnapshotFacts,
    /// What the pod is made of.
    pub(super) server: Server,
    /// Where the instance's data lie.
    pub(super) place: DataPlace,
    /// The files that its server starts from.
    pub(super) layout: Layout,
    /// The claim of its primary.
    pub(super) claim: Value,
}

/// The claims of a namespace, as the API has them.
pub(super) fn claims() -> ResourceType {
    ResourceType::new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim")
}

fn of_group(plural: &str, kind: &str) -> ResourceType {
    ResourceType::new(GROUP, "v1", plural, kind)
}

/// Gathers them.
///
/// # Errors
/// Refused, with the reason: no such snapshot, one that cannot be used, storage that cannot make a volume of it, a right
/// that is missing.
pub(super) async fn fetch(looked: &Looked, name: &str) -> Result<Facts> {
    let (kubernetes, namespace) = (looked.kubernetes(), looked.namespace());
    let instance = looked.target().instance.full_name();
    let refused =
        |why: String| Error::refused(format!("VolumeSnapshot {namespace}/{name} cannot be restored")).cause(why);
    let (server, place, layout) = looked.parts()?;
    if !kubernetes.serves(GROUP, "v1").await? {
        return Err(Error::refused("this cluster has no VolumeSnapshots")
            .cause(format!("the API serves no {GROUP}/v1: its CRDs are not installed")));
    }
    let forbidden = |error: Error| error.of_kind(Kind::Refused);
    let object = kubernetes.fetch_object(&of_group("volumesnapshots", "VolumeSnapshot"), Some(namespace), name).await;
    let object = object.map_err(forbidden)?.ok_or_else(|| {
        refused("there is none of this name".to_owned())
            .hint(format!("kubectl get volumesnapshots -n {namespace} lists those that there are"))
    })?;
    let snapshot = judge(&object, &instance, &looked.claims(&place)).map_err(|(why, hint)| refused(why).hint(hint))?;
    let claim = kubernetes.fetch_object(&claims(), Some(namespace), &place.claim).await.map_err(forbidden)?;
    let claim = claim.ok_or_else(|| refused(format!("claim {} of the primary is not there", place.claim)))?;
    // Who may not see classes and contents learns it from the claim that does not come to be.
    let class = claim["spec"]["storageClassName"].as_str().unwrap_or_default().to_owned();
    let classes = ResourceType::new("storage.k8s.io", "v1", "storageclasses", "StorageClass");
    let found = kubernetes.fetch_object(&classes, None, &class).await.ok().flatten();
    let provisioner = found.as_ref().and_then(|class| class["provisioner"].as_str());
    let contents = of_group("volumesnapshotcontents", "VolumeSnapshotContent");
    let content = match &snapshot.content {
        Some(content) => kubernetes.fetch_object(&contents, None, content).await.ok().flatten(),
        None => None,
    };
    let driver = content.as_ref().and_then(|content| content.pointer("/spec/driver")).and_then(Value::as_str);
    judge_driver(&class, provisioner, driver).map_err(refused)?;
    for (verb, resource) in [("create", "persistentvolumeclaims"), ("delete", "persistentvolumeclaims")] {
        if matches!(kubernetes.review_access(namespace, verb, resource).await, Ok(false)) {
            return Err(refused(format!("rights are missing in namespace {namespace}: {verb} {resource}"))
                .hint(format!("to check: kubectl auth can-i {verb} {resource} -n {namespace}")));
        }
    }
    Ok(Facts { snapshot, server, place, layout, claim })
}
