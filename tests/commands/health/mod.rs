//! `health`: each rule with the real fault that fires it, and the healthy server where it is silent. Numbers are compared
//! with what the server or the API says, never with our own words alone.

mod attached;
mod backups;
mod durability;
mod healthy;
mod kernel;
mod memory;
mod objects;
mod persistence;
mod pods;
mod pressure;
mod reach;
mod replication;
mod sentinel;

use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};

/// Release `cache`: a primary and two replicas.
fn cache() -> Sandbox {
    Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start()
}

/// `health -o json` of the context's namespace.
fn health(sandbox: &Sandbox, further: &[&str]) -> Run {
    let arguments = [&["health", "-o", "json"], further].concat();
    Tool::on(sandbox).run(&arguments)
}

/// Asserts that a finding is about this subject, this bad, and says these words.
#[track_caller]
fn assert_finding(run: &Run, id: &str, severity: &str, subject: &str, words: &[&str]) {
    let finding = run.finding(id);
    assert_eq!((finding["severity"].as_str(), finding["subject"].as_str()), (Some(severity), Some(subject)), "{run}");
    let message = finding["message"].as_str().unwrap();
    words.iter().for_each(|word| assert!(message.contains(word), "{word} is not said\n{run}"));
    assert!(finding["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "no hint\n{run}");
    assert_eq!(finding["docs"], format!("docs/findings.md#{id}"), "{run}");
}
