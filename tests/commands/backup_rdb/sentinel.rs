//! A Sentinel that watches the server a backup is taken from.

use super::dataset;
use crate::harness::{Tool, until};
use crate::sandbox::{Connection, Deployment, Sandbox, Server};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A Sentinel of its own, which watches some servers.
struct Sentinel {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Sentinel {
    fn watching(servers: &[(&str, &Server)]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("sentinel.conf");
        let mut text = format!("bind 127.0.0.1\nport {port}\ndir {}\n", folder.path().display());
        for (name, server) in servers {
            text.push_str(&format!("sentinel monitor {name} {} {} 1\n", server.address().ip(), server.port()));
            // Nobody is to take its place.
            text.push_str(&format!("sentinel down-after-milliseconds {name} 600000\n"));
        }
        std::fs::write(&config, text).unwrap();
        let child = Command::new("redis-server").arg(&config).arg("--sentinel").stdout(Stdio::null()).spawn().unwrap();
        Self { child, port, _folder: folder }
    }

    fn ask(&self, words: &[&str]) -> String {
        let connection = Connection::open(([127, 0, 0, 1], self.port).into(), Duration::from_secs(10));
        connection.and_then(|mut connection| connection.call(words)).map(|reply| reply.to_string()).unwrap_or_default()
    }

    /// How long ago it has read INFO of a server.
    fn looked(&self, name: &str) -> Option<Duration> {
        let told = self.ask(&["SENTINEL", "MASTER", name]);
        let mut lines = told.lines().skip_while(|line| *line != "info-refresh").skip(1);
        Some(Duration::from_millis(lines.next()?.parse().ok()?))
    }
}

impl Drop for Sentinel {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn a_sentinel_takes_the_backup_for_no_replica() {
    let sandbox = Sandbox::builder().deployment(Deployment::BitnamiStandalone).start();
    let (watched, control) = (sandbox.pod("data", "redis-master-0"), sandbox.pod("data", "prod-redis-master-0"));
    let sentinel = Sentinel::watching(&[("watched", &watched), ("control", &control)]);
    until("the Sentinel has seen both", || {
        ["watched", "control"].iter().all(|name| sentinel.looked(name).is_some_and(|ago| ago.as_secs() < 60))
    });
    dataset::add_bulk(&watched, 400, 5000);
    watched.config_set("rdb-key-save-delay", "60000");
    let tool = Tool::on(&sandbox);
    let begun = Instant::now();
    let mut running = tool.start(&["backup-rdb", "-n", "data", "-r", "redis", "--compress", "none"]);
    // As `redis-cli --rdb` of old, or a script: without a word of what it is for.
    let mut careless = control.connect().unwrap();
    std::thread::spawn(move || careless.call(&["SYNC"]).map(|_| std::thread::sleep(Duration::from_secs(60))));
    super::wait_until("bytes arrive", || super::bytes_being_written(&tool) > 0);
    super::wait_until("the Sentinel has looked while the snapshot ran", || {
        sentinel.looked("watched").is_some_and(|ago| ago < begun.elapsed().saturating_sub(Duration::from_secs(2)))
    });
    assert!(!running.has_ended(), "the snapshot was over before the Sentinel looked");
    super::wait_until("the Sentinel takes the other for a replica", || {
        sentinel.ask(&["SENTINEL", "REPLICAS", "control"]).contains("127.")
    });
    assert_eq!(sentinel.ask(&["SENTINEL", "REPLICAS", "watched"]), "");
    watched.config_set("rdb-key-save-delay", "0");
    running.signal("TERM");
    running.wait().expect(143);
    assert_eq!(sentinel.ask(&["SENTINEL", "REPLICAS", "watched"]), "");
}

#[test]
fn a_sentinel_is_told_from_a_server_with_keys() {
    let sandbox = Sandbox::builder().deployment(Deployment::BarePod).start();
    let server = sandbox.pod("tutorial", "redis");
    let sentinel = Sentinel::watching(&[("mymaster", &server)]);
    until("it answers", || sentinel.ask(&["PING"]).contains("PONG"));
    let url = format!("redis://127.0.0.1:{}", sentinel.port);
    let primary = format!("--url redis://{}:{}", server.address().ip(), server.port());
    let tool = Tool::alone();
    let file = tool.folder().join("dump.rdb");
    std::fs::write(&file, b"REDIS0009\xff\0\0\0\0\0\0\0\0").unwrap();
    for (words, code) in [
        (&["lastsave"][..], 3),
        (&["health"], 3),
        (&["keys"], 3),
        (&["bigkeys"], 3),
        (&["dbsize"], 3),
        (&["slowlog"], 3),
        (&["config-get", "save"], 3),
        (&["check-replication"], 3),
        (&["backup-rdb"], 5),
        (&["backup-config"], 5),
        (&["bgsave", "--yes"], 5),
        (&["save", "--force", "--yes"], 5),
        (&["flushall", "--yes"], 5),
        (&["promote-replica", "--yes"], 5),
        (&["restart", "--yes"], 5),
        (&["restore-rdb", "dump.rdb", "--yes"], 5),
    ] {
        let run = tool.run(&[words, &["--url", &url]].concat());
        assert!(run.code == code && run.stderr.contains("is a Sentinel"), "wanted {code}: {run}");
        assert!(run.stderr.contains(&primary), "{run}");
    }
    for words in [&["ping"][..], &["info"], &["version"]] {
        tool.run(&[words, &["--url", &url]].concat()).expect(0);
    }
    assert!(tool.backup_files().is_empty());
}
