//! Rules on who else follows, and on replicas that take writes.

use super::{assert_finding, cache, health};
use crate::harness::until;
use crate::sandbox::encode;

#[test]
fn a_client_that_sent_sync_and_stayed_is_a_phantom() {
    let sandbox = cache();
    let primary = sandbox.pod("apps", "cache-redis-0");
    let mut phantom = primary.connect().unwrap();
    let mut request = Vec::new();
    encode(&mut request, &["SYNC"]);
    phantom.replies(&request, 0).unwrap();
    let attached = || primary.cli(&["INFO", "replication"]);
    until("it is attached", || attached().contains("port=0,state="));
    until("the copy is sent", || attached().contains("port=0,state=online"));
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["phantom-replica"], "{run}");
    assert_finding(&run, "phantom-replica", "warning", "apps/cache-redis-0", &["without a port"]);
    drop(phantom);
    until("it is gone", || !attached().contains("port=0"));
    health(&sandbox, &[]).expect(0);
}

#[test]
fn a_replica_in_no_pod_of_the_instance_is_told() {
    let sandbox = cache();
    sandbox.add(
        "{apiVersion: v1, kind: Pod, metadata: {name: thief, namespace: elsewhere},
          spec: {containers: [{name: redis, image: redis:7.0, ports: [{containerPort: 6379}]}]}}",
    );
    let (primary, thief) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("elsewhere", "thief"));
    thief.config_set("masterauth", &primary.password().unwrap());
    let address = primary.address();
    thief.cli(&["REPLICAOF", &address.ip().to_string(), &address.port().to_string()]);
    until("it follows", || thief.info("master_link_status") == "up");
    // Until its first acknowledgement the primary thinks that it still takes its copy.
    let online = format!("ip={},port={},state=online", thief.address().ip(), thief.port());
    until("the primary knows", || primary.cli(&["INFO", "replication"]).contains(&online));
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["replica-outside"], "{run}");
    let words = [thief.address().to_string(), "online".to_owned()];
    assert_finding(&run, "replica-outside", "warning", "apps/cache-redis-0", &[&words[0], &words[1]]);
    // Who looks at a part does not know who belongs to the rest.
    assert_eq!(health(&sandbox, &["--pod", "cache-redis-0"]).finding_ids(), Vec::<String>::new());
}

#[test]
fn a_replica_that_takes_writes_is_a_warning() {
    let sandbox = cache();
    let replica = sandbox.pod("apps", "cache-redis-2");
    replica.config_set("replica-read-only", "no");
    assert_eq!(replica.cli(&["SET", "lost", "1"]), "OK");
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["replica-writable"], "{run}");
    assert_finding(&run, "replica-writable", "warning", "apps/cache-redis-2", &["replica-read-only no"]);
    // A primary is meant to take writes.
    replica.config_set("replica-read-only", "yes");
    sandbox.pod("apps", "cache-redis-0").config_set("replica-read-only", "no");
    health(&sandbox, &[]).expect(0);
}
