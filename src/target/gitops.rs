//! Who else writes the workload's objects: Argo CD, Flux, Helm, an operator, and how each is paused.

use super::objects::WorkloadFacts;
use crate::report::{Finding, Severity};
use serde::Serialize;
use std::collections::BTreeMap;

/// Something that puts the objects back to how it wants them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manager {
    /// `Argo CD`, `Flux`, `Helm`, or the kind of an operator's resource.
    pub manager: String,
    /// What it knows the objects as: an application, a release, a resource.
    pub name: String,
    /// Whether it undoes changes by itself, rather than at the next deployment.
    pub reconciles: bool,
    /// How to keep it from undoing a change by hand.
    pub pause: String,
    /// Whether it is paused: an annotation of its resource says so.
    pub paused: bool,
}

/// Whether the operator of OT-CONTAINER-KIT is told to leave a resource alone: `<kind>.opstreelabs.in/skip-reconcile`,
/// in lower case (its documents write it otherwise, which has no effect).
pub fn is_paused(resource: &WorkloadFacts) -> bool {
    let annotation = format!("{}.opstreelabs.in/skip-reconcile", resource.kind.to_lowercase());
    text(&resource.annotations, &annotation) == Some("true")
}

/// Rule `operator-paused`.
pub fn judge_pause(manager: &Manager, subject: &str) -> Option<Finding> {
    let message = format!(
        "its operator is told to leave {} {} alone: labels and Services do not follow a failover",
        manager.manager, manager.name
    );
    manager.paused.then(|| {
        Finding::new("operator-paused", Severity::Warning, subject, message)
            .hint("the annotation …/skip-reconcile of the resource, once removed, sets it going again")
    })
}

/// The managers of a workload, those that reconcile first. Operators' resources among `workloads` say whether they are
/// paused.
pub fn managers(workload: &WorkloadFacts, namespace: &str, workloads: &[WorkloadFacts]) -> Vec<Manager> {
    let mut found: Vec<Manager> = Vec::new();
    found.extend(argo_cd(workload));
    found.extend(flux(workload));
    found.extend(operator(workload, namespace, workloads));
    found.extend(helm(workload, namespace, !found.is_empty()));
    found
}

fn text<'a>(map: &'a BTreeMap<String, String>, key: &str) -> Option<&'a str> {
    map.get(key).map(String::as_str).filter(|value| !value.is_empty())
}

/// The annotation is `<application>:<group>/<kind>:<namespace>/<name>`, the application perhaps `<namespace>_<name>`
/// (argo-cd/util/argo/resource_tracking.go); the label of older installations holds the application alone.
fn argo_cd(workload: &WorkloadFacts) -> Option<Manager> {
    let tracked = text(&workload.annotations, "argocd.argoproj.io/tracking-id").and_then(|id| id.split(':').next());
    let name = tracked.or_else(|| text(&workload.labels, "argocd.argoproj.io/instance"))?;
    let (place, app) = match name.split_once('_') {
        Some((namespace, app)) => (format!(" -N {namespace}"), app),
        None => (String::new(), name),
    };
    Some(Manager {
        manager: "Argo CD".to_owned(),
        name: name.to_owned(),
        reconciles: true,
        paused: false,
        pause: format!(
            "argocd app set {app}{place} --sync-policy none (with selfHeal it undoes changes within seconds)"
        ),
    })
}

/// Labels of the kustomize and helm controllers (fluxcd/pkg/ssa, helm-controller/internal/postrender).
fn flux(workload: &WorkloadFacts) -> Option<Manager> {
    let by = |controller: &str, what: &str| {
        let name = text(&workload.labels, &format!("{controller}.toolkit.fluxcd.io/name"))?;
        let namespace = text(&workload.labels, &format!("{controller}.toolkit.fluxcd.io/namespace"))?;
        Some(Manager {
            manager: "Flux".to_owned(),
            name: format!("{what} {namespace}/{name}"),
            reconciles: true,
            paused: false,
            pause: format!("flux suspend {what} {name} -n {namespace}"),
        })
    };
    by("helm", "helmrelease").or_else(|| by("kustomize", "kustomization"))
}

fn operator(workload: &WorkloadFacts, namespace: &str, workloads: &[WorkloadFacts]) -> Option<Manager> {
    let owner = workload.owner.as_ref().filter(|owner| !matches!(owner.kind.as_str(), "Deployment" | "StatefulSet"))?;
    let kind = owner.kind.to_lowercase();
    let pause = match owner.kind.as_str() {
        "RedisFailover" => "its operator cannot be paused: scale the redis-operator's Deployment to 0".to_owned(),
        "Redis" | "RedisReplication" | "RedisCluster" | "RedisSentinel" => {
            format!("kubectl annotate {kind} {} -n {namespace} {kind}.opstreelabs.in/skip-reconcile=true", owner.name)
        }
        _ => format!("see the documentation of the operator behind {}", owner.kind),
    };
    let resource = workloads.iter().find(|one| one.kind == owner.kind && one.name == owner.name);
    let paused = resource.is_some_and(is_paused);
    Some(Manager { manager: owner.kind.clone(), name: owner.name.clone(), reconciles: !paused, pause, paused })
}

/// Helm's own annotations. Argo CD renders charts without them, Flux and the operators leave them.
fn helm(workload: &WorkloadFacts, namespace: &str, driven: bool) -> Option<Manager> {
    let release = text(&workload.annotations, "meta.helm.sh/release-name")?;
    let place = text(&workload.annotations, "meta.helm.sh/release-namespace").unwrap_or(namespace);
    let pause = if driven {
        "driven by the one above".to_owned()
    } else {
        "nothing to pause: changes by hand last until the next helm upgrade or rollback".to_owned()
    };
    Some(Manager {
        manager: "Helm".to_owned(),
        name: format!("release {place}/{release}"),
        reconciles: false,
        pause,
        paused: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::facts::Owner;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn argo_cd_is_known_by_its_annotation_or_its_label() {
        let annotated = WorkloadFacts {
            annotations: map(&[(
                "argocd.argoproj.io/tracking-id",
                "team_prod-redis:apps/StatefulSet:data/redis-master",
            )]),
            ..WorkloadFacts::default()
        };
        let found = managers(&annotated, "data", &[]);
        assert_eq!((found[0].name.as_str(), found[0].reconciles), ("team_prod-redis", true));
        assert!(found[0].pause.starts_with("argocd app set prod-redis -N team --sync-policy none"));
        let labelled = WorkloadFacts { labels: map(&[("argocd.argoproj.io/instance", "cache")]), ..Default::default() };
        assert_eq!(managers(&labelled, "data", &[])[0].name, "cache");
    }

    #[test]
    fn flux_drives_helm() {
        let workload = WorkloadFacts {
            labels: map(&[
                ("helm.toolkit.fluxcd.io/name", "cache"),
                ("helm.toolkit.fluxcd.io/namespace", "flux-system"),
            ]),
            annotations: map(&[("meta.helm.sh/release-name", "cache"), ("meta.helm.sh/release-namespace", "apps")]),
            ..WorkloadFacts::default()
        };
        let found = managers(&workload, "apps", &[]);
        assert_eq!(found[0].pause, "flux suspend helmrelease cache -n flux-system");
        assert_eq!((found[1].name.as_str(), found[1].reconciles), ("release apps/cache", false));
    }

    #[test]
    fn an_operators_resource_is_a_manager() {
        let owner = Some(Owner { kind: "RedisReplication".into(), name: "cache".into() });
        let workload = WorkloadFacts { owner, ..WorkloadFacts::default() };
        let found = managers(&workload, "ot", &[]);
        assert_eq!(
            found[0].pause,
            "kubectl annotate redisreplication cache -n ot redisreplication.opstreelabs.in/skip-reconcile=true"
        );
        assert!(managers(&WorkloadFacts::default(), "x", &[]).is_empty());
        // The annotation counts in lower case and on the resource, and then the operator undoes nothing.
        let paused = |key: &str| {
            let resource = WorkloadFacts {
                kind: "RedisReplication".into(),
                name: "cache".into(),
                annotations: map(&[(key, "true")]),
                ..WorkloadFacts::default()
            };
            managers(&workload, "ot", &[resource]).remove(0)
        };
        let found = paused("redisreplication.opstreelabs.in/skip-reconcile");
        assert_eq!((found.paused, found.reconciles), (true, false));
        assert_eq!(judge_pause(&found, "ot/cache").map(|one| one.id), Some("operator-paused".to_owned()));
        assert!(!paused("redisReplication.opstreelabs.in/skip-reconcile").paused);
    }
}
