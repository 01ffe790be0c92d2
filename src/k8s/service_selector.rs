//! Changing where a Service leads, with its former selector kept beside it.

use super::client::Kubernetes;
use crate::error::Result;
use crate::target::spec::Scope;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Where the former selector is kept.
#[derive(Debug, Clone)]
pub struct Annotation<'a> {
    /// Its key.
    pub key: &'a str,
    /// Its value; none takes it away.
    pub value: Option<String>,
    /// Whether the Service has annotations at all.
    pub among_others: bool,
}

impl Kubernetes {
    /// Gives a Service another selector, if it still has this one.
    ///
    /// # Errors
    /// Of kind Target: forbidden, gone, or changed by somebody else in the meantime.
    pub async fn patch_selector(
        &self,
        namespace: &str,
        name: &str,
        (from, to): (&BTreeMap<String, String>, &BTreeMap<String, String>),
        annotation: &Annotation<'_>,
    ) -> Result<()> {
        let mut steps = vec![
            json!({"op": "test", "path": "/spec/selector", "value": from}),
            json!({"op": "replace", "path": "/spec/selector", "value": to}),
        ];
        let path = format!("/metadata/annotations/{}", annotation.key.replace('~', "~0").replace('/', "~1"));
        match (&annotation.value, annotation.among_others) {
            (Some(value), true) => steps.push(json!({"op": "add", "path": path, "value": value})),
            (Some(value), false) => {
                let value = json!({ annotation.key: value });
                steps.push(json!({"op": "add", "path": "/metadata/annotations", "value": value}));
            }
            (None, true) => steps.push(json!({"op": "remove", "path": path})),
            (None, false) => {}
        }
        let path = format!("/api/v1/namespaces/{namespace}/services/{name}");
        let request = async {
            let body = serde_json::to_vec(&steps).map_err(kube::Error::SerdeError)?;
            let request = http::Request::patch(&path)
                .header(http::header::CONTENT_TYPE, "application/json-patch+json")
                .body(body)
                .map_err(kube::Error::HttpError)?;
            self.client.request::<Value>(request).await
        };
        let scope = Scope::Namespace(namespace.to_owned());
        let patched = self.bounded("patch", "services", &scope, request).await;
        patched.map(|_| ()).map_err(|error| error.while_attempting(format!("change the selector of Service {name}")))
    }
}
