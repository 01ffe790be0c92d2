//! From the API's objects to plain facts.

use crate::target::credentials::Password;
use crate::target::facts::{
    ContainerFacts, EnvValue, Owner, PodFacts, Probe, ProbeKind, StatefulSetFacts, Termination, Volume,
};
use chrono::{DateTime, Utc};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{self as core, Container, ContainerStatus, EnvVar, Pod, PodSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;

/// The facts of a pod.
pub fn pod_facts(pod: &Pod) -> PodFacts {
    let metadata = &pod.metadata;
    let spec = pod.spec.as_ref();
    let status = pod.status.as_ref();
    let controller = metadata.owner_references.iter().flatten().find(|reference| reference.controller == Some(true));
    let condition = |name: &str| status?.conditions.iter().flatten().find(|one| one.type_ == name);
    let is_ready = condition("Ready").is_some_and(|condition| condition.status == "True");
    // A pod without a node has no condition Ready yet; why it has no node is what matters then.
    let because = condition("PodScheduled").filter(|one| one.status == "False").or(condition("Ready"));
    let statuses = status.and_then(|status| status.container_statuses.as_deref()).unwrap_or_default();
    PodFacts {
        namespace: metadata.namespace.clone().unwrap_or_default(),
        name: metadata.name.clone().unwrap_or_default(),
        uid: metadata.uid.clone().unwrap_or_default(),
        labels: metadata.labels.clone().unwrap_or_default(),
        annotations: metadata.annotations.clone().unwrap_or_default(),
        owner: controller.map(|owner| Owner { kind: owner.kind.clone(), name: owner.name.clone() }),
        phase: status.and_then(|status| status.phase.clone()).unwrap_or_else(|| "Unknown".to_owned()),
        ready: is_ready,
        not_ready_because: because.filter(|_| !is_ready).and_then(|one| one.message.clone().or(one.reason.clone())),
        terminating: metadata.deletion_timestamp.is_some(),
        ip: status.and_then(|status| status.pod_ip.clone()).filter(|ip| !ip.is_empty()),
        node: spec.and_then(|spec| spec.node_name.clone()),
        started_at: status.and_then(|status| time(status.start_time.as_ref()?)),
        quality_of_service: status.and_then(|status| status.qos_class.clone()),
        volumes: spec
            .map(|spec| {
                spec.volumes.iter().flatten().map(|volume| (volume.name.clone(), volume_source(volume))).collect()
            })
            .unwrap_or_default(),
        init_containers: spec
            .and_then(|spec| spec.init_containers.as_ref())
            .map(|containers| containers.iter().map(|container| container.name.clone()).collect())
            .unwrap_or_default(),
        containers: spec
            .map(|spec| {
                let status = |name: &str| statuses.iter().find(|status| status.name == name);
                spec.containers.iter().map(|container| container_facts(container, status(&container.name))).collect()
            })
            .unwrap_or_default(),
        secret_volumes: spec.map(secret_volumes).unwrap_or_default(),
    }
}

/// The facts of a StatefulSet.
pub fn stateful_set_facts(set: &StatefulSet) -> StatefulSetFacts {
    let name = set.metadata.name.clone().unwrap_or_default();
    let template = set.spec.as_ref().map(|spec| spec.template.clone()).unwrap_or_default();
    let mut pod =
        pod_facts(&Pod { metadata: template.metadata.unwrap_or_default(), spec: template.spec, status: None });
    pod.namespace = set.metadata.namespace.clone().unwrap_or_default();
    pod.name = format!("{name}-0");
    pod.owner = Some(Owner { kind: "StatefulSet".to_owned(), name: name.clone() });
    let replicas = set.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(1);
    StatefulSetFacts { name, wanted: u32::try_from(replicas).unwrap_or(0), template: pod }
}

fn container_facts(container: &Container, status: Option<&ContainerStatus>) -> ContainerFacts {
    let resources = container.resources.as_ref();
    let limit = |name: &str| resources.and_then(|resources| resources.limits.as_ref()?.get(name));
    let request = |name: &str| resources.and_then(|resources| resources.requests.as_ref()?.get(name));
    let state = status.and_then(|status| status.state.as_ref());
    let last = status.and_then(|status| status.last_state.as_ref()?.terminated.as_ref());
    ContainerFacts {
        name: container.name.clone(),
        image: container.image.clone().unwrap_or_default(),
        command: container.command.iter().flatten().chain(container.args.iter().flatten()).cloned().collect(),
        ports: container
            .ports
            .iter()
            .flatten()
            .filter_map(|port| Some((port.name.clone(), u16::try_from(port.container_port).ok()?)))
            .collect(),
        env: container.env.iter().flatten().map(|variable| (variable.name.clone(), env_value(variable))).collect(),
        mounts: container
            .volume_mounts
            .iter()
            .flatten()
            .map(|mount| (mount.mount_path.clone(), mount.name.clone()))
            .collect(),
        memory_limit_bytes: limit("memory").and_then(parse_bytes),
        memory_request_bytes: request("memory").and_then(parse_bytes),
        cpu_limit_millicores: limit("cpu").and_then(parse_millicores),
        cpu_request_millicores: request("cpu").and_then(parse_millicores),
        probes: probes(container),
        ready: status.is_some_and(|status| status.ready),
        running_since: state.and_then(|state| time(state.running.as_ref()?.started_at.as_ref()?)),
        restarts: status.and_then(|status| u32::try_from(status.restart_count).ok()).unwrap_or(0),
        waiting_reason: state.and_then(|state| state.waiting.as_ref()?.reason.clone()),
        last_termination: last.map(|end| Termination {
            reason: end.reason.clone().unwrap_or_default(),
            exit_code: end.exit_code,
            finished_at: end.finished_at.as_ref().and_then(time),
        }),
    }
}

fn env_value(variable: &EnvVar) -> EnvValue {
    let from_secret = variable.value_from.as_ref().and_then(|from| from.secret_key_ref.as_ref());
    match (&variable.value, from_secret) {
        (_, Some(reference)) => EnvValue::SecretKey { secret: reference.name.clone(), key: reference.key.clone() },
        (Some(value), None) => EnvValue::Literal(Password::literal(value)),
        (None, None) if variable.value_from.is_none() => EnvValue::Literal(Password::literal("")),
        (None, None) => EnvValue::Other,
    }
}

fn secret_volumes(spec: &PodSpec) -> BTreeMap<String, (String, BTreeMap<String, String>)> {
    let volumes = spec.volumes.iter().flatten();
    volumes
        .filter_map(|volume| {
            let source = volume.secret.as_ref()?;
            let items = source.items.iter().flatten().map(|item| (item.path.clone(), item.key.clone())).collect();
            Some((volume.name.clone(), (source.secret_name.clone()?, items)))
        })
        .collect()
}

/// A time of the API, to the second.
pub fn time(time: &Time) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(time.0.as_second(), 0)
}

fn volume_source(volume: &core::Volume) -> Volume {
    if let Some(claim) = &volume.persistent_volume_claim {
        Volume::Claim(claim.claim_name.clone())
    } else if let Some(empty) = &volume.empty_dir {
        Volume::EmptyDir { memory: empty.medium.as_deref() == Some("Memory") }
    } else if let Some(map) = &volume.config_map {
        Volume::ConfigMap(map.name.clone())
    } else if let Some(secret) = &volume.secret {
        Volume::Secret(secret.secret_name.clone().unwrap_or_default())
    } else if let Some(path) = &volume.host_path {
        Volume::HostPath(path.path.clone())
    } else {
        Volume::Other
    }
}

fn probes(container: &Container) -> Vec<(ProbeKind, Probe)> {
    let all = [
        (ProbeKind::Startup, &container.startup_probe),
        (ProbeKind::Liveness, &container.liveness_probe),
        (ProbeKind::Readiness, &container.readiness_probe),
    ];
    all.into_iter().filter_map(|(kind, probe)| Some((kind, probe_facts(probe.as_ref()?)))).collect()
}

/// The defaults are those of k8s.io/kubernetes/pkg/apis/core/v1/defaults.go, SetDefaults_Probe.
fn probe_facts(probe: &core::Probe) -> Probe {
    let or = |value: Option<i32>, default| value.and_then(|value| u32::try_from(value).ok()).unwrap_or(default);
    let port = |port: &IntOrString| match port {
        IntOrString::Int(number) => number.to_string(),
        IntOrString::String(name) => name.clone(),
    };
    let action = if let Some(exec) = &probe.exec {
        format!("exec {}", exec.command.iter().flatten().cloned().collect::<Vec<_>>().join(" "))
    } else if let Some(tcp) = &probe.tcp_socket {
        format!("tcp {}", port(&tcp.port))
    } else if let Some(http) = &probe.http_get {
        format!("http {} on {}", http.path.as_deref().unwrap_or("/"), port(&http.port))
    } else if let Some(grpc) = &probe.grpc {
        format!("grpc {}", grpc.port)
    } else {
        "nothing".to_owned()
    };
    Probe {
        action,
        period_seconds: or(probe.period_seconds, 10),
        failures: or(probe.failure_threshold, 3),
        timeout_seconds: or(probe.timeout_seconds, 1),
    }
}

/// A CPU quantity in thousandths of a core, rounded up: `2`, `500m`, `0.1`, `12345678n`, `100u`.
pub fn parse_millicores(quantity: &Quantity) -> Option<u64> {
    Some((parse_quantity(quantity)? * 1000.0).ceil() as u64)
}

/// A memory quantity in bytes.
pub fn parse_bytes(quantity: &Quantity) -> Option<u64> {
    parse_quantity(quantity).map(|number| number as u64)
}

/// A quantity: plain, with a binary suffix (`128Mi`), a decimal one (`500M`, `100m`, `5n`), or an exponent.
fn parse_quantity(quantity: &Quantity) -> Option<f64> {
    let text = quantity.0.trim();
    let split = text.find(|character: char| !(character.is_ascii_digit() || character == '.')).unwrap_or(text.len());
    let (number, suffix) = text.split_at(split);
    let number: f64 = number.parse().ok()?;
    let factor = match suffix {
        "" => 1.0,
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024.0_f64.powi(2),
        "Gi" => 1024.0_f64.powi(3),
        "Ti" => 1024.0_f64.powi(4),
        "Pi" => 1024.0_f64.powi(5),
        "Ei" => 1024.0_f64.powi(6),
        exponent => 10_f64.powi(exponent.strip_prefix(['e', 'E'])?.parse().ok()?),
    };
    Some(number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_bytes() {
        let bytes = |text: &str| parse_bytes(&Quantity(text.to_owned()));
        assert_eq!(bytes("128Mi"), Some(134_217_728));
        assert_eq!(bytes("1.5Gi"), Some(1_610_612_736));
        assert_eq!(bytes("500M"), Some(500_000_000));
        assert_eq!(bytes("1e3"), Some(1000));
        assert_eq!(bytes("134217728"), Some(134_217_728));
        assert_eq!(bytes("lots"), None);
        let cpu = |text: &str| parse_millicores(&Quantity(text.to_owned()));
        assert_eq!([cpu("2"), cpu("500m"), cpu("12345678n")], [Some(2000), Some(500), Some(13)]);
    }
}
