//! The three-way merge: what an object is to be, from the manifest that was applied last, the one to be applied, and what
//! is live. What nobody's manifest speaks of stays.

use serde_json::{Map, Value};

/// Lists whose items are told apart by a field, as the API's types say (`patchMergeKey` in k8s.io/api). All other lists are
/// one thing.
const KEYS: [(&str, &[&str]); 11] = [
    ("containers", &["name"]),
    ("initContainers", &["name"]),
    ("env", &["name"]),
    ("volumes", &["name"]),
    ("volumeMounts", &["mountPath"]),
    ("volumeDevices", &["devicePath"]),
    ("ports", &["containerPort", "port"]),
    ("imagePullSecrets", &["name"]),
    ("secrets", &["name"]),
    ("hostAliases", &["ip"]),
    ("topologySpreadConstraints", &["topologyKey"]),
];

/// What the live object is to become. `typed` is whether the kind is one of Kubernetes' own, whose lists are merged by
/// their items; those of other kinds are replaced.
pub fn three_way(old: Option<&Value>, new: &Value, live: &Value, typed: bool) -> Value {
    merge(&Place { field: "", typed, quantities: false }, old, new, Some(live))
}

#[derive(Clone, Copy)]
struct Place<'a> {
    field: &'a str,
    typed: bool,
    quantities: bool,
}

impl<'a> Place<'a> {
    fn below(&self, field: &'a str) -> Self {
        Self { field, typed: self.typed, quantities: self.quantities || ["limits", "requests"].contains(&field) }
    }
}

fn merge(place: &Place<'_>, old: Option<&Value>, new: &Value, live: Option<&Value>) -> Value {
    match (new, live) {
        (Value::Object(new), Some(Value::Object(live))) => {
            Value::Object(objects(place, old.and_then(Value::as_object), new, live))
        }
        (Value::Array(new_items), Some(Value::Array(live_items))) => {
            match key_of(place, new_items, live_items) {
                Some(key) => Value::Array(lists(place, key, old, new_items, live_items)),
                // what the API server filled in is no change
                None if covers(place, &Value::Array(live_items.clone()), new) => Value::Array(live_items.clone()),
                None => new.clone(),
            }
        }
        (_, Some(live)) if covers(place, live, new) => live.clone(),
        _ => new.clone(),
    }
}

fn objects(
    place: &Place<'_>,
    old: Option<&Map<String, Value>>,
    new: &Map<String, Value>,
    live: &Map<String, Value>,
) -> Map<String, Value> {
    let mut merged = live.clone();
    let gone = |value: Option<&Value>| value.is_none_or(Value::is_null);
    for (field, _) in old.into_iter().flatten().filter(|(field, value)| !value.is_null() && gone(new.get(*field))) {
        merged.remove(field);
    }
    for (field, value) in new.iter().filter(|(_, value)| !value.is_null()) {
        let below = place.below(field);
        let before = old.and_then(|old| old.get(field));
        merged.insert(field.clone(), merge(&below, before, value, live.get(field)));
    }
    merged
}

/// The field by which the items of a list are told apart: each has it, and no two have the same.
fn key_of(place: &Place<'_>, new: &[Value], live: &[Value]) -> Option<&'static str> {
    let (_, keys) = KEYS.iter().filter(|_| place.typed).find(|(field, _)| *field == place.field)?;
    let distinct = |items: &[Value], key: &str| {
        let mut names: Vec<&Value> = items.iter().map(|item| &item[key]).collect();
        let all = names.len();
        names.retain(|name| !name.is_null());
        let there = names.len() == all;
        names.sort_by_key(|name| name.to_string());
        names.dedup();
        there && names.len() == all
    };
    keys.iter().find(|key| distinct(new, key) && distinct(live, key)).copied()
}

fn lists(place: &Place<'_>, key: &str, old: Option<&Value>, new: &[Value], live: &[Value]) -> Vec<Value> {
    let item = |items: &[Value], name: &Value| items.iter().find(|item| item[key] == *name).cloned();
    let old: &[Value] = old.and_then(Value::as_array).map_or(&[], Vec::as_slice);
    let inner = Place { field: "", ..*place };
    let mut merged: Vec<Value> = new
        .iter()
        .map(|one| {
            let (before, live) = (item(old, &one[key]), item(live, &one[key]));
            merge(&inner, before.as_ref(), one, live.as_ref())
        })
        .collect();
    let others = live.iter().filter(|one| item(new, &one[key]).is_none() && item(old, &one[key]).is_none());
    merged.extend(others.cloned());
    // the order alone is no change
    let mut in_order: Vec<Value> = Vec::with_capacity(merged.len());
    for one in live {
        in_order.extend(merged.iter().position(|other| other[key] == one[key]).map(|at| merged.remove(at)));
    }
    if merged.is_empty() { in_order } else { in_order.into_iter().chain(merged).collect() }
}

/// Whether what is live is what is wanted, with more fields at most.
fn covers(place: &Place<'_>, live: &Value, wanted: &Value) -> bool {
    match (live, wanted) {
        (Value::Object(live), Value::Object(wanted)) => wanted
            .iter()
            .filter(|(_, value)| !value.is_null())
            .all(|(field, value)| live.get(field).is_some_and(|live| covers(&place.below(field), live, value))),
        (Value::Array(live), Value::Array(wanted)) => {
            live.len() == wanted.len() && live.iter().zip(wanted).all(|(live, wanted)| covers(place, live, wanted))
        }
        (live, wanted) if place.quantities => {
            live == wanted || quantity(live).is_some_and(|amount| Some(amount) == quantity(wanted))
        }
        (live, wanted) => live == wanted,
    }
}

/// An amount of a resource (k8s.io/apimachinery/pkg/api/resource): the API server writes it in its own form. Thousandths.
fn quantity(value: &Value) -> Option<i128> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let digits = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(digits);
    let factor: i128 = match suffix {
        "m" => 1,
        "" => 1000,
        "k" => 1_000_000,
        "M" => 1_000_000_000,
        "G" => 1_000_000_000_000,
        "T" => 1_000_000_000_000_000,
        "Ki" => 1000 << 10,
        "Mi" => 1000 << 20,
        "Gi" => 1000 << 30,
        "Ti" => 1000 << 40,
        _ => return None,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let scale = 10_i128.checked_pow(u32::try_from(part.len()).ok()?)?;
    let part: i128 = if part.is_empty() { 0 } else { part.parse().ok()? };
    let whole: i128 = whole.parse().ok()?;
    Some(whole.checked_mul(factor)? + part.checked_mul(factor)? / scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn merged(old: Value, new: Value, live: Value) -> Value {
        three_way(Some(&old), &new, &live, true)
    }

    #[test]
    fn what_was_given_up_goes_and_what_others_added_stays() {
        let got = merged(
            json!({"spec": {"a": 1, "b": 2, "same": {"x": 1}}}),
            json!({"spec": {"a": 3, "same": {"x": 1}}}),
            json!({"spec": {"a": 1, "b": 2, "same": {"x": 1, "filled-in": true}, "theirs": 9}, "status": {}}),
        );
        assert_eq!(got, json!({"spec": {"a": 3, "same": {"x": 1, "filled-in": true}, "theirs": 9}, "status": {}}));
        // what was changed by hand is put back to what the manifest says
        let manifest = json!({"spec": {"replicas": 3}});
        assert_eq!(merged(manifest.clone(), manifest.clone(), json!({"spec": {"replicas": 0}})), manifest);
    }

    #[test]
    fn containers_are_merged_by_name_and_theirs_stay() {
        let old = json!({"containers": [{"name": "redis", "image": "redis:8.0", "env": [{"name": "A", "value": "1"}]},
            {"name": "gone", "image": "x"}]});
        let new = json!({"containers": [{"name": "redis", "image": "redis:7.4", "ports": [{"containerPort": 6379}]}]});
        let live = json!({"containers": [
            {"name": "redis", "image": "redis:8.0", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
             "ports": [{"containerPort": 6379, "protocol": "TCP"}], "terminationMessagePath": "/dev/termination-log"},
            {"name": "gone", "image": "x"}, {"name": "sidecar", "image": "injected"}]});
        let got = merged(old, new, live);
        assert_eq!(
            got,
            json!({"containers": [
                {"name": "redis", "image": "redis:7.4",
                 "ports": [{"containerPort": 6379, "protocol": "TCP"}], "terminationMessagePath": "/dev/termination-log"},
                {"name": "sidecar", "image": "injected"}]})
        );
    }

    #[test]
    fn env_that_only_somebody_else_set_stays() {
        let list = |names: &[&str]| json!({"env": names.iter().map(|name| json!({"name": name})).collect::<Vec<_>>()});
        assert_eq!(merged(list(&["A", "B"]), list(&["A"]), list(&["A", "B", "C"])), list(&["A", "C"]));
        assert_eq!(merged(list(&["A"]), list(&["A", "D"]), list(&["A", "C"])), list(&["A", "C", "D"]));
    }

    #[test]
    fn lists_that_are_one_thing_are_replaced_but_for_what_the_server_fills_in() {
        let claims = |labels: Value| {
            json!({"volumeClaimTemplates": [{"metadata": {"name": "data", "labels": labels},
            "spec": {"resources": {"requests": {"storage": "8192Mi"}}}}]})
        };
        let live = json!({"volumeClaimTemplates": [{"apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": {"name": "data", "labels": {"v": "1"}}, "spec": {"volumeMode": "Filesystem",
            "resources": {"requests": {"storage": "8Gi"}}}, "status": {"phase": "Pending"}}]});
        let same = claims(json!({"v": "1"}));
        assert_eq!(merged(same.clone(), same, live.clone()), live);
        let other = claims(json!({"v": "0"}));
        assert_eq!(merged(claims(json!({"v": "1"})), other.clone(), live), other);
        let args = |words: &[&str]| json!({"args": words});
        assert_eq!(merged(args(&["a", "b"]), args(&["a"]), args(&["a", "b"])), args(&["a"]));
    }

    #[test]
    fn kinds_that_are_not_kubernetes_own_have_their_lists_replaced() {
        let list = |names: &[&str]| json!({"env": names.iter().map(|name| json!({"name": name})).collect::<Vec<_>>()});
        let got = three_way(Some(&list(&["A"])), &list(&["B"]), &list(&["A", "C"]), false);
        assert_eq!(got, list(&["B"]));
    }

    #[test]
    fn amounts_are_the_same_however_they_are_written() {
        for (a, b) in [("500m", json!("0.5")), ("1Gi", json!("1024Mi")), ("2", json!(2)), ("1500m", json!("1.5"))] {
            assert_eq!(quantity(&json!(a)), quantity(&b), "{a}");
        }
        assert_ne!(quantity(&json!("1G")), quantity(&json!("1Gi")));
        assert_eq!(quantity(&json!("x")), None);
        let wanted = json!({"resources": {"limits": {"cpu": "0.5"}}});
        let live = json!({"resources": {"limits": {"cpu": "500m"}}});
        assert_eq!(merged(wanted.clone(), wanted, live.clone()), live);
    }

    #[test]
    fn nothing_that_the_manifests_leave_empty_is_touched() {
        let live = json!({"spec": {"a": null, "b": 1}});
        assert_eq!(merged(json!({"spec": {"b": null}}), json!({"spec": {"b": null}}), live.clone()), live);
    }
}
