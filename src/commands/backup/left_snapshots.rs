//! VolumeSnapshots that runs left which died before they recorded them: found, judged, deleted.

use super::create_pvc_snapshot::snapshot_kind;
use crate::domain::backup::catalogue::SetEntry;
use crate::domain::backup::left_snapshot::{Fate, LeftSnapshot, Records, SELECTOR, judge};
use crate::error::Result;
use crate::k8s::client::Kubernetes;
use crate::report::{Finding, Severity};
use crate::store::place::Place;

/// How a place is called on a snapshot: folders are this machine's.
pub(super) fn name_of(place: &Place) -> String {
    match place {
        Place::S3(_) => place.to_string(),
        Place::Folder(folder) => {
            let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
            let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
            format!("{}:{}", host.trim(), folder.display())
        }
    }
}

/// Those of a namespace, or of all, that no run has said to be recorded; none where the cluster has no such objects.
///
/// # Errors
/// Of kind Target, naming the missing right when the API server forbids it.
pub(super) async fn fetch(kubernetes: &Kubernetes, namespace: Option<&str>) -> Result<Vec<LeftSnapshot>> {
    let found = kubernetes.fetch_objects(&snapshot_kind(), namespace, SELECTOR).await?;
    Ok(found.unwrap_or_default().iter().filter_map(LeftSnapshot::of).collect())
}

/// What the sets of a place say.
pub(super) fn note(records: &mut Records, place: &Place, sets: &[SetEntry]) {
    records.places.push(name_of(place));
    for set in sets {
        match &set.snapshots {
            Some(uids) => records.uids.extend(uids.iter().cloned()),
            None => records.blind = true,
        }
    }
}

/// Those that belong to no backup, and what is to be said of others.
pub(super) fn sort_out(left: Vec<LeftSnapshot>, records: &Records) -> (Vec<LeftSnapshot>, Vec<Finding>) {
    let (mut dead, mut findings) = (Vec::new(), Vec::new());
    for one in left {
        match judge(&one, records) {
            Fate::Dead => dead.push(one),
            Fate::Recorded => {}
            Fate::Unknown(why) => {
                let message =
                    format!("its run died while it wrote the manifest, and whether that is there is not known: {why}");
                let finding = Finding::new("snapshot-record-unseen", Severity::Warning, one.words(), message);
                findings.push(
                    finding.hint("redis-ops backup-prune PLACE --orphans, with that PLACE, tells and deletes it"),
                );
            }
        }
    }
    (dead, findings)
}

/// That they were not looked for.
pub(super) fn unseen(subject: impl Into<String>, why: String) -> Finding {
    let message = format!("VolumeSnapshots that dead runs left were not looked for: {why}");
    Finding::new("snapshots-not-looked-for", Severity::Info, subject, message)
}

/// Deletes one, if it is still the same object.
///
/// # Errors
/// As the API's.
pub(super) async fn delete(kubernetes: &Kubernetes, left: &LeftSnapshot) -> Result<()> {
    kubernetes.delete_exactly(&snapshot_kind(), &left.namespace, &left.name, &left.uid).await.map(drop)
}
