//! The objects that a StatefulSet's controller makes: pods and claims from templates.

use super::encoding;
use super::objects::metadata;
use serde_json::{Value, json};

/// The name of the only node.
pub const NODE: &str = "sandbox-node";

/// The claims of one ordinal: `<template>-<set>-<ordinal>`, already bound.
pub fn claims_of(set: &Value, ordinal: u64) -> Vec<Value> {
    let templates = set["spec"]["volumeClaimTemplates"].as_array().cloned().unwrap_or_default();
    let claim = |template: &Value| {
        let mut spec = template["spec"].clone();
        spec["storageClassName"] = json!("standard");
        spec["volumeMode"] = json!("Filesystem");
        spec["volumeName"] = json!(format!("pvc-{}", encoding::uuid()));
        let capacity = &template["spec"]["resources"]["requests"];
        let mut labels = template["metadata"]["labels"].clone();
        if labels.is_null() {
            labels = set["spec"]["selector"]["matchLabels"].clone();
        }
        json!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": {
                "name": claim_name(template, set, ordinal), "namespace": metadata(set, "namespace"),
                "labels": labels, "finalizers": ["kubernetes.io/pvc-protection"],
            },
            "spec": spec,
            "status": {
                "phase": "Bound", "accessModes": template["spec"]["accessModes"], "capacity": capacity,
            },
        })
    };
    templates.iter().map(claim).collect()
}

fn claim_name(template: &Value, set: &Value, ordinal: u64) -> String {
    format!("{}-{}-{ordinal}", metadata(template, "name"), metadata(set, "name"))
}

/// The pod whose data a pod has mounted: by a claim that a StatefulSet's template made, that one; else its own.
pub fn pod_of_data(pod: &Value, sets: &[&Value]) -> String {
    let claims = pod["spec"]["volumes"].as_array().into_iter().flatten();
    for claim in claims.filter_map(|volume| volume["persistentVolumeClaim"]["claimName"].as_str()) {
        for set in sets {
            let set_name = metadata(set, "name");
            for template in set["spec"]["volumeClaimTemplates"].as_array().into_iter().flatten() {
                let ordinal = claim.strip_prefix(&format!("{}-{set_name}-", metadata(template, "name")));
                if let Some(ordinal) = ordinal.filter(|ordinal| ordinal.parse::<u64>().is_ok()) {
                    return format!("{set_name}-{ordinal}");
                }
            }
        }
        // made from a snapshot, for a while
        if claim.starts_with("redis-ops-") {
            return claim.to_owned();
        }
    }
    metadata(pod, "name").to_owned()
}

/// The pod of one ordinal, not yet scheduled.
pub fn pod_of(set: &Value, ordinal: u64) -> Value {
    let name = format!("{}-{ordinal}", metadata(set, "name"));
    let revision = set["status"]["updateRevision"].as_str().unwrap_or_default();
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": set["spec"]["template"]["metadata"],
        "spec": set["spec"]["template"]["spec"],
    });
    let meta = &mut pod["metadata"];
    meta["name"] = json!(name);
    meta["generateName"] = json!(format!("{}-", metadata(set, "name")));
    meta["namespace"] = set["metadata"]["namespace"].clone();
    meta["labels"]["apps.kubernetes.io/pod-index"] = json!(ordinal.to_string());
    meta["labels"]["controller-revision-hash"] = json!(revision);
    meta["labels"]["statefulset.kubernetes.io/pod-name"] = json!(name);
    meta["ownerReferences"] = json!([{
        "apiVersion": "apps/v1", "kind": "StatefulSet", "name": metadata(set, "name"),
        "uid": set["metadata"]["uid"], "controller": true, "blockOwnerDeletion": true,
    }]);
    let spec = &mut pod["spec"];
    spec["hostname"] = json!(name);
    spec["subdomain"] = set["spec"]["serviceName"].clone();
    if !spec["volumes"].is_array() {
        spec["volumes"] = json!([]);
    }
    let volumes = spec["volumes"].as_array_mut().expect("made a list above");
    for template in set["spec"]["volumeClaimTemplates"].as_array().into_iter().flatten() {
        let claim = json!({"claimName": claim_name(template, set, ordinal)});
        volumes.push(json!({"name": template["metadata"]["name"], "persistentVolumeClaim": claim}));
    }
    pod
}

/// The scheduler's and kubelet's first touch: node, addresses, defaults, every container waiting.
pub fn schedule(pod: &mut Value, pod_ip: &str, host_ip: &str) {
    let spec = &mut pod["spec"];
    for (field, default) in [
        ("nodeName", NODE),
        ("restartPolicy", "Always"),
        ("dnsPolicy", "ClusterFirst"),
        ("schedulerName", "default-scheduler"),
        ("serviceAccountName", "default"),
    ] {
        if spec[field].is_null() {
            spec[field] = json!(default);
        }
    }
    if spec["terminationGracePeriodSeconds"].is_null() {
        spec["terminationGracePeriodSeconds"] = json!(30);
    }
    let now = encoding::now();
    let statuses = |containers: &Value, done: bool| -> Value {
        let status = |container: &Value| {
            let state = if done {
                json!({"terminated": {
                    "exitCode": 0, "reason": "Completed", "startedAt": now, "finishedAt": now,
                    "containerID": format!("containerd://{}", encoding::hex(64)),
                }})
            } else {
                json!({"waiting": {"reason": "ContainerCreating"}})
            };
            json!({
                "name": container["name"], "image": container["image"],
                "imageID": format!("{}@sha256:{}", container["image"].as_str().unwrap_or_default(), encoding::hex(64)),
                "ready": done, "started": false, "restartCount": 0, "state": state, "lastState": {},
            })
        };
        containers.as_array().into_iter().flatten().map(status).collect()
    };
    let mut status = json!({
        "phase": "Pending", "qosClass": "Burstable", "startTime": now,
        "hostIP": host_ip, "hostIPs": [{"ip": host_ip}], "podIP": pod_ip, "podIPs": [{"ip": pod_ip}],
        "containerStatuses": statuses(&pod["spec"]["containers"], false),
    });
    if pod["spec"]["initContainers"].is_array() {
        status["initContainerStatuses"] = statuses(&pod["spec"]["initContainers"], true);
    }
    pod["status"] = status;
    set_conditions(pod);
}

/// Every container runs and is ready.
pub fn mark_running(pod: &mut Value) {
    let now = encoding::now();
    for status in pod["status"]["containerStatuses"].as_array_mut().into_iter().flatten() {
        if status["state"]["running"].is_object() {
            continue;
        }
        if status["state"]["terminated"].is_object() {
            let count = status["restartCount"].as_u64().unwrap_or_default();
            status["restartCount"] = json!(count + 1);
            status["lastState"] = status["state"].clone();
        }
        status["containerID"] = json!(format!("containerd://{}", encoding::hex(64)));
        status["state"] = json!({"running": {"startedAt": now}});
        status["ready"] = json!(true);
        status["started"] = json!(true);
    }
    pod["status"]["phase"] = json!("Running");
    set_conditions(pod);
}

/// The container that runs the server has ended.
pub fn mark_terminated(pod: &mut Value, container: &str, exit_code: i32) {
    let now = encoding::now();
    for status in pod["status"]["containerStatuses"].as_array_mut().into_iter().flatten() {
        if status["name"] != container || status["state"]["terminated"].is_object() {
            continue;
        }
        let reason = if exit_code == 0 { "Completed" } else { "Error" };
        status["state"] = json!({"terminated": {
            "exitCode": exit_code, "reason": reason, "finishedAt": now,
            "startedAt": status["state"]["running"]["startedAt"], "containerID": status["containerID"],
        }});
        status["ready"] = json!(false);
        status["started"] = json!(false);
    }
    set_conditions(pod);
}

/// Whether the Ready condition is True.
pub fn is_ready(pod: &Value) -> bool {
    let conditions = pod["status"]["conditions"].as_array();
    conditions.is_some_and(|all| all.iter().any(|one| one["type"] == "Ready" && one["status"] == "True"))
}

fn set_conditions(pod: &mut Value) {
    let containers = pod["status"]["containerStatuses"].as_array().cloned().unwrap_or_default();
    let ready = containers.iter().all(|status| status["ready"] == true);
    let old = pod["status"]["conditions"].take();
    let condition = |kind: &str, holds: bool| {
        let holds = if holds { "True" } else { "False" };
        let before = old.as_array().and_then(|all| all.iter().find(|one| one["type"] == kind));
        let since = match before {
            Some(before) if before["status"] == holds => before["lastTransitionTime"].clone(),
            _ => json!(encoding::now()),
        };
        let mut condition = json!({
            "type": kind, "status": holds, "lastProbeTime": null, "lastTransitionTime": since,
        });
        if holds == "False" {
            let unready: Vec<&str> = containers
                .iter()
                .filter(|status| status["ready"] != true)
                .filter_map(|status| status["name"].as_str())
                .collect();
            condition["reason"] = json!("ContainersNotReady");
            condition["message"] = json!(format!("containers with unready status: [{}]", unready.join(" ")));
        }
        condition
    };
    pod["status"]["conditions"] = json!([
        condition("PodReadyToStartContainers", true),
        condition("Initialized", true),
        condition("Ready", ready),
        condition("ContainersReady", ready),
        condition("PodScheduled", true),
    ]);
}
