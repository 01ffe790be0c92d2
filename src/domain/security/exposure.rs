//! Rule `password-in-clear`: places of a pod's specification and of its ConfigMaps where a password stands as it is.

use crate::target::facts::{ContainerFacts, EnvValue, PodFacts};
use std::collections::BTreeMap;

/// Shorter texts stand in other texts by chance.
const SHORTEST: usize = 6;

/// The places, in words without the password. `password` is the one that is known, `maps` are ConfigMaps by name.
pub fn find(pod: &PodFacts, maps: &BTreeMap<String, BTreeMap<String, String>>, password: Option<&str>) -> Vec<String> {
    let mut places = Vec::new();
    for container in &pod.containers {
        places.extend(in_environment(container, password));
        if in_words(&container.command, password) {
            places.push(format!("the command line of container {}", container.name));
        }
    }
    for (map, data) in maps {
        for (key, text) in data {
            if in_text(text, password) {
                places.push(format!("ConfigMap {map}, key {key}"));
            }
        }
    }
    places
}

fn in_environment(container: &ContainerFacts, password: Option<&str>) -> Vec<String> {
    let clear = |(name, value): (&String, &EnvValue)| {
        let EnvValue::Literal(value) = value else { return None };
        let upper = name.to_uppercase();
        let named =
            ["PASSWORD", "PASSWD", "_AUTH"].iter().any(|word| upper.ends_with(word)) || upper == "REDISCLI_AUTH";
        let holds = is_secret(value.reveal()) && !["yes", "no", "true", "false"].contains(&value.reveal());
        let known = holds_known(value.reveal(), password);
        ((named && holds && !upper.starts_with("ALLOW_")) || known)
            .then(|| format!("the environment variable {name} of container {}", container.name))
    };
    container.env.iter().filter_map(clear).collect()
}

fn in_words(words: &[String], password: Option<&str>) -> bool {
    const OPTIONS: [&str; 5] = ["--requirepass", "--masterauth", "--primaryauth", "-a", "--pass"];
    let option = |pair: &[String]| OPTIONS.contains(&pair[0].as_str()) && is_secret(&pair[1]);
    words.windows(2).any(option) || words.iter().any(|word| in_text(word, password))
}

fn in_text(text: &str, password: Option<&str>) -> bool {
    let directive = |line: &str| {
        let line = line.trim();
        let mut words = line.split_whitespace();
        match (words.next().map(str::to_lowercase).as_deref(), words.next()) {
            (Some("requirepass" | "masterauth" | "primaryauth"), Some(value)) => is_secret(value),
            (Some("user"), Some(_)) => words.any(|word| word.strip_prefix('>').is_some_and(is_secret)),
            _ => false,
        }
    };
    holds_known(text, password) || text.lines().any(directive)
}

fn holds_known(text: &str, password: Option<&str>) -> bool {
    password.is_some_and(|password| password.len() >= SHORTEST && text.contains(password))
}

/// Not empty, and nothing that a shell or a template fills in later.
fn is_secret(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']);
    !value.is_empty() && !value.contains(['$', '{', '<', '`'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::credentials::Password;

    fn literal(text: &str) -> EnvValue {
        EnvValue::Literal(Password::literal(text))
    }

    #[test]
    fn every_place_is_named_and_none_shows_the_password() {
        let env = [
            ("REDIS_PASSWORD", literal("hunter2")),
            ("ALLOW_EMPTY_PASSWORD", literal("no")),
            ("REDIS_PASSWORD_FILE", literal("/run/secret")),
            ("URL", literal("redis://:hunter2@cache")),
        ];
        let container = ContainerFacts {
            name: "redis".into(),
            env: env.map(|(name, value)| (name.to_owned(), value)).into(),
            command: ["redis-server", "--requirepass", "hunter2"].map(str::to_owned).into(),
            ..ContainerFacts::default()
        };
        let pod = PodFacts { containers: vec![container], ..PodFacts::default() };
        let maps = BTreeMap::from([(
            "conf".to_owned(),
            BTreeMap::from([("redis.conf".to_owned(), "port 1\nmasterauth \"other\"\n".to_owned())]),
        )]);
        let places = find(&pod, &maps, Some("hunter2"));
        assert_eq!(
            places,
            [
                "the environment variable REDIS_PASSWORD of container redis",
                "the environment variable URL of container redis",
                "the command line of container redis",
                "ConfigMap conf, key redis.conf",
            ]
        );
    }

    #[test]
    fn what_is_filled_in_later_is_not_in_clear() {
        let script = ["sh", "-c", "exec redis-server --requirepass \"$REDIS_PASSWORD\""].map(str::to_owned);
        assert!(!in_words(&script, Some("hunter2")));
        assert!(!in_words(&["--requirepass".to_owned(), "$(REDIS_PASSWORD)".to_owned()], None));
        assert!(!in_text("# requirepass hunter\nrequirepass ${PASSWORD}\nuser app on >$P ~*", None));
        assert!(in_text("user app on >hunter2 ~* +@all", None));
    }
}
