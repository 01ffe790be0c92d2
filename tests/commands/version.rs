//! `version`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};

#[test]
fn every_members_version_image_and_rdb() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let server = sandbox.pod("apps", "cache-redis-1");
    let run = Tool::on(&sandbox).run(&["version", "-o", "json"]);
    run.expect(0);
    let row = run.member("cache-redis-1");
    let field = if server.cli(&["INFO", "server"]).contains("valkey_version:") { "valkey" } else { "redis" };
    assert_eq!((&row["server"], &row["version"]), (&field.into(), &server.info(&format!("{field}_version")).into()));
    let pod = sandbox.get("pods", "apps", "cache-redis-1").unwrap();
    assert_eq!(row["image"], pod["spec"]["containers"][0]["image"], "{run}");
    // What the server writes in truth.
    server.cli(&["SAVE"]);
    let written = std::fs::read(server.data_dir().join("dump.rdb")).unwrap();
    assert_eq!(row["rdb_magic"].as_str().map(str::as_bytes), Some(&written[..9]), "{run}");
}

#[test]
fn a_silent_member_is_unknown_and_the_others_are_shown() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.pod("apps", "cache-redis-2").pause();
    let run = Tool::on(&sandbox).run(&["version", "--node-timeout", "1s", "-o", "json"]);
    run.expect(3);
    assert_eq!(run.finding_ids(), ["unreachable"], "{run}");
    assert!(run.member("cache-redis-2")["version"].is_null(), "{run}");
    assert!(run.member("cache-redis-0")["version"].is_string(), "{run}");
}
