//! The setting that is changed while files are copied: put back however the run ends.

use super::{BACKUP, DEFAULT, SETTING, assert_nothing_left, set_of, setting, store};
use crate::harness::{Run, Tool, until};
use crate::sandbox::{ExecFault, Sandbox, Server};
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the setting is while files are copied.
const RAISED: &str = "1152921504673955840";

/// Runs a backup to which `act` is done just before a command that begins so is run in the pod. `act` gets the process
/// id of redis-ops.
fn run_with(
    sandbox: &Sandbox,
    tool: &Tool,
    command: &str,
    more: &[&str],
    act: impl FnOnce(u32) + Send + 'static,
) -> Run {
    let pid = Arc::new(Mutex::new(None));
    let known = Arc::clone(&pid);
    sandbox.before_exec(command, move || {
        until("redis-ops has a process id", || known.lock().unwrap().is_some());
        act(known.lock().unwrap().unwrap());
    });
    let running = tool.start(&[&BACKUP[..], more].concat());
    *pid.lock().unwrap() = Some(running.pid());
    running.wait()
}

fn kill(signal: &str, pid: u32) {
    let status = std::process::Command::new("kill").arg(format!("-{signal}")).arg(pid.to_string()).status();
    assert!(status.unwrap().success());
}

/// Commands of a run at whose start it is ended: the first look, which comes before anything was changed, the first file
/// and its hash, the second file's hash.
const POINTS: [&str; 4] = ["stat", "head -c", "sh -c", "sha256sum"];

#[test]
fn a_run_that_is_ended_by_a_signal_puts_the_setting_back_and_leaves_nothing() {
    let (sandbox, server) = store(None);
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        for command in POINTS {
            let tool = Tool::on(&sandbox);
            let run = run_with(&sandbox, &tool, command, &[], move |pid| {
                kill(signal, pid);
                // It goes on meanwhile, or not.
                std::thread::sleep(Duration::from_millis(50));
            });
            run.expect(code);
            assert_eq!(setting(&server), DEFAULT, "{signal} at {command}: {run}");
            assert!(run.stderr.contains("nothing was left behind"), "{run}");
            assert_nothing_left(&tool, &run);
        }
    }
}

#[test]
fn the_setting_is_raised_while_files_are_copied() {
    let (sandbox, server) = store(None);
    let tool = Tool::on(&sandbox);
    let (seen, observed) = (Arc::new(Mutex::new(String::new())), server.clone());
    let noted = Arc::clone(&seen);
    let run = run_with(&sandbox, &tool, "sh -c", &[], move |_| *noted.lock().unwrap() = setting(&observed));
    set_of(&tool, &run);
    assert_eq!(*seen.lock().unwrap(), RAISED);
    assert_eq!(setting(&server), DEFAULT);
    // The file grows past what would start a rewrite, and none starts.
    assert_eq!(server.info("aof_rewrites"), "0");
}

#[test]
fn rewrites_that_are_off_are_left_off() {
    let (sandbox, server) = store(None);
    server.config_set("auto-aof-rewrite-percentage", "0");
    let tool = Tool::on(&sandbox);
    let (seen, observed) = (Arc::new(Mutex::new(String::new())), server.clone());
    let noted = Arc::clone(&seen);
    let run = run_with(&sandbox, &tool, "sh -c", &[], move |_| *noted.lock().unwrap() = setting(&observed));
    set_of(&tool, &run);
    assert_eq!(*seen.lock().unwrap(), DEFAULT);
}

#[test]
fn after_a_sigkill_the_next_run_puts_the_setting_back() {
    let (sandbox, server) = store(None);
    server.config_set(SETTING, "12345");
    let tool = Tool::on(&sandbox);
    run_with(&sandbox, &tool, "sh -c", &[], |pid| kill("KILL", pid)).expect(137);
    let raised = (1_u64 << 60) + 12345;
    assert_eq!(setting(&server), raised.to_string());
    // From another machine, which knows nothing of the first.
    sandbox.remove("leases", "lab", "redis-ops-store");
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&BACKUP[..], &["--dry-run"]].concat());
    run.expect(0);
    assert!(run.stdout.contains("raised already, by a run that was killed; it was 12345"), "{run}");
    let run = tool.run(&BACKUP);
    set_of(&tool, &run);
    assert_eq!(setting(&server), "12345");
    assert!(run.stdout.contains("left raised by a run that was killed"), "{run}");
}

#[test]
fn a_failed_copy_puts_the_setting_back() {
    let (sandbox, server) = store(None);
    sandbox.exec_fault("head -c 3", ExecFault::CutAfter { bytes: 100_000 });
    let tool = Tool::on(&sandbox);
    let run = tool.run(&BACKUP);
    run.expect(5);
    assert_eq!(setting(&server), DEFAULT, "{run}");
    assert_nothing_left(&tool, &run);
}

#[test]
fn the_setting_is_put_back_once_the_api_server_is_there_again() {
    let (sandbox, server) = store(None);
    let sandbox = Arc::new(sandbox);
    let tool = Tool::on(&sandbox);
    let at_work = Arc::new(Mutex::new(false));
    let begun = Arc::clone(&at_work);
    sandbox.exec_fault("sh -c", ExecFault::StallAfter { bytes: 0 });
    sandbox.before_exec("sh -c", move || *begun.lock().unwrap() = true);
    let running = tool.start(&BACKUP);
    until("files are copied", || *at_work.lock().unwrap());
    assert_eq!(setting(&server), RAISED);
    sandbox.kill_api();
    std::thread::sleep(Duration::from_secs(1));
    sandbox.restart_api();
    sandbox.clear_exec_faults();
    let run = running.wait();
    assert!(run.code == 5 || run.code == 0, "{run}");
    assert_eq!(setting(&server), DEFAULT, "{run}");
}

#[test]
fn what_cannot_be_put_back_is_named_with_the_command_to_type() {
    let (sandbox, server) = store(None);
    server.cli(&["ACL", "SETUSER", "ops", "on", ">pw", "~*", "&*", "+@all"]);
    let tool = Tool::on(&sandbox).env("REDISCLI_AUTH", "pw");
    let taken = server.clone();
    let run = run_with(&sandbox, &tool, "sh -c", &["--redis-user", "ops", "-o", "json"], move |_| {
        taken.cli(&["ACL", "SETUSER", "ops", "-config|set"]);
    });
    run.expect(6);
    let answer = run.json();
    assert_eq!(answer["verdict"], json!("partial"), "{run}");
    let finding = run.finding("aof-rewrite-held");
    let hint = finding["hint"].as_str().unwrap();
    let command = format!("kubectl exec -n lab store -c redis -- redis-cli CONFIG SET {SETTING} {DEFAULT}");
    assert!(hint.contains(&command), "{hint}");
    assert_eq!(setting(&server), RAISED);
    // The copy is good all the same.
    let set = answer["data"]["path"].as_str().unwrap().to_owned();
    tool.run(&["backup-verify", &set]).expect(0);
    server.cli(&["ACL", "SETUSER", "ops", "+config|set"]);
    tool.run(&[&BACKUP[..], &["--redis-user", "ops"]].concat()).expect(0);
    assert_eq!(setting(&server), DEFAULT);
}

#[test]
fn a_full_disk_of_ours_puts_the_setting_back() {
    let (sandbox, server) = store(None);
    let tool = Tool::on(&sandbox).after("trap '' XFSZ; ulimit -f 16");
    let run = tool.run(&[&BACKUP[..], &["--compress", "none"]].concat());
    run.expect(5);
    assert!(run.stderr.contains("ulimit -f"), "{run}");
    assert!(!run.stderr.contains("copying again"), "{run}");
    assert_eq!(setting(&server), DEFAULT, "{run}");
    assert_nothing_left(&tool, &run);
}

#[test]
fn a_server_that_is_killed_meanwhile_is_a_failure() {
    let (sandbox, server) = store(None);
    let tool = Tool::on(&sandbox);
    let killed: Server = server.clone();
    let run = run_with(&sandbox, &tool, "sh -c", &[], move |_| killed.kill());
    // The files are there still, and what cannot be asked any more is what the setting is.
    run.expect(6);
    assert!(run.everything().contains(SETTING), "{run}");
}
