//! Commands that only look, or open a way: what they could not see they do not know, and nothing is left of them.

use super::{World, held_at, says};
use crate::harness::{Run, Running, until};
use crate::sandbox::{ExecFault, Fault, Moment};

/// As they are typed, with the exit statuses that say that they could not: 5 of those whose words are another program's.
fn looking() -> Vec<(Vec<&'static str>, &'static [i32])> {
    const UNKNOWN: &[i32] = &[3];
    // A member that does not answer is no member in order.
    const UNKNOWN_OR_CRITICAL: &[i32] = &[2, 3];
    const REFUSED_OR_FAILED: &[i32] = &[3, 4, 5];
    vec![
        (vec!["pre-upgrade-check", "--backups", "kept", "--baseline", "now.json"], UNKNOWN_OR_CRITICAL),
        (vec!["post-upgrade-check", "--baseline", "before.json"], UNKNOWN_OR_CRITICAL),
        (vec!["validate-upgrade", "--baseline", "before.json"], UNKNOWN_OR_CRITICAL),
        (vec!["bigkeys"], UNKNOWN),
        (vec!["monitor", "--duration", "1s", "--yes"], UNKNOWN),
        (vec!["hotkeys", "--by", "monitor", "--duration", "1s", "--yes"], UNKNOWN),
        (vec!["benchmark", "--requests", "500", "--clients", "2", "--keyspace", "9", "--yes"], REFUSED_OR_FAILED),
        (vec!["cli", "--yes", "--", "SET", "written", "1"], REFUSED_OR_FAILED),
        // It reads its lines from stdin.
        (vec!["shell", "--write"], REFUSED_OR_FAILED),
        (vec!["port-forward", "--", "sh", "-c", "redis-cli -p $REDIS_PORT PING | grep -q NOAUTH"], &[1, 3, 4, 5]),
        (vec!["bash", "--pod", "cache-redis-0", "--", "echo", "here"], REFUSED_OR_FAILED),
    ]
}

/// A word that is said, what goes wrong, and what makes it right again.
type Strike<'a> = (&'a str, &'a dyn Fn(), &'a dyn Fn());

fn world() -> World {
    let mut world = World::new();
    std::fs::write(world.tool.folder().join("lines"), "SET written 1\n").expect("a file of the test's own");
    world.tool = world.tool.after("exec < lines");
    world.tool.run(&["pre-upgrade-check", "--backups", "kept", "--baseline", "before.json"]);
    world
}

/// Nobody's key is left, the least of all one that does not expire.
fn nothing_is_left(world: &World, run: &Run) {
    assert_eq!(world.primary().cli(&["KEYS", "redis-ops*"]), "", "{run}");
    assert_eq!(world.primary().cli(&["EXISTS", "written"]), "0", "{run}");
}

#[test]
fn what_cannot_be_seen_is_unknown_whyever_that_is() {
    let world = world();
    let sandbox = &world.sandbox;
    let refused = "error dialing backend: dial tcp 192.0.2.7:10250: connect: no route to host";
    let faults: [Strike; 6] = [
        (
            "no route to host",
            &|| {
                sandbox.forward_fault(Fault::Refuse(refused.to_owned()));
                sandbox.exec_fault("echo", ExecFault::CloseAfter { bytes: 0 });
            },
            &|| {
                sandbox.clear_faults();
                sandbox.clear_exec_faults();
            },
        ),
        (
            "",
            &|| {
                sandbox.forward_fault(Fault::CutAfter { bytes: 0 });
                sandbox.exec_fault("echo", ExecFault::CutAfter { bytes: 0 });
            },
            &|| {
                sandbox.clear_faults();
                sandbox.clear_exec_faults();
            },
        ),
        ("Unauthorized", &|| sandbox.fail_after(2, 401, "Unauthorized"), &|| sandbox.fail_no_more()),
        ("timed out", &|| sandbox.fail_after(2, 500, "etcdserver: request timed out"), &|| sandbox.fail_no_more()),
        ("", &|| sandbox.kill_api(), &|| sandbox.restart_api()),
        (
            "pods",
            &|| {
                sandbox.deny("get", "pods/portforward");
                sandbox.deny("get", "pods/exec");
            },
            &|| sandbox.allow_all(),
        ),
    ];
    for (word, strike, heal) in faults {
        strike();
        let soon = ["--node-timeout", "1s", "--request-timeout", "2s"];
        let run = |command: &[&str]| world.tool.run(&[&soon[..], command].concat());
        let runs: Vec<_> = looking().into_iter().map(|(command, codes)| (run(&command), codes)).collect();
        heal();
        let mut wrong = Vec::new();
        for (run, codes) in runs {
            let program = ["port-forward", "bash"].iter().any(|name| run.to_string().contains(name));
            if !codes.contains(&run.code) || (!program && !run.everything().contains(word)) {
                wrong.push(format!("{word:?}, {codes:?}\n{run}"));
            }
            nothing_is_left(&world, &run);
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
    for (command, _) in looking() {
        let run = world.tool.run(&command);
        // What it runs is what it ran before, which is worth a warning.
        assert!([0, 1].contains(&run.code), "{run}");
    }
}

/// Runs it until it opens a connection, and lets something happen then.
fn at(world: &World, command: &[&str], happen: impl FnOnce(Running) -> Run) -> Run {
    let opened = Moment { of: ("GET", "/portforward"), later: 2 };
    held_at((&world.sandbox, &world.tool), &[&["--node-timeout", "5s"][..], command].concat(), opened, happen)
}

#[test]
fn one_that_is_ended_or_killed_leaves_nothing() {
    let world = world();
    for (command, _) in looking().into_iter().filter(|(command, _)| !["port-forward", "bash"].contains(&command[0])) {
        for (signal, code) in [("TERM", 143), ("KILL", 137)] {
            let run = at(&world, &command, |running| {
                running.signal(signal);
                running.wait()
            });
            run.expect(code);
            nothing_is_left(&world, &run);
        }
    }
    assert!(!world.tool.folder().join("now.json").exists(), "no baseline of a run that did not come to its end");
    for (signal, code) in [("TERM", 143), ("KILL", 137)] {
        let mut running = world.tool.start(&["port-forward"]);
        let line = running.line();
        running.signal(signal);
        let run = running.wait();
        run.expect(code);
        let address = line.trim_start_matches("redis://").split(' ').next().expect("an address").to_owned();
        assert!(std::net::TcpStream::connect(&address).is_err(), "{address} is still open\n{run}");
    }
}

/// What is read from a pod that goes ends with it.
#[test]
fn a_pod_that_is_deleted_meanwhile_ends_what_is_read_from_it() {
    let world = world();
    let commands: [&[&str]; 2] = [
        &["monitor", "--duration", "1m", "--pod", "cache-redis-0", "--yes"],
        &["hotkeys", "--by", "monitor", "--duration", "1m", "--pod", "cache-redis-0", "--yes"],
    ];
    for command in commands {
        let running = world.tool.start(command);
        until("it is monitored", || world.primary().cli(&["CLIENT", "LIST"]).contains("cmd=monitor"));
        world.sandbox.delete("pods", "apps", "cache-redis-0");
        let run = running.wait();
        run.expect(3);
        says(&run, &["cache-redis-0"]);
        world.sandbox.pod("apps", "cache-redis-0").wait_until_answering();
    }
}

/// What looks at several servers one after the other, or waits for one, when the pod of one goes.
#[test]
fn a_pod_that_is_deleted_while_it_is_looked_at_is_named_or_looked_at_anew() {
    let world = world();
    let primary = || world.sandbox.pod("apps", "cache-redis-0");
    primary().cli(&["SAVE"]);
    let whole = world.keys();
    let commands = looking().into_iter().filter(|(command, _)| {
        ["pre-upgrade-check", "post-upgrade-check", "validate-upgrade", "bigkeys", "shell"].contains(&command[0])
    });
    for (command, _) in commands {
        let run = at(&world, &command, |running| {
            world.sandbox.delete("pods", "apps", "cache-redis-0");
            world.sandbox.release();
            running.wait()
        });
        if run.code > 1 {
            says(&run, &["cache-redis-0"]);
        }
        primary().cli(&["DEL", "written"]);
        world.wait_until_replicated();
        assert_eq!(world.keys(), whole, "{run}");
    }
    // In the middle of its work.
    let waiting: &[&str] = &["cli", "--yes", "--", "BLPOP", "nothing", "0"];
    let loading: &[&str] =
        &["benchmark", "--from", "tunnel", "--requests", "5000000", "--clients", "1", "--keyspace", "9", "--yes"];
    for (command, begun) in [(waiting, "cmd=blpop"), (loading, "cmd=set")] {
        let running = world.tool.start(&[&["--node-timeout", "5s"][..], command].concat());
        until("it is at work", || primary().cli(&["CLIENT", "LIST"]).contains(begun));
        world.sandbox.delete("pods", "apps", "cache-redis-0");
        let run = running.wait();
        assert!([3, 5, 6].contains(&run.code), "{run}");
        says(&run, &["cache-redis-0"]);
        world.wait_until_replicated();
        // A server that is told to end saves what is there; nobody may have been there to remove it.
        for key in primary().cli(&["KEYS", "redis-ops*"]).lines().filter(|line| !line.is_empty()) {
            says(&run, &["were not removed, and expire within"]);
            assert!(primary().cli(&["TTL", key]).parse::<i64>().is_ok_and(|left| left > 0), "{key} stays\n{run}");
            primary().cli(&["DEL", key]);
        }
        nothing_is_left(&world, &run);
        assert_eq!(world.keys(), whole, "{run}");
    }
    for (command, _) in looking() {
        let run = world.tool.run(&command);
        assert!([0, 1].contains(&run.code), "{run}");
    }
}
