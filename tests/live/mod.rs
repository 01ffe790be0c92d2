//! The same commands on a real cluster, with a real kubelet between. `KUBECONFIG` names the cluster; the deployments of
//! `tests/sandbox/deployments` are applied where they are missing. The truth comes from kubectl and redis-cli.

mod access;
mod backup;
mod every_command;
mod in_cluster;
mod load_in_pod;
mod observe;
mod promote;
mod rbac;
mod restore_offline;

use crate::harness::Tool;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// redis-ops with the cluster's kubeconfig, once the deployments are ready.
pub fn tool() -> Tool {
    static READY: OnceLock<()> = OnceLock::new();
    READY.get_or_init(deploy);
    Tool::alone().env("KUBECONFIG", kubeconfig())
}

fn kubeconfig() -> std::ffi::OsString {
    std::env::var_os("KUBECONFIG").expect("KUBECONFIG names the cluster to test against")
}

fn deploy() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sandbox/deployments");
    for (file, namespace, sets) in [
        ("sb-chart.yaml", "apps", &["cache-redis"][..]),
        ("bitnami-standalone.yaml", "data", &["redis-master", "prod-redis-master"]),
        ("bitnami-replication.yaml", "redis", &["redis-shared-master", "redis-shared-replicas"]),
        ("redis-cluster.yaml", "default", &["redis-cluster"]),
    ] {
        if !succeeds(&["get", "statefulset", "-n", namespace, sets[0]]) {
            kubectl(&["apply", "-f", &folder.join(file).display().to_string()]);
        }
        for set in sets {
            kubectl(&["rollout", "status", "-n", namespace, &format!("statefulset/{set}"), "--timeout", "300s"]);
        }
    }
    join();
}

/// Joins the six pods, where nobody has: three shards of two.
fn join() {
    let state = || redis_cli_in("default", "redis-cluster-0", "cluster info");
    if !state().contains("cluster_state:ok") {
        let addresses =
            ["get", "pods", "-n", "default", "-l", "app=redis-cluster", "-o", "jsonpath={.items[*].status.podIP}"];
        let addresses = kubectl(&addresses);
        let nodes: Vec<String> = addresses.split_whitespace().map(|address| format!("{address}:6379")).collect();
        redis_cli_in(
            "default",
            "redis-cluster-0",
            &format!("--cluster create --cluster-yes --cluster-replicas 1 {}", nodes.join(" ")),
        );
    }
    // its nodes have to agree on who is who
    let check = || {
        Tool::alone().env("KUBECONFIG", kubeconfig()).run(&[
            "check-replication",
            "-n",
            "default",
            "-r",
            "redis-cluster",
        ])
    };
    crate::harness::until("the cluster is whole", || check().code == 0);
}

/// What redis-cli prints in a pod whose server wants no password.
pub fn redis_cli_in(namespace: &str, pod: &str, words: &str) -> String {
    kubectl(&["exec", "-n", namespace, pod, "--", "sh", "-c", &format!("redis-cli {words}")])
}

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new("kubectl");
    command.args(arguments).env("KUBECONFIG", kubeconfig());
    command
}

fn succeeds(arguments: &[&str]) -> bool {
    let status = command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.expect("kubectl can be started").success()
}

/// What kubectl prints.
pub fn kubectl(arguments: &[&str]) -> String {
    let output = command(arguments).output().expect("kubectl can be started");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "kubectl {}: {errors}", arguments.join(" "));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// `kubectl apply` of an object, as JSON or YAML.
pub fn apply(object: &str) {
    let mut child = command(&["apply", "-f", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(object.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "kubectl apply: {object}");
}

/// What redis-cli prints in a pod of the sb chart, whose environment holds the password.
pub fn redis_cli(namespace: &str, pod: &str, words: &str) -> String {
    let script = format!("REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli {words}");
    kubectl(&["exec", "-n", namespace, pod, "-c", "redis", "--", "sh", "-c", &script])
}
