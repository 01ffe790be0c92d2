//! Volume snapshots: the CRDs of snapshot.storage.k8s.io/v1 as custom objects, and a controller that does as it is told.
//! Nothing is snapshotted: there are no volumes here.

use super::objects::{Objects, metadata};
use super::resources::Resource;
use serde_json::{Value, json};

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

/// Does with every VolumeSnapshot that is not ready what the script says.
pub fn reconcile(objects: &mut Objects, script: &Snapshots) {
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
