//! A server of a release, in a folder that survives it: as a pod's volume does.

use crate::harness::servers::server;
use crate::sandbox::Connection;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A running server. Dropping it kills it.
pub struct Released {
    process: Child,
    address: SocketAddr,
}

impl Drop for Released {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn command(version: &str, folder: &Path, port: u16, more: &[&str]) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(server(version));
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "3600 1"]).args(more);
    command.current_dir(folder).stdin(Stdio::null()).stdout(File::create(folder.join("log")).unwrap());
    command.stderr(Stdio::null());
    command
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

impl Released {
    /// Starts it on what lies in the folder, and waits until it has loaded that.
    pub fn start(version: &str, folder: &Path, more: &[&str]) -> Self {
        let port = free_port();
        let process = command(version, folder, port, more).spawn().unwrap();
        let mut started = Self { process, address: (Ipv4Addr::LOCALHOST, port).into() };
        let begun = Instant::now();
        loop {
            if started.try_call(&["PING"]).is_some_and(|reply| reply == "PONG") {
                return started;
            }
            let ended = started.process.try_wait().unwrap();
            let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
            assert!(ended.is_none() && begun.elapsed() < Duration::from_secs(30), "{version} did not start: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn try_call(&self, words: &[&str]) -> Option<String> {
        let mut connection = Connection::open(self.address, Duration::from_secs(5)).ok()?;
        connection.call(words).ok().map(|reply| reply.to_string())
    }

    /// A command's reply, as redis-cli prints it.
    pub fn call(&self, words: &[&str]) -> String {
        self.try_call(words).unwrap_or_else(|| panic!("no reply to {words:?}"))
    }

    /// `redis://…`.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Ends it as a kubelet does: SIGTERM, on which it saves.
    pub fn stop(mut self) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.process.wait().unwrap();
    }
}

/// How a server ends that is started on what lies in the folder; none where it runs. And its log.
pub fn ends(version: &str, folder: &Path, more: &[&str]) -> (Option<ExitStatus>, String) {
    let mut process = command(version, folder, free_port(), more).spawn().unwrap();
    let begun = Instant::now();
    let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    let ended = loop {
        let ended = process.try_wait().unwrap();
        let runs = log().contains("eady to accept connections");
        if ended.is_some() || runs {
            break ended;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "neither: {}", log());
        std::thread::sleep(Duration::from_millis(20));
    };
    process.kill().ok();
    process.wait().unwrap();
    (ended, log())
}
