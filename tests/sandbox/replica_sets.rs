//! What the controllers of Deployments and ReplicaSets make: one ReplicaSet per Deployment, and its pods.

use super::encoding;
use super::objects::{Objects, metadata};
use serde_json::{Value, json};

/// Makes the ReplicaSet of every Deployment, makes the missing pods of every ReplicaSet, and removes the surplus.
pub fn expand(objects: &mut Objects) {
    let deployments: Vec<Value> = objects.list("deployments", None).into_iter().cloned().collect();
    for deployment in deployments {
        let own = set_of(objects, &deployment);
        let replicas = deployment["spec"]["replicas"].as_u64().unwrap_or(1);
        match own {
            Some(set) => {
                objects.edit("replicasets", metadata(&set, "namespace"), metadata(&set, "name"), |set| {
                    set["spec"]["replicas"] = json!(replicas);
                });
            }
            None => insert(objects, new_set(&deployment, replicas)),
        }
    }
    let sets: Vec<Value> = objects.list("replicasets", None).into_iter().cloned().collect();
    for set in sets {
        let wanted = usize::try_from(set["spec"]["replicas"].as_u64().unwrap_or(1)).expect("a small number");
        let pods = pods_of(objects, &set);
        for _ in pods.len()..wanted {
            insert(objects, new_pod(&set));
        }
        for pod in pods.into_iter().skip(wanted) {
            objects.remove("pods", metadata(&set, "namespace"), &pod);
        }
    }
}

fn set_of(objects: &Objects, deployment: &Value) -> Option<Value> {
    let sets = objects.list("replicasets", Some(metadata(deployment, "namespace")));
    sets.into_iter().find(|set| set["metadata"]["ownerReferences"][0]["uid"] == deployment["metadata"]["uid"]).cloned()
}

fn pods_of(objects: &Objects, set: &Value) -> Vec<String> {
    let pods = objects.list("pods", Some(metadata(set, "namespace")));
    let own = pods.into_iter().filter(|pod| pod["metadata"]["ownerReferences"][0]["uid"] == set["metadata"]["uid"]);
    own.map(|pod| metadata(pod, "name").to_owned()).collect()
}

fn new_set(deployment: &Value, replicas: u64) -> Value {
    let hash = encoding::hex(10);
    let mut template = deployment["spec"]["template"].clone();
    template["metadata"]["labels"]["pod-template-hash"] = json!(hash);
    let mut selector = deployment["spec"]["selector"].clone();
    selector["matchLabels"]["pod-template-hash"] = json!(hash);
    json!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {
            "name": format!("{}-{hash}", metadata(deployment, "name")), "namespace": metadata(deployment, "namespace"),
            "labels": template["metadata"]["labels"], "ownerReferences": owner(deployment, "Deployment"),
        },
        "spec": {"replicas": replicas, "selector": selector, "template": template},
    })
}

fn new_pod(set: &Value) -> Value {
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": set["spec"]["template"]["metadata"],
        "spec": set["spec"]["template"]["spec"],
    });
    pod["metadata"]["name"] = json!(format!("{}-{}", metadata(set, "name"), encoding::hex(5)));
    pod["metadata"]["namespace"] = set["metadata"]["namespace"].clone();
    pod["metadata"]["ownerReferences"] = owner(set, "ReplicaSet");
    pod
}

fn owner(object: &Value, kind: &str) -> Value {
    json!([{
        "apiVersion": "apps/v1", "kind": kind, "name": metadata(object, "name"), "uid": object["metadata"]["uid"],
        "controller": true, "blockOwnerDeletion": true,
    }])
}

fn insert(objects: &mut Objects, object: Value) {
    let resource = objects.resource_of(&object);
    objects.insert(&resource, object);
}
