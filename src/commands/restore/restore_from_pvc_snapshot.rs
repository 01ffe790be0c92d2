//! `restore-from-pvc-snapshot`: from a VolumeSnapshot to an instance that serves its data, proven on the way.
#![allow(rustdoc::bare_urls, reason = "these comments are the help page, where an address is what is typed")]

mod facts;
mod scratch;

use super::offline::look::{self, Looked};
use super::offline::{self, OfflineArgs};
use super::read_back::Verify;
use crate::commands::backup::backup_rdb;
use crate::commands::backup::destination::Destination;
use crate::commands::backup::safety_args::SafetyArgs;
use crate::consent::{Consent, DestroyArgs};
use crate::context::Context;
use crate::domain::backup::naming;
use crate::domain::plan::{Danger, Plan, Step};
use crate::domain::restore::pvc_snapshot::SnapshotFacts;
use crate::error::{Error, Result};
use crate::lock::Lock;
use crate::report::{Finding, Outcome, Report, Severity, Verdict, View, units};
use crate::store::crypt::Identities;
use crate::store::place::Place;
use facts::Facts;
use serde::Serialize;
use std::path::PathBuf;

/// The command's name.
pub const NAME: &str = "restore-from-pvc-snapshot";

/// Restore an instance from a VolumeSnapshot of one of its claims
///
/// A claim is made from the snapshot, and a pod with the server's own image and user starts a server on it, which listens
/// on the pod's own loopback alone. It has to load the data as the instance would: its AOF where the instance keeps one,
/// else its RDB. Its keys are counted, and a verified RDB of it is taken over the replication protocol, to a set of its
/// own, PLACE/NAMESPACE.INSTANCE-from-SNAPSHOT/TIME. Pod and claim are deleted. Up to here nothing of the instance has
/// changed. That RDB then goes in place of the instance's data as restore-rdb --engine offline does it: safety backup,
/// servers stopped, files written beside the old ones, which are moved aside and never deleted, the primary compared,
/// then the replicas.
///
/// The instance's own claims stay: the name of a StatefulSet's claim is fixed, and a claim that is deleted to be made
/// anew is one that its controller, or a run that was interrupted, may make empty. It needs no right to volumes either.
///
/// A primary that does not answer while its pod is ready is not stopped, unless --force says so: there would be no safety
/// backup of what it has in memory alone.
///
/// A run that was interrupted is taken up by the same command; --undo puts the old files back. Operators, Sentinel and
/// Redis Cluster are refused, as with restore-rdb --engine offline.
///
/// Exit status: 0 done and verified, 4 refused (no such snapshot, not ready, of another instance, no consent), 5 failed
/// and nothing of the instance changed, 6 partly done, with how to go on and how to go back, 7 no server loads what the
/// snapshot holds (nothing of the instance changed), or what was loaded is not that, 8 another run works on the instance.
///
/// Examples:
///   redis-ops restore-from-pvc-snapshot before-upgrade -n apps -r cache --dry-run
///   redis-ops restore-from-pvc-snapshot before-upgrade -n apps -r cache --confirm apps/cache
///   redis-ops restore-from-pvc-snapshot --undo -n apps -r cache --confirm apps/cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct RestoreFromPvcSnapshotArgs {
    /// Name of the VolumeSnapshot, in the instance's namespace
    #[arg(value_name = "SNAPSHOT_NAME", required_unless_present = "undo", conflicts_with = "undo")]
    snapshot: Option<String>,
    #[command(flatten)]
    offline: OfflineArgs,
    #[command(flatten)]
    safety: SafetyArgs,
    /// Secret key of age, where --encrypt-to is given: the RDB of the snapshot is read back (can be repeated)
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    /// Restore even if something would put back what is changed, the primary does not answer while its pod is ready, or
    /// memory is too short for the safety backup's fork
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    consent: DestroyArgs,
}

#[derive(Debug, Serialize)]
struct SnapshotReport {
    plan: Plan,
    snapshot: SnapshotFacts,
}

impl Report for SnapshotReport {
    fn view(&self) -> View {
        View { blocks: self.plan.blocks(), last: None }
    }
}

/// Runs the command.
///
/// # Errors
/// Refused before anything is made; Failed when the snapshot does not become a server that has loaded its data; then as
/// the offline engine of `restore-rdb`.
pub async fn run(context: &Context, args: &RestoreFromPvcSnapshotArgs) -> Result<Outcome> {
    let destination = args.safety.destination(context)?;
    let identities = Identities::load(&args.identity)?;
    if !destination.packing.recipients.shown().is_empty() && args.identity.is_empty() {
        return Err(Error::usage("the RDB of the snapshot would be encrypted, and nothing could read it back")
            .hint("--identity FILE names the secret key"));
    }
    let work = Work { context, args, destination: &destination, identities: &identities };
    let Some(snapshot) = args.snapshot.as_deref().filter(|_| !args.offline.undo()) else {
        return work.restore(None, args.consent.clone()).await;
    };
    let looked = look::look(context).await?;
    let own = format!("{}-from-{snapshot}", looked.target().instance.name);
    if let Some(source) = looked.interrupted() {
        return work.go_on(&looked, snapshot, source, &own).await;
    }
    if let Some(run) = looked.on_its_way_back() {
        let name = looked.target().instance.full_name();
        return Err(Error::refused(format!(
            "{name} is on its way back from the restore of {run}, which has not ended"
        ))
        .hint(format!("end that first: redis-ops {NAME} --undo")));
    }
    let facts = facts::fetch(&looked, snapshot).await?;
    let forced = looked.against(args.force, args.consent.dry_run)?;
    let plan = work.plan(&looked, &facts, &own, forced);
    if args.consent.dry_run {
        let (findings, standing) = looked.refusals(args.force);
        let verdict = if standing { Verdict::Refused } else { Verdict::Ok };
        let report = SnapshotReport { plan, snapshot: facts.snapshot };
        return Ok(Outcome::with_findings(verdict, findings, Some(looked.target().reference()), &report));
    }
    let consent = Consent::to(&plan, args.consent.answer(), &context.console).await?;
    let lock = Lock::take(context, looked.target(), NAME).await?;
    let scratch = scratch::Scratch { context, looked: &looked, facts: &facts, longest: args.offline.max_wait() };
    let (taken, keys) = scratch.take(&destination, &own, &consent).await?;
    // The engine takes it for itself.
    lock.release(context).await?;
    let set = taken.kept.path.clone().ok_or_else(|| Error::failed("the RDB of the snapshot is nowhere"))?;
    context.console.status(&format!("the snapshot's RDB: {set}"));
    let place = Place::parse(&set).map_err(Error::failed)?;
    // The plan that was agreed to names the engine's steps.
    let consent = DestroyArgs { confirm: Some(looked.target().instance.full_name()), yes: false, dry_run: false };
    let outcome = work.restore(Some(&place), consent).await.map_err(|error| {
        error.hint(format!("the snapshot's data are kept as a backup: redis-ops restore-rdb {set}"))
    })?;
    Ok(with(outcome, &looked, &facts.snapshot, &set, keys))
}

/// The outcome, with where the data came from.
fn with(mut outcome: Outcome, looked: &Looked, snapshot: &SnapshotFacts, set: &str, keys: u64) -> Outcome {
    let taken = snapshot.taken_at.as_deref().unwrap_or("at a time that is not told");
    let text = format!(
        "holds what VolumeSnapshot {} held, taken {taken}: {} keys; its RDB stays in {set}",
        snapshot.name,
        units::count(keys)
    );
    let finding = Finding::new("restored-from-snapshot", Severity::Info, looked.target().instance.full_name(), text);
    outcome.findings.push(finding);
    outcome
}

struct Work<'a> {
    context: &'a Context,
    args: &'a RestoreFromPvcSnapshotArgs,
    destination: &'a Destination,
    identities: &'a Identities,
}

impl Work<'_> {
    /// Restores a set with the servers stopped, or undoes what was restored.
    async fn restore(&self, source: Option<&Place>, consent: DestroyArgs) -> Result<Outcome> {
        let access = self.args.safety.access();
        let source = source.map(|place| offline::Wanted::Rdb { place, identities: self.identities, access: &access });
        let request = offline::Request {
            command: NAME,
            source,
            safety: (!self.args.safety.no_safety_backup).then_some(self.destination),
            args: &self.args.offline,
            force: self.args.force,
            verify: Verify::Counts,
            because: None,
            remarks: Vec::new(),
            consent: &consent,
        };
        offline::run(self.context, request).await
    }

    /// A run that was interrupted had its RDB already, if it was of this snapshot.
    async fn go_on(&self, looked: &Looked, snapshot: &str, source: &str, own: &str) -> Result<Outcome> {
        let folder = naming::instance_folder(Some(looked.namespace()), own);
        if !source.split('/').any(|part| part == folder) {
            let name = looked.target().instance.full_name();
            return Err(Error::refused(format!("{name} is in the middle of a restore of another source"))
                .cause(format!("that one is {source}, which is not of VolumeSnapshot {snapshot}"))
                .hint(format!("to go on: redis-ops restore-rdb {source} --engine offline"))
                .hint(format!("or put the old data back first: redis-ops {NAME} --undo")));
        }
        self.context.console.status(&format!("an earlier run is gone on with, of {source}"));
        let place = Place::parse(source).map_err(Error::failed)?;
        self.restore(Some(&place), self.args.consent.clone()).await
    }

    fn plan(&self, looked: &Looked, facts: &Facts, own: &str, forced: Vec<String>) -> Plan {
        let name = looked.target().instance.full_name();
        let snapshot = &facts.snapshot;
        let size = snapshot.restore_size.as_deref().unwrap_or("the size of the instance's own");
        let set = self.destination.would_be_of(looked.target().instance.namespace.as_deref(), own);
        let mut steps = vec![
            Step::new(
                "scratch-claim",
                format!("make a claim of {size} from VolumeSnapshot {}/{}", looked.namespace(), snapshot.name),
            ),
            Step::new(
                "scratch-pod",
                format!(
                    "start a server of {} on it, in a pod of its own, and count the keys that it loads",
                    facts.server.image
                ),
            ),
            Step::new("take-rdb", format!("take a verified RDB of it to {set}")),
            Step::new("scratch-end", "delete that pod and that claim"),
        ];
        let safety = (!self.args.safety.no_safety_backup)
            .then(|| self.destination.places.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and to "));
        let source = format!("VolumeSnapshot {}", snapshot.name);
        let (more, mut remarks) = looked.steps(self.context, (&facts.place, &facts.layout), &source, safety, forced);
        steps.extend(more);
        if let Some(taken) = &snapshot.taken_at {
            remarks.insert(0, format!("the snapshot was taken at {taken}: what was written since then is not in it"));
        }
        Plan {
            intent: format!("restore VolumeSnapshot {} into {name} with its servers stopped", snapshot.name),
            target: name,
            danger: Danger::Destroys,
            steps,
            remarks,
        }
    }
}

/// The RDB that was taken of a snapshot.
type Taken = backup_rdb::Taken;
