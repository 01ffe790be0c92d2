//! The objects around the pods: one LIST per kind.

use super::client::Kubernetes;
use super::{convert_around, convert_objects};
use crate::error::Result;
use crate::target::network::NetworkPolicyFacts;
use crate::target::objects::{
    AutoscalerFacts, BudgetFacts, ClaimFacts, EventFacts, MonitorFacts, ServiceFacts, UsageFacts, WorkloadFacts,
};
use crate::target::spec::Scope;
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::{Deployment, ReplicaSet, StatefulSet};
use k8s_openapi::api::autoscaling::v1::HorizontalPodAutoscaler;
use k8s_openapi::api::core::v1::{Event, PersistentVolumeClaim, Service};
use k8s_openapi::api::networking::v1::NetworkPolicy;
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

    /// The PodDisruptionBudgets of a namespace: of policy/v1, and of v1beta1 where that is all there is (Kubernetes
    /// before 1.21).
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_budgets(&self, namespace: &str) -> Result<Vec<BudgetFacts>> {
        const RESOURCE: &str = "poddisruptionbudgets.policy";
        let scope = Scope::Namespace(namespace.to_owned());
        let api: Api<PodDisruptionBudget> = Api::namespaced(self.client.clone(), namespace);
        let request = async {
            match api.list(&ListParams::default()).await {
                Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
                other => other.map(|found| Some(found.items)),
            }
        };
        let budgets = match self.bounded("list", RESOURCE, &scope, request).await? {
            Some(budgets) => budgets,
            None => {
                let old = format!("/apis/policy/v1beta1/namespaces/{namespace}/poddisruptionbudgets");
                let list = self.bounded("list", RESOURCE, &scope, self.get_json(&old)).await?;
                convert_around::budgets(&list)
            }
        };
        Ok(budgets.iter().map(convert_objects::budget).collect())
    }

    /// The NetworkPolicies of a namespace.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_network_policies(&self, namespace: &str) -> Result<Vec<NetworkPolicyFacts>> {
        let resource = "networkpolicies.networking.k8s.io";
        self.list::<NetworkPolicy, _>(namespace, resource, convert_around::network_policy).await
    }

    /// The HorizontalPodAutoscalers of a namespace.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_autoscalers(&self, namespace: &str) -> Result<Vec<AutoscalerFacts>> {
        let resource = "horizontalpodautoscalers.autoscaling";
        self.list::<HorizontalPodAutoscaler, _>(namespace, resource, convert_around::autoscaler).await
    }

    /// The ServiceMonitors of a namespace; nothing where there is no Prometheus operator. Who may list nothing is
    /// refused before the API server looks whether there are any; that, everybody may ask.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_monitors(&self, namespace: &str) -> Result<Option<Vec<MonitorFacts>>> {
        const GROUP: &str = "/apis/monitoring.coreos.com/v1";
        let scope = Scope::Namespace(namespace.to_owned());
        let absent = |error: &kube::Error| matches!(error, kube::Error::Api(status) if status.code == 404);
        let path = format!("{GROUP}/namespaces/{namespace}/servicemonitors");
        let request = async {
            match self.get_json(&path).await {
                Err(error) if absent(&error) => Ok(None),
                Err(kube::Error::Api(status)) if status.code == 403 => match self.get_json(GROUP).await {
                    Err(error) if absent(&error) => Ok(None),
                    _ => Err(kube::Error::Api(status)),
                },
                other => other.map(Some),
            }
        };
        let list = self.bounded("list", "servicemonitors.monitoring.coreos.com", &scope, request).await?;
        Ok(list.as_ref().map(convert_around::monitors))
    }

    async fn get_json(&self, path: &str) -> kube::Result<serde_json::Value> {
        let request = http::Request::get(path).body(Vec::new()).map_err(kube::Error::HttpError)?;
        self.client.request(request).await
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
            match self.get_json(&path).await {
                Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
                other => other.map(Some),
            }
        };
        let list = self.bounded("list", "pods.metrics.k8s.io", &scope, request).await?;
        Ok(list.as_ref().map(convert_objects::usage))
    }
}
