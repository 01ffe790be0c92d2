//! Instances, their shards and members, and the one mapper from an address to a member.

use super::credentials::PasswordSource;
use super::facts::PodFacts;
use super::flavour::{self, Flavour, Role};
use super::shards::Cluster;
use crate::formats::cluster::SlotRange;
use std::collections::BTreeMap;

/// How a member is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A port of a pod, through the Kubernetes API.
    Pod {
        /// The pod's namespace.
        namespace: String,
        /// The pod.
        pod: String,
        /// The server's port in it.
        port: u16,
    },
    /// A plain address, named by `--url`.
    Address {
        /// Host name or address.
        host: String,
        /// TCP port.
        port: u16,
    },
}

/// A server of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The pod's name, or `host:port`.
    pub name: String,
    /// How to reach it.
    pub endpoint: Endpoint,
    /// The role its deployment intends, where one is fixed.
    pub intended_role: Option<Role>,
    /// Where its specification says the password is.
    pub password: Option<PasswordSource>,
    /// What Kubernetes says of the pod; none with `--url`.
    pub pod: Option<PodFacts>,
    /// Index of the server's container in the pod.
    pub container: usize,
}

impl Member {
    /// `namespace/pod`, or `host:port`: the subject of findings.
    pub fn subject(&self) -> String {
        match &self.endpoint {
            Endpoint::Pod { namespace, pod, .. } => format!("{namespace}/{pod}"),
            Endpoint::Address { host, port } => format!("{host}:{port}"),
        }
    }

    /// The memory limit of the server's container, in bytes.
    pub fn memory_limit_bytes(&self) -> Option<u64> {
        self.pod.as_ref()?.containers.get(self.container)?.memory_limit_bytes
    }
}

/// The members that hold the same keys. Without cluster mode there is one. In cluster mode there is one as long as no
/// member was asked, and after [`Instance::divide`] one for every primary with slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// Its slots; none outside of cluster mode, and of the members of a cluster that are in no shard.
    pub slots: Vec<SlotRange>,
    /// The members.
    pub members: Vec<Member>,
}

/// A Redis: what a user calls "the cache".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// The namespace; none with `--url`.
    pub namespace: Option<String>,
    /// The release, else the workload, else the pod; `host:port` with `--url`.
    pub name: String,
    /// Other names the user may call it by: its workloads.
    pub also_known_as: Vec<String>,
    /// Who deployed it.
    pub flavour: Flavour,
    /// Its shards.
    pub shards: Vec<Shard>,
}

impl Instance {
    /// All members of all shards.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.shards.iter().flat_map(|shard| &shard.members)
    }

    /// Parts the members into the shards of a Redis Cluster, primaries first. Those that are in no shard come last,
    /// together, without slots.
    pub fn divide(&mut self, cluster: &Cluster) {
        let mut members: Vec<Member> = self.shards.drain(..).flat_map(|shard| shard.members).collect();
        members.sort_by_cached_key(|member| (cluster.rank_of(&member.name), member.name.clone()));
        for (number, shard) in cluster.shards.iter().enumerate() {
            let own = |member: &Member| cluster.rank_of(&member.name).0 == number;
            let (mine, others) = members.into_iter().partition(own);
            self.shards.push(Shard { slots: shard.slots.clone(), members: mine });
            members = others;
        }
        if !members.is_empty() {
            self.shards.push(Shard { slots: Vec::new(), members });
        }
    }

    /// `namespace/name`, or `host:port` with `--url`.
    pub fn full_name(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// Whether the user may mean this one by `name`.
    pub fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.also_known_as.iter().any(|other| other == name)
    }
}

/// Overrides of what is found in a pod's specification.
#[derive(Debug, Clone, Copy, Default)]
pub struct Overrides<'a> {
    /// `--container`.
    pub container: Option<&'a str>,
    /// `--port`.
    pub port: Option<u16>,
}

/// Groups the servers among the pods into instances: by namespace and operator's resource, else release, else workload,
/// else pod name.
/// The order is by namespace and name.
pub fn group(pods: Vec<PodFacts>, overrides: Overrides<'_>) -> Vec<Instance> {
    let mut groups: BTreeMap<(String, String), Vec<(Member, Flavour)>> = BTreeMap::new();
    for pod in pods {
        let named = overrides.container.and_then(|name| pod.containers.iter().position(|each| each.name == name));
        let server = match (flavour::recognise(&pod), named) {
            (Some(server), None) => server,
            (found, Some(container)) => flavour::Server { container, port: found.map_or(6379, |server| server.port) },
            (None, None) => continue,
        };
        let flavour = flavour::flavour(&pod);
        let member = Member {
            name: pod.name.clone(),
            endpoint: Endpoint::Pod {
                namespace: pod.namespace.clone(),
                pod: pod.name.clone(),
                port: overrides.port.unwrap_or(server.port),
            },
            intended_role: flavour::intended_role(&pod, flavour),
            password: super::credentials::password_source(&pod, &pod.containers[server.container]),
            container: server.container,
            pod: Some(pod),
        };
        groups.entry(group_key(&member)).or_default().push((member, flavour));
    }
    groups.into_iter().map(|((namespace, name), members)| instance(namespace, name, members)).collect()
}

fn group_key(member: &Member) -> (String, String) {
    let pod = member.pod.as_ref();
    let namespace = pod.map(|pod| pod.namespace.clone()).unwrap_or_default();
    let owned = pod.filter(|pod| pod.owner.is_some());
    let named = owned.and_then(|pod| flavour::resource_name(pod).or_else(|| pod.label("app.kubernetes.io/instance")));
    let name = named.map(str::to_owned).or_else(|| pod.and_then(workload)).unwrap_or_else(|| member.name.clone());
    (namespace, name)
}

/// The workload's name as a user knows it: a ReplicaSet is its Deployment's, less the template hash.
fn workload(pod: &PodFacts) -> Option<String> {
    let owner = pod.owner.as_ref()?;
    let name = match (owner.kind.as_str(), pod.label("pod-template-hash")) {
        ("ReplicaSet", Some(hash)) => owner.name.strip_suffix(&format!("-{hash}")).unwrap_or(&owner.name),
        _ => &owner.name,
    };
    Some(name.to_owned())
}

fn instance(namespace: String, name: String, members: Vec<(Member, Flavour)>) -> Instance {
    let mut flavour = members.first().map_or(Flavour::Workload, |(_, flavour)| *flavour);
    let replicas = members.iter().any(|(member, _)| member.intended_role == Some(Role::Replica));
    if flavour == Flavour::BitnamiReplication && !replicas {
        flavour = Flavour::BitnamiStandalone;
    }
    let mut members: Vec<Member> = members.into_iter().map(|(member, _)| member).collect();
    members.sort_by(|a, b| a.name.cmp(&b.name));
    let mut also_known_as: Vec<String> = members.iter().filter_map(|member| workload(member.pod.as_ref()?)).collect();
    also_known_as.dedup();
    Instance {
        namespace: Some(namespace),
        name,
        also_known_as,
        flavour,
        shards: vec![Shard { slots: Vec::new(), members }],
    }
}

/// From every address a server may name — Sentinel, MOVED, `slaveN`, `master_host` — to a member of the instance.
#[derive(Debug, Clone, Default)]
pub struct AddressMap {
    namespace: Option<String>,
    by_host: BTreeMap<String, String>,
}

impl AddressMap {
    /// Knows the members' pod addresses, host names and pod names; with `--url` the address as it was given.
    pub fn of(instance: &Instance) -> Self {
        let mut by_host = BTreeMap::new();
        for member in instance.members() {
            if let Some(ip) = member.pod.as_ref().and_then(|pod| pod.ip.clone()) {
                by_host.insert(ip, member.name.clone());
            }
            by_host.insert(member.name.clone(), member.name.clone());
        }
        Self { namespace: instance.namespace.clone(), by_host }
    }

    /// Knows the members that are pods: whose connection it is. With `--url` the server and its clients may share a
    /// host, so an address says nothing there.
    pub fn of_pods(instance: &Instance) -> Self {
        if instance.namespace.is_some() { Self::of(instance) } else { Self::default() }
    }

    /// The member's name behind a host as a server wrote it: a pod address, or `<pod>.<service>.<namespace>.svc.…`.
    /// The same name in another namespace is another pod.
    pub fn member(&self, host: &str) -> Option<&str> {
        let known = |host: &str| self.by_host.get(host).map(String::as_str);
        known(host).or_else(|| {
            let mut labels = host.split('.');
            let (pod, namespace) = (labels.next()?, labels.nth(1));
            known(pod).filter(|_| namespace.is_none() || namespace == self.namespace.as_deref())
        })
    }

    /// The member's name behind a host and port. Pods are told by their host alone, since a server may have a port for
    /// TLS besides; servers named by `--url` share hosts.
    pub fn member_at(&self, host: &str, port: u16) -> Option<&str> {
        self.by_host.get(&format!("{host}:{port}")).map(String::as_str).or_else(|| self.member(host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::facts::{ContainerFacts, Owner};

    fn pod(namespace: &str, owner: &str, ordinal: u32, release: Option<&str>) -> PodFacts {
        PodFacts {
            namespace: namespace.into(),
            name: format!("{owner}-{ordinal}"),
            phase: "Running".into(),
            ip: Some(format!("10.0.0.{ordinal}")),
            owner: Some(Owner { kind: "StatefulSet".into(), name: owner.into() }),
            labels: release
                .map(|name| ("app.kubernetes.io/instance".to_owned(), name.to_owned()))
                .into_iter()
                .collect(),
            containers: vec![ContainerFacts { image: "redis:7.4".into(), ..ContainerFacts::default() }],
            ..PodFacts::default()
        }
    }

    #[test]
    fn two_releases_in_one_namespace_are_two_instances() {
        let pods = vec![
            pod("data", "prod-redis-master", 0, Some("prod-redis")),
            pod("data", "redis-master", 0, Some("redis")),
        ];
        let found = group(pods, Overrides::default());
        let names: Vec<&str> = found.iter().map(|instance| instance.name.as_str()).collect();
        assert_eq!(names, ["prod-redis", "redis"]);
        assert!(found[1].answers_to("redis-master") && !found[1].answers_to("prod-redis"));
    }

    #[test]
    fn a_workload_without_a_release_gives_its_own_name() {
        let found =
            group(vec![pod("d", "redis-cluster", 1, None), pod("d", "redis-cluster", 0, None)], Overrides::default());
        assert_eq!(found.len(), 1);
        let members: Vec<&str> = found[0].members().map(|member| member.name.as_str()).collect();
        assert_eq!(members, ["redis-cluster-0", "redis-cluster-1"]);
    }

    #[test]
    fn addresses_and_host_names_lead_to_the_pod() {
        let found = group(vec![pod("apps", "cache-redis", 1, Some("cache"))], Overrides::default());
        let map = AddressMap::of(&found[0]);
        assert_eq!(map.member("10.0.0.1"), Some("cache-redis-1"));
        assert_eq!(map.member("cache-redis-1.cache-redis-headless.apps.svc.cluster.local"), Some("cache-redis-1"));
        assert_eq!(map.member("cache-redis-1.cache-redis-headless"), Some("cache-redis-1"));
        assert_eq!(map.member("10.9.9.9"), None);
        assert_eq!(map.member("cache-redis-1.cache-redis-headless.default.svc.cluster.local"), None);
    }
}
