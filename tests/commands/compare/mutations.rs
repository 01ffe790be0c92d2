//! One key of each kind is changed, on every version, and each change is found and named; everything else is the same.

use super::{VERSIONS, compare, differences, fill, knows};
use crate::harness::Tool;
use crate::harness::plain::Plain;
use std::path::Path;

/// What is done to a server, and what has to be found then.
const MUTATIONS: [(&str, &str); 18] = [
    ("SET many:7 8", "many:7: value"),
    ("DEL many:8", "many:8: missing-in-b"),
    ("SET new 1", "new: missing-in-a"),
    ("PERSIST string:expires", "string:expires: expiry"),
    ("PEXPIREAT string:int 4102444800000", "string:int: expiry"),
    ("LSET list 2 x", "list: value"),
    ("LPUSH list:long first", "list:long: value"),
    ("SREM set a", "set: value"),
    ("SADD set:ints 99999", "set:ints: value"),
    ("ZADD zset 0.2 mid", "zset: value"),
    ("ZADD zset:long 1 new", "zset:long: value"),
    ("HSET hash b 3", "hash: value"),
    ("HDEL hash:long field-5", "hash:long: value"),
    ("XACK stream workers 5-1", "stream: groups"),
    ("XADD stream:long 900-1 field 1", "stream:long: value stream-position"),
    ("SETBIT hll 200 1", "hll: value"),
    ("SET string other", "string: value"),
    ("SELECT 0", ""),
];

#[test]
fn each_kind_of_change_is_found_on_every_version() {
    for version in VERSIONS {
        let tool = Tool::alone();
        let mut server = Plain::start(version);
        fill(&mut server);
        let file = server.save(&tool.folder().join("before.rdb")).display().to_string();
        let url = server.url();
        let run = compare(&tool, &[&file, &url]);
        run.expect(0);
        assert!(
            run.json()["data"]["same"] == true
                && run.json()["data"]["full"]["keys_compared"] == 416 + u64::from(knows(&mut server, "HPEXPIREAT")),
            "{version}\n{run}"
        );
        compare(&tool, &["--quick", &url, &file]).expect(0);

        let mut expected: Vec<String> =
            MUTATIONS.iter().map(|(_, found)| (*found).to_owned()).filter(|found| !found.is_empty()).collect();
        MUTATIONS.iter().for_each(|(command, _)| drop(server.must(command)));
        server.must("DEL in:three");
        server.must("SELECT 3");
        server.must("DEL in:three");
        server.must("RPUSH in:three 3");
        server.must("SELECT 0");
        expected.push("in:three: type".to_owned());
        if knows(&mut server, "HPEXPIREAT") {
            server.must("HPEXPIREAT hash:fields 4102444800999 FIELDS 1 a");
            expected.push("hash:fields: field-expiry".to_owned());
        }
        expected.sort();
        let run = compare(&tool, &[&file, &url, "--limit", "100", "--settle"]);
        run.expect(7);
        assert_eq!(differences(&run), expected, "{version}\n{run}");
        // The other way round it is the same but for the sides, and from file to file as well.
        let run = compare(&tool, &[&url, &file, "--limit", "100"]);
        let turned: Vec<String> = expected.iter().map(|line| turn(line)).collect();
        assert_eq!(differences(run.expect(7)), sorted(turned), "{version}\n{run}");
        let after = server.save(&tool.folder().join("after.rdb")).display().to_string();
        let run = compare(&tool, &[&file, &after, "--limit", "100"]);
        assert_eq!(differences(run.expect(7)), expected, "{version}\n{run}");
        assert!(Path::new(&after).exists());
    }
}

fn turn(line: &str) -> String {
    match line.strip_suffix("missing-in-a") {
        Some(key) => format!("{key}missing-in-b"),
        None => line.replace("missing-in-b", "missing-in-a"),
    }
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

#[test]
fn two_servers_are_compared_and_only_the_first_differences_are_named() {
    let tool = Tool::alone();
    let (mut one, mut other) = (Plain::start("7.0"), Plain::start("valkey-8.0"));
    for server in [&mut one, &mut other] {
        for number in 0..3000 {
            server.must(&format!("SET key:{number} {number}"));
        }
    }
    let (a, b) = (one.url(), other.url());
    compare(&tool, &[&a, &b]).expect(0);
    (0..30).for_each(|number| drop(other.must(&format!("SET key:{number} x"))));
    one.must("SET only:one 1");
    other.must("SET only:other 1");
    let run = compare(&tool, &[&a, &b, "--limit", "5"]);
    let full = &run.expect(7).json()["data"]["full"];
    assert_eq!((&full["keys_differing"], differences(&run).len()), (&32.into(), 5), "{run}");
    assert_eq!(full["aspects"], serde_json::json!({"missing-in-a": 1, "missing-in-b": 1, "value": 30}), "{run}");
    assert_eq!(run.finding_ids(), ["compare-differs"], "{run}");
    let run = compare(&tool, &["--quick", &a, &b]);
    run.expect(0);
    one.must("SADD only:one:more 1");
    let run = compare(&tool, &["--quick", &a, &b]);
    let quick = &run.expect(7).json()["data"]["quick"];
    assert_eq!((&quick["differences"][0]["kind"], &quick["keys_a"]), (&"set".into(), &3002.into()), "{run}");
    // "." is what --url names.
    let run = tool.run(&["compare", "--url", &a, ".", &a]);
    assert!(run.expect(0).stdout.contains("A and B are the same."), "{run}");
}

#[test]
fn expiry_has_a_tolerance_and_expired_keys_are_not_missed() {
    let tool = Tool::alone();
    let mut server = Plain::start("7.4");
    server.must("SET later x PXAT 4102444800000");
    server.must("SET soon x PX 300");
    server.must("HSET hash a 1");
    server.must("HPEXPIRE hash 300 FIELDS 1 a");
    let file = server.save(&tool.folder().join("dump.rdb")).display().to_string();
    crate::harness::until("it has expired", || server.must("EXISTS soon hash") == "0");
    let run = compare(&tool, &[&file, &server.url()]);
    assert_eq!(run.expect(0).json()["data"]["full"]["keys_expired"], 2, "{run}");
    server.must("PEXPIREAT later 4102444800900");
    compare(&tool, &[&file, &server.url()]).expect(0);
    let run = compare(&tool, &[&file, &server.url(), "--expiry-tolerance", "500ms"]);
    assert_eq!(differences(run.expect(7)), ["later: expiry"], "{run}");
    assert!(run.stdout.contains("expires at 2100-01-01T00:00:00.900Z"), "{run}");
}

#[test]
fn a_side_that_takes_writes_is_said_and_same_stays_same() {
    let tool = Tool::alone();
    let mut server = Plain::start("7.0");
    (0..20_000).for_each(|number| drop(server.must(&format!("SET key:{number} {number}"))));
    let file = server.save(&tool.folder().join("dump.rdb")).display().to_string();
    let url = server.url();
    let comparing = tool.start(&["compare", "-o", "json", &file, &url]);
    let mut comparing = comparing;
    // The same value again: a write that changes nothing.
    while !comparing.has_ended() {
        server.must("SET key:1 1");
    }
    let run = comparing.wait();
    run.expect(0);
    assert_eq!(run.finding_ids(), ["compare-moving"], "{run}");
}
