//! Servers that answer with an error of their own, or not at all.

use super::{World, says};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Sandbox, Server};

/// A pod whose server can be brought into any state.
const POD: &str = "
apiVersion: v1
kind: Pod
metadata: {name: one, namespace: lab}
spec:
  containers:
  - name: redis
    image: redis:7.0
    args: [--enable-debug-command, 'yes', --loading-process-events-interval-bytes, '1024', --save, '86400 1000000',
      --lua-time-limit, '50', --repl-diskless-sync-delay, '0']
    ports: [{containerPort: 6379}]
";

/// Exit status of each command in a state; the error's word is in what it says.
struct Row {
    command: &'static [&'static str],
    codes: &'static [i32],
    word: &'static str,
}

const fn row(command: &'static [&'static str], codes: &'static [i32], word: &'static str) -> Row {
    Row { command, codes, word }
}

/// What a command says that has changed nothing: it was refused, or it failed.
const NOTHING: &[i32] = &[4, 5];

const SET: &[&str] = &["cli", "--yes", "--", "SET", "written", "1"];
const FLUSH: &[&str] = &["flushall", "--no-backup", "--confirm", "lab/one"];
const FLUSH_DRY: &[&str] = &["flushdb", "--db", "9", "--dry-run"];
const RESTORE: &[&str] = &["restore-rdb", "dump.rdb", "--replace", "--no-safety-backup", "--confirm", "lab/one"];
const REPLAY: &[&str] = &["restore-aof", "appendonly.aof", "--on-top", "--confirm", "lab/one"];
const FLUSH_AND_REPLAY: &[&str] = &["restore-aof", "appendonly.aof", "--flush-first", "--confirm", "lab/one"];
const SAVE: &[&str] = &["bgsave"];
const BACKUP: &[&str] = &["backup-rdb"];

/// A server with a key, and the files to restore in the tool's folder.
struct One {
    _sandbox: Sandbox,
    server: Server,
    tool: Tool,
}

impl One {
    fn new() -> Self {
        let sandbox = Sandbox::builder().yaml(POD).namespace("lab").start();
        let (server, tool) = (sandbox.pod("lab", "one"), Tool::on(&sandbox));
        server.cli(&["SET", "kept", "1"]);
        server.cli(&["SAVE"]);
        let folder = tool.folder();
        std::fs::copy(server.data_dir().join("dump.rdb"), folder.join("dump.rdb")).expect("an RDB");
        let aof = "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$3\r\nold\r\n$1\r\n1\r\n";
        std::fs::write(folder.join("appendonly.aof"), aof).expect("a file of the test's own");
        Self { _sandbox: sandbox, server, tool }
    }

    /// Runs each command in this state, then lets the server be well again and looks at what is there.
    fn rows(&self, state: &str, rows: &[Row], heal: impl FnOnce()) {
        let runs: Vec<(Run, &Row)> = rows.iter().map(|row| (self.run(row.command), row)).collect();
        heal();
        let mut wrong = Vec::new();
        for (run, row) in &runs {
            if !row.codes.contains(&run.code) || !run.everything().contains(row.word) {
                wrong.push(format!(
                    "{state}: {:?} has to end with {:?} and say {:?}\n{run}",
                    row.command, row.codes, row.word
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn run(&self, command: &[&str]) -> Run {
        self.tool.run(&[&["--node-timeout", "1s"][..], command].concat())
    }

    /// Nothing was written and nothing removed.
    fn is_as_it_was(&self, state: &str) {
        assert_eq!((self.server.cli(&["KEYS", "*"]).as_str(), state), ("kept", state));
    }
}

#[test]
fn each_error_of_a_server_ends_each_command_truly() {
    let one = One::new();
    let server = &one.server;

    server.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    let rows = [
        row(SET, &[5], "READONLY"),
        row(FLUSH, &[4], "has no primary"),
        row(RESTORE, &[4], "takes no writes"),
        row(REPLAY, &[4], "replica"),
    ];
    one.rows("READONLY", &rows, || {
        server.cli(&["REPLICAOF", "NO", "ONE"]);
    });
    one.is_as_it_was("READONLY");

    server.config_set("maxmemory", "1");
    let rows = [
        row(SET, &[5], "OOM"),
        row(RESTORE, &[5], "OOM"),
        row(REPLAY, &[5], "OOM"),
        row(SAVE, &[0], ""),
        row(BACKUP, &[0], ""),
    ];
    one.rows("OOM", &rows, || server.config_set("maxmemory", "0"));
    one.is_as_it_was("OOM");

    // Where the file would go there is a folder.
    let dump = server.data_dir().join("dump.rdb");
    std::fs::remove_file(&dump).expect("an RDB");
    std::fs::create_dir(&dump).expect("a folder");
    let rows = [
        row(SAVE, &[5], "rdb_last_bgsave_status"),
        row(SET, &[5], "MISCONF"),
        row(FLUSH, &[5], "MISCONF"),
        row(RESTORE, &[4], "its last save failed"),
        row(REPLAY, &[5], "MISCONF"),
        row(FLUSH_AND_REPLAY, &[5], "MISCONF"),
        row(BACKUP, &[0], ""),
    ];
    one.rows("MISCONF", &rows, || {
        std::fs::remove_dir(&dump).expect("a folder");
        one.run(SAVE).expect(0);
    });
    one.is_as_it_was("MISCONF");

    let all = [SET, FLUSH, RESTORE, REPLAY, SAVE, BACKUP];
    let rows = all.map(|command| row(command, NOTHING, "BUSY"));
    std::thread::scope(|scope| {
        scope.spawn(|| server.connect().and_then(|mut line| line.call(&["EVAL", "while true do end", "0"])));
        until("the script runs", || server.reply(&["PING"]).to_string().contains("BUSY"));
        one.rows("BUSY", &rows, || {
            server.reply(&["SCRIPT", "KILL"]);
        });
    });
    one.is_as_it_was("BUSY");

    let rows = all.map(|command| row(command, NOTHING, "did not answer"));
    server.pause();
    one.rows("silence", &rows, || server.resume());
    one.is_as_it_was("silence");

    server.cli(&["DEBUG", "POPULATE", "60000"]);
    server.config_set("key-load-delay", "1000");
    let rows = [
        row(SET, &[5], "LOADING"),
        row(FLUSH, &[4], "is loading its data (LOADING)"),
        row(FLUSH_DRY, &[4], "not all that would be lost"),
        row(RESTORE, &[4], "is loading"),
        row(REPLAY, &[4], "is loading"),
        row(SAVE, &[5], "LOADING"),
        row(BACKUP, &[5], "is loading"),
    ];
    std::thread::scope(|scope| {
        scope.spawn(|| server.connect().and_then(|mut line| line.call(&["DEBUG", "RELOAD"])));
        until("it loads", || server.info("loading") == "1");
        one.rows("LOADING", &rows, || {
            assert_eq!(server.info("loading"), "1", "it was done before all was tried");
            server.config_set("key-load-delay", "0");
        });
        server.wait_until_answering();
    });
    assert_eq!(server.cli(&["DBSIZE"]), "60001");
    // In good order each of them works.
    for command in [SET, SAVE, BACKUP, RESTORE, REPLAY, FLUSH] {
        one.run(command).expect(0);
    }
}

#[test]
fn a_primary_that_is_busy_or_silent_keeps_its_role_and_password() {
    let world = World::new();
    let (primary, replica) = (world.primary(), world.replica());
    let commands: [&[&str]; 5] = [
        &["promote-replica", replica.pod(), "--yes"],
        &["resync-replica", replica.pod(), "--yes"],
        &["restart", "--yes"],
        &["rotate-password", "--yes"],
        &["create-pvc-snapshot", "--yes"],
    ];
    let before = world.state();
    let tried = |state: &str| {
        let mut codes = Vec::new();
        for command in commands {
            let run = world.tool.run(&[&["--node-timeout", "1s"][..], command].concat());
            says(&run, &["error: ", primary.pod()]);
            codes.push(run.code);
        }
        assert!(codes.iter().all(|code| [4, 5].contains(code)), "{state}: {codes:?}");
    };
    primary.pause();
    tried("silence");
    primary.resume();
    assert_eq!(world.state(), before, "silence");
    primary.config_set("lua-time-limit", "50");
    std::thread::scope(|scope| {
        scope.spawn(|| primary.connect().and_then(|mut line| line.call(&["EVAL", "while true do end", "0"])));
        until("the script runs", || primary.reply(&["PING"]).to_string().contains("BUSY"));
        tried("BUSY");
        primary.reply(&["SCRIPT", "KILL"]);
    });
    assert_eq!(world.state(), before, "BUSY");
}
