//! Volume snapshots: the CRDs of snapshot.storage.k8s.io/v1 as custom objects, and a controller that does as it is told.
//! A snapshot is a copy of the data folder of its claim's pod at the moment when it becomes ready; a claim that is made
//! from it gets another one.

use super::objects::{Objects, metadata};
use super::pods::pod_of_data;
use super::resources::Resource;
use super::world::{World, lock};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const GROUP: &str = "snapshot.storage.k8s.io";

/// What the controller makes of each VolumeSnapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Snapshots {
    /// Ready at once, after the CSI driver's words for an error that was got over.
    Ready,
    /// An error in the status, for ever.
    Failing(String),
    /// Nothing: no controller runs.
    Never,
}

/// Serves the three kinds.
pub fn serve(objects: &mut Objects) {
    for (kind, plural, namespaced) in [
        ("VolumeSnapshot", "volumesnapshots", true),
        ("VolumeSnapshotClass", "volumesnapshotclasses", false),
        ("VolumeSnapshotContent", "volumesnapshotcontents", false),
    ] {
        let resource = Resource::custom(&format!("{GROUP}/v1"), kind, namespaced);
        objects.serve(Resource { plural: plural.to_owned(), ..resource });
    }
}

/// Does with every VolumeSnapshot that is not ready what the script says, and makes the claims that are wanted of those
/// that are.
pub fn reconcile(world: &World) {
    let script = lock(world.snapshots()).clone();
    let mut objects = lock(world.objects());
    make_snapshots(world, &mut objects, &script);
    make_claims(world, &mut objects);
}

fn folder_of(world: &World, namespace: &str, name: &str) -> PathBuf {
    world.root().join("snapshots").join(namespace).join(name)
}

/// The folder of a claim's data.
fn folder_of_claim(world: &World, objects: &Objects, namespace: &str, claim: &str) -> PathBuf {
    let pod = json!({
        "metadata": {"name": claim}, "spec": {"volumes": [{"persistentVolumeClaim": {"claimName": claim}}]},
    });
    world.data_dir(namespace, &pod_of_data(&pod, &objects.list("statefulsets", Some(namespace))))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder in the sandbox's own");
    let status = Command::new("cp").arg("-a").arg(format!("{}/.", from.display())).arg(to).status();
    assert!(status.expect("cp can be started").success(), "cannot copy {}", from.display());
}

/// Whether a claim waits for its volume: it is to be made from a snapshot that is not there.
pub fn is_waiting(claim: &Value) -> bool {
    claim["spec"]["dataSource"]["kind"] == "VolumeSnapshot" && claim["status"]["phase"] != "Bound"
}

fn make_claims(world: &World, objects: &mut Objects) {
    let claims: Vec<Value> =
        objects.list("persistentvolumeclaims", None).into_iter().filter(|claim| is_waiting(claim)).cloned().collect();
    for claim in claims {
        let (namespace, name) = (metadata(&claim, "namespace"), metadata(&claim, "name"));
        let from = folder_of(world, namespace, claim["spec"]["dataSource"]["name"].as_str().unwrap_or_default());
        if !from.exists() {
            continue;
        }
        copy(&from, &folder_of_claim(world, objects, namespace, name));
        objects.edit("persistentvolumeclaims", namespace, name, |claim| claim["status"] = json!({"phase": "Bound"}));
    }
}

fn make_snapshots(world: &World, objects: &mut Objects, script: &Snapshots) {
    let waiting = |snapshot: &&Value| snapshot["status"]["readyToUse"] != true;
    let snapshots: Vec<Value> = objects.list("volumesnapshots", None).into_iter().filter(waiting).cloned().collect();
    for snapshot in snapshots {
        let (namespace, name) = (metadata(&snapshot, "namespace"), metadata(&snapshot, "name"));
        let status = match script {
            Snapshots::Never => continue,
            Snapshots::Failing(message) => {
                json!({"readyToUse": false, "error": {"message": message, "time": super::encoding::now()}})
            }
            Snapshots::Ready => {
                let claim = snapshot["spec"]["source"]["persistentVolumeClaimName"].as_str().unwrap_or_default();
                let from = folder_of_claim(world, objects, namespace, claim);
                if from.exists() {
                    copy(&from, &folder_of(world, namespace, name));
                }
                let content = format!("snapcontent-{}", metadata(&snapshot, "uid"));
                let resource = objects.resource(GROUP, "v1", "volumesnapshotcontents").expect("served");
                objects.insert(
                    &resource,
                    json!({
                        "metadata": {"name": content},
                        "spec": {"driver": "csi.sandbox.example", "deletionPolicy": "Delete"},
                        "status": {"snapshotHandle": format!("snap-of-{name}"), "readyToUse": true},
                    }),
                );
                json!({
                    "readyToUse": true, "restoreSize": "8Gi", "creationTime": super::encoding::now(),
                    "boundVolumeSnapshotContentName": content,
                })
            }
        };
        objects.edit("volumesnapshots", namespace, name, |stored| stored["status"] = status);
    }
}
