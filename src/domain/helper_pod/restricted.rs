//! The restricted profile of the Pod Security Standards, control by control (kubernetes.io, Pod Security Standards).

use serde_json::Value;

const VOLUMES: [&str; 8] =
    ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];
const SECCOMP: [&str; 2] = ["RuntimeDefault", "Localhost"];
const SE_LINUX: [&str; 5] = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

/// What a namespace that enforces the restricted profile would refuse a pod for, a sentence each; empty where it admits
/// it.
#[must_use]
pub fn violations(pod: &Value) -> Vec<String> {
    let spec = &pod["spec"];
    let mut found = Vec::new();
    for field in ["hostNetwork", "hostPID", "hostIPC"] {
        if spec[field] == true {
            found.push(format!("{field} is true"));
        }
    }
    for volume in spec["volumes"].as_array().into_iter().flatten() {
        let kinds = volume.as_object().into_iter().flatten().map(|(kind, _)| kind).filter(|kind| *kind != "name");
        found
            .extend(kinds.filter(|kind| !VOLUMES.contains(&kind.as_str())).map(|kind| format!("a volume is a {kind}")));
    }
    if spec["securityContext"]["sysctls"].as_array().is_some_and(|all| !all.is_empty()) {
        found.push("it sets sysctls".to_owned());
    }
    check_se_linux(&spec["securityContext"], "the pod", &mut found);
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        for container in spec[list].as_array().into_iter().flatten() {
            check_container(container, &spec["securityContext"], &mut found);
        }
    }
    found
}

fn check_se_linux(security: &Value, whose: &str, found: &mut Vec<String>) {
    let options = &security["seLinuxOptions"];
    let kind = options["type"].as_str().unwrap_or_default();
    if !SE_LINUX.contains(&kind) || !options["user"].is_null() || !options["role"].is_null() {
        found.push(format!("SELinux options of {whose} are its own"));
    }
}

fn check_container(container: &Value, of_pod: &Value, found: &mut Vec<String>) {
    let name = format!("container {}", container["name"].as_str().unwrap_or_default());
    let own = &container["securityContext"];
    let mut wrong = |text: &str| found.push(format!("{name} {text}"));
    // What a container says wins over the pod.
    let either = |field: &str| if own[field].is_null() { &of_pod[field] } else { &own[field] };
    if own["privileged"] == true {
        wrong("is privileged");
    }
    if own["allowPrivilegeEscalation"] != false {
        wrong("does not forbid privilege escalation");
    }
    let drops = own["capabilities"]["drop"].as_array().is_some_and(|all| all.iter().any(|one| one == "ALL"));
    if !drops {
        wrong("does not drop all capabilities");
    }
    if own["capabilities"]["add"].as_array().into_iter().flatten().any(|one| one != "NET_BIND_SERVICE") {
        wrong("adds capabilities");
    }
    if *either("runAsNonRoot") != true {
        wrong("may run as root");
    }
    if own["runAsUser"] == 0 || of_pod["runAsUser"] == 0 {
        wrong("runs as user 0");
    }
    if !either("seccompProfile")["type"].as_str().is_some_and(|kind| SECCOMP.contains(&kind)) {
        wrong("has no seccomp profile");
    }
    if own["procMount"].as_str().is_some_and(|mount| mount != "Default") {
        wrong("sees all of /proc");
    }
    if container["ports"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|port| port["hostPort"].as_u64().is_some_and(|it| it > 0))
    {
        wrong("has a port of the host");
    }
    check_se_linux(own, &name, found);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn clean() -> Value {
        json!({"spec": {
            "securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}},
            "volumes": [{"name": "data", "emptyDir": {}}],
            "containers": [{"name": "c", "securityContext": {
                "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}],
        }})
    }

    #[test]
    fn every_control_is_checked() {
        assert_eq!(violations(&clean()), Vec::<String>::new());
        let changes: [(&str, Value); 14] = [
            ("/spec/hostNetwork", json!(true)),
            ("/spec/volumes/0", json!({"name": "data", "hostPath": {"path": "/"}})),
            ("/spec/securityContext/sysctls", json!([{"name": "kernel.msgmax", "value": "1"}])),
            ("/spec/securityContext/runAsNonRoot", json!(false)),
            ("/spec/securityContext/runAsUser", json!(0)),
            ("/spec/securityContext/seccompProfile", json!({"type": "Unconfined"})),
            ("/spec/securityContext/seLinuxOptions", json!({"type": "spc_t"})),
            ("/spec/containers/0/securityContext/allowPrivilegeEscalation", json!(null)),
            ("/spec/containers/0/securityContext/privileged", json!(true)),
            ("/spec/containers/0/securityContext/capabilities", json!({"drop": ["NET_RAW"]})),
            ("/spec/containers/0/securityContext/capabilities", json!({"drop": ["ALL"], "add": ["SYS_ADMIN"]})),
            ("/spec/containers/0/securityContext/runAsNonRoot", json!(false)),
            ("/spec/containers/0/securityContext/procMount", json!("Unmasked")),
            ("/spec/containers/0/ports", json!([{"hostPort": 80}])),
        ];
        for (path, value) in changes {
            let mut pod = clean();
            let (parent, field) = path.rsplit_once('/').unwrap_or_default();
            if let Some(parent) = pod.pointer_mut(parent) {
                match field.parse::<usize>() {
                    Ok(index) => parent[index] = value,
                    Err(_) => parent[field] = value,
                }
            }
            assert_eq!(violations(&pod).len(), 1, "{path}: {:?}", violations(&pod));
        }
    }
}
