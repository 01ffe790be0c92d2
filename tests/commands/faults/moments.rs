//! A fault in the middle of the work: one request of a run is kept waiting, and then something happens.

use super::{World, held_at, keys, says};
use crate::harness::{Run, Running};
use crate::sandbox::{Fault, Moment};

/// So many requests after the one that makes the lock: the plan is made, and the work begins.
const fn begun(later: usize) -> Moment {
    Moment { of: ("POST", "/leases"), later }
}

/// When a command is struck: so many requests after it has begun to act, those without a lock in the middle of what they read.
fn moment(name: &str, later: usize) -> Moment {
    match name {
        "backup-config" => Moment { of: ("GET", "/portforward"), later: later + 2 },
        "backup-k8s-resources" => Moment { of: ("GET", "/services"), later: 0 },
        _ => begun(later),
    }
}

/// The work is done, and the lock is given back.
const ENDING: Moment = Moment { of: ("DELETE", "/leases/"), later: 0 };

/// A command by the name that it has here, as it is typed.
fn command<'a>(world: &'a World, name: &'a str) -> Vec<&'a str> {
    let more: &[&str] = match name {
        "restore-rdb" => &[&world.set, "--replace", "--confirm", "apps/cache"],
        "restore-aof" => &[&world.aof, "--on-top", "--confirm", "apps/cache"],
        "restore-config" => &[&world.configuration, "--yes"],
        "disaster-recovery" => &["kept", "--confirm", "apps/cache"],
        "flushdb" => &["--db", "9", "--confirm", "apps/cache"],
        "resync-replica" => &["cache-redis-2", "--yes", "--max-wait", "20s"],
        "save" => &["--force", "--yes"],
        "rotate-password" | "create-pvc-snapshot" | "restart" | "promote-replica" => &["--yes"],
        _ => &[],
    };
    [&[name][..], more].concat()
}

/// Runs a command until its moment has come, and lets something happen to it then.
fn at(world: &World, command: &[&str], moment: Moment, happen: impl FnOnce(Running) -> Run) -> Run {
    let words = [&["--node-timeout", "2s", "--request-timeout", "2s"][..], command].concat();
    held_at((&world.sandbox, &world.tool), &words, moment, happen)
}

/// Keys by server and database.
fn keys_of_all(world: &World) -> Vec<String> {
    world.wait_until_replicated();
    world.servers().iter().map(|server| format!("{}: {}", server.pod(), keys(server))).collect()
}

fn ready() -> World {
    let world = World::new();
    // A server that is killed comes back with what it saved.
    world.primary().cli(&["SAVE"]);
    world
}

/// Something happens to each of these commands as it begins to act; then all is well again, and it does its work.
fn in_the_middle(names: &[&str], later: usize, strike: impl Fn(&World), heal: impl Fn(&World)) {
    let world = ready();
    for name in names {
        world.prepare();
        world.primary().cli(&["SAVE"]);
        let before = keys_of_all(&world);
        let words = command(&world, name);
        let run = at(&world, &words, moment(name, later), |running| {
            strike(&world);
            world.sandbox.release();
            running.wait()
        });
        heal(&world);
        match run.code {
            0 => {}
            4 | 5 => {
                assert_eq!(keys_of_all(&world), before, "{name} says that it has changed nothing\n{run}");
                says(&run, &["cache"]);
            }
            6 => says(&run, &["cache", "hint: "]),
            code => panic!("{name}: exit status {code}\n{run}"),
        }
        world.prepare();
        world.wait_until_replicated();
        let again = world.tool.run(&words);
        assert_eq!(again.code, 0, "{name} after\n{run}\nagain\n{again}");
        assert!(world.sandbox.get("leases", "apps", "redis-ops-cache").is_none(), "{again}");
    }
}

#[test]
fn connections_that_are_cut_as_it_begins_end_each_command_truly() {
    let names = [
        "full-backup",
        "backup-all-namespaces",
        "backup-config",
        "save",
        "bgsave",
        "aof-rewrite",
        "restore-config",
        "disaster-recovery",
        "resync-replica",
        "create-pvc-snapshot",
        "rotate-password",
    ];
    in_the_middle(
        &names,
        1,
        |world| world.sandbox.forward_fault(Fault::CutAfter { bytes: 300 }),
        |world| world.sandbox.clear_faults(),
    );
}

#[test]
fn a_primary_that_is_killed_as_it_begins_ends_each_command_truly() {
    let names = [
        "full-backup",
        "save",
        "bgsave",
        "aof-rewrite",
        "restore-config",
        "disaster-recovery",
        "resync-replica",
        "create-pvc-snapshot",
    ];
    in_the_middle(
        &names,
        1,
        |world| world.sandbox.pod("apps", "cache-redis-0").kill(),
        |world| {
            world.sandbox.pod("apps", "cache-redis-0").restart();
            world.write_aofs();
        },
    );
}

#[test]
fn a_pod_that_is_deleted_as_it_begins_ends_each_command_truly() {
    let names = [
        "full-backup",
        "backup-all-namespaces",
        "backup-config",
        "backup-aof",
        "save",
        "bgsave",
        "aof-rewrite",
        "flushdb",
        "restore-config",
        "restore-rdb",
        "restore-aof",
        "disaster-recovery",
        "create-pvc-snapshot",
        "resync-replica",
        "rotate-password",
    ];
    in_the_middle(
        &names,
        1,
        |world| world.sandbox.delete("pods", "apps", "cache-redis-0"),
        |world| {
            world.wait_until_replicated();
            world.write_aofs();
        },
    );
}

#[test]
fn an_api_server_that_is_killed_as_it_begins_ends_each_command_truly() {
    let names = [
        "full-backup",
        "backup-config",
        "backup-k8s-resources",
        "save",
        "bgsave",
        "aof-rewrite",
        "flushdb",
        "restore-config",
        "restore-rdb",
        "restore-aof",
        "disaster-recovery",
        "resync-replica",
        "rotate-password",
    ];
    in_the_middle(&names, 2, |world| world.sandbox.kill_api(), |world| world.sandbox.restart_api());
}

#[test]
fn a_run_that_is_killed_leaves_what_the_same_command_ends() {
    let world = ready();
    let whole = world.keys();
    let names = [
        "full-backup",
        "backup-all-namespaces",
        "backup-config",
        "backup-k8s-resources",
        "save",
        "bgsave",
        "aof-rewrite",
        "flushdb",
        "restore-config",
        "restore-aof",
        "disaster-recovery",
        "resync-replica",
        "promote-replica",
        "rotate-password",
    ];
    for name in names {
        world.prepare();
        let words = command(&world, name);
        at(&world, &words, moment(name, 2), |running| {
            running.signal("KILL");
            running.wait()
        })
        .expect(137);
        world.tool.run(&words).expect(0);
        world.wait_until_replicated();
        assert_eq!(world.keys(), whole, "{name}");
    }
    // What a killed run left of its lock is gone with the next that takes it.
    assert!(world.sandbox.get("leases", "apps", "redis-ops-cache").is_none());
}

#[test]
fn a_run_that_is_told_to_end_as_it_begins_says_truly_what_it_left() {
    let world = ready();
    let names = [
        "full-backup",
        "backup-all-namespaces",
        "backup-config",
        "backup-k8s-resources",
        "save",
        "bgsave",
        "aof-rewrite",
        "restore-config",
        "disaster-recovery",
        "resync-replica",
        "rotate-password",
    ];
    for (name, later) in names.into_iter().flat_map(|name| [(name, 1), (name, 3)]) {
        world.prepare();
        world.wait_until_replicated();
        let before = world.state();
        let words = command(&world, name);
        // At the later one some have done their work: that is for the next test.
        let later = if later == 3 && ["restore-config", "aof-rewrite"].contains(&name) { 2 } else { later };
        let run = at(&world, &words, moment(name, later), |running| {
            running.signal("TERM");
            running.wait()
        });
        run.expect(143);
        if run.stderr.contains("nothing was left behind") {
            world.wait_until_replicated();
            assert_eq!(world.state(), before, "{run}");
        } else if run.stdout.is_empty() {
            says(&run, &["terminated half-way", "to go on: "]);
        }
        let left = world.tool.backup_files().into_iter().filter(|path| path.to_string_lossy().contains("/."));
        assert_eq!(left.count(), 0, "{run}");
        world.tool.run(&words).expect(0);
    }
}

#[test]
fn a_run_that_is_told_to_end_when_all_is_done_says_so() {
    let world = ready();
    for name in ["full-backup", "save", "flushdb", "restore-config", "restore-rdb", "resync-replica", "rotate-password"]
    {
        world.prepare();
        let words = [&command(&world, name)[..], &["-o", "json"]].concat();
        let run = at(&world, &words, ENDING, |running| {
            running.signal("TERM");
            running.wait()
        });
        run.expect(143);
        assert!(!run.stderr.contains("nothing was left behind"), "{run}");
        let json = run.json();
        assert_eq!(json["verdict"], "interrupted", "{run}");
        assert!(json["data"].as_object().is_some_and(|data| !data.is_empty()), "what was done is told\n{run}");
        world.tool.run(&words).expect(0);
    }
    // A recovery goes on with what follows its restore.
    let words = command(&world, "disaster-recovery");
    let run = at(&world, &words, ENDING, |running| {
        running.signal("TERM");
        running.wait()
    });
    run.expect(143);
    assert!(!run.stderr.contains("nothing was left behind"), "{run}");
    world.tool.run(&words).expect(0);
}
