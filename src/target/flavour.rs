//! Which pods are Redis servers, who deployed them, and who decides which of them is the primary.

use super::facts::{ContainerFacts, PodFacts};
use serde::{Deserialize, Serialize};

/// The chart or manner of deployment a server belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flavour {
    /// sb-helm-charts `charts/redis`.
    SbChart,
    /// Bitnami's redis chart with `architecture: standalone`.
    BitnamiStandalone,
    /// Bitnami's redis chart with `architecture: replication` and no Sentinel.
    BitnamiReplication,
    /// Bitnami's redis chart with Sentinel beside every server.
    BitnamiSentinel,
    /// Bitnami's redis-cluster chart.
    BitnamiCluster,
    /// A RedisFailover of Spotahome's operator.
    Spotahome,
    /// A resource of the OT-CONTAINER-KIT operator.
    OtOperator,
    /// groundhog2k's redis chart.
    Groundhog2k,
    /// A controller that no known chart made.
    Workload,
    /// A pod without a controller.
    BarePod,
    /// A server named by `--url`.
    Url,
}

impl Flavour {
    /// The name for people, the same as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Flavour::SbChart => "sb-chart",
            Flavour::BitnamiStandalone => "bitnami-standalone",
            Flavour::BitnamiReplication => "bitnami-replication",
            Flavour::BitnamiSentinel => "bitnami-sentinel",
            Flavour::BitnamiCluster => "bitnami-cluster",
            Flavour::Spotahome => "spotahome",
            Flavour::OtOperator => "ot-operator",
            Flavour::Groundhog2k => "groundhog2k",
            Flavour::Workload => "workload",
            Flavour::BarePod => "bare-pod",
            Flavour::Url => "url",
        }
    }
}

/// A member's role, by what a server says or by what the deployment intends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Takes writes.
    Primary,
    /// Follows another.
    Replica,
}

impl Role {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Role::Primary => "primary",
            Role::Replica => "replica",
        }
    }
}

/// The container of a pod that runs the server, and where the server listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Server {
    /// Index into the pod's containers.
    pub container: usize,
    /// The port found in the specification, else 6379.
    pub port: u16,
}

/// Whether a pod runs a Redis server, and in which container. Exporters, Sentinels, Redis Insight, helm test pods and
/// finished pods are not servers whatever their labels say.
pub fn recognise(pod: &PodFacts) -> Option<Server> {
    if matches!(pod.phase.as_str(), "Succeeded" | "Failed") || pod.annotations.contains_key("helm.sh/hook") {
        return None;
    }
    let container = pod.containers.iter().position(runs_server)?;
    Some(Server { container, port: server_port(&pod.containers[container]) })
}

fn runs_server(container: &ContainerFacts) -> bool {
    let words = container.command.iter().flat_map(|word| word.split_whitespace());
    let programs: Vec<&str> = words.map(|word| word.rsplit('/').next().unwrap_or(word)).collect();
    let names = |wanted: &[&str]| programs.iter().any(|program| wanted.contains(program));
    if names(&["redis-sentinel", "valkey-sentinel", "--sentinel"]) {
        return false;
    }
    if names(&["redis-server", "valkey-server"]) {
        return true;
    }
    let image = image_name(&container.image);
    const SERVERS: [&str; 7] =
        ["redis", "valkey", "redis-stack-server", "redis-stack", "keydb", "redis-cluster", "valkey-cluster"];
    let is_server_image = SERVERS.contains(&image);
    // A client run from the server's image, such as a helm test pod or a sidecar, names its own program.
    is_server_image && !names(&["redis-cli", "valkey-cli", "redis-benchmark", "sleep"]) && container.name != "sentinel"
}

/// The image's own name: `registry:5000/bitnamilegacy/redis:8.2.1@sha256:…` → `redis`.
pub fn image_name(image: &str) -> &str {
    let path = image.split('@').next().unwrap_or(image);
    let last = path.rsplit('/').next().unwrap_or(path);
    last.split(':').next().unwrap_or(last)
}

/// The port named for Redis, else the only declared one, else 6379. The environment is not asked: a Service named
/// `redis` puts `REDIS_PORT=tcp://…` into every pod of its namespace.
fn server_port(container: &ContainerFacts) -> u16 {
    let named = |wanted: &[&str]| {
        container
            .ports
            .iter()
            .find(|(name, _)| name.as_deref().is_some_and(|name| wanted.contains(&name)))
            .map(|(_, port)| *port)
    };
    named(&["redis", "tcp-redis", "client", "valkey", "tcp-valkey"])
        .or_else(|| container.ports.iter().map(|(_, port)| *port).find(|port| *port == 6379))
        .or(match container.ports.as_slice() {
            [(_, port)] => Some(*port),
            _ => None,
        })
        .unwrap_or(6379)
}

/// The flavour of a server's pod: operators by the labels they keep, charts by what only they mount, set or name.
pub fn flavour(pod: &PodFacts) -> Flavour {
    if pod.owner.is_none() {
        return Flavour::BarePod;
    }
    if pod.label("app.kubernetes.io/part-of") == Some("redis-failover") || pod.label(SPOTAHOME_NAME).is_some() {
        return Flavour::Spotahome;
    }
    if pod.label("redis_setup_type").is_some() {
        return Flavour::OtOperator;
    }
    let component = pod.label("app.kubernetes.io/component");
    if is_bitnami(pod) {
        match component {
            // The chart's pods do not tell standalone from replication; the topology does, once all members are known.
            Some("master" | "replica") => return Flavour::BitnamiReplication,
            Some("node") => return Flavour::BitnamiSentinel,
            _ if pod.label("app.kubernetes.io/name") == Some("redis-cluster") => return Flavour::BitnamiCluster,
            _ => {}
        }
    }
    let chart = pod.label("helm.sh/chart").unwrap_or_default();
    if chart.starts_with("redis-2.") && pod.containers.iter().any(|container| container.name == "redis-server") {
        return Flavour::Groundhog2k;
    }
    let sb = chart.starts_with("redis-0.")
        || pod.init_containers.iter().any(|name| name == "setup-replication" || name == "config-init");
    if sb && component.is_none() { Flavour::SbChart } else { Flavour::Workload }
}

fn is_bitnami(pod: &PodFacts) -> bool {
    pod.containers.iter().any(|container| {
        container.env.contains_key("REDIS_REPLICATION_MODE")
            || container.mounts.keys().any(|path| path.starts_with("/opt/bitnami/") || path.starts_with("/bitnami/"))
    })
}

/// The name of the operator's resource a pod belongs to, where an operator keeps it in a label.
pub fn resource_name(pod: &PodFacts) -> Option<&str> {
    pod.label(SPOTAHOME_NAME).or_else(|| {
        pod.label("redis_setup_type")?;
        pod.label("cluster").or_else(|| pod.label("app"))
    })
}

/// Spotahome's label with the name of the RedisFailover.
pub const SPOTAHOME_NAME: &str = "redisfailovers.databases.spotahome.com/name";

/// The role the deployment intends for a pod, where it fixes one: the sb chart's ordinal 0 and Bitnami's
/// `-master-` pods are the primary at every start.
pub fn intended_role(pod: &PodFacts, flavour: Flavour) -> Option<Role> {
    match flavour {
        Flavour::SbChart if pod.init_containers.iter().any(|name| name == "setup-replication") => {
            Some(if pod.ordinal()? == 0 { Role::Primary } else { Role::Replica })
        }
        Flavour::BitnamiStandalone | Flavour::BitnamiReplication => match pod.label("app.kubernetes.io/component")? {
            "master" => Some(Role::Primary),
            "replica" => Some(Role::Replica),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::facts::Owner;

    fn pod(image: &str, command: &[&str]) -> PodFacts {
        PodFacts {
            name: "x-0".into(),
            phase: "Running".into(),
            containers: vec![ContainerFacts {
                name: "c".into(),
                image: image.into(),
                command: command.iter().map(|word| (*word).to_owned()).collect(),
                ..ContainerFacts::default()
            }],
            ..PodFacts::default()
        }
    }

    #[test]
    fn servers_are_recognised_and_their_companions_are_not() {
        let servers = [
            pod("redis:7.4", &[]),
            pod("own/thing:1", &["sh", "-c", "exec redis-server /x"]),
            pod("r:5/valkey@sha256:0", &[]),
            pod(
                "docker.io/bitnami/redis-cluster:8.2.1",
                &["/bin/bash", "-c", "/opt/bitnami/scripts/redis-cluster/run.sh"],
            ),
        ];
        assert!(servers.iter().all(|pod| recognise(pod).is_some()));
        let others = [
            pod("oliver006/redis_exporter:v1", &[]),
            pod("redis/redisinsight:2", &[]),
            pod("redis:7.4", &["redis-cli", "-h", "cache", "ping"]),
            pod("redis:7.4", &["redis-server", "/s.conf", "--sentinel"]),
            pod("redis:7.4", &["redis-sentinel", "/s.conf"]),
        ];
        assert!(others.iter().all(|pod| recognise(pod).is_none()));
        let mut finished = pod("redis:7.4", &[]);
        finished.phase = "Succeeded".into();
        assert_eq!(recognise(&finished), None);
    }

    #[test]
    fn a_service_links_environment_does_not_name_the_port() {
        let mut server = pod("redis:7.4", &[]);
        server.containers[0].ports = vec![(Some("metrics".into()), 9121), (Some("redis".into()), 6380)];
        assert_eq!(recognise(&server).map(|server| server.port), Some(6380));
    }

    #[test]
    fn operators_are_known_by_the_labels_they_keep() {
        let mut server = pod("redis:6.2", &["redis-server"]);
        server.owner = Some(Owner { kind: "StatefulSet".into(), name: "rfr-redis-cluster".into() });
        server.labels.insert(SPOTAHOME_NAME.into(), "redis-cluster".into());
        assert_eq!((flavour(&server), resource_name(&server)), (Flavour::Spotahome, Some("redis-cluster")));
        server.labels = [("redis_setup_type", "replication"), ("app", "store")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        assert_eq!((flavour(&server), resource_name(&server)), (Flavour::OtOperator, Some("store")));
    }

    #[test]
    fn bitnamis_charts_are_told_apart() {
        let mut server = pod("bitnami/redis:8", &["redis-server"]);
        server.owner = Some(Owner { kind: "StatefulSet".into(), name: "cache-node".into() });
        server.containers[0].mounts.insert("/opt/bitnami/redis/etc".into(), "empty".into());
        server.labels.insert("app.kubernetes.io/component".into(), "node".into());
        assert_eq!(flavour(&server), Flavour::BitnamiSentinel);
        server.labels = [("app.kubernetes.io/name".to_owned(), "redis-cluster".to_owned())].into();
        assert_eq!(flavour(&server), Flavour::BitnamiCluster);
    }

    #[test]
    fn the_sb_charts_ordinal_zero_is_the_primary() {
        let mut server = pod("redis:7.4", &["redis-server"]);
        server.owner = Some(Owner { kind: "StatefulSet".into(), name: "x".into() });
        server.init_containers = vec!["setup-replication".into()];
        assert_eq!(flavour(&server), Flavour::SbChart);
        assert_eq!(intended_role(&server, Flavour::SbChart), Some(Role::Primary));
        server.name = "x-2".into();
        assert_eq!(intended_role(&server, Flavour::SbChart), Some(Role::Replica));
    }
}
