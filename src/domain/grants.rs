//! Rights given to somebody: Roles and their bindings.

use super::rights::{Rights, Rule};
use serde_json::{Value, json};

const RBAC: &str = "rbac.authorization.k8s.io";

/// Whom they are given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A ServiceAccount of this namespace and name.
    Account(String, String),
    /// A user, as the API server names it.
    User(String),
    /// A group.
    Group(String),
}

/// A grant. All of its objects have the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Name of the objects.
    pub name: String,
    /// Namespace that the rights are for.
    pub namespace: String,
    /// Who gets them.
    pub subject: Subject,
}

impl Grant {
    /// The objects in the order they are applied: a Role with its binding, and a ClusterRole with its own for what is at
    /// the cluster scope, or in all namespaces.
    pub fn objects(&self, rights: &Rights) -> Vec<Value> {
        let mut objects = Vec::new();
        let (namespaced, cluster) = match rights.all_namespaces {
            true => (Vec::new(), rights.namespaced.iter().chain(&rights.cluster).collect()),
            false => (rights.namespaced.iter().collect(), rights.cluster.iter().collect::<Vec<&Rule>>()),
        };
        for (prefix, rules) in [("", namespaced), ("Cluster", cluster)] {
            if !rules.is_empty() {
                objects.extend(self.role(prefix, &rules));
            }
        }
        objects
    }

    /// Name and labels, of an object in the namespace or at the cluster scope.
    pub fn metadata(&self, namespaced: bool) -> Value {
        let labels = json!({"app.kubernetes.io/name": "redis-ops", "app.kubernetes.io/instance": self.name});
        if namespaced {
            json!({"name": self.name, "namespace": self.namespace, "labels": labels})
        } else {
            // Two namespaces may have one of the same name.
            json!({"name": format!("{}-{}", self.namespace, self.name), "labels": labels})
        }
    }

    fn role(&self, prefix: &str, rules: &[&Rule]) -> [Value; 2] {
        let (api_version, metadata) = (format!("{RBAC}/v1"), self.metadata(prefix.is_empty()));
        let subject = match &self.subject {
            Subject::Account(namespace, name) => {
                json!({"kind": "ServiceAccount", "name": name, "namespace": namespace})
            }
            Subject::User(name) => json!({"apiGroup": RBAC, "kind": "User", "name": name}),
            Subject::Group(name) => json!({"apiGroup": RBAC, "kind": "Group", "name": name}),
        };
        let kind = format!("{prefix}Role");
        [
            json!({"apiVersion": api_version, "kind": kind, "metadata": metadata, "rules": rules}),
            json!({
                "apiVersion": api_version, "kind": format!("{kind}Binding"), "metadata": metadata,
                "roleRef": {"apiGroup": RBAC, "kind": kind, "name": metadata["name"]},
                "subjects": [subject],
            }),
        ]
    }
}
