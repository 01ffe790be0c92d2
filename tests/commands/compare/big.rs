//! Values that are too large to be dumped are read in pages, and are what the file's are.

use super::{compare, differences};
use crate::harness::Tool;
use crate::harness::plain::Plain;

fn words(text: &str) -> Vec<Vec<u8>> {
    text.split(' ').map(|word| word.as_bytes().to_vec()).collect()
}

/// Six values of more than 4 MiB each.
fn fill(server: &mut Plain, with_field_expiry: bool) {
    let filler = "x".repeat(150);
    let mut commands = vec![words(&format!("SETRANGE string 5000000 {filler}"))];
    for number in 0..30_000 {
        commands.push(words(&format!("RPUSH list {filler}{number}")));
        commands.push(words(&format!("SADD set {filler}{number}")));
        commands.push(words(&format!("ZADD zset {number}.1 {filler}{number}")));
        commands.push(words(&format!("HSET hash {filler}{number} {number}")));
        commands.push(words(&format!("XADD stream {}-1 {number} {filler}", number + 1)));
    }
    commands.push(words("XGROUP CREATE stream workers 0"));
    commands.push(words("XREADGROUP GROUP workers one COUNT 2500 STREAMS stream >"));
    commands.push(words("XREADGROUP GROUP workers two COUNT 10 STREAMS stream >"));
    commands.push(words("XGROUP CREATE stream idle 5-1"));
    if with_field_expiry {
        commands.push(words(&format!("HPEXPIREAT hash 4102444800000 FIELDS 1 {filler}77")));
    }
    for commands in commands.chunks(5000) {
        server.all(commands);
    }
}

#[test]
fn pages_and_dumps_say_the_same() {
    for version in ["6.2", "7.0", "8.6", "valkey-9.1"] {
        let with_field_expiry = ["8.6", "valkey-9.1"].contains(&version);
        let tool = Tool::alone();
        let mut server = Plain::start(version);
        fill(&mut server, with_field_expiry);
        let usage: Vec<u64> = ["string", "list", "set", "zset", "hash", "stream"]
            .iter()
            .map(|key| server.must(&format!("MEMORY USAGE {key}")).parse().unwrap())
            .collect();
        assert!(usage.iter().all(|bytes| *bytes > 4 << 20), "{version}: {usage:?}");
        let file = server.save(&tool.folder().join("dump.rdb")).display().to_string();
        let run = compare(&tool, &[&file, &server.url()]);
        assert_eq!(differences(&run), Vec::<String>::new(), "{version}\n{run}");
        run.expect(0);
        let filler = "x".repeat(150);
        for command in [
            "SETRANGE string 77 y".to_owned(),
            "LSET list 29999 y".to_owned(),
            format!("SREM set {filler}12345"),
            format!("ZADD zset 5 {filler}23000"),
            format!("HSET hash {filler}5 y"),
            "XACK stream workers 2100-1".to_owned(),
        ] {
            server.must(&command);
        }
        let run = compare(&tool, &[&file, &server.url()]);
        let expected = ["hash: value", "list: value", "set: value", "stream: groups", "string: value", "zset: value"];
        assert_eq!(differences(run.expect(7)), expected, "{version}\n{run}");
    }
}
