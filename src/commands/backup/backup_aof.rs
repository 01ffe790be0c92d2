//! `backup-aof`: the files of a running server's AOF as one tar, whole and consistent.

mod copy;
mod facts;
mod hold;
mod place;
mod plan;
mod safety;
mod view;
mod work;

use crate::commands::backup::backup_rdb;
use crate::commands::backup::destination::{DestinationArgs, Kept};
use crate::commands::backup::division;
use crate::commands::backup::metrics_file::{self, MetricsArgs};
use crate::commands::backup::set;
use crate::context::Context;
use crate::domain::backup::besides::Besides;
use crate::domain::backup::manifest::{Manifest, ShardBackup, SourceIdentity};
use crate::domain::plan::Plan;
use crate::error::Result;
use crate::exit::Nature;
use crate::formats::info::Info;
use crate::lock::Lock;
use crate::report::{Outcome, Severity, Verdict};
use crate::store::stop::StopOnDrop;
use crate::target::discover;
use crate::target::survey::{self, Answer};
use crate::values::{parse_duration, parse_size};
pub(in crate::commands) use safety::{Patience, SafetyCopy, copy_out};
use serde::Serialize;
use std::time::{Duration, Instant};

pub(super) use copy::NotCopied;
pub(super) use facts::{AofFacts, Files, is_off};
pub(super) use work::Work;

/// The command's name.
pub const NAME: &str = "backup-aof";

/// Take a backup of the append-only file
///
/// Copies the files of a running server's AOF out of its pod: the base and the increments that its manifest names, or
/// the one file of a server before Redis 7. Each is read to its end on the way, its commands are counted, and its SHA-256
/// is compared with one taken in the pod. They are put into a tar that can be unpacked into a data folder:
/// PLACE/NAMESPACE.INSTANCE/TIME/appendonly.tar.gz with, last, manifest.json. The last line on stdout is that folder.
///
/// PLACE is a folder or s3://BUCKET/PREFIX, and can be given several times; with --encrypt-to the tar is encrypted with
/// age. Both are as with backup-rdb.
///
/// While they are copied the server must not rewrite its AOF. auto-aof-rewrite-min-size is raised by 1 EiB for that
/// time, and put back however the run ends. If that cannot be done the exit status is 6, with the command to type; the
/// next run sees it by the value itself and puts it back. A rewrite that is under way is waited for. Where CONFIG is
/// denied, the copy is made again if the manifest has changed meanwhile. Nothing is asked: no data is touched.
///
/// Of a Redis Cluster every shard is taken, one after another, each as a tar of its own: all of them or nothing. What is
/// said of slots and failovers, of --pod and of --role, is as with backup-rdb.
///
/// Exit status: 0 done and verified, 1 done, with a warning, 4 refused (the AOF is off), 5 failed and nothing kept, 6 in
/// some of the places only, or not of all slots, or a setting could not be put back, 7 complete but damaged, 8 another
/// run works on the instance.
///
/// Examples:
///   redis-ops backup-aof -n data -r prod-redis
///   redis-ops backup-aof -n data -r prod-redis --to /backups --dry-run
///   redis-ops backup-aof -n data -r prod-redis --to /backups --to s3://backups/redis
///   redis-ops backup-aof -n apps -r cache --pod cache-redis-0
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BackupAofArgs {
    #[command(flatten)]
    destination: DestinationArgs,
    /// Compression of the tar
    #[arg(long, value_name = "FORM", default_value = "gzip")]
    compress: backup_rdb::CompressChoice,
    /// Bytes a replica may be behind its primary to count as in sync
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = parse_size)]
    max_lag: u64,
    /// Time the API server or the pod may stay silent while files are read
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = parse_duration)]
    max_silence: Duration,
    /// Longest wait for a rewrite that is under way
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = parse_duration)]
    max_wait: Duration,
    /// Take the backup even if slots of the cluster are on the move
    #[arg(long)]
    force: bool,
    /// Accepted for scripts; nothing is asked here
    #[arg(short = 'y', long)]
    yes: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    metrics: MetricsArgs,
}

impl BackupAofArgs {
    /// `--metrics-file`, unless nothing is done.
    pub(super) fn metrics(&self) -> Option<&MetricsArgs> {
        (!self.dry_run).then_some(&self.metrics)
    }
}

#[derive(Debug, Serialize)]
struct AofReport {
    shards: Vec<AofFacts>,
    plan: Plan,
    done: bool,
    #[serde(flatten)]
    kept: Kept,
    manifest: Option<Manifest>,
    seconds: Option<f64>,
}

/// Runs the command.
///
/// # Errors
/// Refused before anything is done; Failed when files cannot be read or written; Verification when they are damaged, or
/// slots have moved between two shards meanwhile. In each case nothing is left under a final name, and the setting is
/// put back.
pub async fn run(context: &Context, args: &BackupAofArgs) -> Result<Outcome> {
    let destination = args.destination.check(args.compress.into(), context.now())?;
    let target = discover::resolve(context, Nature::Acting).await?;
    Files::of(context, &target, &[], args.max_silence)?;
    let answers = survey::ask(context, &target, redis::cmd("INFO"), &[]).await?;
    let division = division::divide(context, &target, &answers, args.force)?;
    let files = Files::of(context, &target, &answers, args.max_silence)?;
    let shards = files.fetch_all(&division, args.max_lag).await?;
    let plan = plan::plan_backup(args.max_wait, &destination, &target, &answers, &shards, division.total);
    if args.dry_run {
        let findings = division.left_out(&target).map(|(_, finding)| finding).into_iter().collect();
        let report = AofReport { shards, plan, done: false, kept: Kept::default(), manifest: None, seconds: None };
        return Ok(Outcome::with_findings(Verdict::Ok, findings, Some(target.reference()), &report));
    }
    let lock = Lock::take_for(context, &target, NAME, destination.buckets()).await?;
    let started_at = context.now();
    let clock = Instant::now();
    let waiting = StopOnDrop::default();
    let mut sink = destination.open_set(context, &target, started_at, waiting.stop()).await?;
    let work =
        Work { files: &files, destination: &destination, wait: args.max_wait, total: division.total, started_at };
    let (mut backups, mut findings) = (Vec::new(), Vec::new());
    for facts in &shards {
        context.console.status(&format!("backup: {}", facts.words()));
        let taken = work.take(facts, sink).await.map_err(|failed| failed.error)?;
        sink = taken.sink;
        findings.extend(taken.findings);
        backups.push(ShardBackup {
            slots: facts.slot_pairs(),
            source: source_identity(facts, &answers[facts.source.index]),
            artefacts: vec![taken.artefact],
        });
    }
    let (more, mut missing) = division::look_again(context, &target, division.moment.as_ref(), args.force).await?;
    findings.extend(more);
    if let Some((text, finding)) = division.left_out(&target) {
        missing.push(text);
        findings.push(finding);
    }
    let besides = Besides { missing, ..Besides::default() };
    let manifest = set::manifest(context, &target, started_at, backups, besides);
    let mut kept = destination.keep(sink, &manifest).await?;
    lock.release(context).await?;
    findings.append(&mut kept.findings);
    // A place without the backup, a part that is not in it, a setting that was not put back; the rest is a remark.
    let is_partial = !manifest.besides.missing.is_empty()
        || findings.iter().any(|finding| matches!(finding.severity, Severity::Critical | Severity::Unknown));
    let verdict = if is_partial { Verdict::Partial } else { Verdict::of(&findings) };
    let figures = vec![metrics_file::figures(&manifest)];
    let seconds = Some(clock.elapsed().as_secs_f64());
    let report = AofReport { shards, plan, done: true, kept, manifest: Some(manifest), seconds };
    Ok(Outcome::with_findings(verdict, findings, Some(target.reference()), &report).with_figures(figures))
}

fn source_identity(facts: &AofFacts, answer: &Answer) -> SourceIdentity {
    let info = answer.info();
    SourceIdentity {
        member: facts.source.member.clone(),
        role: facts.source.role,
        lag_bytes: facts.source.lag_bytes,
        server_version: info.and_then(Info::version),
        replication_id: info.and_then(|info| info.text("master_replid")).map(str::to_owned),
        replication_offset: info.and_then(|info| info.number("master_repl_offset")),
    }
}
