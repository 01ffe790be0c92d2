//! What the fuzzer starts from: the fixtures, each target's in the form it takes.

use redis_ops::formats::rdb::{KeyInfo, Parser, Visitor, Want};
use std::path::{Path, PathBuf};

/// The seeds of a target, in the same order every time.
pub fn seeds(target: &str, fixtures: &Path) -> Vec<Vec<u8>> {
    let rdb = || {
        let folders = ["rdb", "rdb-unverified"].into_iter();
        folders.flat_map(|folder| files(&fixtures.join(folder), &["rdb"])).collect::<Vec<_>>()
    };
    let aof = || files(&fixtures.join("aof"), &["aof", "rdb"]);
    match target {
        "rdb" => rdb(),
        "rdb_values" => rdb().iter().flat_map(|file| values(file)).collect(),
        "aof" => aof(),
        "aof_manifest" => files(&fixtures.join("aof"), &["manifest"]),
        "resp" => REPLIES.iter().map(|reply| reply.to_vec()).chain(aof()).collect(),
        "manifest" => MANIFESTS.iter().map(|text| text.as_bytes().to_vec()).collect(),
        other => panic!("no target {other}"),
    }
}

/// Every value of a file, its type byte and dialect before it.
fn values(file: &[u8]) -> Vec<Vec<u8>> {
    struct Values(u8, Vec<Vec<u8>>);
    impl Visitor for Values {
        fn key(&mut self, key: &KeyInfo<'_>) -> Want {
            self.1.push(vec![key.value_type.byte() | self.0]);
            Want::Chunks
        }
        fn payload(&mut self, chunk: &[u8]) {
            self.1.last_mut().expect("a key").extend_from_slice(chunk);
        }
    }
    let dialect = if file.starts_with(b"VALKEY") { 0x80 } else { 0 };
    let mut values = Values(dialect, Vec::new());
    Parser::default().feed(file, &mut values).expect("a fixture");
    values.1
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<Vec<u8>> {
    let (mut paths, mut folders) = (Vec::<PathBuf>::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of fixtures").flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if path.extension().is_some_and(|e| extensions.iter().any(|&known| e == known)) => {
                    paths.push(path)
                }
                _ => {}
            }
        }
    }
    paths.sort();
    let mut contents: Vec<_> = paths.iter().map(|path| std::fs::read(path).expect("a fixture")).collect();
    contents.dedup();
    contents
}

const REPLIES: [&[u8]; 5] = [
    b"+PONG\r\n-ERR unknown command\r\n:-12\r\n$-1\r\n*-1\r\n_\r\n",
    b"$5\r\nhello\r\n$0\r\n\r\n",
    b"*2\r\n$3\r\nfoo\r\n*3\r\n:1\r\n+OK\r\n*0\r\n",
    b"*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
    b"$9223372036854775807\r\n*9223372036854775807\r\n",
];

const MANIFESTS: [&str; 2] = [
    r#"{"schema":"redis-ops-backup/v1","tool_version":"0.1.0","instance":{"context":null,"namespace":null,
"name":"127.0.0.1:6379","flavour":"url"},"started_at":"2026-11-20T14:38:02Z",
"finished_at":"2026-11-20T14:38:03.25Z","shards":[]}"#,
    include_str!("manifest.json"),
];
