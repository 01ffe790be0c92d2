//! Who applies the objects of an instance, as far as that is not Helm.

use super::facts::Scene;
use crate::domain::resources::ResourceType;
use crate::domain::rollback::{Application, Elsewhere, FormerImage, elsewhere};
use crate::target::gitops::Manager;
use crate::target::surroundings;
use serde_json::Value;

/// Where Argo CD's Applications are, where the tracking id names no namespace.
const ARGO_CD: &str = "argocd";

/// Who has to go back; none where plain Helm owns the objects.
pub(super) async fn find(scene: &Scene) -> Option<Elsewhere> {
    let managers = surroundings::managers(&scene.whole.target, &scene.around);
    let argo = managers.iter().find(|manager| manager.manager == "Argo CD");
    let application = match argo {
        Some(manager) => fetch_application(scene, manager).await,
        None => None,
    };
    let tofu = tofu(scene);
    let plain = managers.iter().any(|manager| manager.manager == "Helm") && managers.len() == 1 && tofu.is_none();
    let former = if plain { None } else { fetch_former(scene).await };
    elsewhere(&managers, application.as_ref(), former.as_ref(), tofu.as_deref(), &scene.namespace)
}

/// OpenTofu or Terraform, by the field managers of the StatefulSets (`Terraform`, `OpenTofu`, `terraform-provider-helm_…`)
/// and by the label that their users give.
fn tofu(scene: &Scene) -> Option<String> {
    let known = |text: &str| {
        let text = text.to_ascii_lowercase();
        match (text.contains("opentofu") || text.contains("tofu"), text.contains("terraform")) {
            (true, _) => Some("OpenTofu".to_owned()),
            (false, true) => Some("Terraform".to_owned()),
            (false, false) => None,
        }
    };
    let of_set = |set: &Value| {
        let fields = set["metadata"]["managedFields"].as_array().into_iter().flatten();
        let managers = fields.filter_map(|field| field["manager"].as_str());
        let labels = [&set["metadata"]["labels"], &set["spec"]["template"]["metadata"]["labels"]];
        let labels = labels.into_iter().flat_map(|labels| {
            ["app.kubernetes.io/managed-by", "managed-by"].into_iter().filter_map(move |label| labels[label].as_str())
        });
        managers.chain(labels).find_map(known)
    };
    scene.sets.iter().find_map(of_set)
}

/// The Application, if it may be seen.
async fn fetch_application(scene: &Scene, manager: &Manager) -> Option<Application> {
    let (namespace, name) = manager.name.split_once('_').unwrap_or((ARGO_CD, &manager.name));
    let kind = ResourceType::new("argoproj.io", "v1alpha1", "applications", "Application");
    let found = scene.kubernetes.fetch_object(&kind, Some(namespace), name).await.ok()??;
    let history = found["status"]["history"].as_array().into_iter().flatten();
    let synced = |one: &Value| Some((one["id"].as_u64()?, one["revision"].as_str()?.to_owned()));
    let source = &found["spec"]["source"];
    Some(Application {
        automated: found["spec"]["syncPolicy"]["automated"].is_object(),
        history: history.filter_map(synced).collect(),
        repository: source["repoURL"].as_str().map(str::to_owned),
    })
}

/// What the first StatefulSet ran before, by its ControllerRevisions.
async fn fetch_former(scene: &Scene) -> Option<FormerImage> {
    let set = scene.sets.first()?;
    let kind = ResourceType::new("apps", "v1", "controllerrevisions", "ControllerRevision");
    let all = scene.kubernetes.fetch_objects(&kind, Some(&scene.namespace), "").await.ok()??;
    let uid = &set["metadata"]["uid"];
    let own = |one: &&Value| {
        let mut owners = one["metadata"]["ownerReferences"].as_array().into_iter().flatten();
        owners.any(|owner| owner["uid"] == *uid)
    };
    let container = scene.whole.members.iter().find_map(|member| {
        let pod = member.pod.as_ref()?;
        pod.containers.get(member.container).map(|one| (one.name.clone(), one.image.clone()))
    });
    let (container, now) = container?;
    let image = |revision: &Value| {
        let containers = revision["data"]["spec"]["template"]["spec"]["containers"].as_array()?;
        let found = containers.iter().find(|one| one["name"] == container.as_str())?;
        found["image"].as_str().map(str::to_owned)
    };
    let mut former: Vec<(u64, String)> =
        all.iter().filter(own).filter_map(|one| Some((one["revision"].as_u64()?, image(one)?))).collect();
    former.retain(|(_, image)| *image != now);
    let (revision, image) = former.into_iter().max()?;
    Some(FormerImage { set: set["metadata"]["name"].as_str()?.to_owned(), revision, image })
}
