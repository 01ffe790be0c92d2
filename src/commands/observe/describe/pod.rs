//! One pod of `describe`.

use crate::target::facts::{ContainerFacts, PodFacts, Probe, ProbeKind, Volume};
use crate::target::objects::{ClaimFacts, owner_chain};
use crate::target::surroundings::Surroundings;
use crate::target::topology::Member;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A member's pod.
#[derive(Debug, Serialize)]
pub struct PodView {
    pub member: String,
    /// `Running`, the phase, or why the container waits, such as `CrashLoopBackOff`.
    pub state: String,
    pub ready: bool,
    pub not_ready_because: Option<String>,
    pub node: Option<String>,
    pub address: Option<String>,
    pub started_at: Option<DateTime<Utc>>,
    pub quality_of_service: Option<String>,
    /// The server's container.
    pub container: String,
    pub image: String,
    pub running_since: Option<DateTime<Utc>>,
    pub restarts: u32,
    pub last_end: Option<End>,
    pub probes: Vec<ProbeView>,
    pub cpu_request_millicores: Option<u64>,
    pub cpu_limit_millicores: Option<u64>,
    pub memory_request_bytes: Option<u64>,
    pub memory_limit_bytes: Option<u64>,
    /// The other containers: name, image, whether it is ready.
    pub beside: Vec<(String, String, bool)>,
    pub volumes: Vec<VolumeView>,
    /// Nearest first.
    pub owners: Vec<String>,
    pub budgets: Vec<BudgetView>,
    pub services: Vec<String>,
}

/// How the container's last run ended.
#[derive(Debug, Serialize)]
pub struct End {
    pub reason: String,
    pub exit_code: i32,
    pub at: Option<DateTime<Utc>>,
}

/// A probe in words.
#[derive(Debug, Serialize)]
pub struct ProbeView {
    pub kind: &'static str,
    pub words: String,
}

/// A volume that the server's container mounts.
#[derive(Debug, Serialize)]
pub struct VolumeView {
    pub mount: String,
    /// `claim data-cache-redis-0`, `emptyDir`, `ConfigMap cache-redis`.
    pub volume: String,
    pub claim: Option<ClaimView>,
    /// Whether its content is gone with the pod.
    pub gone_with_pod: bool,
}

/// The claim behind a volume.
#[derive(Debug, Serialize)]
pub struct ClaimView {
    /// None where claims cannot be listed or there is none of this name.
    pub phase: Option<String>,
    pub size_bytes: Option<u64>,
    pub storage_class: Option<String>,
    pub access_modes: Vec<String>,
}

/// A PodDisruptionBudget over the pod.
#[derive(Debug, Serialize)]
pub struct BudgetView {
    pub name: String,
    pub demand: String,
    pub disruptions_allowed: u32,
}

impl PodView {
    /// The pod of a member; nothing for one that was named by its address.
    pub fn of(member: &Member, around: &Surroundings) -> Option<Self> {
        let pod = member.pod.as_ref()?;
        let server = pod.containers.get(member.container)?;
        let others = pod.containers.iter().enumerate().filter(|(index, _)| *index != member.container);
        let budgets = around.budgets.iter().filter(|budget| budget.selector.selects(&pod.labels));
        Some(Self {
            member: pod.name.clone(),
            state: state(pod, server),
            ready: pod.ready,
            not_ready_because: pod.not_ready_because.clone(),
            node: pod.node.clone(),
            address: pod.ip.clone(),
            started_at: pod.started_at,
            quality_of_service: pod.quality_of_service.clone(),
            container: server.name.clone(),
            image: server.image.clone(),
            running_since: server.running_since,
            restarts: server.restarts,
            last_end: server.last_termination.as_ref().map(|end| End {
                reason: end.reason.clone(),
                exit_code: end.exit_code,
                at: end.finished_at,
            }),
            probes: server.probes.iter().map(|(kind, probe)| probe_view(*kind, probe)).collect(),
            cpu_request_millicores: server.cpu_request_millicores,
            cpu_limit_millicores: server.cpu_limit_millicores,
            memory_request_bytes: server.memory_request_bytes,
            memory_limit_bytes: server.memory_limit_bytes,
            beside: others.map(|(_, other)| (other.name.clone(), other.image.clone(), other.ready)).collect(),
            volumes: volumes(pod, server, &around.claims),
            owners: owner_chain(pod, &around.workloads)
                .into_iter()
                .map(|owner| format!("{} {}", owner.kind, owner.name))
                .collect(),
            budgets: budgets
                .map(|budget| BudgetView {
                    name: budget.name.clone(),
                    demand: budget.demand.clone(),
                    disruptions_allowed: budget.disruptions_allowed,
                })
                .collect(),
            services: around.services.iter().filter(|one| one.selects(pod)).map(|one| one.name.clone()).collect(),
        })
    }
}

fn state(pod: &PodFacts, server: &ContainerFacts) -> String {
    if pod.terminating {
        return "Terminating".to_owned();
    }
    match &server.waiting_reason {
        Some(reason) => reason.clone(),
        // a pod stays Running while one of its containers has ended
        None if pod.phase == "Running" && server.running_since.is_none() => "Stopped".to_owned(),
        None => pod.phase.clone(),
    }
}

fn probe_view(kind: ProbeKind, probe: &Probe) -> ProbeView {
    let Probe { action, period_seconds, failures, timeout_seconds } = probe;
    let action = without_password(action);
    let (kind, meaning) = match kind {
        ProbeKind::Startup => ("startup", "killed unless it succeeds within"),
        ProbeKind::Liveness => ("liveness", "killed when it fails for"),
        ProbeKind::Readiness => ("readiness", "without clients when it fails for"),
    };
    let seconds = u64::from(*period_seconds) * u64::from(*failures);
    let words = format!(
        "{action}; every {period_seconds}s, at most {timeout_seconds}s; {meaning} {seconds}s ({failures} in a row)"
    );
    ProbeView { kind, words }
}

/// A probe's command less a password written into it: what follows `-a` and its like, unless it is a variable.
fn without_password(action: &str) -> String {
    let mut hidden = false;
    let words = action.split(' ').map(|word| {
        let secret =
            std::mem::replace(&mut hidden, matches!(word, "-a" | "--pass" | "--requirepass" | "AUTH" | "auth"));
        if secret && !word.contains('$') { "<password>" } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn volumes(pod: &PodFacts, server: &ContainerFacts, claims: &[ClaimFacts]) -> Vec<VolumeView> {
    let view = |(mount, name): (&String, &String)| {
        let volume = pod.volumes.get(name)?;
        let (words, gone_with_pod) = match volume {
            Volume::Claim(claim) => (format!("claim {claim}"), false),
            Volume::EmptyDir { memory: false } => ("emptyDir".to_owned(), true),
            Volume::EmptyDir { memory: true } => ("emptyDir in memory".to_owned(), true),
            Volume::ConfigMap(name) => (format!("ConfigMap {name}"), false),
            Volume::Secret(name) => (format!("Secret {name}"), false),
            Volume::HostPath(path) => (format!("folder {path} of the node"), false),
            Volume::Other => (format!("volume {name}"), false),
        };
        let claim = match volume {
            Volume::Claim(name) => {
                let found = claims.iter().find(|claim| claim.name == *name);
                Some(ClaimView {
                    phase: found.map(|claim| claim.phase.clone()),
                    size_bytes: found.and_then(|claim| claim.size_bytes),
                    storage_class: found.and_then(|claim| claim.storage_class.clone()),
                    access_modes: found.map(|claim| claim.access_modes.clone()).unwrap_or_default(),
                })
            }
            _ => None,
        };
        Some(VolumeView { mount: mount.clone(), volume: words, claim, gone_with_pod })
    };
    server.mounts.iter().filter_map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_in_a_probe_is_not_shown() {
        assert_eq!(without_password("exec redis-cli -a hunter2 ping"), "exec redis-cli -a <password> ping");
        let variable = r#"exec sh -c redis-cli -a "$REDIS_PASSWORD" ping"#;
        assert_eq!(without_password(variable), variable);
    }
}
