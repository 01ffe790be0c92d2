//! Which Services lead to the old primary, and how they are led to the new one.

use crate::domain::promote::{FORMER_SELECTOR, PrimaryService, ServiceMove, ServicePlan};
use crate::target::facts::PodFacts;
use crate::target::objects::{ServiceFacts, has_labels};
use std::collections::BTreeMap;

/// The label by which a Service is pinned to one pod of a StatefulSet.
const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";

/// What is left to be done by hand for clients.
pub type Rest = Vec<String>;

/// Services that lead to the old primary and to no other member of its instance, headless ones apart: each is led to the
/// new one's pod. On the way back those that were led over before get their former selectors, and all others, which are the
/// old instance's own, stay with it: it is as it was before the way there.
pub fn plan_services(services: &[ServiceFacts], old_pods: &[&PodFacts], old: &str, new: &PodFacts) -> ServicePlan {
    let leads_to_old = |service: &&ServiceFacts| {
        let selected = old_pods.iter().filter(|pod| service.selects(pod)).map(|pod| pod.name.as_str());
        service.kind != "headless" && !is_exporters(service) && selected.eq([old])
    };
    let services: Vec<&ServiceFacts> = services.iter().filter(leads_to_old).collect();
    let is_the_way_back = services.iter().any(|service| selector_of_before(service, new).is_some());
    let mut all = Vec::new();
    for service in services {
        let becomes = match (selector_of_before(service, new), former(service)) {
            (Some(back), _) => ServiceMove::Patched { from: service.selector.clone(), to: back, keep: None },
            (None, None) if is_the_way_back => ServiceMove::Stays,
            (None, former) => to_pod(service, new, former),
        };
        all.push(PrimaryService { name: service.name.clone(), becomes, annotated: !service.annotations.is_empty() });
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    ServicePlan { all }
}

/// The selector that it had before it was first led over.
fn former(service: &ServiceFacts) -> Option<BTreeMap<String, String>> {
    service.annotations.get(FORMER_SELECTOR).and_then(|text| serde_json::from_str(text).ok())
}

/// That selector, where it leads to the new primary.
fn selector_of_before(service: &ServiceFacts, new: &PodFacts) -> Option<BTreeMap<String, String>> {
    former(service).filter(|back| !back.is_empty() && has_labels(&new.labels, back))
}

/// Whether it can be led to this pod at all.
pub fn can_name(new: &PodFacts) -> bool {
    new.labels.contains_key(POD_NAME)
}

/// Whether it leads to the exporter beside the server alone, which stays what it is.
fn is_exporters(service: &ServiceFacts) -> bool {
    const EXPORTER: u16 = 9121;
    let only = !service.ports.is_empty() && service.ports.iter().all(|port| *port == EXPORTER);
    only || service.port_names.iter().any(|name| name.contains("metrics"))
}

fn to_pod(service: &ServiceFacts, new: &PodFacts, former: Option<BTreeMap<String, String>>) -> ServiceMove {
    let Some(name) = new.labels.get(POD_NAME) else { return ServiceMove::Stays };
    let to = BTreeMap::from([(POD_NAME.to_owned(), name.clone())]);
    let from = service.selector.clone();
    ServiceMove::Patched { keep: Some(former.unwrap_or_else(|| from.clone())), from, to }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pod(name: &str, instance: &str) -> PodFacts {
        let labels = [("instance", instance), (POD_NAME, name)];
        let labels = labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        PodFacts { name: name.into(), labels, ..PodFacts::default() }
    }

    fn service(name: &str, kind: &str, selector: &[(&str, &str)]) -> ServiceFacts {
        let selector = selector.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        ServiceFacts { name: name.into(), kind: kind.into(), selector, ..ServiceFacts::default() }
    }

    #[test]
    fn services_of_the_primary_are_led_over_and_back() {
        let (blue, green) = (pod("blue-0", "blue"), pod("green-0", "green"));
        let mut own = service("blue", "ClusterIP", &[("instance", "blue")]);
        let services = [
            own.clone(),
            service("blue-headless", "headless", &[("instance", "blue")]),
            service("green", "ClusterIP", &[("instance", "green")]),
            ServiceFacts { ports: vec![9121], ..service("blue-metrics", "ClusterIP", &[("instance", "blue")]) },
        ];
        let plan = plan_services(&services, &[&blue], "blue-0", &green);
        let names: Vec<&str> = plan.all.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["blue"]);
        let ServiceMove::Patched { from, to, keep } = &plan.all[0].becomes else { panic!("{plan:?}") };
        assert_eq!((from, keep.as_ref()), (&own.selector, Some(&own.selector)));
        assert_eq!(to[POD_NAME], "green-0");
        // the way back: what was kept is what it gets
        own.annotations =
            [(FORMER_SELECTOR.to_owned(), serde_json::to_string(&own.selector).unwrap_or_default())].into();
        let first = std::mem::replace(&mut own.selector, to.clone());
        let plan = plan_services(&[own], &[&green], "green-0", &blue);
        assert!(
            matches!(&plan.all[0].becomes, ServiceMove::Patched { to, keep: None, .. } if *to == first),
            "{plan:?}"
        );
    }

    #[test]
    fn on_the_way_back_each_sides_own_service_is_its_own_again() {
        let (blue, green) = (pod("blue-0", "blue"), pod("green-0", "green"));
        let (mut of_blue, of_green) = (
            service("blue", "ClusterIP", &[("instance", "blue")]),
            service("green", "ClusterIP", &[("instance", "green")]),
        );
        let services = [of_blue.clone(), of_green.clone()];
        let there = plan_services(&services, &[&blue], "blue-0", &green);
        assert_eq!(there.patched().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["blue"]);
        let own = of_blue.selector.clone();
        of_blue.annotations = [(FORMER_SELECTOR.to_owned(), serde_json::to_string(&own).unwrap_or_default())].into();
        of_blue.selector = [(POD_NAME.to_owned(), "green-0".to_owned())].into();
        let back = plan_services(&[of_blue, of_green], &[&green], "green-0", &blue);
        assert_eq!(back.patched().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["blue"]);
        assert_eq!(back.staying().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["green"]);
    }

    #[test]
    fn with_replicas_beside_it_a_service_of_all_stays() {
        let (first, second, green) = (pod("blue-0", "blue"), pod("blue-1", "blue"), pod("green-0", "green"));
        let services = [service("blue", "ClusterIP", &[("instance", "blue")])];
        assert_eq!(plan_services(&services, &[&first, &second], "blue-0", &green).all, []);
    }
}
