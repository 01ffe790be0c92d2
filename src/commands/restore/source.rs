//! What is restored: a backup set, in a folder or a bucket, or a file. Opened, and read to its end before anything else.

use crate::compare::{self, FileSide};
use crate::console::Console;
use crate::domain::backup::manifest::{self, Artefact, Manifest};
use crate::domain::backup::naming;
use crate::domain::restore::filter::Selection;
use crate::error::{Error, Kind, Result};
use crate::formats::kind::Kind as FileKind;
use crate::formats::rdb::{Crc, Options, Visitor};
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::s3::{Access, S3};
use crate::store::source::{self, Visited};
use crate::store::stop::Stop;
use crate::store::stored::Stored;
use crate::store::unpack::Form;
use crate::store::{aof, catalogue, local};
use std::sync::Arc;

/// Names are never cut: a key is restored by its whole name.
const OPTIONS: Options = Options {
    max_key_bytes: 512 << 20,
    max_container_bytes: 16 << 20,
    max_template_bytes: 32 << 20,
    max_function_bytes: 64 << 20,
};

/// What is restored.
#[derive(Debug, Clone)]
pub(in crate::commands) struct Source {
    /// As it was named.
    pub shown: String,
    /// Of a set.
    pub manifest: Option<Manifest>,
    /// The RDBs, one for each shard.
    pub files: Vec<SourceFile>,
    identities: Identities,
}

/// An RDB.
#[derive(Debug, Clone)]
pub(in crate::commands) struct SourceFile {
    /// Where it lies.
    pub stored: Stored,
    /// What its set's manifest says of it.
    pub artefact: Option<Artefact>,
}

/// Opens what lies at a place; nothing of the data is read yet.
///
/// # Errors
/// Of kind Target when it cannot be read, Verification when a manifest is none, Refused when it is no RDB.
pub(in crate::commands) fn open(
    place: &Place,
    identities: Identities,
    access: &Access,
    console: &Arc<Console>,
    stop: &Stop,
) -> Result<Source> {
    let shown = place.to_string();
    match place {
        Place::S3(location) => {
            let s3 = S3::connect(access, console, stop).map_err(|error| error.of_kind(Kind::Target))?;
            let manifest = catalogue::fetch_manifest(&s3, location, stop)?;
            of_set(shown, manifest, identities, &|name| Stored::object(&s3, location, name))
        }
        Place::Folder(path) => {
            let (_, is_folder) = source::fetch_size(path)?;
            if !is_folder {
                return of_file(shown, Stored::Local(path.clone()), identities, stop);
            }
            if path.join(naming::MANIFEST).exists() {
                let manifest = local::fetch_manifest(path)?;
                return of_set(shown, manifest, identities, &|name| Stored::Local(path.join(name)));
            }
            let error = Error::target(format!("there is no finished backup in {shown}"));
            Err(match aof::find_in_folder(path) {
                Ok(Some(_)) => error.cause("it holds an AOF, which restore-rdb does not read"),
                _ => error.cause(format!("it holds no {}, which a backup gets last", naming::MANIFEST)),
            })
        }
    }
}

fn of_set(
    shown: String,
    manifest: Manifest,
    identities: Identities,
    stored: &dyn Fn(&str) -> Stored,
) -> Result<Source> {
    let rdbs = manifest.artefacts().filter(|artefact| artefact.kind == manifest::RDB);
    let files: Vec<SourceFile> =
        rdbs.map(|artefact| SourceFile { stored: stored(&artefact.name), artefact: Some(artefact.clone()) }).collect();
    if files.is_empty() {
        return Err(Error::refused(format!("the set {shown} holds no RDB")));
    }
    if files.len() < manifest.shards.len() {
        return Err(Error::refused(format!(
            "the set {shown} has {} shards, and an RDB of {} of them",
            manifest.shards.len(),
            files.len()
        )));
    }
    Ok(Source { shown, manifest: Some(manifest), files, identities })
}

fn of_file(shown: String, stored: Stored, identities: Identities, stop: &Stop) -> Result<Source> {
    match source::peek(&stored, &identities, stop)? {
        (FileKind::Rdb, _) => {}
        (FileKind::Aof | FileKind::Tar, _) => {
            return Err(Error::refused(format!("{shown} is not an RDB")).cause("it looks like an AOF, or a tar of one"));
        }
        (_, head) if head.is_empty() => {
            return Err(Error::new(Kind::Verification, format!("{shown} is empty")).cause("nothing was changed"));
        }
        (_, head) => {
            let start = head[..head.len().min(16)].escape_ascii();
            return Err(Error::refused(format!("{shown} is not an RDB")).cause(format!("it starts with \"{start}\"")));
        }
    }
    Ok(Source { shown, manifest: None, files: vec![SourceFile { stored, artefact: None }], identities })
}

impl Source {
    /// The keys that are meant, as one side of a comparison.
    pub fn side(&self, selection: Selection) -> FileSide {
        let source = |file: &SourceFile| compare::Source {
            stored: file.stored.clone(),
            packing: file.artefact.as_ref().map(|artefact| artefact.compression.into()),
            expected: file.artefact.as_ref().map(|one| (one.stored_bytes, one.stored_sha256.clone())),
        };
        let sources = self.files.iter().map(source).collect();
        FileSide { selection, ..FileSide::whole(self.shown.clone(), sources, self.identities.clone()) }
    }

    /// Compares the keys that were counted in one of its files with those that its manifest says.
    ///
    /// # Errors
    /// Of kind Verification.
    pub fn counted(&self, file: &SourceFile, keys: u64) -> Result<()> {
        match file.artefact.as_ref().and_then(|artefact| artefact.miscounted(keys)) {
            None => Ok(()),
            Some(reason) => Err(not_as_it_should_be(file).cause(reason)),
        }
    }

    /// Shows one of its files to a visitor, and compares it with itself and its manifest.
    ///
    /// # Errors
    /// Of kind Target when it cannot be read, Verification when it is not what it should be.
    pub fn visit(&self, file: &SourceFile, visitor: &mut impl Visitor, stop: &Stop) -> Result<Visited> {
        let packing = file.artefact.as_ref().map(|artefact| artefact.compression.into());
        let form = Form { packing, identities: Some(&self.identities) };
        let visited = source::visit(&file.stored, form, OPTIONS, visitor, stop)?;
        match wrong(file, &visited) {
            None => Ok(visited),
            Some(reason) => Err(not_as_it_should_be(file).cause(reason)),
        }
    }
}

fn not_as_it_should_be(file: &SourceFile) -> Error {
    let shown = file.stored.shown().display();
    Error::new(Kind::Verification, format!("{shown} is not what it should be"))
}

/// What is wrong with a file that could be read to its end.
fn wrong(file: &SourceFile, visited: &Visited) -> Option<String> {
    if visited.end.trailing > 0 {
        return Some(format!("{} bytes follow the end of the RDB", visited.end.trailing));
    }
    if let Crc::Wrong { expected, computed } = visited.end.crc {
        return Some(format!("its CRC64 is {computed:016x}, and the file says {expected:016x}"));
    }
    let artefact = file.artefact.as_ref()?;
    if (visited.stored_bytes, &visited.stored_sha256) != (artefact.stored_bytes, &artefact.stored_sha256) {
        return Some(format!(
            "it has {} bytes with the SHA-256 {}, and the manifest says {} with {}",
            visited.stored_bytes, visited.stored_sha256, artefact.stored_bytes, artefact.stored_sha256
        ));
    }
    (visited.plain_sha256 != artefact.plain_sha256).then(|| "unpacked, its SHA-256 is not the manifest's".to_owned())
}
