//! The image as a Job in the cluster: with the pod's own account, its rights and nothing else. `REDIS_OPS_STATIC` names the
//! binary that packaging/static built; packaging/image makes the image of it, and `REDIS_OPS_LOAD_IMAGE` is what brings
//! that to the nodes (`kind load image-archive`) where the cluster is not the one of tests/cluster.

use super::{apply, holding, kubectl, succeeds, until};
use crate::harness::Tool;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const IMAGE: &str = "localhost/redis-ops:live";
const CLAIM: &str = "redis-ops-backups";
const BACKUP: &str = "redis-ops-backup-rdb-cache";

/// The image on the nodes.
fn load() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let binary = std::env::var_os("REDIS_OPS_STATIC").expect("REDIS_OPS_STATIC names the binary of packaging/static");
    let folder = tempfile::tempdir().expect("a folder");
    let archive = folder.path().join("image.tar");
    let mut make = Command::new(root.join("packaging/image"));
    make.arg(&archive).arg(IMAGE).env("REDIS_OPS_STATIC", binary);
    assert!(make.status().expect("packaging/image can be started").success());
    let loader = std::env::var("REDIS_OPS_LOAD_IMAGE");
    let loader = loader.unwrap_or_else(|_| format!("'{}' load", root.join("tests/cluster/cluster").display()));
    let mut load = Command::new("sh");
    load.arg("-c").arg(format!("{loader} \"$0\"")).arg(&archive);
    assert!(load.status().expect("sh can be started").success(), "{loader}");
}

/// Objects of a CronJob for this command, applied; its Role.
fn schedule(tool: &Tool, name: &str, command: &[&str]) -> Value {
    let version = match kubectl(&["get", "--raw", "/apis/batch/v1"]).contains("cronjobs") {
        true => "batch/v1",
        false => "batch/v1beta1",
    };
    let words =
        ["cronjob", "-n", "apps", "-r", "cache", "--schedule", "@yearly", "--image", IMAGE, "--volume-claim", CLAIM];
    let words = [&words[..], &["--name", name, "--api-version", version, "-o", "json", "--"], command].concat();
    let objects = tool.run(&words).expect(0).json()["data"]["objects"].as_array().expect("objects").clone();
    objects.iter().for_each(|object| apply(&object.to_string()));
    objects.into_iter().find(|object| object["kind"] == "Role").unwrap_or_default()
}

/// What the CronJob would start at its time: the first pod's exit status and log.
fn run(of: &str, job: &str) -> (i32, String) {
    let scheduled = kubectl(&["get", "cronjob", "-n", "apps", of, "-o", "json"]);
    let scheduled: Value = serde_json::from_str(&scheduled).expect("JSON");
    let metadata = json!({"name": job, "namespace": "apps"});
    let spec = &scheduled["spec"]["jobTemplate"]["spec"];
    apply(&json!({"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": spec}).to_string());
    ending("apps", &format!("job-name={job}"))
}

/// Exit status and log of the first pod with this label, once it has ended.
fn ending(namespace: &str, selector: &str) -> (i32, String) {
    let started = Instant::now();
    loop {
        let pods = kubectl(&["get", "pods", "-n", namespace, "-l", selector, "-o", "json"]);
        let pods: Value = serde_json::from_str(&pods).expect("JSON");
        let pod = &pods["items"][0];
        let ended = &pod["status"]["containerStatuses"][0]["state"]["terminated"]["exitCode"];
        if let (Some(code), Some(name)) = (ended.as_i64(), pod["metadata"]["name"].as_str()) {
            let log = kubectl(&["logs", "-n", namespace, name]);
            return (i32::try_from(code).expect("an exit status"), log);
        }
        assert!(started.elapsed() < Duration::from_secs(120), "{selector} does not end: {pod}");
        std::thread::sleep(Duration::from_millis(300));
    }
}

fn clean() {
    for job in ["redis-ops-once", "redis-ops-verify-once", "redis-ops-without-list", "redis-ops-without-get"] {
        kubectl(&["delete", "job", "-n", "apps", job, "--ignore-not-found"]);
    }
    kubectl(&["delete", "pod", "-n", "data", "redis-ops-by-name", "--ignore-not-found"]);
    for name in [BACKUP, "redis-ops-verify"] {
        for kind in ["cronjobs", "rolebindings", "roles", "serviceaccounts"] {
            kubectl(&["delete", kind, "-n", "apps", name, "--ignore-not-found"]);
        }
    }
    kubectl(&["delete", "persistentvolumeclaim", "-n", "apps", CLAIM, "--ignore-not-found"]);
}

#[test]
#[ignore = "needs a cluster, buildah and a static binary: REDIS_OPS_STATIC=$(packaging/static) KUBECONFIG=… cargo test --test main live::in_cluster -- --ignored"]
fn a_job_takes_and_verifies_a_backup_with_its_account_and_without_a_right_it_says_which() {
    let tool = holding(&["apps", "data"]);
    load();
    clean();
    // Names are resolved, though the image has nothing that says how.
    let server = "redis://redis-master.data.svc.cluster.local:6379";
    let pod = ["run", "redis-ops-by-name", "-n", "data", "--image", IMAGE, "--restart", "Never"];
    kubectl(&[&pod[..], &["--", "ping", "--url", server]].concat());
    let (code, log) = ending("data", "run=redis-ops-by-name");
    assert!(code == 0 && log.contains("PONG"), "{code}: {log}");
    let claim = json!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": CLAIM, "namespace": "apps"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    });
    apply(&claim.to_string());
    let role = schedule(&tool, BACKUP, &["backup-rdb"]);
    let (code, log) = run(BACKUP, "redis-ops-once");
    assert_eq!(code, 0, "{log}");
    assert!(log.contains("in-cluster") && log.contains("CRC64 ok"), "{log}");
    let set = log.lines().rfind(|line| line.starts_with("/backups/apps.cache/")).expect("its path").to_owned();
    // Another pod finds it, which has no right and no token.
    schedule(&tool, "redis-ops-verify", &["backup-verify", &set]);
    let (code, log) = run("redis-ops-verify", "redis-ops-verify-once");
    assert!(code == 0 && log.contains("verified"), "{code}: {log}");
    // Each right in turn: the exit status is that of a backup that failed, and the log names the right.
    for (right, resource) in [("list pods", "pods"), ("get pods/portforward", "pods/portforward")] {
        let mut less = role.clone();
        let rules = less["rules"].as_array_mut().expect("rules");
        rules.iter_mut().for_each(|rule| {
            rule["resources"].as_array_mut().expect("resources").retain(|one| one != resource);
        });
        rules.retain(|rule| rule["resources"] != json!([]));
        apply(&less.to_string());
        let (verb, name) = right.split_once(' ').expect("two words");
        let account = format!("system:serviceaccount:apps:{BACKUP}");
        let asked = redis_ops::domain::rights::can_i(verb, name, &format!("-n apps --as {account}"));
        let words: Vec<&str> = asked.split(' ').skip(1).collect();
        until("the right is gone", || !succeeds(&words));
        let (code, log) = run(BACKUP, &format!("redis-ops-without-{verb}"));
        assert_eq!(code, 5, "{log}");
        let hint = redis_ops::domain::rights::can_i(verb, name, "");
        assert!(log.contains(hint.trim()), "without {right}: {log}");
    }
    clean();
}
