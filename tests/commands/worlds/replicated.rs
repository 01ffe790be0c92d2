//! A primary with replicas: the sb chart's release `cache`, and Bitnami's `redis-shared`, whose CONFIG is disabled.

use super::{World, servers};
use crate::harness::until;
use crate::sandbox::{Deployment, Fault, Server};
use serde_json::json;

const CACHE: (Deployment, (&str, &str)) = (Deployment::SbChart, ("apps", "cache"));
const SHARED: (Deployment, (&str, &str)) = (Deployment::BitnamiReplication, ("redis", "redis-shared"));

const PODS: [&str; 3] = ["cache-redis-0", "cache-redis-1", "cache-redis-2"];

fn world(
    (deployment, instance): (Deployment, (&'static str, &'static str)),
    name: &'static str,
    exit: i32,
    findings: &'static [&'static str],
    break_it: fn(&crate::sandbox::Sandbox, &mut Vec<crate::sandbox::Connection>),
) -> World {
    World { name, deployment, instance, break_it, exit, findings }
}

fn link_is(replica: &Server, state: &str) {
    until(&format!("the link of {} is {state}", replica.pod()), || {
        replica.info("role") == "slave" && replica.info("master_link_status") == state
    });
}

pub(super) fn worlds() -> Vec<World> {
    vec![
        world(
            CACHE,
            "the primary is killed and does not come back",
            2,
            &[
                "no-primary",
                "pod-not-ready",
                "replica-link-down",
                "replica-link-down",
                "service-no-endpoints",
                "service-no-endpoints",
                "unreachable",
            ],
            |sandbox, _| {
                let [primary, first, second] = servers(sandbox, "apps", PODS);
                primary.kill();
                link_is(&first, "down");
                link_is(&second, "down");
            },
        ),
        world(CACHE, "the primary hangs", 3, &["no-primary", "unreachable"], |sandbox, _| {
            sandbox.pod("apps", PODS[0]).pause();
        }),
        world(CACHE, "a replica is made a primary by hand", 2, &["role-unexpected", "two-primaries"], |sandbox, _| {
            sandbox.pod("apps", PODS[2]).cli(&["REPLICAOF", "NO", "ONE"]);
        }),
        world(
            CACHE,
            "a replica was told to follow a host that is not there",
            2,
            &["follows-stranger", "replica-link-down"],
            |sandbox, _| {
                let replica = sandbox.pod("apps", PODS[1]);
                replica.cli(&["REPLICAOF", "127.0.0.1", "1"]);
                link_is(&replica, "down");
            },
        ),
        world(CACHE, "a replica has an old masterauth and lost its link", 2, &["replica-link-down"], |sandbox, _| {
            let [primary, replica, other] = servers(sandbox, "apps", PODS);
            replica.config_set("masterauth", "of last year");
            primary.cli(&["CLIENT", "KILL", "TYPE", "REPLICA"]);
            link_is(&replica, "down");
            link_is(&other, "up");
        }),
        world(CACHE, "the password was changed on one server only", 3, &["unreachable"], |sandbox, _| {
            sandbox.pod("apps", PODS[1]).config_set("requirepass", "of next year");
        }),
        world(
            CACHE,
            "the primary cannot save, and a replica was OOM-killed",
            2,
            &["oom-killed", "rdb-save-failed"],
            |sandbox, _| {
                let [primary, replica, _] = servers(sandbox, "apps", PODS);
                replica.kill();
                replica.restart();
                sandbox.edit("pods", "apps", PODS[1], |pod| {
                    pod["status"]["containerStatuses"][0]["lastState"]["terminated"]["reason"] = json!("OOMKilled");
                });
                // The finished file cannot take its place: there is a folder. This stops root, too.
                let file = primary.data_dir().join("dump.rdb");
                std::fs::remove_file(&file).ok();
                std::fs::create_dir(&file).unwrap();
                primary.cli(&["SET", "a", "1"]);
                primary.cli(&["BGSAVE"]);
                until("the save has failed", || primary.info("rdb_last_bgsave_status") == "err");
            },
        ),
        world(
            CACHE,
            "a pod cannot be scheduled, its volume is not made",
            2,
            &["claim-unbound", "pod-not-ready", "unreachable"],
            |sandbox, _| {
                sandbox.pod("apps", PODS[2]).kill();
                sandbox.edit("persistentvolumeclaims", "apps", "data-cache-redis-2", |claim| {
                    claim["status"] = json!({"phase": "Pending"});
                });
                sandbox.edit("pods", "apps", PODS[2], |pod| {
                    pod["status"] = json!({"phase": "Pending", "conditions": [{
                        "type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                        "message": "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
                    }]});
                });
            },
        ),
        world(CACHE, "the primary's Service leads to a replica", 1, &["service-misrouted"], |sandbox, _| {
            sandbox.edit("services", "apps", "cache-redis-master", |service| {
                service["spec"]["selector"]["statefulset.kubernetes.io/pod-name"] = json!(PODS[1]);
            });
        }),
        world(
            CACHE,
            "port-forwards are forbidden",
            3,
            &["no-primary", "unreachable", "unreachable", "unreachable"],
            |sandbox, _| {
                sandbox.deny("get", "pods/portforward");
                sandbox.deny("create", "pods/portforward");
            },
        ),
        world(CACHE, "nothing but pods may be listed", 3, &["members-missing", "objects-unseen"], |sandbox, _| {
            for resource in ["statefulsets", "services", "persistentvolumeclaims", "networkpolicies"] {
                sandbox.deny("list", resource);
            }
            sandbox.deny("list", "poddisruptionbudgets");
            sandbox.deny("list", "horizontalpodautoscalers");
            sandbox.deny("get", "pods/log");
        }),
        world(CACHE, "forwards to one pod break off", 3, &["unreachable"], |sandbox, _| {
            sandbox.forward_fault_on("apps", PODS[1], Fault::CutAfter { bytes: 100 });
        }),
        world(
            SHARED,
            "the roles were swapped by hand",
            1,
            &["role-unexpected", "role-unexpected", "service-misrouted"],
            |sandbox, _| {
                let [master, replica] = servers(sandbox, "redis", ["redis-shared-master-0", "redis-shared-replicas-0"]);
                replica.cli(&["REPLICAOF", "NO", "ONE"]);
                let address = replica.address();
                master.cli(&["REPLICAOF", &address.ip().to_string(), &address.port().to_string()]);
                link_is(&master, "up");
            },
        ),
        world(SHARED, "the replicas were scaled to none", 1, &["service-selects-nothing"], |sandbox, _| {
            sandbox.edit("statefulsets", "redis", "redis-shared-replicas", |set| set["spec"]["replicas"] = json!(0));
        }),
        world(
            SHARED,
            "the primary is in a crash loop",
            2,
            &[
                "no-primary",
                "pod-not-ready",
                "replica-link-down",
                "restarted",
                "service-no-endpoints",
                "service-no-endpoints",
                "unreachable",
            ],
            |sandbox, _| {
                let [master, replica] = servers(sandbox, "redis", ["redis-shared-master-0", "redis-shared-replicas-0"]);
                master.kill();
                sandbox.edit("pods", "redis", master.pod(), |pod| {
                    let status = &mut pod["status"]["containerStatuses"][0];
                    status["lastState"] = status["state"].clone();
                    status["restartCount"] = json!(7);
                    status["state"] = json!({"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s"}});
                });
                link_is(&replica, "down");
            },
        ),
    ]
}
