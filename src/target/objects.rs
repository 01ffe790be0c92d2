//! What Kubernetes says of the objects around the pods, as plain data, and which of them belong together.

use super::facts::{Owner, PodFacts, Volume};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// A kind of objects around the pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// StatefulSets, Deployments, ReplicaSets.
    Workloads,
    /// Services.
    Services,
    /// PersistentVolumeClaims.
    Claims,
    /// PodDisruptionBudgets.
    Budgets,
    /// NetworkPolicies.
    NetworkPolicies,
    /// HorizontalPodAutoscalers.
    Autoscalers,
    /// ServiceMonitors of the Prometheus operator.
    Monitors,
    /// The containers' logs.
    Logs,
}

/// A StatefulSet, Deployment or ReplicaSet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkloadFacts {
    /// `StatefulSet`, `Deployment` or `ReplicaSet`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its annotations.
    pub annotations: BTreeMap<String, String>,
    /// Its controller: a Deployment, an operator's resource, or none.
    pub owner: Option<Owner>,
    /// Pods it is meant to have.
    pub replicas: u32,
    /// `RollingUpdate`, `OnDelete`, `Recreate`.
    pub update_strategy: Option<String>,
}

/// A Service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceFacts {
    /// Its name.
    pub name: String,
    /// `ClusterIP`, `headless`, `NodePort`, `LoadBalancer`, `ExternalName`.
    pub kind: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its annotations.
    pub annotations: BTreeMap<String, String>,
    /// Labels of the pods it sends clients to; empty where its endpoints are not made from pods.
    pub selector: BTreeMap<String, String>,
    /// Its ports.
    pub ports: Vec<u16>,
    /// The names of those of its ports that have one.
    pub port_names: Vec<String>,
    /// Whether it sends clients to pods that are not ready, too.
    pub publishes_not_ready: bool,
    /// Addresses or host names that a load balancer has given it.
    pub addresses: Vec<String>,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
}

/// A PersistentVolumeClaim.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimFacts {
    /// Its name.
    pub name: String,
    /// `Pending`, `Bound` or `Lost`.
    pub phase: String,
    /// Size of the volume, else the size asked for, in bytes.
    pub size_bytes: Option<u64>,
    /// The size asked for, in bytes.
    pub wanted_bytes: Option<u64>,
    /// Its conditions that are true, such as `Resizing` and `FileSystemResizePending`: type, message, since when.
    pub conditions: Vec<(String, String, Option<DateTime<Utc>>)>,
    /// Its storage class.
    pub storage_class: Option<String>,
    /// `ReadWriteOnce`, ….
    pub access_modes: Vec<String>,
}

/// A PodDisruptionBudget.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BudgetFacts {
    /// Its name.
    pub name: String,
    /// What it demands: `min available 2`, `max unavailable 1`.
    pub demand: String,
    /// Pods that may be evicted now.
    pub disruptions_allowed: u32,
    /// Which pods it is about.
    pub selector: Selector,
}

/// A HorizontalPodAutoscaler.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AutoscalerFacts {
    /// Its name.
    pub name: String,
    /// Kind and name of what it scales.
    pub scales: (String, String),
    /// Pods at least.
    pub least: u32,
    /// Pods at most.
    pub most: u32,
}

/// A ServiceMonitor of the Prometheus operator.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MonitorFacts {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Which Services it is about.
    pub selector: Selector,
    /// The namespaces whose Services it is about; none for its own alone, empty for all.
    pub namespaces: Option<Vec<String>>,
    /// The names of the Services' ports that are scraped.
    pub ports: Vec<String>,
}

/// A label selector with both of its halves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selector {
    /// Labels that must have these values.
    pub labels: BTreeMap<String, String>,
    /// Key, operator (`In`, `NotIn`, `Exists`, `DoesNotExist`), values.
    pub expressions: Vec<(String, String, Vec<String>)>,
}

impl Selector {
    /// Whether it selects these labels. An empty selector selects everything (policy/v1), an unknown operator nothing.
    pub fn selects(&self, labels: &BTreeMap<String, String>) -> bool {
        let fits = |(key, operator, values): &(String, String, Vec<String>)| {
            let value = labels.get(key);
            match operator.as_str() {
                "In" => value.is_some_and(|value| values.contains(value)),
                "NotIn" => value.is_none_or(|value| !values.contains(value)),
                "Exists" => value.is_some(),
                "DoesNotExist" => value.is_none(),
                _ => false,
            }
        };
        has_labels(labels, &self.labels) && self.expressions.iter().all(fits)
    }
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFacts {
    /// Kind of the object it is about.
    pub kind: String,
    /// Name of that object.
    pub name: String,
    /// Whether its type is `Warning` rather than `Normal`.
    pub warning: bool,
    /// `Scheduled`, `Unhealthy`, `BackOff`, ….
    pub reason: String,
    /// The sentence.
    pub message: String,
    /// How often it happened.
    pub count: u32,
    /// When it happened last.
    pub last_seen: Option<DateTime<Utc>>,
    /// `kubelet`, `default-scheduler`, ….
    pub source: String,
}

/// What a container uses, by the metrics API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageFacts {
    /// The pod.
    pub pod: String,
    /// The container.
    pub container: String,
    /// CPU in thousandths of a core.
    pub cpu_millicores: Option<u64>,
    /// Working set in bytes.
    pub memory_bytes: Option<u64>,
}

/// Whether an object has all of these labels.
pub fn has_labels(labels: &BTreeMap<String, String>, wanted: &BTreeMap<String, String>) -> bool {
    wanted.iter().all(|(key, value)| labels.get(key) == Some(value))
}

impl ServiceFacts {
    /// Whether it sends clients to a pod with these labels. A Service without a selector selects none.
    pub fn selects(&self, pod: &PodFacts) -> bool {
        !self.selector.is_empty() && has_labels(&pod.labels, &self.selector)
    }
}

/// The claim behind the deepest mount that holds `path` in a container of the pod, or what else is there.
pub fn volume_at<'a>(pod: &'a PodFacts, container: usize, path: &str) -> Option<(&'a str, &'a Volume)> {
    let mounts = &pod.containers.get(container)?.mounts;
    let below = |mount: &str| {
        let mount = mount.trim_end_matches('/');
        path == mount || path.strip_prefix(mount).is_some_and(|rest| rest.starts_with('/'))
    };
    let (_, name) = mounts.iter().filter(|(mount, _)| below(mount)).max_by_key(|(mount, _)| mount.len())?;
    pod.volumes.get_key_value(name).map(|(name, volume)| (name.as_str(), volume))
}

/// The controllers above a pod, nearest first: `StatefulSet/cache-redis`, `RedisFailover/cache`.
pub fn owner_chain(pod: &PodFacts, workloads: &[WorkloadFacts]) -> Vec<Owner> {
    let mut chain: Vec<Owner> = Vec::new();
    let mut next = pod.owner.clone();
    while let Some(owner) = next.filter(|owner| !chain.contains(owner)) {
        let workload = workloads.iter().find(|one| one.kind == owner.kind && one.name == owner.name);
        next = workload.and_then(|workload| workload.owner.clone());
        chain.push(owner);
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::facts::ContainerFacts;

    fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_service_selects_by_all_of_its_labels_and_nothing_without_any() {
        let pod = PodFacts { labels: labels(&[("app", "redis"), ("role", "master")]), ..PodFacts::default() };
        let service = |selector: &[(&str, &str)]| ServiceFacts { selector: labels(selector), ..Default::default() };
        assert!(service(&[("app", "redis")]).selects(&pod));
        assert!(!service(&[("app", "redis"), ("role", "slave")]).selects(&pod));
        assert!(!service(&[]).selects(&pod));
    }

    #[test]
    fn selectors_have_expressions_too() {
        let with = |operator: &str, values: &[&str]| Selector {
            labels: labels(&[("app", "redis")]),
            expressions: vec![("tier".into(), operator.into(), values.iter().map(ToString::to_string).collect())],
        };
        let pod = labels(&[("app", "redis"), ("tier", "cache")]);
        assert!(with("In", &["cache", "x"]).selects(&pod) && with("Exists", &[]).selects(&pod));
        assert!(!with("NotIn", &["cache"]).selects(&pod) && !with("DoesNotExist", &[]).selects(&pod));
        assert!(Selector::default().selects(&pod));
    }

    #[test]
    fn the_deepest_mount_holds_a_path() {
        let mut pod = PodFacts::default();
        let mounts = [("/", "root"), ("/data", "data"), ("/data2", "other")];
        let mounts = mounts.map(|(path, volume)| (path.to_owned(), volume.to_owned())).into();
        pod.containers = vec![ContainerFacts { mounts, ..ContainerFacts::default() }];
        pod.volumes.insert("data".into(), Volume::Claim("data-x-0".into()));
        assert_eq!(volume_at(&pod, 0, "/data/sub"), Some(("data", &Volume::Claim("data-x-0".into()))));
        assert_eq!(volume_at(&pod, 0, "/data3"), None, "the root mount names a volume that is not there");
    }

    #[test]
    fn owners_are_followed_upwards_and_a_circle_ends() {
        let owner = |kind: &str, name: &str| Owner { kind: kind.into(), name: name.into() };
        let pod = PodFacts { owner: Some(owner("ReplicaSet", "web-5d")), ..PodFacts::default() };
        let workload = |kind: &str, name: &str, above: Owner| WorkloadFacts {
            kind: kind.into(),
            name: name.into(),
            owner: Some(above),
            ..WorkloadFacts::default()
        };
        let all = [
            workload("ReplicaSet", "web-5d", owner("Deployment", "web")),
            workload("Deployment", "web", owner("ReplicaSet", "web-5d")),
        ];
        assert_eq!(owner_chain(&pod, &all), [owner("ReplicaSet", "web-5d"), owner("Deployment", "web")]);
    }
}
