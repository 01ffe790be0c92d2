//! `compare`.

mod big;
mod instances;
mod mutations;
mod unreadable;
mod versions;

use crate::harness::plain::Plain;
use crate::harness::{Run, Tool};
use crate::sandbox::Reply;

/// Every version at hand, oldest first.
pub(super) const VERSIONS: [&str; 7] = ["6.2", "7.0", "7.4", "8.0", "8.6", "valkey-8.0", "valkey-9.1"];

/// Runs it with `-o json`.
pub(super) fn compare(tool: &Tool, arguments: &[&str]) -> Run {
    tool.run(&[&["compare", "-o", "json"], arguments].concat())
}

/// What differs of each key: `key: aspect aspect`.
pub(super) fn differences(run: &Run) -> Vec<String> {
    let json = run.json();
    let rows = json["data"]["full"]["differences"].as_array().cloned().unwrap_or_default();
    let words = |row: &serde_json::Value| {
        let aspects: Vec<&str> =
            row["aspects"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
        format!("{}: {}", row["key"].as_str().unwrap_or_default(), aspects.join(" "))
    };
    let mut all: Vec<String> = rows.iter().map(words).collect();
    all.sort();
    all
}

/// Whether a command is known there.
pub(super) fn knows(server: &mut Plain, command: &str) -> bool {
    !matches!(server.call(&[command]), Reply::Error(text) if text.contains("unknown command"))
}

/// Keys of every type, small and in more than one encoding, in two databases.
pub(super) fn fill(server: &mut Plain) {
    for number in 0..400 {
        server.must(&format!("SET many:{number} {number}"));
        server.must(&format!("RPUSH list:long item-{number}"));
        server.must(&format!("SADD set:long member-{number}"));
        server.must(&format!("SADD set:ints {number}"));
        server.must(&format!("ZADD zset:long {number}.25 member-{number}"));
        server.must(&format!("HSET hash:long field-{number} {number}"));
        server.must(&format!("XADD stream:long {}-1 field {number}", number + 1));
    }
    for command in [
        "SET string text",
        "SET string:int 12345",
        "SET string:expires x PXAT 4102444800123",
        "RPUSH list a b c 1",
        "SADD set a b 1",
        "ZADD zset -inf low 0.1 mid +inf high",
        "HSET hash a 1 b 2 c 3",
        "XADD stream 5-1 a 1",
        "XADD stream 6-1 b 2",
        "XADD stream 7-1 c 3",
        "XDEL stream 7-1",
        "XGROUP CREATE stream workers 0",
        "XREADGROUP GROUP workers one COUNT 2 STREAMS stream >",
        "XGROUP CREATE stream idle $",
        "PFADD hll a b c",
        "SELECT 3",
        "SET in:three 3",
        "SELECT 0",
    ] {
        // PXAT came with 6.2, as the oldest server here.
        server.must(command);
    }
    if knows(server, "HPEXPIREAT") {
        server.must("HSET hash:fields a 1 b 2");
        server.must("HPEXPIREAT hash:fields 4102444800456 FIELDS 1 a");
    }
    if knows(server, "FUNCTION") {
        let code = "#!lua name=lib\nredis.register_function('hello', function() return 1 end)";
        assert!(!matches!(server.call(&["FUNCTION", "LOAD", code]), Reply::Error(_)));
    }
}
