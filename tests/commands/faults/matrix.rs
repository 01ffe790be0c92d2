//! `docs/faults.md`: the tests that it names are there, and its overview is what it says command by command.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENT: &str = "docs/faults.md";
const BEGIN: &str = "<!-- overview: begin (REDIS_OPS_REFRESH=1 cargo test --test main the_overview_of_faults) -->\n";
const END: &str = "<!-- overview: end -->\n";

/// Faults as the document calls them, and at the head of a column.
const FAULTS: [(&str, &str); 20] = [
    ("websocket cut", "cut"),
    ("pod deleted", "pod"),
    ("Redis killed", "kill"),
    ("API server killed", "API"),
    ("kubelet gone", "node"),
    ("token expired", "401"),
    ("right missing", "403"),
    ("API overloaded or failing", "5xx"),
    ("LOADING", "LOAD"),
    ("BUSY", "BUSY"),
    ("MISCONF", "MISC"),
    ("OOM", "OOM"),
    ("READONLY", "RO"),
    ("server silent", "slow"),
    ("disk full", "full"),
    ("folder read-only", "dir"),
    ("clock wrong", "time"),
    ("S3 faults", "S3"),
    ("SIGINT, SIGTERM", "TERM"),
    ("SIGKILL", "KILL"),
];

/// What stands in a cell.
#[derive(Debug, PartialEq, Eq)]
enum Cell {
    Tested(Vec<String>),
    /// It cannot happen to the command; with the reason.
    Impossible,
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The document's sections: by command, then by fault.
fn sections(text: &str) -> BTreeMap<String, BTreeMap<String, Cell>> {
    let mut sections: BTreeMap<String, BTreeMap<String, Cell>> = BTreeMap::new();
    let mut command = None;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("### ") {
            command = Some(title.trim_matches('`').to_owned());
        }
        let (Some(command), Some(item)) = (&command, line.strip_prefix("- ")) else { continue };
        let (fault, told) = item.split_once(": ").unwrap_or_else(|| panic!("{item}: a fault, a colon, tests"));
        assert!(FAULTS.iter().any(|(name, _)| *name == fault), "{command}: {fault} is no fault of the list");
        let cell = match told.strip_prefix("n/a, ") {
            Some(reason) => {
                assert!(reason.len() > 10, "{command}: {fault}: why not?");
                Cell::Impossible
            }
            None => Cell::Tested(told.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()),
        };
        let twice = sections.entry(command.clone()).or_default().insert(fault.to_owned(), cell);
        assert!(twice.is_none(), "{command}: {fault} is told twice");
    }
    sections
}

fn overview(sections: &BTreeMap<String, BTreeMap<String, Cell>>) -> String {
    let mut table =
        format!("| |{}\n|---|{}\n", FAULTS.map(|(_, head)| format!(" {head} |")).concat(), "---|".repeat(20));
    for (command, cells) in sections {
        let marks = FAULTS.map(|(fault, _)| match cells.get(fault) {
            Some(Cell::Tested(_)) => " ✓ |",
            Some(Cell::Impossible) => " – |",
            None => " |",
        });
        table.push_str(&format!("| `{command}` |{}\n", marks.concat()));
    }
    table
}

/// Every test below tests/, as `module::test`.
fn tests() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (folder, prefix) in [("tests/commands", ""), ("tests/live", "live::")] {
        let root = path(folder);
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for file in fs::read_dir(&folder).expect("a folder").flatten().map(|entry| entry.path()) {
                if file.is_dir() {
                    folders.push(file);
                    continue;
                }
                let Ok(text) = fs::read_to_string(&file) else { continue };
                let below = file.strip_prefix(&root).expect("below it").with_extension("");
                let module = below.to_string_lossy().replace('/', "::");
                let module = module.strip_suffix("::mod").unwrap_or(&module).to_owned();
                for item in text.split("#[test]").skip(1) {
                    let name = item.split("fn ").nth(1).and_then(|rest| rest.split('(').next()).unwrap_or_default();
                    all.insert(format!("{prefix}{module}::{name}"));
                }
            }
        }
    }
    all
}

#[test]
fn the_tests_that_the_document_of_faults_names_are_there() {
    let (tests, text) = (tests(), fs::read_to_string(path(DOCUMENT)).expect("the document"));
    assert!(tests.len() > 500, "{} tests", tests.len());
    let mut named = 0;
    for (command, cells) in sections(&text) {
        for (fault, cell) in cells {
            let Cell::Tested(names) = cell else { continue };
            for name in names {
                assert!(tests.contains(&name), "{command}, {fault}: there is no test {name}");
                named += 1;
            }
        }
    }
    assert!(named > 100, "{named} tests are named");
}

#[test]
fn every_command_that_acts_is_in_the_document_of_faults() {
    let text = fs::read_to_string(path(DOCUMENT)).expect("the document");
    for (command, cells) in sections(&text) {
        let untold: Vec<&str> =
            FAULTS.map(|(fault, _)| fault).into_iter().filter(|it| !cells.contains_key(*it)).collect();
        assert!(untold.is_empty(), "{command}: neither tested nor told why it cannot happen: {untold:?}");
    }
    let told: BTreeSet<String> = sections(&text)
        .into_keys()
        .flat_map(|title| title.split(", ").map(str::to_owned).collect::<Vec<_>>())
        .map(|name| name.trim_matches('`').to_owned())
        .collect();
    let tree = redis_ops::cli::tree();
    for command in tree.get_subcommands() {
        let has = |name: &str| command.get_arguments().any(|option| option.get_long() == Some(name));
        let acts = has("dry-run") || has("confirm") || has("baseline") || has("html") || has("state");
        assert!(!acts || told.contains(command.get_name()), "{} is not in {DOCUMENT}", command.get_name());
    }
}

#[test]
fn the_overview_of_faults_is_what_is_told_by_command() {
    let text = fs::read_to_string(path(DOCUMENT)).expect("the document");
    let (before, rest) = text.split_once(BEGIN).expect("the beginning of the overview");
    let (shown, after) = rest.split_once(END).expect("its end");
    let wanted = overview(&sections(&text));
    if std::env::var_os("REDIS_OPS_REFRESH").is_some() {
        fs::write(path(DOCUMENT), format!("{before}{BEGIN}{wanted}{END}{after}")).expect("the document");
    } else {
        assert_eq!(shown, wanted, "to refresh it: REDIS_OPS_REFRESH=1 cargo test --test main the_overview_of_faults");
    }
}
