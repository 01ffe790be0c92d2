//! `-o wide` and `-o yaml`, which every command takes.

use crate::harness::plain::Plain;
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::{Value, json};

fn yaml(run: &Run) -> Value {
    serde_saphyr::from_str(&run.stdout).unwrap_or_else(|error| panic!("no YAML on stdout: {error}\n{run}"))
}

#[test]
fn yaml_says_what_json_says() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let server = sandbox.pod("apps", "cache-redis-0");
    // Values that YAML would take for something else: no, 1e3, empty, with quotes and colons.
    server.config_set("notify-keyspace-events", "");
    server.config_set("appendonly", "no");
    let tool = Tool::on(&sandbox);
    for command in ["config", "describe", "list", "role", "inspect"] {
        let words =
            |form| if command == "list" { vec![command, "-o", form] } else { vec![command, "-r", "cache", "-o", form] };
        let (json, run) = (tool.run(&words("json")), tool.run(&words("yaml")));
        assert_eq!(json.code, run.code, "{run}");
        let (mut wanted, mut found) = (json.json(), yaml(&run));
        for object in [&mut wanted, &mut found] {
            object["time"] = Value::Null;
            settle(object);
        }
        assert_eq!(found, wanted, "{run}");
    }
    let values = tool.run(&["config-get", "appendonly", "-o", "yaml"]);
    assert!(
        values.stdout.contains("\"no\"") || values.stdout.contains("'no'"),
        "YAML 1.1 reads a bare no as false\n{values}"
    );
    let failed = tool.run(&["ping", "-r", "nobody", "-o", "yaml"]);
    failed.expect(3);
    assert_eq!(yaml(&failed)["verdict"], "unknown", "{failed}");
    let watched = tool.run(&["stats", "--watch", "--count", "2", "--interval", "100ms", "-o", "yaml"]);
    let ticks: Vec<Value> = serde_saphyr::from_multiple(&watched.stdout).unwrap();
    assert_eq!(ticks.iter().filter(|tick| tick["command"] == "stats").count(), 2, "{watched}");
}

/// Numbers that differ from one look to the next.
fn settle(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let moves = ["used_memory_bytes", "lag_bytes", "maxmemory_clients"].contains(&name.as_str());
                if moves { *field = json!(0) } else { settle(field) }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(settle),
        _ => {}
    }
}

#[test]
fn wide_tables_have_more_columns_and_narrow_ones_fit_80() {
    let all = Deployment::ALL.into_iter().chain([Deployment::Spotahome]);
    let sandbox = all.fold(Sandbox::builder(), crate::sandbox::Builder::deployment).start();
    let tool = Tool::on(&sandbox).env("COLUMNS", "80");
    for words in [&["list", "-A"][..], &["health", "-n", "apps"], &["health", "-n", "redis"]] {
        let narrow = tool.run(words);
        narrow.expect(0);
        assert!(narrow.stdout.lines().all(|line| line.chars().count() <= 80), "{narrow}");
        let wide = tool.run(&[words, &["-o", "wide"]].concat());
        let columns =
            |run: &Run| run.stdout.lines().find(|line| line.contains("MEMORY")).unwrap().split_whitespace().count();
        assert!(columns(&wide) > columns(&narrow), "{wide}");
    }
}

#[test]
fn what_was_done_is_told_where_stdout_takes_no_report() {
    let mut server = Plain::start("7.0");
    server.call(&["SET", "a", "1"]);
    let url = server.url();
    let tool = Tool::alone().after("exec > /dev/full");
    let run = |words: &[&str]| tool.run(&[words, &["--url", &url]].concat());
    // Nothing is made or changed: it has failed, and that is all.
    for words in [&["ping"][..], &["backup-rdb", "--dry-run"]] {
        let run = run(words);
        assert!(run.expect(5).stderr.contains("cannot write the answer to stdout"), "{run}");
    }
    assert!(tool.backup_files().is_empty());
    let sets = || tool.backup_files().iter().filter(|file| file.ends_with("manifest.json")).count();
    for (number, words) in [&["backup-rdb"][..], &["backup-rdb", "-q", "-o", "json"]].into_iter().enumerate() {
        let run = run(words);
        assert!(run.expect(6).stderr.contains("backup-rdb has acted"), "{run}");
        let set = run.stderr.lines().last().unwrap_or_default();
        assert!(tool.folder().join(set).join("manifest.json").exists() && sets() == number + 1, "{run}");
    }
    let flushed = run(&["flushall", "--no-backup", "--confirm", url.trim_start_matches("redis://")]);
    assert!(flushed.expect(6).stderr.contains("flushall has acted"), "{flushed}");
}

#[test]
fn the_option_that_ended_the_wait_is_the_one_that_is_named() {
    // Whoever connects is kept waiting.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", silent.local_addr().unwrap());
    let hint = |timeouts: &[&str]| {
        let run = Tool::alone().run(&[&["ping", "-o", "json", "--url", &url], timeouts].concat());
        run.expect(3).finding("unreachable")["hint"].as_str().unwrap_or_default().to_owned()
    };
    assert!(hint(&["--timeout", "300ms", "--node-timeout", "30s"]).starts_with("--timeout DURATION"));
    assert!(hint(&["--timeout", "30s", "--node-timeout", "300ms"]).starts_with("--node-timeout DURATION"));
}
