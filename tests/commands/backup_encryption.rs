//! Backups that are encrypted to public keys, and read with the secret one.

use super::backup_rdb::dataset;
use super::backup_rdb::peer::{Peer, Recording};
use crate::harness::s3::Store;
use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};
use age::secrecy::ExposeSecret;
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static RDB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    dataset::fill(&server);
    Recording::of(&server).rdb
});

/// A pair of keys, the secret one in a file.
pub(super) struct Keys {
    identity: age::x25519::Identity,
    pub(super) public: String,
    pub(super) file: PathBuf,
}

pub(super) fn keys(folder: &Path, name: &str) -> Keys {
    let identity = age::x25519::Identity::generate();
    let (public, file) = (identity.to_public().to_string(), folder.join(name));
    let text = format!("# created: now\n# public key: {public}\n{}\n", identity.to_string().expose_secret());
    std::fs::write(&file, text).unwrap();
    Keys { identity, public, file }
}

fn back_up(tool: &Tool, more: &[&str]) -> Run {
    let peer = Peer::sending(Recording::with_length(&RDB));
    tool.run(&[&["backup-rdb", "--url", &peer.url()], more].concat())
}

fn artefact_of(set: &Path) -> (Value, Vec<u8>) {
    let manifest: Value = serde_json::from_slice(&std::fs::read(set.join("manifest.json")).unwrap()).unwrap();
    let artefact = manifest["shards"][0]["artefacts"][0].clone();
    let bytes = std::fs::read(set.join(artefact["name"].as_str().unwrap())).unwrap();
    (artefact, bytes)
}

fn sha256(bytes: &[u8]) -> String {
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn what_is_stored_is_the_rdb_compressed_then_encrypted() {
    let tool = Tool::alone();
    let (first, second) = (keys(tool.folder(), "first"), keys(tool.folder(), "second"));
    let list = tool.folder().join("recipients");
    std::fs::write(&list, format!("# on call\n{}\n", second.public)).unwrap();
    let to = ["--encrypt-to", &first.public, "--encrypt-recipients-file", list.to_str().unwrap()];
    for (compression, name) in [("gzip", "dump.rdb.gz.age"), ("zstd", "dump.rdb.zst.age"), ("none", "dump.rdb.age")] {
        let run = back_up(&tool, &[&to[..], &["--compress", compression]].concat());
        let set = tool.folder().join(run.expect(0).last_line());
        let (artefact, stored) = artefact_of(&set);
        assert_eq!(artefact["name"], name);
        assert_eq!(artefact["encryption"], serde_json::json!([first.public, second.public]));
        assert_eq!(artefact["stored_sha256"], sha256(&stored).as_str());
        assert_eq!(artefact["plain_sha256"], sha256(&RDB).as_str());
        assert_eq!(artefact["stored_bytes"], stored.len());
        assert!(stored.starts_with(b"age-encryption.org/v1\n"));
        // By the library itself, with each of the keys.
        for keys in [&first, &second] {
            let mut packed = Vec::new();
            let decryptor = age::Decryptor::new(&stored[..]).unwrap();
            let key = &keys.identity as &dyn age::Identity;
            decryptor.decrypt(std::iter::once(key)).unwrap().read_to_end(&mut packed).unwrap();
            let mut plain = Vec::new();
            match compression {
                "gzip" => flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut plain).unwrap(),
                "zstd" => zstd::stream::read::Decoder::new(&packed[..]).unwrap().read_to_end(&mut plain).unwrap(),
                _ => packed.as_slice().read_to_end(&mut plain).unwrap(),
            };
            assert!(plain == *RDB);
        }
        assert!(!run.everything().contains("AGE-SECRET-KEY"), "{run}");
        let key = first.file.to_str().unwrap();
        tool.run(&["backup-verify", "--load", run.last_line(), "--identity", key]).expect(0);
    }
}

#[test]
fn reading_takes_the_secret_key_and_sizes_and_hashes_do_not() {
    let tool = Tool::alone();
    let (ours, other) = (keys(tool.folder(), "ours"), keys(tool.folder(), "other"));
    let run = back_up(&tool, &["--encrypt-to", &ours.public]);
    let set = run.expect(0).last_line().to_owned();
    let verify = |more: &[&str]| tool.run(&[&["backup-verify", &set], more].concat());
    let file = |keys: &Keys| keys.file.to_str().unwrap().to_owned();
    verify(&["--quick"]).expect(0);
    for depth in ["--data", "--load"] {
        verify(&[depth, "--identity", &file(&ours)]).expect(0);
        verify(&[depth, "--identity", &file(&other), "--identity", &file(&ours)]).expect(0);
        // Nothing is known of the data then, which is neither good nor bad.
        let run = verify(&[depth]);
        run.expect(3);
        assert!(run.stderr.contains(&ours.public) && run.stderr.contains("--identity FILE"), "{run}");
        let run = verify(&[depth, "--identity", &file(&other)]);
        run.expect(3);
        assert!(run.stderr.contains("encrypted to others"), "{run}");
    }
    verify(&["--identity", "nowhere"]).expect(64);
    std::fs::write(tool.folder().join("nonsense"), "AGE-SECRET-KEY-1NONSENSE\n").unwrap();
    let run = verify(&["--identity", "nonsense"]);
    run.expect(64);
    assert!(!run.everything().contains("NONSENSE"), "{run}");
    // The file alone, without its manifest.
    let artefact = format!("{set}/dump.rdb.gz.age");
    tool.run(&["backup-verify", &artefact, "--identity", &file(&ours)]).expect(0);
    tool.run(&["backup-verify", &artefact]).expect(3);
}

#[test]
fn damage_of_an_encrypted_file_is_damage() {
    let tool = Tool::alone();
    let ours = keys(tool.folder(), "ours");
    let set = tool.folder().join(back_up(&tool, &["--encrypt-to", &ours.public]).expect(0).last_line());
    let (_, stored) = artefact_of(&set);
    let path = set.join("dump.rdb.gz.age");
    let identity = ours.file.to_str().unwrap();
    for at in [30, stored.len() / 2, stored.len() - 1] {
        let mut flipped = stored.clone();
        flipped[at] ^= 1;
        for damaged in [&flipped[..], &stored[..at]] {
            std::fs::write(&path, damaged).unwrap();
            for depth in ["--quick", "--data"] {
                let run = tool.run(&["backup-verify", depth, set.to_str().unwrap(), "--identity", identity]);
                run.expect(7);
            }
        }
    }
}

#[test]
fn an_encrypted_backup_in_a_bucket_is_read_from_there() {
    let (store, place, tool) = (Store::shared(), Store::shared().place(), Store::shared().tool());
    let ours = keys(tool.folder(), "ours");
    let run = back_up(&tool, &["--to", &place, "--encrypt-to", &ours.public]);
    let set = run.expect(0).last_line().to_owned();
    assert!(store.keys(&place)[0].ends_with(".rdb.gz.age"));
    let identity = ours.file.to_str().unwrap();
    for depth in ["--quick", "--data", "--load"] {
        tool.run(&["backup-verify", depth, &set, "--identity", identity]).expect(0);
    }
    tool.run(&["backup-verify", "--quick", &set]).expect(0);
    tool.run(&["backup-verify", &set]).expect(3);
    let listed = tool.run(&["backup-list", &place]);
    assert!(listed.expect(0).stdout.contains("verified, encrypted"), "{listed}");
}

#[test]
fn a_key_that_is_none_stops_it_before_anything_is_asked() {
    let tool = Tool::alone();
    let secret = age::x25519::Identity::generate().to_string().expose_secret().to_owned();
    let run = back_up(&tool, &["--encrypt-to", &secret]);
    run.expect(64);
    assert!(run.stderr.contains("secret key") && !run.everything().contains(&secret), "{run}");
    back_up(&tool, &["--encrypt-to", "age1nonsense"]).expect(64);
    back_up(&tool, &["--encrypt-recipients-file", "nowhere"]).expect(64);
    assert!(tool.backup_files().is_empty());
}
