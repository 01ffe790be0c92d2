//! Rule `upgrade-rollout`: has a StatefulSet replaced all of its pods.

use crate::report::{Finding, Severity};
use serde_json::Value;

/// Judges a StatefulSet as the API tells it.
pub fn judge(subject: &str, set: &Value) -> Option<Finding> {
    let name = set["metadata"]["name"].as_str().unwrap_or_default();
    let (spec, status) = (&set["spec"], &set["status"]);
    let number = |value: &Value| value.as_u64();
    let wanted = number(&spec["replicas"]).unwrap_or(1);
    let ready = number(&status["readyReplicas"]).unwrap_or(0);
    let updated = number(&status["updatedReplicas"]).unwrap_or(0);
    let seen = number(&status["observedGeneration"]) >= number(&set["metadata"]["generation"]);
    let current = status["currentRevision"] == status["updateRevision"];
    let on_delete = spec["updateStrategy"]["type"] == "OnDelete";
    let partition = number(&spec["updateStrategy"]["rollingUpdate"]["partition"]).unwrap_or(0);
    // with OnDelete the controller leaves currentRevision as it is, so that the way back makes the two the same at once
    // (kubernetes/pkg/controller/statefulset/stateful_set_utils.go, completeRollingUpdate)
    let done = (current && !on_delete) || updated >= wanted;
    if seen && done && ready >= wanted {
        return None;
    }
    let message = if !seen {
        format!("StatefulSet {name} was changed, and its controller has not seen that yet")
    } else if done {
        format!("StatefulSet {name}: {ready} of {wanted} pods are ready")
    } else {
        format!("StatefulSet {name}: {updated} of {wanted} pods are of the new revision, {ready} are ready")
    };
    let finding = Finding::new("upgrade-rollout", Severity::Critical, subject, message);
    Some(match (on_delete, partition) {
        (true, _) if !done => finding.hint("its strategy is OnDelete: a pod is replaced when it is deleted"),
        (false, partition) if partition > 0 && !done => {
            finding.hint(format!("its partition {partition} keeps the pods below that ordinal as they are"))
        }
        _ => finding.hint("--wait DURATION looks until it has ended; redis-ops events tells what stands in the way"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn judged(extra: Value, status: Value) -> Option<Finding> {
        let mut spec = json!({ "replicas": 3 });
        if let (Some(spec), Some(extra)) = (spec.as_object_mut(), extra.as_object()) {
            spec.extend(extra.clone());
        }
        judge("apps/cache", &json!({ "metadata": { "name": "c", "generation": 2 }, "spec": spec, "status": status }))
    }

    #[test]
    fn a_rollout_that_has_ended_is_silent_and_one_under_way_tells_how_far_it_is() {
        let done =
            json!({ "observedGeneration": 2, "readyReplicas": 3, "currentRevision": "b", "updateRevision": "b" });
        assert_eq!(judged(json!({}), done), None);
        let under_way = json!({
            "observedGeneration": 2, "readyReplicas": 2, "updatedReplicas": 1, "currentRevision": "a", "updateRevision": "b"
        });
        let found = judged(json!({}), under_way.clone()).expect("told");
        assert_eq!(found.message, "StatefulSet c: 1 of 3 pods are of the new revision, 2 are ready");
        let found = judged(json!({ "updateStrategy": { "type": "OnDelete" } }), under_way).expect("told");
        assert!(found.hint.is_some_and(|hint| hint.contains("OnDelete")));
        let back = json!({
            "observedGeneration": 2, "readyReplicas": 3, "updatedReplicas": 1, "currentRevision": "a", "updateRevision": "a"
        });
        assert!(judged(json!({ "updateStrategy": { "type": "OnDelete" } }), back.clone()).is_some());
        assert_eq!(judged(json!({}), back), None);
        let unseen =
            json!({ "observedGeneration": 1, "readyReplicas": 3, "currentRevision": "a", "updateRevision": "a" });
        assert!(judged(json!({}), unseen).expect("told").message.contains("has not seen"));
    }
}
