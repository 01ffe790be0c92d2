//! What the caller may do, by the API server's own reviews, which everybody may ask for.

use super::client::Kubernetes;
use crate::domain::security::Rule;
use crate::error::Result;
use crate::target::spec::Scope;
use k8s_openapi::api::authorization::v1::{
    ResourceAttributes, ResourceRule, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec, SelfSubjectRulesReview,
    SelfSubjectRulesReviewSpec,
};
use kube::api::{Api, PostParams};

impl Kubernetes {
    /// The caller's rules in a namespace, and whether these are all: authorizers outside the cluster tell none.
    ///
    /// # Errors
    /// Of kind Target.
    pub async fn review_rules(&self, namespace: &str) -> Result<(Vec<Rule>, bool)> {
        let spec = SelfSubjectRulesReviewSpec { namespace: Some(namespace.to_owned()) };
        let review = SelfSubjectRulesReview { spec, ..SelfSubjectRulesReview::default() };
        let api: Api<SelfSubjectRulesReview> = Api::all(self.client.clone());
        let parameters = PostParams::default();
        let scope = Scope::Namespace(namespace.to_owned());
        let asked = api.create(&parameters, &review);
        let answered = self.bounded("create", "selfsubjectrulesreviews.authorization.k8s.io", &scope, asked).await?;
        let status = answered.status.unwrap_or_default();
        Ok((status.resource_rules.iter().map(rule).collect(), !status.incomplete))
    }

    /// Whether the caller may do one thing in a namespace. The resource is `pods`, `pods/exec`, or `roles.GROUP`.
    ///
    /// # Errors
    /// Of kind Target.
    pub async fn review_access(&self, namespace: &str, verb: &str, resource: &str) -> Result<bool> {
        let (name, group) = resource.split_once('.').unwrap_or((resource, ""));
        let (name, subresource) = name.split_once('/').map_or((name, None), |(name, below)| (name, Some(below)));
        let attributes = ResourceAttributes {
            namespace: Some(namespace.to_owned()),
            verb: Some(verb.to_owned()),
            group: Some(if verb == "*" { "*".to_owned() } else { group.to_owned() }),
            resource: Some(name.to_owned()),
            subresource: subresource.map(str::to_owned),
            ..ResourceAttributes::default()
        };
        let spec = SelfSubjectAccessReviewSpec { resource_attributes: Some(attributes), ..Default::default() };
        let review = SelfSubjectAccessReview { spec, ..SelfSubjectAccessReview::default() };
        let api: Api<SelfSubjectAccessReview> = Api::all(self.client.clone());
        let parameters = PostParams::default();
        let scope = Scope::Namespace(namespace.to_owned());
        let asked = api.create(&parameters, &review);
        let answered = self.bounded("create", "selfsubjectaccessreviews.authorization.k8s.io", &scope, asked).await?;
        Ok(answered.status.is_some_and(|status| status.allowed))
    }
}

fn rule(rule: &ResourceRule) -> Rule {
    Rule {
        verbs: rule.verbs.clone(),
        groups: rule.api_groups.clone().unwrap_or_default(),
        resources: rule.resources.clone().unwrap_or_default(),
        names: rule.resource_names.clone().unwrap_or_default(),
        from: String::new(),
    }
}
