//! From the API's NetworkPolicies, HorizontalPodAutoscalers and ServiceMonitors to plain facts.

use super::convert_objects::selector;
use crate::target::network::{IngressRule, NetworkPolicyFacts, Peer, PortName, PortRule};
use crate::target::objects::{AutoscalerFacts, MonitorFacts};
use k8s_openapi::api::autoscaling::v1::HorizontalPodAutoscaler;
use k8s_openapi::api::networking::v1::{NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A NetworkPolicy.
pub fn network_policy(policy: &NetworkPolicy) -> NetworkPolicyFacts {
    let spec = policy.spec.as_ref();
    let types = spec.and_then(|spec| spec.policy_types.as_ref());
    let rules = spec.and_then(|spec| spec.ingress.as_ref()).into_iter().flatten();
    NetworkPolicyFacts {
        name: policy.metadata.name.clone().unwrap_or_default(),
        pods: spec.and_then(|spec| spec.pod_selector.as_ref()).map(selector).unwrap_or_default(),
        // Where no types are named, it is about ingress whatever it holds.
        about_ingress: types.is_none_or(|types| types.is_empty() || types.iter().any(|one| one == "Ingress")),
        rules: rules
            .map(|rule| IngressRule {
                peers: rule.from.iter().flatten().map(peer).collect(),
                ports: rule.ports.iter().flatten().map(port).collect(),
            })
            .collect(),
    }
}

fn peer(peer: &NetworkPolicyPeer) -> Peer {
    match &peer.ip_block {
        Some(block) => Peer::Addresses { cidr: block.cidr.clone(), except: block.except.clone().unwrap_or_default() },
        None => Peer::Pods {
            namespaces: peer.namespace_selector.as_ref().map(selector),
            pods: peer.pod_selector.as_ref().map(selector),
        },
    }
}

fn port(port: &NetworkPolicyPort) -> PortRule {
    let number = |number: i32| u16::try_from(number).unwrap_or(0);
    PortRule {
        protocol: port.protocol.clone().unwrap_or_else(|| "TCP".to_owned()),
        port: port.port.as_ref().map(|port| match port {
            IntOrString::Int(port) => PortName::Number(number(*port)),
            IntOrString::String(name) => PortName::Name(name.clone()),
        }),
        last: port.end_port.map(number),
    }
}

/// A HorizontalPodAutoscaler of autoscaling/v1, the version that every cluster serves.
pub fn autoscaler(autoscaler: &HorizontalPodAutoscaler) -> AutoscalerFacts {
    let spec = autoscaler.spec.as_ref();
    let pods = |number: Option<i32>| u32::try_from(number.unwrap_or(1)).unwrap_or(0);
    AutoscalerFacts {
        name: autoscaler.metadata.name.clone().unwrap_or_default(),
        scales: spec
            .map(|spec| (spec.scale_target_ref.kind.clone(), spec.scale_target_ref.name.clone()))
            .unwrap_or_default(),
        least: pods(spec.and_then(|spec| spec.min_replicas)),
        most: pods(spec.map(|spec| spec.max_replicas)),
    }
}

/// The items of a list of ServiceMonitors (prometheus-operator, pkg/apis/monitoring/v1), which k8s-openapi has no types
/// for.
pub fn monitors(list: &Value) -> Vec<MonitorFacts> {
    let words = |value: &Value| {
        value.as_array().into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let monitor = |item: &Value| {
        let spec = &item["spec"];
        let namespaces = &spec["namespaceSelector"];
        let named = words(&namespaces["matchNames"]);
        let everywhere = namespaces["any"] == true;
        let endpoints = spec["endpoints"].as_array().into_iter().flatten();
        MonitorFacts {
            name: item["metadata"]["name"].as_str().unwrap_or_default().to_owned(),
            labels: from(&item["metadata"]["labels"]).unwrap_or_default(),
            selector: from::<LabelSelector>(&spec["selector"]).as_ref().map(selector).unwrap_or_default(),
            namespaces: if everywhere { Some(Vec::new()) } else { Some(named).filter(|named| !named.is_empty()) },
            ports: endpoints.filter_map(|one| one["port"].as_str().map(str::to_owned)).collect(),
        }
    };
    list["items"].as_array().into_iter().flatten().map(monitor).collect()
}

/// The items of a list of PodDisruptionBudgets of policy/v1beta1, whose fields are those of policy/v1. There an empty
/// selector selects nothing, and in v1 everything: such budgets are left out.
pub fn budgets(list: &Value) -> Vec<PodDisruptionBudget> {
    let budget = |item: &Value| PodDisruptionBudget {
        metadata: from(&item["metadata"]).unwrap_or_default(),
        spec: from(&item["spec"]),
        status: from(&item["status"]),
    };
    let selects = |budget: &PodDisruptionBudget| {
        let wanted = budget.spec.as_ref().and_then(|spec| spec.selector.as_ref());
        wanted.is_some_and(|wanted| *wanted != LabelSelector::default())
    };
    list["items"].as_array().into_iter().flatten().map(budget).filter(selects).collect()
}

fn from<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn policy(spec: Value) -> NetworkPolicyFacts {
        let object = json!({"metadata": {"name": "p"}, "spec": spec});
        network_policy(&from(&object).expect("a NetworkPolicy"))
    }

    #[test]
    fn a_policy_without_types_is_about_ingress() {
        assert!(policy(json!({"podSelector": {}})).about_ingress);
        assert!(!policy(json!({"podSelector": {}, "policyTypes": ["Egress"]})).about_ingress);
        let rules =
            policy(json!({"podSelector": {}, "ingress": [{}, {"ports": [{"port": "redis", "endPort": 7000}]}]}));
        assert_eq!((rules.rules.len(), rules.rules[1].ports[0].last), (2, Some(7000)));
        assert_eq!(rules.rules[1].ports[0].protocol, "TCP");
    }

    #[test]
    fn an_old_budget_with_an_empty_selector_is_about_nothing() {
        let item = |selector: Value| json!({"metadata": {"name": "b"}, "spec": {"selector": selector}});
        let list = json!({"items": [item(json!({})), item(json!({"matchLabels": {"app": "redis"}}))]});
        assert_eq!(budgets(&list).len(), 1);
    }

    #[test]
    fn monitors_say_whose_services_they_are_about() {
        let item = |namespaces: Value| {
            json!({"items": [{"metadata": {"name": "m"}, "spec": {
                "selector": {"matchLabels": {"app": "redis"}}, "namespaceSelector": namespaces,
                "endpoints": [{"port": "metrics"}, {"targetPort": 9121}],
            }}]})
        };
        assert_eq!(monitors(&item(Value::Null))[0].namespaces, None);
        assert_eq!(monitors(&item(json!({"any": true})))[0].namespaces, Some(vec![]));
        let named = monitors(&item(json!({"matchNames": ["apps"]})));
        assert_eq!(
            (named[0].namespaces.clone(), &named[0].ports),
            (Some(vec!["apps".into()]), &vec!["metrics".into()])
        );
    }
}
