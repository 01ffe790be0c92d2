//! In which order, and what speaks against it.

use super::RestartArgs;
use crate::commands::replication::scene::Scene;
use crate::domain::plan::{Danger, Plan, Step};
use crate::domain::promote::{Facts, Objection, best_replica};
use crate::domain::replication::Link;
use crate::formats::info::Info;
use crate::report::{Finding, Severity};
use crate::target::facts::Volume;
use crate::target::flavour::Role;
use crate::target::role_owner::RoleOwner;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// Evict a pod and wait for its successor.
    Restart(String),
    /// Hand a primary's role over to a replica of it.
    HandOver(String),
}

/// What is to be done: actions beside the plan's steps.
pub(super) struct Proposal {
    pub actions: Vec<Action>,
    pub plan: Plan,
}

/// The order of it, and every reason against it.
pub(super) async fn propose(args: &RestartArgs, scene: &Scene) -> (Proposal, Vec<Objection>) {
    let facts = &scene.facts;
    let mut objections: Vec<Objection> = Vec::new();
    let nodes = &facts.topology.nodes;
    let mut actions = Vec::new();
    let mut remarks: Vec<String> = facts.overlooked().into_iter().collect();
    if let Some(why) = &facts.services_unseen {
        remarks
            .push(format!("whether clients are led to a new primary cannot be told, its Services are not seen: {why}"));
    }
    let primaries: Vec<usize> = facts.topology.primaries().map(|(index, _)| index).collect();
    let wanted = |name: &str| args.only.is_empty() || args.only.iter().any(|pod| pod == name);
    for (index, node) in nodes.iter().enumerate() {
        objections.extend(judge_member(facts, index));
        if node.role != Some(Role::Primary) && wanted(&node.member) {
            actions.push(Action::Restart(node.member.clone()));
        }
    }
    if primaries.is_empty() {
        objections.push(objection(&facts.subject, "no-primary", "no primary can be seen"));
    }
    for primary in primaries.into_iter().filter(|index| wanted(facts.name(*index))) {
        let name = facts.name(primary).to_owned();
        if hands_over(facts.owner) && best_replica(facts, Some(primary)).is_some() {
            actions.push(Action::HandOver(name.clone()));
        } else {
            remarks.push(format!("nobody takes writes while {name} restarts: it stays the primary"));
            objections.extend(judge_in_place(facts, primary));
        }
        actions.push(Action::Restart(name));
    }
    if let Some(objection) = right(scene).await {
        objections.push(objection);
    }
    let forced = args.force && objections.iter().any(|objection| objection.forceable);
    let steps = actions.iter().map(step).collect();
    let count = actions.iter().filter(|action| matches!(action, Action::Restart(_))).count();
    let plan = Plan {
        intent: format!("restart {count} {} of {}", if count == 1 { "pod" } else { "pods" }, facts.subject),
        target: facts.subject.clone(),
        danger: if forced { Danger::Destroys } else { Danger::Changes },
        steps,
        remarks,
    };
    (Proposal { actions, plan }, objections)
}

fn step(action: &Action) -> Step {
    match action {
        Action::Restart(pod) => Step::new("restart", format!("evict {pod}, and wait until its successor is in sync")),
        Action::HandOver(primary) => {
            Step::new("hand-over", format!("hand the role of {primary} over to its replica that is least behind"))
        }
    }
}

fn objection(subject: &str, id: &str, message: impl Into<String>) -> Objection {
    Objection::soft(Finding::new(id, Severity::Critical, subject, message))
}

/// Whether the role can be elsewhere while a pod restarts, without its start undoing that.
fn hands_over(owner: RoleOwner) -> bool {
    matches!(
        owner,
        RoleOwner::Sentinel
            | RoleOwner::SpotahomeOperator
            | RoleOwner::OpstreeSentinel
            | RoleOwner::OpstreeOperator
            | RoleOwner::ClusterBus
    )
}

fn judge_member(facts: &Facts, index: usize) -> Vec<Objection> {
    let (node, member) = (&facts.topology.nodes[index], &facts.members[index]);
    let subject = node.subject.as_str();
    let mut found = Vec::new();
    match &member.pod {
        None => {
            let message = "it is no pod: what runs it has to restart it";
            found.push(Objection::firm(Finding::new("bare-pod", Severity::Critical, subject, message)));
        }
        Some(pod) if pod.owner.is_none() => {
            let message = "no controller would make the pod again: it would be gone, with the data in it";
            found.push(Objection::firm(Finding::new("bare-pod", Severity::Critical, subject, message)));
        }
        Some(_) => {}
    }
    match &member.answer {
        Err(error) => found.push(objection(subject, "unreachable", error.chain())),
        Ok(_) if node.role == Some(Role::Replica) && node.link != Some(Link::Up) => {
            found.push(objection(
                subject,
                "replica-link-down",
                "its link is not up: there is one copy less to rely on",
            ));
        }
        Ok(_) if member.info().is_some_and(|info| info.flag("loading") == Some(true)) => {
            found.push(objection(subject, "loading", "it is reading its data from disk"));
        }
        Ok(_) => {}
    }
    found
}

/// A primary that restarts in its place has to come back with its data, and as the primary.
fn judge_in_place(facts: &Facts, primary: usize) -> Vec<Objection> {
    let (subject, member) = (facts.subject_of(primary), &facts.members[primary]);
    let mut found = Vec::new();
    if member.intended_role == Some(Role::Replica) {
        let intended = facts.members.iter().find(|member| member.intended_role == Some(Role::Primary));
        let back = intended.map_or_else(|| "the primary of its chart".to_owned(), |member| member.name.clone());
        let message = format!("it would come back as a replica of {back}, and discard what was written to it");
        let finding = Finding::new("role-unexpected", Severity::Critical, subject, message);
        found.push(Objection::firm(finding.hint(format!("go back first: redis-ops promote-replica {back}"))));
    }
    let volumes = member.pod.iter().flat_map(|pod| pod.volumes.values());
    let on_volume = volumes.into_iter().any(|volume| matches!(volume, Volume::Claim(_) | Volume::HostPath(_)));
    let why = match (facts.settings[primary].persists, on_volume) {
        (Some(false), _) => Some("persistence is off, so that it would come back empty"),
        (_, false) => Some("it has no volume that outlives the pod, so that it would come back empty"),
        (Some(true) | None, true) => None,
    };
    if let Some(why) = why {
        found.push(objection(subject, "persistence-off", format!("{why}, and its replicas would copy that")));
    }
    if let Some(info) = member.info().filter(|_| why.is_none()) {
        found.extend(judge_files(subject, info));
    }
    found
}

/// A primary that comes back with what its files have: is that all?
pub(in crate::commands) fn judge_files(subject: &str, info: &Info) -> Option<Objection> {
    let failed = |field: &str| info.text(field).is_some_and(|status| status != "ok");
    let (id, what) = match info.flag("aof_enabled") == Some(true) {
        true if failed("aof_last_write_status") => ("aof-write-failed", "its AOF cannot be written"),
        false if failed("rdb_last_bgsave_status") => ("rdb-save-failed", "its last save has failed"),
        _ => return None,
    };
    let message = format!("{what}: it would come back with older data, and its replicas would copy that");
    let finding = Finding::new(id, Severity::Critical, subject, message);
    Some(Objection::soft(finding.hint("is its disk full? redis-ops save tells more")))
}

async fn right(scene: &Scene) -> Option<Objection> {
    let kubernetes = scene.target.dialer.kubernetes.as_ref()?;
    let namespace = scene.target.instance.namespace.as_deref()?;
    let may = kubernetes.review_access(namespace, "create", "pods/eviction").await.ok()?;
    let message = "the right to evict pods is missing";
    let finding = Finding::new("right-missing", Severity::Critical, &scene.facts.subject, message);
    (!may).then(|| {
        Objection::firm(finding.hint(format!("kubectl auth can-i create pods --subresource=eviction -n {namespace}")))
    })
}
