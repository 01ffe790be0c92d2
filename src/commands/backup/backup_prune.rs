//! `backup-prune`: removes backups that a policy does not keep, and what dead runs left.

mod plan;
mod view;

use super::left_snapshots;
use super::sources::{self, Found, SourceArgs};
use crate::consent::Consent;
use crate::context::Context;
use crate::domain::backup::left_snapshot::{LeftSnapshot, Records};
use crate::domain::backup::retention::Policy;
use crate::error::{Error, Kind, Result};
use crate::k8s::client::Kubernetes;
use crate::report::{Finding, Outcome, Severity, Verdict};
use crate::store::catalogue;
use crate::values::parse_duration;
use plan::{PrunePlan, Removal};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// The command's name.
pub const NAME: &str = "backup-prune";

/// Remove old backups, and what dead runs left
///
/// The --keep options say how many sets of each instance stay: the newest, and the newest of each hour, day, ISO week
/// and month that has one; a set that one of them keeps stays. Only verified sets count, and only they are removed:
/// damaged ones are left for a person to look at. The newest verified set of an instance is never removed. Instances
/// and places are judged separately; -n and -r name one instance.
///
/// --orphans removes files of runs that died: those in a set without a manifest, those that no manifest names, and
/// uploads to a bucket that never ended, if they are older than --orphan-age. Files that no run of redis-ops can have
/// made are not touched. In a bucket with versions, or with locked objects, old versions stay. VolumeSnapshots that a run
/// of create-pvc-snapshot left are deleted, too, in the cluster of the kubeconfig: those of that age which no manifest
/// records.
///
/// This destroys data: the plan is shown and the instance's name, NAMESPACE/INSTANCE, has to be typed. Scripts pass it
/// as --confirm; --confirm PLACE covers every instance there.
///
/// Exit status: 0 done, 4 refused, 5 nothing could be removed, 6 a part could not.
///
/// Examples:
///   redis-ops backup-prune /backups --keep-last 3 --keep-daily 7 --keep-weekly 4 --dry-run
///   redis-ops backup-prune s3://backups/redis -n apps -r cache --keep-daily 14 --confirm apps/cache
///   redis-ops backup-prune s3://backups/redis --keep-daily 14 --orphans --confirm s3://backups/redis
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct BackupPruneArgs {
    #[command(flatten)]
    sources: SourceArgs,
    /// Keep the newest sets
    #[arg(long, value_name = "NUMBER", default_value = "0", hide_default_value = true)]
    keep_last: u32,
    /// Keep the newest set of each of so many hours
    #[arg(long, value_name = "NUMBER", default_value = "0", hide_default_value = true)]
    keep_hourly: u32,
    /// Keep the newest set of each of so many days
    #[arg(long, value_name = "NUMBER", default_value = "0", hide_default_value = true)]
    keep_daily: u32,
    /// Keep the newest set of each of so many weeks
    #[arg(long, value_name = "NUMBER", default_value = "0", hide_default_value = true)]
    keep_weekly: u32,
    /// Keep the newest set of each of so many months
    #[arg(long, value_name = "NUMBER", default_value = "0", hide_default_value = true)]
    keep_monthly: u32,
    /// Remove what runs that died left
    #[arg(long)]
    orphans: bool,
    /// Age from which something without a manifest is taken for a dead run's
    #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = parse_duration)]
    orphan_age: Duration,
    /// Answer the question for the name: NAMESPACE/INSTANCE, or PLACE for all in it (can be repeated)
    #[arg(long, value_name = "NAME")]
    confirm: Vec<String>,
    /// Accepted, and not enough: this destroys data
    #[arg(short = 'y', long)]
    yes: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Serialize)]
struct PruneReport {
    plan: PrunePlan,
    done: bool,
    /// Steps that were done.
    removed: usize,
    freed_bytes: u64,
    failed: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// Of kind Usage when nothing is asked for, Target when no place can be listed, Refused without consent, Failed when
/// nothing could be removed.
pub async fn run(context: &Context, args: &BackupPruneArgs) -> Result<Outcome> {
    let policy = Policy {
        last: args.keep_last,
        hourly: args.keep_hourly,
        daily: args.keep_daily,
        weekly: args.keep_weekly,
        monthly: args.keep_monthly,
    };
    if policy.is_empty() && !args.orphans {
        return Err(Error::usage("nothing says what to keep")
            .hint("--keep-last NUMBER, --keep-daily NUMBER and so on say how many sets stay")
            .hint("--orphans alone removes what dead runs left, and no set"));
    }
    let (found, mut findings) = sources::fetch(context, &args.sources).await?;
    let wanted = |instance: &str| sources::is_wanted(context, instance);
    let older_than = args.orphans.then_some(args.orphan_age);
    let mut plan = plan::plan_prune(&found, policy, older_than, &wanted, context.now());
    let mut kubernetes = None;
    if args.orphans {
        findings.extend(found.iter().filter_map(unknown_uploads));
        let (reached, dead, more) = fetch_dead_snapshots(context, &found).await;
        plan.add_snapshots(&found, dead, args.orphan_age);
        findings.extend(more);
        kubernetes = reached;
    }
    let empty = PruneReport { plan, done: false, removed: 0, freed_bytes: 0, failed: Vec::new() };
    if args.dry_run {
        return Ok(Outcome::with_findings(Verdict::Ok, findings, None, &empty));
    }
    let plan = empty.plan;
    let consent = if plan.removals.is_empty() {
        Consent::not_needed()
    } else {
        context.console.status(&plan.in_words());
        let names = plan.names_to_confirm(&args.confirm);
        Consent::by_name(&context.console, &names, &args.confirm, &plan.in_words()).await?
    };
    let report = apply(found, kubernetes, plan, &consent).await?;
    findings
        .extend(report.failed.iter().map(|text| Finding::new("not-removed", Severity::Critical, NAME, text.clone())));
    let verdict = if report.failed.is_empty() { Verdict::of(&findings) } else { Verdict::Partial };
    Ok(Outcome::with_findings(verdict, findings, None, &report))
}

/// Snapshots that dead runs left in the cluster, which no manifest in these places records. Without a cluster there are
/// none to be seen, and that is said.
async fn fetch_dead_snapshots(
    context: &Context,
    found: &[Found],
) -> (Option<Kubernetes>, Vec<LeftSnapshot>, Vec<Finding>) {
    let settings = &context.settings;
    let unseen = |error: &Error| vec![left_snapshots::unseen(NAME, error.chain())];
    let kubernetes = match Kubernetes::connect(&settings.kubernetes, Arc::clone(&context.console)).await {
        Ok(kubernetes) => kubernetes,
        Err(error) => return (None, Vec::new(), unseen(&error)),
    };
    let named = settings.target.namespace.clone();
    let mut left = left_snapshots::fetch(&kubernetes, named.as_deref()).await;
    let mut findings = Vec::new();
    if let (Err(error), None) = (&left, &named) {
        // Who may not look everywhere may look in one namespace.
        findings = unseen(error);
        left = left_snapshots::fetch(&kubernetes, Some(&kubernetes.default_namespace)).await;
    }
    let left = match left {
        Ok(left) => left,
        Err(error) => return (None, Vec::new(), unseen(&error)),
    };
    let mut records = Records::default();
    found.iter().for_each(|one| left_snapshots::note(&mut records, &one.place, &one.sets));
    let wanted = |one: &LeftSnapshot| sources::is_wanted(context, &one.instance.replacen('/', ".", 1));
    let (dead, more) = left_snapshots::sort_out(left.into_iter().filter(wanted).collect(), &records);
    findings.extend(more);
    (Some(kubernetes), dead, findings)
}

/// A store that does not tell which uploads are open.
fn unknown_uploads(found: &Found) -> Option<Finding> {
    let error = found.uploads.as_ref().err()?;
    let text = format!("it is not known which uploads never ended: {}", error.chain());
    let finding = Finding::new("uploads-unknown", Severity::Warning, found.place.to_string(), text);
    Some(finding.hint("a lifecycle rule of the bucket can abort incomplete uploads (AbortIncompleteMultipartUpload)"))
}

/// Follows the plan, step by step; one that fails does not stop the others.
async fn apply(
    found: Vec<Found>,
    kubernetes: Option<Kubernetes>,
    plan: PrunePlan,
    _consent: &Consent,
) -> Result<PruneReport> {
    let (found, removals) = (Arc::new(found), plan.removals.clone());
    let steps = tokio::task::spawn_blocking(move || {
        let stored = removals.iter().filter(|removal| removal.snapshot.is_none());
        stored.map(|removal| remove(&found, removal)).collect::<Vec<Result<()>>>()
    });
    // Those in places come before those in the cluster, as in the plan.
    let mut steps = steps.await.map_err(|error| Error::failed("a worker thread ended").because(&error))?;
    for left in plan.removals.iter().filter_map(|removal| removal.snapshot.as_ref()) {
        steps.push(match &kubernetes {
            Some(kubernetes) => left_snapshots::delete(kubernetes, left).await,
            None => Err(Error::failed(format!("{} is not there any more", left.words()))),
        });
    }
    let done = plan.removals.iter().zip(&steps).filter(|(_, step)| step.is_ok());
    let (removed, freed_bytes) = done.fold((0, 0), |(count, bytes), (removal, _)| (count + 1, bytes + removal.bytes));
    let errors: Vec<Error> = steps.into_iter().filter_map(Result::err).collect();
    if removed == 0
        && let Some(first) = errors.first()
    {
        return Err(first.clone().of_kind(Kind::Failed));
    }
    let failed = errors.iter().map(Error::chain).collect();
    Ok(PruneReport { plan, done: true, removed, freed_bytes, failed })
}

fn remove(found: &[Found], removal: &Removal) -> Result<()> {
    let lost = || Error::failed(format!("{} is not there any more", removal.path));
    let place = found.get(removal.place_index).ok_or_else(lost)?;
    match (removal.set_index, &removal.upload) {
        (_, Some(upload)) => catalogue::abort_upload(&place.catalogue, upload),
        (Some(set), None) => {
            let set = place.sets.get(set).ok_or_else(lost)?;
            catalogue::remove(&place.catalogue, &place.place, set, &removal.files)
        }
        (None, None) => Err(lost()),
    }
}
