//! `backup-prune`: what goes, what stays, and who has to agree.

use super::backup_rdb::peer::{PRIMARY, Peer, send_strings};
use crate::harness::s3::Store;
use crate::harness::{Run, Tool};
use std::path::{Path, PathBuf};

/// A set, and copies of it as of other times and instances.
struct Sets {
    tool: Tool,
    root: PathBuf,
}

impl Sets {
    fn new(of: &[(&str, &str)]) -> Self {
        let tool = Tool::alone();
        let peer = Peer::start(PRIMARY, |stream| send_strings(stream, 1, &|_| {}));
        let run = tool.run(&["backup-rdb", "--url", &peer.url(), "--to", "first"]);
        let first = tool.folder().join(run.expect(0).last_line());
        let root = tool.folder().join("redis-backups");
        for (instance, set) in of {
            let folder = root.join(instance).join(set);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::copy(first.join("dump.rdb.gz"), folder.join("dump.rdb.gz")).unwrap();
            let manifest = std::fs::read_to_string(first.join("manifest.json")).unwrap();
            let mut manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
            let time = chrono::NaiveDateTime::parse_from_str(set, "%Y%m%dT%H%M%SZ").unwrap().and_utc();
            manifest["started_at"] = time.to_rfc3339().into();
            std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
        }
        Self { tool, root }
    }

    fn prune(&self, more: &[&str]) -> Run {
        self.tool.run(&[&["backup-prune"], more].concat())
    }

    fn left(&self) -> Vec<String> {
        let mut left = Vec::new();
        for instance in folders(&self.root) {
            left.extend(
                folders(&instance).iter().map(|set| set.strip_prefix(&self.root).unwrap().display().to_string()),
            );
        }
        left.sort();
        left
    }
}

fn folders(path: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect()
}

const OF_TWO: [(&str, &str); 5] = [
    ("apps.cache", "20261116T030000Z"),
    ("apps.cache", "20261117T030000Z"),
    ("apps.cache", "20261117T150000Z"),
    ("apps.queue", "20250101T030000Z"),
    ("apps.queue", "20250102T030000Z"),
];

#[test]
fn instances_are_judged_separately_and_the_last_one_stays() {
    let sets = Sets::new(&OF_TWO);
    let run = sets.prune(&["--keep-daily", "2", "--dry-run"]);
    run.expect(0);
    assert!(run.stdout.contains("dry run: this removes 1 backup"), "{run}");
    assert_eq!(sets.left().len(), 5, "a dry run removes nothing");
    sets.prune(&["--keep-daily", "2", "--confirm", "apps/cache"]).expect(0);
    let days = ["apps.cache/20261116T030000Z", "apps.cache/20261117T150000Z"];
    assert_eq!(sets.left()[..2], days);
    sets.prune(&["--keep-last", "1", "--confirm", "apps/cache", "--confirm", "apps/queue"]).expect(0);
    assert_eq!(sets.left(), ["apps.cache/20261117T150000Z", "apps.queue/20250102T030000Z"]);
    let run = sets.prune(&["--keep-last", "1"]);
    run.expect(0);
    assert!(run.stdout.contains("nothing to remove"), "nobody has to consent to nothing\n{run}");
}

#[test]
fn nothing_goes_without_the_name() {
    let sets = Sets::new(&OF_TWO);
    for more in [&[][..], &["--yes"], &["--confirm", "apps/cache"], &["--confirm", "apps"]] {
        let run = sets.prune(&[&["--keep-last", "1"], more].concat());
        run.expect(4);
        assert!(run.stderr.contains("--confirm apps/queue"), "{run}");
        assert_eq!(sets.left().len(), 5, "{run}");
    }
    // One instance of two is enough where it is the one that is meant.
    sets.prune(&["--keep-last", "1", "-n", "apps", "-r", "queue", "--confirm", "apps/queue"]).expect(0);
    assert_eq!(sets.left().len(), 4);
    sets.prune(&["--keep-last", "1", "--confirm", "redis-backups"]).expect(0);
    assert_eq!(sets.left().len(), 2);
    sets.prune(&[]).expect(64);
    sets.prune(&["--keep-last", "0"]).expect(64);
}

#[test]
fn damaged_sets_neither_count_nor_go() {
    let sets = Sets::new(&OF_TWO);
    let newest = sets.root.join("apps.cache/20261117T150000Z");
    std::fs::remove_file(newest.join("dump.rdb.gz")).unwrap();
    sets.prune(&["--keep-last", "1", "-r", "cache", "--confirm", "apps/cache"]).expect(0);
    assert_eq!(sets.left()[..2], ["apps.cache/20261117T030000Z", "apps.cache/20261117T150000Z"]);
    // Two sets, one of them damaged: the other is the last one.
    std::fs::remove_file(sets.root.join("apps.queue/20250102T030000Z/dump.rdb.gz")).unwrap();
    let run = sets.prune(&["--keep-last", "1", "-r", "queue"]);
    assert!(run.expect(0).stdout.contains("nothing to remove"), "{run}");
}

#[test]
fn orphans_of_a_folder_go_when_they_are_old_and_others_files_never() {
    let sets = Sets::new(&OF_TWO[..2]);
    let dead = sets.root.join("apps.cache/20260101T000000Z");
    std::fs::create_dir_all(&dead).unwrap();
    std::fs::write(dead.join(".dump.rdb.gz.partial"), "REDIS").unwrap();
    let mixed = sets.root.join("apps.cache/20260102T000000Z");
    std::fs::create_dir_all(&mixed).unwrap();
    std::fs::write(mixed.join("dump.rdb.gz"), "REDIS").unwrap();
    std::fs::write(mixed.join("diary.txt"), "mine").unwrap();
    std::fs::create_dir_all(sets.root.join("apps.cache/notes")).unwrap();
    std::fs::write(sets.root.join("apps.cache/notes/dump.rdb"), "mine").unwrap();
    let run = sets.prune(&["--orphans"]);
    assert!(run.expect(0).stdout.contains("nothing to remove"), "they are young\n{run}");
    sets.prune(&["--orphans", "--orphan-age", "0s", "--confirm", "apps/cache"]).expect(0);
    assert!(!dead.exists() && !mixed.join("dump.rdb.gz").exists());
    assert!(mixed.join("diary.txt").exists() && sets.root.join("apps.cache/notes/dump.rdb").exists());
    assert_eq!(sets.left().len(), 4, "no set went");
}

#[test]
fn what_cannot_be_removed_is_accounted_for() {
    let (store, tool) = (Store::shared(), Store::shared().tool());
    let place = store.place();
    let peer = Peer::start(PRIMARY, |stream| send_strings(stream, 1, &|_| {}));
    for _ in 0..3 {
        tool.run(&["backup-rdb", "--url", &peer.url(), "--to", &place]).expect(0);
        // Sets are of different seconds, as cron's are.
        std::thread::sleep(std::time::Duration::from_millis(1100));
    }
    let proxy = {
        use crate::harness::s3::proxy::{Fate, Proxy};
        let times = std::sync::atomic::AtomicU32::new(0);
        Proxy::start(store.port(), move |_, line| {
            let first = line.starts_with("DELETE") && times.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
            if first { Fate::SlowDown } else { Fate::Passed }
        })
    };
    let failing = store.tool_at(&proxy.url()).env("AWS_MAX_ATTEMPTS", "1");
    let run = failing.run(&["backup-prune", &place, "--keep-last", "1", "--confirm", &place, "-o", "json"]);
    run.expect(6);
    assert_eq!(
        (run.json()["data"]["removed"].as_u64(), run.finding_ids()),
        (Some(1), vec!["not-removed".to_owned()]),
        "{run}"
    );
    // What was left is still a set, and goes the next time.
    let run = tool.run(&["backup-list", &place, "-o", "json"]);
    assert_eq!(run.expect(0).json()["data"]["places"][0]["sets"].as_array().map(Vec::len), Some(2), "{run}");
    tool.run(&["backup-prune", &place, "--keep-last", "1", "--confirm", &place]).expect(0);
    assert_eq!(store.keys(&place).len(), 2);
}

#[test]
fn a_set_of_configuration_alone_takes_no_place_from_the_data() {
    let sets = Sets::new(&OF_TWO);
    let set = sets.root.join("apps.cache/20261231T000000Z");
    std::fs::create_dir_all(&set).unwrap();
    let first =
        std::fs::read_dir(sets.root.join("apps.cache")).unwrap().flatten().find(|one| one.path() != set).unwrap();
    let manifest = std::fs::read_to_string(first.path().join("manifest.json")).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    manifest["shards"] = serde_json::json!([]);
    manifest["started_at"] = "2026-12-31T00:00:00Z".into();
    manifest["files"] = serde_json::json!([{"name": "config.json", "kind": "config", "compression": "none",
        "plain_bytes": 2, "plain_sha256": "", "stored_bytes": 2, "stored_sha256": ""}]);
    std::fs::write(set.join("manifest.json"), manifest.to_string()).unwrap();
    std::fs::write(set.join("config.json"), "{}").unwrap();
    sets.prune(&["redis-backups", "--keep-last", "1", "--confirm", "redis-backups"]).expect(0);
    let left: Vec<String> = sets.left().into_iter().filter(|set| set.starts_with("apps.cache/")).collect();
    assert_eq!(left.len(), 2, "the newest with data and the one of configuration: {left:?}");
    assert!(left.contains(&"apps.cache/20261231T000000Z".to_owned()), "{left:?}");
}
