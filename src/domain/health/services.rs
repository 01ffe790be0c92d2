//! Rules `service-no-endpoints` and `load-balancer-pending`; `service-misrouted` and `service-selects-nothing` are those
//! of `inspect`. And `role-label-wrong`: the labels by which Services choose.

use super::{HealthFacts, MemberFacts, ObjectFacts};
use crate::domain::inspect::{self, PointsTo};
use crate::report::{Finding, Severity, units};
use crate::target::facts::PodFacts;
use crate::target::flavour::Role;
use crate::target::objects::ObjectKind;

/// Labels that operators and charts keep at the role of a pod's server: Spotahome, OT, Bitnami's Sentinel, own ones.
const ROLE_LABELS: [&str; 4] = ["redisfailovers-role", "redis-role", "role", "isMaster"];

pub(super) fn judge(facts: &HealthFacts, objects: &ObjectFacts) -> Vec<Finding> {
    let mut findings: Vec<Finding> = facts.members.iter().filter_map(role_label).collect();
    if facts.partial || !objects.saw(ObjectKind::Services) {
        return findings;
    }
    let roles: Vec<(&PodFacts, Option<Role>)> =
        facts.members.iter().filter_map(|member| Some((member.pod.as_ref()?, member.role()))).collect();
    let views = inspect::view_services(&objects.services, &roles, &objects.instance, objects.port);
    findings.extend(inspect::judge_services(&views, &objects.namespace));
    for view in &views {
        let Some(service) = objects.services.iter().find(|service| service.name == view.name) else { continue };
        let subject = format!("{}/{}", objects.namespace, view.name);
        if !view.members.is_empty() && view.ready == 0 && !service.publishes_not_ready {
            // Who wants the replicas alone can still do without them.
            let replicas_only = view.points_to == PointsTo::Replicas && !view.meant_for_primary;
            let severity = if replicas_only { Severity::Warning } else { Severity::Critical };
            let message = format!(
                "no pod behind the Service is ready, so that its clients are refused: {}",
                view.members.join(", ")
            );
            findings.push(
                Finding::new("service-no-endpoints", severity, &subject, message)
                    .hint(format!("kubectl describe pod -n {} {}", objects.namespace, view.members[0])),
            );
        }
        if service.kind == "LoadBalancer" && service.addresses.is_empty() {
            let age = service.created_at.map(|time| (facts.now - time).num_seconds().max(0));
            let age = age
                .map_or(String::new(), |seconds| format!(" since it was made {} ago", units::duration(seconds as f64)));
            let message = format!("the Service of type LoadBalancer has been given no address{age}");
            findings.push(Finding::new("load-balancer-pending", Severity::Warning, &subject, message).hint(format!(
                "kubectl describe service -n {} {} shows its events; is there a load balancer controller?",
                objects.namespace, view.name
            )));
        }
    }
    findings
}

/// A label that names another role than the server does. The component of Bitnami's chart, which stays with the pod's
/// name, is judged by `role-unexpected`.
fn role_label(member: &MemberFacts) -> Option<Finding> {
    let role = member.role()?;
    let pod = member.pod.as_ref()?;
    let said = ROLE_LABELS.iter().find_map(|name| {
        let value = pod.label(name)?;
        let role = match (*name, value) {
            ("isMaster", "true") | (_, "master" | "primary") => Role::Primary,
            ("isMaster", "false") | (_, "slave" | "replica") => Role::Replica,
            _ => return None,
        };
        Some((*name, value, role))
    });
    let (name, value, _) = said.filter(|(_, _, labelled)| *labelled != role)?;
    let message =
        format!("is a {}, but its label says {name}={value}: Services that choose by it lead astray", role.word());
    Some(Finding::new("role-label-wrong", Severity::Warning, &member.subject, message).hint(format!(
        "does whoever keeps the label run? it lags some seconds after a failover; kubectl get pod -n {} {} --show-labels",
        pod.namespace, pod.name
    )))
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{ids, instance, member};
    use super::*;
    use crate::target::objects::ServiceFacts;

    fn pod(name: &str, ready: bool, labels: &[(&str, &str)]) -> PodFacts {
        let labels = labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        PodFacts { namespace: "apps".into(), name: name.into(), ready, labels, ..PodFacts::default() }
    }

    fn judged(ready: bool, service: ServiceFacts) -> Vec<(String, Severity)> {
        let mut only = member("a", "");
        only.pod = Some(pod("a", ready, &[("app", "redis")]));
        let selector = [("app".to_owned(), "redis".to_owned())].into();
        let objects = ObjectFacts {
            namespace: "apps".into(),
            seen: vec![ObjectKind::Services],
            services: vec![ServiceFacts { name: "s".into(), selector, ..service }],
            ..ObjectFacts::default()
        };
        judge(&instance(vec![only]), &objects).into_iter().map(|one| (one.id, one.severity)).collect()
    }

    #[test]
    fn a_service_without_a_ready_pod_refuses_its_clients() {
        assert!(judged(true, ServiceFacts::default()).is_empty());
        let refused = ("service-no-endpoints".to_owned(), Severity::Critical);
        assert_eq!(judged(false, ServiceFacts::default()), [refused]);
        assert!(judged(false, ServiceFacts { publishes_not_ready: true, ..ServiceFacts::default() }).is_empty());
    }

    #[test]
    fn a_load_balancer_without_an_address_is_pending() {
        let balancer = || ServiceFacts { kind: "LoadBalancer".into(), ..ServiceFacts::default() };
        assert_eq!(judged(true, balancer()), [("load-balancer-pending".to_owned(), Severity::Warning)]);
        assert!(judged(true, ServiceFacts { addresses: vec!["192.0.2.1".into()], ..balancer() }).is_empty());
    }

    #[test]
    fn a_label_that_contradicts_the_server_is_told() {
        let labelled = |labels: &[(&str, &str)]| {
            let mut one = member("a", "role:slave\n");
            one.pod = Some(pod("a", true, labels));
            ids(&role_label(&one).into_iter().collect::<Vec<_>>()).len()
        };
        assert_eq!(labelled(&[("redisfailovers-role", "slave")]) + labelled(&[("app", "master")]), 0);
        assert_eq!(labelled(&[("redisfailovers-role", "master")]) + labelled(&[("isMaster", "true")]), 2);
        assert_eq!(labelled(&[("role", "cache")]), 0, "a role of another kind");
    }
}
