//! `rbac` on a real API server: with the Role a command works, and without any of its rules it names the right.

use super::{Namespace, apply, deployment_in, hold, succeeds, tool, until};
use crate::harness::{Run, Tool};
use redis_ops::domain::rights::can_i;
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};

const NAMESPACE: &str = "redis-ops-rbac";

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

/// Whether others may look at the instance meanwhile.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Changes {
    Nothing,
    /// Nothing where a right is missing, which is tried with --dry-run.
    WithItsRights,
    /// It takes the instance's lock, or leaves something behind, with or without.
    Always,
}

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
    changes: Changes,
}

const fn looks(what: &'static str, words: &'static [&'static str], needs: &'static [&'static [&'static str]]) -> Case {
    Case { what, words, lacking: words, needs, does_without: &[], changes: Changes::Nothing }
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
    Case { does_without: &[LEASE], changes: Changes::Always, ..looks("backup-rdb", &[], &[&SERVERS, &[LEASE]]) },
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
        changes: Changes::WithItsRights,
        ..looks("promote-replica", &["cache-redis-1", "--yes"], &[&SERVERS, &["list services", "patch services"]])
    },
    Case {
        lacking: &["cache-redis-0", "--dry-run"],
        // the one before has to be over
        changes: Changes::Always,
        ..looks("promote-replica", &["cache-redis-0", "--yes"], &[&SERVERS, &["list services", "patch services"]])
    },
    Case {
        lacking: &["--dry-run"],
        changes: Changes::WithItsRights,
        ..looks("restart", &["--yes"], &[&SERVERS, &["create pods/eviction"]])
    },
    Case {
        lacking: &["{set}", "--engine", "offline", "--dry-run"],
        changes: Changes::WithItsRights,
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
    Case { changes: Changes::Always, ..looks("rotate-password", &["--yes"], &[&SERVERS, &["patch secrets"]]) },
];

/// A case under way: the account is its own, so that others run beside it.
struct Trial<'a> {
    case: &'a Case,
    tool: &'a Tool,
    set: &'a str,
    account: String,
    role: Value,
}

impl<'a> Trial<'a> {
    fn begin(number: usize, case: &'a Case, tool: &'a Tool, set: &'a str) -> Self {
        let name = format!("redis-ops-{number}");
        let manifests = tool.run(&["rbac", case.what, "-n", NAMESPACE, "--name", &name, "-o", "json"]);
        let objects = manifests.expect(0).json()["data"]["objects"].as_array().unwrap().clone();
        apply(&serde_json::json!({"apiVersion": "v1", "kind": "List", "items": objects}).to_string());
        let role = objects.into_iter().find(|object| object["kind"] == "Role").unwrap();
        Self { case, tool, set, account: format!("system:serviceaccount:{NAMESPACE}:{name}"), role }
    }

    fn rules(&self) -> &Vec<Value> {
        self.role["rules"].as_array().unwrap()
    }

    fn may(&self, right: &str) -> bool {
        let (verb, resource) = right.split_once(' ').unwrap();
        // The command that the hints name, too.
        let asked = can_i(verb, resource, &format!("-n {NAMESPACE} --as {}", self.account));
        succeeds(&asked.split(' ').skip(1).collect::<Vec<_>>())
    }

    /// The Role with these rules, in force as the API server says itself: these rights are there, and that one is not.
    fn grant(&self, rules: &[Value], there: &[&str], gone: Option<&str>) {
        let mut role = self.role.clone();
        role["rules"] = Value::from(rules.to_vec());
        apply(&role.to_string());
        let in_force = || there.iter().all(|right| self.may(right)) && !gone.is_some_and(|right| self.may(right));
        until("the rights are in force", in_force);
    }

    fn run(&self, words: &[&str]) -> Run {
        let name = self.case.what.split(' ').next().unwrap();
        let words = words.iter().map(|word| if *word == "{set}" { self.set } else { word });
        // What stands behind -- is not the command's own.
        let all = [name, "-n", NAMESPACE, "-r", "cache", "--as", &self.account].into_iter().chain(words);
        self.tool.run(&all.collect::<Vec<_>>())
    }

    /// Takes each right away, and expects to be told of it; how many there were. In the end all are there.
    fn lacks_each(&self) -> usize {
        let needs = self.case.needs.concat();
        let mut back = needs.clone();
        for right in &needs {
            back.retain(|one| one != right);
            self.grant(&without(self.rules(), right), &back, Some(right));
            back = vec![right];
            let run = self.run(self.case.lacking);
            let (verb, resource) = right.split_once(' ').unwrap();
            let (said, hint) = (run.everything(), can_i(verb, resource, ""));
            // In its own words, as the command to type, or in the API server's.
            let denied = format!("cannot {verb} resource \"{}\"", resource.split('.').next().unwrap());
            let named = [*right, hint.trim(), &denied].iter().any(|words| said.contains(words));
            assert!(named, "{} without {right}: {run}", self.case.what);
            assert!(
                run.code != 0 || self.case.does_without.contains(right),
                "{} without {right}: {run}",
                self.case.what
            );
        }
        self.grant(self.rules(), &back, None);
        needs.len()
    }

    fn works(&self) {
        let run = self.run(self.case.words);
        assert!(run.code == 0 && !run.everything().contains("forbidden"), "{run}");
    }
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

/// How many commands run at once; they wait for the cluster most of the time.
const AT_ONCE: usize = 2;

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live::rbac -- --ignored --test-threads 1"]
fn with_its_role_a_command_works_and_without_any_of_its_rights_it_names_it() {
    let _held = hold(&["lane 2"]);
    let chart = deployment_in("sb-chart.yaml", ("apps", NAMESPACE));
    let _namespace = Namespace::with(NAMESPACE, &chart, &["cache-redis"]);
    let tool = tool();
    let backup = tool.run(&["backup-rdb", "--to", "good", "-n", NAMESPACE, "-r", "cache"]);
    let set = backup.expect(0).last_line().to_owned();
    let trials: Vec<Trial> =
        CASES.iter().enumerate().map(|(number, case)| Trial::begin(number, case, &tool, &set)).collect();
    let (next, proven) = (AtomicUsize::new(0), AtomicUsize::new(0));
    // What changes nothing beside each other, and what does one by one in the end.
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(trial) = trials.get(next.fetch_add(1, Ordering::SeqCst)) {
                    if trial.case.changes == Changes::Always {
                        continue;
                    }
                    proven.fetch_add(trial.lacks_each(), Ordering::SeqCst);
                    if trial.case.changes == Changes::Nothing {
                        trial.works();
                    }
                }
            });
        }
    });
    for trial in trials.iter().filter(|trial| trial.case.changes != Changes::Nothing) {
        if trial.case.changes == Changes::Always {
            proven.fetch_add(trial.lacks_each(), Ordering::SeqCst);
        }
        trial.works();
    }
    let proven = proven.into_inner();
    assert!(proven > 80, "{proven} rights were taken away");
}
