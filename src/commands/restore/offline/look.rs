//! The instance as the offline engine sees it, for commands that prepare what it then restores.

use super::facts::{self, Facts};
use super::find::{self, Found};
use super::{against, apply, judge, more_remarks, refused_finding};
use crate::context::Context;
use crate::domain::helper_pod::Server;
use crate::domain::plan::Step as Shown;
use crate::domain::restore::offline::claim::{self, DataPlace};
use crate::domain::restore::offline::layout::{Layout, Made};
use crate::domain::restore::offline::plan::{self, Remarks};
use crate::domain::restore::offline::record::{Direction, FileMark, Record, SetCount};
use crate::domain::restore::offline::refusal::Refusal;
use crate::error::{Error, Result};
use crate::k8s::client::Kubernetes;
use crate::report::Finding;
use crate::target::discover::Target;

/// What was found.
#[derive(Debug)]
pub(in crate::commands::restore) struct Looked {
    found: Found,
    facts: Facts,
    refusals: Vec<Refusal>,
}

/// Looks. Nothing is changed.
///
/// # Errors
/// As [`find::find`] and [`facts::fetch`].
pub(in crate::commands::restore) async fn look(context: &Context) -> Result<Looked> {
    let found = find::find(context).await?;
    let facts = facts::fetch(context, &found).await?;
    let mut refusals = judge(&found, &facts);
    refusals.extend(may_serve(&found, &facts));
    Ok(Looked { found, facts, refusals })
}

/// Nobody who has not said so means a server to be stopped that may well serve, and cannot be asked: what it has in memory
/// alone would be gone, without a safety backup.
fn may_serve(found: &Found, facts: &Facts) -> Option<Refusal> {
    let silent = facts.silent.as_ref()?;
    let ready = found.primary.pod.as_ref().is_some_and(|pod| pod.ready && !pod.terminating);
    let primary = found.primary.subject();
    ready.then(|| Refusal {
        why: format!("{primary} does not answer, but is ready by its pod's status and may serve: {silent}"),
        hint: "what lives is not stopped because it cannot be reached from here: mend the way to it, and try again"
            .to_owned(),
        forcible: true,
    })
}

impl Looked {
    pub(in crate::commands::restore) fn target(&self) -> &Target {
        &self.found.target
    }

    pub(in crate::commands::restore) fn kubernetes(&self) -> &Kubernetes {
        &self.found.kubernetes
    }

    pub(in crate::commands::restore) fn namespace(&self) -> &str {
        &self.found.namespace
    }

    /// The source of a restore that was interrupted.
    pub(in crate::commands::restore) fn interrupted(&self) -> Option<&str> {
        let record = self.found.record.as_ref().filter(|record| !record.is_finished())?;
        (record.direction == Direction::Restore).then_some(record.file.source.as_str())
    }

    /// The run that is being taken back, where that did not come to its end.
    pub(in crate::commands::restore) fn on_its_way_back(&self) -> Option<&str> {
        let record = self.found.record.as_ref().filter(|record| !record.is_finished())?;
        (record.direction == Direction::Undo).then_some(record.run.as_str())
    }

    /// The node of the primary.
    pub(in crate::commands::restore) fn node(&self) -> Option<String> {
        self.found.primary.pod.as_ref().and_then(|pod| pod.node.clone())
    }

    /// What the server may take of memory, and what it took at most since it started, in bytes; what it takes just now says
    /// nothing of the data that it had.
    pub(in crate::commands::restore) fn memory_bytes(&self) -> (Option<u64>, Option<u64>) {
        let peak = self.facts.info.as_ref().and_then(|info| info.number("used_memory_peak"));
        (self.found.primary.memory_limit_bytes(), peak)
    }

    /// The server that a pod is made of, where its data lie, and the files that it starts from.
    ///
    /// # Errors
    /// Refused, with the reason.
    pub(in crate::commands::restore) fn parts(&self) -> Result<(Server, DataPlace, Layout)> {
        let name = self.found.target.instance.full_name();
        let refused = |why: String| Error::refused(format!("{name} cannot be restored from a snapshot")).cause(why);
        let place = self.facts.place.clone().map_err(refused)?;
        let layout = Layout::of(&self.facts.settings, self.facts.version.as_ref(), Made::default()).map_err(refused)?;
        let server = self.facts.server.clone().filter(Server::has_user).ok_or_else(|| {
            let why = format!(
                "container {} does not say as which user its server runs, or that it is root",
                self.facts.container
            );
            refused(why).hint("set securityContext.runAsUser of the pods")
        })?;
        Ok((server, place, layout))
    }

    /// The claims with the data of every pod that the instance's StatefulSets have.
    pub(in crate::commands::restore) fn claims(&self, place: &DataPlace) -> Vec<String> {
        let of_set = |set: &crate::domain::stateful_set::SetFacts| {
            let pods = 0..set.replicas.max(1);
            pods.flat_map(|index| claim::mounted(set, &self.facts.container, index)).collect::<Vec<_>>()
        };
        let mounted = self.found.sets.iter().flat_map(of_set);
        let mut claims: Vec<String> = mounted.filter(|one| one.path == place.mount_path).map(|one| one.claim).collect();
        claims.sort();
        claims.dedup();
        claims
    }

    /// What is overridden by `force`, in words.
    ///
    /// # Errors
    /// Refused, with every reason that is not.
    pub(in crate::commands::restore) fn against(&self, force: bool, dry_run: bool) -> Result<Vec<String>> {
        against(&self.refusals, force, dry_run)
    }

    /// The same as findings, and whether one of them stands.
    pub(in crate::commands::restore) fn refusals(&self, force: bool) -> (Vec<Finding>, bool) {
        let name = self.found.target.instance.full_name();
        let standing = self.refusals.iter().any(|one| !(one.forcible && force));
        (self.refusals.iter().map(|one| refused_finding(&name, one)).collect(), standing)
    }

    /// What the engine will do with an RDB that is not there yet, and what is to be known of it.
    pub(in crate::commands::restore) fn steps(
        &self,
        context: &Context,
        (place, layout): (&DataPlace, &Layout),
        source: &str,
        safety: Option<String>,
        forced: Vec<String>,
    ) -> (Vec<Shown>, Vec<String>) {
        let sets = self.found.sets.iter();
        let sets = sets.map(|set| SetCount { name: set.name.clone(), replicas: set.replicas }).collect();
        let mark = FileMark { source: source.to_owned(), bytes: 0, sha256: String::new() };
        let (run, at) = (apply::run_name(context.now()), apply::now(context));
        let name = self.found.target.instance.name.clone();
        let container = self.facts.container.clone();
        let record = Record::new(run, name, sets, container, place.clone(), layout.clone(), mark, at);
        let is_up = self.facts.info.is_some();
        let remarks = Remarks {
            undo: apply::undo_command(&self.found, !forced.is_empty()),
            safety: safety.clone().filter(|_| is_up),
            down: !is_up,
            forced,
            more: more_remarks(&self.facts, None, safety.is_none() && is_up),
        };
        let mut plan = plan::plan(&record, &self.found.target.instance.full_name(), None, remarks);
        for step in plan.steps.iter_mut().filter(|step| step.id == "write") {
            step.does = format!(
                "write that RDB to {} through a helper pod, as {}, and read its SHA-256 back",
                place.claim,
                layout.words()
            );
        }
        (plan.steps, plan.remarks)
    }
}
