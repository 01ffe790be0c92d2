//! Deny rules: what the sandbox's user may not do.

use super::call::Call;
use serde_json::{Value, json};

/// One refusal; `*` stands for every verb or resource.
#[derive(Clone, Debug)]
struct Denial {
    verb: String,
    resource: String,
    namespace: Option<String>,
}

/// Everything is allowed but what a rule denies.
#[derive(Debug, Default)]
pub struct Rbac {
    denials: Vec<Denial>,
}

impl Rbac {
    /// Denies a verb on a resource (`pods/portforward` for a subresource) in one namespace or everywhere.
    pub fn deny(&mut self, verb: &str, resource: &str, namespace: Option<&str>) {
        self.denials.push(Denial {
            verb: verb.to_owned(),
            resource: resource.to_owned(),
            namespace: namespace.map(str::to_owned),
        });
    }

    /// Allows everything again.
    pub fn clear(&mut self) {
        self.denials.clear();
    }

    /// Whether a rule denies this call. A rule for one namespace also denies the list over all namespaces: whoever is
    /// refused in one cannot hold a ClusterRole.
    pub fn denies(&self, call: &Call) -> bool {
        let resource = call.rbac_resource();
        self.denials.iter().any(|denial| {
            let verb = denial.verb == "*" || denial.verb == call.verb;
            let what = denial.resource == "*" || denial.resource == resource;
            let place = match (&denial.namespace, &call.namespace) {
                (Some(denied), Some(asked)) => denied == asked,
                _ => true,
            };
            verb && what && place
        })
    }

    /// Answers a SelfSubjectAccessReview: the review with its `status` filled in.
    pub fn review(&self, mut review: Value) -> Value {
        let text = |key: &str| {
            let value = review.pointer(&format!("/spec/resourceAttributes/{key}"));
            value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let call = Call {
            verb: text("verb").unwrap_or_default(),
            group: text("group").unwrap_or_default(),
            resource: text("resource").unwrap_or_default(),
            subresource: text("subresource"),
            namespace: text("namespace"),
            name: text("name"),
            ..Call::default()
        };
        let denied = self.denies(&call);
        review["kind"] = json!("SelfSubjectAccessReview");
        review["apiVersion"] = json!("authorization.k8s.io/v1");
        review["status"] = if denied {
            json!({"allowed": false})
        } else {
            json!({
                "allowed": true,
                "reason": "RBAC: allowed by ClusterRoleBinding \"sandbox\" of ClusterRole \"cluster-admin\" \
                           to User \"sandbox\"",
            })
        };
        review
    }
}
