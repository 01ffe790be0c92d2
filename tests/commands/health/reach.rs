//! Rules `unreachable` and `loading`, and partial answers within their time.

use super::{assert_finding, cache, health};
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Fault, Sandbox};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Far more than a run takes by itself.
const SLACK: Duration = Duration::from_secs(4);

#[test]
fn a_stopped_server_is_unknown_and_the_others_are_shown_in_time() {
    let sandbox = cache();
    let (first, second) = (sandbox.pod("apps", "cache-redis-1"), sandbox.pod("apps", "cache-redis-2"));
    first.pause();
    second.pause();
    let start = Instant::now();
    let run = health(&sandbox, &["--node-timeout", "3s"]);
    let took = start.elapsed();
    run.expect(3);
    // Both at the same time: one after the other would take 6 s.
    assert!(took >= Duration::from_secs(3) && took < Duration::from_secs(6), "{took:?}\n{run}");
    assert_finding(&run, "unreachable", "unknown", "apps/cache-redis-1", &["cache-redis-1", "3000 ms"]);
    assert_eq!(run.finding_ids(), ["unreachable", "unreachable"], "{run}");
    let row = run.member("cache-redis-1");
    assert_eq!((&row["worst"], &row["role"], &row["keys"]), (&"unknown".into(), &Value::Null, &Value::Null), "{run}");
    let (primary, server) = (run.member("cache-redis-0"), sandbox.pod("apps", "cache-redis-0"));
    assert_eq!((&primary["role"], &primary["version"]), (&"primary".into(), &server.info("redis_version").into()));
    let text = Tool::on(&sandbox).run(&["health", "--node-timeout", "300ms"]);
    assert!(text.stdout.contains("cache-redis-1  UNKNOWN"), "{text}");
    first.resume();
    second.resume();
    health(&sandbox, &[]).expect(0);
}

#[test]
fn the_time_of_the_whole_run_bounds_every_node() {
    let sandbox = cache();
    sandbox.pod("apps", "cache-redis-2").pause();
    let start = Instant::now();
    let run = health(&sandbox, &["--timeout", "1s", "--node-timeout", "1m"]);
    assert!(start.elapsed() < Duration::from_secs(1) + SLACK, "{:?}\n{run}", start.elapsed());
    run.expect(3);
    assert_eq!(
        (run.finding_ids(), &run.member("cache-redis-0")["role"]),
        (vec!["unreachable".into()], &"primary".into())
    );
}

#[test]
fn who_interrupts_the_waiting_is_obeyed_at_once() {
    let sandbox = cache();
    sandbox.pod("apps", "cache-redis-1").pause();
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        sandbox.clear_requests();
        let tool = Tool::on(&sandbox);
        let mut running = tool.start(&["health", "--node-timeout", "10m", "-o", "json"]);
        until("it asks the stopped server", || {
            sandbox.requests().iter().any(|(_, path)| path.contains("cache-redis-1/portforward"))
        });
        running.signal(signal);
        until("it has ended", || running.has_ended());
        let run = running.wait();
        run.expect(code);
        assert_eq!(run.json()["verdict"], "interrupted", "{run}");
    }
}

#[test]
fn a_silent_primary_leaves_open_whether_there_is_one() {
    let sandbox = cache();
    sandbox.pod("apps", "cache-redis-0").pause();
    let run = health(&sandbox, &["--node-timeout", "500ms"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["no-primary", "unreachable"], "{run}");
    assert_finding(&run, "no-primary", "unknown", "apps/cache", &["not all answered"]);
}

#[test]
fn a_killed_server_is_down_and_that_is_critical() {
    let sandbox = cache();
    sandbox.pod("apps", "cache-redis-2").kill();
    let run = health(&sandbox, &[]);
    run.expect(2);
    assert_finding(&run, "unreachable", "critical", "apps/cache-redis-2", &["connection refused", "6379"]);
    assert_eq!(run.member("cache-redis-2")["worst"], "critical", "{run}");
    assert_eq!(run.member("cache-redis-1")["worst"], Value::Null, "{run}");
    sandbox.pod("apps", "cache-redis-2").restart();
    let ids = health(&sandbox, &[]).finding_ids();
    assert!(!ids.contains(&"unreachable".to_owned()), "{ids:?}");
}

#[test]
fn a_forward_that_is_cut_or_closed_is_unknown() {
    let sandbox = cache();
    let cut = "the port-forward was lost: the API server, or a proxy before it, dropped the connection";
    let closed = "the server closed the connection";
    for (fault, words) in [
        (Fault::CutAfter { bytes: 100 }, cut),
        (Fault::CutAfter { bytes: 0 }, cut),
        (Fault::CloseAfter { bytes: 100 }, closed),
    ] {
        sandbox.clear_faults();
        sandbox.forward_fault_on("apps", "cache-redis-1", fault);
        let run = health(&sandbox, &[]);
        run.expect(3);
        assert_finding(&run, "unreachable", "unknown", "apps/cache-redis-1", &["cannot be asked", words]);
    }
}

#[test]
fn a_server_that_loads_is_a_warning_with_its_progress() {
    let pod = "
apiVersion: v1
kind: Pod
metadata: {name: slow, namespace: lab}
spec:
  containers:
  - name: redis
    image: redis:7.0
    args: [--enable-debug-command, 'yes', --loading-process-events-interval-bytes, '1024', --save, '86400 1000000']
    ports: [{containerPort: 6379}]
";
    let sandbox = Sandbox::builder().yaml(pod).namespace("lab").start();
    let server = sandbox.pod("lab", "slow");
    health(&sandbox, &[]).expect(0);
    server.cli(&["DEBUG", "POPULATE", "20000"]);
    // 20,000 keys of 1 ms: longer than the test looks at it.
    server.config_set("key-load-delay", "1000");
    std::thread::scope(|scope| {
        scope.spawn(|| server.connect().and_then(|mut connection| connection.call(&["DEBUG", "RELOAD"])));
        until("it loads", || server.info("loading") == "1");
        let run = health(&sandbox, &[]);
        let ping = Tool::on(&sandbox).run(&["ping"]);
        let others = ["list", "inspect"].map(|command| Tool::on(&sandbox).run(&[command, "-n", "lab", "-o", "json"]));
        let total: u64 = server.info("loading_total_bytes").parse().unwrap();
        assert_eq!(server.info("loading"), "1", "it was done before it was looked at");
        server.config_set("key-load-delay", "0");
        run.expect(1);
        assert_eq!(run.finding_ids(), ["loading"], "{run}");
        let total = redis_ops::report::units::bytes(total);
        assert_finding(&run, "loading", "warning", "lab/slow", &[&format!("of {total}"), "left"]);
        for other in others {
            other.expect(1);
            assert!(other.finding_ids().contains(&"loading".to_owned()), "{other}");
            let data = &other.json()["data"];
            let row = if data["instances"].is_array() { &data["instances"][0] } else { &data["members"][0] };
            assert!(row["keys"].is_null() && row["loading"] == true, "{other}");
        }
        ping.expect(2);
        assert!(ping.stdout.contains("LOADING"), "{ping}");
    });
    until("it has loaded", || server.info("loading") == "0");
    health(&sandbox, &[]).expect(0);
}

#[test]
fn a_server_by_its_address_alone_is_judged_too() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    let url = format!("redis://{}", server.address());
    let run = Tool::alone().run(&["health", "--url", &url, "-o", "json"]);
    run.expect(0);
    assert_eq!(run.json()["target"]["instance"], server.address().to_string(), "{run}");
    assert_eq!(run.json()["target"]["context"], Value::Null, "{run}");
    server.kill();
    let run = Tool::alone().run(&["health", "--url", &url, "-o", "json"]);
    run.expect(2);
    assert_finding(&run, "unreachable", "critical", &server.address().to_string(), &["refused"]);
}

#[test]
fn a_replica_by_its_address_alone_is_judged_by_what_it_knows() {
    let sandbox = super::cache();
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    let look = || {
        let url = format!("redis://{}", replica.address());
        Tool::alone().env("REDISCLI_AUTH", primary.password().unwrap()).run(&["health", "--url", &url, "-o", "json"])
    };
    until("it follows", || replica.info("master_link_status") == "up");
    let run = look();
    run.expect(0);
    assert_eq!(run.finding_ids(), ["primary-unasked"], "{run}");
    assert_finding(
        &run,
        "primary-unasked",
        "info",
        &replica.address().to_string(),
        &["was not asked", &primary.address().to_string()],
    );
    primary.kill();
    until("it has lost its primary", || replica.info("master_link_status") == "down");
    let run = look();
    run.expect(2);
    assert_finding(&run, "replica-link-down", "critical", &replica.address().to_string(), &["has lost"]);
}
