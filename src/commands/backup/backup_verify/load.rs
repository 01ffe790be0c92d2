//! Loads what was verified into a server of this machine, and compares what it holds then.

use super::load_pod::{self, RdbToLoad};
use super::now_ms;
use crate::commands::restore::compare::{CompareReport, full};
use crate::compare::{self, FileSide, ServerSide, Side, Source};
use crate::context::Context;
use crate::domain::backup::fitting::Need;
use crate::domain::backup::keyspace::{Expected, Keyspace};
use crate::domain::backup::load_end::{LastWords, LoadEnd};
use crate::domain::compare::Rules;
use crate::error::{Error, Kind, Result};
use crate::report::{Finding, Severity};
use crate::scratch::{
    AOF_FOLDER, FoundServer, LEGACY_AOF, Loading, RDB_FILE, ScratchFolder, ScratchServer, Setup, find,
};
use crate::store::aof::FoundAof;
use crate::store::crypt::Identities;
use crate::store::source::{self, Depth};
use crate::store::stop::{Stop, StopOnDrop};
use crate::store::stored::Stored;
use crate::store::unpack::{CHUNK, Form, Packing, Unpacked};
use serde::Serialize;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Servers have as many databases unless told otherwise.
const USUAL_DATABASES: u64 = 16;
/// A server makes room for every database it is told to have; a file that names a higher one is not tried.
const MOST_DATABASES: u64 = 65_536;
/// A server that does not get on for so long, and longer by the time it may take for one huge value, is given up.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
pub(super) const SLOWEST_BYTES_PER_SECOND: u64 = 4 * 1024 * 1024;
/// Servers before 7.0 tell the time that is left, and not when it is over.
pub(super) const EXPIRY_TOLERANCE_MS: u64 = 1000;
/// Keys that are named where they differ.
pub(super) const DIFFERENCES_NAMED: usize = 20;

/// How to load.
pub(in crate::commands) struct Options<'a> {
    pub(in crate::commands) servers: &'a [PathBuf],
    pub(in crate::commands) modules: &'a [PathBuf],
    pub(in crate::commands) scratch_dir: &'a Path,
    pub(in crate::commands) identities: &'a Identities,
    /// Where the server is.
    pub(in crate::commands) place: LoadIn,
    /// Whether every key is compared with the file, and not only their number.
    pub(in crate::commands) every_key: bool,
}

/// `--load-in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::commands) enum LoadIn {
    /// A server of this machine.
    Local,
    /// A pod of the instance's image, in its namespace.
    Pod,
}

/// What to load.
pub(super) struct ToLoad {
    /// What findings are about.
    pub(super) subject: String,
    pub(super) name: String,
    pub(super) data: Data,
    pub(super) need: Need,
    /// Whether a server can read it as it lies there, without decryption or unpacking.
    pub(super) as_it_lies: bool,
    /// Its size, unpacked.
    pub(super) bytes: u64,
    pub(super) highest_db: u64,
    /// What the server that wrote it used, if it says so.
    pub(super) used_memory_bytes: Option<u64>,
    /// Module types in it.
    pub(super) modules: BTreeSet<String>,
}

/// Where it is.
pub(super) enum Data {
    Rdb { file: Stored, packing: Packing, expected: Expected },
    Aof(Arc<FoundAof>),
}

/// What became of it.
#[derive(Debug, Serialize)]
pub(in crate::commands) struct LoadReport {
    pub(in crate::commands) name: String,
    /// Product and version of the server; none when there was none.
    pub(in crate::commands) server: Option<String>,
    pub(in crate::commands) program: Option<String>,
    pub(in crate::commands) loaded: bool,
    /// All keys the server held then.
    pub(in crate::commands) keys: Option<u64>,
    pub(in crate::commands) keyspace: Option<Keyspace>,
    /// From the start of the server until it had loaded.
    pub(in crate::commands) seconds: Option<f64>,
    /// What the server holds beside the file, key by key, where that was wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::commands) comparison: Option<CompareReport>,
    /// What the server said last, when it did not load.
    pub(in crate::commands) log: Vec<String>,
}

/// Loads it. A server that could not be had, or started, is a finding: the backup itself is not known to be bad.
///
/// # Errors
/// Of kind Usage, when a named server is none.
pub(super) async fn load(context: &Context, options: &Options<'_>, what: ToLoad) -> Result<(LoadReport, Vec<Finding>)> {
    let mut report = LoadReport {
        name: what.name.clone(),
        server: None,
        program: None,
        loaded: false,
        keys: None,
        keyspace: None,
        seconds: None,
        comparison: None,
        log: Vec::new(),
    };
    let findings = match attempt(context, options, &what, &mut report).await {
        Ok(findings) => findings,
        Err(error) if error.kind() == Kind::Usage => return Err(error),
        Err(error) if error.kind() == Kind::Verification => {
            vec![Finding::new("backup-damaged", Severity::Critical, &what.subject, error.chain())]
        }
        Err(error) => {
            let finding = Finding::new("load-not-done", Severity::Unknown, &what.subject, error.chain());
            vec![match error.hints().first() {
                Some(hint) => finding.hint(hint.clone()),
                None => finding,
            }]
        }
    };
    Ok((report, findings))
}

async fn attempt(
    context: &Context,
    options: &Options<'_>,
    what: &ToLoad,
    report: &mut LoadReport,
) -> Result<Vec<Finding>> {
    if what.highest_db >= MOST_DATABASES {
        return Err(Error::target(format!("it names database {}, which no server is set up for", what.highest_db)));
    }
    if options.place == LoadIn::Pod {
        let Data::Rdb { file, packing, .. } = &what.data else {
            return Err(Error::target("an AOF is loaded on this machine alone").hint("leave --load-in pod away"));
        };
        let databases = USUAL_DATABASES.max(what.highest_db + 1);
        let rdb = RdbToLoad { file, packing: *packing, databases };
        return load_pod::attempt(context, options, what, rdb, report).await;
    }
    let FoundServer { program, version } = find(options.servers, what.need).await?;
    report.server = Some(version.to_string());
    report.program = Some(program.display().to_string());
    context.console.status(&format!("load: {} into {version} ({})", what.name, program.display()));
    let started = Instant::now();
    let folder = Arc::new(ScratchFolder::create(options.scratch_dir)?);
    let setup = Setup {
        databases: USUAL_DATABASES.max(what.highest_db + 1),
        modules: options
            .modules
            .iter()
            .map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone()))
            .collect(),
        append_file_name: match &what.data {
            Data::Rdb { .. } => None,
            Data::Aof(aof) => Some(append_file_name(aof)),
        },
    };
    lay_out(&folder, &what.data, options.identities, what.as_it_lies).await?;
    let mut server = ScratchServer::start(folder, &program, &setup).await?;
    let mut progress = context.console.progress("load", Some(what.bytes));
    let patience = PATIENCE + Duration::from_secs(what.bytes / SLOWEST_BYTES_PER_SECOND);
    let loading = server.wait_until_loaded(patience, &mut |bytes| progress.set_done(bytes)).await?;
    drop(progress);
    if let Loading::Ended { signal, log } = loading {
        let LastWords { reason, lines, .. } = LastWords::of(&log);
        report.log = lines;
        let reason = reason.unwrap_or_else(|| "it said nothing".to_owned());
        return Ok(vec![not_loaded(what, LoadEnd::judge(signal, &log), &version.to_string(), &reason)]);
    }
    report.seconds = Some(started.elapsed().as_secs_f64());
    report.loaded = true;
    let keyspace = server.fetch_keyspace().await?;
    let compared = match &what.data {
        Data::Rdb { file, packing, .. } if options.every_key => {
            let (comparison, findings) = compare_keys(context, options, what, (file, *packing), &server).await?;
            report.comparison = Some(comparison);
            findings
        }
        _ => Vec::new(),
    };
    drop(server);
    let differences = match &what.data {
        Data::Rdb { file, packing, expected } => {
            compare_counts(context, file, *packing, options.identities, expected, &keyspace).await?
        }
        Data::Aof(_) => Vec::new(),
    };
    report.keys = Some(keyspace.keys());
    report.keyspace = Some(keyspace);
    let finding = |text| Finding::new("load-differs", Severity::Critical, &what.subject, format!("loaded, {text}"));
    Ok(differences.into_iter().map(finding).chain(compared).collect())
}

/// Every key of the file beside the server's.
async fn compare_keys(
    context: &Context,
    options: &Options<'_>,
    what: &ToLoad,
    (file, packing): (&Stored, Packing),
    server: &ScratchServer,
) -> Result<(CompareReport, Vec<Finding>)> {
    const NAME: &str = "the scratch server";
    let source = Source { stored: file.clone(), packing: Some(packing), expected: None };
    let files = FileSide::whole(what.name.clone(), vec![source], options.identities.clone());
    let session = server.open_session(NAME, PATIENCE, &context.console).await?;
    let (mut a, mut b) = (Side::Files(files), Side::Servers(ServerSide::over(NAME, session).await?));
    let rules = Rules { expiry_tolerance_ms: EXPIRY_TOLERANCE_MS };
    let how = compare::Options::whole(rules, DIFFERENCES_NAMED);
    full(context, &mut a, &mut b, how).await
}

/// What differs from the file. Keys may have expired since it was read: if something differs, it is read again.
async fn compare_counts(
    context: &Context,
    file: &Stored,
    packing: Packing,
    identities: &Identities,
    expected: &Expected,
    keyspace: &Keyspace,
) -> Result<Vec<String>> {
    let differences = expected.differences(keyspace);
    if differences.is_empty() {
        return Ok(differences);
    }
    let (file, identities, now_ms) = (file.clone(), identities.clone(), now_ms(context));
    let read = in_background(move |stop| {
        let form = Form { packing: Some(packing), identities: Some(&identities) };
        source::read(&file, form, Depth::Load, now_ms, stop)
    })
    .await?;
    let later = read.content.and_then(|content| content.expected);
    Ok(later.map_or(differences, |later| expected.clone().until(later).differences(keyspace)))
}

/// Puts the files where the server looks for them. A plain RDB is not copied: a server only reads it. An AOF is, for
/// the server goes on writing to it.
async fn lay_out(folder: &Arc<ScratchFolder>, data: &Data, identities: &Identities, as_it_lies: bool) -> Result<()> {
    let folder = Arc::clone(folder);
    match data {
        Data::Rdb { file, packing, .. } => {
            if let Some(path) = file.local().filter(|_| as_it_lies) {
                return folder.link(path, RDB_FILE);
            }
            let (file, packing, identities) = (file.clone(), *packing, identities.clone());
            in_background(move |stop| {
                let form = Form { packing: Some(packing), identities: Some(&identities) };
                let mut file = Unpacked::of(&file, form, stop)?;
                copy(&folder, Path::new(RDB_FILE), stop, &mut |chunk| file.read_chunk(chunk))
            })
            .await
        }
        Data::Aof(aof) => {
            let aof = Arc::clone(aof);
            in_background(move |stop| lay_out_aof(&folder, &aof, stop)).await
        }
    }
}

fn lay_out_aof(folder: &ScratchFolder, aof: &FoundAof, stop: &Stop) -> Result<()> {
    if let Some(manifest) = &aof.manifest {
        folder.make_folder(AOF_FOLDER)?;
        folder.make_file(&in_aof_folder(&manifest.name))?.write(&manifest.text)?;
    }
    aof.visit(stop, &mut |step, pieces| {
        let name = if aof.manifest.is_some() { in_aof_folder(&step.name) } else { LEGACY_AOF.into() };
        copy(folder, &name, stop, &mut |chunk| pieces.next_piece(chunk))
    })
}

fn in_aof_folder(name: &[u8]) -> PathBuf {
    Path::new(AOF_FOLDER).join(OsStr::from_bytes(name))
}

fn copy(
    folder: &ScratchFolder,
    name: &Path,
    stop: &Stop,
    next: &mut dyn FnMut(&mut [u8]) -> Result<usize>,
) -> Result<()> {
    let mut file = folder.make_file(name)?;
    let mut chunk = vec![0; CHUNK];
    loop {
        stop.check()?;
        match next(&mut chunk)? {
            0 => return Ok(()),
            length => file.write(&chunk[..length])?,
        }
    }
}

/// Runs `work` on a worker thread, which stops when nobody waits any more.
async fn in_background<T: Send + 'static>(work: impl FnOnce(&Stop) -> Result<T> + Send + 'static) -> Result<T> {
    let waiting = StopOnDrop::default();
    let stop = waiting.stop();
    let done = tokio::task::spawn_blocking(move || work(&stop)).await;
    done.map_err(|error| Error::failed("a worker thread ended").because(&error))?
}

/// `appendfilename`: what the manifest is called, without its suffix.
fn append_file_name(aof: &FoundAof) -> Vec<u8> {
    let name = aof.manifest.as_ref().map_or(LEGACY_AOF.as_bytes(), |manifest| &manifest.name);
    name.strip_suffix(b".manifest").unwrap_or(name).to_vec()
}

/// A server that ended instead of loading.
pub(super) fn not_loaded(what: &ToLoad, end: LoadEnd, version: &str, reason: &str) -> Finding {
    let modules = what.modules.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let (id, severity, text, hint) = match end {
        LoadEnd::Refused => (
            "load-refused",
            Severity::Critical,
            format!("{version} cannot load it: {reason}"),
            "its last words are shown with the result",
        ),
        LoadEnd::NeedsModules if modules.is_empty() => (
            "load-needs-modules",
            Severity::Unknown,
            format!("{version} lacks a module whose data is in it"),
            "--module PATH loads a module, --server PATH names a server that has it",
        ),
        LoadEnd::NeedsModules => (
            "load-needs-modules",
            Severity::Unknown,
            format!("it holds data of modules that {version} lacks: {modules}"),
            "--module PATH loads a module, --server PATH names a server that has it",
        ),
        LoadEnd::UnknownCommand => (
            "load-not-done",
            Severity::Unknown,
            format!("{version} lacks a command that is in it: {reason}"),
            "--server PATH names a server of the version that wrote it",
        ),
        LoadEnd::TooNew => (
            "load-not-done",
            Severity::Unknown,
            format!("{version} is too old for it: {reason}"),
            "--server PATH names a newer server",
        ),
        LoadEnd::NotStarted => (
            "load-not-done",
            Severity::Unknown,
            format!("{version} could not be started: {reason}"),
            "--server PATH names another server",
        ),
        LoadEnd::Killed => (
            "load-not-done",
            Severity::Unknown,
            format!("{version} was killed while it was loading"),
            "this machine may have too little memory for it",
        ),
    };
    Finding::new(id, severity, &what.subject, text).hint(hint)
}
