//! `backup-verify`: is a backup what it was when it was taken, and can it be read to its end.

use crate::context::Context;
use crate::domain::backup::manifest::{Artefact, Checksum};
use crate::error::{Error, Kind, Result};
use crate::formats::rdb::{Census, Crc};
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, Tone, Verdict, View, units};
use crate::store::local;
use crate::store::source::{self, Depth, Read};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The command's name.
pub const NAME: &str = "backup-verify";

/// Verify a backup set, or a plain RDB file
///
/// --quick compares the size and the SHA-256 of every file with the manifest. --data, the default, also reads each RDB
/// to its end: structure, CRC64, and the counts of keys, which must be those of the manifest. A plain RDB file, gzip
/// or not, has no manifest to compare with, and is read to its end.
///
/// Exit status: 0 verified, 7 not what it should be, 3 it could not be read.
///
/// Examples:
///   redis-ops backup-verify redis-backups/apps.cache/20261120T031502Z
///   redis-ops backup-verify --quick redis-backups/apps.cache/20261120T031502Z
///   redis-ops backup-verify dump.rdb -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BackupVerifyArgs {
    /// A set's folder, or an RDB file
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Sizes and hashes only
    #[arg(long, conflicts_with = "data")]
    quick: bool,
    /// Read every RDB to its end (default)
    #[arg(long)]
    data: bool,
}

#[derive(Debug, Serialize)]
struct VerifyReport {
    path: String,
    depth: Depth,
    artefacts: Vec<ArtefactReport>,
}

#[derive(Debug, Serialize)]
struct ArtefactReport {
    name: String,
    stored_bytes: u64,
    stored_sha256: String,
    verified: bool,
    checksum: Option<Checksum>,
    census: Option<Census>,
}

/// Runs the command.
///
/// # Errors
/// Of kind Target when something cannot be read, Verification when a manifest is none. What a file should not be is a
/// finding.
pub async fn run(context: &Context, args: &BackupVerifyArgs) -> Result<Outcome> {
    let depth = if args.quick { Depth::Quick } else { Depth::Data };
    let (path, now_ms) = (args.path.clone(), u64::try_from(context.now().timestamp_millis()).unwrap_or(0));
    let verified = tokio::task::spawn_blocking(move || verify(&path, depth, now_ms)).await;
    let (artefacts, findings) = verified.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
    let wrong = findings.iter().any(|finding| finding.severity == Severity::Critical);
    let verdict = if wrong { Verdict::VerificationFailed } else { Verdict::of(&findings) };
    let report = VerifyReport { path: args.path.display().to_string(), depth, artefacts };
    Ok(Outcome::with_findings(verdict, findings, None, &report))
}

type Verified = (Vec<ArtefactReport>, Vec<Finding>);

fn verify(path: &Path, depth: Depth, now_ms: u64) -> Result<Verified> {
    let metadata = std::fs::metadata(path)
        .map_err(|error| Error::target(format!("cannot read {}", path.display())).because(&error))?;
    if metadata.is_dir() { verify_set(path, depth, now_ms) } else { verify_file(path, depth, now_ms) }
}

fn verify_set(folder: &Path, depth: Depth, now_ms: u64) -> Result<Verified> {
    let manifest = local::fetch_manifest(folder)?;
    let (mut reports, mut findings) = (Vec::new(), Vec::new());
    for artefact in manifest.artefacts() {
        let path = folder.join(&artefact.name);
        let subject = path.display().to_string();
        match source::read(&path, Some(artefact.compression), depth, now_ms) {
            Ok(read) => {
                let wrong = judge(artefact, &read);
                reports.push(report(&artefact.name, &read, wrong.is_empty()));
                findings.extend(
                    wrong.into_iter().map(|text| Finding::new("backup-damaged", Severity::Critical, &subject, text)),
                );
                findings.extend(no_checksum(&subject, &read));
            }
            Err(error) if error.kind() == Kind::Verification => {
                findings.push(Finding::new("backup-damaged", Severity::Critical, &subject, error.chain()));
            }
            Err(error) => return Err(error),
        }
    }
    Ok((reports, findings))
}

fn verify_file(path: &Path, depth: Depth, now_ms: u64) -> Result<Verified> {
    if depth == Depth::Quick {
        return Err(Error::usage(format!(
            "{} has no manifest, so there is nothing to compare quickly",
            path.display()
        ))
        .hint("leave --quick away to read the file to its end"));
    }
    let subject = path.display().to_string();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let read = match source::read(path, None, depth, now_ms) {
        Ok(read) => read,
        Err(error) if error.kind() == Kind::Verification => {
            return Ok((Vec::new(), vec![Finding::new("backup-damaged", Severity::Critical, subject, error.chain())]));
        }
        Err(error) => return Err(error),
    };
    let wrong = judge_rdb(&read);
    let reports = vec![report(&name, &read, wrong.is_empty())];
    let mut findings: Vec<Finding> =
        wrong.into_iter().map(|text| Finding::new("backup-damaged", Severity::Critical, &subject, text)).collect();
    findings.extend(no_checksum(&subject, &read));
    Ok((reports, findings))
}

/// What is wrong with an artefact, against its manifest.
fn judge(artefact: &Artefact, read: &Read) -> Vec<String> {
    let mut wrong = Vec::new();
    if read.stored_bytes != artefact.stored_bytes {
        wrong.push(format!("has {} bytes, and the manifest says {}", read.stored_bytes, artefact.stored_bytes));
    }
    if read.stored_sha256 != artefact.stored_sha256 {
        wrong.push(format!("has the SHA-256 {}, and the manifest says {}", read.stored_sha256, artefact.stored_sha256));
    }
    let Some(content) = &read.content else { return wrong };
    wrong.extend(judge_rdb(read));
    if content.plain_sha256 != artefact.plain_sha256 {
        wrong.push("uncompressed, its SHA-256 is not the manifest's".to_owned());
    }
    // Which keys have expired depends on when one looks; everything else must be the same.
    let counts = |census: &Census| {
        let of_database = |(index, database): (&u64, &crate::formats::rdb::DbCensus)| {
            (*index, database.keys, database.with_expiry, database.types.clone())
        };
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
    let absent = read.content.as_ref()?.end.crc == Crc::Absent;
    absent.then(|| {
        Finding::new(
            "rdb-no-checksum",
            Severity::Info,
            subject,
            "no checksum in the file: its structure was read, its bytes cannot be proven",
        )
    })
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

impl Report for VerifyReport {
    fn view(&self) -> View {
        let mut table = Table::new(&["FILE", "RESULT", "#SIZE", "FORMAT", "KEYS"]);
        for artefact in &self.artefacts {
            let result = match (artefact.verified, self.depth) {
                (false, _) => Cell::toned("DAMAGED", Tone::Bad),
                (true, Depth::Quick) => Cell::toned("hash ok", Tone::Good),
                (true, Depth::Data) => Cell::toned("verified", Tone::Good),
            };
            let census = artefact.census.as_ref();
            table.row([
                artefact.name.as_str().into(),
                result,
                units::bytes(artefact.stored_bytes).into(),
                census.map_or("-", |census| census.format.as_str()).into(),
                census.map_or("-".to_owned(), super::backup_rdb::keys_in_words).into(),
            ]);
        }
        let blocks = if self.artefacts.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
        View { blocks, last: None }
    }
}
