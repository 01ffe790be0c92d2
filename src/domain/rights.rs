//! The Kubernetes rights that commands need: the README's table as data.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A rule of a Role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// API groups.
    pub api_groups: Vec<&'static str>,
    /// Resources, with their subresources.
    pub resources: Vec<&'static str>,
    /// Verbs.
    pub verbs: Vec<&'static str>,
}

/// What a command needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rights {
    /// In the instance's namespace, or in all of them.
    pub namespaced: Vec<Rule>,
    /// At the cluster scope.
    pub cluster: Vec<Rule>,
    /// Whether it looks into all namespaces.
    pub all_namespaces: bool,
}

/// How to ask about a right, in a place such as `-n apps`. kubectl takes `pods/log` for a pod of the name `log`, so a
/// subresource is an option of its own.
pub fn can_i(verb: &str, resource: &str, place: &str) -> String {
    match resource.split_once('/') {
        Some((resource, below)) => format!("kubectl auth can-i {verb} {resource} --subresource={below} {place}"),
        None => format!("kubectl auth can-i {verb} {resource} {place}"),
    }
}

fn rule(group: &'static str, resources: &[&'static str], verbs: &[&'static str]) -> Rule {
    Rule { api_groups: vec![group], resources: resources.to_vec(), verbs: verbs.to_vec() }
}

fn pods() -> Vec<Rule> {
    vec![rule("", &["pods"], &["list"]), rule("", &["secrets"], &["get"])]
}

/// Reaching the servers: port-forwards are created from Kubernetes 1.35 on, and got before.
fn servers() -> Vec<Rule> {
    let mut rules = pods();
    rules.insert(1, rule("", &["pods/portforward"], &["get", "create"]));
    rules
}

fn lock() -> Rule {
    rule("coordination.k8s.io", &["leases"], &["create", "get", "update", "delete"])
}

fn objects() -> Vec<Rule> {
    vec![
        rule("", &["services", "configmaps", "persistentvolumeclaims", "serviceaccounts", "secrets"], &["list"]),
        rule("apps", &["statefulsets", "deployments", "replicasets", "daemonsets"], &["list"]),
        rule("rbac.authorization.k8s.io", &["roles", "rolebindings"], &["list"]),
        rule("networking.k8s.io", &["networkpolicies", "ingresses"], &["list"]),
        rule("policy", &["poddisruptionbudgets"], &["list"]),
        rule("autoscaling", &["horizontalpodautoscalers"], &["list"]),
        rule("monitoring.coreos.com", &["servicemonitors", "podmonitors"], &["list"]),
        rule("databases.spotahome.com", &["redisfailovers"], &["get"]),
        rule(
            "redis.redis.opstreelabs.in",
            &["redis", "redisreplications", "redisclusters", "redissentinels"],
            &["get"],
        ),
    ]
}

fn workloads() -> Rule {
    rule("apps", &["statefulsets", "deployments", "replicasets"], &["list"])
}

fn config_maps() -> Rule {
    rule("", &["configmaps"], &["get"])
}

fn exec() -> Rule {
    rule("", &["pods/exec"], &["get", "create"])
}

/// Surroundings that an operator may have.
fn operators() -> Vec<Rule> {
    vec![
        rule("databases.spotahome.com", &["redisfailovers"], &["get"]),
        rule("redis.redis.opstreelabs.in", &["redisreplications", "redissentinels"], &["get"]),
    ]
}

fn list(group: &'static str, resources: &[&'static str]) -> Rule {
    rule(group, resources, &["list"])
}

/// What a Rule allows, one at a time: group, resource, verb.
pub fn single(rules: &[Rule]) -> BTreeSet<(&'static str, &'static str, &'static str)> {
    let mut all = BTreeSet::new();
    for rule in rules {
        for group in &rule.api_groups {
            for resource in &rule.resources {
                all.extend(rule.verbs.iter().map(|verb| (*group, *resource, *verb)));
            }
        }
    }
    all
}

/// The rules that allow this and nothing else, as few as possible.
fn merged(all: &BTreeSet<(&'static str, &'static str, &'static str)>) -> Vec<Rule> {
    let mut verbs: BTreeMap<(&'static str, &'static str), Vec<&'static str>> = BTreeMap::new();
    for &(group, resource, verb) in all {
        verbs.entry((group, resource)).or_default().push(verb);
    }
    let mut rules: Vec<Rule> = Vec::new();
    for ((group, resource), verbs) in verbs {
        match rules.iter_mut().find(|rule| rule.api_groups == [group] && rule.verbs == verbs) {
            Some(rule) => rule.resources.push(resource),
            None => rules.push(Rule { api_groups: vec![group], resources: vec![resource], verbs }),
        }
    }
    rules
}

impl Rights {
    /// With those of another command too.
    pub fn add(&mut self, other: Self) {
        for (own, more) in [(&mut self.namespaced, other.namespaced), (&mut self.cluster, other.cluster)] {
            let mut all = single(own);
            all.extend(single(&more));
            *own = merged(&all);
        }
        self.all_namespaces |= other.all_namespaces;
    }

    /// With the right to read files in pods, which `--via disk` needs.
    #[must_use]
    pub fn with_files_in_pods(mut self) -> Self {
        if !self.namespaced.contains(&exec()) {
            self.namespaced.push(exec());
        }
        self
    }

    /// Without it, for `full-backup --no-aof`.
    #[must_use]
    pub fn without_files_in_pods(mut self) -> Self {
        self.namespaced.retain(|rule| *rule != exec());
        self
    }
}

/// What a command needs; none where it is not known, or where it is no command to be run by itself.
pub fn of(command: &str) -> Option<Rights> {
    let rights = |parts: Vec<Vec<Rule>>| Rights { namespaced: parts.concat(), ..Rights::default() };
    Some(match command {
        "list" | "ping" | "info" | "version" | "stats" | "dbsize" | "memory-stats" | "clients" | "config"
        | "config-get" | "slowlog" | "latency" | "monitor" | "metrics" | "role" | "replication-info"
        | "master-info" | "replica-lag" | "bigkeys" | "keys" | "hotkeys" | "lastsave" => rights(vec![servers()]),
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
        "health" => rights(vec![
            servers(),
            vec![
                workloads(),
                list("", &["services", "persistentvolumeclaims"]),
                list("policy", &["poddisruptionbudgets"]),
                list("networking.k8s.io", &["networkpolicies"]),
                list("autoscaling", &["horizontalpodautoscalers"]),
                list("monitoring.coreos.com", &["servicemonitors"]),
                rule("", &["pods/log"], &["get"]),
            ],
        ]),
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
                    rule("rbac.authorization.k8s.io", &["rolebindings"], &["list"]),
                    rule("rbac.authorization.k8s.io", &["roles"], &["get"]),
                ],
            ])
        },
        "bgsave" | "save" | "aof-rewrite" | "flushdb" | "flushall" | "restore-config" | "restore-rdb" => {
            rights(vec![servers(), vec![lock()]])
        }
        "backup-rdb" => rights(vec![servers(), vec![lock()]]),
        "backup-aof" => rights(vec![servers(), vec![exec(), lock()]]),
        "backup-config" => rights(vec![servers(), vec![exec(), config_maps()]]),
        "backup-k8s-resources" => rights(vec![pods(), objects()]),
        "full-backup" => rights(vec![servers(), vec![exec(), lock(), config_maps()], objects()]),
        "backup-all-namespaces" => Rights { all_namespaces: true, ..rights(vec![servers(), vec![lock()]]) },
        "create-pvc-snapshot" => Rights {
            cluster: vec![
                rule("storage.k8s.io", &["storageclasses"], &["get"]),
                rule("snapshot.storage.k8s.io", &["volumesnapshotclasses"], &["get", "list"]),
                rule("snapshot.storage.k8s.io", &["volumesnapshotcontents"], &["get"]),
            ],
            ..rights(vec![
                servers(),
                vec![
                    lock(),
                    rule("", &["persistentvolumeclaims"], &["get"]),
                    rule(
                        "snapshot.storage.k8s.io",
                        &["volumesnapshots"],
                        &["create", "get", "list", "patch", "delete"],
                    ),
                ],
            ])
        },
        "promote-replica" | "force-failover" | "cutover" => {
            let services = rule("", &["services"], &["list", "patch"]);
            rights(vec![servers(), vec![lock(), workloads(), services]])
        }
        "resync-replica" => rights(vec![servers(), vec![lock(), workloads(), rule("", &["services"], &["list"])]]),
        "restart" => {
            let services = rule("", &["services"], &["list", "patch"]);
            let eviction = rule("", &["pods/eviction"], &["create"]);
            rights(vec![servers(), vec![lock(), workloads(), services, eviction]])
        }
        "benchmark" => {
            let pod = rule("", &["pods"], &["create", "get", "delete"]);
            rights(vec![servers(), vec![lock(), exec(), pod]])
        }
        "backup-list" | "backup-prune" | "backup-verify" => Rights::default(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rights_of_several_are_those_of_each_and_no_more() {
        let mut both = Rights::default();
        for command in ["backup-rdb", "health", "backup-rdb"] {
            both.add(of(command).expect("known"));
        }
        let mut all = single(&of("backup-rdb").expect("known").namespaced);
        all.extend(single(&of("health").expect("known").namespaced));
        assert_eq!(single(&both.namespaced), all);
        let pods: Vec<_> = both.namespaced.iter().filter(|rule| rule.resources.contains(&"pods")).collect();
        assert_eq!(pods.len(), 1);
    }

    #[test]
    fn a_backup_needs_no_right_to_write_but_its_lock() {
        let rights = of("backup-rdb").expect("known");
        let writing =
            |rule: &&Rule| rule.verbs.iter().any(|verb| ["create", "update", "delete", "patch"].contains(verb));
        let writes: Vec<_> = rights.namespaced.iter().filter(writing).flat_map(|rule| &rule.resources).collect();
        assert_eq!(writes, [&"pods/portforward", &"leases"]);
        let via_disk = rights.clone().with_files_in_pods().with_files_in_pods();
        assert_eq!(via_disk.namespaced.len(), rights.namespaced.len() + 1);
        assert!(rights.cluster.is_empty() && of("make-shim").is_none());
    }
}
