//! Servers that are really upgraded over the same folder, with the checks before and after; and back, as far as the
//! checks say that it goes.

use super::released::{Released, ends};
use crate::harness::{Run, Tool, until};

fn tool_run(tool: &Tool, command: &str, server: &Released, more: &[&str]) -> Run {
    let url = server.url();
    let words: Vec<&str> = [command, "--url", &url, "-o", "json"].iter().chain(more).copied().collect();
    tool.run(&words)
}

fn ids(run: &Run, severity: &str) -> Vec<String> {
    let findings = run.json()["findings"].as_array().cloned().unwrap_or_default();
    let fitting = findings.iter().filter(|finding| finding["severity"] == severity);
    fitting.map(|finding| finding["id"].as_str().unwrap_or_default().to_owned()).collect()
}

/// `--url` names an instance by its address, which changes here and would not in a cluster.
fn carry(tool: &Tool, before: &str, now: &Released) {
    let file = tool.folder().join("baseline.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let [before, now] = [before, &now.url()].map(|url| url.trim_start_matches("redis://").to_owned());
    std::fs::write(&file, text.replace(&before, &now)).unwrap();
}

#[test]
fn seven_to_seven_four_to_eight_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_path_buf();
    let tool = Tool::alone();
    let baseline = ["--baseline", "baseline.json"];
    let mut current = Released::start("7.0", &path, &[]);
    current.call(&["SET", "a", "1"]);
    current.call(&["XADD", "s", "*", "f", "v"]);
    current.call(&["SET", "gone", "1", "EX", "1000"]);
    for (from, to) in [("7.0", "7.4"), ("7.4", "8.0"), ("8.0", "8.6")] {
        let name = format!("{from} to {to}");
        tool.run(&["backup-rdb", "--url", &current.url()]).expect(0);
        until("its fork has ended", || current.call(&["INFO", "persistence"]).contains("rdb_bgsave_in_progress:0"));
        let before = tool_run(&tool, "pre-upgrade-check", &current, &[&baseline[..], &["--to", to]].concat());
        assert!([0, 1].contains(&before.code), "{name}: {before}");
        // The format of 7.4 and 8.0 is the same: there alone is a way back.
        let no_way_back = ids(&before, "warning").contains(&"upgrade-rollback".to_owned());
        assert_eq!(no_way_back, from != "7.4", "{name}: {before}");
        let url = current.url();
        current.stop();
        let next = Released::start(to, &path, &[]);
        carry(&tool, &url, &next);
        let after = tool_run(&tool, "post-upgrade-check", &next, &[&baseline[..], &["--to", to]].concat());
        assert!([0, 1].contains(&after.code), "{name}: {after}");
        assert!(!after.finding_ids().iter().any(|id| id == "upgrade-keys" || id == "upgrade-version"), "{after}");
        current = next;
    }
    // Back over the same folder: the check says that it does not go, and it does not.
    let back = tool_run(&tool, "pre-upgrade-check", &current, &["--to", "7.0", "--no-baseline"]);
    back.expect(2);
    assert!(ids(&back, "critical").contains(&"upgrade-format".to_owned()), "{back}");
    current.stop();
    let (ended, log) = ends("7.0", &path, &[]);
    assert!(ended.is_some_and(|status| !status.success()) && log.contains("Can't handle RDB format version"), "{log}");
}

#[test]
fn a_way_back_that_the_check_promises_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_path_buf();
    let tool = Tool::alone();
    let first = Released::start("7.4", &path, &[]);
    first.call(&["SET", "a", "1"]);
    let check = tool_run(&tool, "pre-upgrade-check", &first, &["--to", "8.0", "--no-baseline"]);
    assert!(!check.finding_ids().contains(&"upgrade-rollback".to_owned()), "{check}");
    first.stop();
    let second = Released::start("8.0", &path, &[]);
    second.call(&["SET", "b", "2"]);
    second.stop();
    let back = Released::start("7.4", &path, &[]);
    assert_eq!(back.call(&["DBSIZE"]), "2");
}

#[test]
fn an_aof_of_seven_is_not_seen_by_six() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_path_buf();
    let tool = Tool::alone();
    let on = ["--appendonly", "yes"];
    let old = Released::start("6.2", &path, &on);
    old.call(&["SET", "a", "1"]);
    let check = tool_run(&tool, "pre-upgrade-check", &old, &["--to", "7.0", "--no-baseline"]);
    assert!(ids(&check, "warning").contains(&"upgrade-aof".to_owned()), "{check}");
    old.stop();
    let new = Released::start("7.0", &path, &on);
    assert_eq!(new.call(&["DBSIZE"]), "1");
    new.call(&["SET", "b", "1"]);
    let check = tool_run(&tool, "pre-upgrade-check", &new, &["--to", "6.2", "--no-baseline"]);
    assert!(ids(&check, "critical").contains(&"upgrade-aof".to_owned()), "{check}");
    new.stop();
    let back = Released::start("6.2", &path, &on);
    assert_eq!(back.call(&["DBSIZE"]), "0", "what the check says would happen: it starts empty");
}

#[test]
fn an_empty_start_is_seen_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_path_buf();
    let tool = Tool::alone();
    let before = Released::start("7.4", &path, &[]);
    before.call(&["SET", "a", "1"]);
    tool_run(&tool, "pre-upgrade-check", &before, &["--baseline", "baseline.json"]);
    let url = before.url();
    before.stop();
    // The trap: the AOF is switched on over a folder that holds an RDB alone.
    let after = Released::start("8.0", &path, &["--appendonly", "yes"]);
    carry(&tool, &url, &after);
    let found = tool_run(&tool, "post-upgrade-check", &after, &["--baseline", "baseline.json", "--to", "8.0"]);
    found.expect(2);
    assert!(found.finding("upgrade-keys")["message"].as_str().unwrap().contains("it started empty"), "{found}");
}
