//! Security: rules over what a server allows, how its pods run, and what surrounds them. A rule that could not see is
//! told as such, never as passed.

pub mod acl;
mod cluster;
pub mod exposure;
mod facts;
mod pods;
mod servers;

pub use facts::{
    ClusterFacts, ContainerFacts, MemberFacts, Open, PodFacts, PolicyFacts, Rule, SecurityFacts, Strength,
};

use crate::report::{Finding, Severity};
use serde::Serialize;

/// What a rule found, before it is known whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Judged {
    id: &'static str,
    severity: Severity,
    message: String,
    hint: String,
}

impl Judged {
    fn new(id: &'static str, severity: Severity, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { id, severity, message: message.into(), hint: hint.into() }
    }
}

/// What a rule has to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sees {
    Login,
    Password,
    /// The configuration, where a server is open.
    OpenConfig,
    /// The configuration, where it has a port with TLS.
    TlsConfig,
    Config,
    Users,
    Commands,
    Pods,
    ConfigMaps,
    Accounts,
    AccountRules,
    Caller,
    Namespace,
    Policies,
    PolicyRules,
    Services,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Nothing was found.
    Ok,
    /// Worth knowing.
    Info,
    /// Deserves attention.
    Warning,
    /// It could not be seen.
    Unknown,
    /// Broken.
    Critical,
    /// There is nothing it could be about: no Kubernetes with `--url`, no password on an open server.
    NotApplicable,
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What it belongs to.
    pub topic: &'static str,
    /// The findings' id.
    pub id: &'static str,
    /// What is asked for.
    pub wanted: &'static str,
    /// How it ended.
    pub result: Grade,
}

/// The checklist: topic, finding, what is asked for, what has to be seen.
const CHECKS: [(&str, &str, &str, Sees); 34] = [
    ("login", "auth-off", "a password is wanted", Sees::Login),
    ("login", "protected-mode-off", "protected mode, where there is no password", Sees::OpenConfig),
    ("login", "password-weak", "the password is long", Sees::Password),
    ("login", "acl-user-nopass", "every ACL user needs a password", Sees::Users),
    ("login", "acl-user-unlimited", "no further user may do everything", Sees::Users),
    ("login", "acl-default-only", "applications have users of their own", Sees::Users),
    ("login", "acl-user-off", "no user lies idle", Sees::Users),
    ("commands", "dangerous-commands", "dangerous commands are out of reach", Sees::Commands),
    ("commands", "command-renamed", "no dangerous command under another name", Sees::Commands),
    ("commands", "protection-lifted", "DEBUG, MODULE LOAD, protected configs stay off", Sees::Config),
    ("network", "tls-off", "no port without TLS", Sees::Login),
    ("network", "tls-clients-unproven", "clients show a certificate", Sees::TlsConfig),
    ("network", "bind-everywhere", "an open server does not listen everywhere", Sees::OpenConfig),
    ("network", "no-network-policy", "a NetworkPolicy selects the pods", Sees::Policies),
    ("network", "network-policy-open", "no policy lets everybody in", Sees::PolicyRules),
    ("network", "service-exposed", "no Service leads here from outside", Sees::Services),
    ("container", "privileged", "not privileged", Sees::Pods),
    ("container", "runs-as-root", "not root", Sees::Pods),
    ("container", "privilege-escalation", "no privileges to gain", Sees::Pods),
    ("container", "capabilities-kept", "all capabilities dropped", Sees::Pods),
    ("container", "seccomp-off", "a seccomp profile", Sees::Pods),
    ("container", "root-filesystem-writable", "a read-only root file system", Sees::Pods),
    ("container", "host-namespaces", "nothing of the node's is shared", Sees::Pods),
    ("container", "host-paths", "no folder of the node is mounted", Sees::Pods),
    ("container", "no-memory-limit", "a memory limit", Sees::Pods),
    ("container", "no-cpu-limit", "a CPU limit", Sees::Pods),
    ("container", "image-floating", "the image is pinned", Sees::Pods),
    ("container", "image-unmaintained", "the image is maintained", Sees::Pods),
    ("rights", "pod-security-standard", "the namespace enforces restricted", Sees::Namespace),
    ("rights", "token-mounted", "the pods hold no token", Sees::Accounts),
    ("rights", "service-account-shared", "a ServiceAccount of its own", Sees::Pods),
    ("rights", "service-account-rights", "that account may do nothing far-reaching", Sees::AccountRules),
    ("rights", "caller-rights", "you may do nothing far-reaching", Sees::Caller),
    ("secrets", "password-in-clear", "no password stands in clear", Sees::ConfigMaps),
];

/// The findings of every rule. What concerns all members alike is said once, of the instance.
pub fn judge(facts: &SecurityFacts) -> Vec<Finding> {
    let nothing = ClusterFacts::default();
    let cluster = facts.cluster.as_ref().unwrap_or(&nothing);
    let mut of_members: Vec<(Judged, Vec<&MemberFacts>)> = Vec::new();
    for member in &facts.members {
        let mut judged = servers::judge(member);
        judged.extend(pods::judge(member, cluster));
        judged.extend(cluster::judge_member(member, cluster));
        for one in judged {
            match of_members.iter_mut().find(|(known, _)| *known == one) {
                Some((_, members)) => members.push(member),
                None => of_members.push((one, vec![member])),
            }
        }
    }
    let finding = |one: &Judged, subject: &str| {
        Finding::new(one.id, one.severity, subject, one.message.clone()).hint(one.hint.clone())
    };
    let mut findings = Vec::new();
    for (one, members) in &of_members {
        if members.len() == facts.members.len() {
            findings.push(finding(one, &facts.subject));
        } else {
            findings.extend(members.iter().map(|member| finding(one, &member.subject)));
        }
    }
    findings.extend(cluster::judge(facts, cluster).iter().map(|one| finding(one, &facts.subject)));
    findings
}

/// The checklist with how each line ended.
pub fn checklist(facts: &SecurityFacts, findings: &[Finding]) -> Vec<Check> {
    let grade = |id: &str, sees: Sees| {
        let worst = findings.iter().filter(|finding| finding.id == id).map(|finding| finding.severity).max();
        match worst {
            Some(Severity::Critical) => Grade::Critical,
            Some(Severity::Unknown) => Grade::Unknown,
            Some(Severity::Warning) => Grade::Warning,
            Some(Severity::Info) => Grade::Info,
            None => match seen(facts, sees) {
                None => Grade::NotApplicable,
                Some(true) => Grade::Ok,
                Some(false) => Grade::Unknown,
            },
        }
    };
    let check = |(topic, id, wanted, sees)| Check { topic, id, wanted, result: grade(id, sees) };
    CHECKS.into_iter().map(check).collect()
}

/// Whether a member talks to who does not log in, if that was tried.
fn is_open(member: &MemberFacts) -> Option<bool> {
    match member.open {
        Open::Yes | Open::Restricted => Some(true),
        Open::No => Some(false),
        Open::Unknown => None,
    }
}

fn tls_seen(facts: &SecurityFacts) -> Option<bool> {
    if facts.members.iter().any(|member| member.config.is_none()) {
        return Some(false);
    }
    let off = |member: &MemberFacts| member.parameter("tls-port").is_none_or(|port| port == "0");
    if facts.members.iter().all(off) { None } else { Some(true) }
}

/// Whether what a rule has to see was seen; nothing where there is no Kubernetes to see it in.
fn seen(facts: &SecurityFacts, sees: Sees) -> Option<bool> {
    let all = |fits: fn(&MemberFacts) -> bool| Some(facts.members.iter().all(fits));
    match sees {
        Sees::Login => return all(|member| member.open != Open::Unknown),
        Sees::Password if facts.members.iter().all(|member| is_open(member) == Some(true)) => return None,
        Sees::Password => return all(|member| member.password.is_some() || is_open(member) == Some(true)),
        Sees::OpenConfig if facts.members.iter().all(|member| is_open(member) == Some(false)) => return None,
        Sees::OpenConfig => return all(|member| member.config.is_some() || is_open(member) == Some(false)),
        Sees::TlsConfig => return tls_seen(facts),
        Sees::Config => return all(|member| member.config.is_some()),
        Sees::Users => return all(|member| member.users.is_some()),
        Sees::Commands => return all(|member| member.reachable.is_some()),
        _ => {}
    }
    let cluster = facts.cluster.as_ref()?;
    Some(match sees {
        Sees::Accounts => {
            let decided =
                |pod: &PodFacts| pod.automount.is_some() || cluster.accounts.contains_key(&pod.service_account);
            facts.members.iter().all(|member| member.pod.as_ref().is_some_and(decided))
        }
        Sees::AccountRules => {
            !cluster.account_rules.is_empty() && cluster.account_rules.values().all(|(_, complete)| *complete)
        }
        Sees::ConfigMaps => cluster.config_maps_read,
        Sees::Caller => cluster.caller_rules.is_some(),
        Sees::Namespace => cluster.namespace_labels.is_some(),
        Sees::PolicyRules if cluster.policies.as_ref().is_some_and(Vec::is_empty) => return None,
        Sees::Policies | Sees::PolicyRules => cluster.policies.is_some(),
        Sees::Services => cluster.services.is_some(),
        _ => facts.members.iter().all(|member| member.pod.is_some()),
    })
}

#[cfg(test)]
mod tests;
