//! `upgrade-rollback` and `cutover` on the real cluster, in namespaces of their own: real controllers replace the pods, a real
//! kubelet runs them, and the Services are those of kube-proxy.

use super::promote::{KEY, Writer, series};
use super::{Namespace, apply, command, deployment_in, hold, kubectl, redis_cli, redis_cli_in, tool};
use crate::commands::upgrade::rollback::{record, secret};
use crate::harness::series::runs;
use serde_json::{Value, json};

const RELEASED: &str = "redis-ops-rollback";
const CROSSED: &str = "redis-ops-cutover";

/// The sb chart's objects with this image.
fn chart(version: &str) -> Vec<Value> {
    let text = deployment_in("sb-chart.yaml", ("apps", RELEASED));
    let mut objects: Vec<Value> = serde_saphyr::from_multiple(&text).unwrap();
    objects.retain(|object| object["kind"] != "Namespace");
    let set = objects.iter_mut().find(|object| object["kind"] == "StatefulSet").unwrap();
    set["spec"]["template"]["spec"]["containers"][0]["image"] = json!(format!("localhost/redis:{version}"));
    objects
}

fn text(objects: &[Value]) -> String {
    objects.iter().map(|object| format!("---\n{object}\n")).collect()
}

/// A revision as Helm keeps it.
fn keep(number: u64, status: &str, objects: &[Value]) {
    let mut record = record(number, status, &text(objects), json!([]));
    record["namespace"] = json!(RELEASED);
    apply(&secret(&record).replace("\"namespace\":\"apps\"", &format!("\"namespace\":\"{RELEASED}\"")));
}

fn images() -> String {
    let path = "jsonpath={.items[*].spec.containers[0].image}";
    kubectl(&["get", "pods", "-n", RELEASED, "-l", "app.kubernetes.io/instance=cache", "-o", path])
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live::upgrade -- --ignored --test-threads 1"]
fn a_release_goes_back_and_forward_by_its_controller_and_pod_by_pod() {
    let _held = hold(&["lane 1"]);
    let (former, present) = (chart("7.4"), chart("8.0"));
    let start = deployment_in("sb-chart.yaml", ("apps", RELEASED));
    let namespace = Namespace::with(RELEASED, &start, &["cache-redis"]);
    keep(1, "superseded", &former);
    keep(2, "deployed", &present);
    apply(&text(&present));
    namespace.until_rolled_out("cache-redis");
    assert_eq!(images(), ["localhost/redis:8.0"; 3].join(" "));
    let cli = |words: &str| redis_cli(RELEASED, "cache-redis-0", words).trim().to_owned();
    cli("eval \"for i=1,500 do redis.call('set','k:'..i,string.rep('v',i%100)) end return 1\" 0");
    let tool = tool();
    let confirm = format!("{RELEASED}/cache");
    let words = ["upgrade-rollback", "-n", RELEASED, "-r", "cache", "-o", "json", "--confirm", &confirm];
    let run = tool.run(&words);
    run.expect(0);
    assert_eq!((images(), cli("dbsize")), (["localhost/redis:7.4"; 3].join(" "), "500".to_owned()), "{run}");
    assert!(run.json()["data"]["safety_backup"].is_string(), "{run}");
    let status = |number: u64| {
        let name = format!("sh.helm.release.v1.cache.v{number}");
        kubectl(&["get", "secret", "-n", RELEASED, &name, "-o", "jsonpath={.metadata.labels.status}"])
    };
    assert_eq!((status(2), status(3)), ("superseded".to_owned(), "deployed".to_owned()), "{run}");
    // forward again, now pod by pod: the controller leaves them as they are
    let patch = r#"{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}"#;
    kubectl(&["patch", "statefulset", "-n", RELEASED, "cache-redis", "--type", "merge", "-p", patch]);
    let forward = ["--to-revision", "2", "--max-backup-age", "1h"];
    let run = tool.run(&[&words[..], &forward[..]].concat());
    run.expect(0);
    assert_eq!((images(), cli("dbsize")), (["localhost/redis:8.0"; 3].join(" "), "500".to_owned()), "{run}");
    // and back: its controller calls that revision the current one all the while
    let run = tool.run(&[&words[..], &["--to-revision", "3", "--max-backup-age", "1h"]].concat());
    run.expect(0);
    assert_eq!((images(), cli("dbsize")), (["localhost/redis:7.4"; 3].join(" "), "500".to_owned()), "{run}");
    assert_eq!(status(5), "deployed", "{run}");
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live::upgrade -- --ignored --test-threads 1"]
fn one_release_takes_over_from_another_and_gives_back_without_losing_a_write() {
    let _held = hold(&["lane 2", "processors"]);
    // nothing reconciles these
    let objects = deployment_in("bitnami-standalone.yaml", ("data", CROSSED));
    let objects = objects.replace("argocd.argoproj.io/tracking-id", "example.com/was-tracked-as");
    let _namespace = Namespace::with(CROSSED, &objects, &["redis-master", "prod-redis-master"]);
    let tool = tool();
    let writer = Writer::start((CROSSED, "prod-redis-master-0"), "-h redis-master");
    let sides = [format!("{CROSSED}/redis"), format!("{CROSSED}/prod-redis")];
    let cross = |number: usize| {
        let (from, to) = (&sides[number % 2], &sides[(number + 1) % 2]);
        tool.run(&["cutover", "--from", from, "--to", to, "--confirm", to, "-o", "json"])
    };
    series("real cluster: cutover, through its Service", writer, cross, || {
        redis_cli_in(CROSSED, "prod-redis-master-0", &format!("lrange {KEY} 0 -1"))
    });
    if runs() % 2 == 1 {
        cross(1).expect(0);
    }
    let path = "jsonpath={.spec.selector}{.metadata.annotations}";
    let service = kubectl(&["get", "service", "-n", CROSSED, "redis-master", "-o", path]);
    assert!(!service.contains("pod-name") && !service.contains("former-selector"), "{service}");
    let gone = command(&["get", "lease", "-n", CROSSED, "redis-ops-redis"]).output().expect("kubectl can be started");
    assert!(!gone.status.success(), "the locks are given back");
}
