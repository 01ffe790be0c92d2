//! `restore-drill`: the newest backup, restored into a server that nobody uses, compared key by key, and timed.

mod view;

use crate::commands::backup::backup_verify::{LoadIn, LoadReport, Options, Proof, prove};
use crate::commands::backup::metrics_file::MetricsArgs;
use crate::commands::backup::sources::{self, Found, SourceArgs};
use crate::context::Context;
use crate::domain::backup::catalogue::SetEntry;
use crate::error::{Error, Result};
use crate::report::{Figures, Finding, Outcome, Severity, Verdict, units};
use crate::store::catalogue;
use crate::store::crypt::Identities;
use crate::store::place::Place;
use crate::store::source::Depth;
use crate::values::parse_duration;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The command's name.
pub const NAME: &str = "restore-drill";

/// Restore the newest backup for practice
///
/// Takes the newest verified set with data of the instance that -n and -r name, from the given places, reads it to its end
/// against its manifest, loads it into a server of this machine that is private and without a network, and compares every
/// key that the server holds then with the set: type, value, expiry, and the functions. Of a Redis Cluster each shard is
/// loaded and compared. Nothing of the instance itself is asked or touched.
///
/// With --load-in pod the server is a pod made for it in the instance's namespace, of its image, without its volumes, and
/// deleted however the drill ends.
///
/// What a restore would reach is reported: RTO is the time from the first byte read for the server until it had loaded
/// everything, RPO the age of the set. --max-rto and --max-rpo judge them, and --metrics-file tells them to monitoring. The server is the first redis-server or
/// valkey-server on the PATH that is new enough; it is gone with its files when the drill ends.
///
/// Exit status: 0 restored and the same, 2 a limit is exceeded or there is no verified set, 7 the set is damaged or what
/// was restored differs, 3 it could not be told.
///
/// Examples:
///   redis-ops restore-drill /backups -n apps -r cache
///   redis-ops restore-drill s3://backups/redis -n apps -r cache --max-rto 15m --max-rpo 26h
///   redis-ops restore-drill s3://backups/redis -n apps -r cache --load-in pod
///   redis-ops restore-drill /backups -n apps -r cache --server /opt/redis-8/bin/redis-server -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct RestoreDrillArgs {
    #[command(flatten)]
    sources: SourceArgs,
    /// A longer time to restore is CRITICAL
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    max_rto: Option<Duration>,
    /// An older set is CRITICAL
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    max_rpo: Option<Duration>,
    /// Server to load it into; given several, the first that is new enough (default: from the PATH)
    #[arg(long, value_name = "PATH")]
    server: Vec<PathBuf>,
    /// Where the server is: of this machine, or a pod of the image of the instance that -n and -r name
    #[arg(long, value_name = "WHERE", default_value = "local")]
    load_in: LoadIn,
    /// Module for that server to load (can be repeated)
    #[arg(long, value_name = "PATH")]
    module: Vec<PathBuf>,
    /// Folder for that server's files; holds the unpacked backup for a while
    #[arg(long, value_name = "DIR", env = "TMPDIR", hide_env_values = true, default_value = "/tmp")]
    scratch_dir: PathBuf,
    /// Secret key of age for a backup that is encrypted (can be repeated)
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    #[command(flatten)]
    metrics: MetricsArgs,
}

impl RestoreDrillArgs {
    /// `--metrics-file`.
    pub(super) fn metrics(&self) -> &MetricsArgs {
        &self.metrics
    }
}

#[derive(Debug, Serialize)]
struct DrillReport {
    instance: String,
    /// The set; none where there is no verified one.
    set: Option<String>,
    taken_at: Option<DateTime<Utc>>,
    /// Age of the set.
    rpo_seconds: Option<f64>,
    /// From the first byte read for the servers until they had loaded everything.
    rto_seconds: Option<f64>,
    max_rpo_seconds: Option<f64>,
    max_rto_seconds: Option<f64>,
    /// Keys the servers held.
    keys: Option<u64>,
    restored: bool,
    loads: Vec<LoadReport>,
    /// Of the whole drill.
    seconds: f64,
}

/// Runs the command.
///
/// # Errors
/// Of kind Target when no place can be listed; Usage when sets of several instances are there and none is named.
pub async fn run(context: &Context, args: &RestoreDrillArgs) -> Result<Outcome> {
    let started = Instant::now();
    let (found, mut findings) = sources::fetch(context, &args.sources).await?;
    let (instance, newest) = choose(context, found)?;
    let now = context.now();
    let seconds = |duration: Option<Duration>| duration.map(|duration| duration.as_secs_f64());
    let mut report = DrillReport {
        instance,
        set: None,
        taken_at: None,
        rpo_seconds: None,
        rto_seconds: None,
        max_rpo_seconds: seconds(args.max_rpo),
        max_rto_seconds: seconds(args.max_rto),
        keys: None,
        restored: false,
        loads: Vec::new(),
        seconds: 0.0,
    };
    if let Some((place, entry)) = newest {
        let path = catalogue::show(&place, &entry);
        context.console.status(&format!("drill: the newest verified set is {path}"));
        let proof = restore(context, args, &path).await?;
        report.set = Some(path);
        report.taken_at = Some(entry.time);
        report.rpo_seconds = Some((now - entry.time).num_milliseconds() as f64 / 1000.0);
        report.take(proof, &mut findings);
    } else {
        let message = "has no verified set with data: nothing could be restored";
        let finding = Finding::new("drill-no-set", Severity::Critical, &report.instance, message);
        findings.push(finding.hint("redis-ops backup-list shows what is there, and what is wrong with it"));
    }
    findings.extend(report.judge_limits());
    report.seconds = started.elapsed().as_secs_f64();
    let figures = vec![report.figures()];
    Ok(Outcome::with_findings(verdict(&report, &findings), findings, None, &report).with_figures(figures))
}

const DAMAGED: [&str; 4] = ["backup-damaged", "load-refused", "load-differs", "compare-differs"];

/// Data that is wrong is worse than a limit that is exceeded.
fn verdict(report: &DrillReport, findings: &[Finding]) -> Verdict {
    let is_wrong = |finding: &Finding| DAMAGED.contains(&finding.id.as_str()) && finding.severity == Severity::Critical;
    match Verdict::of(findings) {
        _ if findings.iter().any(is_wrong) => Verdict::VerificationFailed,
        Verdict::Ok | Verdict::Warning if !report.restored => Verdict::Unknown,
        verdict => verdict,
    }
}

/// The newest verified set of the one instance that is meant.
fn choose(context: &Context, found: Vec<Found>) -> Result<(String, Option<(Place, SetEntry)>)> {
    let mut instances: Vec<String> = Vec::new();
    let mut newest: Option<(Place, SetEntry)> = None;
    for Found { place, sets, .. } in found {
        for entry in sets.into_iter().filter(|set| sources::is_wanted(context, &set.instance)) {
            if !instances.contains(&entry.instance) {
                instances.push(entry.instance.clone());
            }
            let is_newer = newest.as_ref().is_none_or(|(_, other)| entry.time > other.time);
            if entry.has_good_data() && is_newer {
                newest = Some((place.clone(), entry));
            }
        }
    }
    match instances.as_slice() {
        [instance] => Ok((instance.clone(), newest)),
        [] => {
            let target = &context.settings.target;
            let name = target.release.as_deref().or(target.namespace.as_deref()).unwrap_or("any instance");
            Ok((name.to_owned(), None))
        }
        several => {
            Err(Error::usage(format!("there are backups of {} instances: {}", several.len(), several.join(", ")))
                .hint("-n NAMESPACE -r INSTANCE name the one to restore"))
        }
    }
}

async fn restore(context: &Context, args: &RestoreDrillArgs, path: &str) -> Result<Proof> {
    let identities = Identities::load(&args.identity)?;
    let options = Options {
        servers: &args.server,
        modules: &args.module,
        scratch_dir: &args.scratch_dir,
        identities: &identities,
        place: args.load_in,
        every_key: true,
    };
    let place = Place::parse(path).map_err(Error::usage)?;
    prove(context, &place, args.sources.access(), Depth::Load, &options).await
}

impl DrillReport {
    /// For monitoring. A set's folder begins with the namespace, unless it was made of a server by its address.
    fn figures(&self) -> Figures {
        let parts = self.instance.split_once('.');
        let parts = parts.filter(|(namespace, _)| !namespace.bytes().all(|byte| byte.is_ascii_digit()));
        let (namespace, instance) = parts.unwrap_or(("", &self.instance));
        Figures {
            namespace: namespace.to_owned(),
            instance: instance.to_owned(),
            keys: self.keys,
            rto_seconds: self.rto_seconds,
            rpo_seconds: self.rpo_seconds,
            ..Figures::default()
        }
    }

    fn take(&mut self, proof: Proof, findings: &mut Vec<Finding>) {
        let Proof { findings: found, loads, .. } = proof;
        self.restored = !loads.is_empty() && loads.iter().all(|load| load.loaded);
        if self.restored {
            self.rto_seconds = Some(loads.iter().filter_map(|load| load.seconds).sum());
            self.keys = Some(loads.iter().filter_map(|load| load.keys).sum());
        }
        self.loads = loads;
        findings.extend(found);
    }

    fn judge_limits(&self) -> Vec<Finding> {
        let subject = self.set.as_deref().unwrap_or(&self.instance);
        let judge = |id, severity, what, reached: Option<f64>, limit: Option<f64>| {
            let (reached, limit) = (reached?, limit?);
            let (shown, bound) = (units::duration(reached), units::duration(limit));
            let message = format!("{what} is {shown}, and may be {bound}");
            (reached > limit).then(|| Finding::new(id, severity, subject, message))
        };
        let rto =
            judge("drill-rto", Severity::Critical, "the time to restore it", self.rto_seconds, self.max_rto_seconds);
        let rpo = judge("drill-rpo", Severity::Critical, "its age", self.rpo_seconds, self.max_rpo_seconds);
        rto.into_iter().chain(rpo).collect()
    }
}
