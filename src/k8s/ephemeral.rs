//! Debug containers beside those of a pod: `pods/ephemeralcontainers`, on by default since Kubernetes 1.23.

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
        let body = json!({"spec": {"ephemeralContainers": [debug]}}).to_string().into_bytes();
        let request = Request::patch(format!("/api/v1/namespaces/{namespace}/pods/{pod}/ephemeralcontainers"))
            .header(http::header::CONTENT_TYPE, "application/strategic-merge-patch+json")
            .body(body)
            .map_err(|error| Error::failed("cannot build a request").because(&error))?;
        let call = async {
            match self.client.request::<Value>(request).await {
                Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
                other => other.map(Some),
            }
        };
        let scope = Scope::Namespace(namespace.clone());
        match self.bounded("patch", "pods/ephemeralcontainers", &scope, call).await? {
            Some(_) => Ok(Place { container: name.to_owned(), ..place.clone() }),
            None if self.fetch_object(&pods(), Some(namespace), pod).await?.is_none() => {
                Err(Error::target(format!("there is no pod {namespace}/{pod} any more")))
            }
            None => Err(Error::target(format!("no debug container can be added to {namespace}/{pod}")).cause(
                "the API server does not know pods/ephemeralcontainers: Kubernetes has them since 1.23, before \
                        that behind the feature gate EphemeralContainers",
            )),
        }
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
            let Some(object) = self.fetch_object(&pods(), Some(namespace), pod).await? else {
                return Err(failed().cause("the pod is gone"));
            };
            let statuses = object["status"]["ephemeralContainerStatuses"].as_array();
            let state = statuses.into_iter().flatten().find(|status| status["name"] == container.as_str());
            let state = state.map_or(&Value::Null, |status| &status["state"]);
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
}
