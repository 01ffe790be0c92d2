//! Rules `monitor-selects-nothing` and `no-exporter`: would anybody see it fail. Silent where there is no Prometheus
//! operator, since then nothing of Kubernetes says how metrics are gathered.

use super::{HealthFacts, ObjectFacts};
use crate::report::{Finding, Severity};
use crate::target::exporter::exporter_port;
use crate::target::facts::PodFacts;
use crate::target::objects::{MonitorFacts, ObjectKind};

const INSTANCE: &str = "app.kubernetes.io/instance";

pub(super) fn judge(facts: &HealthFacts, objects: &ObjectFacts) -> Vec<Finding> {
    let Some(monitors) = objects.monitors.as_ref().filter(|_| !facts.partial) else { return Vec::new() };
    let ours: Vec<&MonitorFacts> = monitors.iter().filter(|monitor| is_ours(monitor, objects)).collect();
    let mut findings = Vec::new();
    if objects.saw(ObjectKind::Services) {
        findings.extend(ours.iter().filter_map(|monitor| nothing(monitor, objects)));
    }
    let bare: Vec<&PodFacts> = facts
        .members
        .iter()
        .filter_map(|member| member.pod.as_ref())
        .filter(|pod| exporter_port(pod).is_none())
        .collect();
    if !bare.is_empty() {
        let names: Vec<&str> = bare.iter().map(|pod| pod.name.as_str()).collect();
        // A monitor that waits for metrics shows that somebody believes there are some.
        let severity = if ours.is_empty() { Severity::Info } else { Severity::Warning };
        let message =
            format!("no Prometheus exporter in {}: nobody is told by metrics when it fails", names.join(", "));
        findings.push(
            Finding::new("no-exporter", severity, &facts.subject, message)
                .hint("the charts' value metrics.enabled adds one; redis-ops health in cron tells by exit status"),
        );
    }
    findings
}

/// Whether a monitor is meant for the instance: by its own labels, or by what it looks for.
fn is_ours(monitor: &MonitorFacts, objects: &ObjectFacts) -> bool {
    let named = |labels: &std::collections::BTreeMap<String, String>| {
        labels.get(INSTANCE).is_some_and(|name| *name == objects.instance)
    };
    let here = monitor.namespaces.as_ref().is_none_or(|all| all.is_empty() || all.contains(&objects.namespace));
    here && (named(&monitor.labels) || named(&monitor.selector.labels))
}

fn nothing(monitor: &MonitorFacts, objects: &ObjectFacts) -> Option<Finding> {
    let selected: Vec<_> =
        objects.services.iter().filter(|service| monitor.selector.selects(&service.labels)).collect();
    let missing: Vec<&str> = monitor
        .ports
        .iter()
        .filter(|port| !selected.iter().any(|service| service.port_names.contains(port)))
        .map(String::as_str)
        .collect();
    let message = if selected.is_empty() {
        "the ServiceMonitor selects no Service, so that nothing is scraped".to_owned()
    } else if missing.is_empty() {
        return None;
    } else {
        let names: Vec<&str> = selected.iter().map(|service| service.name.as_str()).collect();
        format!(
            "the ServiceMonitor scrapes port {}, which no Service has that it selects: {}",
            missing.join(", "),
            names.join(", ")
        )
    };
    let subject = format!("{}/{}", objects.namespace, monitor.name);
    Some(Finding::new("monitor-selects-nothing", Severity::Warning, subject, message).hint(format!(
        "kubectl get servicemonitor -n {} {} -o yaml beside kubectl get service -n {} --show-labels",
        objects.namespace, monitor.name, objects.namespace
    )))
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{ids, instance, member};
    use super::*;
    use crate::target::facts::ContainerFacts;
    use crate::target::objects::{Selector, ServiceFacts};

    fn labels(pairs: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn judged(exporter: bool, monitors: Option<Vec<MonitorFacts>>) -> Vec<(String, Severity)> {
        let mut one = member("a", "");
        let ports = if exporter { vec![(Some("metrics".to_owned()), 9121)] } else { Vec::new() };
        let containers = vec![ContainerFacts { ports, ..ContainerFacts::default() }];
        one.pod = Some(PodFacts { name: "a".into(), containers, ..PodFacts::default() });
        let service = ServiceFacts {
            labels: labels(&[(INSTANCE, "cache"), ("component", "metrics")]),
            port_names: vec!["metrics".into()],
            ..ServiceFacts::default()
        };
        let objects = ObjectFacts {
            instance: "cache".into(),
            seen: vec![ObjectKind::Services],
            services: vec![service],
            monitors,
            ..ObjectFacts::default()
        };
        let found = judge(&instance(vec![one]), &objects);
        assert_eq!(ids(&found).len(), found.len());
        found.into_iter().map(|one| (one.id, one.severity)).collect()
    }

    fn monitor(component: &str, port: &str) -> MonitorFacts {
        let labels = labels(&[(INSTANCE, "cache"), ("component", component)]);
        let selector = Selector { labels, ..Selector::default() };
        MonitorFacts { selector, ports: vec![port.into()], ..MonitorFacts::default() }
    }

    #[test]
    fn without_an_operator_nothing_is_said() {
        assert!(judged(false, None).is_empty());
        assert_eq!(judged(false, Some(vec![])), [("no-exporter".to_owned(), Severity::Info)]);
        assert!(judged(true, Some(vec![])).is_empty());
    }

    #[test]
    fn a_monitor_that_finds_nothing_is_told() {
        assert!(judged(true, Some(vec![monitor("metrics", "metrics")])).is_empty());
        let nothing = ("monitor-selects-nothing".to_owned(), Severity::Warning);
        assert_eq!(judged(true, Some(vec![monitor("exporter", "metrics")])), std::slice::from_ref(&nothing));
        assert_eq!(judged(true, Some(vec![monitor("metrics", "http")])), [nothing]);
        let waiting = judged(false, Some(vec![monitor("metrics", "metrics")]));
        assert_eq!(waiting, [("no-exporter".to_owned(), Severity::Warning)]);
    }
}
