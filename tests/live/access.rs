//! Ways in, through a real API server and kubelet.

use super::{Namespace, hold, holding, kubectl, redis_cli_in, tool, until};
use crate::sandbox::Connection;
use std::net::SocketAddr;
use std::time::Duration;

const CACHE: [&str; 4] = ["-n", "apps", "-r", "cache"];

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn commands_get_to_members_and_to_the_pod_of_a_slot() {
    let tool = holding(&["apps"]);
    let cli = |words: &[&str]| tool.run(&[&["cli"], &CACHE[..], words].concat());
    cli(&["--yes", "--", "SET", "live:cli", "a b"]).expect(0);
    assert_eq!(cli(&["--", "GET", "live:cli"]).expect(0).stdout, "a b\n");
    until("a replica has it", || cli(&["--role", "replica", "--", "GET", "live:cli"]).stdout == "a b\n");
    cli(&["--yes", "--", "DEL", "live:cli"]).expect(0);
    drop(tool);
    let tool = holding(&["redis", "default"]);
    for key in ["a", "b", "c"] {
        let words = ["cli", "-n", "default", "-r", "redis-cluster", "--yes", "--", "SET", key, "live"];
        tool.run(&words).expect(0);
        assert!(redis_cli_in("default", "redis-cluster-0", &format!("-c get {key}")).contains("live"), "{key}");
        tool.run(&["cli", "-n", "default", "-r", "redis-cluster", "--yes", "--", "DEL", key]).expect(0);
    }
    let run = tool.run(&["cli", "-n", "redis", "-r", "redis-shared", "--", "CONFIG", "GET", "save"]);
    assert!(run.expect(5).stderr.contains("unknown command"), "{run}");
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn a_shell_has_the_terminal_and_a_prompt_survives_the_end_of_its_pod() {
    let tool = holding(&["apps"]);
    // The image has no bash.
    let mut terminal = tool.at_terminal(&[&["bash"], &CACHE[..], &["--pod", "cache-redis-1"]].concat());
    terminal.until("in container redis").until("$ ").types("stty size; echo $((40+2))\r");
    terminal.until("30 100").until("42").types("exit 3\r");
    terminal.ends_with(3);
    let mut terminal = tool.at_terminal(&[&["shell"], &CACHE[..], &["--pod", "cache-redis-2"]].concat());
    terminal.until("(replica)> ").types("dbsi\t\r");
    terminal.until("(integer)").until("(replica)> ");
    kubectl(&["delete", "pod", "-n", "apps", "cache-redis-2", "--grace-period", "1"]);
    terminal.types("ECHO again\r");
    terminal.until("connected to apps/cache-redis-2").until("\"again\"").until("> ").types("quit\r");
    terminal.ends_with(0);
    until("it is a replica in sync", || tool.run(&["check-replication", "-n", "apps", "-r", "cache"]).code == 0);
}

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn an_address_stays_when_the_pod_behind_it_is_made_anew() {
    let tool = holding(&["apps"]);
    let mut running = tool.start(&[&["port-forward"], &CACHE[..], &["--pod", "cache-redis-2"]].concat());
    let line = running.line();
    let at: SocketAddr = line.strip_prefix("redis://").and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap();
    let ping = || Connection::open(at, Duration::from_secs(10)).and_then(|mut open| open.call(&["PING"]));
    assert!(ping().unwrap().to_string().starts_with("NOAUTH"));
    kubectl(&["delete", "pod", "-n", "apps", "cache-redis-2", "--grace-period", "1"]);
    until("it leads to the new one", || ping().is_ok_and(|reply| reply.to_string().starts_with("NOAUTH")));
    running.signal("INT");
    running.wait().expect(0);
    until("it is a replica in sync", || tool.run(&["check-replication", "-n", "apps", "-r", "cache"]).code == 0);
}

/// A server whose image has no shell: an empty folder lies over that which holds it.
const SHELL_LESS: &str = r#"
apiVersion: v1
kind: Namespace
metadata: {name: shell-less}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: bare, namespace: shell-less}
spec:
  serviceName: bare
  selector: {matchLabels: {app: bare}}
  template:
    metadata: {labels: {app: bare}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: redis
        image: localhost/redis:7.4
        imagePullPolicy: IfNotPresent
        command: [redis-server, --bind, 0.0.0.0, --protected-mode, "no", --save, ""]
        ports: [{name: redis, containerPort: 6379}]
        readinessProbe: {tcpSocket: {port: 6379}, periodSeconds: 1}
        volumeMounts: [{name: nothing, mountPath: /bin}]
      volumes: [{name: nothing, emptyDir: {}}]
"#;

#[test]
#[ignore = "needs a cluster: KUBECONFIG=… cargo test --test main live:: -- --ignored --test-threads 1"]
fn a_server_without_a_shell_gets_a_debug_container_that_sees_its_processes() {
    let (_lane, tool) = (hold(&["lane 1"]), tool());
    let _namespace = Namespace::with("shell-less", SHELL_LESS, &["bare"]);
    let bash = ["bash", "-n", "shell-less", "-r", "bare"];
    let mut terminal = tool.at_terminal(&bash);
    terminal.until("has neither bash nor sh").until("--debug-image").ends_with(5);
    let mut terminal = tool.at_terminal(&[&bash[..], &["--debug-image", "localhost/redis:7.4", "--yes"]].concat());
    terminal.until("is added").until("# ").types("tr '\\0' ' ' < /proc/1/cmdline; redis-cli ping\r");
    terminal.until("redis-server 0.0.0.0:6379").until("PONG").types("exit 7\r");
    terminal.ends_with(7);
    let listed = ["get", "pod", "-n", "shell-less", "bare-0", "-o", "jsonpath={.spec.ephemeralContainers[*].image}"];
    assert_eq!(kubectl(&listed), "localhost/redis:7.4");
    let mut terminal = tool.at_terminal(&[&bash[..], &["--debug-image", "localhost/redis:7.4", "--yes"]].concat());
    terminal.until("is added").until("# ");
    kubectl(&["delete", "pod", "-n", "shell-less", "bare-0", "--grace-period", "0", "--force"]);
    terminal.until("cannot be known").until("pod is gone").ends_with(5);
}
