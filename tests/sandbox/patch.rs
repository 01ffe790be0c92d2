//! The three patch types of the API: merge, strategic merge, JSON.

use serde_json::{Map, Value};

/// The patched object, or why it cannot be patched (to be answered as 422 or 415).
///
/// # Errors
/// An unknown content type, or a JSON patch whose path or test does not hold.
pub fn apply(object: &Value, patch: &Value, content_type: &str) -> Result<Value, String> {
    let mut patched = object.clone();
    match content_type.split(';').next().unwrap_or_default().trim() {
        "application/merge-patch+json" => merge(&mut patched, patch, false),
        "application/strategic-merge-patch+json" | "application/apply-patch+yaml" => {
            merge(&mut patched, patch, true);
        }
        "application/json-patch+json" => {
            for operation in patch.as_array().ok_or("a JSON patch is a list of operations")? {
                step(&mut patched, operation)?;
            }
        }
        other => return Err(format!("unsupported patch type {other:?}")),
    }
    Ok(patched)
}

/// RFC 7386; with `strategic`, lists of named objects (containers, env, volumes, ports) are merged by name.
fn merge(target: &mut Value, patch: &Value, strategic: bool) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let fields = target.as_object_mut().expect("made an object above");
    for (name, change) in changes {
        if strategic && name.starts_with('$') {
            continue;
        }
        if change.is_null() {
            fields.remove(name);
            continue;
        }
        let field = fields.entry(name.clone()).or_insert(Value::Null);
        match (field.as_array_mut(), change.as_array()) {
            (Some(items), Some(new)) if strategic && named(new) => merge_named(items, new),
            _ => merge(field, change, strategic),
        }
    }
}

fn named(items: &[Value]) -> bool {
    !items.is_empty() && items.iter().all(|item| item["name"].is_string())
}

fn merge_named(items: &mut Vec<Value>, new: &[Value]) {
    for change in new {
        let at = items.iter().position(|item| item["name"] == change["name"]);
        match (at, change["$patch"] == "delete") {
            (Some(at), true) => {
                items.remove(at);
            }
            (Some(at), false) => merge(&mut items[at], change, true),
            (None, true) => {}
            (None, false) => items.push(change.clone()),
        }
    }
}

/// One operation of RFC 6902: add, replace, remove, test.
fn step(object: &mut Value, operation: &Value) -> Result<(), String> {
    let path = operation["path"].as_str().ok_or("an operation needs a path")?;
    let unfit = || format!("the path {path:?} does not exist");
    if operation["op"] == "test" {
        let holds = object.pointer(path) == Some(&operation["value"]);
        return holds.then_some(()).ok_or_else(|| format!("testing path {path:?} failed"));
    }
    let (parent, last) = path.rsplit_once('/').ok_or_else(unfit)?;
    let last = last.replace("~1", "/").replace("~0", "~");
    let value = operation["value"].clone();
    let parent = object.pointer_mut(parent).ok_or_else(unfit)?;
    match (operation["op"].as_str().unwrap_or_default(), parent) {
        ("add", Value::Object(fields)) => {
            fields.insert(last, value);
        }
        ("replace", Value::Object(fields)) if fields.contains_key(&last) => {
            fields.insert(last, value);
        }
        ("remove", Value::Object(fields)) if fields.contains_key(&last) => {
            fields.remove(&last);
        }
        ("add", Value::Array(items)) if last == "-" => items.push(value),
        (op, Value::Array(items)) => {
            let at: usize = last.parse().map_err(|_| unfit())?;
            match op {
                "add" if at <= items.len() => items.insert(at, value),
                "replace" if at < items.len() => items[at] = value,
                "remove" if at < items.len() => {
                    items.remove(at);
                }
                _ => return Err(unfit()),
            }
        }
        _ => return Err(unfit()),
    }
    Ok(())
}
