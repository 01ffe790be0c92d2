//! Single objects by name: a Service, and the resources of operators, which no typed client knows.

use super::client::Kubernetes;
use super::convert_objects;
use crate::error::Result;
use crate::target::facts::Owner;
use crate::target::objects::{ServiceFacts, WorkloadFacts};
use crate::target::spec::Scope;
use k8s_openapi::api::core::v1::Service;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::api::Api;

/// Kind, plural, group and the versions there have been, newest first.
const RESOURCES: [(&str, &str, &str, &[&str]); 5] = [
    ("RedisFailover", "redisfailovers", "databases.spotahome.com", &["v1"]),
    ("Redis", "redis", "redis.redis.opstreelabs.in", &["v1beta2", "v1beta1"]),
    ("RedisReplication", "redisreplications", "redis.redis.opstreelabs.in", &["v1beta2", "v1beta1"]),
    ("RedisCluster", "redisclusters", "redis.redis.opstreelabs.in", &["v1beta2", "v1beta1"]),
    ("RedisSentinel", "redissentinels", "redis.redis.opstreelabs.in", &["v1beta2", "v1beta1"]),
];

impl Kubernetes {
    /// One Service; nothing where there is none of that name.
    ///
    /// # Errors
    /// Of kind Target, naming the missing right when the API server forbids it.
    pub async fn fetch_service(&self, namespace: &str, name: &str) -> Result<Option<ServiceFacts>> {
        let api: Api<Service> = Api::namespaced(self.client.clone(), namespace);
        let scope = Scope::Namespace(namespace.to_owned());
        let found = self.bounded("get", "services", &scope, api.get_opt(name)).await?;
        Ok(found.as_ref().map(convert_objects::service))
    }

    /// The resource of an operator, by its owner reference; nothing where the operator is not known or it is gone.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_operators_resource(&self, namespace: &str, owner: &Owner) -> Result<Option<WorkloadFacts>> {
        let Some((kind, plural, group, versions)) = RESOURCES.iter().find(|(kind, ..)| *kind == owner.kind) else {
            return Ok(None);
        };
        let scope = Scope::Namespace(namespace.to_owned());
        for version in *versions {
            let path = format!("/apis/{group}/{version}/namespaces/{namespace}/{plural}/{}", owner.name);
            let request = async {
                let request = http::Request::get(path).body(Vec::new()).map_err(kube::Error::HttpError)?;
                match self.client.request::<serde_json::Value>(request).await {
                    Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
                    other => other.map(Some),
                }
            };
            let found = self.bounded("get", &format!("{plural}.{group}"), &scope, request).await?;
            if let Some(object) = found {
                let metadata: ObjectMeta = serde_json::from_value(object["metadata"].clone()).unwrap_or_default();
                return Ok(Some(WorkloadFacts {
                    kind: (*kind).to_owned(),
                    name: owner.name.clone(),
                    labels: metadata.labels.unwrap_or_default(),
                    annotations: metadata.annotations.unwrap_or_default(),
                    ..WorkloadFacts::default()
                }));
            }
        }
        Ok(None)
    }
}
