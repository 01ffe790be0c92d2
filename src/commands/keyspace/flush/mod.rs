//! `flushdb` and `flushall`: away with the keys of a database, or with all of them.

mod apply;
mod facts;
mod view;

use crate::commands::backup::backup_rdb;
use crate::commands::backup::destination::DestinationArgs;
use crate::consent::{Consent, DestroyArgs};
use crate::context::Context;
use crate::domain::backup::manifest::Compression;
use crate::domain::plan::{Danger, Plan, Step};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::lock::Lock;
use crate::report::{Finding, Outcome, Severity, Verdict, units};
use crate::target::by_url;
use crate::target::discover::{self, Target};
use facts::{Primary, words_of_counts};
use serde::Serialize;
use std::time::Instant;

/// The names of the commands.
pub const FLUSHDB: &str = "flushdb";
/// As [`FLUSHDB`].
pub const FLUSHALL: &str = "flushall";

/// Remove all keys of one database
///
/// The plan says how many keys will be lost, and their memory. A verified backup of the whole instance is taken first
/// (backup-rdb, to --to), unless --no-backup is given; what is written between it and the end is not in it. Then FLUSHDB
/// ASYNC on the primary, of a Redis Cluster on every primary; replicas follow. Afterwards the databases are looked at
/// again: keys that are there then were written since.
///
/// It destroys data: it has to be agreed to by the name of the target. Where FLUSHDB is disabled or forbidden, --scan
/// removes key by key (SCAN and UNLINK).
///
/// Exit status: 0 done, and seen to be empty or filled anew, 4 refused, 5 failed and nothing removed, 6 some was removed
/// and some was not, 130 or 143 after a signal, with what was removed until then.
///
/// Examples:
///   redis-ops flushdb -n apps -r cache --db 3 --dry-run
///   redis-ops flushdb -n apps -r cache --db 3 --to /backups --confirm apps/cache
///   redis-ops flushdb -n apps -r cache --scan --no-backup --confirm apps/cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct FlushdbArgs {
    /// The database
    #[arg(long, value_name = "NUMBER", default_value = "0")]
    db: u64,
    #[command(flatten)]
    flush: FlushArgs,
}

/// Remove all keys of all databases
///
/// The plan says how many keys of which database will be lost, and their memory. A verified backup is taken first
/// (backup-rdb, to --to), unless --no-backup is given; what is written between it and the end is not in it. Then FLUSHALL
/// ASYNC on the primary, of a Redis Cluster on every primary; replicas follow. Afterwards the databases are looked at
/// again: keys that are there then were written since.
///
/// A server with save points writes its dump.rdb anew at once, without a key; an AOF keeps the commands from before until
/// it is rewritten. Functions stay.
///
/// It destroys data: it has to be agreed to by the name of the target. Where FLUSHALL is disabled or forbidden, --scan
/// removes key by key (SCAN and UNLINK).
///
/// Exit status: 0 done, and seen to be empty or filled anew, 4 refused, 5 failed and nothing removed, 6 some was removed
/// and some was not, 130 or 143 after a signal, with what was removed until then.
///
/// Examples:
///   redis-ops flushall -n apps -r cache --dry-run
///   redis-ops flushall -n apps -r cache --to /backups --confirm apps/cache
///   redis-ops flushall -n apps -r cache --scan --no-backup --confirm apps/cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct FlushallArgs {
    #[command(flatten)]
    flush: FlushArgs,
}

/// What both take.
#[derive(Debug, clap::Args)]
struct FlushArgs {
    /// Take no backup before
    #[arg(long)]
    no_backup: bool,
    /// Take the backup even if memory is too short for the fork
    #[arg(long, conflicts_with = "no_backup")]
    force: bool,
    /// Remove key by key, where FLUSHDB and FLUSHALL are disabled or forbidden
    #[arg(long)]
    scan: bool,
    #[command(flatten)]
    destination: DestinationArgs,
    #[command(flatten)]
    consent: DestroyArgs,
}

/// What is to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Database(u64),
    All,
}

impl Scope {
    fn name(self) -> &'static str {
        match self {
            Scope::Database(_) => FLUSHDB,
            Scope::All => FLUSHALL,
        }
    }

    fn wants(self, db: u64) -> bool {
        match self {
            Scope::Database(wanted) => wanted == db,
            Scope::All => true,
        }
    }
}

#[derive(Debug, Serialize)]
struct FlushReport {
    plan: Plan,
    done: bool,
    /// The backup that was taken before.
    backup: Option<String>,
    members: Vec<Flushed>,
    seconds: Option<f64>,
}

/// A primary, before and after.
#[derive(Debug, Clone, Serialize)]
struct Flushed {
    member: String,
    keys_before: u64,
    /// What it has afterwards: written since. None where it was not flushed.
    keys_after: Option<u64>,
    memory_before_bytes: Option<u64>,
    memory_after_bytes: Option<u64>,
}

/// Runs `flushdb`.
///
/// # Errors
/// As the page of the command says.
pub async fn flushdb(context: &Context, args: &FlushdbArgs) -> Result<Outcome> {
    run(context, Scope::Database(args.db), &args.flush).await
}

/// Runs `flushall`.
///
/// # Errors
/// As the page of the command says.
pub async fn flushall(context: &Context, args: &FlushallArgs) -> Result<Outcome> {
    run(context, Scope::All, &args.flush).await
}

async fn run(context: &Context, scope: Scope, args: &FlushArgs) -> Result<Outcome> {
    let destination = args.destination.check(Compression::Gzip, context.now())?;
    let named = discover::resolve(context, Nature::Acting).await?;
    let (target, answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
    let target: &Target = &target;
    let primaries = facts::primaries(context, target, &answers, scope).await?;
    let keys: u64 = primaries.iter().map(|primary| primary.keys(scope)).sum();
    let backup = !args.no_backup && keys > 0;
    let places: Vec<String> = destination.places.iter().map(ToString::to_string).collect();
    let plan = plan(target, scope, &primaries, args.scan, backup.then(|| places.join(", ")));
    let mut report = FlushReport { plan, done: false, backup: None, members: before(&primaries, scope), seconds: None };
    if keys == 0 {
        // Nothing is there, so nothing is done, and nobody has to agree.
        report.done = true;
        report.members.iter_mut().for_each(|member| member.keys_after = Some(0));
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &report));
    }
    if !args.scan {
        facts::refuse_disabled(&primaries, scope)?;
    }
    if args.consent.dry_run {
        return Ok(Outcome::new(Verdict::Ok, Some(target.reference()), &report));
    }
    let consent = Consent::to(&report.plan, args.consent.answer(), &context.console).await?;
    let started = Instant::now();
    let lock = Lock::take(context, target, scope.name()).await?;
    let mut findings = Vec::new();
    if backup {
        context.console.status("a backup first");
        let what = format!("{} of {}", scope.name(), target.instance.full_name());
        let taken = backup_rdb::take(context, target, &destination, &what, args.force).await?;
        report.backup.clone_from(&taken.kept.path);
        findings.extend(taken.findings);
        findings.extend(taken.kept.findings);
    }
    let work = apply::Work { context, target, scope, scan: args.scan, backup: report.backup.as_deref() };
    apply_until_told(&work, &primaries, &mut report.members, &consent).await?;
    lock.release(context).await?;
    report.done = true;
    report.seconds = Some(started.elapsed().as_secs_f64());
    for member in report.members.iter().filter(|member| member.keys_after.is_some_and(|keys| keys > 0)) {
        let message =
            format!("has {} keys again: they were written since", units::count(member.keys_after.unwrap_or(0)));
        findings.push(Finding::new("flush-refilled", Severity::Info, &member.member, message));
    }
    let outcome = Outcome::with_findings(Verdict::Ok, findings, Some(target.reference()), &report);
    Ok(outcome)
}

/// Follows the plan. Who ends the run before its end is told what is gone and what is not.
async fn apply_until_told(
    work: &apply::Work<'_>,
    primaries: &[Primary],
    members: &mut [Flushed],
    consent: &Consent,
) -> Result<()> {
    let progress = apply::Progress::default();
    let overdue = async {
        match work.context.deadline {
            Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
            None => std::future::pending().await,
        }
    };
    let early = tokio::select! {
        done = work.apply(primaries, members, &progress, consent) => return done,
        () = work.context.ending.asked() => Error::failed("it was told to end"),
        () = overdue => Error::failed("the time of --timeout is over"),
    };
    Err(work.ended(primaries, &progress, early))
}

fn before(primaries: &[Primary], scope: Scope) -> Vec<Flushed> {
    let of = |primary: &Primary| Flushed {
        member: primary.member.name.clone(),
        keys_before: primary.keys(scope),
        keys_after: None,
        memory_before_bytes: primary.memory_bytes,
        memory_after_bytes: None,
    };
    primaries.iter().map(of).collect()
}

fn plan(target: &Target, scope: Scope, primaries: &[Primary], scan: bool, backup: Option<String>) -> Plan {
    let name = target.instance.full_name();
    let what = match scope {
        Scope::Database(db) => format!("database {db} of {name}"),
        Scope::All => format!("all databases of {name}"),
    };
    let mut steps = Vec::new();
    if let Some(places) = &backup {
        steps.push(Step::new("backup", format!("take a verified backup of {name} to {places}")));
    }
    for primary in primaries {
        let member = primary.member.subject();
        let lost = words_of_counts(&primary.counts(scope));
        let how = match (scan, scope) {
            (true, _) => "SCAN and UNLINK".to_owned(),
            (false, Scope::All) => "FLUSHALL ASYNC".to_owned(),
            (false, Scope::Database(db)) => format!("FLUSHDB ASYNC of database {db}"),
        };
        let step = Step::new("flush", format!("{how} on {member}: {lost} are lost"));
        steps.push(match &backup {
            Some(_) => step.undone_by("redis-ops restore-rdb with the backup of step 1"),
            None => step,
        });
    }
    steps.push(Step::new("verify", "look whether they are empty"));
    let mut remarks = Vec::new();
    let memory: u64 = primaries.iter().filter_map(|primary| primary.memory_bytes).sum();
    remarks.push(format!("{} of memory are in use now, for everything", units::bytes(memory)));
    if backup.is_none() {
        remarks.push("no backup is taken: what is lost is lost for good".to_owned());
    }
    remarks.extend(consequences(scope, scan, primaries));
    Plan { intent: format!("empty {what}"), target: name, danger: Danger::Destroys, steps, remarks }
}

/// What follows for files and replicas: the same once for all primaries of which it is true.
fn consequences(scope: Scope, scan: bool, primaries: &[Primary]) -> Vec<String> {
    let of = |holds: &dyn Fn(&Primary) -> bool| {
        let names: Vec<&str> = primaries.iter().filter(|one| holds(one)).map(|one| one.member.name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let mut remarks = Vec::new();
    if let Some(names) = of(&|primary| primary.save.as_ref().is_some_and(|save| !save.is_empty())) {
        let follows = match (scope, scan) {
            (Scope::All, false) => "FLUSHALL writes dump.rdb anew at once, without a key",
            _ => "the next save writes dump.rdb without these keys",
        };
        remarks.push(format!("save points of {names}: {follows}"));
    }
    if let Some(names) = of(&|primary| primary.save.is_none()) {
        remarks.push(format!("save points of {names} cannot be read: where there are some, dump.rdb follows"));
    }
    if let Some(names) = of(&|primary| primary.aof) {
        remarks.push(format!("AOF of {names}: it keeps what was written before until it is rewritten"));
    }
    let count: usize = primaries.iter().map(|primary| primary.replicas).sum();
    if let Some(names) = of(&|primary| primary.replicas > 0) {
        let follow = if count == 1 { "replica follows" } else { "replicas follow" };
        remarks.push(format!("{count} {follow} {names}"));
    }
    remarks
}

/// An error that says what is gone and what is not.
fn partial(what: String, backup: Option<&str>, target: &Target, scope: Scope) -> Error {
    let error = Error::new(crate::error::Kind::Partial, what);
    let Some(set) = backup else { return error };
    let instance = &target.instance;
    let place = match &instance.namespace {
        Some(namespace) => format!("-n {namespace} -r {}", instance.name),
        None => {
            let scheme = if target.dialer.tls.is_some() { "rediss" } else { "redis" };
            format!("--url {scheme}://{}", instance.name)
        }
    };
    let part = match scope {
        Scope::Database(db) => format!(" --db {db}"),
        Scope::All => String::new(),
    };
    // what is there still, or again, stays
    error.hint(format!("to bring back what is gone: redis-ops restore-rdb {set} {place}{part} --skip-existing"))
}
