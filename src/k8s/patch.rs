//! Changes to a part of an object: annotations, replicas, the pods a Service selects.

use super::client::Kubernetes;
use super::objects_raw::{path, scope};
use crate::domain::resources::ResourceType;
use crate::error::{Error, Result};
use http::Request;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

impl Kubernetes {
    /// Merges a patch into an object (RFC 7386: null removes a field) and returns it as it is then. With
    /// `metadata.resourceVersion` in the patch, an object that somebody changed meanwhile is not touched.
    ///
    /// # Errors
    /// Of kind Target, naming the missing right when the API server forbids it; so with all of these.
    pub async fn merge_patch(&self, kind: &ResourceType, namespace: &str, name: &str, patch: &Value) -> Result<Value> {
        self.patch(kind, namespace, name, patch, "application/merge-patch+json").await
    }

    /// Applies operations to an object (RFC 6902), all of them or none: a `test` that does not hold stops it.
    ///
    /// # Errors
    /// As above.
    pub async fn json_patch(&self, kind: &ResourceType, namespace: &str, name: &str, steps: &[Value]) -> Result<Value> {
        self.patch(kind, namespace, name, &json!(steps), "application/json-patch+json").await
    }

    /// Sets an annotation, or removes it.
    ///
    /// # Errors
    /// As above.
    pub async fn annotate(
        &self,
        kind: &ResourceType,
        namespace: &str,
        name: &str,
        annotation: &str,
        value: Option<&str>,
    ) -> Result<Value> {
        let mut annotations = Map::new();
        annotations.insert(annotation.to_owned(), json!(value));
        self.merge_patch(kind, namespace, name, &json!({"metadata": {"annotations": annotations}})).await
    }

    /// Gives a Service another selector in place of the one it has.
    ///
    /// # Errors
    /// As above.
    pub async fn select_pods(
        &self,
        namespace: &str,
        service: &str,
        selector: &BTreeMap<String, String>,
    ) -> Result<Value> {
        let kind = ResourceType::new("", "v1", "services", "Service");
        let step = json!({"op": "replace", "path": "/spec/selector", "value": selector});
        self.json_patch(&kind, namespace, service, &[step]).await
    }

    async fn patch(
        &self,
        kind: &ResourceType,
        namespace: &str,
        name: &str,
        patch: &Value,
        content_type: &str,
    ) -> Result<Value> {
        let body = serde_json::to_vec(patch).unwrap_or_default();
        let request = Request::patch(path(kind, Some(namespace), Some(name)))
            .header(http::header::CONTENT_TYPE, content_type)
            .body(body)
            .map_err(|error| Error::failed("cannot build a request").because(&error))?;
        let call = self.client.request::<Value>(request);
        self.bounded("patch", &kind.qualified(), &scope(Some(namespace)), call).await
    }
}
