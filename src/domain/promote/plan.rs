//! A promotion as a plan: the steps in their order, what takes them back, and what to know before agreeing.

use super::facts::{Facts, MasterAuth, Pair};
use super::force::Gap;
use super::machine::{FAILOVERS, Limits};
use super::reverts::what_reverts;
use super::services::{PrimaryService, ServiceMove, ServicePlan};
use super::way::Way;
use super::writes::{ends_as_replica, refuses_writes};
use crate::domain::plan::{Danger, Plan, Step};
use crate::report::units;
use crate::target::role_owner::RoleOwner;

/// How the instance is named on a command line.
#[derive(Debug, Clone)]
pub struct Subject {
    /// `-n NAMESPACE -r INSTANCE`, or `--url URL`.
    pub place: String,
    /// The name that consent is given by.
    pub name: String,
    /// Whether it is named by `--url`.
    pub by_url: bool,
}

/// The command that gives the role back.
pub fn failback(subject: &Subject, old: &str) -> String {
    if subject.by_url {
        format!("redis-ops promote-replica --url redis://{old}")
    } else {
        format!("redis-ops promote-replica {old} {}", subject.place)
    }
}

/// The plan of a promotion with the primary's help. `forced` is whether a reason against it was overridden.
pub fn plan_promotion(
    facts: &Facts,
    pair: Pair,
    (way, services): (Way, &ServicePlan),
    subject: &Subject,
    (limits, forced): (Limits, bool),
) -> Plan {
    let (old, new) = (facts.name(pair.old), facts.name(pair.new));
    let back = failback(subject, old);
    let mut steps = Vec::new();
    if pair.old != pair.new {
        steps.extend(switch_steps(facts, pair, way, limits).into_iter().map(|step| {
            let is_switch = ["failover", "promote"].contains(&step.id);
            if is_switch { step.undone_by(back.clone()) } else { step }
        }));
    }
    steps.extend(after_steps(facts, pair, way, services));
    let mut remarks = Vec::new();
    if pair.old == pair.new {
        remarks.push(format!("{new} is the primary already: only what an earlier run left undone is done"));
    } else {
        if matches!(way, Way::Failover | Way::Pause) && facts.owner == RoleOwner::Unknown {
            remarks.push(facts.owner.words().after_manual_promotion.to_owned());
        }
        remarks.extend(what_reverts(facts, pair, services));
        if let MasterAuth::Unknown(why) = &facts.settings[pair.old].masterauth {
            remarks.push(format!("whether {old} can log in to {new} could not be told: {why}"));
        }
        remarks.push(if way == Way::Sentinel && !facts.holds_writes_back(pair.old) {
            format!("{old} cannot hold its writes back: what it acknowledges while Sentinel fails over is LOST")
        } else {
            let longest = units::duration((limits.catch_up + limits.promotion).as_secs_f64());
            format!("writes stand still for a moment, {longest} at most; no acknowledged write is lost")
        });
    }
    remarks.extend(left_alone(facts, pair));
    Plan {
        intent: match pair.old == pair.new {
            true => format!("see to what is left to do for {new}, the primary of {} already", facts.subject),
            false => format!("make {new} the primary of {}, in place of {old}", facts.subject),
        },
        target: subject.name.clone(),
        danger: if forced { Danger::Destroys } else { Danger::Changes },
        steps,
        remarks,
    }
}

fn switch_steps(facts: &Facts, pair: Pair, way: Way, limits: Limits) -> Vec<Step> {
    let (old, new) = (facts.name(pair.old), facts.name(pair.new));
    let limit = units::duration(limits.catch_up.as_secs_f64());
    let attached = facts.attached(pair).map_or_else(|| new.to_owned(), |(host, port)| format!("{host} {port}"));
    let hold = Step::new("pause", format!("hold the writes of {old} back (CLIENT PAUSE WRITE)"));
    let wait = Step::new("wait", format!("wait until {new} has every byte of {old}, {limit} at most"));
    let follow = Step::new("demote", format!("make {old} a replica of {new}, and let writes go on"));
    match way {
        Way::Cluster => vec![Step::new(
            "failover",
            format!(
                "CLUSTER FAILOVER on {new}, to which {old} hands over, once {new} has followed it for four node timeouts"
            ),
        )],
        Way::Failover => vec![Step::new(
            "failover",
            format!(
                "FAILOVER TO {attached} on {old}, which hands over: {} short tries at most, then one with TIMEOUT {}",
                FAILOVERS - 1,
                limits.catch_up.as_millis()
            ),
        )],
        Way::Pause => {
            vec![hold, wait, Step::new("promote", format!("make {new} a primary (REPLICAOF NO ONE)")), follow]
        }
        Way::Sentinel => {
            let name = facts.sentinels.as_ref().map_or("mymaster", |seen| seen.master_name.as_str());
            let mut steps = Vec::new();
            if facts.siblings(pair).iter().any(|index| facts.settings[*index].priority != Some(0)) {
                steps.push(Step::new(
                    "priority",
                    format!("lend {new} the best replica-priority until the end, so that Sentinel chooses it"),
                ));
            }
            let ask = format!(
                "SENTINEL FAILOVER {name}, COORDINATED where Sentinel knows that; else with the writes of {old} held back \
                 before, until {new} has every byte, and {old} made its replica before they go on"
            );
            steps.push(Step::new("failover", ask));
            steps
        }
    }
}

fn after_steps(facts: &Facts, pair: Pair, way: Way, services: &ServicePlan) -> Vec<Step> {
    let (old, new) = (facts.name(pair.old), facts.name(pair.new));
    let mut steps: Vec<Step> = services.patched().map(|one| lead(one, new)).collect();
    if !steps.is_empty() && pair.old != pair.new {
        let does = format!("end the clients' connections to {old}: they come again by the Services");
        steps.push(Step::new("clients", does));
    }
    let mut siblings = siblings_that_answer(facts, pair);
    if matches!(way, Way::Failover | Way::Pause) && pair.old != pair.new {
        siblings.push(old);
    }
    match way {
        _ if siblings.is_empty() => {}
        Way::Failover | Way::Pause => {
            let address =
                facts.stable_address(pair).map_or_else(|| new.to_owned(), |(host, port)| format!("{host}:{port}"));
            steps.push(Step::new("repoint", format!("have {} follow {new} by {address}", siblings.join(" and "))));
        }
        Way::Sentinel | Way::Cluster => {
            steps.push(Step::new("follow", format!("wait until {} follow {new}", siblings.join(" and "))));
        }
    }
    let following: Vec<&str> = services.following().map(|one| one.name.as_str()).collect();
    if !following.is_empty() {
        steps.push(Step::new("await-services", format!("wait until Services {} lead to {new}", following.join(", "))));
    }
    steps.push(Step::new(
        "verify",
        format!("write a key to {new}, read it, and take it away; look at every member again"),
    ));
    steps
}

/// One that is silent can be told nothing.
fn siblings_that_answer(facts: &Facts, pair: Pair) -> Vec<&str> {
    let answers = |index: &usize| facts.topology.nodes[*index].role.is_some();
    facts.siblings(pair).into_iter().filter(answers).map(|index| facts.name(index)).collect()
}

fn left_alone(facts: &Facts, pair: Pair) -> Option<String> {
    let answering = siblings_that_answer(facts, pair);
    let all: Vec<&str> = facts.siblings(pair).into_iter().map(|index| facts.name(index)).collect();
    let silent: Vec<&str> = all.into_iter().filter(|name| !answering.contains(name)).collect();
    let new = facts.name(pair.new);
    let (is, goes_on) = if silent.len() == 1 { ("does", "it is") } else { ("do", "they are") };
    (!silent.is_empty()).then(|| {
        format!("{} {is} not answer: {goes_on} not told to follow {new}, nor waited for", silent.join(" and "))
    })
}

fn lead(service: &PrimaryService, new: &str) -> Step {
    let kept = match &service.becomes {
        ServiceMove::Patched { keep: None, .. } => "as it was before",
        _ => "its former selector is kept in an annotation",
    };
    Step::new("service", format!("lead Service {} to {new}; {kept}", service.name))
}

/// The plan of a promotion without the primary's help.
pub fn plan_force(
    facts: &Facts,
    pair: Pair,
    (way, services): (Way, &ServicePlan),
    subject: &Subject,
    gap: &Gap,
) -> Plan {
    let (old, new) = (facts.name(pair.old), facts.name(pair.new));
    let alive = pair.old != pair.new && facts.info(pair.old).is_some();
    let mut steps = vec![match way {
        Way::Sentinel => Step::new("failover", "SENTINEL FAILOVER, without the primary being asked".to_owned()),
        Way::Cluster => Step::new("failover", format!("CLUSTER FAILOVER FORCE on {new}: the other primaries vote")),
        Way::Failover | Way::Pause => Step::new("promote", format!("make {new} a primary (REPLICAOF NO ONE)")),
    }];
    let mut siblings = siblings_that_answer(facts, pair);
    if alive {
        siblings.push(old);
    }
    steps.extend(services.patched().map(|one| lead(one, new)));
    if matches!(way, Way::Failover | Way::Pause) && !siblings.is_empty() {
        steps.push(Step::new("repoint", format!("have {} follow {new}", siblings.join(" and "))));
    } else if !siblings.is_empty() {
        steps.push(Step::new("follow", format!("wait until {} follow {new}", siblings.join(" and "))));
    }
    steps.push(Step::new(
        "verify",
        format!("write a key to {new}, read it, and take it away; look at every member again"),
    ));
    let mut remarks = vec![format!("{new}: {}", gap.words())];
    let refused = refuses_writes(facts, facts.info(pair.old), pair.new);
    remarks.extend(refused.map(|objection| format!("{new}: {}", objection.finding.message)));
    if alive {
        remarks.push(format!("what {old} has and {new} lacks is discarded when {old} follows {new}"));
        let ends = ends_as_replica(facts, pair.old);
        remarks.extend(ends.map(|objection| format!("{old}: {}", objection.finding.message)));
    } else if pair.old != pair.new {
        remarks.push(format!(
            "{old} does not answer; if it lives, it is a second primary until it is restarted or repointed"
        ));
        if subject.by_url {
            remarks.push(format!("whoever else follows {old} is not seen from here, and goes on waiting for it"));
        }
    }
    let silent = facts.siblings(pair).into_iter().filter(|index| facts.info(*index).is_none());
    remarks.extend(silent.map(|index| format!("{} does not answer: nobody leads it to {new}", facts.name(index))));
    if pair.old != pair.new {
        remarks.extend(what_reverts(facts, pair, services));
    }
    Plan {
        intent: format!("make {new} the primary of {} without asking the old one", facts.subject),
        target: subject.name.clone(),
        danger: Danger::Destroys,
        steps,
        remarks,
    }
}
