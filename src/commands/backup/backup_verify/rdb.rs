//! Sets and plain RDB files: against the manifest, and against the format itself.

use super::load::{Data, ToLoad};
use super::{ArtefactReport, FileResult, Form, Looking, Verified, damaged};
use crate::domain::backup::fitting::Need;
use crate::domain::backup::manifest::{self, Artefact, Checksum, Manifest};
use crate::error::{Error, Kind, Result};
use crate::formats::rdb::{Census, Crc, DbCensus};
use crate::report::{Finding, Severity, units};
use crate::store::source::{self, Depth, Read};
use crate::store::stored::Stored;
use crate::store::unpack::Form as StoredForm;

/// Every file of a set, against its manifest.
pub(super) fn verify_set(
    manifest: &Manifest,
    file: &dyn Fn(&str) -> Stored,
    looking: &Looking<'_>,
) -> Result<Verified> {
    let mut verified = Verified::new(Form::Set);
    for artefact in manifest.artefacts() {
        let file = file(&artefact.name);
        if !artefact.encryption.is_empty() && looking.depth != Depth::Quick && looking.identities.is_empty() {
            return Err(no_identity(&file, &artefact.encryption));
        }
        if artefact.kind == manifest::AOF {
            super::aof::verify_artefact(&mut verified, &file, artefact, looking)?;
            continue;
        }
        let form = StoredForm { packing: Some(artefact.compression.into()), identities: Some(looking.identities) };
        match source::read(&file, form, looking.depth, looking.now_ms, looking.stop) {
            Ok(read) => {
                let wrong = judge(artefact, &read);
                take(&mut verified, &file, &artefact.name, read, wrong, looking.depth);
            }
            Err(error) => {
                let error = or_damaged(artefact, &file, error, looking);
                verified.keep(&file.shown().display().to_string(), error)?;
            }
        }
    }
    super::besides::verify(&mut verified, manifest, file, looking)?;
    Ok(verified)
}

/// A damaged header of an encrypted file looks as if it were meant for somebody else; its hash tells.
fn or_damaged(artefact: &Artefact, file: &Stored, error: Error, looking: &Looking<'_>) -> Error {
    if artefact.encryption.is_empty() || error.kind() == Kind::Verification {
        return error;
    }
    let stored = source::read(file, StoredForm::default(), Depth::Quick, looking.now_ms, looking.stop);
    match stored.ok().and_then(|read| judge(artefact, &read).into_iter().next()) {
        Some(wrong) => Error::new(Kind::Verification, wrong),
        None => error,
    }
}

pub(super) fn no_identity(file: &Stored, recipients: &[String]) -> Error {
    let recipients = recipients.join(", ");
    Error::target(format!("{} is encrypted, and there is no key to read it with", file.shown().display()))
        .cause(format!("it can be read by {recipients}"))
        .hint("--identity FILE names the secret key; --quick compares sizes and hashes without it")
}

/// A file without a manifest.
pub(super) fn verify_file(file: &Stored, looking: &Looking<'_>) -> Result<Verified> {
    let mut verified = Verified::new(Form::Rdb);
    let name = file.shown().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let form = StoredForm { packing: None, identities: Some(looking.identities) };
    match source::read(file, form, looking.depth, looking.now_ms, looking.stop) {
        Ok(read) => {
            let wrong = judge_rdb(&read);
            take(&mut verified, file, &name, read, wrong, looking.depth);
        }
        Err(error) => verified.keep(&file.shown().display().to_string(), error)?,
    }
    Ok(verified)
}

fn take(verified: &mut Verified, file: &Stored, name: &str, read: Read, wrong: Vec<String>, depth: Depth) {
    let subject = file.shown().display().to_string();
    let is_whole = wrong.is_empty();
    verified.artefacts.push(report(name, &read, is_whole, depth));
    verified.findings.extend(wrong.into_iter().map(|text| damaged(&subject, text)));
    verified.findings.extend(no_checksum(&subject, &read));
    let as_it_lies = read.content.as_ref().is_some_and(|content| content.plain_sha256 == read.stored_sha256);
    verified.findings.extend(holds_commands(&subject, &read));
    let Some(content) = read.content.filter(|_| is_whole) else { return };
    let Some(expected) = content.expected else { return };
    verified.to_load.push(ToLoad {
        subject,
        name: name.to_owned(),
        data: Data::Rdb { file: file.clone(), packing: content.packing, expected },
        need: Need { rdb: content.header, aof_manifest: false },
        as_it_lies,
        bytes: content.plain_bytes,
        highest_db: content.census.databases.keys().next_back().copied().unwrap_or(0),
        used_memory_bytes: content.census.aux.get("used-mem").and_then(|bytes| bytes.parse().ok()),
        modules: content.census.modules,
    });
}

/// What is wrong with an artefact, against its manifest.
pub(super) fn judge(artefact: &Artefact, read: &Read) -> Vec<String> {
    let mut wrong = judge_stored(read, artefact.stored_bytes, &artefact.stored_sha256);
    let Some(content) = &read.content else { return wrong };
    wrong.extend(judge_rdb(read));
    if content.plain_sha256 != artefact.plain_sha256 {
        wrong.push("unpacked, its SHA-256 is not the manifest's".to_owned());
    }
    // Which keys have expired depends on when one looks; everything else must be the same.
    let counts = |census: &Census| {
        let of_database = |(index, db): (&u64, &DbCensus)| (*index, db.keys, db.with_expiry, db.types.clone());
        (census.format.clone(), census.functions, census.databases.iter().map(of_database).collect::<Vec<_>>())
    };
    if let Some(miscounted) = artefact.miscounted(content.census.keys) {
        wrong.push(miscounted);
    } else if counts(&content.census) != counts(&artefact.census) {
        let keys = units::count(content.census.keys);
        wrong.push(format!("its {keys} keys are otherwise spread over databases and types than the manifest says"));
    }
    wrong
}

/// What is wrong with a file as it lies there.
fn judge_stored(read: &Read, bytes: u64, sha256: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if read.stored_bytes != bytes {
        wrong.push(format!("has {} bytes, and the manifest says {bytes}", read.stored_bytes));
    }
    if read.stored_sha256 != sha256 {
        wrong.push(format!("has the SHA-256 {}, and the manifest says {sha256}", read.stored_sha256));
    }
    wrong
}

fn judge_rdb(read: &Read) -> Vec<String> {
    let Some(content) = &read.content else { return Vec::new() };
    let mut wrong = Vec::new();
    if content.end.trailing > 0 {
        wrong.push(format!("{} bytes follow the end of the RDB", content.end.trailing));
    }
    if let Crc::Wrong { expected, computed } = content.end.crc {
        wrong.push(format!("its CRC64 is {computed:016x}, and the file says {expected:016x}"));
    }
    wrong
}

/// Whether what was read of it has a checksum of its own, or its packing by Valkey has.
fn has_checksum(read: &Read) -> bool {
    read.content.as_ref().is_some_and(|content| content.end.crc != Crc::Absent || content.has_lz4_checksum)
}

fn no_checksum(subject: &str, read: &Read) -> Option<Finding> {
    (read.content.is_some() && !has_checksum(read)).then(|| {
        Finding::new(
            "rdb-no-checksum",
            Severity::Info,
            subject,
            "no checksum in the file: its structure was read, its bytes cannot be proven",
        )
    })
}

fn holds_commands(subject: &str, read: &Read) -> Option<Finding> {
    let content = read.content.as_ref()?;
    // To compare what a server holds was asked for, and cannot be done.
    let severity = if content.expected.is_some() { Severity::Warning } else { Severity::Info };
    let not_compared = if content.expected.is_some() { "; what a server loads is not compared with them" } else { "" };
    crate::commands::backup::backup_rdb::holds_commands(&content.census, severity, subject, not_compared)
}

pub(super) fn report(name: &str, read: &Read, verified: bool, depth: Depth) -> ArtefactReport {
    let checksum = read.content.as_ref().and_then(|content| match content.end.crc {
        Crc::Ok => Some(Checksum::Ok),
        Crc::Absent => Some(Checksum::Absent),
        Crc::Wrong { .. } => None,
    });
    ArtefactReport {
        name: name.to_owned(),
        stored_bytes: read.stored_bytes,
        stored_sha256: read.stored_sha256.clone(),
        verified,
        result: FileResult::of(verified, depth, has_checksum(read)),
        checksum,
        census: read.content.as_ref().map(|content| content.census.clone()),
    }
}
