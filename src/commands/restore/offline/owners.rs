//! Who else writes the StatefulSets, and whether that one is paused: as its own resource says, where it may be read.

use super::find::Found;
use crate::domain::resources::ResourceType;
use crate::k8s::client::Kubernetes;
use crate::target::gitops::{self, Manager};
use crate::target::objects::WorkloadFacts;
use serde_json::Value;

/// The managers of all of the instance's StatefulSets, each once.
pub(super) async fn fetch(found: &Found, workloads: &[WorkloadFacts]) -> Vec<Manager> {
    let mut all: Vec<Manager> = Vec::new();
    for set in &found.sets {
        let workload = workloads.iter().find(|one| one.kind == "StatefulSet" && one.name == set.name);
        for manager in workload.map(|one| gitops::managers(one, &found.namespace, workloads)).unwrap_or_default() {
            if !all.contains(&manager) {
                all.push(manager);
            }
        }
    }
    for manager in all.iter_mut().filter(|manager| manager.reconciles && !manager.paused) {
        manager.paused = is_paused(&found.kubernetes, manager).await;
    }
    all
}

/// What cannot be read does not count as paused.
async fn is_paused(kubernetes: &Kubernetes, manager: &Manager) -> bool {
    let Some((kind, namespace, name)) = resource(manager) else { return false };
    match kubernetes.fetch_object(&kind, Some(&namespace), &name).await {
        Ok(Some(object)) => says_paused(&kind, &object),
        _ => false,
    }
}

/// The resource behind a manager: an Application, in Argo CD's own namespace unless its name says another; a HelmRelease
/// or a Kustomization.
fn resource(manager: &Manager) -> Option<(ResourceType, String, String)> {
    match manager.manager.as_str() {
        "Argo CD" => {
            let (namespace, name) = manager.name.split_once('_').unwrap_or(("argocd", &manager.name));
            let kind = ResourceType::new("argoproj.io", "v1alpha1", "applications", "Application");
            Some((kind, namespace.to_owned(), name.to_owned()))
        }
        "Flux" => {
            let (what, place) = manager.name.split_once(' ')?;
            let (namespace, name) = place.split_once('/')?;
            let kind = match what {
                "helmrelease" => ResourceType::new("helm.toolkit.fluxcd.io", "v2", "helmreleases", "HelmRelease"),
                _ => ResourceType::new("kustomize.toolkit.fluxcd.io", "v1", "kustomizations", "Kustomization"),
            };
            Some((kind, namespace.to_owned(), name.to_owned()))
        }
        _ => None,
    }
}

/// Argo CD puts back what was changed by hand only where `selfHeal` is on; Flux does unless it is suspended.
fn says_paused(kind: &ResourceType, object: &Value) -> bool {
    match kind.kind.as_str() {
        "Application" => object["spec"]["syncPolicy"]["automated"]["selfHeal"] != true,
        _ => object["spec"]["suspend"] == true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn manager(manager: &str, name: &str) -> Manager {
        Manager { manager: manager.into(), name: name.into(), reconciles: true, pause: String::new(), paused: false }
    }

    #[test]
    fn the_resource_is_found_and_says_whether_it_is_paused() {
        let of =
            |one: Manager| resource(&one).map(|(kind, namespace, name)| format!("{} {namespace}/{name}", kind.plural));
        assert_eq!(of(manager("Argo CD", "redis")).as_deref(), Some("applications argocd/redis"));
        assert_eq!(of(manager("Argo CD", "team_redis")).as_deref(), Some("applications team/redis"));
        assert_eq!(
            of(manager("Flux", "helmrelease flux-system/cache")).as_deref(),
            Some("helmreleases flux-system/cache")
        );
        assert_eq!(of(manager("Helm", "release apps/cache")), None);
        let application = ResourceType::new("argoproj.io", "v1alpha1", "applications", "Application");
        let heals = json!({"spec": {"syncPolicy": {"automated": {"selfHeal": true}}}});
        assert!(!says_paused(&application, &heals) && says_paused(&application, &json!({"spec": {}})));
        let release = ResourceType::new("helm.toolkit.fluxcd.io", "v2", "helmreleases", "HelmRelease");
        assert!(says_paused(&release, &json!({"spec": {"suspend": true}})) && !says_paused(&release, &json!({})));
    }
}
