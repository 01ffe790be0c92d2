//! Rules `service-misrouted` and `service-selects-nothing`: where each Service sends its clients.

use crate::report::{Finding, Severity};
use crate::target::facts::PodFacts;
use crate::target::flavour::Role;
use crate::target::objects::ServiceFacts;
use serde::Serialize;

/// What stands behind a Service, by the roles that the servers claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointsTo {
    /// A primary, or several.
    Primary,
    /// Replicas alone.
    Replicas,
    /// Both.
    Both,
    /// Members whose role is not known.
    Unknown,
    /// Sentinels, and no server.
    Sentinels,
    /// No member of this instance.
    Nothing,
}

impl PointsTo {
    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            PointsTo::Primary => "primary",
            PointsTo::Replicas => "replicas",
            PointsTo::Both => "primary and replicas",
            PointsTo::Unknown => "unknown",
            PointsTo::Sentinels => "Sentinels",
            PointsTo::Nothing => "nothing",
        }
    }
}

/// A Service of the instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceView {
    /// Its name.
    pub name: String,
    /// `ClusterIP`, `headless`, `NodePort`, `LoadBalancer`.
    pub kind: String,
    /// Its ports.
    pub ports: Vec<u16>,
    /// The members it selects.
    pub members: Vec<String>,
    /// The members among them that are ready.
    pub ready: usize,
    /// What is behind it.
    pub points_to: PointsTo,
    /// Whether its name or labels say that it is for the primary.
    #[serde(skip)]
    pub meant_for_primary: bool,
}

/// The Services that concern an instance: those that select a member, and those that name the instance in their
/// selector, have the server's port, and select none.
pub fn view_services(
    services: &[ServiceFacts],
    members: &[(&PodFacts, Option<Role>)],
    instance: &str,
    port: u16,
) -> Vec<ServiceView> {
    let mut views = Vec::new();
    for service in services {
        let selected: Vec<_> = members.iter().filter(|(pod, _)| service.selects(pod)).collect();
        let of_instance = service.selector.get("app.kubernetes.io/instance").is_some_and(|name| name == instance);
        if selected.is_empty() && !(of_instance && service.ports.contains(&port)) {
            continue;
        }
        let has = |wanted: Option<Role>| selected.iter().any(|(_, role)| *role == wanted);
        let points_to = match (has(Some(Role::Primary)), has(Some(Role::Replica)), has(None)) {
            _ if selected.is_empty() => PointsTo::Nothing,
            (true, true, _) => PointsTo::Both,
            (_, _, true) => PointsTo::Unknown,
            (true, false, false) => PointsTo::Primary,
            (false, ..) => PointsTo::Replicas,
        };
        let component = service.labels.get("app.kubernetes.io/component").map(String::as_str);
        views.push(ServiceView {
            name: service.name.clone(),
            kind: service.kind.clone(),
            ports: service.ports.clone(),
            members: selected.iter().map(|(pod, _)| pod.name.clone()).collect(),
            ready: selected.iter().filter(|(pod, _)| pod.ready).count(),
            points_to,
            meant_for_primary: ["-master", "-primary"].iter().any(|end| service.name.ends_with(end))
                || matches!(component, Some("master" | "primary"))
                || service.selector.iter().any(|(name, value)| {
                    ["redisfailovers-role", "redis-role", "role"].contains(&name.as_str())
                        && ["master", "primary"].contains(&value.as_str())
                }),
        });
    }
    views.sort_by(|a, b| a.name.cmp(&b.name));
    views
}

/// Services that do not lead where they are meant to.
pub fn judge_services(views: &[ServiceView], namespace: &str) -> Vec<Finding> {
    let judge = |view: &ServiceView| {
        let subject = format!("{namespace}/{}", view.name);
        match view.points_to {
            PointsTo::Nothing => Some(
                Finding::new("service-selects-nothing", Severity::Warning, subject, "the Service selects no server")
                    .hint(format!("kubectl get service {} -n {namespace} -o yaml shows its selector", view.name)),
            ),
            PointsTo::Replicas | PointsTo::Both if view.meant_for_primary => {
                let what = format!(
                    "the Service is for the primary and leads to {}: {}",
                    view.points_to.words(),
                    view.members.join(", ")
                );
                Some(
                    Finding::new("service-misrouted", Severity::Warning, subject, what)
                        .hint("writes through it fail with READONLY; redis-ops health judges the roles"),
                )
            }
            _ => None,
        }
    };
    views.iter().filter_map(judge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn pod(name: &str) -> PodFacts {
        let labels = labels(&[("app.kubernetes.io/instance", "cache"), ("pod", name)]);
        PodFacts { name: name.into(), ready: true, labels, ..PodFacts::default() }
    }

    fn service(name: &str, selector: &[(&str, &str)]) -> ServiceFacts {
        ServiceFacts { name: name.into(), selector: labels(selector), ports: vec![6379], ..ServiceFacts::default() }
    }

    #[test]
    fn each_service_points_to_what_its_pods_are() {
        let (a, b) = (pod("a"), pod("b"));
        let members = [(&a, Some(Role::Primary)), (&b, Some(Role::Replica))];
        let all = [
            service("x-all", &[("app.kubernetes.io/instance", "cache")]),
            service("x-master", &[("pod", "b")]),
            service("x-old", &[("app.kubernetes.io/instance", "cache"), ("pod", "gone")]),
            service("x-other", &[("app.kubernetes.io/instance", "other")]),
            service("x-p", &[("pod", "a")]),
        ];
        let views = view_services(&all, &members, "cache", 6379);
        let found: Vec<_> = views.iter().map(|view| (view.name.as_str(), view.points_to)).collect();
        assert_eq!(
            found,
            [
                ("x-all", PointsTo::Both),
                ("x-master", PointsTo::Replicas),
                ("x-old", PointsTo::Nothing),
                ("x-p", PointsTo::Primary)
            ]
        );
        let ids: Vec<_> = judge_services(&views, "apps").into_iter().map(|one| (one.id, one.subject)).collect();
        assert_eq!(
            ids,
            [
                ("service-misrouted".to_owned(), "apps/x-master".to_owned()),
                ("service-selects-nothing".to_owned(), "apps/x-old".to_owned())
            ]
        );
    }

    #[test]
    fn a_service_that_selects_the_primarys_label_is_for_the_primary() {
        let mut old = pod("b");
        old.labels.insert("redisfailovers-role".into(), "master".into());
        let rfrm = service("rfrm-x", &[("redisfailovers-role", "master")]);
        let views = view_services(&[rfrm], &[(&old, Some(Role::Replica))], "cache", 6379);
        assert_eq!(judge_services(&views, "apps")[0].id, "service-misrouted");
    }

    #[test]
    fn a_silent_member_makes_the_answer_unknown() {
        let a = pod("a");
        let views = view_services(&[service("x-master", &[("pod", "a")])], &[(&a, None)], "cache", 6379);
        assert_eq!(views[0].points_to, PointsTo::Unknown);
        assert!(judge_services(&views, "apps").is_empty());
    }
}
