//! `promote-replica` on every owner of the role, with a client that writes all the while.

pub mod cluster;
mod faults;
mod faults_by_url;
mod faults_of_owners;
mod opstree;
mod pod_ends;
mod rebuild;
mod refusals;
mod runs;
mod sb_chart;
mod sentinel;
mod url;

use crate::harness::writer::{Writer, Written};
use crate::harness::{Run, Tool};
use crate::sandbox::{Sandbox, Server};

/// The servers of a namespace.
pub fn servers(sandbox: &Sandbox, namespace: &str) -> Vec<Server> {
    sandbox.servers().into_iter().filter(|server| server.namespace() == namespace).collect()
}

/// The only primary of a namespace.
pub fn primary(sandbox: &Sandbox, namespace: &str) -> Server {
    let all = servers(sandbox, namespace);
    let mut primaries = all.into_iter().filter(|server| server.is_running() && server.info("role") == "master");
    let primary = primaries.next().expect("a primary");
    assert!(primaries.next().is_none(), "two primaries");
    primary
}

/// The last of the replicas of a namespace: not the one that would be chosen without a name.
pub fn last_replica(sandbox: &Sandbox, namespace: &str) -> Server {
    let replicas = servers(sandbox, namespace).into_iter().filter(|server| server.info("role") == "slave");
    replicas.max_by_key(|server| server.pod().to_owned()).expect("a replica")
}

/// Runs the tool with a client that writes to these servers.
pub fn with_writer(tool: &Tool, servers: Vec<Server>, arguments: &[&str]) -> (Run, Written) {
    let writer = Writer::start(servers);
    let run = tool.run(arguments);
    if run.code == 0 {
        writer.until_more(20);
    }
    (run, writer.stop())
}

/// What a promotion of the writer's primary has to come to: nothing lost, and a figure that is one.
pub fn nothing_lost(run: &Run, written: &Written, primary: &Server) {
    assert_eq!(written.lost_on(primary), [0_u64; 0], "{run}");
    let probe = &run.json()["data"]["probe"];
    assert!(probe["outage_ms"].as_u64().is_some(), "{run}");
    assert_eq!(probe["last_write_kept"], true, "{run}");
    assert_eq!(probe["split_writes"], 0, "{run}");
}
