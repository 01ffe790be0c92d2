//! `backup-rdb`: a snapshot over the replication protocol, proven readable while it arrives.
#![allow(rustdoc::bare_urls, reason = "these comments are the help page, where an address is what is typed")]

mod ending;
mod plan;
mod save;
mod second_try;
mod snapshot;
mod view;
mod work;

use super::destination::{Destination, DestinationArgs, Kept};
use super::division;
use super::full_backup::{Extra, Parts};
use super::metrics_file::{self, MetricsArgs};
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::backup::manifest::{Compression, Manifest};
use crate::error::Result;
use crate::exit::Nature;
use crate::lock::Lock;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::target::by_url;
use crate::target::discover::{self, Target};
use crate::values::{parse_duration, parse_size};
use plan::BackupPlan;
use second_try::SecondTry;
use serde::Serialize;
use snapshot::{Via, ViaChoice};
use std::time::Duration;
use work::Work;

pub(super) use ending::holds_commands;
pub(in crate::commands) use save::wait_for_save;
pub(super) use view::keys_in_words;

/// The command's name.
pub const NAME: &str = "backup-rdb";

/// Take a verified RDB backup
///
/// Asks a replica in sync (else the primary) for a snapshot over the replication protocol, as redis-cli --rdb does,
/// without touching the pod's disk; a server with repl-diskless-sync off writes its own RDB file first, which is said.
/// While it arrives it is parsed to the end mark, its CRC64 is checked, its keys are counted and its SHA-256 taken. Only
/// then do the files get their names: a folder PLACE/NAMESPACE.INSTANCE/TIME with the RDB and, last, manifest.json. The
/// last line on stdout is that folder.
///
/// PLACE is a folder or s3://BUCKET/PREFIX; given several, the same bytes go to each in one pass, and one that fails
/// does not stop the others. Nothing for a bucket touches this machine's disk. Credentials of S3 come from where every
/// AWS tool takes them. With --encrypt-to the RDB is encrypted with age, to public keys: no secret is needed to take a
/// backup. The manifest stays readable; it holds counts, hashes and public keys, no key names and no data.
///
/// Where SYNC is denied, the server saves to its disk (BGSAVE; one under way is joined, a rewrite of the AOF is waited
/// for), and the file is read through exec and checked in the same way. --via chooses.
///
/// A member that is lost while it sends is replaced by the next one of its shard that fits, once; that is said (exit 1).
///
/// A snapshot makes the server fork. If the container's memory limit leaves too little room for that, the command
/// refuses with the figures; --force overrides.
///
/// Of a Redis Cluster every shard is taken, one after another, each from a member of its own: all of them or nothing.
/// Who has which slots is looked at before and after. While slots are moved the command refuses; if they were moved
/// meanwhile nothing is kept (exit 7), unless --force is there, and then the manifest says it. A failover meanwhile is
/// said (exit 1). --role chooses the members; --pod takes the shard of one, and says what is not in the set (exit 6).
/// With --url of one node the others are reached at the addresses that it names.
///
/// Exit status: 0 done and verified, 1 done, with a warning, 4 refused, 5 failed and nothing kept, 6 in some of the
/// places only, or not of all slots, 7 complete but not a valid RDB, or not a whole.
///
/// Examples:
///   redis-ops backup-rdb -n apps -r cache
///   redis-ops backup-rdb -n apps -r cache --to /backups --compress none
///   redis-ops backup-rdb -n apps -r cache --via disk
///   redis-ops backup-rdb -n apps -r cache --to /backups --to s3://backups/redis
///   redis-ops backup-rdb -n apps -r cache --to s3://backups/redis --s3-endpoint https://minio.example:9000
///   redis-ops backup-rdb -n apps -r cache --to s3://backups/redis --encrypt-recipients-file /etc/redis-ops/recipients
///   redis-ops backup-rdb -n apps -r cache --dry-run
///   redis-ops backup-rdb -n shop -r shop --role replica
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
    /// Take the backup even if memory is too short for the fork, the pod's disk for a save, or slots are on the move
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

    /// `--max-lag`, `--max-silence` and `--max-wait`.
    pub(super) fn bounds(&self) -> (u64, Duration, Duration) {
        (self.max_lag, self.max_silence, self.max_wait)
    }

    fn terms<'a>(&self, what: &'a str) -> Terms<'a> {
        Terms {
            what,
            max_lag_bytes: self.max_lag,
            max_silence: self.max_silence,
            max_wait: self.max_wait,
            via: self.via,
            force: self.force,
        }
    }
}

/// What a backup keeps to.
#[derive(Debug, Clone, Copy)]
struct Terms<'a> {
    /// What it is called on stderr.
    what: &'a str,
    /// How far a replica may be behind.
    max_lag_bytes: u64,
    max_silence: Duration,
    max_wait: Duration,
    via: ViaChoice,
    force: bool,
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

#[derive(Debug, Serialize)]
struct BackupReport {
    plan: BackupPlan,
    done: bool,
    /// The way each shard's snapshot came.
    via: Vec<Via>,
    /// Shards whose first member was lost while it sent; the plan says who took its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    second_tries: Vec<SecondTry>,
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
    run_with(context, args, NAME, None).await
}

/// As [`run`], in the name of `command`, with further parts in the same set.
///
/// # Errors
/// As [`run`], and those of [`Parts::check`].
pub(super) async fn run_with(
    context: &Context,
    args: &BackupRdbArgs,
    command: &str,
    parts: Option<&Parts>,
) -> Result<Outcome> {
    let destination = args.destination.check(args.compress.into(), context.now())?;
    if let Some(parts) = parts {
        parts.check(&destination)?;
    }
    let terms = args.terms("backup");
    let named = discover::resolve(context, Nature::Acting).await?;
    let (target, answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
    let division = division::divide(context, &target, &answers, terms.force)?;
    let besides = parts.map(|parts| parts.names(&destination, &target, &answers, &division)).unwrap_or_default();
    let plan = BackupPlan { besides, ..plan::plan_backup(&terms, &destination, &target, &answers, division)? };
    if args.dry_run {
        let mut findings = plan.headroom_findings();
        let verdict = if findings.is_empty() || args.force { Verdict::Ok } else { Verdict::Refused };
        findings.extend(plan.division.left_out(&target).map(|(_, finding)| finding));
        let kept = Kept::default();
        let (via, second_tries) = (Vec::new(), Vec::new());
        let report = BackupReport { plan, done: false, via, second_tries, kept, manifest: None, seconds: None };
        return Ok(Outcome::with_findings(verdict, findings, Some(target.reference()), &report));
    }
    let consent = consent(&plan, args.force)?;
    let lock = Lock::take_for(context, &target, command, destination.buckets()).await?;
    let mut extra = match parts {
        Some(parts) => parts.gather(context, &target, &answers, &plan.division).await,
        None => Extra::default(),
    };
    // What is found in configuration and objects is worth knowing; whether the backup is whole is told by what it lacks.
    let more = std::mem::take(&mut extra.findings);
    let work = Work { context, terms: &terms, destination: &destination, target: &target, answers: &answers, parts };
    let (mut report, mut findings) = work.apply(plan, extra, &consent).await?;
    lock.release(context).await?;
    findings.extend(ending::remarks(&target, &answers, &report));
    findings.append(&mut report.kept.findings);
    let lacks_something = report.manifest.as_ref().is_none_or(|manifest| !manifest.besides.missing.is_empty());
    let is_partial = lacks_something || findings.iter().any(|finding| finding.severity > Severity::Warning);
    let verdict = if is_partial { Verdict::Partial } else { Verdict::of(&findings) };
    findings.extend(more);
    let figures = report.manifest.iter().map(metrics_file::figures).collect();
    let outcome = Outcome::with_findings(verdict, findings, Some(target.reference()), &report);
    Ok(outcome.with_figures(figures))
}

/// A backup that was taken for another command.
#[derive(Debug)]
#[allow(dead_code, reason = "for the commands that change data")]
pub(in crate::commands) struct Taken {
    /// Where it is: `kept.path` is the first place. Where other places failed, `kept.findings` says so.
    pub kept: Kept,
    /// What is in it.
    pub manifest: Manifest,
    /// What is to be said of it.
    pub findings: Vec<Finding>,
}

/// Takes a verified backup of an instance that is resolved already, such as the one before a restore. `what` says in
/// whose name, and for what. Replicas that are behind at all are not taken, since what is not in it may be lost for good.
/// The caller has the instance's lock; none is taken here. `--pod` and `--role` count as for backup-rdb: the answers of a
/// cluster's members have to be of all shards.
///
/// `force` is to take it even if memory is too short for the fork, or slots are on the move.
///
/// # Errors
/// As [`run`]; in each case nothing is left under a final name.
pub(in crate::commands) async fn take(
    context: &Context,
    target: &Target,
    destination: &Destination,
    what: &str,
    force: bool,
) -> Result<Taken> {
    let terms = Terms {
        what,
        max_lag_bytes: 0,
        max_silence: Duration::from_secs(60),
        max_wait: Duration::from_secs(30 * 60),
        via: ViaChoice::Auto,
        force,
    };
    let (target, answers) = by_url::ask(context, target, redis::cmd("INFO")).await?;
    let division = division::divide(context, &target, &answers, force)?;
    let plan = plan::plan_backup(&terms, destination, &target, &answers, division)?;
    let consent = consent(&plan, force)?;
    let work = Work { context, terms: &terms, destination, target: &target, answers: &answers, parts: None };
    let (report, mut findings) = work.apply(plan, Extra::default(), &consent).await?;
    findings.extend(ending::remarks(&target, &answers, &report));
    for finding in &report.kept.findings {
        context.console.warning(&format!("{}: {}", finding.subject, finding.message));
    }
    let none = || crate::error::Error::failed("the backup has no manifest");
    Ok(Taken { kept: report.kept, manifest: report.manifest.ok_or_else(none)?, findings })
}

fn consent(plan: &BackupPlan, force: bool) -> Result<Consent> {
    match plan.refusal() {
        None => Ok(Consent::not_needed()),
        Some(refusal) => Consent::by_force(force, refusal),
    }
}
