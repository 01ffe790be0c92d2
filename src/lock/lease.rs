//! The lock of the cluster: a Lease beside the instance.

use super::register::Register;
use crate::domain::lock::{Holder, Written};
use crate::error::Result;
use crate::k8s::client::Kubernetes;

/// The Lease `redis-ops-<instance>`.
#[derive(Clone)]
pub(super) struct LeaseLock {
    kubernetes: Kubernetes,
    namespace: String,
    name: String,
}

impl LeaseLock {
    /// That of an instance.
    pub(super) fn of(kubernetes: &Kubernetes, namespace: &str, instance: &str) -> Self {
        Self { kubernetes: kubernetes.clone(), namespace: namespace.to_owned(), name: format!("redis-ops-{instance}") }
    }
}

impl Register for LeaseLock {
    async fn create(&self, holder: &Holder) -> Result<Written> {
        self.kubernetes.create_lease(&self.namespace, &self.name, holder).await
    }

    async fn fetch(&self) -> Result<Written> {
        self.kubernetes.fetch_lease(&self.namespace, &self.name).await
    }

    async fn replace(&self, holder: &Holder, version: &str) -> Result<Written> {
        self.kubernetes.replace_lease(&self.namespace, &self.name, holder, version).await
    }

    async fn remove(&self, holder: &Holder) -> Result<()> {
        self.kubernetes.delete_lease(&self.namespace, &self.name, holder).await
    }

    fn shown(&self) -> String {
        format!("Lease {}/{}", self.namespace, self.name)
    }

    fn removed_by(&self) -> String {
        format!("kubectl delete lease {} -n {}", self.name, self.namespace)
    }
}
