//! The Services that lead to Sentinels alone: where clients ask for the primary.

use super::services::{PointsTo, ServiceView};
use crate::target::facts::PodFacts;
use crate::target::objects::ServiceFacts;

/// The Services that select a Sentinel and no server of the instance, by name.
pub fn view_sentinel_services(
    services: &[ServiceFacts],
    sentinels: &[&PodFacts],
    servers: &[&PodFacts],
) -> Vec<ServiceView> {
    let view = |service: &ServiceFacts| {
        let selected: Vec<&&PodFacts> = sentinels.iter().filter(|pod| service.selects(pod)).collect();
        if selected.is_empty() || servers.iter().any(|pod| service.selects(pod)) {
            return None;
        }
        Some(ServiceView {
            name: service.name.clone(),
            kind: service.kind.clone(),
            ports: service.ports.clone(),
            members: selected.iter().map(|pod| pod.name.clone()).collect(),
            ready: selected.iter().filter(|pod| pod.ready).count(),
            points_to: PointsTo::Sentinels,
            meant_for_primary: false,
        })
    };
    let mut views: Vec<ServiceView> = services.iter().filter_map(view).collect();
    views.sort_by(|a, b| a.name.cmp(&b.name));
    views
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_of_servers_and_sentinels_alike_is_the_servers() {
        let pod = |name: &str, tier: &str| PodFacts {
            name: name.into(),
            ready: true,
            labels: [("app".to_owned(), "x".to_owned()), ("tier".to_owned(), tier.to_owned())].into(),
            ..PodFacts::default()
        };
        let service = |name: &str, label: (&str, &str)| ServiceFacts {
            name: name.into(),
            selector: [(label.0.to_owned(), label.1.to_owned())].into(),
            ..ServiceFacts::default()
        };
        let services =
            [service("watch", ("tier", "sentinel")), service("both", ("app", "x")), service("other", ("a", "b"))];
        let (sentinel, server) = (pod("s", "sentinel"), pod("r", "redis"));
        let views = view_sentinel_services(&services, &[&sentinel], &[&server]);
        assert_eq!(views.len(), 1);
        assert_eq!((views[0].name.as_str(), views[0].points_to, views[0].ready), ("watch", PointsTo::Sentinels, 1));
    }
}
