//! The HTTP side of the API server: token, RBAC, routing, lists and single objects.

use super::call::Call;
use super::container_log;
use super::debug_containers;
use super::exec;
use super::objects::metadata;
use super::portforward;
use super::resources::{self, Resource};
use super::selector;
use super::status::{self, Failure};
use super::watch;
use super::world::{World, lock};
use super::writes;
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// A response, or a failure that becomes a `Status`.
pub type Answer = Result<Response, Failure>;

/// Larger bodies are refused, as by a real API server (3 MiB by default).
const BODY_LIMIT: usize = 3 << 20;

/// Answers every request.
pub async fn serve(State(world): State<Arc<World>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let waits = lock(world.failures()).keeps(&parts.method, &target);
    lock(world.requests()).push((parts.method.clone(), target));
    while waits && lock(world.failures()).is_holding() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if let Some(failure) = lock(world.failures()).take() {
        return failure.into_response();
    }
    match answer(&world, &mut parts, body).await {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    }
}

async fn answer(world: &Arc<World>, parts: &mut Parts, body: Body) -> Answer {
    let expected = format!("Bearer {}", world.token());
    let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if given != Some(expected.as_str()) {
        return Err(Failure::unauthorized());
    }
    let path = parts.uri.path().to_owned();
    if let Some(value) = discovery(world, &path)? {
        return Ok(axum::Json(value).into_response());
    }
    let query = Query::<HashMap<String, String>>::try_from_uri(&parts.uri);
    let query = query.map_err(|error| Failure::new(400, error.to_string()))?.0;
    let Some(call) = Call::parse(&parts.method, &path, query) else { return Ok(page_not_found()) };
    let resource = {
        let objects = lock(world.objects());
        // the metrics API calls its objects `pods` too; they are kept apart by their kind
        let plural = match (call.group.as_str(), call.resource.as_str()) {
            ("metrics.k8s.io", "pods") => "podmetrics",
            (_, plural) => plural,
        };
        match objects.resource(&call.group, &call.version, plural) {
            Some(resource) => resource,
            None if objects.resources().iter().any(|one| one.group == call.group) => {
                return Err(Failure::no_such_resource());
            }
            // a group that no CRD has brought: not a Status
            None => return Ok(page_not_found()),
        }
    };
    if lock(world.rbac()).denies(&call) {
        return Err(Failure::forbidden(&call));
    }
    match (call.verb.as_str(), call.subresource.as_deref()) {
        ("get", None) => get(world, &resource, &call, parts),
        ("list", None) => list(world, &resource, &call, parts),
        ("watch", None) => watch::serve(world, &resource, &call),
        ("get", Some("portforward")) if resource.plural == "pods" => {
            let pod = find(world, &resource, &call)?;
            let upgrade = WebSocketUpgrade::from_request_parts(parts, &()).await;
            let upgrade = upgrade.map_err(IntoResponse::into_response);
            portforward::serve(world, &pod, call.query.get("ports"), upgrade)
        }
        ("get", Some("exec")) if resource.plural == "pods" => {
            let pod = find(world, &resource, &call)?;
            let words = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
            let words = words.map_err(|error| Failure::new(400, error.to_string()))?.0;
            let upgrade = WebSocketUpgrade::from_request_parts(parts, &()).await;
            exec::serve(world, &pod, &words, None, upgrade.map_err(IntoResponse::into_response))
        }
        ("get", Some("attach")) if resource.plural == "pods" => {
            let pod = find(world, &resource, &call)?;
            let words = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
            let mut words = words.map_err(|error| Failure::new(400, error.to_string()))?.0;
            let container = call.query.get("container");
            words.extend(debug_containers::command_of(&pod, container));
            let ending = debug_containers::ending(world, &pod, container.map_or("", String::as_str));
            let upgrade = WebSocketUpgrade::from_request_parts(parts, &()).await;
            exec::serve(world, &pod, &words, Some(ending), upgrade.map_err(IntoResponse::into_response))
        }
        ("patch", Some("ephemeralcontainers")) if resource.plural == "pods" => {
            let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
            let kind = kind.unwrap_or_default().to_owned();
            let pod = find(world, &resource, &call)?;
            let body = axum::body::to_bytes(body, BODY_LIMIT).await;
            let body = body.map_err(|error| Failure::new(413, error.to_string()))?;
            debug_containers::patch(world, &pod, &body, &kind)
        }
        ("get", Some("log")) if resource.plural == "pods" => {
            container_log::serve(world, &find(world, &resource, &call)?, &call)
        }
        ("get", Some("status")) => get(world, &resource, &call, parts),
        ("create" | "update" | "patch" | "delete", None | Some("status" | "scale"))
        | ("create", Some("eviction"))
        | ("get", Some("scale")) => {
            let body = axum::body::to_bytes(body, BODY_LIMIT).await;
            let body = body.map_err(|error| Failure::new(413, error.to_string()))?;
            writes::serve(world, &resource, &call, parts, &body)
        }
        _ => Err(Failure::new(405, "the server does not allow this method on the requested resource")),
    }
}

fn page_not_found() -> Response {
    (StatusCode::NOT_FOUND, "404 page not found\n").into_response()
}

fn discovery(world: &World, path: &str) -> Result<Option<Value>, Failure> {
    let objects = lock(world.objects());
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    Ok(match segments.as_slice() {
        ["version"] => Some(json!({
            "major": "1", "minor": "33", "gitVersion": "v1.33.5", "gitTreeState": "clean",
            "gitCommit": "", "buildDate": "2025-09-09T18:11:26Z", "goVersion": "go1.24.6",
            "compiler": "gc", "platform": "linux/amd64",
        })),
        ["healthz" | "livez" | "readyz"] => Some(json!("ok")),
        ["api"] => Some(resources::core_versions("127.0.0.1")),
        ["apis"] => Some(resources::group_list(objects.resources())),
        ["api", version] => resources::resource_list(objects.resources(), "", version),
        ["apis", group, version] => resources::resource_list(objects.resources(), group, version),
        _ => None,
    })
}

/// The object that a call names.
///
/// # Errors
/// 404.
pub fn find(world: &World, resource: &Resource, call: &Call) -> Result<Value, Failure> {
    let name = call.name.as_deref().unwrap_or_default();
    let namespace = call.namespace.as_deref().unwrap_or_default();
    let objects = lock(world.objects());
    objects.get(&resource.plural, namespace, name).cloned().ok_or_else(|| Failure::not_found(resource, name))
}

fn get(world: &World, resource: &Resource, call: &Call, parts: &Parts) -> Answer {
    let object = find(world, resource, call)?;
    let object = if wants_metadata(parts) { metadata_only(&object, false) } else { object };
    Ok(axum::Json(object).into_response())
}

/// The objects that a list or a watch is about.
///
/// # Errors
/// A selector that cannot be understood.
pub fn select(world: &World, resource: &Resource, call: &Call) -> Result<Vec<Value>, Failure> {
    let labels = call.query.get("labelSelector").map_or("", String::as_str);
    let fields = call.query.get("fieldSelector").map_or("", String::as_str);
    let refuse = |why: String| {
        Failure::new(
            400,
            format!(
                "Unable to find \"{}, Resource={}\" that match label selector {labels:?}, field selector {fields:?}: \
                 {why}",
                resource.api_version(),
                resource.plural
            ),
        )
    };
    let objects = lock(world.objects());
    let mut found = Vec::new();
    for object in objects.list(&resource.plural, call.namespace.as_deref()) {
        let named = call.name.as_deref().is_none_or(|name| metadata(object, "name") == name);
        let fits = selector::matches_labels(object, labels).map_err(refuse)?
            && selector::matches_fields(object, &resource.plural, fields).map_err(refuse)?;
        if named && fits {
            found.push(object.clone());
        }
    }
    Ok(found)
}

fn list(world: &World, resource: &Resource, call: &Call, parts: &Parts) -> Answer {
    let as_metadata = wants_metadata(parts);
    let version = lock(world.objects()).version();
    let mut items = Vec::new();
    for object in select(world, resource, call)? {
        let mut item = if as_metadata { metadata_only(&object, true) } else { object };
        // items of built-in types come without their type, those of custom resources with it
        if !resource.custom && !as_metadata {
            let item = item.as_object_mut().expect("an object");
            item.remove("apiVersion");
            item.remove("kind");
        }
        items.push(item);
    }
    let (kind, api_version) = if as_metadata {
        ("PartialObjectMetadataList".to_owned(), "meta.k8s.io/v1".to_owned())
    } else {
        (format!("{}List", resource.kind), resource.api_version())
    };
    let metadata = json!({"resourceVersion": version});
    Ok(axum::Json(json!({
        "kind": kind, "apiVersion": api_version, "metadata": metadata, "items": items,
    }))
    .into_response())
}

fn wants_metadata(parts: &Parts) -> bool {
    let accept = parts.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("as=PartialObjectMetadata"))
}

fn metadata_only(object: &Value, in_list: bool) -> Value {
    if in_list {
        return json!({"metadata": object["metadata"]});
    }
    json!({
        "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"],
    })
}

/// `Status` of a deletion, as a response.
pub fn deleted(resource: &Resource, object: &Value) -> Response {
    let name = metadata(object, "name");
    axum::Json(status::deleted(resource, name, &object["metadata"]["uid"])).into_response()
}
