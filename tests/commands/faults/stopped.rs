//! Servers that are stopped, restored and started again, in whatever state they were.

use super::{breakable, held_at, says, while_busy};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{Method, Moment, Sandbox, Server, Snapshots};

/// The server on the snapshot's data was started, and is asked for the first time.
const STARTED: Moment = Moment { of: ("GET", "command=s%3D"), later: 1 };
const OF_SNAPSHOT: [&str; 2] = ["restore-from-pvc-snapshot", "before"];
const SOON: [&str; 6] = ["--confirm", "apps/cache", "--node-timeout", "1s", "--max-wait", "30s"];

/// An instance, a set and a snapshot of it.
struct Stopped {
    sandbox: Sandbox,
    tool: Tool,
    set: String,
    whole: String,
}

impl Stopped {
    fn new() -> Self {
        let sandbox = breakable();
        sandbox.volume_snapshots(Snapshots::Ready);
        sandbox.fill(20);
        let tool = Tool::on(&sandbox);
        let set = tool.run(&["backup-rdb", "--to", "good"]).expect(0).last_line().to_owned();
        tool.run(&["create-pvc-snapshot", "before", "--pod", "cache-redis-0", "--yes"]).expect(0);
        let whole = sandbox.pod("apps", "cache-redis-0").cli(&["DBSIZE"]);
        Self { sandbox, tool, set, whole }
    }

    fn primary(&self) -> Server {
        self.sandbox.pod("apps", "cache-redis-0")
    }

    fn of_set(&self) -> [&str; 4] {
        ["restore-rdb", &self.set, "--engine", "offline"]
    }

    fn run(&self, words: &[&str]) -> Run {
        self.tool.run(&[words, &SOON].concat())
    }

    /// Something is deleted and something written by mistake; what is written last is in memory alone.
    fn spoil(&self) {
        let primary = self.primary();
        primary.cli(&["DEL", &primary.cli(&["RANDOMKEY"])]);
        primary.cli(&["SET", "by:mistake", "1"]);
        primary.cli(&["SAVE"]);
        primary.cli(&["SET", "in:memory", "1"]);
    }

    /// All is as it was when the set was taken, on each server, and nothing is left of the run.
    fn is_restored(&self, run: &Run) {
        assert_eq!(self.primary().cli(&["DBSIZE"]), self.whole, "{run}");
        for server in self.sandbox.servers() {
            assert_eq!(server.cli(&["EXISTS", "by:mistake", "in:memory"]), "0", "{}\n{run}", server.pod());
        }
        self.leaves_nothing(run);
    }

    /// The servers run on as they were.
    fn is_as_it_was(&self, started: &str, run: &Run) {
        assert_eq!(self.primary().info("run_id"), started, "{run}");
        assert_eq!(self.primary().cli(&["EXISTS", "by:mistake", "in:memory"]), "2", "{run}");
        self.leaves_nothing(run);
    }

    /// Neither a lock nor a claim or pod of its own.
    fn leaves_nothing(&self, run: &Run) {
        assert!(self.sandbox.get("leases", "apps", "redis-ops-cache").is_none(), "{run}");
        for (_, path) in self.sandbox.requests() {
            for kind in ["pods", "persistentvolumeclaims"] {
                let Some(rest) = path.split(&format!("/{kind}/redis-ops-")).nth(1) else { continue };
                let name = format!("redis-ops-{}", rest.split(['?', '/']).next().unwrap_or_default());
                assert!(self.sandbox.get(kind, "apps", &name).is_none(), "{kind} {name} is left\n{run}");
            }
        }
    }
}

#[test]
fn a_primary_that_loads_or_cannot_save_is_backed_up_by_another_way_and_restored() {
    let world = Stopped::new();
    for words in [&world.of_set()[..], &OF_SNAPSHOT] {
        world.spoil();
        let server = world.primary();
        let many = "for number = 1, 30000 do redis.call('SET', 'many:' .. number, '1') end";
        server.cli(&["EVAL", many, "0"]);
        let count = server.cli(&["DBSIZE"]);
        until("the replicas have all", || world.sandbox.servers().iter().all(|one| one.cli(&["DBSIZE"]) == count));
        server.config_set("key-load-delay", "2000");
        std::thread::scope(|scope| {
            scope.spawn(|| server.connect().and_then(|mut line| line.call(&["DEBUG", "RELOAD"])));
            until("it loads", || server.info("loading") == "1");
            let run = world.run(words);
            // What it had is in the backup before.
            says(run.expect(0), &["kept aside", "safety backup  redis-backups/apps.cache/", "a replica in sync"]);
            world.is_restored(&run);
        });
    }
    for words in [&world.of_set()[..], &OF_SNAPSHOT] {
        let server = world.primary();
        let dump = server.data_dir().join("dump.rdb");
        std::fs::remove_file(&dump).expect("an RDB");
        std::fs::create_dir(&dump).expect("a folder");
        server.cli(&["SET", "by:mistake", "1"]);
        server.reply(&["BGSAVE"]);
        until("a save has failed", || server.info("rdb_last_bgsave_status") == "err");
        let run = world.run(words);
        says(run.expect(0), &["kept aside", "safety backup  redis-backups/apps.cache/"]);
        world.is_restored(&run);
    }
}

#[test]
fn a_primary_that_is_silent_or_busy_is_stopped_by_those_alone_who_say_so() {
    let world = Stopped::new();
    let by_itself = ["restore-rdb", &world.set];
    let unasked = ["apps/cache-redis-0", "ready by its pod's status and may serve"];
    world.spoil();
    let server = world.primary();
    let started = server.info("run_id");
    while_busy(&server, || {
        for words in [&by_itself[..], &OF_SNAPSHOT] {
            says(world.run(words).expect(4), &[&unasked[..], &["BUSY"]].concat());
        }
    });
    server.pause();
    let runs = [&by_itself[..], &OF_SNAPSHOT].map(|words| world.run(words));
    server.resume();
    for run in &runs {
        says(run.expect(4), &[&unasked[..], &["did not answer"]].concat());
        world.is_as_it_was(&started, run);
    }
    says(&runs[1], &["--force"]);
    // Asked for, it is done, and what was on the disk can be had back.
    let without = "there is no backup before it: the data kept aside is the safety copy";
    server.pause();
    let run = world.run(&world.of_set());
    says(run.expect(0), &[without, "kept aside"]);
    world.is_restored(&run);
    world.run(&["restore-rdb", "--undo"]).expect(0);
    assert_eq!(world.primary().cli(&["GET", "by:mistake"]), "1");
    world.primary().pause();
    let run = world.run(&[&OF_SNAPSHOT[..], &["--force"]].concat());
    says(run.expect(0), &[without, "forced: apps/cache-redis-0 does not answer"]);
    world.is_restored(&run);
    let server = world.primary();
    std::thread::scope(|scope| {
        scope.spawn(|| server.connect().and_then(|mut line| line.call(&["EVAL", "while true do end", "0"])));
        until("the script runs", || server.reply(&["PING"]).to_string().contains("BUSY"));
        let run = world.run(&world.of_set());
        says(run.expect(0), &[without, "BUSY"]);
        world.is_restored(&run);
    });
}

#[test]
fn a_snapshots_server_that_goes_changes_nothing_and_a_primary_that_is_down_is_restored() {
    let world = Stopped::new();
    world.spoil();
    let started = world.primary().info("run_id");
    let killed = |sandbox: &Sandbox| sandbox.signal_scratch_servers("KILL");
    for strike in [killed, delete_scratch_pods as fn(&Sandbox)] {
        world.sandbox.clear_requests();
        let run = held_at((&world.sandbox, &world.tool), &[&OF_SNAPSHOT[..], &SOON].concat(), STARTED, |running| {
            strike(&world.sandbox);
            world.sandbox.release();
            running.wait()
        });
        says(run.expect(5), &["redis-ops-snapshot-"]);
        world.is_as_it_was(&started, &run);
    }
    world.primary().kill();
    let run = world.run(&OF_SNAPSHOT);
    says(run.expect(0), &["the server does not answer", "kept aside"]);
    world.is_restored(&run);
}

fn delete_scratch_pods(sandbox: &Sandbox) {
    let of = |(_, path): (Method, String)| {
        let name = path.split("/pods/redis-ops-snapshot-").nth(1)?.split(['?', '/']).next()?.to_owned();
        Some(format!("redis-ops-snapshot-{name}"))
    };
    let pod = sandbox.requests().into_iter().find_map(of).expect("a pod of its own");
    sandbox.delete("pods", "apps", &pod);
}
