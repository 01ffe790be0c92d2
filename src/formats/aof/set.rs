//! Which files make up an AOF, and in which order they are read (`loadAppendOnlyFiles` in
//! `redis/src/aof.c`).

use std::collections::BTreeMap;

use thiserror::Error;

use super::manifest::{Manifest, ManifestFile};

/// A file as a folder listing shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderFile {
    /// File name, without any folder.
    pub name: Vec<u8>,
    /// Size in bytes.
    pub bytes: u64,
}

/// The files of a data set in the order they are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AofSet {
    /// What to read, first to last; never empty.
    pub steps: Vec<ReadStep>,
    /// Files in the folder that are no part of the data: history not yet deleted, leftovers of a
    /// rewrite, the manifest itself.
    pub others: Vec<FolderFile>,
}

/// One file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadStep {
    /// File name in the folder of the manifest, or of the data for a legacy file.
    pub name: Vec<u8>,
    /// Its place in the set.
    pub role: Role,
    /// Size in bytes when the folder was listed.
    pub bytes: u64,
    /// Whether a torn command at its end is tolerable: only in the last file read. In any other it
    /// means that commands in between are lost, and no server loads that.
    pub may_be_truncated: bool,
}

/// What a file is in the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The snapshot: an RDB, or commands.
    Base,
    /// Commands since the snapshot.
    Increment,
    /// The single file of servers before Redis 7: perhaps an RDB, then commands.
    Legacy,
}

/// Why a set cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SetError {
    /// The manifest names neither base nor increment.
    #[error("the manifest names no file to read")]
    NothingListed,
    /// A file the manifest names is not in the folder: the copy was made during a rewrite, or is
    /// incomplete.
    #[error("{name:?} is in the manifest but not in the folder")]
    MissingFile {
        /// Its name.
        name: String,
    },
    /// The manifest names a file twice.
    #[error("{name:?} is in the manifest twice")]
    ListedTwice {
        /// Its name.
        name: String,
    },
}

impl AofSet {
    /// The reading order of a multi-part AOF, checked against what its folder holds.
    ///
    /// # Errors
    /// [`SetError`]: a set that a server would refuse to load.
    pub fn from_manifest(manifest: &Manifest, folder: &[FolderFile]) -> Result<Self, SetError> {
        let mut unclaimed: BTreeMap<&[u8], u64> =
            folder.iter().map(|file| (file.name.as_slice(), file.bytes)).collect();
        let base = manifest.base.iter().map(|file| (file, Role::Base));
        let increments = manifest.increments.iter().map(|file| (file, Role::Increment));
        let mut steps: Vec<ReadStep> = Vec::new();
        for (file, role) in base.chain(increments) {
            let Some(bytes) = unclaimed.remove(file.name.as_slice()) else {
                return Err(unavailable(file, &steps));
            };
            let name = file.name.clone();
            steps.push(ReadStep { name, role, bytes, may_be_truncated: false });
        }
        steps.last_mut().ok_or(SetError::NothingListed)?.may_be_truncated = true;
        let others = folder.iter().filter(|file| unclaimed.contains_key(file.name.as_slice())).cloned().collect();
        Ok(Self { steps, others })
    }

    /// The set of a server before Redis 7: one file.
    #[must_use]
    pub fn legacy(file: FolderFile) -> Self {
        let FolderFile { name, bytes } = file;
        let step = ReadStep { name, role: Role::Legacy, bytes, may_be_truncated: true };
        Self { steps: vec![step], others: Vec::new() }
    }

    /// Bytes of all files to read.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.steps.iter().map(|step| step.bytes).fold(0, u64::saturating_add)
    }
}

fn unavailable(file: &ManifestFile, claimed: &[ReadStep]) -> SetError {
    let name = file.display_name();
    if claimed.iter().any(|step| step.name == file.name) {
        SetError::ListedTwice { name }
    } else {
        SetError::MissingFile { name }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const MANIFEST: &[u8] = b"file a.2.base.rdb seq 2 type b\nfile a.1.incr.aof seq 1 type h\n\
        file a.2.incr.aof seq 2 type i\nfile a.3.incr.aof seq 3 type i\n";

    fn folder(names: &[&str]) -> Vec<FolderFile> {
        let file =
            |(index, name): (usize, &&str)| FolderFile { name: name.as_bytes().to_vec(), bytes: 10 + index as u64 };
        names.iter().enumerate().map(file).collect()
    }

    fn set(manifest: &[u8], names: &[&str]) -> Result<AofSet, SetError> {
        AofSet::from_manifest(&Manifest::parse(manifest).unwrap(), &folder(names))
    }

    #[test]
    fn base_then_increments_and_only_the_last_may_be_torn() {
        let names = ["a.3.incr.aof", "a.manifest", "a.2.incr.aof", "a.2.base.rdb", "a.1.incr.aof"];
        let set = set(MANIFEST, &names).unwrap();
        let steps: Vec<_> =
            set.steps.iter().map(|step| (&step.name[..], step.role, step.bytes, step.may_be_truncated)).collect();
        assert_eq!(
            steps,
            [
                (&b"a.2.base.rdb"[..], Role::Base, 13, false),
                (b"a.2.incr.aof", Role::Increment, 12, false),
                (b"a.3.incr.aof", Role::Increment, 10, true),
            ]
        );
        assert_eq!(set.total_bytes(), 35);
        let others: Vec<_> = set.others.iter().map(|file| &file.name[..]).collect();
        assert_eq!(others, [&b"a.manifest"[..], b"a.1.incr.aof"]);
    }

    #[test]
    fn sets_no_server_loads() {
        let missing = |name: &str| SetError::MissingFile { name: name.into() };
        let gone = set(MANIFEST, &["a.2.base.rdb", "a.3.incr.aof"]).unwrap_err();
        assert_eq!(gone, missing("a.2.incr.aof"));
        assert_eq!(set(MANIFEST, &[]).unwrap_err(), missing("a.2.base.rdb"));
        let history = b"file a seq 1 type h\n";
        assert_eq!(set(history, &["a"]).unwrap_err(), SetError::NothingListed);
        let twice = b"file a seq 1 type b\nfile a seq 1 type i\n";
        assert_eq!(set(twice, &["a"]).unwrap_err(), SetError::ListedTwice { name: "a".into() });
    }

    #[test]
    fn a_base_alone_and_a_legacy_file_may_be_torn() {
        assert!(set(b"file a seq 1 type b\n", &["a"]).unwrap().steps[0].may_be_truncated);
        let file = FolderFile { name: b"appendonly.aof".to_vec(), bytes: 7 };
        let legacy = AofSet::legacy(file);
        assert_eq!(legacy.steps[0].role, Role::Legacy);
        assert!(legacy.steps[0].may_be_truncated);
    }
}
