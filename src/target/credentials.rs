//! Redis's password: a value that never shows itself, and where a pod's specification says it is.

use super::facts::{ContainerFacts, EnvValue, PodFacts};
use std::fmt;

/// A password. Neither `Debug` nor any serialization shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// A password as read from a Secret, a file or the environment; a trailing line break is not part of it.
    /// Empty means that there is none.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim_end_matches(['\r', '\n']);
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// A literal of a pod's specification, which may or may not be a password.
    pub fn literal(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The password itself, for AUTH alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<password>")
    }
}

/// Where a password can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordSource {
    /// In the pod's environment, in clear.
    Literal(Password),
    /// In a Secret of the pod's namespace.
    Secret {
        /// The Secret.
        name: String,
        /// The key in it.
        key: String,
    },
}

impl PasswordSource {
    /// In words, without the password.
    pub fn words(&self) -> String {
        match self {
            PasswordSource::Literal(_) => "the pod's environment".to_owned(),
            PasswordSource::Secret { name, key } => format!("Secret {name}, key {key}"),
        }
    }
}

/// The variables that hold the password itself, and the one that names a file, as the known charts and operators
/// write them (sb-helm-charts, Bitnami, Spotahome, OT-CONTAINER-KIT; Valkey's forms of the same).
const VALUES: [&str; 3] = ["REDIS_PASSWORD", "REDISCLI_AUTH", "VALKEY_PASSWORD"];
const FILES: [&str; 2] = ["REDIS_PASSWORD_FILE", "VALKEY_PASSWORD_FILE"];

/// Where the server's container takes its password from; nothing when the specification names none.
pub fn password_source(pod: &PodFacts, container: &ContainerFacts) -> Option<PasswordSource> {
    VALUES.iter().find_map(|name| from_value(container, name)).or_else(|| {
        FILES.iter().find_map(|name| match container.env.get(*name) {
            Some(EnvValue::Literal(path)) => from_file(pod, container, path.reveal()),
            _ => None,
        })
    })
}

fn from_value(container: &ContainerFacts, name: &str) -> Option<PasswordSource> {
    match container.env.get(name)? {
        EnvValue::Literal(value) => Password::new(value.reveal()).map(PasswordSource::Literal),
        EnvValue::SecretKey { secret, key } => Some(PasswordSource::Secret { name: secret.clone(), key: key.clone() }),
        EnvValue::Other => None,
    }
}

/// The Secret behind a file in the container: the mount with the longest matching path, then the volume's items.
fn from_file(pod: &PodFacts, container: &ContainerFacts, path: &str) -> Option<PasswordSource> {
    let (file, volume) = container
        .mounts
        .iter()
        .filter_map(|(mount, volume)| {
            let rest = path.strip_prefix(mount.trim_end_matches('/'))?;
            let file = rest.strip_prefix('/')?;
            Some((mount.len(), file, volume))
        })
        .max_by_key(|(length, ..)| *length)
        .map(|(_, file, volume)| (file, volume))?;
    let (secret, items) = pod.secret_volumes.get(volume)?;
    let key = if items.is_empty() { file.to_owned() } else { items.get(file)?.clone() };
    Some(PasswordSource::Secret { name: secret.clone(), key })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn container(env: &[(&str, EnvValue)], mounts: &[(&str, &str)]) -> ContainerFacts {
        ContainerFacts {
            env: env.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            mounts: mounts.iter().map(|(path, volume)| ((*path).to_owned(), (*volume).to_owned())).collect(),
            ..ContainerFacts::default()
        }
    }

    #[test]
    fn bitnamis_file_leads_to_the_secret_behind_the_mount() {
        let path = EnvValue::Literal(Password::literal("/opt/bitnami/redis/secrets/redis-password"));
        let container = container(
            &[("REDIS_PASSWORD_FILE", path)],
            &[("/opt", "other"), ("/opt/bitnami/redis/secrets/", "redis-password")],
        );
        let mut pod = PodFacts::default();
        let items = BTreeMap::from([("redis-password".to_owned(), "the-key".to_owned())]);
        pod.secret_volumes.insert("redis-password".to_owned(), ("redis-credentials".to_owned(), items));
        assert_eq!(
            password_source(&pod, &container),
            Some(PasswordSource::Secret { name: "redis-credentials".into(), key: "the-key".into() })
        );
    }

    #[test]
    fn an_empty_literal_means_no_password() {
        let container = container(&[("REDIS_PASSWORD", EnvValue::Literal(Password::literal("")))], &[]);
        assert_eq!(password_source(&PodFacts::default(), &container), None);
    }

    #[test]
    fn a_password_does_not_show_itself() {
        let source = PasswordSource::Literal(Password::literal("hunter2"));
        assert!(!format!("{source:?} {}", source.words()).contains("hunter2"));
        assert_eq!(Password::new("p$'\"#x y\r\n").map(|password| password.reveal().len()), Some(8));
    }
}
