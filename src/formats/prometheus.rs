//! The text format of Prometheus metrics: `name{label="value",…} value [timestamp]`, `#` before comments
//! (prometheus/docs/instrumenting/exposition_formats.md).

/// A sample.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Sample {
    /// The metric.
    pub name: String,
    /// What stands between the braces, as it is written; empty without labels.
    pub labels: String,
    /// The value as it is written: `12`, `1.5e+06`, `NaN`, `+Inf`.
    pub value: String,
}

/// The samples of a page whose name begins with `prefix`. Lines that are no samples are passed over.
pub fn parse_samples(page: &str, prefix: &str) -> Vec<Sample> {
    page.lines().filter(|line| line.trim_start().starts_with(prefix)).filter_map(parse_sample).collect()
}

fn parse_sample(line: &str) -> Option<Sample> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    let end = line.find(|character: char| character == '{' || character.is_whitespace())?;
    let (name, rest) = line.split_at(end);
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => {
            let end = closing_brace(rest)?;
            (&rest[..end], &rest[end + 1..])
        }
        None => ("", rest),
    };
    let value = rest.split_whitespace().next()?;
    Some(Sample { name: name.to_owned(), labels: labels.to_owned(), value: value.to_owned() })
}

/// The brace that ends the labels: not one inside a quoted value.
fn closing_brace(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'}' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_with_and_without_labels() {
        let page = "# HELP redis_up is it\n# TYPE redis_up gauge\nredis_up 1\n\
            redis_db_keys{db=\"a\\\"}b\",x=\"y\"} 1.5e+06 1395066363000\ngo_threads 7\nredis_broken{\nredis_alone\n";
        let found = parse_samples(page, "redis_");
        let sample = |name: &str, labels: &str, value: &str| Sample {
            name: name.into(),
            labels: labels.into(),
            value: value.into(),
        };
        assert_eq!(found, [sample("redis_up", "", "1"), sample("redis_db_keys", "db=\"a\\\"}b\",x=\"y\"", "1.5e+06")]);
        assert_eq!(parse_samples(page, "").len(), 3);
    }
}
