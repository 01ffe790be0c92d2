//! `--rename-command`: commands that a server knows by other names.

use crate::harness::Tool;
use crate::sandbox::Sandbox;
use std::fs;

const SECRET: &str = "Vw4-hidden";

/// A server with CONFIG, SYNC and MONITOR under one secret name each, and FLUSHALL disabled.
fn sandbox() -> Sandbox {
    let pod = serde_json::json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "vault", "namespace": "lab"},
        "spec": {"containers": [{
            "name": "redis", "image": "redis:7.0", "ports": [{"name": "redis", "containerPort": 6379}],
            "args": [
                "--rename-command", "CONFIG", format!("{SECRET}-c"), "--rename-command", "PSYNC", format!("{SECRET}-p"),
                "--rename-command", "SYNC", format!("{SECRET}-s"), "--rename-command", "MONITOR", format!("{SECRET}-m"),
                "--rename-command", "FLUSHALL", "", "--rename-command", "INFO", format!("{SECRET}-i"),
            ],
        }]},
    });
    Sandbox::builder().yaml(&pod.to_string()).namespace("lab").start()
}

fn option(name: &str, suffix: &str) -> String {
    format!("--rename-command={name}={SECRET}-{suffix}")
}

#[test]
fn every_command_goes_by_the_name_the_server_knows_and_nothing_shows_it() {
    let sandbox = sandbox();
    let tool = Tool::on(&sandbox);
    let names = tool.folder().join("names");
    fs::write(&names, format!("CONFIG={SECRET}-c\nSYNC={SECRET}-s\nMONITOR={SECRET}-m\nINFO={SECRET}-i\n")).unwrap();
    let file = ["--rename-command-file", names.to_str().unwrap(), "-vv", "--log-file", "log"];
    sandbox.pod("lab", "vault").cli(&[&format!("{SECRET}-c"), "SET", "slowlog-log-slower-than", "0"]);
    for (words, code) in [
        (&["health"][..], 0),
        (&["config-get", "save", "-o", "json"], 0),
        (&["config-get", "save", "no-such-*"], 64),
        (&["backup-rdb"], 0),
        (&["monitor", "--yes", "--duration", "100ms"], 0),
        (&["slowlog", "--arguments", "--limit", "200"], 0),
        (&["inspect"], 0),
    ] {
        let run = tool.run(&[words, &file[..]].concat());
        run.expect(code);
        assert!(!run.everything().contains(SECRET), "the name is shown\n{run}");
        if words[0] == "slowlog" {
            assert!(run.stdout.contains("CONFIG"), "{run}");
        }
        if words[0] == "inspect" {
            assert!(run.stdout.contains("missing: FLUSHALL") && run.stdout.contains("BGSAVE CONFIG"), "{run}");
        }
    }
    let log = fs::read_to_string(tool.folder().join("log")).unwrap();
    assert!(log.contains("CONFIG") && !log.contains(SECRET), "{log}");
}

#[test]
fn a_renamed_command_is_told_from_a_disabled_one() {
    let sandbox = sandbox();
    let tool = Tool::on(&sandbox);
    let info = option("INFO", "i");
    let run = tool.run(&["config-get", "save", &info, "-o", "json"]);
    run.expect(3);
    let hint = run.finding("command-unavailable")["hint"].to_string();
    assert!(hint.contains("--rename-command CONFIG=NEW-NAME"), "{run}");
    // A name that is not the right one is told as such, and not shown.
    let run = tool.run(&["config-get", "save", &info, &option("CONFIG", "wrong"), "-o", "json"]);
    run.expect(3);
    assert!(run.finding("command-unavailable")["message"].to_string().contains("than the one given"), "{run}");
    assert!(!run.everything().contains(SECRET), "{run}");
    let run = tool.run(&["security-check", &info, &option("CONFIG", "c"), "-o", "json"]);
    assert!(!run.everything().contains(SECRET), "{run}");
    assert!(!run.finding("dangerous-commands")["message"].to_string().contains("CONFIG"), "{run}");
    let run = tool.run(&["security-check", &info, "-o", "json"]);
    assert!(run.finding("command-renamed")["message"].to_string().contains("CONFIG under another name"), "{run}");
}

#[test]
fn names_do_not_appear_in_hints_nor_in_usage_errors() {
    let sandbox = Sandbox::builder().deployment(crate::sandbox::Deployment::BitnamiStandalone).start();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&["ping", "-n", "data", &option("CONFIG", "c"), "--rename-command", &format!("SYNC={SECRET}")]);
    run.expect(4);
    assert!(run.stderr.contains("SYNC=…") && !run.everything().contains(SECRET), "{run}");
    let run = tool.run(&["ping", "--rename-command", SECRET]);
    run.expect(64);
    assert!(!run.everything().contains(SECRET), "{run}");
    fs::write(tool.folder().join("names"), format!("CONFIG=a\n{SECRET}\n")).unwrap();
    let run = tool.run(&["ping", "--rename-command-file", "names"]);
    run.expect(64);
    assert!(run.stderr.contains("line 2") && !run.everything().contains(SECRET), "{run}");
}

#[test]
fn a_command_is_what_it_does_whatever_its_name_is() {
    let sandbox = sandbox();
    let tool = Tool::on(&sandbox).after("exec < lines");
    sandbox.pod("lab", "vault").cli(&["SET", "k", "v"]);
    let options = [option("INFO", "i"), option("CONFIG", "c")];
    let options = [options[0].as_str(), options[1].as_str()];
    let config = format!("{SECRET}-c");
    fs::write(tool.folder().join("lines"), format!("{config} SET hz 11\nCONFIG GET hz\nFLUSHALL\n")).unwrap();
    // By its own name, by the one it was given, and disabled.
    let run = tool.run(&[&["cli"], &options[..], &["--", &config, "SET", "hz", "11"]].concat());
    assert!(run.expect(4).stderr.contains("--yes"), "{run}");
    assert!(
        tool.run(&[&["cli"], &options[..], &["--", "CONFIG", "GET", "hz"]].concat()).expect(0).stdout.contains("10")
    );
    let run = tool.run(&[&["shell"], &options[..]].concat());
    assert!(run.expect(4).stderr.contains("line 1") && run.stdout == "hz\n10\n", "{run}");
    assert_eq!(sandbox.pod("lab", "vault").cli(&[&config, "GET", "hz"]), "hz\n10");
}
