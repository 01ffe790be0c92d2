//! `backup-verify`: is a backup what it was when it was taken, can it be read to its end, and does a server load it.

mod aof;
mod besides;
mod load;
mod load_pod;
mod rdb;
mod view;

use super::s3_args::S3Args;
use crate::console::Console;
use crate::context::Context;
use crate::domain::backup::manifest::Checksum;
use crate::domain::backup::naming;
use crate::error::{Error, Kind, Result};
use crate::formats::kind::Kind as FileKind;
use crate::formats::rdb::Census;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::s3::{Access, S3, S3Location};
use crate::store::source::{self, Depth};
use crate::store::stop::{Stop, StopOnDrop};
use crate::store::stored::Stored;
use crate::store::{aof as stored_aof, catalogue, local};
use load::ToLoad;
pub(in crate::commands) use load::{LoadIn, LoadReport, Options};
pub(in crate::commands) use load_pod::{PORT as POD_PORT, wait as wait_for_server_in_pod};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The command's name.
pub const NAME: &str = "backup-verify";

/// Verify a backup set, an RDB file, or an AOF
///
/// PATH is a backup set, in a folder or as s3://BUCKET/PREFIX/NAMESPACE.INSTANCE/TIME; an RDB file; an AOF, which is the
/// folder with its manifest, the data folder around it, or the one file of a server before Redis 7; or a tar of an AOF.
/// Files may be packed with gzip or zstd, or compressed by Valkey.
///
/// --quick compares the size and the SHA-256 of every file of a set with its manifest; of an AOF, that every file its
/// manifest names is there. --data, the default, also reads everything to its end: structure, CRC64, and the counts of
/// keys, which must be those of the manifest; of an AOF every command, and where its last one was cut; of configuration
/// and objects the hash of the plain form, and that they are JSON and YAML of such things. As in backup-list a file is
/// "verified", or "parsed" where it has no checksum of its own (rdbchecksum no, an AOF). --load does
/// that, then starts a server of this machine, private and without a network, lets it load the backup, and compares
/// the keys of each type in each database, and the functions. The server is the first redis-server or valkey-server on
/// the PATH that is new enough for the file. A set in a bucket is read as it arrives; only --load puts it on this
/// machine's disk. With --load-in pod an RDB is loaded into a pod made for it in the namespace of the instance that -n and
/// -r name, of its image, with its user, without its volumes, and deleted however the run ends; there every key is
/// compared. What is encrypted with age is decrypted while it is read, with --identity; --quick needs no key.
///
/// Exit status: 0 verified, 1 an AOF whose last command was cut, 7 not what it should be, 3 it could not be told.
///
/// Examples:
///   redis-ops backup-verify redis-backups/apps.cache/20261120T031502Z
///   redis-ops backup-verify --quick redis-backups/apps.cache/20261120T031502Z
///   redis-ops backup-verify dump.rdb -o json
///   redis-ops backup-verify s3://backups/redis/apps.cache/20261120T031502Z --identity key.txt
///   redis-ops backup-verify --load dump.rdb.zst --server /opt/redis-8/bin/redis-server
///   redis-ops backup-verify --load appendonlydir
///   redis-ops backup-verify --load --load-in pod -n apps -r cache redis-backups/apps.cache/20261120T031502Z
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BackupVerifyArgs {
    /// A set's folder or s3:// address, an RDB file, an AOF's folder or file, or a tar of it
    #[arg(value_name = "PATH", value_parser = Place::parse)]
    path: Place,
    /// Manifest, sizes and hashes only
    #[arg(long, conflicts_with_all = ["data", "load"])]
    quick: bool,
    /// Read everything to its end (default)
    #[arg(long)]
    data: bool,
    /// Read everything, then load it into a server of this machine and compare
    #[arg(long)]
    load: bool,
    /// Server to load it into; given several, the first that is new enough (default: from the PATH)
    #[arg(long, value_name = "PATH", requires = "load")]
    server: Vec<PathBuf>,
    /// Where the server is: of this machine, or a pod of the image of the instance that -n and -r name
    #[arg(long, value_name = "WHERE", default_value = "local", requires = "load")]
    load_in: LoadIn,
    /// Module for that server to load (can be repeated)
    #[arg(long, value_name = "PATH", requires = "load")]
    module: Vec<PathBuf>,
    /// Folder for that server's files; holds the unpacked backup for a while
    #[arg(long, value_name = "DIR", env = "TMPDIR", hide_env_values = true, default_value = "/tmp")]
    scratch_dir: PathBuf,
    /// Secret key of age for a backup that is encrypted (can be repeated)
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    #[command(flatten)]
    s3: S3Args,
}

/// What lies at the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    Set,
    Rdb,
    Aof,
}

#[derive(Debug, Serialize)]
struct VerifyReport {
    path: String,
    form: Form,
    depth: Depth,
    artefacts: Vec<ArtefactReport>,
    aofs: Vec<aof::AofReport>,
    loads: Vec<load::LoadReport>,
}

#[derive(Debug, Serialize)]
struct ArtefactReport {
    name: String,
    stored_bytes: u64,
    stored_sha256: String,
    /// Whether nothing is wrong with it.
    verified: bool,
    /// The word for it, as the table has it.
    result: FileResult,
    checksum: Option<Checksum>,
    census: Option<Census>,
}

/// What is known of a file; what a set is, backup-list says in the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum FileResult {
    /// It was read to its end, and its own checksum is right.
    Verified,
    /// It was read to its end, and has no checksum of its own.
    Parsed,
    /// Its size and its hash are the manifest's; it was not read further.
    HashOk,
    /// It is not what it should be.
    Damaged,
}

impl FileResult {
    fn of(is_whole: bool, depth: Depth, has_checksum: bool) -> Self {
        match (is_whole, depth, has_checksum) {
            (false, ..) => Self::Damaged,
            (true, Depth::Quick, _) => Self::HashOk,
            (true, Depth::Data | Depth::Load, true) => Self::Verified,
            (true, Depth::Data | Depth::Load, false) => Self::Parsed,
        }
    }
}

/// How to look.
struct Looking<'a> {
    depth: Depth,
    identities: &'a Identities,
    now_ms: u64,
    stop: &'a Stop,
}

/// What the files say, before any server is asked.
struct Verified {
    form: Form,
    artefacts: Vec<ArtefactReport>,
    aofs: Vec<aof::AofReport>,
    findings: Vec<Finding>,
    /// What is whole and can be loaded.
    to_load: Vec<ToLoad>,
}

impl Verified {
    fn new(form: Form) -> Self {
        Self { form, artefacts: Vec::new(), aofs: Vec::new(), findings: Vec::new(), to_load: Vec::new() }
    }

    /// Keeps what `error` says of the backup as a finding; an error that says nothing of it goes on.
    fn keep(&mut self, subject: &str, error: Error) -> Result<()> {
        if error.kind() != Kind::Verification {
            return Err(error);
        }
        self.findings.push(damaged(subject, error.chain()));
        Ok(())
    }
}

/// Runs the command.
///
/// # Errors
/// Of kind Target when something cannot be read, Verification when a manifest is none. What a file should not be is a
/// finding, and so is a server that could not be had.
pub async fn run(context: &Context, args: &BackupVerifyArgs) -> Result<Outcome> {
    let depth = match (args.quick, args.load) {
        (true, _) => Depth::Quick,
        (false, true) => Depth::Load,
        (false, false) => Depth::Data,
    };
    let identities = Identities::load(&args.identity)?;
    let options = Options {
        servers: &args.server,
        modules: &args.module,
        scratch_dir: &args.scratch_dir,
        identities: &identities,
        place: args.load_in,
        every_key: false,
    };
    let proof = prove(context, &args.path, args.s3.access(), depth, &options).await?;
    let Proof { form, artefacts, aofs, findings, loads } = proof;
    let wrong = findings.iter().any(|finding| finding.severity == Severity::Critical);
    let verdict = if wrong { Verdict::VerificationFailed } else { Verdict::of(&findings) };
    let report = VerifyReport { path: args.path.to_string(), form, depth, artefacts, aofs, loads };
    Ok(Outcome::with_findings(verdict, findings, None, &report))
}

/// What was found of a backup.
pub(in crate::commands) struct Proof {
    form: Form,
    artefacts: Vec<ArtefactReport>,
    aofs: Vec<aof::AofReport>,
    pub(in crate::commands) findings: Vec<Finding>,
    pub(in crate::commands) loads: Vec<LoadReport>,
}

/// Verifies a backup, and loads it where the depth says so.
///
/// # Errors
/// As [`run`].
pub(in crate::commands) async fn prove(
    context: &Context,
    place: &Place,
    access: Access,
    depth: Depth,
    options: &Options<'_>,
) -> Result<Proof> {
    let waiting = StopOnDrop::default();
    let (place, console) = (place.clone(), Arc::clone(&context.console));
    let (keys, now_ms, stop) = (options.identities.clone(), now_ms(context), waiting.stop());
    let verified = tokio::task::spawn_blocking(move || {
        let looking = Looking { depth, identities: &keys, now_ms, stop: &stop };
        match &place {
            Place::Folder(path) => verify(path, &looking),
            Place::S3(location) => verify_in_bucket(&access, &console, location, &looking),
        }
    })
    .await;
    let Verified { form, artefacts, aofs, mut findings, to_load } =
        verified.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
    let mut loads = Vec::new();
    for what in to_load {
        let (report, found) = load::load(context, options, what).await?;
        loads.push(report);
        findings.extend(found);
    }
    Ok(Proof { form, artefacts, aofs, findings, loads })
}

/// Milliseconds since 1970.
fn now_ms(context: &Context) -> u64 {
    u64::try_from(context.now().timestamp_millis()).unwrap_or(0)
}

/// A set in a bucket; whatever else lies there is not looked at.
fn verify_in_bucket(
    access: &Access,
    console: &Arc<Console>,
    location: &S3Location,
    looking: &Looking<'_>,
) -> Result<Verified> {
    let s3 = S3::connect(access, console, looking.stop).map_err(|error| error.of_kind(Kind::Target))?;
    let manifest = catalogue::fetch_manifest(&s3, location, looking.stop)?;
    rdb::verify_set(&manifest, &|name| Stored::object(&s3, location, name), looking)
}

fn verify(path: &Path, looking: &Looking<'_>) -> Result<Verified> {
    let Looking { depth, now_ms, stop, identities } = *looking;
    let (bytes, is_folder) = source::fetch_size(path)?;
    let subject = path.display().to_string();
    if is_folder {
        if path.join(naming::MANIFEST).exists() {
            let manifest = local::fetch_manifest(path)?;
            return rdb::verify_set(&manifest, &|name| Stored::Local(path.join(name)), looking);
        }
        return match stored_aof::find_in_folder(path) {
            Ok(Some(found)) => aof::verify(&subject, found, depth, now_ms, stop),
            Ok(None) => Err(Error::target(format!("there is no finished backup in {subject}")).cause(format!(
                "it holds neither {}, which a backup gets last, nor the manifest of an AOF, nor an appendonly.aof",
                naming::MANIFEST
            ))),
            Err(error) => alone(Form::Aof, &subject, error),
        };
    }
    match stored_aof::find_by_manifest(path) {
        Ok(Some(found)) => return aof::verify(&subject, found, depth, now_ms, stop),
        Ok(None) => {}
        Err(error) => return alone(Form::Aof, &subject, error),
    }
    let file = Stored::Local(path.to_owned());
    match source::peek(&file, identities, stop) {
        Err(error) => alone(Form::Rdb, &subject, error),
        Ok((FileKind::Tar, _)) => match stored_aof::find_in_tar(&file, identities, stop) {
            Ok(found) => aof::verify(&subject, found, depth, now_ms, stop),
            Err(error) => alone(Form::Aof, &subject, error),
        },
        Ok((FileKind::Aof, _)) if depth == Depth::Quick => Err(nothing_to_compare(&subject)),
        Ok((FileKind::Aof, _)) => aof::verify(&subject, stored_aof::legacy_file(path, bytes), depth, now_ms, stop),
        // Nothing at all is what is left of an RDB that was cut before its first byte.
        Ok((kind, head)) if kind == FileKind::Rdb || head.is_empty() => match depth {
            Depth::Quick => Err(nothing_to_compare(&subject)),
            Depth::Data | Depth::Load => rdb::verify_file(&file, looking),
        },
        Ok((_, head)) => {
            let start = head[..head.len().min(16)].escape_ascii();
            let text = format!("is not an RDB file, nor an AOF or a tar of one: it starts with \"{start}\"");
            let mut verified = Verified::new(Form::Rdb);
            verified.findings.push(damaged(&subject, text));
            Ok(verified)
        }
    }
}

/// Nothing but this error is known of the path.
fn alone(form: Form, subject: &str, error: Error) -> Result<Verified> {
    let mut verified = Verified::new(form);
    verified.keep(subject, error)?;
    Ok(verified)
}

fn damaged(subject: &str, text: impl Into<String>) -> Finding {
    Finding::new("backup-damaged", Severity::Critical, subject, text)
}

fn nothing_to_compare(subject: &str) -> Error {
    Error::usage(format!("{subject} has no manifest, so there is nothing to compare quickly"))
        .hint("leave --quick away to read the file to its end")
}
