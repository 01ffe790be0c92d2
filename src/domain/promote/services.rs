//! Where Services lead after a promotion, and what has to be changed for that.

use crate::target::facts::PodFacts;
use crate::target::objects::{ServiceFacts, has_labels};
use serde::Serialize;
use std::collections::BTreeMap;

/// The annotation that keeps a Service's former selector, as JSON.
pub const FORMER_SELECTOR: &str = "redis-ops/former-selector";

/// The label by which a Service is pinned to one pod of a StatefulSet.
const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";

/// Labels by which operators and Sentinel charts mark the primary.
const ROLE_LABELS: [&str; 4] = ["redisfailovers-role", "redis-role", "isMaster", "app.kubernetes.io/role"];

/// What becomes of a Service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum ServiceMove {
    /// Its selector is changed.
    Patched {
        /// What it selects now.
        from: BTreeMap<String, String>,
        /// What it is to select.
        to: BTreeMap<String, String>,
        /// What is kept in the annotation; none where the former selector is back.
        keep: Option<BTreeMap<String, String>>,
    },
    /// Its selector names a role that somebody else keeps: it follows by itself.
    Follows,
    /// It leads to the old primary alone, and nothing that is known changes that.
    Stays,
}

/// A Service that sends clients to the old primary and to nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrimaryService {
    /// Its name.
    pub name: String,
    /// What becomes of it.
    #[serde(flatten)]
    pub becomes: ServiceMove,
    /// Whether it has annotations at all.
    #[serde(skip)]
    pub annotated: bool,
}

/// What becomes of the Services that are for the primary.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ServicePlan {
    /// Each of them.
    pub all: Vec<PrimaryService>,
}

impl ServicePlan {
    /// Those that are to be changed.
    pub fn patched(&self) -> impl Iterator<Item = &PrimaryService> {
        self.all.iter().filter(|one| matches!(one.becomes, ServiceMove::Patched { .. }))
    }

    /// Those that follow by themselves.
    pub fn following(&self) -> impl Iterator<Item = &PrimaryService> {
        self.all.iter().filter(|one| one.becomes == ServiceMove::Follows)
    }

    /// Those that stay with the old primary.
    pub fn staying(&self) -> impl Iterator<Item = &PrimaryService> {
        self.all.iter().filter(|one| one.becomes == ServiceMove::Stays)
    }
}

/// What has to become of the Services when `new` takes over. `pods` are the members'; a Service is for the primary where
/// it is pinned to a member that is not the new one, or where it leads to the old one and to no other member.
pub fn plan_services(services: &[ServiceFacts], pods: &[&PodFacts], old: &str, new: &str) -> ServicePlan {
    let Some(new_pod) = pods.iter().find(|pod| pod.name == new) else { return ServicePlan::default() };
    let mut all = Vec::new();
    for service in services {
        let pin = service.selector.get(POD_NAME).map(String::as_str);
        let member = |pod: &str| pods.iter().any(|one| one.name == pod);
        // after a run that was cut off the new primary is one already, and whoever is not it was the old one
        let pinned = pin.is_some_and(|pod| if old == new { pod != new && member(pod) } else { pod == old });
        let selected: Vec<&str> = pods.iter().filter(|pod| service.selects(pod)).map(|pod| pod.name.as_str()).collect();
        if !pinned && (old == new || selected != [old]) {
            continue;
        }
        let becomes = if pinned {
            patched(service, new_pod)
        } else if service.selector.keys().any(|key| ROLE_LABELS.contains(&key.as_str())) {
            ServiceMove::Follows
        } else {
            ServiceMove::Stays
        };
        all.push(PrimaryService { name: service.name.clone(), becomes, annotated: !service.annotations.is_empty() });
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    ServicePlan { all }
}

fn patched(service: &ServiceFacts, new: &PodFacts) -> ServiceMove {
    let from = service.selector.clone();
    let mut to = from.clone();
    to.insert(POD_NAME.to_owned(), new.name.clone());
    if !has_labels(&new.labels, &to) && !new.labels.contains_key(POD_NAME) {
        // the pod is not a StatefulSet's: the label that pins would select nothing
        return ServiceMove::Stays;
    }
    let former = service.annotations.get(FORMER_SELECTOR).and_then(|text| parse(text));
    let keep = match former {
        Some(former) if former == to => None,
        Some(former) => Some(former),
        None => Some(from.clone()),
    };
    ServiceMove::Patched { from, to, keep }
}

fn parse(text: &str) -> Option<BTreeMap<String, String>> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn pod(name: &str, role: &str) -> PodFacts {
        let labels = map(&[("app", "redis"), (POD_NAME, name), ("redis-role", role)]);
        PodFacts { name: name.into(), labels, ..PodFacts::default() }
    }

    fn service(name: &str, selector: &[(&str, &str)]) -> ServiceFacts {
        ServiceFacts { name: name.into(), selector: map(selector), ..ServiceFacts::default() }
    }

    #[test]
    fn a_pinned_service_is_moved_and_its_former_selector_kept_and_given_back() {
        let (a, b, c) = (pod("a-0", "master"), pod("a-1", "slave"), pod("a-2", "slave"));
        let pods = [&a, &b, &c];
        let mut pinned = service("a", &[("app", "redis"), (POD_NAME, "a-0")]);
        let plan = plan_services(&[pinned.clone(), service("a-headless", &[("app", "redis")])], &pods, "a-0", "a-1");
        let to = map(&[("app", "redis"), (POD_NAME, "a-1")]);
        let expected =
            ServiceMove::Patched { from: pinned.selector.clone(), to: to.clone(), keep: Some(pinned.selector.clone()) };
        assert_eq!(plan.all.iter().map(|one| &one.becomes).collect::<Vec<_>>(), [&expected]);
        // another hop keeps the first selector, and the way back gives it up
        let first = pinned.selector.clone();
        pinned.annotations = map(&[(FORMER_SELECTOR, &serde_json::to_string(&first).unwrap_or_default())]);
        pinned.selector = to;
        let plan = plan_services(std::slice::from_ref(&pinned), &pods, "a-1", "a-2");
        assert!(matches!(&plan.all[0].becomes, ServiceMove::Patched { keep: Some(kept), .. } if *kept == first));
        let plan = plan_services(&[pinned], &pods, "a-1", "a-0");
        assert!(matches!(&plan.all[0].becomes, ServiceMove::Patched { keep: None, to, .. } if *to == first));
    }

    #[test]
    fn a_role_that_an_operator_keeps_is_followed_and_an_unknown_label_stays() {
        let (mut a, b) = (pod("a-0", "master"), pod("a-1", "slave"));
        a.labels.insert("leader".into(), "yes".into());
        let services = [
            service("by-role", &[("app", "redis"), ("redis-role", "master")]),
            service("by-hand", &[("leader", "yes")]),
            service("other", &[("app", "web")]),
        ];
        let plan = plan_services(&services, &[&a, &b], "a-0", "a-1");
        let found: Vec<(&str, &ServiceMove)> = plan.all.iter().map(|one| (one.name.as_str(), &one.becomes)).collect();
        assert_eq!(found, [("by-hand", &ServiceMove::Stays), ("by-role", &ServiceMove::Follows)]);
    }
}
