//! `backup-aof`: what it copies, what it leaves on the server, and what happens when something goes wrong.

mod copies;
mod exec;
mod hold;
mod places;
mod refusals;

use crate::harness::servers;
use crate::harness::{Run, Tool};
use crate::sandbox::{Reply, Sandbox, Server};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The setting that is raised while files are copied, and its default.
const SETTING: &str = "auto-aof-rewrite-min-size";
const DEFAULT: &str = "67108864";

const BACKUP: [&str; 5] = ["backup-aof", "-n", "lab", "--pod", "store"];

/// A pod `store` in namespace `lab` with an AOF; `version` as `tests/servers` names it, else the server on the PATH.
fn store(version: Option<&str>) -> (Sandbox, Server) {
    let sandbox = Sandbox::builder().yaml(&pod("store", version)).start();
    sandbox.fill(40);
    let server = sandbox.pod("lab", "store");
    (sandbox, server)
}

pub(super) fn pod(name: &str, version: Option<&str>) -> String {
    let server = version.map(|version| servers::server(version).display().to_string()).unwrap_or_default();
    let annotations =
        if server.is_empty() { String::new() } else { format!(", annotations: {{sandbox/server: {server}}}") };
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: lab{annotations}}}\nspec:\n  \
         containers:\n  - {{name: redis, image: 'redis:7', args: [--appendonly, 'yes'], volumeMounts: [{{name: data, \
         mountPath: /data}}]}}\n  - {{name: side, image: 'busybox', command: [sleep, inf]}}\n  \
         volumes: [{{name: data, emptyDir: {{}}}}]\n"
    )
}

/// The value of the setting in the server.
fn setting(server: &Server) -> String {
    let answer = server.cli(&["CONFIG", "GET", SETTING]);
    answer.lines().last().unwrap_or_default().to_owned()
}

/// The set of a run that ended well: the folder that its last line names.
fn set_of(tool: &Tool, run: &Run) -> PathBuf {
    run.expect(0);
    let folder = tool.folder().join(run.last_line());
    assert!(folder.join("manifest.json").is_file(), "the last line is no set's folder\n{run}");
    folder
}

fn assert_nothing_left(tool: &Tool, run: &Run) {
    assert_eq!(tool.backup_files(), Vec::<PathBuf>::new(), "{run}");
}

/// A fresh server of the same version that has loaded a set.
fn load(sandbox: &Sandbox, version: Option<&str>, set: &Path) -> Server {
    if sandbox.get("pods", "lab", "loaded").is_some() {
        sandbox.remove("pods", "lab", "loaded");
    }
    sandbox.add(&pod("loaded", version));
    let server = sandbox.pod("lab", "loaded");
    server.kill();
    std::fs::remove_dir_all(server.data_dir()).expect("the sandbox's own folder");
    std::fs::create_dir(server.data_dir()).expect("the sandbox's own folder");
    let archive = set.join("appendonly.tar.gz");
    let tar = Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(server.data_dir()).status();
    assert!(tar.expect("tar can be started").success(), "{}", archive.display());
    server.restart();
    server
}

/// Every key with its content, by database and name; times to live are left out, since servers of old do not tell when
/// they end.
pub(super) fn contents(server: &Server) -> BTreeMap<(u64, Vec<u8>), Vec<String>> {
    let mut connection = server.connect().expect("a server that runs");
    let mut ask = |words: &[&[u8]]| connection.call(words).expect("a server that answers");
    let mut keys = BTreeMap::new();
    for database in 0..16 {
        ask(&[b"SELECT", database.to_string().as_bytes()]);
        let Reply::Array(names) = ask(&[b"KEYS", b"*"]) else { panic!("KEYS gives no list") };
        for name in names {
            let Reply::Bulk(name) = name else { panic!("KEYS gives {name:?}") };
            let kind = ask(&[b"TYPE", &name]).to_string();
            let command: Vec<&[u8]> = match kind.as_str() {
                "string" => vec![b"GET", &name],
                "list" => vec![b"LRANGE", &name, b"0", b"-1"],
                "set" => vec![b"SMEMBERS", &name],
                "zset" => vec![b"ZRANGE", &name, b"0", b"-1", b"WITHSCORES"],
                "hash" => vec![b"HGETALL", &name],
                "stream" => vec![b"XRANGE", &name, b"-", b"+"],
                other => panic!("a key of type {other}"),
            };
            let mut content: Vec<String> = match ask(&command) {
                Reply::Array(items) => items.iter().map(|item| format!("{item:?}")).collect(),
                other => vec![format!("{other:?}")],
            };
            if kind == "set" || kind == "hash" {
                content.sort();
            }
            content.push(kind);
            keys.insert((database, name), content);
        }
    }
    keys
}

fn assert_same_keys(one: &Server, other: &Server) {
    let (left, right) = (contents(one), contents(other));
    assert!(left.len() > 30, "{} keys", left.len());
    for (key, value) in &left {
        assert_eq!(Some(value), right.get(key), "{}:{}", key.0, String::from_utf8_lossy(&key.1));
    }
    assert_eq!(left.len(), right.len());
}
