//! Which objects of a namespace belong to an instance: by owners, selectors, mounts, labels.

use super::reference::References;
use crate::target::objects::{Selector, has_labels};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An object that belongs to the instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Belonging {
    /// The object as the API has it.
    pub object: Value,
    /// Why it belongs: `selects the pods`.
    pub why: String,
    /// Whether a controller that is among the others makes it by itself.
    pub derived: bool,
}

/// What belongs to the instance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph {
    /// The objects, each once.
    pub objects: Vec<Belonging>,
    /// What the pods name.
    pub references: References,
    /// Owners that are not among the objects given: `apiVersion`, kind, name, uid.
    pub unknown_owners: BTreeSet<(String, String, String)>,
    /// Helm releases that the objects say they are of.
    pub helm_releases: BTreeSet<String>,
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn kind(object: &Value) -> &str {
    object["kind"].as_str().unwrap_or_default()
}

fn name(object: &Value) -> &str {
    text(object, "/metadata/name")
}

fn labels(object: &Value, pointer: &str) -> BTreeMap<String, String> {
    let map = object.pointer(pointer).and_then(Value::as_object);
    map.into_iter().flatten().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

fn list<'a>(object: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    object.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn selector(object: &Value, pointer: &str) -> Selector {
    let at = |field: &str| format!("{pointer}/{field}");
    let words = |value: &Value| list(value, "/values").filter_map(Value::as_str).map(str::to_owned).collect();
    let expression = |one: &Value| (text(one, "/key").to_owned(), text(one, "/operator").to_owned(), words(one));
    Selector {
        labels: labels(object, &at("matchLabels")),
        expressions: list(object, &at("matchExpressions")).map(expression).collect(),
    }
}

/// What belongs to the instance whose pods these are, out of the objects of their namespace (pods among them or not).
pub fn find(pods: &[Value], candidates: &[Value]) -> Graph {
    let mut finder = Finder {
        pods,
        candidates,
        pod_labels: pods.iter().map(|pod| labels(pod, "/metadata/labels")).collect(),
        chosen: BTreeMap::new(),
        graph: Graph::default(),
    };
    for pod in pods {
        finder.graph.references.join(References::of(&pod["spec"]));
    }
    finder.owners();
    // What belongs makes more belong: a Service its Ingress, an owner what it owns. Each turn adds one at least.
    while finder.turn() {}
    finder.finish()
}

struct Finder<'a> {
    pods: &'a [Value],
    candidates: &'a [Value],
    pod_labels: Vec<BTreeMap<String, String>>,
    /// Index of a candidate → why.
    chosen: BTreeMap<usize, String>,
    graph: Graph,
}

impl Finder<'_> {
    /// The controllers above the pods.
    fn owners(&mut self) {
        let mut waiting: Vec<&Value> = self.pods.iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(object) = waiting.pop() {
            for owner in list(object, "/metadata/ownerReferences") {
                let uid = text(owner, "/uid");
                if !seen.insert(uid.to_owned()) {
                    continue;
                }
                match self.candidates.iter().position(|one| text(one, "/metadata/uid") == uid) {
                    Some(index) => {
                        let owned = format!("owns {} {}", kind(object), name(object));
                        let why = if kind(object) == "Pod" { "owns the pods".to_owned() } else { owned };
                        self.chosen.entry(index).or_insert(why);
                        waiting.push(&self.candidates[index]);
                    }
                    None => {
                        let field = |field: &str| text(owner, field).to_owned();
                        self.graph.unknown_owners.insert((field("/apiVersion"), field("/kind"), field("/name")));
                    }
                }
            }
        }
    }

    fn turn(&mut self) -> bool {
        let mut found = false;
        for (index, object) in self.candidates.iter().enumerate() {
            if self.chosen.contains_key(&index) || kind(object) == "Pod" {
                continue;
            }
            if let Some(why) = self.judge(object) {
                self.chosen.insert(index, why);
                found = true;
            }
        }
        found
    }

    fn judge(&self, object: &Value) -> Option<String> {
        if let Some(owner) = self.chosen_owner(object) {
            return Some(format!("owned by {} {}", kind(owner), name(owner)));
        }
        self.by_kind(object).or_else(|| self.by_labels(object))
    }

    fn chosen(&self) -> impl Iterator<Item = &Value> {
        self.chosen.keys().map(|index| &self.candidates[*index])
    }

    fn chosen_owner(&self, object: &Value) -> Option<&Value> {
        let mut uids = list(object, "/metadata/ownerReferences").map(|owner| text(owner, "/uid"));
        uids.find_map(|uid| self.chosen().find(|one| text(one, "/metadata/uid") == uid))
    }

    fn has(&self, wanted_kind: &str, wanted: &str) -> bool {
        self.chosen().any(|one| kind(one) == wanted_kind && name(one) == wanted)
    }

    fn selects_pods(&self, selector: &Selector) -> bool {
        self.pod_labels.iter().any(|labels| selector.selects(labels))
    }

    fn by_kind(&self, object: &Value) -> Option<String> {
        let named = &self.graph.references;
        match kind(object) {
            "Service" => {
                let wanted = labels(object, "/spec/selector");
                let selects = !wanted.is_empty() && self.pod_labels.iter().any(|labels| has_labels(labels, &wanted));
                selects.then(|| "selects the pods".to_owned())
            }
            "ConfigMap" => named.config_maps.contains(name(object)).then(|| "used by the pods".to_owned()),
            "PersistentVolumeClaim" => {
                if named.claims.contains(name(object)) {
                    return Some("used by the pods".to_owned());
                }
                let set = self.chosen().find(|one| kind(one) == "StatefulSet" && is_claim_of(name(object), one))?;
                Some(format!("of a former pod of StatefulSet {}", name(set)))
            }
            "ServiceAccount" => {
                let own = named.service_account.as_deref() == Some(name(object)) && name(object) != "default";
                own.then(|| "the pods' account".to_owned())
            }
            "RoleBinding" => {
                let account = named.service_account.as_deref().unwrap_or("default");
                let binds = |one: &Value| text(one, "/kind") == "ServiceAccount" && text(one, "/name") == account;
                list(object, "/subjects").any(binds).then(|| format!("rights of the pods' account {account}"))
            }
            "Role" => {
                let mut bindings = self.chosen().filter(|one| kind(one) == "RoleBinding");
                let binding = bindings
                    .find(|one| text(one, "/roleRef/kind") == "Role" && text(one, "/roleRef/name") == name(object))?;
                Some(format!("bound by RoleBinding {}", name(binding)))
            }
            "NetworkPolicy" => {
                let selector = selector(object, "/spec/podSelector");
                let all = selector == Selector::default();
                let why = if all { "selects every pod of the namespace" } else { "selects the pods" };
                self.selects_pods(&selector).then(|| why.to_owned())
            }
            "PodDisruptionBudget" => {
                self.selects_pods(&selector(object, "/spec/selector")).then(|| "selects the pods".to_owned())
            }
            "PodMonitor" => {
                self.selects_pods(&selector(object, "/spec/selector")).then(|| "selects the pods".to_owned())
            }
            "ServiceMonitor" => {
                let selector = selector(object, "/spec/selector");
                let mut services = self.chosen().filter(|one| kind(one) == "Service");
                let service = services.find(|one| selector.selects(&labels(one, "/metadata/labels")))?;
                Some(format!("selects Service {}", name(service)))
            }
            "HorizontalPodAutoscaler" => {
                let (of, target) =
                    (text(object, "/spec/scaleTargetRef/kind"), text(object, "/spec/scaleTargetRef/name"));
                self.has(of, target).then(|| format!("scales {of} {target}"))
            }
            "Ingress" => {
                let backend = text(object, "/spec/defaultBackend/service/name");
                let paths = list(object, "/spec/rules").flat_map(|rule| list(rule, "/http/paths"));
                let mut services =
                    std::iter::once(backend).chain(paths.map(|path| text(path, "/backend/service/name")));
                services
                    .find(|service| self.has("Service", service))
                    .map(|service| format!("leads to Service {service}"))
            }
            _ => None,
        }
    }

    /// The chart's own labels. The release's name alone would take in what else an umbrella chart has.
    fn by_labels(&self, object: &Value) -> Option<String> {
        const BOTH: [&str; 2] = ["app.kubernetes.io/instance", "app.kubernetes.io/name"];
        let own = labels(object, "/metadata/labels");
        let same = |pod: &BTreeMap<String, String>| {
            BOTH.iter().all(|label| pod.contains_key(*label) && pod.get(*label) == own.get(*label))
        };
        let release = own.get(BOTH[0])?;
        self.pod_labels.iter().any(same).then(|| format!("labelled as of release {release}"))
    }

    fn finish(mut self) -> Graph {
        let objects: Vec<Belonging> = self
            .chosen
            .iter()
            .map(|(index, why)| {
                let object = &self.candidates[*index];
                let controlled = list(object, "/metadata/ownerReferences").any(|owner| owner["controller"] == true);
                Belonging { object: object.clone(), why: why.clone(), derived: controlled }
            })
            .collect();
        for pod in self.pods.iter().filter(|pod| list(pod, "/metadata/ownerReferences").next().is_none()) {
            let why = "the server, which no controller makes".to_owned();
            self.graph.objects.push(Belonging { object: pod.clone(), why, derived: false });
        }
        for Belonging { object, .. } in &objects {
            let release = text(object, "/metadata/annotations/meta.helm.sh~1release-name");
            if !release.is_empty() {
                self.graph.helm_releases.insert(release.to_owned());
            }
            if kind(object) == "Ingress" {
                for tls in list(object, "/spec/tls") {
                    self.graph.references.secret(tls["secretName"].as_str(), None);
                }
            }
            if let Some(template) = object.pointer("/spec/template/spec") {
                self.graph.references.join(References::of(template));
            }
        }
        self.graph.objects.extend(objects);
        self.graph
            .objects
            .sort_by_key(|one| (order(kind(&one.object)), kind(&one.object).to_owned(), name(&one.object).to_owned()));
        self.graph
    }
}

/// `<template>-<set>-<ordinal>`.
fn is_claim_of(claim: &str, set: &Value) -> bool {
    list(set, "/spec/volumeClaimTemplates").any(|template| {
        let prefix = format!("{}-{}-", name(template), name(set));
        claim.strip_prefix(&prefix).is_some_and(|ordinal| ordinal.parse::<u32>().is_ok())
    })
}

/// The order in which objects are applied: what others need comes first.
fn order(kind: &str) -> u8 {
    match kind {
        "ServiceAccount" | "Secret" | "ConfigMap" => 0,
        "Role" => 1,
        "RoleBinding" | "PersistentVolumeClaim" | "NetworkPolicy" | "Service" => 2,
        "StatefulSet" | "Deployment" | "DaemonSet" | "ReplicaSet" | "Pod" => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests;
