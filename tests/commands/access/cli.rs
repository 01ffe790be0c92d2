//! `cli`: one command and its reply.

use crate::harness::plain::Plain;
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox};
use serde_json::json;
use std::fs;

const CACHE: [&str; 5] = ["cli", "-n", "apps", "-r", "cache"];

fn on_cache(tool: &Tool, words: &[&str]) -> crate::harness::Run {
    tool.run(&[&CACHE[..], words].concat())
}

#[test]
fn what_reads_is_done_and_what_changes_is_agreed_to() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let (tool, primary) = (Tool::on(&sandbox), sandbox.pod("apps", "cache-redis-0"));
    let replica = sandbox.pod("apps", "cache-redis-1");
    primary.cli(&["SET", "k", "a value"]);
    primary.cli(&["RPUSH", "list", "a", "b"]);
    until("the replica has it", || replica.cli(&["LLEN", "list"]) == "2");

    assert_eq!(on_cache(&tool, &["--", "GET", "k"]).expect(0).stdout, "a value\n");
    let run = on_cache(&tool, &["--yes", "DEL", "k", "--dry-run"]);
    assert!(run.expect(64).stderr.contains("cli … --dry-run -- COMMAND"), "{run}");
    // sent to where a kubeconfig leads by itself, with the words in the set
    let run = on_cache(&tool, &["--yes", "SADD", "k", "a", "-n", "apps"]);
    assert!(run.expect(64).stderr.contains("-n stands among the words of the command"), "{run}");
    assert_eq!(on_cache(&tool, &["--", "GET", "--dry-run"]).expect(0).stdout, "\n");
    assert_eq!(on_cache(&tool, &["LRANGE", "list", "0", "-1"]).expect(0).stdout, "a\nb\n");
    assert_eq!(
        on_cache(&tool, &["--json", "--", "LRANGE", "list", "0", "-1"]).expect(0).stdout,
        "[\n  \"a\",\n  \"b\"\n]\n"
    );
    let run = on_cache(&tool, &["-o", "json", "--", "CONFIG", "GET", "appendonly"]);
    let data = run.expect(0).json()["data"].clone();
    assert_eq!((&data["member"], &data["reply"]), (&json!("cache-redis-0"), &json!({"appendonly": "no"})), "{run}");
    let run = on_cache(&tool, &["--role", "replica", "-o", "json", "--", "ROLE"]);
    assert_eq!(
        (&run.expect(0).json()["data"]["role"], &run.json()["data"]["reply"][0]),
        (&json!("replica"), &json!("slave"))
    );
    let run = tool.run(&["cli", "-n", "apps", "--pod", "cache-redis-2", "-o", "json", "--", "GET", "k"]);
    assert_eq!(run.expect(0).json()["data"]["member"], "cache-redis-2", "{run}");

    // Nil, and errors of the server.
    assert_eq!(on_cache(&tool, &["--", "GET", "nothing"]).expect(0).stdout, "\n");
    on_cache(&tool, &["--fail-on-nil", "--", "GET", "nothing"]).expect(1);
    let run = on_cache(&tool, &["--", "LLEN", "k"]);
    assert!(run.expect(5).stderr.contains("WRONGTYPE") && run.stdout.is_empty(), "{run}");
    assert!(on_cache(&tool, &["--", "NOSUCH", "x"]).expect(5).stderr.contains("unknown command"));

    // A change is asked about, and nobody is there to answer.
    let run = on_cache(&tool, &["--", "SET", "k", "hunter2"]);
    assert!(run.expect(4).stderr.contains("agree to it with --yes") && !run.everything().contains("hunter2"), "{run}");
    let run = on_cache(&tool, &["--dry-run", "--", "DEL", "k"]);
    assert!(run.expect(0).stdout.contains("DEL k on apps/cache-redis-0"), "{run}");
    assert_eq!(primary.cli(&["GET", "k"]), "a value");
    assert_eq!(on_cache(&tool, &["--yes", "--", "SET", "k", "new"]).expect(0).stdout, "OK\n");
    assert_eq!(primary.cli(&["GET", "k"]), "new");

    // What destroys wants the name.
    let run = on_cache(&tool, &["--yes", "--", "flushall"]);
    assert!(run.expect(4).stderr.contains("--confirm apps/cache"), "{run}");
    assert_eq!(primary.cli(&["DBSIZE"]), "2");
    on_cache(&tool, &["--confirm", "apps/cache", "--", "FLUSHALL"]).expect(0);
    assert_eq!(primary.cli(&["DBSIZE"]), "0");

    // What has no end, or no reply, is not for here.
    assert!(on_cache(&tool, &["--", "SUBSCRIBE", "c"]).expect(4).stderr.contains("redis-ops shell"));
    on_cache(&tool, &["--yes", "--", "PSYNC", "?", "-1"]).expect(4);
    on_cache(&tool, &["--db", "3", "--yes", "--", "SET", "k", "3"]).expect(0);
    assert_eq!(
        (primary.cli(&["DBSIZE"]), on_cache(&tool, &["--db", "3", "DBSIZE"]).stdout),
        ("0".into(), "1\n".into())
    );
}

#[test]
fn passwords_come_from_stdin_alone() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox).after("exec < value");
    let primary = sandbox.pod("apps", "cache-redis-0");
    for words in
        [&["AUTH", "hunter2"][..], &["CONFIG", "SET", "requirepass", "hunter2"], &["ACL", "SETUSER", "x", ">hunter2"]]
    {
        fs::write(tool.folder().join("value"), "").unwrap();
        let run = on_cache(&tool, &[&["--yes", "--"], words].concat());
        assert!(run.expect(64).stderr.contains("-x") && !run.everything().contains("hunter2"), "{run}");
    }
    fs::write(tool.folder().join("value"), "hunter2\n").unwrap();
    let run = on_cache(&tool, &["-vv", "--yes", "-x", "--", "CONFIG", "SET", "masteruser", "x", "masterauth"]);
    assert!(!run.expect(0).everything().contains("hunter2"), "{run}");
    assert!(primary.cli(&["CONFIG", "GET", "masterauth"]).ends_with("hunter2"));
    // Other values are taken as they are, with every byte.
    fs::write(tool.folder().join("value"), b"\xff\x00\n").unwrap();
    on_cache(&tool, &["--yes", "-x", "--", "SET", "bytes"]).expect(0);
    assert_eq!(on_cache(&tool, &["--", "STRLEN", "bytes"]).stdout, "3\n");
    assert_eq!(
        on_cache(&tool, &["-o", "json", "--", "GET", "bytes"]).json()["data"]["reply"],
        json!({"hex": "ff000a"})
    );
}

#[test]
fn what_cannot_be_reached_or_is_lost_has_its_exit_status() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    let tool = Tool::on(&sandbox);
    let primary = sandbox.pod("apps", "cache-redis-0");
    let run = on_cache(&tool, &["--pasword=hunter2", "--", "PING"]);
    assert!(run.expect(64).stderr.contains("no option --pasword") && !run.everything().contains("hunter2"), "{run}");
    let run = Tool::on(&sandbox).env("REDISCLI_AUTH", "hunter3").run(&[&CACHE[..], &["--", "PING"]].concat());
    assert!(run.expect(5).stderr.contains("password") && !run.everything().contains("hunter3"), "{run}");
    sandbox.deny("get", "pods/portforward");
    assert!(on_cache(&tool, &["--", "PING"]).expect(5).stderr.contains("pods/portforward"));
    sandbox.allow_all();

    // The pod is killed while the reply is awaited.
    let running = tool.start(&[&CACHE[..], &["--yes", "--", "BLPOP", "queue", "0"]].concat());
    until("it waits", || primary.info("blocked_clients") == "1");
    primary.kill();
    let run = running.wait();
    assert!(run.expect(6).stderr.contains("may have been carried out"), "{run}");
    let run = on_cache(&tool, &["--", "GET", "k"]);
    assert!(run.expect(5).stderr.contains("--role replica"), "{run}");
    on_cache(&tool, &["--role", "replica", "--", "GET", "k"]).expect(0);
}

#[test]
fn a_key_leads_to_the_pod_that_has_its_slot() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    let tool = Tool::on(&sandbox);
    let cluster = sandbox.redis_cluster("default", "redis-cluster");
    let of = |words: &[&str]| tool.run(&[&["cli", "-n", "default", "-r", "redis-cluster"], words].concat());
    let mut members = std::collections::BTreeSet::new();
    for key in ["a", "b", "c", "d", "e", "f"] {
        of(&["--yes", "--", "SET", key, key]).expect(0);
        let run = of(&["-o", "json", "--", "GET", key]);
        assert_eq!(run.expect(0).json()["data"]["reply"], key, "{run}");
        members.insert(run.json()["data"]["member"].as_str().unwrap().to_owned());
    }
    let primaries: std::collections::BTreeSet<String> =
        cluster.primaries().iter().map(|primary| primary.pod().to_owned()).collect();
    assert_eq!(members, primaries);
    for server in cluster.servers() {
        until("replicas have the keys", || server.cli(&["DBSIZE"]) != "0");
    }
    for key in ["a", "b", "c"] {
        let run = of(&["--role", "replica", "-o", "json", "--", "GET", key]);
        let data = run.expect(0).json()["data"].clone();
        assert_eq!((&data["reply"], &data["role"]), (&json!(key), &json!("replica")), "{run}");
    }
    // A pod that was named answers for itself.
    let answers: Vec<i32> =
        (0..6).map(|ordinal| of(&["--pod", &format!("redis-cluster-{ordinal}"), "--", "GET", "a"]).code).collect();
    assert!(answers.contains(&0) && answers.contains(&5), "{answers:?}");
    of(&["--db", "1", "--", "GET", "a"]).expect(4);
    // Without a key it is one pod, which is said.
    assert!(of(&["--", "DBSIZE"]).expect(0).stderr.contains("answered by default/redis-cluster-"));
}

#[test]
fn every_version_tells_what_its_commands_are() {
    for version in ["6.2", "7.0", "8.6", "valkey-9.1"] {
        let mut server = Plain::start(version);
        server.must("SET k v");
        let tool = Tool::alone();
        let run = |words: &[&str]| tool.run(&[&["cli", "--url", &server.url()], words].concat());
        assert_eq!(run(&["--", "GET", "k"]).expect(0).stdout, "v\n", "{version}");
        run(&["--", "SET", "k", "w"]).expect(4);
        run(&["--", "GETEX", "k", "EX", "9"]).expect(4);
        run(&["--", "CONFIG", "SET", "maxmemory", "0"]).expect(4);
        run(&["--", "CONFIG", "GET", "maxmemory"]).expect(0);
        run(&["--", "OBJECT", "ENCODING", "k"]).expect(0);
        run(&["--", "CLIENT", "LIST"]).expect(0);
        assert!(run(&["--", "INFO", "server"]).expect(0).stdout.contains("redis_version:"), "{version}");
        run(&["--yes", "--", "SET", "k", "w"]).expect(0);
        assert_eq!(server.must("GET k"), "w", "{version}");
    }
}

#[test]
fn at_a_terminal_types_are_seen_and_a_plan_is_asked_about() {
    let mut server = Plain::start("7.4");
    server.call(&[&b"SET"[..], b"k", b"a\x1b[31m\xff"]);
    let tool = Tool::alone();
    let url = server.url();
    let mut terminal = tool.at_terminal(&["cli", "--url", &url, "--", "GET", "k"]);
    assert!(terminal.ends_with(0).contains(r#""a\x1b[31m\xff""#), "{}", terminal.screen());
    let mut terminal = tool.at_terminal(&["cli", "--url", &url, "--", "DEL", "k"]);
    terminal.until("Do this? [y/N]").types("n\n");
    terminal.ends_with(4);
    assert_eq!(server.must("EXISTS k"), "1");
    let mut terminal = tool.at_terminal(&["cli", "--url", &url, "--", "FLUSHALL"]);
    terminal.until("it removes all keys").until("to do this:").types(&format!("{}\n", &url["redis://".len()..]));
    terminal.until("OK").ends_with(0);
    assert_eq!(server.must("EXISTS k"), "0");
}
