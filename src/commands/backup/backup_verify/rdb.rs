//! Sets and plain RDB files: against the manifest, and against the format itself.

use super::load::{Data, ToLoad};
use super::{ArtefactReport, Form, Verified, damaged};
use crate::domain::backup::fitting::Need;
use crate::domain::backup::manifest::{Artefact, Checksum};
use crate::error::Result;
use crate::formats::rdb::{Census, Crc, DbCensus};
use crate::report::{Finding, Severity};
use crate::store::local;
use crate::store::source::{self, Depth, Read};
use crate::store::stop::Stop;
use std::path::Path;

/// Every file of a set, against its manifest.
pub(super) fn verify_set(folder: &Path, depth: Depth, now_ms: u64, stop: &Stop) -> Result<Verified> {
    let manifest = local::fetch_manifest(folder)?;
    let mut verified = Verified::new(Form::Set);
    for artefact in manifest.artefacts() {
        let path = folder.join(&artefact.name);
        match source::read(&path, Some(artefact.compression.into()), depth, now_ms, stop) {
            Ok(read) => {
                let wrong = judge(artefact, &read);
                take(&mut verified, &path, &artefact.name, read, wrong);
            }
            Err(error) => verified.keep(&path.display().to_string(), error)?,
        }
    }
    for file in &manifest.besides.files {
        let path = folder.join(&file.name);
        match source::read(&path, None, Depth::Quick, now_ms, stop) {
            Ok(read) => {
                let wrong = judge_stored(&read, file.stored_bytes, &file.stored_sha256);
                let subject = path.display().to_string();
                verified.artefacts.push(report(&file.name, &read, wrong.is_empty()));
                verified.findings.extend(wrong.into_iter().map(|text| damaged(&subject, text)));
            }
            Err(error) => verified.keep(&path.display().to_string(), error)?,
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
    for missing in &manifest.besides.missing {
        let subject = folder.display().to_string();
        verified.findings.push(Finding::new("backup-incomplete", Severity::Warning, subject, missing.clone()));
    }
    Ok(verified)
}

/// A file without a manifest.
pub(super) fn verify_file(path: &Path, depth: Depth, now_ms: u64, stop: &Stop) -> Result<Verified> {
    let mut verified = Verified::new(Form::Rdb);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match source::read(path, None, depth, now_ms, stop) {
        Ok(read) => {
            let wrong = judge_rdb(&read);
            take(&mut verified, path, &name, read, wrong);
        }
        Err(error) => verified.keep(&path.display().to_string(), error)?,
    }
    Ok(verified)
}

fn take(verified: &mut Verified, path: &Path, name: &str, read: Read, wrong: Vec<String>) {
    let subject = path.display().to_string();
    let is_whole = wrong.is_empty();
    verified.artefacts.push(report(name, &read, is_whole));
    verified.findings.extend(wrong.into_iter().map(|text| damaged(&subject, text)));
    verified.findings.extend(no_checksum(&subject, &read));
    verified.findings.extend(holds_commands(&subject, &read));
    let Some(content) = read.content.filter(|_| is_whole) else { return };
    let Some(expected) = content.expected else { return };
    verified.to_load.push(ToLoad {
        subject,
        name: name.to_owned(),
        data: Data::Rdb { path: path.to_owned(), packing: content.packing, expected },
        need: Need { rdb: content.header, aof_manifest: false },
        bytes: content.plain_bytes,
        highest_db: content.census.databases.keys().next_back().copied().unwrap_or(0),
        modules: content.census.modules,
    });
}

/// What is wrong with an artefact, against its manifest.
fn judge(artefact: &Artefact, read: &Read) -> Vec<String> {
    let mut wrong = judge_stored(read, artefact.stored_bytes, &artefact.stored_sha256);
    let Some(content) = &read.content else { return wrong };
    wrong.extend(judge_rdb(read));
    if content.plain_sha256 != artefact.plain_sha256 {
        wrong.push("uncompressed, its SHA-256 is not the manifest's".to_owned());
    }
    // Which keys have expired depends on when one looks; everything else must be the same.
    let counts = |census: &Census| {
        let of_database = |(index, db): (&u64, &DbCensus)| (*index, db.keys, db.with_expiry, db.types.clone());
        (census.format.clone(), census.functions, census.databases.iter().map(of_database).collect::<Vec<_>>())
    };
    if counts(&content.census) != counts(&artefact.census) {
        wrong.push(format!(
            "holds {} keys otherwise spread than the manifest's {}",
            content.census.keys, artefact.census.keys
        ));
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

fn no_checksum(subject: &str, read: &Read) -> Option<Finding> {
    let content = read.content.as_ref()?;
    let absent = content.end.crc == Crc::Absent && !content.has_lz4_checksum;
    absent.then(|| {
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

fn report(name: &str, read: &Read, verified: bool) -> ArtefactReport {
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
        checksum,
        census: read.content.as_ref().map(|content| content.census.clone()),
    }
}
