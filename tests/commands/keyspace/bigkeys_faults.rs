//! `bigkeys`, when something goes wrong.

use super::{Alone, usual};
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Fault, Sandbox};

fn filled() -> Sandbox {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let server = sandbox.pod("tutorial", "redis");
    server.cli(&["EVAL", "for i = 1, 5000 do redis.call('SET', 'plain:' .. i, i) end", "0"]);
    sandbox
}

#[test]
fn a_silent_member_and_one_that_is_down_are_never_green() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let server = sandbox.pod("tutorial", "redis");
    server.pause();
    let run = Tool::on(&sandbox).run(&["bigkeys", "--node-timeout", "1s", "-o", "json"]);
    run.expect(3);
    assert_eq!(
        (run.finding_ids(), &run.json()["data"]["complete"]),
        (vec!["shard-unscanned".into(), "unreachable".into()], &false.into()),
        "{run}"
    );
    server.resume();

    // It falls silent while it is scanned.
    let sandbox = filled();
    let server = sandbox.pod("tutorial", "redis");
    let tool = Tool::on(&sandbox);
    let words = ["bigkeys", "--count", "10", "--throttle", "20ms", "--node-timeout", "2s", "-o", "json"];
    let running = tool.start(&words);
    until("it is scanned", || server.cli(&["INFO", "commandstats"]).contains("cmdstat_scan:"));
    server.pause();
    let run = running.wait();
    server.resume();
    run.expect(3);
    assert_eq!(run.finding_ids(), ["scan-cut"], "{run}");
    assert!(run.json()["data"]["complete"] == false && run.json()["data"]["keys"].as_u64() < Some(5000), "{run}");
}

#[test]
fn what_was_counted_before_a_server_died_is_shown() {
    let sandbox = filled();
    let server = sandbox.pod("tutorial", "redis");
    let tool = Tool::on(&sandbox);
    let running = tool.start(&["bigkeys", "--count", "100", "--throttle", "30ms", "-o", "json"]);
    until("it is scanned", || server.cli(&["INFO", "commandstats"]).contains("cmdstat_strlen:"));
    server.kill();
    let run = running.wait();
    run.expect(3);
    let (json, found) = (run.json(), run.finding("scan-cut"));
    assert!(json["data"]["keys"].as_u64().is_some_and(|keys| keys > 0 && keys < 5000), "{run}");
    assert_eq!((&json["data"]["complete"], &found["severity"]), (&false.into(), &"unknown".into()), "{run}");
}

#[test]
fn a_stream_that_is_cut_anywhere_is_told() {
    let sandbox = filled();
    let tool = Tool::on(&sandbox);
    for bytes in [40, 700, 20_000] {
        // The first forward is the survey's.
        sandbox.clear_faults();
        sandbox.forward_fault(Fault::CloseAfter { bytes: bytes + 8000 });
        let run = tool.run(&["bigkeys", "-o", "json"]);
        run.expect(3);
        let ids = run.finding_ids();
        assert!(ids.iter().any(|id| id == "scan-cut" || id == "unreachable"), "{run}");
        assert_eq!(run.json()["data"]["complete"], false, "{run}");
    }
}

#[test]
fn ctrl_c_and_timeout_show_what_is_known() {
    let sandbox = filled();
    let server = sandbox.pod("tutorial", "redis");
    let tool = Tool::on(&sandbox);
    let words = ["bigkeys", "--count", "50", "--throttle", "100ms", "-o", "json"];
    let running = tool.start(&words);
    until("it is scanned", || server.cli(&["INFO", "commandstats"]).contains("cmdstat_strlen:"));
    running.signal("INT");
    let run = running.wait();
    run.expect(130);
    let json = run.json();
    assert_eq!((&json["verdict"], &json["data"]["complete"]), (&"interrupted".into(), &false.into()), "{run}");
    assert!(json["data"]["keys"].as_u64().is_some_and(|keys| keys < 5000), "{run}");

    let run = tool.run(&[&words[..], &["--timeout", "3s"]].concat());
    run.expect(3);
    assert_eq!(run.finding_ids(), ["scan-stopped"], "{run}");
    assert!(run.json()["data"]["keys"].as_u64().is_some_and(|keys| keys > 0), "{run}");
}

#[test]
fn rights_that_are_missing_are_named_and_the_rest_is_counted() {
    let server = Alone::start(&usual(), &[]);
    for name in ["open:1", "open:2", "secret:1"] {
        server.call(&["HSET", name, "a", "b"]);
    }
    let user = |name: &str, rules: &[&str]| {
        let words = [&["ACL", "SETUSER", name, "on", ">pw", "+info", "+ping", "+select", "+object", "+command"], rules]
            .concat();
        server.call(&words);
    };
    let tool = Tool::alone().env("REDISCLI_AUTH", "pw");
    let ask = |name: &str, more: &[&str]| {
        tool.run(&[&["bigkeys", "--url", &server.url(), "--redis-user", name, "--ttl", "-o", "json"], more].concat())
    };
    user("noscan", &["~*", "+type", "+hlen", "+pttl"]);
    let run = ask("noscan", &[]);
    run.expect(3);
    assert!(run.finding("command-unavailable")["message"].as_str().unwrap().contains("SCAN"), "{run}");
    assert_eq!(run.json()["data"]["complete"], false, "{run}");

    user("nosize", &["~*", "+scan", "+type", "+pttl", "+memory|usage"]);
    let run = ask("nosize", &[]);
    run.expect(3);
    assert!(run.finding("command-unavailable")["message"].as_str().unwrap().contains("HLEN"), "{run}");
    assert_eq!(run.json()["data"]["types"][0]["unsized_keys"], 3, "{run}");

    user("some", &["%R~open:*", "+scan", "+type", "+hlen", "+pttl", "+memory|usage"]);
    let run = ask("some", &["--memory"]);
    run.expect(3);
    assert!(run.finding_ids().contains(&"keys-unreadable".to_owned()), "{run}");
    assert_eq!(run.json()["data"]["keys"], 3, "{run}");

    user("enough", &["%R~*", "+scan", "+type", "+hlen", "+pttl", "+memory|usage"]);
    let run = ask("enough", &["--memory"]);
    assert_eq!(run.expect(0).json()["data"]["types"][0]["size"], 3, "{run}");
}

#[test]
fn a_page_that_cannot_be_written_is_said_before_the_scan() {
    let server = Alone::start(&usual(), &[]);
    let tool = Tool::alone();
    for (path, reason) in [("nowhere/page.html", "no folder"), (".", "is a folder")] {
        let run = tool.run(&["bigkeys", "--url", &server.url(), "--html", path]);
        assert!(run.expect(64).stderr.contains(reason), "{run}");
    }
}
