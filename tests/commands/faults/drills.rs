//! `restore-drill` and `backup-verify --load` in a pod of their own, with a fault once it runs.

use super::{World, held_at, says};
use crate::harness::{Run, Running};
use crate::sandbox::{ExecFault, Fault, Method, Moment};

/// The pod is there, and a command in it begins.
const LOADING: Moment = Moment { of: ("GET", "/exec?"), later: 0 };
/// Its server was started, and is asked for the first time.
const STARTED: Moment = Moment { of: ("GET", "command=s%3D"), later: 1 };

fn command<'a>(world: &'a World, name: &str) -> Vec<&'a str> {
    let soon = ["--load-in", "pod", "--node-timeout", "1s", "--request-timeout", "2s"];
    let of = ["-n", "apps", "-r", "cache"];
    match name {
        "restore-drill" => [&["restore-drill", "kept"], &of[..], &soon].concat(),
        _ => [&["backup-verify", &world.set, "--load"], &of[..], &soon].concat(),
    }
}

/// The names of the pods that were made for a while.
fn scratch_pods(world: &World) -> Vec<String> {
    let of = |(_, path): (Method, String)| {
        let from = path.find("/pods/redis-ops-verify-")? + "/pods/".len();
        Some(path[from..].split(['/', '?']).next()?.to_owned())
    };
    let mut names: Vec<String> = world.sandbox.requests().into_iter().filter_map(of).collect();
    names.sort();
    names.dedup();
    names.retain(|name| world.sandbox.get("pods", "apps", name).is_some());
    names
}

fn at(world: &World, command: &[&str], moment: Moment, happen: impl FnOnce(Running) -> Run) -> Run {
    world.sandbox.clear_requests();
    held_at((&world.sandbox, &world.tool), command, moment, happen)
}

/// Something that goes wrong, or right again.
type Strike = fn(&World);

#[test]
fn a_drill_in_a_pod_that_comes_to_nothing_is_never_taken_for_one_that_passed() {
    never_taken_for_one_that_passed("restore-drill");
}

#[test]
fn a_load_in_a_pod_that_comes_to_nothing_is_never_taken_for_one_that_passed() {
    never_taken_for_one_that_passed("backup-verify");
}

fn never_taken_for_one_that_passed(name: &str) {
    let world = World::new();
    let before = world.state();
    let strikes: [(&str, Strike, Strike); 8] = [
        ("kill", |world| world.sandbox.signal_scratch_servers("KILL"), |_| {}),
        ("slow", |world| world.sandbox.signal_scratch_servers("STOP"), |_| {}),
        (
            "cut",
            |world| world.sandbox.exec_fault("sh", ExecFault::CutAfter { bytes: 0 }),
            |world| world.sandbox.clear_exec_faults(),
        ),
        (
            "node",
            |world| world.sandbox.forward_fault(Fault::Refuse("error dialing backend: no route to host".to_owned())),
            |world| world.sandbox.clear_faults(),
        ),
        ("API", |world| world.sandbox.kill_api(), |world| world.sandbox.restart_api()),
        ("401", |world| world.sandbox.fail_after(0, 401, "Unauthorized"), |world| world.sandbox.fail_no_more()),
        ("5xx", |world| world.sandbox.fail_after(0, 500, "timed out"), |world| world.sandbox.fail_no_more()),
        ("pod", |world| scratch_pods(world).iter().for_each(|pod| world.sandbox.delete("pods", "apps", pod)), |_| {}),
    ];
    let command = command(&world, name);
    for (name, strike, heal) in strikes {
        let moment = if ["kill", "slow"].contains(&name) { STARTED } else { LOADING };
        let run = at(&world, &command, moment, |running| {
            strike(&world);
            world.sandbox.release();
            running.wait()
        });
        heal(&world);
        let left = scratch_pods(&world);
        assert!([3, 5].contains(&run.code) || (run.code == 6 && !left.is_empty()), "{name}\n{run}");
        assert!(!run.everything().contains("the work was done"), "{name}\n{run}");
        if moment.later > 0 {
            says(&run, &["the server in the pod does not answer", "redis-ops-verify-"]);
        }
        // Where the API did not answer it is told what is left.
        left.iter().for_each(|pod| says(&run, &[pod]));
        assert!(left.is_empty() || ["API", "401", "5xx"].contains(&name), "{name}: {left:?}\n{run}");
        left.iter().for_each(|pod| world.sandbox.delete("pods", "apps", pod));
    }
    world.sandbox.deny("create", "pods");
    let run = world.tool.run(&command);
    assert!([3, 4, 5].contains(&run.code), "{run}");
    says(&run, &["create pods"]);
    world.sandbox.allow_all();
    assert_eq!(world.state(), before);
    world.tool.run(&command).expect(0);
    assert_eq!(scratch_pods(&world), [""; 0]);
}
