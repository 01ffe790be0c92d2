//! `restart` with a fault before it evicts anything, and right after the first eviction.

use super::{World, breakable, held_at, says, while_loading, while_saves_fail};
use crate::commands::restart::uids;
use crate::harness::Tool;
use crate::sandbox::{Fault, Moment, Sandbox};

const RESTART: [&str; 2] = ["restart", "--yes"];
/// A pod was evicted, and its successor is looked for.
const EVICTED: Moment = Moment { of: ("POST", "/eviction"), later: 1 };

fn soon<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [words, &["--node-timeout", "1s", "--request-timeout", "2s"]].concat()
}

#[test]
fn what_would_cost_a_primary_its_newest_writes_is_refused() {
    let sandbox = breakable();
    sandbox.fill(20);
    let (tool, primary) = (Tool::on(&sandbox), sandbox.pod("apps", "cache-redis-0"));
    let (before, whole) = (uids(&sandbox, "apps"), primary.cli(&["DBSIZE"]));
    let refused = |word: &str| {
        let run = tool.run(&soon(&RESTART));
        run.expect(4);
        says(&run, &[word]);
        assert_eq!(uids(&sandbox, "apps"), before, "{run}");
    };
    while_loading(&primary, &primary, || refused("is reading its data"));
    while_saves_fail(&primary, || refused("it would come back with older data"));
    primary.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    refused("no primary can be seen");
    primary.cli(&["REPLICAOF", "NO", "ONE"]);
    tool.run(&["check-replication", "--replicas", "2", "--wait", "20s"]).expect(0);
    primary.config_set("maxmemory-policy", "noeviction");
    primary.config_set("maxmemory", "1");
    // It saves as it ends, and reads all of it as it starts.
    tool.run(&soon(&RESTART)).expect(0);
    let primary = sandbox.pod("apps", "cache-redis-0");
    assert_eq!(primary.cli(&["DBSIZE"]), whole);
    tool.run(&["check-replication", "--replicas", "2"]).expect(0);
}

/// Something that goes wrong, or right again.
type Strike = fn(&Sandbox);

#[test]
fn what_goes_wrong_after_the_first_eviction_is_told_pod_by_pod() {
    let strikes: [(&str, Strike, Strike); 2] = [
        ("cut", |sandbox| sandbox.forward_fault(Fault::CutAfter { bytes: 0 }), Sandbox::clear_faults),
        (
            "node",
            |sandbox| sandbox.forward_fault(Fault::Refuse("error dialing backend: no route to host".to_owned())),
            Sandbox::clear_faults,
        ),
    ];
    told_pod_by_pod(&strikes);
}

#[test]
fn what_fails_or_ends_after_the_first_eviction_is_gone_on_with() {
    let strikes: [(&str, Strike, Strike); 4] = [
        ("401", |sandbox| sandbox.fail_after(0, 401, "Unauthorized"), Sandbox::fail_no_more),
        ("5xx", |sandbox| sandbox.fail_after(0, 500, "etcdserver: request timed out"), Sandbox::fail_no_more),
        (
            "kill",
            |sandbox| sandbox.pod("apps", "cache-redis-0").kill(),
            |sandbox| sandbox.pod("apps", "cache-redis-0").restart(),
        ),
        ("pod", |sandbox| sandbox.delete("pods", "apps", "cache-redis-0"), |_| {}),
    ];
    let world = told_pod_by_pod(&strikes);
    let (sandbox, tool, whole) = (&world.sandbox, &world.tool, world.keys());
    let words = [&RESTART[..], &["--only", "cache-redis-1,cache-redis-2"]].concat();
    let killed = held_at((sandbox, tool), &soon(&words), EVICTED, |running| {
        running.signal("KILL");
        running.wait()
    });
    killed.expect(137);
    tool.run(&["check-replication", "--replicas", "2", "--wait", "30s"]).expect(0);
    tool.run(&soon(&RESTART)).expect(0);
    assert_eq!(world.keys(), whole);
}

fn told_pod_by_pod(strikes: &[(&str, Strike, Strike)]) -> World {
    let world = World::new();
    let (sandbox, tool) = (&world.sandbox, &world.tool);
    let whole = world.keys();
    // Two of three, which takes less time.
    let words = [&RESTART[..], &["--only", "cache-redis-1,cache-redis-2"]].concat();
    for &(name, strike, heal) in strikes {
        world.primary().cli(&["SAVE"]);
        // Where nobody at all answers it is not waited for as long as one may take to start.
        let wait: &[&str] = if ["cut", "node"].contains(&name) { &[] } else { &["--max-wait", "3s"] };
        let run = held_at((sandbox, tool), &soon(&[&words[..], wait].concat()), EVICTED, |running| {
            strike(sandbox);
            sandbox.release();
            running.wait()
        });
        heal(sandbox);
        if name != "pod" || run.code != 0 {
            run.expect(6);
            says(&run, &["cache-redis-1", "not restarted: cache-redis-2", "hint: ", "--only cache-redis-2"]);
        }
        let again = ["check-replication", "--replicas", "2", "--wait", "30s"];
        tool.run(&again).expect(0);
        tool.run(&soon(&[&RESTART[..], &["--only", "cache-redis-2"]].concat())).expect(0);
        assert_eq!(world.keys(), whole, "{name}\n{run}");
        assert!(sandbox.get("leases", "apps", "redis-ops-cache").is_none(), "{name}");
    }
    world
}
