//! `replica-lag`.

use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Hands bytes on between replicas and their primary, until it is told to hold back those to the replicas.
struct Proxy {
    address: SocketAddr,
    stalled: Arc<AtomicBool>,
}

impl Proxy {
    fn to(primary: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let stalled = Arc::new(AtomicBool::new(false));
        let held = Arc::clone(&stalled);
        thread::spawn(move || {
            for replica in listener.incoming().flatten() {
                let Ok(primary) = TcpStream::connect(primary) else { continue };
                let (up, down) = (replica.try_clone().unwrap(), primary.try_clone().unwrap());
                let never = Arc::new(AtomicBool::new(false));
                thread::spawn(move || pass(up, primary, &never));
                let held = Arc::clone(&held);
                thread::spawn(move || pass(down, replica, &held));
            }
        });
        Self { address, stalled }
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, held: &AtomicBool) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        while held.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(10));
        }
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    to.shutdown(Shutdown::Both).ok();
}

fn number(server: &Server, field: &str) -> u64 {
    server.info(field).parse().unwrap()
}

fn lag(run: &crate::harness::Run, replica: &str) -> Value {
    let json = run.json();
    let found = json["data"]["replicas"].as_array().into_iter().flatten().find(|row| row["replica"] == replica);
    found.unwrap_or_else(|| panic!("no {replica}\n{run}")).clone()
}

#[test]
fn bytes_behind_a_stalled_network_and_the_wait_for_their_end() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let (primary, far) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-2"));
    let proxy = Proxy::to(primary.address());
    far.cli(&["REPLICAOF", "127.0.0.1", &proxy.address.port().to_string()]);
    until("it follows through the proxy", || far.info("master_link_status") == "up");
    until("it is online", || primary.cli(&["INFO", "replication"]).matches("state=online").count() == 2);
    let run = tool.run(&["replica-lag", "-o", "json"]);
    run.expect(0);
    // The address it was told is nobody's; what is attached to the primary tells who it is.
    assert_eq!(lag(&run, "cache-redis-2")["follows"], "cache-redis-0", "{run}");

    proxy.stalled.store(true, Ordering::Relaxed);
    let value = "x".repeat(1 << 20);
    primary.cli(&["SET", "big", &value]);
    let beside = sandbox.pod("apps", "cache-redis-1");
    until("the other replica has it", || number(&beside, "slave_repl_offset") > 1 << 20);
    let run = tool.run(&["replica-lag", "--warning", "64KiB", "-o", "json"]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["replica-lag"], "{run}");
    let (behind, near) = (lag(&run, "cache-redis-2"), lag(&run, "cache-redis-1"));
    let least = (1 << 20) - (64 << 10);
    let most = number(&primary, "master_repl_offset") - number(&far, "slave_repl_offset");
    assert!((least..=most).contains(&behind["lag_bytes"].as_u64().unwrap()), "{least}..={most}\n{run}");
    assert_eq!((behind["worst"].as_str(), near["worst"].as_str()), (Some("warning"), None), "{run}");
    tool.run(&["replica-lag", "--warning", "64KiB", "--critical", "512KiB"]).expect(2);
    tool.run(&["replica-lag", "--warning", "64KiB", "--pod", "cache-redis-1"]).expect(0);

    let run = tool.run(&["replica-lag", "--wait", "--warning", "64KiB", "--timeout", "2s", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["wait-over", "replica-lag"], "{run}");

    let mut waiting = tool.start(&["replica-lag", "--wait", "--warning", "64KiB", "--timeout", "20s", "-o", "json"]);
    thread::sleep(Duration::from_millis(700));
    assert!(!waiting.has_ended(), "it did not wait");
    proxy.stalled.store(false, Ordering::Relaxed);
    let run = waiting.wait();
    run.expect(0);
    assert!(lag(&run, "cache-redis-2")["lag_bytes"].as_u64().is_some_and(|bytes| bytes <= 64 << 10), "{run}");
    assert!(run.json()["data"]["waited_seconds"].as_f64().is_some_and(|seconds| seconds > 0.5), "{run}");
}

#[test]
fn lost_links_silent_primaries_and_no_replicas() {
    let sandbox =
        Sandbox::builder().deployment(Deployment::SbChart).deployment(Deployment::BarePod).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["replica-lag", "-n", "tutorial", "-r", "redis", "-o", "json"]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["replicas-missing"], "{run}");

    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    primary.pause();
    let run = tool.run(&["replica-lag", "--node-timeout", "1s", "--pod", "cache-redis-1", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["replica-lag"], "{run}");
    assert!(lag(&run, "cache-redis-1")["lag_bytes"].is_null(), "{run}");
    primary.kill();
    until("the link is down", || replica.info("master_link_status") == "down");
    let run = tool.run(&["replica-lag", "--pod", "cache-redis-1", "-o", "json"]);
    run.expect(2);
    assert_eq!(run.finding_ids(), ["replica-link-down"], "{run}");
    assert_eq!(lag(&run, "cache-redis-1")["link"], "down", "{run}");
}

#[test]
fn a_server_by_url_tells_of_what_is_attached_to_it() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::alone().env("REDISCLI_AUTH", sandbox.pod("apps", "cache-redis-0").password().unwrap());
    let replica = sandbox.pod("apps", "cache-redis-1").address().to_string();
    let url = |pod: &str| format!("redis://{}", sandbox.pod("apps", pod).address());
    let run = tool.run(&["replica-lag", "--url", &url("cache-redis-0"), "-o", "json"]);
    run.expect(0);
    assert_eq!(lag(&run, &replica)["outside"], true, "{run}");
    // Of a replica alone it cannot be told how far behind it is.
    let run = tool.run(&["replica-lag", "--url", &url("cache-redis-1"), "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["replica-lag"], "{run}");
    assert!(run.finding("replica-lag")["hint"].as_str().unwrap().ends_with(&url("cache-redis-0")), "{run}");
}

#[test]
fn watched_it_is_an_object_a_tick() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let run = Tool::on(&sandbox).run(&["replica-lag", "--watch", "--count", "3", "--interval", "100ms"]);
    run.expect(0);
    let ticks: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(ticks.len(), 3, "{run}");
    assert!(ticks.iter().all(|tick| tick["data"]["replicas"].as_array().is_some_and(|rows| rows.len() == 2)), "{run}");
    assert_eq!(run.stderr.matches("target:").count(), 1, "{run}");
    // Without a count it goes on until it is told to stop.
    let mut running = Tool::on(&sandbox).start(&["replica-lag", "--watch", "--interval", "100ms"]);
    thread::sleep(Duration::from_millis(700));
    assert!(!running.has_ended(), "it did not go on");
    running.signal("INT");
    let run = running.wait();
    run.expect(130);
    assert!(run.stdout.lines().count() >= 2, "{run}");
}
