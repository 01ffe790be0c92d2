//! `Status` objects: how an API server words its refusals.
//!
//! Wording and reasons: k8s.io/apimachinery/pkg/api/errors/errors.go and
//! k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go.

use super::call::Call;
use super::resources::Resource;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The user that the sandbox's token stands for.
pub const USER: &str = "sandbox";

/// A failure to be answered as a `Status` object.
#[derive(Clone, Debug)]
pub struct Failure {
    code: u16,
    reason: String,
    message: String,
    details: Value,
}

impl Failure {
    /// A failure with the reason that the API server gives to this HTTP code.
    pub fn new(code: u16, message: impl Into<String>) -> Self {
        let reason = match code {
            400 => "BadRequest",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "NotFound",
            405 => "MethodNotAllowed",
            409 => "Conflict",
            410 => "Expired",
            415 => "UnsupportedMediaType",
            422 => "Invalid",
            429 => "TooManyRequests",
            500 => "InternalError",
            503 => "ServiceUnavailable",
            504 => "Timeout",
            _ => "",
        };
        let details = match code {
            429 => json!({"retryAfterSeconds": 1}),
            _ => Value::Null,
        };
        Self { code, reason: reason.to_owned(), message: message.into(), details }
    }

    /// 429 of the eviction API: this budget does not allow it (kubernetes/pkg/registry/core/pod/storage/eviction.go).
    pub fn over_budget(budget: &Value) -> Self {
        let mut failure = Self::new(429, "Cannot evict pod as it would violate the pod's disruption budget.");
        let count = |field: &str| budget["status"][field].as_u64().unwrap_or_default();
        let message = format!(
            "The disruption budget {} needs {} healthy pods and has {} currently",
            budget["metadata"]["name"].as_str().unwrap_or_default(),
            count("desiredHealthy"),
            count("currentHealthy")
        );
        failure.details["causes"] = json!([{"reason": "DisruptionBudget", "message": message}]);
        failure
    }

    /// 401: no token, or not this cluster's.
    pub fn unauthorized() -> Self {
        Self::new(401, "Unauthorized")
    }

    /// 404 for a named object.
    pub fn not_found(resource: &Resource, name: &str) -> Self {
        let mut failure = Self::new(404, format!("{} {name:?} not found", resource.qualified()));
        failure.details = details(&resource.group, &resource.plural, name);
        failure
    }

    /// 404 for a path of a served group that has no such resource.
    pub fn no_such_resource() -> Self {
        let mut failure = Self::new(404, "the server could not find the requested resource");
        failure.details = json!({});
        failure
    }

    /// 409 for an object that is there already.
    pub fn already_exists(resource: &Resource, name: &str) -> Self {
        let message = format!("{} {name:?} already exists", resource.qualified());
        let mut failure = Self::new(409, message);
        failure.reason = "AlreadyExists".to_owned();
        failure.details = details(&resource.group, &resource.plural, name);
        failure
    }

    /// 409 for a write based on an old resourceVersion.
    pub fn conflict(resource: &Resource, name: &str) -> Self {
        let message = format!(
            "Operation cannot be fulfilled on {} {name:?}: the object has been modified; please apply your changes \
             to the latest version and try again",
            resource.qualified()
        );
        let mut failure = Self::new(409, message);
        failure.details = details(&resource.group, &resource.plural, name);
        failure
    }

    /// 403 of the RBAC authorizer.
    pub fn forbidden(call: &Call) -> Self {
        let resource = match &call.subresource {
            Some(subresource) => format!("{}/{subresource}", call.resource),
            None => call.resource.clone(),
        };
        let place = match &call.namespace {
            Some(namespace) => format!("in the namespace {namespace:?}"),
            None => "at the cluster scope".to_owned(),
        };
        let qualified =
            if call.group.is_empty() { call.resource.clone() } else { format!("{}.{}", call.resource, call.group) };
        let subject = match &call.name {
            Some(name) => format!("{qualified} {name:?}"),
            None => qualified,
        };
        let message = format!(
            "{subject} is forbidden: User {USER:?} cannot {} resource {resource:?} in API group {:?} {place}",
            call.verb, call.group
        );
        let mut failure = Self::new(403, message);
        failure.details = details(&call.group, &call.resource, call.name.as_deref().unwrap_or_default());
        failure
    }

    /// The `Status` object.
    pub fn status(&self) -> Value {
        let mut status = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": self.message, "reason": self.reason, "code": self.code,
        });
        if !self.details.is_null() {
            status["details"] = self.details.clone();
        }
        if self.reason.is_empty() {
            status.as_object_mut().expect("an object").remove("reason");
        }
        status
    }
}

fn details(group: &str, plural: &str, name: &str) -> Value {
    let mut details = json!({"kind": plural});
    if !name.is_empty() {
        details["name"] = json!(name);
    }
    if !group.is_empty() {
        details["group"] = json!(group);
    }
    details
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let code = StatusCode::from_u16(self.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (code, axum::Json(self.status())).into_response();
        if self.code == 429 {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// `Status` of a deletion.
pub fn deleted(resource: &Resource, name: &str, uid: &Value) -> Value {
    let mut details = details(&resource.group, &resource.plural, name);
    details["uid"] = uid.clone();
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
        "details": details,
    })
}
