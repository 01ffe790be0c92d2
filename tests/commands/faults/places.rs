//! Places that take no file: a folder where nobody may write, and a disk that is full.

use super::World;
use crate::harness::{Run, Tool};
use crate::sandbox::{Method, Sandbox};

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
        vec!["restore-rdb", &world.set, "--engine", "offline", "--safety-backup-to", place, "--confirm", "apps/cache"],
        vec!["restore-from-pvc-snapshot", "held", "--safety-backup-to", place, "--confirm", "apps/cache"],
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
    hold_a_snapshot(&world);
    let before = world.state();
    for command in writers(&world, "kept", READ_ONLY, "/sys/redis-ops.file") {
        let run = world.tool.run(&command);
        let told = command.contains(&"--metrics-file");
        assert!(if told { run.code == 6 } else { [3, 4, 5, 64].contains(&run.code) }, "{run}");
        assert!(run.everything().contains("/sys/redis-ops"), "the place is not named\n{run}");
        assert_eq!(world.state(), before, "{run}");
    }
    assert!(no_snapshots(&world));
    no_claims(&world.sandbox);
}

#[test]
fn a_full_disk_leaves_no_half_file_and_nothing_changed() {
    let world = World::new();
    world.prepare();
    hold_a_snapshot(&world);
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
    no_claims(&world.sandbox);
}

/// Takes the snapshot `held` of the primary's claim.
pub fn hold_a_snapshot(world: &World) {
    world.tool.run(&["create-pvc-snapshot", "held", "--pod", "cache-redis-0", "--yes"]).expect(0);
}

/// Claims were made from it for a while, and none is left, nor a pod.
pub fn no_claims(sandbox: &Sandbox) {
    let made = sandbox.requests().into_iter().filter_map(|(method, path)| {
        let name = path.split("/persistentvolumeclaims/redis-ops-").nth(1)?.split('?').next()?.to_owned();
        (method == Method::DELETE).then(|| format!("redis-ops-{name}"))
    });
    let made: Vec<String> = made.collect();
    assert!(!made.is_empty(), "no claim was made");
    for name in made {
        assert!(sandbox.get("persistentvolumeclaims", "apps", &name).is_none(), "claim {name} is left");
        assert!(sandbox.get("pods", "apps", &name).is_none(), "pod {name} is left");
    }
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
