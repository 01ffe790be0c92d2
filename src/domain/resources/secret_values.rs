//! Secrets that stand in clear in objects that are no Secrets: a ConfigMap's redis.conf, an environment, arguments.

use crate::domain::backup::redact::{REDACTED, Redactor, names_a_secret};
use serde_json::Value;

/// Hides the secrets of an object, and returns where they stood: `data.redis.conf`, `spec.template…`.
pub fn hide(object: &mut Value, redactor: &Redactor) -> Vec<String> {
    let mut places = Vec::new();
    let Some(map) = object.as_object_mut() else { return places };
    for (name, part) in map.iter_mut().filter(|(name, _)| !["apiVersion", "kind", "metadata"].contains(&name.as_str()))
    {
        walk(part, name, redactor, &mut places);
    }
    if let Some(annotations) = map.get_mut("metadata").and_then(|metadata| metadata.get_mut("annotations")) {
        walk(annotations, "metadata.annotations", redactor, &mut places);
    }
    places
}

fn walk(value: &mut Value, place: &str, redactor: &Redactor, places: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let hidden = redactor.text(text);
            if hidden != *text {
                *text = hidden;
                places.push(place.to_owned());
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter_mut().enumerate() {
                walk(value, &format!("{place}[{index}]"), redactor, places);
            }
            arguments(values, place, places);
        }
        Value::Object(map) => {
            // An environment variable: {name, value}.
            let secret_variable = map.get("name").and_then(Value::as_str).is_some_and(names_a_secret);
            for (name, value) in map.iter_mut() {
                let below = format!("{place}.{name}");
                let is_secret = names_a_secret(name) || (secret_variable && name == "value" && !is_switch(value));
                match value {
                    Value::String(text) if is_secret && !text.is_empty() && text != REDACTED => {
                        REDACTED.clone_into(text);
                        places.push(below);
                    }
                    other => walk(other, &below, redactor, places),
                }
            }
        }
        _ => {}
    }
}

/// `ALLOW_EMPTY_PASSWORD=yes` speaks of a password and holds none.
fn is_switch(value: &Value) -> bool {
    value.as_str().is_some_and(|text| ["yes", "no", "true", "false"].contains(&text))
}

/// `["--requirepass", "x"]`: name and value are words of their own.
fn arguments(values: &mut [Value], place: &str, places: &mut Vec<String>) {
    for index in 1..values.len() {
        let option = values[index - 1].as_str().and_then(|word| word.strip_prefix("--"));
        let follows = option.is_some_and(names_a_secret);
        if let Some(Value::String(text)) = values.get_mut(index).filter(|_| follows)
            && !text.is_empty()
            && !text.starts_with("$(")
            && text != REDACTED
        {
            REDACTED.clone_into(text);
            places.push(format!("{place}[{index}]"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_place_is_hidden_and_named() {
        let mut object = json!({
            "apiVersion": "v1", "kind": "Mixed", "metadata": {"name": "redis-password", "annotations": {"note": "x hunter22"}},
            "data": {"redis.conf": "port 6379\nrequirepass abc\n"},
            "spec": {"template": {"containers": [{
                "env": [{"name": "REDIS_PASSWORD", "value": "abc"}, {"name": "ALLOW_EMPTY_PASSWORD", "value": "yes"},
                        {"name": "P", "valueFrom": {"secretKeyRef": {"name": "creds", "key": "redis-password"}}}],
                "args": ["--requirepass", "abc", "--masterauth", "$(REDIS_PASSWORD)"],
            }]}},
        });
        let places = hide(&mut object, &Redactor::knowing(["hunter22".to_owned()]));
        let expected = [
            "data.redis.conf",
            "spec.template.containers[0].args[1]",
            "spec.template.containers[0].env[0].value",
            "metadata.annotations.note",
        ];
        assert_eq!(places, expected);
        let text = object.to_string();
        assert!(!text.contains("abc") && !text.contains("hunter22"), "{text}");
        assert_eq!(object["spec"]["template"]["containers"][0]["args"][3], "$(REDIS_PASSWORD)");
        assert_eq!(object["spec"]["template"]["containers"][0]["env"][1]["value"], "yes");
        assert_eq!(
            object["spec"]["template"]["containers"][0]["env"][2]["valueFrom"]["secretKeyRef"]["key"],
            "redis-password"
        );
    }
}
