//! What the controllers of Deployments and ReplicaSets do: a ReplicaSet per Deployment, and its pods.

use super::encoding;
use super::objects::{Objects, metadata};
use serde_json::{Value, json};

/// Makes the missing ReplicaSet and pods of every Deployment and removes the surplus pods.
pub fn expand(objects: &mut Objects) {
    let deployments: Vec<Value> = objects.list("deployments", None).into_iter().cloned().collect();
    for deployment in deployments.iter().filter(|one| one["spec"]["template"].is_object()) {
        let set = replica_set(objects, deployment);
        let (namespace, name) = (metadata(&set, "namespace"), metadata(&set, "name"));
        let wanted = deployment["spec"]["replicas"].as_u64().unwrap_or(1) as usize;
        let own = |pod: &&Value| pod["metadata"]["ownerReferences"][0]["uid"] == set["metadata"]["uid"];
        let there: Vec<String> = objects
            .list("pods", Some(namespace))
            .into_iter()
            .filter(own)
            .map(|pod| metadata(pod, "name").to_owned())
            .collect();
        for surplus in there.iter().skip(wanted) {
            objects.remove("pods", namespace, surplus);
        }
        for _ in there.len()..wanted {
            let mut pod = json!({
                "apiVersion": "v1", "kind": "Pod",
                "metadata": set["spec"]["template"]["metadata"], "spec": set["spec"]["template"]["spec"],
            });
            let meta = &mut pod["metadata"];
            meta["name"] = json!(format!("{name}-{}", encoding::hex(5)));
            meta["generateName"] = json!(format!("{name}-"));
            meta["namespace"] = json!(namespace);
            meta["ownerReferences"] = owner("ReplicaSet", &set);
            insert(objects, pod);
        }
    }
}

fn replica_set(objects: &mut Objects, deployment: &Value) -> Value {
    let namespace = metadata(deployment, "namespace");
    let own = |set: &&Value| set["metadata"]["ownerReferences"][0]["uid"] == deployment["metadata"]["uid"];
    if let Some(set) = objects.list("replicasets", Some(namespace)).into_iter().find(own) {
        return set.clone();
    }
    let hash = encoding::hex(10);
    let mut template = deployment["spec"]["template"].clone();
    template["metadata"]["labels"]["pod-template-hash"] = json!(hash);
    let labels = template["metadata"]["labels"].clone();
    insert(
        objects,
        json!({
            "apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": {
                "name": format!("{}-{hash}", metadata(deployment, "name")), "namespace": namespace,
                "labels": labels, "ownerReferences": owner("Deployment", deployment),
            },
            "spec": {
                "replicas": deployment["spec"]["replicas"], "template": template,
                "selector": {"matchLabels": labels},
            },
            "status": {},
        }),
    )
}

fn owner(kind: &str, object: &Value) -> Value {
    json!([{
        "apiVersion": "apps/v1", "kind": kind, "name": metadata(object, "name"), "uid": object["metadata"]["uid"],
        "controller": true, "blockOwnerDeletion": true,
    }])
}

fn insert(objects: &mut Objects, object: Value) -> Value {
    let resource = objects.resource_of(&object);
    objects.insert(&resource, object)
}
