//! Sets of small files that are made in memory: configuration, Kubernetes objects, the manifest alone.

use super::Sink;
use super::tee::hex;
use crate::domain::backup::besides::FileArtefact;
use crate::domain::backup::manifest::{Compression, Manifest};
use crate::error::{Error, Result};
use ring::digest::{SHA256, digest};

/// A file to be written.
#[derive(Debug, Clone)]
pub struct SmallFile {
    /// Its name in the set.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Writes a file into the set and tells what the manifest says of it.
///
/// # Errors
/// The sink's.
pub fn write_file(sink: &mut dyn Sink, file: SmallFile) -> Result<FileArtefact> {
    sink.begin(&file.name)?;
    sink.write(&file.bytes)?;
    sink.finish()?;
    let (bytes, sha256) = (file.bytes.len() as u64, hex(digest(&SHA256, &file.bytes).as_ref()));
    Ok(FileArtefact {
        name: file.name,
        kind: file.kind.to_owned(),
        compression: Compression::None,
        encryption: Vec::new(),
        plain_bytes: bytes,
        plain_sha256: sha256.clone(),
        stored_bytes: bytes,
        stored_sha256: sha256,
    })
}

/// Writes a set of these files with a manifest, and returns the manifest and the set's place.
///
/// # Errors
/// The sink's; then nothing is left.
pub async fn write(
    mut sink: Box<dyn Sink>,
    files: Vec<SmallFile>,
    mut manifest: Manifest,
) -> Result<(Manifest, String)> {
    let written = tokio::task::spawn_blocking(move || {
        for file in files {
            manifest.besides.files.push(write_file(&mut *sink, file)?);
        }
        manifest.finished_at = manifest.finished_at.max(chrono::Utc::now());
        let mut bytes = serde_json::to_vec_pretty(&manifest)
            .map_err(|error| Error::failed("cannot write the manifest").because(&error))?;
        bytes.push(b'\n');
        let place = sink.commit(&bytes)?;
        Ok((manifest, place, sink))
    })
    .await;
    // Interrupted here, nobody takes the sink from the thread: it is dropped, and the set with it.
    let (manifest, place, mut sink) =
        written.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
    sink.keep();
    Ok((manifest, place))
}
