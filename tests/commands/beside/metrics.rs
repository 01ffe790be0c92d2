//! `--metrics-file`.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use std::path::Path;

fn value(path: &Path, metric: &str) -> Option<f64> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let labels = "{namespace=\"apps\",instance=\"cache\",command=\"backup-rdb\"}";
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("redis_ops_backup_{metric}{labels} ")));
    line.and_then(|line| line.parse().ok())
}

#[test]
fn success_and_every_kind_of_failure_are_told_and_the_last_success_stays() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(20);
    let tool = Tool::on(&sandbox);
    let path = tool.folder().join("redis.prom");
    let backup = |tool: &Tool, code: i32, more: &[&str]| {
        let run = tool.run(&[&["backup-rdb", "-r", "cache", "--metrics-file", path.to_str().unwrap()], more].concat());
        run.expect(code);
    };
    backup(&tool, 0, &["--dry-run"]);
    assert!(!path.exists(), "a dry run is no backup");
    backup(&tool, 0, &[]);
    assert_eq!((value(&path, "success"), value(&path, "exit_code")), (Some(1.0), Some(0.0)));
    assert!(
        value(&path, "keys").is_some_and(|keys| keys > 0.0) && value(&path, "bytes").is_some_and(|bytes| bytes > 0.0)
    );
    let succeeded = value(&path, "last_success_timestamp_seconds");
    assert!(succeeded.is_some_and(|at| at > 1e9));
    // nowhere to write to
    backup(&tool, 5, &["--to", "/dev/null/x"]);
    assert_eq!((value(&path, "success"), value(&path, "exit_code")), (Some(0.0), Some(5.0)));
    assert_eq!(value(&path, "last_success_timestamp_seconds"), succeeded);
    // the API server is gone, and with it the knowledge of which instance it is
    sandbox.kill_api();
    backup(&tool, 5, &[]);
    assert_eq!(value(&path, "last_success_timestamp_seconds"), succeeded);
    let left: Vec<_> = std::fs::read_dir(tool.folder()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("partial")), "{left:?}");
}

#[test]
fn a_run_that_is_told_to_end_is_told_too_and_a_file_that_cannot_be_written_is_an_error() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.servers().iter().for_each(|server| server.config_set("repl-diskless-sync-delay", "60"));
    let tool = Tool::on(&sandbox);
    let path = tool.folder().join("redis.prom");
    let run = tool.start(&["backup-rdb", "-r", "cache", "--metrics-file", path.to_str().unwrap()]);
    crate::harness::until("it has the lock", || sandbox.get("leases", "apps", "redis-ops-cache").is_some());
    run.signal("TERM");
    run.wait().expect(143);
    assert_eq!(value(&path, "exit_code"), Some(143.0));
    assert_eq!(value(&path, "last_success_timestamp_seconds"), Some(0.0));
    let run = tool.run(&["backup-config", "-r", "cache", "--metrics-file", "/nowhere/x.prom"]);
    run.expect(6);
    assert!(run.stderr.contains("cannot write the metrics file /nowhere/x.prom"), "{run}");
}
