//! Real servers of every version at hand, one connection to each.

use crate::sandbox::{Connection, Reply, encode};
use redis_ops::formats::rdb::Header;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The installed server, and those which `tests/setup` unpacks.
pub const VERSIONS: [&str; 9] =
    ["installed", "6.2", "7.0", "7.4", "stack-7.4", "8.0", "8.6", "valkey-8.0", "valkey-9.1"];

/// A server; killed when dropped.
pub struct Server {
    process: Child,
    connection: Connection,
    folder: tempfile::TempDir,
    /// What files it writes.
    pub format: Header,
    /// Where it listens, on the loopback.
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn binary(version: &str) -> PathBuf {
    if version == "installed" {
        return PathBuf::from("redis-server");
    }
    let root = std::env::var_os("REDIS_OPS_SERVERS").unwrap_or_else(|| "/var/cache/redis-ops-servers".into());
    let bin = Path::new(&root).join(version).join("bin");
    let found = ["redis-server", "valkey-server"].map(|name| bin.join(name)).into_iter().find(|path| path.exists());
    found.unwrap_or_else(|| panic!("no server of version {version} in {}: run tests/setup", bin.display()))
}

/// From Redis 7.0 on DEBUG has to be allowed; before, the setting is unknown.
fn debug_settings(binary: &Path) -> &'static [&'static str] {
    let output = Command::new(binary).arg("--version").output();
    let output = output.unwrap_or_else(|error| panic!("{} --version: {error}; run tests/setup", binary.display()));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = text.split_once("v=").and_then(|(_, rest)| rest.split('.').next()?.parse::<u32>().ok());
    match version.unwrap_or_else(|| panic!("no version in {text:?}")) {
        ..7 => &[],
        7.. => &["--enable-debug-command", "yes"],
    }
}

/// With `setpriv`, where there is one, the server ends with the test's thread however that ends.
fn command(binary: &Path) -> Command {
    if Command::new("setpriv").arg("--version").output().is_err() {
        return Command::new(binary);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(binary);
    command
}

impl Server {
    /// Starts a server without data.
    pub fn start(version: &str) -> Self {
        let binary = binary(version);
        let debug = debug_settings(&binary);
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..5 {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
            let log = File::create(folder.path().join("log")).unwrap();
            let process = command(&binary)
                .args(["--bind", "127.0.0.1", "--port", &free.port().to_string(), "--save", ""])
                .args(["--lfu-decay-time", "0"])
                .args(debug)
                .current_dir(folder.path())
                .stdin(Stdio::null())
                .stdout(log)
                .stderr(Stdio::null())
                .spawn();
            let mut process = process.unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
            let started = Instant::now();
            while started.elapsed() < Duration::from_secs(20) && matches!(process.try_wait(), Ok(None)) {
                let opened = Connection::open(free, Duration::from_secs(20));
                if let Ok(mut connection) = opened
                    && let Ok(Reply::Simple(_)) = connection.call(&["SAVE"])
                {
                    let dump = std::fs::read(folder.path().join("dump.rdb")).unwrap();
                    let format = Header::parse(dump.first_chunk().unwrap()).unwrap();
                    return Self { process, connection, folder, format, port: free.port() };
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            // Somebody else may have got the port; else the log says why.
            process.kill().ok();
            process.wait().ok();
        }
        let log = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
        panic!("{} does not start; its log:\n{log}", binary.display());
    }

    /// The replies to some commands, sent at once.
    pub fn calls(&mut self, commands: &[Vec<Vec<u8>>]) -> Vec<Reply> {
        let mut request = Vec::new();
        commands.iter().for_each(|command| encode(&mut request, command));
        self.connection.replies(&request, commands.len()).unwrap()
    }

    /// The reply to one command.
    pub fn call(&mut self, command: &[&str]) -> Reply {
        self.connection.call(command).unwrap()
    }

    /// One command that has to succeed.
    pub fn must(&mut self, command: &[&str]) {
        if let Reply::Error(text) = self.call(command) {
            panic!("{}: {text}", command.join(" "));
        }
    }

    /// Without data, functions, or another policy of eviction than this.
    pub fn empty(&mut self, policy: &str) {
        self.must(&["FLUSHALL"]);
        self.must(&["CONFIG", "SET", "maxmemory-policy", policy]);
        if self.format.version >= 10 {
            self.must(&["FUNCTION", "FLUSH"]);
        }
    }

    /// Loads a file as at a start.
    pub fn load(&mut self, file: &[u8]) {
        std::fs::write(self.folder.path().join("dump.rdb"), file).unwrap();
        if let Reply::Error(text) = self.call(&["DEBUG", "RELOAD", "NOSAVE"]) {
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            panic!("{text}; the log:\n{log}");
        }
    }
}
