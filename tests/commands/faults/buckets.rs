//! A store that is overloaded, loses answers, cuts streams, forbids, or has other bytes than were put: for every command
//! that reads a bucket or writes to one.

use super::{World, says};
use crate::harness::Tool;
use crate::harness::s3::Store;
use crate::harness::s3::proxy::{Fate, Proxy};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

type Judge = Box<dyn Fn(u32, &str) -> Fate + Send>;

/// A bucket behind a proxy whose mood can be changed.
struct Bucket {
    store: &'static Store,
    place: String,
    judge: Arc<Mutex<Judge>>,
    tool: Tool,
}

impl Bucket {
    fn of(world: &World) -> Self {
        let store = Store::shared();
        let judge: Arc<Mutex<Judge>> = Arc::new(Mutex::new(Box::new(|_, _| Fate::Passed)));
        let mood = Arc::clone(&judge);
        let proxy = Proxy::start(store.port(), move |number, line| {
            mood.lock().unwrap_or_else(PoisonError::into_inner)(number, line)
        });
        let tool = store.credentials(Tool::on(&world.sandbox)).env("AWS_ENDPOINT_URL_S3", proxy.url());
        Self { store, place: store.place(), judge, tool: tool.env("AWS_MAX_ATTEMPTS", "3") }
    }

    fn is(&self, judge: impl Fn(u32, &str) -> Fate + Send + 'static) {
        *self.judge.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(judge);
    }

    fn is_well(&self) {
        self.is(|_, _| Fate::Passed);
    }

    /// What is read of a file of a set is refused so from the `nth` time on, which counts from 1.
    fn fails_from(&self, nth: usize, fate: Fate) {
        let reads = AtomicUsize::new(0);
        self.is(move |_, line| {
            let of_data = line.starts_with("GET ") && line.contains("Z/") && !line.contains("manifest.json");
            if of_data && reads.fetch_add(1, Ordering::Relaxed) + 1 >= nth { fate } else { Fate::Passed }
        });
    }

    /// A set of the world in the bucket, below a prefix of its own.
    fn kept(&self, command: &str) -> String {
        let place = format!("{}/{command}", self.place);
        self.tool.run(&[command, "--to", &place]).expect(0).last_line().to_owned()
    }
}

/// Of every two requests one fails, each time in another way.
fn for_a_while(number: u32, _: &str) -> Fate {
    match number % 6 {
        0 => Fate::SlowDown,
        2 => Fate::Error,
        4 => Fate::AnswerLost,
        _ => Fate::Passed,
    }
}

#[test]
fn each_command_that_writes_to_a_bucket_outlasts_it_or_leaves_nothing() {
    let world = World::new();
    let bucket = Bucket::of(&world);
    let before = world.state();
    for (number, name) in
        ["backup-rdb", "backup-aof", "backup-config", "backup-k8s-resources", "full-backup", "backup-all-namespaces"]
            .into_iter()
            .enumerate()
    {
        // Nobody may put anything there.
        let place = format!("{}/{number}-denied", bucket.place);
        bucket.is(|_, line| if line.starts_with("PUT ") { Fate::Denied } else { Fate::Passed });
        let run = bucket.tool.run(&[name, "--to", &place]);
        bucket.is_well();
        run.expect(5);
        says(&run, &["AccessDenied", "s3://"]);
        assert_eq!(bucket.store.keys(&place), [""; 0], "{name}\n{run}");
        let place = format!("{}/{number}", bucket.place);
        bucket.is(for_a_while);
        let run = bucket.tool.run(&[name, "--to", &place]);
        bucket.is_well();
        run.expect(0);
        let keys = bucket.store.keys(&place);
        let sets: Vec<&String> = keys.iter().filter(|key| key.ends_with("/manifest.json")).collect();
        assert!(!sets.is_empty(), "{run}");
        for set in sets {
            let set = format!("s3://backups/{}", set.trim_end_matches("/manifest.json"));
            bucket.tool.run(&["backup-verify", &set]).expect(0);
        }
        assert!(bucket.store.open_uploads(&place).is_empty(), "{run}");
    }
    assert_eq!(world.state(), before);
    // Those that keep something in the bucket before they go on.
    super::places::hold_a_snapshot(&world);
    let set = world.tool.folder().join(&world.set).display().to_string();
    let writers: [(&[&str], &str); 4] = [
        (&["flushdb", "--db", "9", "--confirm", "apps/cache"], "--to"),
        (&["create-pvc-snapshot", "before", "--yes"], "--to"),
        (&["restore-rdb", &set, "--engine", "offline", "--confirm", "apps/cache"], "--safety-backup-to"),
        (&["restore-from-pvc-snapshot", "held", "--confirm", "apps/cache"], "--safety-backup-to"),
    ];
    for (command, to) in writers {
        world.prepare();
        world.wait_until_replicated();
        let before = world.state();
        let place = format!("{}/{}", bucket.place, command[0]);
        bucket.is(|_, line| if line.starts_with("PUT ") { Fate::Denied } else { Fate::Passed });
        let run = bucket.tool.run(&[command, &[to, &place]].concat());
        bucket.is_well();
        run.expect(5);
        says(&run, &["AccessDenied", "s3://"]);
        assert_eq!(world.state(), before, "{run}");
        assert_eq!(bucket.store.keys(&place), [""; 0], "{run}");
        assert!(command[0] != "create-pvc-snapshot" || super::places::no_snapshots(&world), "{run}");
        bucket.is(for_a_while);
        let run = bucket.tool.run(&[command, &[to, &place]].concat());
        bucket.is_well();
        run.expect(0);
        assert!(bucket.store.keys(&place).iter().any(|key| key.ends_with("/manifest.json")), "{run}");
    }
    super::places::no_claims(&world.sandbox);
}

#[test]
fn each_command_that_brings_back_from_a_bucket_ends_truly_wherever_that_fails() {
    let world = World::new();
    let bucket = Bucket::of(&world);
    let (rdb, aof, config) = (bucket.kept("backup-rdb"), bucket.kept("backup-aof"), bucket.kept("backup-config"));
    let place = format!("{}/backup-rdb", bucket.place);
    let whole = world.keys();
    let commands: [&[&str]; 4] = [
        &["restore-rdb", &rdb, "--flush-first", "--confirm", "apps/cache"],
        &["restore-aof", &aof, "--flush-first", "--confirm", "apps/cache"],
        &["disaster-recovery", &place, "--confirm", "apps/cache"],
        &["restore-config", &config, "--yes"],
    ];
    for command in commands {
        let name = command[0];
        let mut ends = Vec::new();
        // It reads its source more than once; each time is the first that fails, in one run after the other.
        for nth in 1..12 {
            world.spoil();
            let spoilt = world.state();
            bucket.fails_from(nth, Fate::Denied);
            let run = bucket.tool.run(command);
            bucket.is_well();
            ends.push(run.code);
            match run.code {
                0 => break,
                3..=5 => assert_eq!(world.state(), spoilt, "{name} says that it has changed nothing\n{run}"),
                6 => says(&run, &["redis-ops "]),
                code => panic!("{name}: exit status {code}\n{run}"),
            }
            says(&run, &["AccessDenied", "s3://", "hint: "]);
            bucket.tool.run(command).expect(0);
        }
        assert_eq!(ends.last(), Some(&0), "{name}: {ends:?}");
        assert!(ends.len() > 1, "{name} reads nothing of the bucket");
        world.tool.run(&["check-replication", "--wait", "20s"]).expect(0);
        assert!(name == "restore-config" || world.keys() == whole, "{name}");
        // Overloaded for a while, it is asked again.
        world.spoil();
        bucket.is(for_a_while);
        let run = bucket.tool.run(command);
        bucket.is_well();
        run.expect(0);
    }
}

#[test]
fn what_was_changed_in_the_bucket_changes_nothing_in_a_server() {
    let world = World::new();
    let bucket = Bucket::of(&world);
    let sets = ["backup-rdb", "backup-aof", "backup-config"].map(|command| bucket.kept(command));
    let [rdb, aof, config] = &sets;
    let place = format!("{}/backup-rdb", bucket.place);
    let count: &[&str] = &["bigkeys", "--from", rdb];
    // The first line says how long it took.
    let rows = |run: &crate::harness::Run| run.stdout.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let counted = rows(bucket.tool.run(count).expect(0));
    let commands: [(&[&str], &str); 8] = [
        (count, rdb),
        (&["restore-rdb", rdb, "--flush-first", "--confirm", "apps/cache"], rdb),
        (&["restore-rdb", rdb, "--engine", "offline", "--confirm", "apps/cache"], rdb),
        (&["disaster-recovery", &place, "--confirm", "apps/cache"], rdb),
        (&["restore-drill", &place, "-n", "apps", "-r", "cache"], rdb),
        (&["backup-verify", rdb], rdb),
        (&["restore-aof", aof, "--flush-first", "--confirm", "apps/cache"], aof),
        (&["restore-config", config, "--yes"], config),
    ];
    world.prepare();
    world.wait_until_replicated();
    let before = world.state();
    // Bytes that are others, and bytes that are missing.
    let changes: [fn(&mut Vec<u8>); 2] = [
        |bytes| {
            let at = bytes.len() / 2;
            bytes[at] ^= 1;
        },
        |bytes| bytes.truncate(bytes.len() / 2),
    ];
    for change in changes {
        for (command, set) in commands {
            let keys = bucket.store.keys(set);
            let files: Vec<String> = keys
                .iter()
                .filter(|key| !key.ends_with("manifest.json"))
                .map(|key| format!("s3://backups/{key}"))
                .collect();
            let whole: Vec<Vec<u8>> = files.iter().map(|file| bucket.store.get(file)).collect();
            for (file, bytes) in files.iter().zip(&whole) {
                let mut changed = bytes.clone();
                change(&mut changed);
                bucket.store.put(file, &changed);
            }
            let run = bucket.tool.run(command);
            for (file, bytes) in files.iter().zip(&whole) {
                bucket.store.put(file, bytes);
            }
            // A recovery takes the newest set that is whole, of which there is none when its size alone tells.
            let refused = ["disaster-recovery", "restore-drill"].contains(&command[0]) && [2, 4].contains(&run.code);
            // What only looks does not know.
            let unknown = command == count && run.code == 3;
            assert!(run.code == 7 || refused || unknown, "{command:?}\n{run}");
            assert_eq!(world.state(), before, "{command:?}\n{run}");
        }
    }
    for (command, _) in commands {
        bucket.tool.run(command).expect(0);
    }
    // Keys that are counted are all of them, or unknown.
    bucket.fails_from(1, Fate::Denied);
    let run = bucket.tool.run(count);
    says(run.expect(3), &["AccessDenied", "s3://"]);
    bucket.is(for_a_while);
    let run = bucket.tool.run(count);
    bucket.is_well();
    assert_eq!(rows(run.expect(0)), counted);
}
