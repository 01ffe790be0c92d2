//! Small files of a set, made in memory: configuration, Kubernetes objects.

use super::Sink;
use super::pack::{Packer, Packing};
use super::tee::hex;
use crate::domain::backup::besides::FileArtefact;
use crate::error::Result;
use ring::digest::{SHA256, digest};

/// A file to be written.
#[derive(Debug, Clone)]
pub struct SmallFile {
    /// Its name in the set, before it is packed.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Writes a file into the set, under the name that packing gives it, and tells what the manifest says of it.
///
/// # Errors
/// The sink's, and those of the encryption.
pub fn write_file(sink: &mut dyn Sink, name: String, file: &SmallFile, packing: &Packing) -> Result<FileArtefact> {
    let mut packer = Packer::begin(sink, &name, packing)?;
    packer.write(&file.bytes)?;
    let packed = packer.finish()?;
    let plain_sha256 = hex(digest(&SHA256, &file.bytes).as_ref());
    Ok(FileArtefact {
        name,
        kind: file.kind.to_owned(),
        compression: packing.compression,
        encryption: packing.recipients.shown(),
        plain_bytes: file.bytes.len() as u64,
        stored_bytes: packed.bytes,
        stored_sha256: packed.sha256.unwrap_or_else(|| plain_sha256.clone()),
        plain_sha256,
    })
}
