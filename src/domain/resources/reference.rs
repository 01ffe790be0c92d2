//! What a pod's specification names: the objects that it cannot start without.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Names of objects in the pod's namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct References {
    /// ConfigMaps: mounted, projected, or in the environment.
    pub config_maps: BTreeSet<String>,
    /// Secrets with the keys that are named; none where all of them are meant.
    pub secrets: BTreeMap<String, BTreeSet<String>>,
    /// PersistentVolumeClaims.
    pub claims: BTreeSet<String>,
    /// The ServiceAccount.
    pub service_account: Option<String>,
}

fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field].as_array().into_iter().flatten()
}

fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value[field].as_str()
}

impl References {
    /// Of a pod's `spec`, or of a template's.
    pub fn of(spec: &Value) -> Self {
        let mut found =
            Self { service_account: text(spec, "serviceAccountName").map(str::to_owned), ..Self::default() };
        for volume in list(spec, "volumes") {
            found.volume(volume);
        }
        for kind in ["initContainers", "containers", "ephemeralContainers"] {
            for container in list(spec, kind) {
                found.container(container);
            }
        }
        for secret in list(spec, "imagePullSecrets") {
            found.secret(text(secret, "name"), None);
        }
        found
    }

    /// Adds what another one names.
    pub fn join(&mut self, other: Self) {
        self.config_maps.extend(other.config_maps);
        self.claims.extend(other.claims);
        self.service_account = self.service_account.take().or(other.service_account);
        for (name, keys) in other.secrets {
            self.secrets.entry(name).or_default().extend(keys);
        }
    }

    /// A Secret, and a key of it.
    pub fn secret(&mut self, name: Option<&str>, key: Option<&str>) {
        if let Some(name) = name {
            self.secrets.entry(name.to_owned()).or_default().extend(key.map(str::to_owned));
        }
    }

    fn volume(&mut self, volume: &Value) {
        self.config_maps.extend(text(&volume["configMap"], "name").map(str::to_owned));
        self.claims.extend(text(&volume["persistentVolumeClaim"], "claimName").map(str::to_owned));
        self.items(text(&volume["secret"], "secretName"), &volume["secret"]);
        for source in list(&volume["projected"], "sources") {
            self.config_maps.extend(text(&source["configMap"], "name").map(str::to_owned));
            self.items(text(&source["secret"], "name"), &source["secret"]);
        }
    }

    fn items(&mut self, name: Option<&str>, source: &Value) {
        self.secret(name, None);
        for item in list(source, "items") {
            self.secret(name, text(item, "key"));
        }
    }

    fn container(&mut self, container: &Value) {
        for variable in list(container, "env") {
            let from = &variable["valueFrom"];
            self.config_maps.extend(text(&from["configMapKeyRef"], "name").map(str::to_owned));
            let secret = &from["secretKeyRef"];
            self.secret(text(secret, "name"), text(secret, "key"));
        }
        for from in list(container, "envFrom") {
            self.config_maps.extend(text(&from["configMapRef"], "name").map(str::to_owned));
            self.secret(text(&from["secretRef"], "name"), None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn volumes_environment_and_pull_secrets_are_followed() {
        let spec = json!({
            "serviceAccountName": "redis", "imagePullSecrets": [{"name": "pull"}],
            "volumes": [
                {"name": "c", "configMap": {"name": "conf"}},
                {"name": "d", "persistentVolumeClaim": {"claimName": "data-0"}},
                {"name": "s", "secret": {"secretName": "creds", "items": [{"key": "redis-password", "path": "p"}]}},
                {"name": "p", "projected": {"sources": [{"configMap": {"name": "more"}}, {"secret": {"name": "tls"}}]}},
            ],
            "initContainers": [{"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "init", "key": "a"}}}]}],
            "containers": [{
                "env": [{"name": "P", "valueFrom": {"secretKeyRef": {"name": "creds", "key": "other"}}}],
                "envFrom": [{"secretRef": {"name": "all"}}],
            }],
        });
        let found = References::of(&spec);
        assert_eq!(found.config_maps.iter().map(String::as_str).collect::<Vec<_>>(), ["conf", "init", "more"]);
        assert_eq!(found.secrets.keys().map(String::as_str).collect::<Vec<_>>(), ["all", "creds", "pull", "tls"]);
        assert_eq!(found.secrets["creds"].len(), 2);
        assert_eq!((found.claims.len(), found.service_account.as_deref()), (1, Some("redis")));
    }
}
