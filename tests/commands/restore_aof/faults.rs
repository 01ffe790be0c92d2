//! Runs that end on the way: what they say, and that it is true.

use super::{aof, by_url, file, keys, send, store, text, url};
use crate::harness::{Tool, until};
use crate::sandbox::Fault;
use std::path::PathBuf;

const UNDO: [&str; 9] =
    ["restore-aof", "--from-pod", "-n", "lab", "--pod", "store", "--before-command", "FLUSHALL", "--yes"];

/// Commands enough that a replay can be met on its way.
fn many(tool: &Tool) -> PathBuf {
    let lines: Vec<String> = (0..150_000).map(|number| format!("SET key:{number} {number}")).collect();
    file(tool, &aof(&lines.iter().map(String::as_str).collect::<Vec<_>>()))
}

#[test]
fn a_server_that_is_killed_on_the_way_leaves_a_true_account() {
    let (_sandbox, server) = store(None);
    let tool = Tool::alone();
    let path = many(&tool);
    let address = url(&server);
    let running = tool.start(&by_url(text(&path), &address, &["--yes", "-o", "json"]));
    until("something was replayed", || keys(&server) > 1000);
    server.kill();
    let run = running.wait();
    run.expect(6);
    server.restart();
    let finding = run.finding("replay-ended");
    assert!(finding["message"].as_str().unwrap().contains("was lost"), "{run}");
    assert!(finding["hint"].as_str().unwrap().contains("--flush-first --confirm"), "{run}");
    let data = &run.json()["data"];
    let acknowledged = data["commands"]["acknowledged"].as_u64().unwrap();
    let unanswered = data["unanswered"].as_u64().unwrap();
    assert!(acknowledged > 0 && acknowledged < 150_000, "{run}");
    // Of the AOF of a killed server the last second may be lost, never more is there than was sent.
    assert!(keys(&server) <= acknowledged + unanswered, "{} {run}", keys(&server));
}

#[test]
fn a_run_that_is_told_to_end_says_what_it_leaves() {
    let (_sandbox, server) = store(None);
    let tool = Tool::alone();
    let path = many(&tool);
    let address = url(&server);
    let running = tool.start(&by_url(text(&path), &address, &["--yes"]));
    until("something was replayed", || keys(&server) > 1000);
    running.signal("TERM");
    let run = running.wait();
    run.expect(143);
    assert!(
        run.stderr.contains("holds a part of the history") && run.stderr.contains("were acknowledged by then"),
        "{run}"
    );
    assert!(run.stderr.contains("--flush-first --confirm") && !run.stderr.contains("nothing was left"), "{run}");
    let name = server.address().to_string();
    tool.run(&by_url(text(&path), &address, &["--flush-first", "--confirm", &name])).expect(0);
    assert_eq!(keys(&server), 150_000);
}

#[test]
fn a_cut_websocket_ends_it_with_an_account() {
    let (sandbox, server) = store(None);
    let tool = Tool::on(&sandbox);
    let path = many(&tool);
    // Replies to some 20,000 commands; what is asked before and after is less.
    sandbox.forward_fault(Fault::CutAfter { bytes: 100_000 });
    let run = tool.run(&["restore-aof", text(&path), "-n", "lab", "--pod", "store", "--yes", "-o", "json"]);
    run.expect(6);
    let data = &run.json()["data"];
    let known = data["commands"]["acknowledged"].as_u64().unwrap();
    assert!(known > 1000 && known <= keys(&server) && keys(&server) < 150_000, "{known} {} {run}", keys(&server));
    assert!(keys(&server) <= known + data["unanswered"].as_u64().unwrap(), "{run}");
}

#[test]
fn a_full_server_is_told_and_never_taken_for_restored() {
    let (_sandbox, server) = store(None);
    let tool = Tool::alone();
    let large = "x".repeat(10_000);
    let lines: Vec<String> = (0..2000).map(|number| format!("SET key:{number} {large}")).collect();
    let path = file(&tool, &aof(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
    let limit = (server.used_memory_bytes() + (5 << 20)).to_string();
    server.config_set("maxmemory", &limit);
    let run = tool.run(&by_url(text(&path), &url(&server), &["--yes", "-o", "json"]));
    run.expect(6);
    let finding = run.finding("replay-ended");
    let message = finding["message"].as_str().unwrap();
    assert!(message.contains("OOM") && !message.contains(".."), "{run}");
    server.config_set("maxmemory-policy", "allkeys-lru");
    let name = server.address().to_string();
    let run = tool.run(&by_url(text(&path), &url(&server), &["--flush-first", "--confirm", &name, "-o", "json"]));
    run.expect(7);
    assert!(run.finding("keys-evicted")["message"].as_str().unwrap().contains("allkeys-lru"), "{run}");
}

#[test]
fn a_server_that_executes_nothing_has_failed_and_is_as_it_was() {
    let (sandbox, server) = store(None);
    let tool = Tool::on(&sandbox);
    let path = many(&tool);
    server.config_set("maxmemory", "1");
    let options = ["--force", "--yes"];
    let run = tool.run(&by_url(text(&path), &url(&server), &options));
    run.expect(5);
    for word in ["OOM", "SET of appendonly.aof at offset", "has executed nothing of it", "maxmemory"] {
        assert!(run.stderr.contains(word), "{run}");
    }
    assert!(!run.stderr.contains("holds a part") && !run.stderr.contains("begin anew"), "{run}");
    // The history begins with a snapshot, whose keys are sent in another way.
    server.config_set("maxmemory", "0");
    tool.run(&by_url(text(&path), &url(&server), &options)).expect(0);
    server.cli(&["BGREWRITEAOF"]);
    until("the rewrite is over", || server.info("aof_rewrite_in_progress") == "0");
    server.cli(&["SET", "after", "1"]);
    let set = tool.run(&["backup-aof", "-n", "lab", "--pod", "store"]).expect(0).last_line().to_owned();
    server.cli(&["FLUSHALL"]);
    server.config_set("maxmemory", "1");
    let run = tool.run(&by_url(&set, &url(&server), &options));
    run.expect(5);
    assert!(
        run.stderr.contains("RESTORE")
            && run.stderr.contains("OOM")
            && run.stderr.contains("has executed nothing of it"),
        "{run}"
    );
    // What a script did before its error is not known, and what was executed is told.
    for lines in [&["EVAL return(redis.call('SET','a','1')) 0"][..], &["DEL a", "SET a 1"]] {
        let path = file(&tool, &aof(lines));
        let run = tool.run(&by_url(text(&path), &url(&server), &[&options[..], &["-o", "json"]].concat()));
        assert!(run.everything().contains("OOM"), "{run}");
        if lines.len() > 1 {
            run.expect(6);
            assert!(run.finding("replay-ended")["message"].as_str().unwrap().contains("1 commands were"), "{run}");
        } else {
            assert_ne!(run.code, 5, "{run}");
        }
    }
    assert_eq!(keys(&server), 0);
}

#[test]
fn without_exec_nothing_is_done_and_without_config_all_of_it() {
    let (sandbox, server) = store(None);
    send(&server, &["SET a 1", "FLUSHALL"]);
    sandbox.deny("get", "pods/exec");
    let run = Tool::on(&sandbox).run(&UNDO);
    run.expect(5);
    assert!(run.stderr.contains("get on pods/exec") && keys(&server) == 0, "{run}");
    sandbox.allow_all();
    server.cli(&["ACL", "SETUSER", "ops", "on", ">pw", "~*", "+@all", "-config"]);
    let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", "pw");
    tool.run(&[&UNDO[..], &["--redis-user", "ops"]].concat()).expect(0);
    assert_eq!(keys(&server), 1);
}
