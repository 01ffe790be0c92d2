//! Ending a pod as a drain of its node would: PodDisruptionBudgets have a say.
//!
//! A budget that does not allow it is answered with 429 and a cause `DisruptionBudget`, which names it
//! (kubernetes/pkg/registry/core/pod/storage/eviction.go). So is a server that has too much to do, without that cause. The
//! usual client asks again by itself after every 429, for minutes: here one is used that does not.

use super::client::Kubernetes;
use crate::error::{Error, Result};
use crate::target::facts::PodFacts;
use crate::target::objects::BudgetFacts;
use crate::target::spec::Scope;
use kube::core::Status;
use serde_json::{Value, json};

/// What became of an eviction.
#[derive(Debug, Clone)]
pub enum Evicted {
    /// The pod is going.
    Going,
    /// Not now, in the server's words: a budget does not allow it, or the server has too much to do.
    NotNow(String),
    /// There is no such pod, or another one of its name.
    Gone,
    /// It was asked for, and no answer came: it is not known whether the pod is going.
    Unanswered(Error),
}

impl Kubernetes {
    /// Evicts a pod, if it is still this one by its uid (policy/v1, v1beta1 before Kubernetes 1.22).
    ///
    /// # Errors
    /// Of kind Target: it was refused, for good.
    pub async fn evict_pod(&self, pod: &PodFacts) -> Result<Evicted> {
        let scope = Scope::Namespace(pod.namespace.clone());
        let client = self.client_without_retries()?;
        for version in ["policy/v1", "policy/v1beta1"] {
            let request = async {
                match post_eviction(&client, pod, version).await {
                    Ok(_) => Ok(Ok(())),
                    Err(kube::Error::Api(status)) => Ok(Err(status)),
                    Err(error) => Err(error),
                }
            };
            let status = match self.bounded("create", "pods/eviction", &scope, request).await {
                Ok(Ok(())) => return Ok(Evicted::Going),
                Ok(Err(status)) => status,
                Err(error) => return Ok(Evicted::Unanswered(error)),
            };
            match status.code {
                429 => return Ok(Evicted::NotNow(self.why_not_now(pod, &status).await)),
                404 | 409 => return Ok(Evicted::Gone),
                // a version of the kind that this server does not know
                400 if version == "policy/v1" => {}
                _ => {
                    let place = ("create", "pods/eviction", &scope);
                    let error = self.explain(kube::Error::Api(status), "create pods/eviction", place);
                    return Err(error.while_attempting(format!("end pod {}/{}", pod.namespace, pod.name)));
                }
            }
        }
        Ok(Evicted::Gone)
    }

    /// The server's words, and where they speak of a budget without naming it, those that are about the pod.
    async fn why_not_now(&self, pod: &PodFacts, status: &Status) -> String {
        let about = match speaks_of(status) {
            Blames::ABudget => self.fetch_budgets(&pod.namespace).await.unwrap_or_default(),
            Blames::ThisBudget | Blames::Nothing => Vec::new(),
        };
        words(status, &names_of(&about, pod))
    }
}

/// What a refusal is put down to.
#[derive(Debug, PartialEq, Eq)]
enum Blames {
    /// A budget, which a cause names.
    ThisBudget,
    /// A budget, without its name.
    ABudget,
    /// The server itself.
    Nothing,
}

fn causes(status: &Status) -> impl Iterator<Item = &kube::core::response::StatusCause> {
    let all = status.details.iter().flat_map(|details| &details.causes);
    all.filter(|cause| cause.reason == "DisruptionBudget")
}

fn speaks_of(status: &Status) -> Blames {
    match (causes(status).next(), status.message.contains("disruption budget")) {
        (Some(_), _) => Blames::ThisBudget,
        (None, true) => Blames::ABudget,
        (None, false) => Blames::Nothing,
    }
}

/// The budgets that are about a pod, and let none go now.
fn names_of<'a>(budgets: &'a [BudgetFacts], pod: &PodFacts) -> Vec<&'a str> {
    let about = |budget: &&BudgetFacts| budget.disruptions_allowed == 0 && budget.selector.selects(&pod.labels);
    budgets.iter().filter(about).map(|budget| budget.name.as_str()).collect()
}

fn words(status: &Status, budgets: &[&str]) -> String {
    let mut text = status.message.clone();
    for cause in causes(status) {
        text = format!("{} {}", text.trim_end(), cause.message);
    }
    if !budgets.is_empty() {
        text = format!("{} PodDisruptionBudget {} is about it", text.trim_end(), budgets.join(" and "));
    }
    text
}

async fn post_eviction(client: &kube::Client, pod: &PodFacts, version: &str) -> kube::Result<Value> {
    let (namespace, name) = (&pod.namespace, &pod.name);
    let eviction = json!({
        "apiVersion": version, "kind": "Eviction",
        "metadata": {"name": name, "namespace": namespace},
        "deleteOptions": {"preconditions": {"uid": pod.uid}},
    });
    let body = serde_json::to_vec(&eviction).map_err(kube::Error::SerdeError)?;
    let path = format!("/api/v1/namespaces/{namespace}/pods/{name}/eviction");
    let request = http::Request::post(&path)
        .header(http::header::CONTENT_TYPE, "application/json")
        .body(body)
        .map_err(kube::Error::HttpError)?;
    client.request::<Value>(request).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::objects::Selector;

    fn status(message: &str, causes: Value) -> Status {
        let status = json!({"status": "Failure", "code": 429, "reason": "TooManyRequests", "message": message,
            "details": {"causes": causes}});
        serde_json::from_value(status).expect("a Status")
    }

    fn budget(name: &str, allowed: u32, selector: Selector) -> BudgetFacts {
        BudgetFacts { name: name.into(), demand: String::new(), disruptions_allowed: allowed, selector }
    }

    #[test]
    fn the_budget_that_the_server_names_is_the_one() {
        let said = "Cannot evict pod as it would violate the pod's disruption budget.";
        let cause = json!([{"reason": "DisruptionBudget",
            "message": "The disruption budget cache needs 2 healthy pods and has 2 currently"}]);
        let named = status(said, cause);
        assert_eq!(speaks_of(&named), Blames::ThisBudget);
        let expected = format!("{said} The disruption budget cache needs 2 healthy pods and has 2 currently");
        assert_eq!(words(&named, &[]), expected);
        assert_eq!(speaks_of(&status(said, json!([]))), Blames::ABudget);
        // priority and fairness of a busy server
        let busy = status("Too many requests, please try again later.", json!([]));
        assert_eq!(speaks_of(&busy), Blames::Nothing);
        assert_eq!(words(&busy, &[]), "Too many requests, please try again later.");
    }

    #[test]
    fn a_budget_is_named_only_where_its_selector_is_about_the_pod() {
        let labels = [("app".to_owned(), "redis".to_owned()), ("role".to_owned(), "cache".to_owned())];
        let pod = PodFacts { labels: labels.into(), ..PodFacts::default() };
        let by_label =
            |value: &str| Selector { labels: [("app".to_owned(), value.to_owned())].into(), ..Selector::default() };
        let by_expression = |operator: &str| Selector {
            expressions: vec![("role".into(), operator.into(), vec!["cache".into()])],
            ..Selector::default()
        };
        let budgets = [
            budget("other-app", 0, by_label("web")),
            budget("ours", 0, by_label("redis")),
            budget("lets-go", 1, by_label("redis")),
            budget("by-expression", 0, by_expression("In")),
            budget("not-by-expression", 0, by_expression("NotIn")),
        ];
        assert_eq!(names_of(&budgets, &pod), ["ours", "by-expression"]);
    }
}
