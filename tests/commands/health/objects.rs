//! Rules on the objects around the pods.

use super::{assert_finding, cache, health};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::{Value, json};

const CLAIMS: &str = "persistentvolumeclaims";

fn not_ready(sandbox: &Sandbox, pods: &[&str]) {
    for pod in pods {
        sandbox.edit("pods", "apps", pod, |pod| {
            for condition in pod["status"]["conditions"].as_array_mut().unwrap() {
                if condition["type"] == "Ready" {
                    condition["status"] = json!("False");
                }
            }
        });
    }
}

#[test]
fn a_service_without_a_ready_pod_is_critical() {
    let sandbox = cache();
    not_ready(&sandbox, &["cache-redis-0"]);
    // The real endpoints agree: nobody is in them but as not ready.
    let endpoints = sandbox.get("endpoints", "apps", "cache-redis-master").unwrap();
    assert!(endpoints["subsets"][0]["addresses"].is_null(), "{endpoints}");
    let run = health(&sandbox, &[]);
    run.expect(2);
    // The headless Service publishes pods that are not ready, too.
    assert_eq!(run.finding_ids(), ["service-no-endpoints", "service-no-endpoints", "pod-not-ready"], "{run}");
    assert_finding(&run, "service-no-endpoints", "critical", "apps/cache-redis", &["refused: cache-redis-0"]);
}

#[test]
fn a_service_that_leads_to_a_replica_or_to_nothing_is_told() {
    let sandbox = cache();
    let pin = |pod: &str| {
        sandbox.edit("services", "apps", "cache-redis-master", |service| {
            service["spec"]["selector"]["statefulset.kubernetes.io/pod-name"] = json!(pod);
        });
        health(&sandbox, &[])
    };
    let run = pin("cache-redis-1");
    run.expect(1);
    assert_eq!(run.finding_ids(), ["service-misrouted"], "{run}");
    assert_finding(
        &run,
        "service-misrouted",
        "warning",
        "apps/cache-redis-master",
        &["leads to replicas: cache-redis-1"],
    );
    let run = pin("cache-redis-9");
    run.expect(1);
    assert_eq!(run.finding_ids(), ["service-selects-nothing"], "{run}");
    // Who looks at a part cannot tell where a Service leads.
    health(&sandbox, &["--pod", "cache-redis-0"]).expect(0);
    health(&sandbox, &["--skip", "services"]).expect(0);
}

#[test]
fn a_label_that_contradicts_the_server_is_told() {
    let sandbox = cache();
    let label = |pod: &str, role: &str| {
        sandbox.edit("pods", "apps", pod, |pod| pod["metadata"]["labels"]["redisfailovers-role"] = json!(role));
    };
    label("cache-redis-0", "master");
    label("cache-redis-1", "slave");
    health(&sandbox, &[]).expect(0);
    label("cache-redis-1", "master");
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["role-label-wrong"], "{run}");
    let words = ["is a replica", "redisfailovers-role=master"];
    assert_finding(&run, "role-label-wrong", "warning", "apps/cache-redis-1", &words);
}

#[test]
fn a_load_balancer_that_nobody_gave_an_address_is_pending() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).namespace("redis").start();
    health(&sandbox, &[]).expect(0);
    sandbox.edit("services", "redis", "redis-shared-external", |service| {
        service["status"] = json!({"loadBalancer": {}});
    });
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["load-balancer-pending"], "{run}");
    let words = ["no address", "since it was made"];
    assert_finding(&run, "load-balancer-pending", "warning", "redis/redis-shared-external", &words);
}

#[test]
fn a_claim_without_a_volume_and_one_that_waits_to_grow_are_told() {
    let sandbox = cache();
    sandbox.edit(CLAIMS, "apps", "data-cache-redis-1", |claim| {
        claim["spec"]["resources"]["requests"]["storage"] = json!("16Gi");
    });
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["claim-growing"], "{run}");
    assert_finding(
        &run,
        "claim-growing",
        "warning",
        "apps/data-cache-redis-1",
        &["from 8.00GiB to 16.0GiB", "nothing says"],
    );
    // As the external-resizer leaves it for the kubelet.
    sandbox.edit(CLAIMS, "apps", "data-cache-redis-1", |claim| {
        claim["status"]["conditions"] = json!([{
            "type": "FileSystemResizePending", "status": "True", "lastTransitionTime": "2026-01-02T03:04:05Z",
            "message": "Waiting for user to (re-)start a pod to finish file system resize of volume on node.",
        }]);
    });
    let run = health(&sandbox, &[]);
    let words = ["FileSystemResizePending since 2026-01-02T03:04:05Z (", "(re-)start a pod"];
    assert_finding(&run, "claim-growing", "warning", "apps/data-cache-redis-1", &words);
    sandbox.edit(CLAIMS, "apps", "data-cache-redis-2", |claim| claim["status"] = json!({"phase": "Lost"}));
    let run = health(&sandbox, &[]);
    run.expect(2);
    assert_finding(&run, "claim-unbound", "critical", "apps/data-cache-redis-2", &["cache-redis-2 is Lost"]);
    // A claim of single members is judged where only they are looked at.
    assert_eq!(health(&sandbox, &["--pod", "cache-redis-1"]).finding_ids(), ["claim-growing"]);
    health(&sandbox, &["--skip", "claims"]).expect(0);
}

fn policy(ingress: &Value) -> String {
    json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": {"name": "strict", "namespace": "apps"},
        "spec": {
            "podSelector": {"matchLabels": {"app.kubernetes.io/instance": "cache"}},
            "policyTypes": ["Ingress"], "ingress": ingress,
        },
    })
    .to_string()
}

#[test]
fn policies_that_keep_members_or_clients_out_are_told() {
    let sandbox = cache();
    let judged = |ingress: Value| {
        sandbox.add(&policy(&ingress));
        health(&sandbox, &[])
    };
    let on_port = |peers: Value| json!([{"from": peers, "ports": [{"protocol": "TCP", "port": 6379}]}]);
    // The sb chart's production preset: clients by a label, the members forgotten.
    let clients = json!([{"podSelector": {"matchLabels": {"redis-client": "true"}}}]);
    let run = judged(on_port(clients.clone()));
    run.expect(1);
    assert_eq!(run.finding_ids(), ["network-blocks-replication"], "{run}");
    let words = ["(strict)", "keep cache-redis-1 from port 6379 of cache-redis-0", "and 5 more ways"];
    assert_finding(&run, "network-blocks-replication", "warning", "apps/cache", &words);
    let members = json!({"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "cache"}}});
    let run = judged(on_port(json!([members])));
    assert_eq!((run.code, run.finding_ids()), (1, vec!["network-blocks-clients".to_owned()]), "{run}");
    let run = judged(json!([]));
    assert_eq!(run.finding_ids(), ["network-blocks-clients", "network-blocks-replication"], "{run}");
    let team = json!([{"namespaceSelector": {"matchLabels": {"team": "shop"}}}]);
    let run = judged(on_port(team));
    run.expect(3);
    assert_finding(&run, "network-blocks-replication", "unknown", "apps/cache", &["may keep"]);
    judged(on_port(json!([members, clients[0]]))).expect(0);
    judged(json!([{"ports": [{"port": "redis"}]}])).expect(0);
}

#[test]
fn an_autoscaler_of_the_servers_is_told() {
    let sandbox = cache();
    let autoscaler = |target: &str| {
        sandbox.add(&format!(
            "{{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {{name: busy, namespace: apps}},
               spec: {{scaleTargetRef: {{apiVersion: apps/v1, kind: StatefulSet, name: {target}}}, minReplicas: 2, maxReplicas: 6}}}}"
        ));
        health(&sandbox, &[])
    };
    autoscaler("web").expect(0);
    let run = autoscaler("cache-redis");
    run.expect(1);
    assert_eq!(run.finding_ids(), ["autoscaled"], "{run}");
    assert_finding(
        &run,
        "autoscaled",
        "warning",
        "apps/cache",
        &["busy", "StatefulSet cache-redis between 2 and 6 pods"],
    );
}

#[test]
fn budgets_that_block_allow_all_or_are_missing_are_told() {
    let sandbox = cache();
    let allowed = |pods: u32| {
        sandbox.edit("poddisruptionbudgets", "apps", "cache-pdb", |budget| {
            budget["status"]["disruptionsAllowed"] = json!(pods)
        });
        health(&sandbox, &[])
    };
    let run = allowed(0);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["budget-blocks"], "{run}");
    assert_finding(&run, "budget-blocks", "warning", "apps/cache", &["cache-pdb (min available 2)", "never ends"]);
    // While a pod is not ready, it does what it is for.
    not_ready(&sandbox, &["cache-redis-2"]);
    assert_eq!(health(&sandbox, &[]).finding_ids(), ["pod-not-ready"]);
    let sandbox = cache();
    sandbox
        .edit("poddisruptionbudgets", "apps", "cache-pdb", |budget| budget["status"]["disruptionsAllowed"] = json!(3));
    let run = health(&sandbox, &[]);
    run.expect(0);
    assert_finding(&run, "budget-allows-all", "info", "apps/cache", &["all 3 pods"]);
    sandbox.remove("poddisruptionbudgets", "apps", "cache-pdb");
    let run = health(&sandbox, &[]);
    run.expect(0);
    assert_finding(&run, "budget-missing", "info", "apps/cache", &["cache-redis-0, cache-redis-1, cache-redis-2"]);
    // A cluster before 1.21 has budgets of v1beta1 alone.
    sandbox.unserve("policy", "v1");
    sandbox.add(
        "{apiVersion: policy/v1beta1, kind: PodDisruptionBudget, metadata: {name: old, namespace: apps},
          spec: {maxUnavailable: 0, selector: {matchLabels: {app.kubernetes.io/instance: cache}}}, status: {disruptionsAllowed: 0}}",
    );
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_finding(&run, "budget-blocks", "warning", "apps/cache", &["old (max unavailable 0)"]);
}

#[test]
fn a_monitor_that_finds_nothing_and_a_missing_exporter_are_told_where_there_is_an_operator() {
    let sandbox = cache();
    let monitor = |port: &str| {
        format!(
            "{{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor,
               metadata: {{name: cache, namespace: apps, labels: {{app.kubernetes.io/instance: cache}}}},
               spec: {{endpoints: [{{port: {port}}}], selector: {{matchLabels: {{app.kubernetes.io/component: master}}}}}}}}"
        )
    };
    // Somebody else's: with it the operator is there.
    sandbox.add(&monitor("redis").replace("name: cache,", "name: web,").replace("instance: cache", "instance: web"));
    let run = health(&sandbox, &[]);
    run.expect(0);
    assert_finding(&run, "no-exporter", "info", "apps/cache", &["cache-redis-0, cache-redis-1, cache-redis-2"]);
    sandbox.add(&monitor("metrics"));
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["monitor-selects-nothing", "no-exporter"], "{run}");
    let words = ["port metrics, which no Service has that it selects: cache-redis-master"];
    assert_finding(&run, "monitor-selects-nothing", "warning", "apps/cache", &words);
    for pod in ["cache-redis-0", "cache-redis-1", "cache-redis-2"] {
        sandbox.edit("pods", "apps", pod, |pod| {
            let exporter = json!({"name": "metrics", "image": "redis_exporter", "ports": [{"containerPort": 9121}]});
            pod["spec"]["containers"].as_array_mut().unwrap().push(exporter);
        });
    }
    sandbox.add(&monitor("redis"));
    health(&sandbox, &[]).expect(0);
}

#[test]
fn what_may_not_be_read_is_one_finding_with_every_right_and_a_way_out() {
    let sandbox = cache();
    let denied = [
        ("services", "services"),
        ("networkpolicies", "networkpolicies.networking.k8s.io"),
        ("horizontalpodautoscalers", "horizontalpodautoscalers.autoscaling"),
        ("poddisruptionbudgets", "poddisruptionbudgets.policy"),
        (CLAIMS, CLAIMS),
        // There is none in this cluster: nothing is hidden.
        ("servicemonitors", "servicemonitors"),
    ];
    denied.iter().for_each(|(resource, _)| sandbox.deny("list", resource));
    let run = health(&sandbox, &[]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["objects-unseen"], "{run}");
    assert_finding(&run, "objects-unseen", "unknown", "apps/cache", &["where Services lead", "volumes", "forbidden"]);
    let hint = run.finding("objects-unseen")["hint"].as_str().unwrap().to_owned();
    for (_, right) in &denied[..5] {
        assert!(hint.contains(&format!("kubectl auth can-i list {right} -n apps")), "{run}");
    }
    assert!(!hint.contains("servicemonitors"), "{run}");
    // The members are judged all the same.
    assert_eq!(run.json()["data"]["members"].as_array().unwrap().len(), 3, "{run}");
    // The hint says what to type by him who has no use for these rules.
    let skip = hint.split("--skip ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    health(&sandbox, &["--skip", skip]).expect(0);
    sandbox.deny("list", "statefulsets");
    sandbox.deny("get", "pods/log");
    sandbox.clear_requests();
    health(&sandbox, &["--skip", "all"]).expect(0);
    assert!(sandbox.requests().iter().all(|(_, path)| path.contains("/pods") || path.contains("/secrets")));
}

#[test]
fn a_fault_that_was_seen_outranks_what_was_not() {
    let sandbox = cache();
    sandbox.deny("list", "services");
    sandbox.pod("apps", "cache-redis-2").kill();
    let run = health(&sandbox, &[]);
    run.expect(2);
    assert!(run.finding_ids().contains(&"objects-unseen".to_owned()), "{run}");
}
