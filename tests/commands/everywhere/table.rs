//! Which observing command does what on which deployment, and its text for the README.

use crate::sandbox::Deployment;
use std::fmt::Write as _;

/// A deployment and what it is called in the README.
pub const DEPLOYMENTS: [(Deployment, &str); 10] = [
    (Deployment::SbChart, "sb chart, primary and replicas"),
    (Deployment::BitnamiStandalone, "Bitnami standalone, two in a namespace"),
    (Deployment::BitnamiReplication, "Bitnami replication, CONFIG disabled"),
    (Deployment::BarePod, "bare pod"),
    (Deployment::K3s, "Deployment on K3s"),
    (Deployment::RedisCluster, "Redis Cluster, plain"),
    (Deployment::BitnamiCluster, "Redis Cluster, Bitnami"),
    (Deployment::Spotahome, "Spotahome's RedisFailover"),
    (Deployment::BitnamiSentinel, "Bitnami with Sentinel"),
    (Deployment::OtReplication, "OT-CONTAINER-KIT with Sentinel"),
];

/// The instances of a deployment: namespace and name.
pub fn instances(deployment: Deployment) -> &'static [(&'static str, &'static str)] {
    match deployment {
        Deployment::SbChart => &[("apps", "cache")],
        Deployment::BitnamiStandalone => &[("data", "prod-redis"), ("data", "redis")],
        Deployment::BitnamiReplication => &[("redis", "redis-shared")],
        Deployment::BarePod => &[("tutorial", "redis")],
        Deployment::K3s => &[("redis-server", "redis")],
        Deployment::RedisCluster => &[("default", "redis-cluster")],
        Deployment::BitnamiCluster => &[("shop", "shop")],
        Deployment::Spotahome => &[("redis-system", "redis-cluster")],
        Deployment::BitnamiSentinel => &[("web", "session")],
        Deployment::OtReplication | Deployment::OtAlone => &[("ot", "store")],
    }
}

/// A group's name, and its commands, each with what is typed beside its name.
pub type Group = (&'static str, &'static [(&'static str, &'static [&'static str])]);

/// Commands by group.
pub const GROUPS: [Group; 6] = [
    (
        "find and look",
        &[
            ("list", &[]),
            ("inspect", &[]),
            ("describe", &[]),
            ("events", &[]),
            ("logs", &["--tail", "3"]),
            ("top", &[]),
            ("ping", &[]),
            ("info", &[]),
            ("version", &[]),
            ("role", &[]),
        ],
    ),
    (
        "replication",
        &[("replication-info", &[]), ("master-info", &[]), ("replica-lag", &[]), ("check-replication", &[])],
    ),
    (
        "numbers",
        &[
            ("dbsize", &[]),
            ("stats", &[]),
            ("memory-stats", &[]),
            ("clients", &[]),
            ("config", &[]),
            ("config-get", &["maxmemory"]),
            ("slowlog", &[]),
            ("latency", &["--samples", "3"]),
            ("monitor", &["--yes", "--duration", "300ms"]),
        ],
    ),
    ("metrics", &[("metrics", &[])]),
    ("health", &[("health", &[])]),
    ("security", &[("security-check", &[])]),
];

/// The exit status of a command on a sound deployment, with the reason where it is not 0.
pub fn expected(command: &str, deployment: Deployment) -> (i32, &'static str) {
    use Deployment::{BarePod, BitnamiReplication, BitnamiStandalone, K3s, RedisCluster, Spotahome};
    match (command, deployment) {
        ("metrics", _) => (3, "no exporter in the pods"),
        ("security-check", BarePod | BitnamiStandalone | K3s | RedisCluster | Spotahome) => (2, "no password"),
        ("security-check", BitnamiReplication) => (3, "CONFIG is disabled"),
        ("security-check", _) => (1, "TLS, network policies and pods that could be stricter"),
        ("inspect" | "config" | "config-get" | "slowlog" | "latency", BitnamiReplication) => (3, "CONFIG is disabled"),
        ("replica-lag", BitnamiStandalone | BarePod | K3s) => (1, "no replica"),
        ("check-replication", BitnamiStandalone | BarePod | K3s) => (2, "no replica"),
        _ => (0, ""),
    }
}

/// The table of the README.
pub fn text() -> String {
    let mut text = String::from("| deployment |");
    GROUPS.iter().for_each(|(group, _)| write!(text, " {group} |").unwrap());
    text.push_str("\n|---|");
    GROUPS.iter().for_each(|_| text.push_str("---|"));
    text.push('\n');
    for (deployment, name) in DEPLOYMENTS {
        write!(text, "| {name} |").unwrap();
        for (_, commands) in GROUPS {
            write!(text, " {} |", cell(commands, deployment)).unwrap();
        }
        text.push('\n');
    }
    text
}

/// ✓, and after it the commands that end otherwise than with 0, with the reason.
fn cell(commands: &[(&str, &[&str])], deployment: Deployment) -> String {
    let mut reasons: Vec<(i32, &str, Vec<&str>)> = Vec::new();
    for (command, _) in commands {
        let (exit, reason) = expected(command, deployment);
        match reasons.iter_mut().find(|(code, known, _)| (*code, *known) == (exit, reason)) {
            Some((.., names)) => names.push(command),
            None => reasons.push((exit, reason, vec![command])),
        }
    }
    let word = |(exit, reason, names): &(i32, &str, Vec<&str>)| match exit {
        0 => "✓".to_owned(),
        exit if names.len() == commands.len() => format!("{exit}: {reason}"),
        exit => format!("`{}` {exit}: {reason}", names.join("` `")),
    };
    reasons.sort_by_key(|(exit, ..)| *exit != 0);
    reasons.iter().map(word).collect::<Vec<_>>().join("; ")
}
