//! Starting and ending redis-server processes, and the configuration file they read.

use super::cluster;
use super::server_plan::ServerPlan;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::File;
use std::net::Ipv4Addr;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Environment variable with the path of the redis-server to use instead of the one on the PATH.
pub const SERVER_VARIABLE: &str = "REDIS_OPS_TEST_SERVER";

/// A running server; killed when dropped.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    /// Starts redis-server, or this program in its place, with these arguments, its output appended to `log`. It is a process group of its own, so that
    /// a Ctrl-C at the terminal does not reach it, and ends with the thread that starts it (`setpriv --pdeathsig`).
    ///
    /// # Panics
    /// There is no redis-server.
    pub fn spawn(
        program: Option<&str>,
        arguments: &[String],
        environment: &[(String, PathBuf)],
        folder: &Path,
        log: &Path,
    ) -> Self {
        let usual = || std::env::var_os(SERVER_VARIABLE).unwrap_or_else(|| OsString::from("redis-server"));
        let server = program.map_or_else(usual, OsString::from);
        let mut command = if has_setpriv() {
            let mut command = Command::new("setpriv");
            command.args(["--pdeathsig", "KILL", "--"]).arg(&server);
            command
        } else {
            Command::new(&server)
        };
        let output = File::options().create(true).append(true).open(log).expect("a log file");
        let errors = output.try_clone().expect("another handle to the log");
        command.args(arguments).current_dir(folder).process_group(0).env("TZ", "UTC");
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        let child = command.spawn();
        Self(child.unwrap_or_else(|error| {
            panic!("cannot start {server:?} (set {SERVER_VARIABLE} to a redis-server): {error}")
        }))
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.0.id()
    }

    /// Whether it has not ended.
    pub fn is_running(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }

    /// SIGKILL, which also ends a stopped process, and wait.
    pub fn kill(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }

    /// SIGTERM; SIGKILL where it has not ended within `grace`. Returns the exit code as a container shows it.
    pub fn terminate(&mut self, grace: Duration) -> i32 {
        signal(self.pid(), "CONT");
        signal(self.pid(), "TERM");
        let start = Instant::now();
        while self.is_running() && start.elapsed() < grace {
            std::thread::sleep(Duration::from_millis(5));
        }
        self.kill();
        let status = self.0.wait().ok();
        status.map_or(137, |status| status.code().unwrap_or(128 + status.signal().unwrap_or(9)))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Sends a signal by its name without `SIG`.
pub fn signal(pid: u32, name: &str) {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("kill -{name} {pid}")]).stderr(Stdio::null());
    command.status().expect("a shell");
}

/// Whether util-linux's setpriv is there and knows --pdeathsig; without it, servers are only ended by the sandbox's drop.
fn has_setpriv() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

/// The configuration file: what the sandbox decides, then what the chart says, then replication and passwords.
pub fn config_text(
    plan: &ServerPlan,
    address: Ipv4Addr,
    primary: Option<&str>,
    data_dir: &Path,
    announce_host_names: bool,
) -> String {
    let folder = quote(&data_dir.display().to_string());
    let mut text = format!(
        "bind {address}\nport {}\ndir {folder}\nprotected-mode no\ndaemonize no\nrepl-diskless-sync-delay 0\n",
        plan.port
    );
    for line in &plan.directives {
        text.push_str(line);
        text.push('\n');
    }
    let announced = match &plan.announced_name {
        Some(name) if announce_host_names || plan.by_names => name.clone(),
        _ => address.to_string(),
    };
    writeln!(text, "replica-announce-ip {announced}").expect("writing to a string");
    if cluster::is_clustered(plan) {
        // Connections between loopback addresses come from 127.0.0.1, which the other end would take for the node's own.
        writeln!(text, "cluster-announce-ip {address}").expect("writing to a string");
    }
    if let Some(primary) = primary {
        writeln!(text, "replicaof {primary} {}", plan.port).expect("writing to a string");
    }
    if plan.follows_itself {
        writeln!(text, "replicaof {address} {}", plan.port).expect("writing to a string");
    }
    if let Some(password) = &plan.password {
        let password = quote(password);
        writeln!(text, "requirepass {password}\nmasterauth {password}").expect("writing to a string");
    }
    text
}

/// A value as redis.conf reads it (redis/src/sds.c, sdssplitargs): in double quotes, bytes that are not printable as \xHH.
pub fn quote(value: &str) -> String {
    let mut quoted = String::from("\"");
    for byte in value.bytes() {
        match byte {
            b'"' | b'\\' => {
                quoted.push('\\');
                quoted.push(byte as char);
            }
            b' '..=b'~' => quoted.push(byte as char),
            _ => write!(quoted, "\\x{byte:02x}").expect("writing to a string"),
        }
    }
    quoted.push('"');
    quoted
}
