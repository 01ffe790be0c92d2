//! `rbac` on a real API server: with the Role a command works, and without any of its rules it names the right.

use super::{apply, kubeconfig, kubectl, succeeds};
use crate::harness::{Run, Tool, until};
use redis_ops::domain::rights::can_i;
use serde_json::Value;
use std::path::Path;

const NAMESPACE: &str = "redis-ops-rbac";
const ACCOUNT: &str = "system:serviceaccount:redis-ops-rbac:redis-ops";

const SERVERS: [&str; 3] = ["list pods", "get pods/portforward", "get secrets"];
const HEALTH: [&str; 7] = [
    "list statefulsets.apps",
    "list services",
    "list persistentvolumeclaims",
    "list poddisruptionbudgets.policy",
    "list networkpolicies.networking.k8s.io",
    "list horizontalpodautoscalers.autoscaling",
    "get pods/log",
];
const LEASE: &str = "create leases.coordination.k8s.io";

/// A command with what it needs here: the rights for what this instance does not have are not among them.
struct Case {
    /// As `rbac` is told it.
    what: &'static str,
    /// What is typed beside its name; `{set}` is a backup.
    words: &'static [&'static str],
    /// The same where a right is missing, which it is to say before it changes anything.
    lacking: &'static [&'static str],
    needs: &'static [&'static [&'static str]],
    /// Rights without which it goes another way, and says so.
    does_without: &'static [&'static str],
}

const fn looks(what: &'static str, words: &'static [&'static str], needs: &'static [&'static [&'static str]]) -> Case {
    Case { what, words, lacking: words, needs, does_without: &[] }
}

const CASES: [Case; 21] = [
    looks("ping", &[], &[&SERVERS]),
    looks("replica-lag", &[], &[&SERVERS]),
    looks("bigkeys", &[], &[&SERVERS]),
    looks("cli", &["--", "DBSIZE"], &[&SERVERS]),
    looks("port-forward", &["--", "true"], &[&SERVERS]),
    looks("bash", &["--", "true"], &[&SERVERS, &["get pods/exec"]]),
    looks("logs", &["--tail", "3"], &[&["list pods", "get pods/log"]]),
    looks("events", &[], &[&["list pods", "list events", "list statefulsets.apps", "list services"]]),
    looks("check-replication", &[], &[&SERVERS, &["list statefulsets.apps"]]),
    looks(
        "describe",
        &[],
        &[&[
            "list pods",
            "list statefulsets.apps",
            "list services",
            "list persistentvolumeclaims",
            "list poddisruptionbudgets.policy",
        ]],
    ),
    Case { does_without: &["get pods/log"], ..looks("health", &[], &[&SERVERS, &HEALTH]) },
    Case {
        does_without: &["get pods/log"],
        ..looks(
            "pre-upgrade-check",
            &["--to", "7.4", "--backups", "good", "--no-baseline"],
            &[&SERVERS, &HEALTH, &["get configmaps", "get statefulsets.apps"]],
        )
    },
    looks("compare", &[".", "{set}"], &[&SERVERS]),
    Case { does_without: &[LEASE], ..looks("backup-rdb", &[], &[&SERVERS, &[LEASE]]) },
    looks(
        "backup-verify --load-in pod",
        &["{set}", "--load", "--load-in", "pod"],
        &[&["list pods", "get pods/portforward", "get pods", "create pods", "get pods/exec"]],
    ),
    looks(
        "restore-drill --load-in pod",
        &["good", "--load-in", "pod"],
        &[&["list pods", "get pods/portforward", "get pods", "create pods", "get pods/exec"]],
    ),
    Case {
        lacking: &["cache-redis-1", "--dry-run"],
        ..looks("promote-replica", &["cache-redis-1", "--yes"], &[&SERVERS, &["list services", "patch services"]])
    },
    Case {
        lacking: &["cache-redis-0", "--dry-run"],
        ..looks("promote-replica", &["cache-redis-0", "--yes"], &[&SERVERS, &["list services", "patch services"]])
    },
    Case { lacking: &["--dry-run"], ..looks("restart", &["--yes"], &[&SERVERS, &["create pods/eviction"]]) },
    Case {
        lacking: &["{set}", "--engine", "offline", "--dry-run"],
        does_without: &["get secrets"],
        ..looks(
            "restore-rdb --engine offline",
            &["{set}", "--engine", "offline", "--confirm", "redis-ops-rbac/cache"],
            &[
                &SERVERS,
                &["get pods", "create pods", "delete pods", "get pods/exec"],
                &["list statefulsets.apps", "get statefulsets.apps", "patch statefulsets.apps"],
            ],
        )
    },
    looks("rotate-password", &["--yes"], &[&SERVERS, &["patch secrets"]]),
];

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

/// The Role with these rules, in force as the API server says itself: these rights are there, and that one is not.
fn grant(role: &Value, rules: &[Value], there: &[&str], gone: Option<&str>) {
    let mut role = role.clone();
    role["rules"] = Value::from(rules.to_vec());
    apply(&role.to_string());
    until("the rights are in force", || there.iter().all(|right| may(right)) && !gone.is_some_and(may));
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
    let place = ["-n", NAMESPACE, "-r", "cache"];
    let set = tool.run(&[&["backup-rdb", "--to", "good"], &place[..]].concat()).expect(0).last_line().to_owned();
    let mut proven = 0;
    for case in &CASES {
        let name = case.what.split(' ').next().unwrap();
        let as_account = |words: &[&str]| -> Run {
            let words = words.iter().map(|word| if *word == "{set}" { set.as_str() } else { word });
            // What stands behind -- is not the command's own.
            let all = [name].into_iter().chain(place).chain(["--as", ACCOUNT]).chain(words);
            tool.run(&all.collect::<Vec<_>>())
        };
        let manifests = tool.run(&["rbac", case.what, "-n", NAMESPACE, "-o", "json"]);
        let objects = manifests.expect(0).json()["data"]["objects"].as_array().unwrap().clone();
        objects.iter().for_each(|object| apply(&object.to_string()));
        let role = objects.iter().find(|object| object["kind"] == "Role").unwrap();
        let rules = role["rules"].as_array().unwrap();
        let needs = case.needs.concat();
        let mut back = needs.clone();
        for right in &needs {
            back.retain(|one| one != right);
            grant(role, &without(rules, right), &back, Some(right));
            back = vec![right];
            let run = as_account(case.lacking);
            let (verb, resource) = right.split_once(' ').unwrap();
            let (said, hint) = (run.everything(), can_i(verb, resource, ""));
            // In its own words, as the command to type, or in the API server's.
            let denied = format!("cannot {verb} resource \"{}\"", resource.split('.').next().unwrap());
            let named = [*right, hint.trim(), &denied].iter().any(|words| said.contains(words));
            assert!(named, "{} without {right}: {run}", case.what);
            assert!(run.code != 0 || case.does_without.contains(right), "{} without {right}: {run}", case.what);
            proven += 1;
        }
        grant(role, rules, &back, None);
        let run = as_account(case.words);
        assert!(run.code == 0 && !run.everything().contains("forbidden"), "{run}");
    }
    kubectl(&["delete", "namespace", NAMESPACE, "--wait=false"]);
    assert!(proven > 80, "{proven} rights were taken away");
}
