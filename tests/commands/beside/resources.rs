//! `backup-k8s-resources`.

use super::{json, read, set, yaml};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use serde_json::Value;

const AROUND: &str = r#"
{apiVersion: v1, kind: ServiceAccount, metadata: {name: cache-sa, namespace: apps}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: cache-reads, namespace: apps},
 roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: cache-reads}, subjects: [{kind: ServiceAccount, name: default}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: cache-reads, namespace: apps}, rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: cache-pdb, namespace: apps},
 spec: {minAvailable: 2, selector: {matchLabels: {app.kubernetes.io/instance: cache}}}, status: {disruptionsAllowed: 1}}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: other-pdb, namespace: apps},
 spec: {minAvailable: 2, selector: {matchLabels: {app.kubernetes.io/instance: other}}}}
---
{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: {name: cache-monitor, namespace: apps},
 spec: {selector: {matchLabels: {app.kubernetes.io/instance: cache}}, endpoints: [{port: metrics}]}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: door, namespace: apps},
 spec: {tls: [{secretName: door-tls}], defaultBackend: {service: {name: cache-redis, port: {number: 6379}}}}}
---
{apiVersion: v1, kind: Secret, metadata: {name: door-tls, namespace: apps}, type: kubernetes.io/tls, stringData: {tls.crt: abc, tls.key: hunter22}}
---
{apiVersion: v1, kind: Secret, metadata: {name: sh.helm.release.v1.cache.v3, namespace: apps, labels: {owner: helm, name: cache}}, type: helm.sh/release.v1, stringData: {release: hunter22}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: of-another, namespace: apps}, data: {a: b}}
"#;

fn cache() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").yaml(AROUND).start()
}

fn named(objects: &[Value]) -> Vec<String> {
    let name = |object: &Value| {
        format!("{}/{}", object["kind"].as_str().unwrap(), object["metadata"]["name"].as_str().unwrap())
    };
    objects.iter().map(name).collect()
}

#[test]
fn what_belongs_to_the_instance_is_kept_as_it_can_be_applied() {
    let sandbox = cache();
    sandbox.edit("services", "apps", "cache-redis", |service| {
        service["spec"]["clusterIP"] = "10.96.0.7".into();
        service["spec"]["ports"][0]["nodePort"] = 30079.into();
        service["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"] = "{}".into();
    });
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-k8s-resources", "-r", "cache"]);
    run.expect(0);
    let objects = yaml(&read(&set(&tool, &run), "resources.yaml"));
    let names = named(&objects);
    for wanted in [
        "ConfigMap/cache-redis",
        "PersistentVolumeClaim/data-cache-redis-2",
        "Service/cache-redis-headless",
        "StatefulSet/cache-redis",
        "PodDisruptionBudget/cache-pdb",
        "ServiceMonitor/cache-monitor",
        "Ingress/door",
        "RoleBinding/cache-reads",
        "Role/cache-reads",
    ] {
        assert!(names.iter().any(|name| name == wanted), "no {wanted} in {names:?}");
    }
    let foreign = |name: &String| name.contains("other") || name.starts_with("Pod/") || name.starts_with("Secret/");
    assert!(!names.iter().any(foreign), "{names:?}");
    for object in &objects {
        for field in ["uid", "resourceVersion", "creationTimestamp", "managedFields", "ownerReferences", "generation"] {
            assert!(object["metadata"][field].is_null(), "{field}: {object}");
        }
        assert!(object["status"].is_null(), "{object}");
    }
    let service =
        objects.iter().find(|one| one["kind"] == "Service" && one["metadata"]["name"] == "cache-redis").unwrap();
    assert!(service["spec"]["clusterIP"].is_null() && service["metadata"]["annotations"].is_null(), "{service}");
    assert_eq!(service["spec"]["ports"][0]["nodePort"], 30079);
    let index = json(&set(&tool, &run), "resources.json");
    let secrets: Vec<&str> =
        index["secrets"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(secrets, ["cache-redis", "door-tls", "sh.helm.release.v1.cache.v3"]);
    assert_eq!(index["secrets"][1]["keys"], serde_json::json!(["tls.crt", "tls.key"]));
    let everything: String = ["resources.yaml", "resources.json", "manifest.json"]
        .iter()
        .map(|name| read(&set(&tool, &run), name))
        .collect();
    assert!(!everything.contains("hunter22") && !everything.contains("#x y"), "{everything}");
}

#[test]
fn what_was_kept_can_be_applied_to_an_empty_namespace() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-k8s-resources", "-r", "cache"]);
    run.expect(0);
    let objects = yaml(&read(&set(&tool, &run), "resources.yaml"));
    let again = Sandbox::builder().start();
    again.add("{apiVersion: v1, kind: Secret, metadata: {name: cache-redis, namespace: apps}, stringData: {redis-password: pw}}");
    // Volumes are claimed by the set itself there.
    let wanted = objects.iter().filter(|object| object["kind"] != "PersistentVolumeClaim");
    wanted.for_each(|object| again.add(&object.to_string()));
    let run = Tool::on(&again).run(&["ping", "-n", "apps", "-r", "cache", "-o", "json"]);
    run.expect(0);
    assert_eq!(run.json()["target"]["members"].as_array().unwrap().len(), 3);
}

#[test]
fn each_kind_that_may_not_be_listed_is_named_with_its_right() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    for (verb, resource) in [
        ("list", "statefulsets"),
        ("list", "services"),
        ("list", "configmaps"),
        ("list", "persistentvolumeclaims"),
        ("list", "roles"),
        ("list", "rolebindings"),
        ("list", "networkpolicies"),
        ("list", "poddisruptionbudgets"),
        ("list", "horizontalpodautoscalers"),
        ("list", "servicemonitors"),
        ("list", "ingresses"),
        ("get", "secrets"),
        ("list", "secrets"),
    ] {
        sandbox.deny(verb, resource);
        let run = tool.run(&["backup-k8s-resources", "-r", "cache", "-o", "json"]);
        run.expect(6);
        let hint = format!("kubectl auth can-i {verb} {resource}");
        let found =
            run.json()["findings"].as_array().unwrap().iter().any(|one| {
                one["id"] == "objects-unseen" && one["hint"].as_str().is_some_and(|text| text.contains(&hint))
            });
        assert!(found, "{resource}: {run}");
        assert!(!run.json()["data"]["manifest"]["missing"].as_array().unwrap().is_empty());
        sandbox.allow_all();
    }
    sandbox.deny("list", "pods");
    tool.run(&["backup-k8s-resources", "-r", "cache"]).expect(5);
}

#[test]
fn an_operators_resource_is_kept_and_what_it_makes_is_set_apart() {
    let sandbox = Sandbox::builder().namespace("ot").start();
    sandbox.add("{apiVersion: databases.spotahome.com/v1, kind: RedisFailover, metadata: {name: cache, namespace: ot, uid: rf-1}, spec: {redis: {customConfig: [\"requirepass hunter22\"]}}}");
    sandbox.add(
        "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: rfr-cache, namespace: ot, ownerReferences: [{apiVersion: databases.spotahome.com/v1, kind: RedisFailover, name: cache, uid: rf-1, controller: true}]},
          spec: {replicas: 1, serviceName: x, selector: {matchLabels: {app: rfr}}, template: {metadata: {labels: {app: rfr}}, spec: {containers: [{name: redis, image: 'redis:7', command: [redis-server]}]}}}}",
    );
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["backup-k8s-resources"]);
    run.expect(0);
    let kept = read(&set(&tool, &run), "resources.yaml");
    assert_eq!(named(&yaml(&kept)), ["RedisFailover/cache"]);
    assert!(kept.contains("NOT TO BE APPLIED AS IT IS") && !kept.contains("hunter22"), "{kept}");
    assert_eq!(named(&yaml(&read(&set(&tool, &run), "derived.yaml"))), ["StatefulSet/rfr-cache"]);
    sandbox.deny("get", "redisfailovers");
    let run = tool.run(&["backup-k8s-resources"]);
    run.expect(6);
    assert!(run.stdout.contains("can-i get redisfailovers.databases.spotahome.com"), "{run}");
}

#[test]
fn values_of_secrets_are_refused_and_a_full_disk_leaves_nothing() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox).after("trap '' XFSZ; ulimit -f 4");
    let run = tool.run(&["backup-k8s-resources", "-r", "cache", "--include-secrets"]);
    run.expect(4);
    assert!(run.stderr.contains("encryption"), "{run}");
    tool.run(&["backup-k8s-resources", "-r", "cache"]).expect(5);
    tool.run(&["backup-k8s-resources", "--url", "redis://127.0.0.1:1"]).expect(4);
    assert!(tool.backup_files().is_empty());
}

#[test]
fn with_encryption_the_secrets_are_kept_and_stand_in_clear_nowhere() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let identity = age::x25519::Identity::generate();
    let public = identity.to_public().to_string();
    let run = tool.run(&[
        "backup-k8s-resources",
        "-r",
        "cache",
        "--include-secrets",
        "--encrypt-to",
        &public,
        "--to",
        "here",
    ]);
    run.expect(0);
    let set = set(&tool, &run);
    let manifest = json(&set, "manifest.json");
    let files: Vec<&str> =
        manifest["files"].as_array().expect("files").iter().filter_map(|file| file["name"].as_str()).collect();
    assert!(files.contains(&"secrets.yaml.age") && files.iter().all(|name| name.ends_with(".age")), "{files:?}");
    let stored = std::fs::File::open(set.join("secrets.yaml.age")).expect("a file");
    let mut plain = age::Decryptor::new(stored).unwrap().decrypt(std::iter::once(&identity as _)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut plain, &mut text).expect("whole");
    let secrets = yaml(&text);
    assert!(secrets.iter().all(|one| one["kind"] == "Secret" && one["apiVersion"] == "v1"), "{text}");
    let value = secrets[0]["data"].as_object().expect("data").values().next().expect("a key");
    let value = value.as_str().expect("a value").to_owned();
    assert!(!value.is_empty() && secrets[0]["metadata"].get("uid").is_none(), "{text}");
    for file in tool.backup_files().iter().chain([&set.join("manifest.json")]) {
        let bytes = std::fs::read(file).expect("a file");
        assert!(!bytes.windows(value.len()).any(|window| window == value.as_bytes()), "{}", file.display());
    }
    tool.run(&["backup-verify", "--quick", run.last_line()]).expect(0);
    let listed = tool.run(&["backup-list", "here"]);
    assert!(listed.stdout.contains("encrypted"), "{listed}");
}
