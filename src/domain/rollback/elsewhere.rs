//! Who else has to go back: where it is not Helm alone that applies the objects, what is to be run where.

use crate::target::gitops::Manager;
use serde::Serialize;

/// An Application of Argo CD, as far as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Application {
    /// Whether it syncs by itself.
    pub automated: bool,
    /// What it synced: number and revision of its source, oldest first.
    pub history: Vec<(u64, String)>,
    /// Where its source is.
    pub repository: Option<String>,
}

/// What a StatefulSet ran before, by its ControllerRevisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerImage {
    /// The StatefulSet.
    pub set: String,
    /// The number of the revision.
    pub revision: u64,
    /// The image of the container that runs the server.
    pub image: String,
}

/// Where to go back in place of here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    /// Who applies the objects.
    pub owner: String,
    /// Why it is not done here.
    pub why: String,
    /// What to run, in this order.
    pub commands: Vec<String>,
    /// Whether it may be done here all the same.
    #[serde(skip)]
    pub forceable: bool,
}

/// Where to go back; none where plain Helm owns the objects. `tofu` is the field manager of OpenTofu or Terraform, where
/// one wrote the objects.
pub fn elsewhere(
    managers: &[Manager],
    application: Option<&Application>,
    former: Option<&FormerImage>,
    tofu: Option<&str>,
    namespace: &str,
) -> Option<Elsewhere> {
    let foreign = managers.iter().find(|manager| manager.manager != "Helm");
    let helm = managers.iter().any(|manager| manager.manager == "Helm");
    let of = |owner: String, why: &str, commands: Vec<String>| {
        Some(Elsewhere { owner, why: why.to_owned(), commands, forceable: false })
    };
    match (foreign, tofu, helm) {
        (Some(manager), _, _) if manager.manager == "Argo CD" => {
            let (why, commands) = argo_cd(&manager.name, application);
            of(format!("Argo CD ({})", manager.name), &why, commands)
        }
        (Some(manager), _, _) if manager.manager == "Flux" => {
            of(format!("Flux ({})", manager.name), "it would apply what Git says again", flux(&manager.name))
        }
        (Some(manager), _, _) => of(
            format!("{} {}", manager.manager, manager.name),
            "its operator makes the StatefulSet from that resource, and would undo any other change",
            vec![operator(manager, former, namespace)],
        ),
        (None, Some(tofu), true) => Some(Elsewhere {
            owner: format!("{tofu}, by Helm"),
            why: "its next apply upgrades the release again, since its configuration does not know of the rollback"
                .to_owned(),
            commands: vec!["revert the change in the module, then: tofu plan, and tofu apply".to_owned()],
            forceable: true,
        }),
        (None, Some(tofu), false) => of(
            tofu.to_owned(),
            "its state says what is to be there",
            vec!["revert the change in the module, then: tofu plan, and tofu apply".to_owned()],
        ),
        (None, None, true) => None,
        (None, None, false) => {
            let command = former.map_or_else(
                || format!("apply the former manifests again: kubectl apply -n {namespace} -f FILE"),
                |former| {
                    format!(
                        "kubectl rollout undo statefulset/{} -n {namespace} --to-revision={}  (image {})",
                        former.set, former.revision, former.image
                    )
                },
            );
            of("nobody that is known".to_owned(), "no release of Helm says what was there before", vec![command])
        }
    }
}

fn argo_cd(name: &str, application: Option<&Application>) -> (String, Vec<String>) {
    let (app, place) = match name.split_once('_') {
        Some((namespace, app)) => (app, format!(" -N {namespace}")),
        None => (name, String::new()),
    };
    let mut commands = Vec::new();
    let repository = application.and_then(|one| one.repository.as_deref()).unwrap_or("the Application's repository");
    commands.push(format!("for good: git revert the commit in {repository}, then argocd app sync {app}{place}"));
    if application.is_none_or(|one| one.automated) {
        commands.push(format!("or at once: argocd app set {app}{place} --sync-policy none"));
    }
    let former = application.and_then(|one| one.history.iter().rev().nth(1));
    commands.push(match former {
        Some((id, revision)) => format!("argocd app rollback {app} {id}{place}  (back to {revision})"),
        None => format!("argocd app history {app}{place}, then argocd app rollback {app} ID{place}"),
    });
    let why = if application.is_some_and(|one| !one.automated) {
        "the objects are its own, and its next sync applies what Git says again"
    } else {
        "it would apply what Git says again"
    };
    (why.to_owned(), commands)
}

fn flux(name: &str) -> Vec<String> {
    let (kind, place) = name.split_once(' ').unwrap_or(("helmrelease", name));
    let (namespace, name) = place.split_once('/').unwrap_or(("flux-system", place));
    vec![
        format!("for good: git revert the change, then flux reconcile {kind} {name} -n {namespace} --with-source"),
        format!("{kind} {namespace}/{name} can be kept from it meanwhile: flux suspend {kind} {name} -n {namespace}"),
    ]
}

fn operator(manager: &Manager, former: Option<&FormerImage>, namespace: &str) -> String {
    let image = former.map_or("IMAGE", |former| former.image.as_str());
    let kind = manager.manager.to_lowercase();
    let field = match manager.manager.as_str() {
        "RedisFailover" => format!("{{\"spec\":{{\"redis\":{{\"image\":\"{image}\"}}}}}}"),
        _ => format!("{{\"spec\":{{\"kubernetesConfig\":{{\"image\":\"{image}\"}}}}}}"),
    };
    format!("kubectl patch {kind} {} -n {namespace} --type merge -p '{field}'", manager.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manager(manager: &str, name: &str) -> Manager {
        let reconciles = manager != "Helm";
        Manager { manager: manager.into(), name: name.into(), reconciles, pause: String::new(), paused: false }
    }

    fn commands(managers: &[Manager], application: Option<&Application>) -> Vec<String> {
        elsewhere(managers, application, None, None, "data").expect("elsewhere").commands
    }

    #[test]
    fn plain_helm_is_gone_back_from_here_and_opentofu_only_by_force() {
        let helm = [manager("Helm", "release apps/cache")];
        assert_eq!(elsewhere(&helm, None, None, None, "apps"), None);
        assert!(elsewhere(&helm, None, None, Some("OpenTofu"), "apps").is_some_and(|one| one.forceable));
        assert!(elsewhere(&[], None, None, Some("OpenTofu"), "apps").is_some_and(|one| !one.forceable));
    }

    #[test]
    fn argo_cd_is_told_the_number_of_the_former_sync() {
        let history = vec![(3, "aaa".to_owned()), (4, "bbb".to_owned())];
        let repository = Some("https://git/x".to_owned());
        let found = commands(
            &[manager("Argo CD", "team_prod-redis"), manager("Helm", "x")],
            Some(&Application { automated: true, history, repository }),
        );
        assert_eq!(
            found[0],
            "for good: git revert the commit in https://git/x, then argocd app sync prod-redis -N team"
        );
        assert_eq!(found[2], "argocd app rollback prod-redis 3 -N team  (back to aaa)");
        let found = commands(&[manager("Argo CD", "prod-redis")], None);
        assert!(found[2].starts_with("argocd app history prod-redis"), "{found:?}");
    }

    #[test]
    fn flux_operators_and_nobody_have_their_commands() {
        let found = commands(&[manager("Flux", "helmrelease flux-system/cache")], None);
        assert!(found[0].ends_with("flux reconcile helmrelease cache -n flux-system --with-source"), "{found:?}");
        let former = FormerImage { set: "rfr-x".into(), revision: 2, image: "redis:7.4".into() };
        let of = |managers: &[Manager]| elsewhere(managers, None, Some(&former), None, "data").expect("one").commands;
        assert_eq!(
            of(&[manager("RedisFailover", "x")]),
            [r#"kubectl patch redisfailover x -n data --type merge -p '{"spec":{"redis":{"image":"redis:7.4"}}}'"#]
        );
        assert_eq!(
            of(&[manager("RedisReplication", "x")]),
            [
                r#"kubectl patch redisreplication x -n data --type merge -p '{"spec":{"kubernetesConfig":{"image":"redis:7.4"}}}'"#
            ]
        );
        assert_eq!(of(&[]), ["kubectl rollout undo statefulset/rfr-x -n data --to-revision=2  (image redis:7.4)"]);
    }
}
