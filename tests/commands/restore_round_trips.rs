//! From every version at hand into every other, older ones too: backed up, restored, and read back key by key.

use super::compare::{VERSIONS, compare, differences, fill, knows};
use crate::harness::Tool;
use crate::harness::plain::Plain;

/// A set of one server's backup, and whether times of hash fields and functions are in it.
struct Written {
    version: &'static str,
    set: String,
    has_field_times: bool,
    has_functions: bool,
}

fn write(tool: &Tool, version: &'static str) -> Written {
    // Else a server waits for further replicas before each snapshot.
    let mut server = Plain::start_with(version, None, &["--repl-diskless-sync-delay", "0"]);
    fill(&mut server);
    let (has_field_times, has_functions) = (knows(&mut server, "HPEXPIREAT"), knows(&mut server, "FUNCTION"));
    let to = format!("sets/{version}");
    let run = tool.run(&["backup-rdb", "--url", &server.url(), "--to", &to, "--compress", "none"]);
    Written { version, set: run.expect(0).last_line().to_owned(), has_field_times, has_functions }
}

#[test]
fn every_version_gives_to_every_other_what_that_one_can_hold() {
    let tool = Tool::alone();
    let sets: Vec<Written> = VERSIONS.into_iter().map(|version| write(&tool, version)).collect();
    let pairs: usize = std::thread::scope(|scope| {
        let into = VERSIONS.map(|version| {
            let (tool, sets) = (&tool, &sets);
            scope.spawn(move || {
                sets.iter().for_each(|written| restore(tool, written, version));
                sets.len()
            })
        });
        into.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).sum()
    });
    assert_eq!(pairs, VERSIONS.len() * VERSIONS.len());
}

fn restore(tool: &Tool, written: &Written, version: &str) {
    let mut server = Plain::start(version);
    let (url, what) = (server.url(), format!("{} into {version}", written.version));
    let loses_times = written.has_field_times && !knows(&mut server, "HPEXPIREAT");
    let loses_functions = written.has_functions && !knows(&mut server, "FUNCTION");
    let state = format!("state/{version}");
    let words = ["restore-rdb", &written.set, "--url", &url, "--yes", "--verify", "full", "--state-dir", &state];
    if loses_times || loses_functions {
        let run = tool.run(&words);
        assert_eq!(run.code, 4, "{what}\n{run}");
        assert_eq!(server.must("DBSIZE"), "0", "{what}\n{run}");
    }
    let run = tool.run(&[&words[..], &["--accept-losses", "-o", "json"]].concat());
    assert_eq!(run.code, i32::from(loses_times || loses_functions), "{what}\n{run}");
    let data = &run.json()["data"];
    assert_eq!((&data["restored"], &data["failed"]), (&data["keys"], &0.into()), "{what}\n{run}");
    // Read once more, by another way.
    let found = compare(tool, &[&written.set, &url, "--limit", "100"]);
    let expected: &[&str] = if loses_times { &["hash:fields: field-expiry"] } else { &[] };
    assert_eq!(differences(&found), expected, "{what}\n{found}");
    assert_eq!(found.code, if loses_times { 7 } else { 0 }, "{what}\n{found}");
}
