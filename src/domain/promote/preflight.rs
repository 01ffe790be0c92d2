//! What speaks against a promotion: a table of rules over what was seen.

use super::choose::{rivals, two_primaries};
use super::facts::{Facts, MasterAuth, Objection, Pair, at_least};
use super::services::ServicePlan;
use super::way::Way;
use super::writes::{ends_as_replica, refuses_writes};
use crate::domain::replication::Link;
use crate::formats::info::Info;
use crate::formats::sentinel::{Quorum, SentinelView};
use crate::report::{Finding, Severity, units};
use crate::target::flavour::Role;

/// What the user allows.
#[derive(Debug, Clone, Copy)]
pub struct Preflight {
    /// Bytes the replica may be behind.
    pub max_lag_bytes: u64,
    /// Whether Services stay as they are.
    pub leave_services: bool,
    /// Whether Services may be patched; none where that was not asked.
    pub may_patch_services: Option<bool>,
}

/// Every reason not to promote, in the order in which they are looked at.
pub fn judge(facts: &Facts, pair: Pair, way: Way, services: &ServicePlan, limits: Preflight) -> Vec<Objection> {
    let mut found = roles(facts, pair);
    found.extend(replica(facts, pair, limits));
    found.extend(refuses_writes(facts, facts.info(pair.old), pair.new));
    found.extend(ends_as_replica(facts, pair.old));
    found.extend(follower(facts, pair));
    found.extend(busy(facts, pair));
    match way {
        Way::Sentinel => {
            found.extend(sentinels(facts, pair));
            found.extend(cannot_hold_back(facts.info(pair.old), facts.subject_of(pair.old)));
        }
        Way::Cluster => {}
        Way::Failover | Way::Pause => found.extend(stranger_sentinel(facts, pair)),
    }
    if !limits.leave_services {
        found.extend(routes(facts, services, limits.may_patch_services));
    }
    found
}

/// Exactly one primary, and nobody who may be another one.
fn roles(facts: &Facts, pair: Pair) -> Vec<Objection> {
    let mut found = Vec::new();
    if !facts.topology.is_sharded() {
        let primaries: Vec<usize> = facts.topology.primaries().map(|(index, _)| index).collect();
        if primaries.len() > 1 {
            found.push(two_primaries(facts, &primaries));
        }
    }
    for index in facts.siblings(pair) {
        if let Err(error) = &facts.members[index].answer {
            let message = format!("it does not say whether it is a primary too: {}", error.chain());
            found.push(Objection::soft(Finding::new(
                "unreachable",
                Severity::Critical,
                facts.subject_of(index),
                message,
            )));
        }
    }
    found
}

/// The replica has everything, or is about to.
fn replica(facts: &Facts, pair: Pair, limits: Preflight) -> Vec<Objection> {
    let node = &facts.topology.nodes[pair.new];
    let (subject, old) = (node.subject.as_str(), facts.name(pair.old));
    let mut found = Vec::new();
    if facts.info(pair.new).is_some_and(|info| info.flag("loading") == Some(true)) {
        found.push(Objection::firm(Finding::new(
            "loading",
            Severity::Critical,
            subject,
            "it is reading its data from disk",
        )));
    }
    if node.link != Some(Link::Up) {
        let word = node.link.map_or("unknown", Link::word);
        let finding =
            Finding::new("replica-link-down", Severity::Critical, subject, format!("its link to {old} is {word}"));
        found.push(Objection::firm(finding.hint("redis-ops force-failover promotes what it has")));
        return found;
    }
    if node.upstream.is_some_and(|upstream| upstream != pair.old) {
        let upstream = node.upstream.map(|upstream| facts.name(upstream)).unwrap_or_default();
        let message = format!("it follows {upstream}, which is a replica itself");
        // How far it is behind the primary is told by nobody, and is not the reason.
        found.push(Objection::firm(
            Finding::new("no-candidate", Severity::Critical, subject, message)
                .hint(format!("redis-ops promote-replica {upstream} promotes the one that it follows")),
        ));
        return found;
    } else if facts.attached(pair).is_none() {
        let message = format!("{old} does not name it among its replicas");
        found.push(Objection::firm(Finding::new("no-candidate", Severity::Critical, subject, message)));
    }
    match node.lag_bytes {
        Some(lag) if lag > limits.max_lag_bytes => {
            let message = format!("it is {} behind {old}, and writes would stand still meanwhile", units::bytes(lag));
            let finding = Finding::new("replica-lag", Severity::Critical, subject, message);
            found.push(Objection::soft(finding.hint("wait for it, or allow it with --max-lag")));
        }
        Some(_) => {}
        None => {
            let message = format!("it cannot be told how far it is behind {old}");
            found.push(Objection::soft(Finding::new("replica-lag", Severity::Critical, subject, message)));
        }
    }
    if facts.settings[pair.new].priority == Some(0) {
        let message = "its replica-priority is 0: somebody wants it never to be promoted";
        found.push(Objection::soft(Finding::new("never-promoted", Severity::Critical, subject, message)));
    }
    found
}

/// The old primary will have to log in to the new one.
fn follower(facts: &Facts, pair: Pair) -> Option<Objection> {
    cannot_log_in(facts, pair.old, "the new primary")
}

/// A member that could not log in to the primary that it is to follow.
pub fn cannot_log_in(facts: &Facts, member: usize, primary: &str) -> Option<Objection> {
    let subject = facts.subject_of(member);
    let of = |message: &str| {
        let finding = Finding::new("masterauth", Severity::Critical, subject, message);
        Some(Objection::soft(finding.hint("CONFIG SET masterauth on it, and in its configuration file")))
    };
    match &facts.settings[member].masterauth {
        MasterAuth::Missing => {
            of(&format!("it has no masterauth: it could not follow {primary}, which wants a password"))
        }
        MasterAuth::Differs => of("its masterauth is another password than the one that the servers take"),
        MasterAuth::Fits | MasterAuth::NotNeeded | MasterAuth::Unknown(_) => None,
    }
}

/// Nobody else is at work on the old primary.
fn busy(facts: &Facts, pair: Pair) -> Vec<Objection> {
    let subject = facts.subject_of(pair.old);
    let mut found = Vec::new();
    let state = facts.info(pair.old).and_then(|info| info.text("master_failover_state"));
    if let Some(state) = state.filter(|state| *state != "no-failover") {
        found.push(Objection::firm(Finding::new(
            "failover-running",
            Severity::Critical,
            subject,
            format!("a failover is under way: {state}"),
        )));
    }
    let old = facts.name(pair.old);
    if facts.topology.attached.iter().any(|one| one.to == old && one.is_phantom()) {
        let message = "somebody is taking a snapshot of it: a backup that would be cut off";
        found.push(Objection::soft(Finding::new("snapshot-running", Severity::Critical, subject, message)));
    }
    found
}

fn sentinels(facts: &Facts, pair: Pair) -> Vec<Objection> {
    let subject = facts.subject.as_str();
    let none = |why: String| {
        let finding = Finding::new(
            "sentinel-unreachable",
            Severity::Critical,
            subject,
            format!("no Sentinel can be asked to fail over{why}"),
        );
        vec![Objection::firm(finding.hint("redis-ops health says what the Sentinels lack"))]
    };
    let Some(seen) = &facts.sentinels else { return none(String::new()) };
    if seen.views.is_empty() {
        let why: Vec<String> = seen.silent.iter().map(|(name, why)| format!("{name}: {why}")).collect();
        return none(format!(": {}", why.join("; ")));
    }
    let mut found = Vec::new();
    for (name, view) in &seen.views {
        let named = facts.topology.addresses.member_at(&view.watched.host, view.watched.port);
        if named != Some(facts.name(pair.old)) {
            let message = format!("it names {} as the primary", named.unwrap_or(&view.watched.host));
            found.push(Objection::firm(Finding::new("sentinel-disagrees", Severity::Critical, name, message)));
        }
        if view.watched.has("failover_in_progress") {
            found.push(Objection::firm(Finding::new(
                "failover-running",
                Severity::Critical,
                name,
                "it is failing over already",
            )));
        }
        if let Quorum::Lost(words) = &view.can_fail_over {
            let message = format!("too few Sentinels agree with each other: {words}");
            found.push(Objection::soft(Finding::new("sentinel-no-quorum", Severity::Critical, name, message)));
        }
    }
    if !seen.views.iter().any(|(_, view)| knows(facts, view, pair.new)) {
        let message = format!("no Sentinel knows {} as a replica that is up", facts.name(pair.new));
        found.push(Objection::firm(Finding::new("no-candidate", Severity::Critical, subject, message)));
    }
    found
}

/// Before 6.2 CLIENT PAUSE knows no WRITE: what the primary acknowledges until it is a replica may be lost.
fn cannot_hold_back(info: Option<&Info>, subject: &str) -> Option<Objection> {
    let info = info.filter(|info| !at_least(info, (6, 2)))?;
    let version = info.version().unwrap_or_else(|| "unknown".to_owned());
    let message = format!(
        "it is of version {version}: before 6.2 a primary cannot hold its writes back, and what it acknowledges while \
         Sentinel fails over is lost"
    );
    let finding = Finding::new("server-too-old", Severity::Critical, subject, message);
    Some(Objection::soft(finding.hint("stop the writers before, or upgrade to 6.2 or later first")))
}

fn knows(facts: &Facts, view: &SentinelView, member: usize) -> bool {
    let name = facts.name(member);
    view.replicas.iter().any(|replica| {
        facts.topology.addresses.member_at(&replica.host, replica.port) == Some(name)
            && !replica.flags.iter().any(|flag| ["s_down", "o_down", "disconnected"].contains(&flag.as_str()))
    })
}

/// A Sentinel that watches servers which seem to have none makes every promotion undone.
fn stranger_sentinel(facts: &Facts, pair: Pair) -> Option<Objection> {
    let watched = [pair.old, pair.new].into_iter().find(|index| facts.settings[*index].watched_by_sentinel)?;
    let message = "a Sentinel is connected to it, which would undo a promotion that it did not make";
    let finding = Finding::new("watched-by-sentinel", Severity::Critical, facts.subject_of(watched), message);
    Some(Objection::firm(
        finding.hint("ask that Sentinel: SENTINEL FAILOVER; name its namespace with -n, so that it is found"),
    ))
}

/// The reasons against what is left to do where the replica is the primary already: its clients have to find it.
pub fn judge_rest(facts: &Facts, services: &ServicePlan, limits: Preflight) -> Vec<Objection> {
    let mut found = rivals(facts);
    if !limits.leave_services {
        found.extend(routes(facts, services, limits.may_patch_services));
    }
    found
}

/// Clients find the new primary.
fn routes(facts: &Facts, services: &ServicePlan, may_patch: Option<bool>) -> Vec<Objection> {
    let mut found = Vec::new();
    let subject = facts.subject.as_str();
    if let Some(why) = &facts.services_unseen {
        let message = format!("its Services cannot be seen, so that clients may be left with the old primary: {why}");
        found.push(Objection::firm(Finding::new("objects-unseen", Severity::Critical, subject, message).hint(LEAVE)));
    }
    let patched: Vec<&str> = services.patched().map(|one| one.name.as_str()).collect();
    if patched.is_empty() {
        return found;
    }
    let names = patched.join(", ");
    if let Some(manager) = facts.managers.iter().find(|manager| manager.reconciles) {
        let message = format!(
            "Services {names} would have to be changed, and {} ({}) would put them back, which leaves clients with a \
             replica",
            manager.manager, manager.name
        );
        let finding = Finding::new("services-reconciled", Severity::Critical, subject, message);
        found.push(Objection::firm(finding.hint(format!("pause it first: {}; {LEAVE}", manager.pause))));
    }
    found.extend(may_not_lead(facts, services, may_patch));
    found
}

/// Services that would have to be changed, without the right to it.
pub fn may_not_lead(facts: &Facts, services: &ServicePlan, may_patch: Option<bool>) -> Option<Objection> {
    let names: Vec<&str> = services.patched().map(|one| one.name.as_str()).collect();
    if may_patch != Some(false) || names.is_empty() {
        return None;
    }
    let names = names.join(", ");
    let message = format!("Services {names} would have to be changed, and the right to patch services is missing");
    let namespace = facts.subject.split('/').next().unwrap_or_default();
    let finding = Finding::new("right-missing", Severity::Critical, &facts.subject, message);
    Some(Objection::firm(finding.hint(format!("kubectl auth can-i patch services -n {namespace}; {LEAVE}"))))
}

const LEAVE: &str = "--leave-services promotes and leaves them as they are: for clients that do not use them";

/// Whether a member of a role answers at all.
pub(super) fn answers_as(facts: &Facts, index: usize, role: Role) -> bool {
    facts.topology.nodes[index].role == Some(role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_primary_that_cannot_hold_its_writes_back_is_refused_unless_forced() {
        let of = |version: &str| cannot_hold_back(Some(&Info::parse(&format!("redis_version:{version}\n"))), "web/a");
        let objection = of("6.0.16").expect("too old");
        assert!(objection.forceable && objection.finding.message.contains("6.0.16"), "{objection:?}");
        assert!(of("6.2.14").is_none() && of("7.2.4").is_none() && cannot_hold_back(None, "web/a").is_none());
    }
}
