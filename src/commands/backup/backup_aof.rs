//! `backup-aof`: the files of a running server's AOF as one tar, whole and consistent.

mod copy;
mod hold;
mod place;
mod view;

use crate::commands::backup::backup_rdb;
use crate::commands::backup::destination::{Destination, DestinationArgs, Kept};
use crate::commands::backup::metrics_file::{self, MetricsArgs};
use crate::commands::backup::set;
use crate::context::Context;
use crate::domain::backup::aof_place::FileSettings;
use crate::domain::backup::besides::Besides;
use crate::domain::backup::manifest::{self, AofCopy, Artefact, Checksum, Manifest, ShardBackup, SourceIdentity};
use crate::domain::backup::naming;
use crate::domain::backup::rewrite_hold::{self, Rewrites, SETTING};
use crate::domain::backup::save::SaveFacts;
use crate::domain::backup::source::{self, Candidate, Source};
use crate::domain::plan::{Danger, Plan, Step};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::formats::info::Info;
use crate::k8s::exec::Place as Container;
use crate::k8s::pod_files::PodFiles;
use crate::lock::Lock;
use crate::report::{Finding, Outcome, Severity, Verdict, units};
use crate::store::stop::StopOnDrop;
use crate::target::discover::{self, Target};
use crate::target::survey::{self, Answer};
use crate::target::topology::Member;
use crate::values::{parse_duration, parse_size};
use crate::wire::line::Line;
use copy::{Copied, Copy};
use place::AofPlace;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

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
/// Exit status: 0 done and verified, 4 refused (the AOF is off), 5 failed and nothing kept, 6 in some of the places only,
/// or a setting could not be put back, 7 complete but damaged, 8 another run works on the instance.
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

/// What is known before anything is done.
#[derive(Debug, Serialize)]
struct AofFacts {
    source: Source,
    place: AofPlace,
    /// Bytes of the files just now; none while a rewrite ends.
    bytes: Option<u64>,
    files: Vec<String>,
    rewrites: Rewrites,
    /// The server's words, where it does not execute CONFIG.
    config_denied: Option<String>,
}

#[derive(Debug, Serialize)]
struct AofReport {
    facts: AofFacts,
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
/// Refused before anything is done; Failed when files cannot be read or written; Verification when they are damaged. In
/// each case nothing is left under a final name, and the setting is put back.
pub async fn run(context: &Context, args: &BackupAofArgs) -> Result<Outcome> {
    let destination = args.destination.check(args.compress.into(), context.now())?;
    let target = discover::resolve(context, Nature::Acting).await?;
    let Some(kubernetes) = target.dialer.kubernetes.clone() else {
        return Err(Error::refused(format!("{NAME} reads files in a pod, and there is none with --url"))
            .hint("redis-ops backup-rdb --url takes a snapshot over the network"));
    };
    let answers = survey::ask(context, &target, redis::cmd("INFO"), &[]).await?;
    let source = choose(&target, &answers, args.max_lag)?;
    let answer = &answers[source.index];
    let files =
        PodFiles::of(&kubernetes, Container::of(&answer.member)?, context.settings.node_timeout, args.max_silence);
    let mut line = Line::to(context, &target, &answer.member);
    let facts = fetch_facts(&mut line, &files, source).await?;
    let plan = plan_backup(args, &destination, &target, &answer.member, &facts);
    if args.dry_run {
        let report = AofReport { facts, plan, done: false, kept: Kept::default(), manifest: None, seconds: None };
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &report));
    }
    context.console.status(&format!("backup: from {}, {}", facts.source.member, facts.source.because));
    let lock = Lock::take_for(context, &target, NAME, destination.buckets()).await?;
    let work = Work { context, args, destination: &destination, target: &target, answer, files: &files };
    let (report, findings) = work.apply(facts, plan, line).await?;
    lock.release(context).await?;
    // What there is to find is a place without the backup, or a setting that was not put back.
    let verdict = if findings.is_empty() { Verdict::Ok } else { Verdict::Partial };
    let figures = report.manifest.iter().map(metrics_file::figures).collect();
    Ok(Outcome::with_findings(verdict, findings, Some(target.reference()), &report).with_figures(figures))
}

/// The member to copy from, among those that have an AOF.
fn choose(target: &Target, answers: &[Answer], max_lag: u64) -> Result<Source> {
    let name = target.instance.full_name();
    let flag = |answer: &Answer, field: &str| answer.info().and_then(|info| info.flag(field));
    if answers.iter().any(|answer| flag(answer, "cluster_enabled") == Some(true)) {
        return Err(Error::refused(format!("{name} is a Redis Cluster, and {NAME} takes one shard")));
    }
    let off: Vec<&str> = answers
        .iter()
        .filter(|answer| flag(answer, "aof_enabled") == Some(false))
        .map(|answer| answer.member.name.as_str())
        .collect();
    let silent = answers.iter().filter_map(|answer| answer.result.as_ref().err());
    if off.len() == answers.len() {
        return Err(Error::refused(format!("the AOF of {name} is off, so there is none to copy"))
            .cause(format!("appendonly is no on {}", off.join(", ")))
            .hint("redis-ops backup-rdb takes a snapshot, which needs no AOF"));
    }
    let with_aof: Vec<usize> =
        (0..answers.len()).filter(|index| !off.contains(&answers[*index].member.name.as_str())).collect();
    let candidates: Vec<Candidate<'_>> = with_aof
        .iter()
        .map(|index| Candidate { name: &answers[*index].member.name, info: answers[*index].info() })
        .collect();
    let mut source = source::choose(&candidates, max_lag).map_err(|reason| {
        let error = Error::target(format!("no member of {name} can give a copy of its AOF")).cause(reason);
        silent.fold(error, |error, silent| {
            silent.hints().iter().fold(error.cause(silent.chain()), |error, hint| error.hint(hint.clone()))
        })
    })?;
    source.index = with_aof[source.index];
    if !off.is_empty() {
        source.because = format!("{}; the AOF is off on {}", source.because, off.join(", "));
    }
    let info = answers[source.index].info();
    match info.and_then(|info| info.text("aof_last_write_status")) {
        None | Some("ok") => Ok(source),
        Some(status) => {
            Err(Error::refused(format!("{} cannot write its AOF, so a copy would lack writes", source.member))
                .cause(format!("aof_last_write_status is {status}"))
                .hint("redis-ops backup-rdb takes a snapshot of what is in memory"))
        }
    }
}

async fn fetch_facts(line: &mut Line, files: &PodFiles<'_>, source: Source) -> Result<AofFacts> {
    let names = ["dir", "appenddirname", "appendfilename", "auto-aof-rewrite-percentage", SETTING];
    let parameters = line.parameters(&names).await?;
    let settings = parameters.as_ref().ok().map(FileSettings::of);
    let number = |parameters: &BTreeMap<String, String>, name: &str| parameters.get(name)?.parse().ok();
    let rewrites = parameters.as_ref().map_or(Rewrites::Unknown, |all| {
        Rewrites::judge(number(all, "auto-aof-rewrite-percentage"), number(all, SETTING))
    });
    let place = place::find(files, line.member(), settings.as_ref()).await?;
    let listing = place::list(files, &place).await?;
    let named = |listing: &place::Listing| {
        listing.steps.iter().map(|step| String::from_utf8_lossy(&step.name).into_owned()).collect()
    };
    Ok(AofFacts {
        source,
        bytes: listing.as_ref().map(place::Listing::bytes),
        files: listing.as_ref().map(named).unwrap_or_default(),
        place,
        rewrites,
        config_denied: parameters.err(),
    })
}

fn plan_backup(
    args: &BackupAofArgs,
    destination: &Destination,
    target: &Target,
    member: &Member,
    facts: &AofFacts,
) -> Plan {
    let name = &member.name;
    let instance = &target.instance;
    let mut steps = Vec::new();
    let mut remarks = Vec::new();
    let put_back = match facts.rewrites {
        Rewrites::Automatic { min_size } => {
            let raised = facts.rewrites.raised().unwrap_or(min_size);
            let does = format!("raise {SETTING} of {name} from {min_size} to {raised}, so that no rewrite begins");
            steps.push(Step::new("hold-rewrite", does).undone_by(by_hand(member, min_size)));
            Some(min_size)
        }
        Rewrites::Raised { former } => {
            remarks.push(format!("{SETTING} of {name} is raised already, by a run that was killed; it was {former}"));
            Some(former)
        }
        Rewrites::Off => None,
        Rewrites::Unknown => {
            let why = facts.config_denied.as_deref().unwrap_or("CONFIG GET does not tell it");
            remarks.push(format!("rewrites cannot be held off ({why}): if one comes between, the copy is made again"));
            None
        }
    };
    let waited = units::duration(args.max_wait.as_secs_f64());
    steps.push(Step::new("wait", format!("wait until no rewrite runs on {name}, {waited} at most")));
    let size = facts.bytes.map_or("size not known yet".to_owned(), units::bytes);
    let artefact = destination.artefact(&naming::aof_artefact(0, instance.shards.len()));
    let places = destination.would_be(target, &artefact).join(", ");
    let keys = destination.packing.recipients.shown().len();
    let encrypted = if keys == 0 { String::new() } else { format!(", encrypted to {keys} age keys") };
    let does = format!("copy {} ({size}) to {places}{encrypted}", facts.place.folder);
    steps.push(Step::new("copy", does));
    if let Some(former) = put_back {
        steps.push(Step::new("release-rewrite", format!("put {SETTING} of {name} back to {former}")));
    }
    Plan {
        intent: format!("back up the AOF of {}", instance.full_name()),
        target: instance.full_name(),
        danger: Danger::Changes,
        steps,
        remarks,
    }
}

/// What puts the setting back by hand.
fn by_hand(member: &Member, former: u64) -> String {
    let set = format!("redis-cli CONFIG SET {SETTING} {former}");
    match Container::of(member) {
        Ok(Container { namespace, pod, container }) => {
            format!("kubectl exec -n {namespace} {pod} -c {container} -- {set}")
        }
        Err(_) => set,
    }
}

/// What the steps need.
struct Work<'a> {
    context: &'a Context,
    args: &'a BackupAofArgs,
    destination: &'a Destination,
    target: &'a Target,
    answer: &'a Answer,
    files: &'a PodFiles<'a>,
}

impl Work<'_> {
    async fn apply(&self, facts: AofFacts, plan: Plan, mut line: Line) -> Result<(AofReport, Vec<Finding>)> {
        let Self { context, destination, target, answer, files, .. } = self;
        let member = &answer.member;
        let started_at = context.now();
        let clock = Instant::now();
        let former = match facts.rewrites {
            Rewrites::Automatic { min_size } => Some(min_size),
            Rewrites::Raised { former } => Some(former),
            Rewrites::Off | Rewrites::Unknown => None,
        };
        let by_hand = former.map(|former| by_hand(member, former)).unwrap_or_default();
        let hold = hold::take(context, || Line::to(context, target, member), facts.rewrites, &by_hand).await?;
        self.wait_until_idle(&mut line).await?;
        let instance = &target.instance;
        let artefact = destination.artefact(&naming::aof_artefact(0, instance.shards.len()));
        let waiting = StopOnDrop::default();
        let open = || destination.open_set(context, target, started_at, waiting.stop());
        let copy = Copy {
            files,
            place: &facts.place,
            artefact: &artefact,
            packing: &destination.packing,
            console: &context.console,
            now_ms: u64::try_from(started_at.timestamp_millis()).unwrap_or(0),
        };
        let copied = copy.run(open).await?;
        let mut findings = Vec::new();
        if let Some(hold) = hold
            && let Err(error) = hold.release().await
        {
            let message = format!("{SETTING} could not be put back: {}", error.chain());
            let hint = format!("{by_hand}; or run this again, which puts it back, as a restart of the server does");
            findings.push(Finding::new("aof-rewrite-held", Severity::Critical, member.subject(), message).hint(hint));
        }
        let manifest = self.manifest(&facts, &artefact, &copied, started_at);
        let mut kept = destination.keep(copied.stored.sink, &manifest).await?;
        findings.append(&mut kept.failed);
        let seconds = Some(clock.elapsed().as_secs_f64());
        Ok((AofReport { facts, plan, done: true, kept, manifest: Some(manifest), seconds }, findings))
    }

    async fn wait_until_idle(&self, line: &mut Line) -> Result<()> {
        let started = Instant::now();
        while SaveFacts::of(&line.persistence().await?).rewriting {
            let name = &self.answer.member.name;
            if started.elapsed() > self.args.max_wait {
                let waited = units::duration(self.args.max_wait.as_secs_f64());
                return Err(Error::failed(format!("{name} has been rewriting its AOF for {waited}"))
                    .hint("--max-wait DURATION waits longer"));
            }
            self.context.console.status_once(&format!("{name} is rewriting its AOF: waiting for its end"));
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        Ok(())
    }

    fn manifest(
        &self,
        facts: &AofFacts,
        name: &str,
        copied: &Copied,
        started_at: chrono::DateTime<chrono::Utc>,
    ) -> Manifest {
        let stored = &copied.stored;
        let info = self.answer.info();
        let artefact = Artefact {
            name: name.to_owned(),
            kind: manifest::AOF.to_owned(),
            compression: self.destination.packing.compression,
            encryption: self.destination.packing.recipients.shown(),
            plain_bytes: stored.plain_bytes,
            plain_sha256: stored.plain_sha256.clone(),
            stored_bytes: stored.stored_bytes,
            stored_sha256: stored.stored_sha256.clone(),
            checksum: Checksum::Absent,
            census: copied.census.clone().unwrap_or_default(),
            aof: Some(AofCopy {
                manifest: facts.place.has_manifest().then(|| facts.place.file.clone()),
                files: copied.files.clone(),
            }),
            transfer_seconds: copied.seconds,
        };
        let shard = ShardBackup {
            slots: None,
            source: SourceIdentity {
                member: facts.source.member.clone(),
                role: facts.source.role,
                lag_bytes: facts.source.lag_bytes,
                server_version: info.and_then(Info::version),
                replication_id: info.and_then(|info| info.text("master_replid")).map(str::to_owned),
                replication_offset: info.and_then(|info| info.number("master_repl_offset")),
            },
            artefacts: vec![artefact],
        };
        set::manifest(self.context, self.target, started_at, vec![shard], Besides::default())
    }
}

/// The setting as a size for people.
fn setting_in_words(rewrites: Rewrites) -> String {
    match rewrites {
        Rewrites::Automatic { min_size } => {
            format!("held off meanwhile; {SETTING} is {} again", units::bytes(min_size))
        }
        Rewrites::Raised { former } => {
            debug_assert!(former < rewrite_hold::RAISED_BY);
            format!("{SETTING} was left raised by a run that was killed; it is {} again", units::bytes(former))
        }
        Rewrites::Off => "off by the server's own configuration".to_owned(),
        Rewrites::Unknown => "none came between".to_owned(),
    }
}
