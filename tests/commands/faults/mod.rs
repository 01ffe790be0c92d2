//! One fault, many commands: whatever goes wrong, the exit status is true, what was not done is not changed, and once the
//! fault is gone the same command does its work. `docs/faults.md` says which test stands for which command and fault.

mod api;
mod beside;
mod buckets;
mod clock;
mod conversations;
mod cutovers;
mod drills;
mod failovers;
mod matrix;
mod moments;
mod observers;
mod places;
mod restarts;
mod rollbacks;
mod servers;
mod stopped;

use crate::harness::{Run, Running, Tool, until};
use crate::sandbox::{Deployment, Moment, Sandbox, Server, Snapshots};

/// Runs a command until its moment has come, where the sandbox keeps it waiting, and lets something happen to it then.
fn held_at(
    (sandbox, tool): (&Sandbox, &Tool),
    words: &[&str],
    moment: Moment,
    happen: impl FnOnce(Running) -> Run,
) -> Run {
    sandbox.hold(moment);
    let mut running = tool.start(words);
    until("its moment has come", || {
        assert!(!running.has_ended(), "{words:?} ended before {moment:?}");
        sandbox.is_holding()
    });
    let run = happen(running);
    sandbox.release();
    run
}

/// An instance of three with keys, a backup and a kept configuration; each command has something to do.
struct World {
    sandbox: Sandbox,
    tool: Tool,
    set: String,
    configuration: String,
    aof: String,
}

impl World {
    fn new() -> Self {
        let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
        sandbox.volume_snapshots(Snapshots::Ready);
        sandbox.fill(20);
        let tool = Tool::on(&sandbox);
        sandbox.servers().iter().for_each(write_aof);
        let kept = |command: &str, to| tool.run(&[command, "--to", to]).expect(0).last_line().to_owned();
        let (set, configuration) = (kept("backup-rdb", "kept"), kept("backup-config", "kept"));
        let aof = kept("backup-aof", "kept-aof");
        Self { sandbox, tool, set, configuration, aof }
    }

    fn servers(&self) -> Vec<Server> {
        self.sandbox.servers()
    }

    fn primary(&self) -> Server {
        self.servers().into_iter().find(|server| server.info("role") == "master").expect("a primary")
    }

    fn replica(&self) -> Server {
        self.servers().into_iter().find(|server| server.info("role") == "slave").expect("a replica")
    }

    /// What a command that says it has changed nothing leaves as it was.
    fn state(&self) -> Vec<String> {
        let mut state: Vec<String> = self.servers().iter().map(state_of).collect();
        for ordinal in 0..3 {
            let pod = self.sandbox.get("pods", "apps", &format!("cache-redis-{ordinal}"));
            state.push(pod.map(|pod| pod["metadata"]["uid"].to_string()).unwrap_or_default());
        }
        state
            .push(format!("{:?}", self.sandbox.get("secrets", "apps", "cache-redis").map(|it| it["data"].to_string())));
        state
    }

    /// Every server has an AOF too, which one that was started anew has not.
    fn write_aofs(&self) {
        self.servers().iter().for_each(write_aof);
    }

    /// Keys of the primary's database 0.
    fn keys(&self) -> u64 {
        self.primary().cli(&["DBSIZE"]).parse().expect("a number")
    }

    /// Something was deleted, something written, and a setting changed, by mistake.
    fn spoil(&self) {
        self.prepare();
        let primary = self.primary();
        let one = primary.cli(&["RANDOMKEY"]);
        primary.cli(&["DEL", &one]);
        primary.cli(&["SET", "by:mistake", "1"]);
        self.wait_until_replicated();
    }

    /// Replicas have all that was written.
    fn wait_until_replicated(&self) {
        let (primary, servers) = (self.primary(), self.servers());
        let replicas: Vec<&Server> = servers.iter().filter(|server| server.pod() != primary.pod()).collect();
        until("the replicas have all of it", || {
            let written = primary.info("master_repl_offset");
            replicas.iter().all(|replica| {
                replica.info("master_link_status") == "up" && replica.info("slave_repl_offset") == written
            })
        });
    }

    /// Has something for `restore-config` to do, and for `flushdb`.
    fn prepare(&self) {
        let primary = self.primary();
        primary.config_set("slowlog-max-len", "5");
        primary.reply(&["EVAL", "redis.call('SELECT', 9) return redis.call('SET', 'a', '1')", "0"]);
    }
}

fn write_aof(server: &Server) {
    server.config_set("appendonly", "yes");
    until("the AOF is written", || {
        ["aof_rewrite_in_progress", "aof_rewrite_scheduled"].iter().all(|field| server.info(field) == "0")
    });
}

/// A server's part of [`World::state`].
fn state_of(server: &Server) -> String {
    let of = |words: &[&str]| server.cli(words).replace('\n', " ");
    format!(
        "{}: {} of {} with {} and {}",
        server.pod(),
        server.info("role"),
        keys(server),
        of(&["CONFIG", "GET", "slowlog-max-len"]),
        of(&["ACL", "GETUSER", "default"]),
    )
}

/// Keys by database; the average time to live beside them goes by.
fn keys(server: &Server) -> String {
    let info = server.cli(&["INFO", "keyspace"]);
    let counts = info.lines().filter(|line| line.starts_with("db")).filter_map(|line| line.split(",avg_ttl").next());
    counts.collect::<Vec<_>>().join(" ")
}

/// A run whose words can be told apart from those of the same command in good order.
#[track_caller]
fn says(run: &Run, words: &[&str]) {
    for word in words {
        assert!(run.everything().contains(word), "{word:?} is not said\n{run}");
    }
}

/// The sb chart, with servers that can be brought into any state.
fn breakable() -> Sandbox {
    let settings = [
        "tcp-backlog 511",
        "enable-debug-command yes",
        "loading-process-events-interval-bytes 1024",
        "lua-time-limit 50",
        "repl-diskless-sync-delay 0",
    ];
    let yaml = Deployment::SbChart.yaml().replace("tcp-backlog 511", &settings.join("\n    "));
    Sandbox::builder().yaml(&yaml).yaml(Deployment::SbChart.budgets()).namespace("apps").start()
}

/// While a server reads its data, of which it gets many.
fn while_loading(primary: &Server, server: &Server, act: impl FnOnce()) {
    let many = "for number = 1, 30000 do redis.call('SET', 'many:' .. number, '1') end";
    primary.cli(&["EVAL", many, "0"]);
    until("it has all", || server.cli(&["DBSIZE"]) == primary.cli(&["DBSIZE"]));
    server.config_set("key-load-delay", "2000");
    std::thread::scope(|scope| {
        scope.spawn(|| server.connect().and_then(|mut line| line.call(&["DEBUG", "RELOAD"])));
        until("it loads", || server.info("loading") == "1");
        act();
        assert_eq!(server.info("loading"), "1", "it was done before all was tried");
        server.config_set("key-load-delay", "0");
        server.wait_until_answering();
    });
    primary.cli(&["EVAL", "for number = 1, 30000 do redis.call('DEL', 'many:' .. number) end", "0"]);
}

/// While a script runs on a server.
fn while_busy(server: &Server, act: impl FnOnce()) {
    server.config_set("lua-time-limit", "50");
    std::thread::scope(|scope| {
        scope.spawn(|| server.connect().and_then(|mut line| line.call(&["EVAL", "while true do end", "0"])));
        until("the script runs", || server.reply(&["PING"]).to_string().contains("BUSY"));
        act();
        server.reply(&["SCRIPT", "KILL"]);
        server.wait_until_answering();
    });
}

/// While a server's saves fail: where its file would go there is a folder.
fn while_saves_fail(server: &Server, act: impl FnOnce()) {
    let dump = server.data_dir().join("dump.rdb");
    let _ = std::fs::remove_file(&dump);
    std::fs::create_dir(&dump).expect("a folder");
    server.reply(&["BGSAVE"]);
    until("a save has failed", || server.info("rdb_last_bgsave_status") == "err");
    act();
    std::fs::remove_dir(&dump).expect("a folder");
    until("a save is done", || {
        server.reply(&["BGSAVE"]);
        server.info("rdb_last_bgsave_status") == "ok"
    });
}
