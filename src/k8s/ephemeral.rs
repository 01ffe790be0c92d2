//! Debug containers beside those of a pod: `pods/ephemeralcontainers`, on by default since Kubernetes 1.23. Up to 1.21, behind
//! the feature gate EphemeralContainers, the subresource is no pod but an object of the kind EphemeralContainers.

use super::client::Kubernetes;
use super::exec::Place;
use super::scale::pods;
use crate::error::{Error, Result};
use crate::target::spec::Scope;
use http::Request;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(300);

impl Kubernetes {
    /// Adds a debug container that runs `command` with a terminal and sees the processes of the place's container.
    ///
    /// # Errors
    /// Of kind Target: a missing right, an API server without debug containers.
    pub async fn add_debug_container(&self, place: &Place, name: &str, image: &str, command: &[&str]) -> Result<Place> {
        let Place { namespace, pod, container } = place;
        let debug = json!({
            "name": name, "image": image, "command": command, "stdin": true, "tty": true,
            "targetContainerName": container, "terminationMessagePolicy": "File",
        });
        let part_of_pod = json!({"spec": {"ephemeralContainers": [debug]}});
        let answer =
            match self.patch_debug_containers(place, "application/strategic-merge-patch+json", &part_of_pod).await? {
                // It is nothing to this object what stands in a pod's spec: the answer is 200, and nothing was added.
                Some(older) if older["kind"] == "EphemeralContainers" => {
                    let added = json!([{"op": "add", "path": "/ephemeralContainers/-", "value": debug}]);
                    self.patch_debug_containers(place, "application/json-patch+json", &added).await?
                }
                other => other,
            };
        let Some(answer) = answer else { return Err(self.without_debug_containers(place).await?) };
        let listed =
            answer["spec"]["ephemeralContainers"].as_array().or_else(|| answer["ephemeralContainers"].as_array());
        if !listed.into_iter().flatten().any(|container| container["name"] == name) {
            return Err(Error::failed(format!("no debug container was added to {namespace}/{pod}"))
                .cause("the API server took the patch, and what it answered does not have it"));
        }
        Ok(Place { container: name.to_owned(), ..place.clone() })
    }

    /// What the subresource is after a patch; none where the API server does not know it, or the pod is gone.
    async fn patch_debug_containers(&self, place: &Place, kind: &str, patch: &Value) -> Result<Option<Value>> {
        let Place { namespace, pod, .. } = place;
        let request = Request::patch(format!("/api/v1/namespaces/{namespace}/pods/{pod}/ephemeralcontainers"))
            .header(http::header::CONTENT_TYPE, kind)
            .body(patch.to_string().into_bytes())
            .map_err(|error| Error::failed("cannot build a request").because(&error))?;
        let call = async {
            match self.client.request::<Value>(request).await {
                Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
                other => other.map(Some),
            }
        };
        self.bounded("patch", "pods/ephemeralcontainers", &Scope::Namespace(namespace.clone()), call).await
    }

    async fn without_debug_containers(&self, place: &Place) -> Result<Error> {
        let Place { namespace, pod, .. } = place;
        if self.fetch_object(&pods(), Some(namespace), pod).await?.is_none() {
            return Ok(Error::target(format!("there is no pod {namespace}/{pod} any more")));
        }
        Ok(Error::target(format!("no debug container can be added to {namespace}/{pod}")).cause(
            "the API server does not know pods/ephemeralcontainers: Kubernetes has them since 1.23, before that behind the \
             feature gate EphemeralContainers",
        ))
    }

    /// Waits until a debug container runs.
    ///
    /// # Errors
    /// Of kind Failed: it has ended, its image cannot be fetched, or it does not start in time.
    pub async fn wait_for_debug_container(&self, place: &Place, longest: Duration) -> Result<()> {
        let Place { namespace, pod, container } = place;
        let failed = || Error::failed(format!("the debug container {container} of {namespace}/{pod} does not run"));
        let started = Instant::now();
        loop {
            let Some(state) = self.fetch_debug_container(place).await? else {
                return Err(failed().cause("the pod is gone"));
            };
            if state["running"].is_object() {
                return Ok(());
            }
            let word = |which: &str, what: &str| state[which][what].as_str().unwrap_or_default().to_owned();
            let waits = word("waiting", "reason");
            if state["terminated"].is_object() {
                return Err(failed().cause(format!(
                    "it has ended: {} {}",
                    word("terminated", "reason"),
                    word("terminated", "message")
                )));
            }
            let hopeless =
                waits.contains("ImagePull") || waits.contains("ImageNeverPull") || waits.contains("InvalidImageName");
            if hopeless || started.elapsed() > longest {
                let why = if waits.is_empty() {
                    "the node has not said anything of it".to_owned()
                } else {
                    format!("{waits}: {}", word("waiting", "message"))
                };
                return Err(failed()
                    .cause(why)
                    .hint("--max-wait DURATION waits longer; --debug-image chooses another image"));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// The exit status of what ran in a debug container, once the node has told it: whoever was attached hears of an end
    /// alone.
    ///
    /// # Errors
    /// Of kind Failed: the pod is gone, or the container still runs after that time.
    pub async fn wait_for_end_of_debug_container(&self, place: &Place, longest: Duration) -> Result<u8> {
        let Place { namespace, pod, container } = place;
        let failed = |why: &str| {
            Error::failed(format!("how the debug container {container} of {namespace}/{pod} ended cannot be known"))
                .cause(why.to_owned())
        };
        let started = Instant::now();
        loop {
            let state = self.fetch_debug_container(place).await?;
            // It ran when it was attached to: a pod that does not know it is another one of that name.
            let Some(state) = state.filter(|state| !state.is_null()) else { return Err(failed("its pod is gone")) };
            if let Some(code) = state["terminated"]["exitCode"].as_i64() {
                return Ok(u8::try_from(code).unwrap_or(u8::MAX));
            }
            if started.elapsed() > longest {
                return Err(failed("the connection to it has ended, and it still runs")
                    .hint(format!("kubectl attach -it -n {namespace} {pod} -c {container} leads to it")));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// The state of a debug container: `waiting`, `running` or `terminated`, or null before its node has heard of it. None
    /// where the pod is gone.
    async fn fetch_debug_container(&self, place: &Place) -> Result<Option<Value>> {
        let Some(mut object) = self.fetch_object(&pods(), Some(&place.namespace), &place.pod).await? else {
            return Ok(None);
        };
        let statuses = object["status"]["ephemeralContainerStatuses"].as_array_mut();
        let status = statuses.into_iter().flatten().find(|status| status["name"] == place.container.as_str());
        Ok(Some(status.map_or(Value::Null, |status| status["state"].take())))
    }
}
