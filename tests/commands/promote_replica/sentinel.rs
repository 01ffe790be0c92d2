//! Where Sentinel owns the role: Bitnami's chart, and the operators of Spotahome and OT-CONTAINER-KIT.

use super::{nothing_lost, primary, servers, with_writer};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A replica that is not the one that Sentinel would take by itself.
fn some_replica(sandbox: &Sandbox, namespace: &str) -> String {
    let mut replicas: Vec<String> = servers(sandbox, namespace)
        .into_iter()
        .filter(|server| server.info("role") == "slave")
        .map(|server| server.pod().to_owned())
        .collect();
    replicas.sort();
    replicas.pop().expect("a replica")
}

/// Promotes twice; operators act all the while where there are some.
fn promote(deployment: Deployment, namespace: &str, instance: &str) {
    let sandbox = Arc::new(Sandbox::builder().deployment(deployment).namespace(namespace).start());
    let over = Arc::new(AtomicBool::new(false));
    let (acting, ends) = (Arc::clone(&sandbox), Arc::clone(&over));
    let operators = std::thread::spawn(move || {
        while !ends.load(Ordering::SeqCst) {
            acting.operators_act();
            std::thread::sleep(std::time::Duration::from_secs(2));
        }
    });
    let tool = Tool::on(&sandbox);
    for _ in 0..2 {
        let replica = some_replica(&sandbox, namespace);
        let words = ["promote-replica", &replica, "-n", namespace, "-r", instance, "--yes", "-o", "json"];
        let (run, written) = with_writer(&tool, servers(&sandbox, namespace), &words);
        run.expect(0);
        assert_eq!(run.json()["data"]["way"], "sentinel");
        let new = primary(&sandbox, namespace);
        assert_eq!(new.pod(), replica, "{run}");
        nothing_lost(&run, &written, &new);
        for server in servers(&sandbox, namespace) {
            let priority = server.cli(&["CONFIG", "GET", "replica-priority"]);
            assert!(priority.ends_with("\n100"), "{} has {priority}: {run}", server.pod());
        }
    }
    over.store(true, Ordering::SeqCst);
    operators.join().expect("the operators act");
}

#[test]
fn bitnamis_chart() {
    promote(Deployment::BitnamiSentinel, "web", "session");
}

#[test]
fn spotahomes_operator() {
    promote(Deployment::Spotahome, "redis-system", "redis-cluster");
}

#[test]
fn ots_operator() {
    promote(Deployment::OtReplication, "ot", "store");
}
