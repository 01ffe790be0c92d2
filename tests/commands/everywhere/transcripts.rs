//! The transcripts of `docs/transcripts`: what every observing command says on every deployment, without what differs
//! from run to run.

use crate::harness::Run;
use std::fs;
use std::path::{Path, PathBuf};

fn path(namespace: &str, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/transcripts");
    folder.join(format!("{namespace}.{name}.txt"))
}

/// One command with its answer on stdout and its exit status.
pub fn entry(command: &str, further: &[&str], place: (&str, &str), run: &Run) -> String {
    let typed: Vec<&str> = [command, "-n", place.0, "-r", place.1].iter().chain(further).copied().collect();
    let lines: Vec<String> = run.stdout.lines().take(LONGEST).map(still).collect();
    let rest = run.stdout.lines().count().saturating_sub(LONGEST);
    let more = if rest > 0 { format!("… {rest} lines more\n") } else { String::new() };
    format!("$ redis-ops {}\n{}\n{more}[exit {}]\n", typed.join(" "), lines.join("\n"), run.code)
}

/// Longer answers are cut: `config` has two hundred parameters.
const LONGEST: usize = 40;

/// Writes the transcript with `REDIS_OPS_REFRESH=1`; else says in what it differs: which commands there are, how they
/// end, and the columns of their tables. The numbers between are those of one run.
pub fn check(namespace: &str, name: &str, text: &str) -> Option<String> {
    let path = path(namespace, name);
    if std::env::var_os("REDIS_OPS_REFRESH").is_some() {
        let written = fs::create_dir_all(path.parent().expect("a folder")).and_then(|()| fs::write(&path, text));
        written.expect("a transcript in the repository");
        return None;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let (ours, theirs) = (shape(text), shape(&kept));
    let differs = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
    let differs = differs.map(|(ours, theirs)| format!("{ours:?} and not {theirs:?}"));
    let differs = differs.or_else(|| (ours.len() != theirs.len()).then(|| "more or fewer answers".to_owned()));
    differs.map(|how| {
        format!("{}: {how}; to write it anew: REDIS_OPS_REFRESH=1 cargo test --test main everywhere", path.display())
    })
}

/// The lines that are the same in every run: what was typed, the header of its first table, and how it ended.
fn shape(text: &str) -> Vec<String> {
    let header = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.len() > 1
            && words.iter().all(|word| word.chars().all(|one| one.is_ascii_uppercase() || "-/%".contains(one)))
    };
    let (mut kept, mut wanted) = (Vec::new(), false);
    for line in text.lines() {
        if line.starts_with("$ ") {
            wanted = !MOVING.iter().any(|name| line.starts_with(&format!("$ redis-ops {name} ")));
        } else if header(line) && wanted {
            wanted = false;
        } else if !line.starts_with("[exit ") {
            continue;
        }
        kept.push(line.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    kept
}

/// Commands whose tables come and go with what the servers do at that moment.
const MOVING: [&str; 5] = ["clients", "events", "latency", "monitor", "slowlog"];

/// A line without what only a sandbox has: loopback addresses for pods, and data folders below a temporary one.
fn still(line: &str) -> String {
    let line = line.split(' ').map(in_a_pod).collect::<Vec<_>>().join(" ");
    let mut text = String::new();
    let mut rest = line.as_str();
    while let Some(at) = rest.find("127.") {
        let (before, found) = rest.split_at(at);
        let end = found.find(|one: char| !one.is_ascii_digit() && one != '.').unwrap_or(found.len());
        text.push_str(before);
        text.push_str(if found[..end].split('.').count() == 4 { "10.0.0.x" } else { &found[..end] });
        rest = &found[end..];
    }
    text.push_str(rest);
    text.trim_end().to_owned()
}

/// `/tmp/redis-ops-sandbox-x/data/<namespace>/<pod>/dump.rdb` is `/data/dump.rdb` in the pod.
fn in_a_pod(word: &str) -> String {
    match word.split_once("/redis-ops-sandbox-") {
        Some((_, below)) => format!("/data/{}", below.splitn(5, '/').nth(4).unwrap_or_default()),
        None => word.to_owned(),
    }
}
