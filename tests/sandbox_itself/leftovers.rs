//! What killed runs leave is taken away, and nothing else.

use crate::sandbox::folder::{Folder, remove_dead};
use std::fs;

#[test]
fn folders_of_dead_runs_go_and_those_in_use_stay() {
    let parent = tempfile::tempdir().unwrap();
    let in_use = Folder::below(parent.path()).unwrap();
    let ended = Folder::below(parent.path()).unwrap().path().to_owned();
    let folder = |name: &str, file: &str| {
        let path = parent.path().join(name);
        fs::create_dir_all(path.join("data")).unwrap();
        fs::write(path.join(file), "").unwrap();
        path
    };
    let dead = folder("redis-ops-sandbox-dead01", "in-use");
    let silent = folder("redis-ops-sandbox-silent", "kubeconfig");
    let others = folder("somebody-elses", "in-use");
    remove_dead(parent.path());
    assert!(!ended.exists() && !dead.exists());
    assert!(in_use.path().exists() && silent.exists() && others.exists());
    drop(in_use);
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 2);
}
