//! Commands about keys, against real servers.

mod bigkeys;
mod bigkeys_faults;
mod bigkeys_offline;
mod bigkeys_resume;
mod flush;
mod hotkeys;
mod keys;

use crate::harness::until;
use crate::sandbox::{Connection, Reply};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A server of its own, killed when dropped.
pub struct Alone {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Alone {
    /// Starts this program with these arguments.
    pub fn start(program: &Path, arguments: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(program);
        command
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""])
            .arg("--dir")
            .arg(folder.path());
        let child = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { child, port, folder };
        until("the server answers", || server.try_connect().is_some_and(|mut line| line.call(&["PING"]).is_ok()));
        server
    }

    fn try_connect(&self) -> Option<Connection> {
        Connection::open(([127, 0, 0, 1], self.port).into(), Duration::from_secs(20)).ok()
    }

    pub fn connect(&self) -> Connection {
        self.try_connect().expect("a server that runs")
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Executes a command that must not fail.
    pub fn call(&self, words: &[&str]) -> Reply {
        let reply = self.connect().call(words).unwrap();
        assert!(!matches!(reply, Reply::Error(_)), "{words:?}: {reply:?}");
        reply
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The program that the tests use without a version.
pub fn usual() -> std::path::PathBuf {
    std::env::var_os("REDIS_OPS_TEST_SERVER").unwrap_or_else(|| "redis-server".into()).into()
}
