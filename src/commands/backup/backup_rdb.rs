//! `backup-rdb`: a snapshot over the replication protocol, proven readable while it arrives.
#![allow(rustdoc::bare_urls, reason = "these comments are the help page, where an address is what is typed")]

mod ending;
mod save;
mod snapshot;
mod view;

use super::destination::{self, Destination, DestinationArgs, Kept};
use super::metrics_file::{self, MetricsArgs};
use super::set;
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::backup::besides::Besides;
use crate::domain::backup::headroom::{self, Headroom};
use crate::domain::backup::manifest::{self, Artefact, Compression, Manifest, ShardBackup};
use crate::domain::backup::naming;
use crate::domain::backup::source::{self, Candidate, Source};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::lock::Lock;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::store::set::SmallFile;
use crate::store::stop::StopOnDrop;
use crate::store::tee::Tee;
use crate::target::discover::{self, Target};
use crate::target::survey::{self, Answer};
use crate::values::{parse_duration, parse_size};
use serde::Serialize;
use snapshot::{Via, ViaChoice};
use std::time::{Duration, Instant};

pub(super) use ending::holds_commands;
pub(super) use view::keys_in_words;

/// The command's name.
pub const NAME: &str = "backup-rdb";

/// Take a verified RDB backup
///
/// Asks a replica in sync (else the primary) for a snapshot over the replication protocol, as redis-cli --rdb does,
/// without touching the pod's disk. While it arrives it is parsed to the end mark, its CRC64 is checked, its keys are
/// counted and its SHA-256 taken. Only then do the files get their names: a folder
/// PLACE/NAMESPACE.INSTANCE/TIME with the RDB and, last, manifest.json. The last line on stdout is that folder.
///
/// PLACE is a folder or s3://BUCKET/PREFIX; given several, the same bytes go to each in one pass, and one that fails
/// does not stop the others. Nothing for a bucket touches this machine's disk. Credentials of S3 come from where every
/// AWS tool takes them. With --encrypt-to the RDB is encrypted with age, to public keys: no secret is needed to take a
/// backup. The manifest stays readable; it holds counts, hashes and public keys, no key names and no data.
///
/// Where SYNC is denied, the server saves to its disk (BGSAVE; one under way is joined, a rewrite of the AOF is waited
/// for), and the file is read through exec and checked in the same way. --via chooses.
///
/// A snapshot makes the server fork. If the container's memory limit leaves too little room for that, the command
/// refuses with the figures; --force overrides.
///
/// Exit status: 0 done and verified, 4 refused, 5 failed and nothing kept, 6 in some of the places only, 7 complete but
/// not a valid RDB.
///
/// Examples:
///   redis-ops backup-rdb -n apps -r cache
///   redis-ops backup-rdb -n apps -r cache --to /backups --compress none
///   redis-ops backup-rdb -n apps -r cache --via disk
///   redis-ops backup-rdb -n apps -r cache --to /backups --to s3://backups/redis
///   redis-ops backup-rdb -n apps -r cache --to s3://backups/redis --s3-endpoint https://minio.example:9000
///   redis-ops backup-rdb -n apps -r cache --to s3://backups/redis --encrypt-recipients-file /etc/redis-ops/recipients
///   redis-ops backup-rdb -n apps -r cache --dry-run
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BackupRdbArgs {
    #[command(flatten)]
    destination: DestinationArgs,
    /// Compression of the RDB file
    #[arg(long, value_name = "FORM", default_value = "gzip")]
    compress: CompressChoice,
    /// Bytes a replica may be behind its primary to count as in sync
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = parse_size)]
    max_lag: u64,
    /// Time the server may stay silent during the transfer
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = parse_duration)]
    max_silence: Duration,
    /// Way of the snapshot: over the replication protocol, by a save on the pod's disk, or the one that is allowed
    #[arg(long, value_name = "WAY", default_value = "auto")]
    via: ViaChoice,
    /// Longest wait for a save on the pod's disk, and for what is in its way
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = parse_duration)]
    max_wait: Duration,
    /// Take the backup even if memory is too short for the fork, or the pod's disk for a save
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
pub(super) enum CompressChoice {
    Gzip,
    Zstd,
    None,
}

impl From<CompressChoice> for Compression {
    fn from(choice: CompressChoice) -> Self {
        match choice {
            CompressChoice::Gzip => Compression::Gzip,
            CompressChoice::Zstd => Compression::Zstd,
            CompressChoice::None => Compression::None,
        }
    }
}

/// What will be done: shown by `--dry-run`, and followed as it stands.
#[derive(Debug, Serialize)]
struct BackupPlan {
    source: Source,
    headroom: Headroom,
    places: Vec<String>,
    instance_folder: String,
    artefact: String,
    compression: Compression,
    recipients: Vec<String>,
    via: ViaChoice,
    /// Other files of the set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    besides: Vec<String>,
}

#[derive(Debug, Serialize)]
struct BackupReport {
    plan: BackupPlan,
    done: bool,
    /// The way the snapshot came.
    via: Option<Via>,
    #[serde(flatten)]
    kept: Kept,
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
    let destination = args.destination.check(args.compress.into(), context.now())?;
    let target = discover::resolve(context, Nature::Acting).await?;
    let answers = survey::ask(context, &target, redis::cmd("INFO"), &[]).await?;
    let besides = besides.iter().map(|name| destination.beside().artefact(name)).collect();
    let plan = BackupPlan { besides, ..plan_backup(args, &destination, &target, &answers)? };
    if args.dry_run {
        let finding = too_little_memory(&plan);
        let verdict = if finding.is_some() && !args.force { Verdict::Refused } else { Verdict::Ok };
        let report =
            BackupReport { plan, done: false, via: None, kept: Kept::default(), manifest: None, seconds: None };
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
    let lock = Lock::take_for(context, &target, command, destination.buckets()).await?;
    let mut extra = gather(context, &target, &answers).await;
    let more = std::mem::take(&mut extra.findings);
    let is_complete = extra.missing.is_empty();
    let mut report = apply(context, args, &destination, &target, &answers, (plan, extra), &consent).await?;
    lock.release(context).await?;
    let mut findings = ending::remarks(&target, &report);
    let failed = std::mem::take(&mut report.kept.failed);
    let verdict = if is_complete && failed.is_empty() { Verdict::of(&findings) } else { Verdict::Partial };
    findings.extend(more);
    findings.extend(failed);
    let figures = report.manifest.iter().map(metrics_file::figures).collect();
    let outcome = Outcome::with_findings(verdict, findings, Some(target.reference()), &report);
    Ok(outcome.with_figures(figures))
}

fn plan_backup(
    args: &BackupRdbArgs,
    destination: &Destination,
    target: &Target,
    answers: &[Answer],
) -> Result<BackupPlan> {
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
    let instance = &target.instance;
    Ok(BackupPlan {
        headroom: headroom::judge(&info, answer.member.memory_limit_bytes()),
        source,
        places: destination.places.iter().map(ToString::to_string).collect(),
        instance_folder: destination::instance_folder(target),
        artefact: destination.artefact(&naming::rdb_artefact(0, instance.shards.len())),
        compression: destination.packing.compression,
        recipients: destination.packing.recipients.shown(),
        via: args.via,
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
    destination: &Destination,
    target: &Target,
    answers: &[Answer],
    (plan, extra): (BackupPlan, Extra),
    _consent: &Consent,
) -> Result<BackupReport> {
    let started_at = context.now();
    let clock = Instant::now();
    let waiting = StopOnDrop::default();
    let sink = destination.open_set(context, target, started_at, waiting.stop()).await?;
    let answer = &answers[plan.source.index];
    let wish =
        snapshot::Wish { context, target, answer, via: args.via, silence: args.max_silence, wait: args.max_wait };
    let mut snapshot = wish.open(args.force).await?;
    let mut progress = context.console.progress(&format!("backup {}", target.instance.full_name()), snapshot.length());
    let now_ms = u64::try_from(started_at.timestamp_millis()).unwrap_or(0);
    let tee = Tee::start(sink, plan.artefact.clone(), destination.packing.clone(), now_ms);
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
    let checksum = ending::judge_end(&stored, &plan.source.member)?;
    snapshot.prove(&stored, checksum).await?;
    let via = snapshot.via();
    let (files, sink) = set::write_files(destination, stored.sink, extra.files).await?;
    let missing = extra.missing;
    let artefact = Artefact {
        name: plan.artefact.clone(),
        kind: manifest::RDB.to_owned(),
        compression: plan.compression,
        encryption: plan.recipients.clone(),
        plain_bytes: stored.plain_bytes,
        plain_sha256: stored.plain_sha256,
        stored_bytes: stored.stored_bytes,
        stored_sha256: stored.stored_sha256,
        checksum,
        transfer_seconds,
        census: stored.census,
        aof: None,
    };
    let shard = ShardBackup {
        slots: None,
        source: ending::source_identity(&plan.source, answer, &artefact.census),
        artefacts: vec![artefact],
    };
    let besides = Besides { files, missing, ..Besides::default() };
    let manifest = set::manifest(context, target, started_at, vec![shard], besides);
    let kept = destination.keep(sink, &manifest).await?;
    let seconds = Some(clock.elapsed().as_secs_f64());
    Ok(BackupReport { plan, done: true, via: Some(via), kept, manifest: Some(manifest), seconds })
}
