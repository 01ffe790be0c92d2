//! `--rpo`: the age of the newest backup.

use super::{assert_finding, cache, health};
use crate::harness::{Tool, until};
use std::fs;
use std::path::PathBuf;

#[test]
fn without_a_backup_the_promise_is_broken_and_with_one_it_is_kept() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let judged = |rpo: &str| tool.run(&["health", "-o", "json", "--rpo", rpo]);
    // Not asked, not judged.
    health(&sandbox, &[]).expect(0);
    let run = judged("24h");
    run.expect(2);
    assert_eq!(run.finding_ids(), ["backup-overdue"], "{run}");
    let words = ["has no backup in redis-backups/apps.cache", "24h00m"];
    assert_finding(&run, "backup-overdue", "critical", "apps/cache", &["no backup", words[0]]);

    let backup = tool.run(&["backup-rdb"]);
    backup.expect(0);
    let set = PathBuf::from(backup.last_line());
    judged("24h").expect(0);
    until("it is 2 s old", || judged("1s").code == 2);
    let name = set.file_name().unwrap().to_str().unwrap().to_owned();
    assert_finding(&judged("1s"), "backup-overdue", "critical", "apps/cache", &[&name, "1.0s is allowed"]);
    let place = tool.folder().join("redis-backups");
    let elsewhere = Tool::on(&sandbox);
    let words = ["health", "-o", "json", "--rpo", "24h", "--backups", place.to_str().unwrap()];
    elsewhere.run(&words).expect(0);
    elsewhere.run(&words[..5]).expect(2);
}

#[test]
fn a_set_that_cannot_be_used_is_none() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    let backup = tool.run(&["backup-rdb"]);
    backup.expect(0);
    let set = tool.folder().join(backup.last_line());
    let judged = || tool.run(&["health", "-o", "json", "--rpo", "24h"]);
    judged().expect(0);
    // One that another run is still writing is passed over without a word.
    fs::create_dir(set.with_file_name("29991231T000000Z")).unwrap();
    judged().expect(0);
    let dump = set.join("dump.rdb.gz");
    let bytes = fs::read(&dump).unwrap();
    fs::write(&dump, &bytes[..bytes.len() - 1]).unwrap();
    let run = judged();
    run.expect(2);
    let cut = format!("dump.rdb.gz has {} bytes, and the manifest says {}", bytes.len() - 1, bytes.len());
    assert_finding(&run, "backup-overdue", "critical", "apps/cache", &["no backup", "cannot be used", &cut]);
    fs::remove_file(&dump).unwrap();
    assert_finding(
        &judged(),
        "backup-overdue",
        "critical",
        "apps/cache",
        &["cannot be used", "dump.rdb.gz is missing"],
    );
}

#[test]
fn a_place_that_cannot_be_read_is_unknown() {
    let sandbox = cache();
    let tool = Tool::on(&sandbox);
    fs::write(tool.folder().join("redis-backups"), "a file").unwrap();
    let run = tool.run(&["health", "-o", "json", "--rpo", "24h"]);
    run.expect(3);
    assert_finding(&run, "backup-overdue", "unknown", "apps/cache", &["cannot be seen", "Not a directory"]);
    // Nor is a bucket that nobody may ask a folder that is not there.
    let run = tool.run(&["health", "-o", "json", "--rpo", "24h", "--backups", "s3://backups/redis"]);
    run.expect(3);
    assert_finding(&run, "backup-overdue", "unknown", "apps/cache", &["cannot be seen", "no credentials for S3"]);
}
