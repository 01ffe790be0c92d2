//! `backup-config`: what every member runs with, and the ConfigMaps it was started from.

mod effective;
mod facts;
mod view;

pub(in crate::commands) use facts::{fetch_named, is_server_configuration};

use super::destination::Kept;
use super::metrics_file::{self, MetricsArgs};
use super::set::{self, SetArgs};
use crate::context::Context;
use crate::domain::backup::besides::{Besides, CONFIG_FILE};
use crate::domain::backup::manifest::Manifest;
use crate::domain::config::Parameters;
use crate::domain::drift::{Between, Drift};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::store::set::SmallFile;
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// The command's name.
pub const NAME: &str = "backup-config";
/// Version of the file's shape.
const SCHEMA: &str = "redis-ops-config/v1";

/// Keep the configuration of an instance
///
/// Of every member: the parameters it runs with (CONFIG GET), its ACL rules, the configuration file it was started with
/// (config_file of INFO), and the ConfigMaps of its pod; and in what these three differ. Values are the server's own, to
/// the byte. Secrets are left out: passwords, hashes of ACL users, new names of commands, wherever they stand. Written
/// as config.json into a set of its own with a manifest; the last line on stdout is that folder. --to and --encrypt-to
/// are those of backup-rdb.
///
/// The file is read in the pod, through exec. Where that is denied, or the file is not there, it is said, and the rest
/// is kept. Files that it includes are not read.
///
/// Exit status: 0 done, 4 refused, 5 nothing kept, 6 kept, with something missing that is named.
///
/// Examples:
///   redis-ops backup-config -n apps -r cache
///   redis-ops backup-config -n apps -r cache --to /backups -o json
///   redis-ops backup-config -n apps -r cache --to s3://backups/redis
///   redis-ops backup-config -n apps -r cache --dry-run
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BackupConfigArgs {
    #[command(flatten)]
    pub(super) set: SetArgs,
    /// Show what would be kept, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// What is kept: config.json.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Configuration {
    schema: &'static str,
    taken_at: DateTime<Utc>,
    members: BTreeMap<String, MemberConfig>,
    config_maps: BTreeMap<String, KeptConfigMap>,
    /// What belongs here and could not be read.
    missing: Vec<String>,
}

/// What one member runs with.
#[derive(Debug, Clone, Serialize)]
struct MemberConfig {
    role: Option<Role>,
    version: Option<String>,
    /// `config` for CONFIG GET, `info` where only INFO could be asked.
    source: Source,
    /// As the server spells them, secrets aside.
    parameters: Parameters,
    /// ACL LIST, passwords and hashes aside; none where the server has no ACLs or does not tell them.
    acl: Option<Vec<String>>,
    /// The file it was started with, by INFO.
    config_file: Option<String>,
    /// What is in that file.
    file: Option<KeptFile>,
    /// ConfigMaps that its pod names.
    config_maps: Vec<String>,
    drift: Vec<FileDrift>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Source {
    Config,
    Info,
}

/// In what a member differs from a file of a ConfigMap.
#[derive(Debug, Clone, Serialize)]
struct FileDrift {
    config_map: String,
    key: String,
    #[serde(flatten)]
    drift: Drift,
}

/// The file a member was started with, as it lies in its pod.
#[derive(Debug, Clone, Serialize)]
struct KeptFile {
    path: String,
    /// Secrets aside; none where it could not be read.
    text: Option<String>,
    /// Whether any was left out.
    redacted: bool,
    /// Why it could not be read.
    unread: Option<String>,
    /// In what the member differs from it.
    drift: Vec<Drift>,
    /// In what it differs from the files of ConfigMaps.
    beside_config_maps: Vec<MapDrift>,
}

/// In what the file of a member differs from one of a ConfigMap.
#[derive(Debug, Clone, Serialize)]
struct MapDrift {
    map: String,
    key: String,
    #[serde(flatten)]
    between: Between,
}

#[derive(Debug, Clone, Serialize)]
struct KeptConfigMap {
    /// Key → text, secrets aside.
    data: BTreeMap<String, String>,
    /// Keys whose secrets were left out.
    redacted: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ConfigReport {
    #[serde(flatten)]
    configuration: Configuration,
    done: bool,
    #[serde(flatten)]
    kept: Kept,
    manifest: Option<Manifest>,
    #[serde(skip)]
    would_write: Vec<String>,
}

impl BackupConfigArgs {
    /// `--metrics-file`, unless nothing is done.
    pub(super) fn metrics(&self) -> Option<&MetricsArgs> {
        (!self.dry_run).then_some(&self.set.metrics)
    }
}

/// Runs the command.
///
/// # Errors
/// Target when no member tells its configuration; Failed when the set cannot be written. Then nothing is kept.
pub async fn run(context: &Context, args: &BackupConfigArgs) -> Result<Outcome> {
    let started_at = context.now();
    let destination = args.set.check(started_at)?;
    let target = discover::resolve(context, Nature::Acting).await?;
    let (configuration, mut findings) = fetch(context, &target).await?;
    let missing = configuration.missing.clone();
    let is_complete = missing.is_empty();
    let would_write = destination.would_be(&target, &destination.artefact(CONFIG_FILE));
    let kept = Kept::default();
    let mut report = ConfigReport { configuration, done: false, kept, manifest: None, would_write };
    if !args.dry_run {
        let file = file(&report.configuration)?;
        let besides = Besides { missing, ..Besides::default() };
        let (manifest, kept) = set::write(context, &target, &destination, started_at, vec![file], besides).await?;
        report = ConfigReport { done: true, kept, manifest: Some(manifest), ..report };
    }
    let is_whole = is_complete && report.kept.is_everywhere();
    let verdict = if is_whole { Verdict::of(&report.kept.findings) } else { Verdict::Partial };
    findings.append(&mut report.kept.findings);
    let figures = report.manifest.iter().map(metrics_file::figures).collect();
    Ok(Outcome::with_findings(verdict, findings, Some(target.reference()), &report).with_figures(figures))
}

/// Gathers the configuration of a target.
///
/// # Errors
/// Of kind Target, when no member tells anything.
pub(super) async fn fetch(context: &Context, target: &Target) -> Result<(Configuration, Vec<Finding>)> {
    facts::fetch(context, target).await
}

/// The file that is kept.
///
/// # Errors
/// None in practice: it has a JSON form.
pub(super) fn file(configuration: &Configuration) -> Result<SmallFile> {
    let mut bytes = serde_json::to_vec_pretty(configuration)
        .map_err(|error| Error::failed("cannot write the configuration as JSON").because(&error))?;
    bytes.push(b'\n');
    Ok(SmallFile { name: CONFIG_FILE.to_owned(), kind: "config", bytes })
}

impl Configuration {
    /// What could not be read, for the manifest.
    pub(super) fn missing(&self) -> &[String] {
        &self.missing
    }
}

/// Secrets that stand in clear where everybody who may read ConfigMaps reads them.
fn in_clear(subject: &str, key: &str) -> Finding {
    Finding::new(
        "secret-in-clear",
        Severity::Info,
        subject,
        format!("{key} holds a secret in clear, which was left out"),
    )
    .hint("keep passwords in Secrets; whoever may read this object has it")
}
