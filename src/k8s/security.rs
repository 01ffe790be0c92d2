//! What guards pods and what they may do: the objects that `security-check` looks at.

use super::client::Kubernetes;
use crate::domain::security::{ContainerFacts, PodFacts, Rule};
use crate::error::{Error, Result};
use crate::target::spec::Scope;
use k8s_openapi::api::core::v1::{
    ConfigMap, Container, Namespace, Pod, PodSecurityContext, PodSpec, ServiceAccount, Volume,
};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject};
use kube::api::{Api, ListParams};
use std::collections::{BTreeMap, BTreeSet};

/// Where a pod finds its ServiceAccount's token.
const TOKEN_FOLDER: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// What an account may do, and whether all of its bindings could be seen.
#[derive(Debug, Default)]
pub struct AccountRights {
    /// The rules of its Roles.
    pub rules: Vec<Rule>,
    /// What could not be seen.
    pub unseen: Vec<Error>,
}

impl Kubernetes {
    fn in_namespace(namespace: &str) -> Scope {
        Scope::Namespace(namespace.to_owned())
    }

    /// The guards of a namespace's pods, by name, each with the ConfigMaps it uses. `servers` names the servers'
    /// containers.
    ///
    /// # Errors
    /// Of kind Target, naming the missing right; so with all of these.
    pub async fn fetch_pod_guards(
        &self,
        namespace: &str,
        servers: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, (PodFacts, BTreeSet<String>)>> {
        let api: Api<Pod> = Api::namespaced(self.client.clone(), namespace);
        let parameters = ListParams::default();
        let pods = self.bounded("list", "pods", &Self::in_namespace(namespace), api.list(&parameters)).await?;
        let guards = pods.items.iter().filter_map(|pod| {
            let name = pod.metadata.name.clone()?;
            let facts = pod_facts(pod, servers.get(&name)?)?;
            Some((name, (facts, config_maps(pod.spec.as_ref()?))))
        });
        Ok(guards.collect())
    }

    /// A namespace's labels.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_namespace_labels(&self, namespace: &str) -> Result<BTreeMap<String, String>> {
        let api: Api<Namespace> = Api::all(self.client.clone());
        let found = self.bounded("get", "namespaces", &Self::in_namespace(namespace), api.get(namespace)).await?;
        Ok(found.metadata.labels.unwrap_or_default())
    }

    /// What a ServiceAccount says on mounting its token.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_automount(&self, namespace: &str, account: &str) -> Result<Option<bool>> {
        let api: Api<ServiceAccount> = Api::namespaced(self.client.clone(), namespace);
        let asked = api.get(account);
        let found = self.bounded("get", "serviceaccounts", &Self::in_namespace(namespace), asked).await?;
        Ok(found.automount_service_account_token)
    }

    /// The texts of a ConfigMap, by key.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_config_map(&self, namespace: &str, name: &str) -> Result<BTreeMap<String, String>> {
        let api: Api<ConfigMap> = Api::namespaced(self.client.clone(), namespace);
        let found = self.bounded("get", "configmaps", &Self::in_namespace(namespace), api.get(name)).await?;
        Ok(found.data.unwrap_or_default())
    }

    /// What a ServiceAccount may do: the rules behind its bindings and those of the groups it is in.
    pub async fn fetch_account_rights(&self, namespace: &str, account: &str) -> AccountRights {
        let mut rights = AccountRights::default();
        let scope = Self::in_namespace(namespace);
        let bindings: Api<RoleBinding> = Api::namespaced(self.client.clone(), namespace);
        let cluster_bindings: Api<ClusterRoleBinding> = Api::all(self.client.clone());
        let parameters = ListParams::default();
        let (own, all) = tokio::join!(
            self.bounded("list", "rolebindings.rbac.authorization.k8s.io", &scope, bindings.list(&parameters)),
            self.bounded(
                "list",
                "clusterrolebindings.rbac.authorization.k8s.io",
                &Scope::All,
                cluster_bindings.list(&parameters)
            ),
        );
        let mut references: Vec<RoleRef> = Vec::new();
        match own {
            Ok(found) => references.extend(
                found
                    .items
                    .into_iter()
                    .filter(|binding| binds(binding.subjects.as_deref(), namespace, account))
                    .map(|binding| binding.role_ref),
            ),
            Err(error) => rights.unseen.push(error),
        }
        match all {
            Ok(found) => references.extend(
                found
                    .items
                    .into_iter()
                    .filter(|binding| binds(binding.subjects.as_deref(), namespace, account))
                    .map(|binding| binding.role_ref),
            ),
            Err(error) => rights.unseen.push(error),
        }
        for reference in references {
            match self.fetch_role(namespace, &reference).await {
                Ok(rules) => rights.rules.extend(rules),
                Err(error) => rights.unseen.push(error),
            }
        }
        rights
    }

    async fn fetch_role(&self, namespace: &str, reference: &RoleRef) -> Result<Vec<Rule>> {
        let from = format!("{} {}", reference.kind, reference.name);
        let rules = if reference.kind == "ClusterRole" {
            let api: Api<ClusterRole> = Api::all(self.client.clone());
            let asked = api.get_opt(&reference.name);
            let what = "clusterroles.rbac.authorization.k8s.io";
            self.bounded("get", what, &Scope::All, asked).await?.and_then(|role| role.rules)
        } else {
            let api: Api<Role> = Api::namespaced(self.client.clone(), namespace);
            let asked = api.get_opt(&reference.name);
            let what = "roles.rbac.authorization.k8s.io";
            self.bounded("get", what, &Self::in_namespace(namespace), asked).await?.and_then(|role| role.rules)
        };
        // A binding to a Role that is not there gives nothing.
        Ok(rules.unwrap_or_default().iter().map(|one| rule(one, &from)).collect())
    }
}

fn binds(subjects: Option<&[Subject]>, namespace: &str, account: &str) -> bool {
    let groups = ["system:serviceaccounts".to_owned(), format!("system:serviceaccounts:{namespace}")];
    subjects.into_iter().flatten().any(|subject| match subject.kind.as_str() {
        "ServiceAccount" => subject.name == account && subject.namespace.as_deref().unwrap_or(namespace) == namespace,
        "Group" => groups.contains(&subject.name),
        "User" => subject.name == format!("system:serviceaccount:{namespace}:{account}"),
        _ => false,
    })
}

fn rule(rule: &PolicyRule, from: &str) -> Rule {
    Rule {
        verbs: rule.verbs.clone(),
        groups: rule.api_groups.clone().unwrap_or_default(),
        resources: rule.resources.clone().unwrap_or_default(),
        names: rule.resource_names.clone().unwrap_or_default(),
        from: from.to_owned(),
    }
}

fn pod_facts(pod: &Pod, server: &str) -> Option<PodFacts> {
    let spec = pod.spec.as_ref()?;
    let outer = spec.security_context.clone().unwrap_or_default();
    // The server's own containers come first, so that its index stays what it is there.
    let all: Vec<&Container> = spec.containers.iter().chain(spec.init_containers.iter().flatten()).collect();
    let container = spec.containers.iter().find(|one| one.name == server)?;
    let mounted = container.volume_mounts.iter().flatten().any(|mount| mount.mount_path == TOKEN_FOLDER);
    let host = [("hostNetwork", spec.host_network), ("hostPID", spec.host_pid), ("hostIPC", spec.host_ipc)];
    let path = |volume: &Volume| volume.host_path.as_ref().map(|source| source.path.clone());
    Some(PodFacts {
        labels: pod.metadata.labels.clone().unwrap_or_default(),
        service_account: spec.service_account_name.clone().unwrap_or_else(|| "default".to_owned()),
        automount: spec.automount_service_account_token,
        token_mounted: mounted,
        host: host.into_iter().filter(|(_, set)| *set == Some(true)).map(|(name, _)| name).collect(),
        host_paths: spec.volumes.iter().flatten().filter_map(path).collect(),
        server: all.iter().position(|one| one.name == server).unwrap_or(0),
        containers: all.into_iter().map(|one| container_facts(one, &outer)).collect(),
    })
}

/// What a container says itself wins over what its pod says.
fn container_facts(container: &Container, outer: &PodSecurityContext) -> ContainerFacts {
    let inner = container.security_context.clone().unwrap_or_default();
    let capabilities = inner.capabilities.unwrap_or_default();
    let limits = container.resources.as_ref().and_then(|resources| resources.limits.clone()).unwrap_or_default();
    let seccomp = inner.seccomp_profile.as_ref().or(outer.seccomp_profile.as_ref());
    ContainerFacts {
        name: container.name.clone(),
        image: container.image.clone().unwrap_or_default(),
        user: inner.run_as_user.or(outer.run_as_user),
        non_root: inner.run_as_non_root.or(outer.run_as_non_root),
        privileged: inner.privileged == Some(true),
        escalation: inner.allow_privilege_escalation,
        read_only: inner.read_only_root_filesystem == Some(true),
        drops_all: capabilities.drop.iter().flatten().any(|one| one.eq_ignore_ascii_case("ALL")),
        added: capabilities.add.unwrap_or_default(),
        seccomp: seccomp.map(|profile| profile.type_.clone()),
        memory_limit: limits.contains_key("memory"),
        cpu_limit: limits.contains_key("cpu"),
    }
}

/// The ConfigMaps that a pod mounts or takes its environment from.
fn config_maps(spec: &PodSpec) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for volume in spec.volumes.iter().flatten() {
        names.extend(volume.config_map.as_ref().map(|source| source.name.clone()));
        let projected = volume.projected.iter().flat_map(|source| source.sources.iter().flatten());
        names.extend(projected.filter_map(|one| Some(one.config_map.as_ref()?.name.clone())));
    }
    for container in spec.containers.iter().chain(spec.init_containers.iter().flatten()) {
        let sources = container.env_from.iter().flatten();
        names.extend(sources.filter_map(|one| Some(one.config_map_ref.as_ref()?.name.clone())));
        let variables = container.env.iter().flatten();
        names.extend(
            variables.filter_map(|one| Some(one.value_from.as_ref()?.config_map_key_ref.as_ref()?.name.clone())),
        );
    }
    // Every namespace has it, with the cluster's CA alone.
    names.remove("kube-root-ca.crt");
    names
}
