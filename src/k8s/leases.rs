//! Leases (coordination.k8s.io/v1), for the lock of an instance.

use super::client::Kubernetes;
use crate::domain::lock::{DEAD_AFTER, Holder, Seen, Written};
use crate::error::{Error, Result};
use crate::target::spec::Scope;
use k8s_openapi::api::coordination::v1::{Lease, LeaseSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::MicroTime;
use k8s_openapi::jiff::Timestamp;
use kube::api::{Api, DeleteParams, ObjectMeta, PostParams, Preconditions};

/// Where the holder is written, as JSON; `holderIdentity` has it in words for kubectl.
const HOLDER: &str = "redis-ops/holder";

impl Kubernetes {
    /// Makes the Lease; Conflict where there is one.
    ///
    /// # Errors
    /// Of kind Target, when the API cannot be asked.
    pub async fn create_lease(&self, namespace: &str, name: &str, holder: &Holder) -> Result<Written> {
        let lease = lease(name, holder, None);
        let api: Api<Lease> = Api::namespaced(self.client.clone(), namespace);
        self.lease("create", namespace, api.create(&PostParams::default(), &lease)).await
    }

    /// Reads the Lease; Conflict where there is none.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_lease(&self, namespace: &str, name: &str) -> Result<Written> {
        let api: Api<Lease> = Api::namespaced(self.client.clone(), namespace);
        self.lease("get", namespace, api.get(name)).await
    }

    /// Renews the Lease or takes it over, if it still has this version.
    ///
    /// # Errors
    /// As above.
    pub async fn replace_lease(&self, namespace: &str, name: &str, holder: &Holder, version: &str) -> Result<Written> {
        let lease = lease(name, holder, Some(version));
        let api: Api<Lease> = Api::namespaced(self.client.clone(), namespace);
        self.lease("update", namespace, api.replace(name, &PostParams::default(), &lease)).await
    }

    /// Deletes the Lease if it is still this holder's: another run's stays. It may be renewed at the same moment, so a
    /// conflict is looked at again.
    ///
    /// # Errors
    /// As above, and when it is forbidden.
    pub async fn delete_lease(&self, namespace: &str, name: &str, holder: &Holder) -> Result<()> {
        let api: Api<Lease> = Api::namespaced(self.client.clone(), namespace);
        while let Written::Done(seen) = self.fetch_lease(namespace, name).await? {
            if seen.holder != *holder {
                break;
            }
            let preconditions = Preconditions { resource_version: Some(seen.version), uid: None };
            let parameters = DeleteParams::default().preconditions(preconditions);
            let request = async {
                match api.delete(name, &parameters).await {
                    Err(kube::Error::Api(status)) if [404, 409].contains(&status.code) => Ok(false),
                    other => other.map(|_| true),
                }
            };
            let scope = Scope::Namespace(namespace.to_owned());
            if self.bounded("delete", "leases.coordination.k8s.io", &scope, request).await? {
                break;
            }
        }
        Ok(())
    }

    async fn lease(
        &self,
        verb: &str,
        namespace: &str,
        request: impl Future<Output = kube::Result<Lease>>,
    ) -> Result<Written> {
        enum Answer {
            Lease(Box<Lease>),
            Conflict,
            Refused(String),
        }
        // Creating in a cluster without the API group answers 404, as reading a Lease that is not there does.
        let request = async {
            match request.await {
                Ok(lease) => Ok(Answer::Lease(Box::new(lease))),
                Err(kube::Error::Api(status)) if status.code == 409 => Ok(Answer::Conflict),
                Err(kube::Error::Api(status)) if status.code == 404 && verb != "create" => Ok(Answer::Conflict),
                Err(kube::Error::Api(status)) if [403, 404, 405].contains(&status.code) => {
                    Ok(Answer::Refused(status.message.clone()))
                }
                Err(error) => Err(error),
            }
        };
        let scope = Scope::Namespace(namespace.to_owned());
        Ok(match self.bounded(verb, "leases.coordination.k8s.io", &scope, request).await? {
            Answer::Lease(lease) => Written::Done(facts(&lease)),
            Answer::Conflict => Written::Conflict,
            Answer::Refused(message) => Written::Unavailable(
                Error::target(format!("cannot {verb} leases.coordination.k8s.io in namespace {namespace}"))
                    .cause(message),
            ),
        })
    }
}

fn lease(name: &str, holder: &Holder, version: Option<&str>) -> Lease {
    let json = serde_json::to_string(holder).unwrap_or_default();
    let taken = holder.since.parse::<Timestamp>().ok();
    Lease {
        metadata: ObjectMeta {
            name: Some(name.to_owned()),
            annotations: Some([(HOLDER.to_owned(), json)].into()),
            labels: Some([("app.kubernetes.io/managed-by".to_owned(), "redis-ops".to_owned())].into()),
            resource_version: version.map(str::to_owned),
            ..ObjectMeta::default()
        },
        spec: Some(LeaseSpec {
            holder_identity: Some(holder.words()),
            lease_duration_seconds: i32::try_from(DEAD_AFTER.as_secs()).ok(),
            acquire_time: taken.map(MicroTime),
            renew_time: Some(MicroTime(Timestamp::now())),
            ..LeaseSpec::default()
        }),
    }
}

/// A Lease that this tool did not write is somebody's all the same: its holder is taken from `holderIdentity`.
fn facts(lease: &Lease) -> Seen {
    let written = lease.metadata.annotations.as_ref().and_then(|all| all.get(HOLDER));
    let parsed = written.and_then(|json| serde_json::from_str(json).ok());
    let holder = parsed.unwrap_or_else(|| {
        let spec = lease.spec.as_ref();
        let since = spec.and_then(|spec| spec.acquire_time.as_ref()).map(|time| time.0.to_string());
        let who = spec.and_then(|spec| spec.holder_identity.clone()).unwrap_or_else(|| "somebody".to_owned());
        Holder::unknown(who, since.unwrap_or_default())
    });
    Seen { holder, version: lease.metadata.resource_version.clone().unwrap_or_default() }
}
