//! The kept configuration: config.json of a set, or by itself.

use crate::commands::backup::s3_args::S3Args;
use crate::context::Context;
use crate::domain::backup::besides::{CONFIG_FILE, FileArtefact};
use crate::domain::backup::manifest::Manifest;
use crate::domain::backup::naming;
use crate::domain::config_restore::Kept;
use crate::error::{Error, Kind, Result};
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::s3::S3;
use crate::store::stop::{Stop, StopOnDrop};
use crate::store::stored::Stored;
use crate::store::unpack::{CHUNK, Form, Unpacked};
use crate::store::{catalogue, local};
use std::path::PathBuf;
use std::sync::Arc;

/// More is no configuration.
const LONGEST: usize = 64 << 20;

/// Reads it, and compares it with its manifest.
///
/// # Errors
/// Usage when the set holds no configuration, Target when it cannot be read, Verification when it is not what it was.
pub(super) async fn fetch(context: &Context, source: &Place, keys: &[PathBuf], s3: &S3Args) -> Result<Kept> {
    let identities = Identities::load(keys)?;
    let waiting = StopOnDrop::default();
    let (source, access, console) = (source.clone(), s3.access(), Arc::clone(&context.console));
    let stop = waiting.stop();
    let read = tokio::task::spawn_blocking(move || match source {
        Place::S3(location) => {
            let s3 = S3::connect(&access, &console, &stop).map_err(|error| error.of_kind(Kind::Target))?;
            let manifest = catalogue::fetch_manifest(&s3, &location, &stop)?;
            of_set(&manifest, &|name| Stored::object(&s3, &location, name), &identities, &stop)
        }
        Place::Folder(path) if path.is_dir() => {
            if !path.join(naming::MANIFEST).exists() {
                return Err(Error::target(format!("there is no backup set in {}", path.display())));
            }
            let manifest = local::fetch_manifest(&path)?;
            of_set(&manifest, &|name| Stored::Local(path.join(name)), &identities, &stop)
        }
        Place::Folder(path) => read(&Stored::Local(path), None, &identities, &stop),
    })
    .await;
    read.map_err(|error| Error::failed("a worker thread ended").because(&error))?
}

fn of_set(manifest: &Manifest, file: &dyn Fn(&str) -> Stored, identities: &Identities, stop: &Stop) -> Result<Kept> {
    let config = manifest.besides.files.iter().find(|artefact| artefact.kind == "config");
    let artefact = config.ok_or_else(|| {
        Error::usage(format!("the set holds no {CONFIG_FILE}"))
            .hint("backup-config and full-backup keep the configuration")
    })?;
    read(&file(&artefact.name), Some(artefact), identities, stop)
}

fn read(file: &Stored, artefact: Option<&FileArtefact>, identities: &Identities, stop: &Stop) -> Result<Kept> {
    let shown = file.shown().display().to_string();
    let wrong =
        |reason: String| Error::new(Kind::Verification, format!("{shown} is not what it should be")).cause(reason);
    let packing = artefact.map(|artefact| artefact.compression.into());
    let mut file = Unpacked::of(file, Form { packing, identities: Some(identities) }, stop)?;
    let (mut bytes, mut chunk) = (Vec::new(), vec![0; CHUNK]);
    loop {
        stop.check()?;
        match file.read_chunk(&mut chunk)? {
            0 => break,
            length => bytes.extend_from_slice(&chunk[..length]),
        }
        if bytes.len() > LONGEST {
            return Err(wrong("it is longer than any configuration".to_owned()));
        }
    }
    let (length, sha256) = file.finish()?;
    if let Some(artefact) = artefact
        && (artefact.stored_bytes, &artefact.stored_sha256) != (length, &sha256)
    {
        return Err(wrong(format!("it has the SHA-256 {sha256}, and its manifest says {}", artefact.stored_sha256)));
    }
    Kept::parse(&bytes).map_err(wrong)
}
