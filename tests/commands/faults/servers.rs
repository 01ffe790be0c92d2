//! Servers that answer with an error of their own, or not at all.

use super::{World, breakable, says, while_loading, while_saves_fail};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Sandbox, Server, Snapshots};

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
#[derive(Clone, Copy)]
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
/// It reads its line from stdin.
const TALK: &[&str] = &["shell", "--write"];
/// A client of what it opens.
const FORWARD: &[&str] = &["port-forward", "--", "sh", "-c", "redis-cli -e -p $REDIS_PORT SET written 1"];
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
        let (server, tool) = (sandbox.pod("lab", "one"), Tool::on(&sandbox).after("exec < lines"));
        std::fs::write(tool.folder().join("lines"), "SET written 1\n").expect("a file of the test's own");
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
        let runs = rows.iter().map(|row| self.run(row.command)).collect();
        heal();
        judge(state, runs, rows);
    }

    /// As [`One::rows`], for a state in which none of them gets as far as to be in another's way.
    fn rows_at_once(&self, state: &str, rows: &[Row], heal: impl FnOnce()) {
        let runs = std::thread::scope(|scope| {
            let running: Vec<_> = rows.iter().map(|row| scope.spawn(move || self.run(row.command))).collect();
            running.into_iter().map(|run| run.join().expect("a run")).collect()
        });
        heal();
        judge(state, runs, rows);
    }

    fn read_only(&self, rows: &[Row]) {
        self.server.cli(&["REPLICAOF", "127.0.0.1", "1"]);
        self.rows("READONLY", rows, || {
            self.server.cli(&["REPLICAOF", "NO", "ONE"]);
        });
        self.is_as_it_was("READONLY");
    }

    fn full(&self, rows: &[Row]) {
        self.server.config_set("maxmemory", "1");
        self.rows("OOM", rows, || self.server.config_set("maxmemory", "0"));
        self.is_as_it_was("OOM");
    }

    /// Where the file would go there is a folder, and a save has failed.
    fn without_a_save(&self, rows: &[Row]) {
        let dump = self.server.data_dir().join("dump.rdb");
        std::fs::remove_file(&dump).expect("an RDB");
        std::fs::create_dir(&dump).expect("a folder");
        assert!(self.run(SAVE).expect(5).everything().contains("rdb_last_bgsave_status"));
        self.rows("MISCONF", rows, || {
            std::fs::remove_dir(&dump).expect("a folder");
            self.run(SAVE).expect(0);
        });
        self.is_as_it_was("MISCONF");
    }

    fn busy(&self, rows: &[Row]) {
        let server = &self.server;
        std::thread::scope(|scope| {
            scope.spawn(|| server.connect().and_then(|mut line| line.call(&["EVAL", "while true do end", "0"])));
            until("the script runs", || server.reply(&["PING"]).to_string().contains("BUSY"));
            self.rows("BUSY", rows, || {
                server.reply(&["SCRIPT", "KILL"]);
            });
        });
        self.is_as_it_was("BUSY");
    }

    /// While it reads 60,000 keys more, which it has afterwards.
    fn loading(&self, rows: &[Row]) {
        let server = &self.server;
        server.cli(&["DEBUG", "POPULATE", "60000"]);
        server.config_set("key-load-delay", "1000");
        std::thread::scope(|scope| {
            scope.spawn(|| server.connect().and_then(|mut line| line.call(&["DEBUG", "RELOAD"])));
            until("it loads", || server.info("loading") == "1");
            self.rows("LOADING", rows, || {
                assert_eq!(server.info("loading"), "1", "it was done before all was tried");
                server.config_set("key-load-delay", "0");
            });
            server.wait_until_answering();
        });
        assert_eq!(server.cli(&["DBSIZE"]), "60001");
    }

    fn run(&self, command: &[&str]) -> Run {
        self.tool.run(&[&["--node-timeout", "1s"][..], command].concat())
    }

    /// Nothing was written and nothing removed.
    fn is_as_it_was(&self, state: &str) {
        assert_eq!((self.server.cli(&["KEYS", "*"]).as_str(), state), ("kept", state));
    }
}

fn judge(state: &str, runs: Vec<Run>, rows: &[Row]) {
    let mut wrong = Vec::new();
    for (run, row) in runs.iter().zip(rows) {
        if !row.codes.contains(&run.code) || !run.everything().contains(row.word) {
            let (command, codes, word) = (row.command, row.codes, row.word);
            wrong.push(format!("{state}: {command:?} has to end with {codes:?} and say {word:?}\n{run}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_error_of_a_server_ends_each_command_truly() {
    let one = One::new();
    let server = &one.server;

    let rows = [
        row(SET, &[5], "READONLY"),
        row(TALK, &[5], "READONLY"),
        row(FORWARD, &[1], "READONLY"),
        row(FLUSH, &[4], "has no primary"),
        row(RESTORE, &[4], "takes no writes"),
        row(REPLAY, &[4], "replica"),
    ];
    one.read_only(&rows);

    let rows = [
        row(SET, &[5], "OOM"),
        row(TALK, &[5], "OOM"),
        row(FORWARD, &[1], "OOM"),
        row(RESTORE, &[5], "OOM"),
        row(REPLAY, &[5], "OOM"),
        row(SAVE, &[0], ""),
        row(BACKUP, &[0], ""),
    ];
    one.full(&rows);

    let rows = [
        row(SET, &[5], "MISCONF"),
        row(TALK, &[5], "MISCONF"),
        row(FORWARD, &[1], "MISCONF"),
        row(FLUSH, &[5], "MISCONF"),
        row(RESTORE, &[4], "its last save failed"),
        row(REPLAY, &[5], "MISCONF"),
        row(FLUSH_AND_REPLAY, &[5], "MISCONF"),
        row(BACKUP, &[0], ""),
    ];
    one.without_a_save(&rows);

    let all = [SET, TALK, FORWARD, FLUSH, RESTORE, REPLAY, SAVE, BACKUP];
    let rows = all.map(|command| row(command, NOTHING, "BUSY"));
    one.busy(&rows);

    let rows = all.map(|command| row(command, NOTHING, "did not answer"));
    server.pause();
    one.rows("silence", &rows, || server.resume());
    one.is_as_it_was("silence");

    let rows = [
        row(SET, &[5], "LOADING"),
        row(TALK, &[5], "LOADING"),
        row(FORWARD, &[1], "LOADING"),
        row(FLUSH, &[4], "is loading its data (LOADING)"),
        row(FLUSH_DRY, &[4], "not all that would be lost"),
        row(RESTORE, &[4], "is loading"),
        row(REPLAY, &[4], "is loading"),
        row(SAVE, &[5], "LOADING"),
        row(BACKUP, &[5], "is loading"),
    ];
    one.loading(&rows);
    // In good order each of them works.
    for command in [SET, TALK, FORWARD, SAVE, BACKUP, RESTORE, REPLAY, FLUSH] {
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

/// The states in which it answers, with an error of its own where it does not do what it is asked.
#[test]
fn a_primary_in_a_bad_state_ends_the_commands_of_replication_truly() {
    let sandbox = breakable();
    sandbox.volume_snapshots(Snapshots::Ready);
    sandbox.fill(20);
    let tool = Tool::on(&sandbox);
    let (primary, replica) = (sandbox.pod("apps", "cache-redis-0"), sandbox.pod("apps", "cache-redis-1"));
    let whole = primary.cli(&["DBSIZE"]);
    let back: &[&str] = &["promote-replica", "cache-redis-0", "--yes"];
    let commands: [&[&str]; 4] = [
        &["resync-replica", replica.pod(), "--yes"],
        &["rotate-password", "--yes"],
        &["create-pvc-snapshot", "--yes"],
        &["promote-replica", replica.pod(), "--yes"],
    ];
    let run = |command: &[&str]| tool.run(&[&["--node-timeout", "1s"][..], command].concat());
    let tried = |state: &str, wanted: &[(i32, &str)]| {
        let mut wrong = Vec::new();
        for (command, (code, word)) in commands.iter().zip(wanted) {
            let run = run(command);
            if run.code != *code || !run.everything().contains(word) {
                wrong.push(format!("{state}: {command:?} has to end with {code} and say {word:?}\n{run}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    };
    let in_order = || run(&["check-replication", "--replicas", "2", "--wait", "20s"]);
    while_loading(&primary, &primary, || {
        tried("LOADING", &[(4, "reading its data"), (0, ""), (5, "loading"), (5, "LOADING")]);
    });
    in_order().expect(0);
    while_saves_fail(&primary, || {
        let ends = "as a replica it would end at the first write that it is sent";
        tried("MISCONF", &[(0, ""), (0, ""), (5, "rdb_last_bgsave_status"), (4, ends)]);
    });
    in_order().expect(0);
    primary.config_set("maxmemory-policy", "noeviction");
    primary.config_set("maxmemory", "1");
    tried("OOM", &[(0, ""), (0, ""), (0, ""), (0, "")]);
    primary.config_set("maxmemory", "0");
    run(back).expect(0);
    in_order().expect(0);
    assert_eq!(primary.cli(&["DBSIZE"]), whole);
    primary.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    // Nobody takes writes: what needs that is refused, and a copy or a password does not.
    for command in commands {
        let run = run(command);
        assert!([0, 4, 5].contains(&run.code), "READONLY\n{run}");
        if run.code != 0 {
            says(&run, &["error: ", primary.pod()]);
        }
        assert_eq!(replica.info("role"), "slave", "{run}");
    }
}

const SAVE_NOW: &[&str] = &["save", "--force", "--yes"];
const REWRITE: &[&str] = &["aof-rewrite"];
const RECOVER: &[&str] = &["disaster-recovery", "kept", "--no-safety-backup", "--confirm", "lab/one"];
const CONFIGURE: &[&str] = &["restore-config", "config.json", "--yes"];
const ALL: &[&str] = &["backup-all-namespaces", "--to", "all"];
const COPY: &[&str] = &["backup-aof"];
const FULL: &[&str] = &["full-backup", "--to", "full"];
const KEEP_CONFIG: &[&str] = &["backup-config"];
const BEFORE: &[&str] = &["pre-upgrade-check", "--baseline", "now.json"];
const AFTER: &[&str] = &["post-upgrade-check", "--baseline", "before.json"];
const WATCH: &[&str] = &["monitor", "--duration", "1s", "--yes"];
const HOT: &[&str] = &["hotkeys", "--by", "monitor", "--duration", "1s", "--yes"];
const LOAD: &[&str] = &["benchmark", "--requests", "500", "--clients", "2", "--keyspace", "9", "--yes"];
const BIG: &[&str] = &["bigkeys"];

/// A server with an AOF, of which there is a set, a kept configuration and what it was before an upgrade.
fn with_an_aof() -> One {
    let one = One::new();
    one.server.config_set("appendonly", "yes");
    until("the AOF is written", || {
        ["aof_rewrite_in_progress", "aof_rewrite_scheduled"].iter().all(|field| one.server.info(field) == "0")
    });
    one.run(&["backup-rdb", "--to", "kept"]).expect(0);
    one.run(&["backup-rdb"]).expect(0);
    one.run(&["pre-upgrade-check", "--baseline", "before.json"]).expect(0);
    let set = one.run(&["backup-config", "--to", "kept-config"]).expect(0).last_line().to_owned();
    let folder = one.tool.folder();
    std::fs::copy(folder.join(set).join("config.json"), folder.join("config.json")).expect("a configuration");
    one
}

#[test]
fn each_error_of_a_server_ends_the_other_commands_truly() {
    let one = with_an_aof();
    let server = &one.server;

    let rows = [
        row(SAVE_NOW, &[5], "has no primary"),
        row(REWRITE, &[5], "has no primary"),
        row(RECOVER, &[4], "engine offline"),
        row(ALL, &[5], "has lost its primary"),
        row(FULL, &[5], "has lost its primary"),
        row(AFTER, &[2], "upgrade-canary"),
        row(HOT, &[3], "no primary"),
        row(LOAD, &[4], "takes no writes"),
    ];
    one.read_only(&rows);

    let rows = [
        row(SAVE_NOW, &[0], ""),
        row(REWRITE, &[0], ""),
        row(RECOVER, &[4], "memory of lab/one is too short"),
        row(AFTER, &[2], "OOM"),
        row(LOAD, &[4], "would refuse writes"),
    ];
    one.full(&rows);

    let rows = [
        row(SAVE_NOW, &[5], "is its disk full?"),
        // These write beside it, or read by a stream.
        row(REWRITE, &[0], ""),
        row(ALL, &[0], ""),
        row(FULL, &[0], ""),
        row(RECOVER, &[4], "its last save failed"),
        row(BEFORE, &[2], "rdb-save-failed"),
        row(AFTER, &[2], "MISCONF"),
        row(LOAD, &[4], "MISCONF"),
    ];
    one.without_a_save(&rows);

    // Something for restore-config to bring back.
    server.config_set("slowlog-max-len", "5");
    let stuck = |word: &'static str| {
        [
            row(SAVE_NOW, &[5], word),
            row(REWRITE, &[5], word),
            row(RECOVER, &[4], "no primary answers"),
            row(CONFIGURE, NOTHING, word),
            row(ALL, &[5], word),
            row(COPY, &[5], word),
            row(FULL, &[5], word),
            row(KEEP_CONFIG, &[5], word),
            row(BEFORE, &[3], word),
            row(AFTER, &[2, 3], word),
            row(WATCH, &[3], word),
            row(HOT, &[3], word),
            row(BIG, &[3], word),
        ]
    };
    one.busy(&[&stuck("BUSY")[..], &[row(LOAD, &[4], "busy with a script")]].concat());

    server.pause();
    let rows = [&stuck("did not answer")[..], &[row(LOAD, &[3], "did not answer")]].concat();
    one.rows_at_once("silence", &rows, || server.resume());
    one.is_as_it_was("silence");
    assert!(server.cli(&["CONFIG", "GET", "slowlog-max-len"]).ends_with("\n5"));

    let rows = [
        row(SAVE_NOW, &[5], "LOADING"),
        row(REWRITE, &[5], "LOADING"),
        row(RECOVER, &[4], "is loading"),
        row(ALL, &[5], "is loading"),
        row(COPY, &[5], "is loading"),
        row(FULL, &[5], "is loading"),
        row(KEEP_CONFIG, &[0], ""),
        row(BEFORE, &[2], "is loading"),
        row(AFTER, &[2], "LOADING"),
        row(WATCH, &[0], ""),
        row(LOAD, &[4], "is loading"),
        row(BIG, &[3], "is loading"),
        row(CONFIGURE, &[0], ""),
    ];
    one.loading(&rows);
    // In good order each of them works.
    for command in [SAVE_NOW, REWRITE, ALL, COPY, FULL, KEEP_CONFIG, BEFORE, HOT, LOAD, BIG, RECOVER] {
        one.run(command).expect(0);
    }
    assert_eq!(server.cli(&["DBSIZE"]), "1");
}
