//! A real server of any version without Kubernetes: for `--url` and for files that it writes and loads.

use super::servers::server;
use crate::sandbox::{Connection, Reply, encode};
use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server; killed when dropped.
pub struct Plain {
    process: Child,
    connection: Connection,
    address: SocketAddr,
    folder: tempfile::TempDir,
}

impl Drop for Plain {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

impl Plain {
    /// Starts a server of a version, such as `7.4`, without data.
    pub fn start(version: &str) -> Self {
        Self::start_with(version, None, &[])
    }

    /// Starts a server that loads a file, with further arguments.
    ///
    /// # Panics
    /// It does not start; the message has its log.
    pub fn start_with(version: &str, rdb: Option<&Path>, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if let Some(rdb) = rdb {
            fs::copy(rdb, folder.path().join("dump.rdb")).unwrap();
        }
        for _ in 0..5 {
            let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
            let log = File::create(folder.path().join("log")).unwrap();
            let mut process = Command::new("setpriv")
                .args(["--pdeathsig", "KILL", "--"])
                .arg(server(version))
                .args(["--bind", "127.0.0.1", "--port", &address.port().to_string(), "--save", ""])
                .args(arguments)
                .current_dir(folder.path())
                .stdin(Stdio::null())
                .stdout(log)
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let started = Instant::now();
            while started.elapsed() < Duration::from_secs(20) && matches!(process.try_wait(), Ok(None)) {
                if let Ok(mut connection) = Connection::open(address, Duration::from_secs(20))
                    && let Ok(Reply::Simple(_)) = connection.call(&["PING"])
                {
                    return Self { process, connection, address, folder };
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            // Somebody else may have got the port; else the log says why.
            process.kill().ok();
            process.wait().ok();
        }
        let log = fs::read_to_string(folder.path().join("log")).unwrap_or_default();
        panic!("{version} does not start; its log:\n{log}");
    }

    /// `redis://127.0.0.1:port`.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// The reply to one command.
    pub fn call<A: AsRef<[u8]>>(&mut self, command: &[A]) -> Reply {
        self.connection.call(command).unwrap()
    }

    /// One command in words that has to succeed.
    pub fn must(&mut self, command: &str) -> String {
        let words: Vec<&str> = command.split(' ').collect();
        match self.call(&words) {
            Reply::Error(text) => panic!("{command}: {text}"),
            reply => reply.to_string(),
        }
    }

    /// Commands in one flight, which all have to succeed.
    pub fn all(&mut self, commands: &[Vec<Vec<u8>>]) {
        let mut request = Vec::new();
        commands.iter().for_each(|command| encode(&mut request, command));
        let replies = self.connection.replies(&request, commands.len()).unwrap();
        let failed = replies.iter().find(|reply| matches!(reply, Reply::Error(_)));
        assert!(failed.is_none(), "{failed:?}");
    }

    /// Saves, and copies what it saved.
    pub fn save(&mut self, to: &Path) -> PathBuf {
        self.must("SAVE");
        fs::copy(self.folder.path().join("dump.rdb"), to).unwrap();
        to.to_owned()
    }
}
