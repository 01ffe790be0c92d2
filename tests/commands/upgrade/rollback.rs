//! `upgrade-rollback`: a release of Helm with two revisions, in Secrets as Helm 3 writes them, on servers that are really
//! replaced.

use crate::commands::rights::{assert_enough, roles};
use crate::harness::servers::server;
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Method, Sandbox, Server};
use flate2::write::GzEncoder;
use k8s_openapi::ByteString;
use serde_json::{Value, json};
use std::io::{Read, Write};

/// The sb chart with two revisions: the former one of this server, the present one of that.
pub struct Released {
    pub sandbox: Sandbox,
    pub tool: Tool,
}

/// gzip, then base64: helm/pkg/storage/driver/util.go, encodeRelease.
fn encoded(record: &Value) -> String {
    let mut writer = GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(&serde_json::to_vec(record).unwrap()).unwrap();
    base64(writer.finish().unwrap())
}

fn base64(bytes: Vec<u8>) -> String {
    serde_json::to_value(ByteString(bytes)).unwrap().as_str().unwrap().to_owned()
}

fn bytes(text: &Value) -> Vec<u8> {
    serde_json::from_value::<ByteString>(text.clone()).unwrap().0
}

/// The chart's objects, as `helm template` prints them, with this server in the pods.
pub fn manifest(version: &str, more: impl Fn(&mut Vec<Value>)) -> String {
    let mut objects: Vec<Value> = serde_saphyr::from_multiple(Deployment::SbChart.yaml()).unwrap();
    objects.retain(|object| object["kind"] != "Namespace");
    let set = objects.iter_mut().find(|object| object["kind"] == "StatefulSet").unwrap();
    set["spec"]["template"]["metadata"]["annotations"] = json!({"sandbox/server": server(version)});
    set["spec"]["template"]["spec"]["containers"][0]["image"] = json!(format!("localhost/redis:{version}"));
    more(&mut objects);
    let texts: Vec<String> = objects.iter().map(|object| format!("---\n# Source: redis/x.yaml\n{object}\n")).collect();
    texts.concat()
}

/// A record as Helm 3 writes it (helm/pkg/release/release.go, info.go).
pub fn record(number: u64, status: &str, manifest: &str, hooks: Value) -> Value {
    json!({
        "name": "cache",
        "info": {
            "first_deployed": "2026-11-01T10:00:00.123456789Z", "last_deployed": "2026-11-02T10:00:00.123456789Z",
            "deleted": "", "description": if number == 1 { "Install complete" } else { "Upgrade complete" },
            "status": status, "notes": "NOTES",
        },
        "chart": {"metadata": {"name": "redis", "version": format!("0.{number}.0"), "apiVersion": "v2"}, "templates": []},
        "config": {"image": {"tag": number.to_string()}},
        "manifest": manifest, "hooks": hooks, "version": number, "namespace": "apps",
    })
}

pub fn secret(record: &Value) -> String {
    let (number, status) = (&record["version"], &record["info"]["status"]);
    let labels = json!({
        "name": "cache", "owner": "helm", "status": status, "version": number.to_string(), "createdAt": "1790000000",
        "team": "web",
    });
    let metadata =
        json!({"name": format!("sh.helm.release.v1.cache.v{number}"), "namespace": "apps", "labels": labels});
    json!({
        "apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1", "metadata": metadata,
        "stringData": {"release": encoded(record)},
    })
    .to_string()
}

impl Released {
    /// Installed with the former server, upgraded to the present one; `former` changes the former revision's record.
    pub fn start(servers: (&str, &str), former: impl Fn(&mut Value)) -> Self {
        let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
        Self::start_on(sandbox, servers, former)
    }

    /// On the sb chart that runs already.
    pub fn start_on(sandbox: Sandbox, (old, new): (&str, &str), former: impl Fn(&mut Value)) -> Self {
        sandbox.roll_updates();
        let mut first = record(1, "superseded", &manifest(old, |_| {}), json!([]));
        former(&mut first);
        let second = record(2, "deployed", &manifest(new, |_| {}), json!([]));
        sandbox.add(&secret(&first));
        sandbox.add(&secret(&second));
        let wanted: Vec<Value> = serde_saphyr::from_multiple(second["manifest"].as_str().unwrap()).unwrap();
        let wanted = wanted.into_iter().find(|object| object["kind"] == "StatefulSet").unwrap();
        sandbox.edit("statefulsets", "apps", "cache-redis", |set| {
            set["spec"]["template"] = wanted["spec"]["template"].clone();
        });
        let released = Self { tool: Tool::on(&sandbox), sandbox };
        until("all are upgraded", || released.versions().iter().all(|version| version.starts_with(new)));
        let in_order = || released.tool.run(&["check-replication", "-r", "cache", "--replicas", "2"]).code == 0;
        until("replicas are in sync", in_order);
        released.sandbox.fill(40);
        released
    }

    pub fn versions(&self) -> Vec<String> {
        // a server may end at any moment while pods are replaced
        let version = |one: &Server| {
            let reply = one.connect().ok()?.call(&["INFO", "server"]).ok()?.to_string();
            reply.lines().find_map(|line| line.trim().strip_prefix("redis_version:").map(str::to_owned))
        };
        self.sandbox.servers().iter().map(|one| version(one).unwrap_or_default()).collect()
    }

    pub fn keys(&self) -> String {
        self.sandbox.pod("apps", "cache-redis-0").cli(&["DBSIZE"])
    }

    pub fn run(&self, more: &[&str]) -> Run {
        self.tool.run(&[&["upgrade-rollback", "-r", "cache", "-o", "json"], more].concat())
    }

    pub fn release(&self, number: u64) -> Option<(Value, Value)> {
        let secret = self.sandbox.get("secrets", "apps", &format!("sh.helm.release.v1.cache.v{number}"))?;
        let inner = String::from_utf8(bytes(&secret["data"]["release"])).unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes(&json!(inner)).as_slice()).read_to_string(&mut text).unwrap();
        Some((serde_json::from_str(&text).unwrap(), secret["metadata"]["labels"].clone()))
    }

    /// Whether a write was sent; reviews are none.
    pub fn wrote(&self) -> bool {
        let writes = [Method::PATCH, Method::PUT, Method::POST, Method::DELETE];
        let requests = self.sandbox.requests();
        requests.iter().any(|(method, path)| writes.contains(method) && !path.contains("/authorization.k8s.io/"))
    }
}

#[test]
fn the_former_revision_comes_back_with_the_data_and_helm_knows_of_it() {
    let released = Released::start(("7.4", "8.0"), |_| {});
    let keys = released.keys();
    released.sandbox.clear_requests();
    let dry = released.run(&["--dry-run"]);
    dry.expect(0);
    assert!(!released.wrote(), "{dry}");
    let text = released.tool.run(&["upgrade-rollback", "-r", "cache", "--dry-run"]);
    for words in [
        "plan to take release cache back to revision 1 (redis-0.1.0):",
        "write revision 3 of release cache: Rollback to 1, pending",
        "change StatefulSet cache-redis",
        "spec.template.spec.containers[redis].image",
        "- localhost/redis:8.0",
        "+ localhost/redis:7.4",
    ] {
        assert!(text.stdout.contains(words), "no {words:?}: {text}");
    }
    let refused = released.run(&["--yes"]);
    refused.expect(4);
    // with the rights that rbac prints, and no others
    released.sandbox.grant(&roles("upgrade-rollback", "apps"));
    let run = released.run(&["--confirm", "apps/cache"]);
    assert_enough("upgrade-rollback", &run, 0);
    released.sandbox.allow_all();
    assert!(released.versions().iter().all(|version| version.starts_with("7.4")), "{:?} {run}", released.versions());
    assert_eq!(released.keys(), keys, "{run}");
    let (third, labels) = released.release(3).expect("a third revision");
    let (first, _) = released.release(1).unwrap();
    assert_eq!((&third["manifest"], &third["config"]), (&first["manifest"], &first["config"]));
    assert_eq!(third["info"]["status"], "deployed", "{run}");
    assert_eq!(third["info"]["description"], "Rollback to 1");
    assert_eq!(
        (&labels["status"], &labels["version"], &labels["team"]),
        (&json!("deployed"), &json!("3"), &json!("web"))
    );
    let (second, labels) = released.release(2).unwrap();
    assert_eq!((&second["info"]["status"], &labels["status"]), (&json!("superseded"), &json!("superseded")));
    let data = &run.json()["data"];
    assert_eq!((&data["version_from"], &data["version_to"]), (&json!("Redis 8.0"), &json!("Redis 7.4")), "{run}");
    let backup = data["safety_backup"].as_str().expect("a safety backup");
    assert!(released.tool.folder().join(backup).join("manifest.json").exists(), "{run}");
    // and forward again, by its own command, where the young backup is enough
    let forward = ["--to-revision", "2", "--max-backup-age", "1h", "--confirm", "apps/cache"];
    let run = released.run(&forward);
    run.expect(0);
    assert_eq!(run.json()["data"]["safety_backup"], Value::Null, "{run}");
    assert!(released.versions().iter().all(|version| version.starts_with("8.0")), "{run}");
    assert_eq!((released.keys(), released.release(4).unwrap().0["info"]["status"].clone()), (keys, json!("deployed")));
}

/// The same with the strategy OnDelete, where the controller leaves the pods as they are.
#[test]
fn pods_that_their_controller_leaves_alone_are_replaced_one_after_the_other() {
    let released = Released::start(("7.4", "8.0"), |_| {});
    released.sandbox.edit("statefulsets", "apps", "cache-redis", |set| {
        set["spec"]["updateStrategy"] = json!({"type": "OnDelete"});
    });
    let keys = released.keys();
    let text = released.tool.run(&["upgrade-rollback", "-r", "cache", "--dry-run"]);
    text.expect(0);
    for words in [
        "replace the pods, since the strategy is OnDelete: evict cache-redis-1",
        "nobody takes writes while cache-redis-0 restarts",
    ] {
        assert!(text.stdout.contains(words), "no {words:?}: {text}");
    }
    released.sandbox.clear_requests();
    let run = released.run(&["--no-safety-backup", "--confirm", "apps/cache"]);
    run.expect(0);
    let evicted = |(_, path): &(Method, String)| path.ends_with("/eviction");
    let evicted: Vec<String> = released.sandbox.requests().into_iter().filter(evicted).map(|(_, path)| path).collect();
    let at = |pod: &str| evicted.iter().position(|path| path.contains(pod)).expect("it was evicted");
    assert!(
        evicted.len() == 3 && at("cache-redis-1") < at("cache-redis-0") && at("cache-redis-2") < at("cache-redis-0")
    );
    assert!(released.versions().iter().all(|version| version.starts_with("7.4")), "{:?} {run}", released.versions());
    assert_eq!((released.keys(), released.release(3).unwrap().0["info"]["status"].clone()), (keys, json!("deployed")));
}

#[test]
fn data_that_the_former_server_does_not_read_are_refused_with_the_way_through() {
    let released = Released::start(("7.0", "7.4"), |_| {});
    released.sandbox.clear_requests();
    for force in [&[][..], &["--force", "--confirm", "apps/cache"]] {
        let run = released.run(force);
        run.expect(4);
        for text in ["Redis 7.0 does not read REDIS0012", "The way through: redis-ops backup-rdb", "--engine live"] {
            assert!(run.stderr.contains(text), "no {text:?}: {run}");
        }
    }
    assert!(!released.wrote());
}

#[test]
fn what_helm_or_another_has_to_do_is_refused_with_what_to_run() {
    let released = Released::start(("7.4", "8.0"), |record| {
        record["hooks"] = json!([{"name": "migrate", "kind": "Job", "events": ["pre-rollback"]}]);
        // as revision 2, but for a label of the claim template
        let text = record["manifest"].as_str().unwrap();
        record["manifest"] =
            json!(text.replace("\"helm.sh/chart\":\"redis-0.4.0\"", "\"helm.sh/chart\":\"redis-0.3.0\""));
    });
    released.sandbox.clear_requests();
    let refused = |texts: &[&str]| {
        let run = released.run(&["--force", "--confirm", "apps/cache"]);
        run.expect(4);
        texts.iter().for_each(|text| assert!(run.stderr.contains(text), "no {text:?}: {run}"));
    };
    refused(&[
        "hooks that run at a rollback: Job migrate",
        "helm rollback cache 1 -n apps --wait",
        "volumeClaimTemplates (labels), which the API server refuses",
        "--cascade=orphan",
    ]);
    released.sandbox.deny("create", "secrets");
    refused(&["the right to create secrets is missing", "kubectl auth can-i create secrets -n apps"]);
    released.sandbox.allow_all();
    let annotate = |key: &str, value: Value| {
        released.sandbox.edit("statefulsets", "apps", "cache-redis", |set| {
            let annotations = set["metadata"]["annotations"].as_object_mut().unwrap();
            if value.is_null() {
                annotations.remove(key);
            } else {
                annotations.insert(key.to_owned(), value);
            }
        });
    };
    annotate("argocd.argoproj.io/tracking-id", json!("prod-cache:apps/StatefulSet:apps/cache-redis"));
    refused(&["Argo CD (prod-cache) owns its objects", "argocd app history prod-cache", "--sync-policy none"]);
    annotate("argocd.argoproj.io/tracking-id", Value::Null);
    annotate("meta.helm.sh/release-name", Value::Null);
    refused(&["no release of Helm says what was there before"]);
    assert!(!released.wrote());
    let run = released.tool.run(&["upgrade-rollback", "--url", "redis://127.0.0.1:1", "--dry-run"]);
    assert!([4, 5].contains(&run.code), "{run}");
}

#[test]
fn the_api_that_dies_half_way_leaves_a_true_account_and_the_same_command_ends_it() {
    let released = Released::start(("7.4", "8.0"), |_| {});
    let keys = released.keys();
    let words = ["upgrade-rollback", "-r", "cache", "--no-safety-backup", "--confirm", "apps/cache", "-o", "json"];
    let slow = ["--request-timeout", "2s", "--node-timeout", "1s", "--max-wait", "3s"];
    released.sandbox.clear_requests();
    let run = released.tool.start(&[&words[..], &slow].concat());
    let changed = |(method, path): &(Method, String)| *method == Method::PATCH && path.contains("/statefulsets/");
    until("the set is changed", || released.sandbox.requests().iter().any(changed));
    released.sandbox.kill_api();
    let run = run.wait();
    run.expect(6);
    let finding = run.finding("rollback-unfinished");
    assert!(finding["message"].as_str().unwrap().contains("stays pending-rollback"), "{run}");
    let states: Vec<Value> =
        run.json()["data"]["steps"].as_array().unwrap().iter().map(|step| step["state"].clone()).collect();
    assert_eq!(states[0], "done", "{run}");
    assert!(states.contains(&json!("failed")) && states.contains(&json!("not-done")), "{run}");
    released.sandbox.restart_api();
    let again = released.run(&["--no-safety-backup", "--confirm", "apps/cache"]);
    again.expect(4);
    assert!(again.stderr.contains("revision 3 is pending-rollback"), "{again}");
    let again = released.run(&["--no-safety-backup", "--force", "--confirm", "apps/cache"]);
    again.expect(0);
    assert!(released.versions().iter().all(|version| version.starts_with("7.4")), "{again}");
    assert_eq!(released.keys(), keys);
    assert_eq!(released.release(4).unwrap().0["info"]["status"], "deployed", "{again}");
}

#[test]
fn a_run_that_is_told_to_end_says_what_was_done() {
    let released = Released::start(("7.4", "8.0"), |_| {});
    released.sandbox.clear_requests();
    let run =
        released.tool.start(&["upgrade-rollback", "-r", "cache", "--no-safety-backup", "--confirm", "apps/cache"]);
    let changed = |(method, path): &(Method, String)| *method == Method::PATCH && path.contains("/statefulsets/");
    until("the set is changed", || released.sandbox.requests().iter().any(changed));
    run.signal("TERM");
    let run = run.wait();
    run.expect(143);
    assert!(!run.stderr.contains("nothing was left behind"), "{run}");
    for text in ["terminated half-way", "write revision 3 of release cache", "--to-revision 1 --force does the rest"] {
        assert!(run.stderr.contains(text), "no {text:?}: {run}");
    }
    assert_eq!(released.release(3).unwrap().0["info"]["status"], "pending-rollback", "{run}");
    assert!(released.sandbox.get("leases", "apps", "redis-ops-cache").is_none(), "{run}");
}
