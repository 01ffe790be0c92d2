//! Which pods run Sentinels, which instance each watches, and where an address of a Secret leads.

use super::credentials::password_source;
use super::facts::{ContainerFacts, PodFacts};
use super::flavour;
use super::topology::{AddressMap, Endpoint, Instance, Member};
use crate::error::Error;
use crate::formats::sentinel::SentinelView;

/// The port that Sentinel listens on where nothing else is declared.
const DEFAULT_PORT: u16 = 26379;

/// A Sentinel as it was seen.
#[derive(Debug, Clone)]
pub struct SentinelFacts {
    /// `namespace/pod`.
    pub subject: String,
    /// The pod.
    pub name: String,
    /// What it says of this instance; nothing where it does not watch it. Or why it says nothing.
    pub answer: Result<Option<SentinelView>, Error>,
    /// Whether it is this instance's for certain: one that is silent may be another's.
    pub certain: bool,
}

impl SentinelFacts {
    /// What it says of this instance.
    pub fn view(&self) -> Option<&SentinelView> {
        self.answer.as_ref().ok()?.as_ref()
    }
}

/// Whether a container runs a Sentinel: by its program, its image or the name that charts give it.
pub fn is_sentinel(container: &ContainerFacts) -> bool {
    let words = container.command.iter().flat_map(|word| word.split_whitespace());
    let mut programs = words.map(|word| word.rsplit('/').next().unwrap_or(word));
    matches!(container.name.as_str(), "sentinel" | "redis-sentinel" | "valkey-sentinel")
        || matches!(flavour::image_name(&container.image), "redis-sentinel" | "valkey-sentinel")
        || programs.any(|program| matches!(program, "redis-sentinel" | "valkey-sentinel" | "--sentinel"))
}

/// The Sentinels among the pods, each as something that can be asked: it has a pod, a port and perhaps a password.
pub fn find(pods: &[PodFacts]) -> Vec<Member> {
    let sentinel = |pod: &PodFacts| {
        let finished = matches!(pod.phase.as_str(), "Succeeded" | "Failed");
        let container = pod.containers.iter().position(is_sentinel).filter(|_| !finished)?;
        let facts = &pod.containers[container];
        let named = |(name, _): &&(Option<String>, u16)| name.as_deref().is_some_and(|name| name.contains("sentinel"));
        let declared =
            facts.ports.iter().find(named).or_else(|| facts.ports.first().filter(|_| facts.ports.len() == 1));
        Some(Member {
            name: pod.name.clone(),
            endpoint: Endpoint::Pod {
                namespace: pod.namespace.clone(),
                pod: pod.name.clone(),
                port: declared.map_or(DEFAULT_PORT, |(_, port)| *port),
            },
            intended_role: None,
            password: password_source(pod, facts),
            pod: Some(pod.clone()),
            container,
        })
    };
    pods.iter().filter_map(sentinel).collect()
}

/// Whether a Sentinel watches an instance, by what Kubernetes shows alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attachment {
    /// It stands beside a server of it, or belongs to the same operator's resource or release.
    Certain,
    /// Nothing says so or denies it: Sentinel itself has to be asked.
    Possible,
    /// It stands beside a server of another one, belongs to another resource or namespace.
    None,
}

/// Whether a Sentinel watches an instance, by what Kubernetes shows alone.
pub fn attachment(sentinel: &Member, instance: &Instance) -> Attachment {
    let Some(pod) = &sentinel.pod else { return Attachment::None };
    if instance.namespace.as_deref() != Some(&pod.namespace) {
        return Attachment::None;
    }
    if instance.members().any(|member| member.name == sentinel.name) {
        return Attachment::Certain;
    }
    if flavour::recognise(pod).is_some() {
        return Attachment::None;
    }
    let mut members = instance.members().filter_map(|member| member.pod.as_ref());
    let shares = |member: &PodFacts, label: &str| Some(pod.label(label)? == member.label(label)?);
    let Some(member) = members.next() else { return Attachment::None };
    match (shares(member, flavour::SPOTAHOME_NAME), shares(member, "app.kubernetes.io/instance")) {
        (Some(same), _) => {
            if same {
                Attachment::Certain
            } else {
                Attachment::None
            }
        }
        (None, Some(true)) => Attachment::Certain,
        _ => Attachment::Possible,
    }
}

/// Whether a Sentinel's view is of this instance: the primary it names, or a replica it knows, is a member.
pub fn concerns(view: &SentinelView, addresses: &AddressMap) -> bool {
    let known = |host: &str, port: u16| addresses.member_at(host, port).is_some();
    known(&view.watched.host, view.watched.port)
        || view.replicas.iter().any(|replica| known(&replica.host, replica.port))
}

/// Where `REDIS_SENTINEL_HOST` leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentinelHost {
    /// The Service.
    pub service: String,
    /// Its namespace.
    pub namespace: String,
    /// The pod, where the name is that of one.
    pub pod: Option<String>,
}

/// Splits `SERVICE`, `SERVICE.NAMESPACE`, `SERVICE.NAMESPACE.svc…` or `POD.SERVICE.NAMESPACE.svc…`, as the names of
/// Services and pods are made (kubernetes/dns specification).
///
/// # Errors
/// A sentence: an address is no name, and leads to no Service.
pub fn parse_sentinel_host(host: &str, own_namespace: &str) -> Result<SentinelHost, String> {
    let host = host.trim().trim_end_matches('.');
    let labels: Vec<&str> = host.split('.').collect();
    let address = host.contains(':') || labels.iter().all(|label| label.parse::<u8>().is_ok());
    if address || labels.iter().any(|label| label.is_empty()) {
        return Err(format!("'{host}' is not the name of a Service"));
    }
    let of = |pod: Option<&str>, service: &str, namespace: &str| SentinelHost {
        service: service.to_owned(),
        namespace: namespace.to_owned(),
        pod: pod.map(str::to_owned),
    };
    match labels.as_slice() {
        [service] => Ok(of(None, service, own_namespace)),
        [service, namespace] | [service, namespace, "svc", ..] => Ok(of(None, service, namespace)),
        [pod, service, namespace, "svc", ..] => Ok(of(Some(pod), service, namespace)),
        _ => Err(format!("'{host}' is not the name of a Service of this cluster")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::facts::Owner;
    use crate::target::topology::{Overrides, group};

    fn pod(name: &str, owner: &str, containers: &[(&str, &str, &[&str])], labels: &[(&str, &str)]) -> PodFacts {
        PodFacts {
            namespace: "ns".into(),
            name: name.into(),
            phase: "Running".into(),
            owner: Some(Owner { kind: "StatefulSet".into(), name: owner.into() }),
            labels: labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            containers: containers
                .iter()
                .map(|(name, image, command)| ContainerFacts {
                    name: (*name).to_owned(),
                    image: (*image).to_owned(),
                    command: command.iter().map(|word| (*word).to_owned()).collect(),
                    ..ContainerFacts::default()
                })
                .collect(),
            ..PodFacts::default()
        }
    }

    #[test]
    fn sentinels_of_every_flavour_are_found_and_servers_are_none() {
        let pods = [
            pod("a", "a", &[("sentinel", "redis:6.2", &["redis-server", "/redis/sentinel.conf", "--sentinel"])], &[]),
            pod(
                "b",
                "b",
                &[("redis", "bitnami/redis", &[]), ("sentinel", "bitnami/redis-sentinel:8", &["start.sh"])],
                &[],
            ),
            pod("c", "c", &[("store-watch-sentinel", "quay.io/opstree/redis-sentinel:v7", &[])], &[]),
            pod("d", "d", &[("redis", "redis:7", &["redis-server"])], &[]),
        ];
        let found = find(&pods);
        let names: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.container)).collect();
        assert_eq!(names, [("a", 0), ("b", 1), ("c", 0)]);
        assert!(matches!(&found[0].endpoint, Endpoint::Pod { port: 26379, .. }));
    }

    #[test]
    fn labels_and_pods_say_whom_a_sentinel_watches_or_leave_it_open() {
        let spotahome = |name: &'static str| [(flavour::SPOTAHOME_NAME, name)];
        let server = pod("rfr-a-0", "rfr-a", &[("redis", "redis:7", &[])], &spotahome("a"));
        let beside = pod("n-0", "n", &[("redis", "redis:7", &[]), ("sentinel", "x", &[])], &[]);
        let instances = group(vec![server, beside.clone()], Overrides::default());
        let (of_a, of_n) = match &instances[0].name[..] {
            "a" => (&instances[0], &instances[1]),
            _ => (&instances[1], &instances[0]),
        };
        let sentinel = |labels: &[(&str, &str)]| find(&[pod("s", "s", &[("sentinel", "x", &[])], labels)]).remove(0);
        assert_eq!(attachment(&sentinel(&spotahome("a")), of_a), Attachment::Certain);
        assert_eq!(attachment(&sentinel(&spotahome("b")), of_a), Attachment::None);
        assert_eq!(attachment(&sentinel(&[]), of_a), Attachment::Possible);
        assert_eq!(attachment(&find(std::slice::from_ref(&beside))[0], of_n), Attachment::Certain);
        assert_eq!(attachment(&find(&[beside])[0], of_a), Attachment::None);
    }

    #[test]
    fn a_secrets_host_is_a_service_of_a_namespace() {
        let split =
            |host: &str| parse_sentinel_host(host, "shop").map(|found| (found.service, found.namespace, found.pod));
        let of = |service: &str, namespace: &str| Ok((service.to_owned(), namespace.to_owned(), None));
        assert_eq!(split("rfs-redis-cluster.redis-system"), of("rfs-redis-cluster", "redis-system"));
        assert_eq!(split("rfs-x.redis-system.svc.cluster.local.\n"), of("rfs-x", "redis-system"));
        assert_eq!(split("sentinel"), of("sentinel", "shop"));
        let pod = split("n-0.n-headless.web.svc.cluster.local").unwrap();
        assert_eq!((pod.0.as_str(), pod.2.as_deref()), ("n-headless", Some("n-0")));
        for wrong in ["10.0.0.7", "fd00::1", "", "a..b", "redis.example.com"] {
            assert!(split(wrong).is_err(), "{wrong}");
        }
    }
}
