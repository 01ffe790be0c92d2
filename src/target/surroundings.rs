//! The objects around an instance's pods, fetched at once. What may not be seen is a finding, not an error.

use super::discover::Target;
use super::facts::Owner;
use super::gitops::{self, Manager};
use super::network::NetworkPolicyFacts;
use super::objects::{
    AutoscalerFacts, BudgetFacts, ClaimFacts, MonitorFacts, ObjectKind, ServiceFacts, WorkloadFacts, owner_chain,
};
use crate::error::Error;
use crate::report::{Finding, Severity};

/// Which objects are wanted: no right is asked for that a command does not need.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// StatefulSets, Deployments, ReplicaSets.
    pub workloads: bool,
    /// Services.
    pub services: bool,
    /// PersistentVolumeClaims.
    pub claims: bool,
    /// PodDisruptionBudgets.
    pub budgets: bool,
    /// NetworkPolicies.
    pub network_policies: bool,
    /// HorizontalPodAutoscalers.
    pub autoscalers: bool,
    /// ServiceMonitors.
    pub monitors: bool,
    /// The operators' resources above the workloads.
    pub resources: bool,
}

impl Default for Wanted {
    /// Workloads and Services alone.
    fn default() -> Self {
        Self { workloads: true, services: true, ..Self::NOTHING }
    }
}

impl Wanted {
    /// Nothing at all.
    pub const NOTHING: Self = Self {
        workloads: false,
        services: false,
        claims: false,
        budgets: false,
        network_policies: false,
        autoscalers: false,
        monitors: false,
        resources: false,
    };
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
    /// NetworkPolicies, if wanted.
    pub network_policies: Vec<NetworkPolicyFacts>,
    /// HorizontalPodAutoscalers, if wanted.
    pub autoscalers: Vec<AutoscalerFacts>,
    /// ServiceMonitors, if wanted; none where the cluster has no Prometheus operator.
    pub monitors: Option<Vec<MonitorFacts>>,
    /// What could not be seen.
    pub unseen: Vec<Finding>,
    /// The same, by kind.
    pub unseen_kinds: Vec<(ObjectKind, Error)>,
}

/// The managers of every workload above the members, each once, those that reconcile first.
pub fn managers(target: &Target, around: &Surroundings) -> Vec<Manager> {
    let namespace = target.instance.namespace.as_deref().unwrap_or_default();
    let mut all: Vec<Manager> = Vec::new();
    for workload in own_workloads(target, around) {
        for manager in gitops::managers(workload, namespace, &around.workloads) {
            if !all.contains(&manager) {
                all.push(manager);
            }
        }
    }
    all.sort_by_key(|manager| !manager.reconciles);
    all
}

/// The workloads above the members.
pub fn own_workloads<'a>(target: &Target, around: &'a Surroundings) -> Vec<&'a WorkloadFacts> {
    let pods = target.instance.members().filter_map(|member| member.pod.as_ref());
    let owners: Vec<Owner> = pods.flat_map(|pod| owner_chain(pod, &around.workloads)).collect();
    let own = |workload: &&WorkloadFacts| {
        owners.iter().any(|owner| owner.kind == workload.kind && owner.name == workload.name)
    };
    around.workloads.iter().filter(own).collect()
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
    let sets = wanted.workloads && owned_by("StatefulSet");
    let replicated = wanted.workloads && owned_by("ReplicaSet");
    let monitors = async { if wanted.monitors { kubernetes.fetch_monitors(namespace).await } else { Ok(None) } };
    let (stateful_sets, replica_sets, deployments, services, claims, budgets, policies, autoscalers, monitors) = tokio::join!(
        wanted_only(sets, kubernetes.fetch_stateful_set_facts(namespace)),
        wanted_only(replicated, kubernetes.fetch_replica_sets(namespace)),
        wanted_only(replicated, kubernetes.fetch_deployments(namespace)),
        wanted_only(wanted.services, kubernetes.fetch_services(namespace)),
        wanted_only(wanted.claims, kubernetes.fetch_claims(namespace)),
        wanted_only(wanted.budgets, kubernetes.fetch_budgets(namespace)),
        wanted_only(wanted.network_policies, kubernetes.fetch_network_policies(namespace)),
        wanted_only(wanted.autoscalers, kubernetes.fetch_autoscalers(namespace)),
        monitors,
    );
    let subject = target.instance.full_name();
    let mut unseen = Vec::new();
    for found in [stateful_sets, replica_sets, deployments] {
        around.workloads.extend(seen(found, ObjectKind::Workloads, &mut unseen));
    }
    if wanted.resources {
        for owner in operators_owners(target, &around.workloads) {
            let found = kubernetes.fetch_operators_resource(namespace, &owner).await;
            around.workloads.extend(seen(found.map(Vec::from_iter), ObjectKind::Workloads, &mut unseen));
        }
    }
    around.services = seen(services, ObjectKind::Services, &mut unseen);
    around.claims = seen(claims, ObjectKind::Claims, &mut unseen);
    around.budgets = seen(budgets, ObjectKind::Budgets, &mut unseen);
    around.network_policies = seen(policies, ObjectKind::NetworkPolicies, &mut unseen);
    around.autoscalers = seen(autoscalers, ObjectKind::Autoscalers, &mut unseen);
    around.monitors = seen(monitors, ObjectKind::Monitors, &mut unseen);
    around.unseen = unseen.iter().map(|(_, error)| unseen_finding(&subject, error)).collect();
    around.unseen_kinds = unseen;
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

fn seen<T: Default>(found: Result<T, Error>, kind: ObjectKind, unseen: &mut Vec<(ObjectKind, Error)>) -> T {
    found.unwrap_or_else(|error| {
        unseen.push((kind, error));
        T::default()
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
