//! Broken worlds: what the first command that is typed at night says of a deployment with one real fault — the whole set
//! of findings and the exit status, written down beforehand. `docs/worlds.md` is this table.

mod alone;
mod clusters;
mod replicated;
mod watched;

use crate::harness::{Run, Tool};
use crate::sandbox::{Connection, Deployment, Sandbox, Server};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Worlds at a time; each is some servers, and waits more than it computes.
const AT_ONCE: usize = 3;

/// How long what is seen may take to become what is expected: gossip, votes and elections take their time.
const PATIENCE: Duration = Duration::from_secs(25);

struct World {
    /// What happened, as a postmortem would call it.
    name: &'static str,
    deployment: Deployment,
    /// Namespace and instance that are asked for.
    instance: (&'static str, &'static str),
    /// The fault; connections that belong to it are kept open until the world was looked at.
    break_it: fn(&Sandbox, &mut Vec<Connection>),
    /// Exit status of `health`.
    exit: i32,
    /// Ids of its findings, sorted, each as often as it is found.
    findings: &'static [&'static str],
}

fn all() -> Vec<World> {
    [replicated::worlds(), alone::worlds(), clusters::worlds(), watched::worlds()].into_iter().flatten().collect()
}

/// The servers of these pods.
fn servers<const N: usize>(sandbox: &Sandbox, namespace: &str, pods: [&str; N]) -> [Server; N] {
    pods.map(|pod| sandbox.pod(namespace, pod))
}

fn look(tool: &Tool, world: &World) -> Run {
    let (namespace, name) = world.instance;
    tool.run(&["health", "-n", namespace, "-r", name, "-o", "json", "--node-timeout", "3s"])
}

/// What is wrong with what is said of a world; nothing where it is as expected.
fn wrong(world: &World) -> Option<String> {
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let sandbox = Sandbox::builder().deployment(world.deployment).start();
        let start = Instant::now();
        let tool = Tool::on(&sandbox);
        // a busy machine may answer late at first; a world that is never healthy is none to break
        let mut healthy = look(&tool, world);
        while !(healthy.code == 0 && healthy.finding_ids().is_empty()) {
            assert!(start.elapsed() < PATIENCE, "it was not healthy before\n{healthy}");
            healthy = look(&tool, world);
        }
        let mut held = Vec::new();
        (world.break_it)(&sandbox, &mut held);
        let start = Instant::now();
        loop {
            let run = look(&tool, world);
            let mut ids = run.finding_ids();
            ids.sort();
            if run.code == world.exit && ids == world.findings {
                return;
            }
            let expected = world.findings.join(" ");
            assert!(
                start.elapsed() < PATIENCE,
                "expected: exit {}, {expected}\nfound:    exit {}, {}\n{run}",
                world.exit,
                run.code,
                ids.join(" ")
            );
            std::thread::sleep(Duration::from_millis(200));
        }
    }));
    let panic = attempt.err()?;
    let text =
        panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
    Some(format!("=== {}\n{}", world.name, text.unwrap_or_default()))
}

#[test]
fn every_broken_world_is_told_by_its_findings_and_its_exit_status() {
    let only = std::env::var("REDIS_OPS_WORLD").unwrap_or_default();
    let worlds = all();
    let queue: Mutex<VecDeque<&World>> = Mutex::new(worlds.iter().filter(|world| world.name.contains(&only)).collect());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().pop_front();
                    let Some(world) = next else { break };
                    let found = wrong(world);
                    failures.lock().unwrap().extend(found);
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} of the worlds:\n{}", failures.len(), failures.join("\n"));
}

/// Ids as the document has them: `unreachable` ×2.
fn words(findings: &[&str]) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for id in findings {
        match counted.last_mut().filter(|(last, _)| last == id) {
            Some((_, count)) => *count += 1,
            None => counted.push((id, 1)),
        }
    }
    let word = |(id, count): &(&str, usize)| {
        let times = if *count > 1 { format!(" ×{count}") } else { String::new() };
        format!("[{id}](findings.md#{id}){times}")
    };
    match counted.is_empty() {
        true => "nothing".to_owned(),
        false => counted.iter().map(word).collect::<Vec<_>>().join(", "),
    }
}

fn document() -> String {
    let mut text = String::from(
        "# Broken worlds\n\nWhat `redis-ops health` says of an instance in which one thing was broken for real: servers stopped or \
         killed,\nroles and settings changed, objects edited, rights denied. Each is a test; the tests write this table.\n\n\
         | deployment | what happened | exit | findings |\n|---|---|---|---|\n",
    );
    for world in all() {
        let (namespace, name) = world.instance;
        let findings = words(world.findings);
        writeln!(
            text,
            "| {namespace}/{name} ({:?}) | {} | {} | {findings} |",
            world.deployment, world.name, world.exit
        )
        .unwrap();
    }
    text
}

#[test]
fn the_document_of_broken_worlds_is_what_is_tested() {
    let worlds = all();
    assert!(worlds.len() >= 30, "{} worlds", worlds.len());
    for world in &worlds {
        assert!(world.findings.is_sorted(), "{} is not sorted", world.name);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/worlds.md");
    if std::env::var_os("REDIS_OPS_REFRESH").is_some() {
        std::fs::write(&path, document()).unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, document(), "to refresh it: REDIS_OPS_REFRESH=1 cargo test --test main document_of_broken");
}
