//! What lies in a place that holds backups: sets, what is missing or too much in them, and what dead runs left.

use super::manifest::{AOF, Checksum, Manifest, RDB};
use super::naming;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// A file or object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name in the set.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// When it was last written.
    pub modified: Option<DateTime<Utc>>,
}

/// The name of a set: the folder of its instance, and its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SetName {
    /// `apps.cache`.
    pub instance: String,
    /// `20261120T031502Z`.
    pub set: String,
}

/// What a set's manifest says.
#[derive(Debug, Clone)]
pub enum ManifestState {
    /// It is there and can be used.
    Read(Box<Manifest>),
    /// There is none.
    Absent,
    /// It is none.
    Broken(String),
    /// It could not be read.
    Unreadable(String),
}

/// How a set was found to be, by its manifest, and by the names and sizes of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SetState {
    /// Parsed to its end and CRC-checked when it was taken; every file is there with its size.
    Verified,
    /// The same, without a checksum: the server writes none.
    Parsed,
    /// A file is missing or has another size, or the manifest is none.
    Damaged,
    /// There is no manifest: a run that is not finished, or never will be.
    Incomplete,
    /// The manifest could not be read.
    Unknown,
}

/// A set.
#[derive(Debug, Clone, Serialize)]
pub struct SetEntry {
    /// The folder of its instance.
    pub instance: String,
    /// Its own folder.
    pub set: String,
    /// When it was begun.
    pub time: DateTime<Utc>,
    /// How it is.
    pub state: SetState,
    /// What is wrong with it.
    pub problems: Vec<String>,
    /// Bytes of all its files.
    pub bytes: u64,
    /// What is in it; nothing is known where the manifest could not be read.
    pub holds: Holds,
    /// Keys in it; none where there is no data in it.
    pub keys: Option<u64>,
    /// Version of the server it is from.
    pub server_version: Option<String>,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// Its shards.
    pub shards: Option<usize>,
    /// Its files: those that the manifest names, and others of ours. What somebody else put there is not among them.
    pub files: Vec<String>,
    /// Files of ours that no manifest names.
    pub orphans: Vec<Orphan>,
    /// Uids of the VolumeSnapshots that its manifest names; none where that could not be read.
    #[serde(skip)]
    pub snapshots: Option<Vec<String>>,
}

/// What a set is a backup of. A set without data takes no place from one with data when sets are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Holds {
    /// The keys: an RDB, or the files of an AOF; of a Redis Cluster, of every slot.
    pub data: bool,
    /// The keys of some slots of a Redis Cluster.
    pub part_of_data: bool,
    /// Configuration, or Kubernetes objects.
    pub files: bool,
    /// The names of snapshots of volumes, which lie in the cluster.
    pub volume_snapshots: bool,
}

impl Holds {
    /// What sets are counted together: those with data, whatever else is in them, and the others by what they hold.
    pub fn kind(self) -> Self {
        if self.data { Self { data: true, ..Self::default() } } else { self }
    }
}

/// A file that no manifest names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Orphan {
    /// Its name in the set.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// When it was last written.
    pub modified: Option<DateTime<Utc>>,
}

impl SetEntry {
    /// Whether it can be relied on.
    pub fn is_good(&self) -> bool {
        matches!(self.state, SetState::Verified | SetState::Parsed)
    }

    /// Whether the data can be had back from it.
    pub fn has_good_data(&self) -> bool {
        self.is_good() && self.holds.data
    }
}

/// Puts files together to sets. Paths are relative to the place: `INSTANCE/SET/FILE`, or `SET/FILE` where the place is
/// the folder of an instance, whose name is `own_name`. What is none of ours is left out.
pub fn group(own_name: &str, files: Vec<(String, Listed)>) -> BTreeMap<SetName, Vec<Listed>> {
    let mut sets: BTreeMap<SetName, Vec<Listed>> = BTreeMap::new();
    for (path, file) in files {
        let parts: Vec<&str> = path.split('/').collect();
        let (instance, set) = match parts.as_slice() {
            [instance, set, _] if !instance.is_empty() => (*instance, *set),
            [set, _] if !own_name.is_empty() => (own_name, *set),
            _ => continue,
        };
        if naming::parse_set_folder(set).is_some() {
            let name = SetName { instance: instance.to_owned(), set: set.to_owned() };
            sets.entry(name).or_default().push(file);
        }
    }
    sets
}

/// Judges a set.
pub fn judge(name: &SetName, files: &[Listed], manifest: &ManifestState) -> SetEntry {
    let mut files = files.to_vec();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let mut entry = SetEntry {
        instance: name.instance.clone(),
        set: name.set.clone(),
        time: naming::parse_set_folder(&name.set).unwrap_or_default(),
        state: SetState::Incomplete,
        problems: Vec::new(),
        bytes: files.iter().map(|file| file.bytes).sum(),
        holds: Holds::default(),
        keys: None,
        server_version: None,
        encrypted: false,
        shards: None,
        files: files.iter().filter(|file| naming::is_ours(&file.name)).map(|file| file.name.clone()).collect(),
        orphans: Vec::new(),
        snapshots: None,
    };
    let orphan = |file: &Listed| Orphan { name: file.name.clone(), bytes: file.bytes, modified: file.modified };
    let manifest = match manifest {
        ManifestState::Read(manifest) => manifest,
        ManifestState::Absent => {
            entry.problems.push("it has no manifest".to_owned());
            entry.snapshots = Some(Vec::new());
            entry.orphans = files.iter().filter(|file| naming::is_ours(&file.name)).map(orphan).collect();
            return entry;
        }
        ManifestState::Broken(reason) => {
            entry.state = SetState::Damaged;
            entry.problems.push(format!("its manifest cannot be used: {reason}"));
            return entry;
        }
        ManifestState::Unreadable(reason) => {
            entry.state = SetState::Unknown;
            entry.problems.push(format!("its manifest could not be read: {reason}"));
            return entry;
        }
    };
    entry.time = manifest.started_at;
    entry.snapshots = Some(manifest.besides.volume_snapshots.iter().map(|one| one.uid.clone()).collect());
    let lacking_slots = manifest.lacking_slots();
    entry.holds = Holds {
        data: manifest.keys().is_some() && lacking_slots.is_empty(),
        part_of_data: !lacking_slots.is_empty(),
        files: !manifest.besides.files.is_empty(),
        volume_snapshots: !manifest.besides.volume_snapshots.is_empty(),
    };
    entry.keys = manifest.keys();
    entry.server_version = manifest.shards.iter().find_map(|shard| shard.source.server_version.clone());
    entry.encrypted = manifest.stored().any(|(_, _, encryption)| !encryption.is_empty());
    entry.shards = Some(manifest.shards.len());
    for (name, should, _) in manifest.stored() {
        match files.iter().find(|file| file.name == name) {
            None => entry.problems.push(format!("{name} is missing")),
            Some(file) if file.bytes != should => {
                let is = file.bytes;
                entry.problems.push(format!("{name} has {is} bytes, and the manifest says {should}"));
            }
            Some(_) => {}
        }
    }
    let is_named =
        |file: &&Listed| file.name == naming::MANIFEST || manifest.stored().any(|(name, _, _)| name == file.name);
    let others = files.iter().filter(|file| !is_named(file) && naming::is_ours(&file.name));
    entry.orphans = others.map(orphan).collect();
    let of_set = files.iter().filter(|file| is_named(file) || naming::is_ours(&file.name));
    entry.files = of_set.map(|file| file.name.clone()).collect();
    entry.state = if !entry.problems.is_empty() {
        SetState::Damaged
    } else if is_checked(manifest) {
        SetState::Verified
    } else {
        SetState::Parsed
    };
    entry
}

/// Whether all data has a checksum of its own that was right: an AOF has none, but beside an RDB it need not.
fn is_checked(manifest: &Manifest) -> bool {
    let is_checked = |artefact: &super::manifest::Artefact| artefact.checksum == Checksum::Ok;
    manifest.shards.iter().all(|shard| {
        let has_rdb = shard.artefacts.iter().any(|artefact| artefact.kind == RDB);
        shard.artefacts.iter().all(|artefact| is_checked(artefact) || (has_rdb && artefact.kind == AOF))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, bytes: u64) -> Listed {
        Listed { name: name.to_owned(), bytes, modified: None }
    }

    fn manifest() -> Manifest {
        let census = serde_json::to_value(crate::formats::rdb::CensusTaker::new(0).into_census()).expect("JSON");
        serde_json::from_value(serde_json::json!({
            "schema": super::super::manifest::SCHEMA, "tool_version": "0",
            "instance": { "context": null, "namespace": "apps", "name": "cache", "flavour": "sb-chart" },
            "started_at": "2026-11-20T03:15:02Z", "finished_at": "2026-11-20T03:15:03Z",
            "shards": [{ "slots": null,
                "source": { "member": "a", "role": "replica", "lag_bytes": 0, "server_version": "7.0.15",
                            "replication_id": null, "replication_offset": null },
                "artefacts": [{ "name": "dump.rdb", "kind": "rdb", "compression": "none", "encryption": [],
                    "plain_bytes": 7, "plain_sha256": "", "stored_bytes": 7, "stored_sha256": "",
                    "checksum": "ok", "census": census, "transfer_seconds": 1.0 }] }],
        }))
        .expect("a manifest")
    }

    fn judged(files: &[Listed], manifest: ManifestState) -> SetEntry {
        let name = SetName { instance: "apps.cache".to_owned(), set: "20261120T031502Z".to_owned() };
        judge(&name, files, &manifest)
    }

    #[test]
    fn files_are_put_together_to_sets_and_others_left_out() {
        let paths = [
            "a.b/20261120T031502Z/dump.rdb",
            "a.b/20261120T031502Z/manifest.json",
            "a.b/notes/dump.rdb",
            "readme",
            "a.b/20261120T031502Z/deeper/x",
            "20261120T031502Z/dump.rdb",
        ];
        let files = || paths.map(|path| (path.to_owned(), listed(path.rsplit('/').next().unwrap_or(""), 1))).into();
        let sets = group("", files());
        assert_eq!(sets.len(), 1);
        assert_eq!(sets.values().map(Vec::len).sum::<usize>(), 2);
        // The folder of an instance.
        assert!(group("x.y", files()).keys().any(|name| name.instance == "x.y"));
    }

    #[test]
    fn a_set_is_what_its_manifest_says_it_holds() {
        let read = || ManifestState::Read(Box::new(manifest()));
        let whole = judged(&[listed("dump.rdb", 7), listed("manifest.json", 1)], read());
        assert_eq!((whole.state, whole.bytes, whole.keys), (SetState::Verified, 8, Some(0)));
        assert_eq!(judged(&[listed("dump.rdb", 6)], read()).state, SetState::Damaged);
        assert_eq!(judged(&[listed("dump2.rdb", 7)], read()).problems, ["dump.rdb is missing"]);
        let extra = judged(&[listed("dump.rdb", 7), listed("dump-1f2e3d4c.rdb", 3), listed("notes", 1)], read());
        assert_eq!((extra.state, extra.orphans.len()), (SetState::Verified, 1));
    }

    #[test]
    fn some_shards_of_a_cluster_are_no_backup_of_it_and_all_are() {
        let mut manifest = manifest();
        let of =
            |manifest: &Manifest| judged(&[listed("dump.rdb", 7)], ManifestState::Read(Box::new(manifest.clone())));
        manifest.shards[0].slots = Some(vec![(0, 5460), (10923, 16383)]);
        let part = of(&manifest);
        assert_eq!((part.state, part.holds.data, part.holds.part_of_data), (SetState::Verified, false, true));
        assert!(!part.has_good_data() && part.keys.is_some() && part.holds.kind() == part.holds);
        manifest.shards.push(manifest.shards[0].clone());
        manifest.shards[1].slots = Some(vec![(5461, 10922)]);
        assert!(of(&manifest).has_good_data());
    }

    #[test]
    fn an_aof_beside_an_rdb_counts_no_key_twice_and_needs_no_checksum() {
        let mut manifest = manifest();
        let shard = &mut manifest.shards[0];
        shard.artefacts[0].census.keys = 3;
        let (mut aof, name) = (shard.artefacts[0].clone(), "appendonly.tar".to_owned());
        (aof.kind, aof.name, aof.checksum, aof.census.keys) = (AOF.to_owned(), name, Checksum::Absent, 2);
        shard.artefacts.push(aof);
        let of = |manifest: &Manifest| {
            let files = [listed("dump.rdb", 7), listed("appendonly.tar", 7)];
            judged(&files, ManifestState::Read(Box::new(manifest.clone())))
        };
        assert_eq!((of(&manifest).state, of(&manifest).keys), (SetState::Verified, Some(3)));
        manifest.shards[0].artefacts.remove(0);
        assert_eq!((of(&manifest).state, of(&manifest).keys), (SetState::Parsed, Some(2)));
    }

    #[test]
    fn configuration_alone_is_good_and_no_backup_of_the_data() {
        let mut manifest = manifest();
        manifest.shards.clear();
        manifest.besides.files.push(crate::domain::backup::besides::FileArtefact {
            name: "config.json".to_owned(),
            kind: "config".to_owned(),
            compression: super::super::manifest::Compression::None,
            encryption: Vec::new(),
            plain_bytes: 3,
            plain_sha256: String::new(),
            stored_bytes: 3,
            stored_sha256: String::new(),
        });
        let read = || ManifestState::Read(Box::new(manifest.clone()));
        let whole = judged(&[listed("config.json", 3), listed("manifest.json", 1)], read());
        assert!(whole.is_good() && !whole.has_good_data() && whole.orphans.is_empty() && whole.keys.is_none());
        assert_eq!(judged(&[], read()).problems, ["config.json is missing"]);
        assert_eq!(judged(&[listed("config.json", 2)], read()).state, SetState::Damaged);
    }

    #[test]
    fn without_a_manifest_everything_of_ours_is_an_orphan() {
        let entry = judged(&[listed(".dump.rdb.gz.partial", 5), listed("my-notes", 1)], ManifestState::Absent);
        assert_eq!((entry.state, entry.orphans.len()), (SetState::Incomplete, 1));
        let unreadable = judged(&[listed("dump.rdb", 5)], ManifestState::Unreadable("no right".to_owned()));
        assert_eq!((unreadable.state, unreadable.orphans.len()), (SetState::Unknown, 0), "it may be a good one");
        let broken = judged(&[listed("dump.rdb", 5)], ManifestState::Broken("not JSON".to_owned()));
        assert_eq!((broken.state, broken.orphans.len()), (SetState::Damaged, 0));
    }
}
