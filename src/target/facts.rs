//! What Kubernetes says of a pod, as plain data.

use super::credentials::Password;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The controller of a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// `StatefulSet`, `ReplicaSet`, `DaemonSet`, ….
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// A pod.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PodFacts {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// What tells it from another pod of the same name.
    pub uid: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its annotations.
    pub annotations: BTreeMap<String, String>,
    /// Its controller; none for a bare pod.
    pub owner: Option<Owner>,
    /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
    pub phase: String,
    /// Whether the condition Ready is true.
    pub ready: bool,
    /// What the condition Ready says where it is not true; where there is no node for the pod, why not.
    pub not_ready_because: Option<String>,
    /// Whether deletion has begun.
    pub terminating: bool,
    /// Its address.
    pub ip: Option<String>,
    /// The node it runs on.
    pub node: Option<String>,
    /// When the kubelet accepted it.
    pub started_at: Option<DateTime<Utc>>,
    /// `BestEffort`, `Burstable` or `Guaranteed`.
    pub quality_of_service: Option<String>,
    /// Its volumes, by name.
    pub volumes: BTreeMap<String, Volume>,
    /// Names of its init containers.
    pub init_containers: Vec<String>,
    /// Its containers.
    pub containers: Vec<ContainerFacts>,
    /// Volumes that show a Secret: volume name → (Secret name, key by file path, empty for "all keys by their names").
    pub secret_volumes: BTreeMap<String, (String, BTreeMap<String, String>)>,
}

impl PodFacts {
    /// A label's value.
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels.get(name).map(String::as_str)
    }

    /// `namespace/name`.
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }

    /// The ordinal of a StatefulSet's pod.
    pub fn ordinal(&self) -> Option<u32> {
        let owner = self.owner.as_ref().filter(|owner| owner.kind == "StatefulSet")?;
        self.name.strip_prefix(&owner.name)?.strip_prefix('-')?.parse().ok()
    }
}

/// A StatefulSet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatefulSetFacts {
    /// Its name.
    pub name: String,
    /// The pods it is meant to have.
    pub wanted: u32,
    /// A pod as it would make one; there need not be any.
    pub template: PodFacts,
}

/// A container of a pod.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContainerFacts {
    /// Its name.
    pub name: String,
    /// Its image.
    pub image: String,
    /// `command` followed by `args`.
    pub command: Vec<String>,
    /// Declared ports with their names.
    pub ports: Vec<(Option<String>, u16)>,
    /// Environment.
    pub env: BTreeMap<String, EnvValue>,
    /// Mount path → volume name.
    pub mounts: BTreeMap<String, String>,
    /// Memory limit in bytes.
    pub memory_limit_bytes: Option<u64>,
    /// Memory request in bytes.
    pub memory_request_bytes: Option<u64>,
    /// CPU limit in thousandths of a core.
    pub cpu_limit_millicores: Option<u64>,
    /// CPU request in thousandths of a core.
    pub cpu_request_millicores: Option<u64>,
    /// The kubelet's probes of it: `startup`, `liveness`, `readiness`, in this order, those that are set.
    pub probes: Vec<(ProbeKind, Probe)>,
    /// Whether the kubelet counts it as ready.
    pub ready: bool,
    /// Since when it runs; none while it does not.
    pub running_since: Option<DateTime<Utc>>,
    /// Restarts so far.
    pub restarts: u32,
    /// Why it is not running, such as `CrashLoopBackOff`.
    pub waiting_reason: Option<String>,
    /// How its last run ended.
    pub last_termination: Option<Termination>,
}

/// The value of an environment variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvValue {
    /// Written in the specification; it may be a password.
    Literal(Password),
    /// Taken from a Secret.
    SecretKey {
        /// The Secret.
        secret: String,
        /// The key in it.
        key: String,
    },
    /// From somewhere else.
    Other,
}

/// What stands behind a volume of a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Volume {
    /// A PersistentVolumeClaim, by its name.
    Claim(String),
    /// An emptyDir: gone with the pod; in memory where its medium is `Memory`.
    EmptyDir {
        /// Whether it is a tmpfs.
        memory: bool,
    },
    /// A ConfigMap, by its name.
    ConfigMap(String),
    /// A Secret, by its name.
    Secret(String),
    /// A folder of the node.
    HostPath(String),
    /// Something else.
    Other,
}

/// What a probe decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeKind {
    /// Until it succeeds once, the others wait.
    Startup,
    /// When it fails, the container is killed.
    Liveness,
    /// When it fails, Services send no clients.
    Readiness,
}

/// A probe of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// What it does: `tcp redis`, `exec redis-cli ping`, `http /health on 8080`, `grpc 50051`.
    pub action: String,
    /// Seconds between two of them.
    pub period_seconds: u32,
    /// Failures in a row that count.
    pub failures: u32,
    /// Seconds one may take.
    pub timeout_seconds: u32,
}

/// The end of a container's former run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Termination {
    /// `OOMKilled`, `Error`, `Completed`, ….
    pub reason: String,
    /// The exit status.
    pub exit_code: i32,
    /// When.
    pub finished_at: Option<DateTime<Utc>>,
}
