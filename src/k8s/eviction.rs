//! Ending a pod as a drain of its node would: PodDisruptionBudgets have a say.

use super::client::Kubernetes;
use crate::error::Result;
use crate::target::spec::Scope;
use serde_json::{Value, json};

/// What became of an eviction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evicted {
    /// The pod is going.
    Going,
    /// A budget does not allow it now: the server's words.
    NotNow(String),
    /// There is no such pod, or another one of its name.
    Gone,
}

impl Kubernetes {
    /// Evicts a pod, if it is still the one with this uid (policy/v1, v1beta1 before Kubernetes 1.22).
    ///
    /// # Errors
    /// Of kind Target.
    pub async fn evict_pod(&self, namespace: &str, name: &str, uid: &str) -> Result<Evicted> {
        let scope = Scope::Namespace(namespace.to_owned());
        let mut answer = Ok(Evicted::Gone);
        for version in ["policy/v1", "policy/v1beta1"] {
            let request = async {
                match self.post_eviction(namespace, name, uid, version).await {
                    Ok(_) => Ok(Some(Evicted::Going)),
                    Err(kube::Error::Api(status)) => match status.code {
                        429 => Ok(Some(Evicted::NotNow(status.message.clone()))),
                        404 | 409 => Ok(Some(Evicted::Gone)),
                        // a version of the kind that this server does not know
                        400 if version == "policy/v1" => Ok(None),
                        _ => Err(kube::Error::Api(status)),
                    },
                    Err(error) => Err(error),
                }
            };
            match self.bounded("create", "pods/eviction", &scope, request).await {
                Ok(None) => {}
                Ok(Some(evicted)) => return Ok(evicted),
                Err(error) => {
                    // The client asks again by itself while a budget says no, until its time is over.
                    if let Some(budget) = self.exhausted_budget(namespace).await {
                        let why = format!(
                            "no answer in time, and {budget} lets no pod go: a disruption budget may forbid it"
                        );
                        return Ok(Evicted::NotNow(why));
                    }
                    answer = Err(error.while_attempting(format!("end pod {namespace}/{name}")));
                    break;
                }
            }
        }
        answer
    }

    /// A disruption budget of the namespace that lets no pod go.
    async fn exhausted_budget(&self, namespace: &str) -> Option<String> {
        let budgets = self.fetch_budgets(namespace).await.ok()?;
        budgets.into_iter().find(|budget| budget.disruptions_allowed == 0).map(|budget| budget.name)
    }

    async fn post_eviction(&self, namespace: &str, name: &str, uid: &str, version: &str) -> kube::Result<Value> {
        let eviction = json!({
            "apiVersion": version, "kind": "Eviction",
            "metadata": {"name": name, "namespace": namespace},
            "deleteOptions": {"preconditions": {"uid": uid}},
        });
        let body = serde_json::to_vec(&eviction).map_err(kube::Error::SerdeError)?;
        let path = format!("/api/v1/namespaces/{namespace}/pods/{name}/eviction");
        let request = http::Request::post(&path)
            .header(http::header::CONTENT_TYPE, "application/json")
            .body(body)
            .map_err(kube::Error::HttpError)?;
        self.client.request::<Value>(request).await
    }
}
