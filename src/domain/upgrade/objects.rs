//! Rules `upgrade-immutable` and `upgrade-appendonly`, over the objects that are to be applied: what the API server refuses
//! to change, and an AOF that is switched over data which it does not hold.

use super::release_facts::{MemberRelease, ReleaseFacts};
use crate::domain::release::Release;
use crate::formats::redis_conf;
use crate::report::{Finding, Severity};
use serde_json::{Map, Value, json};

/// What a StatefulSet's specification may change (kubernetes/pkg/apis/apps/validation, `ValidateStatefulSetUpdate`).
const CHANGEABLE: [&str; 7] = [
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
    "revisionHistoryLimit",
];

pub(super) fn judge(facts: &ReleaseFacts) -> Vec<Finding> {
    let Some(next) = &facts.next else { return Vec::new() };
    let mut findings: Vec<Finding> = immutable(facts, next);
    findings.extend(append_only(facts, next));
    findings
}

/// The objects of a kind.
fn of_kind<'a>(objects: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    objects.iter().filter(move |object| object["kind"] == kind)
}

fn name(object: &Value) -> &str {
    object["metadata"]["name"].as_str().unwrap_or_default()
}

fn immutable(facts: &ReleaseFacts, next: &[Value]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for set in &facts.sets {
        let Some(coming) = of_kind(next, "StatefulSet").find(|other| name(other) == name(set)) else {
            let message = format!("StatefulSet {} is not among the objects that are to be applied", name(set));
            findings.push(
                Finding::new("upgrade-immutable", Severity::Warning, &facts.subject, message)
                    .hint("a set of another name starts beside it, with empty volumes of its own"),
            );
            continue;
        };
        let fields = differing(&set["spec"], &coming["spec"]);
        if !fields.is_empty() {
            let message = format!(
                "StatefulSet {} would change {}, which the API server refuses: the upgrade fails half-way",
                name(set),
                fields.join(", ")
            );
            findings.push(Finding::new("upgrade-immutable", Severity::Critical, &facts.subject, message).hint(format!(
                "kubectl delete statefulset {} --cascade=orphan leaves the pods running; the upgrade then makes it anew",
                name(set)
            )));
        }
    }
    findings
}

/// The fields that may not change and do, by their paths.
fn differing(now: &Value, coming: &Value) -> Vec<String> {
    let fields = ["serviceName", "podManagementPolicy", "selector", "volumeClaimTemplates"];
    let known: Vec<String> = fields
        .iter()
        .filter(|field| plain(now, field) != plain(coming, field))
        .map(|field| if *field == "volumeClaimTemplates" { templates(now, coming) } else { (*field).to_owned() })
        .collect();
    let empty = Map::new();
    let all = coming.as_object().unwrap_or(&empty).keys();
    let others = all.filter(|field| !CHANGEABLE.contains(&field.as_str()) && !fields.contains(&field.as_str()));
    let others = others.filter(|field| now.get(*field) != coming.get(*field)).cloned();
    known.into_iter().chain(others).collect()
}

/// A field without what the API server fills in.
fn plain(spec: &Value, field: &str) -> Value {
    match field {
        "podManagementPolicy" => spec.get(field).cloned().unwrap_or_else(|| json!("OrderedReady")),
        "volumeClaimTemplates" => Value::Array(spec[field].as_array().into_iter().flatten().map(claim).collect()),
        _ => spec[field].clone(),
    }
}

/// A claim template without status, kind and defaults.
fn claim(template: &Value) -> Value {
    let metadata = &template["metadata"];
    let labels = metadata["labels"].as_object().filter(|labels| !labels.is_empty());
    let annotations = metadata["annotations"].as_object().filter(|annotations| !annotations.is_empty());
    let mut spec = template["spec"].clone();
    if let Some(spec) = spec.as_object_mut() {
        spec.entry("volumeMode").or_insert_with(|| json!("Filesystem"));
        // Only `null` is as good as nothing; an empty name means no class.
        spec.retain(|_, value| !value.is_null());
    }
    json!({ "name": metadata["name"], "labels": labels, "annotations": annotations, "spec": spec })
}

/// Which part of the claim templates differs, in words.
fn templates(now: &Value, coming: &Value) -> String {
    let (now, coming) = (plain(now, "volumeClaimTemplates"), plain(coming, "volumeClaimTemplates"));
    let parts = ["name", "labels", "annotations", "spec"];
    let pairs = || now.as_array().into_iter().flatten().zip(coming.as_array().into_iter().flatten());
    let differ = parts.iter().filter(|part| pairs().any(|(a, b)| a[**part] != b[**part])).copied();
    let differ: Vec<&str> = differ.collect();
    if differ.is_empty() {
        return "the number of volumeClaimTemplates".to_owned();
    }
    format!("volumeClaimTemplates ({})", differ.join(", "))
}

/// Redis with an AOF reads the AOF alone. Switched on over a volume with an RDB it starts empty, and its next save
/// overwrites the RDB; switched off it starts from an RDB that may be old, or from none.
fn append_only(facts: &ReleaseFacts, next: &[Value]) -> Option<Finding> {
    let wanted = wanted(facts, next)?;
    let on = |member: &MemberRelease| member.info.as_ref().and_then(|info| info.flag("aof_enabled"));
    let now = facts.members.iter().find_map(on)?;
    let (message, hint) = match (now, wanted) {
        (false, true) => (
            "appendonly is switched on over volumes that hold an RDB alone: the servers start EMPTY, and overwrite the RDB \
             at their next save",
            "CONFIG SET appendonly yes on every running member first, wait for aof_rewrite_in_progress:0, then upgrade",
        ),
        (true, false) => (
            "appendonly is switched off: the servers start from their last RDB, which may be old, or from nothing",
            "redis-ops bgsave on every member just before, and stop the writers; or leave the AOF on",
        ),
        _ => return None,
    };
    Some(Finding::new("upgrade-appendonly", Severity::Critical, &facts.subject, message).hint(hint))
}

/// `appendonly` of the coming configuration: command lines win over files.
fn wanted(facts: &ReleaseFacts, next: &[Value]) -> Option<bool> {
    let sets = of_kind(next, "StatefulSet").filter(|set| facts.sets.iter().any(|own| name(own) == name(set)));
    let commands = sets.flat_map(|set| containers(&set["spec"]["template"]["spec"])).flat_map(|container| {
        let words = |field: &str| container[field].as_array().into_iter().flatten().filter_map(Value::as_str);
        let words: Vec<String> = words("command").chain(words("args")).map(str::to_owned).collect();
        redis_conf::of_command_line(&words)
    });
    let files = of_kind(next, "ConfigMap").flat_map(|map| map["data"].as_object().into_iter().flatten());
    let files = files.filter(|(key, _)| key.ends_with(".conf") || *key == "redis-config");
    let files = files.filter_map(|(_, text)| text.as_str()).flat_map(redis_conf::parse);
    let all = files.chain(commands).filter(|directive| directive.name == "appendonly");
    all.last().and_then(|directive| {
        match directive.arguments.first().map(|word| word.to_ascii_lowercase()).as_deref() {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => None,
        }
    })
}

fn containers(spec: &Value) -> impl Iterator<Item = &Value> {
    spec["containers"].as_array().into_iter().flatten()
}

/// The release that the coming objects' images promise to the instance.
pub fn target_of(sets: &[Value], next: &[Value]) -> Option<Release> {
    let coming = of_kind(next, "StatefulSet").filter(|set| sets.iter().any(|own| name(own) == name(set)));
    let images = coming.flat_map(|set| containers(&set["spec"]["template"]["spec"]));
    images.filter_map(|container| container["image"].as_str()).find_map(Release::of_image)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{facts, ids};
    use super::*;

    fn set(extra: Value) -> Value {
        let mut set = json!({
            "kind": "StatefulSet",
            "metadata": { "name": "cache-redis" },
            "spec": {
                "serviceName": "cache-redis-headless",
                "selector": { "matchLabels": { "app": "cache" } },
                "template": { "spec": { "containers": [{ "image": "redis:7.4.1", "args": ["redis-server"] }] } },
                "volumeClaimTemplates": [{
                    "metadata": { "name": "data", "labels": { "helm.sh/chart": "redis-0.4.0" } },
                    "spec": { "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "8Gi" } } }
                }]
            }
        });
        if let (Some(spec), Some(extra)) = (set["spec"].as_object_mut(), extra.as_object()) {
            spec.extend(extra.clone());
        }
        set
    }

    fn judged(info: &str, next: Vec<Value>) -> Vec<Finding> {
        let mut facts = facts(info);
        let mut now = set(json!({ "podManagementPolicy": "OrderedReady", "revisionHistoryLimit": 10 }));
        now["spec"]["volumeClaimTemplates"][0]["status"] = json!({ "phase": "Pending" });
        now["spec"]["volumeClaimTemplates"][0]["spec"]["volumeMode"] = json!("Filesystem");
        facts.sets = vec![now];
        facts.next = Some(next);
        judge(&facts)
    }

    #[test]
    fn what_the_api_server_fills_in_is_no_change() {
        assert_eq!(ids(&judged("", vec![set(json!({ "replicas": 5 }))])), []);
    }

    #[test]
    fn what_may_not_change_is_named() {
        let mut labels = set(json!({ "serviceName": "cache-redis" }));
        labels["spec"]["volumeClaimTemplates"][0]["metadata"]["labels"]["helm.sh/chart"] = json!("redis-0.5.0");
        let found = judged("", vec![labels]);
        assert_eq!(ids(&found), [("upgrade-immutable".to_owned(), Severity::Critical)]);
        assert!(found[0].message.contains("serviceName, volumeClaimTemplates (labels)"), "{}", found[0].message);
        assert_eq!(ids(&judged("", Vec::new())), [("upgrade-immutable".to_owned(), Severity::Warning)]);
    }

    #[test]
    fn an_aof_switched_over_an_rdb_starts_empty() {
        let map =
            |text: &str| json!({ "kind": "ConfigMap", "metadata": { "name": "c" }, "data": { "redis.conf": text } });
        let critical = [("upgrade-appendonly".to_owned(), Severity::Critical)];
        let next = |text: &str| vec![set(json!({})), map(text)];
        assert_eq!(ids(&judged("aof_enabled:0\n", next("appendonly yes\n"))), critical);
        assert_eq!(ids(&judged("aof_enabled:1\n", next("appendonly no\n"))), critical);
        assert_eq!(ids(&judged("aof_enabled:1\n", next("appendonly yes\n"))), []);
        let mut arguments = set(json!({}));
        arguments["spec"]["template"]["spec"]["containers"][0]["args"] = json!(["redis-server", "--appendonly", "yes"]);
        assert_eq!(ids(&judged("aof_enabled:0\n", vec![arguments, map("appendonly no\n")])), critical);
    }

    #[test]
    fn images_tell_the_target() {
        assert_eq!(target_of(&[set(json!({}))], &[set(json!({}))]), Some(Release::redis(7, 4)));
        assert_eq!(target_of(&[], &[set(json!({}))]), None);
    }
}
