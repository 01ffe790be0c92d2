//! `create-pvc-snapshot`: VolumeSnapshots of an instance's claims, saved before, ready after.

mod facts;
mod save;
mod take;
mod view;

use super::destination::{Destination, Kept};
use super::left_snapshots;
use super::metrics_file::{self, MetricsArgs};
use super::set::{self, SetArgs};
use crate::consent::{Consent, ConsentArgs};
use crate::context::Context;
use crate::domain::backup::besides::{Besides, VolumeSnapshot};
use crate::domain::backup::headroom::Headroom;
use crate::domain::backup::left_snapshot::LeftSnapshot;
use crate::domain::backup::manifest::Manifest;
use crate::domain::backup::naming;
use crate::domain::plan::{Danger, Plan, Step};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::lock::Lock;
use crate::report::{Finding, Outcome, Verdict, units};
use crate::store::Sink;
use crate::store::stop::StopOnDrop;
use crate::target::discover::{self, Target};
use crate::target::flavour::Role;
use crate::target::survey;
use crate::values::parse_duration;
use serde::Serialize;
use std::time::Duration;

pub(super) use facts::snapshot_kind;

/// The command's name.
pub const NAME: &str = "create-pvc-snapshot";

/// Take snapshots of the volumes of an instance
///
/// Makes a VolumeSnapshot of each claim of the instance's pods (of one pod with --pod), with the class for the volume's
/// CSI driver, and waits until each is ready to use. Before that every server saves its data (BGSAVE; one under way is
/// joined), and what became of it is told by the server's own fields. Where the AOF is on, a server that starts from
/// the snapshot loads the AOF: it is what was on disk at that moment, up to a second older than the last write
/// (appendfsync everysec). The snapshots are recorded in a manifest in a set of its own; the last line on stdout is
/// that folder. If one fails all are deleted. Snapshots of the instance that an earlier run left, which died before it
/// recorded them, are in the plan, and are deleted first. The places of --to are tried before anything else is done.
///
/// Exit status: 0 done, 4 refused (no snapshots with this storage, no consent), 5 failed and nothing left, 6 something is
/// left that is named, 8 another run works on the instance.
///
/// Examples:
///   redis-ops create-pvc-snapshot -n apps -r cache --dry-run
///   redis-ops create-pvc-snapshot before-upgrade -n apps -r cache --yes
///   redis-ops create-pvc-snapshot -n apps -r cache --pod cache-redis-0 --snapshot-class csi-snapclass --yes
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct CreatePvcSnapshotArgs {
    /// Name of the snapshot; with several claims each claim's name is added (default: INSTANCE-TIME)
    #[arg(value_name = "SNAPSHOT_NAME")]
    name: Option<String>,
    /// VolumeSnapshotClass (default: the one for the volume's driver)
    #[arg(long, value_name = "NAME")]
    snapshot_class: Option<String>,
    /// Do not have the servers save before
    #[arg(long)]
    no_save: bool,
    /// Save even if memory is too short for the fork
    #[arg(long)]
    force: bool,
    /// Longest wait for a save, and then for the snapshots
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = parse_duration)]
    max_wait: Duration,
    #[command(flatten)]
    set: SetArgs,
    #[command(flatten)]
    consent: ConsentArgs,
}

impl CreatePvcSnapshotArgs {
    /// `--metrics-file`, unless nothing is done.
    pub(super) fn metrics(&self) -> Option<&MetricsArgs> {
        (!self.consent.dry_run).then_some(&self.set.metrics)
    }
}

/// One claim that will be snapshotted.
#[derive(Debug, Clone, Serialize)]
struct ClaimFacts {
    claim: String,
    member: String,
    role: Option<Role>,
    /// Whether the server's AOF is on; none where it did not answer.
    aof: Option<bool>,
    /// What a save would need; none where the server did not answer.
    headroom: Option<Headroom>,
    driver: String,
    class: String,
    deletion_policy: String,
    snapshot: String,
}

#[derive(Debug, Serialize)]
struct SnapshotReport {
    claims: Vec<ClaimFacts>,
    /// Snapshots of runs that died before they recorded them.
    left: Vec<LeftSnapshot>,
    plan: Plan,
    done: bool,
    snapshots: Vec<VolumeSnapshot>,
    #[serde(flatten)]
    kept: Kept,
    manifest: Option<Manifest>,
}

/// Runs the command.
///
/// # Errors
/// Refused before anything is made; Failed when a server cannot save or a snapshot does not become ready: then those
/// that were made are deleted.
pub async fn run(context: &Context, args: &CreatePvcSnapshotArgs) -> Result<Outcome> {
    let started_at = context.now();
    let destination = args.set.check(started_at)?;
    let target = discover::resolve(context, Nature::Acting).await?;
    let (Some(kubernetes), Some(namespace)) = (target.dialer.kubernetes.clone(), target.instance.namespace.clone())
    else {
        return Err(Error::refused(format!("{NAME} is about volumes of Kubernetes, and there are none with --url")));
    };
    let default = format!("{}-{}", target.instance.name, naming::set_folder(started_at).to_lowercase());
    let name = args.name.clone().unwrap_or(default);
    let answers = survey::ask(context, &target, redis::cmd("INFO"), &[]).await?;
    let facts = facts::Wanted { kubernetes: &kubernetes, namespace: &namespace, name: &name, args };
    let (claims, mut findings) = facts.fetch(&target, &answers).await?;
    let left = match facts::fetch_left(context, &kubernetes, &destination, &target).await {
        Ok((left, more)) => {
            findings.extend(more);
            left
        }
        Err(error) => {
            findings.push(left_snapshots::unseen(target.instance.full_name(), error.chain()));
            Vec::new()
        }
    };
    let plan = plan(args, &destination, &target, &namespace, &claims, &left);
    let (snapshots, kept) = (Vec::new(), Kept::default());
    let mut report = SnapshotReport { claims, left, plan, done: false, snapshots, kept, manifest: None };
    if args.consent.dry_run {
        let verdict = if short_of_memory(args, &report.claims).is_some() { Verdict::Refused } else { Verdict::Ok };
        return Ok(Outcome::with_findings(verdict, findings, Some(target.reference()), &report));
    }
    if let Some(refusal) = short_of_memory(args, &report.claims) {
        return Err(refusal);
    }
    let consent = Consent::to(&report.plan, args.consent.answer(), &context.console).await?;
    let lock = Lock::take_for(context, &target, NAME, destination.buckets()).await?;
    if !lock.is_seen_elsewhere() && !report.left.is_empty() {
        // The run that made them may be alive on another machine.
        findings
            .push(left_snapshots::unseen(target.instance.full_name(), "nobody else sees this run's lock".to_owned()));
        report.left.clear();
    }
    let work = take::Work {
        context,
        args,
        destination: &destination,
        target: &target,
        kubernetes: &kubernetes,
        namespace: &namespace,
        run: format!("{:x}", started_at.timestamp_millis()),
    };
    let waiting = StopOnDrop::default();
    let opened = destination.open_tried_set(context, &target, started_at, waiting.stop()).await;
    let sink = opened.map_err(|error| error.while_attempting("try the place where the snapshots will be recorded"))?;
    let (mut report, more) = work.apply(report, (started_at, sink), &consent).await?;
    lock.release(context).await?;
    let mut findings: Vec<Finding> = findings.into_iter().chain(more).collect();
    findings.append(&mut report.kept.findings);
    let verdict = if report.kept.is_everywhere() { Verdict::of(&findings) } else { Verdict::Partial };
    let figures = report.manifest.iter().map(metrics_file::figures).collect();
    Ok(Outcome::with_findings(verdict, findings, Some(target.reference()), &report).with_figures(figures))
}

/// A save forks; where that may get a server killed it is refused.
fn short_of_memory(args: &CreatePvcSnapshotArgs, claims: &[ClaimFacts]) -> Option<Error> {
    if args.no_save || args.force {
        return None;
    }
    let short = claims.iter().find_map(|one| Some((one, one.headroom.as_ref().filter(|headroom| !headroom.enough)?)));
    short.map(|(one, headroom)| {
        Error::refused(format!("memory of {} is too short for a save's fork", one.member))
            .cause(headroom.words())
            .hint("--no-save snapshots what is on disk as it is; --force saves all the same")
    })
}

fn plan(
    args: &CreatePvcSnapshotArgs,
    destination: &Destination,
    target: &Target,
    namespace: &str,
    claims: &[ClaimFacts],
    left: &[LeftSnapshot],
) -> Plan {
    let delete = |one: &LeftSnapshot| {
        let at = one.made_at.map_or_else(|| "some time".to_owned(), |at| at.format("%Y-%m-%d %H:%M:%SZ").to_string());
        let does = format!(
            "delete {} of claim {}, made {at} by a run that died before it recorded it",
            one.words(),
            one.claim
        );
        Step::new("delete-left", does)
    };
    let mut steps: Vec<Step> = left.iter().map(delete).collect();
    if !args.no_save {
        let mut members: Vec<&str> = claims.iter().map(|one| one.member.as_str()).collect();
        members.dedup();
        steps.extend(members.iter().map(|member| Step::new("save", format!("have {member} save its data (BGSAVE)"))));
    }
    for one in claims {
        let does = format!(
            "make VolumeSnapshot {} of claim {} by class {} ({})",
            one.snapshot, one.claim, one.class, one.driver
        );
        let undo = format!("kubectl delete volumesnapshot {} -n {namespace}", one.snapshot);
        steps.push(Step::new("snapshot", does).undone_by(undo));
    }
    steps.push(Step::new(
        "wait",
        format!("wait until they are ready to use, {} at most", units::duration(args.max_wait.as_secs_f64())),
    ));
    let manifests = destination.would_be(target, naming::MANIFEST).join(", ");
    steps.push(Step::new("record", format!("write {manifests}")));
    Plan {
        intent: format!("snapshot the volumes of {}", target.instance.full_name()),
        target: target.instance.full_name(),
        danger: Danger::Changes,
        steps,
        remarks: remarks(args, claims),
    }
}

/// What is in the snapshots.
fn remarks(args: &CreatePvcSnapshotArgs, claims: &[ClaimFacts]) -> Vec<String> {
    let named = |wanted: fn(&ClaimFacts) -> bool| -> String {
        let mut names: Vec<&str> = claims.iter().filter(|one| wanted(one)).map(|one| one.member.as_str()).collect();
        names.dedup();
        names.join(", ")
    };
    let mut remarks = Vec::new();
    let with_aof = named(|one| one.aof == Some(true));
    if !with_aof.is_empty() {
        remarks.push(format!(
            "the AOF of {with_aof} is on: a server started from the snapshot loads the AOF as it was on disk, whose last second may be missing"
        ));
    }
    let without = named(|one| one.aof == Some(false));
    if args.no_save && !without.is_empty() {
        remarks.push(format!("{without} is not saved before: the snapshot is as old as its last RDB"));
    } else if !without.is_empty() {
        remarks.push(format!(
            "of {without} the snapshot holds the RDB that is saved before it; later writes are not in it"
        ));
    }
    let silent = named(|one| one.aof.is_none());
    if !silent.is_empty() {
        remarks.push(format!("{silent} does not answer: what is on its disk is taken as it is"));
    }
    if claims.iter().any(|one| one.deletion_policy == "Delete") {
        remarks.push(
            "deleting the VolumeSnapshot or its namespace deletes the snapshot itself (deletionPolicy Delete)"
                .to_owned(),
        );
    }
    remarks
}

fn besides(snapshots: &[VolumeSnapshot]) -> Besides {
    Besides { volume_snapshots: snapshots.to_vec(), ..Besides::default() }
}

/// Writes the manifest that names the snapshots.
async fn record(
    context: &Context,
    destination: &Destination,
    target: &Target,
    set: (chrono::DateTime<chrono::Utc>, Box<dyn Sink>),
    snapshots: &[VolumeSnapshot],
) -> Result<(Manifest, Kept)> {
    set::end(context, target, destination, set, besides(snapshots)).await
}
