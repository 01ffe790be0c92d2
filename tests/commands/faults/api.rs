//! An API server that refuses in the middle of a run: for good, as with a token that expires, or for a while.

use super::{World, says};
use crate::sandbox::Fault;

/// Commands that change something or write a file, as they are typed here.
fn acting(world: &World) -> Vec<Vec<&str>> {
    vec![
        vec!["backup-rdb"],
        vec!["backup-aof"],
        vec!["backup-config"],
        vec!["backup-k8s-resources"],
        vec!["full-backup"],
        vec!["backup-all-namespaces"],
        vec!["bgsave"],
        vec!["save", "--force", "--yes"],
        vec!["aof-rewrite"],
        vec!["cli", "--yes", "--", "SET", "written", "1"],
        vec!["restore-rdb", &world.set, "--replace", "--confirm", "apps/cache"],
        vec!["restore-config", &world.configuration, "--yes"],
        vec!["flushdb", "--db", "9", "--confirm", "apps/cache"],
        vec!["resync-replica", "cache-redis-2", "--yes"],
        vec!["create-pvc-snapshot", "--yes"],
        vec!["disaster-recovery", "kept", "--confirm", "apps/cache"],
        vec!["restore-aof", &world.aof, "--on-top", "--confirm", "apps/cache"],
        vec!["rotate-password", "--yes"],
        vec!["promote-replica", "--yes"],
    ]
}

/// Each command meets the failure while it looks, and as it begins to act: after half of the requests that its plan takes,
/// and after all of them.
fn refused_for_good(status: u16, message: &str) {
    let world = World::new();
    for command in acting(&world) {
        let name = command[0];
        for half in [1, 2] {
            world.prepare();
            world.sandbox.clear_requests();
            world.tool.run(&[&command[..1], &["--dry-run"], &command[1..]].concat());
            let requests = world.sandbox.requests().len();
            let before = world.state();
            world.sandbox.fail_after(requests * half / 2, status, message);
            let run = world.tool.run(&[&["--request-timeout", "2s"][..], &command].concat());
            world.sandbox.fail_no_more();
            match run.code {
                0 => {}
                4 | 5 => {
                    assert_eq!(world.state(), before, "{name} says that it has changed nothing\n{run}");
                    // What could not be seen may be a reason to refuse it, whyever that was.
                    says(&run, &[if run.code == 4 { "error: " } else { message }]);
                }
                6 => says(&run, &[message]),
                code => panic!("{name}: exit status {code} after {half} halves of {requests} requests\n{run}"),
            }
        }
        world.prepare();
        world.tool.run(&["check-replication", "--wait", "20s"]).expect(0);
        world.tool.run(&command).expect(0);
    }
}

#[test]
fn a_token_that_expires_in_the_middle_ends_each_command_truly() {
    refused_for_good(401, "Unauthorized");
}

#[test]
fn an_api_server_that_breaks_down_in_the_middle_ends_each_command_truly() {
    refused_for_good(500, "etcdserver: request timed out");
}

/// What an API server says that cannot reach the kubelet, and one that waits for it in vain.
#[test]
fn a_node_that_is_gone_ends_each_command_truly() {
    let world = World::new();
    let before = world.state();
    let words = "error dialing backend: dial tcp 192.0.2.7:10250: connect: no route to host";
    for (fault, word) in [(Fault::Refuse(words.to_owned()), "no route to host"), (Fault::Silent, "answer")] {
        world.sandbox.forward_fault(fault);
        // One asks no server.
        for command in acting(&world).iter().filter(|command| command[0] != "backup-k8s-resources") {
            let run = world.tool.run(&[&["--node-timeout", "1s"][..], command].concat());
            assert!([4, 5].contains(&run.code), "{run}");
            says(&run, &[word]);
        }
        world.sandbox.clear_faults();
        assert_eq!(world.state(), before, "{word}");
    }
}

#[test]
fn without_the_right_to_reach_pods_each_command_ends_truly() {
    let world = World::new();
    let before = world.state();
    world.sandbox.deny("get", "pods/portforward");
    world.sandbox.deny("create", "pods/portforward");
    // One asks no server.
    for command in acting(&world).iter().filter(|command| command[0] != "backup-k8s-resources") {
        let run = world.tool.run(&[&["--node-timeout", "1s"][..], command].concat());
        assert!([4, 5].contains(&run.code), "{run}");
        says(&run, &["pods --subresource=portforward"]);
    }
    world.sandbox.allow_all();
    assert_eq!(world.state(), before);
}

#[test]
fn an_api_server_that_is_overloaded_for_a_while_is_asked_again() {
    let world = World::new();
    let commands = acting(&world);
    let of = |name: &str| commands.iter().find(|command| command[0] == name).expect("one of them").clone();
    for (name, status) in [("backup-rdb", 429), ("restore-rdb", 503), ("cli", 429), ("promote-replica", 503)] {
        world.sandbox.fail_next(status, "the server is currently unable to handle the request", 1);
        world.tool.run(&of(name)).expect(0);
    }
}
