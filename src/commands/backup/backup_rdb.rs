//! `backup-rdb`: a snapshot over the replication protocol, proven readable while it arrives.

use super::metrics_file::{self, MetricsArgs};
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::backup::besides::Besides;
use crate::domain::backup::headroom::{self, Headroom};
use crate::domain::backup::manifest::{
    Artefact, Checksum, Compression, InstanceIdentity, Manifest, SCHEMA, ShardBackup, SourceIdentity,
};
use crate::domain::backup::naming;
use crate::domain::backup::source::{self, Candidate, Source};
use crate::error::{Error, Kind, Result};
use crate::exit::Nature;
use crate::formats::rdb::{Census, Crc};
use crate::lock::Lock;
use crate::report::{Block, Finding, Outcome, Report, Severity, Verdict, View, units};
use crate::store::Sink;
use crate::store::local::LocalSink;
use crate::store::set::{SmallFile, write_file};
use crate::store::tee::{Stored, Tee};
use crate::target::discover::{self, Target};
use crate::target::survey::{self, Answer};
use crate::values::{parse_duration, parse_size};
use crate::wire::sync::{self, Patience};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "backup-rdb";

/// Take a verified RDB backup
///
/// Asks a replica in sync (else the primary) for a snapshot over the replication protocol, as redis-cli --rdb does,
/// without touching the pod's disk. While it arrives it is parsed to the end mark, its CRC64 is checked, its keys are
/// counted and its SHA-256 taken. Only then do the files get their names: a folder
/// DIR/NAMESPACE.INSTANCE/TIME with the RDB and, last, manifest.json. The last line on stdout is that folder.
///
/// A snapshot makes the server fork. If the container's memory limit leaves too little room for that, the command
/// refuses with the figures; --force overrides.
///
/// Exit status: 0 done and verified, 4 refused, 5 failed and nothing kept, 7 complete but not a valid RDB.
///
/// Examples:
///   redis-ops backup-rdb -n apps -r cache
///   redis-ops backup-rdb -n apps -r cache --to /backups --compress none
///   redis-ops backup-rdb -n apps -r cache --dry-run
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BackupRdbArgs {
    /// Folder that holds the backups
    #[arg(
        long,
        value_name = "DIR",
        env = "REDIS_OPS_BACKUP_DIR",
        hide_env_values = true,
        default_value = "redis-backups"
    )]
    to: PathBuf,
    /// Compression of the RDB file
    #[arg(long, value_name = "FORM", default_value = "gzip")]
    compress: CompressChoice,
    /// Bytes a replica may be behind its primary to count as in sync
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = parse_size)]
    max_lag: u64,
    /// Time the server may stay silent during the transfer
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = parse_duration)]
    max_silence: Duration,
    /// Take the backup even if memory is too short for the fork
    #[arg(long)]
    force: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    metrics: MetricsArgs,
}

impl BackupRdbArgs {
    /// `--metrics-file`, unless nothing is done.
    pub(super) fn metrics(&self) -> Option<&MetricsArgs> {
        (!self.dry_run).then_some(&self.metrics)
    }
}

/// `--compress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum CompressChoice {
    Gzip,
    None,
}

impl From<CompressChoice> for Compression {
    fn from(choice: CompressChoice) -> Self {
        match choice {
            CompressChoice::Gzip => Compression::Gzip,
            CompressChoice::None => Compression::None,
        }
    }
}

/// What will be done: shown by `--dry-run`, and followed as it stands.
#[derive(Debug, Serialize)]
struct BackupPlan {
    source: Source,
    headroom: Headroom,
    root: PathBuf,
    instance_folder: String,
    artefact: String,
    compression: Compression,
    /// Other files of the set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    besides: Vec<String>,
}

#[derive(Debug, Serialize)]
struct BackupReport {
    plan: BackupPlan,
    done: bool,
    path: Option<String>,
    manifest: Option<Manifest>,
    seconds: Option<f64>,
}

/// Runs the command.
///
/// # Errors
/// Refused before anything is asked of the server; Failed when bytes stop early or cannot be written; Verification
/// when they are complete but wrong. In each case nothing is left under a final name.
pub async fn run(context: &Context, args: &BackupRdbArgs) -> Result<Outcome> {
    run_with(context, args, NAME, Vec::new(), async |_, _, _| Extra::default()).await
}

/// What else goes into the set.
#[derive(Debug, Default)]
pub(super) struct Extra {
    /// Files about the whole instance.
    pub files: Vec<SmallFile>,
    /// What belongs there and could not be read: the set is incomplete.
    pub missing: Vec<String>,
    /// What is to be said of it.
    pub findings: Vec<Finding>,
}

/// As [`run`], in the name of `command`, with what `gather` finds in the same set; `besides` names that in the plan.
///
/// # Errors
/// As [`run`].
pub(super) async fn run_with(
    context: &Context,
    args: &BackupRdbArgs,
    command: &str,
    besides: Vec<String>,
    gather: impl AsyncFnOnce(&Context, &Target, &[Answer]) -> Extra,
) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Acting).await?;
    let answers = survey::ask(context, &target, redis::cmd("INFO"), &[]).await?;
    let plan = BackupPlan { besides, ..plan_backup(args, &target, &answers)? };
    if args.dry_run {
        let finding = too_little_memory(&plan);
        let verdict = if finding.is_some() && !args.force { Verdict::Refused } else { Verdict::Ok };
        let report = BackupReport { plan, done: false, path: None, manifest: None, seconds: None };
        return Ok(Outcome::with_findings(verdict, finding.into_iter().collect(), Some(target.reference()), &report));
    }
    let consent = if plan.headroom.enough {
        Consent::not_needed()
    } else {
        let refusal = Error::refused(format!("memory of {} is too short for a snapshot's fork", plan.source.member))
            .cause(plan.headroom.words())
            .hint("raise the container's memory limit, or take the backup from another member with --pod");
        Consent::by_force(args.force, refusal)?
    };
    context.console.status(&format!("backup: from {}, {}", plan.source.member, plan.source.because));
    let lock = Lock::take(context, &target, command).await?;
    let mut extra = gather(context, &target, &answers).await;
    let more = std::mem::take(&mut extra.findings);
    let is_complete = extra.missing.is_empty();
    let report = apply(context, args, &target, &answers, plan, extra, &consent).await?;
    lock.release(context).await?;
    let findings = remarks(&target, &report);
    let verdict = if is_complete { Verdict::of(&findings) } else { Verdict::Partial };
    let findings = findings.into_iter().chain(more).collect();
    let figures = report.manifest.iter().map(metrics_file::figures).collect();
    let outcome = Outcome::with_findings(verdict, findings, Some(target.reference()), &report);
    Ok(outcome.with_figures(figures))
}

fn plan_backup(args: &BackupRdbArgs, target: &Target, answers: &[Answer]) -> Result<BackupPlan> {
    let candidates: Vec<Candidate<'_>> =
        answers.iter().map(|answer| Candidate { name: &answer.member.name, info: answer.info() }).collect();
    let source = source::choose(&candidates, args.max_lag).map_err(|reason| nobody(target, answers, reason))?;
    let answer = &answers[source.index];
    let info = answer.info().cloned().unwrap_or_default();
    if info.flag("cluster_enabled") == Some(true) {
        return Err(Error::refused(format!(
            "{} is a Redis Cluster, and {NAME} takes one shard",
            target.instance.full_name()
        ))
        .cause(format!("a backup of {} alone would hold a part of the keys", source.member)));
    }
    let compression = Compression::from(args.compress);
    let instance = &target.instance;
    Ok(BackupPlan {
        headroom: headroom::judge(&info, answer.member.memory_limit_bytes()),
        source,
        root: args.to.clone(),
        instance_folder: naming::instance_folder(instance.namespace.as_deref(), &instance.name),
        artefact: naming::rdb_artefact(0, instance.shards.len(), compression.suffix()),
        compression,
        besides: Vec::new(),
    })
}

/// What a dry run says of a plan that would be refused.
fn too_little_memory(plan: &BackupPlan) -> Option<Finding> {
    let message = format!("too little memory for a snapshot's fork: {}", plan.headroom.words());
    let finding = Finding::new("fork-headroom", Severity::Warning, &plan.source.member, message);
    (!plan.headroom.enough).then(|| finding.hint("--force takes the backup all the same"))
}

/// No member will do: the reason of each, with what the first silent one's error suggests.
fn nobody(target: &Target, answers: &[Answer], reason: String) -> Error {
    let error = Error::target(format!("no member of {} can give a backup", target.instance.full_name())).cause(reason);
    let loading = answers.iter().filter_map(Answer::info).any(|info| info.flag("loading") == Some(true));
    let error = if loading {
        error.hint("a server is loading its data: try again when redis-ops health says it has finished")
    } else {
        error
    };
    let silent = answers.iter().filter_map(|answer| answer.result.as_ref().err());
    silent.fold(error, |error, silent| {
        silent.hints().iter().fold(error.cause(silent.chain()), |error, hint| error.hint(hint.clone()))
    })
}

/// Follows the plan. The consent says that the fork was judged, or forced.
async fn apply(
    context: &Context,
    args: &BackupRdbArgs,
    target: &Target,
    answers: &[Answer],
    plan: BackupPlan,
    extra: Extra,
    _consent: &Consent,
) -> Result<BackupReport> {
    let started_at = context.now();
    let clock = Instant::now();
    let sink = open_sink(&plan, started_at)?;
    let answer = &answers[plan.source.index];
    let patience = Patience { reply: context.settings.node_timeout, silence: args.max_silence };
    let login = target.login(&answer.member);
    let mut snapshot = sync::open(&target.dialer, &answer.member, &login, patience, &context.console).await?;
    let mut progress = context.console.progress(&format!("backup {}", target.instance.full_name()), snapshot.length());
    let now_ms = u64::try_from(started_at.timestamp_millis()).unwrap_or(0);
    let tee = Tee::start(sink, plan.artefact.clone(), plan.compression, now_ms);
    let transfer = Instant::now();
    let mut received = 0;
    while let Some(chunk) = snapshot.next().await? {
        received += chunk.len() as u64;
        progress.set_done(received);
        if !tee.send(chunk).await {
            break;
        }
    }
    let stored = tee.finish().await?;
    let transfer_seconds = transfer.elapsed().as_secs_f64();
    drop(progress);
    let checksum = judge_end(&stored, &plan.source.member)?;
    let mut sink = stored.sink;
    let missing = extra.missing;
    let kept = tokio::task::spawn_blocking(move || {
        let files: Result<Vec<_>> = extra.files.into_iter().map(|file| write_file(&mut *sink, file)).collect();
        files.map(|files| (files, sink))
    });
    let (files, mut sink) = kept.await.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
    let artefact = Artefact {
        name: plan.artefact.clone(),
        kind: "rdb".to_owned(),
        compression: plan.compression,
        encryption: Vec::new(),
        plain_bytes: stored.plain_bytes,
        plain_sha256: stored.plain_sha256,
        stored_bytes: stored.stored_bytes,
        stored_sha256: stored.stored_sha256,
        checksum,
        transfer_seconds,
        census: stored.census,
    };
    let manifest = Manifest {
        schema: SCHEMA.to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        instance: InstanceIdentity {
            context: target.context_name.clone(),
            namespace: target.instance.namespace.clone(),
            name: target.instance.name.clone(),
            flavour: target.instance.flavour,
        },
        started_at,
        finished_at: context.now(),
        shards: vec![ShardBackup {
            slots: None,
            source: source_identity(&plan.source, answer, &artefact.census),
            artefacts: vec![artefact],
        }],
        besides: Besides { files, missing, ..Besides::default() },
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| Error::failed("cannot write the manifest").because(&error))?;
    bytes.push(b'\n');
    // Interrupted here, nobody takes the sink from the thread: it is dropped, and the set with it.
    let committed = tokio::task::spawn_blocking(move || sink.commit(&bytes).map(|path| (path, sink))).await;
    let (path, mut sink) = committed.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
    sink.keep();
    Ok(BackupReport {
        plan,
        done: true,
        path: Some(path),
        manifest: Some(manifest),
        seconds: Some(clock.elapsed().as_secs_f64()),
    })
}

fn open_sink(plan: &BackupPlan, time: DateTime<Utc>) -> Result<Box<dyn Sink>> {
    let sink = LocalSink::create(Path::new(&plan.root), &plan.instance_folder, &naming::set_folder(time))?;
    Ok(Box::new(sink))
}

/// The stream was whole by its framing and by its structure; what remains is the checksum and that nothing follows.
fn judge_end(stored: &Stored, member: &str) -> Result<Checksum> {
    let wrong =
        |text: String| Err(Error::new(Kind::Verification, format!("the snapshot of {member} is wrong")).cause(text));
    if stored.end.trailing > 0 {
        return wrong(format!("{} bytes follow the end of the RDB", stored.end.trailing));
    }
    match stored.end.crc {
        Crc::Ok => Ok(Checksum::Ok),
        Crc::Absent => Ok(Checksum::Absent),
        Crc::Wrong { expected, computed } => {
            wrong(format!("its CRC64 is {computed:016x}, and the file says {expected:016x}"))
        }
    }
}

fn source_identity(source: &Source, answer: &Answer, census: &Census) -> SourceIdentity {
    let info = answer.info();
    let of_info = |field: &str| info.and_then(|info| info.text(field)).map(str::to_owned);
    SourceIdentity {
        member: source.member.clone(),
        role: source.role,
        lag_bytes: source.lag_bytes,
        server_version: info.and_then(|info| info.version()),
        // The file itself knows best at which offset it was taken.
        replication_id: census.aux.get("repl-id").cloned().or_else(|| of_info("master_replid")),
        replication_offset: census
            .aux
            .get("repl-offset")
            .cloned()
            .or_else(|| of_info("master_repl_offset"))
            .and_then(|offset| offset.parse().ok()),
    }
}

/// What the user should know of a backup that is in order.
fn remarks(target: &Target, report: &BackupReport) -> Vec<Finding> {
    let artefacts = || report.manifest.iter().flat_map(Manifest::artefacts);
    let commands = artefacts()
        .filter_map(|artefact| holds_commands(&artefact.census, Severity::Info, &target.instance.full_name(), ""));
    let absent = artefacts().filter(|artefact| artefact.checksum == Checksum::Absent);
    absent
        .map(|artefact| {
            let message = format!("no checksum in the file {}: the server runs with rdbchecksum no", artefact.name);
            Finding::new("rdb-no-checksum", Severity::Info, target.instance.full_name(), message)
                .hint("its SHA-256 in the manifest tells later changes; a change on the server's side cannot be told")
        })
        .chain(commands)
        .collect()
}

/// A file that holds commands beside its keys: how many, and that the counts are without them.
pub(super) fn holds_commands(census: &Census, severity: Severity, subject: &str, more: &str) -> Option<Finding> {
    let message = match census.update_commands {
        0 => return None,
        1 => format!("holds a command that a server applies when it loads it; the key counts leave it out{more}"),
        count => {
            let count = units::count(count);
            format!(
                "holds {count} commands that a server applies when it loads it; the key counts leave them out{more}"
            )
        }
    };
    Some(Finding::new("rdb-holds-commands", severity, subject, message))
}

impl Report for BackupReport {
    fn view(&self) -> View {
        let plan = &self.plan;
        let source = format!("{} ({})", plan.source.member, plan.source.because);
        let mut fields =
            vec![("source".to_owned(), source.into()), ("memory".to_owned(), plan.headroom.words().into())];
        for artefact in self.manifest.iter().flat_map(Manifest::artefacts) {
            let census = &artefact.census;
            let version = match artefact.checksum {
                Checksum::Ok => format!("{}, CRC64 ok", census.format),
                Checksum::Absent => format!("{}, no checksum in the file", census.format),
            };
            fields.push(("rdb".to_owned(), version.into()));
            fields.push(("keys".to_owned(), keys_in_words(census).into()));
            let sizes = if artefact.compression == Compression::None {
                units::bytes(artefact.stored_bytes)
            } else {
                format!(
                    "{} ({} before compression)",
                    units::bytes(artefact.stored_bytes),
                    units::bytes(artefact.plain_bytes)
                )
            };
            let rate = units::rate(artefact.plain_bytes, artefact.transfer_seconds);
            fields.push(("size".to_owned(), format!("{sizes}, {rate}").into()));
            fields.push(("sha256".to_owned(), artefact.stored_sha256.as_str().into()));
        }
        let files = self.manifest.iter().flat_map(|manifest| &manifest.besides.files);
        fields.extend(files.map(|file| (file.name.clone(), units::bytes(file.stored_bytes).into())));
        if let Some(seconds) = self.seconds {
            fields.push(("time".to_owned(), units::duration(seconds).into()));
        }
        if !self.done {
            let folder = plan.root.join(&plan.instance_folder);
            let names: Vec<&str> = std::iter::once(&plan.artefact).chain(&plan.besides).map(String::as_str).collect();
            let place = format!("{}/<time>/{} and {}", folder.display(), names.join(", "), naming::MANIFEST);
            fields.push(("would write".to_owned(), place.into()));
        }
        View { blocks: vec![Block::Fields(fields)], last: self.path.clone() }
    }
}

/// `12,345 (hash 3, string 12,342), 5 functions, 2 expired`.
pub(super) fn keys_in_words(census: &Census) -> String {
    let mut types: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    for database in census.databases.values() {
        for (name, count) in &database.types {
            *types.entry(name).or_default() += count.keys;
        }
    }
    let types: Vec<String> = types.iter().map(|(name, keys)| format!("{name} {}", units::count(*keys))).collect();
    let mut text = units::count(census.keys);
    if !types.is_empty() {
        text.push_str(&format!(" ({})", types.join(", ")));
    }
    if census.databases.len() > 1 {
        text.push_str(&format!(" in {} databases", census.databases.len()));
    }
    if census.functions > 0 {
        text.push_str(&format!(", {} function libraries", census.functions));
    }
    if census.expired > 0 {
        text.push_str(&format!(", {} of them expired", units::count(census.expired)));
    }
    if census.update_commands > 0 {
        text.push_str(&format!(", and {} commands", units::count(census.update_commands)));
    }
    text
}
