//! An AOF in a tar, plain or packed, read in two passes: its entries come in any order, and the manifest may be last.

use super::{
    FoundAof, LONGEST_MANIFEST, ManifestFile, Pieces, Place, Take, is_manifest, legacy_among, set_of, several,
};
use crate::error::Result;
use crate::formats::aof::{AofSet, FolderFile};
use crate::store::crypt::Identities;
use crate::store::stop::Stop;
use crate::store::stored::Stored;
use crate::store::unpack::{Form, Packing, Unpacked, damaged, wrong};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

/// More files are in no backup of an AOF.
const MOST_ENTRIES: usize = 100_000;

/// A tar that holds an AOF.
#[derive(Debug)]
pub(super) struct Archive {
    file: Stored,
    identities: Identities,
    /// The place of each file of the AOF's folder among the entries. Of entries with one name the last counts, as it
    /// would when they are unpacked.
    places: BTreeMap<Vec<u8>, usize>,
}

struct Entry {
    place: usize,
    folder: Vec<u8>,
    file: FolderFile,
    manifest: Option<Vec<u8>>,
}

/// The first pass: what is in it.
pub(super) fn find(file: &Stored, identities: &Identities, stop: &Stop) -> Result<FoundAof> {
    let path = file.shown();
    let place_of = |places| Place::Tar(Archive { file: file.clone(), identities: identities.clone(), places });
    let mut entries: BTreeMap<(Vec<u8>, Vec<u8>), Entry> = BTreeMap::new();
    each_entry(file, identities, stop, &mut |place, folder, file, bytes| {
        let manifest = if is_manifest(&file.name) { Some(bytes.short(LONGEST_MANIFEST)?) } else { None };
        let entry = Entry { place, folder, file, manifest };
        entries.insert((entry.folder.clone(), entry.file.name.clone()), entry);
        if entries.len() > MOST_ENTRIES {
            return Err(wrong(path, format!("the archive holds more than {MOST_ENTRIES} files")));
        }
        Ok(())
    })?;
    let manifests: Vec<&Entry> = entries.values().filter(|entry| entry.manifest.is_some()).collect();
    let (folder, manifest) = match manifests.as_slice() {
        [] => {
            let (set, places) = find_legacy(path, &entries)?;
            return Ok(FoundAof { place: place_of(places), set, manifest: None });
        }
        [entry] => {
            let text = entry.manifest.clone().unwrap_or_default();
            (&entry.folder, ManifestFile { name: entry.file.name.clone(), text })
        }
        _ => {
            let shown = |entry: &&Entry| String::from_utf8_lossy(&entry.file.name).into_owned();
            return Err(several(path, &manifests.iter().map(shown).collect::<Vec<_>>()));
        }
    };
    let beside: Vec<&Entry> = entries.values().filter(|entry| entry.folder == *folder).collect();
    let files: Vec<FolderFile> = beside.iter().map(|entry| entry.file.clone()).collect();
    let set = set_of(path, &manifest, &files)?;
    let places = beside.iter().map(|entry| (entry.file.name.clone(), entry.place)).collect();
    Ok(FoundAof { place: place_of(places), set, manifest: Some(manifest) })
}

fn find_legacy(
    path: &Path,
    entries: &BTreeMap<(Vec<u8>, Vec<u8>), Entry>,
) -> Result<(AofSet, BTreeMap<Vec<u8>, usize>)> {
    let all: Vec<&Entry> = entries.values().collect();
    let names: Vec<&[u8]> = all.iter().map(|entry| entry.file.name.as_slice()).collect();
    let Some(entry) = legacy_among(&names).and_then(|index| all.get(index)) else {
        return Err(wrong(path, "it is a tar without an AOF: it holds neither a manifest nor an appendonly.aof"));
    };
    let places = [(entry.file.name.clone(), entry.place)].into();
    Ok((AofSet::legacy(entry.file.clone()), places))
}

impl Archive {
    /// The second pass: the files of the set.
    pub(super) fn visit(&self, set: &AofSet, stop: &Stop, take: Take<'_>) -> Result<()> {
        each_entry(&self.file, &self.identities, stop, &mut |place, _, file, bytes| {
            let wanted = self.places.get(&file.name) == Some(&place);
            match set.steps.iter().find(|step| wanted && step.name == file.name) {
                Some(step) => take(step, bytes),
                None => Ok(()),
            }
        })
    }
}

type EachEntry<'a> = &'a mut dyn FnMut(usize, Vec<u8>, FolderFile, &mut InTar<'_>) -> Result<()>;

/// Goes through the files of an archive: their place, folder, name and size, and their bytes.
fn each_entry(file: &Stored, identities: &Identities, stop: &Stop, take: EachEntry<'_>) -> Result<()> {
    let path = file.shown();
    let unpacked = Unpacked::of(file, Form { packing: None, identities: Some(identities) }, stop)?;
    let packing = unpacked.packing();
    let failed = |error: &io::Error| damaged(path, packing, "tar", error);
    let mut archive = ::tar::Archive::new(unpacked);
    for (place, entry) in archive.entries().map_err(|error| failed(&error))?.enumerate() {
        stop.check()?;
        let mut entry = entry.map_err(|error| failed(&error))?;
        let kind = entry.header().entry_type();
        if !kind.is_file() && !kind.is_gnu_sparse() {
            continue;
        }
        let (folder, name) = split(&entry.path_bytes());
        let bytes = entry.size();
        let mut pieces = InTar { path, packing, entry: &mut entry };
        take(place, folder, FolderFile { name, bytes }, &mut pieces)?;
    }
    Ok(())
}

/// Folder and name of a path in an archive; `./` at its start is as if it were not there.
fn split(path: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let path = path.strip_prefix(b"./").unwrap_or(path);
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(at) => (path[..at].to_vec(), path[at + 1..].to_vec()),
        None => (Vec::new(), path.to_vec()),
    }
}

/// One file of an archive.
struct InTar<'a> {
    path: &'a Path,
    packing: Packing,
    entry: &'a mut dyn Read,
}

impl InTar<'_> {
    /// All of it, if it is no longer than `longest`.
    fn short(&mut self, longest: u64) -> Result<Vec<u8>> {
        let (mut all, mut piece) = (Vec::new(), vec![0; 4096]);
        loop {
            match self.next_piece(&mut piece)? {
                0 => return Ok(all),
                length => all.extend_from_slice(&piece[..length]),
            }
            if all.len() as u64 > longest {
                return Err(wrong(self.path, "it holds a file larger than any AOF manifest, named as one"));
            }
        }
    }
}

impl Pieces for InTar<'_> {
    fn next_piece(&mut self, piece: &mut [u8]) -> Result<usize> {
        loop {
            match self.entry.read(piece) {
                // Of an archive that is cut inside a file, the first pass has seen that nothing follows it.
                Ok(length) => return Ok(length),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(damaged(self.path, self.packing, "tar", &error)),
            }
        }
    }
}
