//! An AOF in a folder of this machine.

use super::{FoundAof, LONGEST_MANIFEST, ManifestFile, Place, is_manifest, legacy_among, legacy_file, set_of, several};
use crate::error::Result;
use crate::formats::aof::FolderFile;
use crate::store::unpack::{unreadable, wrong};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// Looks for a manifest in the folder, then just below it (`appenddirname`), then for a single file.
pub(super) fn find(path: &Path) -> Result<Option<FoundAof>> {
    let (files, folders) = list(path)?;
    let mut manifests: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let mut note = |folder: &Path, files: Vec<FolderFile>| {
        let names = files.into_iter().map(|file| file.name).filter(|name| is_manifest(name));
        manifests.extend(names.map(|name| (folder.to_owned(), name)));
    };
    if files.iter().any(|file| is_manifest(&file.name)) {
        note(path, files.clone());
    } else {
        for folder in folders {
            // A folder of somebody else, such as lost+found, is no reason to stop.
            if let Ok((files, _)) = list(&folder) {
                note(&folder, files);
            }
        }
    }
    match manifests.as_slice() {
        [] => {
            let names: Vec<&[u8]> = files.iter().map(|file| file.name.as_slice()).collect();
            let file = legacy_among(&names).and_then(|index| files.get(index));
            Ok(file.map(|file| legacy_file(&path.join(OsStr::from_bytes(&file.name)), file.bytes)))
        }
        [(folder, name)] => open(folder, name.clone()).map(Some),
        _ => {
            let shown =
                |(folder, name): &(PathBuf, Vec<u8>)| folder.join(OsStr::from_bytes(name)).display().to_string();
            Err(several(path, &manifests.iter().map(shown).collect::<Vec<_>>()))
        }
    }
}

/// Reads the manifest of this name.
pub(super) fn open(folder: &Path, name: Vec<u8>) -> Result<FoundAof> {
    let path = folder.join(OsStr::from_bytes(&name));
    let mut text = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(LONGEST_MANIFEST + 1).read_to_end(&mut text));
    read.map_err(|error| unreadable(&path, &error))?;
    if text.len() as u64 > LONGEST_MANIFEST {
        return Err(wrong(&path, "it is larger than any AOF manifest"));
    }
    let (files, _) = list(folder)?;
    let manifest = ManifestFile { name, text };
    let set = set_of(folder, &manifest, &files)?;
    Ok(FoundAof { place: Place::Folder(folder.to_owned()), set, manifest: Some(manifest) })
}

/// Files and folders in a folder, by name.
fn list(path: &Path) -> Result<(Vec<FolderFile>, Vec<PathBuf>)> {
    let failed = |error: &std::io::Error| unreadable(path, error);
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(path).map_err(|error| failed(&error))? {
        let entry = entry.map_err(|error| failed(&error))?;
        // Through links, as a server would; what a broken one points to is not there.
        let Ok(metadata) = fs::metadata(entry.path()) else { continue };
        if metadata.is_dir() {
            folders.push(entry.path());
        } else if metadata.is_file() {
            files.push(FolderFile { name: entry.file_name().into_vec(), bytes: metadata.len() });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    folders.sort();
    Ok((files, folders))
}
