//! Places that take no file: a folder where nobody may write, and a disk that is full.

use super::World;
use crate::harness::{Run, Tool};

/// In /sys nobody makes a folder, whatever their rights.
const READ_ONLY: &str = "/sys/redis-ops";

/// Commands that write a file, to this place. Those that look say by 3 that they could not, those that act by 5.
fn writers<'a>(world: &'a World, kept: &'a str, place: &'a str, file: &'a str) -> Vec<Vec<&'a str>> {
    vec![
        vec!["backup-aof", "--to", place],
        vec!["disaster-recovery", kept, "--safety-backup-to", place, "--confirm", "apps/cache"],
        vec!["restore-aof", &world.aof, "--on-top", "--safety-backup-to", place, "--confirm", "apps/cache"],
        vec!["restore-drill", kept, "-n", "apps", "-r", "cache", "--scratch-dir", place],
        vec!["backup-verify", &world.set, "--load", "--scratch-dir", place],
        vec!["backup-rdb", "--to", place],
        vec!["backup-config", "--to", place],
        vec!["backup-k8s-resources", "--to", place],
        vec!["full-backup", "--to", place],
        vec!["backup-all-namespaces", "--to", place],
        vec!["create-pvc-snapshot", "before", "--to", place, "--yes"],
        vec!["flushdb", "--db", "9", "--to", place, "--confirm", "apps/cache"],
        vec!["restore-rdb", &world.set, "--replace", "--safety-backup-to", place, "--confirm", "apps/cache"],
        vec!["pre-upgrade-check", "--baseline", file],
        vec!["bigkeys", "--html", file],
        vec!["bigkeys", "--state", file],
        vec!["backup-rdb", "--to", "written", "--metrics-file", file],
        vec!["backup-rdb", "--to", "written", "--log-file", file],
    ]
}

#[test]
fn where_nothing_can_be_written_nothing_is_changed_either() {
    let world = World::new();
    world.prepare();
    let before = world.state();
    for command in writers(&world, "kept", READ_ONLY, "/sys/redis-ops.file") {
        let run = world.tool.run(&command);
        let told = command.contains(&"--metrics-file");
        assert!(if told { run.code == 6 } else { [3, 4, 5, 64].contains(&run.code) }, "{run}");
        assert!(run.everything().contains("/sys/redis-ops"), "the place is not named\n{run}");
        assert_eq!(world.state(), before, "{run}");
    }
    assert!(no_snapshots(&world));
}

#[test]
fn a_full_disk_leaves_no_half_file_and_nothing_changed() {
    let world = World::new();
    world.prepare();
    // No file may grow beyond a block, and a write that would is an error, not a signal: as on a full disk.
    let tool = Tool::on(&world.sandbox).after("trap '' XFSZ; ulimit -f 0");
    let before = world.state();
    std::fs::create_dir_all(tool.folder().join("full")).expect("a folder");
    let [set, aof, kept] = [world.set.as_str(), world.aof.as_str(), "kept"]
        .map(|path| world.tool.folder().join(path).display().to_string());
    for mut command in writers(&world, &kept, "full", "full.file") {
        if command.contains(&"--log-file") {
            continue;
        }
        command.iter_mut().filter(|word| **word == world.set).for_each(|word| *word = &set);
        command.iter_mut().filter(|word| **word == world.aof).for_each(|word| *word = &aof);
        let run: Run = tool.run(&command);
        let told = command.contains(&"--metrics-file");
        // A backup that was taken, of which the file for metrics could not tell, is partly done.
        assert!([3, 4, 5].contains(&run.code) || (told && run.code == 6), "{run}");
        assert_eq!(world.state(), before, "{run}");
    }
    let left: Vec<_> = walk(tool.folder());
    assert!(left.is_empty(), "{left:?}");
    assert!(no_snapshots(&world));
}

/// None of those is left that were made before the manifest could not be written.
pub fn no_snapshots(world: &World) -> bool {
    (0..3).all(|ordinal| {
        world.sandbox.get("volumesnapshots", "apps", &format!("before-data-cache-redis-{ordinal}")).is_none()
    })
}

/// Files below a folder.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
