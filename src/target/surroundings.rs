//! The objects around an instance's pods, fetched at once. What may not be seen is a finding, not an error.

use super::discover::Target;
use super::facts::Owner;
use super::objects::{BudgetFacts, ClaimFacts, ServiceFacts, WorkloadFacts, owner_chain};
use crate::error::Error;
use crate::report::{Finding, Severity};

/// Which objects are wanted: no right is asked for that a command does not need.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// PersistentVolumeClaims.
    pub claims: bool,
    /// PodDisruptionBudgets.
    pub budgets: bool,
    /// The operators' resources above the workloads.
    pub resources: bool,
}

/// The objects of the instance's namespace, of other instances too.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// StatefulSets; Deployments and ReplicaSets where a member belongs to one; the operators' resources, if wanted.
    pub workloads: Vec<WorkloadFacts>,
    /// Services.
    pub services: Vec<ServiceFacts>,
    /// PersistentVolumeClaims, if wanted.
    pub claims: Vec<ClaimFacts>,
    /// PodDisruptionBudgets, if wanted.
    pub budgets: Vec<BudgetFacts>,
    /// What could not be seen.
    pub unseen: Vec<Finding>,
}

/// Fetches the workloads and Services around a target, and what else is wanted. Nothing with `--url`.
pub async fn fetch(target: &Target, wanted: Wanted) -> Surroundings {
    let mut around = Surroundings::default();
    let (Some(kubernetes), Some(namespace)) = (&target.dialer.kubernetes, &target.instance.namespace) else {
        return around;
    };
    let owned_by = |kind: &str| {
        let mut owners = target.instance.members().filter_map(|member| member.pod.as_ref()?.owner.as_ref());
        owners.any(|owner| owner.kind == kind)
    };
    let (sets, replicated) = (owned_by("StatefulSet"), owned_by("ReplicaSet"));
    let (stateful_sets, replica_sets, deployments, services, claims, budgets) = tokio::join!(
        wanted_only(sets, kubernetes.fetch_stateful_set_facts(namespace)),
        wanted_only(replicated, kubernetes.fetch_replica_sets(namespace)),
        wanted_only(replicated, kubernetes.fetch_deployments(namespace)),
        kubernetes.fetch_services(namespace),
        wanted_only(wanted.claims, kubernetes.fetch_claims(namespace)),
        wanted_only(wanted.budgets, kubernetes.fetch_budgets(namespace)),
    );
    let subject = target.instance.full_name();
    for found in [stateful_sets, replica_sets, deployments] {
        around.workloads.extend(seen(found, &subject, &mut around.unseen));
    }
    if wanted.resources {
        for owner in operators_owners(target, &around.workloads) {
            let found = kubernetes.fetch_operators_resource(namespace, &owner).await;
            around.workloads.extend(seen(found.map(Vec::from_iter), &subject, &mut around.unseen));
        }
    }
    around.services = seen(services, &subject, &mut around.unseen);
    around.claims = seen(claims, &subject, &mut around.unseen);
    around.budgets = seen(budgets, &subject, &mut around.unseen);
    around
}

/// The controllers above the workloads of the members and their Sentinels, each once.
fn operators_owners(target: &Target, workloads: &[WorkloadFacts]) -> Vec<Owner> {
    let members = target.instance.members().filter_map(|member| member.pod.as_ref());
    let sentinels = target.sentinels.iter().filter_map(|candidate| candidate.sentinel.pod.as_ref());
    let mut owners: Vec<Owner> = Vec::new();
    for pod in members.chain(sentinels) {
        for owner in owner_chain(pod, workloads).into_iter().skip(1) {
            if !owners.contains(&owner) {
                owners.push(owner);
            }
        }
    }
    owners
}

async fn wanted_only<T>(wanted: bool, request: impl Future<Output = Result<Vec<T>, Error>>) -> Result<Vec<T>, Error> {
    if wanted { request.await } else { Ok(Vec::new()) }
}

fn seen<T>(found: Result<Vec<T>, Error>, subject: &str, unseen: &mut Vec<Finding>) -> Vec<T> {
    found.unwrap_or_else(|error| {
        unseen.push(unseen_finding(subject, &error));
        Vec::new()
    })
}

/// The finding for objects that could not be listed.
pub fn unseen_finding(subject: &str, error: &Error) -> Finding {
    let finding = Finding::new("objects-unseen", Severity::Unknown, subject, error.chain());
    match error.hints().first() {
        Some(hint) => finding.hint(hint.clone()),
        None => finding,
    }
}
