//! From the API's objects around the pods to plain facts.

use super::convert::{parse_bytes, time};
use crate::target::facts::Owner;
use crate::target::objects::{BudgetFacts, ClaimFacts, EventFacts, Selector, ServiceFacts, UsageFacts, WorkloadFacts};
use chrono::{DateTime, Utc};
use k8s_openapi::api::apps::v1::{Deployment, ReplicaSet, StatefulSet};
use k8s_openapi::api::core::v1::{Event, PersistentVolumeClaim, Service};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, MicroTime, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde_json::Value;

/// A StatefulSet.
pub fn stateful_set(set: &StatefulSet) -> WorkloadFacts {
    let spec = set.spec.as_ref();
    let strategy = spec.and_then(|spec| spec.update_strategy.as_ref()?.type_.clone());
    workload("StatefulSet", &set.metadata, spec.and_then(|spec| spec.replicas), strategy)
}

/// A Deployment.
pub fn deployment(deployment: &Deployment) -> WorkloadFacts {
    let spec = deployment.spec.as_ref();
    let strategy = spec.and_then(|spec| spec.strategy.as_ref()?.type_.clone());
    workload("Deployment", &deployment.metadata, spec.and_then(|spec| spec.replicas), strategy)
}

/// A ReplicaSet.
pub fn replica_set(set: &ReplicaSet) -> WorkloadFacts {
    workload("ReplicaSet", &set.metadata, set.spec.as_ref().and_then(|spec| spec.replicas), None)
}

fn workload(kind: &str, metadata: &ObjectMeta, replicas: Option<i32>, strategy: Option<String>) -> WorkloadFacts {
    let controller = metadata.owner_references.iter().flatten().find(|owner| owner.controller == Some(true));
    WorkloadFacts {
        kind: kind.to_owned(),
        name: metadata.name.clone().unwrap_or_default(),
        labels: metadata.labels.clone().unwrap_or_default(),
        annotations: metadata.annotations.clone().unwrap_or_default(),
        owner: controller.map(|owner| Owner { kind: owner.kind.clone(), name: owner.name.clone() }),
        replicas: u32::try_from(replicas.unwrap_or(1)).unwrap_or(0),
        update_strategy: strategy,
    }
}

/// A Service.
pub fn service(service: &Service) -> ServiceFacts {
    let spec = service.spec.as_ref();
    let headless = spec.and_then(|spec| spec.cluster_ip.as_deref()) == Some("None");
    let kind = spec.and_then(|spec| spec.type_.clone()).unwrap_or_else(|| "ClusterIP".to_owned());
    let ports = spec.and_then(|spec| spec.ports.as_ref()).into_iter().flatten();
    let balancer = service.status.as_ref().and_then(|status| status.load_balancer.as_ref());
    let given = balancer.and_then(|balancer| balancer.ingress.as_ref()).into_iter();
    ServiceFacts {
        name: service.metadata.name.clone().unwrap_or_default(),
        kind: if headless { "headless".to_owned() } else { kind },
        labels: service.metadata.labels.clone().unwrap_or_default(),
        annotations: service.metadata.annotations.clone().unwrap_or_default(),
        selector: spec.and_then(|spec| spec.selector.clone()).unwrap_or_default(),
        ports: ports.clone().filter_map(|port| u16::try_from(port.port).ok()).collect(),
        port_names: ports.filter_map(|port| port.name.clone()).collect(),
        publishes_not_ready: spec.and_then(|spec| spec.publish_not_ready_addresses) == Some(true),
        addresses: given.flatten().filter_map(|one| one.ip.clone().or_else(|| one.hostname.clone())).collect(),
        created_at: service.metadata.creation_timestamp.as_ref().and_then(time),
    }
}

/// A PersistentVolumeClaim.
pub fn claim(claim: &PersistentVolumeClaim) -> ClaimFacts {
    let (spec, status) = (claim.spec.as_ref(), claim.status.as_ref());
    let wanted = spec.and_then(|spec| spec.resources.as_ref()?.requests.as_ref()?.get("storage"));
    let size = status.and_then(|status| status.capacity.as_ref()?.get("storage")).or(wanted);
    let conditions = status.and_then(|status| status.conditions.as_ref()).into_iter().flatten();
    ClaimFacts {
        name: claim.metadata.name.clone().unwrap_or_default(),
        phase: status.and_then(|status| status.phase.clone()).unwrap_or_else(|| "unknown".to_owned()),
        size_bytes: size.and_then(parse_bytes),
        wanted_bytes: wanted.and_then(parse_bytes),
        conditions: conditions
            .filter(|one| one.status == "True")
            .map(|one| {
                let since = one.last_transition_time.as_ref().and_then(time);
                (one.type_.clone(), one.message.clone().unwrap_or_default(), since)
            })
            .collect(),
        storage_class: spec.and_then(|spec| spec.storage_class_name.clone()),
        access_modes: spec.and_then(|spec| spec.access_modes.clone()).unwrap_or_default(),
    }
}

/// A PodDisruptionBudget.
pub fn budget(budget: &PodDisruptionBudget) -> BudgetFacts {
    let spec = budget.spec.as_ref();
    let words = |value: &IntOrString| match value {
        IntOrString::Int(number) => number.to_string(),
        IntOrString::String(text) => text.clone(),
    };
    let minimum =
        spec.and_then(|spec| spec.min_available.as_ref()).map(|value| format!("min available {}", words(value)));
    let maximum = spec.and_then(|spec| spec.max_unavailable.as_ref());
    let demand = minimum.or_else(|| maximum.map(|value| format!("max unavailable {}", words(value))));
    let allowed = budget.status.as_ref().map_or(0, |status| status.disruptions_allowed);
    BudgetFacts {
        name: budget.metadata.name.clone().unwrap_or_default(),
        demand: demand.unwrap_or_else(|| "no demand".to_owned()),
        disruptions_allowed: u32::try_from(allowed).unwrap_or(0),
        selector: spec.and_then(|spec| spec.selector.as_ref()).map(selector).unwrap_or_default(),
    }
}

pub(super) fn selector(selector: &LabelSelector) -> Selector {
    let expressions = selector.match_expressions.iter().flatten();
    Selector {
        labels: selector.match_labels.clone().unwrap_or_default(),
        expressions: expressions
            .map(|one| (one.key.clone(), one.operator.clone(), one.values.clone().unwrap_or_default()))
            .collect(),
    }
}

/// An event of core/v1. Newer writers fill `eventTime` and `series`, older ones `lastTimestamp` and `count`.
pub fn event(event: &Event) -> EventFacts {
    let micro = |time: &MicroTime| -> Option<DateTime<Utc>> { DateTime::from_timestamp(time.0.as_second(), 0) };
    let series = event.series.as_ref();
    let last_seen = series
        .and_then(|series| micro(series.last_observed_time.as_ref()?))
        .or_else(|| time(event.last_timestamp.as_ref()?))
        .or_else(|| micro(event.event_time.as_ref()?))
        .or_else(|| time(event.first_timestamp.as_ref()?))
        .or_else(|| time(event.metadata.creation_timestamp.as_ref()?));
    let count = series.and_then(|series| series.count).or(event.count).unwrap_or(1);
    let source = event.source.as_ref().and_then(|source| source.component.clone()).filter(|name| !name.is_empty());
    EventFacts {
        kind: event.involved_object.kind.clone().unwrap_or_default(),
        name: event.involved_object.name.clone().unwrap_or_default(),
        warning: event.type_.as_deref() == Some("Warning"),
        reason: event.reason.clone().unwrap_or_default(),
        message: event.message.clone().unwrap_or_default(),
        count: u32::try_from(count).unwrap_or(1).max(1),
        last_seen,
        source: source.or_else(|| event.reporting_component.clone()).unwrap_or_default(),
    }
}

/// A PodMetricsList of metrics.k8s.io/v1beta1 (k8s.io/metrics/pkg/apis/metrics/v1beta1/types.go), which k8s-openapi has
/// no types for: `items[].{metadata.name, containers[].{name, usage.{cpu, memory}}}`.
pub fn usage(list: &Value) -> Vec<UsageFacts> {
    let mut all = Vec::new();
    for item in list["items"].as_array().into_iter().flatten() {
        for container in item["containers"].as_array().into_iter().flatten() {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let quantity = |name: &str| container["usage"][name].as_str().map(|text| Quantity(text.to_owned()));
            all.push(UsageFacts {
                pod: text(&item["metadata"]["name"]),
                container: text(&container["name"]),
                cpu_millicores: quantity("cpu").as_ref().and_then(super::convert::parse_millicores),
                memory_bytes: quantity("memory").as_ref().and_then(parse_bytes),
            });
        }
    }
    all
}
