//! `bigkeys --from`: what a backup holds is what its server held.

use super::{Alone, usual};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use serde_json::Value;

/// What does not depend on where the keys are read from.
fn comparable(data: &Value) -> Value {
    let mut types = Vec::new();
    for one in data["types"].as_array().unwrap() {
        let top: Vec<Value> = one["by_size"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| serde_json::json!([key["db"], key["key"], key["size"], key["expires"]]))
            .collect();
        types.push(serde_json::json!([one["type"], one["keys"], one["size"], one["histogram"], top]));
    }
    let mut prefixes: Vec<String> = data["prefixes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            serde_json::json!([one["prefix"], one["keys"], one["types"], one["string_bytes"], one["elements"]])
                .to_string()
        })
        .collect();
    prefixes.sort();
    serde_json::json!([data["keys"], data["databases"], types, prefixes, data["ttl"]["classes"]])
}

#[test]
fn the_report_of_a_backup_is_the_one_of_its_server_in_every_form() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    sandbox.fill(400);
    let tool = Tool::on(&sandbox);
    let live = tool.run(&["bigkeys", "--ttl", "--top", "20", "--prefixes", "100", "-o", "json"]);
    live.expect(0);
    let key = tool.folder().join("key.txt");
    std::fs::write(&key, "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33\n").unwrap();
    let public = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";
    for more in [&["--compress", "none"][..], &[], &["--compress", "zstd", "--encrypt-to", public]] {
        let backup = tool.run(&[&["backup-rdb"], more].concat());
        let set = backup.expect(0).last_line().to_owned();
        let identity = if more.len() > 2 { vec!["--identity", "key.txt"] } else { Vec::new() };
        let words =
            [&["bigkeys", "--from", &set, "--top", "20", "--prefixes", "100", "-o", "json"], &identity[..]].concat();
        let run = tool.run(&words);
        run.expect(0);
        assert_eq!(comparable(&run.json()["data"]), comparable(&live.json()["data"]), "{run}");
        assert!(run.json()["data"]["types"][0]["stored_bytes"].as_u64().is_some_and(|bytes| bytes > 0), "{run}");
        let name = std::fs::read_dir(tool.folder().join(&set)).unwrap().flatten().map(|entry| entry.path());
        let file = name.into_iter().find(|path| path.to_string_lossy().contains("dump.rdb")).unwrap();
        let words = [&["bigkeys", "--from", file.to_str().unwrap(), "-o", "json"], &identity[..]].concat();
        let run = tool.run(&words);
        assert_eq!(run.expect(0).json()["data"]["keys"], live.json()["data"]["keys"], "{run}");
    }
}

#[test]
fn a_backup_that_is_damaged_or_no_backup_gives_no_report() {
    let server = Alone::start(&usual(), &[]);
    server.call(&["SET", "a", "1"]);
    server.call(&["SET", "soon", "1", "PX", "1"]);
    server.call(&["SAVE"]);
    let tool = Tool::alone();
    let file = server.folder().join("dump.rdb");
    let run = tool.run(&["bigkeys", "--from", file.to_str().unwrap(), "-o", "json"]);
    assert_eq!(run.expect(0).json()["data"]["keys"], 1, "{run}");
    let mut bytes = std::fs::read(&file).unwrap();
    let cut = tool.folder().join("cut.rdb");
    std::fs::write(&cut, &bytes[..bytes.len() - 3]).unwrap();
    tool.run(&["bigkeys", "--from", "cut.rdb"]).expect(7);
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&cut, &bytes).unwrap();
    let run = tool.run(&["bigkeys", "--from", "cut.rdb", "--html", "page.html"]);
    assert!(run.expect(7).stderr.contains("CRC64") && !tool.folder().join("page.html").exists(), "{run}");
    tool.run(&["bigkeys", "--from", "nothing.rdb"]).expect(3);
    tool.run(&["bigkeys", "--from", "."]).expect(3);
}
