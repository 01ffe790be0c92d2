//! Calls that change objects: create, update, patch, delete, scale, and access reviews.

use super::api::{self, Answer};
use super::call::Call;
use super::objects::metadata;
use super::patch;
use super::resources::Resource;
use super::status::Failure;
use super::world::{World, lock};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::sync::Arc;

/// Answers a call that has a body or deletes.
///
/// # Errors
/// What the API server refuses, as a `Status`.
pub fn serve(world: &Arc<World>, resource: &Resource, call: &Call, parts: &Parts, body: &[u8]) -> Answer {
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or("application/json");
    if !body.is_empty() && content_type.contains("protobuf") {
        return Err(Failure::new(
            415,
            format!(
                "the body of the request was in an unknown format - {content_type}: accepted media types include: application/json"
            ),
        ));
    }
    let dry_run = call.query.contains_key("dryRun");
    let answer = match (call.verb.as_str(), call.subresource.as_deref()) {
        ("create", None) if resource.plural == "selfsubjectaccessreviews" => {
            let review = lock(world.rbac()).review(parse(body)?);
            Ok((StatusCode::CREATED, axum::Json(review)).into_response())
        }
        ("create", None) if resource.plural == "selfsubjectrulesreviews" => {
            let resources = lock(world.objects()).resources().to_vec();
            let review = lock(world.rbac()).rules_review(parse(body)?, &resources);
            Ok((StatusCode::CREATED, axum::Json(review)).into_response())
        }
        ("create", None) => create(world, resource, call, parse(body)?, dry_run),
        ("update", _) => {
            let object = parse(body)?;
            change(world, resource, call, dry_run, |_| Ok(object))
        }
        ("patch", _) => {
            let new = parse(body)?;
            if content_type.starts_with("application/apply-patch") && api::find(world, resource, call).is_err() {
                return create(world, resource, call, new, dry_run);
            }
            change(world, resource, call, dry_run, |old| patch::apply(&old, &new, content_type))
        }
        ("delete", None) => delete(world, resource, call, body, dry_run),
        ("create", Some("eviction")) => evict(world, resource, call, body),
        ("get", Some("scale")) => Ok(axum::Json(scale_of(&api::find(world, resource, call)?)).into_response()),
        _ => Err(Failure::new(405, "the server does not allow this method on the requested resource")),
    };
    if answer.is_ok() && !dry_run && call.verb != "get" {
        world.refresh();
        world.reconcile_later();
    }
    answer
}

/// JSON, or YAML as server-side apply sends it.
fn parse(body: &[u8]) -> Result<Value, Failure> {
    serde_json::from_slice(body).or_else(|error| {
        let text = String::from_utf8_lossy(body);
        let value: Result<Value, _> = serde_saphyr::from_str(&text);
        value.map_err(|_| Failure::new(400, format!("the object provided is unrecognized: {error}")))
    })
}

fn create(world: &World, resource: &Resource, call: &Call, mut object: Value, dry_run: bool) -> Answer {
    if !object["metadata"].is_object() {
        object["metadata"] = json!({});
    }
    if let Some(namespace) = &call.namespace {
        object["metadata"]["namespace"] = json!(namespace);
    }
    let mut objects = lock(world.objects());
    let namespace = call.namespace.as_deref().unwrap_or_default();
    if resource.namespaced && objects.get("namespaces", "", namespace).is_none() {
        let namespaces = objects.resource("", "v1", "namespaces").expect("built in");
        return Err(Failure::not_found(&namespaces, namespace));
    }
    let name = metadata(&object, "name").to_owned();
    if name.is_empty() && object["metadata"]["generateName"].is_null() {
        let message = format!(
            "{} {:?} is invalid: metadata.name: Required value: name or generateName is required",
            resource.kind, ""
        );
        return Err(Failure::new(422, message));
    }
    if objects.get(&resource.plural, namespace, &name).is_some() {
        return Err(Failure::already_exists(resource, &name));
    }
    let created = if dry_run { object } else { objects.insert(resource, object) };
    Ok((StatusCode::CREATED, axum::Json(created)).into_response())
}

/// Replaces an object by what `new` makes of it; for the scale subresource, of its Scale.
fn change(
    world: &World,
    resource: &Resource,
    call: &Call,
    dry_run: bool,
    new: impl FnOnce(Value) -> Result<Value, String>,
) -> Answer {
    let (namespace, name) = (call.namespace.as_deref().unwrap_or_default(), call.name.as_deref().unwrap_or_default());
    let mut objects = lock(world.objects());
    let stored = objects.get(&resource.plural, namespace, name).cloned();
    let old = stored.ok_or_else(|| Failure::not_found(resource, name))?;
    let scaling = call.subresource.as_deref() == Some("scale");
    let view = if scaling { scale_of(&old) } else { old.clone() };
    let changed = new(view).map_err(|why| Failure::new(if why.starts_with("unsupported") { 415 } else { 422 }, why))?;
    let version = changed["metadata"]["resourceVersion"].as_str();
    if version.is_some_and(|version| !version.is_empty() && version != metadata(&old, "resourceVersion")) {
        return Err(Failure::conflict(resource, name));
    }
    let object = if scaling {
        let mut object = old;
        object["spec"]["replicas"] = changed["spec"]["replicas"].clone();
        object
    } else {
        changed
    };
    let stored = if dry_run {
        object
    } else {
        let stored = objects.replace(&resource.plural, namespace, name, object);
        stored.ok_or_else(|| Failure::not_found(resource, name))?
    };
    let shown = if scaling { scale_of(&stored) } else { stored };
    Ok(axum::Json(shown).into_response())
}

fn scale_of(object: &Value) -> Value {
    let labels = object["spec"]["selector"]["matchLabels"].as_object();
    let selector: Vec<String> = labels
        .into_iter()
        .flatten()
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
        .collect();
    let kept = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"];
    let kept = kept.map(|field| (field.to_owned(), object["metadata"][field].clone()));
    json!({
        "kind": "Scale", "apiVersion": "autoscaling/v1",
        "metadata": serde_json::Map::from_iter(kept),
        "spec": {"replicas": object["spec"]["replicas"]},
        "status": {"replicas": object["status"]["replicas"], "selector": selector.join(",")},
    })
}

/// Deletes a pod where the budgets about it allow that (k8s.io/kubernetes/pkg/registry/core/pod/storage/eviction.go).
fn evict(world: &World, resource: &Resource, call: &Call, body: &[u8]) -> Answer {
    let pod = api::find(world, resource, call)?;
    let eviction = parse(body)?;
    let served = lock(world.objects()).resource("policy", "v1", "poddisruptionbudgets").is_some();
    if eviction["apiVersion"] == "policy/v1" && !served {
        let message = "no kind \"Eviction\" is registered for version \"policy/v1\" in scheme";
        return Err(Failure::new(400, message));
    }
    let namespace = call.namespace.as_deref().unwrap_or_default();
    let labels = &pod["metadata"]["labels"];
    let about = |budget: &&Value| {
        let selector = &budget["spec"]["selector"];
        let expressions = selector["matchExpressions"].as_array().into_iter().flatten();
        let mut wanted = selector["matchLabels"].as_object().into_iter().flatten();
        let of_values = |one: &Value| {
            let there = one["values"]
                .as_array()
                .is_some_and(|values| values.contains(&labels[one["key"].as_str().unwrap_or_default()]));
            if one["operator"] == "NotIn" { !there } else { there }
        };
        wanted.all(|(key, value)| labels[key] == *value) && expressions.into_iter().all(of_values)
    };
    let budgets: Vec<Value> = lock(world.objects())
        .list("poddisruptionbudgets", Some(namespace))
        .into_iter()
        .filter(about)
        .cloned()
        .collect();
    if let Some(budget) = budgets.iter().find(|budget| budget["status"]["disruptionsAllowed"] == 0) {
        return Err(Failure::over_budget(budget));
    }
    let options = serde_json::to_vec(&eviction["deleteOptions"]).unwrap_or_default();
    delete(world, resource, call, &options, false)?;
    let status = json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201});
    Ok((StatusCode::CREATED, axum::Json(status)).into_response())
}

fn delete(world: &World, resource: &Resource, call: &Call, body: &[u8], dry_run: bool) -> Answer {
    let object = api::find(world, resource, call)?;
    let options = if body.is_empty() { Value::Null } else { parse(body)? };
    for field in ["resourceVersion", "uid"] {
        if options["preconditions"][field].as_str().is_some_and(|wanted| wanted != metadata(&object, field)) {
            return Err(Failure::conflict(resource, metadata(&object, "name")));
        }
    }
    // a pod that something holds is there until that lets it go
    let is_held = resource.plural == "pods"
        && object["metadata"]["finalizers"].as_array().is_some_and(|holders| !holders.is_empty());
    if !dry_run && is_held {
        let (namespace, name) = (metadata(&object, "namespace"), metadata(&object, "name"));
        lock(world.objects()).edit("pods", namespace, name, |pod| {
            pod["metadata"]["deletionTimestamp"] = json!(super::encoding::now());
        });
    } else if !dry_run {
        world.remove(resource, &object);
    }
    // a pod goes gracefully: the answer is the pod that is going, not a Status
    if resource.plural == "pods" {
        let mut pod = object;
        pod["metadata"]["deletionTimestamp"] = json!(super::encoding::now());
        pod["metadata"]["deletionGracePeriodSeconds"] = pod["spec"]["terminationGracePeriodSeconds"].clone();
        return Ok(axum::Json(pod).into_response());
    }
    Ok(api::deleted(resource, &object))
}
