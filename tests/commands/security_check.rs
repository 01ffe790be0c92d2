//! `security-check`.

use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;

/// How a line of the checklist ended.
#[track_caller]
fn result(run: &Run, id: &str) -> String {
    let checks = run.json()["data"]["checks"].clone();
    let found = checks.as_array().unwrap().iter().find(|check| check["id"] == id);
    found.unwrap_or_else(|| panic!("no check {id}\n{run}"))["result"].as_str().unwrap().to_owned()
}

#[track_caller]
fn says(run: &Run, id: &str, words: &str) {
    let findings = run.json()["findings"].clone();
    let said = |one: &serde_json::Value| one["id"] == id && one["message"].as_str().unwrap().contains(words);
    assert!(findings.as_array().unwrap().iter().any(said), "{id} does not say {words:?}\n{run}");
}

const CHECK: [&str; 7] = ["security-check", "-n", "apps", "-r", "cache", "-o", "json"];

/// All that the checklist asks for around a pod.
const HARDENED: &str = r##"
apiVersion: v1
kind: Namespace
metadata: {name: safe, labels: {pod-security.kubernetes.io/enforce: restricted}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: vault, namespace: safe}
automountServiceAccountToken: false
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: vault, namespace: safe}
spec:
  podSelector: {matchLabels: {app: vault}}
  ingress: [{from: [{podSelector: {matchLabels: {app: shop}}}]}]
---
apiVersion: v1
kind: Secret
metadata: {name: vault, namespace: safe}
stringData: {password: "aB3!#$%&*()-_=+[]{}<>?xY9zQ7wE5r"}
---
apiVersion: v1
kind: Pod
metadata: {name: vault, namespace: safe, labels: {app: vault}}
spec:
  serviceAccountName: vault
  securityContext: {runAsNonRoot: true, runAsUser: 999, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: redis
    image: redis@sha256:0123456789abcdef
    env: [{name: REDIS_PASSWORD, valueFrom: {secretKeyRef: {name: vault, key: password}}}]
    ports: [{name: redis, containerPort: 6379}]
    resources: {limits: {cpu: "1", memory: 512Mi}}
    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
"##;

#[test]
fn a_hardened_pod_has_nothing_left_but_what_its_server_lacks() {
    let sandbox = Sandbox::builder().yaml(HARDENED).namespace("safe").start();
    sandbox.deny("create", "pods/exec");
    let server = sandbox.pod("safe", "vault");
    server.cli(&[
        "ACL",
        "SETUSER",
        "shop",
        "on",
        ">0123456789abcdef0123456789abcdef",
        "~shop:*",
        "+@all",
        "-@dangerous",
    ]);
    server.cli(&[
        "ACL",
        "SETUSER",
        "default",
        "-@dangerous",
        "+info",
        "+config|get",
        "+acl",
        "+command|info",
        "+command|list",
    ]);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["security-check", "-o", "json"]);
    let ids = run.finding_ids();
    assert_eq!(ids, ["tls-off", "caller-rights"], "{run}");
    run.expect(1);
    assert_eq!(result(&run, "dangerous-commands"), "ok", "{run}");
    tool.run(&["security-check", "--fail-on", "critical"]).expect(0);
    assert!(!run.everything().contains("aB3!"), "the password is shown\n{run}");
    assert_eq!(run.member("vault")["password"], json!({"length": 32, "classes": 4}), "{run}");
}

#[test]
fn the_servers_own_answers_are_what_counts() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let primary = sandbox.pod("apps", "cache-redis-0");
    let password = primary.password().unwrap();
    primary.cli(&["ACL", "SETUSER", "guest", "on", "nopass", "~*", "+get"]);
    primary.cli(&["ACL", "SETUSER", "root", "on", ">x", "~*", "+@all"]);
    primary.cli(&["ACL", "SETUSER", "old", "off"]);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&CHECK);
    run.expect(1);
    says(&run, "acl-user-nopass", "guest");
    says(&run, "acl-user-unlimited", "root");
    says(&run, "acl-user-off", "old");
    // The other members have no such users.
    assert_eq!(run.finding("acl-user-nopass")["subject"], "apps/cache-redis-0");
    says(&run, "password-weak", "8 characters of 2 kinds");
    says(&run, "dangerous-commands", "FLUSHALL, FLUSHDB, CONFIG, KEYS, SHUTDOWN");
    assert!(!run.everything().contains(password.as_str()), "the password is shown\n{run}");
    // No trace but the lines of the log: a trial is no failed login, and nothing was executed.
    assert_eq!(primary.cli(&["ACL", "LOG"]), "");
    assert!(!primary.cli(&["INFO", "commandstats"]).contains("cmdstat_flushall"));

    // The Secret says a password, and the server wants none: that is found by trying.
    for pod in ["cache-redis-0", "cache-redis-1", "cache-redis-2"] {
        sandbox.pod("apps", pod).cli(&["CONFIG", "SET", "requirepass", ""]);
    }
    let run = tool.run(&CHECK);
    run.expect(2);
    assert_eq!(run.finding("auth-off")["severity"], "critical", "{run}");
    assert_eq!(result(&run, "password-weak"), "not-applicable", "{run}");
    assert_eq!(run.member("cache-redis-1")["open"], "yes", "{run}");
}

#[test]
fn passwords_in_clear_are_found_wherever_the_pod_has_them() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let server = sandbox.pod("apps", "cache-redis-0");
    let password = server.password().unwrap();
    sandbox.edit("configmaps", "apps", "cache-redis", |map| {
        map["data"]["notes"] = json!(format!("the password is {password}"));
    });
    sandbox.edit("pods", "apps", "cache-redis-0", |pod| {
        pod["spec"]["containers"][0]["args"] = json!(["--masterauth", "hunter2hunter2"]);
    });
    let run = Tool::on(&sandbox).run(&CHECK);
    says(&run, "password-in-clear", "ConfigMap cache-redis, key notes");
    says(&run, "password-in-clear", "the command line of container redis");
    assert!(!run.everything().contains("hunter2") && !run.everything().contains(password.as_str()), "{run}");
}

#[test]
fn rights_of_the_pods_account_are_followed_to_their_roles() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    sandbox.add(
        r#"
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: cache, namespace: apps}
rules:
- {apiGroups: [""], resources: [secrets, configmaps], verbs: [get, list, watch]}
- {apiGroups: [""], resources: [pods/exec], verbs: [create]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: cache, namespace: apps}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: cache}
subjects: [{kind: ServiceAccount, name: default, namespace: apps}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: god}
rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: other}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: god}
subjects: [{kind: ServiceAccount, name: default, namespace: kube-system}]
"#,
    );
    let tool = Tool::on(&sandbox);
    let run = tool.run(&CHECK);
    run.expect(1);
    says(&run, "service-account-rights", "read every Secret (Role cache)");
    says(&run, "service-account-rights", "run commands in pods");
    assert!(!run.stdout.contains("ClusterRole god"), "another namespace's account\n{run}");
    sandbox.edit("clusterrolebindings", "", "other", |binding| {
        binding["subjects"] = json!([{"kind": "Group", "name": "system:serviceaccounts:apps"}]);
    });
    let run = tool.run(&CHECK);
    run.expect(2);
    says(&run, "service-account-rights", "do everything (ClusterRole god)");

    sandbox.deny("list", "clusterrolebindings");
    let run = tool.run(&CHECK);
    run.expect(3);
    says(&run, "objects-unseen", "list clusterrolebindings");
    says(&run, "service-account-rights", "read every Secret");
}

#[test]
fn what_may_not_be_read_is_unknown_and_names_the_right() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    for resource in ["networkpolicies", "rolebindings", "services"] {
        sandbox.deny("list", resource);
    }
    for resource in ["namespaces", "serviceaccounts", "configmaps"] {
        sandbox.deny("get", resource);
    }
    sandbox.pod("apps", "cache-redis-2").cli(&["ACL", "SETUSER", "default", "-acl"]);
    let run = Tool::on(&sandbox).run(&CHECK);
    run.expect(3);
    for (id, right) in [
        ("no-network-policy", "networkpolicies"),
        ("service-account-rights", "rolebindings"),
        ("service-exposed", "services"),
        ("pod-security-standard", "namespaces"),
        ("password-in-clear", "configmaps"),
    ] {
        assert_eq!(result(&run, id), "unknown", "{id}\n{run}");
        says(&run, "objects-unseen", right);
    }
    says(&run, "command-unavailable", "ACL LIST");
    assert_eq!(result(&run, "acl-user-nopass"), "unknown", "{run}");
    assert_eq!(result(&run, "tls-off"), "warning", "{run}");
}

#[test]
fn the_callers_rights_are_asked_one_by_one_where_no_rules_are_told() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    says(&tool.run(&CHECK), "caller-rights", "you may do everything");
    sandbox.tell_no_rules();
    says(&tool.run(&CHECK), "caller-rights", "you may do everything");
    let asked = sandbox.requests().iter().filter(|(_, path)| path.contains("selfsubjectaccessreviews")).count();
    assert!(asked >= 5, "{asked} reviews");
}

#[test]
fn services_images_and_policies_are_judged() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    sandbox.edit("services", "apps", "cache-redis", |service| service["spec"]["type"] = json!("NodePort"));
    sandbox.edit("pods", "apps", "cache-redis-1", |pod| {
        pod["spec"]["containers"][0]["image"] = json!("docker.io/bitnamilegacy/redis");
        pod["spec"]["containers"][0]["securityContext"]["privileged"] = json!(true);
    });
    sandbox.add(
        r#"
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: wide, namespace: apps}
spec: {podSelector: {}, ingress: [{}]}
"#,
    );
    let run = Tool::on(&sandbox).run(&CHECK);
    run.expect(2);
    says(&run, "service-exposed", "Service cache-redis (NodePort)");
    says(&run, "image-floating", "bitnamilegacy/redis: a restart may bring another version");
    assert_eq!(run.finding("image-unmaintained")["subject"], "apps/cache-redis-1");
    assert_eq!(run.finding("privileged")["severity"], "critical");
    says(&run, "network-policy-open", "wide");
    assert_eq!(result(&run, "no-network-policy"), "ok");
}

#[test]
fn with_a_url_only_the_server_is_judged() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let url = format!("redis://{}", sandbox.pod("tutorial", "redis").address());
    let run = Tool::alone().run(&["security-check", "--url", &url, "-o", "json"]);
    run.expect(2);
    assert_eq!(result(&run, "privileged"), "not-applicable");
    assert_eq!(result(&run, "auth-off"), "critical");
}
