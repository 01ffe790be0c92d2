//! What the sandbox's user may not do: what is denied, or all that no Role grants.

use super::call::Call;
use super::resources::Resource;
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
    grants: Option<Vec<Grant>>,
    tells_no_rules: bool,
}

/// A rule of a Role in its namespace, or of a ClusterRole everywhere.
#[derive(Clone, Debug)]
struct Grant {
    namespace: Option<String>,
    rule: Value,
}

impl Grant {
    fn allows(&self, call: &Call) -> bool {
        let has =
            |list: &str, what: &str| self.rule[list].as_array().is_some_and(|all| all.iter().any(|one| one == what));
        let here = self.namespace.is_none() || self.namespace == call.namespace;
        here && has("verbs", &call.verb) && has("apiGroups", &call.group) && has("resources", &call.rbac_resource())
    }
}

impl Rbac {
    /// From now on nothing is allowed but what these Roles and ClusterRoles grant, and the reviews that everybody may ask for.
    pub fn grant(&mut self, roles: &[Value]) {
        let grants = roles.iter().flat_map(|role| {
            let namespace = (role["kind"] == "Role").then(|| role["metadata"]["namespace"].as_str().map(str::to_owned));
            let rules = role["rules"].as_array().into_iter().flatten();
            rules.map(move |rule| Grant { namespace: namespace.clone().flatten(), rule: rule.clone() })
        });
        self.grants = Some(grants.collect());
    }

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
        self.grants = None;
    }

    /// Whether a rule denies this call. A rule for one namespace also denies the list over all namespaces: whoever is
    /// refused in one cannot hold a ClusterRole.
    pub fn denies(&self, call: &Call) -> bool {
        let resource = call.rbac_resource();
        let granted = call.group == "authorization.k8s.io"
            || self.grants.as_ref().is_none_or(|grants| grants.iter().any(|grant| grant.allows(call)));
        !granted
            || self.denials.iter().any(|denial| {
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

    /// Answers a SelfSubjectRulesReview: one rule for everything while nothing is denied, else one for each resource
    /// with the verbs that are left. `incomplete` as an authorizer outside the cluster makes it, see [`Self::tell_no_rules`].
    pub fn rules_review(&self, mut review: Value, resources: &[Resource]) -> Value {
        let namespace = review.pointer("/spec/namespace").and_then(Value::as_str).map(str::to_owned);
        let rules = match (self.tells_no_rules, self.denials.is_empty() && self.grants.is_none()) {
            (true, _) => Vec::new(),
            (false, true) => vec![json!({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]})],
            (false, false) => self.rules_left(namespace.as_deref(), resources),
        };
        review["kind"] = json!("SelfSubjectRulesReview");
        review["apiVersion"] = json!("authorization.k8s.io/v1");
        review["status"] = json!({
            "resourceRules": rules, "nonResourceRules": [], "incomplete": self.tells_no_rules,
        });
        review
    }

    /// From now on rules are reviewed as on clusters whose authorizer tells none.
    pub fn tell_no_rules(&mut self) {
        self.tells_no_rules = true;
    }

    fn rules_left(&self, namespace: Option<&str>, resources: &[Resource]) -> Vec<Value> {
        let below = [("", "pods/exec"), ("", "pods/portforward"), ("", "pods/log")];
        let named = resources.iter().map(|one| (one.group.as_str(), one.plural.as_str()));
        let rule = |(group, resource): (&str, &str)| {
            let (name, subresource) = resource.split_once('/').map_or((resource, None), |(a, b)| (a, Some(b)));
            let allowed = |verb: &&str| {
                let call = Call {
                    verb: (*verb).to_owned(),
                    group: group.to_owned(),
                    resource: name.to_owned(),
                    subresource: subresource.map(str::to_owned),
                    namespace: namespace.map(str::to_owned),
                    ..Call::default()
                };
                !self.denies(&call)
            };
            let verbs: Vec<&str> =
                ["get", "list", "watch", "create", "update", "patch", "delete"].into_iter().filter(allowed).collect();
            json!({"verbs": verbs, "apiGroups": [group], "resources": [resource]})
        };
        let rules = named.chain(below).map(rule);
        rules.filter(|rule| rule["verbs"].as_array().is_some_and(|verbs| !verbs.is_empty())).collect()
    }
}
