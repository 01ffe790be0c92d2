//! The house's rules, read from the sources: what a room may name, and how large a room may be.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms that decide and parse. Facts go in, values come out.
const PURE: [&str; 17] = [
    "src/domain",
    "src/formats",
    "src/report",
    "src/target/choose.rs",
    "src/target/credentials.rs",
    "src/target/evidence.rs",
    "src/target/exporter.rs",
    "src/target/facts.rs",
    "src/target/flavour.rs",
    "src/target/gitops.rs",
    "src/target/network.rs",
    "src/target/objects.rs",
    "src/target/role_owner.rs",
    "src/target/shards",
    "src/target/shards.rs",
    "src/target/sentinel.rs",
    "src/target/topology.rs",
];

const FORBIDDEN_IN_PURE: [&str; 12] = [
    "tokio",
    "kube::",
    "k8s_openapi",
    "redis::",
    "aws_",
    "clap",
    "std::fs",
    "std::net",
    "std::env",
    "std::io",
    "Utc::now",
    "SystemTime::now",
];

fn sources(below: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let start = root.join(below);
    if start.is_file() {
        return vec![start];
    }
    let (mut files, mut folders) = (Vec::new(), vec![start]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if path.extension().is_some_and(|extension| extension == "rs") => files.push(path),
                _ => {}
            }
        }
    }
    assert!(!files.is_empty(), "nothing below {below}");
    files.sort();
    files
}

/// The code of a line: comments name things without using them.
fn code(line: &str) -> &str {
    if line.trim_start().starts_with("//") { "" } else { line }
}

#[test]
fn decisions_and_formats_do_no_io() {
    let mut found = Vec::new();
    for file in PURE.iter().flat_map(|room| sources(room)) {
        let text = fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            for word in FORBIDDEN_IN_PURE.iter().filter(|word| code(line).contains(**word)) {
                found.push(format!("{}:{}: {word}", file.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "a pure room names what does I/O:\n{}", found.join("\n"));
}

#[test]
fn no_file_is_a_bucket() {
    for file in sources("src") {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 600, "{} has {lines} lines: it is more than one room", file.display());
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        assert!(!["utils", "util", "common", "helpers", "misc"].contains(&name.as_str()), "{}", file.display());
    }
}

#[test]
fn stdout_and_stderr_have_one_writer_each() {
    for (stream, writer) in [("io::stdout()", "src/render/mod.rs"), ("io::stderr()", "src/console/mod.rs")] {
        for file in sources("src") {
            let text = fs::read_to_string(&file).unwrap();
            let writes = text.lines().any(|line| code(line).contains(stream) && !line.contains("is_terminal"));
            let is_writer = file.ends_with(writer);
            assert!(!writes || is_writer, "{} writes to {stream}, which is {writer}'s", file.display());
        }
    }
}

#[test]
fn every_test_file_is_part_of_the_binary() {
    for folder in ["tests/commands", "tests/formats"] {
        let declared = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("mod.rs")).unwrap();
        for file in sources(folder) {
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let included = name == "mod" || file.parent().is_some_and(|parent| !parent.ends_with(folder));
            assert!(included || declared.contains(&format!("mod {name};")), "{} is never compiled", file.display());
        }
    }
}
