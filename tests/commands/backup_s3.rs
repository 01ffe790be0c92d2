//! Backups in buckets: what is stored there, under which names, and that it can be read again.

use super::backup_rdb::dataset;
use super::backup_rdb::peer::{PRIMARY, Peer, Recording, send_strings};
use crate::harness::s3::Store;
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};
use chrono::{Duration, Utc};
use serde_json::Value;
use std::sync::LazyLock;

/// An RDB of a real server.
static RDB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::fill(&server);
    Recording::of(&server).rdb
});

/// A peer that sends it.
fn peer() -> Peer {
    Peer::sending(Recording::with_length(&RDB))
}

fn back_up(tool: &Tool, peer: &Peer, more: &[&str]) -> Run {
    tool.run(&[&["backup-rdb", "--url", &peer.url()], more].concat())
}

fn manifest_of(store: &Store, set: &str) -> Value {
    serde_json::from_slice(&store.get(&format!("{set}manifest.json"))).expect("a manifest")
}

fn artefact_of(store: &Store, set: &str) -> String {
    let name = manifest_of(store, set)["shards"][0]["artefacts"][0]["name"].as_str().expect("a name").to_owned();
    format!("{set}{name}")
}

#[test]
fn a_backup_of_a_pod_lies_in_a_bucket_and_a_server_loads_it_from_there() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).start();
    dataset::fill(&sandbox.pod("apps", "cache-redis-0"));
    let (store, tool) = (Store::shared(), Store::shared().credentials(Tool::on(&sandbox)));
    let tool = tool.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", store.port()));
    let place = store.place();
    let run = tool.run(&["backup-rdb", "-n", "apps", "-r", "cache", "--to", &place]);
    run.expect(0);
    let set = run.last_line();
    assert!(set.starts_with(&format!("{place}/apps.cache/20")) && set.ends_with("Z/"), "{run}");
    let keys = store.keys(&place);
    assert_eq!(keys.len(), 2, "{keys:?}");
    assert!(
        keys[0].contains("/dump-") && keys[0].ends_with(".rdb.gz") && keys[1].ends_with("/manifest.json"),
        "{keys:?}"
    );
    assert!(store.open_uploads(&place).is_empty());
    assert_eq!(std::fs::read_dir(tool.folder()).unwrap().count(), 0, "nothing touched the disk");
    let health = ["health", "-n", "apps", "-r", "cache", "--backups", &place, "--rpo"];
    assert!(
        !tool.run(&[&health[..], &["1h", "-o", "json"]].concat()).finding_ids().contains(&"backup-overdue".to_owned())
    );
    tool.run(&[&health[..], &["1ms"]].concat()).expect(2);
    for depth in ["--quick", "--data", "--load"] {
        // With and without the slash at its end.
        tool.run(&["backup-verify", depth, set]).expect(0);
        tool.run(&["backup-verify", depth, set.trim_end_matches('/')]).expect(0);
    }
    assert_eq!(std::fs::read_dir(tool.folder()).unwrap().count(), 0, "nothing touched the disk");
}

#[test]
fn a_large_object_goes_in_parts() {
    let (store, place) = (Store::shared(), Store::shared().place());
    let peer = Peer::start(PRIMARY, |stream| send_strings(stream, 20, &|_| {}));
    for checksum in ["none", "crc32", "sha256"] {
        let to = format!("{place}/{checksum}");
        let run = back_up(&store.tool(), &peer, &["--to", &to, "--compress", "none", "--s3-checksum", checksum, "-v"]);
        run.expect(0);
        let artefact = artefact_of(store, run.last_line());
        let head = store.head(&artefact);
        assert_eq!(head.content_length(), Some(i64::try_from(store.get(&artefact).len()).unwrap()));
        assert!(head.e_tag().unwrap().trim_matches('"').ends_with("-4"), "{head:?}");
        assert_eq!(run.stderr.matches("partNumber=").count(), 4, "{run}");
        assert!(store.open_uploads(&to).is_empty());
        store.tool().run(&["backup-verify", run.last_line()]).expect(0);
    }
}

#[test]
fn a_folder_and_a_bucket_get_the_same_in_one_pass() {
    let (store, place, tool) = (Store::shared(), Store::shared().place(), Store::shared().tool());
    let run = back_up(&tool, &peer(), &["--to", "here", "--to", &place, "-o", "json"]);
    run.expect(0);
    let places = run.json()["data"]["places"].as_array().unwrap().clone();
    let path = |at: usize| places[at]["path"].as_str().unwrap().to_owned();
    let (folder, set) = (tool.folder().join(path(0)), path(1));
    let mut files: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    assert_eq!(store.keys(&set).iter().map(|key| key.rsplit('/').next().unwrap()).collect::<Vec<_>>(), files);
    for file in &files {
        assert_eq!(std::fs::read(folder.join(file)).unwrap(), store.get(&format!("{set}{file}")), "{file}");
    }
    tool.run(&["backup-verify", &set]).expect(0);
    tool.run(&["backup-verify", folder.to_str().unwrap()]).expect(0);
}

#[test]
fn one_place_that_fails_does_not_stop_the_others_and_is_accounted_for() {
    let (place, tool) = (Store::shared().place(), Store::shared().tool());
    let tool = tool.env("AWS_MAX_ATTEMPTS", "2");
    std::fs::write(tool.folder().join("file"), "not a folder").unwrap();
    for (bad, reason) in [("s3://nobody/x", "NoSuchBucket"), ("file", "cannot make the folder")] {
        let run = back_up(&tool, &peer(), &["--to", bad, "--to", &place, "-o", "json"]);
        run.expect(6);
        let json = run.json();
        assert_eq!(json["verdict"], "partial", "{run}");
        assert!(run.finding("place-failed")["message"].as_str().unwrap().contains(reason), "{run}");
        let places = &json["data"]["places"];
        assert!(places[0]["path"].is_null() && places[0]["error"].as_str().unwrap().contains(reason), "{run}");
        assert_eq!(json["data"]["path"], places[1]["path"], "{run}");
        tool.run(&["backup-verify", places[1]["path"].as_str().unwrap()]).expect(0);
    }
    let run = back_up(&tool, &peer(), &["--to", "s3://nobody/x", "--to", "file"]);
    run.expect(5);
    assert!(run.stderr.contains("none of the 2 places") && run.stderr.contains("NoSuchBucket"), "{run}");
    assert!(run.stdout.is_empty(), "{run}");
}

#[test]
fn a_prefix_is_no_set_and_the_sets_below_it_are_named() {
    let (place, tool) = (Store::shared().place(), Store::shared().tool());
    let set = back_up(&tool, &peer(), &["--to", &place]).expect(0).last_line().to_owned();
    let run = tool.run(&["backup-verify", &place]);
    run.expect(3);
    assert!(run.stderr.contains(&format!("hint: redis-ops backup-verify {set}")), "{run}");
    tool.run(&["backup-verify", &format!("{place}/nothing")]).expect(3);
}

#[test]
fn damage_in_a_bucket_is_found() {
    let (store, place, tool) = (Store::shared(), Store::shared().place(), Store::shared().tool());
    let set = back_up(&tool, &peer(), &["--to", &place]).expect(0).last_line().to_owned();
    let artefact = artefact_of(store, &set);
    let whole = store.get(&artefact);
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for damaged in [&flipped[..], &whole[..whole.len() - 3], b""] {
        store.put(&artefact, damaged);
        for depth in ["--quick", "--data"] {
            let run = tool.run(&["backup-verify", depth, &set]);
            run.expect(7);
            assert!(run.stdout.contains("backup-damaged"), "{run}");
        }
    }
    store.delete(&artefact);
    let run = tool.run(&["backup-verify", &set]);
    run.expect(7);
    assert!(run.stdout.contains("it is missing"), "{run}");
    store.put(&artefact, &whole);
    tool.run(&["backup-verify", &set]).expect(0);
    store.put(&format!("{set}manifest.json"), b"{}");
    tool.run(&["backup-verify", &set]).expect(7);
}

#[test]
fn objects_are_encrypted_and_locked_by_the_store_if_wanted() {
    let (store, tool) = (Store::shared(), Store::shared().tool());
    let place = store.place().replace("backups", "locked");
    let options = [
        "--to",
        &place,
        "--s3-sse",
        "AES256",
        "--s3-object-lock-mode",
        "governance",
        "--s3-object-lock-retain-until",
        "2d",
    ];
    let run = back_up(&tool, &peer(), &options);
    run.expect(0);
    for name in [artefact_of(store, run.last_line()), format!("{}manifest.json", run.last_line())] {
        let head = store.head(&name);
        assert_eq!(head.server_side_encryption().map(|sse| sse.as_str()), Some("AES256"), "{head:?}");
        assert_eq!(head.object_lock_mode().map(|mode| mode.as_str()), Some("GOVERNANCE"), "{head:?}");
        let until = head.object_lock_retain_until_date().unwrap().secs();
        let expected = (Utc::now() + Duration::days(2)).timestamp();
        assert!((until - expected).abs() < 300, "{until} and {expected}");
    }
    // What the store refuses is said with its own word for it.
    let run = back_up(&tool, &peer(), &[&options[..], &["--to", &store.place()]].concat());
    run.expect(6);
    assert!(run.stdout.contains("the store says Invalid"), "{run}");
    back_up(&tool, &peer(), &["--to", &place, "--s3-object-lock-mode", "governance"]).expect(64);
}

#[test]
fn a_manifest_that_is_there_is_not_written_over() {
    let (store, place, tool) = (Store::shared(), Store::shared().place(), Store::shared().tool());
    let peer = peer();
    let instance = peer.url().trim_start_matches("redis://").replace(':', "_");
    // Whatever second it begins in.
    let now = Utc::now();
    let sets: Vec<String> = (0..30)
        .map(|second| format!("{place}/{instance}/{}/", (now + Duration::seconds(second)).format("%Y%m%dT%H%M%SZ")))
        .collect();
    for set in &sets {
        store.put(&format!("{set}manifest.json"), b"another's");
    }
    let run = back_up(&tool, &peer, &["--to", &place]);
    run.expect(5);
    assert!(run.stderr.contains("another backup's"), "{run}");
    assert_eq!(store.keys(&place).len(), sets.len(), "the artefact went, and nothing else");
    for set in &sets {
        assert_eq!(store.get(&format!("{set}manifest.json")), b"another's");
    }
}

#[test]
fn errors_name_bucket_code_and_remedy_and_never_a_secret() {
    let (store, place) = (Store::shared(), Store::shared().place());
    let log = tempfile::NamedTempFile::new().unwrap();
    let quiet = |run: &Run, secrets: &[&str]| {
        let said = format!("{}{}", run.everything(), std::fs::read_to_string(log.path()).unwrap());
        assert!(secrets.iter().all(|secret| !said.contains(secret)), "{said}");
    };
    let more = ["--to", &place, "-vv", "--log-file", log.path().to_str().unwrap()];
    let run = back_up(&store.tool(), &peer(), &more);
    run.expect(0);
    assert!(run.stderr.contains("s3 PUT http://"), "{run}");
    quiet(&run, &store.secrets());
    let wrong = "wrong/secret+that/nobody+may/see0123456789";
    let run = back_up(&store.tool().env("AWS_SECRET_ACCESS_KEY", wrong), &peer(), &more);
    run.expect(5);
    assert!(run.stderr.contains("SignatureDoesNotMatch") && run.stderr.contains("--s3-profile"), "{run}");
    quiet(&run, &[wrong, store.secrets()[0]]);
    let run = back_up(&store.tool(), &peer(), &["--to", "s3://nobody/x"]);
    run.expect(5);
    assert!(run.stderr.contains("cannot write s3://nobody/x/") && run.stderr.contains("NoSuchBucket"), "{run}");
    assert!(run.stderr.contains("make the bucket first"), "{run}");
    let nobody = Tool::alone().env("AWS_EC2_METADATA_DISABLED", "true");
    let run = back_up(&nobody, &peer(), &["--to", &place, "--s3-endpoint", "http://127.0.0.1:1"]);
    run.expect(5);
    assert!(run.stderr.contains("no credentials") && run.stderr.contains("AWS_ACCESS_KEY_ID"), "{run}");
    let run = back_up(&store.tool_at("http://127.0.0.1:1").env("AWS_MAX_ATTEMPTS", "2"), &peer(), &["--to", &place]);
    run.expect(5);
    assert!(run.stderr.contains("cannot be reached") && run.stderr.contains("--s3-endpoint"), "{run}");
    back_up(&store.tool(), &peer(), &["--to", "gs://x/y"]).expect(64);
    back_up(&store.tool(), &peer(), &["--to", &place, "--to", &format!("{place}/")]).expect(64);
}

#[test]
fn a_dry_run_names_every_place_and_asks_no_store() {
    let tool = Tool::alone();
    let run = back_up(&tool, &peer(), &["--to", "s3://nobody/x", "--to", "here", "--dry-run"]);
    run.expect(0);
    assert!(run.stdout.contains("s3://nobody/x/127.0.0.1_") && run.stdout.contains("here/127.0.0.1_"), "{run}");
    assert_eq!(std::fs::read_dir(tool.folder()).unwrap().count(), 0);
}

#[test]
#[ignore = "needs s3s-fs, which takes minutes to build: tests/setup says how; then cargo test --test main strict_store -- --ignored"]
fn a_strict_store_takes_and_gives_it_too() {
    let store = Store::s3s_fs().expect("s3s-fs on the PATH, or named by REDIS_OPS_S3S_FS");
    let tool = store.tool();
    for checksum in ["none", "crc32", "crc32c", "sha256"] {
        let place = format!("{}/{checksum}", store.place());
        let run = back_up(&tool, &peer(), &["--to", &place, "--s3-checksum", checksum]);
        run.expect(0);
        tool.run(&["backup-verify", "--load", run.last_line()]).expect(0);
        let large = Peer::start(PRIMARY, |stream| send_strings(stream, 10, &|_| {}));
        let run = back_up(&tool, &large, &["--to", &place, "--s3-checksum", checksum, "--compress", "none"]);
        run.expect(0);
        tool.run(&["backup-verify", run.last_line()]).expect(0);
        let listed = tool.run(&["backup-list", &place, "-o", "json"]);
        listed.expect(0);
        assert_eq!(listed.json()["data"]["places"][0]["sets"].as_array().unwrap().len(), 2, "{listed}");
        let pruned = tool.run(&["backup-prune", &place, "--keep-last", "1", "--orphans", "--confirm", &place]);
        // Each instance has one set.
        assert!([0, 1].contains(&pruned.code), "{pruned}");
    }
}
