//! Endpoints: which pods a Service selects.

use super::objects::{Objects, metadata};
use super::pods;
use serde_json::{Value, json};

/// Writes the Endpoints of every Service that has a selector.
pub fn refresh(objects: &mut Objects) {
    let services: Vec<Value> = objects.list("services", None).into_iter().cloned().collect();
    for service in services {
        let Some(selector) = service["spec"]["selector"].as_object() else { continue };
        let (namespace, name) = (metadata(&service, "namespace"), metadata(&service, "name"));
        let (mut ready, mut not_ready, mut ports) = (Vec::new(), Vec::new(), Vec::new());
        for pod in objects.list("pods", Some(namespace)) {
            let labels = &pod["metadata"]["labels"];
            if pod["status"]["podIP"].is_null() || !selector.iter().all(|(key, value)| labels[key] == *value) {
                continue;
            }
            let address = json!({
                "ip": pod["status"]["podIP"], "hostname": pod["spec"]["hostname"],
                "nodeName": pod["spec"]["nodeName"],
                "targetRef": {
                    "kind": "Pod", "namespace": namespace, "name": metadata(pod, "name"),
                    "uid": metadata(pod, "uid"),
                },
            });
            let published = service["spec"]["publishNotReadyAddresses"] == true;
            if published || pods::is_ready(pod) {
                ready.push(address);
            } else {
                not_ready.push(address);
            }
            if ports.is_empty() {
                ports = ports_of(&service, pod);
            }
        }
        let mut subset = json!({"ports": ports});
        if !ready.is_empty() {
            subset["addresses"] = json!(ready);
        }
        if !not_ready.is_empty() {
            subset["notReadyAddresses"] = json!(not_ready);
        }
        let subsets = if ready.is_empty() && not_ready.is_empty() { json!(null) } else { json!([subset]) };
        if objects.get("endpoints", namespace, name).is_none() {
            let object = json!({
                "apiVersion": "v1", "kind": "Endpoints",
                "metadata": {
                    "name": name, "namespace": namespace, "labels": service["metadata"]["labels"],
                },
            });
            let resource = objects.resource_of(&object);
            objects.insert(&resource, object);
        }
        objects.edit("endpoints", namespace, name, |object| {
            let fields = object.as_object_mut().expect("an object");
            if subsets.is_null() {
                fields.remove("subsets");
            } else {
                fields.insert("subsets".to_owned(), subsets);
            }
        });
    }
}

fn ports_of(service: &Value, pod: &Value) -> Vec<Value> {
    let of_port = |port: &Value| {
        let target = if port["targetPort"].is_null() { &port["port"] } else { &port["targetPort"] };
        let number = match target.as_str() {
            None => target.clone(),
            Some(name) => {
                let containers = pod["spec"]["containers"].as_array().into_iter().flatten();
                let mut ports = containers.flat_map(|container| container["ports"].as_array().into_iter().flatten());
                ports.find(|port| port["name"] == name)?["containerPort"].clone()
            }
        };
        let protocol = port["protocol"].as_str().unwrap_or("TCP");
        Some(json!({"name": port["name"], "port": number, "protocol": protocol}))
    };
    service["spec"]["ports"].as_array().into_iter().flatten().filter_map(of_port).collect()
}
