//! What a promotion says before it begins and after it ended: refusals, dry runs, the account.

use super::job::Finished;
use super::report::{PromoteReport, members_now};
use super::route;
use super::scene::Scene;
use super::switch::Ended;
use crate::domain::plan::Plan;
use crate::domain::promote::{Gap, Limits, Objection, Pair, ServicePlan, Subject, Way, failback};
use crate::error::{Error, Result};
use crate::report::{Finding, Outcome, Severity, TargetRef, Verdict};
use crate::target::flavour::Role;
use crate::target::role_owner::RoleOwner;

/// What is to be done.
#[derive(Debug)]
pub(super) struct Proposal {
    pub pair: Pair,
    pub way: Way,
    pub services: ServicePlan,
    pub plan: Plan,
    pub gap: Option<Gap>,
    pub limits: Limits,
}

/// Whether Services may be patched; none where none has to be, or it could not be asked.
pub(super) async fn may_patch(scene: &Scene, services: &ServicePlan) -> Option<bool> {
    services.patched().next()?;
    let kubernetes = scene.target.dialer.kubernetes.as_ref()?;
    let namespace = scene.target.instance.namespace.as_deref()?;
    kubernetes.review_access(namespace, "patch", "services").await.ok()
}

/// The refusal that these objections make.
pub(super) fn refusal(scene: &Scene, command: &str, objections: &[Objection]) -> Error {
    let mut error = Error::refused(format!("{command} was refused for {}; nothing was changed", scene.facts.subject));
    for objection in objections {
        let finding = &objection.finding;
        error = error.cause(format!("{}: {} [{}]", finding.subject, finding.message, finding.id));
        error = finding.hint.iter().fold(error, |error, hint| error.hint(hint.clone()));
    }
    let all = objections.iter().all(|objection| objection.forceable);
    // That one destroys nothing that its primary has not.
    let consent = match command {
        super::resync_replica::NAME => "--yes".to_owned(),
        _ => format!("--confirm {}", scene.facts.subject),
    };
    if all { error.hint(format!("--force with {consent} does it all the same")) } else { error }
}

/// Refuses where something stands in the way that is not overridden.
///
/// # Errors
/// The refusal, with every reason.
pub(super) fn refuse(scene: &Scene, command: &str, objections: &[Objection], force: bool) -> Result<()> {
    let standing: Vec<Objection> =
        objections.iter().filter(|objection| !(force && objection.forceable)).cloned().collect();
    if standing.is_empty() { Ok(()) } else { Err(refusal(scene, command, &standing)) }
}

/// The plan alone, with what would be refused.
pub(super) fn dry_run(scene: &Scene, proposal: Proposal, objections: Vec<Objection>, force: bool) -> Outcome {
    let refused = objections.iter().any(|objection| !(force && objection.forceable));
    let verdict = if refused { Verdict::Refused } else { Verdict::Ok };
    let findings = objections.into_iter().map(|objection| *objection.finding).collect();
    let facts = &scene.facts;
    let report = PromoteReport {
        from: facts.name(proposal.pair.old).to_owned(),
        to: facts.name(proposal.pair.new).to_owned(),
        plan: proposal.plan,
        role_owner: facts.owner,
        way: proposal.way,
        gap: proposal.gap,
        services: proposal.services,
        done: false,
        steps: Vec::new(),
        probe: None,
        services_outage_ms: None,
        members: Vec::new(),
        leads_to: Vec::new(),
        failback: None,
    };
    Outcome::with_findings(verdict, findings, Some(scene.target.reference()), &report)
}

/// What to type after a promotion that stopped half-way: it needs a primary, and where there is none one has to be made.
fn what_is_left(owner: RoleOwner, subject: &Subject, after: Option<&Scene>, (from, meant): (&str, &str)) -> String {
    let (on, back) = (failback(subject, meant), failback(subject, from));
    let nodes = after.map(|scene| scene.facts.topology.nodes.as_slice()).unwrap_or_default();
    let of = |name: &str| nodes.iter().find(|node| node.member == name);
    let told = [meant, from].into_iter().filter_map(of).max_by_key(|node| node.role.is_some());
    let shard = told.map(|node| node.shard.clone());
    let same = |node: &&crate::domain::replication::Node| shard.as_ref().is_none_or(|shard| node.shard == *shard);
    let roles: Vec<Role> = nodes.iter().filter(same).filter_map(|node| node.role).collect();
    // nobody says what it is: nothing is known of who leads
    if roles.contains(&Role::Primary) || roles.is_empty() {
        let silent = !roles.is_empty() && of(from).is_none_or(|node| node.role.is_none());
        if subject.by_url && silent {
            let join = format!("redis-ops promote-replica {meant} --url redis://{from} --force --confirm {from}");
            let others = led_to(meant, after);
            return format!(
                "{on} does what is left{others}; if {from} comes back as a primary, {join} makes it a replica; then {back} goes back"
            );
        }
        return match from == meant {
            true => format!("{on} does what is left"),
            false => format!("{on} does what is left; {back} goes back"),
        };
    }
    let by_sentinel = [RoleOwner::Sentinel, RoleOwner::SpotahomeOperator, RoleOwner::OpstreeSentinel];
    if by_sentinel.contains(&owner) {
        let place = &subject.place;
        return format!(
            "nobody is the primary: Sentinel has one take over by itself; redis-ops replication-info {place} shows it"
        );
    }
    // The cluster does not: a node whose link to a primary was never up is no candidate (redis/src/cluster.c,
    // clusterHandleSlaveFailover: data_age), unless it is asked by name.
    let force = |name: &str| match subject.by_url {
        // the one that the options named may be the one that is dead
        true => format!("redis-ops force-failover {name} --url redis://{name} --confirm {name}"),
        false => format!("redis-ops force-failover {name} {} --confirm {}", subject.place, subject.name),
    };
    let by_url = |name: &str| if subject.by_url { led_to(name, after) } else { String::new() };
    match (of(meant).and_then(|node| node.role), of(from).and_then(|node| node.role)) {
        (Some(_), _) => format!("nobody is the primary: {} makes it so after all{}", force(meant), by_url(meant)),
        (None, Some(_)) => format!("nobody is the primary: {} goes back{}", force(from), by_url(from)),
        (None, None) => {
            format!("nobody is the primary: redis-ops force-failover {} has another take over", subject.place)
        }
    }
}

/// The servers that follow somebody else than `primary`, and how each is led to it: where nothing but the servers tells who
/// belongs together, a primary knows nothing of whoever follows another.
fn led_to(primary: &str, after: Option<&Scene>) -> String {
    let Some(topology) = after.map(|scene| &scene.facts.topology) else { return String::new() };
    let Some(at) = topology.index_of(primary) else { return String::new() };
    let astray = topology.replicas().filter(|(index, node)| *index != at && node.upstream != Some(at));
    let command =
        |name: &str| format!("; redis-ops promote-replica {primary} --url redis://{name} --yes leads {name} to it");
    astray.map(|(_, node)| command(&node.member)).collect()
}

/// With `--url`, a primary that is dead tells nobody who follows it.
fn unseen_followers(subject: &Subject, after: Option<&Scene>, (from, to): (&str, &str)) -> Option<Finding> {
    let topology = &after?.facts.topology;
    let role = |name: &str| topology.index_of(name).and_then(|index| topology.nodes[index].role);
    if !subject.by_url || from == to || role(from).is_some() || role(to) != Some(Role::Primary) {
        return None;
    }
    let message = format!(
        "who else follows {from} cannot be told, since it does not answer: such a server goes on waiting for it"
    );
    let hint =
        format!("redis-ops promote-replica {to} --url redis://HOST:PORT --yes leads the server at HOST:PORT to {to}");
    Some(Finding::new("followers-unseen", Severity::Info, from, message).hint(hint))
}

/// The account of a promotion that was begun.
pub(super) fn outcome(
    proposal: Proposal,
    owner: RoleOwner,
    subject: &Subject,
    (from, meant): (String, String),
    reference: TargetRef,
    finished: Finished,
) -> Outcome {
    let back = failback(subject, &from);
    let mut findings = finished.findings;
    let lost = findings.iter().any(|finding| finding.id == "write-lost");
    let instance = &proposal.plan.target;
    let verdict = match &finished.ended {
        Ended::Done if lost => Verdict::VerificationFailed,
        Ended::Done => Verdict::Ok,
        Ended::GaveUp(why) => {
            let message = format!("the switch was given up, and roles are as they were: {why}");
            findings.push(Finding::new("promotion-given-up", Severity::Critical, instance, message));
            Verdict::Failed
        }
        Ended::Stopped(why) => {
            let message = format!("the plan was carried out in part: {why}");
            let finding = Finding::new("promotion-unfinished", Severity::Critical, instance, message);
            findings.push(finding.hint(what_is_left(owner, subject, finished.after.as_ref(), (&from, &meant))));
            Verdict::Partial
        }
    };
    let done = verdict == Verdict::Ok;
    if done && finished.to != meant {
        let message = format!("Sentinel chose {} rather than {meant}", finished.to);
        findings.push(Finding::new("promoted-another", Severity::Info, instance, message));
    }
    findings.extend(unseen_followers(subject, finished.after.as_ref(), (&from, &finished.to)));
    let names: Vec<&str> = proposal.services.all.iter().map(|one| one.name.as_str()).collect();
    let (members, leads_to) = match &finished.after {
        Some(scene) => (members_now(&scene.facts.topology), route::leads_to(scene, &names)),
        None => (Vec::new(), Vec::new()),
    };
    if members.is_empty() {
        let message = "how the members are now could not be seen";
        findings.push(Finding::new("objects-unseen", Severity::Unknown, instance, message));
    }
    let moved = finished.to != from && !matches!(finished.ended, Ended::GaveUp(_));
    let report = PromoteReport {
        plan: proposal.plan,
        role_owner: owner,
        way: proposal.way,
        from,
        to: finished.to,
        gap: proposal.gap,
        services: proposal.services,
        done,
        steps: finished.steps,
        probe: finished.probe,
        services_outage_ms: finished.services_outage_ms,
        members,
        leads_to,
        failback: moved.then_some(back),
    };
    Outcome::with_findings(verdict, findings, Some(reference), &report)
}
