//! `backup-list`: sets in folders and buckets, and what is wrong with them.

use super::backup_rdb::peer::{PRIMARY, Peer, send_strings};
use crate::harness::s3::Store;
use crate::harness::{Run, Tool};
use serde_json::Value;

fn back_up(tool: &Tool, more: &[&str]) -> String {
    let peer = Peer::start(PRIMARY, |stream| send_strings(stream, 1, &|_| {}));
    let run = tool.run(&[&["backup-rdb", "--url", &peer.url()], more].concat());
    run.expect(0).last_line().to_owned()
}

fn sets(run: &Run, place: usize) -> Vec<Value> {
    run.json()["data"]["places"][place]["sets"].as_array().unwrap_or_else(|| panic!("no sets\n{run}")).clone()
}

#[test]
fn folders_and_buckets_are_listed_alike() {
    let (place, tool) = (Store::shared().place(), Store::shared().tool());
    let path = back_up(&tool, &["--to", "here", "--to", &place]);
    let run = tool.run(&["backup-list", "here", &place, "-o", "json"]);
    run.expect(0);
    let (folder, bucket) = (sets(&run, 0), sets(&run, 1));
    assert_eq!((folder.len(), bucket.len()), (1, 1), "{run}");
    assert_eq!(folder[0]["path"], path.as_str());
    for field in ["instance", "set", "time", "state", "bytes", "keys", "server_version", "files"] {
        assert_eq!(folder[0][field], bucket[0][field], "{field}");
    }
    // A server that writes no checksum.
    assert_eq!((&folder[0]["state"], &folder[0]["keys"]), (&"parsed".into(), &1.into()), "{run}");
    // The path it shows is one that can be verified.
    tool.run(&["backup-verify", bucket[0]["path"].as_str().unwrap()]).expect(0);
    // The folder of the instance will do as well.
    let instance = format!("{place}/{}", bucket[0]["instance"].as_str().unwrap());
    let run = tool.run(&["backup-list", &instance, "-o", "json"]);
    assert_eq!(sets(&run, 0)[0]["path"], bucket[0]["path"], "{run}");
    let run = tool.run(&["backup-list", &place]);
    assert!(run.expect(0).stdout.contains("parsed"), "{run}");
}

#[test]
fn what_is_wrong_with_a_set_is_said() {
    let tool = Tool::alone();
    let folder = tool.folder().join(back_up(&tool, &[]));
    let list = |more: &[&str]| tool.run(&[&["backup-list", "-o", "json"], more].concat());
    let state = |run: &Run| sets(run, 0)[0]["state"].as_str().unwrap_or_default().to_owned();
    list(&["--max-age", "1h"]).expect(0);
    let run = list(&["--max-age", "0s"]);
    assert_eq!(run.expect(2).finding_ids(), ["backup-overdue"], "{run}");
    let artefact = folder.join("dump.rdb.gz");
    let bytes = std::fs::read(&artefact).unwrap();
    std::fs::write(&artefact, &bytes[1..]).unwrap();
    let run = list(&[]);
    assert_eq!(
        (state(run.expect(2)), run.finding_ids()[0].as_str()),
        ("damaged".to_owned(), "backup-damaged"),
        "{run}"
    );
    std::fs::remove_file(&artefact).unwrap();
    assert!(list(&[]).expect(2).finding("backup-damaged")["message"].as_str().unwrap().contains("is missing"));
    std::fs::write(&artefact, &bytes).unwrap();
    std::fs::write(folder.join(".dump.rdb.gz.partial"), "x").unwrap();
    let run = list(&[]);
    assert_eq!(sets(run.expect(0), 0)[0]["orphans"][0]["name"], ".dump.rdb.gz.partial", "{run}");
    std::fs::remove_file(folder.join("manifest.json")).unwrap();
    let run = list(&[]);
    assert_eq!(state(run.expect(2)), "incomplete", "{run}");
    assert_eq!(
        run.finding_ids(),
        ["backup-overdue", "backup-incomplete"],
        "there is no verified one, and that is critical"
    );
}

#[test]
fn nothing_at_all_and_nothing_that_can_be_listed_are_not_green() {
    let tool = Tool::alone();
    tool.run(&["backup-list", "nowhere"]).expect(3);
    std::fs::create_dir(tool.folder().join("empty")).unwrap();
    let run = tool.run(&["backup-list", "empty", "-o", "json"]);
    assert_eq!(run.expect(1).finding_ids(), ["no-backup"], "{run}");
    let run = tool.run(&["backup-list", "empty", "nowhere", "-o", "json"]);
    run.expect(3);
    assert!(run.finding("place-unreadable")["message"].as_str().unwrap().contains("cannot list nowhere"), "{run}");
}
