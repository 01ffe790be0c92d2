//! Faults of exec, and images that lack this or that.

use super::{BACKUP, DEFAULT, assert_nothing_left, assert_same_keys, load, set_of, setting, store};
use crate::harness::Tool;
use crate::sandbox::ExecFault;
use serde_json::Value;

#[test]
fn a_stream_that_is_cut_or_loses_its_end_is_read_again() {
    let (sandbox, server) = store(None);
    let faults = [
        ExecFault::CutAfter { bytes: 100_000 },
        ExecFault::CloseAfter { bytes: 100_000 },
        ExecFault::LoseAfter { bytes: 100_000 },
        ExecFault::Change { at: 100_000 },
    ];
    for fault in faults {
        let tool = Tool::on(&sandbox);
        sandbox.exec_fault("head -c", fault.clone());
        let run = tool.run(&BACKUP);
        run.expect(5);
        assert!(run.stderr.contains("it was tried 4 times"), "{fault:?}: {run}");
        assert_nothing_left(&tool, &run);
        assert_eq!(setting(&server), DEFAULT);
        sandbox.clear_exec_faults();
        // The increment, of some 300 KB.
        sandbox.exec_fault_next("head -c 3", fault.clone(), 1);
        let run = tool.run(&BACKUP);
        let set = set_of(&tool, &run);
        assert!(run.stderr.contains("copying again"), "{fault:?}: {run}");
        assert_same_keys(&server, &load(&sandbox, None, &set));
        sandbox.clear_exec_faults();
    }
}

#[test]
fn silence_of_exec_is_a_failure_once_it_lasts() {
    let (sandbox, server) = store(None);
    sandbox.exec_fault("head -c 3", ExecFault::StallAfter { bytes: 1000 });
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&BACKUP[..], &["--max-silence", "300ms"]].concat());
    run.expect(5);
    assert!(run.stderr.contains("silent for 0.3s") && run.stderr.contains("--max-silence"), "{run}");
    assert_nothing_left(&tool, &run);
    assert_eq!(setting(&server), DEFAULT);
}

fn checked_by(run: &crate::harness::Run) -> Vec<Value> {
    let artefact = &run.json()["data"]["manifest"]["shards"][0]["artefacts"][0];
    artefact["aof"]["files"].as_array().unwrap().iter().map(|file| file["checked_by"].clone()).collect()
}

#[test]
fn whatever_the_image_lacks_another_tool_stands_in() {
    let (sandbox, server) = store(None);
    let backup = [&BACKUP[..], &["-o", "json"]].concat();
    for (missing, expected) in [
        (&["tar", "sha256sum"][..], ["sha256-in-pod", "sha256-in-pod"]),
        (&["sh", "tar", "openssl"], ["sha256-in-pod", "second-reading"]),
        (&["sha256sum", "openssl"], ["second-reading", "second-reading"]),
        (&["head", "sh"], ["sha256-in-pod", "second-reading"]),
        (&["stat"], ["sha256-in-pod", "sha256-in-pod"]),
        (&["stat", "wc", "head", "sh", "sha256sum", "openssl"], ["second-reading", "second-reading"]),
    ] {
        sandbox.without_tools(missing);
        let tool = Tool::on(&sandbox);
        let run = tool.run(&backup);
        run.expect(0);
        assert_eq!(checked_by(&run), expected, "without {missing:?}: {run}");
        let set = tool.folder().join(run.json()["data"]["path"].as_str().unwrap());
        assert_same_keys(&server, &load(&sandbox, None, &set));
    }
    sandbox.without_tools(&["head", "cat"]);
    let run = Tool::on(&sandbox).run(&BACKUP);
    run.expect(5);
    assert!(run.stderr.contains("container redis has neither head nor cat"), "{run}");
    assert!(run.stderr.contains("backup-rdb"), "{run}");
}
