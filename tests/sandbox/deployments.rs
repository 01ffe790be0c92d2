//! The deployments that a sandbox can be made of.

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
}

impl Deployment {
    /// Every deployment.
    pub const ALL: [Self; 4] = [Self::SbChart, Self::BitnamiStandalone, Self::BitnamiReplication, Self::BarePod];

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
            Self::BitnamiStandalone | Self::BarePod => "",
        }
    }

    /// Its objects.
    pub fn yaml(self) -> &'static str {
        match self {
            Self::SbChart => include_str!("deployments/sb-chart.yaml"),
            Self::BitnamiStandalone => include_str!("deployments/bitnami-standalone.yaml"),
            Self::BitnamiReplication => include_str!("deployments/bitnami-replication.yaml"),
            Self::BarePod => include_str!("deployments/tutorial.yaml"),
        }
    }
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
