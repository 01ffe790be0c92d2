//! A VolumeSnapshot that is to be restored: whether it can be, and the claim that is made from it.

use crate::domain::backup::left_snapshot::INSTANCE;
use crate::domain::backup::volume::{GROUP, Progress, no_snapshots_with, progress};
use serde::Serialize;
use serde_json::{Value, json};

/// The label of claims that are made from snapshots for a while.
pub const PURPOSE: &str = "snapshot";

/// What has to be known of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SnapshotFacts {
    /// Its name.
    pub name: String,
    /// Its uid.
    pub uid: String,
    /// The claim it was taken of, where it says it.
    pub claim: Option<String>,
    /// When the storage system took it, as the API writes it.
    pub taken_at: Option<String>,
    /// The least size of a volume made from it, as the API writes it.
    pub restore_size: Option<String>,
    /// The VolumeSnapshotContent behind it.
    pub content: Option<String>,
}

/// Judges the object. `claims` are those of the instance that hold data.
///
/// # Errors
/// Why it cannot be restored into the instance: the reason, and what to do.
pub fn judge(object: &Value, instance: &str, claims: &[String]) -> Result<SnapshotFacts, (String, String)> {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let name = text("/metadata/name").unwrap_or_default();
    if text("/metadata/deletionTimestamp").is_some() {
        return Err(("it is being deleted".to_owned(), "take another snapshot".to_owned()));
    }
    if let Progress::Waiting(error) = progress(object) {
        let why = error.map_or_else(|| "its status tells no error".to_owned(), |error| format!("its error: {error}"));
        let hint = format!("kubectl describe volumesnapshot {name} tells more; wait until it is ready");
        return Err((format!("it is not ready to use, {why}"), hint));
    }
    let claim = text("/spec/source/persistentVolumeClaimName");
    let of_instance = object["metadata"]["annotations"][INSTANCE] == instance;
    let is_claim = claim.as_ref().is_some_and(|claim| claims.contains(claim));
    if !of_instance && !is_claim {
        let of = claim.map_or_else(|| "no claim that it names".to_owned(), |claim| format!("claim {claim}"));
        let why = format!("it was taken of {of}, and the data of {instance} are on {}", claims.join(", "));
        return Err((why, "name a snapshot of this instance, or the instance of this snapshot".to_owned()));
    }
    Ok(SnapshotFacts {
        name,
        uid: text("/metadata/uid").unwrap_or_default(),
        claim,
        taken_at: text("/status/creationTime"),
        restore_size: text("/status/restoreSize"),
        content: text("/status/boundVolumeSnapshotContentName"),
    })
}

/// Whether the storage class of the instance's claim can make a volume from the snapshot. What could not be seen is
/// nothing against it.
///
/// # Errors
/// Why it cannot, in words.
pub fn judge_driver(class: &str, provisioner: Option<&str>, driver: Option<&str>) -> Result<(), String> {
    let Some(provisioner) = provisioner else { return Ok(()) };
    if let Some(why) = no_snapshots_with(provisioner) {
        return Err(format!("the storage class {class} is served by {provisioner}: {why}"));
    }
    match driver {
        Some(driver) if driver != provisioner => Err(format!(
            "the snapshot is of the driver {driver}, and the storage class {class} is served by {provisioner}"
        )),
        _ => Ok(()),
    }
}

/// The claim to make from the snapshot: as the instance's own, and as large as the snapshot wants.
#[must_use]
pub fn claim(name: &str, run: &str, instance: &str, snapshot: &SnapshotFacts, like: &Value) -> Value {
    let own = &like["spec"];
    let size =
        snapshot.restore_size.clone().map_or_else(|| own["resources"]["requests"]["storage"].clone(), Value::from);
    let mut spec = json!({
        "accessModes": own["accessModes"],
        "resources": {"requests": {"storage": size}},
        "dataSource": {"apiGroup": GROUP, "kind": "VolumeSnapshot", "name": snapshot.name},
    });
    for field in ["storageClassName", "volumeMode"] {
        if !own[field].is_null() {
            spec[field] = own[field].clone();
        }
    }
    json!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim",
        "metadata": {
            "name": name, "namespace": like["metadata"]["namespace"],
            "labels": {
                "app.kubernetes.io/managed-by": "redis-ops",
                crate::domain::helper_pod::RUN_LABEL: run, crate::domain::helper_pod::PURPOSE_LABEL: PURPOSE,
            },
            "annotations": {INSTANCE: instance},
        },
        "spec": spec,
    })
}

/// What a server takes besides its data.
const SERVER_BYTES: u64 = 64 << 20;
/// For data of which nobody says how much memory they take.
const UNKNOWN_BYTES: u64 = 8 << 30;

/// The bound of the memory of the server that loads the snapshot: what the instance's own may take, or where that has no
/// bound as much as is likely to be enough. The data may be more than what the instance holds now: that was lost, perhaps.
#[must_use]
pub fn memory_bytes(limit: Option<u64>, peak: Option<u64>) -> u64 {
    let peak = peak.unwrap_or(0);
    let taken = peak.saturating_add(peak / 4).saturating_add(SERVER_BYTES);
    taken.max(limit.unwrap_or(UNKNOWN_BYTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_that_was_emptied_says_nothing_of_the_memory_that_its_data_took() {
        assert_eq!(memory_bytes(Some(512 << 20), Some(1 << 20)), 512 << 20);
        assert_eq!(memory_bytes(None, Some(1 << 20)), UNKNOWN_BYTES);
        assert!(memory_bytes(Some(100 << 20), Some(100 << 20)) > 150 << 20);
        assert_eq!(memory_bytes(None, None), UNKNOWN_BYTES);
    }

    fn snapshot() -> Value {
        json!({
            "metadata": {"name": "before", "namespace": "apps", "uid": "u1"},
            "spec": {"source": {"persistentVolumeClaimName": "data-cache-1"}},
            "status": {"readyToUse": true, "restoreSize": "8Gi", "creationTime": "2026-11-20T03:15:02Z"},
        })
    }

    fn why(object: &Value) -> String {
        let claims = ["data-cache-0".to_owned(), "data-cache-1".to_owned()];
        judge(object, "apps/cache", &claims).expect_err("refused").0
    }

    #[test]
    fn one_of_any_of_the_instances_claims_will_do() {
        let claims = ["data-cache-0".to_owned(), "data-cache-1".to_owned()];
        let facts = judge(&snapshot(), "apps/cache", &claims).expect("it fits");
        assert_eq!((facts.claim.as_deref(), facts.restore_size.as_deref()), (Some("data-cache-1"), Some("8Gi")));
        // Its claim may have another name by now; what the tool has written on it is enough.
        let mut ours = snapshot();
        ours["metadata"]["annotations"][INSTANCE] = json!("apps/cache");
        assert!(judge(&ours, "apps/cache", &[]).is_ok());
    }

    #[test]
    fn another_instances_or_one_that_is_not_ready_is_refused_with_the_reason() {
        let mut other = snapshot();
        other["spec"]["source"]["persistentVolumeClaimName"] = json!("data-sessions-0");
        assert!(why(&other).contains("claim data-sessions-0, and the data of apps/cache are on data-cache-0"));
        let mut waiting = snapshot();
        waiting["status"] = json!({"readyToUse": false, "error": {"message": "quota"}});
        assert_eq!(why(&waiting), "it is not ready to use, its error: quota");
        let mut going = snapshot();
        going["metadata"]["deletionTimestamp"] = json!("2026-11-20T03:15:02Z");
        assert_eq!(why(&going), "it is being deleted");
    }

    #[test]
    fn the_driver_has_to_be_the_same() {
        assert!(judge_driver("csi", Some("ebs.csi.aws.com"), Some("ebs.csi.aws.com")).is_ok());
        assert!(judge_driver("csi", None, Some("x")).is_ok() && judge_driver("csi", Some("x"), None).is_ok());
        assert!(judge_driver("csi", Some("x"), Some("y")).is_err_and(|why| why.contains("driver y")));
        assert!(judge_driver("s", Some("rancher.io/local-path"), None).is_err_and(|why| why.contains("plain folders")));
    }

    #[test]
    fn the_claim_is_as_the_instances_own_and_as_large_as_the_snapshot_wants() {
        let like = json!({
            "metadata": {"namespace": "apps"},
            "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "csi", "volumeName": "pvc-1",
                     "resources": {"requests": {"storage": "4Gi"}}},
        });
        let facts = judge(&snapshot(), "apps/cache", &["data-cache-1".to_owned()]).expect("it fits");
        let made = claim("c", "1f", "apps/cache", &facts, &like);
        assert_eq!(made["spec"]["resources"]["requests"]["storage"], "8Gi");
        assert_eq!(made["spec"]["dataSource"]["name"], "before");
        assert!(made["spec"]["volumeName"].is_null() && made["spec"]["storageClassName"] == "csi");
        let unsized_one = SnapshotFacts { restore_size: None, ..facts };
        assert_eq!(
            claim("c", "1f", "apps/cache", &unsized_one, &like)["spec"]["resources"]["requests"]["storage"],
            "4Gi"
        );
    }
}
