//! What speaks against stopping a server and changing its files.

use crate::domain::stateful_set::SetFacts;
use crate::target::flavour::Flavour;
use crate::target::gitops::Manager;
use crate::target::objects::AutoscalerFacts;

/// What is looked at before anything is planned.
#[derive(Debug, Clone)]
pub struct Situation<'a> {
    /// `namespace/name`.
    pub instance: &'a str,
    /// Who deployed it.
    pub flavour: Flavour,
    /// Whether the servers say that they are a Redis Cluster.
    pub clustered: bool,
    /// Number of its members.
    pub members: usize,
    /// Kind and name of the primary's controller.
    pub owner: Option<(&'a str, &'a str)>,
    /// The StatefulSets, that of the primary last.
    pub sets: &'a [SetFacts],
    /// Who else writes them, each once.
    pub managers: &'a [Manager],
    /// HorizontalPodAutoscalers of the namespace.
    pub autoscalers: &'a [AutoscalerFacts],
    /// Rights that are missing: `create pods`.
    pub missing_rights: &'a [String],
}

/// A reason against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why, a sentence without a full stop.
    pub why: String,
    /// What to type.
    pub hint: String,
    /// Whether `--force` overrides it.
    pub forcible: bool,
}

/// Everything that speaks against it, the gravest first; empty where nothing does.
#[must_use]
pub fn judge(situation: &Situation<'_>) -> Vec<Refusal> {
    if let Some(why) = impossible(situation) {
        let hint = "--engine live writes the data into the running servers, whoever owns them".to_owned();
        return vec![Refusal { why, hint, forcible: false }];
    }
    let mut refusals = Vec::new();
    for set in situation.sets.iter().filter(|set| set.deletes_claims_when_scaled) {
        refusals.push(Refusal {
            why: format!(
                "StatefulSet {} deletes the claims of pods that are scaled away \
                 (persistentVolumeClaimRetentionPolicy.whenScaled is Delete): its data would be gone",
                set.name
            ),
            hint: format!(
                "kubectl patch statefulset {} -n {} -p '{{\"spec\":{{\"persistentVolumeClaimRetentionPolicy\":{{\"whenScaled\":\"Retain\"}}}}}}'",
                set.name, set.namespace
            ),
            forcible: false,
        });
    }
    for manager in situation.managers.iter().filter(|manager| manager.reconciles && !manager.paused) {
        refusals.push(Refusal {
            why: format!(
                "{} ({}) puts back what it owns: it would start the servers while their files are changed",
                manager.manager, manager.name
            ),
            hint: format!("pause it first: {}", manager.pause),
            forcible: true,
        });
    }
    for autoscaler in situation.autoscalers {
        let (kind, name) = &autoscaler.scales;
        if kind == "StatefulSet" && situation.sets.iter().any(|set| set.name == *name) {
            refusals.push(Refusal {
                why: format!(
                    "HorizontalPodAutoscaler {} scales StatefulSet {name}: it would bring replicas before the primary is compared",
                    autoscaler.name
                ),
                hint: format!("delete it, and apply it again afterwards: kubectl delete hpa {}", autoscaler.name),
                forcible: true,
            });
        }
    }
    if !situation.missing_rights.is_empty() {
        let namespace = situation.instance.split('/').next().unwrap_or_default();
        refusals.push(Refusal {
            why: format!("rights are missing in namespace {namespace}: {}", situation.missing_rights.join(", ")),
            hint: format!("to check: kubectl auth can-i --list -n {namespace}"),
            forcible: false,
        });
    }
    refusals
}

/// Why it cannot work at all.
fn impossible(situation: &Situation<'_>) -> Option<String> {
    let instance = situation.instance;
    match situation.flavour {
        Flavour::Url => {
            return Some(format!("{instance} is an address: its files are reached through Kubernetes alone"));
        }
        Flavour::Spotahome => {
            return Some(format!(
                "{instance} belongs to Spotahome's operator, which cannot be paused: it makes the oldest pod the primary, \
                 and the others copy that one"
            ));
        }
        Flavour::OtOperator => {
            return Some(format!(
                "{instance} belongs to the operator of OT-CONTAINER-KIT, which puts back what it owns and chooses the \
                 primary itself"
            ));
        }
        Flavour::BitnamiCluster => return Some(cluster(instance)),
        _ if situation.clustered => return Some(cluster(instance)),
        Flavour::BitnamiSentinel => {
            return Some(format!(
                "{instance} is watched by Sentinel, which decides who the primary is when pods come and go"
            ));
        }
        Flavour::BarePod => {
            return Some(format!(
                "{instance} is a pod without a controller: deleting it to stop the server loses pod and data"
            ));
        }
        _ => {}
    }
    match situation.owner {
        Some(("StatefulSet", _)) if situation.sets.is_empty() => {
            Some(format!("the StatefulSet of {instance} cannot be found"))
        }
        Some(("StatefulSet", _)) if situation.flavour == Flavour::Workload && situation.members > 1 => Some(format!(
            "{instance} has {} members, and which of them is the primary after a restart is not known of it",
            situation.members
        )),
        Some(("StatefulSet", _)) => None,
        Some((kind, name)) => {
            Some(format!("{instance} is run by a {kind} ({name}), and only StatefulSets can be stopped this way"))
        }
        None => Some(format!("{instance} has no controller that could stop and start it")),
    }
}

fn cluster(instance: &str) -> String {
    format!("{instance} is a Redis Cluster: each file belongs to its shard's slots and node")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn set(policy: &str) -> SetFacts {
        SetFacts::of(&json!({
            "metadata": {"name": "cache", "namespace": "apps"},
            "spec": {"persistentVolumeClaimRetentionPolicy": {"whenScaled": policy}},
        }))
    }

    fn situation<'a>(flavour: Flavour, sets: &'a [SetFacts]) -> Situation<'a> {
        Situation {
            instance: "apps/cache",
            flavour,
            clustered: false,
            members: 3,
            owner: Some(("StatefulSet", "cache")),
            sets,
            managers: &[],
            autoscalers: &[],
            missing_rights: &[],
        }
    }

    #[test]
    fn a_chart_with_a_stateful_set_is_no_reason_to_refuse() {
        let sets = [set("Retain")];
        for flavour in [Flavour::SbChart, Flavour::BitnamiStandalone, Flavour::BitnamiReplication] {
            assert_eq!(judge(&situation(flavour, &sets)), [], "{flavour:?}");
        }
        let alone = Situation { members: 1, ..situation(Flavour::Workload, &sets) };
        assert_eq!(judge(&alone), []);
    }

    #[test]
    fn what_cannot_work_names_the_live_engine() {
        let sets = [set("Retain")];
        let cases = [
            (Flavour::Spotahome, "Spotahome"),
            (Flavour::OtOperator, "OT-CONTAINER-KIT"),
            (Flavour::BitnamiCluster, "Redis Cluster"),
            (Flavour::BitnamiSentinel, "Sentinel"),
            (Flavour::BarePod, "without a controller"),
            (Flavour::Workload, "3 members"),
        ];
        for (flavour, words) in cases {
            let refusals = judge(&situation(flavour, &sets));
            assert!(refusals.len() == 1 && refusals[0].why.contains(words), "{flavour:?}: {refusals:?}");
            assert!(refusals[0].hint.contains("--engine live") && !refusals[0].forcible);
        }
        let clustered = Situation { clustered: true, ..situation(Flavour::SbChart, &sets) };
        assert!(judge(&clustered)[0].why.contains("Redis Cluster"));
        let deployment = Situation { owner: Some(("ReplicaSet", "x-1")), ..situation(Flavour::Workload, &sets) };
        assert!(judge(&deployment)[0].why.contains("only StatefulSets"));
    }

    #[test]
    fn claims_that_go_with_pods_are_not_to_be_forced_and_managers_are() {
        let sets = [set("Delete")];
        let manager = |reconciles, paused| Manager {
            manager: "Argo CD".into(),
            name: "cache".into(),
            reconciles,
            pause: "argocd app set cache --sync-policy none".into(),
            paused,
        };
        let managers = [manager(true, false), manager(true, true), manager(false, false)];
        let autoscaler = |name: &str| AutoscalerFacts {
            name: "h".into(),
            scales: ("StatefulSet".into(), name.into()),
            least: 1,
            most: 3,
        };
        let autoscalers = [autoscaler("cache"), autoscaler("other")];
        let missing = ["create pods".to_owned()];
        let refusals = judge(&Situation {
            managers: &managers,
            autoscalers: &autoscalers,
            missing_rights: &missing,
            ..situation(Flavour::SbChart, &sets)
        });
        let forcible: Vec<bool> = refusals.iter().map(|refusal| refusal.forcible).collect();
        assert_eq!(forcible, [false, true, true, false]);
        assert!(refusals[0].hint.contains("Retain") && refusals[1].hint.contains("argocd app set"));
        assert!(refusals[3].why.contains("create pods"));
    }
}
