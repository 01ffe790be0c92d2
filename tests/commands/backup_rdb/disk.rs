//! Places that take no backup: a full disk, a file-size limit, a path that is no folder; and names that are taken.

use super::dataset;
use super::{assert_nothing_left, set_of};
use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use std::collections::BTreeSet;

fn bare_pod() -> Sandbox {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    dataset::fill(&sandbox.pod("tutorial", "redis"));
    sandbox
}

/// No file may grow beyond so many blocks of 512 or 1,024 bytes, and a write that would is an error, not a signal. It
/// needs no rights, and stops a write in the middle as a full disk does.
fn file_size_limit(blocks: u32) -> String {
    format!("trap '' XFSZ; ulimit -f {blocks}")
}

#[test]
fn a_disk_that_takes_no_more_is_named_with_its_reason() {
    let sandbox = bare_pod();
    dataset::add_bulk(&sandbox.pod("tutorial", "redis"), 20, 100_000);
    for compression in ["none", "gzip"] {
        // In the middle of the transfer; at its end, where the compressor gives out what it held; in the manifest.
        for blocks in [400, 8, 1] {
            let tool = Tool::on(&sandbox).after(&file_size_limit(blocks));
            let run = tool.run(&["backup-rdb", "-n", "tutorial", "--compress", compression]);
            run.expect(5);
            assert!(run.stderr.contains("redis-backups/tutorial.redis/"), "the path is not named\n{run}");
            assert!(run.stderr.contains("File too large"), "the reason is not said\n{run}");
            assert!(run.stderr.contains("hint:") && run.stderr.contains("--to DIR"), "{run}");
            assert_nothing_left(&tool, &run);
        }
    }
}

#[test]
fn a_manifest_that_cannot_be_written_leaves_no_file_either() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    // The snapshot of an empty server is shorter than the limit, its manifest is not.
    let tool = Tool::on(&sandbox).after(&file_size_limit(1));
    let run = tool.run(&["backup-rdb", "-n", "tutorial"]);
    run.expect(5);
    assert!(run.stderr.contains("manifest.json"), "{run}");
    assert_nothing_left(&tool, &run);
}

#[test]
fn a_place_that_is_no_folder_is_named_before_the_server_is_asked() {
    let sandbox = bare_pod();
    let server = sandbox.pod("tutorial", "redis");
    let tool = Tool::on(&sandbox);
    std::fs::write(tool.folder().join("file"), "mine").expect("a file");
    // In /sys nobody makes a folder, whatever their rights.
    for place in ["file", "file/below", "/sys/redis-ops"] {
        let syncs = server.info("sync_full");
        let run = tool.run(&["backup-rdb", "-n", "tutorial", "--to", place, "-o", "json"]);
        run.expect(5);
        let error = run.json()["error"].clone();
        assert!(error["message"].as_str().expect("a message").contains(place), "{run}");
        assert!(error["hints"].to_string().contains("--to DIR"), "{run}");
        assert_eq!(server.info("sync_full"), syncs, "the server was asked for a snapshot in vain");
    }
    assert_eq!(std::fs::read(tool.folder().join("file")).expect("the file"), b"mine");
}

#[test]
fn sets_of_the_same_second_lie_side_by_side() {
    let sandbox = bare_pod();
    let tool = Tool::on(&sandbox);
    // Four machines that write into one folder, in a cluster where they have no lock in common.
    sandbox.deny("create", "leases");
    let machines = [(); 4].map(|()| tempfile::tempdir().expect("a folder"));
    let to = tool.folder().join("redis-backups").display().to_string();
    let others = machines.each_ref().map(|own| Tool::on(&sandbox).env("XDG_RUNTIME_DIR", own.path()));
    let running: Vec<_> =
        others.iter().map(|other| other.start(&["backup-rdb", "-n", "tutorial", "--to", &to])).collect();
    let sets: BTreeSet<_> = running
        .into_iter()
        .map(|running| {
            let run = running.wait();
            run.expect(0);
            set_of(&tool, &run)
        })
        .collect();
    sandbox.allow_all();
    assert_eq!(sets.len(), 4);
    for set in &sets {
        tool.run(&["backup-verify", &set.display().to_string()]).expect(0);
    }
    // And where every name of the next seconds is taken already.
    let place = tool.folder().join("redis-backups/tutorial.redis");
    let now = chrono::Utc::now();
    for seconds in 0..30 {
        let name = (now + chrono::Duration::seconds(seconds)).format("%Y%m%dT%H%M%SZ").to_string();
        std::fs::create_dir_all(place.join(name)).expect("a folder");
    }
    let run = tool.run(&["backup-rdb", "-n", "tutorial"]);
    run.expect(0);
    assert!(set_of(&tool, &run).to_string_lossy().contains("Z-"), "{run}");
}

#[test]
fn the_environment_names_the_place() {
    let sandbox = bare_pod();
    let tool = Tool::on(&sandbox).env("REDIS_OPS_BACKUP_DIR", "elsewhere/below");
    let run = tool.run(&["backup-rdb", "-n", "tutorial"]);
    run.expect(0);
    assert!(run.last_line().starts_with("elsewhere/below/tutorial.redis/"), "{run}");
    assert!(set_of(&tool, &run).join("dump.rdb.gz").is_file());
}
