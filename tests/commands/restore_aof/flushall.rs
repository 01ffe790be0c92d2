//! FLUSHALL by mistake, undone by one command.

use super::super::backup_aof::contents;
use super::{keys, send, store};
use crate::harness::{Tool, until};
use crate::sandbox::{Deployment, Sandbox, Server};
use std::time::Duration;

const UNDO: [&str; 8] = ["restore-aof", "--from-pod", "-n", "lab", "--pod", "store", "--before-command", "FLUSHALL"];

const SETTING: &str = "auto-aof-rewrite-min-size";

/// Keys in a base and in an increment, in several databases, with everything that history is made of.
fn live(sandbox: &Sandbox, server: &Server) {
    sandbox.fill(40);
    send(server, &["SET session:sliding x PX 150", "PEXPIRE session:sliding 600000", "SET soon gone PX 150"]);
    server.cli(&["BGREWRITEAOF"]);
    until("the rewrite is over", || server.info("aof_rewrite_in_progress") == "0");
    send(
        server,
        &[
            "SET session:late x PX 150",
            "PEXPIRE session:late 600000",
            "SET moved x PX 150",
            "RENAME moved renamed",
            "PERSIST renamed",
            "MULTI",
            "SET in transaction",
            "RPUSH queue:3 more",
            "SELECT 5",
            "SET five 5",
            "EXEC",
            "SELECT 0",
            "EVAL redis.call('SET',KEYS[1],'1') 1 by:script",
            "XADD events:6 * kind late",
            "XREADGROUP GROUP workers me COUNT 1 STREAMS events:6 >",
            "DEL counter:7",
        ],
    );
    // By now the first times of the sessions have passed, and only history knows that they were prolonged.
    std::thread::sleep(Duration::from_millis(250));
    server.cli(&["EXISTS", "soon"]);
}

#[test]
fn one_command_brings_everything_back_on_every_server() {
    for version in ["6.2", "7.0", "7.4", "8.0", "8.6", "valkey-8.0", "valkey-9.1"] {
        let (sandbox, server) = store(Some(version));
        live(&sandbox, &server);
        let (before, setting) = (contents(&server), server.cli(&["CONFIG", "GET", SETTING]));
        assert!(before.len() > 40 && before.keys().any(|(db, _)| *db == 5), "{version}");
        server.cli(&["FLUSHALL"]);
        assert_eq!(keys(&server), 0);
        let tool = Tool::on(&sandbox);
        let run = tool.run(&[&UNDO[..], &["--yes"]].concat());
        run.expect(0);
        let after = contents(&server);
        for (key, value) in &before {
            assert_eq!(Some(value), after.get(key), "{version} {}:{}\n{run}", key.0, String::from_utf8_lossy(&key.1));
        }
        assert_eq!(before.len(), after.len(), "{version} {run}");
        for session in ["session:sliding", "session:late"] {
            let left: i64 = server.cli(&["PTTL", session]).parse().expect("a number");
            assert!((1..=600_000).contains(&left), "{version} {session} {left}\n{run}");
        }
        assert_eq!(server.cli(&["PTTL", "renamed"]), "-1", "{version}");
        assert_eq!(server.cli(&["CONFIG", "GET", SETTING]), setting, "{version} {run}");
        assert!(run.stdout.contains("verified: ") && run.stdout.contains("safety copy"), "{run}");
        assert_eq!(tool.backup_files().len(), 2, "{version}: {:?}", tool.backup_files());
        // What was put back is in the server's own AOF again.
        server.kill();
        server.restart();
        assert_eq!(contents(&server), before, "{version}");
    }
}

#[test]
fn on_bitnamis_deployment_through_the_api() {
    let yaml = Deployment::BitnamiStandalone.yaml().replace("rename-command FLUSHALL \"\"", "");
    let sandbox = Sandbox::builder().yaml(&yaml).start();
    sandbox.fill(60);
    let server = sandbox.servers().into_iter().find(|server| server.pod().starts_with("prod-redis")).expect("a pod");
    let before = contents(&server);
    server.cli(&["FLUSHALL", "ASYNC"]);
    let tool = Tool::on(&sandbox);
    let undo = ["restore-aof", "--from-pod", "-n", "data", "-r", "prod-redis", "--before-command", "FLUSHALL"];
    let run = tool.run(&[&undo[..], &["--dry-run"]].concat());
    run.expect(0);
    assert!(run.stdout.contains("note: the last FLUSHALL is in ") && run.stdout.contains("-> "), "{run}");
    assert!(keys(&server) == 0 && tool.backup_files().is_empty(), "{run}");
    // Nobody agreed to it yet, but the copy is there.
    let run = tool.run(&undo);
    run.expect(4);
    assert!(run.stderr.contains("the copy of the AOF is kept: ") && keys(&server) == 0, "{run}");
    tool.run(&[&undo[..], &["--confirm", "data/prod-redis"]].concat()).expect(0);
    assert_eq!(contents(&server), before);
}

#[test]
fn what_was_written_since_is_kept_with_then_rest_and_else_refused() {
    let (sandbox, server) = store(None);
    live(&sandbox, &server);
    let before = contents(&server);
    send(&server, &["FLUSHALL", "SET since:1 new", "INCR since:2", "RPUSH queue:3 later"]);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&UNDO[..], &["--yes"]].concat());
    run.expect(4);
    assert!(run.stderr.contains("is not empty: it holds 3 keys") && run.stderr.contains("--then-rest"), "{run}");
    assert_eq!(keys(&server), 3);
    let rest = [&UNDO[..], &["--then-rest"]].concat();
    // Data is removed on the way, so that --yes is not enough.
    tool.run(&[&rest[..], &["--yes"]].concat()).expect(4);
    assert_eq!(keys(&server), 3);
    let run = tool.run(&[&rest[..], &["--confirm", "lab/store"]].concat());
    run.expect(0);
    let after = contents(&server);
    assert_eq!(server.cli(&["GET", "since:1"]), "new", "{run}");
    assert_eq!(server.cli(&["GET", "since:2"]), "1");
    assert!(server.cli(&["LRANGE", "queue:3", "0", "-1"]).ends_with("more\nlater"), "{run}");
    assert_eq!(after.len(), before.len() + 2, "{run}");
}

#[test]
fn flush_first_gives_back_just_what_was_there() {
    let (sandbox, server) = store(None);
    live(&sandbox, &server);
    let before = contents(&server);
    send(&server, &["MULTI", "SET a 1", "FLUSHALL", "SET since new", "EXEC"]);
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&UNDO[..], &["--flush-first", "--confirm", "lab/store", "-o", "json"]].concat());
    run.expect(0);
    assert_eq!(contents(&server), before, "{run}");
    let data = &run.json()["data"];
    assert_eq!(data["history"]["left"]["commands"], 3, "{run}");
    assert_eq!(data["history"]["cut"]["at"]["in_transaction"], true, "{run}");
    // The copy holds what was written since.
    let set = data["safety"].as_str().expect("a path");
    tool.run(&["backup-verify", set]).expect(0);
}

#[test]
fn a_rewrite_since_then_has_no_flushall_any_more() {
    let (sandbox, server) = store(None);
    live(&sandbox, &server);
    send(&server, &["FLUSHALL", "BGREWRITEAOF"]);
    until("the rewrite is over", || server.info("aof_rewrite_in_progress") == "0");
    let run = Tool::on(&sandbox).run(&[&UNDO[..], &["--yes"]].concat());
    run.expect(4);
    assert!(run.stderr.contains("there is no FLUSHALL in the AOF"), "{run}");
    assert!(run.stderr.contains("its snapshot was written at") && run.stderr.contains("backup-list"), "{run}");
    assert_eq!(server.cli(&["CONFIG", "GET", SETTING]), format!("{SETTING}\n67108864"));
}
