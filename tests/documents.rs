//! The documents say what the tool does: commands in them parse, and every finding is explained.

use crate::commands::make_shim::OLD;
use redis_ops::commands::meta::make_shim;
use redis_ops::domain::makefile;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The ids in `Finding::new("…"` of all sources.
fn ids_in_the_sources() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            // Unit tests make findings of their own.
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for rest in code.split("Finding::new(").skip(1).chain(code.split("Judged::new(").skip(1)) {
                ids.extend(
                    rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()).map(str::to_owned),
                );
            }
            // An id that is chosen first stands before its severity.
            for before in code
                .split(',')
                .zip(code.split(',').skip(1))
                .filter(|(_, next)| next.trim_start().starts_with("Severity::"))
            {
                let id = before.0.trim_end().strip_suffix('"').and_then(|text| text.rsplit('"').next());
                ids.extend(id.filter(|id| !id.chars().any(char::is_uppercase)).map(str::to_owned));
            }
        }
    }
    ids
}

#[test]
fn every_finding_is_explained_and_nothing_else_is() {
    let document = read("docs/findings.md");
    let explained: BTreeSet<String> =
        document.lines().filter_map(|line| line.strip_prefix("### ")).map(str::to_owned).collect();
    assert_eq!(ids_in_the_sources(), explained, "left: in the sources, right: in docs/findings.md");
}

/// Rows of a document's tables, a row by its cells.
fn rows(document: &str) -> impl Iterator<Item = Vec<&str>> {
    document
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|'))
        .map(|line| line.split('|').map(str::trim).collect())
}

/// A cell that is code, without its backquotes.
fn code(cell: &str) -> Option<&str> {
    cell.strip_prefix('`')?.strip_suffix('`')
}

/// What clap says against a command line.
fn wrong(line: &str) -> Option<String> {
    let words: Vec<String> = line.split(' ').map(|word| word.trim_matches('\'').to_owned()).collect();
    let error = redis_ops::cli::tree().try_get_matches_from(&words).err()?;
    error.use_stderr().then(|| format!("{line}: {error}"))
}

#[test]
fn the_migration_guide_knows_every_target_and_variable_of_the_makefile() {
    let guide = read("docs/migration.md");
    let shim: BTreeMap<String, Option<String>> = make_shim::targets()
        .into_iter()
        .map(|target| (target.name, target.command.map(|(command, _)| command)))
        .collect();
    let mut told = BTreeSet::new();
    for row in rows(&guide) {
        let [target, command, difference] = row[..] else { continue };
        let Some(target) = code(target).filter(|name| name.starts_with("redis-")) else { continue };
        let Some(command) = code(command) else { panic!("{target}: {command} is no command") };
        assert_eq!(command.split(' ').nth(1), shim[target].as_deref(), "{target}: what make-shim runs");
        assert_eq!(wrong(command), None, "{target}");
        assert!(!difference.is_empty(), "{target}: what is different?");
        assert!(told.insert(target.to_owned()), "{target} is told of twice");
    }
    let old: BTreeSet<String> = OLD.split_whitespace().map(|name| format!("redis-{name}")).collect();
    assert_eq!(told, old, "left: in docs/migration.md, right: targets of the Makefile and its documents");
    let variables = guide.split("## The variables").nth(1).unwrap();
    let variables: Vec<&str> = rows(variables).filter_map(|row| code(row[0])).collect();
    let known: Vec<&str> = makefile::VARIABLES.iter().map(|(name, _)| *name).collect();
    let missing: Vec<&str> = known.iter().copied().filter(|name| !variables.contains(name)).collect();
    assert!(missing.is_empty() && variables.len() == known.len(), "left out: {missing:?}, told: {variables:?}");
}

/// The command lines of redis-ops in a document's blocks, with the lines themselves.
fn command_lines(document: &str) -> Vec<String> {
    let mut inside = false;
    let mut commands = Vec::new();
    for line in document.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
            continue;
        }
        let line = line.trim_start().trim_start_matches("$ ");
        let tool = line.split_once("redis-ops ").filter(|(before, _)| before.is_empty()).map(|(_, rest)| rest);
        let sandbox = line.split_once("--example sandbox -- ").map(|(_, rest)| rest).filter(|rest| *rest != "--tour");
        let Some(words) = tool.or(sandbox).filter(|_| inside) else { continue };
        let words = words.split(' ').take_while(|word| !["|", ">", "&&", "#", "||"].contains(word));
        commands.push(format!("redis-ops {}", words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")));
    }
    commands
}

#[test]
fn commands_in_the_documents_parse() {
    for (name, least) in [
        ("README.md", 5),
        ("docs/backups.md", 5),
        ("docs/restores.md", 1),
        ("docs/migration.md", 0),
        ("docs/worlds.md", 0),
    ] {
        let commands = command_lines(&read(name));
        let refused: Vec<String> = commands.iter().filter_map(|line| wrong(line)).collect();
        assert!(refused.is_empty(), "{name}: {}", refused.join("\n"));
        assert!(commands.len() >= least, "{name} shows {} commands", commands.len());
    }
}

/// A table says each thing once: two rows that begin alike are one that was written twice.
#[test]
fn no_row_of_a_table_stands_twice() {
    for (name, least) in [("README.md", 100), ("docs/migration.md", 50)] {
        let document = read(name);
        let mut firsts = BTreeSet::new();
        let mut twice = Vec::new();
        for table in document.split("\n\n") {
            let mut seen = BTreeSet::new();
            for row in rows(table) {
                let first = row[..row.len().min(2)].join(" | ");
                if !seen.insert(first.clone()) {
                    twice.push(first.clone());
                }
                firsts.insert(first);
            }
        }
        assert!(twice.is_empty(), "{name}: {}", twice.join("\n"));
        assert!(firsts.len() >= least, "{name} has {} rows", firsts.len());
    }
}

/// Links to files of the repository lead to files, and those to headings to headings.
#[test]
fn links_in_the_documents_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut documents = vec!["README.md".into(), "CONTRIBUTING.md".into(), "SECURITY.md".into()];
    let pages = fs::read_dir(root.join("docs")).unwrap().flatten().map(|entry| entry.path());
    documents.extend(pages.filter(|path| path.extension().is_some_and(|end| end == "md")));
    let anchors = |text: &str| -> BTreeSet<String> {
        let headings =
            text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
        let kept = |letter: char| letter.is_alphanumeric() || letter == ' ' || letter == '-' || letter == '_';
        headings
            .map(|text| text.to_lowercase().chars().filter(|letter| kept(*letter)).collect())
            .map(|text: String| text.replace(' ', "-"))
            .collect()
    };
    let mut links = 0;
    for document in documents {
        let path = root.join(&document);
        let text = fs::read_to_string(&path).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.contains("://") || target.contains(' ') {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(file.exists(), "{}: {target} leads nowhere", path.display());
            let found = anchor.is_empty() || anchors(&fs::read_to_string(&file).unwrap()).contains(anchor);
            assert!(found, "{}: {target} leads to no heading", path.display());
            links += 1;
        }
    }
    assert!(links > 20, "{links} links");
}
