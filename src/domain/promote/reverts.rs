//! What will undo a promotion, and when: said before it is agreed to.

use super::facts::{Facts, Pair};
use super::services::ServicePlan;
use crate::target::flavour::Role;
use crate::target::role_owner::RoleOwner;

/// What will undo it, in sentences.
pub fn what_reverts(facts: &Facts, pair: Pair, services: &ServicePlan) -> Vec<String> {
    let (old, new) = (facts.name(pair.old), facts.name(pair.new));
    let mut said: Vec<String> = facts.overlooked().into_iter().collect();
    match facts.owner {
        RoleOwner::StatefulSetOrdinal => said.extend(ordinal(facts, pair)),
        RoleOwner::OpstreeOperator => said.push(
            "the operator keeps what it finds as long as there is one primary with replicas; its labels and Services \
             follow at its next loop"
                .to_owned(),
        ),
        RoleOwner::SpotahomeOperator | RoleOwner::OpstreeSentinel => {
            said.push("nothing reverts it by itself; the operator moves labels and Services at its next loop".to_owned());
            said.push(format!("if {new} ends and does not come back in time, Sentinel has another one take over"));
            if facts.owner == RoleOwner::OpstreeSentinel {
                // internal/controller/redisreplication: of two primaries the one with replicas wins
                said.push(format!(
                    "if the operator looks just while {old} and {new} are both primaries, it makes {new} a replica again: then \
                     the switch is given up, and nothing is lost"
                ));
            }
        }
        RoleOwner::Sentinel => said.push(format!(
            "nothing reverts it by itself; if {new} ends and does not come back in time, Sentinel has another one take over"
        )),
        RoleOwner::ClusterBus => said.push(format!(
            "nothing reverts it by itself; if {new} ends and does not come back in time, the other primaries elect a replica of it"
        )),
        RoleOwner::Unknown => said.push(format!(
            "a restart of {new} or {old} may undo it: their configuration files decide then, and are not changed"
        )),
        RoleOwner::StatefulSetName | RoleOwner::Nobody => {}
    }
    let patched: Vec<&str> = services.patched().map(|one| one.name.as_str()).collect();
    if !patched.is_empty() {
        let names = patched.join(", ");
        let helm = facts.managers.iter().find(|manager| manager.manager == "Helm");
        said.push(match helm {
            Some(helm) => format!(
                "a helm upgrade or rollback of {} gives Services {names} their selectors of the chart back",
                helm.name
            ),
            None => format!("whoever applies the manifests of Services {names} again gives them their selectors back"),
        });
    }
    let staying: Vec<&str> = services.staying().map(|one| one.name.as_str()).collect();
    if !staying.is_empty() {
        said.push(format!("Services {} stay with {old}: nothing is known that would move them", staying.join(", ")));
    }
    said
}

/// The init container writes `replicaof <set>-0` into the configuration of every other pod at each start.
fn ordinal(facts: &Facts, pair: Pair) -> Vec<String> {
    let intended = facts.members.iter().position(|member| member.intended_role == Some(Role::Primary));
    let first = intended.map_or("pod 0", |index| facts.name(index));
    let new = facts.name(pair.new);
    if intended == Some(pair.new) {
        return vec![format!("nothing reverts it by itself: {new} is the primary at every start of its pod")];
    }
    vec![
        format!(
            "if {new} restarts, it comes back as a replica of {first}, which follows {new}: then nobody takes writes until \
             redis-ops force-failover; nothing is lost"
        ),
        format!(
            "if {first} restarts, it comes back as a second primary with its data of that moment, beside {new}; Services \
             that lead to {new} keep clients away from it"
        ),
        format!("so keep the pods from being restarted (upgrades, node drains), and go back to {first} soon"),
    ]
}
