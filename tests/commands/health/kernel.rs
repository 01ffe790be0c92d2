//! What servers say of the kernel when they start.

use super::{assert_finding, health};
use crate::harness::Tool;
use crate::sandbox::Sandbox;
use serde_json::Value;

const POD: &str = "
apiVersion: v1
kind: Pod
metadata: {name: greedy, namespace: lab}
spec:
  containers:
  - name: redis
    image: redis:7.0
    args: [--tcp-backlog, '1000000']
    ports: [{containerPort: 6379}]
";

fn greedy() -> Sandbox {
    Sandbox::builder().yaml(POD).namespace("lab").start()
}

#[test]
fn a_servers_warnings_about_the_kernel_are_told_and_change_no_verdict() {
    let sandbox = greedy();
    health(&sandbox, &[]).expect(0);
    sandbox.show_kernel_warnings();
    let log = sandbox.pod("lab", "greedy").log();
    // No kernel has such a backlog, so that this is said on every machine; the others as this machine is.
    assert!(log.contains("somaxconn"), "{log}");
    let said = ["overcommit", "Transparent Huge Pages", "somaxconn"].iter().filter(|word| log.contains(**word)).count();
    let run = health(&sandbox, &[]);
    run.expect(0);
    assert_eq!(run.finding_ids(), vec!["kernel-setting"; said], "{run}");
    let findings = run.json()["findings"].as_array().unwrap().clone();
    let of = |word: &str| findings.iter().any(|one| one["message"].as_str().unwrap().contains(word));
    assert!(of("net.core.somaxconn is below tcp-backlog"), "{run}");
    assert_eq!(of("vm.overcommit_memory"), log.contains("overcommit"), "{run}");
    assert_finding(&run, "kernel-setting", "info", "lab/greedy", &["said by greedy at the start"]);
}

#[test]
fn logs_that_may_not_be_read_are_said_and_hide_nothing_worse() {
    let sandbox = greedy();
    sandbox.show_kernel_warnings();
    sandbox.deny("get", "pods/log");
    let run = health(&sandbox, &[]);
    run.expect(0);
    assert_eq!(run.finding_ids(), ["objects-unseen"], "{run}");
    assert_finding(&run, "objects-unseen", "info", "lab/greedy", &["warnings about the kernel", "pods/log"]);
    let run = health(&sandbox, &["--skip", "logs"]);
    assert_eq!((run.code, run.finding_ids()), (0, vec![]), "{run}");
}

#[test]
fn a_run_that_watches_reads_the_start_of_a_log_once() {
    let sandbox = greedy();
    sandbox.clear_requests();
    let run = Tool::on(&sandbox).run(&["health", "--watch", "--interval", "100ms", "--count", "4", "-o", "json"]);
    run.expect(0);
    assert_eq!(run.stdout.lines().count(), 4);
    assert!(run.stdout.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{run}");
    let logs = sandbox.requests().iter().filter(|(_, path)| path.contains("/log")).count();
    assert_eq!(logs, 1, "{run}");
}
