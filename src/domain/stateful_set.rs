//! A StatefulSet as far as somebody needs it who scales it: its pods, its template, what becomes of its claims.

use serde_json::Value;
use std::collections::BTreeMap;

/// What the API says of a StatefulSet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SetFacts {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its uid.
    pub uid: String,
    /// Changes with every write.
    pub version: String,
    /// Pods it is meant to have.
    pub replicas: u32,
    /// The number of its first pod.
    pub first_ordinal: u32,
    /// Its annotations.
    pub annotations: BTreeMap<String, String>,
    /// Whether the claims of pods that are scaled away are deleted with them.
    pub deletes_claims_when_scaled: bool,
    /// The specification its pods are made from.
    pub template: Value,
    /// Names of the claims that each pod gets.
    pub claim_templates: Vec<String>,
    labels: BTreeMap<String, String>,
}

impl SetFacts {
    /// Reads the object.
    #[must_use]
    pub fn of(set: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let map = |value: &Value| -> BTreeMap<String, String> {
            let pairs = value.as_object().into_iter().flatten();
            pairs.map(|(key, value)| (key.clone(), text(value))).collect()
        };
        let number = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
        let spec = &set["spec"];
        let templates = spec["volumeClaimTemplates"].as_array().into_iter().flatten();
        Self {
            namespace: text(&set["metadata"]["namespace"]),
            name: text(&set["metadata"]["name"]),
            uid: text(&set["metadata"]["uid"]),
            version: text(&set["metadata"]["resourceVersion"]),
            replicas: number(&spec["replicas"]).unwrap_or(1),
            first_ordinal: number(&spec["ordinals"]["start"]).unwrap_or(0),
            annotations: map(&set["metadata"]["annotations"]),
            deletes_claims_when_scaled: spec["persistentVolumeClaimRetentionPolicy"]["whenScaled"] == "Delete",
            template: spec["template"].clone(),
            claim_templates: templates.map(|one| text(&one["metadata"]["name"])).collect(),
            labels: map(&spec["selector"]["matchLabels"]),
        }
    }

    /// The selector of its pods, as the API takes it.
    #[must_use]
    pub fn selector(&self) -> String {
        let pairs: Vec<String> = self.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        pairs.join(",")
    }

    /// Whether a pod is its own: another set may have the same labels.
    #[must_use]
    pub fn owns(&self, pod: &Value) -> bool {
        let mut owners = pod["metadata"]["ownerReferences"].as_array().into_iter().flatten();
        owners.any(|owner| owner["uid"] == self.uid.as_str())
    }

    /// The name of the pod with this place in the order.
    #[must_use]
    pub fn pod_name(&self, index: u32) -> String {
        format!("{}-{}", self.name, self.first_ordinal + index)
    }

    /// Whether one of its pods would be too many, or is ending.
    #[must_use]
    pub fn is_surplus(&self, pod: &Value, replicas: u32) -> bool {
        let ending = !pod["metadata"]["deletionTimestamp"].is_null();
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        ending || !(0..replicas).any(|index| self.pod_name(index) == name)
    }

    /// What is missing until so many pods are ready: each with what it waits for.
    #[must_use]
    pub fn not_ready(&self, there: &[Value], replicas: u32) -> Vec<String> {
        let wanted = (0..replicas).map(|index| self.pod_name(index));
        let missing = |name: String| match there.iter().find(|pod| pod["metadata"]["name"] == name.as_str()) {
            None => Some(format!("{name} (it is not there yet)")),
            Some(pod) if is_ready(pod) && pod["metadata"]["deletionTimestamp"].is_null() => None,
            Some(pod) => Some(match why_not_running(pod) {
                Some(why) => format!("{name} ({why})"),
                None => format!("{name} (it is not ready)"),
            }),
        };
        wanted.filter_map(missing).collect()
    }
}

/// Whether the condition Ready of a pod is true.
#[must_use]
pub fn is_ready(pod: &Value) -> bool {
    let conditions = pod["status"]["conditions"].as_array();
    conditions.is_some_and(|all| all.iter().any(|one| one["type"] == "Ready" && one["status"] == "True"))
}

/// Why a pod's containers do not run, as the kubelet or the scheduler says.
#[must_use]
pub fn why_not_running(pod: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for list in ["initContainerStatuses", "containerStatuses"] {
        for status in pod["status"][list].as_array().into_iter().flatten() {
            let waiting = text(&status["state"]["waiting"]["reason"]);
            let ended = &status["lastState"]["terminated"];
            if !waiting.is_empty() && waiting != "PodInitializing" {
                let last = ended["exitCode"].as_i64().map(|code| format!(", exit {code} before")).unwrap_or_default();
                return Some(format!("container {}: {waiting}{last}", text(&status["name"])));
            }
        }
    }
    let mut conditions = pod["status"]["conditions"].as_array().into_iter().flatten();
    let unscheduled = conditions.find(|one| one["type"] == "PodScheduled" && one["status"] == "False")?;
    Some(text(&unscheduled["message"]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn set() -> SetFacts {
        SetFacts::of(&json!({
            "metadata": {"namespace": "apps", "name": "cache", "uid": "u1", "annotations": {"a": "b"}},
            "spec": {
                "replicas": 3, "selector": {"matchLabels": {"app": "redis", "part": "cache"}},
                "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Delete"},
                "volumeClaimTemplates": [{"metadata": {"name": "data"}}],
            },
        }))
    }

    fn pod(name: &str, ready: &str, ending: bool) -> Value {
        let mut pod = json!({
            "metadata": {"name": name, "ownerReferences": [{"uid": "u1"}]},
            "status": {"conditions": [{"type": "Ready", "status": ready}]},
        });
        if ending {
            pod["metadata"]["deletionTimestamp"] = json!("2026-11-20T03:15:02Z");
        }
        pod
    }

    #[test]
    fn a_set_is_read_with_what_becomes_of_its_claims() {
        let set = set();
        assert_eq!((set.replicas, set.deletes_claims_when_scaled), (3, true));
        assert_eq!(
            (set.selector().as_str(), set.claim_templates.as_slice()),
            ("app=redis,part=cache", &["data".to_owned()][..])
        );
        assert!(set.owns(&pod("cache-0", "True", false)));
        assert!(!set.owns(&json!({"metadata": {"ownerReferences": [{"uid": "u2"}]}})));
        assert_eq!(SetFacts::of(&json!({})).replicas, 1, "as the API has it where it is not said");
    }

    #[test]
    fn surplus_are_pods_beyond_the_number_and_those_that_end() {
        let set = set();
        assert!(set.is_surplus(&pod("cache-1", "True", false), 1));
        assert!(!set.is_surplus(&pod("cache-0", "False", false), 1));
        assert!(set.is_surplus(&pod("cache-0", "True", true), 1));
        assert!(set.is_surplus(&pod("cache-0", "True", false), 0));
    }

    #[test]
    fn what_is_not_ready_is_named_with_its_reason() {
        let mut crashing = pod("cache-1", "False", false);
        crashing["status"]["containerStatuses"] = json!([{"name": "redis",
            "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 1}}}]);
        let there = [pod("cache-0", "True", false), crashing];
        assert_eq!(
            set().not_ready(&there, 3),
            ["cache-1 (container redis: CrashLoopBackOff, exit 1 before)", "cache-2 (it is not there yet)"]
        );
        assert!(set().not_ready(&there, 1).is_empty());
    }
}
