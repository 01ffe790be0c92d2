//! What a set holds besides the data: files about the whole instance, and snapshots of its volumes.

use super::manifest::Compression;
use crate::target::flavour::Role;
use serde::{Deserialize, Serialize};

/// The file of an instance's configuration, for restore-config.
pub const CONFIG_FILE: &str = "config.json";
/// Objects to apply again.
pub const RESOURCES_FILE: &str = "resources.yaml";
/// Which objects those are, and why.
pub const INDEX_FILE: &str = "resources.json";
/// Objects that controllers make by themselves: to look at, not to apply.
pub const DERIVED_FILE: &str = "derived.yaml";

/// The Secrets with their values; never stored but encrypted.
pub const SECRETS_FILE: &str = "secrets.yaml";

/// The parts of a manifest that are not a shard's. Empty ones are not written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Besides {
    /// Files of the set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileArtefact>,
    /// Snapshots of volumes; they lie in the cluster, not in the set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volume_snapshots: Vec<VolumeSnapshot>,
    /// What belongs here and could not be read, a sentence each. A set that has any is incomplete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

impl Besides {
    /// Whether there is nothing that a manifest could vouch for.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.volume_snapshots.is_empty()
    }
}

/// A file about the whole instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileArtefact {
    /// Its name in the set's folder.
    pub name: String,
    /// `config`, `resources`, `resources-index`, `derived` or `secrets`.
    pub kind: String,
    /// How it is compressed.
    pub compression: Compression,
    /// age recipients it is encrypted to; empty for none.
    #[serde(default)]
    pub encryption: Vec<String>,
    /// Bytes before compression.
    pub plain_bytes: u64,
    /// SHA-256 before compression, in hexadecimal.
    pub plain_sha256: String,
    /// Bytes as stored.
    pub stored_bytes: u64,
    /// SHA-256 as stored, in hexadecimal.
    pub stored_sha256: String,
}

/// A VolumeSnapshot (snapshot.storage.k8s.io/v1) that was ready to use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeSnapshot {
    /// `volume-snapshot`.
    pub kind: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its uid.
    pub uid: String,
    /// The VolumeSnapshotContent behind it.
    pub content: Option<String>,
    /// The storage system's own name of the snapshot; none where contents may not be read.
    pub handle: Option<String>,
    /// The VolumeSnapshotClass.
    pub class: String,
    /// The CSI driver.
    pub driver: String,
    /// The claim it was taken of.
    pub claim: String,
    /// The pod that has the claim.
    pub member: String,
    /// What the server said it was then.
    pub role: Option<Role>,
    /// The least size of a volume made from it, as the API writes it.
    pub restore_size: Option<String>,
    /// When the storage system took it, as the API writes it.
    pub created_at: Option<String>,
    /// When the last save of the server's data to its RDB ended, in seconds of the server's clock.
    pub saved_at: Option<u64>,
    /// Whether the server kept an AOF on the volume.
    pub aof: Option<bool>,
}
