//! Rotating a password: what stage a rotation is at, and what it takes to go on.

mod owner;

pub use owner::owner_of;

use super::plan::{Danger, Plan, Step};
use crate::report::{Finding, Severity};
use serde::Serialize;

/// How far a rotation has come, as the Secret tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// There is none under way.
    Fresh,
    /// A new password was chosen, and some servers may accept it.
    Begun,
    /// The Secret has the new password, and servers accept the old one, too.
    Switched,
}

/// What a rotation meets.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// `namespace/name` of the instance, or `host:port`.
    pub target: String,
    /// Servers, in words.
    pub servers: Vec<String>,
    /// Of them, those that follow or may follow others: they log in to them with `masterauth`.
    pub with_masterauth: bool,
    /// Sentinels that watch it.
    pub sentinels: Vec<String>,
    /// Whether the Sentinels have the same password for themselves.
    pub sentinels_too: bool,
    /// `namespace/name` of the Secret and the key in it; none where no Secret is touched.
    pub secret: Option<(&'a str, &'a str)>,
    /// How far it has come.
    pub stage: Stage,
    /// Whether the old password is to be removed.
    pub remove_old: bool,
    /// Pods whose containers have the password in their environment, and so the old one until they restart.
    pub in_environment: Vec<String>,
    /// Helm's release that the Secret is of.
    pub helm: Option<String>,
}

/// The key in the Secret that holds the new password until it is in force.
pub fn next_key(key: &str) -> String {
    format!("{key}.next")
}

/// The key in the Secret that holds the old password until it is removed.
pub fn previous_key(key: &str) -> String {
    format!("{key}.previous")
}

/// What is to be done.
pub fn plan(facts: &Facts<'_>) -> Plan {
    let mut steps = Vec::new();
    let all = facts.servers.join(", ");
    let sentinels = facts.sentinels.join(", ");
    if facts.stage != Stage::Switched || !facts.remove_old {
        if let (Some((secret, key)), Stage::Fresh) = (facts.secret, facts.stage) {
            steps.push(Step::new("keep", format!("keep the new password in Secret {secret}, key {}", next_key(key))));
        }
        steps.push(Step::new(
            "accept",
            format!("have {all} accept the new password beside the old one (ACL SETUSER default), and log in with it"),
        ));
        if facts.sentinels_too {
            steps.push(Step::new("accept-sentinels", format!("have the Sentinels {sentinels} accept it, too")));
        }
        if facts.with_masterauth {
            steps.push(Step::new(
                "masterauth",
                "have replicas log in with the new one (CONFIG SET masterauth), link by link",
            ));
        }
        if !facts.sentinels.is_empty() {
            steps.push(Step::new(
                "sentinels",
                format!("have the Sentinels {sentinels} log in with it (SENTINEL SET auth-pass)"),
            ));
        }
        if let Some((secret, key)) = facts.secret.filter(|_| facts.stage != Stage::Switched) {
            steps.push(Step::new(
                "secret",
                format!("put it into Secret {secret}, key {key}; the old one is kept in key {}", previous_key(key)),
            ));
        }
    }
    if facts.remove_old {
        steps.push(Step::new(
            "remove",
            format!("have {all} accept the new password alone, and see the old one refused"),
        ));
        if facts.sentinels_too {
            steps.push(Step::new("remove-sentinels", format!("the same on the Sentinels {sentinels}")));
        }
        if let Some((secret, key)) = facts.secret {
            steps.push(Step::new("forget", format!("remove key {} from Secret {secret}", previous_key(key))));
        }
    }
    Plan {
        intent: format!("rotate the password of {}", facts.target),
        target: facts.target.clone(),
        danger: Danger::Changes,
        steps,
        remarks: remarks(facts),
    }
}

/// What the user has to do before the rotation is at its end; `restart` makes old pods anew.
pub fn next(restart: Option<&str>) -> String {
    let restart = restart.map_or_else(String::new, |restart| format!("{restart}, "));
    format!("{restart}have all clients read the new password, then the same command with --remove-old")
}

/// Pods that go on with the old password in their environment; `is_removed` where the servers refuse it now.
pub fn in_old_pods(instance: &str, pods: &[String], restart: Option<&str>, is_removed: bool) -> Option<Finding> {
    let all = pods.join(", ");
    let message = format!(
        "the old password is in the environment of {all}: a container that starts again there knows that one alone, and \
         refuses replicas and clients that have the new one"
    );
    let restart = restart.unwrap_or("redis-ops restart");
    let hint = match is_removed {
        true => format!("{restart} makes the pods anew; do it soon: the old password is kept nowhere any more"),
        false => format!(
            "{restart} makes the pods anew; if a container has started again before, the same rotate-password once more \
             mends it"
        ),
    };
    (!pods.is_empty())
        .then(|| Finding::new("old-password-in-environment", Severity::Info, instance, message).hint(hint))
}

fn remarks(facts: &Facts<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    if facts.remove_old {
        remarks.push("clients that still have the old password are refused at their next login".to_owned());
    } else {
        remarks.push("the old password stays good, so that clients can change over; --remove-old ends that".to_owned());
    }
    if !facts.in_environment.is_empty() {
        remarks.push(format!(
            "containers of {} have the password in their environment, probes with them: the old one until they restart",
            facts.in_environment.join(", ")
        ));
    }
    if let Some(release) = &facts.helm {
        remarks.push(format!(
            "the Secret is of the Helm release {release}: its next upgrade puts the password of its values back, unless \
             they name the new one"
        ));
    }
    if facts.secret.is_none() {
        remarks.push(
            "no Secret or file is changed: a server that restarts has the password of its configuration".to_owned(),
        );
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts<'static> {
        Facts {
            target: "apps/cache".into(),
            servers: vec!["apps/cache-0".into(), "apps/cache-1".into()],
            with_masterauth: true,
            sentinels: Vec::new(),
            sentinels_too: false,
            secret: Some(("apps/cache", "redis-password")),
            stage: Stage::Fresh,
            remove_old: false,
            in_environment: Vec::new(),
            helm: None,
        }
    }

    fn ids(facts: &Facts<'_>) -> Vec<&'static str> {
        plan(facts).steps.iter().map(|step| step.id).collect()
    }

    #[test]
    fn the_old_password_goes_last_and_only_when_it_is_to() {
        assert_eq!(ids(&facts()), ["keep", "accept", "masterauth", "secret"]);
        let at_once = Facts { remove_old: true, ..facts() };
        assert_eq!(ids(&at_once), ["keep", "accept", "masterauth", "secret", "remove", "forget"]);
        let again = Facts { stage: Stage::Begun, ..facts() };
        assert_eq!(ids(&again), ["accept", "masterauth", "secret"]);
        let last = Facts { stage: Stage::Switched, remove_old: true, ..facts() };
        assert_eq!(ids(&last), ["remove", "forget"]);
        let repaired = Facts { stage: Stage::Switched, ..facts() };
        assert_eq!(ids(&repaired), ["accept", "masterauth"]);
        let watched = Facts { sentinels: vec!["s".into()], sentinels_too: true, secret: None, ..facts() };
        assert_eq!(ids(&watched), ["accept", "accept-sentinels", "masterauth", "sentinels"]);
    }
}
