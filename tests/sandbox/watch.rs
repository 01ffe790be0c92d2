//! Watches: a stream of what becomes of objects, one JSON object a line, looked for every few milliseconds.

use super::api::{Answer, select};
use super::call::Call;
use super::objects::metadata;
use super::resources::Resource;
use super::world::World;
use axum::body::Body;
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What a watch knows so far: objects by their uid.
struct Watch {
    world: Arc<World>,
    resource: Resource,
    call: Call,
    /// Changes up to this resourceVersion are known to who asked.
    since: u64,
    known: BTreeMap<String, Value>,
    waiting: VecDeque<Value>,
    until: Option<Instant>,
}

/// Answers a watch. Without `resourceVersion`, or from 0, it begins with the objects that are there.
///
/// # Errors
/// A selector that cannot be understood.
pub fn serve(world: &Arc<World>, resource: &Resource, call: &Call) -> Answer {
    let since = call.query.get("resourceVersion").and_then(|version| version.parse().ok()).unwrap_or(0);
    let now = select(world, resource, call)?;
    let known = now.into_iter().filter(|object| version(object) <= since);
    let seconds = call.query.get("timeoutSeconds").and_then(|seconds| seconds.parse().ok());
    let watch = Watch {
        world: Arc::clone(world),
        resource: resource.clone(),
        call: call.clone(),
        since,
        known: known.map(|object| (metadata(&object, "uid").to_owned(), object)).collect(),
        waiting: VecDeque::new(),
        until: seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds)),
    };
    let stream = futures::stream::unfold(watch, |mut watch| async move {
        loop {
            if let Some(event) = watch.waiting.pop_front() {
                return Some((Ok::<_, Infallible>(format!("{event}\n")), watch));
            }
            if watch.world.is_stopping() || watch.until.is_some_and(|until| Instant::now() >= until) {
                return None;
            }
            watch.look();
            if watch.waiting.is_empty() {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], Body::from_stream(stream)).into_response())
}

impl Watch {
    fn look(&mut self) {
        let now = select(&self.world, &self.resource, &self.call).unwrap_or_default();
        let now: BTreeMap<String, Value> =
            now.into_iter().map(|object| (metadata(&object, "uid").to_owned(), object)).collect();
        let gone: Vec<String> = self.known.keys().filter(|uid| !now.contains_key(*uid)).cloned().collect();
        for uid in gone {
            self.waiting.extend(self.known.remove(&uid).map(|object| json!({"type": "DELETED", "object": object})));
        }
        for (uid, object) in now {
            let kind = match self.known.get(&uid) {
                Some(before) if version(before) == version(&object) => continue,
                Some(_) => "MODIFIED",
                None if version(&object) <= self.since => continue,
                None => "ADDED",
            };
            self.waiting.push_back(json!({"type": kind, "object": object}));
            self.known.insert(uid, object);
        }
    }
}

fn version(object: &Value) -> u64 {
    metadata(object, "resourceVersion").parse().unwrap_or(0)
}
