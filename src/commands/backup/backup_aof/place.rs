//! Where a server's AOF lies in its pod, and which files it has just now.

use crate::domain::backup::aof_place::{self, APPEND_FILE, APPEND_FOLDER, FileSettings};
use crate::error::{Error, Kind, Result};
use crate::formats::aof::{AofSet, FolderFile, Manifest, ReadStep};
use crate::k8s::pod_files::PodFiles;
use crate::target::topology::Member;
use serde::Serialize;

/// Longest manifest that is read, in bytes.
const LONGEST_MANIFEST: u64 = 1024 * 1024;

/// Where the files are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct AofPlace {
    /// The folder, as the container has it.
    pub(super) folder: String,
    /// Its name in the archive; none for the file of a server before Redis 7, which lies in the data folder itself.
    pub(super) archive_folder: Option<String>,
    /// The manifest's name, or that of the one file.
    pub(super) file: String,
}

impl AofPlace {
    /// The path of a file of the folder.
    pub(super) fn path(&self, name: &[u8]) -> Result<String> {
        let name = std::str::from_utf8(name).map_err(|error| {
            Error::failed(format!("{:?} cannot be named on a command line", String::from_utf8_lossy(name)))
                .because(&error)
        })?;
        Ok(format!("{}/{name}", self.folder.trim_end_matches('/')))
    }

    /// The name of a file in the archive.
    pub(super) fn archived(&self, name: &[u8]) -> Vec<u8> {
        match &self.archive_folder {
            Some(folder) => [folder.as_bytes(), b"/", name].concat(),
            None => name.to_vec(),
        }
    }

    pub(super) fn has_manifest(&self) -> bool {
        self.archive_folder.is_some()
    }
}

/// The files of an AOF at one time.
#[derive(Debug)]
pub(super) struct Listing {
    /// The manifest as the server has it, parsed too; none of a server before Redis 7.
    pub(super) manifest: Option<(Vec<u8>, Manifest)>,
    /// Which file it is, of a server before Redis 7, whose rewrites put another one in its place.
    pub(super) inode: Option<u64>,
    /// The files in the order they are read, with their sizes.
    pub(super) steps: Vec<ReadStep>,
}

impl Listing {
    /// Bytes of all files.
    pub(super) fn bytes(&self) -> u64 {
        self.steps.iter().map(|step| step.bytes).sum()
    }

    /// Whether no rewrite came between two looks.
    pub(super) fn is_same_aof(&self, other: &Self) -> bool {
        self.inode == other.inode
            && self.manifest.as_ref().map(|(text, _)| text) == other.manifest.as_ref().map(|(text, _)| text)
    }
}

/// Finds the AOF: by the configuration, else by looking where the pod keeps its data.
///
/// # Errors
/// Of kind Target, when it is nowhere, or the pod cannot be looked into.
pub(super) async fn find(files: &PodFiles<'_>, member: &Member, settings: Option<&FileSettings>) -> Result<AofPlace> {
    if let Some(settings) = settings
        && let Some(dir) = &settings.dir
    {
        let file = settings.append_file.clone().unwrap_or_else(|| APPEND_FILE.to_owned());
        return Ok(match &settings.append_folder {
            Some(folder) => AofPlace {
                folder: format!("{}/{folder}", dir.trim_end_matches('/')),
                archive_folder: Some(folder.clone()),
                file: format!("{file}.manifest"),
            },
            None => AofPlace { folder: dir.clone(), archive_folder: None, file },
        });
    }
    let folders = aof_place::data_folders(member);
    for dir in &folders {
        if let Some(place) = look_in(files, dir).await? {
            return Ok(place);
        }
    }
    Err(Error::target(format!("cannot find the AOF of {}", member.subject()))
        .cause(format!("neither {APPEND_FOLDER} nor {APPEND_FILE} is in {}", folders.join(", ")))
        .hint("where CONFIG GET dir may be asked, it need not be looked for: the ACL user needs +config|get"))
}

async fn look_in(files: &PodFiles<'_>, dir: &str) -> Result<Option<AofPlace>> {
    let folder = format!("{dir}/{APPEND_FOLDER}");
    let several = |manifest: &str| AofPlace {
        folder: folder.clone(),
        archive_folder: Some(APPEND_FOLDER.to_owned()),
        file: manifest.to_owned(),
    };
    let single = |file: &str| AofPlace { folder: dir.to_owned(), archive_folder: None, file: file.to_owned() };
    if let Some(names) = files.fetch_names(&folder).await?
        && let Some(manifest) = aof_place::manifest_among(&names)
    {
        return Ok(Some(several(manifest)));
    }
    if let Some(names) = files.fetch_names(dir).await? {
        return Ok(aof_place::single_among(&names).map(single));
    }
    // Nothing to list folders with, perhaps.
    let manifest = format!("{APPEND_FILE}.manifest");
    if files.fetch_facts(&format!("{folder}/{manifest}")).await?.is_some() {
        return Ok(Some(several(&manifest)));
    }
    Ok(files.fetch_facts(&format!("{dir}/{APPEND_FILE}")).await?.map(|_| single(APPEND_FILE)))
}

/// The files as they are now; none where one that should be there is not, as while a rewrite ends.
///
/// # Errors
/// Of kind Target when the pod cannot be looked into, Verification when the manifest is none.
pub(super) async fn list(files: &PodFiles<'_>, place: &AofPlace) -> Result<Option<Listing>> {
    let path = place.path(place.file.as_bytes())?;
    let Some(facts) = files.fetch_facts(&path).await? else { return Ok(None) };
    if !place.has_manifest() {
        let file = FolderFile { name: place.file.clone().into_bytes(), bytes: facts.bytes };
        return Ok(Some(Listing { manifest: None, inode: facts.inode, steps: AofSet::legacy(file).steps }));
    }
    let text = files.fetch_small(&path, LONGEST_MANIFEST).await?;
    let wrong = |error: &dyn std::error::Error| {
        Error::new(Kind::Verification, format!("{path} is not the manifest of an AOF")).because(error)
    };
    let manifest = Manifest::parse(&text).map_err(|error| wrong(&error))?;
    let mut beside = Vec::new();
    for file in manifest.base.iter().chain(&manifest.increments) {
        let Some(facts) = files.fetch_facts(&place.path(&file.name)?).await? else { return Ok(None) };
        beside.push(FolderFile { name: file.name.clone(), bytes: facts.bytes });
    }
    let set = AofSet::from_manifest(&manifest, &beside).map_err(|error| wrong(&error))?;
    Ok(Some(Listing { manifest: Some((text, manifest)), inode: None, steps: set.steps }))
}
