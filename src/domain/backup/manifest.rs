//! The manifest of a backup set: what it holds, where it came from, how to know that it is whole. No secret in it.

use super::besides::Besides;
use crate::formats::aof;
use crate::formats::cluster::{SLOTS, SlotRange, ranges};
use crate::formats::rdb::Census;
use crate::report::units;
use crate::target::flavour::{Flavour, Role};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Version of the manifest. Readers refuse one they do not know.
pub const SCHEMA: &str = "redis-ops-backup/v1";
/// Longest manifest that is read, in bytes: a set of 1,000 shards stays below a tenth of it.
pub const LONGEST: u64 = 16 * 1024 * 1024;

/// The manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// Version of the tool that wrote it.
    pub tool_version: String,
    /// Whose backup it is.
    pub instance: InstanceIdentity,
    /// When the backup began.
    pub started_at: DateTime<Utc>,
    /// When everything but the manifest was on disk.
    pub finished_at: DateTime<Utc>,
    /// One entry for each shard.
    pub shards: Vec<ShardBackup>,
    /// What the set holds besides the data.
    #[serde(flatten)]
    pub besides: Besides,
}

/// Whose backup it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceIdentity {
    /// Kubeconfig context; none with `--url`.
    pub context: Option<String>,
    /// Namespace; none with `--url`.
    pub namespace: Option<String>,
    /// Release, workload or pod; `host:port` with `--url`.
    pub name: String,
    /// Who deployed it.
    pub flavour: Flavour,
}

/// The backup of one shard.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShardBackup {
    /// Slot ranges, inclusive; none without cluster mode.
    pub slots: Option<Vec<(u16, u16)>>,
    /// Where the data came from.
    pub source: SourceIdentity,
    /// What lies in the set.
    pub artefacts: Vec<Artefact>,
}

/// The member a shard's data came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceIdentity {
    /// Pod, or `host:port`.
    pub member: String,
    /// Its role then.
    pub role: Role,
    /// Bytes it was behind its primary when it was chosen.
    pub lag_bytes: Option<u64>,
    /// The server's version.
    pub server_version: Option<String>,
    /// `master_replid`.
    pub replication_id: Option<String>,
    /// Replication offset just before the snapshot was asked for.
    pub replication_offset: Option<u64>,
}

/// A file of the set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Artefact {
    /// Its name in the set's folder.
    pub name: String,
    /// What it is: `rdb`, or `aof` for a tar of the files of one.
    pub kind: String,
    /// How it is compressed.
    pub compression: Compression,
    /// age recipients it is encrypted to; empty for none.
    pub encryption: Vec<String>,
    /// Bytes before compression.
    pub plain_bytes: u64,
    /// SHA-256 before compression, in hexadecimal.
    pub plain_sha256: String,
    /// Bytes as stored.
    pub stored_bytes: u64,
    /// SHA-256 as stored, in hexadecimal.
    pub stored_sha256: String,
    /// Whether the file carries a checksum of its own.
    pub checksum: Checksum,
    /// What the parser counted in it, in flight; of an AOF, in its base.
    pub census: Census,
    /// The files of an AOF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aof: Option<AofCopy>,
    /// Seconds from the first byte to the last.
    pub transfer_seconds: f64,
}

impl Artefact {
    /// What is wrong where a reading has counted other keys in it than its manifest says.
    pub fn miscounted(&self, keys: u64) -> Option<String> {
        let said = self.census.keys;
        (keys != said)
            .then(|| format!("it holds {} keys, and the manifest says {}", units::count(keys), units::count(said)))
    }
}

/// The kind of an artefact that holds an RDB.
pub const RDB: &str = "rdb";
/// The kind of an artefact that holds the files of an AOF.
pub const AOF: &str = "aof";

/// The files of an AOF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AofCopy {
    /// The manifest's name; none for the one file of a server before Redis 7.
    pub manifest: Option<String>,
    /// The files in the order they are read.
    pub files: Vec<AofFileCopy>,
    /// The member they were copied from, which may be another one than that of the shard's RDB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

/// A file of an AOF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AofFileCopy {
    /// Its name.
    pub name: String,
    /// Its place in the set.
    pub role: aof::Role,
    /// Its size in the archive.
    pub bytes: u64,
    /// SHA-256 of that, in hexadecimal.
    pub sha256: String,
    /// Commands in it, after the snapshot if it has one.
    pub commands: u64,
    /// How what arrived was compared with what lies in the pod.
    pub checked_by: CheckedBy,
}

/// How a file read through exec was compared with what lies in the pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckedBy {
    /// A hash taken there.
    Sha256InPod,
    /// The image has nothing to hash with: it was read twice.
    SecondReading,
}

/// The RDB's own CRC64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checksum {
    /// It is there and right.
    Ok,
    /// The server writes none (`rdbchecksum no`): only the hashes taken in flight can tell a change.
    Absent,
}

/// Compression of an artefact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// gzip.
    #[default]
    Gzip,
    /// Zstandard, with a checksum of the content.
    Zstd,
    /// As the server sent it.
    None,
}

impl Compression {
    /// The suffix of a file's name.
    pub fn suffix(self) -> &'static str {
        match self {
            Compression::Gzip => ".gz",
            Compression::Zstd => ".zst",
            Compression::None => "",
        }
    }
}

/// What every version of the manifest has.
#[derive(Deserialize)]
struct Versioned {
    schema: String,
}

impl Manifest {
    /// Parses a manifest.
    ///
    /// # Errors
    /// A sentence: not JSON of the expected shape, an unknown schema, no artefact, an artefact whose name is a path.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let none = |error: serde_json::Error| format!("not a manifest: {error}");
        // First alone: a later version may have another shape.
        let Versioned { schema } = serde_json::from_slice(bytes).map_err(none)?;
        if schema != SCHEMA {
            return Err(format!("its schema is {schema}, and this redis-ops reads {SCHEMA}"));
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(none)?;
        if manifest.artefacts().next().is_none() && manifest.besides.is_empty() {
            return Err("it names no file, so there is nothing it could vouch for".to_owned());
        }
        let files = manifest.besides.files.iter().map(|file| &file.name);
        for name in manifest.artefacts().map(|artefact| &artefact.name).chain(files) {
            let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']);
            if !plain {
                return Err(format!("an artefact is named {name:?}, which is not a plain file name"));
            }
        }
        Ok(manifest)
    }

    /// Everything that lies in the set beside the manifest: its name, its size in bytes, and whom it is encrypted to.
    pub fn stored(&self) -> impl Iterator<Item = (&str, u64, &[String])> {
        let data = self.artefacts().map(|file| (file.name.as_str(), file.stored_bytes, file.encryption.as_slice()));
        let besides = self.besides.files.iter();
        data.chain(besides.map(|file| (file.name.as_str(), file.stored_bytes, file.encryption.as_slice())))
    }

    /// Keys of all shards: as its RDB has them, or where there is none as the base of its AOF does. None without data.
    pub fn keys(&self) -> Option<u64> {
        let of_shard = |shard: &ShardBackup| {
            let rdb = shard.artefacts.iter().find(|artefact| artefact.kind == RDB);
            let keys = |artefact: &Artefact| artefact.census.keys;
            rdb.map_or_else(|| shard.artefacts.iter().map(keys).sum(), keys)
        };
        self.artefacts().next().map(|_| self.shards.iter().map(of_shard).sum())
    }

    /// Slots of a Redis Cluster that are in none of the shards; none without cluster mode.
    pub fn lacking_slots(&self) -> Vec<SlotRange> {
        let taken: Vec<(u16, u16)> = self.shards.iter().filter_map(|shard| shard.slots.clone()).flatten().collect();
        if self.shards.iter().all(|shard| shard.slots.is_none()) {
            return Vec::new();
        }
        ranges((0..SLOTS).filter(|slot| !taken.iter().any(|(first, last)| (first..=last).contains(&slot))))
    }

    /// All artefacts of all shards.
    pub fn artefacts(&self) -> impl Iterator<Item = &Artefact> {
        self.shards.iter().flat_map(|shard| &shard.artefacts)
    }
}
