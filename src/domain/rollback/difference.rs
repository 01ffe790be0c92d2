//! What differs between two objects: for people, a line each, and for the API as a merge patch (RFC 7386).

use serde::Serialize;
use serde_json::{Map, Value};

/// What stands in the place of what may not be told.
pub(super) const HIDDEN: &str = "(hidden)";
/// Longest value that is shown, in characters.
const LONGEST: usize = 80;
/// Most lines that are shown of a text of several.
const MOST_LINES: usize = 12;

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where: `spec.template.spec.containers[redis].image`.
    pub path: String,
    /// What it is; none where it is new.
    pub from: Option<String>,
    /// What it is to be; none where it goes.
    pub to: Option<String>,
}

/// Every field that differs. What Secrets hold is not told.
pub fn differences(now: &Value, coming: &Value) -> Vec<Difference> {
    let secret = coming["kind"] == "Secret";
    let mut found = Vec::new();
    compare("", Some(now), Some(coming), &mut found);
    if secret {
        for one in found.iter_mut().filter(|one| one.path.starts_with("data") || one.path.starts_with("stringData")) {
            one.from = one.from.as_ref().map(|_| HIDDEN.to_owned());
            one.to = one.to.as_ref().map(|_| HIDDEN.to_owned());
        }
    }
    found
}

fn compare(path: &str, now: Option<&Value>, coming: Option<&Value>, found: &mut Vec<Difference>) {
    match (now, coming) {
        (now, coming) if now == coming => {}
        (Some(Value::Object(now)), Some(Value::Object(coming))) => {
            let mut fields: Vec<&String> = now.keys().chain(coming.keys()).collect();
            fields.sort_unstable();
            fields.dedup();
            for field in fields {
                let below = if path.is_empty() { field.clone() } else { format!("{path}.{field}") };
                compare(&below, now.get(field), coming.get(field), found);
            }
        }
        (Some(Value::Array(now)), Some(Value::Array(coming))) if named(now) && named(coming) => {
            let mut names: Vec<&str> = Vec::new();
            for name in now.iter().chain(coming).filter_map(|item| item["name"].as_str()) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            for name in names {
                let item = |items: &[Value]| items.iter().find(|item| item["name"] == name).cloned();
                compare(&format!("{path}[{name}]"), item(now).as_ref(), item(coming).as_ref(), found);
            }
        }
        (Some(Value::String(now)), Some(Value::String(coming))) if now.contains('\n') || coming.contains('\n') => {
            let (from, to) = lines(now, coming);
            found.push(Difference { path: path.to_owned(), from: Some(from), to: Some(to) });
        }
        (now, coming) => {
            let text = |value: Option<&Value>| value.map(shown);
            found.push(Difference { path: path.to_owned(), from: text(now), to: text(coming) });
        }
    }
}

fn named(items: &[Value]) -> bool {
    items.iter().all(|item| item["name"].is_string())
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// The lines that only one of two texts has.
fn lines(now: &str, coming: &str) -> (String, String) {
    let only = |these: &str, those: &str| {
        let mut left: Vec<&str> = those.lines().collect();
        let mut only: Vec<&str> = Vec::new();
        for line in these.lines() {
            if let Some(at) = left.iter().position(|other| *other == line) {
                left.remove(at);
            } else {
                only.push(line.trim_end());
            }
        }
        let more = only.len().saturating_sub(MOST_LINES);
        let mut text = only.into_iter().take(MOST_LINES).collect::<Vec<_>>().join(" | ");
        if more > 0 {
            text.push_str(&format!(" | and {more} lines more"));
        }
        text
    };
    (only(now, coming), only(coming, now))
}

/// The patch that makes `coming` of `now`; an empty one where they are the same.
pub fn merge_patch(now: &Value, coming: &Value) -> Value {
    let (Value::Object(from), Value::Object(to)) = (now, coming) else { return coming.clone() };
    let mut patch = Map::new();
    for field in from.keys().filter(|field| !to.contains_key(*field)) {
        patch.insert(field.clone(), Value::Null);
    }
    for (field, value) in to {
        match from.get(field) {
            Some(before) if before == value => {}
            Some(before @ Value::Object(_)) if value.is_object() => {
                patch.insert(field.clone(), merge_patch(before, value));
            }
            _ => {
                patch.insert(field.clone(), value.clone());
            }
        }
    }
    Value::Object(patch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(now: Value, coming: Value) -> Vec<String> {
        let all = differences(&now, &coming);
        let dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        all.iter().map(|one| format!("{}: {} → {}", one.path, dash(&one.from), dash(&one.to))).collect()
    }

    #[test]
    fn fields_are_told_by_their_paths() {
        let set = |image: &str| json!({"spec": {"template": {"containers": [{"name": "redis", "image": image}]}}});
        assert_eq!(
            told(set("redis:8.0"), set("redis:7.4")),
            ["spec.template.containers[redis].image: redis:8.0 → redis:7.4"]
        );
        assert_eq!(told(json!({"a": 1}), json!({"b": [1]})), ["a: 1 → -", "b: - → [1]"]);
        assert_eq!(told(json!({"a": {"x": 1}}), json!({"a": {"x": 1}})), [""; 0]);
        let long = "x".repeat(200);
        assert!(told(json!({"a": 1}), json!({"a": long}))[0].chars().count() < 100);
    }

    #[test]
    fn of_texts_the_lines_are_told_and_of_secrets_nothing() {
        let map = |text: &str| json!({"kind": "ConfigMap", "data": {"redis.conf": text}});
        let found = told(map("port 1\nsave 1\n"), map("port 1\nsave 2\n"));
        assert_eq!(found, ["data.redis.conf: save 1 → save 2"]);
        let secret = |text: &str| json!({"kind": "Secret", "data": {"p": text}});
        assert_eq!(told(secret("c2VjcmV0"), secret("b3RoZXI=")), ["data.p: (hidden) → (hidden)"]);
    }

    #[test]
    fn the_patch_makes_the_one_of_the_other() {
        let now = json!({"a": {"x": 1, "y": 2}, "b": [1], "c": 1, "same": {"z": 1}});
        let coming = json!({"a": {"x": 1, "y": 3}, "b": [1, 2], "d": {"e": 1}, "same": {"z": 1}});
        let patch = json!({"a": {"y": 3}, "b": [1, 2], "c": null, "d": {"e": 1}});
        assert_eq!(merge_patch(&now, &coming), patch);
        assert_eq!(merge_patch(&now, &now), json!({}));
    }
}
