//! The Kubernetes API: rights, credentials, and an API that is down, slow or broken.

use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};
use std::fs;
use std::net::TcpListener;
use std::time::{Duration, Instant};

fn cache() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start()
}

#[track_caller]
fn assert_fails(run: &Run, code: i32, words: &[&str]) {
    run.expect(code);
    assert!(run.stdout.is_empty(), "{run}");
    words.iter().for_each(|word| assert!(run.stderr.contains(word), "{word} is not said\n{run}"));
}

#[test]
fn the_right_that_is_missing_is_named_with_the_command_that_checks_it() {
    let sandbox = cache();
    sandbox.deny("list", "pods");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["health"]);
    assert_fails(&run, 3, &["cannot list pods in namespace apps", "forbidden", "kubectl auth can-i list pods -n apps"]);
    let run = tool.run(&["list", "-A"]);
    assert_fails(&run, 3, &["cannot list pods in all namespaces", "kubectl auth can-i list pods -A"]);
    let run = tool.run(&["health", "-o", "json"]);
    run.expect(3);
    assert_eq!((&run.json()["verdict"], &run.json()["schema"]), (&"unknown".into(), &"redis-ops/v1".into()));
    assert!(run.json()["error"]["message"].to_string().contains("cannot list pods"), "{run}");
    // An acting command failed and changed nothing.
    tool.run(&["backup-rdb", "-r", "cache"]).expect(5);
}

#[test]
fn without_port_forward_every_member_says_which_right_is_missing() {
    let sandbox = cache();
    sandbox.deny("get", "pods/portforward");
    let run = Tool::on(&sandbox).run(&["health", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["no-primary", "unreachable", "unreachable", "unreachable"], "{run}");
    let finding = run.finding("unreachable");
    assert!(finding["message"].to_string().contains("forbidden"), "{run}");
    assert!(finding["hint"].to_string().contains("get pods --subresource=portforward -n apps"), "{run}");
    // What Kubernetes knows is shown all the same.
    assert_eq!(run.member("cache-redis-0")["ready"], true, "{run}");
}

#[test]
fn credentials_that_are_not_accepted_are_told_from_rights() {
    let sandbox = cache();
    let text = fs::read_to_string(sandbox.kubeconfig()).unwrap();
    let tool = Tool::on(&sandbox);
    let expired = tool.folder().join("expired");
    fs::write(&expired, text.replace(sandbox.token(), "expired-token")).unwrap();
    let run = tool.run(&["health", "--kubeconfig", &expired.display().to_string()]);
    assert_fails(&run, 3, &["cannot list pods", "Unauthorized", "log in again"]);
    assert!(!run.stderr.contains("expired-token"), "{run}");
}

#[test]
fn an_api_that_is_down_is_named_by_its_context_and_comes_back() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    sandbox.kill_api();
    let start = Instant::now();
    let run = tool.run(&["health"]);
    assert_fails(&run, 3, &["cannot list pods", "context sandbox", "is the API server reachable"]);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    sandbox.restart_api();
    tool.run(&["health"]).expect(0);
}

#[test]
fn an_api_that_fails_is_quoted() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    // More than any client tries again.
    sandbox.fail_next(500, "etcdserver: request timed out", 100);
    let run = tool.run(&["health", "--request-timeout", "3s"]);
    assert_fails(&run, 3, &["cannot list pods", "etcdserver: request timed out"]);
}

#[test]
fn an_api_that_does_not_answer_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let tool = Tool::alone();
    let kubeconfig = tool.folder().join("config");
    let text = format!(
        "{{apiVersion: v1, kind: Config, current-context: dead, users: [],
          clusters: [{{name: dead, cluster: {{server: 'http://{}'}}}}],
          contexts: [{{name: dead, context: {{cluster: dead, user: ''}}}}]}}",
        listener.local_addr().unwrap()
    );
    fs::write(&kubeconfig, text).unwrap();
    let start = Instant::now();
    let run = tool.run(&["health", "--kubeconfig", &kubeconfig.display().to_string(), "--request-timeout", "500ms"]);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}\n{run}", start.elapsed());
    assert_fails(&run, 3, &["context dead", "did not answer", "--request-timeout"]);
    let run = tool.run(&["health", "--kubeconfig", &kubeconfig.display().to_string(), "--timeout", "500ms"]);
    assert_fails(&run, 3, &["--timeout"]);
}

#[test]
fn a_context_or_a_file_that_does_not_exist_is_a_usage_error() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["health", "--context", "production"]);
    assert_fails(&run, 64, &["no context production", "its contexts: sandbox"]);
    let run = tool.run(&["health", "--kubeconfig", "/does/not/exist"]);
    assert_fails(&run, 64, &["/does/not/exist"]);
    tool.run(&["health", "--context", "sandbox"]).expect(0);
}

#[test]
fn an_exec_credential_plugin_gives_the_token() {
    let sandbox = cache();
    let tool = Tool::alone();
    let plugin = tool.folder().join("plugin");
    let credential = format!(
        "#!/bin/sh\necho '{{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{{\"token\":\"{}\"}}}}'\n",
        sandbox.token()
    );
    fs::write(&plugin, credential).unwrap();
    let status = std::process::Command::new("chmod").arg("700").arg(&plugin).status();
    assert!(status.unwrap().success());
    let own = fs::read_to_string(sandbox.kubeconfig()).unwrap();
    let exec = format!(
        "exec:\n      apiVersion: client.authentication.k8s.io/v1\n      interactiveMode: Never\n      command: {}",
        plugin.display()
    );
    let kubeconfig = own.replace(&format!("token: {}", sandbox.token()), &exec);
    assert_ne!(own, kubeconfig);
    fs::write(tool.folder().join("kubeconfig"), kubeconfig).unwrap();
    let run = tool.run(&["ping", "-r", "cache", "--kubeconfig", "kubeconfig"]);
    run.expect(0);
    assert!(run.stdout.contains("cache-redis-2  replica  PONG"), "{run}");
    // A plugin that fails is named.
    fs::write(&plugin, "#!/bin/sh\necho 'log in first' >&2\nexit 1\n").unwrap();
    let run = tool.run(&["ping", "-r", "cache", "--kubeconfig", "kubeconfig"]);
    assert!(run.code == 3 || run.code == 64, "{run}");
    assert!(run.stderr.contains("plugin"), "{run}");
}
