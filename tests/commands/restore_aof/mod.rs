//! `restore-aof`: history replayed into real servers, up to the moment that is wanted.

mod cluster;
mod cuts;
mod faults;
mod flushall;
mod loaded;
mod refusals;

use super::backup_aof::pod;
use crate::harness::Tool;
use crate::sandbox::{Reply, Sandbox, Server, encode};
use std::path::{Path, PathBuf};

/// A pod `store` in namespace `lab` with an AOF, and its server; nothing is in it.
pub fn store(version: Option<&str>) -> (Sandbox, Server) {
    let sandbox = Sandbox::builder().yaml(&pod("store", version)).start();
    let server = sandbox.pod("lab", "store");
    (sandbox, server)
}

/// The bytes of commands as an AOF has them; a line that starts with `#` is an annotation.
pub fn aof(lines: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        if line.starts_with('#') {
            bytes.extend_from_slice(format!("{line}\r\n").as_bytes());
        } else {
            let words: Vec<&str> = line.split(' ').collect();
            encode(&mut bytes, &words);
        }
    }
    bytes
}

/// A file `appendonly.aof` in the tool's folder.
fn file(tool: &Tool, bytes: &[u8]) -> PathBuf {
    let path = tool.folder().join("appendonly.aof");
    std::fs::write(&path, bytes).expect("a file of the test's own");
    path
}

/// Arguments that restore a path into a server by its address.
fn by_url<'a>(path: &'a str, url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["restore-aof", path, "--url", url][..], more].concat()
}

fn url(server: &Server) -> String {
    format!("redis://{}", server.address())
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

/// All keys of all databases.
fn keys(server: &Server) -> u64 {
    let info = server.cli(&["INFO", "keyspace"]);
    let counts = info.lines().filter_map(|line| line.split("keys=").nth(1)?.split(',').next()?.parse::<u64>().ok());
    counts.sum()
}

/// Sends lines, one after the other, over one connection.
fn send(server: &Server, lines: &[&str]) {
    let mut connection = server.connect().expect("a server that runs");
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        let reply = connection.call(&words).expect("a server that answers");
        assert!(!matches!(reply, Reply::Error(_)), "{line}: {reply:?}");
    }
}
