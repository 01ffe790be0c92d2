//! `backup-rdb`: a snapshot over the replication protocol, proven readable while it arrives.

use super::destination::{self, Destination, DestinationArgs, PlaceReport};
use crate::consent::Consent;
use crate::context::Context;
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
use crate::store::stop::{Stop, StopOnDrop};
use crate::store::tee::{Stored, Tee};
use crate::target::discover::{self, Target};
use crate::target::survey::{self, Answer};
use crate::values::{parse_duration, parse_size};
use crate::wire::sync::{self, Patience};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use std::time::{Duration, Instant};

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
/// A snapshot makes the server fork. If the container's memory limit leaves too little room for that, the command
/// refuses with the figures; --force overrides.
///
/// Exit status: 0 done and verified, 4 refused, 5 failed and nothing kept, 6 in some of the places only, 7 complete but
/// not a valid RDB.
///
/// Examples:
///   redis-ops backup-rdb -n apps -r cache
///   redis-ops backup-rdb -n apps -r cache --to /backups --compress none
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
    /// Take the backup even if memory is too short for the fork
    #[arg(long)]
    force: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
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
    places: Vec<String>,
    instance_folder: String,
    artefact: String,
    compression: Compression,
    recipients: Vec<String>,
}

#[derive(Debug, Serialize)]
struct BackupReport {
    plan: BackupPlan,
    done: bool,
    /// The first of the places.
    path: Option<String>,
    places: Vec<PlaceReport>,
    /// Requests that a store refused for the moment and took later.
    retries: u64,
    manifest: Option<Manifest>,
    seconds: Option<f64>,
}

/// Runs the command.
///
/// # Errors
/// Refused before anything is asked of the server; Failed when bytes stop early or cannot be written; Verification
/// when they are complete but wrong. In each case nothing is left under a final name.
pub async fn run(context: &Context, args: &BackupRdbArgs) -> Result<Outcome> {
    let destination = args.destination.check(args.compress.into(), context.now())?;
    let target = discover::resolve(context, Nature::Acting).await?;
    let answers = survey::ask(context, &target, redis::cmd("INFO"), &[]).await?;
    let plan = plan_backup(args, &destination, &target, &answers)?;
    if args.dry_run {
        let finding = too_little_memory(&plan);
        let verdict = if finding.is_some() && !args.force { Verdict::Refused } else { Verdict::Ok };
        let report = BackupReport {
            plan,
            done: false,
            path: None,
            places: Vec::new(),
            retries: 0,
            manifest: None,
            seconds: None,
        };
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
    let lock = Lock::take(context, &target, NAME).await?;
    let (report, failed) = apply(context, args, &destination, &target, &answers, plan, &consent).await?;
    lock.release(context).await?;
    let mut findings = remarks(&target, &report);
    let verdict = if failed.is_empty() { Verdict::of(&findings) } else { Verdict::Partial };
    findings.extend(failed);
    Ok(Outcome::with_findings(verdict, findings, Some(target.reference()), &report))
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
        instance_folder: naming::instance_folder(instance.namespace.as_deref(), &instance.name),
        artefact: destination.artefact(&naming::rdb_artefact(0, instance.shards.len())),
        compression: destination.packing.compression,
        recipients: destination.packing.recipients.shown(),
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
    plan: BackupPlan,
    _consent: &Consent,
) -> Result<(BackupReport, Vec<Finding>)> {
    let started_at = context.now();
    let clock = Instant::now();
    let waiting = StopOnDrop::default();
    let sink = open_sink(context, destination, &plan, started_at, waiting.stop()).await?;
    let answer = &answers[plan.source.index];
    let patience = Patience { reply: context.settings.node_timeout, silence: args.max_silence };
    let login = target.login(&answer.member);
    let mut snapshot = sync::open(&target.dialer, &answer.member, &login, patience, &context.console).await?;
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
    let checksum = judge_end(&stored, &plan.source.member)?;
    let mut sink = stored.sink;
    let artefact = Artefact {
        name: plan.artefact.clone(),
        kind: "rdb".to_owned(),
        compression: plan.compression,
        encryption: plan.recipients.clone(),
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
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| Error::failed("cannot write the manifest").because(&error))?;
    bytes.push(b'\n');
    // Interrupted here, nobody takes the sink from the thread: it is dropped, and the set with it.
    let committed = tokio::task::spawn_blocking(move || sink.commit(&bytes).map(|paths| (paths, sink))).await;
    let (paths, mut sink) = committed.map_err(|error| Error::failed("a worker thread ended").because(&error))??;
    sink.keep();
    let failed = destination::failures(sink.failures());
    let report = BackupReport {
        plan,
        done: true,
        path: paths.first().cloned(),
        places: destination.account(&paths, sink.failures()),
        retries: sink.retries(),
        manifest: Some(manifest),
        seconds: Some(clock.elapsed().as_secs_f64()),
    };
    Ok((report, failed))
}

async fn open_sink(
    context: &Context,
    destination: &Destination,
    plan: &BackupPlan,
    time: DateTime<Utc>,
    stop: Stop,
) -> Result<Box<dyn Sink>> {
    let (destination, console) = (destination.clone(), Arc::clone(&context.console));
    let (instance, set) = (plan.instance_folder.clone(), naming::set_folder(time));
    let opened = tokio::task::spawn_blocking(move || destination.open(&console, &instance, &set, &stop)).await;
    opened.map_err(|error| Error::failed("a worker thread ended").because(&error))?
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
            if !artefact.encryption.is_empty() {
                let keys = artefact.encryption.len();
                let words = format!("age, to {keys} public {}", if keys == 1 { "key" } else { "keys" });
                fields.push(("encrypted".to_owned(), words.into()));
            }
            fields.push(("sha256".to_owned(), artefact.stored_sha256.as_str().into()));
        }
        if let Some(seconds) = self.seconds {
            fields.push(("time".to_owned(), units::duration(seconds).into()));
        }
        if self.retries > 0 {
            let words = format!("{} requests were refused for the moment, and taken later", self.retries);
            fields.push(("s3".to_owned(), words.into()));
        }
        if !self.done {
            for place in &plan.places {
                let (place, instance) = (place.trim_end_matches('/'), &plan.instance_folder);
                let words = format!("{place}/{instance}/<time>/{} and {}", plan.artefact, naming::MANIFEST);
                fields.push(("would write".to_owned(), words.into()));
            }
        }
        // One of several is not the backup's only path, so each is named.
        for path in self.places.iter().filter(|_| self.places.len() > 1).filter_map(|place| place.path.as_deref()) {
            fields.push(("stored".to_owned(), path.into()));
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
