//! The steps of a backup: of each shard the same, one shard after another.

use super::facts::AofFacts;
use crate::commands::backup::destination::Destination;
use crate::domain::backup::naming;
use crate::domain::backup::rewrite_hold::{self, Rewrites, SETTING};
use crate::domain::plan::{Danger, Plan, Step};
use crate::k8s::exec::Place as Container;
use crate::report::units;
use crate::target::discover::Target;
use crate::target::survey::Answer;
use crate::target::topology::Member;
use std::time::Duration;

/// What a run does, so that it can be shown. `total` is the number of shards.
pub(super) fn plan_backup(
    wait: Duration,
    destination: &Destination,
    target: &Target,
    answers: &[Answer],
    facts: &[AofFacts],
    total: usize,
) -> Plan {
    let mut plan = Plan {
        intent: format!("back up the AOF of {}", target.instance.full_name()),
        target: target.instance.full_name(),
        danger: Danger::Changes,
        steps: Vec::new(),
        remarks: Vec::new(),
    };
    for facts in facts {
        let member = &answers[facts.source.index].member;
        let artefact = destination.artefact(&naming::aof_artefact(facts.number, total));
        let places = destination.would_be(target, &artefact).join(", ");
        plan_shard(&mut plan, facts, member, wait, &format!("{places}{}", encrypted(destination)));
    }
    plan
}

fn encrypted(destination: &Destination) -> String {
    match destination.packing.recipients.shown().len() {
        0 => String::new(),
        keys => format!(", encrypted to {keys} age keys"),
    }
}

fn plan_shard(plan: &mut Plan, facts: &AofFacts, member: &Member, wait: Duration, to: &str) {
    let name = &member.name;
    let put_back = match facts.rewrites {
        Rewrites::Automatic { min_size } => {
            let raised = facts.rewrites.raised().unwrap_or(min_size);
            let does = format!("raise {SETTING} of {name} from {min_size} to {raised}, so that no rewrite begins");
            plan.steps.push(Step::new("hold-rewrite", does).undone_by(by_hand(member, min_size)));
            Some(min_size)
        }
        Rewrites::Raised { former } => {
            let remark = format!("{SETTING} of {name} is raised already, by a run that was killed; it was {former}");
            plan.remarks.push(remark);
            Some(former)
        }
        Rewrites::Off => None,
        Rewrites::Unknown => {
            let why = facts.config_denied.as_deref().unwrap_or("CONFIG GET does not tell it");
            plan.remarks.push(format!(
                "rewrites of {name} cannot be held off ({why}): if one comes between, the copy is made again"
            ));
            None
        }
    };
    let waited = units::duration(wait.as_secs_f64());
    plan.steps.push(Step::new("wait", format!("wait until no rewrite runs on {name}, {waited} at most")));
    let size = facts.bytes.map_or("size not known yet".to_owned(), units::bytes);
    let from = match facts.slots {
        Some(_) => format!("{} of {name}", facts.place.folder),
        None => facts.place.folder.clone(),
    };
    plan.steps.push(Step::new("copy", format!("copy {from} ({size}) to {to}")));
    if let Some(former) = put_back {
        plan.steps.push(Step::new("release-rewrite", format!("put {SETTING} of {name} back to {former}")));
    }
}

/// What puts the setting back by hand.
pub(super) fn by_hand(member: &Member, former: u64) -> String {
    let set = format!("redis-cli CONFIG SET {SETTING} {former}");
    match Container::of(member) {
        Ok(Container { namespace, pod, container }) => {
            format!("kubectl exec -n {namespace} {pod} -c {container} -- {set}")
        }
        Err(_) => set,
    }
}

/// The setting as a size for people.
pub(super) fn setting_in_words(rewrites: Rewrites) -> String {
    match rewrites {
        Rewrites::Automatic { min_size } => {
            format!("held off meanwhile; {SETTING} is {} again", units::bytes(min_size))
        }
        Rewrites::Raised { former } => {
            debug_assert!(former < rewrite_hold::RAISED_BY);
            format!("{SETTING} was left raised by a run that was killed; it is {} again", units::bytes(former))
        }
        Rewrites::Off => "off by the server's own configuration".to_owned(),
        Rewrites::Unknown => "none came between".to_owned(),
    }
}
