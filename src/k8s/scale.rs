//! StatefulSets brought to a number of pods, and the wait until it is so.

use super::client::Kubernetes;
use crate::context::Context;
use crate::domain::resources::ResourceType;
use crate::domain::stateful_set::SetFacts;
use crate::error::{Error, Result};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(300);

/// The kind, as the API has it.
#[must_use]
pub fn stateful_sets() -> ResourceType {
    ResourceType::new("apps", "v1", "statefulsets", "StatefulSet")
}

/// The kind, as the API has it.
#[must_use]
pub fn pods() -> ResourceType {
    ResourceType::new("", "v1", "pods", "Pod")
}

impl Kubernetes {
    /// A StatefulSet; none where it does not exist.
    ///
    /// # Errors
    /// Of kind Target, naming the missing right when the API server forbids it; so with all of these.
    pub async fn fetch_set(&self, namespace: &str, name: &str) -> Result<Option<SetFacts>> {
        let found = self.fetch_object(&stateful_sets(), Some(namespace), name).await?;
        Ok(found.as_ref().map(SetFacts::of))
    }

    /// Every StatefulSet of a namespace.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_sets(&self, namespace: &str) -> Result<Vec<SetFacts>> {
        let found = self.fetch_objects(&stateful_sets(), Some(namespace), "").await?;
        Ok(found.iter().flatten().map(SetFacts::of).collect())
    }

    /// Asks for so many pods; nobody is waited for.
    ///
    /// # Errors
    /// As above.
    pub async fn scale_set(&self, namespace: &str, name: &str, replicas: u32) -> Result<()> {
        let patch = json!({"spec": {"replicas": replicas}});
        self.merge_patch(&stateful_sets(), namespace, name, &patch).await.map(drop)
    }

    /// The pods of a StatefulSet that are there, those that are ending included.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_pods_of_set(&self, namespace: &str, set: &SetFacts) -> Result<Vec<Value>> {
        let found = self.fetch_objects(&pods(), Some(namespace), &set.selector()).await?;
        Ok(found.unwrap_or_default().into_iter().filter(|pod| set.owns(pod)).collect())
    }

    /// Waits until a StatefulSet has at most so many pods, none of them ending.
    ///
    /// # Errors
    /// Of kind Failed when it takes longer than `patience`, naming the pods that are left; as above.
    pub async fn wait_until_scaled_down(
        &self,
        context: &Context,
        namespace: &str,
        set: &SetFacts,
        replicas: u32,
        patience: Duration,
    ) -> Result<()> {
        let started = Instant::now();
        loop {
            let left = self.fetch_pods_of_set(namespace, set).await?;
            let surplus: Vec<&Value> = left.iter().filter(|pod| set.is_surplus(pod, replicas)).collect();
            if surplus.is_empty() {
                return Ok(());
            }
            let names: Vec<&str> = surplus.iter().filter_map(|pod| pod["metadata"]["name"].as_str()).collect();
            context.console.status_once(&format!("waiting for {} to end", names.join(", ")));
            if started.elapsed() > patience {
                let seconds = patience.as_secs();
                return Err(Error::failed(format!(
                    "StatefulSet {namespace}/{} was not scaled down after {seconds} s",
                    set.name
                ))
                .cause(format!("still there: {}", names.join(", ")))
                .hint(format!(
                    "kubectl describe pod -n {namespace} {} tells why; --max-wait DURATION waits longer",
                    names.join(" ")
                )));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until a StatefulSet has so many pods that are ready.
    ///
    /// # Errors
    /// Of kind Failed when it takes longer than `patience`, with what keeps the pods from it; as above.
    pub async fn wait_until_ready(
        &self,
        context: &Context,
        namespace: &str,
        set: &SetFacts,
        replicas: u32,
        patience: Duration,
    ) -> Result<()> {
        let started = Instant::now();
        loop {
            let there = self.fetch_pods_of_set(namespace, set).await?;
            let missing: Vec<String> = set.not_ready(&there, replicas);
            if missing.is_empty() {
                return Ok(());
            }
            context.console.status_once(&format!("waiting for {}", missing.join(", ")));
            if started.elapsed() > patience {
                let seconds = patience.as_secs();
                return Err(Error::failed(format!(
                    "StatefulSet {namespace}/{} was not ready after {seconds} s",
                    set.name
                ))
                .cause(missing.join(", "))
                .hint(format!(
                    "kubectl describe pod -n {namespace} -l {} tells why; --max-wait DURATION waits longer",
                    set.selector()
                )));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}
