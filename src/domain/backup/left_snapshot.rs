//! VolumeSnapshots of runs that died before they came to their record: what stands on each, and which may go.
//!
//! Each is made with the state `open`. It becomes `recording` just before the manifest is written, and `recorded` when it
//! was. One that is still open belongs to no backup, whatever places there are; one in between may be named in a manifest.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// Selects what the tool made.
pub const SELECTOR: &str = "app.kubernetes.io/managed-by=redis-ops";
/// The annotation with the instance, `namespace/name`.
pub const INSTANCE: &str = "redis-ops/instance";
/// The annotation with the run that made it.
pub const RUN: &str = "redis-ops/run";
/// The annotation with how far that run has come.
pub const STATE: &str = "redis-ops/state";
/// The annotation with the places that its manifest is to be in, as a list in JSON.
pub const PLACES: &str = "redis-ops/places";
/// No manifest names it.
pub const OPEN: &str = "open";
/// A manifest that names it is being written.
pub const RECORDING: &str = "recording";
/// A manifest names it.
pub const RECORDED: &str = "recorded";

/// A snapshot that no run has said to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftSnapshot {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its uid.
    pub uid: String,
    /// The instance, `namespace/name`.
    pub instance: String,
    /// The claim it was taken of.
    pub claim: String,
    /// The run that made it.
    pub run: String,
    /// When.
    pub made_at: Option<DateTime<Utc>>,
    /// Where its manifest was to be.
    pub places: Vec<String>,
    /// Whether the run died while it wrote that.
    pub recording: bool,
}

impl LeftSnapshot {
    /// From the API's object; none for one that is recorded, or that says nothing of it.
    #[must_use]
    pub fn of(object: &Value) -> Option<Self> {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let annotation = |name: &str| object["metadata"]["annotations"][name].as_str();
        let recording = match annotation(STATE)? {
            OPEN => false,
            RECORDING => true,
            _ => return None,
        };
        Some(Self {
            namespace: text("/metadata/namespace"),
            name: text("/metadata/name"),
            uid: text("/metadata/uid"),
            instance: annotation(INSTANCE)?.to_owned(),
            claim: text("/spec/source/persistentVolumeClaimName"),
            run: annotation(RUN).unwrap_or_default().to_owned(),
            made_at: text("/metadata/creationTimestamp").parse().ok(),
            places: annotation(PLACES).and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default(),
            recording,
        })
    }

    /// `VolumeSnapshot apps/before-data-cache-0`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("VolumeSnapshot {}/{}", self.namespace, self.name)
    }
}

/// What the manifests say that were read.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// The places that were looked through, named as in [`PLACES`].
    pub places: Vec<String>,
    /// Uids of the snapshots that manifests there name.
    pub uids: BTreeSet<String>,
    /// Whether a manifest could not be read.
    pub blind: bool,
}

/// What becomes of one whose run has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It belongs to no backup.
    Dead,
    /// A manifest names it.
    Recorded,
    /// Whether one does cannot be told; with the reason.
    Unknown(String),
}

/// Judges one whose run has ended.
#[must_use]
pub fn judge(left: &LeftSnapshot, records: &Records) -> Fate {
    if records.uids.contains(&left.uid) {
        return Fate::Recorded;
    }
    if !left.recording {
        return Fate::Dead;
    }
    let unseen: Vec<&str> =
        left.places.iter().filter(|place| !records.places.contains(place)).map(String::as_str).collect();
    if left.places.is_empty() || !unseen.is_empty() {
        let places = if unseen.is_empty() { "a place that it does not name".to_owned() } else { unseen.join(", ") };
        return Fate::Unknown(format!("its manifest was to be in {places}, which was not looked through"));
    }
    if records.blind {
        return Fate::Unknown("a manifest could not be read".to_owned());
    }
    Fate::Dead
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(state: &str) -> Value {
        json!({
            "metadata": {
                "namespace": "apps", "name": "before", "uid": "u1", "creationTimestamp": "2026-11-20T03:15:02Z",
                "annotations": {
                    STATE: state, INSTANCE: "apps/cache", RUN: "1f", PLACES: "[\"s3://b/\",\"ops-1:/backups\"]",
                },
            },
            "spec": {"source": {"persistentVolumeClaimName": "data-cache-0"}},
        })
    }

    fn records(places: &[&str], uids: &[&str], blind: bool) -> Records {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Records { places: own(places), uids: own(uids).into_iter().collect(), blind }
    }

    #[test]
    fn what_is_recorded_or_says_nothing_is_left_alone() {
        assert_eq!(LeftSnapshot::of(&object(RECORDED)), None);
        assert_eq!(LeftSnapshot::of(&json!({"metadata": {"annotations": {INSTANCE: "apps/cache"}}})), None);
        let left = LeftSnapshot::of(&object(OPEN)).expect("left");
        assert_eq!((left.claim.as_str(), left.recording, left.places.len()), ("data-cache-0", false, 2));
        assert!(left.made_at.is_some());
    }

    #[test]
    fn an_open_one_is_dead_and_one_in_between_only_where_every_place_was_read() {
        let open = LeftSnapshot::of(&object(OPEN)).expect("left");
        let between = LeftSnapshot::of(&object(RECORDING)).expect("left");
        let nothing = Records::default();
        assert_eq!(judge(&open, &nothing), Fate::Dead);
        // A manifest is a manifest, whatever the annotation says.
        assert_eq!(judge(&open, &records(&[], &["u1"], false)), Fate::Recorded);
        assert!(matches!(judge(&between, &nothing), Fate::Unknown(why) if why.contains("s3://b/, ops-1:/backups")));
        let both = ["s3://b/", "ops-1:/backups"];
        assert!(matches!(judge(&between, &records(&both[..1], &[], false)), Fate::Unknown(_)));
        assert_eq!(judge(&between, &records(&both, &["other"], false)), Fate::Dead);
        assert_eq!(judge(&between, &records(&both, &["u1"], false)), Fate::Recorded);
        assert!(matches!(judge(&between, &records(&both, &[], true)), Fate::Unknown(_)));
        let nowhere = LeftSnapshot { places: Vec::new(), ..between };
        assert!(matches!(judge(&nowhere, &records(&both, &[], false)), Fate::Unknown(_)));
    }
}
