//! `backup-verify`: whole sets and files, and everything that can be wrong with them.

use super::backup_rdb::dataset;
use super::backup_rdb::peer::{Peer, Recording};
use crate::harness::plain::Plain;
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Reply, Sandbox};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// An RDB of a real server.
static RDB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::fill(&server);
    Recording::of(&server).rdb
});

/// A set as backup-rdb writes it.
struct Set {
    tool: Tool,
    folder: PathBuf,
}

impl Set {
    fn new(compression: &str) -> Self {
        let tool = Tool::alone();
        let peer = Peer::sending(Recording::with_length(&RDB));
        let run = tool.run(&["backup-rdb", "--url", &peer.url(), "--compress", compression]);
        let folder = tool.folder().join(run.expect(0).last_line());
        Self { tool, folder }
    }

    fn verify(&self, more: &[&str]) -> Run {
        let folder = self.folder.display().to_string();
        self.tool.run(&[&["backup-verify", &folder], more].concat())
    }

    fn edit_manifest(&self, edit: impl FnOnce(&mut Value)) {
        let path = self.folder.join("manifest.json");
        let mut manifest = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        edit(&mut manifest);
        fs::write(&path, manifest.to_string()).unwrap();
    }
}

fn change(path: &Path, edit: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    edit(&mut bytes);
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_whole_set_is_verified_at_both_depths() {
    for compression in ["gzip", "none"] {
        let set = Set::new(compression);
        let run = set.verify(&[]);
        run.expect(0);
        assert!(run.stdout.contains("verified") && run.stdout.contains("REDIS0010"), "{run}");
        let run = set.verify(&["--quick"]);
        run.expect(0);
        assert!(run.stdout.contains("hash ok"), "{run}");
        let run = set.verify(&["--data", "-o", "json"]);
        let answer = run.expect(0).json();
        let artefact = &answer["data"]["artefacts"][0];
        assert_eq!((&artefact["verified"], &artefact["checksum"]), (&json!(true), &json!("ok")), "{run}");
        assert!(artefact["census"]["keys"].as_u64() > Some(20), "{run}");
    }
    Set::new("none").verify(&["--quick", "--data"]).expect(64);
}

#[test]
fn every_kind_of_damage_to_the_file_is_found_at_both_depths() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [(&str, Damage); 7] = [
        ("the first byte", |bytes| bytes[0] ^= 1),
        ("the header", |bytes| bytes[8] ^= 0x40),
        ("the middle", |bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x10;
        }),
        ("the last byte", |bytes| *bytes.last_mut().unwrap() ^= 1),
        ("one byte less", |bytes| bytes.truncate(bytes.len() - 1)),
        ("one byte more", |bytes| bytes.push(0)),
        ("nothing left", Vec::clear),
    ];
    for (compression, name) in [("gzip", "dump.rdb.gz"), ("none", "dump.rdb")] {
        let set = Set::new(compression);
        let path = set.folder.join(name);
        let whole = fs::read(&path).unwrap();
        for (what, damage) in damages {
            change(&path, damage);
            for depth in ["--quick", "--data"] {
                let run = set.verify(&[depth]);
                assert_eq!(run.code, 7, "{compression}, {what}: {run}");
                assert!(run.stdout.contains(name) && run.stdout.contains("[backup-damaged]"), "{what}: {run}");
            }
            fs::write(&path, &whole).unwrap();
        }
        set.verify(&[]).expect(0);
        fs::remove_file(&path).unwrap();
        for depth in ["--quick", "--data"] {
            let run = set.verify(&[depth]);
            run.expect(7);
            assert!(run.stdout.contains("it is missing"), "{run}");
        }
    }
}

#[test]
fn a_file_that_is_whole_but_not_the_manifests_is_found() {
    let set = Set::new("none");
    // Another valid RDB with the same number of keys would do; here the manifest says another number.
    set.edit_manifest(|manifest| {
        let database = &mut manifest["shards"][0]["artefacts"][0]["census"]["databases"]["0"];
        database["keys"] = json!(database["keys"].as_u64().unwrap() + 1);
    });
    let run = set.verify(&["-o", "json"]);
    run.expect(7);
    assert_eq!(run.finding_ids(), ["backup-damaged"], "{run}");
    assert_eq!(run.json()["data"]["artefacts"][0]["verified"], false);
    // Quickly, only hashes are compared, and they are right.
    set.verify(&["--quick"]).expect(0);
}

#[test]
fn a_manifest_that_cannot_be_used_is_a_failed_verification() {
    let set = Set::new("gzip");
    let path = set.folder.join("manifest.json");
    let whole = fs::read(&path).unwrap();
    let refuse = |because: &str| {
        for depth in ["--quick", "--data"] {
            let run = set.verify(&[depth]);
            assert_eq!(run.code, 7, "{because}: {run}");
            assert!(run.stderr.contains("manifest.json") && run.stderr.contains(because), "{because}: {run}");
        }
        fs::write(&path, &whole).unwrap();
    };
    change(&path, |bytes| bytes.truncate(bytes.len() / 2));
    refuse("not a manifest");
    change(&path, Vec::clear);
    refuse("not a manifest");
    set.edit_manifest(|manifest| manifest["schema"] = json!("redis-ops-backup/v9"));
    refuse("its schema is redis-ops-backup/v9, and this redis-ops reads redis-ops-backup/v1");
    // What comes after v1 need not have its fields.
    fs::write(&path, r#"{"schema": "redis-ops-backup/v9", "other": []}"#).unwrap();
    refuse("its schema is redis-ops-backup/v9");
    for name in ["../dump.rdb.gz", "/etc/passwd", "", ".hidden", ".."] {
        set.edit_manifest(|manifest| manifest["shards"][0]["artefacts"][0]["name"] = json!(name));
        refuse("not a plain file name");
    }
    set.edit_manifest(|manifest| manifest["shards"] = json!([]));
    refuse("it names no file");
    set.verify(&[]).expect(0);
}

#[test]
fn a_folder_that_is_no_set_is_said_to_be_none() {
    let set = Set::new("gzip");
    fs::remove_file(set.folder.join("manifest.json")).unwrap();
    let run = set.verify(&[]);
    run.expect(3);
    assert!(run.stderr.contains("manifest.json") && run.stderr.contains("there is no finished backup in"), "{run}");
}

#[test]
fn plain_files_are_read_to_their_end() {
    let tool = Tool::alone();
    let plain = tool.folder().join("dump.rdb");
    fs::write(&plain, &*RDB).unwrap();
    let run = tool.run(&["backup-verify", "dump.rdb"]);
    run.expect(0);
    assert!(run.stdout.contains("verified"), "{run}");
    let packed = std::process::Command::new("gzip").arg("-k").arg(&plain).status();
    assert!(packed.expect("gzip").success());
    tool.run(&["backup-verify", "dump.rdb.gz"]).expect(0);

    let wrong = [
        ("cut.rdb", RDB[..RDB.len() - 1].to_vec(), "incomplete RDB"),
        ("crc.rdb", [&RDB[..RDB.len() - 1], &[!RDB[RDB.len() - 1]]].concat(), "CRC64"),
        ("more.rdb", [&RDB[..], b"x"].concat(), "1 bytes follow the end"),
        ("cut.rdb.gz", fs::read(tool.folder().join("dump.rdb.gz")).unwrap()[..500].to_vec(), "no whole gzip"),
        ("text", b"SET a 1\n".to_vec(), "not an RDB file"),
        ("empty", Vec::new(), "incomplete RDB"),
    ];
    for (name, bytes, because) in wrong {
        fs::write(tool.folder().join(name), bytes).unwrap();
        let run = tool.run(&["backup-verify", name]);
        assert_eq!(run.code, 7, "{name}: {run}");
        assert!(run.stdout.contains(because) && run.stdout.contains(name), "{name}: {run}");
    }
}

#[test]
fn what_cannot_be_read_is_unknown_and_what_cannot_be_asked_is_usage() {
    let tool = Tool::alone();
    let run = tool.run(&["backup-verify", "nowhere"]);
    run.expect(3);
    assert!(run.stderr.contains("cannot read nowhere") && run.stderr.contains("No such file"), "{run}");
    fs::write(tool.folder().join("dump.rdb"), &*RDB).unwrap();
    let run = tool.run(&["backup-verify", "--quick", "dump.rdb"]);
    run.expect(64);
    assert!(run.stderr.contains("no manifest") && run.stderr.contains("--quick"), "{run}");
    tool.run(&["backup-verify"]).expect(64);
}

/// A file that no server at hand writes; tests/fixtures/README.md says after which description it is made.
fn unverified(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rdb-unverified").join(name)).unwrap()
}

fn verify_file(bytes: &[u8], more: &[&str]) -> Run {
    let tool = Tool::alone();
    let path = tool.folder().join("dump.rdb");
    fs::write(&path, bytes).unwrap();
    tool.run(&[&["backup-verify", &path.display().to_string()], more].concat())
}

#[test]
fn commands_inside_a_file_are_told_apart_from_its_keys() {
    let run = verify_file(&unverified("valkey-9.2-updates.rdb"), &[]);
    assert!(run.expect(0).stdout.contains("2 (hash 1, string 1), and 3 commands"), "{run}");
    let run = verify_file(&unverified("valkey-9.2-updates.rdb"), &["-o", "json"]);
    assert_eq!(run.expect(0).finding_ids(), ["rdb-holds-commands"], "{run}");
    assert_eq!(run.json()["data"]["artefacts"][0]["census"]["update_commands"], 3, "{run}");
}

#[test]
fn hashes_of_templates_are_hashes() {
    let run = verify_file(&unverified("redis-8.10-templates.rdb"), &[]);
    assert!(run.expect(0).stdout.contains("REDIS0015  7 (hash 6, string 1)"), "{run}");
}

/// The envelope and the frame that Valkey 9.2 writes with `rdbcompression lz4`: the checksums are in the frame.
#[test]
fn a_file_that_valkey_compressed_is_read() {
    use lz4_flex::frame::{FrameEncoder, FrameInfo};
    use std::io::Write as _;
    let mut rdb = unverified("redis-8.10-templates.rdb");
    let crc = rdb.len() - 8;
    rdb[crc..].fill(0);
    for (checked, findings) in [(true, &[][..]), (false, &["rdb-no-checksum"])] {
        let frame = FrameInfo::new().block_checksums(checked).content_checksum(checked);
        let mut encoder = FrameEncoder::with_frame_info(frame, b"VCS\x01\x01\x00\x01".to_vec());
        encoder.write_all(&rdb).unwrap();
        let packed = encoder.finish().unwrap();
        let run = verify_file(&packed, &["-o", "json"]);
        assert_eq!(run.expect(0).finding_ids(), findings, "{run}");
        for cut in [packed.len() - 1, packed.len() - 4, packed.len() - 8, 9, 7, 3] {
            verify_file(&packed[..cut], &[]).expect(7);
        }
    }
}

#[test]
fn a_manifest_that_counts_other_keys_than_its_file_has_is_refused_by_all_who_read_it() {
    let set = Set::new("gzip");
    let keys = std::cell::Cell::new(0);
    set.edit_manifest(|manifest| {
        let count = &mut manifest["shards"][0]["artefacts"][0]["census"]["keys"];
        keys.set(count.as_u64().unwrap());
        *count = json!(keys.get() + 1000);
    });
    let words = format!("it holds {} keys, and the manifest says 1,{:03}", keys.get(), keys.get());
    let run = set.verify(&[]);
    assert!(run.expect(7).stdout.contains(&words), "{run}");
    let run = set.tool.run(&["restore-drill", "redis-backups"]);
    assert!(run.expect(7).stdout.contains(&words), "{run}");
    let mut server = Plain::start("7.0");
    let folder = set.folder.display().to_string();
    let run = set.tool.run(&["restore-rdb", &folder, "--url", &server.url(), "--yes"]);
    assert!(run.expect(7).stderr.contains(&words) && run.stderr.contains("nothing was changed"), "{run}");
    assert_eq!(server.call(&["DBSIZE"]), Reply::Integer(0));
}

#[test]
fn what_has_no_checksum_is_parsed_in_every_list() {
    let mut server = Plain::start_with("7.0", None, &["--rdbchecksum", "no"]);
    server.call(&["SET", "a", "1"]);
    let tool = Tool::alone();
    let run = tool.run(&["backup-rdb", "--url", &server.url()]);
    let folder = run.expect(0).last_line().to_owned();
    let run = tool.run(&["backup-list", "redis-backups"]);
    assert!(run.expect(0).stdout.contains("parsed") && !run.stdout.contains("verified"), "{run}");
    let run = tool.run(&["backup-verify", &folder]);
    assert!(run.expect(0).stdout.contains("parsed") && !run.stdout.contains("verified"), "{run}");
    let run = tool.run(&["backup-verify", &folder, "-o", "json"]);
    let artefact = &run.expect(0).json()["data"]["artefacts"][0];
    assert_eq!((&artefact["result"], &artefact["verified"]), (&json!("parsed"), &json!(true)), "{run}");
}
