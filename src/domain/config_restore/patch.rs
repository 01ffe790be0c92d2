//! What belongs into the deployment's values, so that it is there after the next start too.

use crate::target::flavour::Flavour;
use serde::Serialize;
use std::collections::BTreeMap;

/// Text for the deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Patch {
    /// Where it belongs, in words.
    pub into: &'static str,
    /// YAML, or lines of redis.conf.
    pub text: String,
}

/// The patch that makes these parameters last; none where there is none to make.
#[must_use]
pub fn patch(flavour: Flavour, parameters: &BTreeMap<String, String>) -> Option<Patch> {
    if parameters.is_empty() {
        return None;
    }
    let lines: Vec<String> = parameters.iter().flat_map(|(name, value)| lines(name, value)).collect();
    let block = |head: &str, indent: &str| {
        let mut text = format!("{head} |-\n");
        lines.iter().for_each(|line| text.push_str(&format!("{indent}{line}\n")));
        text
    };
    Some(match flavour {
        Flavour::SbChart => Patch {
            into: "the chart's values, beside the other lines of redis.config",
            text: block("redis:\n  config:", "    "),
        },
        Flavour::BitnamiStandalone
        | Flavour::BitnamiReplication
        | Flavour::BitnamiSentinel
        | Flavour::BitnamiCluster => Patch {
            into: "the chart's values, beside the other lines of commonConfiguration",
            text: block("commonConfiguration:", "  "),
        },
        Flavour::Spotahome => {
            let items: String = lines.iter().map(|line| format!("    - {}\n", quoted_yaml(line))).collect();
            Patch {
                into: "the RedisFailover, beside its other items",
                text: format!("spec:\n  redis:\n    customConfig:\n{}", items.replace("    - ", "      - ")),
            }
        }
        _ => Patch { into: "the servers' redis.conf", text: lines.iter().map(|line| format!("{line}\n")).collect() },
    })
}

/// The lines of redis.conf for a parameter, as CONFIG REWRITE would have them.
fn lines(name: &str, value: &str) -> Vec<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    match name {
        "save" if words.is_empty() => vec!["save \"\"".to_owned()],
        "save" => words.chunks(2).map(|pair| format!("save {}", pair.join(" "))).collect(),
        "client-output-buffer-limit" => words.chunks(4).map(|four| format!("{name} {}", four.join(" "))).collect(),
        _ if value.is_empty() || value.chars().any(|c| c.is_whitespace() || "\"'\\#".contains(c) || c.is_control()) => {
            vec![format!("{name} {}", quoted(value))]
        }
        _ => vec![format!("{name} {value}")],
    }
}

/// As sdssplitargs reads it.
fn quoted(value: &str) -> String {
    let mut text = String::from("\"");
    for character in value.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            plain => text.push(plain),
        }
    }
    text.push('"');
    text
}

/// A scalar of YAML in double quotes: JSON's are such.
fn quoted_yaml(line: &str) -> String {
    serde_json::Value::from(line).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::redis_conf;

    fn parameters() -> BTreeMap<String, String> {
        let pairs = [("save", "900 1 300 10"), ("maxmemory", "100"), ("notify-keyspace-events", "")];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    #[test]
    fn each_deployment_has_its_own_place() {
        let of = |flavour| patch(flavour, &parameters()).expect("there is something").text;
        assert_eq!(
            of(Flavour::BitnamiReplication),
            "commonConfiguration: |-\n  maxmemory 100\n  notify-keyspace-events \"\"\n  save 900 1\n  save 300 10\n"
        );
        assert!(of(Flavour::SbChart).starts_with("redis:\n  config: |-\n    maxmemory 100\n"));
        assert!(of(Flavour::Spotahome).starts_with("spec:\n  redis:\n    customConfig:\n      - \"maxmemory 100\"\n"));
        assert_eq!(patch(Flavour::SbChart, &BTreeMap::new()), None);
    }

    #[test]
    fn a_server_reads_the_lines_as_they_were_meant() {
        for value in ["", "plain", "two words", "with \"quotes\" and \\ and # signs", "a\nb"] {
            let [line] = &lines("name", value)[..] else { panic!("{value}") };
            let read = redis_conf::directive(line).expect("a directive");
            assert_eq!(read.arguments, [value], "{line}");
        }
    }
}
