//! Names alone, for a shell that completes them: of a kubeconfig's entries, and of namespaces.

use super::client::Kubernetes;
use crate::error::Result;
use crate::target::spec::Scope;
use k8s_openapi::api::core::v1::Namespace;
use kube::api::{Api, ListParams};
use kube::config::Kubeconfig;
use std::path::Path;

/// What a kubeconfig has names for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KubeconfigNames {
    /// Contexts.
    pub contexts: Vec<String>,
    /// Clusters.
    pub clusters: Vec<String>,
    /// Users.
    pub users: Vec<String>,
}

/// The names in the kubeconfig that would be used; none where there is none that can be read.
pub fn of_kubeconfig(path: Option<&Path>) -> KubeconfigNames {
    let read = path.map_or_else(Kubeconfig::read, Kubeconfig::read_from);
    let Ok(kubeconfig) = read else { return KubeconfigNames::default() };
    KubeconfigNames {
        contexts: kubeconfig.contexts.into_iter().map(|one| one.name).collect(),
        clusters: kubeconfig.clusters.into_iter().map(|one| one.name).collect(),
        users: kubeconfig.auth_infos.into_iter().map(|one| one.name).collect(),
    }
}

impl Kubernetes {
    /// The names of all namespaces, in one LIST.
    ///
    /// # Errors
    /// As [`Kubernetes::fetch_pods`].
    pub async fn fetch_namespaces(&self) -> Result<Vec<String>> {
        let api: Api<Namespace> = Api::all(self.client.clone());
        let listed = self.bounded("list", "namespaces", &Scope::All, api.list_metadata(&ListParams::default())).await?;
        Ok(listed.items.into_iter().filter_map(|one| one.metadata.name).collect())
    }
}
