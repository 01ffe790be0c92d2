//! Runtime parameters of several members side by side: secrets hidden, equal values told once.

use crate::formats::info::Info;
use std::collections::BTreeMap;

/// Parameters that hold a secret. What else looks like a password is hidden as well, see [`is_secret`].
const SECRETS: [&str; 8] = [
    "requirepass",
    "masterauth",
    "primaryauth",
    "tls-key-file-pass",
    "tls-client-key-file-pass",
    "sentinel-pass",
    "auth-pass",
    "auth-token",
];

/// Endings of names under which modules and later servers keep secrets.
const SECRET_ENDINGS: [&str; 4] = ["password", "-pass", "-secret", "passphrase"];

/// Whether a parameter's value must not be shown.
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRETS.contains(&name.as_str()) || SECRET_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Name → value of one member.
pub type Parameters = BTreeMap<String, String>;

/// Hides the secrets of all members. An empty secret is none and stays empty; where members have different ones they
/// are numbered, so that a difference can be seen without the secret.
pub fn redact(members: &mut BTreeMap<String, Parameters>) {
    let mut distinct: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in members.values().flatten() {
        if is_secret(name) && !value.is_empty() {
            let values = distinct.entry(name.clone()).or_default();
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
    }
    for (name, value) in members.values_mut().flatten() {
        let Some(values) = distinct.get(name).filter(|_| !value.is_empty()) else { continue };
        let index = values.iter().position(|other| other == value).unwrap_or(0);
        *value = if values.len() == 1 { "<redacted>".to_owned() } else { format!("<redacted {}>", index + 1) };
    }
}

/// One value of a parameter with the members that have it; no value where they do not know the parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The parameter.
    pub name: String,
    /// The value.
    pub value: Option<String>,
    /// Who has it; empty for all of them.
    pub members: Vec<String>,
}

/// The parameters by name, each distinct value once.
pub fn rows(members: &BTreeMap<String, Parameters>) -> Vec<Row> {
    let mut names: Vec<&String> = members.values().flat_map(Parameters::keys).collect();
    names.sort_unstable();
    names.dedup();
    let mut rows = Vec::new();
    for name in names {
        let mut values: Vec<(Option<&String>, Vec<String>)> = Vec::new();
        for (member, parameters) in members {
            let value = parameters.get(name);
            match values.iter_mut().find(|(known, _)| *known == value) {
                Some((_, who)) => who.push(member.clone()),
                None => values.push((value, vec![member.clone()])),
            }
        }
        let differ = values.len() > 1;
        rows.extend(values.into_iter().map(|(value, who)| Row {
            name: name.clone(),
            value: value.cloned(),
            members: if differ { who } else { Vec::new() },
        }));
    }
    rows
}

/// Keeps the parameters in which members differ; one that a member does not have differs too.
pub fn retain_differing(members: &mut BTreeMap<String, Parameters>) {
    let differing: Vec<String> =
        rows(members).into_iter().filter(|row| !row.members.is_empty()).map(|row| row.name).collect();
    for parameters in members.values_mut() {
        parameters.retain(|name, _| differing.contains(name));
    }
}

/// What INFO tells of the configuration, by the parameters' own names, for servers that do not execute CONFIG.
pub fn from_info(info: &Info) -> Parameters {
    const SAME: [(&str, &str); 10] = [
        ("maxmemory", "maxmemory"),
        ("maxmemory_policy", "maxmemory-policy"),
        ("maxclients", "maxclients"),
        ("tcp_port", "port"),
        ("configured_hz", "hz"),
        ("slave_priority", "replica-priority"),
        ("repl_backlog_size", "repl-backlog-size"),
        ("cluster_connections", "cluster-connections"),
        ("config_file", "config_file"),
        ("executable", "executable"),
    ];
    const FLAGS: [(&str, &str); 3] = [
        ("aof_enabled", "appendonly"),
        ("cluster_enabled", "cluster-enabled"),
        ("slave_read_only", "replica-read-only"),
    ];
    let same = SAME.iter().filter_map(|(field, name)| Some(((*name).to_owned(), info.text(field)?.to_owned())));
    let flags = FLAGS.iter().filter_map(|(field, name)| {
        let word = if info.flag(field)? { "yes" } else { "no" };
        Some(((*name).to_owned(), word.to_owned()))
    });
    let replica_of = info.text("master_host").zip(info.text("master_port"));
    let replica_of = replica_of.map(|(host, port)| ("replicaof".to_owned(), format!("{host} {port}")));
    same.chain(flags).chain(replica_of).collect()
}

/// Whether a name fits a pattern with `*` and `?`, in any case, as CONFIG GET matches. Classes (`[ab]`) are not known.
pub fn matches(pattern: &str, name: &str) -> bool {
    matches_case(&pattern.to_lowercase(), &name.to_lowercase())
}

/// As [`matches()`], but upper and lower case differ, as in keys.
pub fn matches_case(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, n));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == name[n]) {
            (p, n) = (p + 1, n + 1);
        } else if let Some((at, taken)) = star {
            star = Some((at, taken + 1));
            (p, n) = (at + 1, taken + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(values: &[(&str, &str, &str)]) -> BTreeMap<String, Parameters> {
        let mut members: BTreeMap<String, Parameters> = BTreeMap::new();
        for (member, name, value) in values {
            members.entry((*member).to_owned()).or_default().insert((*name).to_owned(), (*value).to_owned());
        }
        members
    }

    #[test]
    fn secrets_are_hidden_and_their_difference_is_not() {
        let mut all = members(&[
            ("a", "requirepass", "hunter2"),
            ("b", "requirepass", "hunter3"),
            ("a", "masterauth", "hunter2"),
            ("b", "masterauth", "hunter2"),
            ("a", "tls-key-file-pass", ""),
            ("a", "masteruser", "replicator"),
        ]);
        redact(&mut all);
        assert_eq!(
            (all["a"]["requirepass"].as_str(), all["b"]["requirepass"].as_str()),
            ("<redacted 1>", "<redacted 2>")
        );
        assert_eq!((all["a"]["masterauth"].as_str(), all["b"]["masterauth"].as_str()), ("<redacted>", "<redacted>"));
        assert_eq!((all["a"]["tls-key-file-pass"].as_str(), all["a"]["masteruser"].as_str()), ("", "replicator"));
        assert!(!format!("{all:?}").contains("hunter"));
        assert!(is_secret("some-module-password") && !is_secret("tls-auth-clients") && !is_secret("masteruser"));
    }

    #[test]
    fn equal_values_are_told_once_and_missing_ones_differ() {
        let mut all = members(&[
            ("a", "hz", "10"),
            ("b", "hz", "10"),
            ("a", "save", ""),
            ("b", "save", "60 1"),
            ("a", "new", "1"),
        ]);
        let shown: Vec<(String, Option<String>, usize)> =
            rows(&all).into_iter().map(|row| (row.name, row.value, row.members.len())).collect();
        assert_eq!(shown[0], ("hz".to_owned(), Some("10".to_owned()), 0));
        assert_eq!(shown[1..3], [("new".to_owned(), Some("1".to_owned()), 1), ("new".to_owned(), None, 1)]);
        retain_differing(&mut all);
        assert_eq!(all["a"].keys().collect::<Vec<_>>(), ["new", "save"]);
    }

    #[test]
    fn info_tells_a_part_by_the_parameters_names() {
        let told =
            from_info(&Info::parse("maxmemory:100\naof_enabled:1\ntcp_port:6379\nmaster_host:h\nmaster_port:1\n"));
        assert_eq!(
            (told["maxmemory"].as_str(), told["appendonly"].as_str(), told["replicaof"].as_str()),
            ("100", "yes", "h 1")
        );
    }

    #[test]
    fn patterns() {
        for (pattern, name, fits) in [
            ("*", "save", true),
            ("maxmemory*", "maxmemory-policy", true),
            ("*max*", "repl-max", true),
            ("save", "savex", false),
            ("s?ve", "SAVE", true),
            ("*a*b", "xaxxab", true),
            ("*a*b", "xaxxa", false),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
    }
}
