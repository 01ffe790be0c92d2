//! Rules on the pods: what their containers may do to the node, what images they run, which token they hold.

use super::Judged;
use super::facts::{ClusterFacts, ContainerFacts, MemberFacts, PodFacts};
use crate::report::Severity;

pub(super) fn judge(member: &MemberFacts, cluster: &ClusterFacts) -> Vec<Judged> {
    let Some(pod) = &member.pod else { return Vec::new() };
    let mut found = node(pod);
    for container in &pod.containers {
        found.extend(rights(container));
    }
    if let Some(server) = pod.containers.get(pod.server) {
        found.extend(limits(server));
        found.extend(image(server));
    }
    found.extend(token(pod, cluster));
    found.extend(member.exposures.iter().map(|place| {
        Judged::new(
            "password-in-clear",
            Severity::Warning,
            format!("a password stands in clear in {place}"),
            "move it to a Secret (secretKeyRef or a mounted file), then rotate it: it has been seen",
        )
    }));
    found
}

fn node(pod: &PodFacts) -> Vec<Judged> {
    let mut found = Vec::new();
    if !pod.host.is_empty() {
        let message = format!("shares the node's own: {}", pod.host.join(", "));
        found.push(Judged::new(
            "host-namespaces",
            Severity::Critical,
            message,
            "take it out of the pod's specification",
        ));
    }
    if !pod.host_paths.is_empty() {
        let message = format!("mounts folders of the node: {}", pod.host_paths.join(", "));
        found.push(Judged::new("host-paths", Severity::Warning, message, "use a PersistentVolumeClaim"));
    }
    found
}

fn rights(container: &ContainerFacts) -> Vec<Judged> {
    let name = &container.name;
    let mut found = Vec::new();
    let mut add = |id: &'static str, severity, what: String, hint: &str| {
        found.push(Judged::new(id, severity, format!("container {name} {what}"), hint));
    };
    if container.privileged {
        let hint = "privileged: false; sysctls belong to the node or to securityContext.sysctls";
        add("privileged", Severity::Critical, "is privileged: it is root on the node".to_owned(), hint);
    }
    let root = match (container.user, container.non_root) {
        (Some(0), _) => Some("runs as root (runAsUser 0)"),
        (None, None | Some(false)) => Some("may run as root: neither runAsNonRoot nor runAsUser is set"),
        _ => None,
    };
    if let Some(root) = root {
        let hint = "securityContext: runAsNonRoot true, runAsUser 999 (redis) or 1001 (Bitnami), fsGroup the same";
        add("runs-as-root", Severity::Warning, root.to_owned(), hint);
    }
    if container.escalation != Some(false) {
        let hint = "securityContext: allowPrivilegeEscalation false";
        add("privilege-escalation", Severity::Warning, "may gain privileges (setuid)".to_owned(), hint);
    }
    if !container.drops_all || !container.added.is_empty() {
        let what = match container.added.as_slice() {
            [] => "keeps the runtime's capabilities".to_owned(),
            added => format!("adds capabilities: {}", added.join(", ")),
        };
        add("capabilities-kept", Severity::Warning, what, "securityContext: capabilities.drop [ALL]");
    }
    if !matches!(container.seccomp.as_deref(), Some("RuntimeDefault" | "Localhost")) {
        let hint = "securityContext: seccompProfile.type RuntimeDefault";
        add("seccomp-off", Severity::Warning, "has no seccomp profile".to_owned(), hint);
    }
    if !container.read_only {
        let hint = "readOnlyRootFilesystem true, with volumes for /data and /tmp";
        add("root-filesystem-writable", Severity::Info, "can write to its root file system".to_owned(), hint);
    }
    found
}

fn limits(container: &ContainerFacts) -> Vec<Judged> {
    let name = &container.name;
    let mut found = Vec::new();
    if !container.memory_limit {
        let message = format!("container {name} has no memory limit: it can starve its node");
        found.push(Judged::new(
            "no-memory-limit",
            Severity::Warning,
            message,
            "resources.limits.memory, and maxmemory below it",
        ));
    }
    if !container.cpu_limit {
        let message = format!("container {name} has no CPU limit");
        found.push(Judged::new(
            "no-cpu-limit",
            Severity::Info,
            message,
            "resources.limits.cpu, where neighbours matter",
        ));
    }
    found
}

fn image(container: &ContainerFacts) -> Vec<Judged> {
    let image = container.image.as_str();
    let (reference, digest) = image.split_once('@').map_or((image, None), |(before, digest)| (before, Some(digest)));
    let tag = reference.rsplit('/').next().and_then(|last| last.split_once(':')).map(|(_, tag)| tag);
    let mut found = Vec::new();
    if digest.is_none() && matches!(tag, None | Some("latest")) {
        let message = format!("runs {image}: a restart may bring another version");
        found.push(Judged::new("image-floating", Severity::Warning, message, "name a version, best with its digest"));
    } else if digest.is_none() {
        let message = format!("runs {image}, a tag that can be moved");
        found.push(Judged::new("image-floating", Severity::Info, message, "pin it by digest: image@sha256:…"));
    }
    if image.contains("bitnamilegacy/") {
        let message = format!("runs {image}, which gets no more security updates");
        found.push(Judged::new(
            "image-unmaintained",
            Severity::Warning,
            message,
            "move to an image that is maintained",
        ));
    }
    found
}

fn token(pod: &PodFacts, cluster: &ClusterFacts) -> Vec<Judged> {
    let account = &pod.service_account;
    let mut found = Vec::new();
    let automount = pod.automount.or_else(|| cluster.accounts.get(account).copied().flatten());
    if pod.token_mounted || automount.unwrap_or(true) {
        found.push(Judged::new(
            "token-mounted",
            Severity::Warning,
            format!("holds a token of ServiceAccount {account}, which Redis does not need"),
            "automountServiceAccountToken: false in the pod or its ServiceAccount",
        ));
    }
    if account == "default" {
        found.push(Judged::new(
            "service-account-shared",
            Severity::Info,
            "runs as the namespace's ServiceAccount default, with everybody else",
            "a ServiceAccount of its own (in the chart: serviceAccount.create)",
        ));
    }
    found
}
