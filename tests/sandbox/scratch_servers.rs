//! Servers that redis-ops itself has started in a pod of its own, by exec: they end with the pod, as on a real node. What
//! tells of them is the file with their process id, in the data of the pod.

use super::world::{World, lock};
use std::path::PathBuf;
use std::process::Command;

const PID_FILE: &str = ".redis-ops-server.pid";

/// Ends those whose pod is gone.
pub fn end_those_of_gone_pods(world: &World) {
    for (namespace, pod, file) in all(world) {
        if lock(world.objects()).get("pods", &namespace, &pod).is_none() {
            end(&file);
        }
    }
}

/// Ends every one.
pub fn end_all(world: &World) {
    all(world).iter().for_each(|(_, _, file)| end(file));
}

fn all(world: &World) -> Vec<(String, String, PathBuf)> {
    let folders = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let name = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut found = Vec::new();
    for namespace in folders(world.root().join("data")) {
        for pod in folders(namespace.path()) {
            let file = pod.path().join(PID_FILE);
            if file.exists() {
                found.push((name(&namespace), name(&pod), file));
            }
        }
    }
    found
}

fn end(file: &PathBuf) {
    if let Some(pid) = std::fs::read_to_string(file).ok().and_then(|text| text.trim().parse::<u32>().ok()) {
        Command::new("kill").arg("-9").arg(pid.to_string()).status().ok();
    }
    std::fs::remove_file(file).ok();
}
