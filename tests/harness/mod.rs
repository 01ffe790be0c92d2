//! Runs the real redis-ops with an environment of its own and keeps all it said.

pub mod archive;
pub mod authority;
pub mod operators;
pub mod plain;
pub mod proxy;
pub mod s3;
pub mod series;
pub mod servers;
pub mod terminal;
pub mod writer;

use crate::sandbox::Sandbox;
use serde_json::Value;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Waits until something holds, looking every few milliseconds.
///
/// # Panics
/// It does not hold within half a minute.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(30), "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// redis-ops as a user has it: an own home and working folder, nothing inherited but PATH. It is on a machine of its own
/// as far as locks of the machine go: other tests have instances of the same name.
pub struct Tool {
    folder: tempfile::TempDir,
    _machine: tempfile::TempDir,
    environment: Vec<(OsString, OsString)>,
    preparation: String,
}

impl Tool {
    /// With the kubeconfig of a sandbox.
    pub fn on(sandbox: &Sandbox) -> Self {
        Self::alone().env("KUBECONFIG", sandbox.kubeconfig())
    }

    /// With no cluster at all.
    pub fn alone() -> Self {
        let [folder, machine] = [(); 2].map(|()| tempfile::tempdir().expect("a temporary folder"));
        let environment = vec![
            ("HOME".into(), folder.path().into()),
            ("XDG_RUNTIME_DIR".into(), machine.path().into()),
            ("PATH".into(), std::env::var_os("PATH").unwrap_or_default()),
            ("COLUMNS".into(), "100".into()),
        ];
        Self { folder, _machine: machine, environment, preparation: String::new() }
    }

    /// With a further environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.environment.push((name.into(), value.as_ref().to_owned()));
        self
    }

    /// Started by a shell that did this before, such as `ulimit -f 8`.
    pub fn after(mut self, preparation: &str) -> Self {
        self.preparation = format!("{preparation}; ");
        self
    }

    /// The working folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().expect("redis-ops can be started");
        Run::of(arguments, output)
    }

    /// Starts it and goes on; [`Running::wait`] collects what it said.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("redis-ops can be started");
        Running { child, arguments: arguments.iter().map(ToString::to_string).collect() }
    }

    /// Another program with the same environment and folder.
    pub fn program(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.folder.path());
        command
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(format!("{}exec \"$0\" \"$@\"", self.preparation)).arg(env!("CARGO_BIN_EXE_redis-ops"));
        command.args(arguments).env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Every file below the working folder's backups, by its path relative to them; dot files too.
    pub fn backup_files(&self) -> Vec<PathBuf> {
        let root = self.folder.path().join("redis-backups");
        let mut files = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    files.push(entry.path().strip_prefix(&root).expect("below the root").to_owned());
                }
            }
        }
        files.sort();
        files
    }
}

/// A redis-ops that is still running. Dropping it kills it.
pub struct Running {
    child: Child,
    arguments: Vec<String>,
}

impl Running {
    /// Sends a signal by its name, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(status.expect("kill can be started").success(), "cannot send {name}");
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Goes away as the reader of its stdout.
    pub fn stop_reading(&mut self) {
        self.child.stdout = None;
    }

    /// The next line of its stdout, which [`Running::wait`] does not have any more.
    ///
    /// # Panics
    /// Stdout ends first.
    pub fn line(&mut self) -> String {
        next_line(self.child.stdout.as_mut().expect("piped"))
    }

    /// As [`Running::line`], of its stderr.
    ///
    /// # Panics
    /// Stderr ends first.
    pub fn error_line(&mut self) -> String {
        next_line(self.child.stderr.as_mut().expect("piped"))
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child of ours").is_some()
    }

    /// Waits for its end.
    pub fn wait(self) -> Run {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        Run::of(&arguments, self.child.wait_with_output().expect("a child of ours"))
    }
}

/// Byte by byte, so that nothing behind the line is taken.
fn next_line(stream: &mut impl std::io::Read) -> String {
    let mut line = Vec::new();
    while line.last() != Some(&b'\n') {
        let mut byte = [0];
        let read = stream.read(&mut byte).expect("a pipe");
        assert!(read == 1, "the stream ends with {:?}", String::from_utf8_lossy(&line));
        line.push(byte[0]);
    }
    String::from_utf8_lossy(&line).trim_end().to_owned()
}

/// A finished run. Its `Display` is the whole transcript.
pub struct Run {
    /// Exit status; 128 and the signal's number where a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    arguments: String,
}

impl Run {
    fn of(arguments: &[&str], output: Output) -> Self {
        use std::os::unix::process::ExitStatusExt;
        Self {
            code: output.status.code().unwrap_or_else(|| 128 + output.status.signal().unwrap_or(0)),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            arguments: arguments.join(" "),
        }
    }

    /// Checks the exit status; a mismatch shows the transcript.
    pub fn expect(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// The JSON object on stdout.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("no JSON on stdout: {error}\n{self}"))
    }

    /// Ids of the findings of a `-o json` run, in order.
    pub fn finding_ids(&self) -> Vec<String> {
        let findings = self.json()["findings"].as_array().cloned().unwrap_or_default();
        findings.iter().map(|finding| finding["id"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The first finding with this id of a `-o json` run.
    pub fn finding(&self, id: &str) -> Value {
        let json = self.json();
        let found = json["findings"].as_array().into_iter().flatten().find(|finding| finding["id"] == id);
        found.unwrap_or_else(|| panic!("no finding {id}\n{self}")).clone()
    }

    /// The row of a member in `data.members` of a `-o json` run.
    pub fn member(&self, name: &str) -> Value {
        let json = self.json();
        let row = json["data"]["members"].as_array().into_iter().flatten().find(|row| row["member"] == name);
        row.unwrap_or_else(|| panic!("no member {name}\n{self}")).clone()
    }

    /// All that it said, on both streams.
    pub fn everything(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// The last line of stdout.
    pub fn last_line(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "$ redis-ops {}\n[exit {}]\n--- stdout\n{}--- stderr\n{}",
            self.arguments, self.code, self.stdout, self.stderr
        )
    }
}
