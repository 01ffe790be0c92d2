//! `backup-verify` of AOFs: folders, single files and tars, whole, cut and damaged.

use crate::harness::archive::{files_of, gzip, tar, zstd};
use crate::harness::servers::fixture;
use crate::harness::{Run, Tool};
use std::fs;
use std::path::{Path, PathBuf};

fn verify(tool: &Tool, path: &Path, options: &[&str]) -> Run {
    let path = path.display().to_string();
    tool.run(&[&["backup-verify", "-o", "json", &path], options].concat())
}

/// A copy of a fixture's files in the tool's folder.
fn copy(tool: &Tool, name: &str, to: &str) -> PathBuf {
    let folder = tool.folder().join(to);
    fs::create_dir_all(&folder).unwrap();
    for (name, content) in files_of(&fixture(name), "") {
        fs::write(folder.join(name), content).unwrap();
    }
    folder
}

#[test]
fn every_file_of_a_set_is_read_and_counted() {
    let tool = Tool::alone();
    let run = verify(&tool, &fixture("aof/redis-7.0/rdb-base"), &[]);
    let aof = &run.expect(0).json()["data"]["aofs"][0];
    assert_eq!(aof["manifest"], "appendonly.aof.manifest", "{run}");
    let files = aof["files"].as_array().unwrap();
    assert_eq!(files.len(), 2, "{run}");
    assert_eq!((&files[0]["role"], &files[0]["base"]["keys"]), (&"base".into(), &9.into()), "{run}");
    assert_eq!((&files[1]["role"], &files[1]["commands"]["commands"]), (&"increment".into(), &7.into()), "{run}");
    assert_eq!(files[1]["commands"]["transactions"], 2, "{run}");
    let text = tool.run(&["backup-verify", fixture("aof/redis-7.0/aof-base").to_str().unwrap()]);
    assert!(text.expect(0).stdout.contains("written  20"), "the times of #TS: are missing\n{text}");
}

#[test]
fn a_data_folder_and_a_quoted_name_lead_to_the_manifest() {
    let tool = Tool::alone();
    let folder = copy(&tool, "aof/redis-7.0/space in name", "data/appendonlydir");
    fs::create_dir(tool.folder().join("data/lost+found")).unwrap();
    fs::write(folder.join("temp-my data.aof.manifest"), "half").unwrap();
    for path in ["data", "data/appendonlydir", "data/appendonlydir/my data.aof.manifest"] {
        let run = verify(&tool, &tool.folder().join(path), &[]);
        assert_eq!(run.expect(0).json()["data"]["aofs"][0]["manifest"], "my data.aof.manifest", "{run}");
    }
}

#[test]
fn a_cut_at_the_end_is_a_warning_that_says_what_is_lost() {
    let run = verify(&Tool::alone(), &fixture("aof/redis-7.0/torn-command"), &[]);
    run.expect(1);
    assert_eq!(run.finding_ids(), ["aof-truncated-tail"], "{run}");
    let message = run.json()["findings"][0]["message"].to_string();
    assert!(message.contains("whole up to byte 390 of 420") && message.contains("last 30 bytes are lost"), "{run}");
    let state = &run.json()["data"]["aofs"][0]["files"][1]["state"];
    assert_eq!(state, "truncated", "{run}");
    let transaction = verify(&Tool::alone(), &fixture("aof/redis-7.0/torn-transaction"), &[]);
    assert!(transaction.expect(1).stdout.contains("inside a transaction"), "{transaction}");
}

#[test]
fn a_cut_or_damage_in_the_middle_is_what_no_server_loads() {
    let tool = Tool::alone();
    let cut = copy(&tool, "aof/redis-7.0/two-increments", "cut");
    let first = cut.join("appendonly.aof.1.incr.aof");
    let content = fs::read(&first).unwrap();
    fs::write(&first, &content[..content.len() - 3]).unwrap();
    let run = verify(&tool, &cut, &[]);
    assert!(run.expect(7).stdout.contains("appendonly.aof.1.incr.aof ends inside a command"), "{run}");

    let changed = copy(&tool, "aof/redis-7.0/two-increments", "changed");
    let last = changed.join("appendonly.aof.2.incr.aof");
    let mut content = fs::read(&last).unwrap();
    let at = content.len() / 2;
    content.splice(at..at, *b"\r\nxx");
    fs::write(&last, content).unwrap();
    let run = verify(&tool, &changed, &["--load"]);
    assert_eq!(run.expect(7).finding_ids(), ["backup-damaged"], "{run}");
    assert!(run.stdout.contains("at offset") && run.stdout.contains("good up to"), "{run}");
    assert_eq!(run.json()["data"]["loads"], serde_json::json!([]), "a damaged set was loaded\n{run}");
}

#[test]
fn a_set_that_misses_a_file_fails_even_quickly() {
    let tool = Tool::alone();
    let folder = copy(&tool, "aof/redis-7.0/two-increments", "aof");
    let quick = verify(&tool, &folder, &["--quick"]);
    assert_eq!(quick.expect(0).json()["data"]["aofs"][0]["files"].as_array().unwrap().len(), 3, "{quick}");
    fs::remove_file(folder.join("appendonly.aof.1.incr.aof")).unwrap();
    let run = verify(&tool, &folder, &["--quick"]);
    assert!(run.expect(7).stdout.contains("is in the manifest but not in the folder"), "{run}");
    fs::write(folder.join("appendonly.aof.manifest"), "file a seq 1 type x\n").unwrap();
    assert!(verify(&tool, &folder, &[]).expect(7).stdout.contains("unknown file type"));
    fs::write(folder.join("other.aof.manifest"), "file a seq 1 type b\n").unwrap();
    let run = verify(&tool, &folder, &[]);
    assert!(run.expect(64).stderr.contains("several AOF manifests"), "{run}");
}

#[test]
fn the_single_file_of_an_old_server() {
    let tool = Tool::alone();
    let preamble = fixture("aof/redis-6.2/legacy-preamble/appendonly.aof");
    let packed = tool.folder().join("appendonly.aof.gz");
    fs::write(&packed, gzip(&fs::read(&preamble).unwrap())).unwrap();
    for path in [preamble.as_path(), preamble.parent().unwrap(), packed.as_path()] {
        let run = verify(&tool, path, &[]);
        let file = &run.expect(0).json()["data"]["aofs"][0]["files"][0];
        assert_eq!((&file["role"], &file["bytes"]), (&"legacy".into(), &682.into()), "{run}");
        assert_eq!((&file["base"]["keys"], &file["commands"]["commands"]), (&9.into(), &7.into()), "{run}");
    }
    let legacy = verify(&tool, &fixture("aof/redis-6.2/legacy/appendonly.aof"), &[]);
    assert_eq!(legacy.expect(0).json()["data"]["aofs"][0]["files"][0]["commands"]["commands"], 16, "{legacy}");
}

#[test]
fn a_tar_is_read_whatever_the_order_of_its_files_and_its_packing() {
    let tool = Tool::alone();
    let mut files = files_of(&fixture("aof/redis-7.0/two-increments"), "./data/appendonlydir/");
    files.push(("data/other/appendonly.aof.1.incr.aof".to_owned(), b"not of this folder".to_vec()));
    for round in 0..files.len() {
        files.rotate_left(round);
        let named: Vec<(&str, Vec<u8>)> =
            files.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
        let plain = tar(&named);
        for (name, bytes) in [("a.tar", plain.clone()), ("a.tar.gz", gzip(&plain)), ("a", zstd(&plain))] {
            let path = tool.folder().join(name);
            fs::write(&path, bytes).unwrap();
            let run = verify(&tool, &path, &[]);
            let aof = &run.expect(0).json()["data"]["aofs"][0];
            let read =
                |file: usize| (aof["files"][file]["name"].clone(), aof["files"][file]["commands"]["commands"].clone());
            assert_eq!(read(1), ("appendonly.aof.1.incr.aof".into(), 9.into()), "{run}");
            assert_eq!(read(2), ("appendonly.aof.2.incr.aof".into(), 7.into()), "{run}");
            assert_eq!(aof["place"], "tar", "{run}");
        }
    }
    let legacy = tar(&[("appendonly.aof", fs::read(fixture("aof/redis-6.2/legacy/appendonly.aof")).unwrap())]);
    fs::write(tool.folder().join("legacy.tar"), legacy).unwrap();
    let run = verify(&tool, &tool.folder().join("legacy.tar"), &[]);
    assert_eq!(run.expect(0).json()["data"]["aofs"][0]["files"][0]["role"], "legacy", "{run}");
}

#[test]
fn of_two_files_of_one_name_in_a_tar_the_last_counts() {
    let tool = Tool::alone();
    let files = files_of(&fixture("aof/redis-7.0/two-increments"), "");
    let mut named: Vec<(&str, Vec<u8>)> = vec![("appendonly.aof.2.incr.aof", b"$$$ an older one".to_vec())];
    named.extend(files.iter().map(|(name, content)| (name.as_str(), content.clone())));
    fs::write(tool.folder().join("a.tar"), tar(&named)).unwrap();
    verify(&tool, &tool.folder().join("a.tar"), &[]).expect(0);
    named.rotate_left(1);
    fs::write(tool.folder().join("a.tar"), tar(&named)).unwrap();
    verify(&tool, &tool.folder().join("a.tar"), &[]).expect(7);
}

#[test]
fn a_cut_or_foreign_tar_is_not_what_it_should_be() {
    let tool = Tool::alone();
    let files = files_of(&fixture("aof/redis-7.0/two-increments"), "");
    let named: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    let whole = tar(&named);
    let path = tool.folder().join("a.tar");
    for bytes in [whole[..512 + 40].to_vec(), whole[..2000].to_vec(), gzip(&whole)[..300].to_vec()] {
        fs::write(&path, bytes).unwrap();
        let run = verify(&tool, &path, &[]);
        assert_eq!(run.expect(7).finding_ids(), ["backup-damaged"], "{run}");
    }
    fs::write(&path, tar(&[("notes.txt", b"nothing".to_vec())])).unwrap();
    let run = verify(&tool, &path, &[]);
    assert!(run.expect(7).stdout.contains("a tar without an AOF"), "{run}");
}

#[test]
fn what_is_no_backup_at_all_is_said_to_be_none() {
    let tool = Tool::alone();
    let (text, empty) = (tool.folder().join("notes.txt"), tool.folder().join("empty"));
    fs::write(&text, "# notes\n").unwrap();
    fs::write(&empty, "").unwrap();
    let run = verify(&tool, &text, &[]);
    assert!(run.expect(7).stdout.contains("not an RDB file, nor an AOF"), "{run}");
    assert!(verify(&tool, &empty, &[]).expect(7).stdout.contains("incomplete RDB"));
    let folder = tool.folder().join("folder");
    fs::create_dir(&folder).unwrap();
    let run = verify(&tool, &folder, &[]);
    assert!(run.expect(3).stderr.contains("neither manifest.json"), "{run}");
    verify(&tool, &tool.folder().join("nothing"), &[]).expect(3);
}
