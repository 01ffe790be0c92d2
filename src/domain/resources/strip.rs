//! An object in the form in which it can be applied again: without what the API server and controllers wrote into it.

use serde_json::{Map, Value};

/// Of every object: identity of this very object, and bookkeeping. Owners go too: an owner's uid from before would make
/// the garbage collector delete what was just applied. Finalizers are put by those who want them.
const METADATA: [&str; 10] = [
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "managedFields",
    "selfLink",
    "ownerReferences",
    "finalizers",
];

/// Annotations that are written by tools and controllers about this very object.
const ANNOTATIONS: [&str; 7] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "deployment.kubernetes.io/revision",
    "pv.kubernetes.io/bind-completed",
    "pv.kubernetes.io/bound-by-controller",
    "volume.beta.kubernetes.io/storage-provisioner",
    "volume.kubernetes.io/storage-provisioner",
    "volume.kubernetes.io/selected-node",
];

/// The object, ready to be applied.
pub fn strip(mut object: Value) -> Value {
    let kind = object["kind"].as_str().unwrap_or_default().to_owned();
    let Some(map) = object.as_object_mut() else { return object };
    map.remove("status");
    if let Some(metadata) = map.get_mut("metadata").and_then(Value::as_object_mut) {
        METADATA.iter().for_each(|field| drop(metadata.remove(*field)));
        if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
            annotations.retain(|name, _| !ANNOTATIONS.contains(&name.as_str()));
            if annotations.is_empty() {
                metadata.remove("annotations");
            }
        }
    }
    if let Some(spec) = map.get_mut("spec").and_then(Value::as_object_mut) {
        match kind.as_str() {
            "Service" => service(spec),
            // The volume belongs to this very claim; a claim of the same name elsewhere gets one of its own.
            "PersistentVolumeClaim" => drop(spec.remove("volumeName")),
            "Pod" => drop(spec.remove("nodeName")),
            "StatefulSet" => templates(spec),
            _ => {}
        }
    }
    if kind == "ServiceAccount" {
        // Tokens that the controller made for this very account.
        map.remove("secrets");
    }
    without_nulls(object)
}

/// Addresses are given by the cluster. That there is none (headless) is the user's, and so are node ports: clients
/// outside of the cluster know them.
fn service(spec: &mut Map<String, Value>) {
    if spec.get("clusterIP").is_some_and(|ip| ip != "None") {
        spec.remove("clusterIP");
        spec.remove("clusterIPs");
    }
    spec.remove("healthCheckNodePort");
}

fn templates(spec: &mut Map<String, Value>) {
    for template in spec.get_mut("volumeClaimTemplates").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(template) = template.as_object_mut() {
            template.remove("status");
        }
    }
}

/// `creationTimestamp: null` of templates, and the like.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_cluster_wrote_goes_and_what_was_wanted_stays() {
        let service = json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": {
                "name": "cache", "namespace": "apps", "uid": "u", "resourceVersion": "7", "managedFields": [],
                "creationTimestamp": "2026-11-20T03:15:02Z", "ownerReferences": [{"uid": "x"}],
                "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}", "team": "core"},
            },
            "spec": {
                "clusterIP": "10.0.0.7", "clusterIPs": ["10.0.0.7"], "type": "NodePort",
                "ports": [{"port": 6379, "nodePort": 30079, "name": null}],
            },
            "status": {"loadBalancer": {}},
        });
        assert_eq!(
            strip(service),
            json!({
                "apiVersion": "v1", "kind": "Service",
                "metadata": {"name": "cache", "namespace": "apps", "annotations": {"team": "core"}},
                "spec": {"type": "NodePort", "ports": [{"port": 6379, "nodePort": 30079}]},
            })
        );
        let headless = json!({"kind": "Service", "spec": {"clusterIP": "None", "clusterIPs": ["None"]}});
        assert_eq!(strip(headless.clone()), headless);
    }

    #[test]
    fn a_claim_forgets_its_volume() {
        let claim = json!({
            "kind": "PersistentVolumeClaim",
            "metadata": {"annotations": {"pv.kubernetes.io/bind-completed": "yes"}},
            "spec": {"volumeName": "pvc-1", "storageClassName": "fast"},
        });
        assert_eq!(
            strip(claim),
            json!({"kind": "PersistentVolumeClaim", "metadata": {}, "spec": {"storageClassName": "fast"}})
        );
    }
}
