//! What a newer server makes of an older one's file is the same.

use super::{VERSIONS, compare, differences, fill};
use crate::harness::Tool;
use crate::harness::plain::Plain;

/// Who loads whose files.
fn loads(version: &str, writer: &str) -> bool {
    let rank = |version: &str| VERSIONS.iter().position(|one| *one == version).unwrap();
    match (version.starts_with("valkey"), writer.starts_with("valkey")) {
        // Valkey loads Redis's files up to those of 7.2.
        (true, false) => ["6.2", "7.0"].contains(&writer),
        (false, true) => false,
        _ => rank(version) >= rank(writer),
    }
}

#[test]
fn nothing_differs_between_a_file_and_any_server_that_loaded_it() {
    let mut pairs = 0;
    for writer in VERSIONS {
        let tool = Tool::alone();
        let mut server = Plain::start(writer);
        fill(&mut server);
        let file = server.save(&tool.folder().join("dump.rdb"));
        for version in VERSIONS.into_iter().filter(|version| loads(version, writer)) {
            let loaded = Plain::start_with(version, Some(&file), &[]);
            let run = compare(&tool, &[file.to_str().unwrap(), &loaded.url(), "--limit", "100"]);
            assert_eq!(differences(&run), Vec::<String>::new(), "{writer} in {version}\n{run}");
            run.expect(0);
            // From server to server, too.
            let run = compare(&tool, &[&loaded.url(), &server.url(), "--limit", "100"]);
            assert_eq!(differences(&run), Vec::<String>::new(), "{writer} and {version}\n{run}");
            run.expect(0);
            pairs += 1;
        }
    }
    assert!(pairs > 18, "only {pairs} pairs");
}

#[test]
fn encodings_make_no_difference() {
    let tool = Tool::alone();
    let mut small = Plain::start("7.4");
    fill(&mut small);
    let file = small.save(&tool.folder().join("dump.rdb"));
    let sizes = ["hash-max-listpack-entries", "zset-max-listpack-entries", "set-max-listpack-entries"];
    let arguments: Vec<String> = sizes
        .iter()
        .flat_map(|name| [format!("--{name}"), "1".to_owned()])
        .chain(["--rdbcompression".into(), "no".into()])
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut other = Plain::start_with("7.4", Some(&file), &arguments);
    assert_eq!(other.must("OBJECT ENCODING hash"), "hashtable");
    let rewritten = other.save(&tool.folder().join("other.rdb"));
    let run = compare(&tool, &[file.to_str().unwrap(), rewritten.to_str().unwrap()]);
    run.expect(0);
    compare(&tool, &[&other.url(), &small.url()]).expect(0);
}
