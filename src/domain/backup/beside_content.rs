//! Whether a small file of a set is what its kind claims: configuration, Kubernetes objects, their index.

use serde_json::Value;

/// What is wrong with the plain bytes of a file of this kind (see [`super::besides::FileArtefact::kind`]); nothing where
/// the kind is not known, as of a later version.
pub fn judge(kind: &str, bytes: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Some(format!("is no text: {error}")),
    };
    match kind {
        "config" => json(text, |value| {
            let is_ours = value["schema"].as_str().is_some_and(|schema| schema.starts_with("redis-ops-config/"));
            let has_members = value["members"].as_object().is_some_and(|members| !members.is_empty());
            if !is_ours {
                Some("has no schema of a configuration".to_owned())
            } else if !has_members {
                Some("has no members".to_owned())
            } else {
                None
            }
        }),
        "resources-index" => json(text, |value| {
            (!value["objects"].is_array()).then(|| "has no list of objects, as an index has".to_owned())
        }),
        "resources" | "derived" | "secrets" => objects(kind, text),
        _ => None,
    }
}

fn json(text: &str, judge: impl FnOnce(&Value) -> Option<String>) -> Option<String> {
    match serde_json::from_str::<Value>(text) {
        Ok(value) => judge(&value),
        Err(error) => Some(format!("is no JSON: {error}")),
    }
}

fn objects(kind: &str, text: &str) -> Option<String> {
    // Comments alone are no document: an instance of which nothing can be applied.
    if text.lines().all(|line| line.starts_with('#') || line.trim().is_empty()) {
        return None;
    }
    let objects: Vec<Value> = match serde_saphyr::from_multiple(text) {
        Ok(objects) => objects,
        Err(error) => return Some(format!("is no YAML: {error}")),
    };
    let lacks = |object: &Value| {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
        !(text("/apiVersion") && text("/kind") && text("/metadata/name"))
    };
    if let Some(number) = objects.iter().position(lacks) {
        return Some(format!("its document {} is no Kubernetes object", number + 1));
    }
    let other = objects.iter().find(|object| kind == "secrets" && object["kind"] != "Secret");
    other.map(|object| format!("holds a {} among Secrets", object["kind"].as_str().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_to_be_what_it_says() {
        let config = br#"{"schema": "redis-ops-config/v1", "members": {"cache-0": {}}}"#;
        let object = b"# why\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: x}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: z}\n";
        for (kind, good) in [
            ("config", &config[..]),
            ("resources-index", b"{\"objects\": []}"),
            ("resources", object),
            ("secrets", object),
            ("derived", b"# nothing\n"),
            ("of-tomorrow", b"anything"),
        ] {
            assert_eq!(judge(kind, good), None, "{kind}");
        }
        for (kind, bad, why) in [
            ("config", &b"{}"[..], "no schema"),
            ("config", b"{\"schema\": \"redis-ops-config/v1\", \"members\": {}}", "no members"),
            ("config", &config[..20], "no JSON"),
            ("config", b"\xff", "no text"),
            ("resources-index", b"[]", "no list"),
            ("resources", b"kind: x\n---\n: [", "no YAML"),
            ("resources", b"apiVersion: v1\nkind: Service\n", "document 1"),
            ("secrets", b"apiVersion: v1\nkind: Service\nmetadata: {name: x}\n", "a Service among"),
        ] {
            assert!(judge(kind, bad).is_some_and(|text| text.contains(why)), "{kind}: {:?}", judge(kind, bad));
        }
    }
}
