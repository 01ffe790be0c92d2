//! Where an AOF lies: a folder with a manifest, one file of a server before Redis 7, or a tar of either. Nothing is
//! unpacked to disk.

mod folder;
pub mod pack;
mod read;
mod tar;

pub use read::{FileCheck, FileRead, read};

use super::crypt::Identities;
use super::stop::Stop;
use super::stored::Stored;
use super::unpack::{Unpacked, wrong};
use crate::error::{Error, Result};
use crate::formats::aof::{AofSet, FolderFile, Manifest, ReadStep};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Longest manifest that is read, in bytes; one of Redis has a line for each file.
const LONGEST_MANIFEST: u64 = 1024 * 1024;
const MANIFEST_SUFFIX: &[u8] = b".manifest";
/// What servers write before they rename it; left behind by one that was killed.
const UNFINISHED_PREFIX: &[u8] = b"temp-";
/// The name servers before Redis 7 give the file unless told otherwise.
const LEGACY_NAME: &[u8] = b"appendonly.aof";

/// An AOF that was found, with the files to read and their order.
#[derive(Debug)]
pub struct FoundAof {
    place: Place,
    /// The files.
    pub set: AofSet,
    /// The manifest; none for the one file of a server before Redis 7.
    pub manifest: Option<ManifestFile>,
}

/// A manifest as it lies there.
#[derive(Debug)]
pub struct ManifestFile {
    /// Its file name.
    pub name: Vec<u8>,
    /// Its bytes.
    pub text: Vec<u8>,
}

#[derive(Debug)]
enum Place {
    Folder(PathBuf),
    File(PathBuf),
    Tar(tar::Archive),
}

/// Gives the bytes of one file, piece by piece.
pub trait Pieces {
    /// The next bytes; 0 at the end.
    ///
    /// # Errors
    /// Of kind Target when they cannot be read, Verification when what they are packed in is damaged.
    fn next_piece(&mut self, piece: &mut [u8]) -> Result<usize>;
}

impl Pieces for Unpacked {
    fn next_piece(&mut self, piece: &mut [u8]) -> Result<usize> {
        self.read_chunk(piece)
    }
}

/// What [`FoundAof::visit`] does with each file.
pub type Take<'a> = &'a mut dyn FnMut(&ReadStep, &mut dyn Pieces) -> Result<()>;

/// The AOF in a folder or in a folder just below it, if there is one.
///
/// # Errors
/// Of kind Target when the folder cannot be read, Usage when it holds several, Verification when its manifest is
/// damaged or names a file that is not there.
pub fn find_in_folder(path: &Path) -> Result<Option<FoundAof>> {
    folder::find(path)
}

/// The AOF whose manifest this is, if the name is that of one.
///
/// # Errors
/// As [`find_in_folder`].
pub fn find_by_manifest(path: &Path) -> Result<Option<FoundAof>> {
    let name = path.file_name().map(OsStr::as_bytes).unwrap_or_default();
    if !is_manifest(name) {
        return Ok(None);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    folder::open(folder, name.to_vec()).map(Some)
}

/// The one file of a server before Redis 7.
#[must_use]
pub fn legacy_file(path: &Path, bytes: u64) -> FoundAof {
    let name = path.file_name().map(OsStr::as_bytes).unwrap_or_default().to_vec();
    let set = AofSet::legacy(FolderFile { name, bytes });
    FoundAof { place: Place::File(path.to_owned()), set, manifest: None }
}

/// The AOF in a tar, which may be encrypted.
///
/// # Errors
/// As [`find_in_folder`], and Verification when the archive is damaged or holds no AOF.
pub fn find_in_tar(file: &Stored, identities: &Identities, stop: &Stop) -> Result<FoundAof> {
    tar::find(file, identities, stop)
}

impl FoundAof {
    /// Gives the pieces of every file to `take`; from a tar in the order of the archive, else in that of the set.
    ///
    /// # Errors
    /// Those of `take`, and of [`Pieces::next_piece`].
    pub fn visit(&self, stop: &Stop, take: Take<'_>) -> Result<()> {
        match &self.place {
            Place::Folder(folder) => {
                for step in &self.set.steps {
                    let path = folder.join(OsStr::from_bytes(&step.name));
                    take(step, &mut Unpacked::open(&path, Some(super::unpack::Packing::None))?)?;
                }
                Ok(())
            }
            Place::File(path) => match self.set.steps.first() {
                Some(step) => take(step, &mut Unpacked::open(path, None)?),
                None => Ok(()),
            },
            Place::Tar(archive) => archive.visit(&self.set, stop, take),
        }
    }

    /// The same, always in the order of the set: of a tar, each file is looked for in a reading of its own.
    ///
    /// # Errors
    /// As [`FoundAof::visit`].
    pub fn visit_in_order(&self, stop: &Stop, take: Take<'_>) -> Result<()> {
        let Place::Tar(archive) = &self.place else { return self.visit(stop, take) };
        for step in &self.set.steps {
            let alone = AofSet { steps: vec![step.clone()], others: Vec::new() };
            archive.visit(&alone, stop, take)?;
        }
        Ok(())
    }

    /// Where it lies, in a word.
    #[must_use]
    pub fn form(&self) -> &'static str {
        match &self.place {
            Place::Folder(_) => "folder",
            Place::File(_) => "file",
            Place::Tar(_) => "tar",
        }
    }
}

fn is_manifest(name: &[u8]) -> bool {
    name.ends_with(MANIFEST_SUFFIX) && name.len() > MANIFEST_SUFFIX.len() && !name.starts_with(UNFINISHED_PREFIX)
}

/// The set of a manifest, checked against the files that lie beside it.
fn set_of(path: &Path, manifest: &ManifestFile, beside: &[FolderFile]) -> Result<AofSet> {
    let name = String::from_utf8_lossy(&manifest.name).into_owned();
    let parsed = Manifest::parse(&manifest.text).map_err(|error| wrong(path, format!("{name}: {error}")))?;
    AofSet::from_manifest(&parsed, beside).map_err(|error| wrong(path, format!("{name}: {error}")))
}

/// The one file among these that a server before Redis 7 would read.
fn legacy_among(names: &[&[u8]]) -> Option<usize> {
    let named = names.iter().position(|name| *name == LEGACY_NAME);
    named.or_else(|| {
        let mut others = names.iter().enumerate().filter(|(_, name)| name.ends_with(b".aof"));
        let first = others.next()?;
        others.next().is_none().then_some(first.0)
    })
}

fn several(path: &Path, names: &[String]) -> Error {
    Error::usage(format!("{} holds several AOF manifests: {}", path.display(), names.join(", ")))
        .hint("name the manifest to verify its files")
}
