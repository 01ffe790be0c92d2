//! Objects as YAML documents that say exactly what the objects say.

use serde_json::Value;

/// Documents with a comment above each. Strings that a reader of YAML 1.1, as kubectl is, takes for something else are
/// quoted; no line is folded.
///
/// # Errors
/// A sentence, when an object has no YAML form, or does not read back as what it is.
pub fn documents(objects: &[(Value, String)]) -> Result<String, String> {
    let mut text = String::new();
    for (object, comment) in objects {
        let document = document(object)?;
        text.push_str("---\n");
        text.extend(comment.lines().map(|line| format!("# {line}\n")));
        text.push_str(&document);
    }
    Ok(text)
}

/// One document.
///
/// # Errors
/// As above.
pub fn document(object: &Value) -> Result<String, String> {
    let name = || object.pointer("/metadata/name").and_then(Value::as_str).unwrap_or("an object").to_owned();
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    let text = serde_saphyr::to_string_with_options(object, options)
        .map_err(|error| format!("{} has no YAML form: {error}", name()))?;
    let again: Result<Value, _> = serde_saphyr::from_str(&text);
    match again {
        Ok(again) if again == *object => Ok(text.trim_end_matches('\n').to_owned() + "\n"),
        _ => quoted(object).ok_or_else(|| format!("the YAML of {} does not read back as what it is", name())),
    }
}

/// Every string in quotes: what blocks cannot hold.
fn quoted(object: &Value) -> Option<String> {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX, quote_all: true };
    let text = serde_saphyr::to_string_with_options(object, options).ok()?;
    let again: Value = serde_saphyr::from_str(&text).ok()?;
    (again == *object).then(|| text.trim_end_matches('\n').to_owned() + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn strings_that_look_like_something_else_stay_strings() {
        for text in [
            "yes",
            "on",
            "n",
            "0755",
            "1e3",
            "12:30:00",
            "~",
            "null",
            "",
            " x",
            "a: b",
            "# x",
            "1_000",
            "2026-11-20",
            "|",
            "%YAML",
        ] {
            let yaml = document(&json!({"a": text, text: 1})).expect("has a form");
            let again: Value = serde_saphyr::from_str(&yaml).expect("reads");
            assert_eq!(again["a"], text, "{yaml}");
        }
        let conf = "port 6379\nrequirepass \"x\"\n\n  indented\n\tt\n\n";
        let yaml = documents(&[(json!({"data": {"redis.conf": conf}}), "one\ntwo".into())]).expect("has a form");
        assert!(yaml.starts_with("---\n# one\n# two\n") && yaml.contains("redis.conf: |"), "{yaml}");
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "(\\PC|[\n\t\r\\\\\"'#:-]){0,40}", key in "[a-z.~0-9-]{1,8}") {
            let object = json!({"data": {key: text}, "list": [true, 1, "1"]});
            let yaml = document(&object).expect("has a form");
            let again: Value = serde_saphyr::from_str(&yaml).expect("reads");
            prop_assert_eq!(again, object);
        }
    }
}
