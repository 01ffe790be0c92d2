//! What goes wrong on the volume and on the way to it.

use super::{BITNAMI, SB_CHART, assert_restored, prepared};
use crate::harness::until;
use crate::sandbox::{Deployment, ExecFault, Fault, Moment};

/// A fault by name, what makes it, and what ends it.
type Strike<'a> = (&'a str, &'a dyn Fn(), &'a dyn Fn());

#[test]
fn a_connection_that_is_cut_stops_it_and_the_next_run_goes_on() {
    let (sandbox, tool, set, good) = prepared(Deployment::SbChart, &SB_CHART);
    for (command, fault, code) in [
        ("sh -c head", ExecFault::CutAfter { bytes: 0 }, 6),
        ("sh -c head", ExecFault::CloseAfter { bytes: 0 }, 6),
        // The pod hashes something else than what was sent.
        ("sha256sum", ExecFault::Say { stdout: format!("{}  /data/x", "0".repeat(64)) }, 6),
        ("mv", ExecFault::CutAfter { bytes: 0 }, 6),
    ] {
        sandbox.exec_fault_next(command, fault.clone(), 1);
        let run = SB_CHART.restore(&tool, &set);
        assert_eq!(run.code, code, "{command} {fault:?}\n{run}");
        assert!(run.stderr.contains("to go on from there") && run.stderr.contains("--undo"), "{run}");
        sandbox.clear_exec_faults();
    }
    SB_CHART.restore(&tool, &set).expect(0);
    assert_restored(&sandbox, &SB_CHART, &good);
}

#[test]
fn an_image_with_few_tools_will_do() {
    let (sandbox, tool, set, good) = prepared(Deployment::BitnamiStandalone, &BITNAMI);
    sandbox.without_tools(&["sha256sum", "openssl", "ln", "sync", "stat", "df"]);
    // Without stat the mount has to be found by the path alone, which here is the sandbox's own.
    let run = BITNAMI.restore(&tool, &set);
    assert_eq!(run.code, 4, "{run}");
    sandbox.without_tools(&["sha256sum", "openssl", "ln", "sync", "df"]);
    BITNAMI.restore(&tool, &set).expect(0);
    assert_restored(&sandbox, &BITNAMI, &good);
}

#[test]
fn too_little_room_is_found_before_anything_is_stopped() {
    let (sandbox, tool, set, _) = prepared(Deployment::SbChart, &SB_CHART);
    let full = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/x 10 10 0 100% /data\n";
    sandbox.exec_fault("df", ExecFault::Say { stdout: full.to_owned() });
    let run = SB_CHART.restore(&tool, &set);
    assert!(run.expect(4).stderr.contains("too little room"), "{run}");
    assert_eq!(SB_CHART.record(&sandbox), None);
    assert_eq!(SB_CHART.primary(&sandbox).cli(&["GET", "spoiled"]), "yes");
}

#[test]
fn what_was_loaded_is_compared_and_the_replicas_stay_away_from_what_is_wrong() {
    let (sandbox, tool, set, good) = prepared(Deployment::SbChart, &SB_CHART);
    let data = SB_CHART.primary(&sandbox).data_dir().to_owned();
    let other = b"REDIS0009\xff\0\0\0\0\0\0\0\0".to_vec();
    // After the proof and before the start somebody puts another file there.
    sandbox.before_exec("rm -rf", || {});
    sandbox.before_exec("rm -rf", move || std::fs::write(data.join("dump.rdb"), other).expect("a file"));
    let run = SB_CHART.restore(&tool, &set);
    assert!(run.expect(7).stderr.contains("does not hold what the file holds"), "{run}");
    assert!(run.stderr.contains("and should have"), "{run}");
    assert_eq!(sandbox.servers().len(), 1, "only the primary runs");
    let spoiled = SB_CHART.undo(&tool);
    spoiled.expect(0);
    assert_eq!(SB_CHART.primary(&sandbox).cli(&["GET", "spoiled"]), "yes");
    SB_CHART.restore(&tool, &set).expect(0);
    assert_restored(&sandbox, &SB_CHART, &good);
}

/// With the servers stopped and the helper pod at work.
#[test]
fn what_fails_with_the_servers_stopped_is_gone_on_with_by_the_same_command() {
    let (sandbox, tool, set, good) = prepared(Deployment::SbChart, &SB_CHART);
    let confirm = SB_CHART.confirm();
    let soon = ["--node-timeout", "1s", "--request-timeout", "2s", "--max-wait", "5s"];
    let words = [&SB_CHART.with(&["restore-rdb", &set, "--engine", "offline"], &confirm)[..], &soon].concat();
    // Before they are stopped nothing is changed.
    let run_id = SB_CHART.primary(&sandbox).info("run_id");
    for (status, word) in [(401, "Unauthorized"), (500, "request timed out")] {
        sandbox.fail_after(5, status, word);
        let run = tool.run(&words);
        sandbox.fail_no_more();
        assert!([4, 5].contains(&run.code) && run.everything().contains(word), "{run}");
        assert_eq!(SB_CHART.primary(&sandbox).info("run_id"), run_id, "no server was stopped");
    }
    sandbox.forward_fault(Fault::Refuse("error dialing backend: no route to host".to_owned()));
    sandbox.exec_fault("sh", ExecFault::CloseAfter { bytes: 0 });
    let run = tool.run(&words);
    sandbox.clear_faults();
    sandbox.clear_exec_faults();
    // A server that cannot be asked counts as one that is down: its data are kept aside.
    assert!(run.expect(6).stderr.contains("to go on from there"), "{run}");
    // The first file is about to be moved.
    let helper = || {
        let mut pods = sandbox.requests().into_iter().filter_map(|(_, path)| {
            let from = path.find("/pods/redis-ops-restore-")? + "/pods/".len();
            Some(path[from..].split(['/', '?']).next()?.to_owned())
        });
        pods.next_back().expect("a helper pod")
    };
    let strikes: [Strike<'_>; 4] = [
        ("401", &|| sandbox.fail_after(0, 401, "Unauthorized"), &|| sandbox.fail_no_more()),
        ("5xx", &|| sandbox.fail_after(0, 500, "request timed out"), &|| sandbox.fail_no_more()),
        ("API", &|| sandbox.kill_api(), &|| sandbox.restart_api()),
        ("pod", &|| sandbox.delete("pods", "apps", &helper()), &|| {}),
    ];
    for (name, strike, heal) in strikes {
        sandbox.clear_requests();
        sandbox.hold(Moment { of: ("GET", "command=mv"), later: 0 });
        let mut running = tool.start(&words);
        until("files are moved", || {
            assert!(!running.has_ended(), "{name}: it ended before");
            sandbox.is_holding()
        });
        strike();
        sandbox.release();
        let run = running.wait();
        heal();
        assert_eq!(run.code, 6, "{name}\n{run}");
        assert!(run.stderr.contains("to go on from there") && run.stderr.contains("--undo"), "{name}\n{run}");
    }
    SB_CHART.restore(&tool, &set).expect(0);
    assert_restored(&sandbox, &SB_CHART, &good);
}
