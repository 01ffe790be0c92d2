//! What cannot be read to its end is never the same.

use super::{compare, fill};
use crate::harness::Tool;
use crate::harness::plain::Plain;
use crate::harness::servers::fixture;
use crate::sandbox::{Deployment, Fault, Sandbox};
use std::fs;

#[test]
fn a_file_that_is_cut_or_changed_or_not_there() {
    let tool = Tool::alone();
    let mut server = Plain::start("7.0");
    fill(&mut server);
    let path = server.save(&tool.folder().join("dump.rdb"));
    let whole = fs::read(&path).unwrap();
    let url = server.url();
    let cut = tool.folder().join("cut.rdb");
    fs::write(&cut, &whole[..whole.len() - 9]).unwrap();
    let mut changed = whole.clone();
    let at = whole.windows(7).position(|window| window == b"many:77").unwrap();
    changed[at] = b'n';
    let flipped = tool.folder().join("flipped.rdb");
    fs::write(&flipped, &changed).unwrap();
    for wrong in [cut, flipped, tool.folder().join("absent.rdb")] {
        for level in ["--full", "--quick"] {
            let run = compare(&tool, &[&url, wrong.to_str().unwrap(), level]);
            run.expect(3);
            assert_eq!(run.json()["verdict"], "unknown", "{run}");
        }
    }
}

#[test]
fn a_set_whose_file_is_not_the_one_of_its_manifest() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(50);
    let tool = Tool::on(&sandbox);
    let set = tool.run(&["backup-rdb"]).expect(0).last_line().to_owned();
    let run = compare(&tool, &[".", &set]);
    run.expect(0);
    assert_eq!(run.json()["data"]["a"], "apps/cache", "{run}");
    compare(&tool, &["apps/cache", &set, "--role", "replica"]).expect(0);
    let file = fs::read_dir(tool.folder().join(&set))
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.to_string_lossy().contains(".rdb"))
        .unwrap();
    // Another whole RDB in its place.
    fs::write(&file, fs::read(fixture("rdb/7.0/types.rdb")).unwrap()).unwrap();
    let run = compare(&tool, &[".", &set]);
    run.expect(3);
}

#[test]
fn silent_members_cut_streams_and_missing_rights() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(3000);
    let tool = Tool::on(&sandbox);
    let set = tool.run(&["backup-rdb"]).expect(0).last_line().to_owned();
    // The stream is cut while the values come.
    sandbox.forward_fault_on("apps", "cache-redis-0", Fault::CutAfter { bytes: 40_000 });
    compare(&tool, &[".", &set]).expect(3);
    sandbox.clear_faults();
    sandbox.forward_fault_on("apps", "cache-redis-0", Fault::CloseAfter { bytes: 40_000 });
    compare(&tool, &[&set, "."]).expect(3);
    sandbox.clear_faults();
    sandbox.forward_fault_on("apps", "cache-redis-0", Fault::StallAfter { bytes: 40_000 });
    compare(&tool, &[&set, ".", "--node-timeout", "2s"]).expect(3);
    sandbox.clear_faults();
    compare(&tool, &[".", &set]).expect(0);

    let primary = sandbox.pod("apps", "cache-redis-0");
    primary.cli(&["ACL", "SETUSER", "reader", "on", ">secret", "~*", "+@read", "+select", "+info", "+ping", "-dump"]);
    let password = tool.folder().join("password");
    fs::write(&password, "secret").unwrap();
    let run = compare(
        &tool,
        &[
            ".",
            &set,
            "--redis-user",
            "reader",
            "--redis-password-file",
            password.to_str().unwrap(),
            "--pod",
            "cache-redis-0",
        ],
    );
    run.expect(3);
    assert!(run.stderr.contains("an ACL user needs"), "{run}");
    primary.pause();
    let run = compare(&tool, &[".", &set, "--node-timeout", "1s"]);
    run.expect(3);
}

#[test]
fn what_is_no_side_is_said() {
    let tool = Tool::alone();
    let server = Plain::start("7.0");
    let run = compare(&tool, &["redis://127.0.0.1:1", &server.url()]);
    run.expect(3);
    let run = compare(&tool, &["redis://user:secret@127.0.0.1", &server.url()]);
    assert!(!run.expect(64).everything().contains("secret"), "{run}");
    fs::create_dir_all(tool.folder().join("apps/cache")).unwrap();
    let run = compare(&tool, &["apps/cache", &server.url()]);
    assert!(run.expect(64).stderr.contains("./apps/cache is the path"), "{run}");
    let run = compare(&tool, &["./apps/cache", &server.url()]);
    assert!(run.expect(3).stderr.contains("there is no backup set"), "{run}");
}
