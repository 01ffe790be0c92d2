//! The same by `restore-rdb`: every fixture into every server at hand, judged key by key as the library's payloads are.

use super::{Case, Judged, judge_all};
use crate::formats::rdb_restore::server::Server;
use crate::harness::Tool;
use redis_ops::formats::rdb::Losses;
use std::collections::BTreeMap;

fn restore(server: &Server, case: &Case, options: &[&str]) {
    let tool = Tool::alone();
    let file = tool.folder().join("dump.rdb");
    std::fs::write(&file, &case.fixture.bytes).unwrap();
    let url = format!("redis://127.0.0.1:{}", server.port);
    let mut words = vec!["restore-rdb", "dump.rdb", "--url", &url, "--yes", "--accept-losses", "-o", "json"];
    words.extend(options);
    if case.needs_modules {
        // The values of modules can be loaded by no server at hand.
        for kind in ["string", "list", "set", "zset", "hash", "stream"] {
            words.extend(["--type", kind]);
        }
    }
    let run = tool.run(&words);
    assert!([0, 1].contains(&run.code), "{} into {}\n{run}", case.fixture.name, server.format);
    let data = run.json()["data"].clone();
    let count = |name: &str| data[name].as_u64().unwrap();
    let sum = count("restored") + count("skipped") + count("expired") + count("left_out");
    assert_eq!((sum, count("failed")), (count("keys"), 0), "{run}");
}

fn losses(server: &Server, case: &Case, now_ms: u64) -> BTreeMap<(u64, Vec<u8>), Losses> {
    let of = |seen: &super::SeenKey| case.restore_command(seen, server.format, now_ms).1;
    case.keys.iter().map(|seen| ((seen.db, seen.name.clone()), of(seen))).collect()
}

#[test]
fn every_version_gets_from_the_tool_what_it_would_have_loaded() {
    let judged = judge_all(
        |server, case, now_ms| {
            restore(server, case, &[]);
            losses(server, case, now_ms)
        },
        Judged::default(),
        &[],
    );
    assert!(judged.same > 5000 && judged.older > 3500 && judged.oracle > 60, "{judged:?}");
    assert!(judged.streams > 450 && judged.field_expiries > 60 && judged.functions > 40, "{judged:?}");
}

/// Every value is built from commands, of fixtures whose names end so.
fn built(names: &[&str]) -> Judged {
    let restore_built: super::Restore = |server, case, now_ms| {
        restore(server, case, &["--max-value", "1B"]);
        losses(server, case, now_ms)
    };
    judge_all(restore_built, Judged { built: true, ..Judged::default() }, names)
}

#[test]
fn values_of_an_old_and_a_new_version_built_piece_by_piece_are_the_same() {
    let judged = built(&["6.2/types", "8.0/hfe"]);
    assert!(judged.same > 300 && judged.streams > 10 && judged.field_expiries > 3, "{judged:?}");
}

#[test]
#[ignore = "takes minutes: each of some thousand values is built by commands that wait for each other"]
fn values_built_piece_by_piece_are_the_same() {
    let judged = built(&["/types", "/hfe"]);
    assert!(judged.same > 1500 && judged.streams > 50 && judged.field_expiries > 10, "{judged:?}");
}
