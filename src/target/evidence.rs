//! Why an instance is taken for what it is: the marks on its pods that the flavours are told by.

use super::facts::PodFacts;
use super::topology::Instance;

/// Labels that tell a chart or an operator.
const LABELS: [&str; 6] = [
    "helm.sh/chart",
    "app.kubernetes.io/component",
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/managed-by",
    "redis_setup_type",
    "redisfailovers.databases.spotahome.com/name",
];

/// The marks, of all members together, each once.
pub fn evidence(instance: &Instance) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for member in instance.members() {
        let Some(pod) = &member.pod else { continue };
        for mark in marks(pod, member.container) {
            if !found.contains(&mark) {
                found.push(mark);
            }
        }
    }
    if found.is_empty() {
        found.push("an address given with --url".to_owned());
    }
    found
}

fn marks(pod: &PodFacts, container: usize) -> Vec<String> {
    let mut marks = Vec::new();
    match &pod.owner {
        Some(owner) => marks.push(format!("{} {}", owner.kind, owner.name)),
        None => marks.push("a pod without a controller".to_owned()),
    }
    marks.extend(LABELS.iter().filter_map(|name| Some(format!("label {name}={}", pod.label(name)?))));
    let known = |name: &&String| matches!(name.as_str(), "setup-replication" | "config-init");
    marks.extend(pod.init_containers.iter().filter(known).map(|name| format!("init container {name}")));
    if let Some(container) = pod.containers.get(container) {
        if container.env.contains_key("REDIS_REPLICATION_MODE") {
            marks.push("environment REDIS_REPLICATION_MODE".to_owned());
        }
        if container.mounts.keys().any(|path| path.starts_with("/opt/bitnami/")) {
            marks.push("mounts below /opt/bitnami".to_owned());
        }
        marks.push(format!("image {}", container.image));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::facts::{ContainerFacts, Owner};
    use crate::target::topology::{Overrides, group};

    #[test]
    fn each_mark_is_named_once() {
        let pod = |ordinal: u32| PodFacts {
            name: format!("cache-redis-{ordinal}"),
            phase: "Running".into(),
            owner: Some(Owner { kind: "StatefulSet".into(), name: "cache-redis".into() }),
            labels: [("helm.sh/chart".to_owned(), "redis-0.4.0".to_owned())].into(),
            init_containers: vec!["setup-replication".into()],
            containers: vec![ContainerFacts { image: "redis:7.4".into(), ..ContainerFacts::default() }],
            ..PodFacts::default()
        };
        let found = evidence(&group(vec![pod(0), pod(1)], Overrides::default())[0]);
        assert_eq!(
            found,
            [
                "StatefulSet cache-redis",
                "label helm.sh/chart=redis-0.4.0",
                "init container setup-replication",
                "image redis:7.4"
            ]
        );
    }
}
