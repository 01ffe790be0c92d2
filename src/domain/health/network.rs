//! Rules `network-blocks-replication` and `network-blocks-clients`: whom NetworkPolicies let connect to the servers. A port-forward
//! comes from the node and passes them all, so that a server that answers us says nothing of it. What leaves the pods
//! (egress) is not judged, and whether the cluster's network enforces policies at all is not to be seen.

use super::{HealthFacts, ObjectFacts};
use crate::report::{Finding, Severity};
use crate::target::facts::PodFacts;
use crate::target::network::{IngressRule, NetworkPolicyFacts, Peer, PortName, PortRule};
use crate::target::objects::{ObjectKind, Selector};
use core::net::IpAddr;
use std::collections::BTreeMap;

/// The label that Kubernetes itself gives to every namespace (since 1.21); others are not known.
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// The bus port of a cluster's node is its own and so many, unless `cluster-port` says otherwise.
const BUS_PORT_DISTANCE: u16 = 10_000;

/// Whether something is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Let {
    Out,
    /// It depends on labels of namespaces, which were not looked at.
    Unknown,
    In,
}

pub(super) fn judge(facts: &HealthFacts, objects: &ObjectFacts) -> Vec<Finding> {
    if facts.partial || !objects.saw(ObjectKind::NetworkPolicies) {
        return Vec::new();
    }
    let pods: Vec<&PodFacts> = facts.members.iter().filter_map(|member| member.pod.as_ref()).collect();
    let policies = &objects.network_policies;
    let mut findings: Vec<Finding> = Vec::new();
    let (mut kept_out, mut unknown) = (Vec::new(), Vec::new());
    // The nodes of a cluster talk on a port of their own.
    let cluster =
        facts.members.iter().any(|member| member.info().is_some_and(|info| info.flag("cluster_enabled") == Some(true)));
    let bus = objects.port.checked_add(BUS_PORT_DISTANCE).filter(|_| cluster);
    for port in std::iter::once(objects.port).chain(bus) {
        for to in &pods {
            for from in pods.iter().filter(|from| from.name != to.name) {
                match admits(policies, to, port, from) {
                    Let::In => {}
                    Let::Out => kept_out.push((from.name.as_str(), to.name.as_str(), port)),
                    Let::Unknown => unknown.push((from.name.as_str(), to.name.as_str(), port)),
                }
            }
        }
    }
    let (severity, pairs, how) = match (kept_out.is_empty(), unknown.is_empty()) {
        (false, _) => (Severity::Warning, &kept_out, "keep"),
        (true, false) => (Severity::Unknown, &unknown, "may keep"),
        (true, true) => return clients(&pods, facts, objects).into_iter().collect(),
    };
    let names = names_of(&pods, policies);
    let (from, to, port) = pairs[0];
    let others = if pairs.len() > 1 { format!(", and {} more ways", pairs.len() - 1) } else { String::new() };
    let message = format!(
        "NetworkPolicies ({names}) {how} {from} from port {port} of {to}{others}: a link that is lost does not come back"
    );
    findings.push(Finding::new("network-blocks-replication", severity, &facts.subject, message).hint(format!(
        "a rule has to let the members in on TCP port {port}: kubectl describe networkpolicy -n {}",
        objects.namespace
    )));
    findings.extend(clients(&pods, facts, objects));
    findings
}

/// Whether no rule lets anybody but the members in.
fn clients(pods: &[&PodFacts], facts: &HealthFacts, objects: &ObjectFacts) -> Option<Finding> {
    let shut = |pod: &&PodFacts| {
        let mut about = about(&objects.network_policies, pod).peekable();
        about.peek().is_some()
            && !about.flat_map(|policy| &policy.rules).any(|rule| admits_clients(rule, pod, objects.port, pods))
    };
    let closed: Vec<&str> = pods.iter().copied().filter(shut).map(|pod| pod.name.as_str()).collect();
    if closed.is_empty() {
        return None;
    }
    let message = format!(
        "NetworkPolicies ({}) let nobody but the members connect to port {} of {}",
        names_of(pods, &objects.network_policies),
        objects.port,
        closed.join(", ")
    );
    Some(Finding::new("network-blocks-clients", Severity::Warning, &facts.subject, message).hint(format!(
        "a rule has to let the clients in; the sb chart's value is networkPolicy, Bitnami's networkPolicy.allowExternal: \
         kubectl describe networkpolicy -n {}",
        objects.namespace
    )))
}

fn names_of(pods: &[&PodFacts], policies: &[NetworkPolicyFacts]) -> String {
    let ours =
        policies.iter().filter(|policy| pods.iter().any(|pod| about(std::slice::from_ref(policy), pod).count() > 0));
    ours.map(|policy| policy.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The policies that say who may connect to a pod.
fn about<'a>(policies: &'a [NetworkPolicyFacts], pod: &'a PodFacts) -> impl Iterator<Item = &'a NetworkPolicyFacts> {
    policies.iter().filter(|policy| policy.about_ingress && policy.pods.selects(&pod.labels))
}

/// Whether a pod may connect to a port of another. Where no policy is about that one, everybody may; else whom any rule
/// of any policy lets in.
fn admits(policies: &[NetworkPolicyFacts], to: &PodFacts, port: u16, from: &PodFacts) -> Let {
    let mut about = about(policies, to).peekable();
    if about.peek().is_none() {
        return Let::In;
    }
    let rules = about.flat_map(|policy| &policy.rules).filter(|rule| has_port(rule, to, port));
    let by_rule = rules.map(|rule| match rule.peers.as_slice() {
        [] => Let::In,
        peers => peers.iter().map(|peer| is_peer(peer, to, from)).max().unwrap_or(Let::Out),
    });
    by_rule.max().unwrap_or(Let::Out)
}

/// Whether a rule lets anybody in who need not be a member. Whose labels a client has cannot be known: only peers that
/// are made for the members, by labels that all of them have, are not for clients.
fn admits_clients(rule: &IngressRule, to: &PodFacts, port: u16, pods: &[&PodFacts]) -> bool {
    let for_members = |peer: &Peer| match peer {
        Peer::Pods { namespaces: None, pods: Some(selector) } => {
            *selector != Selector::default() && pods.iter().all(|pod| selector.selects(&pod.labels))
        }
        _ => false,
    };
    has_port(rule, to, port) && (rule.peers.is_empty() || !rule.peers.iter().all(for_members))
}

fn has_port(rule: &IngressRule, to: &PodFacts, port: u16) -> bool {
    let fits = |one: &PortRule| {
        let here = match (&one.port, one.last) {
            (None, _) => true,
            (Some(PortName::Number(first)), Some(last)) => (*first..=last).contains(&port),
            (Some(PortName::Number(number)), None) => *number == port,
            (Some(PortName::Name(name)), _) => {
                let mut declared = to.containers.iter().flat_map(|container| &container.ports);
                declared.any(|(own, number)| own.as_deref() == Some(name) && *number == port)
            }
        };
        one.protocol == "TCP" && here
    };
    rule.ports.is_empty() || rule.ports.iter().any(fits)
}

fn is_peer(peer: &Peer, to: &PodFacts, from: &PodFacts) -> Let {
    match peer {
        Peer::Pods { namespaces, pods } => {
            if pods.as_ref().is_some_and(|pods| !pods.selects(&from.labels)) {
                return Let::Out;
            }
            match namespaces {
                None if from.namespace == to.namespace => Let::In,
                None => Let::Out,
                Some(selector) => selects_namespace(selector, &from.namespace),
            }
        }
        Peer::Addresses { cidr, except } => {
            let holds = |cidr: &String| from.ip.as_deref().is_some_and(|ip| is_within(ip, cidr));
            if holds(cidr) && !except.iter().any(holds) { Let::In } else { Let::Out }
        }
    }
}

/// Whether a selector selects a namespace of this name. Requirements on labels other than the name are not known.
fn selects_namespace(selector: &Selector, name: &str) -> Let {
    let known = BTreeMap::from([(NAMESPACE_NAME.to_owned(), name.to_owned())]);
    let is_name = |key: &str| key == NAMESPACE_NAME;
    let (mut named, mut open) = (selector.clone(), false);
    named.labels.retain(|key, _| {
        open |= !is_name(key);
        is_name(key)
    });
    named.expressions.retain(|(key, ..)| {
        open |= !is_name(key);
        is_name(key)
    });
    match (named.selects(&known), open) {
        (false, _) => Let::Out,
        (true, true) => Let::Unknown,
        (true, false) => Let::In,
    }
}

/// Whether an address is within a CIDR, of IPv4 or IPv6.
fn is_within(address: &str, cidr: &str) -> bool {
    let bits = |address: IpAddr| match address {
        IpAddr::V4(four) => (u128::from(u32::from(four)), 32),
        IpAddr::V6(six) => (u128::from(six), 128),
    };
    let parsed = cidr.split_once('/').and_then(|(network, prefix)| {
        Some((bits(address.parse().ok()?), bits(network.parse().ok()?), prefix.parse::<u32>().ok()?))
    });
    let Some(((own, width), (network, network_width), prefix)) = parsed else { return false };
    let host_bits = u32::saturating_sub(width, prefix);
    width == network_width && (host_bits == 128 || own >> host_bits == network >> host_bits)
}

#[cfg(test)]
mod tests {
    use super::super::facts::fixtures::{instance, member};
    use super::*;
    use crate::target::facts::ContainerFacts;

    fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn selector(pairs: &[(&str, &str)]) -> Selector {
        Selector { labels: labels(pairs), ..Selector::default() }
    }

    fn pod(name: &str) -> PodFacts {
        PodFacts {
            namespace: "apps".into(),
            name: name.into(),
            labels: labels(&[("app", "redis"), ("pod", name)]),
            ip: Some("10.1.2.3".into()),
            containers: vec![ContainerFacts { ports: vec![(Some("redis".into()), 6379)], ..Default::default() }],
            ..PodFacts::default()
        }
    }

    fn policy(rules: Vec<IngressRule>) -> NetworkPolicyFacts {
        NetworkPolicyFacts { name: "p".into(), pods: selector(&[("app", "redis")]), about_ingress: true, rules }
    }

    fn peers(namespaces: Option<&[(&str, &str)]>, pods: Option<&[(&str, &str)]>) -> Vec<Peer> {
        vec![Peer::Pods { namespaces: namespaces.map(selector), pods: pods.map(selector) }]
    }

    fn on(port: PortName, last: Option<u16>) -> Vec<PortRule> {
        vec![PortRule { protocol: "TCP".into(), port: Some(port), last }]
    }

    fn admitted(rules: Vec<IngressRule>) -> Let {
        admits(&[policy(rules)], &pod("a"), 6379, &pod("b"))
    }

    #[test]
    fn where_no_policy_is_about_a_pod_everybody_may_connect() {
        let (a, b) = (pod("a"), pod("b"));
        assert_eq!(admits(&[], &a, 6379, &b), Let::In);
        let other = NetworkPolicyFacts { pods: selector(&[("app", "web")]), ..policy(vec![]) };
        let egress = NetworkPolicyFacts { about_ingress: false, ..policy(vec![]) };
        assert_eq!(admits(&[other, egress], &a, 6379, &b), Let::In);
        assert_eq!(admits(&[policy(vec![])], &a, 6379, &b), Let::Out);
        // policies add up
        assert_eq!(admits(&[policy(vec![]), policy(vec![IngressRule::default()])], &a, 6379, &b), Let::In);
    }

    #[test]
    fn ports_are_numbers_ranges_and_names() {
        let with = |ports: Vec<PortRule>| admitted(vec![IngressRule { ports, peers: vec![] }]);
        assert_eq!(with(on(PortName::Number(6379), None)), Let::In);
        assert_eq!(with(on(PortName::Number(6000), Some(6400))), Let::In);
        assert_eq!(with(on(PortName::Name("redis".into()), None)), Let::In);
        assert_eq!(with(on(PortName::Number(9121), None)), Let::Out);
        assert_eq!(with(on(PortName::Name("metrics".into()), None)), Let::Out);
        assert_eq!(with(vec![PortRule { protocol: "UDP".into(), port: None, last: None }]), Let::Out);
        assert_eq!(with(vec![PortRule { protocol: "TCP".into(), port: None, last: None }]), Let::In);
    }

    #[test]
    fn peers_are_pods_namespaces_and_addresses() {
        let with = |peers: Vec<Peer>| admitted(vec![IngressRule { peers, ports: vec![] }]);
        assert_eq!(with(peers(None, Some(&[("app", "redis")]))), Let::In);
        assert_eq!(with(peers(None, Some(&[("app", "web")]))), Let::Out);
        assert_eq!(with(peers(Some(&[]), None)), Let::In);
        assert_eq!(with(peers(Some(&[(NAMESPACE_NAME, "apps")]), None)), Let::In);
        assert_eq!(with(peers(Some(&[(NAMESPACE_NAME, "web")]), None)), Let::Out);
        assert_eq!(with(peers(Some(&[("team", "a")]), Some(&[("app", "redis")]))), Let::Unknown);
        assert_eq!(with(peers(Some(&[("team", "a")]), Some(&[("app", "web")]))), Let::Out);
        let block = |cidr: &str, except: &[&str]| {
            let except = except.iter().map(ToString::to_string).collect();
            with(vec![Peer::Addresses { cidr: cidr.into(), except }])
        };
        assert_eq!([block("10.1.0.0/16", &[]), block("0.0.0.0/0", &[])], [Let::In; 2]);
        assert_eq!(
            [block("10.2.0.0/16", &[]), block("0.0.0.0/0", &["10.1.2.0/24"]), block("::/0", &[])],
            [Let::Out; 3]
        );
    }

    fn judged(rules: Vec<IngressRule>) -> Vec<(String, Severity)> {
        judged_with(rules, "")
    }

    fn judged_with(rules: Vec<IngressRule>, fields: &str) -> Vec<(String, Severity)> {
        let members = ["a", "b"].map(|name| {
            let mut one = member(name, &format!("role:{}\n{fields}", if name == "a" { "master" } else { "slave" }));
            one.pod = Some(pod(name));
            one
        });
        let objects = ObjectFacts {
            port: 6379,
            seen: vec![ObjectKind::NetworkPolicies],
            network_policies: vec![policy(rules)],
            ..ObjectFacts::default()
        };
        judge(&instance(members.into()), &objects).into_iter().map(|one| (one.id, one.severity)).collect()
    }

    #[test]
    fn members_and_clients_are_judged_apart() {
        let rule = |peers: Vec<Peer>| IngressRule { peers, ports: on(PortName::Number(6379), None) };
        let replication = ("network-blocks-replication".to_owned(), Severity::Warning);
        let clients = ("network-blocks-clients".to_owned(), Severity::Warning);
        assert_eq!(judged(vec![]), [replication.clone(), clients.clone()]);
        assert_eq!(judged(vec![rule(peers(None, Some(&[("client", "true")])))]), [replication]);
        let members = || rule(peers(None, Some(&[("app", "redis")])));
        assert_eq!(judged(vec![members()]), [clients]);
        assert!(judged(vec![members(), rule(peers(Some(&[("team", "a")]), None))]).is_empty());
        // Everybody may connect, but not to the bus of a cluster.
        assert!(judged(vec![rule(vec![])]).is_empty());
        assert_eq!(judged_with(vec![rule(vec![])], "cluster_enabled:1\n").len(), 1);
        let team = judged(vec![rule(peers(Some(&[("team", "a")]), None))]);
        assert_eq!(team, [("network-blocks-replication".to_owned(), Severity::Unknown)]);
    }
}
