//! Backups of what is beside the data: configuration, Kubernetes objects, volumes; schedules, metrics, all at once.

mod all_namespaces;
mod config;
mod cronjob;
mod full;
mod metrics;
mod resources;
mod snapshot;

use crate::harness::{Run, Tool};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The set that a run made.
fn set(tool: &Tool, run: &Run) -> PathBuf {
    tool.folder().join(run.last_line())
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{}/{name}: {error}", folder.display()))
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&read(folder, name)).expect("JSON")
}

fn yaml(text: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(text).expect("YAML")
}
