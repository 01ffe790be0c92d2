//! Rules `autoscaled`, `budget-missing`, `budget-blocks` and `budget-allows-all`: who takes pods away, and how many.

use super::{HealthFacts, ObjectFacts};
use crate::report::{Finding, Severity};
use crate::target::facts::PodFacts;
use crate::target::objects::{BudgetFacts, ObjectKind};

pub(super) fn judge(facts: &HealthFacts, objects: &ObjectFacts) -> Vec<Finding> {
    if facts.partial {
        return Vec::new();
    }
    let mut findings = Vec::new();
    if objects.saw(ObjectKind::Autoscalers) {
        findings.extend(autoscaled(facts, objects));
    }
    if objects.saw(ObjectKind::Budgets) {
        findings.extend(budgets(facts, objects));
    }
    findings
}

fn autoscaled(facts: &HealthFacts, objects: &ObjectFacts) -> Vec<Finding> {
    let ours = objects.autoscalers.iter().filter(|one| {
        let (kind, name) = &one.scales;
        ["StatefulSet", "Deployment", "ReplicaSet"].contains(&kind.as_str()) && objects.workloads.contains(name)
    });
    let finding = |one: &crate::target::objects::AutoscalerFacts| {
        let (kind, name) = &one.scales;
        let message = format!(
            "HorizontalPodAutoscaler {} scales {kind} {name} between {} and {} pods: each new one takes a full copy of the \
             data, and one that is taken away may be the primary",
            one.name, one.least, one.most
        );
        Finding::new("autoscaled", Severity::Warning, &facts.subject, message)
            .hint(format!("kubectl delete hpa -n {} {}", objects.namespace, one.name))
    };
    ours.map(finding).collect()
}

fn budgets(facts: &HealthFacts, objects: &ObjectFacts) -> Vec<Finding> {
    let pods: Vec<&PodFacts> = facts.members.iter().filter_map(|member| member.pod.as_ref()).collect();
    let of = |pod: &PodFacts| objects.budgets.iter().filter(|budget| budget.selector.selects(&pod.labels)).count();
    let own: Vec<&BudgetFacts> =
        objects.budgets.iter().filter(|budget| pods.iter().any(|pod| budget.selector.selects(&pod.labels))).collect();
    let mut findings = Vec::new();
    for budget in &own {
        let all_ready = pods.iter().filter(|pod| budget.selector.selects(&pod.labels)).all(|pod| pod.ready);
        // While a pod is not ready, a budget that lets no other go does its work.
        if budget.disruptions_allowed == 0 && all_ready {
            let message = format!(
                "PodDisruptionBudget {} ({}) lets no pod go although all are ready: draining a node never ends",
                budget.name, budget.demand
            );
            findings.push(
                Finding::new("budget-blocks", Severity::Warning, &facts.subject, message)
                    .hint(format!("kubectl describe pdb -n {} {}", objects.namespace, budget.name)),
            );
        }
    }
    // One member alone cannot be spared, whatever a budget says.
    if pods.len() < 2 {
        return findings;
    }
    let bare: Vec<&str> = pods.iter().filter(|pod| of(pod) == 0).map(|pod| pod.name.as_str()).collect();
    if !bare.is_empty() {
        let message = format!(
            "no PodDisruptionBudget is about {}: draining nodes may take all of its pods at once",
            bare.join(", ")
        );
        findings.push(Finding::new("budget-missing", Severity::Info, &facts.subject, message).hint(format!(
            "kubectl create pdb -n {} {} --max-unavailable 1 --selector {}, or the chart's own value",
            objects.namespace,
            objects.instance,
            selector(&pods)
        )));
        return findings;
    }
    let allowed: u32 = own.iter().map(|budget| budget.disruptions_allowed).sum();
    if usize::try_from(allowed).is_ok_and(|allowed| allowed >= pods.len()) {
        let names: Vec<String> = own.iter().map(|budget| format!("{} ({})", budget.name, budget.demand)).collect();
        let message = format!("its budgets let all {} pods go at once: {}", pods.len(), names.join(", "));
        findings.push(
            Finding::new("budget-allows-all", Severity::Info, &facts.subject, message)
                .hint("one budget over primary and replicas, with maxUnavailable 1, keeps the others"),
        );
    }
    findings
}

/// A label that all of the pods have, by which charts and tutorials tell them from others.
fn selector(pods: &[&PodFacts]) -> String {
    let shared = |name: &&&str| {
        let value = pods.first().and_then(|pod| pod.label(name));
        value.is_some() && pods.iter().all(|pod| pod.label(name) == value)
    };
    let name = ["app.kubernetes.io/instance", "app"].iter().find(shared);
    let pair = name.and_then(|name| Some(format!("{name}={}", pods.first()?.label(name)?)));
    pair.unwrap_or_else(|| "LABELS".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{ids, instance, member};
    use super::*;
    use crate::target::objects::AutoscalerFacts;

    fn judged(ready: bool, members: usize, allowed: &[u32]) -> Vec<(String, Severity)> {
        let members = (0..members).map(|index| {
            let mut one = member(&format!("a-{index}"), if index == 0 { "" } else { "role:slave\n" });
            one.pod = Some(PodFacts { name: one.name.clone(), ready, ..PodFacts::default() });
            one
        });
        let budget = |allowed: &u32| BudgetFacts { disruptions_allowed: *allowed, ..BudgetFacts::default() };
        let objects = ObjectFacts {
            seen: vec![ObjectKind::Budgets],
            budgets: allowed.iter().map(budget).collect(),
            ..ObjectFacts::default()
        };
        let found = judge(&instance(members.collect()), &objects);
        found.into_iter().map(|one| (one.id, one.severity)).collect()
    }

    #[test]
    fn a_budget_is_wanted_that_lets_some_go_and_not_all() {
        assert!(judged(true, 3, &[1]).is_empty() && judged(true, 1, &[]).is_empty());
        assert_eq!(judged(true, 3, &[]), [("budget-missing".to_owned(), Severity::Info)]);
        assert_eq!(judged(true, 3, &[0]), [("budget-blocks".to_owned(), Severity::Warning)]);
        assert!(judged(false, 3, &[0]).is_empty(), "it does its work");
        assert_eq!(judged(true, 3, &[2, 1]), [("budget-allows-all".to_owned(), Severity::Info)]);
    }

    #[test]
    fn the_hint_names_a_label_that_all_pods_have() {
        let pod =
            |value: &str| PodFacts { labels: [("app".to_owned(), value.to_owned())].into(), ..PodFacts::default() };
        let (redis, other) = (pod("redis"), pod("other"));
        assert_eq!(selector(&[&redis, &redis]), "app=redis");
        assert_eq!(selector(&[&redis, &other]), "LABELS");
    }

    #[test]
    fn an_autoscaler_of_the_workload_is_told_and_another_is_not() {
        let scaler = |name: &str| AutoscalerFacts {
            scales: ("StatefulSet".into(), name.into()),
            most: 5,
            ..AutoscalerFacts::default()
        };
        let objects = |name: &str| ObjectFacts {
            workloads: vec!["cache-redis".into()],
            seen: vec![ObjectKind::Autoscalers],
            autoscalers: vec![scaler(name)],
            ..ObjectFacts::default()
        };
        let facts = instance(vec![member("a", "")]);
        assert!(judge(&facts, &objects("web")).is_empty());
        assert_eq!(ids(&judge(&facts, &objects("cache-redis"))), ["autoscaled"]);
    }
}
