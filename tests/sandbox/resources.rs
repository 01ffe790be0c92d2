//! The API resources the sandbox serves: group, version, plural, kind.

use serde_json::{Value, json};

/// One row of `kubectl api-resources`.
#[derive(Clone, Debug)]
pub struct Resource {
    /// API group; empty for the core group.
    pub group: String,
    /// Version inside the group.
    pub version: String,
    /// Plural name, the path segment and the name in RBAC rules.
    pub plural: String,
    /// Kind of one object.
    pub kind: String,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// Abbreviations that kubectl accepts.
    pub short_names: Vec<String>,
    /// A custom resource: its list items carry apiVersion and kind.
    pub custom: bool,
}

const BUILT_IN: &[(&str, &str, &str, &str, bool, &str)] = &[
    ("", "v1", "namespaces", "Namespace", false, "ns"),
    ("", "v1", "nodes", "Node", false, "no"),
    ("", "v1", "persistentvolumes", "PersistentVolume", false, "pv"),
    ("", "v1", "pods", "Pod", true, "po"),
    ("", "v1", "services", "Service", true, "svc"),
    ("", "v1", "secrets", "Secret", true, ""),
    ("", "v1", "configmaps", "ConfigMap", true, "cm"),
    ("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, "pvc"),
    ("", "v1", "endpoints", "Endpoints", true, "ep"),
    ("", "v1", "events", "Event", true, "ev"),
    ("", "v1", "serviceaccounts", "ServiceAccount", true, "sa"),
    ("apps", "v1", "statefulsets", "StatefulSet", true, "sts"),
    ("apps", "v1", "deployments", "Deployment", true, "deploy"),
    ("apps", "v1", "replicasets", "ReplicaSet", true, "rs"),
    ("apps", "v1", "daemonsets", "DaemonSet", true, "ds"),
    ("autoscaling", "v1", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, "hpa"),
    ("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, "hpa"),
    ("batch", "v1", "jobs", "Job", true, ""),
    ("batch", "v1", "cronjobs", "CronJob", true, "cj"),
    ("coordination.k8s.io", "v1", "leases", "Lease", true, ""),
    ("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, "netpol"),
    ("networking.k8s.io", "v1", "ingresses", "Ingress", true, "ing"),
    ("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, "pdb"),
    ("rbac.authorization.k8s.io", "v1", "roles", "Role", true, ""),
    ("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true, ""),
    ("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false, ""),
    ("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false, ""),
    ("storage.k8s.io", "v1", "storageclasses", "StorageClass", false, "sc"),
    ("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false, ""),
    ("authorization.k8s.io", "v1", "selfsubjectrulesreviews", "SelfSubjectRulesReview", false, ""),
    ("rbac.authorization.k8s.io", "v1", "roles", "Role", true, ""),
    ("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true, ""),
    ("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false, ""),
    ("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false, ""),
];

impl Resource {
    /// `v1` or `apps/v1`.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version) }
    }

    /// `pods` or `statefulsets.apps`, as in error messages.
    pub fn qualified(&self) -> String {
        if self.group.is_empty() { self.plural.clone() } else { format!("{}.{}", self.plural, self.group) }
    }

    /// The resource of an object of a kind that is not built in: a custom resource.
    pub fn custom(api_version: &str, kind: &str, namespaced: bool) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Self {
            group: group.to_owned(),
            version: version.to_owned(),
            plural: if kind.ends_with('s') { kind.to_lowercase() } else { format!("{}s", kind.to_lowercase()) },
            kind: kind.to_owned(),
            namespaced,
            short_names: Vec::new(),
            custom: true,
        }
    }
}

/// Every built-in resource.
pub fn built_in() -> Vec<Resource> {
    let resource = |row: &(&str, &str, &str, &str, bool, &str)| Resource {
        group: row.0.to_owned(),
        version: row.1.to_owned(),
        plural: row.2.to_owned(),
        kind: row.3.to_owned(),
        namespaced: row.4,
        short_names: row.5.split_whitespace().map(str::to_owned).collect(),
        custom: false,
    };
    BUILT_IN.iter().map(resource).collect()
}

/// `GET /api`.
pub fn core_versions(server: &str) -> Value {
    json!({
        "kind": "APIVersions", "versions": ["v1"],
        "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": server}],
    })
}

/// `GET /apis`.
pub fn group_list(resources: &[Resource]) -> Value {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for resource in resources.iter().filter(|resource| !resource.group.is_empty()) {
        if !seen.contains(&(&resource.group, &resource.version)) {
            seen.push((&resource.group, &resource.version));
        }
    }
    let groups: Vec<Value> = seen
        .into_iter()
        .map(|(group, version)| {
            let version = json!({"groupVersion": format!("{group}/{version}"), "version": version});
            json!({"name": group, "versions": [version], "preferredVersion": version})
        })
        .collect();
    json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups})
}

/// `GET /api/v1` or `GET /apis/<group>/<version>`; `None` where nothing of it is served.
pub fn resource_list(resources: &[Resource], group: &str, version: &str) -> Option<Value> {
    let mut rows = Vec::new();
    for resource in resources.iter().filter(|one| one.group == group && one.version == version) {
        let verbs: &[&str] = match resource.plural.as_str() {
            "selfsubjectaccessreviews" | "selfsubjectrulesreviews" => &["create"],
            _ => &["create", "delete", "get", "list", "patch", "update"],
        };
        rows.push(json!({
            "name": resource.plural, "singularName": resource.kind.to_lowercase(),
            "namespaced": resource.namespaced, "kind": resource.kind, "verbs": verbs,
            "shortNames": resource.short_names,
        }));
        let subresources: &[(&str, &str)] = match resource.plural.as_str() {
            "pods" => &[("pods/log", "Pod"), ("pods/portforward", "PodPortForwardOptions")],
            _ => &[],
        };
        for (name, kind) in subresources {
            rows.push(json!({
                "name": name, "singularName": "", "namespaced": true, "kind": kind,
                "verbs": ["get", "create"],
            }));
        }
    }
    let group_version = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    (!rows.is_empty()).then(|| {
        json!({
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": group_version, "resources": rows,
        })
    })
}
