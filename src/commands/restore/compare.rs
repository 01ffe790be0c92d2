//! `compare`: whether two keyspaces are the same, key by key.

mod sides;
mod view;

pub(in crate::commands) use view::{differences, read_back_words};

use crate::commands::backup::s3_args::S3Args;
use crate::compare::{Full, Options, Quick, Side, compare_full, compare_quick};
use crate::context::Context;
use crate::domain::compare::{Aspect, Count, Difference, Rules, Tally};
use crate::error::Result;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::values::parse_duration;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "compare";
/// Between two lines that say how far it is.
const PACE: Duration = Duration::from_secs(10);

/// Compare two keyspaces, key by key
///
/// A and B are each a running instance, a backup set or an RDB file: "." is the instance that -n, -r, --pod or --url
/// name; NAMESPACE/INSTANCE another one of the same Kubernetes cluster; redis://HOST:PORT a server without Kubernetes;
/// a folder or s3:// address a backup set; a file an RDB, packed or not. Where NAMESPACE/INSTANCE is the name of a
/// folder too, ./NAMESPACE/INSTANCE is the folder and instance:NAMESPACE/INSTANCE the instance.
///
/// --full, the default, compares every key: whether it is there, its type, its value, when it expires, when fields of
/// hashes expire, and of streams the groups with their pending entries. Encodings, the order of sets and hashes, idle
/// times and access frequencies make no difference, nor do versions of servers and formats. --quick counts keys by
/// database and type, those with an expiry time, and function libraries. Of a Redis Cluster all shards are read, each
/// from its primary; --role replica reads a replica in sync. Keys that have expired are not missed.
///
/// Neither side is held in memory: a file is read as a stream, a server is asked in flights (TYPE, PEXPIRETIME, MEMORY
/// USAGE, DUMP), and values above 4 MiB in pages. What the server alone has is found by SCAN and 64-bit hashes of the
/// file's key names, 8 bytes each, 32 MiB of them at a time: a file of more than 4 million keys is read again for each
/// further 4 million. A side that takes writes meanwhile is said; --settle reads what differs once more at the end.
/// Comparing reads keys, and a server with an LRU or LFU policy counts that as use.
///
/// Exit status: 0 the same, 7 different, 3 a side could not be read to its end, or something could not be told.
///
/// Examples:
///   redis-ops compare -n apps -r cache . redis-backups/apps.cache/20261120T031502Z
///   redis-ops compare apps/cache apps/cache-new --settle
///   redis-ops compare --quick -n apps -r cache . s3://backups/redis/apps.cache/20261120T031502Z
///   redis-ops compare before.rdb after.rdb.gz --limit 100 -o json
///   redis-ops compare --url redis://127.0.0.1:6379 . redis://127.0.0.1:6380
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct CompareArgs {
    /// One side: . or NAMESPACE/INSTANCE, redis://HOST[:PORT], a set's folder or s3:// address, an RDB file
    #[arg(value_name = "A")]
    a: String,
    /// The other side
    #[arg(value_name = "B")]
    b: String,
    /// Compare counts alone: keys by database and type, keys that expire, functions
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// Compare every key (default)
    #[arg(long)]
    full: bool,
    /// Read the keys that differ once more at the end, and count those that are the same by then as settled
    #[arg(long, conflicts_with = "quick")]
    settle: bool,
    /// Differing keys to name
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    limit: usize,
    /// By how much expiry times of keys may differ
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = parse_duration)]
    expiry_tolerance: Duration,
    /// File that holds the password of B, where it is another than that of A
    #[arg(long, value_name = "FILE")]
    password_file_b: Option<PathBuf>,
    /// Secret key of age for a set or file that is encrypted (can be repeated)
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    #[command(flatten)]
    s3: S3Args,
}

/// What came of a comparison.
#[derive(Debug, Clone, Serialize)]
pub(in crate::commands) struct CompareReport {
    pub(in crate::commands) a: String,
    pub(in crate::commands) b: String,
    /// Whether everything is the same; not so either where something could not be told.
    pub(in crate::commands) same: bool,
    /// Whether something is known to differ.
    pub(in crate::commands) differs: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::commands) full: Option<FullReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::commands) quick: Option<QuickReport>,
    /// Libraries that differ; none where a side has no functions.
    pub(in crate::commands) functions: Option<BTreeMap<String, String>>,
    pub(in crate::commands) seconds: f64,
}

/// Of every key.
#[derive(Debug, Clone, Serialize)]
pub(in crate::commands) struct FullReport {
    pub(in crate::commands) keys_compared: u64,
    pub(in crate::commands) keys_differing: u64,
    pub(in crate::commands) keys_undecided: u64,
    /// Keys of one side that had expired, or were about to, and are gone on the other.
    pub(in crate::commands) keys_expired: u64,
    /// Keys that differed at first, and were the same when they were read again.
    pub(in crate::commands) keys_settled: u64,
    /// Differing keys by what differs.
    pub(in crate::commands) aspects: BTreeMap<Aspect, u64>,
    /// The first of them.
    pub(in crate::commands) differences: Vec<Difference>,
}

/// Of counts.
#[derive(Debug, Clone, Serialize)]
pub(in crate::commands) struct QuickReport {
    pub(in crate::commands) keys_a: u64,
    pub(in crate::commands) keys_b: u64,
    /// Keys that expire soon, and are counted on neither side.
    pub(in crate::commands) expiring_a: u64,
    pub(in crate::commands) expiring_b: u64,
    pub(in crate::commands) differences: Vec<CountDifference>,
}

#[derive(Debug, Clone, Serialize)]
pub(in crate::commands) struct CountDifference {
    pub(in crate::commands) db: u64,
    pub(in crate::commands) kind: String,
    pub(in crate::commands) a: Count,
    pub(in crate::commands) b: Count,
}

/// Runs the command.
///
/// # Errors
/// Of kind Target, when a side cannot be reached, or not be read to its end: then nothing is said of the other. Usage,
/// when a side is nothing that can be compared.
pub async fn run(context: &Context, args: &CompareArgs) -> Result<Outcome> {
    let (mut a, reference) = sides::open(context, args, &args.a, None).await?;
    let (mut b, other) = sides::open(context, args, &args.b, args.password_file_b.as_deref()).await?;
    let reference = reference.or(other);
    if let Some(reference) = &reference {
        context.note_target(reference.clone());
    }
    let (report, findings) = if args.quick {
        quick(&mut a, &mut b).await?
    } else {
        let rules = Rules { expiry_tolerance_ms: u64::try_from(args.expiry_tolerance.as_millis()).unwrap_or(u64::MAX) };
        full(context, &mut a, &mut b, Options { settle: args.settle, ..Options::whole(rules, args.limit) }).await?
    };
    let verdict = verdict(&report, &findings);
    Ok(Outcome::with_findings(verdict, findings, reference, &report))
}

/// Different is 7, whatever else was found.
pub(in crate::commands) fn verdict(report: &CompareReport, findings: &[Finding]) -> Verdict {
    match Verdict::of(findings) {
        _ if report.differs => Verdict::VerificationFailed,
        Verdict::Ok if !report.same => Verdict::Unknown,
        verdict => verdict,
    }
}

pub(in crate::commands) const DIFFERS: &str = "compare-differs";

/// Compares every key.
///
/// # Errors
/// Of kind Target, when a side cannot be read to its end.
pub(in crate::commands) async fn full(
    context: &Context,
    a: &mut Side,
    b: &mut Side,
    options: Options,
) -> Result<(CompareReport, Vec<Finding>)> {
    let started = Instant::now();
    let mut said = Instant::now();
    let console = &context.console;
    let found = compare_full(a, b, options, &mut |keys| {
        if said.elapsed() >= PACE {
            said = Instant::now();
            console.status(&format!("{} keys compared", crate::report::units::count(keys)));
        }
    })
    .await?;
    let Full { tally, functions, moving, commands, read_again, not_read_again } = found;
    let mut findings: Vec<Finding> = differing_functions(b, &functions).into_iter().collect();
    findings.extend(remarks(b, &moving, commands, tally.differing > 0 && !options.settle));
    findings.extend(judge(a, b, &tally, (read_again, not_read_again)));
    let Tally { compared, differing, undecided, expired, settled, aspects, first, .. } = tally;
    let full = FullReport {
        keys_compared: compared,
        keys_differing: differing,
        keys_undecided: undecided,
        keys_expired: expired,
        keys_settled: settled,
        aspects,
        differences: first,
    };
    let report = report(a, b, (Some(full), None), functions, &findings, started);
    Ok((report, findings))
}

async fn quick(a: &mut Side, b: &mut Side) -> Result<(CompareReport, Vec<Finding>)> {
    let started = Instant::now();
    let Quick { a: of_a, b: of_b, functions, moving, commands, late } = compare_quick(a, b).await?;
    let differences: Vec<CountDifference> =
        of_a.differences(&of_b).into_iter().map(|(db, kind, a, b)| CountDifference { db, kind, a, b }).collect();
    let mut findings: Vec<Finding> = differing_functions(b, &functions).into_iter().collect();
    findings.extend(remarks(b, &moving, commands, false));
    if !differences.is_empty() {
        let counts = differences.len();
        let message = format!("{counts} counts of keys are not those of {}", a.name());
        let finding = Finding::new("compare-differs", Severity::Critical, b.name(), message);
        findings.push(if late {
            finding.hint("it took so long that keys may have expired meanwhile: leave --quick away to tell")
        } else {
            finding.hint("leave --quick away to see which keys they are")
        });
    }
    let quick = QuickReport {
        keys_a: of_a.keys(),
        keys_b: of_b.keys(),
        expiring_a: of_a.expiring,
        expiring_b: of_b.expiring,
        differences,
    };
    let report = report(a, b, (None, Some(quick)), functions, &findings, started);
    Ok((report, findings))
}

fn report(
    a: &Side,
    b: &Side,
    (full, quick): (Option<FullReport>, Option<QuickReport>),
    functions: Option<Vec<(String, &'static str)>>,
    findings: &[Finding],
    started: Instant,
) -> CompareReport {
    let named = |(name, what): (String, &'static str)| (name, what.to_owned());
    CompareReport {
        a: a.name().to_owned(),
        b: b.name().to_owned(),
        differs: findings.iter().any(|finding| finding.id == DIFFERS),
        same: findings.iter().all(|finding| finding.severity == Severity::Info),
        full,
        quick,
        functions: functions.map(|functions| functions.into_iter().map(named).collect()),
        seconds: started.elapsed().as_secs_f64(),
    }
}

fn judge(a: &Side, b: &Side, tally: &Tally, (read_again, not_read_again): (u64, u64)) -> Vec<Finding> {
    let mut findings = Vec::new();
    if tally.differing > 0 {
        let aspects: Vec<String> = Aspect::ALL
            .iter()
            .filter_map(|aspect| Some(format!("{} {}", tally.aspects.get(aspect)?, aspect.words())))
            .collect();
        let again =
            if not_read_again > 0 { format!("; {not_read_again} of them were not read again") } else { String::new() };
        let message = format!(
            "{} of {} keys are not those of {} ({}){again}",
            tally.differing,
            tally.compared,
            a.name(),
            aspects.join(", ")
        );
        findings.push(Finding::new("compare-differs", Severity::Critical, b.name(), message));
    }
    if tally.undecided > 0 {
        let message = format!("of {} keys it could not be told whether they are the same", tally.undecided);
        findings.push(Finding::new("compare-undecided", Severity::Unknown, b.name(), message));
    }
    if tally.settled > 0 {
        let message = format!("{} of {read_again} keys that differed were the same when read again", tally.settled);
        findings.push(Finding::new("compare-settled", Severity::Info, b.name(), message));
    }
    findings
}

fn differing_functions(b: &Side, functions: &Option<Vec<(String, &'static str)>>) -> Option<Finding> {
    let differing = functions.as_ref().filter(|functions| !functions.is_empty())?;
    let named: Vec<String> = differing.iter().map(|(name, what)| format!("{name} ({what})")).collect();
    let message = format!("function libraries differ: {}", named.join(", "));
    Some(Finding::new("compare-differs", Severity::Critical, b.name(), message))
}

/// What else is to be known of the result.
fn remarks(b: &Side, moving: &[String], commands: u64, may_settle: bool) -> Vec<Finding> {
    let moved = |subject: &String| {
        let message = "took writes while it was read: each key is as it was at its own moment";
        let finding = Finding::new("compare-moving", Severity::Info, subject, message);
        if may_settle { finding.hint("--settle reads what differs once more at the end") } else { finding }
    };
    let mut findings: Vec<Finding> = moving.iter().map(moved).collect();
    if commands > 0 {
        let message = format!(
            "the file holds {commands} commands that a server applies while it loads it: \
             their effect on its keys was not compared"
        );
        findings.push(Finding::new("compare-undecided", Severity::Unknown, b.name(), message));
    }
    findings
}
