//! Rules on what surrounds the pods: the namespace's standard, NetworkPolicies, Services, and what accounts may do.

use super::Judged;
use super::facts::{ClusterFacts, MemberFacts, Open, PolicyFacts, Rule, SecurityFacts};
use crate::report::Severity;
use crate::target::objects::has_labels;

/// The label that has a namespace's Pod Security Standard enforced.
const ENFORCED: &str = "pod-security.kubernetes.io/enforce";

/// Rules about a member, by what is around its pod.
pub(super) fn judge_member(member: &MemberFacts, cluster: &ClusterFacts) -> Vec<Judged> {
    let Some(pod) = &member.pod else { return Vec::new() };
    let Some(policies) = &cluster.policies else { return Vec::new() };
    let about: Vec<&PolicyFacts> =
        policies.iter().filter(|policy| policy.ingress && policy.selector.selects(&pod.labels)).collect();
    if about.is_empty() {
        return vec![Judged::new(
            "no-network-policy",
            Severity::Warning,
            "no NetworkPolicy decides who may connect: every pod of the cluster may",
            "a NetworkPolicy that lets in the applications (in the chart: networkPolicy.enabled)",
        )];
    }
    let open = about.iter().filter(|policy| policy.open);
    open.map(|policy| {
        let message = format!("NetworkPolicy {} lets everybody in", policy.name);
        Judged::new("network-policy-open", Severity::Warning, message, "give its ingress rules a from")
    })
    .collect()
}

/// Rules about the instance as a whole.
pub(super) fn judge(facts: &SecurityFacts, cluster: &ClusterFacts) -> Vec<Judged> {
    let mut found = Vec::new();
    found.extend(standard(facts, cluster));
    found.extend(services(facts, cluster));
    for (account, (rules, _)) in &cluster.account_rules {
        for (severity, what, from) in breadth(rules) {
            found.push(Judged::new(
                "service-account-rights",
                severity,
                format!("the pods' ServiceAccount {account} may {what} ({from})"),
                "Redis itself needs no right in Kubernetes: rbac.create false in the chart, or a narrower Role",
            ));
        }
    }
    let broad = breadth(cluster.caller_rules.as_deref().unwrap_or_default());
    if !broad.is_empty() {
        let what: Vec<&str> = broad.iter().map(|(_, what, _)| *what).collect();
        found.push(Judged::new(
            "caller-rights",
            Severity::Info,
            format!("you may {}", what.join(", ")),
            "for daily work a narrower Role is enough: README, the least rights",
        ));
    }
    found
}

fn standard(facts: &SecurityFacts, cluster: &ClusterFacts) -> Option<Judged> {
    let labels = cluster.namespace_labels.as_ref()?;
    let namespace = facts.namespace.as_deref().unwrap_or_default();
    let severity = match labels.get(ENFORCED).map(String::as_str) {
        Some("restricted") => return None,
        Some("baseline") => Severity::Info,
        _ => Severity::Warning,
    };
    let level = labels.get(ENFORCED).map_or("no Pod Security Standard", String::as_str);
    Some(Judged::new(
        "pod-security-standard",
        severity,
        format!("namespace {namespace} enforces {level}"),
        format!(
            "kubectl label namespace {namespace} {ENFORCED}=restricted --dry-run=server shows what it would refuse"
        ),
    ))
}

fn services(facts: &SecurityFacts, cluster: &ClusterFacts) -> Vec<Judged> {
    let leads_here = |selector: &std::collections::BTreeMap<String, String>| {
        let mut pods = facts.members.iter().filter_map(|member| member.pod.as_ref());
        !selector.is_empty() && pods.any(|pod| has_labels(&pod.labels, selector))
    };
    let open = facts.members.iter().any(|member| member.open == Open::Yes);
    let outside = cluster.services.iter().flatten().filter(|service| {
        ["LoadBalancer", "NodePort"].contains(&service.kind.as_str()) && leads_here(&service.selector)
    });
    outside
        .map(|service| {
            let severity = if open { Severity::Critical } else { Severity::Warning };
            let without = if open { ", where no password is wanted" } else { "" };
            Judged::new(
                "service-exposed",
                severity,
                format!("Service {} ({}) leads here from outside the cluster{without}", service.name, service.kind),
                "type ClusterIP, or TLS, loadBalancerSourceRanges and a NetworkPolicy",
            )
        })
        .collect()
}

/// What rules allow that deserves a word: how bad, what, and from which Role.
fn breadth(rules: &[Rule]) -> Vec<(Severity, &'static str, &str)> {
    let has = |words: &[String], wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let mut found: Vec<(Severity, &'static str, &str)> = Vec::new();
    for rule in rules {
        let everything = has(&rule.verbs, &["*"]) && has(&rule.resources, &["*"]);
        let verbs = |wanted: &[&str]| has(&rule.verbs, &[wanted, &["*"]].concat());
        let resources = |wanted: &[&str]| has(&rule.resources, &[wanted, &["*"]].concat());
        let what = if everything {
            Some((Severity::Critical, "do everything"))
        } else if verbs(&["create", "update", "patch", "bind", "escalate"])
            && resources(&["roles", "rolebindings", "clusterroles", "clusterrolebindings"])
        {
            Some((Severity::Critical, "change rights"))
        } else if verbs(&["create", "get"]) && resources(&["pods/exec", "pods/attach"]) {
            Some((Severity::Warning, "run commands in pods"))
        } else if verbs(&["create"]) && resources(&["pods", "deployments", "statefulsets", "jobs", "daemonsets"]) {
            Some((Severity::Warning, "start pods"))
        } else if verbs(&["get", "list", "watch"]) && resources(&["secrets"]) && rule.names.is_empty() {
            Some((Severity::Warning, "read every Secret"))
        } else if has(&rule.verbs, &["*"]) || has(&rule.resources, &["*"]) {
            Some((Severity::Warning, "do more than is named (wildcards)"))
        } else {
            None
        };
        if let Some((severity, what)) = what
            && !found.iter().any(|(_, known, _)| *known == what)
        {
            found.push((severity, what, &rule.from));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(verbs: &[&str], resources: &[&str], names: &[&str]) -> Rule {
        let owned = |words: &[&str]| words.iter().map(ToString::to_string).collect();
        Rule { verbs: owned(verbs), resources: owned(resources), names: owned(names), ..Rule::default() }
    }

    #[test]
    fn rights_that_reach_far_are_named_once() {
        let of = |rules: &[Rule]| breadth(rules).into_iter().map(|(_, what, _)| what).collect::<Vec<_>>();
        assert_eq!(of(&[rule(&["*"], &["*"], &[])]), ["do everything"]);
        let read = rule(&["get", "list"], &["secrets", "configmaps"], &[]);
        assert_eq!(of(&[read.clone(), read]), ["read every Secret"]);
        assert!(of(&[rule(&["get"], &["secrets"], &["cache-redis"])]).is_empty());
        assert_eq!(of(&[rule(&["create"], &["pods/exec"], &[])]), ["run commands in pods"]);
        assert_eq!(of(&[rule(&["*"], &["rolebindings"], &[])]), ["change rights"]);
        assert_eq!(of(&[rule(&["list"], &["*"], &[])]), ["read every Secret"]);
        assert!(of(&[rule(&["get", "list"], &["pods"], &[])]).is_empty());
    }
}
