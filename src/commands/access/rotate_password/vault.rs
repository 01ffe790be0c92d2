//! The Secret: where the new password is kept while servers come to know it, and the old one until they forget it. A
//! rotation that was killed goes on from what the Secret says.

use crate::domain::resources::ResourceType;
use crate::domain::rotate::{self, Stage};
use crate::error::{Error, Result};
use crate::k8s::client::Kubernetes;
use crate::target::credentials::Password;
use k8s_openapi::ByteString;
use serde_json::{Value, json};

fn secrets() -> ResourceType {
    ResourceType::new("", "v1", "secrets", "Secret")
}

/// The Secret of an instance's password.
#[derive(Debug)]
pub(super) struct Vault {
    kubernetes: Kubernetes,
    namespace: String,
    name: String,
    key: String,
    object: Value,
}

impl Vault {
    /// Reads it.
    ///
    /// # Errors
    /// Of kind Target; Refused where it cannot be changed at all.
    pub(super) async fn open(kubernetes: &Kubernetes, namespace: &str, name: &str, key: &str) -> Result<Self> {
        let object = kubernetes.fetch_object(&secrets(), Some(namespace), name).await?;
        let object = object.ok_or_else(|| Error::target(format!("there is no Secret {namespace}/{name}")))?;
        let (kubernetes, namespace, name) = (kubernetes.clone(), namespace.to_owned(), name.to_owned());
        let vault = Self { kubernetes, namespace, name, key: key.to_owned(), object };
        if vault.object["immutable"] == true {
            return Err(Error::refused(format!("Secret {} is immutable", vault.full_name()))
                .hint("make a new one, name it in the chart's values, and restart"));
        }
        Ok(vault)
    }

    pub(super) fn full_name(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// Who else writes it.
    pub(super) fn owner(&self) -> Option<String> {
        rotate::owner_of(&self.object)
    }

    /// Helm's release that it is of.
    pub(super) fn helm(&self) -> Option<String> {
        let release = &self.object["metadata"]["annotations"]["meta.helm.sh/release-name"];
        release.as_str().map(str::to_owned)
    }

    fn value(&self, key: &str) -> Option<Password> {
        let bytes: ByteString = serde_json::from_value(self.object["data"][key].clone()).ok()?;
        Password::new(&String::from_utf8(bytes.0).ok()?)
    }

    /// The password in force.
    pub(super) fn current(&self) -> Option<Password> {
        self.value(&self.key)
    }

    /// The one that is to be.
    pub(super) fn next(&self) -> Option<Password> {
        self.value(&rotate::next_key(&self.key))
    }

    /// The one that was.
    pub(super) fn previous(&self) -> Option<Password> {
        self.value(&rotate::previous_key(&self.key))
    }

    /// How far the rotation is.
    pub(super) fn stage(&self) -> Stage {
        match (self.previous(), self.next()) {
            (Some(_), _) => Stage::Switched,
            (None, Some(_)) => Stage::Begun,
            (None, None) => Stage::Fresh,
        }
    }

    /// Keeps the new password beside the one in force.
    ///
    /// # Errors
    /// Of kind Target: a missing right, or somebody has changed the Secret since it was read.
    pub(super) async fn keep(&mut self, new: &Password) -> Result<()> {
        self.patch(json!({ rotate::next_key(&self.key): encoded(new) })).await
    }

    /// Puts the new password in force, in one step.
    ///
    /// # Errors
    /// As [`Vault::keep`].
    pub(super) async fn switch(&mut self, old: &Password, new: &Password) -> Result<()> {
        let data = json!({
            self.key.clone(): encoded(new),
            rotate::previous_key(&self.key): encoded(old),
            rotate::next_key(&self.key): null,
        });
        self.patch(data).await?;
        if self.current().as_ref() != Some(new) {
            return Err(Error::target(format!("Secret {} does not hold what was put into it", self.full_name()))
                .hint("is there somebody who puts it back? kubectl get secret --show-managed-fields -o yaml tells"));
        }
        Ok(())
    }

    /// Forgets the old password.
    ///
    /// # Errors
    /// As [`Vault::keep`].
    pub(super) async fn forget(&mut self) -> Result<()> {
        self.patch(json!({ rotate::previous_key(&self.key): null })).await
    }

    /// A change of what was read, and of nothing newer.
    async fn patch(&mut self, data: Value) -> Result<()> {
        let version = &self.object["metadata"]["resourceVersion"];
        let patch = json!({ "metadata": { "resourceVersion": version }, "data": data });
        let changed = self.kubernetes.merge_patch(&secrets(), &self.namespace, &self.name, &patch).await;
        self.object = changed.map_err(|error| error.while_attempting(format!("change Secret {}", self.full_name())))?;
        Ok(())
    }
}

fn encoded(password: &Password) -> Value {
    json!(ByteString(password.reveal().as_bytes().to_vec()))
}
