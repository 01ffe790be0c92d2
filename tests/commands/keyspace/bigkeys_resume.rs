//! `bigkeys --state` and `--resume`: interrupted anywhere, and gone on with, it says what one run says.

use crate::harness::{Run, Tool, until};
use crate::sandbox::{Deployment, Fault, Sandbox, Server};
use serde_json::Value;

/// 4,000 keys of three types in db 0, some with an expiry, and 500 in db 3.
fn filled() -> (Sandbox, Server) {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).namespace("tutorial").start();
    let server = sandbox.pod("tutorial", "redis");
    let script = "for i = 1, 4000 do \
          if i % 4 == 0 then redis.call('RPUSH', 'list:' .. i % 7 .. ':' .. i, unpack({'a', 'b', i})) \
          elseif i % 4 == 1 then redis.call('HSET', 'hash:' .. i, 'f', i) \
          else redis.call('SET', 'plain:' .. i % 5 .. ':' .. i, string.rep('x', i % 900)) end \
          if i % 10 == 0 then redis.call('EXPIRE', 'list:' .. i % 7 .. ':' .. i, 7200) end \
        end \
        redis.call('SELECT', 3) \
        for i = 1, 500 do redis.call('SADD', 'set:' .. i, i, i + 1) end";
    server.cli(&["EVAL", script, "0"]);
    (sandbox, server)
}

/// What a report says of the keys: without where and how fast they were read, and milliseconds that pass.
fn of_keys(run: &Run) -> Value {
    let mut data = run.json()["data"].clone();
    for name in ["sources", "seconds"] {
        data.as_object_mut().unwrap().remove(name);
    }
    for one in data["types"].as_array_mut().unwrap() {
        for key in one["by_size"].as_array_mut().unwrap() {
            assert!(key["expires"].is_boolean(), "{run}");
            key.as_object_mut().unwrap().remove("expires_in_ms");
        }
    }
    data
}

fn scans(server: &Server) -> u64 {
    let stats = server.cli(&["INFO", "commandstats"]);
    let calls = stats.split("cmdstat_scan:calls=").nth(1).and_then(|rest| rest.split(',').next());
    calls.map_or(0, |calls| calls.parse().unwrap())
}

fn state(tool: &Tool) -> Value {
    serde_json::from_slice(&std::fs::read(tool.folder().join("scan.json")).unwrap()).unwrap()
}

const SLOW: [&str; 7] = ["bigkeys", "-o", "json", "--count", "40", "--throttle", "100ms"];

#[test]
fn ended_by_every_means_and_gone_on_with_it_is_one_scan() {
    let (sandbox, server) = filled();
    let tool = Tool::on(&sandbox);
    let whole = tool.run(&["bigkeys", "-o", "json"]);
    whole.expect(0);
    let begin = [&SLOW[..], &["--state", "scan.json"]].concat();
    let go_on = [&SLOW[..], &["--resume", "scan.json"]].concat();
    let mut counted = 0;
    for (number, end) in ["INT", "TERM", "cut", "KILL", "INT"].into_iter().enumerate() {
        let (before, pages) =
            (scans(&server), if number == 0 { 0 } else { state(&tool)["members"][0]["pages"].as_u64().unwrap() });
        let running = tool.start(if number == 0 { &begin } else { &go_on });
        until("it is scanned", || scans(&server) >= before + 8);
        let code = match end {
            "cut" => {
                server.cli(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
                3
            }
            "KILL" => {
                until("its state is written", || state(&tool)["members"][0]["pages"].as_u64().unwrap() > pages);
                running.signal(end);
                137
            }
            _ => {
                running.signal(end);
                if end == "INT" { 130 } else { 143 }
            }
        };
        let run = running.wait();
        run.expect(code);
        let keys: u64 = state(&tool)["members"][0]["tally"]["databases"]
            .as_object()
            .unwrap()
            .values()
            .map(|n| n.as_u64().unwrap())
            .sum();
        assert!(keys > counted && keys < 4500, "{keys} after {counted}: {run}");
        counted = keys;
        if code != 137 {
            assert_eq!(run.json()["data"]["keys"], keys, "{run}");
            assert!(run.json()["data"]["complete"] == false && run.stderr.contains("--resume scan.json"), "{run}");
        }
    }
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(tool.folder().join("scan.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let run = tool.run(&["bigkeys", "-o", "json", "--resume", "scan.json"]);
    run.expect(0);
    assert_eq!(of_keys(&run), of_keys(&whole), "{run}");
    assert_eq!(run.json()["data"]["sources"][0]["resumed_keys"], counted, "{run}");
    assert!(!tool.folder().join("scan.json").exists(), "{run}");
}

#[test]
fn a_stream_that_is_cut_again_and_again_comes_to_the_end_with_every_key_once() {
    let (sandbox, _server) = filled();
    let tool = Tool::on(&sandbox);
    let whole = tool.run(&["bigkeys", "-o", "json", "--memory", "--ttl"]);
    whole.expect(0);
    for bytes in [17_000, 29_000] {
        // More than the survey has, and less than the pages of a scan.
        sandbox.forward_fault(Fault::CutAfter { bytes });
        let words = ["bigkeys", "-o", "json", "--memory", "--ttl"];
        let mut run = tool.run(&[&words[..], &["--state", "scan.json"]].concat());
        let mut runs = 1;
        while run.code != 0 {
            assert_eq!(run.finding_ids(), ["scan-cut"], "{run}");
            assert!(runs < 60, "it comes to no end: {run}");
            run = tool.run(&[&words[..], &["--resume", "scan.json"]].concat());
            runs += 1;
        }
        assert!(runs > 2, "it was not cut");
        assert_eq!(of_keys(&run), of_keys(&whole), "{run}");
        sandbox.clear_faults();
    }
}

#[test]
fn where_the_place_means_nothing_any_more_it_is_refused() {
    let (sandbox, server) = filled();
    let tool = Tool::on(&sandbox);
    let running = tool.start(&[&SLOW[..], &["--state", "scan.json"]].concat());
    until("it is scanned", || scans(&server) > 3);
    running.signal("INT");
    running.wait().expect(130);
    let go_on = |more: &[&str]| tool.run(&[&["bigkeys", "--resume", "scan.json"], more].concat());
    let kept = state(&tool);

    assert!(go_on(&["--memory"]).expect(4).stderr.contains("--memory"), "another question");
    assert!(go_on(&["--state", "other.json"]).expect(64).stderr.contains("--resume"), "two files");
    let run = tool.run(&["bigkeys", "--state", "scan.json"]);
    assert!(run.expect(64).stderr.contains("there already"), "{run}");
    let run = tool.run(&["bigkeys", "--state", "nowhere/scan.json"]);
    assert!(run.expect(64).stderr.contains("no folder"), "{run}");

    let mut line = server.connect().unwrap();
    line.call(&["SELECT", "5"]).unwrap();
    line.call(&["SET", "new", "1"]).unwrap();
    let run = go_on(&[]);
    assert!(run.expect(4).stderr.contains("other databases now (0, 3, 5) than then (0, 3)"), "{run}");
    line.call(&["DEL", "new"]).unwrap();

    server.pause();
    go_on(&["--node-timeout", "1s"]).expect(3);
    server.resume();
    server.cli(&["CONFIG", "SET", "save", "3600 1"]);
    server.cli(&["SAVE"]);
    server.restart();
    let run = go_on(&[]);
    assert!(run.expect(4).stderr.contains("was started anew since"), "{run}");
    // Nothing of that has touched the file.
    assert_eq!(state(&tool), kept);

    std::fs::write(tool.folder().join("scan.json"), "{\"schema\": 1").unwrap();
    assert!(go_on(&[]).expect(64).stderr.contains("no state of a scan"));
    std::fs::remove_file(tool.folder().join("scan.json")).unwrap();
    go_on(&[]).expect(64);
}

#[test]
fn of_a_cluster_every_shard_goes_on_where_it_was() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    sandbox.fill(400);
    let tool = Tool::on(&sandbox);
    let whole = tool.run(&["bigkeys", "-o", "json"]);
    whole.expect(0);
    let words =
        ["bigkeys", "-o", "json", "--count", "5", "--throttle", "500ms", "--state", "scan.json", "--timeout", "5s"];
    let run = tool.run(&words);
    assert_eq!(run.expect(3).finding_ids(), ["scan-stopped"], "{run}");
    assert!(state(&tool)["members"].as_array().unwrap().iter().all(|one| one["pages"].as_u64() > Some(0)), "{run}");
    let run = tool.run(&["bigkeys", "-o", "json", "--resume", "scan.json"]);
    run.expect(0);
    assert_eq!(of_keys(&run), of_keys(&whole), "{run}");
}
