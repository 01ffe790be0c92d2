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

/// Sends every one a signal, and waits for those that were started and have not written their process id yet.
pub fn signal_all(world: &World, name: &str) {
    let start = std::time::Instant::now();
    loop {
        let files = all(world).into_iter().map(|(_, _, file)| file);
        let pids: Vec<u32> = files.filter_map(|file| pid_of(&file)).collect();
        for pid in &pids {
            super::process::signal(*pid, name);
        }
        if !pids.is_empty() {
            return;
        }
        assert!(start.elapsed().as_secs() < 20, "no server of redis-ops' own was started");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
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
    if let Some(pid) = pid_of(file) {
        Command::new("kill").arg("-9").arg(pid.to_string()).status().ok();
    }
    std::fs::remove_file(file).ok();
}

fn pid_of(file: &PathBuf) -> Option<u32> {
    std::fs::read_to_string(file).ok()?.trim().parse().ok()
}
