//! The same commands on a real cluster, with a real kubelet between. `KUBECONFIG` names the cluster; the deployments of
//! `tests/sandbox/deployments` are applied where they are missing. The truth comes from kubectl and redis-cli.

mod access;
mod backup;
mod benchmark;
mod every_command;
mod exhaustive;
mod in_cluster;
mod load_in_pod;
mod observe;
mod promote;
mod rbac;
mod restore_offline;
mod upgrade;

use crate::harness::Tool;
use std::io::Write;
use std::ops::Deref;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// What tests share, in the order in which they take it: the namespaces of the deployments; two lanes for tests that make
/// instances of their own, of which a small machine cannot have more at once; and its processors, for those that measure or
/// that put a load on a server.
static SHARED: [(&str, Mutex<()>); 7] = [
    ("apps", Mutex::new(())),
    ("data", Mutex::new(())),
    ("redis", Mutex::new(())),
    ("default", Mutex::new(())),
    ("lane 1", Mutex::new(())),
    ("lane 2", Mutex::new(())),
    ("processors", Mutex::new(())),
];

/// Things of `SHARED` for one test alone, until it ends.
pub struct Held {
    _guards: Vec<MutexGuard<'static, ()>>,
}

/// Waits for these things. Any number of threads may run the tests.
pub fn hold(names: &[&str]) -> Held {
    assert!(names.iter().all(|name| SHARED.iter().any(|(shared, _)| shared == name)), "{names:?}");
    let named = SHARED.iter().filter(|(name, _)| names.contains(name));
    // a test that failed has let go of it
    Held { _guards: named.map(|(_, lock)| lock.lock().unwrap_or_else(PoisonError::into_inner)).collect() }
}

/// Waits until something holds, with the patience that a busy node takes, and without keeping it busy.
///
/// # Panics
/// It does not hold within three minutes.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(180), "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// redis-ops with the cluster's kubeconfig, and patience with servers that share a small machine with everything else.
pub fn tool() -> Tool {
    let tool = Tool::alone().env("KUBECONFIG", kubeconfig());
    let folder = tool.folder().join(".config/redis-ops");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("config.yaml"), "defaults:\n  node-timeout: 20s\n").expect("a file");
    tool
}

/// redis-ops for a test that has some of the deployments for itself.
pub struct Holding {
    tool: Tool,
    _held: Held,
}

impl Deref for Holding {
    type Target = Tool;

    fn deref(&self) -> &Tool {
        &self.tool
    }
}

/// redis-ops, once the deployments are ready, and nobody else uses those in these namespaces.
pub fn holding(namespaces: &[&str]) -> Holding {
    static READY: OnceLock<()> = OnceLock::new();
    READY.get_or_init(deploy);
    let held = hold(namespaces);
    let tool = tool();
    // What the test before has ended or promoted is in its place again.
    for (namespace, release) in [("apps", "cache"), ("redis", "redis-shared"), ("default", "redis-cluster")] {
        let settled = || tool.run(&["check-replication", "-n", namespace, "-r", release]).code == 0;
        if namespaces.contains(&namespace) {
            until(&format!("{namespace}/{release} is whole"), settled);
        }
    }
    Holding { tool, _held: held }
}

fn kubeconfig() -> std::ffi::OsString {
    std::env::var_os("KUBECONFIG").expect("KUBECONFIG names the cluster to test against")
}

fn deploy() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sandbox/deployments");
    let deployments = [
        ("redis-cluster.yaml", "default", &["redis-cluster"][..]),
        ("sb-chart.yaml", "apps", &["cache-redis"]),
        ("bitnami-standalone.yaml", "data", &["redis-master", "prod-redis-master"]),
        ("bitnami-replication.yaml", "redis", &["redis-shared-master", "redis-shared-replicas"]),
    ];
    for (file, namespace, sets) in deployments {
        if !succeeds(&["get", "statefulset", "-n", namespace, sets[0]]) {
            kubectl(&["apply", "-f", &folder.join(file).display().to_string()]);
        }
    }
    for (_, namespace, sets) in deployments {
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

/// A deployment of the sandbox, in another namespace. Its probes ask every second, and its servers get more than a tenth of a
/// processor: nobody waits for a start.
pub fn deployment_in(file: &str, (from, to): (&str, &str)) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sandbox/deployments");
    let text = std::fs::read_to_string(folder.join(file)).expect("a deployment");
    ["namespace: X,", "namespace: X}", "namespace: X\n", "kind: Namespace\nmetadata: {name: X}", ".X.svc"]
        .into_iter()
        .fold(text, |text, pattern| text.replace(&pattern.replace('X', from), &pattern.replace('X', to)))
        .lines()
        .map(impatient)
        .collect()
}

fn impatient(line: &str) -> String {
    let mut line = line.replace("cpu: 100m", "cpu: 500m");
    if line.contains("readinessProbe:") || line.contains("startupProbe:") {
        for (name, longer) in [("initialDelaySeconds", ["2", "5"]), ("periodSeconds", ["2", "5"])] {
            for seconds in longer {
                line = line.replace(&format!("{name}: {seconds},"), &format!("{name}: 1,"));
            }
        }
    }
    line + "\n"
}

/// A namespace of a test's own, with all that is in it. It is gone when the test ends.
pub struct Namespace(pub &'static str);

impl Namespace {
    /// With these objects, once these StatefulSets are ready.
    pub fn with(name: &'static str, objects: &str, sets: &[&str]) -> Self {
        // what a run that was killed has left
        kubectl(&["delete", "namespace", name, "--ignore-not-found", "--timeout", "120s"]);
        let namespace = Self(name);
        apply(objects);
        sets.iter().for_each(|set| namespace.until_rolled_out(set));
        namespace
    }

    /// Waits until a StatefulSet has replaced its pods, and they are ready.
    pub fn until_rolled_out(&self, set: &str) {
        kubectl(&["rollout", "status", "-n", self.0, &format!("statefulset/{set}"), "--timeout", "300s"]);
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        command(&["delete", "namespace", self.0, "--wait=false"]).stdout(Stdio::null()).status().ok();
    }
}
