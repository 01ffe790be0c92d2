//! `bash`: a shell in a server's container.

use crate::commands::rights::roles;
use crate::harness::Tool;
use crate::sandbox::{DebugContainers, Deployment, ExecFault, Sandbox};

const POD: [&str; 5] = ["bash", "-n", "apps", "--pod", "cache-redis-0"];

fn sandbox() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).start()
}

#[test]
fn a_program_has_its_own_words_and_exit_status() {
    let sandbox = sandbox();
    let tool = Tool::on(&sandbox);
    let run = tool.run(&[&POD[..], &["--", "sh", "-c", "echo said; echo complained >&2; exit 7"]].concat());
    assert_eq!((run.expect(7).stdout.as_str(), run.stderr.contains("complained\n")), ("said\n", true), "{run}");
    tool.run(&[&POD[..], &["--", "true-enough"]].concat()).expect(5);
    assert_eq!(tool.run(&[&POD[..], &["--", "echo", "a b"]].concat()).expect(0).stdout, "a b\n");
    // A shell needs a terminal, and a pod.
    assert!(tool.run(&POD).expect(4).stderr.contains("-- PROGRAM"));
    assert!(tool.run(&["bash", "--url", "redis://127.0.0.1:1"]).expect(4).stderr.contains("redis-ops shell"));
    // Without a choice it is the primary's.
    let run = tool.run(&["bash", "-n", "apps", "-r", "cache", "--", "echo", "here"]);
    assert!(run.expect(0).stderr.contains("of apps/cache-redis-0"), "{run}");
    sandbox.exec_fault_next("sleep", ExecFault::CloseAfter { bytes: 0 }, 1);
    let run = tool.run(&[&POD[..], &["--", "sleep", "60"]].concat());
    assert!(run.expect(5).stderr.contains("without an exit status"), "{run}");
    sandbox.deny("get", "pods/exec");
    assert!(tool.run(&[&POD[..], &["--", "echo"]].concat()).expect(5).stderr.contains("get on pods/exec"));
}

#[test]
fn of_a_cluster_a_pod_has_to_be_chosen_and_the_refusal_says_how() {
    let sandbox = Sandbox::builder().deployment(Deployment::RedisCluster).start();
    let tool = Tool::on(&sandbox);
    let of = |more: &[&str]| tool.run(&[&["bash", "-n", "default", "-r", "redis-cluster"], more].concat());
    let run = of(&["--", "hostname"]);
    run.expect(4);
    for ordinal in 0..6 {
        assert!(run.stderr.contains(&format!("redis-cluster-{ordinal} (")), "{run}");
    }
    let (_, option) = run.stderr.split_once("such as --pod ").unwrap_or_else(|| panic!("no option is named\n{run}"));
    let pod = option.split(';').next().unwrap();
    let run = of(&["--pod", pod, "--", "echo", "here"]);
    assert_eq!(run.expect(0).stdout, "here\n", "{run}");
    let run = of(&["--role", "replica", "--", "echo", "here"]);
    assert_eq!(run.expect(0).stdout, "here\n", "{run}");
}

#[test]
fn the_shell_has_the_terminal_with_its_size_and_gives_it_back() {
    let sandbox = sandbox();
    let tool = Tool::on(&sandbox);
    // The image has no bash: it is sh.
    let mut terminal = tool.at_terminal(&POD);
    terminal.until("in container redis of apps/cache-redis-0").until("pod> ").types("echo $((40+2))\n");
    // What is told to end has to be there: before, the shell itself takes Ctrl-C.
    terminal.until("\n42").types("sh -c 'echo begun$((1+1)); exec sleep 1000'\n");
    terminal.until("begun2").types("\x03");
    terminal.types("echo again$((1+1))\n");
    terminal.until("again2").types("exit 3\n");
    terminal.ends_with(3);
    assert_eq!(sandbox.terminal_sizes().last().map(String::as_str), Some("{\"Width\":100,\"Height\":30}"));
    // One whose last command was not there ends with 127, and is not tried again.
    let mut terminal = tool.at_terminal(&POD);
    terminal.until("pod> ").types("nothing-of-that-name\n");
    terminal.until("not found").types("exit\n");
    terminal.ends_with(127);
}

#[test]
fn an_image_without_a_shell_gets_a_debug_container_that_was_agreed_to() {
    let sandbox = sandbox();
    let tool = Tool::on(&sandbox);
    sandbox.without_tools(&["bash", "sh"]);
    let mut terminal = tool.at_terminal(&POD);
    terminal.until("has neither bash nor sh").until("--debug-image");
    terminal.ends_with(5);
    let debug = [&POD[..], &["--debug-image", "busybox:1.36"]].concat();
    let run = tool.run(&[&debug[..], &["--dry-run"]].concat());
    assert!(run.expect(0).stdout.contains("add a debug container of the image busybox:1.36"), "{run}");
    let listed = || sandbox.get("pods", "apps", "cache-redis-0").unwrap()["spec"]["ephemeralContainers"].clone();
    let mut terminal = tool.at_terminal(&debug);
    terminal.until("Do this? [y/N]").types("n\n");
    terminal.ends_with(4);
    assert!(listed().is_null());
    // with the rights that rbac prints, and no others
    sandbox.grant(&roles("bash --debug-image", "apps"));
    let mut terminal = tool.at_terminal(&[&debug[..], &["--yes"]].concat());
    // the second prompt is there without a key: whoever is attached may have missed the first
    terminal.until("is added").until("pod> ").until("pod> ").types("echo $((40+2))\n");
    terminal.until("\n42").types("exit 9\n");
    terminal.ends_with(9);
    sandbox.debug_containers(DebugContainers::OfTheirOwnKind);
    let mut terminal = tool.at_terminal(&[&debug[..], &["--yes"]].concat());
    terminal.until("is added").until("pod> ").types("exit 7\n");
    terminal.ends_with(7);
    assert_eq!(listed().as_array().unwrap().len(), 2);
    sandbox.allow_all();
    assert_eq!((&listed()[0]["image"], &listed()[0]["targetContainerName"]), (&"busybox:1.36".into(), &"redis".into()));
    sandbox.deny("patch", "pods/ephemeralcontainers");
    let mut terminal = tool.at_terminal(&[&debug[..], &["--yes"]].concat());
    terminal.until("pods/ephemeralcontainers").ends_with(5);
    sandbox.allow_all();
    sandbox.debug_containers(DebugContainers::None);
    let mut terminal = tool.at_terminal(&[&debug[..], &["--yes"]].concat());
    terminal.until("since 1.23").ends_with(5);
}
