//! The objects around the pods, as far as they were looked at, and the finding of what could not be.

use crate::domain::rights;
use crate::error::Error;
use crate::report::{Finding, Severity};
use crate::target::network::NetworkPolicyFacts;
use crate::target::objects::{AutoscalerFacts, BudgetFacts, ClaimFacts, MonitorFacts, ObjectKind, ServiceFacts};

/// What there is around an instance's pods. With `--url` nothing.
#[derive(Debug, Default)]
pub struct ObjectFacts {
    /// The namespace.
    pub namespace: String,
    /// The instance's name.
    pub instance: String,
    /// The names of the members' workloads.
    pub workloads: Vec<String>,
    /// The port that the servers listen on.
    pub port: u16,
    /// The kinds that were seen; no rule speaks of another.
    pub seen: Vec<ObjectKind>,
    /// The kinds that could not be seen, and why.
    pub unseen: Vec<(ObjectKind, Error)>,
    /// Services of the namespace, as with all of these.
    pub services: Vec<ServiceFacts>,
    /// PersistentVolumeClaims.
    pub claims: Vec<ClaimFacts>,
    /// PodDisruptionBudgets.
    pub budgets: Vec<BudgetFacts>,
    /// NetworkPolicies.
    pub network_policies: Vec<NetworkPolicyFacts>,
    /// HorizontalPodAutoscalers.
    pub autoscalers: Vec<AutoscalerFacts>,
    /// ServiceMonitors; none where the cluster has no Prometheus operator.
    pub monitors: Option<Vec<MonitorFacts>>,
    /// What the members' logs began with: member's subject, lines.
    pub first_lines: Vec<(String, Vec<String>)>,
    /// What the logs of members that cannot write to their disk ended with.
    pub last_lines: Vec<(String, Vec<String>)>,
}

impl ObjectFacts {
    pub(super) fn saw(&self, kind: ObjectKind) -> bool {
        self.seen.contains(&kind)
    }
}

/// What `--skip` calls a kind, what a right names it, and what is judged by it.
pub fn kind_words(kind: ObjectKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        ObjectKind::Workloads => ("workloads", "statefulsets.apps", "how many members there should be"),
        ObjectKind::Services => ("services", "services", "where Services lead"),
        ObjectKind::Claims => ("claims", "persistentvolumeclaims", "volumes"),
        ObjectKind::Budgets => ("budgets", "poddisruptionbudgets.policy", "disruption budgets"),
        ObjectKind::NetworkPolicies => {
            ("network-policies", "networkpolicies.networking.k8s.io", "who may connect to the pods")
        }
        ObjectKind::Autoscalers => ("autoscalers", "horizontalpodautoscalers.autoscaling", "who scales the pods"),
        ObjectKind::Monitors => ("monitors", "servicemonitors.monitoring.coreos.com", "who scrapes the metrics"),
        ObjectKind::Logs => ("logs", "pods/log", "warnings about the kernel"),
    }
}

/// One finding for all that could not be seen: which rules are silent for it, which rights are missing, and how to say
/// that they are not wanted. A blank is as bad as the worst that it may hide: the rules over logs change no verdict.
pub(super) fn judge_unseen(subject: &str, objects: &ObjectFacts) -> Option<Finding> {
    let mut kinds: Vec<ObjectKind> = objects.unseen.iter().map(|(kind, _)| *kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let (_, error) = objects.unseen.first()?;
    let severity = match kinds.as_slice() {
        [ObjectKind::Logs] => Severity::Info,
        _ => Severity::Unknown,
    };
    let list = |words: fn(ObjectKind) -> String, between: &str| {
        kinds.iter().map(|kind| words(*kind)).collect::<Vec<_>>().join(between)
    };
    let what = list(|kind| kind_words(kind).2.to_owned(), ", ");
    let resources = list(|kind| kind_words(kind).1.to_owned(), ", ");
    let message = format!("not judged: {what}; {resources} cannot be read: {}", error.chain());
    let forbidden = error.lacks_a_right();
    let checks = kinds.iter().map(|kind| {
        let verb = if *kind == ObjectKind::Logs { "get" } else { "list" };
        rights::can_i(verb, kind_words(*kind).1, &format!("-n {}", objects.namespace))
    });
    let skip = format!("--skip {} says that you do not want to know", list(|kind| kind_words(kind).0.to_owned(), ","));
    let hint = match (forbidden, error.hints().first()) {
        (true, _) => format!("{}; {skip}", checks.collect::<Vec<_>>().join("; ")),
        (false, Some(hint)) => format!("{hint}; {skip}"),
        (false, None) => skip,
    };
    Some(Finding::new("objects-unseen", severity, subject, message).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unseen(kinds: &[ObjectKind]) -> Option<Finding> {
        let forbidden = || Error::target("cannot list").cause("forbidden").hint("the right is missing; to check: x");
        let unseen = kinds.iter().map(|kind| (*kind, forbidden())).collect();
        judge_unseen("apps/cache", &ObjectFacts { namespace: "apps".into(), unseen, ..ObjectFacts::default() })
    }

    #[test]
    fn all_that_is_unseen_is_one_finding_with_every_right() {
        assert_eq!(unseen(&[]), None);
        let found = unseen(&[ObjectKind::Services, ObjectKind::Autoscalers, ObjectKind::Services]).expect("unseen");
        assert_eq!(found.severity, Severity::Unknown);
        let hint = found.hint.expect("a hint");
        for words in [
            "can-i list services -n apps",
            "can-i list horizontalpodautoscalers.autoscaling -n apps",
            "--skip services,autoscalers says",
        ] {
            assert!(hint.contains(words), "{hint}");
        }
    }

    #[test]
    fn unseen_logs_hide_nothing_that_changes_a_verdict() {
        let found = unseen(&[ObjectKind::Logs, ObjectKind::Logs]).expect("unseen");
        assert_eq!(
            (found.severity, found.hint.map(|hint| hint.contains("get pods --subresource=log"))),
            (Severity::Info, Some(true))
        );
    }
}
