//! What a set holds besides the data: small files, and the names of snapshots that lie in the cluster.

use super::{ArtefactReport, FileResult, Looking, Verified, damaged};
use crate::domain::backup::beside_content;
use crate::domain::backup::besides::FileArtefact;
use crate::domain::backup::manifest::Manifest;
use crate::error::{Error, Kind, Result};
use crate::report::{Finding, Severity};
use crate::store::source::Depth;
use crate::store::stored::Stored;
use crate::store::tee::hex;
use crate::store::unpack::{CHUNK, Form as StoredForm, Packing, Unpacked};
use ring::digest::{SHA256, digest};

/// No file of objects is as long, in bytes: what is read here is held in memory.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Small files, as they are stored and, but for [`Depth::Quick`], decrypted and parsed as what they claim to be.
pub(super) fn verify(
    verified: &mut Verified,
    manifest: &Manifest,
    file: &dyn Fn(&str) -> Stored,
    looking: &Looking<'_>,
) -> Result<()> {
    for beside in &manifest.besides.files {
        let file = file(&beside.name);
        let subject = file.shown().display().to_string();
        match read(&file, beside, looking) {
            Ok((stored_bytes, stored_sha256, wrong)) => {
                verified.artefacts.push(ArtefactReport {
                    name: beside.name.clone(),
                    stored_bytes,
                    stored_sha256,
                    verified: wrong.is_empty(),
                    result: FileResult::of(wrong.is_empty(), looking.depth, true),
                    checksum: None,
                    census: None,
                });
                verified.findings.extend(wrong.into_iter().map(|text| damaged(&subject, text)));
            }
            Err(error) => verified.keep(&subject, error)?,
        }
    }
    for snapshot in &manifest.besides.volume_snapshots {
        let message = "lies in the cluster: only restoring it can show that it is whole";
        let subject = format!("{}/{}", snapshot.namespace, snapshot.name);
        verified.findings.push(
            Finding::new("volume-snapshot-unverified", Severity::Unknown, subject, message)
                .hint(format!("kubectl get volumesnapshot {} -n {}", snapshot.name, snapshot.namespace)),
        );
    }
    let set = file("").shown().display().to_string().trim_end_matches('/').to_owned();
    for missing in &manifest.besides.missing {
        verified.findings.push(Finding::new("backup-lacks-part", Severity::Warning, &set, missing.clone()));
    }
    Ok(())
}

/// Size and hash of the stored file, and what is wrong with it.
fn read(file: &Stored, beside: &FileArtefact, looking: &Looking<'_>) -> Result<(u64, String, Vec<String>)> {
    // As it lies there first: what was damaged need not be decrypted, nor said to be meant for somebody else.
    let as_stored = StoredForm { packing: Some(Packing::AsStored), identities: None };
    let (bytes, sha256, _) = unpack(file, as_stored, looking)?;
    let mut wrong = Vec::new();
    if bytes != beside.stored_bytes {
        wrong.push(format!("has {bytes} bytes, and the manifest says {}", beside.stored_bytes));
    }
    if sha256 != beside.stored_sha256 {
        wrong.push(format!("has the SHA-256 {sha256}, and the manifest says {}", beside.stored_sha256));
    }
    if looking.depth == Depth::Quick || !wrong.is_empty() {
        return Ok((bytes, sha256, wrong));
    }
    if !beside.encryption.is_empty() && looking.identities.is_empty() {
        return Err(super::rdb::no_identity(file, &beside.encryption));
    }
    let form = StoredForm { packing: Some(beside.compression.into()), identities: Some(looking.identities) };
    let (_, _, plain) = unpack(file, form, looking)?;
    if plain.len() as u64 != beside.plain_bytes {
        wrong.push(format!("unpacked, it has {} bytes, and the manifest says {}", plain.len(), beside.plain_bytes));
    }
    if hex(digest(&SHA256, &plain).as_ref()) != beside.plain_sha256 {
        wrong.push("unpacked, its SHA-256 is not the manifest's".to_owned());
    }
    wrong.extend(beside_content::judge(&beside.kind, &plain));
    Ok((bytes, sha256, wrong))
}

/// Stored size and hash, and what was packed.
fn unpack(file: &Stored, form: StoredForm<'_>, looking: &Looking<'_>) -> Result<(u64, String, Vec<u8>)> {
    let mut reader = Unpacked::of(file, form, looking.stop)?;
    let (mut plain, mut chunk) = (Vec::new(), vec![0; CHUNK]);
    loop {
        looking.stop.check()?;
        match reader.read_chunk(&mut chunk)? {
            0 => break,
            length => plain.extend_from_slice(&chunk[..length]),
        }
        if plain.len() as u64 > LONGEST {
            let shown = file.shown().display();
            return Err(Error::new(Kind::Verification, format!("{shown} is longer than such a file can be")));
        }
    }
    let (bytes, sha256) = reader.finish()?;
    Ok((bytes, sha256, plain))
}
