//! What the rules look at. What could not be seen is `None`; why is a finding that whoever looked has made already.

use crate::target::network::NetworkPolicyFacts;
use crate::target::objects::{Selector, ServiceFacts};
use serde::Serialize;
use std::collections::BTreeMap;

/// An instance as it was seen.
#[derive(Debug, Default)]
pub struct SecurityFacts {
    /// `namespace/instance`, or `host:port`.
    pub subject: String,
    /// The namespace; none with `--url`.
    pub namespace: Option<String>,
    /// The members that were asked.
    pub members: Vec<MemberFacts>,
    /// What Kubernetes says; none with `--url`.
    pub cluster: Option<ClusterFacts>,
}

/// Whether a server talks to a client that does not log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Open {
    /// It wants a password.
    No,
    /// It answers.
    Yes,
    /// It answers, and allows the default user next to nothing.
    Restricted,
    /// It could not be tried.
    #[default]
    Unknown,
}

/// A password, by its measures alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Strength {
    /// Characters.
    pub length: usize,
    /// How many of lower case, upper case, digits and others it has.
    pub classes: usize,
}

impl Strength {
    /// Measures a password.
    pub fn of(password: &str) -> Self {
        let has = |fits: fn(char) -> bool| usize::from(password.chars().any(fits));
        let other = |one: char| !one.is_ascii_alphanumeric();
        let classes = has(|one| one.is_ascii_lowercase())
            + has(|one| one.is_ascii_uppercase())
            + has(|one| one.is_ascii_digit())
            + has(other);
        Self { length: password.chars().count(), classes }
    }
}

/// A member as it was seen.
#[derive(Debug, Default)]
pub struct MemberFacts {
    /// `namespace/pod`, or `host:port`.
    pub subject: String,
    /// The pod's name, or `host:port`.
    pub name: String,
    /// Whether it answers without a login.
    pub open: Open,
    /// The password that it accepts from us.
    pub password: Option<Strength>,
    /// Whether it was reached without TLS.
    pub reached_plain: bool,
    /// Its parameters, no secrets among them.
    pub config: Option<BTreeMap<String, String>>,
    /// Its users; empty before Redis 6.
    pub users: Option<Vec<super::acl::User>>,
    /// The dangerous commands that the default user reaches.
    pub reachable: Option<Vec<String>>,
    /// The dangerous commands that it has under another name.
    pub renamed: Vec<String>,
    /// Its pod.
    pub pod: Option<PodFacts>,
    /// Places where a password stands in clear, in words.
    pub exposures: Vec<String>,
}

impl MemberFacts {
    /// A parameter's value.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.config.as_ref()?.get(name).map(String::as_str)
    }
}

/// A pod, by what guards its node and the cluster from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PodFacts {
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its ServiceAccount.
    pub service_account: String,
    /// What it says on mounting the account's token.
    pub automount: Option<bool>,
    /// Whether a token is mounted in the server's container.
    pub token_mounted: bool,
    /// `hostNetwork`, `hostPID`, `hostIPC`, those that are set.
    pub host: Vec<&'static str>,
    /// Folders of the node that it mounts.
    pub host_paths: Vec<String>,
    /// Its containers, the init containers too.
    pub containers: Vec<ContainerFacts>,
    /// Index of the server's container among them.
    pub server: usize,
}

/// A container, with what it inherits from its pod.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContainerFacts {
    /// Its name.
    pub name: String,
    /// Its image.
    pub image: String,
    /// `runAsUser`.
    pub user: Option<i64>,
    /// `runAsNonRoot`.
    pub non_root: Option<bool>,
    /// `privileged`.
    pub privileged: bool,
    /// `allowPrivilegeEscalation`.
    pub escalation: Option<bool>,
    /// `readOnlyRootFilesystem`.
    pub read_only: bool,
    /// Whether `capabilities.drop` has ALL.
    pub drops_all: bool,
    /// `capabilities.add`.
    pub added: Vec<String>,
    /// `seccompProfile.type`.
    pub seccomp: Option<String>,
    /// Whether it has a memory limit.
    pub memory_limit: bool,
    /// Whether it has a CPU limit.
    pub cpu_limit: bool,
}

/// The cluster around the pods.
#[derive(Debug, Default)]
pub struct ClusterFacts {
    /// The namespace's labels.
    pub namespace_labels: Option<BTreeMap<String, String>>,
    /// NetworkPolicies.
    pub policies: Option<Vec<PolicyFacts>>,
    /// Services.
    pub services: Option<Vec<ServiceFacts>>,
    /// The pods' ServiceAccounts: what they say on mounting tokens.
    pub accounts: BTreeMap<String, Option<bool>>,
    /// What each ServiceAccount may do, and whether that is all.
    pub account_rules: BTreeMap<String, (Vec<Rule>, bool)>,
    /// Whether every ConfigMap that the pods use was read.
    pub config_maps_read: bool,
    /// What the caller may do in the namespace.
    pub caller_rules: Option<Vec<Rule>>,
}

/// A NetworkPolicy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyFacts {
    /// Its name.
    pub name: String,
    /// Which pods it is about.
    pub selector: Selector,
    /// Whether it is about what comes in.
    pub ingress: bool,
    /// Whether one of its rules lets everybody in.
    pub open: bool,
}

impl PolicyFacts {
    /// What matters here of a NetworkPolicy.
    pub fn of(policy: &NetworkPolicyFacts) -> Self {
        Self {
            name: policy.name.clone(),
            selector: policy.pods.clone(),
            ingress: policy.about_ingress,
            open: policy.rules.iter().any(|rule| rule.peers.is_empty()),
        }
    }
}

/// One rule of a Role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// Verbs.
    pub verbs: Vec<String>,
    /// API groups, empty for the core group.
    pub groups: Vec<String>,
    /// Resources.
    pub resources: Vec<String>,
    /// Names it is restricted to; empty for all.
    pub names: Vec<String>,
    /// Where it is from: `Role cache-redis`.
    pub from: String,
}
