//! Every observing command on every deployment: its exit status, no password in what it says, and the servers' own numbers.

mod table;
mod transcripts;

use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox, Server};
use clap::Subcommand as _;
use redis_ops::commands::observe::ObserveCommand;
use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use table::{DEPLOYMENTS, GROUPS, expected, instances};

/// Marks what is written by the test.
const BEGIN: &str = "<!-- deployments: begin (REDIS_OPS_REFRESH=1 cargo test --test main table_of_deployments) -->\n";
const END: &str = "<!-- deployments: end -->\n";

/// Every password of a sandbox, as it is and as JSON has it.
fn secrets(sandbox: &Sandbox, namespace: &str) -> BTreeSet<String> {
    let servers = sandbox.servers().into_iter().filter(|server| server.namespace() == namespace);
    let passwords = servers.chain(sandbox.sentinels(namespace)).filter_map(|server| server.password());
    let spellings = |password: String| {
        let json = serde_json::Value::from(password.as_str()).to_string();
        [json[1..json.len() - 1].to_owned(), password]
    };
    passwords.flat_map(spellings).collect()
}

fn of_instance(sandbox: &Sandbox, run: &Run) -> Vec<Server> {
    let json = run.json();
    let (namespace, members) = (json["target"]["namespace"].as_str().unwrap(), json["target"]["members"].clone());
    let members: Vec<&str> = members.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    members.iter().map(|pod| sandbox.pod(namespace, pod)).collect()
}

/// Keys of all databases.
fn keys(server: &Server) -> u64 {
    let keyspace = server.cli(&["INFO", "keyspace"]);
    let counts = keyspace.lines().filter_map(|line| line.split_once("keys=")?.1.split(',').next()?.parse::<u64>().ok());
    counts.sum()
}

/// Roles, keys and memory, beside what the servers say.
fn compare(sandbox: &Sandbox, tool: &Tool, namespace: &str, name: &str) {
    let ask = |command: &str| tool.run(&[command, "-n", namespace, "-r", name, "-o", "json"]);
    let (health, dbsize, role) = (ask("health"), ask("dbsize"), ask("role"));
    assert_eq!((health.finding_ids(), dbsize.finding_ids()), (vec![], vec![]), "{health}\n{dbsize}");
    let servers = of_instance(sandbox, &health);
    assert!(!servers.is_empty(), "{health}");
    for server in servers {
        let word = if server.info("role") == "master" { "primary" } else { "replica" };
        let row = health.member(server.pod());
        assert_eq!(
            (&row["role"], &role.member(server.pod())["role"]),
            (&word.into(), &word.into()),
            "{health}\n{role}"
        );
        let own = keys(&server);
        assert!(own > 0, "{} was filled", server.pod());
        assert_eq!((&row["keys"], &dbsize.member(server.pod())["all"]["keys"]), (&own.into(), &own.into()), "{dbsize}");
        let memory = row["used_memory_bytes"].as_u64().unwrap();
        assert!(memory.abs_diff(server.used_memory_bytes()) < 2 << 20, "{health}");
    }
}

/// What went otherwise on a deployment.
fn wrong(deployment: Deployment) -> Vec<String> {
    let mut wrong = Vec::new();
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let sandbox = Sandbox::builder().deployment(deployment).start();
        sandbox.fill(60);
        let tool = Tool::on(&sandbox);
        for (namespace, name) in instances(deployment) {
            let secrets = secrets(&sandbox, namespace);
            let open = expected("security-check", deployment) == (2, "no password");
            assert_eq!(secrets.is_empty(), open, "{namespace}/{name}");
            let mut transcript = String::new();
            for (command, further) in GROUPS.iter().flat_map(|(_, commands)| *commands) {
                let run = tool.run(&[&[*command, "-n", namespace, "-r", name, "-vv"], *further].concat());
                let (exit, reason) = expected(command, deployment);
                if run.code != exit {
                    wrong.push(format!("{deployment:?}: expected {exit} ({reason})\n{run}"));
                }
                if secrets.iter().any(|secret| run.everything().contains(secret)) {
                    wrong.push(format!("{deployment:?}: there is a password\n{run}"));
                }
                if ["config", "describe", "inspect", "security-check"].contains(command) {
                    let run = tool.run(&[*command, "-n", namespace, "-r", name, "-o", "json"]);
                    if secrets.iter().any(|secret| run.everything().contains(secret)) {
                        wrong.push(format!("{deployment:?}: there is a password in the JSON\n{run}"));
                    }
                }
                transcript.push_str(&transcripts::entry(command, further, (namespace, name), &run));
                transcript.push('\n');
                if run.stdout.trim().is_empty() && *command != "events" {
                    wrong.push(format!("{deployment:?}: nothing is said\n{run}"));
                }
            }
            wrong.extend(transcripts::check(namespace, name, &transcript));
            compare(&sandbox, &tool, namespace, name);
        }
    }));
    if let Err(panic) = attempt {
        let text =
            panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        wrong.push(format!("{deployment:?}: {}", text.unwrap_or_default()));
    }
    wrong
}

#[test]
fn every_observing_command_ends_as_it_should_on_every_deployment_and_tells_no_password() {
    let only = std::env::var("REDIS_OPS_DEPLOYMENT").unwrap_or_default();
    let chosen = DEPLOYMENTS.iter().map(|(deployment, _)| *deployment);
    let queue: Mutex<VecDeque<Deployment>> =
        Mutex::new(chosen.filter(|deployment| format!("{deployment:?}").contains(&only)).collect());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().pop_front();
                    let Some(deployment) = next else { break };
                    let found = wrong(deployment);
                    failures.lock().unwrap().extend(found);
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_observing_command_and_every_deployment_is_in_the_table() {
    let all = Deployment::ALL.iter().chain(&Deployment::SENTINEL);
    for deployment in all {
        assert!(DEPLOYMENTS.iter().any(|(known, _)| known == deployment), "{deployment:?} is missing");
    }
    let listed: BTreeSet<String> =
        GROUPS.iter().flat_map(|(_, commands)| *commands).map(|(name, _)| (*name).to_owned()).collect();
    let tree = ObserveCommand::augment_subcommands(clap::Command::new("redis-ops"));
    let observing: BTreeSet<String> = tree.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    assert_eq!(observing, listed, "left: the command line's, right: the table's");
}

#[test]
fn the_table_of_deployments_in_the_readme_is_what_is_tested() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let parts = readme.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?)));
    let (before, (table, after)) = parts.expect("the two marks");
    let text = table::text();
    if std::env::var_os("REDIS_OPS_REFRESH").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{text}{END}{after}")).unwrap();
    } else {
        assert_eq!(table, text, "to refresh it: REDIS_OPS_REFRESH=1 cargo test --test main table_of_deployments");
    }
}
