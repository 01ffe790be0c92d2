//! `hotkeys`.

use super::{Alone, usual};
use crate::harness::{Tool, servers, until};

fn traffic(server: &Alone, times: usize) {
    let mut line = server.connect();
    for number in 0..times {
        line.call(&["GET", "hot"]).unwrap();
        if number % 10 == 0 {
            line.call(&["GET", "cold"]).unwrap();
        }
    }
}

#[test]
fn the_server_measures_itself_and_nothing_is_left_of_it() {
    let server = Alone::start(&servers::server("8.6"), &[]);
    server.call(&["SET", "hot", "x"]);
    let tool = Tool::alone();
    let running = tool.start(&["hotkeys", "--url", &server.url(), "--duration", "2s", "-o", "json"]);
    until("it is measured", || server.call(&["INFO", "commandstats"]).to_string().contains("cmdstat_hotkeys|start"));
    traffic(&server, 300);
    let run = running.wait();
    run.expect(0);
    let json = run.json();
    // A server that the machine interrupts takes its time for a GET; bytes are what they are.
    let lists = json["data"]["lists"].as_array().unwrap();
    let hottest = |measure: &str| lists.iter().find(|list| list["measure"] == measure).map(|list| &list["keys"][0]);
    assert_eq!(json["data"]["by"], "hotkeys", "{run}");
    assert!(hottest("cpu-microseconds").is_some_and(|key| key["value"].is_u64()), "{run}");
    assert_eq!(hottest("net-bytes").map(|key| &key["key"]), Some(&"hot".into()), "{run}");
    // It was ended and reset: there is nothing to get.
    let left = server.connect().call(&["HOTKEYS", "GET"]).unwrap().to_string();
    assert!(!left.contains("by-cpu-time-us"), "{left}");
}

#[test]
fn counters_of_an_lfu_policy() {
    let server = Alone::start(&usual(), &["--maxmemory-policy", "allkeys-lfu", "--lfu-log-factor", "0"]);
    for name in ["hot", "cold"] {
        server.call(&["SET", name, "x"]);
    }
    traffic(&server, 200);
    let run = Tool::alone().run(&["hotkeys", "--url", &server.url(), "-o", "json"]);
    run.expect(0);
    let json = run.json();
    let keys = json["data"]["lists"][0]["keys"].as_array().unwrap().clone();
    assert_eq!((&json["data"]["by"], &keys[0]["key"], keys.len()), (&"freq".into(), &"hot".into(), 2), "{run}");
    assert!(keys[0]["value"].as_u64() > keys[1]["value"].as_u64(), "{run}");
}

#[test]
fn monitor_is_only_taken_with_consent() {
    let server = Alone::start(&usual(), &[]);
    server.call(&["SET", "hot", "x"]);
    let tool = Tool::alone();
    let run = tool.run(&["hotkeys", "--url", &server.url()]);
    assert!(run.expect(4).stderr.contains("--by monitor"), "{run}");
    let words =
        ["hotkeys", "--url", &server.url(), "--by", "monitor", "--lines", "50", "--duration", "1m", "-o", "json"];
    tool.run(&words).expect(4);
    assert!(!server.call(&["INFO", "commandstats"]).to_string().contains("cmdstat_monitor"));
    let running = tool.start(&[&words[..], &["--yes"]].concat());
    until("it is monitored", || server.call(&["CLIENT", "LIST"]).to_string().contains("cmd=monitor"));
    traffic(&server, 60);
    let run = running.wait();
    run.expect(0);
    assert_eq!(run.json()["data"]["lists"][0]["keys"][0]["key"], "hot", "{run}");
}

#[test]
fn a_server_that_is_down_is_critical_and_no_time_is_no_measurement() {
    let tool = Tool::alone();
    let run = tool.run(&["hotkeys", "--url", "redis://127.0.0.1:1", "-o", "json"]);
    assert_eq!(run.expect(2).finding_ids(), ["unreachable"], "{run}");
    let run = tool.run(&["hotkeys", "--url", "redis://127.0.0.1:1", "--duration", "0s"]);
    assert!(run.expect(64).stderr.contains("no time"), "{run}");
}
