//! `monitor`.

use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use serde_json::Value;

/// The objects of a run with `-o json`: those of the lines, and the last.
fn objects(stdout: &str) -> (Vec<Value>, Value) {
    let (lines, envelope) = stdout.split_at(stdout.find("{\n").unwrap_or(0));
    let lines = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (lines, serde_json::from_str(envelope).unwrap_or_else(|error| panic!("{error}: {stdout}")))
}

fn is_monitored(server: &Server) -> bool {
    server.cli(&["CLIENT", "LIST"]).contains("cmd=monitor")
}

fn one() -> Sandbox {
    Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start()
}

#[test]
fn a_primary_is_only_monitored_with_consent_and_to_the_bound() {
    let sandbox = one();
    let (tool, server) = (Tool::on(&sandbox), sandbox.pod("tutorial", "redis"));
    let run = tool.run(&["monitor"]);
    run.expect(4);
    assert!(run.stderr.contains("--yes") && run.stderr.contains("a primary"), "{run}");
    let run = tool.run(&["monitor", "--dry-run"]);
    run.expect(0);
    assert!(run.stdout.contains("throughput"), "{run}");
    assert!(!server.cli(&["INFO", "commandstats"]).contains("cmdstat_monitor"), "it was monitored unasked");

    let running = tool.start(&["monitor", "--yes", "--lines", "3", "--duration", "1m", "-o", "json"]);
    until("it is monitored", || is_monitored(&server));
    for words in [&["SET", "session:1", "hunter2"][..], &["GET", "session:1"], &["PING"], &["GET", "late"]] {
        server.cli(words);
    }
    let run = running.wait();
    run.expect(0);
    let (lines, envelope) = objects(&run.stdout);
    // Until it saw the server monitored, the test itself asked: its commands may be among the lines.
    assert_eq!(lines.len(), 3, "{run}");
    assert!(!run.stdout.contains("hunter2"), "{run}");
    assert_eq!((&envelope["data"]["ended_by"], &envelope["data"]["commands"]), (&"lines".into(), &3.into()), "{run}");
    until("its connection is closed", || !is_monitored(&server));
}

#[test]
fn filters_and_redaction_work_on_this_side() {
    let sandbox = one();
    let (tool, server) = (Tool::on(&sandbox), sandbox.pod("tutorial", "redis"));
    let words = ["monitor", "-y", "--lines", "2", "--duration", "1m", "--arguments"];
    let running = tool.start(&[&words[..], &["--command", "migrate", "--match", "Session:*"]].concat());
    until("it is monitored", || is_monitored(&server));
    // No such keys: nothing is sent anywhere. The password is the command's own.
    for key in ["session:1", "Session:1", "Session:2"] {
        server.cli(&["MIGRATE", "127.0.0.1", "1", key, "0", "10", "AUTH", "hunter2"]);
    }
    server.cli(&["GET", "Session:1"]);
    let run = running.wait();
    run.expect(0);
    assert!(run.stdout.contains("MIGRATE 127.0.0.1 1 Session:1 0 10 AUTH (redacted)"), "{run}");
    assert!(!run.everything().contains("hunter2") && !run.stdout.contains(" session:1"), "{run}");
    assert!(run.stdout.contains("2 commands in") && run.stdout.contains("ended by --lines"), "{run}");
}

#[test]
fn a_replica_is_preferred_and_needs_no_consent() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["monitor", "--duration", "300ms", "-o", "json"]);
    run.expect(0);
    let (_, envelope) = objects(&run.stdout);
    assert_eq!((&envelope["data"]["role"], &envelope["data"]["ended_by"]), (&"replica".into(), &"duration".into()));
    let member = envelope["data"]["member"].as_str().unwrap().to_owned();
    let stats = |pod: &str| sandbox.pod("apps", pod).cli(&["INFO", "commandstats"]);
    assert!(stats(&member).contains("cmdstat_monitor") && !stats("cache-redis-0").contains("cmdstat_monitor"));
    tool.run(&["monitor", "--role", "primary"]).expect(4);
    tool.run(&["monitor", "--pod", "cache-redis-0"]).expect(4);
}

#[test]
fn what_was_seen_is_shown_after_an_interrupt_and_after_a_loss() {
    let sandbox = one();
    let server = sandbox.pod("tutorial", "redis");
    let tool = Tool::on(&sandbox).after("exec > said");
    let said = || std::fs::read_to_string(tool.folder().join("said")).unwrap_or_default();
    let start = || {
        let running = tool.start(&["monitor", "--yes", "--duration", "1m", "--command", "GET", "-o", "json"]);
        until("it is monitored", || is_monitored(&server));
        server.cli(&["GET", "a"]);
        until("the command is shown", || said().contains("GET a"));
        running
    };
    let running = start();
    running.signal("INT");
    running.wait().expect(130);
    let (lines, envelope) = objects(&said());
    assert_eq!((lines.len(), &envelope["data"]["ended_by"]), (1, &"interrupt".into()), "{}", said());
    assert_eq!(envelope["verdict"], "interrupted", "{}", said());

    let running = start();
    server.kill();
    running.wait().expect(3);
    let (lines, envelope) = objects(&said());
    assert_eq!((lines.len(), &envelope["data"]["ended_by"]), (1, &"loss".into()), "{}", said());
    assert_eq!(envelope["findings"][0]["id"], "monitor-lost", "{}", said());
}
