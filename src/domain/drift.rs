//! Drift: what a configuration file says beside what the server runs with. What is only set at runtime is lost at the
//! next restart; what is only in the file comes with it.

use crate::domain::config::{self, Parameters};
use crate::formats::redis_conf::Directive;
use serde::Serialize;
use std::collections::BTreeMap;

/// A parameter in which a server differs from its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The parameter, as the file names it.
    pub parameter: String,
    /// The file's value; a secret is numbered.
    pub file: String,
    /// The server's value; a secret is numbered.
    pub runtime: String,
}

/// A parameter in which the file a server was started with differs from that of a ConfigMap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Between {
    /// The parameter, as the server's file names it.
    pub parameter: String,
    /// The ConfigMap's value; a secret is numbered.
    pub config_map: String,
    /// The value of the server's file; a secret is numbered.
    pub file: String,
}

/// The drift between two files: only parameters that both tell.
pub fn between(config_map: &[Directive], file: &[Directive]) -> Vec<Between> {
    let between = |Drift { parameter, file, runtime }| Between { parameter, config_map: file, file: runtime };
    find(config_map, &folded(file)).into_iter().map(between).collect()
}

const FILE: &str = "file";
const RUNTIME: &str = "runtime";
/// Directives that CONFIG GET does not tell: they are done at the start, or are kept elsewhere.
const NOT_ASKED: [&str; 7] =
    ["include", "rename-command", "loadmodule", "user", "sentinel", "cluster-config-file", "daemonize"];

/// The drift of one server: only parameters that both the file and the runtime tell, by what they mean (`256mb` is
/// 268435456). Directives of the command line win over the file and are given after it.
pub fn find(directives: &[Directive], runtime: &Parameters) -> Vec<Drift> {
    let (mut file, mut running) = (Parameters::new(), Parameters::new());
    for (name, value) in folded(directives) {
        let Some((known, actual)) = lookup(&name, runtime) else { continue };
        let same = same(&name, &value, actual);
        file.insert(known.to_owned(), if same { actual.clone() } else { value });
        running.insert(known.to_owned(), actual.clone());
    }
    let mut members = BTreeMap::from([(FILE.to_owned(), file), (RUNTIME.to_owned(), running)]);
    config::retain_differing(&mut members);
    config::redact(&mut members);
    let value = |of: &str, name: &str| members.get(of).and_then(|all| all.get(name)).cloned().unwrap_or_default();
    let names = members.get(FILE).into_iter().flat_map(Parameters::keys);
    names
        .map(|name| Drift { parameter: name.clone(), file: value(FILE, name), runtime: value(RUNTIME, name) })
        .collect()
}

/// Name → value: the last directive wins, except where each adds to those before.
fn folded(directives: &[Directive]) -> Parameters {
    let mut all = Parameters::new();
    for Directive { name, arguments } in directives {
        if NOT_ASKED.contains(&name.as_str()) {
            continue;
        }
        let value = arguments.join(" ");
        match name.as_str() {
            "save" | "client-output-buffer-limit" if !value.is_empty() => {
                let before = all.entry(name.clone()).or_default();
                if !before.is_empty() {
                    before.push(' ');
                }
                before.push_str(&value);
            }
            _ => drop(all.insert(name.clone(), value)),
        }
    }
    all
}

/// The runtime's name and value; servers spell `slave` and `replica` one way or the other.
fn lookup<'a>(name: &str, runtime: &'a Parameters) -> Option<(&'a str, &'a String)> {
    let other =
        if name.contains("slave") { name.replace("slave", "replica") } else { name.replace("replica", "slave") };
    let found = runtime.get_key_value(name).or_else(|| runtime.get_key_value(&other));
    found.map(|(name, value)| (name.as_str(), value))
}

fn same(name: &str, file: &str, runtime: &str) -> bool {
    let words = |text: &str| text.split_whitespace().map(plain).collect::<Vec<_>>();
    if name == "client-output-buffer-limit" {
        // The file names some classes, the server tells all.
        let (file, runtime) = (words(file), words(runtime));
        return file.chunks(4).all(|class| runtime.chunks(4).any(|other| other == class));
    }
    words(file) == words(runtime)
}

/// A word as the server tells it: sizes in bytes, everything in lower case.
fn plain(word: &str) -> String {
    let word = word.to_ascii_lowercase();
    if word == "slave" {
        return "replica".to_owned();
    }
    let digits = word.find(|character: char| !character.is_ascii_digit()).unwrap_or(word.len());
    let (number, unit) = word.split_at(digits);
    let factor: u64 = match unit {
        "k" => 1_000,
        "kb" => 1 << 10,
        "m" => 1_000_000,
        "mb" => 1 << 20,
        "g" => 1_000_000_000,
        "gb" => 1 << 30,
        _ => return word,
    };
    number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)).map_or(word, |bytes| bytes.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::redis_conf::parse;

    fn runtime(pairs: &[(&str, &str)]) -> Parameters {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_means_the_same_is_no_drift() {
        let file = "maxmemory 256mb\nsave 900 1\nsave 60 10000\nslave-read-only yes\nappendonly NO\nunknown 1\n\
                    client-output-buffer-limit replica 256mb 64mb 60\nuser kim on\n";
        let now = runtime(&[
            ("maxmemory", "268435456"),
            ("save", "900 1 60 10000"),
            ("replica-read-only", "yes"),
            ("appendonly", "no"),
            ("client-output-buffer-limit", "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60"),
        ]);
        assert_eq!(find(&parse(file), &now), []);
    }

    #[test]
    fn two_files_are_compared_as_a_file_and_a_server_are() {
        let found = between(&parse("maxmemory 1gb\nhz 10\nport 6379\n"), &parse("maxmemory 1024mb\nhz 20\nhz 50\n"));
        let expected = Between { parameter: "hz".into(), config_map: "10".into(), file: "50".into() };
        assert_eq!(found, [expected]);
    }

    #[test]
    fn what_differs_is_named_and_secrets_are_not_shown() {
        let now = runtime(&[("maxmemory", "1"), ("requirepass", "hunter2"), ("hz", "10")]);
        let found = find(&parse("maxmemory 1gb\nrequirepass hunter3\nhz 10\n"), &now);
        let found: Vec<_> =
            found.iter().map(|one| (one.parameter.as_str(), one.file.as_str(), one.runtime.as_str())).collect();
        assert_eq!(found, [("maxmemory", "1gb", "1"), ("requirepass", "<redacted 1>", "<redacted 2>")]);
    }
}
