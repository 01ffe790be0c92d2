//! `rbac` on a real API server: with the Role a command works, and without any of its rules it names the right.

use super::{command, kubeconfig, kubectl, succeeds};
use crate::harness::{Run, Tool, until};
use redis_ops::domain::rights::can_i;
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

const NAMESPACE: &str = "redis-ops-rbac";
const ACCOUNT: &str = "system:serviceaccount:redis-ops-rbac:redis-ops";

/// Commands with what they need here: the rights for what this instance does not have are not among them.
const COMMANDS: [(&[&str], &[&str]); 9] = [
    (&["ping"], &["list pods", "get pods/portforward", "get secrets"]),
    (&["replica-lag"], &["list pods", "get pods/portforward", "get secrets"]),
    (&["bigkeys"], &["list pods", "get pods/portforward", "get secrets"]),
    (&["logs", "--tail", "3"], &["list pods", "get pods/log"]),
    (&["events"], &["list pods", "list events", "list statefulsets.apps", "list services"]),
    (&["check-replication"], &["list pods", "get pods/portforward", "get secrets", "list statefulsets.apps"]),
    (
        &["describe"],
        &[
            "list pods",
            "list statefulsets.apps",
            "list services",
            "list persistentvolumeclaims",
            "list poddisruptionbudgets.policy",
        ],
    ),
    (
        &["health"],
        &[
            "list pods",
            "get pods/portforward",
            "get secrets",
            "list statefulsets.apps",
            "list services",
            "list persistentvolumeclaims",
            "list poddisruptionbudgets.policy",
            "list networkpolicies.networking.k8s.io",
            "list horizontalpodautoscalers.autoscaling",
            "get pods/log",
        ],
    ),
    (&["backup-rdb"], &["list pods", "get pods/portforward", "get secrets", "create leases.coordination.k8s.io"]),
];

fn apply(object: &str) {
    let mut child = command(&["apply", "-f", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(object.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "kubectl apply: {object}");
}

/// A chart of its own, so that no other test meets these rights.
fn deploy() {
    if !succeeds(&["get", "statefulset", "-n", NAMESPACE, "cache-redis"]) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sandbox/deployments/sb-chart.yaml");
        let text = std::fs::read_to_string(file).unwrap();
        let text = text.replace("namespace: apps", &format!("namespace: {NAMESPACE}"));
        let text = text.replace(".apps.svc", &format!(".{NAMESPACE}.svc"));
        let namespace =
            format!("{{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {{\"name\": \"{NAMESPACE}\"}}}}");
        apply(&namespace);
        apply(&text);
    }
    kubectl(&["rollout", "status", "-n", NAMESPACE, "statefulset/cache-redis", "--timeout", "300s"]);
}

fn may(right: &str) -> bool {
    let (verb, resource) = right.split_once(' ').unwrap();
    // The command that the hints name, too.
    let asked = can_i(verb, resource, &format!("-n {NAMESPACE} --as {ACCOUNT}"));
    succeeds(&asked.split(' ').skip(1).collect::<Vec<_>>())
}

/// The Role with these rules, in force as the API server says itself.
fn grant(role: &Value, rules: &[Value], needs: &[&str], but: Option<&str>) {
    let mut role = role.clone();
    role["rules"] = Value::from(rules.to_vec());
    apply(&role.to_string());
    until("the rights are in force", || needs.iter().all(|right| may(right) == (Some(*right) != but)));
}

/// The rules without one right.
fn without(rules: &[Value], right: &str) -> Vec<Value> {
    let (verb, resource) = right.split_once(' ').unwrap();
    let (resource, group) = resource.split_once('.').unwrap_or((resource, ""));
    let mut left = Vec::new();
    for rule in rules {
        let list = |name: &str| -> Vec<String> { serde_json::from_value(rule[name].clone()).unwrap() };
        let (groups, resources, verbs) = (list("apiGroups"), list("resources"), list("verbs"));
        if groups != [group] || !resources.iter().any(|one| one == resource) || !verbs.iter().any(|one| one == verb) {
            left.push(rule.clone());
            continue;
        }
        let others: Vec<_> = resources.iter().filter(|one| *one != resource).collect();
        let verbs_left: Vec<_> = verbs.iter().filter(|one| *one != verb).collect();
        for (resources, verbs) in [(others, verbs.iter().collect()), (vec![&resource.to_owned()], verbs_left)] {
            if !resources.is_empty() && !verbs.is_empty() {
                left.push(serde_json::json!({"apiGroups": groups, "resources": resources, "verbs": verbs}));
            }
        }
    }
    left
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live::rbac -- --ignored --test-threads 1"]
fn with_its_role_a_command_works_and_without_any_of_its_rights_it_names_it() {
    deploy();
    let tool = Tool::alone().env("KUBECONFIG", kubeconfig());
    let mut proven = 0;
    for (words, needs) in COMMANDS {
        let all = [words, &["-n", NAMESPACE, "-r", "cache"]].concat();
        let as_account = || -> Run { tool.run(&[&all[..], &["--as", ACCOUNT]].concat()) };
        let by_admin = tool.run(&all).code;
        let manifests = tool.run(&["rbac", words[0], "-n", NAMESPACE, "-o", "json"]);
        let objects = manifests.expect(0).json()["data"]["objects"].as_array().unwrap().clone();
        objects.iter().for_each(|object| apply(&object.to_string()));
        let role = objects.iter().find(|object| object["kind"] == "Role").unwrap();
        let rules = role["rules"].as_array().unwrap();
        grant(role, rules, needs, None);
        let run = as_account();
        assert!(run.code == by_admin && !run.everything().contains("forbidden"), "{run}");
        for right in needs {
            grant(role, &without(rules, right), needs, Some(right));
            let run = as_account();
            let (verb, resource) = right.split_once(' ').unwrap();
            let (said, hint) = (run.everything(), can_i(verb, resource, ""));
            assert!(said.contains(right) || said.contains(hint.trim()), "{} without {right}: {run}", words[0]);
            // The lock has another place then, and of a log that may not be read health makes a remark; without all else
            // the answer is not whole.
            let does_without = right.contains("leases") || (words[0] == "health" && *right == "get pods/log");
            assert!(run.code != by_admin || does_without, "{} without {right}: {run}", words[0]);
            proven += 1;
        }
    }
    kubectl(&["delete", "namespace", NAMESPACE, "--wait=false"]);
    assert!(proven > 30, "{proven} rights were taken away");
}
