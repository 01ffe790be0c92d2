//! `pods/ephemeralcontainers`, and what a kubelet says of a debug container that is attached to.

use super::api::Answer;
use super::exec::Attached;
use super::objects::{Objects, metadata};
use super::patch;
use super::status::Failure;
use super::world::{World, lock};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::sync::Arc;

/// What the API server has of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DebugContainers {
    /// Nothing, as before Kubernetes 1.23.
    None,
    /// An object of the kind `EphemeralContainers`, as up to 1.21 behind the feature gate: a strategic merge patch of a pod
    /// is taken, and adds nothing.
    OfTheirOwnKind,
    /// The pod itself.
    #[default]
    OfThePod,
}

/// Patches them. What is added runs at once.
pub fn patch(world: &World, pod: &Value, body: &[u8], content_type: &str) -> Answer {
    let form = lock(world.exec()).debug_containers();
    if form == DebugContainers::None {
        return Err(Failure::new(404, "the server could not find the requested resource"));
    }
    let wanted: Value = serde_json::from_slice(body).map_err(|error| Failure::new(400, error.to_string()))?;
    let listed = pod["spec"]["ephemeralContainers"].as_array().cloned().unwrap_or_default();
    let own_kind = json!({
        "kind": "EphemeralContainers", "apiVersion": "v1", "metadata": pod["metadata"], "ephemeralContainers": listed,
    });
    let before = if form == DebugContainers::OfThePod { pod } else { &own_kind };
    let mut patched = patch::apply(before, &wanted, content_type).map_err(|error| Failure::new(422, error))?;
    // a field that the kind does not have is left out
    if form == DebugContainers::OfTheirOwnKind {
        patched.as_object_mut().expect("an object").remove("spec");
    }
    let now = patched["spec"]["ephemeralContainers"].as_array().or(patched["ephemeralContainers"].as_array());
    let now = now.cloned().unwrap_or_default();
    let running = |one: &Value| json!({"name": one["name"], "image": one["image"], "state": {"running": {}}});
    edit(&mut lock(world.objects()), pod, |own| {
        own["status"]["ephemeralContainerStatuses"] = now.iter().map(running).collect();
        if !now.is_empty() {
            own["spec"]["ephemeralContainers"] = json!(now);
        }
    });
    Ok(axum::Json(patched).into_response())
}

/// The words of the command that runs in a debug container, as an exec would have them.
pub fn command_of(pod: &Value, container: Option<&String>) -> Vec<(String, String)> {
    let all = pod["spec"]["ephemeralContainers"].as_array().into_iter().flatten();
    let own = all.filter(|one| container.is_some_and(|name| one["name"] == name.as_str()));
    let words = own.flat_map(|one| one["command"].as_array().into_iter().flatten()).filter_map(Value::as_str);
    words.map(|word| ("command".to_owned(), word.to_owned())).collect()
}

/// What is done once the process of a debug container has ended: its state says with which status, and only that. Whoever
/// is attached hears of success, whatever it was.
pub fn ending(world: &Arc<World>, pod: &Value, container: &str) -> Attached {
    let (world, pod, container) = (Arc::clone(world), pod.clone(), container.to_owned());
    Box::new(move |code| {
        edit(&mut lock(world.objects()), &pod, |own| {
            let all = own["status"]["ephemeralContainerStatuses"].as_array_mut();
            for status in all.into_iter().flatten().filter(|status| status["name"] == container.as_str()) {
                status["state"] = json!({"terminated": {"exitCode": code}});
            }
        });
    })
}

fn edit(objects: &mut Objects, pod: &Value, change: impl FnOnce(&mut Value)) {
    objects.edit("pods", metadata(pod, "namespace"), metadata(pod, "name"), change);
}
