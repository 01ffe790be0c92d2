//! The deployments that a sandbox can be made of.

/// A budget of all pods of a namespace: an empty selector selects every one.
macro_rules! budget_of_all {
    ($namespace:literal) => {
        concat!(
            "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: all, namespace: ",
            $namespace,
            "}, spec: {maxUnavailable: 1, selector: {}}, status: {disruptionsAllowed: 1}}"
        )
    };
}

/// A way Redis is deployed on Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deployment {
    /// Release `cache` of the sb chart in namespace `apps`: a primary and two replicas, a password full of quotes.
    SbChart,
    /// Two Bitnami standalone releases, `redis` and `prod-redis`, in namespace `data`: no password, AOF.
    BitnamiStandalone,
    /// Bitnami release `redis-shared` in namespace `redis`: a primary and a replica, CONFIG, FLUSHDB, FLUSHALL and
    /// SHUTDOWN disabled.
    BitnamiReplication,
    /// The Kubernetes tutorial's bare pod `redis` in namespace `tutorial`, beside Redis Insight and an exporter.
    BarePod,
    /// The Rancher guide's Redis Cluster `redis-cluster` in namespace `default`: three primaries, three replicas.
    RedisCluster,
    /// Release `shop` of Bitnami's redis-cluster chart in namespace `shop`: the container has the release's name, the
    /// password is in a file.
    BitnamiCluster,
    /// Redis on K3s, in namespace `redis-server`: a Deployment with a claim, behind a Service named `redis`.
    K3s,
    /// Spotahome's RedisFailover `redis-cluster` in namespace `redis-system`: three servers in emptyDirs, three Sentinels
    /// in pods of their own, no password; in namespace `orders` a Secret `redis-sentinel` that leads to the Sentinels.
    Spotahome,
    /// Bitnami release `session` with Sentinel in namespace `web`: three pods, each a server and a Sentinel, going by
    /// names, a password for both.
    BitnamiSentinel,
    /// The same operator's RedisReplication `store` in namespace `ot` without Sentinel: the operator alone keeps the roles.
    OtAlone,
    /// OT-CONTAINER-KIT's RedisReplication `store` and RedisSentinel `store-watch` in namespace `ot`: three servers, three
    /// Sentinels in pods of their own, a password for the servers.
    OtReplication,
}

impl Deployment {
    /// Every deployment without Sentinel.
    pub const ALL: [Self; 7] = [
        Self::SbChart,
        Self::BitnamiStandalone,
        Self::BitnamiReplication,
        Self::BarePod,
        Self::RedisCluster,
        Self::BitnamiCluster,
        Self::K3s,
    ];

    /// Those with Sentinel: they take some seconds more to start, as Sentinels must find each other.
    pub const SENTINEL: [Self; 3] = [Self::Spotahome, Self::BitnamiSentinel, Self::OtReplication];

    /// Objects beside those that the live tests' cluster has, too: budgets of an API version that an old one lacks.
    pub fn budgets(self) -> &'static str {
        match self {
            Self::SbChart => {
                "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: cache-pdb, namespace: apps},
                  spec: {minAvailable: 2, selector: {matchLabels: {app.kubernetes.io/instance: cache}}},
                  status: {disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3}}"
            }
            Self::BitnamiReplication => {
                "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: redis-shared, namespace: redis},
                  spec: {maxUnavailable: 1, selector: {matchLabels: {app.kubernetes.io/instance: redis-shared}}},
                  status: {disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2}}"
            }
            Self::RedisCluster => budget_of_all!("default"),
            Self::BitnamiCluster => budget_of_all!("shop"),
            Self::Spotahome => budget_of_all!("redis-system"),
            Self::BitnamiSentinel => budget_of_all!("web"),
            Self::OtReplication | Self::OtAlone => budget_of_all!("ot"),
            Self::BitnamiStandalone | Self::BarePod | Self::K3s => "",
        }
    }

    /// Its objects.
    pub fn yaml(self) -> &'static str {
        match self {
            Self::SbChart => include_str!("deployments/sb-chart.yaml"),
            Self::BitnamiStandalone => include_str!("deployments/bitnami-standalone.yaml"),
            Self::BitnamiReplication => include_str!("deployments/bitnami-replication.yaml"),
            Self::BarePod => include_str!("deployments/tutorial.yaml"),
            Self::RedisCluster => include_str!("deployments/redis-cluster.yaml"),
            Self::BitnamiCluster => include_str!("deployments/bitnami-cluster.yaml"),
            Self::K3s => include_str!("deployments/k3s.yaml"),
            Self::Spotahome => include_str!("deployments/spotahome.yaml"),
            Self::BitnamiSentinel => include_str!("deployments/bitnami-sentinel.yaml"),
            Self::OtAlone => without_sentinel(),
            Self::OtReplication => include_str!("deployments/ot-replication.yaml"),
        }
    }
}

/// The objects of [`Deployment::OtReplication`] but for those of its Sentinels.
fn without_sentinel() -> &'static str {
    static TEXT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    TEXT.get_or_init(|| {
        let all = include_str!("deployments/ot-replication.yaml").split("\n---\n");
        let kept: Vec<&str> = all.filter(|object| !object.contains("store-watch") || object.starts_with('#')).collect();
        kept.join("\n---\n")
    })
}

/// What every cluster has: a node, the first namespaces, a storage class.
pub const CLUSTER: &str = r#"
apiVersion: v1
kind: Namespace
metadata: {name: default}
---
apiVersion: v1
kind: Namespace
metadata: {name: kube-system}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: rancher.io/local-path
reclaimPolicy: Delete
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: v1
kind: Node
metadata:
  name: sandbox-node
  labels: {kubernetes.io/hostname: sandbox-node, kubernetes.io/os: linux, kubernetes.io/arch: amd64}
spec: {}
status:
  capacity: {cpu: "8", memory: 32Gi, pods: "110"}
  allocatable: {cpu: "8", memory: 32Gi, pods: "110"}
  conditions: [{type: Ready, status: "True", reason: KubeletReady, message: kubelet is posting ready status}]
  nodeInfo: {kubeletVersion: v1.33.5, containerRuntimeVersion: "containerd://1.7.28", operatingSystem: linux, architecture: amd64}
"#;

/// A storage class with a CSI driver, and the class of its snapshots.
pub const CSI: &str = r#"
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: csi}
provisioner: csi.sandbox.example
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata: {name: csi-snapclass, annotations: {snapshot.storage.kubernetes.io/is-default-class: "true"}}
driver: csi.sandbox.example
deletionPolicy: Delete
"#;
