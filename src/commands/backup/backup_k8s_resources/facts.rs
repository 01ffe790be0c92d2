//! Facts: one LIST per kind, what is above the pods by name, and the keys of the Secrets.

use super::SecretRow;
use crate::context::Context;
use crate::domain::resources::ResourceType;
use crate::domain::resources::graph::{self, Graph};
use crate::error::{Error, Result};
use crate::k8s::client::Kubernetes;
use crate::target::discover::Target;
use futures::StreamExt;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Group, version, plural, kind.
const KINDS: [(&str, &str, &str, &str); 16] = [
    ("apps", "v1", "statefulsets", "StatefulSet"),
    ("apps", "v1", "deployments", "Deployment"),
    ("apps", "v1", "replicasets", "ReplicaSet"),
    ("apps", "v1", "daemonsets", "DaemonSet"),
    ("", "v1", "services", "Service"),
    ("", "v1", "configmaps", "ConfigMap"),
    ("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim"),
    ("", "v1", "serviceaccounts", "ServiceAccount"),
    ("rbac.authorization.k8s.io", "v1", "roles", "Role"),
    ("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding"),
    ("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy"),
    ("networking.k8s.io", "v1", "ingresses", "Ingress"),
    ("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget"),
    ("autoscaling", "v1", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
    ("monitoring.coreos.com", "v1", "servicemonitors", "ServiceMonitor"),
    ("monitoring.coreos.com", "v1", "podmonitors", "PodMonitor"),
];
/// LISTs at the same time.
const AT_ONCE: usize = 4;
/// Owners above owners; a longer way up is a circle.
const HIGHEST: usize = 8;

pub(super) struct Facts {
    pub graph: Graph,
    pub secrets: Vec<SecretRow>,
    /// The Secrets themselves, where they are wanted.
    pub secret_values: Vec<Value>,
    /// What could not be read: the object or kind, and why.
    pub unseen: Vec<Error>,
}

pub(super) async fn fetch(
    context: &Context,
    target: &Target,
    kubernetes: &Kubernetes,
    namespace: &str,
    with_values: bool,
) -> Result<Facts> {
    let kind = ResourceType::new("", "v1", "pods", "Pod");
    let pods = kubernetes.fetch_objects(&kind, Some(namespace), "").await?.unwrap_or_default();
    let is_member = |pod: &Value| target.instance.members().any(|member| pod["metadata"]["name"] == member.name);
    let pods: Vec<Value> = pods.into_iter().filter(is_member).collect();
    let mut unseen = Vec::new();
    let lists = futures::stream::iter(KINDS).map(|(group, version, plural, kind)| async move {
        let kind = ResourceType::new(group, version, plural, kind);
        kubernetes.fetch_objects(&kind, Some(namespace), "").await
    });
    let lists: Vec<_> = lists.buffered(AT_ONCE).collect().await;
    let mut candidates = Vec::new();
    for list in lists {
        match list {
            // A kind that is not served has no objects.
            Ok(found) => candidates.extend(found.unwrap_or_default()),
            Err(error) => unseen.push(error),
        }
    }
    let mut graph = graph::find(&pods, &candidates);
    let mut asked = BTreeSet::new();
    for _ in 0..HIGHEST {
        let owners: Vec<_> = graph.unknown_owners.iter().filter(|owner| !asked.contains(*owner)).cloned().collect();
        if owners.is_empty() {
            break;
        }
        for owner in owners {
            let (api_version, kind, name) = &owner;
            match fetch_owner(kubernetes, namespace, api_version, kind, name).await {
                Ok(object) => candidates.push(object),
                Err(error) => unseen.push(error),
            }
            asked.insert(owner);
        }
        graph = graph::find(&pods, &candidates);
    }
    let mut secret_values = with_values.then(Vec::new);
    let secrets = fetch_secrets(kubernetes, namespace, &graph, &mut unseen, &mut secret_values).await;
    context.console.status(&format!("{} objects belong to {}", graph.objects.len(), target.instance.full_name()));
    Ok(Facts { graph, secrets, secret_values: secret_values.unwrap_or_default(), unseen })
}

async fn fetch_owner(
    kubernetes: &Kubernetes,
    namespace: &str,
    api_version: &str,
    kind: &str,
    name: &str,
) -> Result<Value> {
    let missing = |why: &str| Error::target(format!("cannot read the owner {kind} {namespace}/{name}")).cause(why);
    let Some(resource) = kubernetes.discover_kind(api_version, kind).await? else {
        return Err(missing(&format!("the API serves no {kind} in {api_version}")));
    };
    let found = kubernetes.fetch_object(&resource, Some(namespace), name).await?;
    found.ok_or_else(|| missing("it does not exist"))
}

/// Names, types and keys; the values are dropped where they arrive, unless there is somewhere to put them.
async fn fetch_secrets(
    kubernetes: &Kubernetes,
    namespace: &str,
    graph: &Graph,
    unseen: &mut Vec<Error>,
    values: &mut Option<Vec<Value>>,
) -> Vec<SecretRow> {
    let kind = ResourceType::new("", "v1", "secrets", "Secret");
    let mut rows: BTreeMap<String, SecretRow> = BTreeMap::new();
    for (name, named) in &graph.references.secrets {
        let mut row = SecretRow { name: name.clone(), kind: None, keys: named.clone() };
        match kubernetes.fetch_object(&kind, Some(namespace), name).await {
            Ok(Some(secret)) => {
                row.kind = secret["type"].as_str().map(str::to_owned);
                row.keys = secret["data"].as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
                values.iter_mut().for_each(|values| values.push(secret.clone()));
            }
            Ok(None) => unseen.push(Error::target(format!("there is no Secret {namespace}/{name}, which is named"))),
            Err(error) => unseen.push(error.while_attempting(format!("read the keys of Secret {name}"))),
        }
        rows.insert(name.clone(), row);
    }
    for release in &graph.helm_releases {
        match kubernetes.fetch_metadata(&kind, namespace, &format!("owner=helm,name={release}")).await {
            Ok(found) => {
                for name in found.iter().filter_map(|one| one["metadata"]["name"].as_str()) {
                    let keys = BTreeSet::from(["release".to_owned()]);
                    let kind = Some("helm.sh/release.v1".to_owned());
                    rows.insert(name.to_owned(), SecretRow { name: name.to_owned(), kind, keys });
                }
            }
            Err(error) => unseen.push(error.while_attempting(format!("find the Secrets of Helm release {release}"))),
        }
    }
    rows.into_values().collect()
}
