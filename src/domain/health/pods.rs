//! Rules `pod-not-ready`, `members-missing`, `oom-killed` and `restarted`: what Kubernetes says of the pods.

use super::{HealthFacts, MemberFacts};
use crate::report::units;
use crate::report::{Finding, Severity};
use crate::target::facts::ContainerFacts;

pub(super) fn judge(member: &MemberFacts, facts: &HealthFacts) -> Vec<Finding> {
    let Some(pod) = &member.pod else { return Vec::new() };
    let mut findings = Vec::new();
    let container = pod.containers.get(member.container);
    if !pod.ready {
        let waiting = container.and_then(|container| container.waiting_reason.as_deref());
        let (severity, what) = match (pod.terminating, waiting) {
            (true, _) => (Severity::Warning, "is being deleted".to_owned()),
            (false, Some(reason)) => (Severity::Critical, format!("does not run: {reason}")),
            (false, None) if pod.phase != "Running" => {
                (Severity::Critical, format!("does not run: its phase is {}", pod.phase))
            }
            (false, None) => (Severity::Warning, "is not ready, so its Services send it no clients".to_owned()),
        };
        let because = pod.not_ready_because.as_deref().map_or(String::new(), |reason| format!(" ({reason})"));
        findings.push(
            Finding::new("pod-not-ready", severity, &member.subject, format!("{what}{because}"))
                .hint(format!("kubectl describe pod -n {} {}", pod.namespace, pod.name)),
        );
    }
    findings.extend(container.and_then(|container| restart(member, container, facts)));
    findings
}

fn restart(member: &MemberFacts, container: &ContainerFacts, facts: &HealthFacts) -> Option<Finding> {
    let end = container.last_termination.as_ref().filter(|_| container.restarts > 0)?;
    let age = end.finished_at.map(|time| (facts.now - time).num_seconds());
    // An end whose time is unknown counts as recent: silence is not green.
    if age.is_some_and(|seconds| seconds > facts.thresholds.restart_window.as_secs().cast_signed()) {
        return None;
    }
    let when = end.finished_at.map_or("at an unknown time".to_owned(), |time| units::age(time, facts.now));
    if end.reason == "OOMKilled" {
        let limit = container.memory_limit_bytes.map_or(String::new(), |bytes| format!(" of {}", units::bytes(bytes)));
        let message =
            format!("was killed for exceeding its memory limit{limit}, {when}; restarts: {}", container.restarts);
        return Some(
            Finding::new("oom-killed", Severity::Critical, &member.subject, message)
                .hint("raise the container's memory limit, or set maxmemory to leave room for a fork"),
        );
    }
    let message = format!(
        "restarted after {} (exit code {}), {when}; restarts: {}",
        end.reason, end.exit_code, container.restarts
    );
    let pod = member.pod.as_ref()?;
    Some(
        Finding::new("restarted", Severity::Warning, &member.subject, message)
            .hint(format!("kubectl logs -n {} {} --previous", pod.namespace, pod.name)),
    )
}

/// StatefulSets that are meant to have more pods than there are.
pub(super) fn judge_missing(facts: &HealthFacts) -> Vec<Finding> {
    let missing = |(name, wanted, there): &(String, u32, u32)| {
        (there < wanted && !facts.partial).then(|| {
            let message = format!("StatefulSet {name} has {there} of {wanted} pods");
            let namespace = facts.subject.split('/').next().unwrap_or_default();
            Finding::new("members-missing", Severity::Critical, &facts.subject, message)
                .hint(format!("kubectl describe statefulset -n {namespace} {name} says why"))
        })
    };
    facts.stateful_sets.iter().filter_map(missing).collect()
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{ids, instance, member};
    use super::super::{HealthFacts, judge};
    use crate::report::Severity;
    use crate::target::facts::{ContainerFacts, PodFacts, Termination};
    use chrono::TimeDelta;

    fn with_pod(change: impl FnOnce(&mut PodFacts, &HealthFacts)) -> HealthFacts {
        let mut facts = instance(vec![member("a", "")]);
        let mut pod = PodFacts {
            namespace: "apps".into(),
            name: "a".into(),
            phase: "Running".into(),
            ready: true,
            containers: vec![ContainerFacts::default()],
            ..PodFacts::default()
        };
        change(&mut pod, &facts);
        facts.members[0].pod = Some(pod);
        facts
    }

    #[test]
    fn a_ready_pod_is_silent() {
        assert!(judge(&with_pod(|_, _| ())).is_empty());
    }

    #[test]
    fn not_ready_and_not_running_differ() {
        let found = judge(&with_pod(|pod, _| pod.ready = false));
        assert_eq!((ids(&found), found[0].severity), (vec!["pod-not-ready"], Severity::Warning));
        let found = judge(&with_pod(|pod, _| {
            pod.ready = false;
            pod.containers[0].waiting_reason = Some("CrashLoopBackOff".into());
        }));
        assert_eq!(found[0].severity, Severity::Critical);
    }

    #[test]
    fn a_restart_is_news_for_a_day() {
        let restarted = |hours: i64, reason: &str| {
            judge(&with_pod(|pod, facts| {
                pod.containers[0].restarts = 3;
                pod.containers[0].last_termination = Some(Termination {
                    reason: reason.into(),
                    exit_code: 137,
                    finished_at: Some(facts.now - TimeDelta::hours(hours)),
                });
            }))
        };
        assert_eq!(ids(&restarted(1, "Error")), ["restarted"]);
        assert_eq!(ids(&restarted(1, "OOMKilled")), ["oom-killed"]);
        assert!(restarted(25, "OOMKilled").is_empty());
    }

    #[test]
    fn a_set_with_too_few_pods_is_named() {
        let mut facts = instance(vec![member("a", "")]);
        facts.stateful_sets = vec![("cache-redis".into(), 3, 2)];
        assert!(judge(&facts)[0].message.contains("2 of 3"));
        facts.stateful_sets = vec![("cache-redis".into(), 3, 3)];
        assert!(judge(&facts).is_empty());
    }
}
