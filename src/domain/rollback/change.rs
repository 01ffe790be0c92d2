//! What becomes of each object of a release when a former manifest is applied.

use super::difference::{Difference, HIDDEN, differences, merge_patch};
use super::merge::three_way;
use crate::domain::backup::redact::Redactor;
use crate::domain::resources::{ResourceType, secret_values};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Which object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// `apps/v1`.
    pub api_version: String,
    /// `StatefulSet`.
    pub kind: String,
    /// Its namespace; the release's where the manifest names none.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

impl Identity {
    /// Whether both are the same object, whatever the version of the API.
    pub fn is(&self, other: &Self) -> bool {
        let group = |version: &str| version.rsplit_once('/').map_or("", |(group, _)| group).to_owned();
        group(&self.api_version) == group(&other.api_version)
            && (&self.kind, &self.namespace, &self.name) == (&other.kind, &other.namespace, &other.name)
    }

    /// `StatefulSet cache-redis`.
    pub fn shown(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }

    /// Whether its kind is one of Kubernetes' own.
    fn is_typed(&self) -> bool {
        match self.api_version.rsplit_once('/') {
            Some((group, _)) => !group.contains('.') || group.ends_with(".k8s.io"),
            None => true,
        }
    }
}

/// The identity of an object of a manifest.
pub fn identity(object: &Value, namespace: &str) -> Identity {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let own = text(&object["metadata"]["namespace"]);
    Identity {
        api_version: text(&object["apiVersion"]),
        kind: text(&object["kind"]),
        namespace: if own.is_empty() { namespace.to_owned() } else { own },
        name: text(&object["metadata"]["name"]),
    }
}

/// An object as it was looked for.
#[derive(Debug, Clone)]
pub struct Live {
    /// Which one.
    pub identity: Identity,
    /// Its kind; none where the API does not serve it.
    pub resource: Option<ResourceType>,
    /// Whether objects of its kind are in namespaces.
    pub namespaced: bool,
    /// As it is; none where it is not there.
    pub object: Option<Value>,
}

/// What becomes of an object.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Fate {
    /// It is made.
    Create {
        /// What is sent.
        #[serde(skip)]
        object: Value,
    },
    /// It is changed.
    Change {
        /// The fields.
        differences: Vec<Difference>,
        /// What is sent.
        #[serde(skip)]
        patch: Value,
    },
    /// The former manifest lacks it: it goes.
    Delete,
    /// The former manifest lacks it, and its annotation keeps it.
    Keep,
    /// It is as it is to be.
    Same,
    /// The API does not serve its kind.
    Unserved,
}

/// An object and what becomes of it.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Which one.
    #[serde(flatten)]
    pub identity: Identity,
    /// What becomes of it.
    #[serde(flatten)]
    pub fate: Fate,
    /// Its kind, for what is sent.
    #[serde(skip)]
    pub resource: Option<ResourceType>,
    /// Whether objects of its kind are in namespaces.
    #[serde(skip)]
    pub namespaced: bool,
}

impl Change {
    /// Whether anything is sent for it.
    pub fn acts(&self) -> bool {
        matches!(self.fate, Fate::Create { .. } | Fate::Change { .. } | Fate::Delete)
    }

    /// Whether the pods that it makes are made anew.
    pub fn rolls_out(&self) -> bool {
        let Fate::Change { patch, .. } = &self.fate else { return false };
        ["StatefulSet", "Deployment", "DaemonSet"].contains(&self.identity.kind.as_str())
            && !patch["spec"]["template"].is_null()
    }
}

/// What becomes of every object of both manifests, in the order of the former one, deletions last. `live` holds all of them.
pub fn changes(old: &[Value], new: &[Value], live: &[Live], (release, namespace): (&str, &str)) -> Vec<Change> {
    let found = |identity: &Identity| live.iter().find(|one| one.identity.is(identity));
    let before = |id: &Identity| old.iter().find(|object| identity(object, namespace).is(id));
    let mut all = Vec::new();
    for object in new {
        let identity = identity(object, namespace);
        let there = found(&identity);
        let wanted = owned(object, release, namespace);
        let fate = match there.map(|one| (&one.resource, &one.object)) {
            None | Some((None, _)) => Fate::Unserved,
            Some((Some(_), None)) => Fate::Create { object: wanted },
            Some((Some(_), Some(live))) => {
                let coming = three_way(before(&identity), &wanted, live, identity.is_typed());
                let patch = merge_patch(live, &coming);
                match shown(live, &coming) {
                    differences if differences.is_empty() => Fate::Same,
                    differences => Fate::Change { differences, patch },
                }
            }
        };
        all.push(of(identity, fate, there));
    }
    for object in old {
        let identity = identity(object, namespace);
        let again = new.iter().any(|other| self::identity(other, namespace).is(&identity));
        let there = found(&identity);
        let Some(live) = there.and_then(|one| one.object.as_ref()).filter(|_| !again) else { continue };
        // helm/pkg/kube/client.go: the annotation of what is live decides
        let keeps = live["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep";
        all.push(of(identity, if keeps { Fate::Keep } else { Fate::Delete }, there));
    }
    all
}

/// Every field that differs, without passwords: those that stand in clear in a configuration, an environment, arguments.
fn shown(now: &Value, coming: &Value) -> Vec<Difference> {
    let hidden = |object: &Value| {
        let mut object = object.clone();
        secret_values::hide(&mut object, &Redactor::default());
        object
    };
    let shown = differences(&hidden(now), &hidden(coming));
    let of = |one: Difference| {
        let told = shown.iter().find(|other| other.path == one.path).cloned();
        told.unwrap_or_else(|| Difference {
            from: one.from.map(|_| HIDDEN.to_owned()),
            to: one.to.map(|_| HIDDEN.to_owned()),
            ..one
        })
    };
    differences(now, coming).into_iter().map(of).collect()
}

fn of(identity: Identity, fate: Fate, there: Option<&Live>) -> Change {
    let (resource, namespaced) = there.map_or((None, true), |one| (one.resource.clone(), one.namespaced));
    Change { identity, fate, resource, namespaced }
}

/// With what Helm writes on all that is its own (helm/pkg/action/validate.go, `setMetadataVisitor`).
fn owned(object: &Value, release: &str, namespace: &str) -> Value {
    let mut object = object.clone();
    let metadata = &mut object["metadata"];
    let mut set = |map: &str, field: &str, value: &str| {
        if !metadata[map].is_object() {
            metadata[map] = Value::Object(Map::new());
        }
        metadata[map][field] = json!(value);
    };
    set("labels", "app.kubernetes.io/managed-by", "Helm");
    set("annotations", "meta.helm.sh/release-name", release);
    set("annotations", "meta.helm.sh/release-namespace", namespace);
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(kind: &str, name: &str, spec: Value) -> Value {
        json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, "spec": spec})
    }

    fn live(object: Option<Value>, like: &Value) -> Live {
        let resource = Some(ResourceType::new("", "v1", "things", "Thing"));
        Live { identity: identity(like, "apps"), resource, namespaced: true, object }
    }

    #[test]
    fn each_object_has_its_fate() {
        let changed = object("Service", "a", json!({"port": 1}));
        let (same, made) = (object("Service", "b", json!({})), object("Service", "c", json!({})));
        let (gone, kept) = (object("Service", "d", json!({})), object("Service", "e", json!({})));
        let now = |object: &Value, port: u64| {
            let mut object = owned(object, "cache", "apps");
            object["spec"]["port"] = json!(port);
            Some(object)
        };
        let mut keeps = gone.clone();
        keeps["metadata"]["annotations"]["helm.sh/resource-policy"] = json!("keep");
        let mut old_changed = changed.clone();
        old_changed["spec"]["port"] = json!(2);
        let all = [
            live(now(&changed, 2), &changed),
            live(Some(owned(&same, "cache", "apps")), &same),
            live(None, &made),
            live(Some(gone.clone()), &gone),
            live(Some(keeps), &kept),
        ];
        let found = changes(&[old_changed, same.clone(), gone, kept], &[changed, same, made], &all, ("cache", "apps"));
        let names: Vec<&str> = found.iter().map(|one| one.identity.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c", "d", "e"]);
        let Fate::Change { differences, patch } = &found[0].fate else { panic!("{:?}", found[0].fate) };
        assert_eq!((differences[0].path.as_str(), patch), ("spec.port", &json!({"spec": {"port": 1}})));
        assert_eq!(found[1].fate, Fate::Same);
        let Fate::Create { object } = &found[2].fate else { panic!("{:?}", found[2].fate) };
        assert_eq!(object["metadata"]["annotations"]["meta.helm.sh/release-name"], "cache");
        assert_eq!((&found[3].fate, &found[4].fate), (&Fate::Delete, &Fate::Keep));
    }

    #[test]
    fn passwords_that_stand_in_clear_are_told_as_hidden() {
        let map = |text: &str| json!({"kind": "ConfigMap", "data": {"redis.conf": text}});
        let found = shown(&map("port 1\nrequirepass first\n"), &map("port 2\nrequirepass second\n"));
        assert_eq!((found[0].from.as_deref(), found[0].to.as_deref()), (Some("port 1"), Some("port 2")));
        let found = shown(&map("requirepass first\n"), &map("requirepass second\n"));
        assert_eq!((found[0].from.as_deref(), found[0].to.as_deref()), (Some(HIDDEN), Some(HIDDEN)));
    }

    #[test]
    fn the_version_of_the_api_does_not_make_another_object() {
        let of = |version: &str| {
            identity(&json!({"apiVersion": version, "kind": "PodDisruptionBudget", "metadata": {"name": "a"}}), "x")
        };
        assert!(of("policy/v1beta1").is(&of("policy/v1")) && !of("policy/v1").is(&of("v1")));
        assert!(
            of("apps/v1").is_typed() && of("networking.k8s.io/v1").is_typed() && !of("argoproj.io/v1alpha1").is_typed()
        );
    }
}
