//! Rules on roles, links and lag.

use super::{assert_finding, cache, health};
use crate::harness::until;
use crate::sandbox::{Deployment, Sandbox, Server};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

fn follow(server: &Server, address: SocketAddr) {
    server.cli(&["REPLICAOF", &address.ip().to_string(), &address.port().to_string()]);
}

fn offset(server: &Server, field: &str) -> u64 {
    server.info(field).parse().unwrap()
}

#[test]
fn a_promoted_replica_makes_two_primaries() {
    let sandbox = cache();
    let server = sandbox.pod("apps", "cache-redis-2");
    server.cli(&["REPLICAOF", "NO", "ONE"]);
    assert_eq!(server.info("role"), "master");
    let run = health(&sandbox, &[]);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["two-primaries", "role-unexpected"], "{run}");
    assert_finding(&run, "two-primaries", "critical", "apps/cache", &["2 primaries", "cache-redis-0, cache-redis-2"]);
    assert_finding(&run, "role-unexpected", "warning", "apps/cache-redis-2", &["is a primary", "replica"]);
    // Of one pod alone it cannot be said how many primaries there are.
    assert_eq!(health(&sandbox, &["--pod", "cache-redis-2"]).finding_ids(), ["role-unexpected"]);
    assert_eq!(health(&sandbox, &["--role", "replica"]).finding_ids(), Vec::<String>::new());
    assert_eq!(health(&sandbox, &["--role", "primary"]).finding_ids(), ["two-primaries", "role-unexpected"]);
    follow(&server, sandbox.pod("apps", "cache-redis-0").address());
    server.wait_until_in_sync();
    health(&sandbox, &[]).expect(0);
}

#[test]
fn swapped_roles_are_told_by_both_members() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiReplication).namespace("redis").start();
    let (master, replica) =
        (sandbox.pod("redis", "redis-shared-master-0"), sandbox.pod("redis", "redis-shared-replicas-0"));
    replica.cli(&["REPLICAOF", "NO", "ONE"]);
    follow(&master, replica.address());
    master.wait_until_in_sync();
    until("the link is up", || master.info("role") == "slave" && master.info("master_link_status") == "up");
    let run = health(&sandbox, &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["role-unexpected", "role-unexpected", "service-misrouted"], "{run}");
    assert_finding(&run, "service-misrouted", "warning", "redis/redis-shared-master", &["redis-shared-master-0"]);
    assert_eq!(run.member("redis-shared-master-0")["role"], "replica", "{run}");
}

#[test]
fn an_instance_of_replicas_only_has_no_primary() {
    let sandbox = cache();
    let (old, next) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    follow(&old, next.address());
    assert_eq!([old.info("role"), next.info("role")], ["slave", "slave"]);
    let run = health(&sandbox, &[]);
    run.expect(2);
    assert_finding(&run, "no-primary", "critical", "apps/cache", &["nobody takes writes"]);
    assert_finding(&run, "role-unexpected", "warning", "apps/cache-redis-0", &["is a replica"]);
    assert!(!run.finding_ids().contains(&"two-primaries".to_owned()), "{run}");
}

#[test]
fn replicas_of_a_killed_primary_have_lost_their_link() {
    let sandbox = cache();
    let primary = sandbox.pod("apps", "cache-redis-0");
    primary.kill();
    let replicas = ["cache-redis-1", "cache-redis-2"].map(|pod| sandbox.pod("apps", pod));
    for replica in &replicas {
        until("the link is down", || replica.info("master_link_status") == "down");
    }
    let run = health(&sandbox, &[]);
    run.expect(2);
    let links: Vec<Value> = run.json()["findings"].as_array().unwrap().clone();
    let links: Vec<&Value> = links.iter().filter(|finding| finding["id"] == "replica-link-down").collect();
    assert_eq!(links.len(), 2, "{run}");
    assert_finding(
        &run,
        "replica-link-down",
        "critical",
        "apps/cache-redis-1",
        &["lost its primary cache-redis-0 (", &replicas[0].info("master_host"), ":6379)"],
    );
    primary.restart();
    replicas.iter().for_each(|replica| until("the link is up", || replica.info("master_link_status") == "up"));
    // What is left is the news of the restart.
    assert_eq!(health(&sandbox, &[]).finding_ids(), ["restarted"]);
}

#[test]
fn a_full_copy_under_way_is_a_warning() {
    let sandbox = cache();
    sandbox.fill(200);
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    // Over a thousand keys of 50 ms each: the copy is longer than the test.
    primary.config_set("rdb-key-save-delay", "50000");
    replica.cli(&["REPLICAOF", "NO", "ONE"]);
    follow(&replica, primary.address());
    until("the copy has begun", || replica.info("master_sync_in_progress") == "1");
    let run = health(&sandbox, &[]);
    assert_eq!(replica.info("master_sync_in_progress"), "1", "it was done before it was looked at");
    run.expect(1);
    assert_eq!(run.finding_ids(), ["replica-link-down"], "{run}");
    assert_finding(
        &run,
        "replica-link-down",
        "warning",
        "apps/cache-redis-1",
        &["full copy", &primary.address().to_string()],
    );
    primary.cli(&["FLUSHALL"]); // ends the child that sends the copy
}

#[test]
fn a_replica_behind_a_stalled_network_lags() {
    let sandbox = cache();
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-2"));
    let near = sandbox.pod("apps", "cache-redis-1");
    let proxy = Proxy::to(primary.address());
    follow(&replica, proxy.address);
    replica.wait_until_in_sync();
    until("it follows through the proxy", || replica.info("master_link_status") == "up");
    let both_follow = || {
        let written = offset(&primary, "master_repl_offset");
        [&near, &replica].iter().all(|server| offset(server, "slave_repl_offset") >= written)
    };
    primary.cli(&["SET", "a", "1"]);
    until("both replicas follow", both_follow);
    health(&sandbox, &["--max-lag", "64KiB"]).expect(0);

    proxy.stall(true);
    let value = "x".repeat(1 << 20);
    primary.cli(&["SET", "big", &value]);
    until("the near replica has it", || near.cli(&["STRLEN", "big"]) == "1048576");
    let (least, own) = (offset(&primary, "master_repl_offset"), offset(&replica, "slave_repl_offset"));
    assert!(least > own + (1 << 20) - (256 << 10), "the proxy does not stall");
    assert_eq!(replica.info("master_link_status"), "up");
    let run = health(&sandbox, &["--max-lag", "64KiB"]);
    let most = offset(&primary, "master_repl_offset");
    run.expect(1);
    assert_eq!(run.finding_ids(), ["replica-lag"], "{run}");
    let own = offset(&replica, "slave_repl_offset");
    assert_eq!(run.member("cache-redis-2")["replication_offset"], own, "{run}");
    let seen = run.member("cache-redis-0")["replication_offset"].as_u64().unwrap();
    assert!((least..=most).contains(&seen), "{seen} is not in {least}..={most}");
    let lag = redis_ops::report::units::bytes(seen - own);
    assert_finding(&run, "replica-lag", "warning", "apps/cache-redis-2", &[&format!("{lag} behind its primary")]);
    // The other replica's network is fine, and the default limit is 10 MiB.
    health(&sandbox, &[]).expect(0);

    // The near replica is pinged every second, the other hears nothing.
    primary.config_set("repl-ping-replica-period", "1");
    until("it has been silent for 4 s", || offset(&replica, "master_last_io_seconds_ago") >= 4);
    let run = health(&sandbox, &["--max-silence", "3s"]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["replica-lag"], "{run}");
    assert_finding(&run, "replica-lag", "warning", "apps/cache-redis-2", &["not heard of its primary for"]);

    proxy.stall(false);
    until("it has caught up", || offset(&replica, "slave_repl_offset") >= most);
    health(&sandbox, &["--max-lag", "64KiB"]).expect(0);
}

/// A TCP proxy that can hold back what comes from the server while the connection stays up.
struct Proxy {
    address: SocketAddr,
    stalled: Arc<AtomicBool>,
}

impl Proxy {
    fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, stalled) = (listener.local_addr().unwrap(), Arc::new(AtomicBool::new(false)));
        let (flag, never) = (Arc::clone(&stalled), Arc::new(AtomicBool::new(false)));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(server) else { continue };
                let (from, to, flag, never) =
                    (server.try_clone().unwrap(), client.try_clone().unwrap(), Arc::clone(&flag), Arc::clone(&never));
                thread::spawn(move || copy(from, to, &flag));
                thread::spawn(move || copy(client, server, &never));
            }
        });
        Self { address, stalled }
    }

    fn stall(&self, stalled: bool) {
        self.stalled.store(stalled, Ordering::SeqCst);
    }
}

fn copy(mut from: TcpStream, mut to: TcpStream, stalled: &AtomicBool) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        while stalled.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(5));
        }
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    to.shutdown(Shutdown::Both).ok();
}
