use super::*;
use serde_json::json;

fn object(kind: &str, name: &str, more: Value) -> Value {
    let mut object = json!({"kind": kind, "metadata": {"name": name, "uid": format!("uid-{name}")}});
    for (field, value) in more.as_object().into_iter().flatten() {
        match (field.as_str(), value.as_object()) {
            ("metadata", Some(more)) => {
                more.iter().for_each(|(name, value)| object["metadata"][name] = value.clone());
            }
            _ => object[field] = value.clone(),
        }
    }
    object
}

fn owned_by(name: &str) -> Value {
    json!([{"apiVersion": "apps/v1", "kind": "StatefulSet", "name": name, "uid": format!("uid-{name}"), "controller": true}])
}

fn names(graph: &Graph) -> Vec<(String, String)> {
    graph.objects.iter().map(|one| (kind(&one.object).to_owned(), name(&one.object).to_owned())).collect()
}

#[test]
fn owners_selectors_mounts_and_labels_find_what_belongs_and_nothing_else() {
    let labels = json!({"app.kubernetes.io/instance": "cache", "app.kubernetes.io/name": "redis"});
    let pod = object(
        "Pod",
        "cache-0",
        json!({
            "metadata": {"labels": labels, "ownerReferences": owned_by("cache")},
            "spec": {"serviceAccountName": "cache-sa", "volumes": [
                {"configMap": {"name": "conf"}}, {"persistentVolumeClaim": {"claimName": "data-cache-0"}}]},
        }),
    );
    let set = object(
        "StatefulSet",
        "cache",
        json!({
            "metadata": {"ownerReferences": [{"apiVersion": "d.s.com/v1", "kind": "RedisFailover", "name": "rf", "uid": "uid-rf"}]},
            "spec": {"volumeClaimTemplates": [{"metadata": {"name": "data"}}]},
        }),
    );
    let all = [
        set,
        object("Service", "cache", json!({"spec": {"selector": labels}})),
        object("Service", "other", json!({"spec": {"selector": {"app": "web"}}})),
        object("Service", "without", json!({"spec": {}})),
        object(
            "Ingress",
            "door",
            json!({"spec": {"rules": [{"http": {"paths": [{"backend": {"service": {"name": "cache"}}}]}}]}}),
        ),
        object("ConfigMap", "conf", json!({})),
        object("ConfigMap", "labelled", json!({"metadata": {"labels": labels}})),
        object(
            "ConfigMap",
            "umbrella",
            json!({"metadata": {"labels": {"app.kubernetes.io/instance": "cache", "app.kubernetes.io/name": "web"}}}),
        ),
        object("PersistentVolumeClaim", "data-cache-0", json!({})),
        object("PersistentVolumeClaim", "data-cache-2", json!({})),
        object("PersistentVolumeClaim", "data-web-0", json!({})),
        object("ServiceAccount", "cache-sa", json!({})),
        object("ServiceAccount", "default", json!({})),
        object(
            "RoleBinding",
            "bind",
            json!({"subjects": [{"kind": "ServiceAccount", "name": "cache-sa"}], "roleRef": {"kind": "Role", "name": "read"}}),
        ),
        object("Role", "read", json!({})),
        object("Role", "unbound", json!({})),
        object("NetworkPolicy", "deny", json!({"spec": {"podSelector": {}}})),
        object("NetworkPolicy", "web", json!({"spec": {"podSelector": {"matchLabels": {"app": "web"}}}})),
        object(
            "HorizontalPodAutoscaler",
            "scale",
            json!({"spec": {"scaleTargetRef": {"kind": "StatefulSet", "name": "cache"}}}),
        ),
        object("ServiceMonitor", "watch", json!({"spec": {"selector": {"matchLabels": {"none": "of us"}}}})),
    ];
    let graph = find(std::slice::from_ref(&pod), &all);
    let found = names(&graph);
    let of = |kind: &str| found.iter().filter(|(of, _)| of == kind).map(|(_, name)| name.as_str()).collect::<Vec<_>>();
    assert_eq!(of("ConfigMap"), ["conf", "labelled"]);
    assert_eq!(of("PersistentVolumeClaim"), ["data-cache-0", "data-cache-2"]);
    assert_eq!((of("Service"), of("Ingress"), of("StatefulSet")), (vec!["cache"], vec!["door"], vec!["cache"]));
    assert_eq!((of("ServiceAccount"), of("Role"), of("RoleBinding")), (vec!["cache-sa"], vec!["read"], vec!["bind"]));
    assert_eq!((of("NetworkPolicy"), of("HorizontalPodAutoscaler")), (vec!["deny"], vec!["scale"]));
    assert!(of("ServiceMonitor").is_empty() && of("Pod").is_empty());
    assert_eq!(
        graph.unknown_owners.iter().next().map(|owner| (owner.1.as_str(), owner.2.as_str())),
        Some(("RedisFailover", "rf"))
    );
}

#[test]
fn what_a_controller_makes_is_told_apart_and_a_pod_without_one_is_kept() {
    let bare = object("Pod", "redis", json!({"spec": {}}));
    let graph = find(std::slice::from_ref(&bare), &[]);
    assert_eq!(names(&graph), [("Pod".to_owned(), "redis".to_owned())]);
    let pod = object("Pod", "web-x", json!({"metadata": {"ownerReferences": owned_by("web-5d")}}));
    let replica_set = object("ReplicaSet", "web-5d", json!({"metadata": {"ownerReferences": owned_by("web")}}));
    let graph = find(std::slice::from_ref(&pod), &[replica_set, object("Deployment", "web", json!({}))]);
    let derived: Vec<_> = graph.objects.iter().map(|one| (name(&one.object), one.derived)).collect();
    assert_eq!(derived, [("web", false), ("web-5d", true)]);
}
