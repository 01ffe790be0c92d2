//! A cutover as a plan.

use super::judge::{LoginChange, Side, login_change, old_reads_new, regains_login};
use super::services::Rest;
use crate::domain::plan::{Danger, Plan, Step};
use crate::domain::promote::{Limits, ServicePlan};
use crate::report::units;

/// What the plan is made of.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The instance that is left, and the one that takes over.
    pub sides: (Side<'a>, Side<'a>),
    /// Whether the new one follows the old one already.
    pub follows: bool,
    /// Where the new one finds the old one, and the other way round.
    pub addresses: (&'a str, &'a str),
    /// Services that are led over.
    pub services: &'a ServicePlan,
    /// What is left to be done by hand.
    pub rest: &'a Rest,
    /// How long writes may stand still.
    pub limits: Limits,
    /// The command that goes back.
    pub failback: &'a str,
}

/// The plan.
pub fn plan_cutover(facts: &Facts<'_>) -> Plan {
    let (old, new) = facts.sides;
    let (from, to) = (old.facts.subject_of(old.head), new.facts.subject_of(new.head));
    let settings = (&old.facts.settings[old.head], &new.facts.settings[new.head]);
    let mut steps = Vec::new();
    if !facts.follows {
        let does = login_change(settings.0, settings.1).map(|change| match change {
            LoginChange::Lent => format!("lend {to} the password of {from} as masterauth, until it is a primary again"),
            LoginChange::TakenAway => {
                format!("take the masterauth of {to} away, until it is a primary again: {from} wants none")
            }
        });
        steps.extend(does.map(|does| Step::new("masterauth", does)));
        let does = format!("make {to} a replica of {from} at {}; what it holds is gone", facts.addresses.0);
        steps.push(Step::new("attach", does));
    }
    let limit = units::duration(facts.limits.catch_up.as_secs_f64());
    steps.push(Step::new("sync", format!("wait until {to} is in sync")));
    let does = login_change(settings.1, settings.0).map(|change| match change {
        LoginChange::Lent => {
            format!("give {from} the password of {to} as masterauth, until it leads again or is restarted")
        }
        LoginChange::TakenAway => {
            format!("take the masterauth of {from} away, until it leads again or is restarted: {to} wants none")
        }
    });
    steps.extend(does.map(|does| Step::new("masterauth-back", does)));
    steps.push(Step::new("pause", format!("hold the writes of {from} back (CLIENT PAUSE WRITE)")));
    steps.push(Step::new("wait", format!("wait until {to} has every byte, {limit} at most")));
    steps.push(Step::new("promote", format!("make {to} a primary (REPLICAOF NO ONE)")).undone_by(facts.failback));
    let does = format!("make {from} a replica of {to} at {}: it takes no writes any more", facts.addresses.1);
    steps.push(Step::new("demote", does));
    if facts.follows && regains_login(settings.0, settings.1) {
        steps.push(Step::new("masterauth-own", format!("give {to} its own instance's password as masterauth again")));
    }
    for service in facts.services.patched() {
        let does = format!("lead Service {} to {to}; its former selector is kept in an annotation", service.name);
        steps.push(Step::new("service", does));
    }
    if facts.services.patched().next().is_some() {
        let does = format!("end the clients' connections to {from}: they come again by the Services");
        steps.push(Step::new("clients", does));
    }
    steps.push(Step::new("verify", format!("write a key to {to}, read it, and take it away")));
    let who = match new.facts.replicas_beside(new.head).count() {
        0 => format!("{from} is"),
        1 => format!("{from} and the new one's own replica are"),
        several => format!("{from} and the new one's own {several} replicas are"),
    };
    steps.push(Step::new("follow", format!("wait until {who} in sync with {to}")));
    let mut remarks = facts.rest.clone();
    remarks.push(format!(
        "writes stand still for a moment, {} at most; no acknowledged write is lost",
        units::duration(facts.limits.pause.as_secs_f64())
    ));
    if old_reads_new(old, new) == Some(false) {
        remarks.push(format!(
            "{from} does not read a full copy of {to}: it follows by the partial copy alone, and is of no use for the way \
             back once their link was down for longer than the backlog holds"
        ));
    }
    remarks.push(format!(
        "if {from} restarts, it comes back as its own chart has it, with its data of that moment: nobody may be led to it"
    ));
    Plan {
        intent: format!("cut over from {} to {}", old.facts.subject, new.facts.subject),
        target: new.facts.subject.clone(),
        danger: Danger::Destroys,
        steps,
        remarks,
    }
}
