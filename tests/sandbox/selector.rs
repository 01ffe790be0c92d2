//! Label and field selectors.

use serde_json::Value;

/// Whether an object's labels satisfy a label selector: `a=b,c!=d,e in (x,y),f notin (z),g,!h`.
///
/// # Errors
/// The selector cannot be parsed; the text is what goes into the Status.
pub fn matches_labels(object: &Value, selector: &str) -> Result<bool, String> {
    let label =
        |key: &str| object.pointer("/metadata/labels").and_then(|labels| labels.get(key)).and_then(Value::as_str);
    for requirement in requirements(selector) {
        let satisfied = if let Some((key, values)) = set_based(requirement, " notin ") {
            !label(key).is_some_and(|value| values.contains(&value))
        } else if let Some((key, values)) = set_based(requirement, " in ") {
            label(key).is_some_and(|value| values.contains(&value))
        } else if let Some((key, value)) = requirement.split_once("!=") {
            label(key.trim()) != Some(value.trim())
        } else if let Some((key, value)) = requirement.split_once("==").or_else(|| requirement.split_once('=')) {
            label(key.trim()) == Some(value.trim())
        } else if let Some(key) = requirement.strip_prefix('!') {
            label(key.trim()).is_none()
        } else if requirement.contains(char::is_whitespace) {
            return Err(format!("unable to parse requirement: found {requirement:?}"));
        } else {
            label(requirement).is_some()
        };
        if !satisfied {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The requirements of a selector: split at commas outside of parentheses.
fn requirements(selector: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, character) in selector.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&selector[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&selector[start..]);
    found.into_iter().map(str::trim).filter(|requirement| !requirement.is_empty()).collect()
}

fn set_based<'a>(requirement: &'a str, operator: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let (key, values) = requirement.split_once(operator)?;
    let values = values.trim().strip_prefix('(')?.strip_suffix(')')?;
    Some((key.trim(), values.split(',').map(str::trim).collect()))
}

const FIELDS: &[(&str, &[&str])] = &[
    (
        "pods",
        &[
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName",
        ],
    ),
    (
        "events",
        &[
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
    ),
    ("secrets", &["type"]),
    ("services", &["spec.clusterIP", "spec.type"]),
    ("namespaces", &["status.phase"]),
    ("nodes", &["spec.unschedulable"]),
    ("replicasets", &["status.replicas"]),
];

/// Whether an object satisfies a field selector, of the fields that this resource can be selected by.
///
/// # Errors
/// `field label not supported: …`, as the API server says it.
pub fn matches_fields(object: &Value, plural: &str, selector: &str) -> Result<bool, String> {
    let own = FIELDS.iter().find(|(resource, _)| *resource == plural).map_or(&[][..], |row| row.1);
    for requirement in requirements(selector) {
        let (field, wanted, equal) = if let Some((field, value)) = requirement.split_once("!=") {
            (field, value, false)
        } else if let Some((field, value)) = requirement.split_once("==").or_else(|| requirement.split_once('=')) {
            (field, value, true)
        } else {
            return Err(format!("invalid selector: '{selector}'; can't understand '{requirement}'"));
        };
        if !["metadata.name", "metadata.namespace"].contains(&field) && !own.contains(&field) {
            return Err(format!("field label not supported: {field}"));
        }
        let found = match object.pointer(&format!("/{}", field.replace('.', "/"))) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        if (found == wanted) != equal {
            return Ok(false);
        }
    }
    Ok(true)
}
