//! What backup-config kept: config.json.

use crate::domain::config::Parameters;
use crate::target::flavour::Role;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How the file begins its schema.
const SCHEMA: &str = "redis-ops-config/v1";

/// A kept configuration, as far as it is needed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Kept {
    schema: String,
    /// By member.
    pub members: BTreeMap<String, KeptMember>,
}

/// What one member ran with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct KeptMember {
    /// What it said it was.
    pub role: Option<Role>,
    /// Its version.
    pub version: Option<String>,
    /// `config` where CONFIG GET told it, else only what INFO tells.
    pub source: String,
    /// As the server spelt them, secrets hidden.
    pub parameters: Parameters,
}

impl Kept {
    /// Reads config.json.
    ///
    /// # Errors
    /// A sentence.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let kept: Self =
            serde_json::from_slice(bytes).map_err(|error| format!("it is no kept configuration: {error}"))?;
        if kept.schema == SCHEMA { Ok(kept) } else { Err(format!("its schema {} is not known", kept.schema)) }
    }

    /// What a member is to run with: what a member of its name did, else one of its role; with that one's name.
    #[must_use]
    pub fn for_member(&self, name: &str, role: Option<Role>) -> Option<(&str, &KeptMember)> {
        let own = self.members.get_key_value(name);
        let alike = || self.members.iter().find(|(_, kept)| kept.role.is_some() && kept.role == role);
        own.or_else(alike)
            .or_else(|| self.members.iter().next().filter(|_| self.members.len() == 1))
            .map(|(name, kept)| (name.as_str(), kept))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_gets_its_own_or_that_of_its_role() {
        let text = br#"{"schema":"redis-ops-config/v1","taken_at":"x","members":{
            "a-0":{"role":"primary","version":"7.4.0","source":"config","parameters":{"hz":"10"},"acl":null},
            "a-1":{"role":"replica","version":"7.4.0","source":"config","parameters":{"hz":"20"}}},"config_maps":{}}"#;
        let kept = Kept::parse(text).expect("valid");
        let of = |name, role| kept.for_member(name, role).map(|(name, _)| name);
        assert_eq!(of("a-1", Some(Role::Primary)), Some("a-1"));
        assert_eq!(of("b-0", Some(Role::Replica)), Some("a-1"));
        assert_eq!(of("b-0", None), None);
        assert!(Kept::parse(br#"{"schema":"other","members":{}}"#).is_err());
        assert!(Kept::parse(b"REDIS0011").is_err());
    }
}
