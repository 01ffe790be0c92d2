//! A request as the API server's authorizer sees it: verb, resource, namespace, name.

use axum::http::Method;
use std::collections::HashMap;

/// The attributes of a resource request (k8s.io/apiserver/pkg/endpoints/request/requestinfo.go).
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// RBAC verb: get, list, watch, create, update, patch, delete, deletecollection.
    pub verb: String,
    /// API group; empty for the core group.
    pub group: String,
    /// API version.
    pub version: String,
    /// Plural name of the resource.
    pub resource: String,
    /// `portforward`, `log`, `scale`, `status` …
    pub subresource: Option<String>,
    /// Namespace; `None` at the cluster scope.
    pub namespace: Option<String>,
    /// Object name; `None` for a collection.
    pub name: Option<String>,
    /// Decoded query parameters; of a repeated one the last.
    pub query: HashMap<String, String>,
}

impl Call {
    /// The call behind a path below `/api/v1` or `/apis/<group>/<version>`; `None` for other paths.
    pub fn parse(method: &Method, path: &str, query: HashMap<String, String>) -> Option<Self> {
        let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let (group, version, rest) = match segments.as_slice() {
            ["api", version, rest @ ..] => ("", *version, rest),
            ["apis", group, version, rest @ ..] => (*group, *version, rest),
            _ => return None,
        };
        let (namespace, rest) = match rest {
            ["namespaces", namespace, rest @ ..] if !rest.is_empty() => (Some(*namespace), rest),
            _ => (None, rest),
        };
        let (resource, name, subresource) = match rest {
            [resource] => (*resource, None, None),
            [resource, name] => (*resource, Some(*name), None),
            [resource, name, subresource] => (*resource, Some(*name), Some(*subresource)),
            _ => return None,
        };
        let watching = query.get("watch").is_some_and(|value| value != "false" && value != "0");
        let verb = match (method.as_str(), name) {
            ("GET" | "HEAD", Some(_)) => "get",
            ("GET" | "HEAD", None) if watching => "watch",
            ("GET" | "HEAD", None) => "list",
            ("POST", _) => "create",
            ("PUT", _) => "update",
            ("PATCH", _) => "patch",
            ("DELETE", Some(_)) => "delete",
            ("DELETE", None) => "deletecollection",
            _ => return None,
        };
        Some(Self {
            verb: verb.to_owned(),
            group: group.to_owned(),
            version: version.to_owned(),
            resource: resource.to_owned(),
            subresource: subresource.map(str::to_owned),
            namespace: namespace.map(str::to_owned),
            name: name.map(str::to_owned),
            query,
        })
    }

    /// `pods` or `pods/portforward`, as in RBAC rules.
    pub fn rbac_resource(&self) -> String {
        match &self.subresource {
            Some(subresource) => format!("{}/{subresource}", self.resource),
            None => self.resource.clone(),
        }
    }
}
