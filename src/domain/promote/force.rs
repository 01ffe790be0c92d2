//! A promotion without the primary: what is lost is said before, as far as it can be known.

use super::facts::{Facts, MasterAuth, Objection, Pair};
use super::preflight::answers_as;
use super::way::rebuild;
use crate::report::{Finding, Severity, units};
use crate::target::flavour::Role;
use crate::target::role_owner::RoleOwner;
use serde::Serialize;

/// What the replica lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Bytes that the primary has written and the replica has not; none where the primary does not answer, or the two
    /// have different histories.
    pub bytes: Option<u64>,
    /// Seconds since the replica last heard of its primary; none while they are in contact.
    pub seconds_since_contact: Option<u64>,
}

/// What the replica lacks.
pub fn gap(facts: &Facts, new: usize) -> Gap {
    let count = |field: &str| facts.info(new)?.signed(field).and_then(|value| u64::try_from(value).ok());
    Gap {
        bytes: facts.topology.nodes[new].lag_bytes,
        seconds_since_contact: count("master_link_down_since_seconds").or_else(|| count("master_last_io_seconds_ago")),
    }
}

impl Gap {
    /// In words.
    pub fn words(&self) -> String {
        let contact = match self.seconds_since_contact {
            Some(seconds) => format!("its last contact with the primary was {} ago", units::duration(seconds as f64)),
            None => "it is not known when it last heard of the primary".to_owned(),
        };
        match self.bytes {
            Some(0) => "it has all that the primary has acknowledged so far".to_owned(),
            Some(bytes) => {
                format!("it lacks {} bytes of what the primary has acknowledged; {contact}", units::count(bytes))
            }
            None => format!("what it lacks is unknown: {contact}"),
        }
    }
}

/// What stands in the way even so.
pub fn force_objections(facts: &Facts, pair: Pair) -> Vec<Objection> {
    let subject = facts.subject_of(pair.new);
    let firm = |id: &str, message: &str| Objection::firm(Finding::new(id, Severity::Critical, subject, message));
    let mut found = Vec::new();
    match facts.owner {
        RoleOwner::StatefulSetName => found.push(Objection::firm(rebuild(facts, pair))),
        RoleOwner::Nobody => found.push(firm("role-owner-refuses", "there is one server, and nobody to promote")),
        _ => {}
    }
    if answers_as(facts, pair.new, Role::Primary) {
        let name = facts.name(pair.new);
        let finding = Finding::new("role-unexpected", Severity::Critical, subject, "it is a primary already");
        let hint = format!("redis-ops promote-replica {name} leads clients and the other members to it");
        found.push(Objection::firm(finding.hint(hint)));
    } else if !answers_as(facts, pair.new, Role::Replica) {
        let error = facts.members[pair.new].answer.as_ref().err();
        let why = error.map(|error| format!(": {}", error.chain())).unwrap_or_default();
        let message = format!("it does not answer as a replica{why}");
        let finding = Finding::new("unreachable", Severity::Critical, subject, message);
        let hint = error.and_then(|error| error.hints().first().cloned());
        found.push(Objection::firm(hint.into_iter().fold(finding, Finding::hint)));
    }
    let flag = |field: &str| facts.info(pair.new).and_then(|info| info.flag(field)) == Some(true);
    if flag("loading") {
        found.push(firm("loading", "it is reading its data from disk"));
    }
    if flag("master_sync_in_progress") {
        found.push(firm("replica-link-down", "it is taking a full copy, and has a part of the keys"));
    }
    if facts.settings[pair.new].masterauth == MasterAuth::Differs {
        found.push(Objection::soft(Finding::new(
            "masterauth",
            Severity::Critical,
            subject,
            "its masterauth is another password",
        )));
    }
    found
}
