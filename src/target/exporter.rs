//! Where a pod's Prometheus exporter listens.

use super::facts::PodFacts;

/// The port of an exporter in the pod: by the names that charts and operators give it, by its usual number, or by its
/// image where no port is declared (oliver006/redis_exporter listens on 9121).
pub fn exporter_port(pod: &PodFacts) -> Option<u16> {
    let ports = || pod.containers.iter().flat_map(|container| &container.ports);
    let named = |name: &str| matches!(name, "metrics" | "http-metrics" | "redis-exporter" | "redis-metrics");
    let by_name = ports().find(|(name, _)| name.as_deref().is_some_and(named));
    let by_number = || ports().find(|(_, port)| *port == 9121);
    let by_image = || {
        let exporter = |image: &str| image.contains("redis_exporter") || image.contains("redis-exporter");
        pod.containers.iter().any(|container| exporter(&container.image)).then_some(9121)
    };
    by_name.or_else(by_number).map(|(_, port)| *port).or_else(by_image)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::facts::ContainerFacts;

    fn pod(image: &str, ports: &[(Option<&str>, u16)]) -> PodFacts {
        let ports = ports.iter().map(|(name, port)| (name.map(str::to_owned), *port)).collect();
        let server = ContainerFacts { ports: vec![(Some("redis".into()), 6379)], ..ContainerFacts::default() };
        let exporter = ContainerFacts { image: image.into(), ports, ..ContainerFacts::default() };
        PodFacts { containers: vec![server, exporter], ..PodFacts::default() }
    }

    #[test]
    fn by_name_then_number_then_image() {
        assert_eq!(exporter_port(&pod("x", &[(Some("http-metrics"), 9355)])), Some(9355));
        assert_eq!(exporter_port(&pod("x", &[(None, 9121)])), Some(9121));
        assert_eq!(exporter_port(&pod("quay.io/opstree/redis-exporter:v1.44.0", &[])), Some(9121));
        assert_eq!(exporter_port(&pod("sidecar", &[(None, 8080)])), None);
    }
}
