//! The rights by command.

use super::{Rights, Rule};

/// Options that need more than their command: the command, and the option with its value. `--undo` of an offline restore
/// is that restore's way back, and wants `--engine offline` too.
pub(super) const OPTIONS: [(&str, &str); 10] = [
    ("backup-rdb", "--via disk"),
    ("backup-all-namespaces", "--via disk"),
    ("backup-prune", "--orphans"),
    ("backup-verify", "--load-in pod"),
    ("restore-rdb", "--engine offline"),
    ("restore-aof", "--engine offline"),
    ("restore-aof", "--from-pod"),
    ("restore-drill", "--load-in pod"),
    ("disaster-recovery", "--engine offline"),
    ("bash", "--debug-image"),
];

fn rule(group: &'static str, resources: &[&'static str], verbs: &[&'static str]) -> Rule {
    Rule { api_groups: vec![group], resources: resources.to_vec(), verbs: verbs.to_vec() }
}

fn list(group: &'static str, resources: &[&'static str]) -> Rule {
    rule(group, resources, &["list"])
}

fn pods() -> Vec<Rule> {
    vec![list("", &["pods"]), rule("", &["secrets"], &["get"])]
}

/// Reaching the servers: port-forwards are created from Kubernetes 1.35 on, and got before.
fn servers() -> Vec<Rule> {
    [pods(), vec![rule("", &["pods/portforward"], &["get", "create"])]].concat()
}

fn lock() -> Rule {
    rule("coordination.k8s.io", &["leases"], &["create", "get", "update", "delete"])
}

/// Running a program in a pod.
fn exec() -> Rule {
    rule("", &["pods/exec"], &["get", "create"])
}

fn workloads() -> Rule {
    list("apps", &["statefulsets", "deployments", "replicasets"])
}

fn config_maps() -> Rule {
    rule("", &["configmaps"], &["get"])
}

/// Surroundings that an operator may have.
fn operators() -> Vec<Rule> {
    vec![
        rule("databases.spotahome.com", &["redisfailovers"], &["get"]),
        rule("redis.redis.opstreelabs.in", &["redisreplications", "redissentinels"], &["get"]),
    ]
}

/// Whether the controller that would put a change back is paused, as its own resource says.
fn gitops() -> Vec<Rule> {
    vec![
        rule("argoproj.io", &["applications"], &["get"]),
        rule("helm.toolkit.fluxcd.io", &["helmreleases"], &["get"]),
        rule("kustomize.toolkit.fluxcd.io", &["kustomizations"], &["get"]),
    ]
}

/// What is looked at where roles change.
fn roles() -> Vec<Rule> {
    [servers(), operators(), vec![lock(), workloads(), list("", &["services"])]].concat()
}

/// Leading Services elsewhere.
fn services() -> Rule {
    rule("", &["services"], &["patch"])
}

/// Whether the servers are stopped, and by whom.
fn stopped() -> Rule {
    rule("apps", &["statefulsets"], &["list", "get"])
}

/// A pod that is made, worked in and deleted.
fn helper_pod() -> Vec<Rule> {
    vec![rule("", &["pods"], &["get", "create", "delete"]), exec()]
}

/// Servers that are stopped, whose files are changed by a helper pod, and that are started again.
fn offline() -> Vec<Rule> {
    let sets = rule("apps", &["statefulsets"], &["list", "get", "patch"]);
    let scalers = list("autoscaling", &["horizontalpodautoscalers"]);
    [helper_pod(), operators(), gitops(), vec![sets, workloads(), scalers, config_maps()]].concat()
}

/// What `health` judges.
fn health() -> Vec<Rule> {
    let around = vec![
        workloads(),
        list("", &["services", "persistentvolumeclaims"]),
        list("policy", &["poddisruptionbudgets"]),
        list("networking.k8s.io", &["networkpolicies"]),
        list("autoscaling", &["horizontalpodautoscalers"]),
        list("monitoring.coreos.com", &["servicemonitors"]),
        rule("", &["pods/log"], &["get"]),
    ];
    [servers(), around].concat()
}

/// Every kind of object that `backup-k8s-resources` keeps.
fn objects() -> Vec<Rule> {
    vec![
        list("", &["services", "configmaps", "persistentvolumeclaims", "serviceaccounts", "secrets"]),
        list("apps", &["statefulsets", "deployments", "replicasets", "daemonsets"]),
        list("rbac.authorization.k8s.io", &["roles", "rolebindings"]),
        list("networking.k8s.io", &["networkpolicies", "ingresses"]),
        list("policy", &["poddisruptionbudgets"]),
        list("autoscaling", &["horizontalpodautoscalers"]),
        list("monitoring.coreos.com", &["servicemonitors", "podmonitors"]),
        rule("databases.spotahome.com", &["redisfailovers"], &["get"]),
        rule(
            "redis.redis.opstreelabs.in",
            &["redis", "redisreplications", "redisclusters", "redissentinels"],
            &["get"],
        ),
    ]
}

/// The objects that charts are made of, as `helm rollback` changes them.
fn of_a_chart() -> Vec<Rule> {
    let verbs = ["get", "create", "patch", "delete"];
    vec![
        rule("", &["services", "configmaps", "persistentvolumeclaims", "serviceaccounts", "secrets"], &verbs),
        rule("apps", &["statefulsets", "deployments"], &verbs),
        rule("rbac.authorization.k8s.io", &["roles", "rolebindings"], &verbs),
        rule("networking.k8s.io", &["networkpolicies"], &verbs),
        rule("policy", &["poddisruptionbudgets"], &verbs),
        rule("autoscaling", &["horizontalpodautoscalers"], &verbs),
        rule("monitoring.coreos.com", &["servicemonitors", "prometheusrules"], &verbs),
    ]
}

const SNAPSHOTS: &str = "snapshot.storage.k8s.io";

/// What a command needs by itself.
pub(super) fn of_command(command: &str) -> Option<Rights> {
    let rights = |parts: Vec<Vec<Rule>>| Rights { namespaced: parts.concat(), ..Rights::default() };
    Some(match command {
        "completions" | "man" | "make-shim" | "rbac" | "cronjob" | "backup-list" | "backup-prune" | "backup-verify"
        | "restore-drill" => Rights::default(),
        "list" | "ping" | "info" | "version" | "stats" | "dbsize" | "memory-stats" | "clients" | "config"
        | "config-get" | "slowlog" | "latency" | "monitor" | "metrics" | "role" | "replication-info"
        | "master-info" | "replica-lag" | "bigkeys" | "keys" | "hotkeys" | "lastsave" | "compare" | "cli" | "shell"
        | "port-forward" => rights(vec![servers()]),
        "doctor" => rights(vec![servers(), vec![list("coordination.k8s.io", &["leases"])]]),
        "bash" => rights(vec![servers(), vec![exec()]]),
        "check-replication" => rights(vec![servers(), vec![list("apps", &["statefulsets"])]]),
        "top" => rights(vec![servers(), vec![list("metrics.k8s.io", &["pods"])]]),
        "logs" => rights(vec![vec![list("", &["pods"]), rule("", &["pods/log"], &["get"])]]),
        "events" => rights(vec![vec![list("", &["pods", "services", "events"]), workloads()]]),
        "describe" => rights(vec![
            servers(),
            vec![
                workloads(),
                list("", &["services", "persistentvolumeclaims"]),
                list("policy", &["poddisruptionbudgets"]),
            ],
        ]),
        "inspect" => {
            rights(vec![servers(), vec![workloads(), list("", &["services", "persistentvolumeclaims"])], operators()])
        }
        "health" => rights(vec![health()]),
        "security-check" => Rights {
            cluster: vec![
                rule("", &["namespaces"], &["get"]),
                list("rbac.authorization.k8s.io", &["clusterrolebindings"]),
                rule("rbac.authorization.k8s.io", &["clusterroles"], &["get"]),
            ],
            ..rights(vec![
                servers(),
                vec![
                    rule("", &["serviceaccounts", "configmaps"], &["get"]),
                    list("", &["services"]),
                    list("networking.k8s.io", &["networkpolicies"]),
                    list("rbac.authorization.k8s.io", &["rolebindings"]),
                    rule("rbac.authorization.k8s.io", &["roles"], &["get"]),
                ],
            ])
        },
        "bgsave" | "save" | "aof-rewrite" | "flushdb" | "flushall" | "restore-config" | "backup-rdb" => {
            rights(vec![servers(), vec![lock()]])
        }
        "restore-rdb" | "restore-aof" | "disaster-recovery" => rights(vec![servers(), vec![lock(), stopped()]]),
        "restore-from-pvc-snapshot" => Rights {
            cluster: vec![
                rule("storage.k8s.io", &["storageclasses"], &["get"]),
                rule(SNAPSHOTS, &["volumesnapshotcontents"], &["get"]),
            ],
            ..rights(vec![
                servers(),
                offline(),
                vec![
                    lock(),
                    rule("", &["persistentvolumeclaims"], &["get", "list", "create", "delete"]),
                    rule(SNAPSHOTS, &["volumesnapshots"], &["get"]),
                ],
            ])
        },
        "backup-aof" => rights(vec![servers(), vec![exec(), lock()]]),
        "backup-config" => rights(vec![servers(), vec![exec(), config_maps()]]),
        "backup-k8s-resources" => rights(vec![pods(), objects()]),
        "full-backup" => rights(vec![servers(), vec![exec(), lock(), config_maps()], objects()]),
        "backup-all-namespaces" => Rights { all_namespaces: true, ..rights(vec![servers(), vec![lock()]]) },
        "create-pvc-snapshot" => Rights {
            cluster: vec![
                rule("storage.k8s.io", &["storageclasses"], &["get"]),
                rule(SNAPSHOTS, &["volumesnapshotclasses"], &["get", "list"]),
                rule(SNAPSHOTS, &["volumesnapshotcontents"], &["get"]),
            ],
            ..rights(vec![
                servers(),
                vec![
                    lock(),
                    rule("", &["persistentvolumeclaims"], &["get"]),
                    rule(SNAPSHOTS, &["volumesnapshots"], &["create", "get", "list", "patch", "delete"]),
                ],
            ])
        },
        "promote-replica" | "force-failover" | "cutover" => rights(vec![roles(), vec![services()]]),
        "resync-replica" => rights(vec![roles()]),
        "restart" => rights(vec![roles(), vec![services(), rule("", &["pods/eviction"], &["create"])]]),
        "benchmark" => rights(vec![servers(), helper_pod(), vec![lock()]]),
        "rotate-password" => rights(vec![servers(), vec![lock(), rule("", &["secrets"], &["patch"])]]),
        "pre-upgrade-check" | "post-upgrade-check" | "validate-upgrade" => {
            rights(vec![health(), vec![config_maps(), rule("apps", &["statefulsets"], &["get"])]])
        }
        "upgrade-rollback" => rights(vec![
            health(),
            operators(),
            of_a_chart(),
            vec![
                lock(),
                list("", &["secrets"]),
                rule("", &["pods"], &["delete"]),
                rule("", &["pods/eviction"], &["create"]),
                list("apps", &["controllerrevisions"]),
                rule("argoproj.io", &["applications"], &["get"]),
            ],
        ]),
        _ => return None,
    })
}

/// What one of [`OPTIONS`] needs besides.
pub(super) fn of_option(command: &str, option: &str) -> Option<Rights> {
    if !OPTIONS.contains(&(command, option)) {
        return None;
    }
    let namespaced = match option {
        "--via disk" | "--from-pod" => vec![exec()],
        "--orphans" => vec![rule(SNAPSHOTS, &["volumesnapshots"], &["list", "delete"])],
        "--load-in pod" => {
            let reached = vec![list("", &["pods"]), rule("", &["pods/portforward"], &["get", "create"])];
            [reached, helper_pod()].concat()
        }
        "--engine offline" => offline(),
        "--debug-image" => vec![
            rule("", &["pods"], &["get"]),
            rule("", &["pods/ephemeralcontainers"], &["patch"]),
            rule("", &["pods/attach"], &["get", "create"]),
        ],
        _ => return None,
    };
    Some(Rights { namespaced, ..Rights::default() })
}
