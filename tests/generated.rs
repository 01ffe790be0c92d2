//! Completions and man pages are checked in, and are what the command line is now.

use redis_ops::commands::meta::man;
use redis_ops::completing;
use std::fs;
use std::path::{Path, PathBuf};

/// Every generated file with its content.
fn generated() -> Vec<(PathBuf, String)> {
    use clap_complete::Shell;
    let shells = [(Shell::Bash, "redis-ops.bash"), (Shell::Zsh, "_redis-ops"), (Shell::Fish, "redis-ops.fish")];
    let scripts =
        shells.into_iter().map(|(shell, name)| (Path::new("completions").join(name), completing::script(shell)));
    let pages = man::pages().into_iter().map(|(name, roff)| (Path::new("man").join(format!("{name}.1")), roff));
    scripts.chain(pages).collect()
}

#[test]
fn generated_files_are_what_the_command_line_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let refresh = std::env::var_os("REDIS_OPS_REFRESH").is_some();
    let mut stale = Vec::new();
    for (name, content) in generated() {
        let path = root.join(&name);
        if refresh {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &content).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != content {
            stale.push(name.display().to_string());
        }
    }
    assert!(
        stale.is_empty(),
        "stale: {}\nto refresh them: REDIS_OPS_REFRESH=1 cargo test --test main generated_files",
        stale.join(", ")
    );
}

#[test]
fn no_generated_file_is_left_over() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let known: Vec<PathBuf> = generated().into_iter().map(|(name, _)| root.join(name)).collect();
    for folder in ["completions", "man"] {
        for entry in fs::read_dir(root.join(folder)).unwrap().flatten() {
            assert!(known.contains(&entry.path()), "{} belongs to no command", entry.path().display());
        }
    }
}
