//! `upgrade-rollback` with a fault before anything was changed, and when the StatefulSet is about to be.

use super::clock::{DAY, turned};
use super::{breakable, held_at, says, while_busy, while_loading, while_saves_fail};
use crate::commands::upgrade::rollback::Released;
use crate::harness::{Run, Running, Tool, until};
use crate::sandbox::{Fault, Moment};

/// The new revision is written, and the first object is about to be changed.
const CHANGING: Moment = Moment { of: ("PATCH", "/statefulsets/"), later: 0 };
/// The rollout has begun.
const ROLLING: Moment = Moment { of: ("PATCH", "/statefulsets/"), later: 1 };
const SOON: [&str; 6] = ["--node-timeout", "2s", "--request-timeout", "2s", "--max-wait", "5s"];
const ROLLBACK: [&str; 7] =
    ["upgrade-rollback", "-r", "cache", "--no-safety-backup", "--confirm", "apps/cache", "--force"];

fn at(released: &Released, moment: Moment, happen: impl FnOnce(Running) -> Run) -> Run {
    let words = [&ROLLBACK[..], &SOON, &["--to-revision", "1"]].concat();
    held_at((&released.sandbox, &released.tool), &words, moment, happen)
}

#[test]
fn what_goes_wrong_before_anything_is_changed_leaves_the_release_as_it_is() {
    let released = Released::start_on(breakable(), ("7.4", "8.0"), |_| {});
    let primary = released.sandbox.pod("apps", "cache-redis-0");
    let refused = |word: &str| {
        released.sandbox.clear_requests();
        let run = released.run(&["--confirm", "apps/cache", "--node-timeout", "2s", "--request-timeout", "2s"]);
        assert!([4, 5].contains(&run.code), "{run}");
        says(&run, &["error: ", word]);
        run
    };
    released.sandbox.forward_fault(Fault::Refuse("error dialing backend: no route to host".to_owned()));
    refused("no route to host");
    released.sandbox.clear_faults();
    for (status, word) in [(401, "Unauthorized"), (500, "request timed out")] {
        released.sandbox.fail_after(3, status, word);
        refused(word);
        released.sandbox.fail_no_more();
    }
    primary.pause();
    refused("no primary answers");
    primary.resume();
    while_busy(&primary, || {
        refused("no primary answers");
    });
    while_loading(&primary, &primary, || {
        refused("oading");
    });
    while_saves_fail(&primary, || {
        refused("it would come back with older data");
    });
    primary.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    refused("no primary answers");
    primary.cli(&["REPLICAOF", "NO", "ONE"]);
    assert!(released.release(3).is_none() && released.versions().iter().all(|version| version.starts_with("8.0")));
    // Whoever is killed there has written a revision, and changed nothing else.
    let killed = at(&released, CHANGING, |running| {
        running.signal("KILL");
        running.wait()
    });
    killed.expect(137);
    assert_eq!(released.release(3).expect("a revision").0["info"]["status"], "pending-rollback");
    assert!(released.versions().iter().all(|version| version.starts_with("8.0")), "{:?}", released.versions());
    for (status, word) in [(401, "Unauthorized"), (500, "request timed out")] {
        let run = at(&released, CHANGING, |running| {
            released.sandbox.fail_after(0, status, word);
            released.sandbox.release();
            running.wait()
        });
        released.sandbox.fail_no_more();
        run.expect(6);
        says(&run, &[word, "--to-revision 1 --force does the rest"]);
        assert!(released.versions().iter().all(|version| version.starts_with("8.0")), "{run}");
    }
    // A full one reads all that it had written, with more than it would take.
    let keys = released.keys();
    primary.config_set("maxmemory-policy", "noeviction");
    primary.config_set("maxmemory", "1");
    // On a machine whose clock is wrong, too.
    let tool = turned(Tool::on(&released.sandbox), DAY);
    let words = ["upgrade-rollback", "-r", "cache", "--to-revision", "1", "--force", "--confirm", "apps/cache"];
    tool.run(&words).expect(0);
    assert!(released.versions().iter().all(|version| version.starts_with("7.4")));
    assert_eq!(released.keys(), keys);
}

#[test]
fn what_goes_wrong_while_pods_are_replaced_is_told_and_the_same_command_ends_it() {
    let released = Released::start(("7.4", "8.0"), |_| {});
    let keys = released.keys();
    released.sandbox.pod("apps", "cache-redis-0").cli(&["SAVE"]);
    let run = at(&released, ROLLING, |running| {
        released.sandbox.forward_fault(Fault::CutAfter { bytes: 0 });
        released.sandbox.release();
        running.wait()
    });
    released.sandbox.clear_faults();
    assert!([6, 7].contains(&run.code), "{run}");
    says(&run, &["apps/cache"]);
    until("the pods are replaced", || released.versions().iter().all(|version| version.starts_with("7.4")));
    released.tool.run(&["check-replication", "-r", "cache", "--replicas", "2", "--wait", "30s"]).expect(0);
    // Forward by its own command, and a pod that is deleted or killed meanwhile.
    let forward = ["--to-revision", "2", "--no-safety-backup", "--force", "--confirm", "apps/cache"];
    released.run(&forward).expect(0);
    let strikes: [fn(&Released); 2] = [
        |released| released.sandbox.delete("pods", "apps", "cache-redis-0"),
        // Of one that is not ready the controller waits for ever; the run takes it away.
        |released| released.sandbox.pod("apps", "cache-redis-0").kill(),
    ];
    for strike in strikes {
        let run = at(&released, ROLLING, |running| {
            strike(&released);
            released.sandbox.release();
            running.wait()
        });
        assert!([0, 6].contains(&run.code), "{run}");
        until("the pods are replaced", || released.versions().iter().all(|version| version.starts_with("7.4")));
        released.tool.run(&["check-replication", "-r", "cache", "--replicas", "2", "--wait", "30s"]).expect(0);
        assert_eq!(released.keys(), keys, "{run}");
        released.run(&forward).expect(0);
        released.sandbox.pod("apps", "cache-redis-0").cli(&["SAVE"]);
    }
}
