//! `backup-k8s-resources`: the Kubernetes objects of an instance, in a form that can be applied again.

mod facts;
mod kept;
mod view;

use super::destination::{Destination, Kept};
use super::metrics_file::{self, MetricsArgs};
use super::set::{self, SetArgs};
use crate::context::Context;
use crate::domain::backup::besides::Besides;
use crate::domain::backup::manifest::Manifest;
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::report::{Finding, Outcome, Verdict};
use crate::store::set::SmallFile;
use crate::target::discover::{self, Target};
use serde::Serialize;
use std::collections::BTreeSet;

/// The command's name.
pub const NAME: &str = "backup-k8s-resources";

/// Keep the Kubernetes objects of an instance
///
/// Found from the pods by owners, selectors, mounts and labels: the controllers and what is above them (an operator's
/// resource, the Helm release), Services, ConfigMaps, claims, the ServiceAccount with its Roles, policies, budgets,
/// autoscalers, monitors, Ingresses. resources.yaml can be applied again: what the cluster wrote into the objects is
/// gone (status, identity, owners, addresses, volumes of claims); node ports stay. What controllers make by themselves
/// is in derived.yaml, to look at; resources.json says why each object is there. Pods are kept where no controller
/// makes them. Secrets are named with their keys, not their values; secrets in clear elsewhere are left out and named.
/// With --include-secrets and encryption the Secrets that are named, but not those of Helm, are in secrets.yaml.
///
/// What may not be read is named with the right for it, here and in the manifest, and the exit status is 6.
///
/// Exit status: 0 done, 4 refused, 5 nothing kept, 6 kept, with something missing that is named.
///
/// Examples:
///   redis-ops backup-k8s-resources -n apps -r cache
///   redis-ops backup-k8s-resources -n apps -r cache --to /backups --dry-run
///   redis-ops backup-k8s-resources -n apps -r cache --to s3://backups/redis --include-secrets --encrypt-to age1...
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BackupK8sResourcesArgs {
    #[command(flatten)]
    pub(super) set: SetArgs,
    /// Keep the Secrets with their values too, in secrets.yaml; needs --encrypt-to
    #[arg(long)]
    include_secrets: bool,
    /// Show what would be kept, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// What is kept, without the objects themselves: resources.json.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Index {
    objects: Vec<ObjectRow>,
    secrets: Vec<SecretRow>,
    helm_releases: BTreeSet<String>,
    missing: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct ObjectRow {
    kind: String,
    name: String,
    /// Why it belongs to the instance.
    why: String,
    /// The file it is in.
    file: &'static str,
    /// The volume that a claim had.
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<String>,
    /// Where secrets in clear were left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    redacted: Vec<String>,
}

/// A Secret that the instance needs, by reference.
#[derive(Debug, Clone, Serialize)]
struct SecretRow {
    name: String,
    /// Its type; none where it could not be read.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Keys in it; where it could not be read, those that are named by the pods.
    keys: BTreeSet<String>,
}

/// Everything that is gathered.
pub(super) struct Resources {
    index: Index,
    files: Vec<SmallFile>,
}

impl Resources {
    /// The files, and what is missing.
    pub(super) fn into_parts(self) -> (Vec<SmallFile>, Vec<String>) {
        (self.files, self.index.missing)
    }
}

#[derive(Debug, Serialize)]
struct ResourcesReport {
    #[serde(flatten)]
    index: Index,
    done: bool,
    #[serde(flatten)]
    kept: Kept,
    manifest: Option<Manifest>,
    #[serde(skip)]
    would_write: Vec<String>,
}

impl BackupK8sResourcesArgs {
    /// `--metrics-file`, unless nothing is done.
    pub(super) fn metrics(&self) -> Option<&MetricsArgs> {
        (!self.dry_run).then_some(&self.set.metrics)
    }
}

/// Runs the command.
///
/// # Errors
/// Refused with `--url`, and for `--include-secrets` without encryption; Target when not even the pods can be listed; Failed when the set
/// cannot be written. Then nothing is kept.
pub async fn run(context: &Context, args: &BackupK8sResourcesArgs) -> Result<Outcome> {
    let started_at = context.now();
    let destination = args.set.check(started_at)?;
    needs_encryption(args.include_secrets, &destination)?;
    let target = discover::resolve_whole(context, Nature::Acting).await?;
    let (resources, mut findings) = fetch(context, &target, args.include_secrets).await?;
    let Resources { index, files } = resources;
    let missing = index.missing.clone();
    let is_complete = missing.is_empty();
    let names: Vec<String> = files.iter().map(|file| destination.artefact(&file.name)).collect();
    let would_write = destination.would_be(&target, &names.join(", "));
    let mut report = ResourcesReport { index, done: false, kept: Kept::default(), manifest: None, would_write };
    if !args.dry_run {
        let besides = Besides { missing, ..Besides::default() };
        let (manifest, kept) = set::write(context, &target, &destination, started_at, files, besides).await?;
        report = ResourcesReport { done: true, kept, manifest: Some(manifest), ..report };
    }
    let is_whole = is_complete && report.kept.is_everywhere();
    let verdict = if is_whole { Verdict::of(&report.kept.findings) } else { Verdict::Partial };
    findings.append(&mut report.kept.findings);
    let figures = report.manifest.iter().map(metrics_file::figures).collect();
    Ok(Outcome::with_findings(verdict, findings, Some(target.reference()), &report).with_figures(figures))
}

/// Whether values of Secrets, where they are wanted, are encrypted.
///
/// # Errors
/// Refused, if not.
pub(super) fn needs_encryption(with_values: bool, destination: &Destination) -> Result<()> {
    if !with_values || !destination.packing.recipients.is_empty() {
        return Ok(());
    }
    Err(Error::refused("--include-secrets needs encryption")
        .cause("values of Secrets are never written in clear")
        .hint("add --encrypt-to KEY or --encrypt-recipients-file FILE, a public key of age")
        .hint("without --include-secrets the Secrets are named with their keys"))
}

/// Gathers the objects of a target; `with_values` the Secrets that it names too, which have to be encrypted then.
///
/// # Errors
/// Refused with `--url`, Target when the pods cannot be listed.
pub(super) async fn fetch(context: &Context, target: &Target, with_values: bool) -> Result<(Resources, Vec<Finding>)> {
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
        return Err(Error::refused(format!("{NAME} keeps objects of Kubernetes, and there are none with --url")));
    };
    let facts = facts::fetch(context, target, kubernetes, namespace, with_values).await?;
    kept::keep(facts, target, namespace)
}
