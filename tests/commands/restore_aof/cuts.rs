//! Where a replay ends: by time, by command, by place, by damage.

use super::{aof, by_url, file, keys, store, text, url};
use crate::harness::servers::fixture;
use crate::harness::{Run, Tool};
use crate::sandbox::Server;

/// Restores a file of these bytes into the server, which is emptied before.
fn restore(server: &Server, bytes: &[u8], more: &[&str]) -> Run {
    server.cli(&["FLUSHALL"]);
    let tool = Tool::alone();
    let path = file(&tool, bytes);
    tool.run(&by_url(text(&path), &url(server), &[&["--yes"], more].concat()))
}

#[test]
fn a_time_ends_it_after_the_second_that_is_named() {
    let (_sandbox, server) = store(None);
    let bytes = aof(&["#TS:1000", "SET a 1", "#TS:1010", "SET b 1", "MULTI", "SET c 1", "#TS:1011", "SET d 1", "EXEC"]);
    for (until, left) in [("1970-01-01T00:16:40Z", 1), ("1970-01-01T00:16:50Z", 2), ("1970-01-01T00:16:51Z", 4)] {
        let run = restore(&server, &bytes, &["--until", until]);
        run.expect(0);
        assert_eq!(keys(&server), left, "{until} {run}");
    }
    let run = restore(&server, &aof(&["SET a 1"]), &["--until", "1970-01-01T00:16:40Z"]);
    run.expect(4);
    assert!(run.stderr.contains("no annotations of time") && run.stderr.contains("--before-command"), "{run}");
    assert!(run.stderr.contains("aof-timestamp-enabled yes") && keys(&server) == 0, "{run}");
}

#[test]
fn the_annotations_of_a_real_server_end_it_too() {
    // Its second increment of commands was written more than a second after the first.
    let folder = fixture("aof/redis-7.0/aof-base");
    let bytes = std::fs::read(folder.join("appendonly.aof.2.incr.aof")).unwrap();
    let text_of = String::from_utf8_lossy(&bytes).into_owned();
    let times: Vec<i64> =
        text_of.split("#TS:").skip(1).map(|rest| rest.split('\r').next().unwrap().parse().unwrap()).collect();
    let last = *times.last().unwrap();
    let until = chrono::DateTime::from_timestamp(last - 1, 0).unwrap().to_rfc3339();
    for (more, appended) in [(&["--until", until.as_str()][..], false), (&[], true)] {
        let (_sandbox, server) = store(None);
        let run = Tool::alone().run(&by_url(text(&folder), &url(&server), &[&["--yes"], more].concat()));
        run.expect(0);
        let mut connection = server.connect().unwrap();
        connection.call(&["SELECT", "3"]).unwrap();
        let length = connection.call(&["STRLEN", "third"]).unwrap().to_string();
        assert_eq!(length == "15", appended, "{length} {run}");
    }
}

#[test]
fn a_command_with_a_pattern_and_what_stands_around_it() {
    let (_sandbox, server) = store(None);
    let lines =
        ["SELECT 3", "SET user:1 secret", "DEL user:1", "SET user:2 x", "DEL other user:2", "DEL nobody", "SET z 1"];
    let run = restore(&server, &aof(&lines), &["--before-command", "del user:*", "--dry-run"]);
    run.expect(0);
    for words in
        ["the last DEL user:* is in appendonly.aof at offset", "->", "DEL other …", "there are 2 such commands"]
    {
        assert!(run.stdout.contains(words), "{words} {run}");
    }
    assert!(!run.stdout.contains("secret") && keys(&server) == 0, "{run}");
    let run = restore(&server, &aof(&lines), &["--before-command", "DEL user:*"]);
    run.expect(0);
    assert_eq!(server.info("db3").split(',').next(), Some("keys=1"), "{run}");
    assert!(run.stdout.contains("not replayed  3 commands"), "{run}");
}

#[test]
fn a_place_and_damage() {
    let (_sandbox, server) = store(None);
    let mut bytes = aof(&["SET a 1", "SET b 1", "MULTI", "SET c 1", "EXEC"]);
    for (offset, left) in [("27", 1), ("30", 1), ("54", 2), ("70", 2)] {
        let run = restore(&server, &bytes, &["--until-offset", offset]);
        run.expect(0);
        assert_eq!(keys(&server), left, "{offset} {run}");
    }
    let whole = bytes.len();
    bytes.extend_from_slice(b"nonsense\r\n");
    bytes.extend(aof(&["SET d 1"]));
    let run = restore(&server, &bytes, &[]);
    run.expect(7);
    assert!(run.stderr.contains(&format!("at offset {whole}")) && run.stderr.contains("--stop-at-damage"), "{run}");
    assert_eq!(keys(&server), 0, "{run}");
    let run = restore(&server, &bytes, &["--stop-at-damage"]);
    run.expect(0);
    assert_eq!(keys(&server), 3, "{run}");
    // What is damaged behind the end does not matter.
    restore(&server, &bytes, &["--until-offset", "27"]).expect(0);
}

#[test]
fn commands_that_fail_are_named_by_their_place_and_the_others_are_executed() {
    let (_sandbox, server) = store(None);
    let bytes = aof(&["SET a x", "INCR a", "MULTI", "SET b 1", "LPUSH a 1", "EXEC", "SET c 1"]);
    let run = restore(&server, &bytes, &["-o", "json"]);
    run.expect(7);
    let finding = run.finding("replay-errors");
    let message = finding["message"].as_str().unwrap();
    assert!(
        message.starts_with("2 commands were answered by an error: INCR of appendonly.aof at offset 27: "),
        "{run}"
    );
    assert!(message.contains("LPUSH of appendonly.aof at offset 90: WRONGTYPE"), "{run}");
    assert_eq!(keys(&server), 3, "{run}");
}

#[test]
fn times_that_begin_anew_are_told_and_those_that_have_passed_are_over() {
    let (_sandbox, server) = store(None);
    let bytes = aof(&["SET a 1", "EXPIRE a 100", "SET b 1 PXAT 1000", "SET c 1 PXAT 1000", "PERSIST c", "PUBLISH x y"]);
    let run = restore(&server, &bytes, &[]);
    run.expect(0);
    assert_eq!((keys(&server), server.cli(&["PTTL", "c"])), (2, "-1".to_owned()), "{run}");
    assert!(
        run.stderr.contains("1 commands set a time to live that begins") && run.stderr.contains("1 messages"),
        "{run}"
    );
    assert!(run.stdout.contains("1 keys have their own time to live again, 1 of them had expired"), "{run}");
}
