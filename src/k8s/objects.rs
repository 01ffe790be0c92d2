//! The objects around the pods: one LIST per kind.

use super::client::Kubernetes;
use super::convert_objects;
use crate::error::Result;
use crate::target::objects::{BudgetFacts, ClaimFacts, EventFacts, ServiceFacts, UsageFacts, WorkloadFacts};
use crate::target::spec::Scope;
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::{Deployment, ReplicaSet, StatefulSet};
use k8s_openapi::api::core::v1::{Event, PersistentVolumeClaim, Service};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use kube::api::{Api, ListParams};
use serde::de::DeserializeOwned;
use std::fmt::Debug;

impl Kubernetes {
    async fn list<K, T>(&self, namespace: &str, resource: &str, facts: fn(&K) -> T) -> Result<Vec<T>>
    where
        K: kube::Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + DeserializeOwned + Debug,
    {
        let api: Api<K> = Api::namespaced(self.client.clone(), namespace);
        let scope = Scope::Namespace(namespace.to_owned());
        let found = self.bounded("list", resource, &scope, api.list(&ListParams::default())).await?;
        Ok(found.items.iter().map(facts).collect())
    }

    /// The StatefulSets of a namespace.
    ///
    /// # Errors
    /// Of kind Target, naming the missing right when the API server forbids it; so with all of these.
    pub async fn fetch_stateful_set_facts(&self, namespace: &str) -> Result<Vec<WorkloadFacts>> {
        self.list::<StatefulSet, _>(namespace, "statefulsets.apps", convert_objects::stateful_set).await
    }

    /// The Deployments of a namespace.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_deployments(&self, namespace: &str) -> Result<Vec<WorkloadFacts>> {
        self.list::<Deployment, _>(namespace, "deployments.apps", convert_objects::deployment).await
    }

    /// The ReplicaSets of a namespace.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_replica_sets(&self, namespace: &str) -> Result<Vec<WorkloadFacts>> {
        self.list::<ReplicaSet, _>(namespace, "replicasets.apps", convert_objects::replica_set).await
    }

    /// The Services of a namespace.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_services(&self, namespace: &str) -> Result<Vec<ServiceFacts>> {
        self.list::<Service, _>(namespace, "services", convert_objects::service).await
    }

    /// The PersistentVolumeClaims of a namespace.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_claims(&self, namespace: &str) -> Result<Vec<ClaimFacts>> {
        self.list::<PersistentVolumeClaim, _>(namespace, "persistentvolumeclaims", convert_objects::claim).await
    }

    /// The PodDisruptionBudgets of a namespace.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_budgets(&self, namespace: &str) -> Result<Vec<BudgetFacts>> {
        self.list::<PodDisruptionBudget, _>(namespace, "poddisruptionbudgets.policy", convert_objects::budget).await
    }

    /// The events of a namespace.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_events(&self, namespace: &str) -> Result<Vec<EventFacts>> {
        self.list::<Event, _>(namespace, "events", convert_objects::event).await
    }

    /// What the pods of a namespace use, by the metrics API; nothing where no such API is served.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_usage(&self, namespace: &str) -> Result<Option<Vec<UsageFacts>>> {
        let scope = Scope::Namespace(namespace.to_owned());
        let path = format!("/apis/metrics.k8s.io/v1beta1/namespaces/{namespace}/pods");
        let request = async {
            let request = http::Request::get(path).body(Vec::new()).map_err(kube::Error::HttpError)?;
            match self.client.request::<serde_json::Value>(request).await {
                Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
                other => other.map(Some),
            }
        };
        let list = self.bounded("list", "pods.metrics.k8s.io", &scope, request).await?;
        Ok(list.as_ref().map(convert_objects::usage))
    }
}
